"""What stands at the text of a PDF page and is not the answer: strikes, ruby, note marks, copies.

Where it is certain what was meant the text is read so, and a mark tells it; else a mark says why the
text is in doubt. Sizes are told relative to the text of the cell.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdfminer.utils import decode_text

from survey.documents.glyphs import repair
from survey.documents.pdf_lines import Box, Char
from survey.documents.pdf_seen import TurnedPage, box_of, is_white
from survey.documents.rich_text import RAISED, RUBY, STRUCK, Told, is_note_mark, left_out
from survey.text import shorten

STRUCK_HEIGHTS = (0.12, 0.62)
"""Between which heights above its baseline, in em, a line strikes a character out."""
THIN = 2.0
"""Points that a line may be thick."""
SMALL, RAISED_BY = 0.9, 0.15
"""Size, and height of the baseline, in em of the text of the cell, of what is set small above it."""
BESIDE = 4.0
"""How far, in em, the text can be from what is set small at its side."""
RUBY_SIZE = 0.7
"""Size of ruby and of emphasis marks at most."""
BOLD, COPY = 0.12, 0.35
"""By what part of an em bold is printed beside itself, and a shadow is set off, at most."""
LARGE = 1.8
"""From which size, in that of the text of the page, what is turned is a watermark; what is level from
twice as much on."""
MOST_CELLS = 12
"""Cells that a stamp lies on; what lies on more is drawn over the page."""

_KANA = re.compile("[ぁ-ゖァ-ヺー・]+")
_DOTS = re.compile("[•●○﹅﹆・､、◦‣△▲]+")
_TELLING = {"Text", "Highlight", "Underline", "Squiggly", "Popup", "Caret", "FileAttachment"}
_SHADOW = "is printed again as a shadow"
_SILENT = {"Link", "PrinterMark", "TrapNet"}


@dataclass(frozen=True)
class Over:
    """What lies over the text of a page: lines that strike it out, shapes and pictures, notes."""

    strikes: Sequence[Box]
    shapes: Sequence[Box]
    notes: Sequence[tuple[Box, Told]]


def baseline(char: Char, height: float) -> float:
    """Return how far from the top of its page the line is on which a character stands."""
    return height - float(char["matrix"][5])


def is_turned(char: Char) -> bool:
    """Tell whether a character does not stand upright."""
    return bool(abs(char["matrix"][1]) > 0.1 * abs(char["matrix"][0]))


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
    standing = sorted(chars, key=lambda char: baseline(char, height))
    lines, most = [baseline(char, height) for char in standing], max_size(chars)
    for line in thin:
        middle = (line["top"] + line["bottom"]) / 2
        near = standing[bisect_left(lines, middle) : bisect_right(lines, middle + most)]
        if any(_runs_through(middle, line, char, height) for char in near):
            found.append((line["x0"], middle, line["x1"], middle))
    return found


def max_size(chars: Sequence[Char]) -> float:
    """Return the size of the largest characters."""
    return max((float(char["size"]) for char in chars), default=0.0)


def _runs_through(y: float, line: Mapping[str, Any], char: Char, height: float) -> bool:
    middle = (char["x0"] + char["x1"]) / 2
    above = round((baseline(char, height) - y) / (char["size"] or 1), 2)
    return (
        bool(char["text"].strip()) and not is_turned(char)
        and line["x0"] <= middle <= line["x1"] and STRUCK_HEIGHTS[0] <= above <= STRUCK_HEIGHTS[1]
    )  # fmt: skip


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


def answer(
    chars: Sequence[Char], over: Over, hidden: set[int], height: float
) -> tuple[list[Char], list[Told]]:
    """Return the characters of a cell that are its answer, and what is told of the others."""
    told: list[Told] = []
    seen = _seen(chars, over, hidden, told)
    kept = _without_copies(seen, told)
    struck = [char for char in kept if any(_struck(char, line, height) for line in over.strikes)]
    kept = _leave_out(kept, struck, STRUCK, told)
    if kept:
        kept = _without_small_print(kept, height, told)
    for char in kept:
        if char["text"].startswith("(cid:"):
            told.append(Told("a glyph of the file names no character", certain=False))
            break
    if any(is_turned(char) for char in kept):
        told.append(Told("its text is turned", certain=False))
    shapes = [box for box in over.shapes if any(_inside(char, box) for char in kept)]
    if shapes:
        told.append(Told("a shape or a picture is drawn over it"))
    told += [note for box, note in over.notes if any(_inside(char, box) for char in chars)]
    return kept, told


def _leave_out(
    chars: Sequence[Char], some: Sequence[Char], why: str, told: list[Told], certain: bool = True
) -> list[Char]:
    """Return the characters without some of them, which are told."""
    gone = {id(char) for char in some}
    if some:
        text = repair("".join(char["text"] for char in some)).strip()
        told.append(left_out(text, why) if certain else Told(f"「{shorten(text)}」 {why}", False))
    return [char for char in chars if id(char) not in gone]


def _seen(chars: Sequence[Char], over: Over, hidden: set[int], told: list[Told]) -> list[Char]:
    gone = [char for char in chars if id(char) in hidden]
    covered = [
        char for char in gone
        if char["drawn"] and not is_white(char) and any(_inside(char, box) for box in over.shapes)
    ]  # fmt: skip
    chars = _leave_out(chars, covered, "is covered by a shape or a picture", told, certain=False)
    rest = [char for char in gone if char not in covered]
    return _leave_out(chars, rest, "cannot be seen on the page", told)


def _without_copies(chars: Sequence[Char], told: list[Told]) -> list[Char]:
    """Return the characters without those that are printed again at their place, as bold is by some,
    or a little aside, as shadows are."""
    places: dict[str, list[Char]] = {}
    bold: list[Char] = []
    shadows: list[Char] = []
    for char in chars:
        others = places.setdefault(char["text"], [])
        away = min((_away(char, other) for other in others), default=1.0)
        if away <= BOLD:
            bold.append(char)
        elif away <= COPY:
            shadows.append(char)
        else:
            others.append(char)
    rest = _leave_out(chars, bold, "", [])
    return _leave_out(rest, [one for one in shadows if one["text"].strip()], _SHADOW, told)


def _away(char: Char, other: Char) -> float:
    """Return how far, in em, a character is set off from another; on its line it is the next one
    where it does not lie on it."""
    x, y = (round(abs(char[at] - other[at]) / (char["size"] or 1), 2) for at in ("x0", "top"))
    return 1.0 if y == 0 and x > BOLD else max(x, y)


def _struck(char: Char, line: Box, height: float) -> bool:
    if line[1] == line[3]:
        place = {"x0": line[0], "x1": line[2]}
        return _runs_through(line[1], place, char, height)
    return _inside(char, line)


def _without_small_print(chars: Sequence[Char], height: float, told: list[Told]) -> list[Char]:
    """Return the characters without ruby, emphasis marks and raised note marks."""
    size = Counter(round(char["size"], 1) for char in chars if char["text"].strip())
    if len(size) < 2:
        return list(chars)
    common = max(size, key=lambda em: (size[em], em))
    text = [char for char in chars if char["size"] > SMALL * common]
    runs: list[list[Char]] = []
    for char in chars:
        if char["size"] > SMALL * common or not char["text"].strip():
            runs.append([])
        elif _raised(char, text, common, height):
            runs[-1:] = [[*runs[-1], char]] if runs else [[char]]
        else:  # nothing stands beside it that would tell whether it is raised
            alone = not any(_beside(char, other) for other in text)
            runs[-1:] = [[*(runs[-1] if runs else []), char]] if alone else [*runs[-1:], []]
    for run in filter(None, runs):
        said = repair("".join(char["text"] for char in run))
        above = all(
            char["size"] <= RUBY_SIZE * common and _over(char, text, common) for char in run
        )
        if above and _KANA.fullmatch(said):
            chars = _leave_out(chars, run, RUBY, told)
        elif above and _DOTS.fullmatch(said):
            chars = _leave_out(chars, run, "stands over the text for emphasis", told)
        elif not any(_raised(char, text, common, height) for char in run):
            if is_note_mark(said, "") and any(sign in said for sign in "注※*†‡"):
                told.append(Told(f"「{shorten(said)}」 stands alone in small print", certain=False))
        elif above or not is_note_mark(said, _before(run[0], text)):
            told.append(Told(f"「{shorten(said)}」 {RAISED}", certain=False))
        else:
            chars = _leave_out(chars, run, "is the mark of a note", told)
    return list(chars)


def _beside(char: Char, other: Char) -> bool:
    """Tell whether two characters stand on one line."""
    return bool(char["top"] < other["bottom"] and other["top"] < char["bottom"])


def _raised(char: Char, text: Sequence[Char], em: float, height: float) -> bool:
    """Tell whether a character stands above the baseline of the text at its side or below it."""
    near = [
        other for other in text
        if other["x0"] - BESIDE * em <= char["x1"] and char["x0"] <= other["x1"] + BESIDE * em
        and -0.1 * em <= baseline(other, height) - baseline(char, height) <= 1.6 * em
    ]  # fmt: skip
    if not near:
        return False
    line = min(baseline(other, height) for other in near)
    return round((line - baseline(char, height)) / em, 2) >= RAISED_BY


def _over(char: Char, text: Sequence[Char], em: float) -> bool:
    """Tell whether a character stands right above one of the text, not at its side."""
    middle = (char["x0"] + char["x1"]) / 2
    return any(
        other["x0"] - 0.3 * em <= middle <= other["x1"] + 0.3 * em
        and char["bottom"] <= other["top"] + 0.35 * em
        and other["top"] - char["bottom"] <= 0.6 * em
        for other in text
    )


def _before(char: Char, text: Sequence[Char]) -> str:
    """Return the character of the text that stands before another one on its line."""
    before = [
        other for other in text
        if other["x1"] <= char["x0"] + 1 and other["bottom"] > char["top"] and
        other["top"] < char["bottom"] and other["text"].strip()
    ]  # fmt: skip
    last = max(before, key=lambda other: other["x1"], default=None)
    return str(last["text"]) if last is not None else ""


def watermarks(chars: Sequence[Char]) -> list[Char]:
    """Return the characters that lie over a page, much larger than its text."""
    sizes = Counter(round(char["size"], 1) for char in chars if char["text"].strip())
    common = max(sizes, key=lambda em: (sizes[em], em), default=0)
    return [
        char for char in chars
        if char["size"] > (LARGE if is_turned(char) else 2 * LARGE) * common
    ]  # fmt: skip


def _inside(char: Char, box: Box) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])
