"""Which cells of a print were read right, and which of the wrong ones a message names."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd
from printers import Printed

from survey.problems import Problem
from survey.reading.layouts import Layout, Table
from survey.text import squeeze

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from ministry import lines

Rows = Sequence[Mapping[str, Any]]
Tables = dict[str, pd.DataFrame]
WHOLE = "a document that can be read"
"""What is expected where nothing of a file is read."""


@dataclass(frozen=True)
class Found:
    """What came of a print: cells in all, rows right, wrong cells (row and column) and what of them
    no message tells."""

    cells: int
    rows: int
    right: int
    wrong: tuple[str, ...]
    silent: tuple[str, ...]
    spaces: int


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, empty where nothing is known."""
    known = frame.astype(object).where(frame.notna(), "")
    return [{str(key): row[key] for key in row} for row in known.to_dict("records")]


def cells_of(table: Table, row: Mapping[str, Any]) -> dict[str, str]:
    """Return what a row says: its headings and its columns, codes as numbers."""
    names = [
        *(level.name for level in table.levels),
        *(f"{c.name}_code" if c.codes else c.name for c in table.columns[1:]),
    ]
    return {name: str(row[name]) for name in names}


def compare(
    layout: Layout, meant: Tables, read: Mapping[str, Rows], problems: Sequence[Problem]
) -> Found:
    """Return how far what was read is what was meant, and whether a message names what is not."""
    wrong, silent, cells, right, spaces = [], [], 0, 0, 0
    for table in layout.tables:
        rows = {int(row["row_number"]): row for row in read.get(table.name, ())}
        truth = {int(row["row_number"]): row for row in records(meant[table.name])}
        told = _Told(table, read, problems)
        for number in sorted(rows | truth):
            wanted = cells_of(table, truth[number]) if number in truth else {}
            has = cells_of(table, rows[number]) if number in rows else {}
            differ = [key for key in wanted | has if wanted.get(key) != has.get(key)]
            bad = [
                f"{table.name} {number} {key}: 「{has.get(key)}」, not 「{wanted.get(key)}」"
                for key in differ
                if squeeze(has.get(key, "\0")) != squeeze(wanted.get(key, "\0"))
            ]
            cells, spaces = cells + len(wanted), spaces + len(differ) - len(bad)
            right += not bad
            wrong += bad
            section = "/".join(filter(None, (wanted.get(level.name) for level in table.levels)))
            if not told.names(number) and (has or not told.counts(section)):
                silent += bad
    rows_in_all = sum(map(len, meant.values()))
    return Found(cells, rows_in_all, right, tuple(wrong), tuple(silent), spaces)


class _Told:
    """Tells whether messages name a row of a table."""

    def __init__(self, table: Table, read: Mapping[str, Rows], problems: Sequence[Problem]) -> None:
        self.table = table.name
        self.rows = {int(row["row_number"]): row for row in read.get(table.name, ())}
        others = {place for name in read if name not in (table.name, "reconciliation")
                  for row in read[name] for place in _places(row)}  # fmt: skip
        self.problems = [
            problem for problem in problems
            if _about(problem, table, read) and _place(problem) not in others
        ]  # fmt: skip

    def names(self, number: int) -> bool:
        """Tell whether any message names the row by its number, place or page, or all rows."""
        return any(self._names(problem, number) for problem in self.problems)

    def counts(self, section: str) -> bool:
        """Tell whether any message says that rows of this section are missing or too many."""
        levels = accumulate(section.split("/"), "{}/{}".format)
        begins = tuple(f"{self.table}, {path}: " for path in levels)
        return any(problem.found.startswith(begins) for problem in self.problems)

    def _names(self, problem: Problem, number: int) -> bool:
        if problem.found == "a table is missing" or problem.expected == WHOLE:
            return True
        by_number = re.finditer(r"(?:\brows? |\b(?:row|text) 「)(\d+)(?: to (\d+))?", problem.found)
        if any(int(m[1]) <= number <= int(m[2] or m[1]) for m in by_number):
            return True
        if number in self.rows and _place(problem) in _places(self.rows[number]):
            return True
        first, last = self._pages(number)
        by_page = re.finditer(r"\bpages? (\d+)(?: to (\d+))?", problem.found)
        return any(int(m[1]) <= last and int(m[2] or m[1]) >= first for m in by_page)

    def _pages(self, number: int) -> tuple[int, int]:
        """Return the first and the last page on which a row can stand: its own, or those of the
        rows before and after it."""
        before = max((n for n in self.rows if n <= number), default=None)
        after = min((n for n in self.rows if n >= number), default=None)
        return self._page(before, max, 1), self._page(after, min, 1000)

    def _page(self, number: int | None, end: Callable[..., int], unknown: int) -> int:
        places = _places(self.rows[number]) if number is not None else ()
        return end((int(page) for page, _ in places if page.isdigit()), default=unknown)


def _about(problem: Problem, table: Table, read: Mapping[str, Rows]) -> bool:
    """Tell whether a problem names the table, or no table."""
    if problem.found == "a table is missing":
        return problem.expected.endswith(table.title)
    named = re.match(r"\w+(?=[:,] )", problem.found)
    return named is None or named[0] == table.name or named[0] not in read


def _place(problem: Problem) -> tuple[str, str]:
    """Return page and position of a problem, or what no row has."""
    if problem.line is not None:
        return "line", str(problem.line)
    found = re.search(r", (?:page|sheet) (.*), (\S+)$", problem.file)
    return (found[1], found[2]) if found else ("", "")


def _places(row: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return page and position of all that a row was read from; a text has lines."""
    if "page" not in row:
        return {("line", str(n)) for n in range(row["line_start"], row["line_end"] + 1)}
    first, *others = str(row["position"]).split("; ")
    pairs = [other.split(": ", 1) for other in others]
    return {(str(row["page"]), first), *((page, position) for page, position in pairs)}


def share_of_cells(printed: Printed, read: Sequence[Sequence[str | None]]) -> float:
    """Return how many printed cells stand in rows of another tool, each compared as it is."""
    by_number: dict[str, list[list[str]]] = {}
    for row in read:
        texts = [squeeze(text or "") for text in row]
        by_number.setdefault(texts[0] if texts else "", []).append(texts)
    cells = right = 0
    for table in printed.layout.tables:
        for line in lines(table, printed.tables[table.name], printed.style):
            if line.depth is None:
                wanted = [squeeze(text) for text in line.cells]
                found = by_number.get(wanted[0], [])
                alike = (sum(a == b for a, b in zip(wanted, r, strict=False)) for r in found)
                cells, right = cells + len(wanted), right + max(alike, default=0)
    return right / cells
