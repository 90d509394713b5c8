"""Ruled pages and sheets are read into the rows that they were printed from, cell by cell."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Browser

from ministry import BOOKS, STYLES, Style, print_pdf, print_xlsx
from survey.documents.formats import read_file
from survey.documents.grids import Grid, GridRow, Line
from survey.documents.pdf.chars import Box
from survey.documents.pdf.glyphs import repair
from survey.documents.pdf.page_breaks import Page, PageTable, carry_over, part_titles
from survey.problems import errors
from survey.reading.errata import Erratum
from survey.reading.layouts import Layout, Table
from survey.reading.parse import Parsed, parse
from survey.tables.frames import read_table
from survey.tables.parsed_files import parse_files
from survey.text import squeeze, unify_width

PLACES = {"line_start", "line_end", "page", "position"}
Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def frames(layout: Layout) -> Frames:
    return {table.name: read_table(table.name) for table in layout.tables}


@pytest.fixture(scope="module")
def some(frames: Frames, layout: Layout) -> Frames:
    """Every tenth row, as a table of its own."""
    return {table.name: part(frames[table.name].iloc[::10], table) for table in layout.tables}


def part(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return rows of a table as a table of its own."""
    numbers = range(1, len(frame) + 1)
    ids = [f"{table.id_prefix}-{n:03d}" for n in numbers]
    return frame.reset_index(drop=True).assign(row_number=numbers, **{table.id_column: ids})


def answers(parsed: Parsed) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [{key: row[key] for key in row if key not in PLACES} for row in rows]
        for name, rows in parsed.rows.items()
        if name != "reconciliation"
    }


def printed(frames: Frames) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [{str(key): row[key] for key in row if key not in PLACES} for row in rows]
        for name, rows in (
            (name, frame.astype(object).where(frame.notna(), "").to_dict("records"))
            for name, frame in frames.items()
        )
    }


def unreadable(parsed: Parsed) -> list[str]:
    return [str(problem) for problem in parsed.problems if "cannot be read" in problem.found]


ReadBack = Callable[[Frames, Style], Parsed]


@pytest.fixture
def read_back(
    layout: Layout, errata: tuple[Erratum, ...], browser: Browser, tmp_path: Path
) -> ReadBack:
    """Print tables as a PDF and read them from it."""

    def read(frames: Frames, style: Style) -> Parsed:
        print_pdf(tmp_path / "printed.pdf", layout, frames, style, browser)
        return parse(read_file(tmp_path / "printed.pdf"), layout, errata)

    return read


@pytest.mark.browser
def test_a_pdf_of_all_tables_gives_them_back(frames: Frames, read_back: ReadBack) -> None:
    parsed = read_back(frames, STYLES["mincho"])
    assert answers(parsed) == printed(frames)
    assert errors(parsed.problems) == []
    counts = [(row["printed_count"], row["difference"]) for row in parsed.rows["reconciliation"]]
    assert len(counts) == 34
    assert {difference for _, difference in counts} == {0}
    rows = [row for name in frames for row in parsed.rows[name]]
    assert int(rows[0]["page"]) == 1
    assert all(int(a["page"]) <= int(b["page"]) for a, b in pairwise(rows))
    assert any(f"; {int(row['page']) + 1}: " in str(row["position"]) for row in rows)


@pytest.mark.browser
@pytest.mark.parametrize("style", [name for name in STYLES if name != "mincho"])
def test_however_it_is_printed(style: str, some: Frames, read_back: ReadBack) -> None:
    parsed = read_back(some, STYLES[style])
    assert answers(parsed) == printed(some)
    assert unreadable(parsed) == []


@pytest.mark.browser
@pytest.mark.parametrize("break_rows", [True, False], ids=["cut", "whole"])
def test_a_prefecture_printed_once_for_its_rows_holds_over_page_breaks(
    break_rows: bool,
    frames: Frames,
    layout: Layout,
    errata: tuple[Erratum, ...],
    browser: Browser,
    tmp_path: Path,
) -> None:
    (cases,) = (table for table in layout.tables if table.name == "ai_rpa_cases")
    some = {"ai_rpa_cases": part(frames["ai_rpa_cases"].iloc[60:140], cases)}
    alone = replace(layout, tables=(cases,))
    style = replace(STYLES["mincho"], merged_prefectures=True, break_rows=break_rows)
    print_pdf(tmp_path / "merged.pdf", alone, some, style, browser)
    parsed = parse(read_file(tmp_path / "merged.pdf"), alone, errata)
    assert answers(parsed) == printed(some)
    assert unreadable(parsed) == []
    assert any("that the page break cuts is empty" in p.found for p in parsed.problems)


