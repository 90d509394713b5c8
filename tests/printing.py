"""Writes rows the way the extractor left the printed ones: the parser's mirror image for the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from survey.reading.layouts import Column, Table
from survey.reading.split import TALL
from survey.text import has_room, unbreakable


@lru_cache(maxsize=1 << 16)
def wrap(text: str, column_width: float) -> list[str]:
    """Return a cell's paragraphs (parted by line breaks) wrapped to the width of its column."""
    return [line for paragraph in text.split("\n") for line in _wrap(paragraph, column_width)]


def _wrap(text: str, column_width: float) -> list[str]:
    lines = [""]
    while text:
        if lines[-1] and not has_room(lines[-1], text, column_width):
            lines.append("")
        part = unbreakable(text)
        lines[-1] += part
        text = text.removeprefix(part)
    return lines


def print_row(cells: Sequence[Sequence[str]]) -> list[str]:
    """Return the extracted lines of a row, given the printed lines of each of its cells."""
    filled = [list(cell) for cell in cells if cell]
    printed = list(filled[0])
    for before, cell in pairwise(filled):
        if len(before) == len(cell) == 1:
            printed[-1] += " " + cell[0]
            continue
        if len(before) > 1 or len(cell) >= TALL:
            printed.append("")
        printed += cell
    return [*printed, ""]


def print_table(
    table: Table, sections: Sequence[tuple[str, Sequence[Mapping[str, str]]]]
) -> list[str]:
    """Return the lines of a table: title, column titles, headings with counts, numbered rows."""
    lines = [table.title, " ".join(c.title for c in table.columns if c.title), ""]
    number = 0
    for heading, rows in sections:
        lines += [f"{heading} ({len(rows)})", ""]
        for row in rows:
            number += 1
            lines += print_row(
                [
                    [str(number)]
                    if column.kind == "number"
                    else print_cell(row[column.name], column)
                    for column in table.columns
                ]
            )
    return lines


def print_cell(text: str, column: Column) -> list[str]:
    """Return the printed lines of a cell; labels, of no declared width, wrap after six characters."""
    return wrap(text, column.width or 6.5) if text else []
