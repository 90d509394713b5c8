"""The tables of a web page as rows of cells, and the text between them as lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from survey.documents.grids import Grid, GridRow, Mark, Placed, lines_of, rows_of
from survey.documents.html_looks import Looks
from survey.documents.plain_text import EUC, decode
from survey.documents.rich_text import Piece, Told, answer
from survey.problems import Problem

_NO_TEXT = {
    "script", "style", "template", "title", "noscript", "svg", "datalist", "iframe", "video", "audio",
    "canvas", "object",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "caption", "section", "article", "dd", "dt",
    "blockquote", "pre", "address", "figcaption", "header", "footer", "main",
}  # fmt: skip
_SPACES = re.compile(r"[ \t\r\n\f]+")
MOST_SPANNED = 1000
"""Rows or columns over which a cell may reach."""


def read_html(path: Path) -> Grid:
    """Return the rows of all tables of a page, and the text between them as rows of one cell.

    Struck and hidden text and ruby are left out and told, by the elements, their own styles and the
    style sheets in the page; a sheet in a file of its own, and rules that are not known, are told.

    Raises
    ------
    BadInput
        If it is in an encoding that is not known.
    """
    soup = BeautifulSoup(_text_of(path), "lxml")
    looks = Looks(soup)
    rows: list[GridRow] = []
    tables = 0
    line: list[Piece] = []

    def end() -> None:
        text, told = answer(line)
        line.clear()
        if text.strip() or told:
            marks = tuple(Mark(0, *each) for each in told)
            rows.append(GridRow((lines_of(text),), "text", f"before table {tables + 1}", marks))

    for part in _parts(soup, looks):
        if isinstance(part, Piece):
            line.append(part)
            continue
        end()
        if part is not None:
            tables += 1
            rows += rows_of(_cells(part, looks), f"table {tables}", lambda row, _: f"row {row}")
    end()
    problems = [] if not looks.rules.unread else [
        Problem(
            "warning", path.name, None,
            "its style sheet can strike or hide text, which is read like other text",
            "styles at the elements themselves", "compare with the page in a browser",
        )
    ]  # fmt: skip
    return Grid(path.name, tuple(rows), False, tuple(problems))


def _text_of(path: Path) -> str:
    """Return the text of a page, in EUC if it says so: that does not pass for another encoding."""
    content = path.read_bytes()
    declared = str(EncodingDetector.find_declared_encoding(content, is_html=True) or "").lower()
    if declared == "euc-jp":
        with suppress(UnicodeDecodeError):
            return content.decode(EUC)
    return decode(content, path)[0]


def _parts(parent: Tag, looks: Looks) -> Iterator[Piece | Tag | None]:
    """Yield pieces of text, the tables between them, and None where a block begins or ends."""
    yield from looks.beside(parent, "before")
    for child in parent.children:
        if not isinstance(child, Tag):
            yield from _text(child, looks)
        elif child.name == "table":
            yield child
        elif child.name not in _NO_TEXT:
            if child.name in _BLOCKS:
                yield None
            yield from _parts(child, looks)
            if child.name in _BLOCKS or child.name == "br":
                yield None
    yield from looks.beside(parent, "after")


def _cells(table: Tag, looks: Looks) -> list[Placed]:
    placed: list[Placed] = []
    taken: set[tuple[int, int]] = set()
    own = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    for number, row in enumerate(own):
        column = 0
        for cell in row.find_all(["td", "th"], recursive=False):
            while (number, column) in taken:
                column += 1
            high, wide = (_span(cell, name) for name in ("rowspan", "colspan"))
            high = min(high or len(own), len(own) - number)
            text, told = _answer(cell, looks)
            placed.append(Placed(number, column, text, told, high, max(wide, 1)))
            taken |= {(number + y, column + x) for y in range(high) for x in range(wide)}
            column += max(wide, 1)
    return placed


def _span(cell: Tag, name: str) -> int:
    said = str(cell.get(name, "1"))
    return min(int(said), MOST_SPANNED) if said.isascii() and said.isdigit() else 1


def _answer(cell: Tag, looks: Looks) -> tuple[str, list[Told]]:
    text, told = answer(_pieces(cell, looks))
    if cell.find(["input", "select", "textarea"]):
        told.append(Told("a form field stands in it, which is not read", certain=False))
    return text, [*told, *looks.told(cell)]


def _pieces(parent: Tag, looks: Looks) -> Iterator[Piece]:
    yield from looks.beside(parent, "before")
    for child in parent.children:
        if not isinstance(child, Tag):
            yield from _text(child, looks)
        elif child.name == "br":
            yield looks.of(child).piece("\n")
        elif child.name not in _NO_TEXT:
            if child.name in _BLOCKS:
                yield Piece("\n")
            yield from _pieces(child, looks)
            if child.name in _BLOCKS:
                yield Piece("\n")
    yield from looks.beside(parent, "after")


def _text(child: PageElement, looks: Looks) -> Iterator[Piece]:
    if (
        isinstance(child, NavigableString) and not isinstance(child, PreformattedString)
        and child.parent is not None
    ):  # fmt: skip
        yield looks.of(child.parent).piece(_SPACES.sub(" ", str(child)))
