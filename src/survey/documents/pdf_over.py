"""What lies over the text of a PDF page: lines that strike it out, shapes, notes and watermarks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdfminer.utils import decode_text

from survey.documents.pdf_chars import baseline, box_of, holds, is_turned, is_white
from survey.documents.pdf_lines import NEAR, Box, Char
from survey.documents.pdf_seen import TurnedPage
from survey.documents.rich_text import Told
from survey.text import shorten

STRUCK_HEIGHTS = (0.12, 0.62)
"""Between which heights above its baseline, in em, a line strikes a character out."""
THIN = 2.0
"""Points that a line may be thick."""
LARGE = 1.8
"""From which size, in that of the text of the page, what is turned is a watermark; what is level from
twice as much on."""

_TELLING = {"Text", "Highlight", "Underline", "Squiggly", "Popup", "Caret", "FileAttachment"}
_SILENT = {"Link", "PrinterMark", "TrapNet"}


@dataclass(frozen=True)
class Over:
    """What lies over the text of a page: lines that strike it out, shapes and pictures, notes."""

    strikes: Sequence[Box]
    shapes: Sequence[Box]
    notes: Sequence[tuple[Box, Told]]


def what_lies_over(page: TurnedPage, chars: Sequence[Char]) -> Over:
    """Return what is drawn over the text of a page, by these characters and its annotations."""
    annotations = [(box_of(found), found["data"], found) for found in page.annots]
    struck = [box for box, data, _ in annotations if _subtype(data) == "StrikeOut"]
    slanted = [box_of(line) for line in page.lines if min(line["width"], line["height"]) > THIN]
    curves = [_reach(curve) for curve in page.curves if not is_white(curve) or curve["stroke"]]
    return Over(
        [*_strikes(page, chars), *struck],
        [*slanted, *curves, *map(box_of, page.images)],
        [
            (box, told)
            for box, data, found in annotations
            if (told := _noted(_subtype(data), data, found)) is not None
        ],
    )


def _reach(curve: Mapping[str, Any]) -> Box:
    """Return the box of a curve, with the points that draw it to their side."""
    points = [point for _, *points in curve["path"] for point in points]
    across, down = zip(*points, strict=True) if points else ((curve["x0"],), (curve["top"],))
    return min(across), min(down), max(across), max(down)


def _strikes(page: TurnedPage, chars: Sequence[Char]) -> list[Box]:
    """Return the thin level lines that run through characters, as the boxes that they strike."""
    thin = [
        line for line in (*page.lines, *page.rects)
        if line["height"] <= THIN < line["width"]
    ]  # fmt: skip
    height, found = float(page.height), []
    upright = [
        rule for rule in (*page.lines, *page.rects) if rule["width"] <= THIN < rule["height"]
    ]
    standing = sorted(chars, key=lambda char: baseline(char, height))
    lines, most = (
        [baseline(char, height) for char in standing],
        max((float(char["size"]) for char in chars), default=0.0),
    )
    for line in thin:
        middle = (line["top"] + line["bottom"]) / 2
        near = standing[bisect_left(lines, middle) : bisect_right(lines, middle + most)]
        struck = [char for char in near if _runs_through(middle, line, char, height)]
        if struck and not _is_rule(line, struck, upright):
            found.append((line["x0"], middle, line["x1"], middle))
    return found


def _is_rule(
    line: Mapping[str, Any], struck: Sequence[Char], upright: Sequence[Mapping[str, Any]]
) -> bool:
    """Tell whether a level line reaches over columns, and does not run through text in the first.

    Text of several lines runs over the rules of rows that are too low, numbers do not.
    """
    crossed = [
        rule["x0"] for rule in upright
        if rule["top"] <= line["bottom"] + NEAR and line["top"] - NEAR <= rule["bottom"]
        and line["x0"] + NEAR < rule["x0"] < line["x1"] - NEAR
    ]  # fmt: skip
    return bool(crossed) and min(char["x0"] for char in struck) > min(crossed)


def _runs_through(y: float, line: Mapping[str, Any], char: Char, height: float) -> bool:
    middle = (char["x0"] + char["x1"]) / 2
    above = round((baseline(char, height) - y) / (char["size"] or 1), 2)
    return (
        bool(char["text"].strip()) and not is_turned(char)
        and line["x0"] <= middle <= line["x1"] and STRUCK_HEIGHTS[0] <= above <= STRUCK_HEIGHTS[1]
    )  # fmt: skip


def is_struck(char: Char, line: Box, height: float) -> bool:
    """Tell whether a character is struck out by a level line, or by an annotation over a box."""
    if line[1] == line[3]:
        place = {"x0": line[0], "x1": line[2]}
        return _runs_through(line[1], place, char, height)
    return holds(line, char)


def is_strike(drawn: Mapping[str, Any], strikes: Sequence[Box]) -> bool:
    """Tell whether something that is drawn is one of the lines that strike text out."""
    middle = (drawn.get("top", 0) + drawn.get("bottom", 0)) / 2
    return drawn.get("object_type") in ("line", "rect") and any(
        (drawn["x0"], middle, drawn["x1"], middle) == strike for strike in strikes
    )


def _subtype(data: Mapping[str, Any]) -> str:
    return str(getattr(data.get("Subtype"), "name", ""))


def _noted(kind: str, data: Mapping[str, Any], found: Mapping[str, Any]) -> Told | None:
    """Return what is told of an annotation; nothing of links, and of what its place tells."""
    value = data.get("V")
    held = decode_text(value) if isinstance(value, bytes) else ""
    says = shorten((found.get("contents") or held).strip())
    if kind in _SILENT or kind == "StrikeOut":
        return None
    if kind == "Widget":
        return Told(f"a form field holds 「{says}」", certain=False) if says else None
    if kind in _TELLING:
        return Told(f"a reader's note says 「{says}」") if says else None
    return Told(f"an annotation is drawn over it{f', 「{says}」' if says else ''}", certain=False)


def watermarks(chars: Sequence[Char]) -> list[Char]:
    """Return the characters that lie over a page, much larger than its text."""
    sizes = Counter(round(char["size"], 1) for char in chars if char["text"].strip())
    common = max(sizes, key=lambda em: (sizes[em], em), default=0)
    return [
        char for char in chars
        if char["size"] > (LARGE if is_turned(char) else 2 * LARGE) * common
    ]  # fmt: skip
