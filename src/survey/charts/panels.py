"""Small panels side by side: of horizontal bars, one a group, all on one scale; or small multiples,
each with a scale of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

import plotly.graph_objects as go

from survey.charts.lettering import FILLED, LINE, Annotation, text_width, wrap, written_at
from survey.charts.template import ACCENT, INK, PALE, Size

ACROSS: Mapping[Size, int] = {"column": 1, "page": 3, "slide": 4}
MULTIPLES_ACROSS: Mapping[Size, int] = {"column": 2, "page": 3, "slide": 4}
"""Panels of bars, and small multiples, side by side, at most."""
MULTIPLE_HEIGHT = 13
"""Height of a small multiple with its title, in units of the font size."""
_WRITTEN = 0.75
"""Share of the width of a panel that labels and numbers take, at most."""
_ROW, _BETWEEN = 1.6, 1.2
"""Height of a row, and room between two rows of panels, in units of the font size."""
_AIR = 0.3
"""Between the title of a panel and its bars, in lines."""


@dataclass(frozen=True)
class Panel:
    """A panel: its name, what it rests on, the labels of its bars, what stands beside them, how long
    they are, what they say when pointed at, and of which colours they are, if not of one."""

    name: str
    told: str
    labels: list[str]
    beside: list[str]
    lengths: list[float]
    hovers: list[str]
    colours: list[str] | None = None


def add_axes(
    figure: go.Figure, place: int, x: Mapping[str, Any], y: Mapping[str, Any]
) -> dict[str, str]:
    """Give a panel axes of its own; return their names, as its traces take them."""
    number = str(place + 1) if place else ""
    figure.layout[f"xaxis{number}"] = {"anchor": f"y{number}", **x}
    figure.layout[f"yaxis{number}"] = {"anchor": f"x{number}", **y}
    return {"xaxis": f"x{number}", "yaxis": f"y{number}"}


def add_panels(figure: go.Figure, panels: Sequence[Panel]) -> dict[str, Any]:
    """Add panels to a figure; return what `house` has to know of them."""
    for place, panel in enumerate(panels):
        axes = add_axes(figure, place, {"visible": False}, {})
        rows = list(range(len(panel.labels)))
        figure.add_bar(
            y=rows, x=panel.lengths, orientation="h", hoverinfo="text", name=panel.name,
            marker_color=panel.colours or ACCENT, hovertext=panel.hovers, **axes,
        )  # fmt: skip
        figure.add_scatter(
            y=[row + 0.05 for row in rows], x=panel.lengths, mode="text", hoverinfo="skip",
            text=[f" {text}" for text in panel.beside], textposition="middle right",
            textfont_color=INK, cliponaxis=False, **axes,
        )  # fmt: skip
    told = [{name: of for name, of in vars(panel).items() if name != "hovers"} for panel in panels]
    return {"bar_panels": told}


def panels_height(panels: Sequence[dict[str, Any]], width: float, font: float, size: Size) -> float:
    """Return how high rows of panels are together."""
    return font * fsum(_heights(panels, width, font, size))


def _heights(
    panels: Sequence[dict[str, Any]], width: float, font: float, size: Size
) -> tuple[float, float]:
    """Return how high the titles of all rows of panels, and their bars, are together, in units of
    the font size."""
    columns, across = _laid_out(panels, width, font, size)
    rows = [panels[first : first + columns] for first in range(0, len(panels), columns)]
    titles = fsum(LINE * _title_lines(row, across, font) for row in rows)
    bars = fsum(_ROW * max(len(p["labels"]) for p in row) + _BETWEEN for row in rows)
    return titles, bars - _BETWEEN


def fit_panels(
    figure: go.Figure, width: float, height: float, font: float, size: Size
) -> list[Annotation]:
    """Lay the panels out in rows, and return their titles."""
    panels = figure.layout.meta["bar_panels"]
    columns, across = _laid_out(panels, width, font, size)
    titles, rows = _heights(panels, width, font, size)
    # Where there is less room than the rows need they become lower, and then their letters smaller.
    pitch = max(height - titles * font, 0) / rows
    pitch = pitch if size == "slide" else min(pitch, font)
    letters = min(font, FILLED * _ROW * pitch)
    left, right = _written(panels)
    longest = max(length for panel in panels for length in panel["lengths"])
    room = across - (left + right) * letters
    axes = zip(figure.select_xaxes(), figure.select_yaxes(), strict=True)
    notes: list[Annotation] = []
    top = height
    for first in range(0, len(panels), columns):
        row = panels[first : first + columns]
        lines = _title_lines(row, across, font)
        for place, (panel, (x_axis, y_axis)) in enumerate(zip(row, axes, strict=False)):
            x = place * (across + _gap(font))
            count = len(panel["labels"])
            head = LINE * font * lines
            bottom = top - head - _ROW * pitch * count
            start = x + left * letters
            x_axis.update(
                domain=[start / width, min((start + room) / width, 1)], range=[0, longest]
            )
            y_axis.update(
                domain=[max(bottom / height, 0), (top - head) / height],
                range=[count - 0.5, -0.5], tickvals=list(range(count)),
                ticktext=panel["labels"], tickfont_size=letters,
            )  # fmt: skip
            title = [f"<b>{line}</b>" for line in wrap(panel["name"], across / font)]
            if panel["told"]:
                title.append(f'<span style="color:{PALE}">{panel["told"]}</span>')
            notes += written_at(title, 0, x, top, font, INK)
        most = max(len(panel["labels"]) for panel in row)
        top -= LINE * font * lines + (_ROW * most + _BETWEEN) * pitch
    figure.update_traces(textfont_size=letters, selector={"mode": "text"})
    return notes


def multiples_height(panels: int, font: float, size: Size) -> float:
    """Return how high rows of small multiples are together."""
    columns = _columns(panels, MULTIPLES_ACROSS[size])
    return MULTIPLE_HEIGHT * -(-panels // columns) * font


def fit_multiples(
    figure: go.Figure, width: float, height: float, font: float, small: float, size: Size
) -> list[Annotation]:
    """Lay small multiples out in rows, and return their titles."""
    gap, meta = _gap(font), figure.layout.meta
    panels = meta["panels"]
    columns = _columns(len(panels), MULTIPLES_ACROSS[size])
    across, each = (width + gap) / columns, height / -(-len(panels) // columns)
    titles = [
        [*wrap(name, (across - gap) / small), *([told] if told else [])] for name, told in panels
    ]
    foot = LINE * small * meta["panel_ticks"] + 0.8 * small
    notes: list[Annotation] = []
    axes = zip(figure.select_xaxes(), figure.select_yaxes(), strict=True)
    for place, (title, (x_axis, y_axis)) in enumerate(zip(titles, axes, strict=True)):
        row = titles[place - place % columns :][:columns]
        head = LINE * small * max(map(len, row)) + 1.2 * small
        x, top = place % columns * across, height - place // columns * each
        x_axis.update(domain=[x / width, min((x + across - gap) / width, 1)], tickfont_size=small)
        bottom = max(top - each + foot, 0) / height
        y_axis.domain = [bottom, max((top - head) / height, bottom)]
        notes += written_at(title, 0, x, top, small, INK)
    figure.update_traces(textfont_size=small, selector={"name": "goals"})
    return notes


def _columns(panels: int, most: int) -> int:
    """Return how many panels stand side by side, so that the rows are about equally long."""
    return -(-panels // -(-panels // most))


def _gap(font: float) -> float:
    return 1.5 * font


def _laid_out(
    panels: Sequence[dict[str, Any]], width: float, font: float, size: Size
) -> tuple[int, float]:
    """Return how many panels stand side by side, and how wide each is."""
    for most in range(ACROSS[size], 0, -1):
        columns = _columns(len(panels), most)
        across = (width - (columns - 1) * _gap(font)) / columns
        if fsum(_written(panels)) * font <= _WRITTEN * across:
            break
    return columns, across


def _written(panels: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """Return the width of the labels left of the bars, and of the numbers right of them, in em."""
    labels, texts = (
        [text for panel in panels for text in panel[key]] for key in ("labels", "beside")
    )
    return max(map(text_width, labels)) + 0.6, max(map(text_width, texts)) + 0.6


def _title_lines(row: Sequence[dict[str, Any]], across: float, font: float) -> float:
    return max(len(wrap(p["name"], across / font)) + bool(p["told"]) for p in row) + _AIR
