"""Tables of pages, and what a page break cuts: merged prefectures, and rows below column titles.

Prefectures can be merged over rows, and a printer writes the text of a cell on one page only. Where
a row goes on below the titles of the next page, some programs leave out the rule between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import itemgetter

from survey.documents.grids import GridRow, Lines
from survey.documents.pdf.chars import Box
from survey.prefectures import by_name
from survey.text import squeeze

LEAST_TITLES = 3
"""Titles that a row of them has at least."""


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

    def is_open(self, place: int) -> bool:
        """Tell whether the first cell of a column has no prefecture."""
        first = self.begins(place)
        return first is not None and not self.text(first, place)

    def goes_on(self, after: PageTable, place: int) -> bool:
        """Tell whether the table of the next page begins as this one, without a new heading."""
        here, there = self.begins(place), after.begins(place)
        if there is None or after.is_heading(there):
            return False
        titles = [row.texts for row in self.rows[:here]]
        return titles == [row.texts for row in after.rows[:there]]

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
    number: int = 0

    def rows(self) -> list[GridRow]:
        """Return the rows of the page from top to bottom."""
        found = [*self.outside]
        for table in self.tables:
            found += zip(table.tops, table.rows, strict=True)
        return [row for _, row in sorted(found, key=itemgetter(0))]


def carry_over(pages: Sequence[Page]) -> list[str]:
    """Give both parts of a cell that a page break cuts the prefecture that one of them has.

    Only prefectures are, as they are never empty; what could belong to either side stays empty.
    Returns a sentence for each cell.
    """
    named_above = _named_above(pages)
    return [
        found
        for (above, below), named in zip(pairwise(pages), named_above[1:], strict=True)
        if above.tables and below.tables
        for found in _carried_over(above.tables[-1], below.tables[0], named)
    ]


def _named_above(pages: Sequence[Page]) -> list[list[bool]]:
    """Tell of each column of each page whether a part at its head that has no prefecture must have
    it on a page before: it ends here, or goes on without one to where it ends.

    Otherwise it fills the page, and its prefecture could stand on the page after.
    """
    named: list[list[bool]] = []
    for page, after in reversed(list(zip(pages, [*pages[1:], None], strict=False))):
        told = []
        for place in range(page.tables[0].width if page.tables else 0):
            below = _continued(page, after, place)
            told.append(below is None or (named[-1][place] and below.is_open(place)))
        named.append(told)
    return named[::-1]


def _continued(page: Page, after: Page | None, place: int) -> PageTable | None:
    """Return the table of the next page if the cell at the head of this one can reach to it."""
    table = page.tables[0]
    if after is None or not after.tables or len(page.tables) > 1 or table.prefectures(place):
        return None
    below = after.tables[0]
    return below if below.width == table.width and table.goes_on(below, place) else None


def _carried_over(above: PageTable, below: PageTable, named: Sequence[bool]) -> Iterator[str]:
    """Yield a sentence for each cell that got the prefecture of its part on the other page."""
    if above.width != below.width:
        return
    for place in range(above.width):
        if (head := below.begins(place)) is None:
            continue
        parts = [
            (above, above.reached(len(above.rows) - 1, place)), (below, below.reached(head, place))
        ]  # fmt: skip
        (full, given), (empty, rows) = parts if below.is_open(place) else parts[::-1]
        merged = [len(cell) > 1 for table in (above, below) for cell in table.prefectures(place)]
        if (
            full.text(given[0], place) not in by_name() or empty.text(rows[0], place)
            or empty.rows[rows[0]].cells[place] is None
            or (len(rows) == 1 and (not any(merged) or empty.is_heading(rows[0])))
            or not (named[place] if empty is below else empty.prefectures(place))
        ):  # fmt: skip
            continue
        for row in rows:
            cells = list(empty.rows[row].cells)
            cells[place] = full.rows[given[0]].cells[place]
            empty.rows[row] = replace(empty.rows[row], cells=tuple(cells))
        yield f"page {empty.rows[0].page}: a cell that the page break cuts is empty there"


def part_titles(pages: Sequence[Page]) -> None:
    """Make two rows of each first row of a table that begins, cell by cell, with the titles that the
    last table of the page before has."""
    titles: list[str] = []
    for page in pages:
        for table in page.tables[:1]:
            _part(table, titles)
        for table in page.tables[-1:]:
            named = next((row.texts for row in table.rows if _is_of_titles(row.texts)), None)
            titles = named or titles


def _is_of_titles(texts: Sequence[str]) -> bool:
    return sum(map(bool, texts)) >= LEAST_TITLES and not texts[0].isdigit()


def _part(table: PageTable, titles: Sequence[str]) -> None:
    row = table.rows[0]
    if not titles or len(titles) != len(row.cells) or row.texts == titles:
        return
    found = [_lines_of(title, cell) for title, cell in zip(titles, row.cells, strict=True)]
    counts = [count for count in found if count is not None]
    if len(counts) < len(found):
        return
    parts = [
        tuple(None if cell is None else cell[at] for cell, at in zip(row.cells, ats, strict=True))
        for ats in ([slice(n) for n in counts], [slice(n, None) for n in counts])
    ]
    table.rows[:1] = [replace(row, cells=parts[0], marks=()), replace(row, cells=parts[1])]
    table.tops.insert(0, table.tops[0])
    flat = [None if box is None else (*box[:3], box[1]) for box in table.boxes[0]]
    table.boxes.insert(0, flat)


def _lines_of(title: str, cell: Lines | None) -> int | None:
    """Return how many lines of a cell are its title; none if it does not begin with it."""
    said, lines = "", cell or ()
    for count, line in enumerate(lines):
        if said == title:
            return count
        said += squeeze(line.text)
    return len(lines) if said == title else None
