"""From the text of a row to its cells: where does one cell end and the next begin?

The extractor lost the cell borders. What is left is evidence, weighed here as cost:

* **Labels.** A coded column holds one entry of its code list, the last column a prefecture. They
  part the row, and only runs of neighbouring text columns remain to be decided.
* **Layout.** Cells are centred vertically, and text was extracted from left to right and top to
  bottom. So two cells share a line only if both have one line; a cell of several lines is followed
  by a blank line; a cell of one line is, where the next has four lines or more.
* **Width.** A line is never wider than its column, and breaks early only between paragraphs.
* **Wording.** A bracket opened in a cell is closed in it; spaces are rare in Japanese.

All ways to cut a row are tried. Where the best is not clearly better than the next, the row says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby, pairwise, product
from math import comb

from survey.layouts import Column, Table
from survey.prefectures import by_name
from survey.segment import Fragment, RowText, find_code
from survey.text import looks_broken, width

# Costs: how strongly a sign speaks against a reading. A sign that the layout rules out weighs 3,
# one that is merely unusual 1 or less.
TOO_WIDE = 4.0
SHARED_LINE = 3.0
BLANK_INSIDE = 3.0
NO_BLANK_AFTER_LINES = 3.0
ONE_LINE_CELLS_APART = 3.0
NO_BLANK_BEFORE_TALL = 2.0
BLANK_BEFORE_LOW = 2.0
OPEN_BRACKET = 1.5
EARLY_BREAK = 0.5
SPACE_INSIDE = 0.5

TALL = 4
"""Lines from which a cell is set apart by a blank line from a one-line cell before it."""
CLEAR_MARGIN = 1.0
"""Cost by which the next best reading must be worse for a border to count as settled."""
IRREGULAR = 3.0
"""Cost from which even the best reading does not follow the printed layout."""
MOST_READINGS = 20_000
"""Readings that are tried for one row; more means that it is not a row."""

_BRACKETS = {"(": ")", "[": "]", "「": "」", "【": "】", "『": "』", "〔": "〕"}


@dataclass(frozen=True)
class Cell:
    """The fragments that stand in one cell of a row."""

    fragments: tuple[Fragment, ...]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The printed lines of the cell."""
        return tuple(
            " ".join(fragment.text for fragment in line)
            for _, line in groupby(self.fragments, key=lambda fragment: fragment.line)
        )


@dataclass(frozen=True)
class Reading:
    """One way to cut a row into the cells of its table, and what speaks against it."""

    cells: tuple[Cell, ...]
    cost: float


@dataclass(frozen=True)
class SplitRow:
    """A row with the best reading and, if there is another, the second best."""

    text: RowText
    best: Reading
    second: Reading | None

    @property
    def is_ambiguous(self) -> bool:
        return self.second is not None and self.second.cost - self.best.cost < CLEAR_MARGIN

    @property
    def is_irregular(self) -> bool:
        return self.best.cost >= IRREGULAR


class NoReading(Exception):
    """A row that cannot be cut into the columns of its table; says what is missing."""


def split_row(row: RowText, table: Table) -> SplitRow:
    """Return the row cut into one cell for each column of the table.

    Raises
    ------
    NoReading
        If the prefecture or an entry of a code list is missing, or stands in the wrong place.
    """
    columns = table.columns
    known: dict[tuple[int, int, int], tuple[Cell, float]] = {}
    ranked: list[tuple[float, tuple[int, ...]]] = []
    for borders in _possible_borders(row.fragments, table):
        cost = 0.0
        before: Cell | None = None
        for index, (first, past) in enumerate(pairwise(borders)):
            if (key := (index, first, past)) not in known:
                cell = Cell(row.fragments[first:past])
                known[key] = cell, _cell_cost(cell, columns[index])
            cell, own_cost = known[key]
            cost += own_cost
            if cell.fragments:
                cost += _border_cost(before, cell)
                before = cell
        ranked.append((cost, borders))
    ranked.sort()
    readings = [
        Reading(tuple(Cell(row.fragments[a:b]) for a, b in pairwise(borders)), cost)
        for cost, borders in ranked[:2]
    ]
    return SplitRow(row, readings[0], readings[1] if len(readings) > 1 else None)


