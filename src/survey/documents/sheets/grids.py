"""The sheets of a workbook of any format: their cells, and what is told of them besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl.utils import get_column_letter

from survey.documents.grids import MOST_CELLS, Grid, GridRow, Placed, rows_of
from survey.problems import Problem, at_most
from survey.text import shorten

ADVICE = "remove what is not part of the tables, empty rows and columns too"


@dataclass
class Sheet:
    """A sheet: its cells, and places on it: rows and columns that are hidden, cells that conditions
    strike or hide, those with notes, drawings and the text that these hold."""

    name: str
    is_visible: bool = True
    cells: Sequence[Placed] = ()
    rows: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    conditional: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)
    drawn: str = ""
    filtered: bool = False


def grid_of(path: Path, sheets: Iterable[Sheet], problems: Sequence[Problem] = ()) -> Grid:
    """Return the rows of all visible sheets in their order, with what is told of each sheet, and of
    the file, before."""
    rows: list[GridRow] = []
    told = list(problems)
    for sheet in sheets:
        told += _warnings(path, sheet)
        if sheet.is_visible:
            rows += rows_of(
                sheet.cells, sheet.name, lambda n, wide: f"A{n}:{place(n - 1, wide - 1)}"
            )
    return Grid(path.name, tuple(rows), False, tuple(told))


def bounded(path: Path, name: str, cells: int) -> None:
    """Raise `BadInput` if a sheet has more cells than the limit."""
    at_most(MOST_CELLS, cells, path, f"the sheet {name} has {cells:,} cells", ADVICE)


def place(row: int, column: int) -> str:
    """Return the name of a cell by its row and column, counted from 0."""
    return f"{get_column_letter(column + 1)}{row + 1}"


def columns_named(first: int, last: int) -> str:
    """Return the names of columns beside each other, counted from 0."""
    begin, end = get_column_letter(first + 1), get_column_letter(last + 1)
    return begin if begin == end else f"{begin}:{end}"


def _warnings(path: Path, sheet: Sheet) -> Iterator[Problem]:
    """Yield a warning for each kind of what is on a sheet besides its cells."""
    if not sheet.is_visible:
        yield Problem(
            "warning", path.name, None, f"the sheet {sheet.name} is hidden", "visible sheets",
            "unhide it if it is to be read",
        )  # fmt: skip
    by = " (by a filter)" if sheet.filtered else ""
    quoted = f": 「{shorten(sheet.drawn)}」" if sheet.drawn else ""
    told = (
        (sheet.rows, f"rows {_listed(sheet.rows)} are hidden{by}; they were read"),
        (sheet.columns, f"columns {_listed(sheet.columns)} are hidden; they were read"),
        (sheet.conditional,
         f"text at {_listed(sheet.conditional)} is struck or white under conditions; it was read"),
        (sheet.notes, f"notes stand at {_listed(sheet.notes)}, which are not read"),
        (sheet.drawings, f"drawings lie at {_listed(sheet.drawings)}, which are not read{quoted}"),
    )  # fmt: skip
    for places, found in told:
        if places:
            yield Problem(
                "warning", path.name, None, f"on the sheet {sheet.name} {found}",
                "tables that are seen as they are", "remove it, or show it, if it is part of the tables",
            )  # fmt: skip


def _listed(places: Sequence[str]) -> str:
    return ", ".join(places[:5]) + (f" and {len(places) - 5:,} more" if len(places) > 5 else "")
