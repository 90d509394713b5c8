"""What the values of a style sheet mean for text: whether it is seen, its size, its colours."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bs4.element import Tag

from survey.documents.colours import FAINT, WHITE, Colour, alike, mixed, of_words
from survey.documents.rich_text import HIDDEN, LOWERED, RAISED, SMALLEST, STRUCK

LINES = ("text-decoration", "text-decoration-line")
USUAL_SIZE = 12.0
"""Points of text of which nothing is said."""

_AWAY = ("left", "right", "top", "text-indent", "margin-left")
_FAR = re.compile(r"-\d{3,}")
_CUT = re.compile(r"rect\(\s*(?:0|1px)|inset\(\s*(?:50|100)%|circle\(\s*0|scale\(\s*0\s*[,)]")
_ZERO = re.compile(r"0(?:\.0*)?(?:[a-z]+|%)?")
_LENGTH = re.compile(r"(?<![\w.#-])(?:(\d*\.?\d+)(px|pt|em|rem|%|mm|cm|in)|0)(?=$|[\s/])")
_POINTS = {"px": 0.75, "pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "rem": USUAL_SIZE}
_WORD_BEGINS = re.compile(r"(?<![^\W_])[a-z]")
_TEXT = re.compile(r""""((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|attr\(\s*([\w-]+)\s*\)""")
_NO_TEXT = re.compile(r"(?:url|counters?|image-set)\([^()]*\)")
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6}) ?|\\(.)")

Set = Mapping[str, str]
"""Values by property."""


def why_not(sets: Set) -> str:
    """Return why text that is set so is no part of the answer."""
    if not sets:
        return ""
    if (
        sets.get("display", "").lower() == "none"
        or sets.get("visibility", "").lower() in ("hidden", "collapse")
        or _ZERO.fullmatch(sets.get("opacity", "1"))
        or any(_FAR.match(sets.get(name, "")) for name in _AWAY)
        or any(_CUT.search(sets.get(name, "")) for name in ("clip", "clip-path", "transform"))
        or (
            sets.get("overflow", "visible") in ("hidden", "clip")
            and any(
                _ZERO.fullmatch(sets.get(name, "auto"))
                for name in ("width", "height", "max-width", "max-height")
            )
        )
    ):
        return HIDDEN
    if any("line-through" in sets.get(name, "").lower() for name in LINES):
        return STRUCK
    return {"super": RAISED, "sub": LOWERED}.get(sets.get("vertical-align", "").lower(), "")


def can_hide(sets: Set) -> bool:
    """Tell whether a rule that is not followed could make text look otherwise than it is read."""
    colour, opaque = of_words(sets.get("color", "black"))
    return bool(
        why_not(sets)
        or size_of(sets, USUAL_SIZE) < SMALLEST
        or opaque < FAINT
        or (colour is not None and alike(colour, WHITE))
        or sets.get("content", "none").strip("\"'") not in ("", "none", "normal")
    )


def size_of(sets: Set, above: float) -> float:
    """Return the size of text in points, from that around it."""
    found = _LENGTH.search(sets.get("font-size") or sets.get("font", ""))
    if found is None:
        return above
    number, unit = float(found[1] or 0), found[2]
    times = above / 100 if unit == "%" else _POINTS.get(unit, above)
    return round(number * times, 3)


def colour_of(said: str, above: Colour | None) -> tuple[Colour | None, float]:
    """Return a colour, None if it is not known, and how opaque it is."""
    if said.lower() in ("", "inherit", "currentcolor", "unset"):
        return above, 1.0
    return of_words(said)


def ground_of(element: Tag, sets: Set, above: Colour | None) -> Colour | None:
    """Return the colour below an element; None where a picture or what is not known lies there."""
    said = sets.get("background-color") or sets.get("background") or str(element.get("bgcolor", ""))
    if not said and element.name == "mark":
        said = "yellow"
    pictured = (
        sets.get("background-image", "none") != "none" or "url(" in said or "gradient" in said
    )
    if pictured:
        return None
    parts = [said] if "(" in said else said.split()
    for colour, opaque in map(of_words, parts):
        if colour is not None and opaque < 1:
            return None if above is None else mixed(colour, above, opaque)
        if colour is not None:
            return colour
    known = {"", "none", "transparent", "inherit", "initial", "unset"}
    return above if said.lower() in known else None


def in_letters(text: str, letters: str) -> str:
    """Return a text in the letters in which it is shown."""
    if letters == "uppercase":
        return text.upper()
    if letters == "lowercase":
        return text.lower()
    if letters == "capitalize":
        return _WORD_BEGINS.sub(lambda found: found[0].upper(), text)
    return text


def content_of(element: Tag, sets: Set) -> str:
    """Return the text that a style sheet puts beside an element."""
    return "".join(
        str(element.get(found[3], "")) if found[3] else _unescaped(found[1] or found[2] or "")
        for found in _TEXT.finditer(_NO_TEXT.sub("", sets.get("content", "")))
    )


def _unescaped(said: str) -> str:
    return _ESCAPED.sub(lambda found: _character(int(found[1], 16)) if found[1] else found[2], said)


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
