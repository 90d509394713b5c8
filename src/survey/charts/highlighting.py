"""One prefecture in colour, the others in grey, where prefectures are the rows or tiles of a chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go

from survey.charts.greys import grey_of, lightness
from survey.charts.template import INK, PAPER
from survey.charts.tile_map import tile_grid
from survey.charts.wording import word
from survey.prefectures import Prefecture

_LIFTED = 62.0
"""Lightness (CIE L*) of the darkest grey of the others, on which letters are black."""


def highlighted(figure: go.Figure, prefecture: Prefecture) -> go.Figure | None:
    """Return a figure in which one prefecture keeps its colours and is in bold, the others being
    grey; None where it has no row and no tile."""
    meta = figure.layout.meta
    names = (prefecture.prefecture, prefecture.prefecture_en)
    label = next((name for name in names if name in meta["labels"]), "")
    if not label and "tiles" not in meta:
        return None
    column, row, _ = tile_grid()[prefecture.prefecture_code]
    if label:
        row = list(meta["labels"]).index(label)

    def within(x: float, y: float) -> bool:
        return abs(y - row) < 0.5 and (bool(label) or abs(x - column) < 0.5)

    made = go.Figure(figure)
    for trace in made.select_traces(selector={"type": "bar"}):
        own = [within(*place) for place in _middles(trace)]
        trace.marker.color = _changed(trace.marker.color, [not yes for yes in own], _lifted)
    for trace in made.select_traces(selector={"type": "scatter"}):
        written = [within(*place) for place in zip(trace.x, trace.y, strict=True)]
        # Letters in what is grey now are black.
        trace.textfont.color = _changed(
            trace.textfont.color, [not yes for yes in written],
            lambda colour: INK if colour == PAPER else colour,
        )  # fmt: skip
        if not label:
            trace.text = _changed(trace.text, written, _bold)
    if label:
        axis = made.layout.yaxis
        rows = [place == row for place in range(len(axis.ticktext))]
        axis.ticktext = _changed(axis.ticktext, rows, _bold)
    else:
        tile = [within(*place) for place in _middles(made.data[0])]
        outline = made.data[0].marker.line
        outline.color = _changed(outline.color, tile, lambda _: INK)
        outline.width = _changed(outline.width, tile, lambda _: 2.5)
    lang = meta["lang"]
    told = word("highlighted", lang).format(names[lang == "en"])
    made.layout.meta = {**meta, "alt": f"{meta['alt']}{' ' * (lang == 'en')}{told}"}
    return made


def _middles(trace: Any) -> list[tuple[float, float]]:
    """Return the middles of the bars of a trace; across, those of tiles."""
    starts = [0.0] * len(trace.y) if trace.base is None else trace.base
    return [
        (start + (length or 0) / 2, y)
        for start, length, y in zip(starts, trace.x, trace.y, strict=True)
    ]


def _changed(value: Any, which: Sequence[bool], change: Callable[[Any], Any]) -> list[Any]:
    """Return one value for each mark, where all may share one, some of them changed."""
    alike = isinstance(value, str | int | float) or not isinstance(value, Sequence)
    each = [value] * len(which) if alike else value
    return [change(one) if yes else one for one, yes in zip(each, which, strict=True)]


def _lifted(colour: str) -> str:
    """Return a light grey, the darker the darker its colour is."""
    return grey_of(_LIFTED + (100 - _LIFTED) / 100 * lightness(colour))


def _bold(text: str) -> str:
    return "<br>".join(f"<b>{line}</b>" for line in text.split("<br>"))
