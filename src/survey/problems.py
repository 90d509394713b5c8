"""What is wrong with an input, said to the person who can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Problem:
    """One thing a person should know of an input file.

    An `error` means that the tables are wrong or incomplete, a `warning` that somebody should look
    at the place, a `note` that something was put right on the way and how.
    """

    severity: Severity
    file: str
    line: int | None
    found: str
    expected: str = ""
    advice: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        sentences = [self.found]
        if self.expected:
            sentences.append(f"expected {self.expected}")
        if self.advice:
            sentences.append(self.advice)
        return f"{place}: {self.severity}: " + "; ".join(sentences)


class BadInput(Exception):
    """An input that cannot be read at all; carries the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that make the result wrong or incomplete."""
    return [problem for problem in problems if problem.severity == "error"]
