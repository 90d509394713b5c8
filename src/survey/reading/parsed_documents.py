"""What reading one document gives, whichever document it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from survey.problems import Problem
from survey.reading.clean_rows import Value
from survey.reading.errata import Finding
from survey.reading.reconcile import Count

Row = Mapping[str, Value]
Part = TypeVar("Part")


class Unreadable(Exception):
    """A part of a document that cannot be read, with the line and what should stand there."""

    def __init__(self, line: int, found: str, expected: str) -> None:
        super().__init__(found)
        self.line, self.found, self.expected = line, found, expected


@dataclass
class Reading:
    """The rows of each table, what the checks found, the sums to reconcile, what went wrong in a file."""

    file: str
    rows: dict[str, list[Row]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def each(self, read: Callable[..., Part], *parts: Iterable[object]) -> list[Part]:
        """Return what `read` makes of each part; one that cannot be read is left out and told."""
        made = []
        for arguments in zip(*parts, strict=False):
            try:
                made.append(read(*arguments))
            except Unreadable as reason:
                self.unreadable(reason.line, reason.found, reason.expected)
        return made

    def unreadable(self, line: int, found: str, expected: str) -> None:
        """Tell of a part that cannot be read."""
        advice = "compare with the published page; it is left out until then"
        self.problems.append(Problem("error", self.file, line, found, expected, advice))
