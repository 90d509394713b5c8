"""Text of a PDF page for which its rows are too low.

Some programs print it all the same, over the rules and over the text of the rows above and below;
nobody can tell then which row a line belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from survey.documents.pdf_chars import meet
from survey.documents.pdf_lines import NEAR, Box, Char, printed_lines
from survey.documents.pdf_strikes import is_struck
from survey.documents.rich_text import Told

LEAST_LINE = 0.7
"""How far apart, in em, the middles of two lines are at least."""
SHARED = 0.3
"""Part of the width of a character that another one covers where it lies over it."""

OVER_RULES = Told("its text runs over the rules of the cell", certain=False)
_OVER_TEXT = Told("text lies over other text in it", certain=False)
_STAMPED = Told("text of what is drawn over it can stand in it", certain=False)
_NEXT_TO = Told("text of the cell above or below can stand in it", certain=False)


def doubts(
    cells: Mapping[Box, Sequence[Char]], height: float, stamps: Sequence[Box]
) -> dict[Box, Told]:
    """Return what is told of the cells whose text does not fit, and of those above and below them;
    below a stamp the text of the stamp is what does not fit."""
    ends = {min(box[1] for box in cells), max(box[3] for box in cells)} if cells else set()
    told = {
        box: OVER_RULES if over_rules else _OVER_TEXT
        for box, chars in cells.items()
        if (over_rules := _is_over_rules(box, chars, height, ends)) or _lies_over_itself(chars)
    }
    stamped = [box for box in told if any(meet(box, stamp) for stamp in stamps)]
    low = [box for box in told if box not in stamped]
    beside = [box for box in cells if any(_touch(box, other) for other in low)]
    return dict.fromkeys(beside, _NEXT_TO) | told | dict.fromkeys(stamped, _STAMPED)


def _is_over_rules(box: Box, chars: Sequence[Char], height: float, ends: set[float]) -> bool:
    """Tell whether a rule above or below a cell runs through its text; a page break can run through
    a single line of a merged cell, which is whole all the same."""
    left, top, right, bottom = box
    through = [
        y for y in (top, bottom)
        if any(is_struck(char, (left, y, right, y), height) for char in chars)
    ]  # fmt: skip
    return bool(through) and not (ends.issuperset(through) and len(list(printed_lines(chars))) == 1)


def _lies_over_itself(chars: Sequence[Char]) -> bool:
    """Tell whether characters lie over others, but for the one before them, over which kerning sets
    them back."""
    printed = sorted(
        ((char, n) for n, char in enumerate(chars) if char["text"].strip()),
        key=lambda one: one[0]["x0"],
    )
    for place, (char, n) in enumerate(printed):
        free = char["x1"] - SHARED * (char["x1"] - char["x0"])
        for other, m in islice(printed, place + 1, None):
            if other["x0"] >= free:
                break
            apart = abs(char["top"] + char["bottom"] - other["top"] - other["bottom"]) / 2
            if abs(n - m) > 1 and apart < LEAST_LINE * min(char["size"], other["size"]):
                return True
    return False


def _touch(one: Box, other: Box) -> bool:
    """Tell whether a cell stands right above or below another one."""
    near = min(abs(one[1] - other[3]), abs(other[1] - one[3])) < NEAR
    return near and one[0] < other[2] and other[0] < one[2]