Texts = list[list[str]]
TITLES = ["", "手続・事務の名称", "ＡＩ・ＲＰＡの活用方法", "導入状況", "都道府県"]


def page_of(rows: Texts, number: int) -> Page:
    """A page with a table; a cell with the text ↑ is the rest of the one above it."""
    boxes: list[list[Box | None]] = []
    made: list[GridRow] = []
    for y, row in enumerate(rows):
        boxes.append([
            boxes[-1][x] if text == "↑" else (x, y, x + 1, y + 1) for x, text in enumerate(row)
        ])  # fmt: skip
        cells = [((Line(text),) if text else ()) for text in row]
        above = made[-1].cells if made else ()
        taken = [above[x] if text == "↑" else cells[x] for x, text in enumerate(row)]
        made.append(GridRow(tuple(taken), str(number), ""))
    return Page([PageTable([float(y) for y in range(len(rows))], made, boxes)], [])


def row(number: int, prefecture: str, note: str = "画像認識") -> list[str]:
    return [str(number), "議事録の作成", note, "①導入（実施）済", prefecture]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        # the rest of a group on the next page, and its beginning on the page before
        ([[row(1, "青森県"), row(2, "↑")], [TITLES, row(3, ""), row(4, "岩手県")]], ["青森県"] * 3 + ["岩手県"]),
        ([[row(1, "青森県"), row(2, "")], [row(3, "岩手県"), row(4, "↑")]], ["青森県"] + ["岩手県"] * 3),
        # a group of the next page may be as long as the page, and be named on the one after it
        ([[row(1, "青森県"), row(2, "↑")], [row(3, ""), row(4, "↑")], [row(5, "岩手県"), row(6, "↑")]],
         ["青森県"] * 2 + [""] * 2 + ["岩手県"] * 2),
        # which it is not where it ends without a name
        ([[row(1, "青森県")], [row(2, ""), row(3, "↑")], [row(4, ""), row(5, "岩手県")]],
         ["青森県"] * 4 + ["岩手県"]),
        # nor where the table ends, or goes on under another title
        ([[row(1, "青森県"), row(2, "↑")], [row(3, ""), row(4, "↑")]], ["青森県"] * 4),
        ([[row(1, "青森県"), row(2, "↑")], [row(3, ""), row(4, "↑")], [TITLES, row(1, "岩手県"), row(2, "↑")]],
         ["青森県"] * 4 + ["都道府県"] + ["岩手県"] * 2),
        # no prefecture was merged anywhere, and a heading has none
        ([[row(1, "青森県")], [row(2, ""), row(3, "岩手県")]], ["青森県", "", "岩手県"]),
        ([[row(1, "青森県"), row(2, "↑")], [["環境分野（2）", "", "", "", ""], row(3, "岩手県")]],
         ["青森県"] * 2 + ["", "岩手県"]),
    ],
)  # fmt: skip
def test_a_prefecture_is_taken_over_a_page_break_only_where_nothing_else_can_be_meant(
    pages: list[Texts], expected: list[str]
) -> None:
    made = [page_of(rows, number) for number, rows in enumerate(pages, 1)]
    carry_over(made)
    rows = [row.texts[-1] for page in made for row in page.rows()]
    assert [text for text in rows if text != "都道府県" or text in expected] == expected


def test_titles_that_no_rule_parts_from_the_rest_of_a_row_are_a_row_of_their_own() -> None:
    rest = ["", "", "", "の備考", ""]
    below = page_of([rest, row(2, "岩手県")], 2)
    table = below.tables[0]
    both = tuple(
        tuple(Line(text) for text in (title[:2], title[2:], said) if text)
        for title, said in zip(TITLES, rest, strict=True)
    )
    table.rows[0] = replace(table.rows[0], cells=both)
    part_titles([page_of([TITLES, row(1, "青森県")], 1), below])
    assert [row.texts for row in below.rows()] == [
        [*map(squeeze, texts)] for texts in (TITLES, rest, row(2, "岩手県"))
    ]
    assert table.reached(0, 1) == [0]


def test_a_row_that_does_not_begin_with_all_titles_is_no_row_of_titles() -> None:
    below = page_of([[*TITLES[:4], "岩手県"], row(2, "岩手県")], 2)
    part_titles([page_of([TITLES, row(1, "青森県")], 1), below])
    assert len(below.rows()) == 2


def test_nothing_but_prefectures_is_taken_over_a_page_break() -> None:
    above = [row(1, "青森県", "共通の備考"), row(2, "↑", "↑")]
    below = [row(3, "岩手県", ""), row(4, "↑")]
    made = [page_of(above, 1), page_of(below, 2)]
    assert carry_over(made) == carry_over([]) == []
    assert [row.texts[2] for row in made[1].rows()] == ["", "画像認識"]


