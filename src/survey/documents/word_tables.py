"""The tables of a Word document (.docx) as rows of cells, and the paragraphs between them as lines."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from survey.documents.grids import Grid, GridRow, Mark, Placed, lines_of, rows_of
from survey.documents.rich_text import (
    DELETED,
    HIDDEN,
    PICTURE,
    RAISED,
    RUBY,
    STRUCK,
    Piece,
    Told,
    answer,
)
from survey.problems import Problem, at_most

PART, STYLES = "word/document.xml", "word/styles.xml"
MOST_UNPACKED = 64 << 20
"""Bytes that the text of a document may unpack to."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What an older program shows in the place of what stands beside it."""
_OFF = ("0", "false", "none", "off")
_NO_TEXT = (
    "pPr", "rPr", "tcPr", "trPr", "tblPr", "sdtPr", "txbxContent", "drawing", "pict", _FALLBACK,
)  # fmt: skip
_NO_GROUND = ("auto", "FFFFFF")

Element = ElementTree.Element


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
        size = packed.getinfo(PART).file_size
        at_most(MOST_UNPACKED, size, path, f"it unpacks to {size:,} bytes", "split it by table")
        body = ElementTree.fromstring(packed.read(PART)).find(f"{_W}body")
        styled = (
            body is not None
            and STYLES in packed.namelist()
            and (_used(body) & _striking(packed, path))
        )
    rows: list[GridRow] = []
    tables = 0
    for block in _blocks(body if body is not None else Element("body")):
        if block.tag == f"{_W}tbl":
            tables += 1
            rows += rows_of(_cells(block), f"table {tables}", lambda row, _: f"row {row}")
        else:
            text, told = _answer(block)
            if text.strip() or told:
                marks = tuple(Mark(0, *each) for each in told)
                place = f"before table {tables + 1}"
                rows.append(GridRow((lines_of(text),), "text", place, marks))
    problems = [
        Problem(
            "warning", path.name, None,
            f"the style {style} strikes or hides text, which is read like other text",
            "text that is struck or hidden by itself", "compare with the document in Word",
        )
        for style in sorted(styled or ())
    ]  # fmt: skip
    return Grid(path.name, tuple(rows), False, tuple(problems))


def _striking(packed: zipfile.ZipFile, path: Path) -> set[str]:
    """Return the styles that strike or hide text."""
    size = packed.getinfo(STYLES).file_size
    at_most(MOST_UNPACKED, size, path, f"it unpacks to {size:,} bytes", "split it by table")
    return {
        style.get(f"{_W}styleId", "")
        for style in ElementTree.fromstring(packed.read(STYLES)).iter(f"{_W}style")
        if _of_run(style.find(f"{_W}rPr")) in (STRUCK, HIDDEN)
    }


def _used(body: Element) -> set[str]:
    return {
        _value(style, "")
        for name in ("rStyle", "pStyle", "tblStyle")
        for style in body.iter(f"{_W}{name}")
    }


