"""How text of a Word document is set: by its own properties, its styles and the defaults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from survey.documents.colours import BLACK, WHITE, Colour, mixed, of_words
from survey.documents.text_styles import USUAL_SIZE, TextStyle
from survey.documents.xml_parts import Element

Set = Mapping[str, str]
"""Properties by name, as they are written."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_READ = (
    "strike", "dstrike", "vanish", "webHidden", "caps", "smallCaps", "vertAlign", "position", "sz", "w",
    "color",
)  # fmt: skip
_TOGGLES = ("strike", "vanish", "caps", "smallCaps")
"""What two styles that both set it take back."""
_OFF = ("0", "false", "none", "off")
_NARROWEST = 10
"""Per cent of its width that text which can be read has at least."""
_HIGHLIGHTS = {
    "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080",
    "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080", "lightGray": "c0c0c0",
}  # fmt: skip
_DOTTED = re.compile(r"pct([0-9]{1,2})")
_SHADINGS = "tcPr/shd", "pPr/shd", "rPr/shd"


def value(element: Element | None, default: str) -> str:
    """Return the value of a property."""
    return default if element is None else element.get(f"{W}val", default)


class Style(NamedTuple):
    """What a style sets of text, with those that it is based on, and its ground."""

    text: Set
    ground: Colour | None = None
    by_place: bool = False
    """Whether it gives a ground to some of the rows or columns of a table alone."""
    hides_by_place: bool = False
    """Whether it strikes or hides text of some of them."""


class Around(NamedTuple):
    """What text is set by besides its own properties: the style of its table, the ground, None if it
    is not known, the style of its paragraph."""

    table: Style
    ground: Colour | None
    paragraph: Style = Style({})


class Styles:
    """The styles of a document; none if it has no such part."""

    def __init__(self, root: Element | None) -> None:
        found = [] if root is None else root.findall(f"{W}style")
        self._all = {style.get(f"{W}styleId", ""): style for style in found}
        self._usual = {
            style.get(f"{W}type", ""): style.get(f"{W}styleId", "")
            for style in found
            if style.get(f"{W}default", "0") not in _OFF
        }
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.defaults = text_set(defaults)
        self.named = lru_cache(maxsize=None)(self._named)

    def of(self, kind: str, named: Element | None) -> Style:
        """Return the style that a property names, or else the usual one of its kind."""
        return self.named(value(named, "") or self._usual.get(kind, ""))

    def _named(self, name: str) -> Style:
        chain: list[Element] = []
        while (style := self._all.get(name)) is not None and style not in chain:
            chain.append(style)
            name = value(style.find(f"{W}basedOn"), "")
        text: dict[str, str] = {}
        for style in reversed(chain):
            text |= text_set(style.find(f"{W}rPr"))
        ground = next(filter(None, (ground_of(style, *_SHADINGS) for style in chain)), None)
        parts = [part for style in chain for part in style.findall(f"{W}tblStylePr")]
        grounds = [ground_of(part, *_SHADINGS) for part in parts]
        looks = (
            look_of(text_set(part.find(f"{W}rPr")), own or ground or WHITE)
            for part, own in zip(parts, grounds, strict=True)
        )
        return Style(text, ground, any(grounds), any(look.is_odd for look in looks))

    def text(self, properties: Element | None, around: Around) -> dict[str, str]:
        """Return how a run is set in all."""
        own = text_set(properties)
        named = None if properties is None else properties.find(f"{W}rStyle")
        levels = [around.table.text, around.paragraph.text, self.of("character", named).text]
        found = {**self.defaults}
        for level in levels:
            found |= level
        for name in _TOGGLES:
            if name not in self.defaults:
                found[name] = str(sum(_is_on(level, name) for level in levels) % 2)
        return {**found, **own}

    def ground(self, properties: Element | None, around: Around) -> Colour | None:
        """Return the colour below a run."""
        if properties is not None:
            marked = value(properties.find(f"{W}highlight"), "none")
            if marked != "none":
                return of_words(_HIGHLIGHTS.get(marked, marked))[0]
            named = self.of("character", properties.find(f"{W}rStyle"))
            if found := ground_of(properties, "shd") or named.ground:
                return found
        return around.ground


def text_set(properties: Element | None) -> dict[str, str]:
    """Return what properties of text set of what matters here."""
    named = {} if properties is None else {name: properties.find(f"{W}{name}") for name in _READ}
    return {name: value(one, "true") for name, one in named.items() if one is not None}


def ground_of(properties: Element | None, *paths: str) -> Colour | None:
    """Return the colour with which properties shade; none if they do not."""
    if properties is None:
        return None
    for path in paths:
        shaded = properties.find("/".join(f"{W}{name}" for name in path.split("/")))
        if shaded is None:
            continue
        kind = value(shaded, "clear")
        dotted = _DOTTED.fullmatch(kind)
        share = int(dotted[1]) / 100 if dotted else float(kind == "solid")
        over, below = (of_words(shaded.get(f"{W}{name}", "auto"))[0] for name in ("color", "fill"))
        if share:
            return mixed(over or BLACK, below or WHITE, share)
        if below is not None:
            return below
    return None


def look_of(text: Set, ground: Colour | None, part: str = "") -> TextStyle:
    """Return how text looks that is set so on a ground."""
    is_narrow = 0 < _number(text, "w", 100) < _NARROWEST
    raised = {"superscript": 1, "subscript": -1}.get(text.get("vertAlign", ""), 0)
    return TextStyle(
        struck=_is_on(text, "strike") or _is_on(text, "dstrike"),
        hidden=_is_on(text, "vanish") or _is_on(text, "webHidden"),
        size=0 if is_narrow else _number(text, "sz", 2 * USUAL_SIZE) / 2,
        raised=_number(text, "position", 0) or raised,
        colour=of_words(text.get("color", "auto"))[0],
        ground=ground,
        letters="uppercase" if _is_on(text, "caps") or _is_on(text, "smallCaps") else "",
        part=part,
    )


def _is_on(text: Set, name: str) -> bool:
    return text.get(name, "0") not in _OFF


def _number(text: Set, name: str, default: float) -> float:
    try:
        return float(text.get(name, default))
    except ValueError:
        return default
