"""How the sheets of the workbook lie on paper: A3 across, letters of 7 points at least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, fsum

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from survey.publishing.workbook.words import HEADER, Sheet
from survey.text import width

FONT_SIZE, SMALLEST = 10, 9
"""Points of the letters in cells, and of the smallest on a sheet."""
_READABLE = 7.2
"""Points of letters that are read on paper, with something to spare."""
_A3, _MARGIN, _EDGE = 8, 0.45, 0.7
"""The paper, by its number in Excel; margins at the sides, above and below, in inches."""
_WIDE, _HIGH = 16.5 - 2 * _MARGIN, 11.7 - 2 * _EDGE
"""What is printed on, in inches."""
_UNIT, _PADDING, _UNITS_OF_EM = 7, 5, 2.05
"""Pixels of a unit of the width of columns, those beside the text, and units of an em."""
_WIDER = 1.33
"""By how much columns, and what lies on them, are wider in programs without the fonts of Excel."""
_LINE, _SPACE, _HIGHEST = 15.0, 3.0, 400.0
"""Points of a line in a cell, what is left free, and the highest row."""
_KEPT, _LONGEST, _MOST_LINES = (8.0, 12.0, 16.0, 24.0), 42.0, 100
"""Ems of texts that may be kept in one line, whichever makes the sheet lower; of the longest line; and
lines of a cell."""
_ARROW = 1.5
"""Ems of the arrow of the filter beside a heading."""
_NARROWEST, _INDENT = 2.0, 1.2
"""Ems of the narrowest column, and of what is free on the right of a number."""


@dataclass(frozen=True)
class Measures:
    """Widths of columns in units, heights of the rows (the heading first) in points."""

    widths: Sequence[float]
    heights: Sequence[float]

    @property
    def pixels(self) -> int:
        """Height of all rows on the screen."""
        return int(fsum(self.heights) * 96 / 72)


@dataclass(frozen=True)
class _Column:
    """The longest cell and the heading, in em; whether they are numbers, and printed."""

    cell: float
    head: float
    number: bool
    printed: bool


def measures(sheet: Sheet, beside: int = 0) -> Measures:
    """Return widths and heights with which what is printed goes on a page, beside something of so
    many pixels: as low as there is room for."""
    rows = sheet.rows
    cells = [[0.0 if pd.isna(v) else width(str(v)) for v in rows[name]] for name in rows.columns]
    heads = [width(str(name)) + _ARROW for name in rows.columns]
    columns = [
        _Column(
            max(cell, default=0.0),
            head,
            pd.api.types.is_numeric_dtype(rows[name]),
            place < sheet.printed,
        )
        for place, (name, cell, head) in enumerate(zip(rows.columns, cells, heads, strict=True))
    ]
    free = _pixels(_WIDE, SMALLEST if beside else FONT_SIZE) / _WIDER - beside
    lines_of = [heads, *zip(*cells, strict=True)]
    tried = [
        Measures([em * _UNITS_OF_EM for em in ems], [_height(row, ems) for row in lines_of])
        for ems in _fitting(columns, free)
    ]
    return min(tried, key=lambda measured: measured.pixels)


def _fitting(columns: Sequence[_Column], free: float) -> Iterator[list[float]]:
    """Yield widths in em that fit: one for each length up to which texts are kept in one line, or the
    narrowest if none does."""
    fitted = False
    for kept in _KEPT:
        for lines in range(1, _MOST_LINES):
            ems = [_ems(column, lines, kept) for column in columns]
            printed = [em for em, column in zip(ems, columns, strict=True) if column.printed]
            taken = fsum(em * _UNITS_OF_EM * _UNIT + _PADDING for em in printed)
            if taken <= free and max(printed) <= _LONGEST:
                fitted = True
                yield ems
                break
    if not fitted:
        yield [_ems(column, _MOST_LINES, _KEPT[0]) for column in columns]


def _ems(column: _Column, lines: int, kept: float) -> float:
    """Return how wide a column is whose longest cell stands in so many lines, its heading in half as
    many; a number is not broken."""
    lines = lines if column.printed else 1
    text = (
        column.cell + _INDENT if column.number else max(column.cell / lines, min(column.cell, kept))
    )
    return max(text + 0.2, column.head / ceil(lines / 2), _NARROWEST)


def _height(texts: Sequence[float], ems: Sequence[float]) -> float:
    return min(_LINE * max(map(_lines, texts, ems)) + _SPACE, _HIGHEST)


def _pixels(inches: float, points: float) -> float:
    """Return how many pixels go on so many inches with letters of so many points still readable."""
    return inches * 96 * points / _READABLE


def _lines(text: float, column: float) -> int:
    # A line is not always full: words and signs stay together.
    return 1 if text <= column else ceil(text / (column - min(0.6, column / 10)))


def page_starts(heights: Sequence[float], pixels: int) -> list[int]:
    """Return the rows with which pages begin that have room for so many pixels, the first among them."""
    starts, used = [1], 0.0
    for row, height in enumerate(heights[1:], 1):
        if used >= pixels:
            starts.append(row)
            used = 0.0
        used += height * 96 / 72
    return starts


def set_for_print(page: Worksheet, sheet: Sheet, high: int, starts: Sequence[int] = ()) -> None:
    """Set the page: paper, area, repeated headings, head and foot; one page if so many pixels of
    height go on one, or pages that begin with these rows."""
    page.set_landscape()
    page.set_paper(_A3)
    page.set_margins(left=_MARGIN, right=_MARGIN, top=_EDGE, bottom=_EDGE)
    page.fit_to_pages(1, int(high <= _pixels(_HIGH, SMALLEST)))
    if starts:  # which Excel heeds only at a scale of its own
        page.set_print_scale(round(100 * _READABLE / SMALLEST))
        page.set_h_pagebreaks(list(starts))
    page.repeat_rows(HEADER)
    if sheet.printed < len(sheet.rows.columns):
        page.print_area(HEADER, 0, HEADER + max(len(sheet.rows), 1), sheet.printed - 1)
    # The name before the title: a title that begins with 2015 would be read as a size.
    said = [text.replace("&", "&&") for text in (sheet.title, sheet.kind, sheet.cited)]
    page.set_header(f"&L&10&A　{said[0]}&R&10{said[1]}", {"scale_with_doc": False})
    page.set_footer(f"&L&10{said[2]}&R&10&P / &N", {"scale_with_doc": False})
