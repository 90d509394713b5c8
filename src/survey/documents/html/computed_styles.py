"""How a browser shows the text of each element of a web page, as far as that tells what is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from survey.documents.html.css_rules import Element, Rules
from survey.documents.html.css_values import PAGE, Set, content_of, look_of
from survey.documents.rich_text import LISTED, PICTURE, RUBY, Piece, Told
from survey.documents.text_styles import ON_ITS_COLOUR, TextStyle

_SIGNS = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
"""What fonts of signs draw, which is no text."""
_PICTURES = ("img", "svg", "canvas", "video", "object", "iframe")

GENERATED = Told("is set by the style sheet and was read")
QUOTED = Told("is shown in quotation marks, which are not read")


class ComputedStyles:
    """How the elements of a page are shown."""

    def __init__(self, page: Element) -> None:
        self.rules = Rules(page)
        self._known: dict[Element, TextStyle] = {}

    def of(self, element: Element) -> TextStyle:
        """Return how the text of an element is shown."""
        if (known := self._known.get(element)) is None:
            outer = element.getparent()
            if outer is not None and element.tag == "summary":
                outer = outer.getparent()
            above = self.of(outer) if outer is not None else PAGE
            known = self._known[element] = self._within(above, element)
        return known

    def _within(self, above: TextStyle, element: Element) -> TextStyle:
        sets = self.rules.of(element)
        look = look_of(sets, above)
        if element.tag == "details" and "open" not in element.attrib:
            look = look._replace(hidden=True)
        if element.tag in ("rt", "rp"):
            look = look._replace(part=RUBY)
        has_quotes = "content" not in self.rules.of(element, "before")
        if element.tag == "q" and has_quotes and sets.get("quotes") != "none":
            look = look._replace(told=QUOTED)
        return look

    def beside(self, element: Element, place: str) -> Iterator[Piece]:
        """Yield the text that a style sheet puts `before` or `after` that of an element."""
        sets = self.rules.of(element, place)
        said = _SIGNS.sub("", content_of(element, sets)[0])
        if said and not look_of(sets).why():
            piece = self.of(element).piece(said)
            yield piece if piece.told is ON_ITS_COLOUR else piece._replace(told=GENERATED)

    def told(self, place: Element) -> Iterator[Told]:
        """Yield what is told of what a page shows in a cell besides its text."""
        contents = [
            content_of(element, sets)
            for element in place.iter("*")
            for sets in (self.rules.of(element, "before"), self.rules.of(element, "after"))
            if not look_of(sets).why()
        ]
        drawn = any("url" in others or _SIGNS.search(said) for said, others in contents)
        if drawn or next(place.iter(*_PICTURES), None) is not None:
            yield PICTURE
        counted = any("counter" in name for _, others in contents for name in others)
        if counted or any(map(self._is_listed, place.iter("li"))):
            yield LISTED

    def _is_listed(self, line: Element) -> bool:
        sets: list[Set] = [self.rules.of(one) for one in (line, line.getparent())]
        kinds = (one["list-style-type"] for one in sets if one.get("list-style-type"))
        return "none" not in next(kinds, "") and sets[0].get("display", "list-item") == "list-item"
