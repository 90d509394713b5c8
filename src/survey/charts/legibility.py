"""How small the letters of a chart are, and whether they are read at the size it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import plotly.graph_objects as go

from survey.charts.template import PER_INCH, SLACK, SMALLEST, SMALLEST_SHOWN, Size
from survey.problems import BadInput

_LOWEST_PANEL = 2.0
"""Height of the marks of a panel, at least, in units of the font size."""


def smallest_letters(figure: go.Figure, size: Size) -> tuple[float, float]:
    """Return the points of the smallest letters of a figure that was fitted to a size: those within
    the chart, and those of the note and the source below it."""
    point = PER_INCH[size] / 72
    notes = figure.layout.annotations
    foot = [note.font.size for note in notes if _is_foot(note)]
    within = [*_written(figure), *(note.font.size for note in notes if not _is_foot(note))]
    base = figure.layout.font.size
    return min([n or base for n in within]) / point, min(foot or [base]) / point


def unreadable(figure: go.Figure, size: Size, name: str) -> BadInput | None:
    """Return the exception of a figure whose letters or panels are too small at a size, None if all
    can be read."""
    within, foot = smallest_letters(figure, size)
    least = SMALLEST_SHOWN if size == "slide" else SMALLEST
    advice = "choose a larger size, or draw a chart of fewer rows"
    if min(within - least, foot - SMALLEST) < -SLACK:
        told = min(within, foot) if size != "slide" else within
        found = f"its letters would have {told:.1f} points at this size"
        return BadInput.of(name, found, f"at least {least:g} points", advice)
    if _lowest_panel(figure) < _LOWEST_PANEL * figure.layout.font.size:
        found = f"its {len(figure.layout.meta['panels'])} panels would be too low at this size"
        return BadInput.of(name, found, "panels whose bars can be told apart", advice)
    return None


def _is_foot(note: Any) -> bool:
    """Whether an annotation stands below the plot."""
    return bool(note.yref == "paper" and note.y == 0 and (note.yshift or 0) < 0)


def _written(figure: go.Figure) -> Iterator[float | None]:
    """Yield the sizes of letters at axes and of texts in the plot, None for the base size."""
    for axis in (*figure.select_xaxes(), *figure.select_yaxes()):
        if axis.visible is not False and axis.showticklabels is not False and axis.ticktext:
            yield axis.tickfont.size
    for trace in figure.select_traces(selector={"type": "scatter"}):
        if "text" in (trace.mode or "") and any(str(text).strip() for text in trace.text or ()):
            sizes = trace.textfont.size
            yield min(sizes) if isinstance(sizes, Sequence) else sizes


def _lowest_panel(figure: go.Figure) -> float:
    """Return the height of the lowest panel of small multiples; without them that of the figure."""
    height = float(figure.layout.height)
    if not figure.layout.meta["panels"]:
        return height
    plot = height - float(figure.layout.margin.t + figure.layout.margin.b)
    domains = [axis.domain or (0, 1) for axis in figure.select_yaxes()]
    return min(float(top - bottom) * plot for bottom, top in domains)
