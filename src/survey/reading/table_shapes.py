"""Where on a sheet its table is: headings, rows, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from operator import itemgetter

from survey.documents.raw_tables import Cell, Sheet

NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
"""A number as programs read it; 01 is a code."""
_HALF = 0.5
_LONGEST_HEADING = 200
"""Characters of a heading that are looked at."""
Rows = Sequence[Sequence[Cell | None]]


@dataclass(frozen=True)
class Column:
    """A column of a table: its letter or number, its heading, the row numbers and cells below."""

    place: int
    heading: str
    cells: Sequence[tuple[int, Cell | None]]

    @property
    def filled(self) -> list[tuple[int, Cell]]:
        """The cells that hold something, with their rows."""
        return [(row, cell) for row, cell in self.cells if cell is not None]


@dataclass(frozen=True)
class Shape:
    """The largest table of a sheet, and what a program would take for a part of it.

    Rows and columns are counted from 1. `head` are the rows of the headings, `bottom` the last row;
    `above` rows before the headings, `gaps` blank rows and columns inside (R3, C2), `others` the
    ranges of further tables, `loose` those of texts beside or below.
    """

    columns: Sequence[Column]
    head: tuple[int, int]
    left: int
    bottom: int
    above: int
    gaps: Sequence[str]
    others: Sequence[str]
    loose: Sequence[str]


@dataclass(frozen=True, eq=False)
class _Block:
    """Rows without a blank one among them, within columns without a blank one; counted from 0."""

    rows: Rows
    top: int
    bottom: int
    left: int
    right: int

    def __str__(self) -> str:
        return f"{self.top + 1}～{self.bottom + 1}行・{self.left + 1}～{self.right + 1}列"

    def cells(self, row: int) -> list[Cell | None]:
        """Return the cells of a row, those too that it does not reach."""
        cells = list(self.rows[row][self.left : self.right + 1])
        return cells + [None] * (self.right + 1 - self.left - len(cells))

    def names(self, row: int) -> set[str]:
        """Return the texts of a row."""
        return {cell.text for cell in self.cells(row) if cell is not None}

    def filled(self, row: int) -> int:
        """Return how many cells of a row hold something."""
        return sum(cell is not None for cell in self.rows[row][self.left : self.right + 1])

    @cached_property
    def count(self) -> int:
        """How many cells hold something."""
        return sum(map(self.filled, range(self.top, self.bottom + 1)))

    @cached_property
    def heading(self) -> int:
        """The row of the headings: the first that fills half of the columns."""
        needed = _HALF * (self.right - self.left + 1)
        full = (r for r in range(self.top, self.bottom + 1) if self.filled(r) >= needed)
        return next(full, self.top)


def is_number(cell: Cell | None) -> bool:
    """Tell whether a cell holds a number and nothing else."""
    return cell is not None and (cell.is_number or NUMBER.fullmatch(cell.text) is not None)


def shape_of(sheet: Sheet) -> Shape | None:
    """Return where the table of a sheet is, None if it holds nothing."""
    rows = sheet.rows
    wide = max(map(len, rows), default=0)
    bands = list(_runs(any(c < len(row) and row[c] for row in rows) for c in range(wide)))
    if not bands:
        return None
    parted = [_tables(rows, *band) for band in bands]
    sizes = [max((table[0].count for table in tables), default=0) for tables, _ in parted]
    tables, loose = parted.pop(sizes.index(max(sizes)))
    if not tables:  # a list of one column, or a single row
        tables, loose = [loose], []
    main = max(tables, key=lambda table: table[0].count)
    first, last = main[0], main[-1]
    top = first.heading
    gaps = [f"{above.bottom + 2}行目" for above, _ in pairwise(main)]
    others = [table for table in tables if table is not main]
    beside: list[_Block] = []
    for more, texts in parted:
        for table in [*more, *([text] for text in texts)]:
            same = table[0].top == first.top and table[-1].bottom == last.bottom
            again = table[0].names(top) & first.names(top)
            if same and not again and last.bottom > first.top:
                gaps.append(f"{max(first.left, table[0].left)}列目")
            elif table in more:
                others.append(table)
            else:
                beside += table
    loose = [block for block in loose if block.top > first.top] + beside
    start = top + (2 if _is_double(first) else 1)
    body = [
        (row + 1, first.cells(row))
        for block in main for row in range(max(block.top, start), block.bottom + 1)
    ]  # fmt: skip
    columns = [
        Column(first.left + place + 1, _named(heads), [(row, cells[place]) for row, cells in body])
        for place, heads in enumerate(zip(*map(first.cells, range(top, start)), strict=True))
    ]
    return Shape(
        columns, (top + 1, start), first.left + 1, last.bottom + 1, top,
        gaps, [str(table[0]) for table in others], [str(block) for block in loose],
    )  # fmt: skip


def _tables(rows: Rows, left: int, right: int) -> tuple[list[list[_Block]], list[_Block]]:
    """Return the tables of a band of columns, each as its blocks from top to bottom, and what is no
    table: few cells beside each other."""
    tables: list[list[_Block]] = []
    loose, names = [], set[str]()
    width = right - left + 1
    for top, bottom in _runs(any(row[left : right + 1]) for row in rows):
        block = _Block(rows, top, bottom, left, right)
        is_full = max(map(block.filled, range(top, bottom + 1))) >= max(2, _HALF * width)
        if tables and is_full and not _begins(block, names):
            tables[-1].append(block)
        elif is_full and width > 1 and bottom > top:
            tables.append([block])
            names = block.names(block.heading)
        else:
            loose.append(block)
    return tables, loose


def _begins(block: _Block, known: set[str]) -> bool:
    """Tell whether a block has headings of its own: the names of the table above again, or texts above
    numbers, or a title."""
    top = block.heading
    if top > block.top or block.names(top) == known:
        return True
    texts = all(name is not None and not name.text.isdigit() for name in block.cells(top))
    below = (cell for row in range(top + 1, block.bottom + 1) for cell in block.cells(row))
    return texts and any(map(is_number, below))


def _is_double(block: _Block) -> bool:
    """Tell whether headings go on in the next row: where the first has none, the second has, and has
    none where the first is enough."""
    top = block.heading
    if top >= block.bottom:
        return False
    above, below = block.cells(top), block.cells(top + 1)
    kinds = {(over is None, under is None) for over, under in zip(above, below, strict=True)}
    return kinds >= {(True, False), (False, True)} and not any(map(is_number, below))


def _named(cells: Sequence[Cell | None]) -> str:
    return " ".join(cell.text for cell in cells if cell is not None)[:_LONGEST_HEADING]


def _runs(held: Iterable[object]) -> Iterator[tuple[int, int]]:
    """Yield first and last place of each run of places that hold something."""
    for holds, run in groupby(enumerate(map(bool, held)), key=itemgetter(1)):
        places = [place for place, _ in run]
        if holds:
            yield places[0], places[-1]
