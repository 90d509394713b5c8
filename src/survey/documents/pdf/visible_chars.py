"""Which characters of a PDF page a person sees.

A page is drawn once, and a character is seen where its box holds ink. Fonts that are not in the file
look otherwise on every machine, or are missing there; what is written in them is judged by its
colour and by how the file says it is drawn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from math import sqrt
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pdfplumber.utils.geometry import obj_to_bbox
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from survey.documents.colours import WHITE, Colour, alike
from survey.documents.pdf.chars import Char, inside
from survey.documents.pdf.colours import as_colour
from survey.documents.pdf.device import TurnedPage
from survey.documents.rich_text import SMALLEST

SCALE = 2.0
"""Pixels a point."""
MOST_PIXELS = 8_000_000
"""Pixels that a page is drawn in; A4 has two million, larger pages are drawn smaller."""
CONTRAST = 16
"""By how many of 256 greys the darkest and the lightest pixel of a character that is seen differ."""
SMALLEST_PART = 0.5
"""Part of the size of most text of a page below which text can be too small to be read."""
LEAST_GROUND = 0.8
"""How high, in the size of text, what is drawn below it is at least to be its ground."""


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


def note_seen(page: TurnedPage, picture: PdfPage | None, chars: Sequence[Char]) -> None:
    """Note of each character of a page whether it is `seen` on it, as white space always is."""
    shown = [char for char in chars if char["text"].strip()]
    sizes = sorted(char["size"] for char in shown)
    least = min(SMALLEST, SMALLEST_PART * sizes[len(sizes) // 2]) if sizes else 0.0
    for char in chars:
        is_drawn = char["drawn"] and round(char["size"], 2) >= least
        char["seen"] = is_drawn or not char["text"].strip()
    foreign = [char for char in shown if not char["embedded"]]
    look_alike = cache(_look_alike)
    for char, ground in zip(foreign, _grounds(page, foreign), strict=True):
        char["seen"] &= not look_alike(char["non_stroking_color"], ground)
    if picture is not None:
        pixels, scale = _drawn(page, picture)
        for char in shown:
            char["seen"] &= not char["embedded"] or _ink(pixels, char, scale, *page.cropbox[:2])


def _look_alike(values: tuple[float, ...], ground: Colour | None) -> bool:
    """Tell whether text in a colour of a page and its ground look the same."""
    colour = as_colour(values)
    return colour is not None and ground is not None and alike(colour, ground)


def _grounds(page: TurnedPage, chars: Sequence[Char]) -> list[Colour | None]:
    """Return for each character the colour of what was drawn last below it; none where it is not
    known, as on pictures."""
    found: list[Colour | None] = [WHITE] * len(chars)
    if not chars:
        return found
    within = inside(chars)
    place, size = np.array([(char["place"], char["size"]) for char in chars]).T
    filled = sorted((rect for rect in page.rects if rect["fill"]), key=itemgetter("place"))
    for drawn in (*filled, *page.images):
        below = (place >= drawn["place"]) & (size <= drawn["height"] / LEAST_GROUND)
        for at in np.flatnonzero(below & within(obj_to_bbox(drawn))):
            found[at] = as_colour(drawn["non_stroking_color"]) if "fill" in drawn else None
    return found


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
