"""The sheets of an Excel workbook as rows of cells, each with its sheet and its place on it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
from openpyxl.cell.rich_text import CellRichText
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape

from survey.documents.colours import BLACK, WHITE, Colour, of_words
from survey.documents.grids import MOST_CELLS, Grid, Placed
from survey.documents.rich_text import Told, answer, in_lines
from survey.documents.sheets.grids import ADVICE, Sheet, bounded, columns_named, grid_of, place
from survey.documents.sheets.number_formats import JAPANESE_DATES, shown
from survey.documents.text_styles import USUAL_SIZE, TextStyle
from survey.problems import Problem, at_most
from survey.text import shorten

MOST_UNPACKED = 64 << 20
"""Bytes that a workbook may unpack to; all tables of the survey of 2020 have one million."""
MOST_TEXT = 10_000_000
"""Characters that a workbook may have in all; those tables have 66,000."""

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/{}"
_MERGED = re.compile(rb'<mergeCell [^<>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')


def read_workbook(path: Path) -> Grid:
    """Return the rows of all visible sheets, in the order of the workbook, hidden rows too.

    A cell merged over rows gives its text to all of them, as a person reads it.

    Raises
    ------
    BadInput
        If the workbook is larger than the limits.
    """
    formulas = bounded_file(path)
    book = openpyxl.load_workbook(path, data_only=True, rich_text=True)
    with zipfile.ZipFile(path) as packed:
        drawn = {
            name: ([corner(anchor) for anchor in anchors], _said(anchors))
            for name, anchors in drawings(packed)
        }
    sheets = [_sheet(path, sheet, *drawn.get(sheet.title, ([], ""))) for sheet in book.worksheets]
    places = _not_calculated(path, book) if formulas else []
    grid = grid_of(path, sheets)
    size = sum(len(line.text) for row in grid.rows for cell in row.cells for line in cell or ())
    at_most(MOST_TEXT, size, path, f"it has {size:,} characters", ADVICE)
    if not places:
        return grid
    problem = Problem(
        "warning", path.name, None,
        f"cells with a formula that was never calculated: {len(places):,}, first {places[0]}",
        "its result", "open the workbook in Excel or LibreOffice and save it there",
    )  # fmt: skip
    return replace(grid, problems=(*grid.problems, problem))


def bounded_file(path: Path) -> bool:
    """Tell whether a workbook has formulas, before it is opened.

    Raises
    ------
    BadInput
        If it unpacks to more than the limit, or merges more cells.
    """
    merged, formulas = 0, False
    with zipfile.ZipFile(path) as packed:
        size = sum(entry.file_size for entry in packed.infolist())
        at_most(MOST_UNPACKED, size, path, f"it unpacks to {size:,} bytes", ADVICE)
        for entry in packed.infolist():
            if entry.filename.startswith("xl/worksheets/"):
                text = packed.read(entry)
                merged += sum(map(_cells, _MERGED.findall(text)))
                formulas = formulas or b"<f" in text
    at_most(MOST_CELLS, merged, path, f"{merged:,} cells are merged", ADVICE)
    return formulas


def drawings(packed: zipfile.ZipFile) -> Iterator[tuple[str, list[ElementTree.Element]]]:
    """Yield the name of each sheet that has drawings with the anchors of these."""
    sheets = get_dependents(packed, "xl/_rels/workbook.xml.rels")
    for sheet in ElementTree.fromstring(packed.read("xl/workbook.xml")).iter(_SHEET):
        parts = get_rels_path(sheets.get(sheet.get(_ID)).target)
        if parts not in packed.namelist():
            continue
        anchors = [
            anchor
            for part in get_dependents(packed, parts)
            if part.Type.endswith("/drawing")
            for anchor in ElementTree.fromstring(packed.read(part.target))
        ]
        if anchors:
            yield sheet.get("name", ""), anchors


def _said(anchors: Iterable[ElementTree.Element]) -> str:
    texts = (text for one in anchors for text in one.iter(f"{{{_DRAWING.format('main')}}}t"))
    return "".join(text.text or "" for text in texts)


def corner(anchor: ElementTree.Element, end: str = "from") -> str:
    """Return the cell in which a drawing begins, or ends (`to`); A1 where it is not told."""
    at = [
        anchor.findtext(f"{{*}}{end}/{{{_DRAWING.format('spreadsheetDrawing')}}}{name}")
        for name in ("col", "row")
    ]
    column, row = (int(number) if number else 0 for number in at)
    return place(row, column)


def _sheet(path: Path, sheet: Any, drawn: list[str], said: str) -> Sheet:
    """Return the cells of a sheet, which rows and columns are hidden, where conditions can strike or
    hide text, and where notes and drawings stand."""
    if sheet.sheet_state != "visible":
        return Sheet(sheet.title, is_visible=False)
    bounded(path, sheet.title, sheet.max_row * sheet.max_column)
    rows = [
        str(number) for number, row in sheet.row_dimensions.items()
        if (row.hidden or (row.height is not None and row.height < 1))
        and any(cell.value not in (None, "") for cell in sheet[number])
    ]  # fmt: skip
    columns = [
        columns_named(column.min - 1, column.max - 1)
        for column in sheet.column_dimensions.values()
        if column.hidden or column.width < 0.5
    ]
    conditional = [
        str(area.sqref) for area in sheet.conditional_formatting for rule in area.rules
        if rule.dxf is not None and _look(rule.dxf.font, WHITE).is_odd
    ]  # fmt: skip
    notes = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]
    return Sheet(
        sheet.title, True, list(_placed(sheet)), rows, columns, conditional, notes, drawn, said,
        bool(sheet.auto_filter.ref),
    )  # fmt: skip


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


def _placed(sheet: Any) -> Iterator[Placed]:
    """Yield the cells of a sheet that hold something or are merged."""
    spans = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        for cell in row:
            area = spans.get((cell.row, cell.column))
            if area is None and cell.value is None:
                continue
            text, told = _shown(cell)
            text = unescape(text)  # _x000D_ is a line break of Windows
            reach = area.size if area else {}
            yield Placed(cell.row - 1, cell.column - 1, text, told, **reach)


def _shown(cell: Any) -> tuple[str, list[Told]]:
    """Return the text of a cell as a person sees it, and what is told of it."""
    value, sure = cell.value, True
    if value is None:
        return "", []
    ground = _ground(cell.fill)
    look = _look(cell.font, ground)
    if isinstance(value, CellRichText):
        pieces = [
            look.piece(part) if isinstance(part, str)
            else _look(part.font, ground, look.why()).piece(part.text)
            for part in value
        ]  # fmt: skip
    else:
        plain = cell.number_format in ("General", "@") or "@" not in cell.number_format
        text, sure = (value, plain) if isinstance(value, str) else _formatted(cell)
        pieces = [look.piece(text)]
    text, told = answer(in_lines([pieces]))
    if not sure:
        found = f"{shorten(text)} can be shown otherwise there, as {cell.number_format}"
        told.append(Told(found))
    if text and cell.number_format.replace(" ", "") == ";;;":
        told.append(Told("its format shows nothing of it", certain=False))
    return text, told


def _formatted(cell: Any) -> tuple[str, bool]:
    """Return a number or date as its cell shows it, and whether that is certain."""
    form = JAPANESE_DATES.get(cell._style.numFmtId)
    if form is None or isinstance(cell.value, bool):
        return shown(cell.value, cell.number_format)
    value = cell.value
    if isinstance(value, int | float):
        value = from_excel(value, cell.parent.parent.epoch)
    return shown(value, form)[0], False


def _look(font: Any, ground: Colour | None, of_cell: str = "") -> TextStyle:
    """Return how a font sets text, or else that of its cell."""
    if font is None:
        return TextStyle(ground=ground, part=of_cell)
    look = TextStyle(
        struck=bool(font.strike),
        size=USUAL_SIZE if font.sz is None else font.sz,
        raised={"superscript": 1, "subscript": -1}.get(font.vertAlign, 0),
        colour=_colour(font.color),
        ground=ground,
    )
    return look if look.why() else look._replace(part=of_cell)


def _ground(fill: Any) -> Colour | None:
    plain = fill is None or fill.fill_type is None
    return WHITE if plain else _colour(fill.fgColor) if fill.fill_type == "solid" else None


def _colour(colour: Any) -> Colour | None:
    """Return a colour; None where that of the program, or of a theme, is not known."""
    if colour is None or colour.tint:
        return None
    if colour.type == "rgb":
        return of_words(str(colour.rgb)[-6:])[0]
    known = ((1, 9), (0, 8)) if colour.type == "indexed" else ((0,), (1,))
    number = colour.indexed if colour.type == "indexed" else colour.theme
    return WHITE if number in known[0] else BLACK if number in known[1] else None
