"""The text of a cell that is set in several ways: what of it is the answer, and what is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from survey.text import shorten, squeeze

STRUCK, DELETED, RUBY = "is struck out", "is a deletion that was tracked", "is ruby"
"""Why a piece of text is no part of the answer, as it is told."""
RAISED, LOWERED = "is set small above the line", "is set small below the line"
SMALLEST = 2.5
"""Points of text below which nobody reads it."""
NOTE_MARK = re.compile(r"[(\[]?(?:注|※|\*|†|‡|♯|#)?[0-9]{0,2}[)\]]?")
"""What refers to a note, where it is raised."""


class Told(NamedTuple):
    """What is told of the text of a cell, and whether it is certain what was meant."""

    found: str
    certain: bool = True


class Piece(NamedTuple):
    """A piece of text, why it is no part of the answer, empty if it is one, and what is told of it
    all the same."""

    text: str
    why: str = ""
    told: Told | None = None


PICTURE = Told("a picture stands in it, which is not read")
LISTED = Told("numbers or bullets are set before its lines, which are not read")


def answer(pieces: Iterable[Piece]) -> tuple[str, list[Told]]:
    """Return the text of a cell without what is no part of it, and what is told of that.

    What is raised or lowered is the mark of a note if it looks like one and stands behind no Latin
    letter or digit, as in m², 10² or CO₂; else it is part of the text and in doubt, but for digits
    below a letter.
    """
    text, told = "", []
    there = (piece for piece in pieces if piece.text)
    for (why, note), group in groupby(there, key=lambda piece: piece[1:]):
        said = "".join(piece.text for piece in group)
        if not why or not said.strip():
            text += said if not why else ""
            if note and said.strip():
                told.append(_quoted(said, note.found, note.certain))
        elif why in (RAISED, LOWERED) and not is_note_mark(said, text[-1:]):
            certain = why == LOWERED and said.strip().isdecimal() and text[-1:].isalpha()
            text += said
            told.append(_quoted(said, why, certain))
        else:
            kind = "is the mark of a note" if why in (RAISED, LOWERED) else why
            told.append(left_out(said, kind))
    return text, told


def in_lines(lines: Iterable[Iterable[Piece]]) -> list[Piece]:
    """Return the pieces of lines, which are not raised where all of them are, above nothing."""
    pieces: list[Piece] = []
    for line in lines:
        pieces += [*([Piece("\n")] if pieces else []), *line]
    if all(piece.why in (RAISED, LOWERED) or not piece.text.strip() for piece in pieces):
        return [piece._replace(why="") for piece in pieces]
    return pieces


def _quoted(said: str, found: str, certain: bool = True) -> Told:
    on_one_line = said.strip().replace("\n", " ")
    return Told(f"「{shorten(on_one_line)}」 {found}", certain)


def is_note_mark(said: str, before: str) -> bool:
    """Tell whether what is raised behind a character refers to a note."""
    latin = before.isascii() and before.isalnum()
    return not latin and NOTE_MARK.fullmatch(squeeze(said)) is not None


def left_out(said: str, why: str) -> Told:
    """Return how it is told that a text was left out."""
    return _quoted(said, f"{why} and was left out")
