"""Which characters of a PDF page a person sees.

A page is drawn once, and a character is seen where its box holds ink. Fonts that are not in the file
look otherwise on every machine, or are missing there; what is written in them is judged by its
colour and by how the file says it is drawn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar
from pdfminer.pdffont import PDFType3Font
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from survey.documents.pdf_chars import box_of, holds, is_white
from survey.documents.pdf_layers import Interpreter, is_off, layers_off
from survey.documents.pdf_lines import Char

SCALE = 2.0
"""Pixels a point."""
MOST_PIXELS = 8_000_000
"""Pixels that a page is drawn in; A4 has two million, larger pages are drawn smaller."""
CONTRAST = 16
"""By how many of 256 greys the darkest and the lightest pixel of a character that is seen differ."""
INVISIBLE = (3, 7)
"""Text rendering modes that draw nothing."""
SMALLEST = 1.0
"""Points of text below which nobody sees it."""
_FONT_FILES = ("FontFile", "FontFile2", "FontFile3")


class _Device(PDFPageAggregator):
    """Notes of each character whether it is drawn, whether its font is in the file, and of it and of
    each rectangle how many characters were printed before it; keeps nothing else of layers that are
    off."""

    drawn = embedded = True
    printed = 0

    def __init__(self, pdf: PDF, number: int) -> None:
        super().__init__(pdf.rsrcmgr, pageno=number, laparams=pdf.laparams)
        self.off = layers_off(pdf.doc.catalog)
        self.tags: list[bool] = []
        """Of each tag that is open whether it is that of a layer that is off."""

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        self.tags.append(tag.name == "OC" and is_off(props, self.off))

    def end_tag(self) -> None:
        del self.tags[-1:]

    def render_string(self, textstate: Any, *args: Any) -> None:
        font = textstate.font
        self.drawn = textstate.render not in INVISIBLE and not any(self.tags)
        self.embedded = isinstance(font, PDFType3Font) or any(
            name in (font.descriptor or {}) for name in _FONT_FILES
        )
        super().render_string(textstate, *args)

    def render_char(self, *args: Any) -> float:
        advance = super().render_char(*args)
        char: Any = self.cur_item._objs[-1]
        char.drawn, char.embedded, char.place = self.drawn, self.embedded, self.printed
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
    """A page of pdfplumber, turned by so many degrees; its characters tell `drawn`, `embedded` and
    their `place` in the file, as its rectangles do, and of what pdfplumber tells only what is asked
    here."""

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
            "non_stroking_color": colour if isinstance(colour, tuple) else (colour,),
            **{name: getattr(obj, name) for name in ("drawn", "embedded", "place")},
        }  # fmt: skip


@contextmanager
def drawable(path: Path) -> Iterator[PdfDocument | None]:
    """Yield a file as its pages can be drawn, None if they cannot, though their text can be read."""
    try:
        document = PdfDocument(path)
    except PdfiumError:
        yield None
        return
    with closing(document):
        yield document


def picture_of(document: PdfDocument | None, number: int) -> PdfPage | None:
    """Return a page as it can be drawn, None if it cannot."""
    try:
        return None if document is None else document[number - 1]
    except PdfiumError:
        return None


def unseen(page: TurnedPage, picture: PdfPage | None, chars: Sequence[Char]) -> set[int]:
    """Return the ids of the characters of a page that nobody sees on it."""
    shown = [char for char in chars if char["text"].strip()]
    hidden = {id(char) for char in shown if not char["drawn"] or char["size"] < SMALLEST}
    grounds = [rect for rect in page.rects if rect["fill"] and not is_white(rect)]
    for char in shown:
        if (
            not char["embedded"]
            and is_white(char)
            and not any(holds(box_of(g), char) for g in grounds)
        ):
            hidden.add(id(char))
    if picture is not None:
        pixels, scale = _drawn(page, picture)
        left, top = page.cropbox[:2]
        for char in shown:
            if char["embedded"] and not _ink(pixels, char, scale, left, top):
                hidden.add(id(char))
    return hidden


def _drawn(page: TurnedPage, picture: PdfPage) -> tuple[NDArray[np.uint8], float]:
    scale = min(SCALE, sqrt(MOST_PIXELS / (float(page.width) * float(page.height))))
    picture.set_rotation(page.rotation)
    drawn = picture.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False)
    pixels: NDArray[np.uint8] = drawn.to_numpy()
    return pixels.reshape(pixels.shape[:2]), scale


def _ink(pixels: NDArray[np.uint8], char: Char, scale: float, left: float, top: float) -> bool:
    """Tell whether the place of a character is not all of one grey; that of a sign such as _ goes on
    below its box, and a mark without a width has none of its own."""
    kind, size = unicodedata.category(char["text"][0])[0], char["size"]
    if kind == "M":
        return True
    low = 0.25 * size if kind == "P" else 0
    inner = 0.1 * (char["x1"] - char["x0"])
    x0, x1 = (round((x - left) * scale) for x in (char["x0"] + inner, char["x1"] - inner))
    y0, y1 = (round((y - top) * scale) for y in (char["top"] + 0.1 * size, char["bottom"] + low))
    box = pixels[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)]
    if not box.size:
        return False
    middle = box[len(box) // 2].tobytes()  # tells it of most characters, in a fraction of the time
    return max(middle) - min(middle) >= CONTRAST or int(box.max()) - int(box.min()) >= CONTRAST
