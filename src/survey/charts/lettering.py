"""How wide texts are, and where their lines break; computed, so that it is the same everywhere: sums
of lengths are those of `math.fsum`, as those of `sum` differ with the version of Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import fsum
from typing import Any

from survey.text import unify_width

Annotation = dict[str, Any]
LINE = 1.3
"""Height of a line, in units of its font size."""
FILLED = 0.78
"""Share of the height of a row that its letters fill, at most."""
_MARKUP = re.compile("<[^>]+>")
_PIECE = re.compile(
    r"[「『（【“]*(?:その他[一-龥々]*|\(?n = [0-9,]+[);]? ?|[［\[] [］\]]|[0-9][0-9.,]*[一-龥々]{1,4}|[!-~\u00a0–’“”]+ ?|[ァ-ヶー]+|[Ａ-Ｚａ-ｚ０-９－]+|[一-龥々]+|.)"
    r"(?:(?!その他)[ぁ-ん]){0,4}[、。」』）】％・：]*(?:(?<=[」』）】])[ぁ-ん]{1,3}(?![ぁ-ん])[、。]*)?"
)

_ENDED = re.compile("[ぁ-ん、。」』）】：・ ]$")
"""How pieces end after which a phrase does."""
_OPENING, _CLOSING = "「『（【“", "」』）】”"
_FULL = 0.5
"""Share of a line that is used, from which on a phrase goes to the next rather than be broken."""


def half_width(told: Any) -> Any:
    """Return a text, or all texts in lists, with full-width Latin letters and digits as half-width
    ones: a frame of one's own can hold them (ＡＩ－ＯＣＲ), charts letter them in one way."""
    if isinstance(told, str):
        return unify_width(told)
    if isinstance(told, list | tuple):
        return type(told)(map(half_width, told))
    return {key: half_width(one) for key, one in told.items()} if isinstance(told, dict) else told


def text_width(text: str) -> float:
    """Return about how wide a text is, in em; markup has no width."""
    return fsum(1.0 if _is_wide(letter) else 0.56 for letter in _MARKUP.sub("", text))


def wrap(text: str, ems: float, even: bool = False) -> list[str]:
    """Return the text in lines of at most so many em, broken between words where that goes.

    With `even` no line is much shorter than the others.
    """
    lines = [""]
    for phrase in _phrases(text):
        whole = text_width("".join(phrase).rstrip())
        used = text_width(lines[-1])
        if used >= _FULL * ems and used + whole > ems >= whole:
            lines.append("")
        for piece in (cut for run in phrase for cut in _cut(run, ems)):
            if lines[-1] and text_width((lines[-1] + piece).rstrip()) > ems:
                lines.append("")
            lines[-1] += piece
    lines = [line.strip() for line in lines if line.strip()]
    if even and len(lines) > 1:
        for slack in (1.05, 1.15, 1.3, 1.5):
            evened = wrap(text, min(ems, slack * text_width(text) / len(lines)))
            if len(evened) == len(lines):
                return evened
    return lines


def written_at(
    lines: Sequence[str], edge: int, x: float, y: float, font: float, colour: str
) -> list[Annotation]:
    """Return lines of text as notes of a figure, right and below of x and y pixels from the upper or lower left corner
    of the plot (edge 1 or 0)."""
    place = {
        "xref": "paper", "yref": "paper", "x": 0, "y": edge, "xanchor": "left", "yanchor": "top",
        "xshift": x, "yshift": y, "showarrow": False, "align": "left", "borderpad": 0,
    }  # fmt: skip
    font_ = {"size": font, "color": colour}
    return [{**place, "text": "<br>".join(lines), "font": font_}] if lines else []


def _phrases(text: str) -> list[list[str]]:
    """Return the pieces of a text in phrases: 届出システムは is one of two pieces, and so is what
    stands in brackets."""
    phrases: list[list[str]] = [[]]
    depth = 0
    for piece in pieces(text):
        phrases[-1].append(piece)
        depth += sum((letter in _OPENING) - (letter in _CLOSING) for letter in piece)
        if depth <= 0 and _ENDED.search(piece):
            phrases.append([])
    return [phrase for phrase in phrases if phrase]


def pieces(text: str) -> list[str]:
    """Return a text in the pieces between which its lines can break."""
    return _PIECE.findall(text)


def _cut(piece: str, ems: float) -> list[str]:
    if text_width(piece) <= ems or not _is_wide(piece[0]):
        return [piece]
    size = max(int(ems), 1)
    cuts = [piece[n : n + size] for n in range(0, len(piece), size)]
    if len(cuts) > 1 and size > 1 and cuts[-1] in "、。・」）":  # which begins no line
        cuts[-2:] = [cuts[-2][:-1], cuts[-2][-1] + cuts[-1]]
    return cuts


def _is_wide(letter: str) -> bool:
    return letter > "\u2e7f" or "\u2190" <= letter <= "\u27bf"  # Japanese, and signs such as ■
