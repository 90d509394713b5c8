"""The printed lines of a piece of a PDF page, and the room that each of them leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from survey.documents.grids import Line, Lines
from survey.documents.pdf.chars import Box, Char
from survey.documents.pdf.glyphs import repair
from survey.text import unbreakable

SLACK = 0.2
"""Part of an em that a full line may leave free."""
MOST_BACK = 0.7
"""Part of an em by which kerning sets a character back."""
NEAR = 3
"""Points within which two rules touch, as pdfplumber has it, and lines begin at the same place."""

_STAYS = re.compile("[、。，．,.・/／][0-9A-Za-z]|[0-9A-Za-z][(（「『【]|.[\u3099-\u309cﾞﾟ]")


def cell_lines(box: Box, chars: Sequence[Char]) -> Lines:
    """Return the lines of a cell from top to bottom, from its box and its characters."""
    if not (lines := list(printed_lines(chars))):
        return ()
    printed = [[char for char in line if char["text"].strip()] for line in lines]
    starts, ends = [line[0]["x0"] for line in printed], [line[-1]["x1"] for line in printed]
    margin = min(starts) - box[0]
    left, right = box[0] + margin, box[2] - max(0.0, min(margin, box[2] - max(ends)))
    # Centred lines begin anywhere; the first of others can be indented or hang.
    centred = max(starts[1:], default=0) - min(starts[1:], default=0) > NEAR
    return tuple(
        as_line(line, box[2] - margin - left if centred else right - start)
        for line, start in zip(lines, starts, strict=True)
    )


def printed_lines(chars: Sequence[Char]) -> Iterator[list[Char]]:
    """Yield the printed lines of a piece of a page, characters in the order of the file.

    Kerning can set a bracket back over the character before it; where the file goes back by more,
    it was not written from left to right.
    """
    lines: list[list[Char]] = []
    order = {id(char): place for place, char in enumerate(chars)}
    for char in sorted(chars, key=lambda char: (char["top"] + char["bottom"]) / 2):
        middle = (char["top"] + char["bottom"]) / 2
        if lines and middle < lines[-1][0]["bottom"] - 0.1 * lines[-1][0]["size"]:
            lines[-1].append(char)
        else:
            lines.append([char])
    for line in lines:
        line.sort(key=lambda char: order[id(char)])
        if any(b["x0"] < a["x0"] - MOST_BACK * a["size"] for a, b in pairwise(line)):
            line.sort(key=itemgetter("x0"))
        if any(char["text"].strip() for char in line):
            yield line


def as_line(chars: Sequence[Char], width: float) -> Line:
    """Return a printed line of so much room (points): its text as it was meant, what stays free."""
    size = max(char["size"] for char in chars) or 1.0
    printed = [char for char in chars if char["text"].strip()]
    text = repair("".join(char["text"] for char in chars)).lstrip(" ")
    first = printed[: len(_unbroken("".join(repair(char["text"]) for char in printed)))]
    room = width - (printed[-1]["x1"] - printed[0]["x0"])
    need = first[-1]["x1"] - first[0]["x0"]
    return Line(text, room / size - SLACK, need / size)


def _unbroken(text: str) -> str:
    """Return the beginning of a text that printers keep on one line.

    Beyond what may not be parted (`unbreakable`), a Latin word stays with what stands before it or
    opens after it (が、AI or AI（), and a voicing mark with its letter.
    """
    part = unbreakable(text)
    while _STAYS.match(text, len(part) - 1):
        part += unbreakable(text[len(part) :])
    return part
