"""The ruled tables of a PDF as rows of cells, each with its page and its place on it."""

from __future__ import annotations

import logging
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.table import merge_edges

from survey.grids import Grid, GridRow, Lines
from survey.pdf_lines import NEAR, Box, Char, as_line, cell_lines, printed_lines
from survey.prefectures import by_name
from survey.problems import BadInput, Problem
from survey.text import shorten

MOST_PAGES = 1_000
"""Pages a document may have; the survey of 2020 would have about 50."""
MOST_MARKS = 50_000
"""Characters, lines and pictures a page may have; a full page of text has 3,000."""

Rule = Mapping[str, Any]


def read_pdf(path: Path) -> Grid:
    """Return the rows of all ruled tables of a PDF, and the lines of text between them.

    Raises
    ------
    BadInput
        If it has too many pages or too much on one of them, or no text.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages: list[_Page] = []
    with pdfplumber.open(path) as pdf:
        if len(pdf.pages) > MOST_PAGES:
            raise _bad(path, f"it has {len(pdf.pages):,} pages", f"at most {MOST_PAGES:,}")
        for page in pdf.pages:
            if (size := sum(map(len, page.objects.values()))) > MOST_MARKS:
                raise _bad(
                    path, f"page {page.page_number} has {size:,} characters and lines",
                    f"at most {MOST_MARKS:,}",
                )  # fmt: skip
            pages.append(_read_page(page))
            page.close()
    problems = [
        replace(problem, file=path.name)
        for above, below in pairwise(pages)
        if above.tables and below.tables
        for problem in _carried_over(above.tables[-1], below.tables[0])
    ]
    rows = tuple(row for page in pages for row in page.rows())
    if not rows:
        raise _bad(path, "it has no text, only pictures or nothing", "a PDF with text")
    return Grid(path.name, rows, True, tuple(problems))


def _bad(path: Path, found: str, expected: str) -> BadInput:
    advice = "take the PDF that was made from the original file, not a scan; split a large one"
    return BadInput(Problem("error", str(path), None, found, expected, advice))


@dataclass
class _Table:
    """The rows of a ruled table of a page, where each begins, and the boxes of its cells."""

    tops: list[float]
    rows: list[GridRow]
    boxes: list[list[Box | None]]

    def reached(self, place: int, row: int) -> list[int]:
        """Return the rows over which the cell at a place of a row reaches."""
        box = self.boxes[row][place]
        return [n for n, boxes in enumerate(self.boxes) if boxes[place] == box] if box else [row]

    def is_heading(self, rows: Sequence[int]) -> bool:
        """Tell whether this is one row with so little in it that it can be a heading."""
        return len(rows) == 1 and len([text for text in self.rows[rows[0]].texts if text]) < 3


@dataclass
class _Page:
    """The ruled tables of a page, and the lines outside of them with the place of each."""

    tables: list[_Table]
    outside: list[tuple[float, GridRow]]

    def rows(self) -> list[GridRow]:
        """Return the rows of the page from top to bottom."""
        found = [*self.outside]
        for table in self.tables:
            found += zip(table.tops, table.rows, strict=True)
        return [row for _, row in sorted(found, key=itemgetter(0))]


def _read_page(page: Any) -> _Page:
    number = str(page.page_number)
    tables = [table for table in page.find_tables(_closing(page)) if len(table.cells) > 1]
    tables.sort(key=lambda table: table.bbox[1])
    inside: list[list[Char]] = [[] for _ in tables]
    outside: list[Char] = []
    for char in page.dedupe_chars().chars:  # bold is printed twice by some
        place = next((i for i, table in enumerate(tables) if _holds(table.bbox, char)), None)
        (outside if place is None else inside[place]).append(char)
    return _Page(
        [_table(found.cells, chars, number) for found, chars in zip(tables, inside, strict=True)],
        [
            (line[0]["top"], GridRow(((as_line(line, 0.0),),), number, _position(_around(line))))
            for line in printed_lines(outside)
        ],
    )


def _carried_over(above: _Table, below: _Table) -> Iterator[Problem]:
    """Give cells that reach over rows and over a page break their text on both pages, and say so.

    Of such a cell a printer writes the text on one page only. Column titles that are printed on
    both pages stand above the cells that are cut.
    """
    pairs = enumerate(zip(above.rows, below.rows, strict=False))
    head = next((n for n, (one, other) in pairs if one.texts != other.texts), len(above.rows))
    if head >= len(below.rows) or len(above.boxes[-1]) != len(below.boxes[head]):
        return
    for place in range(len(above.boxes[-1])):
        one, other = above.reached(place, len(above.rows) - 1), below.reached(place, head)
        full, empty = ((above, one), (below, other))
        if not above.rows[one[0]].texts[place]:
            full, empty = empty, full
        text = full[0].rows[full[1][0]].texts[place]
        if (
            not text or empty[0].rows[empty[1][0]].texts[place]
            or (len(one) + len(other) < 3 and not _merged(text, place, above, below))
            or any(table.is_heading(rows) for table, rows in (full, empty))
        ):  # fmt: skip
            continue
        cell = full[0].rows[full[1][0]].cells[place]
        for row in empty[1]:
            before = empty[0].rows[row]
            cells = (*before.cells[:place], cell, *before.cells[place + 1 :])
            empty[0].rows[row] = replace(before, cells=cells)
        yield Problem(
            "warning", "", None,
            f"page {empty[0].rows[-1].page}: a cell that the page break cuts is empty there",
            "its text on both pages", f"「{shorten(text)}」 of its other part was taken; compare",
        )  # fmt: skip


def _merged(text: str, place: int, *tables: _Table) -> bool:
    """Tell whether this is a prefecture, which is never empty, and others reach over rows."""
    return text in by_name() and any(
        one[place] == other[place] and one.count(one[place]) == 1
        for table in tables
        for one, other in pairwise(table.boxes)
    )


def _closing(page: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the outer lines of each group of rules that touch, for `find_tables`.

    A page break leaves the row that it cuts open, and many tables have no rules at their sides.
    """
    lines: dict[str, list[dict[str, Any]]] = {
        "explicit_vertical_lines": [], "explicit_horizontal_lines": [],
    }  # fmt: skip
    for rules in _touching(merge_edges(page.edges, *[NEAR] * 4)):
        left, top, right, bottom = _around(rules)
        if {rule["orientation"] for rule in rules} == {"h", "v"}:
            lines["explicit_vertical_lines"] += [_rule(x, top, x, bottom) for x in (left, right)]
            lines["explicit_horizontal_lines"] += [_rule(left, y, right, y) for y in (top, bottom)]
    return lines


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        mine, others = [rule], []
        for group in groups:
            if any(_touch(rule, other) for other in group):
                mine += group
            else:
                others.append(group)
        groups = [*others, mine]
    return groups


