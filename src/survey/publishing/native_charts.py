"""Charts of Excel beside the tallies of the workbook, for a person to restyle."""

from __future__ import annotations

from typing import Any

import pandas as pd
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from survey.charts.house_style import sentences
from survey.charts.shapes import SIGNS
from survey.charts.template import ACCENT, CONTRAST, PALE, RULE, colour_of
from survey.publishing.sheets import HEADER, Sheet, titles_of, wording

_GRID = {"major_gridlines": {"visible": True, "line": {"color": RULE}}}
_COUNTS = {**_GRID, "min": 0}


def draw(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    """Draw the native chart of a tally beside it: bars, columns or panels; a grid gets shades, and
    signs their colours."""
    form, rows = sentences().charts[sheet.chart].form, sheet.rows
    parts = [place for place, name in enumerate(rows.columns[1:], 1)
             if pd.api.types.is_numeric_dtype(rows[name])]  # fmt: skip
    totals = str(wording().headings["total"])
    shown = [place for place in parts if rows.columns[place] != totals]
    last = HEADER + len(rows)
    if form == "grid":
        colours = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": ACCENT}
        page.conditional_format(HEADER + 1, shown[0], last, shown[-1], colours)
        return
    if form == "signs":
        for code, sign in SIGNS.items():
            colour = book.add_format({"bg_color": colour_of(sheet.variable, code, 0)})
            equal = {"type": "cell", "criteria": "==", "value": f'"{sign}"', "format": colour}
            page.conditional_format(HEADER + 1, 1, last, len(rows.columns) - 1, equal)
        return
    if not shown or form == "small_bars":  # a map of names; panels of several scales
        return
    if form == "panels":
        _draw_panels(book, page, sheet)
        return
    kind = "bar" if form == "bars" else "column"
    share = sentences().charts[sheet.chart].shares
    chart = book.add_chart({"type": kind, "subtype": "percent_stacked" if share else "stacked"})
    for place, column in enumerate(shown[:1] if form == "network" else shown):
        colour = {"color": colour_of(sheet.variable, place + 1, place)}
        cells = _series(sheet, HEADER + 1, last, 0, column)
        chart.add_series({**cells, "fill": colour, "border": {"color": PALE}, "gap": 40})
    labels = {"interval_unit": 1, "num_font": {"size": 8}, "reverse": kind == "bar"}
    chart.set_x_axis(_COUNTS if kind == "bar" else labels)
    chart.set_y_axis(labels if kind == "bar" else _COUNTS)
    chart.set_title({"name": sheet.title, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": min(max(24 * len(rows), 240), 900) + 120})
    options = {"description": sheet.alt, "object_position": 2}
    page.insert_chart(HEADER + 1, len(rows.columns) + 1, chart, options)


def _draw_panels(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    rows = sheet.rows.reset_index(drop=True)
    names = list(rows.columns)
    titles = titles_of(sheet.chart)
    year, target, actual, panel = (
        names.index(titles[name]) for name in ("fiscal_year", "target", "actual", "panel")
    )
    for place, (title, group) in enumerate(rows.groupby(names[panel], sort=False)):
        first, last = HEADER + 1 + group.index[0], HEADER + 1 + group.index[-1]
        bars, line = book.add_chart({"type": "column"}), book.add_chart({"type": "line"})
        for chart, column, colour in ((bars, actual, ACCENT), (line, target, CONTRAST)):
            look = {"fill": {"color": colour}, "line": {"color": colour}}
            cells = _series(sheet, first, last, year, column)
            chart.add_series({**cells, **look, "marker": {"type": "diamond"}})
        bars.combine(line)
        bars.set_y_axis(_COUNTS)
        bars.set_title({"name": str(title), "name_font": {"size": 9}})
        bars.set_legend({"position": "bottom"})
        bars.set_size({"width": 400, "height": 260})
        options = {
            "description": f"{title}（{sheet.alt}）", "object_position": 3,
            "x_offset": place % 2 * 410, "y_offset": place // 2 * 270,
        }  # fmt: skip
        page.insert_chart(HEADER + 1, len(names) + 1, bars, options)


def _series(sheet: Sheet, first: int, last: int, along: int, column: int) -> dict[str, Any]:
    """Return where the name, the categories and the values of a series stand on the sheet."""
    return {
        "name": [sheet.name, HEADER, column],
        "categories": [sheet.name, first, along, last, along],
        "values": [sheet.name, first, column, last, column],
    }
