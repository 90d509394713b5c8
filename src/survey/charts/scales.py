"""Where the marks of scales and the names at the ends of lines stand, on each size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import fsum
from typing import Any

import plotly.graph_objects as go

from survey.charts.lettering import LINE, Annotation, text_width, wrap, written_at
from survey.charts.template import INK, Size
from survey.problems import BadInput

_WIDEST_NAME = 0.3
"""Share of the width that the names of lines have at most."""
_MOST_LINES = 3
"""Lines of a name beside its line, at most."""
_AIR = 0.5
"""Between a scale and its marks, in units of the font size."""


def crowded(
    columns: Sequence[str], found: str, most: str, size: Size, otherwise: str = "put some together"
) -> BadInput:
    """Return the exception of more than a size has room for."""
    place = " and ".join(columns) or "the chart"
    advice = f"leave some out, {otherwise}, or choose a larger size"
    return BadInput.of(place, f"{found} cannot be read on a {size}", most, advice)


def scale_margins(
    scales: Mapping[str, Any], pad: float, inner: float, font: float
) -> tuple[float, float, float]:
    """Return the margins left of the plot, right of it for the names of lines, and the room below
    it for the marks."""
    marks = max(text_width(text) for _, text in scales["y"])
    names = [text_width(line) for name in names_of_lines(scales, inner, font)[0] for line in name]
    last = text_width(scales["x"][-1][1]) / 2
    right = max(_AIR + max(names), last)
    return pad + (marks + _AIR) * font, pad + right * font, (LINE + _AIR) * font


def fit_scales(
    figure: go.Figure, across: float, plot: float, inner: float, font: float, size: Size
) -> list[Annotation]:
    """Set the marks of both scales, and return the numbers at points, or the names of lines."""
    meta = figure.layout.meta
    scales = meta["scales"]
    (left, right), (low, high) = figure.layout.xaxis.range, figure.layout.yaxis.range
    at = [(place - left) / (right - left) * across for place, _ in scales["x"]]
    shown = _apart(at, [(text_width(text) + 1) * font for _, text in scales["x"]])
    figure.update_xaxes(
        tickvals=[scales["x"][n][0] for n in shown], ticktext=[scales["x"][n][1] for n in shown],
        tickfont_size=font, tickangle=0, ticklen=_AIR * font / 2,
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=[place for place, _ in scales["y"]], ticktext=[text for _, text in scales["y"]],
        tickfont_size=font,
    )  # fmt: skip
    known = [n for n, text in enumerate(scales["points"]) if text]
    widths = [(text_width(scales["points"][n]) + 0.5) * font for n in known]
    if known and len(_apart([at[n] for n in known], widths)) == len(known):
        heights = figure.data[0].y
        return [_at_point(scales["x"][n][0], heights, n, scales["points"][n], font) for n in known]
    names, _ = names_of_lines(scales, inner, font)
    ends = [(high - end[0]) / (high - low) * plot for end in scales["ends"]]
    spread = _spread(ends, [LINE * font * len(name) for name in names], plot)
    if spread is None:
        named = meta.get("named", [])
        most = f"at most {int(plot / LINE / font / max(map(len, names)))} lines"
        raise crowded(named, f"the names of {len(names)} lines", most, size)
    return [
        {**note, "x": 1, "yanchor": "middle"}
        for y, name in zip(spread, names, strict=True)
        for note in written_at(name, 1, _AIR * font, -y, font, INK)
    ]


def names_of_lines(
    scales: Mapping[str, Any], inner: float, font: float
) -> tuple[list[list[str]], list[tuple[str, str]]]:
    """Return the names and last numbers of lines in lines of text, each led by a circle of its
    colour; where they are too long to stand beside, the numbers, and names and colours for the
    key."""
    room = _WIDEST_NAME * inner / font - 1.6
    told = [wrap(f"{name} {number}".strip(), room) for _, name, number, _ in scales["ends"]]
    keyed = any(len(lines) > _MOST_LINES for lines in told)
    names = []
    for (_, name, number, colour), lines in zip(scales["ends"], told, strict=True):
        first, *rest = [number] if keyed else lines
        led = f'<span style="color:{colour}">●</span> {first}' if name else first
        names.append([led, *(f"\u3000 {line}" for line in rest)])
    return names, [(name, colour) for _, name, _, colour in scales["ends"]] if keyed else []


def _at_point(
    x: float, heights: Sequence[float | None], place: int, text: str, font: float
) -> Annotation:
    """Return the number at a point, on the side of the line where there is more room."""
    beside = (*heights[max(place - 1, 0) : place], *heights[place + 1 : place + 2])
    near = [n for n in beside if n is not None]
    above = not near or (heights[place] or 0) * len(near) >= fsum(near)
    return {
        "x": x, "y": heights[place], "text": text, "showarrow": False, "borderpad": 0,
        "yshift": (1.1 if above else -1.1) * font, "font": {"size": font, "color": INK},
    }  # fmt: skip


def _apart(places: Sequence[float], widths: Sequence[float]) -> list[int]:
    """Return which texts are shown so that none touches another: every one, every second, …, the
    last one always."""
    for step in range(1, len(places)):
        shown = list(range(len(places) - 1, -1, -step))[::-1]
        gaps = pairwise(shown)
        if all(places[b] - places[a] >= (widths[a] + widths[b]) / 2 for a, b in gaps):
            return shown
    return [len(places) - 1]


def _spread(wanted: Sequence[float], heights: Sequence[float], plot: float) -> list[float] | None:
    """Return where texts of these heights stand so that none covers another, each near where it is
    wanted; None if they are higher than the plot together."""
    if fsum(heights) > plot + heights[0]:
        return None
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    found, bottom = dict(enumerate(wanted)), -heights[order[0]] / 2
    for n in order:
        found[n] = max(wanted[n], bottom + heights[n] / 2)
        bottom = found[n] + heights[n] / 2
    top = plot + heights[order[-1]] / 2
    for n in reversed(order):
        found[n] = min(found[n], top - heights[n] / 2)
        top = found[n] - heights[n] / 2
    return [found[n] for n in range(len(wanted))]
