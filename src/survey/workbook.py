"""The Excel workbook: every clean table, the tallies behind the charts, charts to restyle.

Text is written as text whatever it begins with, no cell holds a formula, no cells are merged; the
same tables give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.chart import Chart as NativeChart
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from survey import __released__, __version__
from survey.charts.house import sentences
from survey.charts.template import ACCENT, CONTRAST, OKABE_ITO, PALE, RULE, colour_of
from survey.declared import STRICT, included, read_declaration
from survey.dictionary import entries
from survey.displays import headings
from survey.errata import Erratum
from survey.figures import REPORT, Tables
from survey.outputs import beside
from survey.schemas import describe_table, sources_of, table_names
from survey.sources import Source
from survey.text import width

HEADER = 4
"""Row of the headings: title, explanation, source and the way back stand above, as on each sheet."""
_WIDEST, _NARROWEST, _LINE = 60.0, 8.0, 15.0
"""Widths of columns in characters, height of a line in points."""
_CASE = ("case_id", "procedure", "prefecture", "cluster_label", "x", "y")
"""What the sheet of a chart of single cases tells of each; the rest is in their table."""
_GRID = {"major_gridlines": {"visible": True, "line": {"color": RULE}}}
_COUNTS = {**_GRID, "min": 0}
_FONT = {"font_name": "Meiryo UI", "font_size": 10, "valign": "top"}


@dataclass(frozen=True)
class _Line:
    __pydantic_config__ = STRICT

    label: str
    text: str


@dataclass(frozen=True)
class _Wording:
    """What the workbook says around the tables."""

    __pydantic_config__ = STRICT

    sheets: Mapping[str, str]
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    cover: tuple[_Line, ...]
    headings: Mapping[str, tuple[str, ...] | str]
    columns: Mapping[str, str]
    values: Mapping[str, str]


@dataclass(frozen=True)
class _Sheet:
    """One sheet to write: name, name of its Excel table, what stands above it, its rows."""

    name: str
    table: str
    title: str
    lines: tuple[str, ...]
    rows: pd.DataFrame
    chart: str = ""
    alt: str = ""


@cache
def _wording() -> _Wording:
    return read_declaration(_Wording, included("workbook.toml"), "the words of the workbook")


def write_workbook(
    out: Path, tables: Tables, errata: Sequence[Erratum], sources: Mapping[str, Source]
) -> None:
    """Write the workbook beside its place and move it there.

    Raises
    ------
    BadInput
        If the file cannot be written.
    """
    sheets = [*_tables(tables, sources), *_charts(tables)]
    sheets = [_notes(errata), _dictionary(), *sheets]
    sheets = [_cover(sources), _contents(sheets), *sheets]
    options = {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    failures = xlsxwriter.exceptions.XlsxWriterException
    with beside(out, "the workbook", failures) as new, xlsxwriter.Workbook(new, options) as book:
        book.set_properties(
            {"title": sheets[0].title, "created": datetime.fromisoformat(__released__)}
        )
        for sheet in sheets:
            _write(book, sheet)


def _headed(name: str, rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(_wording().headings[name]))


def _cover(sources: Mapping[str, Source]) -> _Sheet:
    words = _wording()
    facts = {
        "version": __version__, "released": __released__,
        "sources": "、".join(source.citation for source in sources.values()),
    }  # fmt: skip
    rows = [(line.label, line.text.format(**facts)) for line in words.cover]
    return _Sheet(words.sheets["cover"], "cover", words.titles["cover"], (), _headed("cover", rows))


def _contents(sheets: Sequence[_Sheet]) -> _Sheet:
    words = _wording()
    rows = [(sheet.name, sheet.title, len(sheet.rows)) for sheet in sheets]
    return _Sheet(
        words.sheets["contents"], "contents", words.titles["contents"],
        (words.texts["contents"],), _headed("contents", rows),
    )  # fmt: skip


def _notes(errata: Sequence[Erratum]) -> _Sheet:
    words = _wording()
    rows = [
        (e.id, e.document, e.table, e.where, e.line, e.quote, e.found, e.handling) for e in errata
    ]
    return _Sheet(
        words.sheets["notes"], "errata", words.titles["notes"], (words.texts["notes"],),
        _headed("notes", rows),
    )  # fmt: skip


def _dictionary() -> _Sheet:
    words = _wording()
    rows = [
        (e.table, e.column, e.title["ja"], e.type, e.unit, "○" if e.required else "", e.key,
         e.description["ja"], e.values["ja"])
        for e in entries()
    ]  # fmt: skip
    return _Sheet(
        words.sheets["dictionary"], "dictionary", words.titles["dictionary"],
        (words.texts["dictionary"],), _headed("dictionary", rows),
    )  # fmt: skip


def _tables(tables: Tables, sources: Mapping[str, Source]) -> list[_Sheet]:
    words, sheets = _wording(), []
    for name in table_names():
        described = describe_table(name)
        cited = "、".join(sources[source].citation for source in sources_of(name))
        lines = [described["description"], words.texts["source"].format(cited) if cited else ""]
        rows = tables.read(name)
        titles = {e.column: e.title["ja"] for e in entries() if e.table == name}
        title = str(described["title"])
        sheets.append(_Sheet(title[:31], name, title, tuple(lines), rows.rename(columns=titles)))
    return sheets


def _charts(tables: Tables) -> list[_Sheet]:
    words, sheets = _wording(), []
    for place, (name, chart) in enumerate(REPORT.items(), 1):
        frames = [frame for frame in chart.frames(tables) if isinstance(frame, pd.DataFrame)]
        meta = chart.make(tables)["ja"].layout.meta
        lines = (meta["subtitle"], "　".join([*meta["foot"], words.texts["empty"]]))
        for part, frame in enumerate(frames, 1):
            label = words.sheets["chart" if part == 1 else "chart_again"].format(place, part)
            shown, alt = (name, meta["alt"]) if part == 1 else ("", "")
            table = name if part == 1 else f"{name}_{part}"
            rows = _tallied(frame, _titles(name))
            sheets.append(_Sheet(label, f"fig_{table}", meta["title"], lines, rows, shown, alt))
    return sheets


def _titles(chart: str) -> dict[str, str]:
    """Return the Japanese headings of the columns of a chart's frames."""
    declared = _wording().columns
    own = {name.removeprefix(f"{chart}."): title for name, title in declared.items()
           if name.startswith(f"{chart}.")}  # fmt: skip
    return {**headings(), **declared, **own}


