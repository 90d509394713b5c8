"""Colours of text and of what lies below it, and whether a person can tell them apart."""

from __future__ import annotations

import re

from tinycss2.color4 import Color, parse_color

Colour = tuple[float, float, float]
"""Red, green and blue, from 0 to 1."""
WHITE: Colour = (1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0)
ALIKE = 0.05
"""By how much red, green and blue of two colours differ at most that look the same."""
FAINT = 0.05
"""How opaque text is at most that nobody sees."""

_HEX = re.compile("[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8}", re.IGNORECASE)


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
    colour = parse_color(f"#{said}" if _HEX.fullmatch(said) else said)
    if not isinstance(colour, Color):
        return None, 1.0
    if not colour.alpha:
        return None, 0.0
    try:
        red, green, blue = colour.to("srgb").coordinates
    except NotImplementedError:  # in a space beyond that of screens
        return None, 1.0
    return (red, green, blue), colour.alpha
