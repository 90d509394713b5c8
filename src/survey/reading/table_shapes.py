"""Where on a sheet its table is: headings, rows, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from survey.documents.raw_tables import Cell, Sheet

NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
"""A number as programs read it; 01 is a code."""
_HALF = 0.5
_LONGEST_HEADING = 200
"""Characters of a heading that are looked at."""


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


@dataclass(frozen=True)
class _Block:
    """Rows without a blank one among them, within columns without a blank one; counted from 0."""

    top: int
    bottom: int
    left: int
    right: int

    def __str__(self) -> str:
        return f"{self.top + 1}～{self.bottom + 1}行・{self.left + 1}～{self.right + 1}列"


def is_number(cell: Cell | None) -> bool:
    """Tell whether a cell holds a number and nothing else."""
    return cell is not None and (cell.is_number or NUMBER.fullmatch(cell.text) is not None)


def shape_of(sheet: Sheet) -> Shape | None:
    """Return where the table of a sheet is, None if it holds nothing."""
    rows = sheet.rows
    wide = max(map(len, rows), default=0)
    bands = list(_runs([any(c < len(row) and row[c] for row in rows) for c in range(wide)]))
    if not bands:
        return None
    parted = [_tables(rows, band) for band in bands]
    sizes = [max((_count(rows, table[0]) for table in tables), default=0) for tables, _ in parted]
    tables, loose = parted[sizes.index(max(sizes))]
    if not tables:  # a list of one column, or a single row
        (tables, loose) = ([loose], [])
    main = max(tables, key=lambda table: _count(rows, table[0]))
    first, last = main[0], main[-1]
    top = _heading(rows, first)
    double = _is_double(rows, first, top)
    gaps = [f"{above.bottom + 2}行目" for above, _ in pairwise(main)]
    others = [table for table in tables if table is not main]
    beside: list[_Block] = []
    for number, (more, texts) in enumerate(parted):
        if number == sizes.index(max(sizes)):
            continue
        for table in [*more, *([text] for text in texts)]:
            same = table[0].top == first.top and table[-1].bottom == last.bottom
            again = _names(rows, table[0], top) & _names(rows, first, top)
            if same and not again and last.bottom > first.top:
                gaps.append(f"{max(first.left, table[0].left)}列目")
            elif table in more:
                others.append(table)
            else:
                beside += table
    loose = [block for block in loose if block.top > first.top] + beside
    body = [row for block in main for row in range(block.top, block.bottom + 1)]
    start = top + (2 if double else 1)
    columns = [
        Column(c + 1, _named(rows, c, top, start), [(r + 1, _at(rows, r, c)) for r in body if r >= start])
        for c in range(first.left, max(block.right for block in main) + 1)
    ]  # fmt: skip
    return Shape(
        columns, (top + 1, start), first.left + 1, last.bottom + 1, top,
        gaps, [str(table[0]) for table in others], [str(block) for block in loose],
    )  # fmt: skip


def _tables(
    rows: Sequence[Sequence[Cell | None]], band: tuple[int, int]
) -> tuple[list[list[_Block]], list[_Block]]:
    """Return the tables of a band of columns, each as its blocks from top to bottom, and what is no
    table: few cells beside each other."""
    left, right = band
    held = [any(row[left : right + 1]) for row in rows]
    tables: list[list[_Block]] = []
    loose, names = [], set[str]()
    for top, bottom in _runs(held):
        block = _Block(top, bottom, left, right)
        width = right - left + 1
        fullest = max(_filled(rows, row, block) for row in range(top, bottom + 1))
        is_table = width > 1 and bottom > top and fullest >= max(2, _HALF * width)
        if tables and fullest >= max(2, _HALF * width) and not _begins(rows, block, names):
            tables[-1].append(block)
        elif is_table:
            tables.append([block])
            names = _names(rows, block, _heading(rows, block))
        else:
            loose.append(block)
    return tables, loose


def _begins(rows: Sequence[Sequence[Cell | None]], block: _Block, known: set[str]) -> bool:
    """Tell whether a block has headings of its own: the names of the table above again, or texts above
    numbers, or a title."""
    top = _heading(rows, block)
    names = [_at(rows, top, c) for c in range(block.left, block.right + 1)]
    if top > block.top or {name.text for name in names if name} == known:
        return True
    texts = all(name is not None and not name.text.isdigit() for name in names)
    below = [
        any(is_number(_at(rows, row, c)) for row in range(top + 1, block.bottom + 1))
        for c in range(block.left, block.right + 1)
    ]
    return texts and any(below)


def _heading(rows: Sequence[Sequence[Cell | None]], block: _Block) -> int:
    """Return the row of the headings of a block: the first that fills half of its columns."""
    needed = _HALF * (block.right - block.left + 1)
    full = (r for r in range(block.top, block.bottom + 1) if _filled(rows, r, block) >= needed)
    return next(full, block.top)


def _is_double(rows: Sequence[Sequence[Cell | None]], block: _Block, top: int) -> bool:
    """Tell whether headings go on in the next row: where the first has none, the second has, and has
    none where the first is enough."""
    if top >= block.bottom:
        return False
    pairs = [(_at(rows, top, c), _at(rows, top + 1, c)) for c in range(block.left, block.right + 1)]
    below = [under for _, under in pairs if under is not None]
    kinds = {(over is None, under is None) for over, under in pairs}
    return kinds >= {(True, False), (False, True)} and not any(map(is_number, below))


def _named(rows: Sequence[Sequence[Cell | None]], column: int, top: int, start: int) -> str:
    cells = [_at(rows, row, column) for row in range(top, start)]
    return " ".join(cell.text for cell in cells if cell is not None)[:_LONGEST_HEADING]


def _names(rows: Sequence[Sequence[Cell | None]], block: _Block, top: int) -> set[str]:
    cells = (_at(rows, top, column) for column in range(block.left, block.right + 1))
    return {cell.text for cell in cells if cell is not None}


def _at(rows: Sequence[Sequence[Cell | None]], row: int, column: int) -> Cell | None:
    return rows[row][column] if column < len(rows[row]) else None


def _filled(rows: Sequence[Sequence[Cell | None]], row: int, block: _Block) -> int:
    return sum(cell is not None for cell in rows[row][block.left : block.right + 1])


def _count(rows: Sequence[Sequence[Cell | None]], block: _Block) -> int:
    return sum(_filled(rows, row, block) for row in range(block.top, block.bottom + 1))


def _runs(held: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield first and last place of each run of places that hold something."""
    start = None
    for place, holds in enumerate([*held, False]):
        if holds and start is None:
            start = place
        elif not holds and start is not None:
            yield start, place - 1
            start = None
