"""The ruled tables of a PDF as rows of cells, each with its page and its place on it."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import atan2, degrees
from pathlib import Path

import pdfplumber
from pdfminer.pdfpage import PDFPage
from pypdfium2 import PdfDocument

from survey.documents.grids import Grid, GridRow
from survey.documents.pdf.cells import Answers, table_of
from survey.documents.pdf.chars import Char, is_in
from survey.documents.pdf.device import TurnedPage
from survey.documents.pdf.messages import ADVICE, Messages
from survey.documents.pdf.overlays import watermarks, what_lies_over
from survey.documents.pdf.page_breaks import Page, carry_over, part_titles
from survey.documents.pdf.page_order import in_order
from survey.documents.pdf.ruled_lines import closing
from survey.documents.pdf.strikes import is_among
from survey.documents.pdf.text_lines import printed_lines
from survey.documents.pdf.visible_chars import drawable, note_seen, picture_of
from survey.prefectures import by_name
from survey.problems import BadInput, at_most
from survey.text import shorten, squeeze

MOST_PAGES = 1_000
"""Pages a document may have; the survey of 2020 would have about 50."""
MOST_MARKS = 50_000
"""Characters, lines and pictures a page may have; a full page of text has 3,000."""
HIGHER_ROWS = "make the rows of the original file as high as their text and print it again"
LEAST_GAPS = 3
"""Gaps of an em between the columns of a line that looks like a row."""
_DATE = re.compile(r"(?:19|20)\d\d[年/.-]\d{1,2}[月/.-]")


def read_pdf(path: Path) -> Grid:
    """Return the rows of all ruled tables of a PDF, and the lines of text between them.

    A page that cannot be read is told and left out, what stands on a page besides its answers too
    (`survey.documents.pdf.text_decorations`).

    Raises
    ------
    BadInput
        If it has too many pages, none of them can be read, or there is no text on them.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages: list[Page] = []
    told = Messages(path)
    # pdfplumber makes all its pages at once, and none where one is damaged.
    with pdfplumber.open(path, pages=[]) as pdf, drawable(path) as pictures:
        whole = list(PDFPage.create_pages(pdf.doc))
        at_most(MOST_PAGES, len(whole), path, f"it has {len(whole):,} pages", ADVICE)
        for number, page in enumerate(whole, 1):
            try:
                pages.append(_read_page(TurnedPage(pdf, page, number), pictures, told))
            except BadInput as bad:
                told.problems.append(bad.problem)
            except MemoryError:
                raise
            except Exception as error:  # what a damaged page makes libraries raise has no bounds
                told.error(number, f"it cannot be read ({type(error).__name__})")
    part_titles(pages)
    ordered, sentences = in_order(pages)
    for found in sentences:
        told.warn(found, "each page once, in order", "compare with the published document")
    for found in carry_over(ordered):
        told.warn(found, "its text on both pages",
                  "that of its other part was taken; compare with the published page")  # fmt: skip
    rows = tuple(row for page in ordered for row in page.rows())
    if not rows:
        raise BadInput(told.nothing())
    return Grid(path.name, rows, True, tuple(told.all()))


