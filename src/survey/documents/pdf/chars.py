"""Characters of a PDF page: where and how they stand, and what is told of those that are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from survey.documents.colours import WHITE, alike
from survey.documents.pdf.colours import as_colour
from survey.documents.pdf.glyphs import repair
from survey.documents.pdf.lines import Box, Char
from survey.documents.rich_text import Told, left_out
from survey.text import shorten


def baseline(char: Char, height: float) -> float:
    """Return how far from the top of its page the line is on which a character stands."""
    return height - float(char["matrix"][5])


def is_turned(char: Char) -> bool:
    """Tell whether a character does not stand upright."""
    return bool(abs(char["matrix"][1]) > 0.1 * abs(char["matrix"][0]))


def is_white(drawn: Mapping[str, Any]) -> bool:
    """Tell whether the colour that something is filled with is white."""
    colour = as_colour(drawn.get("non_stroking_color"))
    return colour is not None and alike(colour, WHITE)


def box_of(drawn: Mapping[str, Any]) -> Box:
    """Return left, top, right and bottom of what is drawn."""
    return drawn["x0"], drawn["top"], drawn["x1"], drawn["bottom"]


def holds(box: Box, char: Char) -> bool:
    """Tell whether the middle of a character lies in a box."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def meet(one: Box, other: Box) -> bool:
    """Tell whether two boxes have a part in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def around(chars: Sequence[Char]) -> Box:
    """Return the box around characters, or whatever else is drawn."""
    return (
        min(char["x0"] for char in chars), min(char["top"] for char in chars),
        max(char["x1"] for char in chars), max(char["bottom"] for char in chars),
    )  # fmt: skip


def position(box: Box) -> str:
    """Return the place of a box on its page, in whole points."""
    return ",".join(f"{value:.0f}" for value in box)


def leave_out(
    chars: Sequence[Char], some: Sequence[Char], why: str, told: list[Told], certain: bool = True
) -> list[Char]:
    """Return the characters without some of them, which are told."""
    gone = {id(char) for char in some}
    if some:
        text = repair("".join(char["text"] for char in some)).strip()
        told.append(left_out(text, why) if certain else Told(f"「{shorten(text)}」 {why}", False))
    return [char for char in chars if id(char) not in gone]