def test_a_row_goes_on_where_another_table_gives_its_page_more_columns(layout: Layout) -> None:
    cut = row(1, "青森県", "画像")
    columns = [*TITLES[:4], "共同利用・共同導入の可否", "", "都道府県"]
    whole = [*cut[:4], "③共同利用不可", "", cut[4]]
    rows = [
        GridRow(tuple((Line(text),) if text else () for text in texts), "1", "")
        for texts in (columns, whole)
    ]
    rows.append(GridRow(((), (), None, (Line("認識"),), (), (), (), ()), "2", ""))
    alone = replace(layout, tables=layout.tables[:1])
    [read] = parse(Grid("a.pdf", tuple(rows), True), alone, ()).rows["ai_rpa_cases"]
    assert read["usage"] == "画像 認識"


@pytest.mark.browser
def test_where_a_printer_drops_the_space_at_the_end_of_a_line_only_spaces_can_differ(
    some: Frames, read_back: ReadBack
) -> None:
    plain = read_back(some, replace(STYLES["gothic"], wrapped_spaces=False))
    read, expected = answers(plain), printed(some)
    cells = [
        (row[key], before[key])
        for name in expected
        for row, before in zip(read[name], expected[name], strict=True)
        for key in before
    ]
    assert all(squeeze(str(a)) == squeeze(str(b)) for a, b in cells)
    assert sum(a != b for a, b in cells) < len(cells) / 200


@pytest.mark.slow
@pytest.mark.parametrize("style", BOOKS)
def test_a_workbook_gives_the_tables_back(
    style: str, some: Frames, layout: Layout, errata: tuple[Erratum, ...], tmp_path: Path
) -> None:
    path = tmp_path / "printed.xlsx"
    print_xlsx(path, layout, some, BOOKS[style])
    parsed = parse(read_file(path), layout, errata)
    assert answers(parsed) == printed(some)
    sheet = openpyxl.load_workbook(path)[str(parsed.rows["organizations"][5]["page"])]
    first = str(parsed.rows["organizations"][5]["position"]).partition(":")[0]
    assert some["organizations"]["organization_name"][5] in [
        unify_width(str(cell.value)) for cell in sheet[sheet[first].row]
    ]


@pytest.mark.slow
def test_survey_parse_reads_a_workbook_of_all_tables_and_writes_page_and_position(
    frames: Frames, layout: Layout, tmp_path: Path
) -> None:
    path = tmp_path / "survey.xlsx"
    print_xlsx(path, layout, frames, BOOKS["merged"])
    made = parse_files([path], tmp_path / "out", layout, lambda _: None)
    assert errors(made.problems) == []
    sheets = openpyxl.load_workbook(path).sheetnames
    assert sheets[0] == "①ＡＩ・ＲＰＡ・チャットボット等"
    for sheet, (table, expected) in zip(sheets, printed(frames).items(), strict=True):
        with (tmp_path / "out" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [*rows[0]] == [*frames[table].columns, "page", "position"]
        read = [{key: row[key] for key in row if key not in PLACES} for row in rows]
        assert read == [{key: str(value) for key, value in row.items()} for row in expected]
        assert {row["page"] for row in rows} == {sheet}
        assert all(row["position"].startswith("A") for row in rows)


def sheets_of(frames: Frames, layout: Layout, folder: Path) -> tuple[Path, openpyxl.Workbook]:
    """Print tables as a workbook, and open it to be changed."""
    path = folder / "survey.xlsx"
    print_xlsx(path, layout, frames, Style(title="above"))
    return path, openpyxl.load_workbook(path)


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("D10", "①導入", "「①導入」 is none of the answers for 導入状況"),
        ("G10", "東京", "「東京」 was read as 東京都 in row 5"),
        ("G10", "東区", "「東区」 is not the name of a prefecture"),
        ("A10", "五", "its number is 「五」"),
        ("A10", 77, "the row number 77 is out of order"),
        ("C10", None, "ＡＩ・ＲＰＡの活用方法 of row 5 is empty"),
        ("A3", "総務分野", "belongs to no row"),
        ("H2", "備考", "the layout does not know the column 「備考」"),
        ("D2", "状況", "not all column titles are there"),
    ],
)
def test_what_is_wrong_in_a_sheet_is_told_with_its_place(
    cell: str, value: object, told: str, some: Frames, layout: Layout, tmp_path: Path
) -> None:
    path, book = sheets_of(some, layout, tmp_path)
    book.worksheets[0][cell] = value
    book.save(path)
    problems = [str(problem) for problem in parse(read_file(path), layout, ()).problems]
    assert any(told in problem and "sheet ①ＡＩ・ＲＰＡ" in problem for problem in problems), [
        problem for problem in problems if "ai_rpa" in problem
    ][:5]


