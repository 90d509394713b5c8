"""The Excel workbook: every clean table, the tallies behind the charts, charts to restyle.

Every sheet but that of the maps is one table from its first row on, as programs read it: titles,
explanations and sources stand in the contents, at the head and foot of the printed page. Text is written as text whatever it begins with, no cell holds a formula, no
cells are merged; the same tables give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from survey import __released__
from survey.charts.template import RULE
from survey.outputs import beside
from survey.publishing.report_set import Tables
from survey.publishing.workbook import tile_map
from survey.publishing.workbook.charts import draw, page_height, room
from survey.publishing.workbook.print_setup import (
    FONT_SIZE,
    Measures,
    measures,
    page_starts,
    set_for_print,
)
from survey.publishing.workbook.sheets import all_sheets
from survey.publishing.workbook.words import HEADER, Sheet, wording
from survey.reading.errata import Erratum
from survey.reading.sources import Source

_LONGEST_TIP = 255
"""Characters that Excel shows over a link."""
_FONT = {"font_name": "Meiryo UI", "font_size": FONT_SIZE, "valign": "top"}


def write_workbook(
    out: Path, tables: Tables, errata: Sequence[Erratum], sources: Mapping[str, Source]
) -> None:
    """Write the workbook beside its place and move it there.

    Raises
    ------
    BadInput
        If the file cannot be written.
    """
    sheets = all_sheets(tables, errata, sources)
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


def _write(book: Workbook, sheet: Sheet) -> None:
    words = wording()
    cover, contents = words.sheets["cover"], words.sheets["contents"]
    linked = book.add_format({**_FONT, "font_color": "#0563C1", "underline": 1, "text_wrap": True})
    page = book.add_worksheet(sheet.name)
    tip = words.texts["back"].format(sheet.title)[:_LONGEST_TIP]
    if not sheet.table:
        tile_map.draw_maps(book, page, sheet, _FONT)
        bold = book.add_format({**_FONT, "bold": True})
        page.write_url(HEADER, 0, f"internal:'{contents}'!A1", bold, sheet.title, tip)
        set_for_print(page, sheet, tile_map.HIGH)
        return
    wide, high = room(sheet)
    measured = measures(sheet, wide)
    _write_table(book, page, sheet, measured)
    page.freeze_panes(HEADER + 1, 0 if len(sheet.rows.columns) < 4 else 1)
    panels = page_height(sheet)
    starts = page_starts(measured.heights, panels) if panels else []
    set_for_print(page, sheet, max(high, measured.pixels), starts[1:])
    if sheet.name == contents:
        for row, name in enumerate(sheet.rows.iloc[:, 0], HEADER + 1):
            page.write_url(row, 0, f"internal:'{name}'!A1", linked, str(name))
    elif sheet.name == cover:
        row = HEADER + 1 + sheet.rows.iloc[:, 0].tolist().index(contents)
        page.write_url(row, 0, f"internal:'{contents}'!A1", linked, contents)
    else:  # The first heading is the way back: a link beside the table would be read as data.
        first = str(sheet.rows.columns[0])
        page.write_url(HEADER, 0, f"internal:'{contents}'!A1", _head(book), first, tip)
    if sheet.chart:
        draw(book, page, sheet, starts)


def _head(book: Workbook) -> Format:
    return book.add_format({**_FONT, "text_wrap": True, "bold": True, "bg_color": "#DDE8F2"})


def _write_table(book: Workbook, page: Worksheet, sheet: Sheet, measured: Measures) -> None:
    """Write the rows as an Excel table: numbers as numbers, all else as text, missing as empty."""
    cell = {**_FONT, "bottom": 1, "bottom_color": RULE}
    text = book.add_format({**cell, "text_wrap": True})
    number = book.add_format({**cell, "align": "right", "indent": 1})
    head, rows = _head(book), sheet.rows
    for place, name in enumerate(rows.columns):
        column = rows[name]
        is_number = pd.api.types.is_numeric_dtype(column)
        page.set_column(place, place, measured.widths[place])
        for row, value in enumerate(column, HEADER + 1):
            if pd.isna(value):
                page.write_blank(row, place, None, text)
            elif is_number:
                page.write_number(row, place, float(value), number)
            else:
                page.write_string(row, place, str(value), text)
    for row, height in enumerate(measured.heights, HEADER):
        page.set_row(row, height)
    last = HEADER + max(len(rows), 1)
    columns = [{"header": str(name), "header_format": head} for name in rows.columns]
    page.add_table(
        HEADER, 0, last, len(columns) - 1,
        {"name": sheet.table, "columns": columns, "style": "Table Style Light 1"},
    )  # fmt: skip
    # 01 is a code and shall stay text.
    page.ignore_errors({"number_stored_as_text": f"A1:AZ{last + 1}"})