def _read_page(page: TurnedPage, pictures: PdfDocument | None, told: Messages) -> Page:
    number = page.page_number
    size = sum(map(len, page.objects.values()))
    found = f"page {number} has {size:,} characters and lines"
    at_most(MOST_MARKS, size, told.path, found, ADVICE)
    if angle := _turned(page.chars):
        told.share(number, f"its text is turned by {angle}°; it was read upright")
        page = TurnedPage(page.pdf, page.page_obj, number, angle)
    chars = page.chars
    large = watermarks(chars)
    if large:
        text = shorten("".join(char["text"] for char in large).strip())
        told.share(number, f"「{text}」 is printed over the page and was left out")
        chars = [char for char in chars if char not in large]
    over = what_lies_over(page, chars, large)
    ruled = page.filter(lambda one: not is_among(one, over.to_text)) if over.to_text else page
    tables = [table for table in ruled.find_tables(closing(ruled)) if len(table.cells) > 1]
    tables.sort(key=lambda table: table.bbox[1])
    boxes = [table.bbox for table in tables]
    inside: list[list[Char]] = [[] for _ in tables]
    outside: list[Char] = []
    for char in chars:
        place = next((i for i, box in enumerate(boxes) if is_in(char, box)), None)
        (outside if place is None else inside[place]).append(char)
    if turned := [char for char in outside if char["turned"] and char["text"].strip()]:
        text = shorten("".join(char["text"] for char in turned))
        told.share(number, f"「{text}」 is turned, stands outside of the tables and was left out")
        outside = [char for char in outside if not char["turned"]]
    embedded = any(char["embedded"] for char in chars)
    picture = picture_of(pictures, number) if embedded else None
    if embedded and picture is None:
        told.share(number, "it cannot be drawn; text that nobody sees was not looked for")
    note_seen(page, picture, chars)
    if _is_scan(page, chars):
        but = ", but for some that nobody sees" if any(not char["seen"] for char in chars) else ""
        told.error(number, f"it is a scan, a picture of a page without text{but}")
    answers = Answers(over, str(number))
    lines = list(printed_lines(outside))
    made = Page(
        [table_of(one.cells, part, answers) for one, part in zip(tables, inside, strict=True)],
        [(line[0]["top"], answers.outside(line)) for line in lines],
        number,
    )
    if answers.spread:
        told.share(number, f"shapes or pictures are drawn over {answers.spread} cells")
    if answers.unfit:
        found = (
            f"the text of {answers.unfit} cells runs over their rules, and can stand in other rows"
        )
        told.error(number, found, "rows as high as their text", HIGHER_ROWS)
    loose = [text for row in made.rows() if (text := _text_of_a_row(row))]
    if loose := loose or [text for line in lines if (text := _text_in_columns(line))]:
        told.error(
            number,
            f"{len(loose)} lines look like rows of a table and have no vertical rules between their "
            f"cells, first 「{shorten(loose[0])}」",
        )
    for done in {page, ruled}:  # they refer to themselves, and would stay in memory
        done.close()
    return made


def _turned(chars: Sequence[Char]) -> int:
    """Return by how many degrees, counterclockwise, most characters of a page are turned."""
    ways = Counter(char["matrix"][:2] for char in chars if char["text"].strip())
    angles: Counter[int] = Counter()
    for (across, up), count in ways.items():
        angles[round(degrees(atan2(up, across)) / 90) * 90 % 360] += count
    return max(angles, key=lambda angle: (angles[angle], -angle), default=0)


def _is_scan(page: TurnedPage, chars: Sequence[Char]) -> bool:
    """Tell whether pictures cover half of a page, and no text is seen on it."""
    covered = sum(image["width"] * image["height"] for image in page.images)
    text = any(char["seen"] and char["text"].strip() for char in chars)
    return covered > page.width * page.height / 2 and not text


def _text_of_a_row(row: GridRow) -> str:
    """Return the text of a line that is no row of cells, where it begins with a number and ends with
    a prefecture; else none."""
    text = row.texts[0] if len([cell for cell in row.cells if cell]) == 1 else ""
    return text if _is_numbered(text) and any(text.endswith(name) for name in by_name()) else ""


def _text_in_columns(line: Sequence[Char]) -> str:
    """Return the text of a printed line that begins with a number and stands in columns; else none."""
    printed = [char for char in line if char["text"].strip()]
    text = squeeze("".join(char["text"] for char in printed))
    gaps = sum(after["x0"] - char["x1"] > char["size"] for char, after in pairwise(printed))
    return text if _is_numbered(text) and gaps >= LEAST_GAPS else ""


def _is_numbered(text: str) -> bool:
    """Tell whether a text begins with a number that is not that of a date."""
    return text[:1].isdecimal() and not _DATE.match(text)
