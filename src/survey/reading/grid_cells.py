"""The cells of a row of a grid as those of the columns of a layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from survey.documents.grids import GridRow, Lines
from survey.prefectures import by_name
from survey.reading.layouts import Column
from survey.reading.split import Candidate, Cell, NoReading, SplitRow
from survey.reading.table_text import Fragment, RowText
from survey.text import join_known, shorten, squeeze


def split_cells(
    numbers: Sequence[int], columns: Sequence[Sequence[Lines]], texts: Sequence[str],
    path: Sequence[str],
) -> SplitRow:  # fmt: skip
    """Return a row as `split_row` gives it for text: a fragment for each cell of each part.

    Parameters
    ----------
    numbers
        The line of the document of each part of the row.
    columns, texts
        For each column of the layout the lines of each part, and the text of the whole cell.
    path
        The headings that the row stands under.
    """
    made: list[list[Fragment]] = [[] for _ in columns]
    for index, number in enumerate(numbers):
        begun = False
        for fragments, column in zip(made, columns, strict=True):
            if text := "".join(line.text for line in column[index]):
                fragments.append(Fragment(text, number, "space" if begun else "page"))
                begun = True
    cells = tuple(
        Cell(tuple(fragments), tuple(fragment.text for fragment in fragments), text)
        for fragments, text in zip(made, texts, strict=True)
    )
    pieces = sorted((piece for one in made for piece in one), key=lambda piece: piece.line)
    row = RowText(int(squeeze(texts[0])), tuple(path), tuple(pieces))
    return SplitRow(row, Candidate(cells, 0.0), None)


def own_cells(row: GridRow) -> GridRow:
    """Return a row without the places over which its cells reach; where two tables of a page touch,
    the columns of either are places of both."""
    own = [place for place, cell in enumerate(row.cells) if cell is not None]
    marks = tuple(mark._replace(cell=own.index(mark.cell)) for mark in row.marks)
    return replace(row, cells=tuple(row.cells[place] for place in own), marks=marks)


def once(parts: Sequence[Lines]) -> list[Lines]:
    """Return the parts of a cell, once what reaches over several: there it is the same object."""
    return [() if n and part is parts[n - 1] else part for n, part in enumerate(parts)]


def joined(parts: Sequence[Lines]) -> str:
    """Return the text of a cell whose lines, and whose parts on several pages, are one."""
    lines = [line for part in parts for line in part]
    ended = [
        before.text.endswith(" ") or before.room > line.need for before, line in pairwise(lines)
    ]
    return join_known([line.text for line in lines], ended)


def check(column: Column, text: str) -> None:
    """Raise NoReading if a cell cannot be of its column."""
    squeezed = squeeze(text)
    if column.kind == "number" and not (squeezed.isascii() and squeezed.isdigit()):
        raise NoReading(f"its number is 「{shorten(text)}」")
    if column.kind == "prefecture" and squeezed not in by_name():
        raise NoReading(f"「{shorten(text)}」 is not the name of a prefecture")
    if column.codes is not None and squeezed not in column.codes.by_print:
        raise NoReading(f"「{shorten(text)}」 is none of the answers for {column.title}")
