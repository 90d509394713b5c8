"""Charts of Excel beside the tallies of the workbook, for a person to restyle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from xlsxwriter.chart import Chart as NativeChart
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from survey.charts.heat_maps import SIGNS
from survey.charts.lettering import wrap
from survey.charts.template import (
    ACCENT,
    CONTRAST,
    PALE,
    RULE,
    SHADES,
    colour_of,
    ink_on,
)
from survey.charts.wording import sentences
from survey.publishing.chart_tables import heading
from survey.publishing.workbook.print_setup import SMALLEST
from survey.publishing.workbook.words import HEADER, Sheet, wording

_GRID = {"major_gridlines": {"visible": True, "line": {"color": RULE}}}
_COUNTS = {**_GRID, "min": 0, "num_font": {"size": SMALLEST}}
_WIDTH, _PANEL, _PANELS, _DOWN = 760, (400, 330), 2, 3
"""Pixels of a chart, of a panel, and panels across and down a page."""
_ROW, _LEAST_HEIGHT, _LINE = 19, 220, 17
"""Pixels of a bar, of the lowest plot, and of a line of its sentences."""
_EMS, _EMS_BELOW = 44, 48
"""Ems of a line above and below a chart."""
_MOST_ROWS = 47
"""Rows of a chart: one for each prefecture."""
_NARROW = 0.03
"""Part of the longest bar that has no room for its number."""
_GAP = 30
"""Pixels between table and chart."""


def room(sheet: Sheet) -> tuple[int, int]:
    """Return width and height of what is drawn beside a table, in pixels."""
    if not _is_drawn(sheet):
        return 0, 0
    if sentences().charts[sheet.chart].form == "panels":
        return _PANELS * (_PANEL[0] + 10) + _GAP, page_height(sheet)
    return _WIDTH + _GAP, _height(sheet) + 30


def page_height(sheet: Sheet) -> int:
    """Return how many pixels of panels stand below one another on a page; none if there are none."""
    panels = bool(sheet.chart) and sentences().charts[sheet.chart].form == "panels"
    return _DOWN * (_PANEL[1] + 10) if panels else 0


def draw(book: Workbook, page: Worksheet, sheet: Sheet, starts: Sequence[int]) -> None:
    """Draw the native chart of a tally beside it: bars or panels, some on each of the
    pages that begin with these rows; a grid gets shades, and signs their colours."""
    form, rows = sentences().charts[sheet.chart].form, sheet.rows
    shown, last = _numbers(sheet), HEADER + len(rows)
    if form == "grid":
        colours = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": SHADES[3]}
        page.conditional_format(HEADER + 1, shown[0], last, shown[-1], colours)
    if form == "signs":
        for code, sign in SIGNS.items():
            fill = colour_of(sheet.variable, code, 0)
            colour = book.add_format({"bg_color": fill, "font_color": ink_on(fill)})
            equal = {"type": "cell", "criteria": "==", "value": f'"{sign}"', "format": colour}
            page.conditional_format(HEADER + 1, 1, last, len(rows.columns) - 1, equal)
    if not _is_drawn(sheet):
        return
    page.set_column(len(rows.columns), len(rows.columns), 2)
    if form == "panels":
        _draw_panels(book, page, sheet, starts)
        return
    chart = _bars(book, sheet)
    title = [*wrap(sheet.title, _EMS), *wrap(_above(sheet), _EMS)]
    chart.set_title({"name": "\n".join(title), "name_font": {"size": 11, "bold": False}})
    chart.set_size({"width": _WIDTH, "height": _height(sheet)})
    options = {"description": sheet.alt, "object_position": 2}
    page.insert_chart(HEADER + 1, len(rows.columns) + 1, chart, options)


def _numbers(sheet: Sheet) -> list[int]:
    """Return the places of the columns of numbers, but not of totals."""
    rows = sheet.rows
    left_out = {heading(sheet.chart, name) for name in ("total", "prefectures")}
    return [place for place, name in enumerate(rows.columns)
            if place and name not in left_out and pd.api.types.is_numeric_dtype(rows[name])]  # fmt: skip


def _is_drawn(sheet: Sheet) -> bool:
    """Whether there is a chart: tables of shades, signs or names
    have none, nor have small panels of bars."""
    form = sentences().charts[sheet.chart].form if sheet.chart else "grid"
    return form not in ("grid", "signs", "small_bars") and bool(_numbers(sheet))


def _above(sheet: Sheet) -> str:
    """Return what a chart shows, in which order, and which rows if not all."""
    if len(sheet.rows) <= _MOST_ROWS:
        return sheet.above
    return sheet.above + wording().texts["first_rows"].format(_MOST_ROWS)


def _below(said: Sequence[str], ems: float) -> dict[str, Any]:
    """Return the note and the source of a chart as the name of the axis at its foot, with which
    they stay when the chart is copied."""
    lines = [line for text in said for line in wrap(text, ems)]
    return {"name": "\n".join(lines), "name_font": {"size": SMALLEST, "bold": False}}


def _height(sheet: Sheet) -> int:
    lines = len(wrap(sheet.title, _EMS)) + len(wrap(_above(sheet), _EMS)) + 8
    lines += sum(len(wrap(text, _EMS_BELOW)) for text in sheet.below)
    return max(_ROW * min(len(sheet.rows), _MOST_ROWS), _LEAST_HEIGHT) + _LINE * lines


def _bars(book: Workbook, sheet: Sheet) -> NativeChart:
    """Return horizontal bars, the first row on top: the parts of each beside one another, with
    their numbers where there is room."""
    said, rows, shown = sentences().charts[sheet.chart], sheet.rows[:_MOST_ROWS], _numbers(sheet)
    parts = shown[:1] if said.form == "network" else shown
    several = len(parts) > 1
    kind = {"subtype": "percent_stacked" if said.shares else "stacked"} if several else {}
    chart = book.add_chart({"type": "bar", **kind})
    totals = rows.iloc[:, parts].sum(axis=1)
    for place, column in enumerate(parts):
        fill = colour_of(sheet.variable, place + 1, place)
        numbers = rows.iloc[:, column].fillna(0)
        known = numbers / (totals.where(totals > 0, 1) if said.shares else totals.max())
        labels = {
            "value": True, "num_format": "#,##0;;;", "position": "center" if several else "outside_end",
            "font": {"size": SMALLEST, **({"color": ink_on(fill)} if several else {})},
            "custom": [{"delete": True} if several and part < _NARROW else None for part in known],
        }  # fmt: skip
        cells = _series(sheet, HEADER + 1, HEADER + len(rows), 0, column)
        chart.add_series(
            {**cells, "fill": {"color": fill}, "border": {"color": PALE}, "gap": 40,
             "data_labels": labels}
        )  # fmt: skip
    chart.set_x_axis({**_COUNTS, **_below(sheet.below, _EMS_BELOW)})
    chart.set_y_axis({
        "interval_unit": 1, "num_font": {"size": SMALLEST}, "reverse": True, "crossing": "max",
        "major_tick_mark": "none",
    })  # fmt: skip
    chart.set_legend({"position": "top", "font": {"size": SMALLEST}} if several else {"none": True})
    return chart


def _draw_panels(book: Workbook, page: Worksheet, sheet: Sheet, starts: Sequence[int]) -> None:
    rows = sheet.rows.reset_index(drop=True)
    names = list(rows.columns)
    year, target, actual, panel = (
        names.index(heading(sheet.chart, name))
        for name in ("fiscal_year", "target", "actual", "panel")
    )
    for place, (title, group) in enumerate(rows.groupby(names[panel], sort=False)):
        first, last = HEADER + 1 + group.index[0], HEADER + 1 + group.index[-1]
        bars, line = book.add_chart({"type": "column"}), book.add_chart({"type": "line"})
        for chart, column, colour, position in (
            (bars, actual, ACCENT, "inside_end"), (line, target, CONTRAST, "above"),
        ):  # fmt: skip
            ink = ink_on(colour) if chart is bars else colour
            chart.add_series({
                **_series(sheet, first, last, year, column), "fill": {"color": colour},
                "line": {"color": colour}, "marker": {"type": "diamond"},
                "data_labels": {
                    "value": True, "position": position, "font": {"size": SMALLEST, "color": ink},
                },
            })  # fmt: skip
        bars.combine(line)
        bars.set_x_axis({"num_font": {"size": SMALLEST}, **_below([sheet.cited], 24)})
        bars.set_y_axis(_COUNTS)
        start = min(place // (_PANELS * _DOWN), len(starts) - 1)
        name = "\n".join(wrap(str(title), 26))
        bars.set_title({"name": name, "name_font": {"size": 10, "bold": False}})
        bars.set_legend({"position": "top", "font": {"size": SMALLEST}})
        bars.set_size({"width": _PANEL[0], "height": _PANEL[1]})
        options = {
            "description": f"{title}（{sheet.alt}）", "object_position": 3,
            "x_offset": place % _PANELS * (_PANEL[0] + 10),
            "y_offset": (place // _PANELS - start * _DOWN) * (_PANEL[1] + 10),
        }  # fmt: skip
        page.insert_chart(HEADER + starts[start], len(names) + 1, bars, options)


def _series(sheet: Sheet, first: int, last: int, along: int, column: int) -> dict[str, Any]:
    """Return where the name, the categories and the values of a series stand on the sheet."""
    return {
        "name": [sheet.name, HEADER, column],
        "categories": [sheet.name, first, along, last, along],
        "values": [sheet.name, first, column, last, column],
    }
