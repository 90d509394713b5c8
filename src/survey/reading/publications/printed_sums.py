"""Sums that a document prints: a declaration says which row is the sum, and which make it up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey.reading.reconcile import Count
from survey.reading.results import Row


@dataclass(frozen=True)
class Sum:
    """A printed sum: the row that has these values, and the rows that make it up."""

    path: tuple[str, str]
    whole: dict[str, str]
    parts: tuple[dict[str, str], ...]


def sums(table: str, declared: Sequence[Sum], rows: Sequence[Row]) -> Iterator[Count]:
    """Yield the sums that the document prints, with what their parts add up to."""
    for each in declared:
        whole = [row for row in rows if each.whole.items() <= row.items()]
        parts = [row for row in rows if any(part.items() <= row.items() for part in each.parts)]
        for row in whole:
            added = sum(int(part["value"] or 0) for part in parts)
            yield Count(table, each.path, int(row["value"] or 0), added, int(row["line"]))
