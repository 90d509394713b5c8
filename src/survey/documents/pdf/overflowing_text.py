"""Text of a PDF page that flows out of its cell, into the one at its side or those above and below.

Lines of a cell that is too low can fall whole into the cells above and below it, without touching a
rule. They are told by the order of the file, which has the cells of a row between two cells of a
column, and by how near they stand.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise

from survey.documents.pdf.chars import Box, Char
from survey.documents.rich_text import Told
from survey.text import unbreakable

BEYOND = 0.15
"""How far, in em, a character reaches over the rule at the side of its cell that runs over it."""
CLOSE = 0.1
"""How far apart, in em, two characters that follow each other on a line are at most."""
NEXT_LINE, FAR_LINE = 1.5, 2.5
"""How far apart, in em, the baselines of two lines of one cell usually are at most, and ever."""
SAME = 0.1
"""By how much, in em, distances differ at most that are the same."""

BESIDE = Told("its text runs over the rule at its side", certain=False)
FROM_ABOVE = Told("it can be a line of the text of the cell above or below", certain=False)

Rows = Sequence[Sequence[Box | None]]


def flows_over(box: Box, char: Char, other: Box, following: Char) -> bool:
    """Tell whether a line goes on over the rule at the side of its cell: the next character in the
    file touches this one, has another cell, and one of them reaches over the rule."""
    touch = CLOSE * char["size"]
    along = abs(char["bottom"] - following["bottom"]) <= touch
    return (
        along
        and abs(following["x0"] - char["x1"]) <= touch
        and (_reaches_beyond(box, char) or _reaches_beyond(other, following))
    )


def _reaches_beyond(box: Box, char: Char) -> bool:
    """Tell whether a character of a cell reaches over a rule at its side; signs such as 。 and what
    may not begin a line can hang there."""
    out = BEYOND * char["size"]
    beyond = char["x0"] < box[0] - out or char["x1"] > box[2] + out
    said = char["text"].strip()
    if not beyond or not said:
        return False
    hangs = unicodedata.category(said[0])[0] == "P" or unbreakable(f"一{said[0]}")[1:]
    return not hangs


def flowing(rows: Rows, cells: Mapping[Box, Sequence[Char]]) -> set[Box]:
    """Return the cells whose text can be lines of the cell above or below: those that the file has
    right after one another, though it writes row by row."""
    printed = {
        box: [char for char in chars if char["drawn"] and char["text"].strip()]
        for box, chars in cells.items()
    }
    full = {box: chars for box, chars in printed.items() if chars}
    order = [
        (above, below, full[above][-1]["place"] + 1 == full[below][0]["place"])
        for above, below in _with_others_between(rows, full.keys())
    ]
    if 2 * sum(after for *_, after in order) > len(order):
        return set()  # it writes column by column
    return {
        box
        for above, below, after in order
        if after and _are_lines(above, cells[above], below, cells[below])
        for box in (above, below)
    }


def _with_others_between(rows: Rows, full: Set[Box]) -> Iterator[tuple[Box, Box]]:
    """Yield each two cells with text, one above the other, between which a file that is written row
    by row has other text."""
    for upper, lower in pairwise(rows):
        for column, (above, below) in enumerate(zip(upper, lower, strict=True)):
            if above is None or below is None or above == below:
                continue
            if above[::2] != below[::2] or not full >= {above, below}:
                continue  # headings reach over other columns
            # What begins rows further up is written before.
            after = [box for box in upper[column + 1 :] if box is not None and box[1] >= above[1]]
            first = [box for box in lower[:column] if box is not None and box[1] >= below[1]]
            if any(box in full for box in {*after, *first} - {above, below}):
                yield above, below


def _are_lines(above: Box, upper: Sequence[Char], below: Box, lower: Sequence[Char]) -> bool:
    """Tell whether the lines of two cells can be those of one text: they are near each other, or as
    far apart as those of one of the cells, or do not stand alike in their cells."""
    em = upper[0]["size"] or 1
    high, low = _lines(upper), _lines(lower)
    apart = (low[0] - high[-1]) / em
    if not 0 < apart <= FAR_LINE or abs(em - lower[0]["size"]) > SAME * em:
        return False
    inner = [(next_one - one) / em for lines in (high, low) for one, next_one in pairwise(lines)]
    if apart <= NEXT_LINE or inner:
        return apart <= NEXT_LINE or abs(inner[0] - apart) <= SAME
    from_top, from_foot = (
        high[0] - above[1] - low[0] + below[1],
        high[0] - above[3] - low[0] + below[3],
    )
    from_middle = (from_top + from_foot) / 2
    return min(map(abs, (from_top, from_foot, from_middle))) > SAME * em


def _lines(chars: Sequence[Char]) -> list[float]:
    """Return how far below the top of the page the lines of a cell stand."""
    return sorted({round(float(char["bottom"]), 1) for char in chars if char["text"].strip()})
