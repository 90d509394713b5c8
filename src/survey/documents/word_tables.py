"""The tables of a Word document (.docx) as rows of cells, and the paragraphs between them as lines."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

from survey.documents.grids import Grid, GridRow, Mark, Placed, lines_of, rows_of
from survey.documents.rich_text import DELETED
from survey.documents.word_styles import Element, Styles, W, value
from survey.documents.word_text import answer_of, within
from survey.problems import Problem, at_most

PART, STYLES = "word/document.xml", "word/styles.xml"
MOST_UNPACKED = 64 << 20
"""Bytes that the text of a document may unpack to."""


def read_word(path: Path) -> Grid:
    """Return the rows of all tables of a document, and its paragraphs as rows of one cell.

    Deletions that were tracked, struck and hidden text and ruby are left out and told; insertions
    that were tracked are read and told.

    Raises
    ------
    BadInput
        If it unpacks to more than the limit.
    """
    with zipfile.ZipFile(path) as packed:
        body = _part(packed, PART, path).find(f"{W}body")
        styles = Styles(_part(packed, STYLES, path) if STYLES in packed.namelist() else None)
    rows: list[GridRow] = []
    tables = 0
    by_place: set[str] = set()
    for block in within(body if body is not None else Element("body"), "p", "tbl"):
        if block.tag == f"{W}tbl":
            tables += 1
            rows += rows_of(_cells(block, styles), f"table {tables}", lambda row, _: f"row {row}")
            style = block.find(f"{W}tblPr/{W}tblStyle")
            if styles.of("table", style).hides_by_place:
                by_place.add(value(style, "of tables"))
        else:
            text, told = answer_of(block, styles)
            if text.strip() or told:
                marks = tuple(Mark(0, *each) for each in told)
                place = f"before table {tables + 1}"
                rows.append(GridRow((lines_of(text),), "text", place, marks))
    problems = [
        Problem(
            "warning", path.name, None,
            f"the style {style} strikes or hides text of some rows or columns, which is read like "
            "other text",
            "text that is struck or hidden by itself", "compare with the document in Word",
        )
        for style in sorted(by_place)
    ]  # fmt: skip
    return Grid(path.name, tuple(rows), False, tuple(problems))


def _part(packed: zipfile.ZipFile, name: str, path: Path) -> Element:
    size = packed.getinfo(name).file_size
    at_most(MOST_UNPACKED, size, path, f"it unpacks to {size:,} bytes", "split it by table")
    return ElementTree.fromstring(packed.read(name))


def _cells(table: Element, styles: Styles) -> list[Placed]:
    """Return the cells of a table; one that goes on in the row below reaches over both."""
    placed: list[Placed] = []
    above: dict[int, int] = {}
    style = styles.of("table", table.find(f"{W}tblPr/{W}tblStyle"))
    for number, row in enumerate(within(table, "tr")):
        gone = row.find(f"{W}trPr/{W}del") is not None
        column = int(value(row.find(f"{W}trPr/{W}gridBefore"), "0"))
        for cell in (one for one in row.iter(f"{W}tc") if _is_own(row, one)):
            wide = int(value(cell.find(f"{W}tcPr/{W}gridSpan"), "1"))
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            if merged is not None and value(merged, "continue") == "continue" and column in above:
                at = above[column]
                placed[at] = placed[at]._replace(rows=placed[at].rows + 1)
            else:
                above.pop(column, None)
                if merged is not None:
                    above[column] = len(placed)
                text, told = answer_of(cell, styles, style, DELETED if gone else "")
                placed.append(Placed(number, column, lines_of(text), told, 1, wide))
            column += wide
    return placed


def _is_own(row: Element, cell: Element) -> bool:
    """Tell whether a cell is one of the row, not of a table inside one of its cells."""
    return all(cell not in inner.iter(f"{W}tc") for inner in row.iter(f"{W}tbl"))
