"""The ruled rows of a document as cells of lines, from pages and from sheets, with their places."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class GridRow:
    """A ruled row, or a line outside of the rules.

    `cells` are the lines of each cell, None where a cell reaches over from the left; `page` is the
    number of the page or the name of the sheet, `position` what the row covers there.
    """

    cells: tuple[Lines | None, ...]
    page: str
    position: str

    @property
    def texts(self) -> list[str]:
        """The text of each cell, in NFKC without white space."""
        return [squeeze("".join(line.text for line in cell or ())) for cell in self.cells]


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
