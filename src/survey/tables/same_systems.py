"""Rows of the shared systems that are one system, reported by several prefectures.

Which they are was told by reading; it stands, with the words that prove it, in
`declarations/same_systems.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from survey.declared import included, read_declaration
from survey.problems import Problem
from survey.reading.parsed_documents import Row


@dataclass(frozen=True)
class Report:
    """A row that reports a system, and the words in it, as published, that tell which."""

    id: str
    evidence: str


@dataclass(frozen=True)
class System:
    """One system with the rows that report it; `shared_from` is the month in which they begin to
    share it, if they did not yet when they answered."""

    name: str
    rows: tuple[Report, ...]
    shared_from: str = ""

    def __post_init__(self) -> None:
        if len({report.id for report in self.rows}) < 2 or not all(r.evidence for r in self.rows):
            raise ValueError("it needs two rows or more, each with the words that tell it")


@dataclass(frozen=True)
class _Declared:
    systems: tuple[System, ...]

    def __post_init__(self) -> None:
        ids = [report.id for system in self.systems for report in system.rows]
        if twice := sorted({row for row in ids if ids.count(row) > 1}):
            raise ValueError(f"it has {' and '.join(twice)} more than once")


@cache
def declared_systems() -> tuple[System, ...]:
    """Return the systems that several rows report."""
    source = included("same_systems.toml")
    return read_declaration(_Declared, source, "the list of same systems").systems


def same_systems(
    rows: Sequence[Row], declared: Sequence[System] | None = None
) -> tuple[list[Row], list[Problem]]:
    """Return the rows of `same_systems` for those of `shared_systems`, and an error for every row
    that is missing or does not hold the words that are declared of it.

    Systems of an edition that is not among the rows are left out.
    """
    held = {row["system_id"]: row for row in rows}
    found: list[Row] = []
    problems: list[Problem] = []
    for system in declared_systems() if declared is None else declared:
        if held.keys().isdisjoint(report.id for report in system.rows):
            continue
        for report in system.rows:
            if any(report.evidence in str(value) for value in held.get(report.id, {}).values()):
                found.append(
                    {"system_id": report.id, "same_system": system.rows[0].id,
                     "system": system.name, "shared_from": system.shared_from,
                     "evidence": report.evidence}
                )  # fmt: skip
            else:
                problems.append(
                    Problem("error", "same_systems.toml", None,
                            f"「{report.evidence}」 does not stand in row {report.id}",
                            "words of the row, as published", "read the row, and correct the entry")
                )  # fmt: skip
    return found, problems
