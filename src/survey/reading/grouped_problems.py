"""What is told of many rows for one reason, said once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from survey.text import squeeze

MOST_RANGES = 20
"""Runs of row numbers that a message names."""


@dataclass
class GroupedProblems:
    """Warnings of rows, by what is said before and after the numbers of the rows."""

    rows: dict[tuple[str, str], list[tuple[int, str]]] = field(default_factory=dict)

    def add(self, line: int, number: str, before: str, after: str = "") -> None:
        """Add a row, by its line in the document and its printed number."""
        self.rows.setdefault((before, after), []).append((line, squeeze(number)))

    def sentences(self) -> Iterator[tuple[int, str]]:
        """Yield the line of the first row of each cause, and what is told of all its rows."""
        for (before, after), rows in self.rows.items():
            yield rows[0][0], f"{before} {named(number for _, number in rows)}{after}"


def named(numbers: Iterable[str]) -> str:
    """Return row numbers in words, those that follow each other as one: row 2, rows 4 to 9."""
    runs: list[list[str]] = []
    for number in numbers:
        if runs and number.isdecimal() and _follows(runs[-1][-1], number):
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [f"rows {run[0]} to {run[-1]}" if run[1:] else f"row {run[0]}" for run in runs]
    more = sum(map(len, runs[MOST_RANGES:]))
    return ", ".join(words[:MOST_RANGES]) + (f" and {more:,} more" if more else "")


def _follows(before: str, number: str) -> bool:
    return before.isdecimal() and int(number) == int(before) + 1