def _blocks(parent: Element) -> Iterator[Element]:
    """Yield paragraphs and tables in their order, those of content controls too."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(child)


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _rows(child)


def _cells(table: Element) -> list[Placed]:
    """Return the cells of a table; one that goes on in the row below reaches over both."""
    placed: list[Placed] = []
    above: dict[int, int] = {}
    for number, row in enumerate(_rows(table)):
        gone = row.find(f"{_W}trPr/{_W}del") is not None
        column = int(_value(row.find(f"{_W}trPr/{_W}gridBefore"), "0"))
        for cell in (one for one in row.iter(f"{_W}tc") if _is_own(row, one)):
            wide = int(_value(cell.find(f"{_W}tcPr/{_W}gridSpan"), "1"))
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merged is not None and _value(merged, "continue") == "continue" and column in above:
                at = above[column]
                placed[at] = placed[at]._replace(rows=placed[at].rows + 1)
            else:
                above.pop(column, None)
                if merged is not None:
                    above[column] = len(placed)
                text, told = _answer(cell, DELETED if gone else "")
                placed.append(Placed(number, column, lines_of(text), told, 1, wide))
            column += wide
    return placed


def _is_own(row: Element, cell: Element) -> bool:
    """Tell whether a cell is one of the row, not of a table inside one of its cells."""
    return all(cell not in inner.iter(f"{_W}tc") for inner in row.iter(f"{_W}tbl"))


def _value(element: Element | None, default: str) -> str:
    return default if element is None else element.get(f"{_W}val", default)


def _answer(place: Element, why: str = "") -> tuple[str, list[Told]]:
    """Return the text of a cell or a paragraph that is an answer, and what is told of it."""
    blocks = [place] if place.tag == f"{_W}p" else list(_blocks(place))
    pieces: list[Piece] = []
    inserted = False
    for block in blocks:
        pieces += [*([Piece("\n")] if pieces else []), *_pieces(block, why)]
        inserted = inserted or _has(block, "ins", "moveTo")
    if all(piece.why == RAISED or not piece.text.strip() for piece in pieces):
        pieces = [Piece(piece.text) for piece in pieces]  # raised above nothing
    text, told = answer(pieces)
    if inserted:
        told.append(Told("a part of it is an insertion that was tracked; it was read"))
    if _has_white(place):
        told.append(Told("a part of its text is white on white", certain=False))
    if _has_formula(place):
        told.append(
            Told("a formula or a form field stands in it, which is not read", certain=False)
        )
    if any(_has(block, "txbxContent") for block in blocks):
        told.append(Told("a text box stands in it, which is not read", certain=False))
    elif any(_has(block, "drawing", "pict") for block in blocks):
        told.append(PICTURE)
    if any(_is_listed(block) for block in blocks):
        told.append(Told("Word sets numbers or bullets before its lines, which are not read"))
    return text, told


def _has(block: Element, *names: str) -> bool:
    return any(True for name in names for _ in block.iter(f"{_W}{name}"))


def _has_white(place: Element) -> bool:
    grounds = (ground.get(f"{_W}fill", "auto") for ground in place.iter(f"{_W}shd"))
    colours = {_value(colour, "").upper() for colour in place.iter(f"{_W}color")}
    return "FFFFFF" in colours and all(ground.upper() in _NO_GROUND for ground in grounds)


def _has_formula(place: Element) -> bool:
    """Tell whether a part of a place is computed, as formulas are and once was ruby, or is a form
    field that has a list to choose from or was not filled in."""
    fields = "".join(field.text or "" for field in place.iter(f"{_W}instrText"))
    formula = place.find(".//{*}oMath") is not None or re.search(r"\bEQ\b", fields) is not None
    return formula or _has(place, "ddList", "showingPlcHdr")


def _is_listed(block: Element) -> bool:
    """Tell whether a paragraph has a number or bullet that is no part of its text."""
    lists = block.iter(f"{_W}numId")
    return any(_value(one, "0") != "0" for one in lists)


def _pieces(element: Element, why: str) -> Iterator[Piece]:
    """Yield the text of a paragraph in pieces, each with why it is no part of the answer."""
    for child in element:
        name = child.tag.removeprefix(_W)
        if name in ("t", "delText"):
            yield Piece(child.text or "", why)
        elif name in ("tab", "br", "cr"):
            yield Piece(" " if name == "tab" else "\n", why)
        elif name == "noBreakHyphen":
            yield Piece("-", why)
        elif name == "sym":
            yield Piece("\ufffd", why)  # a sign of a font of signs, which no character stands for
        elif name in ("del", "moveFrom"):
            yield from _pieces(child, DELETED)
        elif name == "rt":
            yield from _pieces(child, RUBY)
        elif name == "r":
            yield from _pieces(child, why or _of_run(child.find(f"{_W}rPr")))
        elif name == "tbl":
            yield from (piece for row in _rows(child) for piece in _pieces(row, why))
        elif name not in _NO_TEXT:
            yield from _pieces(child, why)


def _of_run(properties: Element | None) -> str:
    """Return why a run is no part of the answer, by how it is set."""
    if properties is None:
        return ""
    for names, why in ((("strike", "dstrike"), STRUCK), (("vanish", "webHidden"), HIDDEN)):
        for name in names:
            found = properties.find(f"{_W}{name}")
            if found is not None and _value(found, "true") not in _OFF:
                return why
    raised = int(_value(properties.find(f"{_W}position"), "0")) > 0
    return (
        RAISED if raised or _value(properties.find(f"{_W}vertAlign"), "") == "superscript" else ""
    )
