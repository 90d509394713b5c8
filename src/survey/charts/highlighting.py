"""One prefecture in colour, the others in grey, where prefectures are the rows or tiles of a chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go

from survey.charts.greys import grey_of, lightness
from survey.charts.house_style import word
from survey.charts.template import INK, PAPER
from survey.charts.tile_map import tile_grid
from survey.prefectures import Prefecture

_LIFTED = 62.0
"""Lightness (CIE L*) of the darkest grey of the others, on which letters are black."""
Within = Callable[[float, float], bool]


def highlighted(figure: go.Figure, prefecture: Prefecture) -> go.Figure | None:
    """Return a figure in which one prefecture keeps its colours and is in bold, the others being
    grey; None where it has no row and no tile."""
    meta = figure.layout.meta
    names = (prefecture.prefecture, prefecture.prefecture_en)
    label = next((name for name in names if name in meta["labels"]), "")
    if "tiles" in meta:
        column, line, _ = tile_grid()[prefecture.prefecture_code]
        within: Within = lambda x, y: abs(x - column) < 0.5 and abs(y - line) < 0.5  # noqa: E731
    elif label:
        row = list(meta["labels"]).index(label)
        within = lambda _, y: abs(y - row) < 0.5  # noqa: E731
    else:
        return None
    made = go.Figure(figure)
    for trace in made.select_traces(selector={"type": "bar"}):
        _colour(trace, within)
    for trace in made.select_traces(selector={"type": "scatter"}):
        _write(trace, within, bold="tiles" in meta)
    if label:
        axis = made.layout.yaxis
        axis.ticktext = [
            f"<b>{text}</b>" if place == row else text for place, text in enumerate(axis.ticktext)
        ]
    else:
        _outline(made.data[0], within)
    lang = meta["lang"]
    told = word("highlighted", lang).format(names[lang == "en"])
    made.layout.meta = {**meta, "alt": f"{meta['alt']}{' ' * (lang == 'en')}{told}"}
    return made


def _places(trace: Any) -> list[tuple[float, float]]:
    """Return the middles of the bars of a trace; across, those of tiles."""
    starts = [0.0] * len(trace.y) if trace.base is None else trace.base
    return [
        (start + (length or 0) / 2, y)
        for start, length, y in zip(starts, trace.x, trace.y, strict=True)
    ]


def _colour(trace: Any, within: Within) -> None:
    own = [within(*place) for place in _places(trace)]
    trace.marker.color = [
        colour if yes else _lifted(colour)
        for colour, yes in zip(_each(trace.marker.color, len(own)), own, strict=True)
    ]


def _write(trace: Any, within: Within, bold: bool) -> None:
    """Let letters in what is grey now be black, and those of the tile in bold."""
    own = [within(x, y) for x, y in zip(trace.x, trace.y, strict=True)]
    trace.textfont.color = [
        colour if yes or colour != PAPER else INK
        for colour, yes in zip(_each(trace.textfont.color, len(own)), own, strict=True)
    ]
    if bold:
        trace.text = [
            "<br>".join(f"<b>{line}</b>" for line in text.split("<br>")) if yes else text
            for text, yes in zip(trace.text, own, strict=True)
        ]


def _outline(trace: Any, within: Within) -> None:
    own = [within(*place) for place in _places(trace)]
    colours, widths = (_each(trace.marker.line[key], len(own)) for key in ("color", "width"))
    trace.marker.line.color = [INK if yes else c for c, yes in zip(colours, own, strict=True)]
    trace.marker.line.width = [2.5 if yes else w for w, yes in zip(widths, own, strict=True)]


def _lifted(colour: str) -> str:
    """Return a light grey, the darker the darker its colour is."""
    return grey_of(_LIFTED + (100 - _LIFTED) / 100 * lightness(colour))


def _each(value: Any, count: int) -> list[Any]:
    """Return one value for each mark, where all may share one."""
    alike = isinstance(value, str | int | float) or not isinstance(value, Sequence)
    return [value] * count if alike else list(value)
