"""The ruled rows of a document as cells of lines, from pages and from sheets, with their places."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from math import inf
from typing import NamedTuple

from survey.problems import Problem
from survey.text import squeeze


class Line(NamedTuple):
    """A line of a cell: its text, the room left after it and the room its first word needs, in em.

    A line that a person ended has endless room after it.
    """

    text: str
    room: float = inf
    need: float = 0.0


Lines = tuple[Line, ...]


class Mark(NamedTuple):
    """What a person sees at a cell besides its text.

    Where it is `certain` what was meant, the text is read so, and `found` is a warning that tells
    what was left out or changed; else the text of the cell cannot be taken for an answer.
    """

    cell: int
    found: str
    certain: bool = True


class Placed(NamedTuple):
    """A cell at its place, counted from 0, over how many rows and columns it reaches."""

    row: int
    column: int
    text: str
    told: Sequence[tuple[str, bool]] = ()
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class GridRow:
    """A ruled row, or a line outside of the rules.

    `cells` are the lines of each cell, None where a cell reaches over from the left; `page` is the
    number of the page or the name of the sheet, `position` what the row covers there; `marks` tell
    of its cells what is more than text.
    """

    cells: tuple[Lines | None, ...]
    page: str
    position: str
    marks: tuple[Mark, ...] = ()

    @property
    def texts(self) -> list[str]:
        """The text of each cell, in NFKC without white space."""
        return [squeeze("".join(line.text for line in cell or ())) for cell in self.cells]


MOST_CELLS = 2_000_000
"""Cells that a table may have, empty and merged ones among them."""


def rows_of(
    cells: Iterable[Placed], page: str, position: Callable[[int, int], str]
) -> list[GridRow]:
    """Return the rows of a sheet or a table that have text or marks.

    A cell that reaches over rows gives its text to all of them, as a person reads it; over columns,
    it stands in the first and None in the others.

    Parameters
    ----------
    position
        What a row, by its number from 1, covers with so many cells.

    Raises
    ------
    ValueError
        If there are more cells than `MOST_CELLS`.
    """
    owners: dict[tuple[int, int], tuple[Lines | None, Sequence[tuple[str, bool]]]] = {}
    size = 0
    for cell in cells:
        size += cell.rows * cell.columns
        if size > MOST_CELLS:
            raise ValueError(f"more than {MOST_CELLS:,} cells")
        first = lines_of(cell.text), cell.told
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                own = first if column == cell.column else (None, ())
                owners.setdefault((row, column), own)
    width = 1 + max((column for _, column in owners), default=0)
    rows = []
    for row in sorted({row for row, _ in owners}):
        found = [owners.get((row, column), ((), ())) for column in range(width)]
        made = tuple(lines for lines, _ in found)
        marks = tuple(Mark(column, *one) for column, (_, told) in enumerate(found) for one in told)
        if any(made) or marks:
            rows.append(GridRow(made, page, position(row + 1, width), marks))
    return rows


def lines_of(text: str) -> Lines:
    """Return the lines of a cell that a person ended."""
    return tuple(Line(line) for line in text.splitlines() if line.strip())


def flow_of(
    name: str,
    parts: Iterable[list[Placed] | tuple[str, Sequence[tuple[str, bool]]]],
    problems: Sequence[Problem],
) -> Grid:
    """Return the rows of a document in which tables and text follow each other: the cells of each
    table, and the text between them, with what is told of it, as rows of one cell."""
    rows: list[GridRow] = []
    tables = 0
    for part in parts:
        if isinstance(part, list):
            tables += 1
            rows += rows_of(part, f"table {tables}", lambda row, _: f"row {row}")
            continue
        text, told = part
        if text.strip() or told:
            marks = tuple(Mark(0, *one) for one in told)
            rows.append(GridRow((lines_of(text),), "text", f"before table {tables + 1}", marks))
    return Grid(name, tuple(rows), False, tuple(problems))


@dataclass(frozen=True)
class Grid:
    """All rows of a document in their order; row n is line n of the document.

    On pages a row can go on over the page break, on a sheet (not `paged`) in the next row.
    """

    name: str
    rows: tuple[GridRow, ...]
    paged: bool
    problems: tuple[Problem, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The text of each row."""
        return tuple("".join(row.texts) for row in self.rows)

    def place(self, line: int) -> str:
        """Return file and place of a row, for people."""
        row = self.rows[line - 1]
        kind = "page" if self.paged else "sheet"
        return f"{self.name}, {kind} {row.page}, {row.position}"

    def as_json(self) -> str:
        """Return the grid as text, for another process; what several rows share stands once."""
        shared = {id(cell): cell for row in self.rows for cell in row.cells if cell is not None}
        places = {key: place for place, key in enumerate(shared)}
        rows = [
            [[places.get(id(cell)) for cell in row.cells], row.page, row.position, row.marks]
            for row in self.rows
        ]
        problems = [asdict(problem) for problem in self.problems]
        return json.dumps([self.name, self.paged, problems, [*shared.values()], rows])

    @classmethod
    def from_json(cls, text: str) -> Grid:
        """Return the grid that `as_json` wrote.

        Raises
        ------
        ValueError, TypeError, LookupError
            If it did not.
        """
        name, paged, problems, cells, rows = json.loads(text)
        shared = [
            tuple(Line(str(text), float(room), float(need)) for text, room, need in cell)
            for cell in cells
        ]
        return cls(
            str(name),
            tuple(
                GridRow(
                    tuple(None if place is None else shared[place] for place in row),
                    str(page), str(position),
                    tuple(Mark(int(at), str(found), bool(sure)) for at, found, sure in marks),
                )
                for row, page, position, marks in rows
            ),
            bool(paged),
            tuple(Problem(**problem) for problem in problems),
        )  # fmt: skip
