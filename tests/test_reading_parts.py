"""Small parts of the reading, each on the few lines or cells that need it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.documents.grids import Grid, GridRow, Line
from survey.documents.pdf.chars import Char
from survey.documents.pdf.text_lines import cell_lines
from survey.documents.plain_text import Document
from survey.problems import Problem
from survey.project import Project
from survey.reading.layouts import Layout, load_layout
from survey.reading.parse import Parsed, parse
from survey.reading.row_sequence import rows_in_sequence
from survey.reading.sources import changed_sources, load_sources
from survey.reading.split import split_row
from survey.reading.table_text import Fragment, Gap, RowText, TableText

# ---- documents that are not the registered ones --------------------------------------------------


@pytest.fixture
def raw(project: Project, tmp_path: Path) -> Path:
    for path in project.raw.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def test_registered_documents_are_unchanged(project: Project) -> None:
    assert changed_sources(project.raw, load_sources(project.raw)) == []


def test_each_document_that_is_changed_or_missing_is_told(raw: Path) -> None:
    sources = load_sources(raw)
    intact, changed, missing, *_, last = [source.file for source in sources.values()]
    for file in (changed, last):
        (raw / file).write_bytes((raw / file).read_bytes() + b"\n")
    (raw / missing).unlink()
    found = {problem.file: problem.found for problem in changed_sources(raw, sources)}
    edited = "the document is not the one that sources.toml describes"
    assert found == {changed: edited, missing: "the document is missing", last: edited}
    assert hashlib.sha256((raw / intact).read_bytes()).hexdigest() in {
        source.sha256 for source in sources.values()
    }


# ---- row numbers ---------------------------------------------------------------------------------


def in_sequence(numbers: Sequence[int]) -> tuple[list[int], list[Problem]]:
    """Return which of these row numbers, a line each, are kept, and what is told."""
    rows = [
        RowText(number, ("",), (Fragment(str(number), line, "line"),))
        for line, number in enumerate(numbers, 1)
    ]
    part = TableText(load_layout("nga2020").tables[0], "survey.txt", rows=rows)
    kept = rows_in_sequence(part)
    return [row.number for row in kept], part.problems


@pytest.mark.parametrize(
    ("numbers", "kept", "told"),
    [
        ([1, 2, 3], [1, 2, 3], []),
        ([1, 2, 9, 3, 4], [1, 2, 3, 4], [(3, "the row number 9 is out of order")]),
        ([1, 2, 1, 3, 4], [1, 2, 3, 4], [(3, "the row number 1 is out of order")]),
        ([1, 2, 2, 3], [1, 2, 3], [(2, "the row number 2 is out of order")]),
        ([7, 1, 2, 3], [1, 2, 3], [(1, "the row number 7 is out of order")]),
        ([2, 3], [2, 3], [(1, "row 1 is missing before row 2")]),
        ([1, 2, 4], [1, 2, 4], [(3, "row 3 is missing before row 4")]),
        ([1, 2, 6], [1, 2, 6], [(3, "rows 3 to 5 are missing before row 6")]),
        (
            [1, 2, 3, 1, 2],
            [1, 2, 3],
            [(4, "the row numbers begin again at 1; these rows are left out: rows 1 to 2")],
        ),
        ([], [], []),
    ],
)
def test_rows_are_kept_whose_numbers_rise_and_the_rest_is_told(
    numbers: list[int], kept: list[int], told: list[tuple[int, str]]
) -> None:
    found, problems = in_sequence(numbers)
    assert found == kept
    assert [(problem.line, problem.found) for problem in problems] == told
    assert {problem.severity for problem in problems} <= {"error"}


@given(st.lists(st.integers(1, 9), max_size=8))
def test_as_many_rows_are_kept_as_can_be(numbers: list[int]) -> None:
    kept, problems = in_sequence(numbers)
    rising = [
        some
        for size in range(len(numbers) + 1)
        for some in combinations(numbers, size)
        if all(a < b for a, b in pairwise(some))
    ]
    assert tuple(kept) in rising
    assert len(kept) == max(map(len, rising))
    left_out = [problem for problem in problems if "out of order" in problem.found]
    if not any("begin again" in problem.found for problem in problems):
        assert len(left_out) == len(numbers) - len(kept)


# ---- tables whose cells are known ----------------------------------------------------------------


TITLE = (
    "③ＤＸ推進体制（③－２ 地方公共団体に設置している組織（情報システム管理のための組織を除く））"
)
TITLES = ["", "組織の名称", "組織の概要", "組織の業務内容", "導入状況", "都道府県"]
HEADING = "組織（部・課・室等） (1)"
BODY = ["1", "情報政策課", "専任３名", "情報化の推進", "①導入(実施)済", "北海道"]


@pytest.fixture
def bodies(layout: Layout) -> Layout:
    """The layout of the survey, with its last table alone."""
    return replace(layout, tables=layout.tables[-1:])


def read(layout: Layout, *rows: Sequence[str]) -> Parsed:
    """Read a sheet with these rows; a row of one text reaches over all columns."""
    cells = [
        tuple((Line(text),) if text else () for text in row)
        if len(row) > 1
        else ((Line(row[0]),), *[None] * (len(TITLES) - 1))
        for row in rows
    ]
    made = [GridRow(row, "調査結果", f"A{n}:F{n}") for n, row in enumerate(cells, 1)]
    return parse(Grid("survey.xlsx", tuple(made), False), layout, ())


def told(parsed: Parsed) -> list[str]:
    return [problem.found for problem in parsed.problems]


def test_a_title_can_be_printed_over_several_rows(bodies: Layout) -> None:
    """Without its column titles nothing else says that the table begins."""
    for parts in ([TITLE], [TITLE[:20], TITLE[20:]], [TITLE[:9], TITLE[9:30], TITLE[30:]]):
        parsed = read(bodies, *([part] for part in parts), [HEADING], BODY)
        assert [row["organization_name"] for row in parsed.rows["organizations"]] == ["情報政策課"]
        assert told(parsed) == [
            "organizations: not all column titles are there: columns go by their order"
        ]


def test_what_stands_above_a_title_is_no_part_of_it(bodies: Layout) -> None:
    parsed = read(bodies, ["全国知事会"], [TITLE[:20]], [TITLE[20:]], [HEADING], BODY)
    assert len(parsed.rows["organizations"]) == 1


@pytest.mark.parametrize("count", ["(1)", "（１）", "(1件)"])
def test_the_count_of_a_heading_can_have_a_cell_of_its_own(bodies: Layout, count: str) -> None:
    heading = ["", "組織（部・課・室等）", "", count, "", ""]
    parsed = read(bodies, [TITLE], TITLES, heading, BODY)
    assert told(parsed) == []
    (row,) = parsed.rows["organizations"]
    assert (row["organization_type"], row["line_start"]) == ("組織（部・課・室等）", 4)
    (counted,) = parsed.rows["reconciliation"]
    assert (counted["printed_count"], counted["difference"]) == (1, 0)


@pytest.mark.parametrize(
    "row",
    [
        ["", "組織（部・課・室等）", "", "(1)", "", "北海道"],
        ["", "組織", "（部・課・室等）", "(1)", "", ""],
    ],
)
def test_a_heading_has_a_label_and_a_count_and_nothing_else(bodies: Layout, row: list[str]) -> None:
    parsed = read(bodies, [TITLE], TITLES, [HEADING], row, BODY)
    assert any("cannot be read" in found for found in told(parsed))


# ---- the room on the lines of a cell -------------------------------------------------------------


def line(text: str, left: float, top: float) -> list[Char]:
    """Return the characters of a printed line, ten points wide and high each."""
    return [
        {"text": char, "x0": left + 10 * n, "x1": left + 10 * n + 10, "top": top,
         "bottom": top + 10, "size": 10.0}
        for n, char in enumerate(text)
    ]  # fmt: skip


def rooms(*lines: tuple[str, float]) -> list[float]:
    """Return how many characters more had room on the lines of a cell from 100 to 200 points."""
    chars = [char for n, (text, left) in enumerate(lines) for char in line(text, left, 12.0 * n)]
    read = cell_lines((100.0, 0.0, 200.0, 60.0), chars)
    assert [one.text for one in read] == [text for text, _ in lines]
    return [round(one.room, 3) for one in read]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # what is free at the left is not written on at the right
        ([("ああああああああ", 105), ("あああ", 105)], [0.8, 5.8]),
        # unless a line is written on there
        ([("あああああああああ", 108), ("あああ", 108)], [-0.2, 5.8]),
        # nor does a line that is too long make room
        ([("ああああああああああ", 102), ("あああ", 102)], [-0.4, 6.6]),
        # the first line can be indented, the others end where it ends
        ([("ああああああ", 115), ("あああああああ", 105)], [1.8, 1.8]),
        # centred lines have the same room on both sides
        ([("ああああああああ", 110), ("あああ", 135), ("あ", 145)], [-0.2, 4.8, 6.8]),
        # three points are no centring
        ([("ああああああああ", 105), ("あああ", 105), ("あ", 108)], [0.8, 5.8, 7.5]),
    ],
)  # fmt: skip
def test_the_room_of_a_line_ends_at_the_margin_of_its_cell(
    lines: list[tuple[str, float]], expected: list[float]
) -> None:
    assert rooms(*lines) == expected


def test_lines_that_overlap_by_less_than_a_letter_are_two() -> None:
    upper, lower = line("情報", 105, 0), line("政策", 105, 9.2)
    read = cell_lines((100.0, 0.0, 200.0, 60.0), [*upper, *lower])
    assert [one.text for one in read] == ["情報", "政策"]
    near: list[Any] = [*line("情報", 105, 0), *line("政策", 125, 3)]
    assert [one.text for one in cell_lines((100.0, 0.0, 200.0, 60.0), near)] == ["情報政策"]


# ---- where a row is cut --------------------------------------------------------------------------


def cut(layout: Layout, *fragments: tuple[str, Gap]) -> list[str]:
    """Return the texts of a row of the last table, cut from its fragments."""
    pieces = [Fragment("1", 1, "page")]
    for text, gap in fragments:
        pieces.append(Fragment(text, pieces[-1].line + (gap in ("line", "blank")), gap))
    end = pieces[-1].line + 2
    pieces += [Fragment("①導入(実施)済", end, "blank"), Fragment("北海道", end + 2, "blank")]
    split = split_row(RowText(1, ("組織（部・課・室等）",), tuple(pieces)), layout.tables[-1])
    return [" ".join(piece.text for piece in cell.fragments) for cell in split.best.cells[1:4]]


@pytest.mark.parametrize(
    ("fragments", "cells"),
    [
        # a space is a border rather than a space, where each cell has its line
        ([("情報政策課", "space"), ("専任３名", "space"), ("情報化の推進", "space")],
         ["情報政策課", "専任３名", "情報化の推進"]),
        # and of two spaces it is not that inside a bracket
        ([("情報政策課（企画", "space"), ("調整）", "space"), ("専任３名", "space"), ("情報化の推進", "space")],
         ["情報政策課（企画 調整）", "専任３名", "情報化の推進"]),
        ([("情報政策課", "space"), ("専任（企画", "space"), ("調整）", "space"), ("情報化の推進", "space")],
         ["情報政策課", "専任（企画 調整）", "情報化の推進"]),
        # nor that between Latin words
        ([("DX", "space"), ("Office", "space"), ("専任３名", "space"), ("情報化の推進", "space")],
         ["DX Office", "専任３名", "情報化の推進"]),
        # a blank line is a border after a cell of several lines
        ([("一二三四五六七八九十一二三四五六", "line"), ("七八", "line"), ("専任３名", "blank"),
          ("情報化の推進", "line")],
         ["一二三四五六七八九十一二三四五六 七八", "専任３名", "情報化の推進"]),
    ],
)  # fmt: skip
def test_a_row_is_cut_where_least_speaks_against_it(
    layout: Layout, fragments: list[tuple[str, Gap]], cells: list[str]
) -> None:
    assert cut(layout, *fragments) == cells


def test_a_text_that_may_be_missing_is_left_empty_between_two_others(bodies: Layout) -> None:
    (table,) = bodies.tables
    columns = [replace(c, optional=True) if c.name == "outline" else c for c in table.columns]
    layout = replace(bodies, tables=(replace(table, columns=tuple(columns)),))
    pieces: list[tuple[str, Gap]] = [("情報政策課", "space"), ("情報化の推進", "space")]
    assert cut(layout, *pieces) == ["情報政策課", "", "情報化の推進"]


# ---- the lines of a text -------------------------------------------------------------------------


def read_lines(layout: Layout, *lines: str) -> Parsed:
    """Read a text that begins with the title of the table and its heading."""
    return parse(Document("survey.txt", (TITLE, HEADING, *lines)), layout, ())


def names(parsed: Parsed) -> list[tuple[object, object]]:
    rows = parsed.rows["organizations"]
    return [(row["row_number"], row["organization_name"]) for row in rows]


def body(number: int, name: str = "情報政策課") -> str:
    return f"{number} {name} 専任３名 情報化の推進 ①導入(実施)済 北海道"


def test_the_last_line_of_a_text_is_read(bodies: Layout) -> None:
    parsed = read_lines(bodies, body(1))
    assert (names(parsed), told(parsed)) == ([(1, "情報政策課")], [])


def test_two_spaces_part_texts_as_one_does(bodies: Layout) -> None:
    parsed = read_lines(bodies, body(1).replace(" ", "  "))
    assert told(parsed) == []
    assert [row["outline"] for row in parsed.rows["organizations"]] == ["専任3名"]


@pytest.mark.parametrize(
    "between",
    [
        ["- 2 -", "④組織"],  # the title follows without a blank line
        ["- 2 -", "", "④組織"],
        ["- 2 -", "", "組織の名称 組織の概要 組織の業務内容"],
        ["④組織", "", "組織の名称", "", "組織の概要 組織の業務内容"],
    ],
)
def test_a_row_ends_where_the_page_does_also_when_the_next_one_is_lost(
    bodies: Layout, between: list[str]
) -> None:
    parsed = read_lines(bodies, body(1), *between, body(3, "企画課"))
    assert names(parsed) == [(1, "情報政策課"), (3, "企画課")]
    assert told(parsed) == [
        "organizations, 組織（部・課・室等）: 1 is printed, 2 was read",
        "row 2 is missing before row 3",
    ]


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        (120, "cannot be read: its text has 122 lines and pieces of lines"),
        (400, "row 1 has 300 pieces of text or more"),
    ],
)
def test_a_row_of_more_pieces_than_any_has_is_told_and_left_out(
    bodies: Layout, pieces: int, found: str
) -> None:
    parsed = read_lines(bodies, body(1, "情報 " * pieces))
    assert names(parsed) == []
    assert any(found in one for one in told(parsed))


# ---- what looks like a mistake -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "doubt"),
    [
        ("情報政策課 専任 兼任 情報化", "組織の概要 is 「専任」 or 「専任 兼任」"),
        # a space between words of Japanese is rare, but not so rare that it settles a border
        ("DX Office 専任３名 情報化", "組織の名称 is 「DX Office」 or 「DX」"),
        ("情報政策課 専任３名 情報化", None),
    ],
)
def test_a_border_that_is_not_settled_is_told_with_both_readings(
    bodies: Layout, texts: str, doubt: str | None
) -> None:
    parsed = read_lines(bodies, f"1 {texts} ①導入(実施)済 北海道")
    row = "organizations, row 1 can be read in two ways: "
    assert told(parsed) == ([row + doubt] if doubt else [])


@pytest.mark.parametrize(
    ("duties", "suspicious"),
    [
        ("情報化の推進④組織", True),
        ("組織の概要 組織の業務内容", True),
        ("「組織の概要」欄に記述したとおり", False),  # one title alone is a quotation
    ],
)
def test_a_title_of_the_page_in_a_cell_is_told(
    bodies: Layout, duties: str, suspicious: bool
) -> None:
    row = [text if text != "情報化の推進" else duties for text in BODY]
    found = f"organizations, row 1: 組織の業務内容 holds a title of the page: 「{duties}」"
    assert told(read(bodies, [TITLE], TITLES, [HEADING], row)) == [found] * suspicious
