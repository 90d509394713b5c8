"""The text of a cell or a paragraph of a Word document that is an answer, and what is told of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from survey.documents.colours import WHITE
from survey.documents.rich_text import DELETED, LISTED, PICTURE, RUBY, Piece, Told, answer, in_lines
from survey.documents.text_styles import TextStyle
from survey.documents.word.styles import Around, Style, Styles, W, ground_of, look_of, value
from survey.documents.xml_parts import Element

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What an older program shows in the place of what stands beside it."""
_NO_TEXT = (
    "pPr", "rPr", "tcPr", "trPr", "tblPr", "sdtPr", "txbxContent", "drawing", "pict", _FALLBACK,
)  # fmt: skip
_PARTS = {"del": DELETED, "moveFrom": DELETED, "rt": RUBY}
"""Why text in an element is no part of the answer."""
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "\ufffd"}
"""What stands for elements without text; no character does for a sign of a font of signs."""
_WRAPPERS = ("sdt", "sdtContent", "ins", "customXml")


def within(parent: Element, *names: str) -> Iterator[Element]:
    """Yield the parts of these names in their order, those of content controls and insertions too."""
    for child in parent:
        name = child.tag.removeprefix(W)
        if name in names:
            yield child
        elif name in _WRAPPERS:
            yield from within(child, *names)


def answer_of(
    place: Element, styles: Styles, table: Style, why: str = ""
) -> tuple[str, list[Told]]:
    """Return the text of a cell or a paragraph that is an answer, and what is told of it.

    Parameters
    ----------
    table
        The style of the table of a cell; one that sets nothing, of a paragraph outside of tables.
    why
        Why nothing of the place is an answer; empty if that is not so.
    """
    blocks = [place] if place.tag == f"{W}p" else list(within(place, "p", "tbl"))
    below = table.ground or (None if table.by_place else WHITE)
    around = Around(table, ground_of(place, "tcPr/shd") or below)
    look = TextStyle(part=why)
    text, told = answer(
        in_lines(_pieces(block, styles, _within(around, block, styles), look) for block in blocks)
    )
    if any(_has(block, "ins", "moveTo") for block in blocks):
        told.append(Told("a part of it is an insertion that was tracked; it was read"))
    if _has_formula(place):
        told.append(
            Told("a formula or a form field stands in it, which is not read", certain=False)
        )
    if any(_has(block, "txbxContent") for block in blocks):
        told.append(Told("a text box stands in it, which is not read", certain=False))
    elif any(_has(block, "drawing", "pict") for block in blocks):
        told.append(PICTURE)
    if any(_is_listed(block) for block in blocks):
        told.append(LISTED)
    return text, told


def _within(around: Around, block: Element, styles: Styles) -> Around:
    style = styles.of("paragraph", block.find(f"{W}pPr/{W}pStyle"))
    ground = ground_of(block, "pPr/shd") or style.ground or around.ground
    return Around(around.table, ground, style)


def _has(block: Element, *names: str) -> bool:
    return any(True for name in names for _ in block.iter(f"{W}{name}"))


def _has_formula(place: Element) -> bool:
    """Tell whether a part of a place is computed, as formulas are and once was ruby, or is a form
    field that has a list to choose from or was not filled in."""
    fields = "".join(field.text or "" for field in place.iter(f"{W}instrText"))
    formula = place.find(".//{*}oMath") is not None or re.search(r"\bEQ\b", fields) is not None
    return formula or _has(place, "ddList", "showingPlcHdr")


def _is_listed(block: Element) -> bool:
    """Tell whether a paragraph has a number or bullet that is no part of its text."""
    lists = block.iter(f"{W}numId")
    return any(value(one, "0") != "0" for one in lists)


def _pieces(element: Element, styles: Styles, around: Around, look: TextStyle) -> Iterator[Piece]:
    """Yield the text of a paragraph in pieces, each as its run looks."""
    for child in element:
        name = child.tag.removeprefix(W)
        if name in ("t", "delText"):
            yield look.piece(child.text or "")
        elif name in _SIGNS:
            yield look.piece(_SIGNS[name])
        elif name in _PARTS:
            yield from _pieces(child, styles, around, TextStyle(part=_PARTS[name]))
        elif name == "r":
            own = child.find(f"{W}rPr")
            text, ground = styles.text(own, around), styles.ground(own, around)
            yield from _pieces(child, styles, around, look_of(text, ground, look.why()))
        elif name == "p":
            yield from _pieces(
                child, styles, _within(around, child, styles), TextStyle(part=look.why())
            )
        elif name not in _NO_TEXT:
            yield from _pieces(child, styles, around, look)
