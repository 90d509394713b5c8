"""Level lines of a PDF page that are drawn to its text: strikes and underlines, told from rules."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence, Set
from typing import Any

from survey.documents.pdf_chars import baseline, holds, is_turned
from survey.documents.pdf_lines import NEAR, Box, Char
from survey.documents.pdf_seen import TurnedPage

STRUCK_HEIGHTS = (0.12, 0.62)
"""Between which heights above its baseline, in em, a line strikes a character out."""
BELOW, BESIDE = 0.35, 0.05
"""How far, in em, an underline lies below the baseline and ends beside its text, at most."""
THIN = 2.0
"""Points that a line may be thick."""

Drawn = Mapping[str, Any]


def strikes_and_underlines(page: TurnedPage, chars: Sequence[Char]) -> tuple[list[Box], list[Box]]:
    """Return the thin level lines that run through these characters, and those below them that
    begin and end with them, as boxes without a height.

    A line over several columns is a strike where it runs through text in the first of them.
    """
    drawn = (*page.lines, *page.rects)
    level = [line for line in drawn if line["height"] <= THIN < line["width"]]
    upright = [line for line in drawn if line["width"] <= THIN < line["height"]]
    height = float(page.height)
    standing = sorted(chars, key=lambda char: baseline(char, height))
    lines = [baseline(char, height) for char in standing]
    most = max((float(char["size"]) for char in chars), default=0.0)
    strikes: list[Box] = []
    underlines: list[Box] = []
    for line in level:
        y = (line["top"] + line["bottom"]) / 2
        box = (line["x0"], y, line["x1"], y)
        near = standing[bisect_left(lines, y) : bisect_right(lines, y + most)]
        above = standing[bisect_left(lines, y - BELOW * most) : bisect_left(lines, y)]
        if any(is_struck(char, box, height) for char in near):
            whole = _joined(line, level)
            struck = [char for char in near if is_struck(char, (whole[0], y, whole[1], y), height)]
            # Text of several lines runs over the rules of rows that are too low, numbers do not.
            crossed = _crossed(whole, y, upright, struck[0]["size"])
            if not crossed or min(char["x0"] for char in struck) < min(crossed):
                strikes.append(box)
        elif _ends_with(box, above) and not _crossed((box[0], box[2]), y, upright, THIN):
            underlines.append(box)
    return strikes, underlines


def _joined(line: Drawn, level: Sequence[Drawn]) -> tuple[float, float]:
    """Return where a level line begins and ends with those that go on where it ends, as rules do
    from cell to cell."""
    left, right = line["x0"], line["x1"]
    same = [one for one in level if abs(one["top"] - line["top"]) < 1]
    for one in sorted(same, key=lambda one: float(one["x0"])):
        right = max(right, one["x1"]) if left <= one["x0"] <= right + NEAR else right
    for one in sorted(same, key=lambda one: -float(one["x1"])):
        left = min(left, one["x0"]) if left - NEAR <= one["x1"] <= right else left
    return left, right


def _crossed(
    ends: tuple[float, float], y: float, upright: Sequence[Drawn], over: float
) -> list[float]:
    """Return where a level line crosses upright ones and goes on by more than `over` points."""
    return [
        rule["x0"] for rule in upright
        if rule["top"] <= y + NEAR and y - NEAR <= rule["bottom"]
        and ends[0] + over < rule["x0"] < ends[1] - over
    ]  # fmt: skip


def _ends_with(line: Box, chars: Sequence[Char]) -> bool:
    """Tell whether a line begins and ends where characters do."""
    return all(
        any(abs(char[side] - line[at]) <= BESIDE * char["size"] for char in chars)
        for side, at in (("x0", 0), ("x1", 2))
    )


def is_struck(char: Char, line: Box, height: float) -> bool:
    """Tell whether a character is struck out by a level line, or by an annotation over a box."""
    if line[1] != line[3]:
        return holds(line, char)
    above, em = baseline(char, height) - line[1], char["size"] or 1
    return (
        0 < above < em and STRUCK_HEIGHTS[0] <= round(above / em, 2) <= STRUCK_HEIGHTS[1]
        and line[0] <= (char["x0"] + char["x1"]) / 2 <= line[2]
        and bool(char["text"].strip()) and not is_turned(char)
    )  # fmt: skip


def is_among(drawn: Drawn, lines: Set[Box]) -> bool:
    """Tell whether something that is drawn is one of these level lines."""
    middle = (drawn.get("top", 0) + drawn.get("bottom", 0)) / 2
    return (
        drawn.get("object_type") in ("line", "rect")
        and (drawn["x0"], middle, drawn["x1"], middle) in lines
    )
