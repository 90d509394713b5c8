"""The Excel workbook: every clean table, the tallies behind the charts, charts to restyle.

Every sheet is one table from its first row on, as programs read it: titles, explanations and sources
stand in the contents. Text is written as text whatever it begins with, no cell holds a formula, no
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
from survey.outputs import beside
from survey.publishing.native_charts import draw
from survey.publishing.report_set import Tables
from survey.publishing.sheets import HEADER, Sheet, all_sheets, wording
from survey.reading.errata import Erratum
from survey.reading.sources import Source
from survey.text import width

_WIDEST, _NARROWEST, _LINE = 60.0, 8.0, 15.0
"""Widths of columns in characters, height of a line in points."""
_LONGEST_TIP = 255
"""Characters that Excel shows over a link."""
_FONT = {"font_name": "Meiryo UI", "font_size": 10, "valign": "top"}


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
    linked = book.add_format({**_FONT, "font_color": "#0563C1", "underline": 1})
    page = book.add_worksheet(sheet.name)
    _write_table(book, page, sheet)
    page.freeze_panes(HEADER + 1, 0 if len(sheet.rows.columns) < 4 else 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER)
    # No size before the title: one that begins with 2015 would be read as part of it.
    page.set_header(f"&L{sheet.title.replace('&', '&&')}")
    page.set_footer("&C&P / &N")
    if sheet.name == contents:
        for row, name in enumerate(sheet.rows.iloc[:, 0], HEADER + 1):
            page.write_url(row, 0, f"internal:'{name}'!A1", linked, str(name))
    elif sheet.name == cover:
        row = HEADER + 1 + sheet.rows.iloc[:, 0].tolist().index(contents)
        page.write_url(row, 0, f"internal:'{contents}'!A1", linked, contents)
    else:  # The first heading is the way back: a link beside the table would be read as data.
        tip = words.texts["back"].format(sheet.title)[:_LONGEST_TIP]
        first = str(sheet.rows.columns[0])
        page.write_url(HEADER, 0, f"internal:'{contents}'!A1", _head(book), first, tip)
    if sheet.chart:
        draw(book, page, sheet)


def _head(book: Workbook) -> Format:
    return book.add_format({**_FONT, "text_wrap": True, "bold": True, "bg_color": "#DDE8F2"})


def _write_table(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    """Write the rows as an Excel table: numbers as numbers, all else as text, missing as empty."""
    text, number = (book.add_format({**_FONT, "text_wrap": wrap}) for wrap in (True, False))
    head, rows = _head(book), sheet.rows
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
