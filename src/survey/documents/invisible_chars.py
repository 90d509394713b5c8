"""Characters without width, which nobody sees and which part a word, and those that are no text.

Both come with text that was copied: zero-width spaces, marks of direction, selectors of variants,
tags. Without them the text is what a person reads. What turns the direction of writing, control
characters and those of private use leave in doubt what that is, and so does the error of a formula.
"""

from __future__ import annotations

import re
from dataclasses import replace

from survey.documents.grids import Grid, GridRow, Lines, Mark
from survey.documents.rich_text import Told

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ue000-\uf8ff\ufff0-\uffff"
    "\U000f0000-\U0010ffff]"
)


_FORMULA_ERROR = re.compile(
    r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)|#{2,}|Err:\d+"
)


def seen(text: str) -> tuple[str, str]:
    """Return a text without the characters that nobody sees, and which these were (U+200B)."""
    unseen = sorted(set(_UNSEEN.findall(text)))
    return (_UNSEEN.sub("", text) if unseen else text), ", ".join(map(_named, unseen))


def no_text(text: str) -> str:
    """Return the first character of a text that is none, as U+0000; empty if all are text."""
    found = _NO_TEXT.search(text)
    return _named(found[0]) if found else ""


def as_seen(grid: Grid) -> Grid:
    """Return a grid without the characters that nobody sees; each cell that had some, or holds what
    is no text, has a mark."""
    cleaned: dict[int, tuple[Lines, list[Told]]] = {}
    for cell in (cell for row in grid.rows for cell in row.cells if cell):
        cleaned[id(cell)] = cleaned.get(id(cell)) or _clean(cell)
    return replace(grid, rows=tuple(_row(row, cleaned) for row in grid.rows))


def _clean(cell: Lines) -> tuple[Lines, list[Told]]:
    told = []
    text, unseen = seen("".join(line.text for line in cell))
    if unseen:  # else it stays the same object, which tells cells that several rows share
        cell = tuple(line._replace(text=seen(line.text)[0]) for line in cell)
        told.append(Told(f"characters that nobody sees were taken out ({unseen})"))
    if odd := no_text(text):
        told.append(Told(f"the character {odd} is not text", certain=False))
    if _FORMULA_ERROR.fullmatch(said := text.strip()):
        told.append(Told(f"{said} is the error of a formula", certain=False))
    return cell, told


def _row(row: GridRow, cleaned: dict[int, tuple[Lines, list[Told]]]) -> GridRow:
    found = [cleaned[id(cell)] if cell else (cell, []) for cell in row.cells]
    marks = [Mark(place, *one) for place, (_, told) in enumerate(found) for one in told]
    return replace(row, cells=tuple(cell for cell, _ in found), marks=(*row.marks, *marks))


def _named(character: str) -> str:
    return f"U+{ord(character):04X}"
