"""Title, subtitle and key above a chart: their lines, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any

from survey.charts.lettering import LINE, Annotation, text_width, wrap, written_at
from survey.charts.template import INK, PALE, luminance

_LARGE = 1.3
"""Font size of the title, in units of the base font size."""
_AIR = 0.3
"""Below title, subtitle and key, in units of the base font size."""
Block = tuple[list[str], float, str]
"""Lines of text, their font size and colour."""


def head_of(
    meta: Mapping[str, Any], key: Sequence[Sequence[str]], inner: float, font: float
) -> list[Block]:
    """Return title, subtitle and key of a chart, broken to the width of the paper."""
    large = _LARGE * font
    title = [f"<b>{line}</b>" for line in wrap(meta["title"], inner / large, even=True)]
    return [
        (title, large, INK),
        (wrap(meta["subtitle"], inner / font), font, PALE),
        (_key(key, inner / font), font, INK),
    ]


def head_height(head: Sequence[Block], font: float) -> float:
    """Return how high title, subtitle and key are together."""
    return fsum(LINE * height * len(lines) + _AIR * font for lines, height, _ in head)


def written_head(head: Sequence[Block], x: float, top: float, font: float) -> list[Annotation]:
    """Return title, subtitle and key as notes of a figure, from x and y pixels of its plot down."""
    notes = []
    for lines, height, colour in head:
        notes += written_at(lines, 1, x, top, height, colour)
        top -= LINE * height * len(lines) + _AIR * font
    return notes


def _key(entries: Sequence[Sequence[str]], ems: float) -> list[str]:
    """Return the key of the colours as lines of text: squares in the colour, or the sign that an
    entry names after its colour, then what they are."""
    lines: list[str] = []
    for name, colour, *sign in entries:
        # A pale square is drawn as an outline, like its segment.
        square, ink = ("□", INK) if luminance(colour) > 0.8 else ("■", colour)
        square = sign[0] if sign else square
        first, *rest = wrap(name, ems - 2.5) if text_width(name) + 2.5 > ems else [name]
        entry = f'<span style="color:{ink}">{square}</span> {first}\u3000'
        if lines and text_width(lines[-1] + entry) - 1 <= ems:
            lines[-1] += entry
        else:
            lines.append(entry)
        lines += [f"\u3000 {line}\u3000" for line in rest]
    return lines
