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

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from math import prod
from typing import NamedTuple

from survey.prefectures import by_name
from survey.reading.code_labels import find_code
from survey.reading.layouts import Column, Table
from survey.reading.table_text import Fragment, RowText
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
MOST_LABELS, MOST_PIECES, MOST_TRIES = 100, 100, 1000
"""Ways to place the labels, pieces of text between two of them, and cells that are tried in all;
the rows of 2020 need no more than 1, 16 and 33."""

# Full-width and half-width brackets are mixed: （SIP4D).
_CLOSED_BY = {"（": "）)", "(": "）)", "［": "］]", "[": "］]"} | dict(
    zip("「『【〔", "」』】〕", strict=True)
)
_BRACKET = re.compile(
    "[" + "".join(map(re.escape, {*_CLOSED_BY, *"".join(_CLOSED_BY.values())})) + "]"
)


class Cell(NamedTuple):
    """The fragments that stand in one cell of a row, and the printed lines they make.

    `joined` is the text of the cell where its lines were joined already.
    """

    fragments: tuple[Fragment, ...]
    lines: tuple[str, ...]
    joined: str | None = None

    @classmethod
    def of(cls, fragments: tuple[Fragment, ...]) -> Cell:
        lines: list[str] = []
        for fragment in fragments:
            if fragment.gap == "space" and lines:
                lines[-1] += " " + fragment.text
            else:
                lines.append(fragment.text)
        return cls(fragments, tuple(lines))


class Candidate(NamedTuple):
    """One way to cut a row, or a part of it, into cells, and what speaks against it."""

    cells: tuple[Cell, ...]
    cost: float


@dataclass(frozen=True)
class SplitRow:
    """A row with its best reading and, where the evidence does not rule it out, the next best."""

    text: RowText
    best: Candidate
    rival: Candidate | None

    @property
    def is_irregular(self) -> bool:
        """Whether even the best reading does not follow the printed layout."""
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
    readings: list[Candidate] = []
    tries = iter(range(MOST_TRIES))
    for labels in _labels(row.fragments, table):
        found = _read_between(row.fragments, table.columns, labels, tries)
        readings = _leading([*readings, *found])
    if not readings:
        raise NoReading("its columns do not stand in the order of the table")
    return SplitRow(row, readings[0], readings[1] if len(readings) > 1 else None)


def _leading(readings: Iterable[Candidate]) -> list[Candidate]:
    """Return the best reading, and the next best unless it is clearly worse."""
    ranked = sorted(readings, key=lambda reading: reading.cost)[:2]
    return [reading for reading in ranked if reading.cost < ranked[0].cost + CLEAR_MARGIN]


