"""Column titles of a PDF page that no rule parts from a row below them.

Some programs leave the rule out where the row below the titles goes on from the page before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from survey.documents.grids import Lines
from survey.documents.pdf.page_breaks import Page, PageTable
from survey.text import squeeze

LEAST_TITLES = 3
"""Titles that a row of them has at least."""


def part_titles(pages: Sequence[Page]) -> None:
    """Make two rows of each first row of a table that begins, cell by cell, with the titles that the
    last table of the page before has."""
    titles: list[str] = []
    for page in pages:
        for table in page.tables[:1]:
            _part(table, titles)
        for table in page.tables[-1:]:
            named = next((row.texts for row in table.rows if _is_of_titles(row.texts)), None)
            titles = named or titles


def _is_of_titles(texts: Sequence[str]) -> bool:
    return sum(map(bool, texts)) >= LEAST_TITLES and not texts[0].isdigit()


def _part(table: PageTable, titles: Sequence[str]) -> None:
    row = table.rows[0]
    if not titles or len(titles) != len(row.cells) or row.texts == titles:
        return
    found = [_lines_of(title, cell) for title, cell in zip(titles, row.cells, strict=True)]
    counts = [count for count in found if count is not None]
    if len(counts) < len(found):
        return
    parts = [
        tuple(None if cell is None else cell[at] for cell, at in zip(row.cells, ats, strict=True))
        for ats in ([slice(n) for n in counts], [slice(n, None) for n in counts])
    ]
    table.rows[:1] = [replace(row, cells=parts[0], marks=()), replace(row, cells=parts[1])]
    table.tops.insert(0, table.tops[0])
    flat = [None if box is None else (*box[:3], box[1]) for box in table.boxes[0]]
    table.boxes.insert(0, flat)


def _lines_of(title: str, cell: Lines | None) -> int | None:
    """Return how many lines of a cell are its title; none if it does not begin with it."""
    said, lines = "", cell or ()
    for count, line in enumerate(lines):
        if said == title:
            return count
        said += squeeze(line.text)
    return len(lines) if said == title else None
