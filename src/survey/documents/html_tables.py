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
from survey.documents.plain_text import decode
from survey.documents.rich_text import HIDDEN, PICTURE, RAISED, RUBY, STRUCK, Piece, Told, answer
from survey.problems import Problem

_WHY = {"s": STRUCK, "del": STRUCK, "strike": STRUCK, "rt": RUBY, "rp": RUBY, "sup": RAISED}
_NO_TEXT = {"script", "style", "template", "title", "noscript", "svg"}
_BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "caption", "section", "article", "dd", "dt",
    "blockquote", "pre", "address", "figcaption", "header", "footer", "main",
}  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:opacity|font-size)\s*:\s*0(?![.\d])"
    r"|(?<!-)color\s*:\s*transparent"
)
_WHITE = re.compile(
    r"(?<!-)color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255)", re.I
)
_STRUCK = re.compile(r"line-through")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_OTHER_ENCODINGS = {"euc-jp": "euc_jis_2004", "iso-2022-jp": "iso2022_jp"}
MOST_SPANNED = 1000
"""Rows or columns over which a cell may reach."""


def read_html(path: Path) -> Grid:
    """Return the rows of all tables of a page, and the text between them as rows of one cell.

    Struck and hidden text and ruby are left out and told, by the elements and their own styles; what
    a style sheet does is not looked at, and told where the page has one that can strike or hide.

    Raises
    ------
    BadInput
        If it is in an encoding that is not known.
    """
    soup = BeautifulSoup(_text_of(path), "lxml")
    rows: list[GridRow] = []
    tables = 0
    line: list[Piece] = []

    def end() -> None:
        text, told = answer(line)
        line.clear()
        if text.strip() or told:
            marks = tuple(Mark(0, *each) for each in told)
            rows.append(GridRow((lines_of(text),), "text", f"before table {tables + 1}", marks))

    for part in _parts(soup, ""):
        if isinstance(part, Piece):
            line.append(part)
            continue
        end()
        if part is not None:
            tables += 1
            rows += rows_of(_cells(part), f"table {tables}", lambda row, _: f"row {row}")
    end()
    return Grid(path.name, tuple(rows), False, tuple(_of_style_sheets(soup, path)))


def _text_of(path: Path) -> str:
    """Return the text of a page, in EUC or JIS if it says so: neither passes for another one."""
    content = path.read_bytes()
    declared = str(EncodingDetector.find_declared_encoding(content, is_html=True) or "").lower()
    if declared in _OTHER_ENCODINGS:
        with suppress(UnicodeDecodeError):
            return content.decode(_OTHER_ENCODINGS[declared])
    return decode(content, path)[0]


def _of_style_sheets(soup: BeautifulSoup, path: Path) -> Iterator[Problem]:
    rules = " ".join(style.get_text() for style in soup.find_all("style"))
    linked = soup.find("link", rel="stylesheet") is not None
    if linked or any(kind.search(rules) for kind in (_HIDDEN, _STRUCK, _WHITE)):
        yield Problem(
            "warning", path.name, None,
            "its style sheet can strike or hide text, which is read like other text",
            "styles at the elements themselves", "compare with the page in a browser",
        )  # fmt: skip


def _parts(parent: Tag, why: str) -> Iterator[Piece | Tag | None]:
    """Yield pieces of text, the tables between them, and None where a block begins or ends."""
    for child in parent.children:
        if not isinstance(child, Tag):
            yield from _text(child, why)
        elif child.name == "table":
            yield child
        elif child.name not in _NO_TEXT:
            if child.name in _BLOCKS:
                yield None
            yield from _parts(child, why or _of(child))
            if child.name in _BLOCKS or child.name == "br":
                yield None


def _cells(table: Tag) -> list[Placed]:
    placed: list[Placed] = []
    taken: set[tuple[int, int]] = set()
    own = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    for number, row in enumerate(own):
        why, column = _of(row), 0
        for cell in row.find_all(["td", "th"], recursive=False):
            while (number, column) in taken:
                column += 1
            high, wide = (_span(cell, name) for name in ("rowspan", "colspan"))
            high = min(high or len(own), len(own) - number)
            text, told = _answer(cell, why)
            placed.append(Placed(number, column, lines_of(text), told, high, max(wide, 1)))
            taken |= {(number + y, column + x) for y in range(high) for x in range(wide)}
            column += max(wide, 1)
    return placed


def _span(cell: Tag, name: str) -> int:
    said = str(cell.get(name, "1"))
    return min(int(said), MOST_SPANNED) if said.isascii() and said.isdigit() else 1


def _answer(cell: Tag, why: str) -> tuple[str, list[Told]]:
    text, told = answer(_pieces(cell, why or _of(cell)))
    if any(map(_is_white, [cell, *cell.find_all(True)])):
        told.append(Told("a part of its text is white on white", certain=False))
    if cell.find(["input", "select"]):
        told.append(Told("a form field stands in it, which is not read", certain=False))
    return text, [*told, *([PICTURE] if cell.find(["img", "svg"]) else [])]


def _is_white(element: Tag) -> bool:
    """Tell whether an element makes its text white where nothing gives it a ground."""
    style = f"color: {element.get('color', '')}; {element.get('style', '')}"
    return _WHITE.search(style) is not None and not any(
        one.has_attr("bgcolor") or "background" in str(one.get("style", ""))
        for one in (element, *element.parents)
    )


def _pieces(parent: Tag, why: str) -> Iterator[Piece]:
    for child in parent.children:
        if not isinstance(child, Tag):
            yield from _text(child, why)
        elif child.name == "br":
            yield Piece("\n", why)
        elif child.name not in _NO_TEXT:
            if child.name in _BLOCKS:
                yield Piece("\n")
            yield from _pieces(child, why or _of(child))
            if child.name in _BLOCKS:
                yield Piece("\n")


def _text(child: PageElement, why: str) -> Iterator[Piece]:
    if isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
        yield Piece(_SPACES.sub(" ", str(child)), why)


def _of(element: Tag) -> str:
    """Return why an element is no part of the answer."""
    style = str(element.get("style", ""))
    if element.has_attr("hidden") or _HIDDEN.search(style):
        return HIDDEN
    return STRUCK if _STRUCK.search(style) else _WHY.get(element.name, "")
