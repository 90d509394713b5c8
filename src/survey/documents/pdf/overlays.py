"""What lies over the text of a PDF page: lines that strike it out, shapes, notes and watermarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import decode_text
from pdfplumber.utils.geometry import obj_to_bbox

from survey.documents.pdf.chars import Box, Char, inside, is_white
from survey.documents.pdf.device import TurnedPage
from survey.documents.pdf.strikes import THIN, is_among, is_straight, strikes_and_underlines
from survey.documents.rich_text import Told
from survey.text import shorten

LARGE = 1.8
"""From which size, in that of the text of the page, what is turned is a watermark; what is level from
twice as much on."""

_TELLING = {"Text", "Highlight", "Underline", "Squiggly", "Popup", "Caret", "FileAttachment"}
_SILENT = {"Link", "PrinterMark", "TrapNet"}


@dataclass(frozen=True)
class Over:
    """What lies over the text of a page: lines that strike it out, whatever is drawn of these and of
    underlines, shapes and pictures, notes, the characters of a watermark."""

    strikes: Sequence[Box]
    to_text: Set[Box]
    shapes: Sequence[Box]
    notes: Sequence[tuple[Box, Told]]
    watermarks: Sequence[Box]


def what_lies_over(page: TurnedPage, chars: Sequence[Char], large: Sequence[Char]) -> Over:
    """Return what is drawn over these characters of a page, by it, its annotations and its
    watermarks."""
    annotations = [
        (obj_to_bbox(found), literal_name(found["data"].get("Subtype")), found)
        for found in page.annots
    ]
    struck = [box for box, kind, _ in annotations if kind == "StrikeOut"]
    strikes, to_text = strikes_and_underlines(page, chars)
    slanted = [
        obj_to_bbox(line) for line in page.lines if min(line["width"], line["height"]) > THIN
    ]
    curves = [
        _reach(curve) for curve in page.curves
        if (not is_white(curve) or curve["stroke"])
        and not _is_line(curve) and not is_among(curve, to_text)
    ]  # fmt: skip
    return Over(
        [*strikes, *struck],
        to_text,
        [*slanted, *curves, *map(obj_to_bbox, page.images), *_drawn_over(page, chars)],
        [
            (box, told)
            for box, kind, found in annotations
            if (told := _noted(kind, found)) is not None
        ],
        list(map(obj_to_bbox, large)),
    )


def _is_line(curve: Mapping[str, Any]) -> bool:
    """Tell whether a curve is a level or upright line, or a dash of one, as some draw rules."""
    thick, long = sorted((float(curve["width"]), float(curve["height"])))
    return thick <= THIN and long > 2 * thick and is_straight(curve)


def _drawn_over(page: TurnedPage, chars: Sequence[Char]) -> Iterator[Box]:
    """Yield the filled rectangles that are drawn after text that stands in them."""
    within, places = inside(chars), np.array([char["place"] for char in chars])
    for rect in page.rects:
        box = obj_to_bbox(rect)
        is_large = rect["height"] > THIN < rect["width"]
        if rect["fill"] and is_large and (within(box) & (places < rect["place"])).any():
            yield box


def _reach(curve: Mapping[str, Any]) -> Box:
    """Return the box of a curve, with the points that draw it to their side."""
    points = [point for _, *points in curve["path"] for point in points]
    across, down = zip(*points, strict=True) if points else ((curve["x0"],), (curve["top"],))
    return min(across), min(down), max(across), max(down)


def _noted(kind: str, found: Mapping[str, Any]) -> Told | None:
    """Return what is told of an annotation; nothing of links, and of what its place tells."""
    data = found["data"]
    value = resolve1(data.get("V", (resolve1(data.get("Parent")) or {}).get("V")))
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
        if char["size"] > (LARGE if char["turned"] else 2 * LARGE) * common
    ]  # fmt: skip