def _possible_borders(fragments: Sequence[Fragment], table: Table) -> Iterator[tuple[int, ...]]:
    """Yield the borders of every reading: where each cell begins, and the end of the row."""
    columns = table.columns
    last = len(fragments) - 1
    if fragments[last].text not in by_name():
        raise NoReading("its last word is not the name of a prefecture")
    coded = [index for index, column in enumerate(columns) if column.codes is not None]
    places: list[list[tuple[int, int]]] = []
    for index in coded:
        codes = columns[index].codes
        assert codes is not None
        found = list(find_code(fragments, codes, 1, last))
        if not found:
            raise NoReading(f"it has no {columns[index].title}")
        places.append(found)
    anchors = [0, *coded, len(columns) - 1]
    readings: list[Iterator[tuple[int, ...]]] = []
    number = 0
    for chosen in product(*places):
        spans = [(0, 1), *chosen, (last, last + 1)]
        runs: list[list[tuple[int, ...]]] = []
        count = 1
        for (left, right), (a, b) in zip(pairwise(anchors), pairwise(spans), strict=True):
            between = columns[left + 1 : right]
            count *= _number_of_cuts(between, a[1], b[0])
            runs.append([] if not count or count > MOST_READINGS else [(a[1],)])
        number += count
        if number > MOST_READINGS:
            raise NoReading(f"it can be read in more than {MOST_READINGS:,} ways")
        if count:
            cuts = [
                _cuts(columns[left + 1 : right], a[1], b[0])
                for (left, right), (a, b) in zip(pairwise(anchors), pairwise(spans), strict=True)
            ]
            readings.append(_joined(cuts, spans, last + 1))
    if not number:
        raise NoReading("its columns do not stand in the order of the table")
    for reading in readings:
        yield from reading


def _number_of_cuts(columns: Sequence[Column], start: int, stop: int) -> int:
    """Return in how many ways fragments start to stop fill the text columns."""
    length, wanted = stop - start, len(columns)
    if length < 0 or (wanted == 0 and length > 0):
        return 0
    if wanted == 0:
        return 1
    if columns[-1].optional:
        return 1 if wanted == 1 else comb(length + wanted - 1, wanted - 1)
    return comb(length - 1, wanted - 1) if length >= wanted else 0


def _cuts(columns: Sequence[Column], start: int, stop: int) -> list[tuple[int, ...]]:
    """Return where the text columns can begin between two anchors."""
    if not columns:
        return [()]
    return [
        (start, *cut)
        for cut in combinations(range(start, stop + 1), len(columns) - 1)
        if all(
            column.optional or first < past
            for column, (first, past) in zip(columns, pairwise((start, *cut, stop)), strict=True)
        )
    ]


def _joined(
    cuts: Sequence[list[tuple[int, ...]]], spans: Sequence[tuple[int, int]], end: int
) -> Iterator[tuple[int, ...]]:
    for chosen in product(*cuts):
        borders: list[int] = []
        for (first, _), starts in zip(spans, (*chosen, ()), strict=True):
            borders += [first, *starts]
        yield (*borders, end)


def _cell_cost(cell: Cell, column: Column) -> float:
    if column.kind != "text":
        return 0.0
    cost = TOO_WIDE * sum(width(line.strip()) > column.width for line in cell.lines)
    # Lists have many short lines; more of them say no more than two do.
    early = sum(looks_broken(*lines, column.width) for lines in pairwise(cell.lines))
    cost += EARLY_BREAK * min(early, 2)
    for before, fragment in pairwise(cell.fragments):
        if fragment.gap == "blank":
            cost += BLANK_INSIDE
        elif fragment.gap == "space" and not _is_latin(before.text[-1], fragment.text[0]):
            cost += SPACE_INSIDE
    return cost + OPEN_BRACKET * open_brackets("".join(cell.lines))


def _border_cost(before: Cell | None, cell: Cell) -> float:
    """Return what speaks against a border between two cells, from the way cells are centred."""
    if before is None:
        return 0.0
    tall_before, height = len(before.lines), len(cell.lines)
    gap = cell.fragments[0].gap
    if gap == "space":
        return 0.0 if tall_before == height == 1 else SHARED_LINE
    if gap == "page":
        return 0.0
    if tall_before == height == 1:
        return ONE_LINE_CELLS_APART
    if gap == "line":
        if tall_before > 1:
            return NO_BLANK_AFTER_LINES
        return NO_BLANK_BEFORE_TALL if height >= TALL else 0.0
    return BLANK_BEFORE_LOW if tall_before == 1 and height < TALL else 0.0


def _is_latin(left: str, right: str) -> bool:
    return left.isascii() and right.isascii()


def open_brackets(text: str) -> int:
    """Return how many brackets of a text have no partner in it."""
    expected: list[str] = []
    unmatched = 0
    closing = set(_BRACKETS.values())
    for char in unicodedata.normalize("NFKC", text):
        if char in _BRACKETS:
            expected.append(_BRACKETS[char])
        elif char in closing:
            if expected and expected[-1] == char:
                expected.pop()
            else:
                unmatched += 1
    return unmatched + len(expected)