def _touch(one: Rule, other: Rule) -> bool:
    return bool(
        one["x0"] <= other["x1"] + NEAR and other["x0"] <= one["x1"] + NEAR
        and one["top"] <= other["bottom"] + NEAR and other["top"] <= one["bottom"] + NEAR
    )  # fmt: skip


def _rule(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    place = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0}
    return {"object_type": "line", "height": bottom - top, **place}


def _holds(box: Box, char: Char) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _around(chars: Sequence[Char]) -> Box:
    return (
        min(char["x0"] for char in chars), min(char["top"] for char in chars),
        max(char["x1"] for char in chars), max(char["bottom"] for char in chars),
    )  # fmt: skip


def _position(box: Box) -> str:
    return ",".join(f"{value:.0f}" for value in box)


def _table(boxes: Sequence[Box], chars: Sequence[Char], page: str) -> _Table:
    """Return a table whose cells have these boxes.

    A cell that reaches over rows gives its text to all of them; where one reaches over columns, it
    stands in the first and None in the others.
    """
    xs = sorted({edge for box in boxes for edge in (box[0], box[2])})
    ys = sorted({edge for box in boxes for edge in (box[1], box[3])})
    owner: dict[tuple[int, int], Box] = {}
    for box in boxes:
        for row in range(ys.index(box[1]), ys.index(box[3])):
            for column in range(xs.index(box[0]), xs.index(box[2])):
                owner[row, column] = box
    content: dict[Box, list[Char]] = defaultdict(list)
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        if (place := (bisect(ys, y) - 1, bisect(xs, x) - 1)) in owner:
            content[owner[place]].append(char)
    lines = {box: cell_lines(box, inside) for box, inside in content.items()}
    owners = [[owner.get((row, x)) for x in range(len(xs) - 1)] for row in range(len(ys) - 1)]
    rows = []
    for (top, bottom), row_boxes in zip(pairwise(ys), owners, strict=True):
        cells: list[Lines | None] = [
            None if box is not None and column and row_boxes[column - 1] == box
            else lines.get(box, ()) if box is not None else ()
            for column, box in enumerate(row_boxes)
        ]  # fmt: skip
        rows.append(GridRow(tuple(cells), page, _position((xs[0], top, xs[-1], bottom))))
    return _Table(ys[:-1], rows, owners)
