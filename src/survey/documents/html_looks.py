"""How a browser shows the text of each element of a web page, as far as that tells what is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bs4 import BeautifulSoup
from bs4.element import Tag

from survey.documents.colours import BLACK, FAINT, WHITE, Colour, alike
from survey.documents.html_rules import Rules
from survey.documents.html_values import (
    LINES,
    USUAL_SIZE,
    Set,
    can_hide,
    colour_of,
    content_of,
    ground_of,
    in_letters,
    size_of,
    why_not,
)
from survey.documents.rich_text import (
    CAPITALS,
    HIDDEN,
    LISTED,
    LOWERED,
    ON_ITS_COLOUR,
    PICTURE,
    RAISED,
    RUBY,
    SMALLEST,
    STRUCK,
    TINY,
    Piece,
    Told,
)

_WHY = {
    "s": STRUCK, "del": STRUCK, "strike": STRUCK, "rt": RUBY, "rp": RUBY, "sup": RAISED, "sub": LOWERED,
}  # fmt: skip
_SIGNS = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
"""What fonts of signs draw, which is no text."""

GENERATED = Told("is set by the style sheet and was read")
QUOTED = Told("is shown in quotation marks, which are not read")
_SMALL_LETTERS = Told("is shown in small letters and was read so")


class Look(NamedTuple):
    """How text is shown: why it is no part of the answer, its colour and that of its ground, None if
    they are not known, its size in points, in which letters."""

    why: str = ""
    colour: Colour | None = BLACK
    ground: Colour | None = WHITE
    size: float = USUAL_SIZE
    letters: str = ""
    quoted: bool = False

    def piece(self, text: str) -> Piece:
        """Return a text as it is shown."""
        if self.colour and self.ground and alike(self.colour, self.ground):
            return Piece(text, self.why, ON_ITS_COLOUR)
        shown = in_letters(text, self.letters)
        if shown != text:
            return Piece(
                shown, self.why, _SMALL_LETTERS if self.letters == "lowercase" else CAPITALS
            )
        return Piece(text, self.why, QUOTED if self.quoted else None)


class Looks:
    """How the elements of a page are shown."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.rules = Rules(soup, can_hide)
        self._known: dict[int, Look] = {}

    def of(self, element: Tag) -> Look:
        """Return how the text of an element is shown."""
        if (known := self._known.get(id(element))) is None:
            outer = element.parent
            if outer is not None and element.name == "summary":
                outer = outer.parent
            above = self.of(outer) if outer is not None else Look()
            known = self._known[id(element)] = self._within(above, element)
        return known

    def _within(self, above: Look, element: Tag) -> Look:
        sets = self.rules.of(element)
        why = above.why or (HIDDEN if _is_closed(element) else _why(element, sets))
        size = size_of(sets, above.size)
        colour, opaque = colour_of(
            sets.get("-webkit-text-fill-color") or sets.get("color")
            or str(element.get("text" if element.name == "body" else "color", "")), above.colour,
        )  # fmt: skip
        letters = sets.get("text-transform", above.letters)
        if "small-caps" in sets.get("font-variant", "") + sets.get("font-variant-caps", ""):
            letters = "uppercase"
        if not why and opaque < FAINT:
            why = HIDDEN
        return Look(
            why or (TINY if size < SMALLEST else ""), colour, ground_of(element, sets, above.ground), size,
            letters, above.quoted or (element.name == "q" and not self._has_no_quotes(element)),
        )  # fmt: skip

    def _has_no_quotes(self, element: Tag) -> bool:
        return "content" in self.rules.beside(element, "before") or (
            self.rules.of(element).get("quotes") == "none"
        )

    def beside(self, element: Tag, place: str) -> Iterator[Piece]:
        """Yield the text that a style sheet puts `before` or `after` that of an element."""
        sets = self.rules.beside(element, place)
        said = _SIGNS.sub("", content_of(element, sets))
        if said and not why_not(sets):
            piece = self.of(element).piece(said)
            yield piece if piece.told is ON_ITS_COLOUR else piece._replace(told=GENERATED)

    def told(self, place: Tag) -> Iterator[Told]:
        """Yield what is told of what a page shows in a cell besides its text."""
        below = place.find_all(True)
        contents = [
            (element, self.rules.beside(element, side))
            for element in (place, *below)
            for side in ("before", "after")
        ]
        contents = [(element, sets) for element, sets in contents if sets and not why_not(sets)]
        if place.find(["img", "svg", "canvas", "video", "object", "iframe"]) or any(
            "url(" in sets.get("content", "") or _SIGNS.search(content_of(element, sets))
            for element, sets in contents
        ):
            yield PICTURE
        counted = any("counter" in sets.get("content", "") for _, sets in contents)
        if counted or any(one.name == "li" and self._is_listed(one) for one in below):
            yield LISTED

    def _is_listed(self, line: Tag) -> bool:
        around = [self.rules.of(one) for one in (line, line.parent) if isinstance(one, Tag)]
        kinds = [sets.get("list-style-type") or sets.get("list-style", "") for sets in around]
        return "none" not in next(filter(None, kinds), "") and (
            around[0].get("display", "list-item") == "list-item"
        )


def _is_closed(element: Tag) -> bool:
    """Tell whether an element is not shown, or its content not before a reader opens it."""
    opened = element.name not in ("details", "dialog") or element.has_attr("open")
    return element.has_attr("hidden") or not opened


def _why(element: Tag, sets: Set) -> str:
    usual = _WHY.get(element.name, "")
    if usual == STRUCK and any(name in sets for name in LINES):
        usual = ""
    return why_not(sets) or usual
