"""Characters of a PDF page: where and how they stand, and what is told of those that are left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pdfplumber.utils.geometry import obj_to_bbox

from survey.documents.colours import WHITE, alike
from survey.documents.pdf.colours import as_colour
from survey.documents.pdf.glyphs import repair
from survey.documents.rich_text import Told, left_out
from survey.text import shorten

Char = dict[str, Any]
"""A character, as `device.TurnedPage` gives it; `seen` tells whether a person sees it there."""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom of what stands on a page, in points from its corner at the top."""


def is_white(drawn: Mapping[str, Any]) -> bool:
    """Tell whether the colour that something is filled with is white."""
    colour = as_colour(drawn.get("non_stroking_color"))
    return colour is not None and alike(colour, WHITE)


def holds(box: Box, other: Box) -> bool:
    """Tell whether the middle of another box lies in a box."""
    x, y = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def is_in(char: Char, *boxes: Box) -> bool:
    """Tell whether the middle of a character lies in one of these boxes."""
    own = obj_to_bbox(char)
    return any(holds(box, own) for box in boxes)


def inside(chars: Sequence[Char]) -> Callable[[Box], NDArray[np.bool_]]:
    """Return what tells of each of these characters whether its middle lies in a box."""
    corners = np.array([obj_to_bbox(char) for char in chars]).reshape(-1, 4).T
    x, y = (corners[0] + corners[2]) / 2, (corners[1] + corners[3]) / 2
    return lambda box: (box[0] <= x) & (x <= box[2]) & (box[1] <= y) & (y <= box[3])


def crosses(y: float, char: Char, heights: tuple[float, float]) -> bool:
    """Tell whether a level line runs through an upright character, between so many em above its
    baseline."""
    above, em = char["baseline"] - y, char["size"] or 1
    return (
        -em < above < em and heights[0] <= round(above / em, 2) <= heights[1]
        and bool(char["text"].strip()) and not char["turned"]
    )  # fmt: skip


def meet(one: Box, other: Box) -> bool:
    """Tell whether two boxes have a part in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


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
