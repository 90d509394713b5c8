"""The cells of a CSV file or a workbook as they are stored, and what lies on and around them.

For judging the file itself: nothing is put right on the way, and nothing is left out.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey.documents.csv_tables import delimiter_of, told_as_bad
from survey.documents.grids import MOST_CELLS
from survey.documents.plain_text import EUC, LARGEST_FILE, decode
from survey.inputs import read_input
from survey.problems import at_most

Area = tuple[int, int, int, int]
"""Rows and columns of a range, counted from 1, the last ones with it: top, left, bottom, right."""
_SHOWN = 1_000
"""Lines of a file by which it is told what parts its values."""


@dataclass(frozen=True)
class Cell:
    """A cell that holds something; `look` names fill, weight and colour where they are not plain,
    as those of a link are."""

    text: str
    is_number: bool = False
    is_formula: bool = False
    look: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet, or a whole CSV file, whose name is then empty; `objects` are what lies on the cells,
    with its kind and the range it covers."""

    name: str
    rows: Sequence[Sequence[Cell | None]]
    merged: Sequence[Area] = ()
    hidden: Sequence[str] = ()
    objects: Sequence[tuple[str, Area]] = ()
    is_visible: bool = True


@dataclass(frozen=True)
class CsvFile:
    """A CSV file: its cells, its encoding, whether it has a byte order mark."""

    sheet: Sheet
    encoding: str
    has_mark: bool


def csv_file(path: Path) -> CsvFile:
    """Return the cells of a file of comma-, tab- or semicolon-separated values.

    Raises
    ------
    BadInput
        If it is too large, or no text of separated values.
    """
    content = read_input(path, LARGEST_FILE, "the file", "a table of separated values")
    text, encoding, _ = decode(content, path)
    with told_as_bad(path):
        delimiter = delimiter_of(text.splitlines()[:_SHOWN])
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    size = len(rows) * max(map(len, rows), default=0)  # a long row makes all others as long
    at_most(MOST_CELLS, size, path, f"it has {size:,} cells", "split it")
    cells = [[Cell(value) if value else None for value in row] for row in rows]
    name = "iso-2022-jp" if encoding == EUC else encoding.removesuffix("-sig")
    return CsvFile(Sheet("", cells), name, encoding == "utf-8-sig")


def workbook(path: Path) -> list[Sheet]:
    """Return the sheets of an .xlsx or .xlsm workbook, hidden ones among them.

    Raises
    ------
    BadInput
        If it is larger than the limits.
    """
    import openpyxl

    from survey.documents.sheets.excel import bounded_file, drawings
    from survey.documents.sheets.grids import bounded

    bounded_file(path)
    book = openpyxl.load_workbook(path)
    with zipfile.ZipFile(path) as packed:
        drawn = {
            name: [_object(anchor) for anchor in anchors] for name, anchors in drawings(packed)
        }
    sheets = []
    for sheet in book.worksheets:
        bounded(path, sheet.title, sheet.max_row * sheet.max_column)
        merged = [(a.min_row, a.min_col, a.max_row, a.max_col) for a in sheet.merged_cells.ranges]
        notes = [("note", (cell.row, cell.column, cell.row, cell.column))
                 for row in sheet.iter_rows() for cell in row if cell.comment]  # fmt: skip
        rows = [[_cell(cell) for cell in row] for row in sheet.iter_rows()]
        sheets.append(
            Sheet(sheet.title, rows, sorted(merged), list(_hidden(sheet)),
                  [*drawn.get(sheet.title, ()), *notes], sheet.sheet_state == "visible")
        )  # fmt: skip
    return sheets


def _cell(cell: Any) -> Cell | None:
    if cell.value is None or cell.value == "":
        return None
    is_number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    return Cell(
        str(cell.value), is_number, cell.data_type == "f", "" if cell.hyperlink else _look(cell)
    )


def _look(cell: Any) -> str:
    """Return what sets a cell apart from plain ones to the eye."""
    fill, font, found = cell.fill, cell.font, []
    if fill is not None and fill.fill_type is not None:
        found.append(f"fill {_colour(fill.fgColor)}")
    if font is not None:
        found += [name for name in ("b", "i", "strike", "u") if getattr(font, name)]
        colour = _colour(font.color)
        if colour not in ("", "rgb FF000000", "theme 1", "indexed 8", "indexed 64"):
            found.append(f"font {colour}")
    return ", ".join(found)


def _colour(colour: Any) -> str:
    if colour is None:
        return ""
    return f"{colour.type} {getattr(colour, colour.type)}"


def _hidden(sheet: Any) -> Iterator[str]:
    """Yield the rows and columns of a sheet that are hidden, folded groups among them."""
    for number, row in sheet.row_dimensions.items():
        if row.hidden or row.height == 0:
            yield f"{number}行"
    for letter, column in sheet.column_dimensions.items():
        if column.hidden or column.width == 0:
            yield f"{letter}列"


def _object(anchor: Any) -> tuple[str, Area]:
    """Return the kind of a drawing and the range it covers, from its anchor."""
    from openpyxl.utils import coordinate_to_tuple

    from survey.documents.sheets.excel import corner

    parts = {child.tag.rpartition("}")[2] for child in anchor}
    kind = "picture" if "pic" in parts else "chart" if "graphicFrame" in parts else "shape"
    top, left = coordinate_to_tuple(corner(anchor))
    bottom, right = coordinate_to_tuple(corner(anchor, "to"))
    return kind, (top, left, max(top, bottom), max(left, right))
