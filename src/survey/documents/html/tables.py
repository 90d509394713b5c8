"""The tables of a web page as rows of cells, and the text between them as lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lxml.etree import ParserError
from lxml.html import HTMLParser, document_fromstring

from survey.documents.grids import Grid, Placed, flow_of
from survey.documents.html.computed_styles import ComputedStyles
from survey.documents.html.css_rules import Element
from survey.documents.plain_text import EUC, decode
from survey.documents.rich_text import Piece, Told, answer
from survey.problems import BadInput, Problem

_NO_TEXT = {
    "script", "style", "template", "title", "noscript", "svg", "datalist", "iframe", "video", "audio",
    "canvas", "object",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "caption", "section", "article", "dd", "dt",
    "blockquote", "pre", "address", "figcaption", "header", "footer", "main",
}  # fmt: skip
_DECLARED_EUC = re.compile(
    rb"""<meta\s[^<>]*charset\s*=\s*["']?\s*euc-jp|\A\s*<\?xml\s[^<>]*encoding\s*=\s*["']euc-jp""",
    re.IGNORECASE,
)
_END = "\n"
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
        If it is in an encoding that is not known, or nested too deep.
    """
    page = _page(path)
    looks = ComputedStyles(page)
    problems = [] if not looks.rules.unread else [
        Problem(
            "warning", path.name, None,
            "its style sheet can strike or hide text, which is read like other text",
            "styles at the elements themselves", "compare with the page in a browser",
        )
    ]  # fmt: skip
    return flow_of(path.name, _flow(page, looks), problems)


def _page(path: Path) -> Element:
    """Return the root of a page, with what stands behind its end, as browsers show it."""
    parser = HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        page = document_fromstring(_text_of(path).encode(), parser=parser)
    except ParserError:  # no element is in it
        return document_fromstring("<html/>")
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise BadInput.of(
            path, "its elements are nested too deep, and what follows them is not seen",
            "a page as browsers save it", "save it again, or copy its tables to a workbook",
        )  # fmt: skip
    page.extend(list(page.itersiblings("*")))
    return page


def _text_of(path: Path) -> str:
    """Return the text of a page, in EUC if it says so: that does not pass for another encoding."""
    content = path.read_bytes()
    if _DECLARED_EUC.search(content):
        with suppress(UnicodeDecodeError):
            return content.decode(EUC)
    return decode(content, path)[0]


def _flow(page: Element, looks: ComputedStyles) -> Iterator[list[Placed] | tuple[str, list[Told]]]:
    """Yield the tables of a page, and the lines of text between them."""
    line: list[Piece] = []
    for part in _parts(page, looks):
        if isinstance(part, Piece) and part.text != _END:
            line.append(part)
            continue
        yield answer(line)
        line = []
        if not isinstance(part, Piece):
            yield _cells(part, looks)
    yield answer(line)


def _parts(parent: Element, looks: ComputedStyles) -> Iterator[Piece | Element]:
    """Yield pieces of text, among them ends of lines and blocks, and the tables between them."""
    yield from looks.beside(parent, "before")
    yield looks.of(parent).piece(_SPACES.sub(" ", parent.text or ""))
    for child in parent:
        if child.tag == "table":
            yield child
        elif child.tag == "br":
            yield looks.of(child).piece(_END)
        elif isinstance(child.tag, str) and child.tag not in _NO_TEXT:
            if child.tag in _BLOCKS:
                yield Piece(_END)
            yield from _parts(child, looks)
            if child.tag in _BLOCKS:
                yield Piece(_END)
        yield looks.of(parent).piece(_SPACES.sub(" ", child.tail or ""))
    yield from looks.beside(parent, "after")


def _cells(table: Element, looks: ComputedStyles) -> list[Placed]:
    placed: list[Placed] = []
    taken: set[tuple[int, int]] = set()
    own = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    for number, row in enumerate(own):
        column = 0
        for cell in row.iterchildren("td", "th"):
            while (number, column) in taken:
                column += 1
            high, wide = (_span(cell, name) for name in ("rowspan", "colspan"))
            high = min(high or len(own), len(own) - number)
            text, told = _answer(cell, looks)
            placed.append(Placed(number, column, text, told, high, max(wide, 1)))
            taken |= {(number + y, column + x) for y in range(high) for x in range(wide)}
            column += max(wide, 1)
    return placed


def _span(cell: Element, name: str) -> int:
    said = cell.get(name, "1")
    return min(int(said), MOST_SPANNED) if said.isascii() and said.isdigit() else 1


def _answer(cell: Element, looks: ComputedStyles) -> tuple[str, list[Told]]:
    text, told = answer(_pieces(cell, looks))
    if next(cell.iter("input", "select", "textarea"), None) is not None:
        told.append(Told("a form field stands in it, which is not read", certain=False))
    return text, [*told, *looks.told(cell)]


def _pieces(parent: Element, looks: ComputedStyles) -> Iterator[Piece]:
    for part in _parts(parent, looks):
        yield from [part] if isinstance(part, Piece) else _pieces(part, looks)