def _tallied(frame: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return a tally of two variables as a table of rows by columns with totals, others as they
    are, with Japanese headings; where a prefecture gave no answer its counts are missing."""
    variables = [name.removesuffix("_code") for name in frame.columns if name.endswith("_code")]
    plain = [c for c in frame.columns if not c.endswith(("_en", "_code", "answered"))]
    if "answered" in frame.columns:
        frame = frame.assign(count=frame["count"].where(frame["answered"]))
    if len(variables) != 2 or "count" not in frame.columns:
        shown = [name for name in plain if name in _CASE or "case_id" not in plain]
        grouped = [name for name in ("cluster_id", "kind") if name in frame.columns]
        values = frame.sort_values(grouped, kind="stable") if grouped else frame
        return values[shown].replace(dict(_wording().values)).rename(columns=titles)
    down, across = variables
    columns = {titles.get(down, down): frame[down].drop_duplicates().tolist()}
    columns |= {
        str(part): rows["count"].tolist() for part, rows in frame.groupby(across, sort=False)
    }
    wide = pd.DataFrame(columns)
    wide[wide.columns[1:]] = wide[wide.columns[1:]].astype("Int64")
    total = wide[wide.columns[1:]].sum(axis=1, min_count=1)
    return wide.assign(**{str(_wording().headings["total"]): total})


def _write(book: Workbook, sheet: _Sheet) -> None:
    words = _wording()
    page = book.add_worksheet(sheet.name)
    page.set_row(0, 1.6 * _LINE)
    page.write_string(0, 0, sheet.title, book.add_format({**_FONT, "bold": True, "font_size": 14}))
    for row, line in enumerate(sheet.lines[:2], 1):
        page.write_string(row, 0, line, book.add_format({**_FONT, "font_color": PALE}))
    contents = words.sheets["contents"]
    if sheet.name != contents:
        page.write_url(3, 0, f"internal:'{contents}'!A1", string=words.texts["back"])
    _write_table(book, page, sheet)
    page.freeze_panes(HEADER + 1, 0 if len(sheet.rows.columns) < 4 else 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER)
    page.set_footer("&C&P / &N")
    if sheet.name == contents:
        for row, name in enumerate(sheet.rows.iloc[:, 0], HEADER + 1):
            page.write_url(row, 0, f"internal:'{name}'!A1", string=str(name))
    if sheet.chart:
        _draw(book, page, sheet)


def _write_table(book: Workbook, page: Worksheet, sheet: _Sheet) -> None:
    """Write the rows as an Excel table: numbers as numbers, all else as text, missing as empty."""
    text, number = (book.add_format({**_FONT, "text_wrap": wrap}) for wrap in (True, False))
    head = book.add_format({**_FONT, "text_wrap": True, "bold": True, "bg_color": "#DDE8F2"})
    rows = sheet.rows
    heights = [1.0] * len(rows)
    for place, name in enumerate(rows.columns):
        column = rows[name]
        is_number = pd.api.types.is_numeric_dtype(column)
        ems = [0.0 if pd.isna(value) else width(str(value)) for value in column]
        room = min(max(2.2 * max([width(str(name)) + 1.5, *ems]), _NARROWEST), _WIDEST)
        page.set_column(place, place, room)
        heights = [max(h, -(-2.2 * em // room)) for h, em in zip(heights, ems, strict=True)]
        for row, value in enumerate(column, HEADER + 1):
            if pd.isna(value):
                page.write_blank(row, place, None, text)
            elif is_number:
                page.write_number(row, place, float(value), number)
            else:
                page.write_string(row, place, str(value), text)
    for row, lines in enumerate(heights, HEADER + 1):
        page.set_row(row, min(_LINE * lines + 3, 400))
    last = HEADER + max(len(rows), 1)
    columns = [{"header": str(name), "header_format": head} for name in rows.columns]
    page.add_table(
        HEADER, 0, last, len(columns) - 1,
        {"name": sheet.table, "columns": columns, "style": "Table Style Light 1"},
    )  # fmt: skip
    # 01 is a code and shall stay text.
    page.ignore_errors({"number_stored_as_text": f"A1:AZ{last + 1}"})


def _draw(book: Workbook, page: Worksheet, sheet: _Sheet) -> None:
    """Draw the native chart of a tally beside it: bars, columns, a grid in shades, or panels."""
    form, rows = sentences().charts[sheet.chart].form, sheet.rows
    parts = [place for place, name in enumerate(rows.columns[1:], 1)
             if pd.api.types.is_numeric_dtype(rows[name])]  # fmt: skip
    totals = str(_wording().headings["total"])
    shown = [place for place in parts if rows.columns[place] != totals]
    last = HEADER + len(rows)
    if form == "grid":
        colours = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": ACCENT}
        page.conditional_format(HEADER + 1, shown[0], last, shown[-1], colours)
        return
    if form == "panels":
        _draw_panels(book, page, sheet)
        return
    if form == "points":
        chart = book.add_chart({"type": "scatter"})
        titles = _titles(sheet.chart)
        names = list(rows.columns)
        x, y = names.index(titles["x"]), names.index(titles["y"])
        group = next(titles[n] for n in ("cluster_label", "kind") if titles[n] in names)
        plain = rows.reset_index(drop=True)
        for place, (label, points) in enumerate(plain.groupby(group, sort=False)):
            first, end = HEADER + 1 + points.index[0], HEADER + 1 + points.index[-1]
            colour = {"color": OKABE_ITO[place % len(OKABE_ITO)]}
            chart.set_y_axis(_GRID)
            marker = {"type": "circle", "size": 5, "fill": colour, "border": colour}
            chart.add_series(
                {"name": str(label), "categories": [sheet.name, first, x, end, x],
                 "values": [sheet.name, first, y, end, y], "marker": marker}
            )  # fmt: skip
    else:
        kind = "bar" if form == "bars" else "column"
        share = sentences().charts[sheet.chart].shares
        chart = book.add_chart({"type": kind, "subtype": "percent_stacked" if share else "stacked"})
        variable = _variable(sheet.chart)
        for place, column in enumerate(shown[:1] if form == "network" else shown):
            chart.add_series(
                {"name": [sheet.name, HEADER, column],
                 "categories": [sheet.name, HEADER + 1, 0, last, 0],
                 "values": [sheet.name, HEADER + 1, column, last, column],
                 "fill": {"color": colour_of(variable, place + 1, place)},
                 "border": {"color": PALE}, "gap": 40}
            )  # fmt: skip
        labels = {"interval_unit": 1, "num_font": {"size": 8}, "reverse": kind == "bar"}
        chart.set_x_axis(_COUNTS if kind == "bar" else labels)
        chart.set_y_axis(labels if kind == "bar" else _COUNTS)
    _insert(
        page, chart, sheet, len(rows.columns) + 1, (760, min(max(24 * len(rows), 240), 900) + 120)
    )


def _variable(chart: str) -> str:
    """Return the variable that the colours of a chart tell apart."""
    for frame in REPORT[chart].frames(Tables()):
        if isinstance(frame, pd.DataFrame):
            names = [name for name in frame.columns if name.endswith("_code")]
            return str(names[-1]).removesuffix("_code") if len(names) > 1 else ""
    return ""


def _draw_panels(book: Workbook, page: Worksheet, sheet: _Sheet) -> None:
    rows = sheet.rows.reset_index(drop=True)
    names = list(rows.columns)
    titles = _titles(sheet.chart)
    year, target, actual, panel = (
        names.index(titles[name]) for name in ("fiscal_year", "target", "actual", "panel")
    )
    for place, (title, group) in enumerate(rows.groupby(names[panel], sort=False)):
        first, last = HEADER + 1 + group.index[0], HEADER + 1 + group.index[-1]
        bars, line = book.add_chart({"type": "column"}), book.add_chart({"type": "line"})
        for chart, column, colour in ((bars, actual, ACCENT), (line, target, CONTRAST)):
            chart.add_series(
                {"name": [sheet.name, HEADER, column],
                 "categories": [sheet.name, first, year, last, year],
                 "values": [sheet.name, first, column, last, column],
                 "fill": {"color": colour}, "line": {"color": colour},
                 "marker": {"type": "diamond"}}
            )  # fmt: skip
        bars.combine(line)
        bars.set_y_axis(_COUNTS)
        bars.set_title({"name": str(title), "name_font": {"size": 9}})
        bars.set_legend({"position": "bottom"})
        bars.set_size({"width": 400, "height": 260})
        options = {
            "description": f"{title}（{sheet.alt}）", "object_position": 3,
            "x_offset": place % 2 * 410, "y_offset": place // 2 * 270,
        }  # fmt: skip
        page.insert_chart(HEADER, len(names) + 1, bars, options)


def _insert(
    page: Worksheet, chart: NativeChart, sheet: _Sheet, column: int, size: tuple[int, int]
) -> None:
    chart.set_title({"name": sheet.title, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": size[0], "height": size[1]})
    options: dict[str, Any] = {"description": sheet.alt, "object_position": 2}
    page.insert_chart(HEADER, column, chart, options)
