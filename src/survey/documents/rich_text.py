"""The text of a cell that is set in several ways: what of it is the answer, and what is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from survey.text import shorten, squeeze

STRUCK, DELETED, HIDDEN, RUBY = (
    "is struck out", "is a deletion that was tracked", "is hidden", "is ruby",
)  # fmt: skip
"""Why a piece of text is no part of the answer, as it is told."""
RAISED = "is set small above the line"
NOTE_MARK = re.compile(r"[(\[]?(?:注|※|\*|†|‡|♯|#)?[0-9]{0,2}[)\]]?")
"""What refers to a note, where it is raised."""


class Told(NamedTuple):
    """What is told of the text of a cell, and whether it is certain what was meant."""

    found: str
    certain: bool = True


class Piece(NamedTuple):
    """A piece of text, and why it is no part of the answer; empty if it is one."""

    text: str
    why: str = ""


PICTURE = Told("a picture stands in it, which is not read")


def answer(pieces: Iterable[Piece]) -> tuple[str, list[Told]]:
    """Return the text of a cell without what is no part of it, and what is told of that.

    What is raised is the mark of a note if it looks like one and stands behind no Latin letter or
    digit, as in m² or 10²; else it is part of the text and in doubt.
    """
    text, told = "", []
    for why, group in groupby(pieces, key=lambda piece: piece.why):
        said = "".join(piece.text for piece in group)
        if not why or not said.strip():
            text += said if not why else ""
        elif why == RAISED and not is_note_mark(said, text[-1:]):
            text += said
            told.append(Told(f"「{shorten(said.strip())}」 {RAISED}", certain=False))
        else:
            kind = "is the mark of a note" if why == RAISED else why
            told.append(left_out(said, kind))
    return text, told


def is_note_mark(said: str, before: str) -> bool:
    """Tell whether what is raised behind a character refers to a note."""
    latin = before.isascii() and before.isalnum()
    return not latin and NOTE_MARK.fullmatch(squeeze(said)) is not None


def left_out(said: str, why: str) -> Told:
    """Return how it is told that a text was left out."""
    return Told(f"「{shorten(said.strip())}」 {why} and was left out")
