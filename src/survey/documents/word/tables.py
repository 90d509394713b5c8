"""The tables of a Word document (.docx) as rows of cells, and the paragraphs between them as lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from survey.documents.grids import Grid, Placed, flow_of
from survey.documents.rich_text import DELETED
from survey.documents.word.styles import Style, Styles, W, value
from survey.documents.word.text import answer_of, within
from survey.documents.xml_parts import Element, parts_of
from survey.problems import Problem


def read_word(path: Path) -> Grid:
    """Return the rows of all tables of a document, and its paragraphs as rows of one cell.

    Deletions that were tracked, struck and hidden text and ruby are left out and told; insertions
    that were tracked are read and told.

    Raises
    ------
    BadInput
        If it unpacks to more than the limit.
    """
    document, of_styles = parts_of(path, "word/document.xml", "word/styles.xml")
    body = None if document is None else document.find(f"{W}body")
    styles = Styles(of_styles)
    blocks = [] if body is None else list(within(body, "p", "tbl"))
    named = [one.find(f"{W}tblPr/{W}tblStyle") for one in blocks if one.tag == f"{W}tbl"]
    by_place = {
        value(style, "of tables") for style in named if styles.of("table", style).hides_by_place
    }
    problems = [
        Problem(
            "warning", path.name, None,
            f"the style {style} strikes or hides text of some rows or columns, which is read like "
            "other text",
            "text that is struck or hidden by itself", "compare with the document in Word",
        )
        for style in sorted(by_place)
    ]  # fmt: skip
    no_table = Style({})
    parts = (
        _cells(one, styles) if one.tag == f"{W}tbl" else answer_of(one, styles, no_table)
        for one in blocks
    )
    return flow_of(path.name, parts, problems)


def _cells(table: Element, styles: Styles) -> list[Placed]:
    """Return the cells of a table; one that goes on in the row below reaches over both."""
    placed: list[Placed] = []
    above: dict[int, int] = {}
    style = styles.of("table", table.find(f"{W}tblPr/{W}tblStyle"))
    for number, row in enumerate(within(table, "tr")):
        gone = row.find(f"{W}trPr/{W}del") is not None
        column = int(value(row.find(f"{W}trPr/{W}gridBefore"), "0"))
        for cell in _own_cells(row):
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
                placed.append(Placed(number, column, text, told, 1, wide))
            column += wide
    return placed


def _own_cells(within_row: Element) -> Iterator[Element]:
    """Yield the cells of a row, whatever stands around them, but not those of tables in them."""
    for child in within_row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag != f"{W}tbl":
            yield from _own_cells(child)
