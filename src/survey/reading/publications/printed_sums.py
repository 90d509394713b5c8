"""Sums that a document prints: a declaration says where the sum stands, and which rows make it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat

from survey.documents.plain_text import Document
from survey.reading.publications.passages import in_one_width, read_once
from survey.reading.reconcile import Count
from survey.reading.results import Reading, Row


@dataclass(frozen=True)
class Sum:
    """A printed sum of a table: the row that has the values of `whole`, or what the pattern `printed` finds,
    and the rows that make it up. The number of a row is in the first of `columns` that has one."""

    table: str
    path: tuple[str, str]
    parts: tuple[dict[str, int | str], ...]
    whole: dict[str, int | str] = field(default_factory=dict)
    printed: str = ""
    columns: tuple[str, ...] = ("value",)


def sums(reading: Reading, document: Document, declared: Sequence[Sum]) -> list[Count]:
    """Return the declared sums of the rows of tables, with what their parts add up to; one that
    cannot be read is told in `reading`."""
    counts = reading.each(_counts, declared, repeat(reading.rows), repeat(in_one_width(document)))
    return [count for found in counts for count in found]


def _counts(declared: Sum, tables: Mapping[str, Sequence[Row]], text: str) -> list[Count]:
    table, rows = declared.table, tables[declared.table]
    parts = [row for row in rows if any(part.items() <= row.items() for part in declared.parts)]
    added = sum(_number(row, declared.columns) for row in parts)
    if declared.printed:
        read, line = read_once(text, declared.printed, 1)
        wholes: list[Row] = [{**read, "line": line}]
    else:
        wholes = [row for row in rows if declared.whole.items() <= row.items()]
    return [
        Count(table, declared.path, _number(row, declared.columns), added, int(row["line"]))
        for row in wholes
    ]


def _number(row: Row, columns: Sequence[str]) -> int:
    return int(next((row[name] for name in columns if row.get(name, "") != ""), 0))
