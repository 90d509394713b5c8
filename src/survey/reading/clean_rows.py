"""From the cells of a row to coded values: the clean row, still without pandas."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from survey.prefectures import by_name
from survey.reading.layouts import Column, Table
from survey.reading.split import Cell, SplitRow
from survey.text import join_lines, squeeze

Value = str | int | float
EMPTY = frozenset({"", "-", "－", "―", "ー"})
"""What is printed in a cell without an answer."""


@dataclass(frozen=True)
class Record:
    """One clean row: its values by column name, and the text that it was read from."""

    values: Mapping[str, Value]
    split: SplitRow


def code_row(
    split: SplitRow, table: Table, survey: str, paragraphs: Collection[str] = ()
) -> Record:
    """Return the clean row: id and place, coded and plain cells, lines of the raw file.

    An empty text is `""`. The column names are those of the layout; a coded column `x` gives
    `x_code` and `x`, the prefecture `prefecture_code` and `prefecture`. `paragraphs` are the
    beginnings of lines that are known to begin a paragraph.
    """
    text = split.text
    values: dict[str, Value] = {
        table.id_column: f"{table.id_prefix}-{text.number:03d}",
        "survey": survey,
    }
    for column, cell in zip(table.columns, split.best.cells, strict=True):
        if column.kind == "number":
            values[column.name] = text.number
            values |= {level.name: text.path[i] for i, level in enumerate(table.levels)}
        else:
            values |= _coded(column, cell, paragraphs)
    values |= {"line_start": text.line_start, "line_end": text.line_end}
    return Record(values, split)


def _coded(column: Column, cell: Cell, paragraphs: Collection[str]) -> dict[str, Value]:
    if column.kind == "prefecture":
        prefecture = by_name()[squeeze("".join(cell.lines))]
        return {
            "prefecture_code": prefecture.prefecture_code,
            "prefecture": prefecture.prefecture,
        }
    if column.codes is not None:
        entry = column.codes.by_print[squeeze("".join(cell.lines))]
        return {f"{column.name}_code": entry.code, column.name: entry.label}
    joined = cell.joined
    if joined is None:
        joined = join_lines(cell.lines, column.width, paragraphs)
    return {column.name: "" if joined in EMPTY else joined}
