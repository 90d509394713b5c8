"""The text of a printed table: headings with their counts, and rows as runs of fragments.

Documents of text, pages and sheets all end up as this before it is cut into columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from survey.problems import Problem, Severity
from survey.reading.layouts import Table
from survey.text import squeeze

_HEADING = re.compile(r"(\S.*?) ?[(（]([0-9]{1,5})[)）]")

Gap = Literal["page", "blank", "line", "space"]
"""What separates a fragment from the one before: a page break, a blank line, a line break, a
space. Only a space of the extractor counts (U+0020), never the ideographic one that people type."""


class Fragment(NamedTuple):
    """A piece of a printed line without a space in it, and what stands before it."""

    text: str
    line: int
    gap: Gap


@dataclass(frozen=True)
class Heading:
    """A heading with the count it prints, e.g. 総務分野 (207); `path` names it and those above."""

    path: tuple[str, ...]
    printed_count: int
    line: int


@dataclass(frozen=True)
class RowText:
    """The text of one row: fragments from its number to its prefecture."""

    number: int
    path: tuple[str, ...]
    fragments: tuple[Fragment, ...]

    @property
    def line_start(self) -> int:
        return self.fragments[0].line

    @property
    def line_end(self) -> int:
        return self.fragments[-1].line


@dataclass
class TableText:
    """One table of a file: its headings and its rows in printed order, and what is wrong in it."""

    table: Table
    file: str
    headings: list[Heading] = field(default_factory=list)
    rows: list[RowText] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def tell(
        self, line: int | None, found: str, expected: str, advice: str, severity: Severity = "error"
    ) -> None:
        """Tell what is wrong at a line, or with the whole."""
        self.problems.append(Problem(severity, self.file, line, found, expected, advice))

    def tell_missing(self) -> None:
        """Tell that the table is not in the file."""
        advice = "extract the document again, with all its pages"
        self.tell(None, "a table is missing", f"a line {self.table.title}", advice)


class Sections:
    """The headings of one table, as they are met from top to bottom."""

    def __init__(self, part: TableText) -> None:
        self.part = part
        self.levels = part.table.levels
        self.path: list[str] = [""] * len(self.levels)

    def heading(self, text: str) -> tuple[int, str, int] | None:
        """Return level, label and printed count if the text is a heading of the table."""
        text = text.strip()
        if text[-1:] not in (")", "）") or (match := _HEADING.fullmatch(text)) is None:
            return None
        for index, level in enumerate(self.levels):
            if (label := level.by_print.get(squeeze(match[1]))) is not None:
                return index, label, int(match[2])
        return None

    def open(self, line: int, index: int, label: str, count: int) -> None:
        """Begin what stands under a heading."""
        self.path[index:] = [label, *[""] * (len(self.levels) - index - 1)]
        self.part.headings.append(Heading(tuple(self.path), count, line))

    def add(self, row: RowText) -> None:
        """Add a row under the headings it stands under; one under none is told."""
        if self.levels and not self.path[0]:
            self.part.tell(
                row.line_start,
                f"row {row.number} stands under no {self.levels[0].name}",
                f"a heading with its count, as {self.levels[0].labels[0]} (1)",
                "put the heading back",
            )
        self.part.rows.append(row)
