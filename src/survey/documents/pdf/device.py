"""The characters and lines of a PDF page, with how the file says that they are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot
from typing import Any

from pdfminer.cmapdb import CMap, FileCMap, PyCMap
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar
from pdfminer.pdffont import PDFType3Font
from pdfminer.pdfpage import PDFPage
from pdfminer.utils import mult_matrix
from pdfplumber.page import Page
from pdfplumber.pdf import PDF

from survey.documents.colours import FAINT
from survey.documents.pdf.chars import holds
from survey.documents.pdf.graphics_state import Interpreter, Seen, is_off, layers_off

INVISIBLE, STROKED = (3, 7), (1, 5)
"""Text rendering modes that draw nothing, and outlines alone."""
NARROWEST = 0.1
"""How wide text is drawn at least, in parts of its height, that can be read."""
NO_GLYPH = -1
"""What stands for a code that the character map of a font does not have."""
_FONT_FILES = ("FontFile", "FontFile2", "FontFile3")
_FIRST_PRINTED = 0x20


class _WholeMap(CMap):
    """A character map that tells of codes which it does not have; pdfminer leaves them out."""

    def __init__(self, known: CMap) -> None:
        super().__init__()
        self.code2cid, self.attrs = known.code2cid, known.attrs

    def decode(self, code: bytes) -> Iterator[int]:
        known: Any = self.code2cid
        before = 0
        for byte in code:
            found = known.get(byte)
            before = before << 8 | byte
            if isinstance(found, dict):
                known = found
                continue
            if found is not None:
                yield found
            elif before >= _FIRST_PRINTED:
                yield NO_GLYPH
            known, before = self.code2cid, 0


class _Device(PDFPageAggregator):
    """Notes of each character whether it is drawn, whether its font is in the file, and of it and of
    each rectangle how many characters were printed before it; keeps nothing else of layers that are
    off."""

    drawn = embedded = True
    cut = False
    """Whether text can stand where it is not seen."""
    printed = 0
    seen = Seen()

    def __init__(self, pdf: PDF, number: int) -> None:
        super().__init__(pdf.rsrcmgr, pageno=number, laparams=pdf.laparams)
        self.off = layers_off(pdf.doc.catalog)
        self.tags: list[bool] = []
        """Of each tag that is open whether it is that of a layer that is off."""

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        self.tags.append(tag.name == "OC" and is_off(props, self.off))

    def end_tag(self) -> None:
        del self.tags[-1:]

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        super().begin_figure(name, bbox, matrix)
        left, bottom, right, top = bbox
        corners = ((left, bottom), (right, bottom), (left, top), (right, top))
        self.seen = self.seen.within(corners, mult_matrix(matrix, self.ctm))

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        font = textstate.font
        if type(getattr(font, "cmap", None)) in (PyCMap, FileCMap):
            font.cmap = _WholeMap(font.cmap)
        self.embedded = isinstance(font, PDFType3Font) or any(
            name in (font.descriptor or {}) for name in _FONT_FILES
        )
        if textstate.render in STROKED:
            graphicstate.ncolor = graphicstate.scolor
        across, up, back, high, *_ = mult_matrix(textstate.matrix, self.ctm)
        wide = hypot(across, up) * abs(textstate.scaling) / 100
        self.drawn = (
            textstate.render not in INVISIBLE
            and not any(self.tags)
            and self.seen.opaque > FAINT
            and wide > NARROWEST * hypot(back, high)
        )
        self.cut = self.drawn and not self.embedded and self.seen[:4] != Seen()[:4]
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(self, *args: Any) -> float:
        advance = super().render_char(*args)
        char: Any = self.cur_item._objs[-1]
        drawn = holds(self.seen[:4], char.bbox) if self.cut else self.drawn
        char.drawn, char.embedded, char.place = drawn, self.embedded, self.printed
        if rise := args[4]:  # which the matrix does not have
            *turned, x, y = char.matrix
            char.matrix = (*turned, x + turned[2] * rise, y + turned[3] * rise)
        self.printed += bool(char._text.strip())
        return advance

    def paint_path(self, *args: Any) -> None:
        if not any(self.tags):
            before = len(self.cur_item._objs)
            super().paint_path(*args)
            made: list[Any] = self.cur_item._objs[before:]
            for one in made:
                one.place = self.printed

    def render_image(self, *args: Any) -> None:
        if not any(self.tags):
            super().render_image(*args)


class TurnedPage(Page):
    """A page of pdfplumber, turned by so many degrees; its characters tell `drawn`, `embedded`, their
    `place` in the file, as its rectangles do, how far below the top of the page their `baseline` is,
    whether they are `turned`, and of what pdfplumber tells only what is asked here."""

    def __init__(self, pdf: PDF, page: PDFPage, number: int, degrees: int = 0) -> None:
        page.rotate = (page.rotate + degrees) % 360
        page.attrs = {**page.attrs, "Rotate": page.rotate}
        super().__init__(pdf, page, number)

    @property
    def layout(self) -> Any:
        device = _Device(self.pdf, self.page_number)
        Interpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
        return device.get_result()

    def process_object(self, obj: Any) -> dict[str, Any]:
        if not isinstance(obj, LTChar):
            found: dict[str, Any] = super().process_object(obj)
            found["place"] = getattr(obj, "place", 0)
            return found
        left, top, height = *self.mediabox[:2], self.height
        colour = obj.graphicstate.ncolor
        return {
            "object_type": "char", "text": obj._text, "size": obj.size, "matrix": obj.matrix,
            "x0": obj.x0 + left, "top": height - obj.y1 + top,
            "x1": obj.x1 + left, "bottom": height - obj.y0 + top,
            "baseline": height - obj.matrix[5],
            "turned": abs(obj.matrix[1]) > 0.1 * abs(obj.matrix[0]),
            "non_stroking_color": colour if isinstance(colour, tuple) else (colour,),
            **{name: getattr(obj, name) for name in ("drawn", "embedded", "place")},
        }  # fmt: skip