def _labels(fragments: Sequence[Fragment], table: Table) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield where number, labels and prefecture stand: (first fragment, past the last) of each."""
    last = len(fragments) - 1
    if fragments[last].text not in by_name():
        raise NoReading("its last word is not the name of a prefecture")
    places: list[list[tuple[int, int]]] = []
    for column in table.columns:
        if column.codes is not None:
            places.append(list(find_code(fragments, column.codes, 1, last)))
            if not places[-1]:
                raise NoReading(f"it has no {column.title}")
    if prod(map(len, places)) > MOST_LABELS:
        raise NoReading("its labels stand in it many times over")
    for chosen in product(*places):
        labels = ((0, 1), *chosen, (last, last + 1))
        if all(before[1] <= after[0] for before, after in pairwise(labels)):
            yield labels


def _read_between(
    fragments: tuple[Fragment, ...],
    columns: Sequence[Column],
    labels: Sequence[tuple[int, int]],
    tries: Iterator[int],
) -> list[Candidate]:
    """Return the leading readings of a row, given where its labels stand.

    Runs of text columns between two labels do not depend on each other: the best reading takes the
    best of every run.
    """
    fixed = [index for index, column in enumerate(columns) if column.kind != "text"]
    readings = [Candidate((Cell.of((fragments[0],)),), 0.0)]
    for (left, right), ((_, start), (stop, end)) in zip(
        pairwise(fixed), pairwise(labels), strict=True
    ):
        label = Cell.of(fragments[stop:end])
        before = readings[0].cells[-1]
        cuts = _Run(fragments[start:stop], columns[left + 1 : right], before, label, tries).read()
        readings = _leading(_joined(reading, cut, label) for reading in readings for cut in cuts)
        if not readings:
            break
    return readings


def _joined(reading: Candidate, cut: Candidate, label: Cell) -> Candidate:
    return Candidate((*reading.cells, *cut.cells, label), reading.cost + cut.cost)


@dataclass
class _Run:
    """Neighbouring text columns, and the fragments between the labels before and after them."""

    fragments: tuple[Fragment, ...]
    columns: Sequence[Column]
    before: Cell
    after: Cell
    tries: Iterator[int]
    found: list[Candidate] = field(default_factory=list)

    def read(self) -> list[Candidate]:
        """Return the leading ways to fill the columns."""
        if not self.columns:
            cost = _border_cost(self.before, self.after)
            return [] if self.fragments else [Candidate((), cost)]
        if len(self.fragments) > MOST_PIECES:
            raise NoReading(f"its text has {len(self.fragments)} lines and pieces of lines")
        self._cut((), self.before, 0, 0.0)
        return self.found

    def _cut(self, cells: tuple[Cell, ...], before: Cell, start: int, cost: float) -> None:
        column = self.columns[len(cells)]
        if len(cells) == len(self.columns) - 1:
            if start < len(self.fragments) or column.optional:
                self._finish(cells, before, start, cost)
            return
        if column.optional:
            self._cut((*cells, Cell.of(())), before, start, cost)
        least = cost
        for past in range(start + 1, len(self.fragments) + 1):
            # What speaks against a cell already, speaks against every longer one.
            added = self.fragments[past - 1]
            if added.gap == "blank" and past - 1 > start:
                least += BLANK_INSIDE
            if added.gap != "space" and width(added.text.strip()) > column.width:
                least += TOO_WIDE
            if not self._matters(least):
                return
            if next(self.tries, None) is None:
                raise NoReading("its text can be cut in too many ways")
            cell = Cell.of(self.fragments[start:past])
            here = cost + _border_cost(before, cell) + _cell_cost(cell, column)
            if self._matters(here):
                self._cut((*cells, cell), cell, past, here)

    def _finish(self, cells: tuple[Cell, ...], before: Cell, start: int, cost: float) -> None:
        cell = Cell.of(self.fragments[start:])
        if cell.fragments:
            cost += _border_cost(before, cell)
            before = cell
        cost += _border_cost(before, self.after)
        if self._matters(cost):
            cost += _cell_cost(cell, self.columns[-1])
            self.found = _leading([*self.found, Candidate((*cells, cell), cost)])

    def _matters(self, cost: float) -> bool:
        return not self.found or cost < self.found[0].cost + CLEAR_MARGIN


def _cell_cost(cell: Cell, column: Column) -> float:
    """Return what speaks against these fragments as one cell of the column."""
    cost = 0.0
    for line in cell.lines:
        if width(line.strip()) > column.width:
            cost += TOO_WIDE
    # Lists have many short lines; more of them say no more than two do.
    early = sum(looks_broken(*lines, column.width) for lines in pairwise(cell.lines))
    cost += EARLY_BREAK * min(early, 2)
    for before, fragment in pairwise(cell.fragments):
        if fragment.gap == "blank":
            cost += BLANK_INSIDE
        elif fragment.gap == "space" and not _is_latin(before.text[-1], fragment.text[0]):
            cost += SPACE_INSIDE
    return cost + OPEN_BRACKET * open_brackets("".join(cell.lines))


def _border_cost(before: Cell, cell: Cell) -> float:
    """Return what speaks against a border between two cells, from the way cells are centred."""
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
    for bracket in _BRACKET.findall(text):
        if bracket in _CLOSED_BY:
            expected.append(_CLOSED_BY[bracket])
        elif expected and bracket in expected[-1]:
            expected.pop()
        else:
            unmatched += 1
    return unmatched + len(expected)
