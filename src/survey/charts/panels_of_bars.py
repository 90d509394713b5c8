"""Small panels of horizontal bars side by side, one a group, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

import plotly.graph_objects as go

from survey.charts.lettering import Annotation, text_width, wrap, written_at
from survey.charts.template import ACCENT, INK, PALE, Size

ACROSS: dict[Size, int] = {"column": 1, "page": 3, "slide": 4}
"""Panels side by side, at most."""
_WRITTEN = 0.75
"""Share of the width of a panel that labels and numbers take, at most."""
_ROW, _LINE, _BETWEEN = 1.6, 1.3, 1.2
"""Height of a row and of a line, and room between two rows of panels, in units of the font size."""
_FILLED = 0.78
"""Share of the height of a row that its letters fill, at most."""
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


def add_panels(figure: go.Figure, panels: Sequence[Panel]) -> dict[str, Any]:
    """Add panels to a figure; return what `house` has to know of them."""
    for place, panel in enumerate(panels):
        number = str(place + 1) if place else ""
        axes = {"xaxis": f"x{number}", "yaxis": f"y{number}"}
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
        figure.layout[f"xaxis{number}"] = {"anchor": axes["yaxis"], "visible": False}
        figure.layout[f"yaxis{number}"] = {"anchor": axes["xaxis"]}
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
    titles = fsum(_LINE * _title_lines(row, across, font) for row in rows)
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
    letters = min(font, _FILLED * _ROW * pitch)
    left, right = _written(panels)
    longest = max(length for panel in panels for length in panel["lengths"])
    room = across - (left + right) * letters
    notes: list[Annotation] = []
    top = height
    for first in range(0, len(panels), columns):
        row = panels[first : first + columns]
        lines = _title_lines(row, across, font)
        for place, panel in enumerate(row):
            x = place * (across + _gap(font))
            number = str(first + place + 1) if first + place else ""
            count = len(panel["labels"])
            head = _LINE * font * lines
            bottom = top - head - _ROW * pitch * count
            start = x + left * letters
            figure.layout[f"xaxis{number}"].update(
                domain=[start / width, min((start + room) / width, 1)], range=[0, longest]
            )
            figure.layout[f"yaxis{number}"].update(
                domain=[max(bottom / height, 0), (top - head) / height],
                range=[count - 0.5, -0.5], tickvals=list(range(count)),
                ticktext=panel["labels"], tickfont_size=letters,
            )  # fmt: skip
            title = [f"<b>{line}</b>" for line in wrap(panel["name"], across / font)]
            if panel["told"]:
                title.append(f'<span style="color:{PALE}">{panel["told"]}</span>')
            notes += written_at(title, 0, x, top, font, INK)
        most = max(len(panel["labels"]) for panel in row)
        top -= _LINE * font * lines + (_ROW * most + _BETWEEN) * pitch
    figure.update_traces(textfont_size=letters, selector={"mode": "text"})
    return notes


def _gap(font: float) -> float:
    return 1.5 * font


def _laid_out(
    panels: Sequence[dict[str, Any]], width: float, font: float, size: Size
) -> tuple[int, float]:
    """Return how many panels stand side by side, and how wide each is."""
    for most in range(ACROSS[size], 0, -1):
        columns = -(-len(panels) // -(-len(panels) // most))
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