def test_prefectures_that_are_short_or_repeated_are_read(
    some: Frames, layout: Layout, tmp_path: Path
) -> None:
    path, book = sheets_of(some, layout, tmp_path)
    sheet, above, changed = book.worksheets[0], "", 0
    for (cell,) in sheet["G3" : f"G{sheet.max_row}"]:
        name = str(cell.value or "")
        if not name:
            continue
        if name == above:
            cell.value, changed = "〃", changed + 1
        elif name[-1:] in "都府県":
            cell.value = name[:-1]
        above = name
    book.save(path)
    parsed = parse(read_file(path), layout, ())
    assert changed
    assert answers(parsed)["ai_rpa_cases"] == printed(some)["ai_rpa_cases"]
    assert any("「〃」 was read as" in problem.found for problem in parsed.problems)


def test_one_cause_is_one_error_however_many_rows_it_costs(
    some: Frames, layout: Layout, tmp_path: Path
) -> None:
    path, book = sheets_of(some, layout, tmp_path)
    sheet = book.worksheets[0]
    for (cell,) in sheet["G3" : f"G{sheet.max_row}"]:
        if cell.value:
            cell.value = None
    book.save(path)
    told = [str(problem) for problem in parse(read_file(path), layout, ()).problems]
    rows = len(some["ai_rpa_cases"])
    assert sum("is not the name of a prefecture" in one for one in told) == 1
    assert any(f"{rows} rows cannot be read" in one for one in told)


def test_formulas_without_results_are_told_once(
    some: Frames, layout: Layout, tmp_path: Path
) -> None:
    path = tmp_path / "survey.xlsx"
    print_xlsx(path, layout, some, Style())
    assert read_file(path).problems == ()
    book = openpyxl.load_workbook(path)
    for row in range(6, 16):
        book.worksheets[0][f"A{row}"] = "=ROW()-5"
    book.worksheets[1]["A6"] = "=1"
    book.worksheets[1].sheet_state = "hidden"
    book.save(path)
    problems = [str(problem) for problem in read_file(path).problems]
    assert [problem for problem in problems if "hidden" not in problem] == [
        "survey.xlsx: warning: cells with a formula that was never calculated: 10, first "
        "①ＡＩ・ＲＰＡ・チャットボット等!A6; expected its result; open the workbook in Excel or "
        "LibreOffice and save it there"
    ]


def test_an_empty_text_is_the_result_of_a_formula(tmp_path: Path) -> None:
    import zipfile

    path, saved = tmp_path / "written.xlsx", tmp_path / "saved.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = '=""', "text"
    book.save(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(saved, "w") as new:
        for name in old.namelist():
            text = old.read(name).replace(b'<c r="A1">', b'<c r="A1" t="str">')
            new.writestr(name, text)
    assert len(read_file(path).problems) == 1
    assert read_file(saved).problems == ()


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("⽇本の⻑い⼾", "日本の長い戸"),
        ("カ゛キ\u3099ハﾟ", "ガギパ"),
        ("ﾃﾞｰﾀﾍﾞｰｽ", "データベース"),
        ("①（Ａ）㈱", "①（Ａ）㈱"),
    ],
)
def test_characters_that_a_pdf_names_otherwise(named: str, meant: str) -> None:
    assert unify_width(repair(named)) == unify_width(meant)


@pytest.mark.parametrize(("named", "meant"), [*zip("ʻ‧‵∕⼾〜−", "‘・｀／戸～－", strict=True)])
def test_signs_that_look_like_common_ones_are_these(named: str, meant: str) -> None:
    assert repair(named) == meant


def test_radicals_are_read_as_the_ideographs_that_they_are_drawn_like() -> None:
    """All of the block but those that have no ideograph drawn like them."""
    block = [chr(place) for place in range(0x2E80, 0x2EF4) if place != 0x2E9A]
    alone = "⺀⺄⺆⺈⺊⺌⺑⺕⺗⺜⺢⺥⺧⺳⺴⺵⺶⺷⺸⺻⻎⻏⻔⻱"
    assert "".join(radical for radical in block if repair(radical) == radical) == alone
    for radical in set(block) - set(alone):
        assert unicodedata.name(repair(radical)).startswith("CJK UNIFIED IDEOGRAPH"), radical


@pytest.mark.parametrize(
    ("named", "meant"),
    [*zip("⺅⺡⺘⺮⺾⻌⻑⻖⻘⻝⻤⻨⻩⻭⻯", "亻氵扌𥫗艹辶長阝青食鬼麦黄歯竜", strict=True)],
)
def test_a_radical_is_read_as(named: str, meant: str) -> None:
    assert repair(named) == meant
