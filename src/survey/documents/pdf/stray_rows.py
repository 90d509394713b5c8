"""Text of a PDF page that stands where no line of its cell does.

Where rows are too low some programs print their text all the same, over the rules and over the text
of the rows above and below; nobody can tell then which row a line belongs to. What somebody put on a
page afterwards seldom stands on a line of the text at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, pairwise

from survey.documents.pdf.chars import Box, Char, crosses, is_in, meet
from survey.documents.pdf.text_lines import NEAR, printed_lines
from survey.documents.rich_text import Told
from survey.prefectures import by_name
from survey.text import squeeze

LEAST_LINE = 0.7
"""How far apart, in em, the middles of two lines are at least."""
OFF_LINE = 0.15
"""How far, in em, from the baseline of its line text stands that is not part of it."""
SHARED = 0.3
"""Part of the width of a character that another one covers where it lies over it."""

CROSSED_HEIGHTS = (-0.05, 0.8)
"""Between which heights above its baseline, in em, a rule runs over a character, or touches its
foot."""

OVER_RULES = Told("its text runs over the rules of the cell", certain=False)
_CUT = Told("the rule at the end of the table runs through its text, which was read")
_OVER_TEXT = Told("text lies over other text in it", certain=False)
_STAMPED = Told("text of what is drawn over it can stand in it", certain=False)
_OFF_LINE = Told("a part of its text stands above or below the line of the other", certain=False)
_NEXT_TO = Told("text of the cell above or below can stand in it", certain=False)


def doubts(cells: Mapping[Box, Sequence[Char]], stamps: Sequence[Box]) -> dict[Box, Told]:
    """Return what is told of the cells whose text does not fit, and of those above and below them;
    below a stamp the text of the stamp is what does not fit."""
    ends = {min(box[1] for box in cells), max(box[3] for box in cells)} if cells else set()
    crossed = {
        box: through for box, chars in cells.items() if (through := _rules_through(box, chars))
    }
    cut = {box for box, through in crossed.items() if _is_cut(cells[box], ends.issuperset(through))}
    told = {box: _OVER_TEXT for box, chars in cells.items() if _lies_over_itself(chars)}
    told |= dict.fromkeys(crossed.keys() - cut, OVER_RULES)
    stamped = [box for box in told if any(meet(box, stamp) for stamp in stamps)]
    low = [box for box in told if box not in stamped]
    beside = [box for box in cells if any(_touch(box, other) for other in low)]
    off = [box for box, chars in cells.items() if _has_part_off_line(chars)]
    names = {box for box in cut if squeeze("".join(c["text"] for c in cells[box])) in by_name()}
    return (
        dict.fromkeys(cut - names, _CUT) | dict.fromkeys(off, _OFF_LINE) | dict.fromkeys(beside, _NEXT_TO)
        | told | dict.fromkeys(stamped, _STAMPED)
    )  # fmt: skip


def is_of_stamp(box: Box, chars: Sequence[Char], stamps: Sequence[Box]) -> bool:
    """Tell whether all text of a cell stands in a stamp, and both run over a rule of the cell."""
    within = [stamp for stamp in stamps if all(is_in(char, stamp) for char in chars)]
    through = _rules_through(box, chars) if within else []
    return any(stamp[1] < y < stamp[3] for stamp in within for y in through)


def _is_cut(chars: Sequence[Char], at_end: bool) -> bool:
    """Tell whether text that a rule runs through can be that of a merged cell which a page break cuts:
    a single line, which is whole all the same."""
    return at_end and len(list(printed_lines(chars))) == 1


def _rules_through(box: Box, chars: Sequence[Char]) -> list[float]:
    """Return where a rule above or below a cell runs through its text."""
    _, top, _, bottom = box
    return [y for y in (top, bottom) if any(crosses(y, char, CROSSED_HEIGHTS) for char in chars)]


def _has_part_off_line(chars: Sequence[Char]) -> bool:
    """Tell whether characters stand nearer to a line of a cell than its next line, and not on it."""
    lines = sorted(
        {(round(char["matrix"][5], 1), char["size"]) for char in chars if char["text"].strip()}
    )
    return any(
        OFF_LINE < round((above - below) / (min(one, other) or 1), 2) < LEAST_LINE
        for (below, one), (above, other) in pairwise(lines)
    )


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
