"""The sheets of an OpenDocument file (.ods) as rows of cells, as their text is shown there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from survey.documents.colours import WHITE
from survey.documents.grids import Grid, Placed
from survey.documents.rich_text import RUBY, Piece, Told, answer, in_lines
from survey.documents.sheets.grids import Sheet, bounded, columns_named, grid_of, place
from survey.documents.sheets.open_styles import Set, Styles, ground_of, look_of, over
from survey.documents.text_styles import TextStyle
from survey.documents.xml_parts import Element, parts_of
from survey.problems import BadInput

MOST_SPACES = 1_000
"""Spaces that may stand beside each other."""
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_BLANK = re.compile(r"[ \t\r\n]+")
_VALUES = ("string-value", "value", "date-value", "time-value", "boolean-value")
_HELD = {f"{_TABLE}formula", *(f"{_OFFICE}{name}" for name in _VALUES)}
"""What of a cell tells that it holds something, where no text does."""


def read_open_sheets(path: Path) -> Grid:
    """Return the rows of all visible sheets, in the order of the file, hidden rows too.

    Raises
    ------
    BadInput
        If it has no sheets, or they are larger than the limits.
    """
    parts = [part for part in parts_of(path, "styles.xml", "content.xml") if part is not None]
    book = parts[-1].find("{*}body/{*}spreadsheet")
    if book is None:
        raise BadInput.of(
            path, "it is a document of OpenDocument without sheets", "a sheet (.ods)",
            "save it as .docx or .pdf",
        )  # fmt: skip
    styles = Styles(*parts)
    return grid_of(path, (_sheet(path, table, styles) for table in book.findall("{*}table")))


def _sheet(path: Path, table: Element, styles: Styles) -> Sheet:
    """Return the cells of a sheet, and what is on it besides."""
    sheet = Sheet(table.get(f"{_TABLE}name", ""))
    if styles.of("table", table.get(f"{_TABLE}style-name", "")).get("display") == "false":
        sheet.is_visible = False
        return sheet
    usual: list[tuple[int, str]] = []
    cells: list[Placed] = []
    column = row = 0
    for part in _within(table, "table-column"):
        wide = _number(part, "number-columns-repeated")
        if part.get(f"{_TABLE}visibility", "visible") != "visible":
            sheet.columns.append(columns_named(column, column + wide - 1))
        column += wide
        usual.append((column, part.get(f"{_TABLE}default-cell-style-name", "")))
    for part in _within(table, "table-row"):
        high = _number(part, "number-rows-repeated")
        seen = part.get(f"{_TABLE}visibility", "visible")
        held = list(_held(part, usual))
        for column, wide, cell, style in held:
            bounded(path, sheet.name, len(cells) + high * wide)
            text, told = _answer(cell, style, styles)
            cells += [
                Placed(row + y, column + x, text, told, *_reach(cell))
                for y in range(high)
                for x in range(wide)
            ]
            if text.strip() and styles.can_hide(style):
                sheet.conditional.append(place(row, column))
            if cell.find(f"{_OFFICE}annotation") is not None:
                sheet.notes.append(place(row, column))
            drawn = [one for one in cell if one.tag.startswith(_DRAW)]
            sheet.drawings += [place(row, column)] * bool(drawn)
            sheet.drawn += _said(drawn)
        if seen != "visible" and held:
            sheet.rows += [str(row + 1 + y) for y in range(high)]
            sheet.filtered = sheet.filtered or seen == "filter"
        row += high
    for shape in table.findall(f"{_TABLE}shapes/*"):
        sheet.drawings.append(shape.get(f"{_TABLE}end-cell-address", "the sheet"))
        sheet.drawn += _said([shape])
    height = 1 + max((cell.row for cell in cells), default=0)
    width = 1 + max((cell.column for cell in cells), default=0)
    bounded(path, sheet.name, height * width)
    sheet.cells = cells
    return sheet


def _held(
    row: Element, usual: Sequence[tuple[int, str]]
) -> Iterator[tuple[int, int, Element, str]]:
    """Yield the cells of a row that hold something: the column, how many are like it, the style."""
    column = 0
    for cell in row:
        wide = _number(cell, "number-columns-repeated")
        if cell.tag == f"{_TABLE}table-cell" and (
            len(cell) or cell.attrib.keys() & _HELD or _reach(cell) != [1, 1]
        ):
            style = (
                cell.get(f"{_TABLE}style-name") or row.get(f"{_TABLE}default-cell-style-name")
                or next((style for end, style in usual if column < end), "")
            )  # fmt: skip
            yield column, wide, cell, style
        column += wide


def _reach(cell: Element) -> list[int]:
    return [_number(cell, f"number-{way}-spanned") for way in ("rows", "columns")]


def _said(shapes: Iterable[Element]) -> str:
    return "".join(text for shape in shapes for text in shape.itertext())


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


def _answer(cell: Element, style: str, styles: Styles) -> tuple[str, list[Told]]:
    """Return the text of a cell that is an answer, and what is told of it."""
    sets = styles.of("table-cell", style)
    look = TextStyle(ground=ground_of(sets, WHITE))
    pieces = in_lines(_pieces(line, sets, look, styles) for line in cell.findall(f"{_TEXT}p"))
    text, told = answer(pieces)
    stored = next(filter(None, (cell.get(f"{_OFFICE}{name}") for name in _VALUES)), "")
    if stored and not any(one.text.strip() for one in pieces):
        if pieces:
            return stored, [Told("its format shows nothing of it", certain=False)]
        return stored, [Told(f"{stored} can be shown otherwise there")]
    if not pieces and cell.get(f"{_TABLE}formula"):
        told.append(Told("its formula was never calculated", certain=False))
    return text, told


def _pieces(parent: Element, sets: Set, around: TextStyle, styles: Styles) -> Iterator[Piece]:
    """Yield the text of a paragraph in pieces, by what is set of it and how it is set around it."""
    look = look_of(sets, around)
    yield look.piece(_BLANK.sub(" ", parent.text or ""))
    for child in parent:
        name = child.tag.removeprefix(_TEXT)
        if name == "s":
            spaces = child.get(f"{_TEXT}c", "1")
            yield look.piece(" " * min(int(spaces) if spaces.isdecimal() else 1, MOST_SPACES))
        elif name == "tab":
            yield look.piece(" ")
        elif name == "line-break":  # a line ends there though its text is struck
            yield Piece("\n", around.part)
        elif child.tag.startswith(_TEXT) and name != "note":
            own = styles.of("text", child.get(f"{_TEXT}style-name", "")) if name == "span" else {}
            part = RUBY if name == "ruby-text" else around.part
            yield from _pieces(child, over(sets, own), around._replace(part=part), styles)
        yield look.piece(_BLANK.sub(" ", child.tail or ""))
