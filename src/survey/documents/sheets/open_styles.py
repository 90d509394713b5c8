"""How text of an OpenDocument file is set, by its styles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from survey.documents.colours import Colour, of_words
from survey.documents.text_styles import PLAIN, USUAL_SIZE, TextStyle
from survey.documents.xml_parts import Element

Set = Mapping[str, str]
"""Values by property, without the names of their spaces."""

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_STRIKES = ("text-line-through-style", "text-line-through-type")
_SIZES = ("font-size", "font-size-asian")
_POINTS = re.compile(r"(\d*\.?\d+)pt")


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
                named = {key.rpartition("}")[2]: said for key, said in properties.attrib.items()}
                found = over(found, named)
        return found

    def can_hide(self, name: str) -> bool:
        """Tell whether a condition of a style of cells strikes or hides text."""
        applied = (
            self.of("table-cell", condition.get(f"{_STYLE}apply-style-name", ""))
            for style in self._chain("table-cell", name)
            for condition in style.findall(f"{_STYLE}map")
        )
        return any(look_of(sets).is_odd for sets in applied)

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


def look_of(sets: Set, around: TextStyle = PLAIN) -> TextStyle:
    """Return how text is set, on the ground around it, if it has none of its own."""
    sizes = [float(found[1]) for name in _SIZES if (found := _POINTS.fullmatch(sets.get(name, "")))]
    position = sets.get("text-position", "0%").split()[0]
    capitals = "small-caps" in sets.get("font-variant", "") or (
        sets.get("text-transform") == "uppercase"
    )
    is_below = position == "sub" or position.startswith("-")
    of_window = sets.get("use-window-font-color") == "true"
    return around._replace(
        struck=any(sets.get(name, "none") != "none" for name in _STRIKES),
        hidden=sets.get("display") == "none",
        size=min(sizes, default=USUAL_SIZE),
        raised=0 if position.startswith("0") else -1 if is_below else 1,
        colour=None if of_window else of_words(sets.get("color", "auto"))[0],
        ground=ground_of(sets, around.ground),
        letters="uppercase" if capitals else "",
    )


def ground_of(sets: Set, below: Colour | None) -> Colour | None:
    """Return the colour of the ground that is set, else that below."""
    colour, _ = of_words(sets.get("background-color", "transparent"))
    return below if colour is None else colour
