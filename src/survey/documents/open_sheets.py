"""The sheets of an OpenDocument file (.ods) as rows of cells, as their text is shown there."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from openpyxl.utils import get_column_letter

from survey.documents.colours import WHITE, Colour
from survey.documents.grids import MOST_CELLS, Grid, GridRow, Placed, lines_of, rows_of
from survey.documents.open_styles import Element, Set, Styles, ground_of, over, piece
from survey.documents.rich_text import RUBY, Piece, Told, answer, on_a_line
from survey.documents.sheet_messages import Besides, hidden_sheet, warnings
from survey.problems import BadInput, Problem, at_most

MOST_UNPACKED = 64 << 20
"""Bytes that the cells of a file may unpack to."""
MOST_SPACES = 1_000
"""Spaces that may stand beside each other."""
_CONTENT, _STYLES = "content.xml", "styles.xml"
_ADVICE = "remove what is not part of the tables, empty rows and columns too"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_BLANK = re.compile(r"[ \t\r\n]+")
_VALUES = ("string-value", "value", "date-value", "time-value", "boolean-value")
_HELD = {f"{_TABLE}formula", *(f"{_OFFICE}{name}" for name in _VALUES)}
"""What of a cell tells that it holds something, where no text does."""


@dataclass
class _Sheet:
    """What is found on a sheet while its cells are read."""

    path: Path
    styles: Styles
    cells: list[Placed] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    conditional: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    filtered: bool = False


def read_open_sheets(path: Path) -> Grid:
    """Return the rows of all visible sheets, in the order of the file, hidden rows too.

    Raises
    ------
    BadInput
        If it has no sheets, or they are larger than the limits.
    """
    with zipfile.ZipFile(path) as packed:
        parts = [
            _part(packed, name, path) for name in (_STYLES, _CONTENT) if name in packed.namelist()
        ]
    book = parts[-1].find("{*}body/{*}spreadsheet")
    if book is None:
        raise BadInput.of(
            path, "it is a document of OpenDocument without sheets", "a sheet (.ods)",
            "save it as .docx or .pdf",
        )  # fmt: skip
    styles = Styles(*parts)
    rows: list[GridRow] = []
    problems: list[Problem] = []
    for table in book.findall("{*}table"):
        name = table.get(f"{_TABLE}name", "")
        if styles.of("table", table.get(f"{_TABLE}style-name", "")).get("display") == "false":
            problems.append(hidden_sheet(path, name))
            continue
        sheet = _Sheet(path, styles)
        columns = _read(table, sheet)
        rows += rows_of(sheet.cells, name, lambda n, w: f"A{n}:{get_column_letter(w)}{n}")
        besides = Besides(
            sheet.hidden, columns, sheet.conditional, sheet.notes, sheet.drawings,
            "".join(sheet.drawn), sheet.filtered,
        )  # fmt: skip
        problems += warnings(path, name, besides)
    return Grid(path.name, tuple(rows), False, tuple(problems))


def _part(packed: zipfile.ZipFile, name: str, path: Path) -> Element:
    size = packed.getinfo(name).file_size
    at_most(MOST_UNPACKED, size, path, f"it unpacks to {size:,} bytes", "split it by table")
    return ElementTree.fromstring(packed.read(name))


def _read(table: Element, sheet: _Sheet) -> list[str]:
    """Read the cells of a sheet; return the columns that are hidden."""
    usual: list[tuple[int, str]] = []
    hidden: list[str] = []
    column = row = 0
    for part in _within(table, "table-column"):
        wide = _number(part, "number-columns-repeated")
        if part.get(f"{_TABLE}visibility", "visible") != "visible":
            first, last = get_column_letter(column + 1), get_column_letter(column + wide)
            hidden.append(first if wide == 1 else f"{first}:{last}")
        column += wide
        usual.append((column, part.get(f"{_TABLE}default-cell-style-name", "")))
    for part in _within(table, "table-row"):
        high = _number(part, "number-rows-repeated")
        _read_row(part, (row, high), usual, sheet)
        row += high
    for shapes in table.findall(f"{_TABLE}shapes"):
        for shape in shapes:
            sheet.drawings.append(shape.get(f"{_TABLE}end-cell-address", "the sheet"))
            sheet.drawn += shape.itertext()
    height = 1 + max((cell.row for cell in sheet.cells), default=0)
    width = 1 + max((cell.column for cell in sheet.cells), default=0)
    _bounded(height * width, sheet)
    return hidden


def _read_row(
    part: Element, rows: tuple[int, int], usual: Sequence[tuple[int, str]], sheet: _Sheet
) -> None:
    """Read the cells of a row: its place, and how many rows below each other are like it."""
    (row, high), column, before = rows, 0, len(sheet.cells)
    for cell in part:
        wide = _number(cell, "number-columns-repeated")
        over = [_number(cell, f"number-{way}-spanned") for way in ("rows", "columns")]
        if cell.tag == f"{_TABLE}table-cell" and (
            len(cell) or cell.attrib.keys() & _HELD or over != [1, 1]
        ):
            name = (
                cell.get(f"{_TABLE}style-name") or part.get(f"{_TABLE}default-cell-style-name")
                or next((style for end, style in usual if column < end), "")
            )  # fmt: skip
            text, told = _answer(cell, name, sheet.styles)
            _bounded(len(sheet.cells) + high * wide, sheet)
            sheet.cells += [
                Placed(row + y, column + x, lines_of(text), told, *over)
                for y in range(high)
                for x in range(wide)
            ]
            place = f"{get_column_letter(column + 1)}{row + 1}"
            if cell.find(f"{_OFFICE}annotation") is not None:
                sheet.notes.append(place)
            if text.strip() and sheet.styles.can_hide(name):
                sheet.conditional.append(place)
            if drawn := [one for one in cell if one.tag.startswith(_DRAW)]:
                sheet.drawings.append(place)
                sheet.drawn += (said for one in drawn for said in one.itertext())
        column += wide
    seen = part.get(f"{_TABLE}visibility", "visible")
    if seen != "visible" and len(sheet.cells) > before:
        sheet.hidden += [str(row + 1 + y) for y in range(high)]
        sheet.filtered = sheet.filtered or seen == "filter"


def _within(table: Element, name: str) -> Iterator[Element]:
    """Yield the rows or columns of a sheet, those of groups and of titles too."""
    for part in table:
        if part.tag == f"{_TABLE}{name}":
            yield part
        elif part.tag.startswith(f"{_TABLE}table-"):
            yield from _within(part, name)


def _number(part: Element, name: str) -> int:
    said = part.get(f"{_TABLE}{name}", "1")
    return max(int(said), 1) if said.isascii() and said.isdigit() and len(said) < 10 else 1


def _bounded(cells: int, sheet: _Sheet) -> None:
    at_most(MOST_CELLS, cells, sheet.path, f"a sheet has {cells:,} cells", _ADVICE)


def _answer(cell: Element, style: str, styles: Styles) -> tuple[str, list[Told]]:
    """Return the text of a cell that is an answer, and what is told of it."""
    sets = styles.of("table-cell", style)
    ground = ground_of(sets, WHITE)
    pieces: list[Piece] = []
    for line in cell.findall(f"{_TEXT}p"):
        pieces += [*([Piece("\n")] if pieces else []), *_pieces(line, sets, "", styles, ground)]
    text, told = answer(on_a_line(pieces))
    stored = next(filter(None, (cell.get(f"{_OFFICE}{name}") for name in _VALUES)), "")
    if stored and not any(one.text.strip() for one in pieces):
        if pieces:
            return stored, [Told("its format shows nothing of it", certain=False)]
        return stored, [Told(f"{stored} can be shown otherwise there")]
    if not pieces and cell.get(f"{_TABLE}formula"):
        told.append(Told("its formula was never calculated", certain=False))
    return text, told


def _pieces(
    parent: Element, sets: Set, why: str, styles: Styles, ground: Colour | None
) -> Iterator[Piece]:
    """Yield the text of a paragraph in pieces, each with why it is no part of the answer."""
    yield piece(_BLANK.sub(" ", parent.text or ""), sets, why, ground)
    for child in parent:
        name = child.tag.removeprefix(_TEXT)
        if name == "s":
            spaces = child.get(f"{_TEXT}c", "1")
            yield Piece(" " * min(int(spaces) if spaces.isdecimal() else 1, MOST_SPACES), why)
        elif name in ("tab", "line-break"):
            yield Piece(" " if name == "tab" else "\n", why)
        elif child.tag.startswith(_TEXT) and name != "note":
            own = styles.of("text", child.get(f"{_TEXT}style-name", "")) if name == "span" else {}
            reason = why or (RUBY if name == "ruby-text" else "")
            yield from _pieces(child, over(sets, own), reason, styles, ground)
        yield piece(_BLANK.sub(" ", child.tail or ""), sets, why, ground)
