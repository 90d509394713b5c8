"""The ruled tables of a PDF as rows of cells, each with its page and its place on it."""

from __future__ import annotations

import logging
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.table import merge_edges

from survey.grids import Grid, GridRow, Lines
from survey.pdf_lines import NEAR, Box, Char, as_line, cell_lines, printed_lines
from survey.prefectures import by_name
from survey.problems import BadInput, Problem
from survey.text import squeeze

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
    pages: list[Page] = []
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
    problems = tuple(
        Problem("warning", path.name, None, found, "its text on both pages",
                "that of its other part was taken; compare with the published page")
        for found in carry_over(pages)
    )  # fmt: skip
    rows = tuple(row for page in pages for row in page.rows())
    if not rows:
        raise _bad(path, "it has no text, only pictures or nothing", "a PDF with text")
    return Grid(path.name, rows, True, problems)


def _bad(path: Path, found: str, expected: str) -> BadInput:
    advice = "take the PDF that was made from the original file, not a scan; split a large one"
    return BadInput(Problem("error", str(path), None, found, expected, advice))


@dataclass
class PageTable:
    """The rows of a ruled table of a page, where each begins, and the boxes of its cells."""

    tops: list[float]
    rows: list[GridRow]
    boxes: list[list[Box | None]]

    @property
    def width(self) -> int:
        """Return how many columns the rules make."""
        return len(self.boxes[0])

    def text(self, row: int, place: int) -> str:
        """Return the text of a cell without white space."""
        return squeeze("".join(line.text for line in self.rows[row].cells[place] or ()))

    def reached(self, row: int, place: int) -> list[int]:
        """Return the rows over which a cell reaches."""
        box = self.boxes[row][place]
        return [n for n, boxes in enumerate(self.boxes) if boxes[place] == box] if box else [row]

    def is_heading(self, row: int) -> bool:
        """Tell whether there is so little in a row that it can be a heading."""
        return len([text for text in self.rows[row].texts if text]) < 3

    def begins(self, place: int) -> int | None:
        """Return the first row that has a prefecture or nothing in a cell of its own."""
        known = {"", *by_name()}
        own = (n for n, row in enumerate(self.rows) if row.cells[place] is not None)
        return next((n for n in own if self.text(n, place) in known), None)

    def goes_on(self, after: PageTable, place: int) -> bool:
        """Tell whether the table of the next page begins as this one, without a new heading."""
        here, there = self.begins(place), after.begins(place)
        return (
            there is not None
            and not after.is_heading(there)
            and (
                [row.texts for row in self.rows[:here]] == [row.texts for row in after.rows[:there]]
            )
        )

    def prefectures(self, place: int) -> list[list[int]]:
        """Return the rows of each cell with a prefecture in a column."""
        rows = [n for n in range(len(self.rows)) if self.text(n, place) in by_name()]
        cells = groupby(rows, key=lambda row: self.boxes[row][place])
        return [list(rows) for _, rows in cells]


@dataclass
class Page:
    """The ruled tables of a page, and the lines outside of them with the place of each."""

    tables: list[PageTable]
    outside: list[tuple[float, GridRow]]

    def rows(self) -> list[GridRow]:
        """Return the rows of the page from top to bottom."""
        found = [*self.outside]
        for table in self.tables:
            found += zip(table.tops, table.rows, strict=True)
        return [row for _, row in sorted(found, key=itemgetter(0))]


def _read_page(page: Any) -> Page:
    number = str(page.page_number)
    tables = [table for table in page.find_tables(_closing(page)) if len(table.cells) > 1]
    tables.sort(key=lambda table: table.bbox[1])
    inside: list[list[Char]] = [[] for _ in tables]
    outside: list[Char] = []
    for char in page.dedupe_chars().chars:  # bold is printed twice by some
        place = next((i for i, table in enumerate(tables) if _holds(table.bbox, char)), None)
        (outside if place is None else inside[place]).append(char)
    return Page(
        [_table(found.cells, chars, number) for found, chars in zip(tables, inside, strict=True)],
        [
            (line[0]["top"], GridRow(((as_line(line, 0.0),),), number, _position(_around(line))))
            for line in printed_lines(outside)
        ],
    )


def carry_over(pages: Sequence[Page]) -> list[str]:
    """Give both parts of a cell that a page break cuts the prefecture that one of them has.

    Prefectures can be merged over rows, and a printer writes them on one of the pages; they are
    never empty, as other columns can be. Returns a sentence for each cell.
    """
    return [
        found
        for above, below, after in zip(pages, pages[1:], [*pages[2:], None], strict=False)
        if above.tables and below.tables
        for found in _carried_over(
            above.tables[-1], below.tables[0], after.tables[0] if after and after.tables else None
        )
    ]


def _carried_over(above: PageTable, below: PageTable, after: PageTable | None) -> Iterator[str]:
    """Yield a sentence for each cell that got the prefecture of its part on the other page.

    A part that fills its page could belong to either side, and stays empty unless the table ends
    there.
    """
    if above.width != below.width:
        return
    for place in range(above.width):
        if (head := below.begins(place)) is None:
            continue
        parts = [
            (above, above.reached(len(above.rows) - 1, place)), (below, below.reached(head, place))
        ]  # fmt: skip
        texts = [table.text(rows[0], place) for table, rows in parts]
        (full, given), (empty, rows) = parts if texts[0] else parts[::-1]
        merged = [len(cell) > 1 for table in (above, below) for cell in table.prefectures(place)]
        if (
            sorted(texts)[0] or sorted(texts)[1] not in by_name()
            or empty.rows[rows[0]].cells[place] is None
            or not (any(merged) or len(rows) > 1)
            or (len(rows) == 1 and empty.is_heading(rows[0]))
        ):  # fmt: skip
            continue
        goes_on = after and after.width == below.width and below.goes_on(after, place)
        if not empty.prefectures(place) and (empty is above or goes_on):
            continue
        for row in rows:
            cells = list(empty.rows[row].cells)
            cells[place] = full.rows[given[0]].cells[place]
            empty.rows[row] = replace(empty.rows[row], cells=tuple(cells))
        yield f"page {empty.rows[0].page}: a cell that the page break cuts is empty there"


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


def _table(boxes: Sequence[Box], chars: Sequence[Char], page: str) -> PageTable:
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
    return PageTable(ys[:-1], rows, owners)
