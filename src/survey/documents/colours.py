"""Colours of text and of what lies below it, and whether a person can tell them apart."""

from __future__ import annotations

import re

Colour = tuple[float, float, float]
"""Red, green and blue, from 0 to 1."""
WHITE: Colour = (1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0)
ALIKE = 0.05
"""By how much red, green and blue of two colours differ at most that look the same."""
FAINT = 0.05
"""How opaque text is at most that nobody sees."""

_NAMES = {
    "black": "000", "silver": "c0c0c0", "gray": "808080", "grey": "808080", "white": "fff",
    "maroon": "800000", "red": "f00", "purple": "800080", "fuchsia": "f0f", "magenta": "f0f",
    "green": "008000", "lime": "0f0", "olive": "808000", "yellow": "ff0", "navy": "000080",
    "blue": "00f", "teal": "008080", "aqua": "0ff", "cyan": "0ff", "orange": "ffa500",
    "snow": "fffafa", "ivory": "fffff0", "ghostwhite": "f8f8ff", "whitesmoke": "f5f5f5",
    "floralwhite": "fffaf0", "mintcream": "f5fffa", "azure": "f0ffff", "aliceblue": "f0f8ff",
}  # fmt: skip
_HEX = re.compile("#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_RGB = re.compile(r"rgba?\(([^()]*)\)")


def alike(one: Colour, other: Colour) -> bool:
    """Tell whether two colours look the same."""
    return all(round(abs(a - b), 3) <= ALIKE for a, b in zip(one, other, strict=True))


def mixed(over: Colour, below: Colour, opaque: float) -> Colour:
    """Return what is seen of a colour that is so opaque over another one."""
    red, green, blue = (
        opaque * one + (1 - opaque) * other for one, other in zip(over, below, strict=True)
    )
    return red, green, blue


def of_cmyk(cyan: float, magenta: float, yellow: float, black: float) -> Colour:
    """Return the colour of four inks."""
    red, green, blue = (max(0.0, 1 - ink - black) for ink in (cyan, magenta, yellow))
    return red, green, blue


def of_words(said: str) -> tuple[Colour | None, float]:
    """Return the colour that a style sheet or a document names, None if it is not known, and how
    opaque it is: 0 if nothing of it is seen."""
    said = said.strip().lower()
    if said == "transparent":
        return None, 0.0
    if found := _HEX.fullmatch(_NAMES.get(said, said)):
        digits = found[1] if len(found[1]) > 4 else "".join(2 * digit for digit in found[1])
        red, green, blue, opaque = (
            int(digits[at : at + 2] or "ff", 16) / 255 for at in (0, 2, 4, 6)
        )
        return (red, green, blue), opaque
    if found := _RGB.fullmatch(said):
        parts = re.split(r"[\s,/]+", found[1].strip())
        try:
            red, green, blue = (_part(part, 255) for part in parts[:3])
            return (red, green, blue), _part(parts[3], 1) if len(parts) > 3 else 1.0
        except ValueError:
            pass
    return None, 1.0


def _part(said: str, whole: float) -> float:
    return float(said[:-1]) / 100 if said.endswith("%") else float(said) / whole
