"""How text is set, in whatever format that is said, and what it is read as for that."""

from __future__ import annotations

import re
from typing import NamedTuple

from survey.documents.colours import WHITE, Colour, alike
from survey.documents.rich_text import LOWERED, RAISED, SMALLEST, STRUCK, Piece, Told

USUAL_SIZE = 12.0
"""Points of text of which nothing is said."""
ON_ITS_COLOUR = Told("has the colour of its ground", certain=False)
_CAPITALS = Told("is shown in capitals and was read so")
_SMALL_LETTERS = Told("is shown in small letters and was read so")
_WORD_BEGINS = re.compile(r"(?<![^\W_])[a-z]")


class TextStyle(NamedTuple):
    """How a text is set: whether it is struck or hidden, its size in points, how far it is raised
    (lowered, if negative), its colour and that of its ground, None if they are not known or left to
    the program, and in which `letters` it is shown.

    `part` is why it is no part of the answer whatever its look, as ruby; `told` what is told of it.
    """

    struck: bool = False
    hidden: bool = False
    size: float = USUAL_SIZE
    raised: float = 0
    colour: Colour | None = None
    ground: Colour | None = WHITE
    letters: str = ""
    part: str = ""
    told: Told | None = None

    def why(self) -> str:
        """Return why the text is no part of the answer; empty if it is one."""
        if self.part or self.struck or self.hidden:
            return self.part or (STRUCK if self.struck else "is hidden")
        if self.size < SMALLEST:
            return "is too small to be read"
        return RAISED if self.raised > 0 else LOWERED if self.raised < 0 else ""

    @property
    def is_unseen(self) -> bool:
        """Whether text has the colour of its ground."""
        if self.colour is None or self.ground is None:
            return False
        return alike(self.colour, self.ground)

    @property
    def is_odd(self) -> bool:
        """Whether text that is set so would be read otherwise than plain text."""
        return bool(self.why()) or self.is_unseen

    def piece(self, text: str) -> Piece:
        """Return a text as it is shown."""
        shown, told = _in_letters(text, self.letters), self.told
        if shown != text:
            told = _SMALL_LETTERS if self.letters == "lowercase" else _CAPITALS
        return Piece(shown, self.why(), ON_ITS_COLOUR if self.is_unseen else told)


PLAIN = TextStyle()


def _in_letters(text: str, letters: str) -> str:
    if letters == "capitalize":
        return _WORD_BEGINS.sub(lambda found: found[0].upper(), text)
    return {"uppercase": text.upper(), "lowercase": text.lower()}.get(letters, text)
