"""Lines over years, or over other steps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import Said, house, without_data
from survey.charts.input_checks import grid_of, is_number, name_column
from survey.charts.numerals import Number, numerals
from survey.charts.shapes import codes_of, highest, legible, told_apart, within
from survey.charts.template import ACCENT, PALE, RULE, SMALLEST, colour_of
from survey.charts.wording import word
from survey.languages import Lang


def lines(
    frame: pd.DataFrame, across: str, value: str, *, series: str | None = None,
    title: str, subtitle: str = "", unit: str = "", source: str = "", note: str = "",
    alt: str = "", lang: Lang = "ja", smallest: float = SMALLEST,
) -> go.Figure:  # fmt: skip
    """Return lines of any numbers, each with its name and last number at its end.

    Parameters
    ----------
    frame
        One row a point.
    across, value
        Columns of where the points stand from left to right (years, which keep their distances; or
        names, in the order of the rows), and of the numbers. Where a number is missing the line has
        a gap, and the note says so.
    series
        Column of the names of the lines; without it there is one line, with the number at each
        point where there is room.
    title, subtitle, unit, source, note, alt, lang
        As of `bars`. `…_en` columns are heeded as there.
    smallest
        Size of the smallest letters, in points; names that leave no room for it are a mistake.

    Raises
    ------
    BadInput
        If a column is missing, a number is none, two rows are about the same point, or there are
        more lines than can be told apart.
    """
    said = Said(
        title=title, subtitle=subtitle, unit=unit, source=source, note=note, alt=alt, lang=lang
    )
    grid = grid_of(frame, across, series, value, lang)
    if not grid.rows:
        return without_data(said, "lines")
    if series:
        told_apart(grid.columns, series)
    codes = codes_of(frame, series, lang) if series else {}
    numbers = numerals(grid.cells.values(), value, unit, lang)
    steps = _steps(grid.rows, is_number(frame, name_column(frame, across, lang)))
    figure = go.Figure()
    ends: list[tuple[float, str, str, str]] = []
    known = [number for *_, number in grid.told()]
    for place, name in enumerate(grid.columns):
        colour = colour_of(series, codes[name], place) if series else ACCENT
        points = [(at, label, grid.answered(label, name)) for at, label in steps]
        figure.add_scatter(
            x=[at for at, *_ in points], y=[number for *_, number in points], name=name,
            mode="lines+markers", connectgaps=False, cliponaxis=False, hoverinfo="text",
            line={"color": colour, "width": 2}, marker={"color": colour, "size": 6},
            hovertext=[
                f"{name}{'<br>' * bool(name)}{label} {numbers.full(n)}" for _, label, n in points
            ],
        )  # fmt: skip
        drawn = [(at, label, number) for at, label, number in points if number is not None]
        if not drawn:
            ends.append((_middle(known), name, numbers.full(None), colour))
            continue
        at, label, number = drawn[-1]
        late = "" if at == steps[-1][0] else word("at_step", lang).format(label)
        ends.append((number, name, f"{numbers.text(number)}{late}", colour))
    lowest, top, marks = _scale(known)
    figure.update_xaxes(range=_padded([at for at, _ in steps]), showline=True, linecolor=PALE)
    figure.update_yaxes(range=[lowest, top + 0.01 * (top - lowest)], showgrid=True, gridcolor=RULE)
    if lowest < 0:
        figure.update_yaxes(zeroline=True, zerolinecolor=PALE, zerolinewidth=1)
    written = numbers.of(marks)
    gaps = any(trace.y is not None and None in trace.y for trace in figure.data)
    peaks: dict[str, tuple[str, Number]] = {}
    for label, name, number in grid.told():
        if name not in peaks or number > peaks[name][1]:
            peaks[name] = label, number
    most = {within(name, label, lang): number for name, (label, number) in peaks.items()}
    if not series:
        most = {label: number for label, _, number in grid.told()}
    heights = figure.data[0].y
    return house(
        figure, said, "lines", highest(most, numbers), word("gaps", lang) if gaps else "",
        height=8, aspect=0.5, **legible(smallest, series or across),
        scales={
            "x": steps, "y": [(mark, written.text(mark)) for mark in marks], "ends": ends,
            "points": [] if series else ["" if n is None else numbers.text(n) for n in heights],
        },
    )  # fmt: skip


def _steps(labels: Sequence[str], numeric: bool) -> list[tuple[float, str]]:
    """Return where each step stands, and its name: numbers at their distances, names one apart."""
    if numeric:
        return sorted((float(label), label) for label in labels)
    return [(float(place), label) for place, label in enumerate(labels)]


def _padded(places: Sequence[float]) -> list[float]:
    room = 0.03 * (places[-1] - places[0]) or 0.5
    return [places[0] - room, places[-1] + room]


def _middle(numbers: Sequence[Number]) -> float:
    return (min(numbers) + max(numbers)) / 2 if numbers else 0


def _scale(numbers: Sequence[Number]) -> tuple[float, float, list[float]]:
    """Return the ends of a scale and its marks: from zero, unless all numbers are far from it."""
    lowest, highest = min(numbers, default=0), max(numbers, default=1)
    if lowest >= 0 and lowest < highest / 2:
        lowest = 0
    elif highest <= 0 and highest > lowest / 2:
        highest = 0
    spread = highest - lowest or abs(highest) or 1
    rough = spread / 4
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    first, last = math.floor(lowest / step + 1e-9), math.ceil(highest / step - 1e-9)
    marks = [round(place * step, 12) for place in range(first, max(last, first + 1) + 1)]
    return marks[0], marks[-1], marks
