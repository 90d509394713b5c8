"""Greys that stay apart when a chart is printed or photocopied without colour."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from survey.charts.template import DARK, luminance

_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_STEP = 9.0
"""Difference of lightness (CIE L*) by which two greys are told apart at least."""
_DARK, _LIGHT, _PALE = (12.0, 58.0), (68.0, 88.0), 91.0
"""Lightness of greys under white letters, of those under black ones, and from where they are paper."""
_PLAIN = 8
"""Difference of red, green and blue up to which a colour is a grey already."""


def greys(figure: go.Figure) -> dict[str, str]:
    """Return the grey of each colour of a figure, by its `#RRGGBB`.

    Greys are as light as their colours. Where two would be too near to each other, those under
    white letters, or those under black ones, are spread evenly, in their order: so letters in them
    stay legible, and what is darker stays darker.
    """
    drawn = go.Figure(figure.data, {"annotations": figure.layout.annotations, "template": "none"})
    found = {colour.upper() for colour in _COLOUR.findall(_text(drawn))}
    chromatic = sorted(filter(_is_chromatic, found), key=lambda colour: (lightness(colour), colour))
    known = {colour: lightness(colour) for colour in chromatic if lightness(colour) > _PALE}
    rest = [colour for colour in chromatic if colour not in known]
    for (low, high), side in (
        (_DARK, [colour for colour in rest if luminance(colour) < DARK]),
        (_LIGHT, [colour for colour in rest if luminance(colour) >= DARK]),
    ):
        known |= _apart(side, low, high)
    return {colour: grey_of(known[colour]) for colour in chromatic}


def greyed(figure: go.Figure) -> go.Figure:
    """Return a figure in the greys of its colours."""
    known = greys(figure)
    text = _COLOUR.sub(lambda found: known.get(found[0].upper(), found[0]), _text(figure))
    return go.Figure(json.loads(text))


def lightness(colour: str) -> float:
    """Return the lightness of `#RRGGBB` as CIE L*, from 0 to 100."""
    light = luminance(colour)
    return 116 * light ** (1 / 3) - 16 if light > 0.008856 else 903.3 * light


def grey_of(light: float) -> str:
    """Return the grey of a lightness (CIE L*)."""
    linear = ((light + 16) / 116) ** 3 if light > 8 else light / 903.3
    part = 1.055 * linear ** (1 / 2.4) - 0.055 if linear > 0.0031308 else 12.92 * linear
    return f"#{round(255 * part):02X}" + f"{round(255 * part):02X}" * 2


def _apart(colours: Sequence[str], low: float, high: float) -> Mapping[str, float]:
    """Return the lightness of the greys of colours, which stand from dark to light."""
    own = [lightness(colour) for colour in colours]
    if all(lighter - darker >= _STEP for darker, lighter in pairwise(own)):
        return dict(zip(colours, own, strict=True))
    step = (high - low) / (len(colours) - 1)
    return {colour: low + place * step for place, colour in enumerate(colours)}


def _is_chromatic(colour: str) -> bool:
    parts = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
    return max(parts) - min(parts) > _PLAIN


def _text(figure: go.Figure) -> str:
    text: Any = figure.to_json()
    return str(text)
