"""What the values of a style sheet mean for text: whether it is seen, its size, its colours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tinycss2 import parse_component_value_list, serialize

from survey.documents.colours import BLACK, FAINT, Colour, mixed, of_words
from survey.documents.text_styles import USUAL_SIZE, TextStyle

PAGE = TextStyle(colour=BLACK)
"""How text looks of which nothing is said."""
_AWAY = ("left", "right", "top", "text-indent", "margin-left")
_FAR = re.compile(r"-\d{3,}")
_CUT = re.compile(r"rect\(\s*(?:0|1px)|inset\(\s*(?:50|100)%|circle\(\s*0|scale\(\s*0\s*[,)]")
_ZERO = re.compile(r"0(?:\.0*)?(?:[a-z]+|%)?")
_LENGTH = re.compile(r"(?<![\w.#-])(?:(\d*\.?\d+)(px|pt|em|rem|%|mm|cm|in)|0)(?=$|[\s/])")
_POINTS = {"px": 0.75, "pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "rem": USUAL_SIZE}
_RAISED = {"super": 1, "sub": -1}
Set = Mapping[str, str]
"""Values by property."""


def look_of(sets: Set, above: TextStyle = PAGE) -> TextStyle:
    """Return how text looks of which this is set, by how that around it looks."""
    colour, opaque = _colour(
        sets.get("-webkit-text-fill-color") or sets.get("color", ""), above.colour
    )
    letters = sets.get("text-transform", above.letters)
    if "small-caps" in sets.get("font-variant", "") + sets.get("font-variant-caps", ""):
        letters = "uppercase"
    return above._replace(
        struck=above.struck or "line-through" in sets.get("text-decoration-line", "").lower(),
        hidden=above.hidden or opaque < FAINT or _is_hidden(sets),
        size=_size(sets.get("font-size", ""), above.size),
        raised=above.raised or _RAISED.get(sets.get("vertical-align", "").lower(), 0),
        colour=colour,
        ground=_ground(sets, above.ground),
        letters=letters,
    )


def can_hide(sets: Set) -> bool:
    """Tell whether a rule that is not followed could make text look otherwise than it is read."""
    content = sets.get("content", "none").strip("\"'")
    return look_of(sets).is_odd or content not in ("", "none", "normal")


def content_of(element: Any, sets: Set) -> tuple[str, set[str]]:
    """Return the text that a style sheet puts beside an element, and what else: the names of
    functions as `url` and `counter`."""
    said, others = "", set()
    for one in parse_component_value_list(sets.get("content", "")):
        if one.type == "string":
            said += one.value
        elif one.type == "function" and one.lower_name == "attr":
            said += element.get(serialize(one.arguments).strip(), "")
        elif one.type in ("url", "function"):
            others.add("url" if one.type == "url" else one.lower_name)
    return said, others


def _is_hidden(sets: Set) -> bool:
    overflows = sets.get("overflow", "visible") not in ("hidden", "clip")
    sizes = ("width", "height", "max-width", "max-height")
    return bool(
        sets.get("display", "").lower() == "none"
        or sets.get("visibility", "").lower() in ("hidden", "collapse")
        or _ZERO.fullmatch(sets.get("opacity", "1"))
        or any(_FAR.match(sets.get(name, "")) for name in _AWAY)
        or any(_CUT.search(sets.get(name, "")) for name in ("clip", "clip-path", "transform"))
        or (not overflows and any(_ZERO.fullmatch(sets.get(name, "auto")) for name in sizes))
    )


def _size(said: str, above: float) -> float:
    """Return the size of text in points, from that around it."""
    found = _LENGTH.search(said)
    if found is None:
        return above
    number, unit = float(found[1] or 0), found[2]
    times = above / 100 if unit == "%" else _POINTS.get(unit, above)
    return round(number * times, 3)


def _colour(said: str, above: Colour | None) -> tuple[Colour | None, float]:
    """Return a colour, None if it is not known, and how opaque it is."""
    if said.lower() in ("", "inherit", "currentcolor", "unset"):
        return above, 1.0
    return of_words(said)


def _ground(sets: Set, above: Colour | None) -> Colour | None:
    """Return the colour below text; None where a picture or what is not known lies there."""
    picture = sets.get("background-image", "none")
    if any(word in picture for word in ("url(", "gradient(", "image(", "image-set(")):
        return None
    said = sets.get("background-color", "")
    for one in parse_component_value_list(said):
        colour, opaque = of_words(serialize([one]))
        if not opaque:
            return above
        if colour is not None and opaque < 1:
            return None if above is None else mixed(colour, above, opaque)
        if colour is not None:
            return colour
    known = {"", "none", "inherit", "initial", "unset"}
    return above if said.lower() in known else None
