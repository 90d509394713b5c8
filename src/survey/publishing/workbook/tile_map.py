"""Maps of Japan made of cells, one tile a prefecture: its name and, below it, its number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from survey.charts.template import PALE, PAPER, RULE, SHADES
from survey.charts.tile_map import tile_grid
from survey.publishing.workbook.print_setup import FONT_SIZE, SMALLEST
from survey.publishing.workbook.words import Sheet, wording

ACROSS, DOWN, _MAPS = 14, 28, 2
"""Columns and rows that a map takes with its title and what is free beside it; maps in a row."""
_FIRST = 3
"""The row of the first title."""
_TILE, _NAME, _NUMBER = 6.6, 14, 18
"""Width of a tile in units; height of its name and number in points."""
HIGH = (2 * (DOWN // 2) * (_NAME + _NUMBER) + 60) * 96 // 72
"""Pixels of the height of all maps."""


def draw_maps(book: Workbook, page: Worksheet, sheet: Sheet, font: Mapping[str, object]) -> None:
    """Draw a map of each column of numbers; colours by a scale of Excel, so that they follow."""
    page.hide_gridlines(2)
    page.set_column(0, _MAPS * ACROSS, _TILE)
    page.write_string(1, 0, sheet.about, book.add_format(font))
    codes = sheet.rows.iloc[:, 0]
    for place, title in enumerate(sheet.rows.columns[1:]):
        top, left = _FIRST + place // _MAPS * DOWN, place % _MAPS * ACROSS
        page.write_string(top, left, str(title), book.add_format({**font, "bold": True}))
        _draw(book, page, font, top, left, dict(zip(codes, sheet.rows[title], strict=True)))


def _draw(
    book: Workbook, page: Worksheet, font: Mapping[str, object], top: int, left: int,
    numbers: Mapping[str, Any],
) -> None:  # fmt: skip
    tile = {**font, "align": "center", "border_color": PALE, "left": 1, "right": 1}
    name = book.add_format({**tile, "font_size": SMALLEST, "top": 1})
    number = book.add_format({**tile, "font_size": FONT_SIZE + 1, "bottom": 1})
    silent = book.add_format(
        {**tile, "font_size": SMALLEST, "bottom": 1, "font_color": PALE, "bg_color": RULE}
    )
    grid = tile_grid()
    for row in range(1, DOWN // 2):
        page.set_row(top + 2 * row - 1, _NAME)
        page.set_row(top + 2 * row, _NUMBER)
    for code, (across, down, short) in grid.items():
        row, column = top + 2 * down - 1, left + across - 1
        page.write_string(row, column, short, name)
        if pd.isna(known := numbers.get(code)):
            page.write_string(row + 1, column, wording().texts["silent"], silent)
        else:
            page.write_number(row + 1, column, float(known), number)
    scale = {
        "type": "2_color_scale", "min_type": "num", "min_value": 0, "min_color": PAPER,
        "max_color": SHADES[3],
    }  # fmt: skip
    page.conditional_format(top + 1, left, top + DOWN - 1, left + ACROSS - 2, scale)
