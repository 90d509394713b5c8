"""How text of an OpenDocument file is set, by its styles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from xml.etree import ElementTree

from survey.documents.colours import WHITE, Colour, alike, of_words
from survey.documents.rich_text import (
    CAPITALS,
    HIDDEN,
    LOWERED,
    ON_ITS_COLOUR,
    RAISED,
    SMALLEST,
    STRUCK,
    TINY,
    Piece,
)

Element = ElementTree.Element
Set = Mapping[str, str]
"""Values by property, without the names of their spaces."""

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_STRIKES = ("text-line-through-style", "text-line-through-type")
_SIZES = ("font-size", "font-size-asian")
_POINTS = re.compile(r"(\d*\.?\d+)pt")


def local(name: str) -> str:
    """Return the name of an element or an attribute without that of its space."""
    return name.rpartition("}")[2]


class Styles:
    """The styles of a file, from those of its parts that have some."""

    def __init__(self, *parts: Element) -> None:
        self._all: dict[tuple[str, str], Element] = {}
        self._usual: dict[str, Element] = {}
        for style in (style for part in parts for style in part.iter()):
            family = style.get(f"{_STYLE}family", "")
            if style.tag == f"{_STYLE}style":
                self._all[family, style.get(f"{_STYLE}name", "")] = style
            elif style.tag == f"{_STYLE}default-style":
                self._usual[family] = style
        self.of = lru_cache(maxsize=None)(self._of)

    def _of(self, family: str, name: str) -> Set:
        """Return what a style sets, with those above it."""
        chain = self._chain(family, name)
        if (usual := self._usual.get(family)) is not None:
            chain.append(usual)
        found: Set = {}
        for properties in (part for style in reversed(chain) for part in style):
            if properties.tag.endswith("properties"):
                found = over(found, {local(key): said for key, said in properties.attrib.items()})
        return found

    def can_hide(self, name: str) -> bool:
        """Tell whether a condition of a style of cells strikes or hides text."""
        applied = (
            self.of("table-cell", condition.get(f"{_STYLE}apply-style-name", ""))
            for style in self._chain("table-cell", name)
            for condition in style.findall(f"{_STYLE}map")
        )
        return any(why_not(sets) or _is_unseen(sets, ground_of(sets, WHITE)) for sets in applied)

    def _chain(self, family: str, name: str) -> list[Element]:
        chain: list[Element] = []
        while (style := self._all.get((family, name))) is not None and style not in chain:
            chain.append(style)
            name = style.get(f"{_STYLE}parent-style-name", "")
        return chain


def over(sets: Set, own: Set) -> Set:
    """Return what is set where a style has its own values; a colour takes the place of that of the
    window."""
    return {**sets, **({"use-window-font-color": "false"} if "color" in own else {}), **own}


def why_not(sets: Set) -> str:
    """Return why text that is set so is no part of the answer."""
    if any(sets.get(name, "none") != "none" for name in _STRIKES):
        return STRUCK
    if sets.get("display") == "none":
        return HIDDEN
    if any(size < SMALLEST for size in _sizes(sets)):
        return TINY
    position = sets.get("text-position", "0%").split()[0]
    if position in ("super", "sub"):
        return RAISED if position == "super" else LOWERED
    return "" if position.startswith("0") else LOWERED if position.startswith("-") else RAISED


def piece(text: str, sets: Set, why: str, ground: Colour | None) -> Piece:
    """Return a text as it is shown."""
    why = why or why_not(sets)
    if _is_unseen(sets, ground_of(sets, ground)):
        return Piece(text, why, ON_ITS_COLOUR)
    if "small-caps" in sets.get("font-variant", "") or sets.get("text-transform") == "uppercase":
        return Piece(text.upper(), why, CAPITALS if text != text.upper() else None)
    return Piece(text, why)


def ground_of(sets: Set, below: Colour | None) -> Colour | None:
    """Return the colour of the ground that is set, else that below."""
    colour, _ = of_words(sets.get("background-color", "transparent"))
    return below if colour is None else colour


def _is_unseen(sets: Set, ground: Colour | None) -> bool:
    """Tell whether text has the colour of its ground; that of the window never has."""
    if sets.get("use-window-font-color") == "true":
        return False
    colour, _ = of_words(sets.get("color", "auto"))
    return colour is not None and ground is not None and alike(colour, ground)


def _sizes(sets: Set) -> Iterator[float]:
    for name in _SIZES:
        if found := _POINTS.fullmatch(sets.get(name, "")):
            yield float(found[1])
