"""What is told of a sheet besides what is told of its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.problems import Problem
from survey.text import shorten


@dataclass(frozen=True)
class Besides:
    """Places on a sheet: rows and columns that are hidden, cells that conditions strike or hide, those
    with notes, drawings and the text that these hold."""

    rows: Sequence[str] = ()
    columns: Sequence[str] = ()
    conditional: Sequence[str] = ()
    notes: Sequence[str] = ()
    drawings: Sequence[str] = ()
    drawn: str = ""
    filtered: bool = False


def warnings(path: Path, sheet: str, besides: Besides) -> Iterator[Problem]:
    """Yield a warning for each kind of what is on a sheet besides its cells."""
    by = " (by a filter)" if besides.filtered else ""
    quoted = f": 「{shorten(besides.drawn)}」" if besides.drawn else ""
    told = (
        (besides.rows, f"rows {_listed(besides.rows)} are hidden{by}; they were read"),
        (besides.columns, f"columns {_listed(besides.columns)} are hidden; they were read"),
        (besides.conditional,
         f"text at {_listed(besides.conditional)} is struck or white under conditions; it was read"),
        (besides.notes, f"notes stand at {_listed(besides.notes)}, which are not read"),
        (besides.drawings,
         f"drawings lie at {_listed(besides.drawings)}, which are not read{quoted}"),
    )  # fmt: skip
    for places, found in told:
        if places:
            yield Problem(
                "warning", path.name, None, f"on the sheet {sheet} {found}",
                "tables that are seen as they are", "remove it, or show it, if it is part of the tables",
            )  # fmt: skip


def hidden_sheet(path: Path, name: str) -> Problem:
    """Return the warning that a sheet is hidden and left out."""
    return Problem(
        "warning", path.name, None, f"the sheet {name} is hidden", "visible sheets",
        "unhide it if it is to be read",
    )  # fmt: skip


def _listed(places: Sequence[str]) -> str:
    return ", ".join(places[:5]) + (f" and {len(places) - 5:,} more" if len(places) > 5 else "")
