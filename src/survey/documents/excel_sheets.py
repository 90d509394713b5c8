"""The sheets of an Excel workbook as rows of cells, each with its sheet and its place on it."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

from survey.documents.grids import Grid, GridRow, Line, Lines
from survey.problems import Problem, at_most

MOST_UNPACKED = 64 << 20
"""Bytes that a workbook may unpack to; all tables of the survey of 2020 have one million."""
MOST_CELLS = 2_000_000
"""Cells that a sheet may have, empty and merged ones among them."""
MOST_TEXT = 10_000_000
"""Characters that a workbook may have in all; those tables have 66,000."""
_ADVICE = "remove what is not part of the tables, empty rows and columns too"

_MERGED = re.compile(rb'<mergeCell [^<>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')


def read_workbook(path: Path) -> Grid:
    """Return the rows of all visible sheets, in the order of the workbook, hidden rows too.

    A cell merged over rows gives its text to all of them, as a person reads it.

    Raises
    ------
    BadInput
        If the workbook is larger than the limits.
    """
    with zipfile.ZipFile(path) as packed:
        size = sum(entry.file_size for entry in packed.infolist())
        at_most(MOST_UNPACKED, size, path, f"it unpacks to {size:,} bytes", _ADVICE)
        merged, formulas = 0, False
        for entry in packed.infolist():
            if entry.filename.startswith("xl/worksheets/"):
                text = packed.read(entry)
                merged += sum(map(_cells, _MERGED.findall(text)))
                formulas = formulas or b"<f" in text
    at_most(MOST_CELLS, merged, path, f"{merged:,} cells are merged", _ADVICE)
    book = openpyxl.load_workbook(path, data_only=True)
    rows: list[GridRow] = []
    problems: list[Problem] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            problems.append(
                Problem("warning", path.name, None, f"the sheet {sheet.title} is hidden",
                        "visible sheets", "unhide it if it is to be read")
            )  # fmt: skip
            continue
        cells = sheet.max_row * sheet.max_column
        at_most(MOST_CELLS, cells, path, f"the sheet {sheet.title} has {cells:,} cells", _ADVICE)
        rows += _rows(sheet)
    size = sum(len(line.text) for row in rows for cell in row.cells for line in cell or ())
    at_most(MOST_TEXT, size, path, f"it has {size:,} characters", _ADVICE)
    if formulas and (places := _not_calculated(path, book)):
        problems.append(
            Problem("warning", path.name, None,
                    f"cells with a formula that was never calculated: {len(places):,}, first "
                    f"{places[0]}", "its result",
                    "open the workbook in Excel or LibreOffice and save it there")
        )  # fmt: skip
    return Grid(path.name, tuple(rows), False, tuple(problems))


def _cells(place: bytes) -> int:
    """Return the number of cells of a range; openpyxl makes a cell of each that is merged."""
    left, top, right, bottom = range_boundaries(place.decode())
    return int((bottom - top + 1) * (right - left + 1))


def _not_calculated(path: Path, book: Any) -> list[str]:
    """Return the places of formulas on visible sheets whose result was not saved."""
    written = openpyxl.load_workbook(path)  # with formulas instead of results
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
        for row in written[sheet.title].iter_rows()
        for cell in row
        if cell.data_type == "f"
        and (result := sheet[cell.coordinate]).value is None
        and result.data_type != "str"  # an empty text is a result
    ]


def _rows(sheet: Any) -> list[GridRow]:
    origin = {
        place: (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for place in area.cells
    }
    rows = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        cells: list[Lines | None] = []
        for column, value in enumerate(values, 1):
            top, left = origin.get((number, column), (number, column))
            text = value if top == number else sheet.cell(top, left).value
            cells.append(None if left < column else _lines(text))
        if any(cells):
            place = f"A{number}:{get_column_letter(len(cells))}{number}"
            rows.append(GridRow(tuple(cells), sheet.title, place))
    return rows


def _lines(value: object) -> Lines:
    """Return the lines of a cell as a person sees them."""
    if value is None:
        return ()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else str(value)
    return tuple(Line(line) for line in text.splitlines() if line.strip())
