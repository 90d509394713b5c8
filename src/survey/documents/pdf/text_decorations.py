"""What stands at the text of a PDF page and is not the answer: strikes, ruby, note marks, copies.

Where it is certain what was meant the text is read so, and a mark tells it; else a mark says why the
text is in doubt. Sizes are told relative to the text of the cell.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from operator import itemgetter

from survey.documents.pdf.chars import Box, Char, holds, is_in, is_white, leave_out
from survey.documents.pdf.glyphs import repair
from survey.documents.pdf.overlays import Over
from survey.documents.pdf.small_print import without_small_print
from survey.documents.pdf.strikes import is_struck
from survey.documents.rich_text import PICTURE, STRUCK, Told
from survey.text import shorten

BOLD, COPY = 0.12, 0.35
"""By what part of an em bold is printed beside itself, and a shadow is set off, at most."""

THINNEST = 0.01
"""Points below which a character has no width."""

STAMPED = "is the text of a shape that is drawn over it"
_SHADOW = "is printed again as a shadow"


def answer(
    chars: Sequence[Char], over: Over, cell: Box | None = None
) -> tuple[list[Char], list[Told]]:
    """Return the characters of a cell, or of a line, that are its answer, and what is told of the
    others and of what is drawn there."""
    told: list[Told] = []
    for box in over.shapes:
        chars = leave_out(chars, _text_of_stamp(chars, box), STAMPED, told)
    kept = _without_copies(_seen(chars, over, told), told)
    struck = [char for char in kept if any(is_struck(char, line) for line in over.strikes)]
    kept = leave_out(kept, struck, STRUCK, told)
    kept = without_small_print(kept, told)
    if any(char["text"].startswith("(cid:") for char in kept):
        told.append(Told("a glyph of the file names no character", certain=False))
    if any(char["x1"] - char["x0"] < THINNEST and not _is_accent(char) for char in kept):
        told.append(Told("glyphs without a width stand in it", certain=False))
    if any(char["turned"] for char in kept):
        told.append(Told("its text is turned", certain=False))
    if any(is_in(char, *over.shapes) for char in kept):
        told.append(Told("a shape or a picture is drawn over it"))
    elif cell and any(holds(cell, shape) for shape in over.shapes):
        told.append(PICTURE)
    told += [
        note for box, note in over.notes
        if (cell and holds(cell, box)) or any(is_in(char, box) for char in chars)
    ]  # fmt: skip
    return kept, told


def _is_accent(char: Char) -> bool:
    """Tell whether a character stands over the one before it, or is none."""
    said = char["text"].strip()
    return not said or unicodedata.category(said[0])[0] in "MC"


def _seen(chars: Sequence[Char], over: Over, told: list[Told]) -> list[Char]:
    gone = [char for char in chars if not char["seen"]]
    if below := [char for char in gone if _is_below(char, over.watermarks)]:
        text = shorten(repair("".join(char["text"] for char in below)))
        told.append(Told(f"「{text}」 is covered by a watermark and was read"))
        gone = [char for char in gone if char not in below]
    covered = [char for char in gone if _is_below(char, over.shapes)]
    chars = leave_out(chars, covered, "is covered by a shape or a picture", told, certain=False)
    rest = [char for char in gone if char not in covered]
    return leave_out(chars, rest, "cannot be seen on the page", told)


def _text_of_stamp(chars: Sequence[Char], stamp: Box) -> list[Char]:
    """Return the characters within a shape that were written at another time than the others."""
    runs: list[list[Char]] = []
    for char in sorted(chars, key=itemgetter("place")):
        if not char["text"].strip():
            continue
        if runs and char["place"] == runs[-1][-1]["place"] + 1:
            runs[-1].append(char)
        else:
            runs.append([char])
    within = [run for run in runs if all(is_in(char, stamp) for char in run)]
    return [char for run in within for char in run] if len(within) < len(runs) else []


def _is_below(char: Char, boxes: Sequence[Box]) -> bool:
    """Tell whether a character that nobody sees is drawn, below one of these boxes."""
    return char["drawn"] and not is_white(char) and is_in(char, *boxes)


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
    rest = leave_out(chars, bold, "", [])
    return leave_out(rest, [one for one in shadows if one["text"].strip()], _SHADOW, told)


def _away(char: Char, other: Char) -> float:
    """Return how far, in em, a character is set off from another; on its line it is the next one
    where it does not lie on it."""
    x, y = (round(abs(char[at] - other[at]) / (char["size"] or 1), 2) for at in ("x0", "top"))
    return 1.0 if y == 0 and x > BOLD else max(x, y)
