"""Level lines of a PDF page that are drawn to its text: strikes and underlines, told from rules."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence, Set
from operator import itemgetter
from typing import Any

from survey.documents.pdf.chars import Box, Char, crosses, is_in
from survey.documents.pdf.device import TurnedPage
from survey.documents.pdf.text_lines import NEAR

STRUCK_HEIGHTS = (0.12, 0.62)
"""Between which heights above its baseline, in em, a line strikes a character out."""
BELOW, BESIDE = 0.35, 0.05
"""How far, in em, an underline lies below the baseline and ends beside its text, at most."""
THIN = 3.0
"""Points that a line may be thick."""
DASH = 6.0
"""Points that a dash or dot of a line may be long, which some programs draw one by one."""

Drawn = Mapping[str, Any]


def strikes_and_underlines(page: TurnedPage, chars: Sequence[Char]) -> tuple[list[Box], set[Box]]:
    """Return the thin level lines that run through these characters, and what is drawn of them and
    of those below that begin and end with characters, as boxes without a height.

    A line over several columns is a strike where it runs through text in the first of them.
    """
    drawn = (*page.lines, *page.rects, *filter(is_straight, page.curves))
    level = [line for line in drawn if line["height"] <= THIN]
    upright = [line for line in drawn if line["width"] <= THIN < line["height"]]
    standing = sorted(chars, key=itemgetter("baseline"))
    lines = [char["baseline"] for char in standing]
    most = max((float(char["size"]) for char in chars), default=0.0)
    strikes: list[Box] = []
    to_text: set[Box] = set()
    for pieces in _lines(level):
        y = _middle(pieces[0])
        box = (pieces[0]["x0"], y, pieces[-1]["x1"], y)
        if box[2] - box[0] <= 2 * pieces[0]["height"]:  # a dot
            continue
        near = standing[bisect_left(lines, y) : bisect_right(lines, y + most)]
        above = standing[bisect_left(lines, y - BELOW * most) : bisect_left(lines, y)]
        if any(is_struck(char, box) for char in near):
            whole = _joined(box, level)
            struck = [char for char in near if is_struck(char, (whole[0], y, whole[1], y))]
            # Text of several lines runs over the rules of rows that are too low, numbers do not.
            crossed = _crossed(whole, y, upright, struck[0]["size"])
            if crossed and min(char["x0"] for char in struck) >= min(crossed):
                continue
            strikes.append(box)
        elif not _ends_with(box, above) or _crossed((box[0], box[2]), y, upright, THIN):
            continue
        to_text |= {(one["x0"], _middle(one), one["x1"], _middle(one)) for one in pieces}
    return strikes, to_text


def is_straight(curve: Drawn) -> bool:
    """Tell whether what pdfplumber takes for a curve has straight parts alone, as dashes have."""
    return all(way != "c" for way, *_ in curve["path"])


def _lines(level: Sequence[Drawn]) -> list[list[Drawn]]:
    """Return the pieces of each level line: dashes and dots in a row are one."""
    lines: list[list[Drawn]] = []
    for one in sorted(level, key=lambda one: (round(_middle(one), 1), one["x0"])):
        before = lines[-1][-1] if lines else one
        if (
            before is not one and abs(_middle(before) - _middle(one)) < 0.5
            and max(before["width"], one["width"]) <= DASH
            and 0 <= one["x0"] - before["x1"] <= NEAR
        ):  # fmt: skip
            lines[-1].append(one)
        else:
            lines.append([one])
    return lines


def _middle(drawn: Drawn) -> float:
    return float(drawn.get("top", 0) + drawn.get("bottom", 0)) / 2


def _joined(line: Box, level: Sequence[Drawn]) -> tuple[float, float]:
    """Return where a level line begins and ends with those that go on where it ends, as rules do
    from cell to cell."""
    left, y, right, _ = line
    same = [one for one in level if abs(_middle(one) - y) < 1]
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


def is_struck(char: Char, line: Box) -> bool:
    """Tell whether a character is struck out by a level line, or by an annotation over a box."""
    left, y, right, foot = line
    if y != foot:
        return is_in(char, line)
    within = left <= (char["x0"] + char["x1"]) / 2 <= right
    return within and crosses(y, char, STRUCK_HEIGHTS)


def is_among(drawn: Drawn, lines: Set[Box]) -> bool:
    """Tell whether something that is drawn is one of these level lines."""
    return (
        drawn.get("object_type") in ("line", "rect", "curve")
        and (drawn["x0"], _middle(drawn), drawn["x1"], _middle(drawn)) in lines
    )
