"""What is wrong with an input, said to the person who can put it right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Literal

from survey.terminal import is_japanese, shown

Severity = Literal["error", "warning", "note"]

MOST_TOLD = 1_000
"""Problems that are told; the rest is counted."""


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
        return shown(f"{place}: {self.severity}: " + "; ".join(sentences))


class BadInput(Exception):
    """An input that cannot be read at all; carries the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem

    @cached_property
    def __notes__(self) -> list[str]:  # type: ignore[override]  # it can be written
        """What a traceback, also one in a notebook, says below the sentence: it in Japanese, if that
        is the language of the reader."""
        return [in_japanese(self.problem)] if is_japanese() else []

    @classmethod
    def of(
        cls,
        place: str | Path,
        found: str,
        expected: str = "",
        advice: str = "",
        line: int | None = None,
    ) -> BadInput:
        """Return the exception of an error at a place: a file, or what else is to be put right."""
        return cls(Problem("error", str(place), line, found, expected, advice))


def in_japanese(told: Problem | str) -> str:
    """Return the Japanese sentence of a problem, or of another text that is told, on one line."""
    # Few runs need the sentences.
    from survey import japanese

    said = japanese.of_text(told) if isinstance(told, str) else japanese.of_problem(**vars(told))
    return shown(said)


def no_such(what: str, name: object, offered: Iterable[object]) -> BadInput:
    """Return the exception of a name that nothing has, with those there are and the nearest one."""
    known = [str(one) for one in offered]
    return BadInput.of(
        str(name) or what, f"there is no such {what}", " or ".join(known),
        meant(str(name), known) or "name one of these",
    )  # fmt: skip


def meant(said: str, known: Iterable[str]) -> str:
    """Return which of the known names was probably meant, as a question, or nothing."""
    near = get_close_matches(said, list(known), 1)
    return f"did you mean {near[0]}?" if near else ""


def at_most(most: int, size: int, place: str | Path, found: str, advice: str) -> None:
    """Raise `BadInput` if the size of something, which `found` tells, is more than is allowed."""
    if size > most:
        raise BadInput.of(place, found, f"at most {most:,}", advice)


def at_least(least: int, number: int, what: str) -> None:
    """Raise `BadInput` if a number that somebody chose is less than is of use."""
    if number < least:
        raise BadInput.of(what, f"it is {number}", f"{least} or more", "choose a larger number")


def sentences(
    problems: Sequence[Problem], said: Callable[[Problem | str], str] = str
) -> Iterator[str]:
    """Yield what is told of each problem, and of those beyond `MOST_TOLD` how many there are; `said`
    gives it in another language."""
    yield from map(said, problems[:MOST_TOLD])
    if more := problems[MOST_TOLD:]:
        yield said(f"and {len(more):,} more, {len(errors(more)):,} of them errors")


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that make the result wrong or incomplete."""
    return [problem for problem in problems if problem.severity == "error"]
