"""The workbook: every cell of every table, no formula, charts that a person can restyle."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import hashes
from survey.charts.tile_map import tile_grid
from survey.problems import BadInput
from survey.project import Project
from survey.publishing.report_set import REPORT, Tables
from survey.publishing.workbook.words import HEADER, wording
from survey.publishing.workbook.workbook import write_workbook
from survey.reading.errata import load_errata
from survey.reading.sources import load_sources
from survey.tables.csv_files import formula_like
from survey.tables.dictionary import entries, page
from survey.tables.schemas import describe_table, sources_of, table_names

pytestmark = pytest.mark.slow


def write(project: Project, out: Path, clean: Path | None = None) -> Path:
    errata, sources = load_errata(project.raw / "errata.toml"), load_sources(project.raw)
    write_workbook(out, Tables(clean or project.clean), errata, sources)
    return out


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from survey.project import find_project

    return write(find_project(), tmp_path_factory.mktemp("book") / "book.xlsx")


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def published(project: Project, table: str) -> list[dict[str, str]]:
    with (project.clean / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rows_of(sheet: Any, columns: int) -> list[list[Any]]:
    rows = sheet.iter_rows(min_row=HEADER + 2, max_col=columns, values_only=True)
    return [list(row) for row in rows]


def sheet_of(book: Any, table: str) -> Any:
    return book[wording().tables[table]]


def titles_of(table: str) -> dict[str, str]:
    return {entry.column: entry.title["ja"] for entry in entries() if entry.table == table}


def headings(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[HEADER + 1]]


def printed(sheet: Any) -> list[str]:
    """Return the headings of the columns that are printed, of all where there is no print area."""
    heads = headings(sheet)
    if not sheet.print_area:
        return heads
    first, last = re.findall(r"\$([A-Z]+)\$", sheet.print_area)
    assert first == "A"
    return heads[: openpyxl.utils.column_index_from_string(last)]


def in_contents(book: Any) -> list[dict[str, Any]]:
    sheet = book["目次"]
    heads = headings(sheet)
    return [dict(zip(heads, row, strict=True)) for row in rows_of(sheet, len(heads))]


def data_sheets(book: Any) -> list[Any]:
    return [sheet for sheet in book if sheet.title != wording().sheets["map"]]


@pytest.mark.parametrize("table", table_names())
def test_every_cell_is_that_of_the_csv_file(book: Any, project: Project, table: str) -> None:
    rows, sheet = published(project, table), sheet_of(book, table)
    heads = headings(sheet)
    written = rows_of(sheet, len(heads))
    assert len(written) == len(rows)
    types = {entry.column: entry.type for entry in entries() if entry.table == table}
    for name, title in titles_of(table).items():
        place = heads.index(title)
        for text, value in zip(
            (row[name] for row in rows), (r[place] for r in written), strict=True
        ):
            if text == "":
                assert value is None
            elif types[name] == "string":
                assert value == text
            else:
                assert float(text) == value


@pytest.mark.parametrize("table", table_names())
def test_tables_are_named_filtered_frozen_and_headed_in_japanese(book: Any, table: str) -> None:
    sheet = sheet_of(book, table)
    assert list(sheet.tables) == [table]
    assert sheet.tables[table].autoFilter is not None
    assert sheet.freeze_panes is not None
    added = {title for title in headings(sheet) if title.endswith("（名称）")}
    assert set(headings(sheet)) - added == set(titles_of(table).values())
    assert {title.removesuffix("（名称）") for title in added} <= set(titles_of(table).values())


@pytest.mark.parametrize("table", table_names())
def test_codes_and_lines_stand_beside_what_is_printed(book: Any, table: str) -> None:
    titles, sheet = titles_of(table), sheet_of(book, table)
    shown = printed(sheet)
    key = describe_table(table)["primary_key"]
    for name, title in titles.items():
        named = title + "（名称）" in headings(sheet) or name.removesuffix("_code") in titles
        is_code = named and (name.endswith("_code") or title + "（名称）" in headings(sheet))
        aside = (is_code and name != key) or name in ("survey", "line", "line_start", "line_end")
        assert (title in shown) != aside or name in ("x", "y"), name
    assert not [title for title in shown if title.isascii()]


def test_codes_of_this_project_are_named_in_japanese(book: Any) -> None:
    sheet = sheet_of(book, "case_technologies")
    assert printed(sheet) == ["事例ID", "技術（名称）"]
    rows = [dict(zip(headings(sheet), row, strict=True)) for row in rows_of(sheet, 3)]
    assert {(row["技術"], row["技術（名称）"]) for row in rows} >= {
        ("rpa", "RPA"),
        ("speech_to_text", "音声認識・議事録作成"),
    }
    kinds = [row[4] for row in rows_of(sheet_of(book, "system_participants"), 5)]
    assert "都道府県（回答団体）;市区町村" in kinds


def test_sheets_are_named_by_what_they_hold_the_summary_first(book: Any) -> None:
    names = book.sheetnames
    assert names[:8] == [
        "表紙", "目次", "都道府県別の要約", "都道府県別の地図", "事例", "共同利用システム", "人材", "組織",
    ]  # fmt: skip
    assert all(re.search("[一-龥]", name) for name in names)
    assert list(wording().tables) == [n for n in wording().tables if n in table_names()]
    assert set(wording().tables) == set(table_names())
    assert set(wording().charts) == set(REPORT)


def test_every_sheet_is_set_for_a3_with_its_name_page_and_source(book: Any) -> None:
    sources = {row["シート"]: row["出典・注"] for row in in_contents(book)}
    for sheet in book:
        page = sheet.page_setup
        assert (page.orientation, int(page.paperSize)) == ("landscape", 8)
        assert sheet.print_title_rows == f"${HEADER + 1}:${HEADER + 1}"
        assert "&A" in sheet.oddHeader.left.text
        assert "&P" in sheet.oddFooter.right.text
        if "出典" in str(sources.get(sheet.title)):
            assert "出典：" in sheet.oddFooter.left.text
        fitted = sheet.sheet_properties.pageSetUpPr
        if fitted and fitted.fitToPage:
            assert page.fitToWidth in (None, 1)
        else:  # pages of charts, which begin where a row of charts does
            assert page.scale >= 78
            assert sheet.row_breaks.brk


def widths(sheet: Any) -> list[float]:
    """Return the widths of the columns; neighbours of one width are one entry of the file."""
    found: dict[int, float] = {}
    for column in sheet.column_dimensions.values():
        found |= dict.fromkeys(range(column.min, column.max + 1), column.width)
    return [found[place] for place in range(1, sheet.max_column + 1)]


def test_letters_have_seven_points_on_paper(book: Any) -> None:
    across = (420 / 25.4 - 0.9) * 96
    for sheet in data_sheets(book):
        columns = len(printed(sheet))
        wide = sum(7 * width + 5 for width in widths(sheet)[:columns])
        charts = [chart.anchor.to.col for chart in sheet._charts]
        if charts:  # beside the table, from the second column on
            wide += 19 + 64 * (max(charts) - columns)
        points = (9 if charts else 10) * min(1.0, across / wide)
        assert points >= 7, (sheet.title, points)
        assert all(10 < row.height <= 400 for row in sheet.row_dimensions.values())


def test_no_cell_is_a_formula_and_none_are_merged(book: Any) -> None:
    for sheet in book:
        assert not sheet.merged_cells.ranges
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


def test_the_cover_says_that_no_answer_is_not_zero(book: Any) -> None:
    told = "".join(str(row[1]) for row in rows_of(book["表紙"], 2))
    assert (
        "行のない都道府県は回答がなかったのであって、取組がゼロという意味ではありません。" in told
    )
    assert "件数は利用の度合いを表しません。" in told
    assert "全数調査ではありません。" in told


def test_a_prefecture_without_an_answer_has_empty_cells_and_no_zero(
    book: Any, project: Project
) -> None:
    (sheet,) = (sheet for sheet in book if "fig_status_by_prefecture" in sheet.tables)
    counts = {row[0]: row[1:] for row in rows_of(sheet, 7) if row[0]}
    answered = {row["prefecture"] for row in published(project, "ai_rpa_cases")}
    assert len(counts) == 47
    for prefecture, values in counts.items():
        assert (None in values) == (prefecture not in answered), prefecture
    assert counts["新潟県"] == [None] * 6
    (notes,) = (row["出典・注"] for row in in_contents(book) if row["シート"] == sheet.title)
    assert "空のセルは、回答または値がないことを示します。" in notes


def test_every_sheet_is_one_table_that_begins_in_its_first_row(book: Any) -> None:
    for sheet in data_sheets(book):
        (table,) = sheet.tables.values()
        assert table.ref.startswith("A1:")
        assert sheet.dimensions.startswith("A1:")
        assert sheet.max_column == len(table.tableColumns)
        assert sheet.max_row <= int(re.sub(r".*[A-Z]", "", table.ref))


def test_every_sheet_is_in_the_contents_with_its_title_and_leads_back(book: Any) -> None:
    listed = rows_of(book["目次"], 6)
    assert [row[0] for row in listed] == [sheet.title for sheet in book][2:]
    for name, title, *_ in listed:
        assert title
        assert title in book[name].oddHeader.left.text.replace("&&", "&")
        assert book[name]["A1"].hyperlink.location == "'目次'!A1"
    assert [cell.hyperlink.location for cell in book["目次"]["A"][1:]] == [
        f"'{row[0]}'!A1" for row in listed
    ]
    assert any(cell.hyperlink for cell in book["表紙"]["A"])


@pytest.mark.parametrize("table", table_names())
def test_the_contents_tell_what_a_table_is_and_where_it_comes_from(
    book: Any, project: Project, table: str
) -> None:
    described, documents = describe_table(table), load_sources(project.raw)
    (told,) = (row for row in in_contents(book) if row["シート"] == wording().tables[table])
    assert told["題名"] == described["title"]
    assert told["説明"] == described["description"]
    assert told["行数"] == len(published(project, table))
    assert told["区分"].startswith("本プロジェクトによる") or not described.get("derived")
    cited = [documents[source].citation for source in sources_of(table)]
    assert all(citation in told["出典・注"] for citation in cited)


def test_no_heading_is_the_name_of_a_column(book: Any) -> None:
    for sheet in data_sheets(book):
        assert not [head for head in headings(sheet) if re.fullmatch("[a-z_0-9]+", head)], (
            sheet.title
        )


def test_every_chart_of_the_report_has_its_tally(book: Any) -> None:
    tables = {name for sheet in book for name in sheet.tables}
    assert {f"fig_{name}" for name in REPORT} <= tables


def charts_in(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        return [archive.read(name).decode("utf-8") for name in names]


def test_native_charts_have_numbers_a_source_and_horizontal_bars(path: Path) -> None:
    charts = charts_in(path)
    for text in charts:
        assert '<c:showVal val="1"/>' in text
        assert "出典：" in text
        assert 'c:barDir val="bar"' in text or "<c:lineChart>" in text or "<c:scatterChart>" in text
    of_prefectures = [text for text in charts if "都道府県別・導入状況別" in text]
    assert of_prefectures
    assert all("都道府県コード順" in text for text in of_prefectures)
    bars = [text for text in charts if 'c:barDir val="bar"' in text]
    assert all(re.search("コード順|多い順|分類の順", text) for text in bars)


def test_maps_show_the_answers_of_each_prefecture_in_its_tile(book: Any, project: Project) -> None:
    sheet = book[wording().sheets["map"]]
    rows = {row["prefecture_code"]: row for row in published(project, "prefecture_summary")}
    titles = titles_of("prefecture_summary")
    where = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    for counts, answered in wording().maps.items():
        title = where[titles[counts]]
        for code, (across, down, name) in tile_grid().items():
            top, left = title.row + 2 * down - 1, title.column + across - 1
            said = rows[code][counts] if rows[code][answered] == "yes" else ""
            assert sheet.cell(top, left).value == name
            assert sheet.cell(top + 1, left).value == (float(said) if said else "回答なし")
    scales = [rule.type for rules in sheet.conditional_formatting for rule in rules.rules]
    assert scales == ["colorScale"] * len(wording().maps)


def test_the_mistakes_and_the_dictionary_are_told_in_japanese(book: Any) -> None:
    notes, dictionary = book["資料の誤り"], book["データ辞書"]
    for row in rows_of(notes, 8):
        assert row[2] is None or row[2] in book.sheetnames
        assert not re.search(r"\b(row|rows|area|cover|heading|running)\b", row[3]), row[3]
    assert printed(notes)[-1] == "扱い"
    for row in rows_of(dictionary, 8):
        assert row[0] in book.sheetnames
        assert row[4] in ("文字", "整数", "数")
        assert not re.search("キー|key|primary", str(row[7]))
    words = "".join(str(cell) for sheet in (book["表紙"], book["目次"]) for row in
                    sheet.iter_rows(values_only=True) for cell in row)  # fmt: skip
    assert not re.search("主キー|レコード|primary", words)


def test_native_charts_tell_what_they_show(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        drawings = [n for n in archive.namelist() if re.match(r"xl/drawings/drawing\d+\.xml", n)]
        texts = [archive.read(name).decode("utf-8") for name in drawings]
        charts = [n for n in archive.namelist() if n.startswith("xl/charts/chart")]
    described = [found for text in texts for found in re.findall(r'descr="([^"]+)"', text)]
    assert len(described) == len(charts) > 20
    assert all(re.search("[ぁ-ん]", text) for text in described)


def test_the_same_tables_give_the_same_bytes(project: Project, path: Path, tmp_path: Path) -> None:
    assert hashes(write(project, tmp_path / "again.xlsx")) == hashes(path)


def test_text_stays_text_whatever_it_begins_with(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "survey.publishing.workbook.tallies.REPORT", {}
    )  # charts hold no texts of answers
    texts = ["=1+1", "+81", "-5", "@SUM(A1)", '=HYPERLINK("x")', "http://a.b"]
    clean = tmp_path / "clean"
    clean.mkdir()
    for file in project.clean.glob("*.csv"):
        (clean / file.name).write_bytes(file.read_bytes())
    table = clean / "organizations.csv"
    rows = list(csv.reader(table.read_text("utf-8-sig").splitlines()))
    for row, text in zip(rows[1:], texts, strict=False):
        row[4] = text
    with table.open("w", encoding="utf-8-sig", newline="") as changed:
        csv.writer(changed, lineterminator="\n").writerows(rows)
    book = openpyxl.load_workbook(write(project, tmp_path / "book.xlsx", clean))
    place = headings(book["組織"]).index(titles_of("organizations")["organization_name"]) + 1
    cells = [book["組織"].cell(HEADER + 2 + n, place) for n in range(len(texts))]
    assert [cell.value for cell in cells] == texts
    assert {(cell.data_type, cell.hyperlink) for cell in cells} == {("s", None)}


def test_text_like_a_formula_is_told_and_kept(project: Project) -> None:
    told = formula_like("organizations", [{"duties": "推進"}, {"duties": "=1+1"}])
    assert [str(problem) for problem in told] == [
        "organizations.csv:3: warning: duties begins like a formula: 「=1+1」; expected text; open the "
        "table from the workbook of `survey workbook`, not from the CSV file, in Excel"
    ]
    assert formula_like("errata", [{"printed": "+"}]) == []
    for table in table_names():
        strings = {e.column for e in entries() if (e.table, e.type) == (table, "string")}
        rows = published(project, table)
        texts = [{name: row[name] for name in strings} for row in rows]
        assert formula_like(table, texts) == []


def test_a_workbook_that_cannot_be_written_is_told(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.publishing.workbook.tallies.REPORT", {})  # it fails without, too
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="the workbook cannot be written"):
        write(project, tmp_path / "file" / "book.xlsx")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_dictionary_has_every_column(project: Project, lang: Any) -> None:
    text = page(lang)
    assert (project.clean / f"dictionary.{lang}.md").read_text("utf-8") == text
    for entry in entries():
        assert f"| `{entry.column}` | {entry.title[lang]} |" in text
        assert entry.description[lang]
