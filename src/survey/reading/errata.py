"""Mistakes of the published documents, listed in `data/raw/errata.toml` with their evidence.

A check that finds a mistake in a document looks it up here. What is listed is told in the tables
and the notes; what is not listed stops the build.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal, get_args

from survey.declared import read_declaration
from survey.problems import Problem

Found = Literal[
    "count", "order", "bracket", "duplicate", "placeholder", "repeated_line", "length", "furniture",
    "noise", "bullet", "continuation", "merged_rows", "surplus", "rate", "unit", "missing_value",
    "contradiction", "misread_number", "paragraph",
]  # fmt: skip
Seen = Literal["wording", "heading", "truncated", "layout", "missing", "misread"]
Kind = Found | Seen
"""What is wrong: found by the checks of this package, or seen by reading and checked only for its
quotation."""

FOUND_BY_CHECKS = frozenset(get_args(Found))


@dataclass(frozen=True)
class Erratum:
    """One mistake of a document.

    `where` names the row or the heading it concerns, `evidence` what a check found there; `line`
    and `quote` give the place in the raw file, `found` and `handling` (Japanese, and `_en`) say
    what is wrong and what was done.

    `rows` (ids, or the values of a key joined by `|`), `columns`, `printed` and `published` say
    which cells it concerns, what is printed there and what the table holds, where that does not
    follow from the rest: rows from `where`, a column from `evidence` or from the quotation, which
    is what is printed and, in one width, what is published. `printed` is empty where nothing is.
    """

    id: str
    document: str
    kind: Kind
    table: str
    where: str
    evidence: str
    line: int
    quote: str
    found: str
    found_en: str
    handling: str
    handling_en: str
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    printed: str | None = None
    published: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What a finding of it has as its `key`."""
        return self.kind, self.table, self.where, self.evidence


@dataclass(frozen=True)
class Finding:
    """A mistake that a check found: an erratum of the same kind, place and evidence explains it."""

    kind: Kind
    table: str
    where: str
    evidence: str
    line: int
    text: str

    @property
    def key(self) -> tuple[str, ...]:
        return self.kind, self.table, self.where, self.evidence


def load_errata(path: Path | Traversable) -> tuple[Erratum, ...]:
    """Return the listed errata.

    Raises
    ------
    BadInput
        If the file is missing or an entry has not the fields of `Erratum`.
    """
    declared = read_declaration(dict[str, tuple[Erratum, ...]], path, "the list of errata")
    return declared.get("errata", ())


def listed(errata: Iterable[Erratum]) -> dict[tuple[str, ...], Erratum]:
    """Return the errata of a document by the `key` of the finding that each explains."""
    return {erratum.key: erratum for erratum in errata}


def unlisted(findings: Sequence[Finding], file: str, errata: Sequence[Erratum]) -> list[Problem]:
    """Return an error for every finding that no erratum of the document lists."""
    known = listed(errata)
    return [
        Problem(
            "error", file, finding.line, f"{finding.table}, {finding.where}: {finding.text}",
            "nothing of the kind, or an erratum that lists it",
            "compare with the published page, then correct the file or list it in errata.toml",
        )
        for finding in findings
        if finding.key not in known
    ]  # fmt: skip


def missing(
    kinds: Iterable[str], findings: Sequence[Finding], file: str, errata: Sequence[Erratum]
) -> list[Problem]:
    """Return a warning for every erratum of these kinds whose mistake was not met: what it would
    have put right may stand in the rows."""
    found = {finding.key for finding in findings}
    return [
        Problem("warning", file, None, f"what erratum {erratum.id} lists is not there",
                f"「{erratum.quote}」", "compare the copy with the registered document")
        for erratum in errata
        if erratum.kind in kinds and erratum.key not in found
    ]  # fmt: skip


def stale(
    findings: Sequence[Finding], document: str, lines: Sequence[str], errata: Sequence[Erratum]
) -> list[Problem]:
    """Return an error for every erratum whose mistake is not, or no longer, in the document."""
    found = {finding.key for finding in findings}
    problems: list[Problem] = []
    for erratum in errata:
        if erratum.document != document:
            continue
        quoted = 0 < erratum.line <= len(lines) and erratum.quote in lines[erratum.line - 1]
        if not quoted or (erratum.kind in FOUND_BY_CHECKS and erratum.key not in found):
            problems.append(
                Problem(
                    "error", document, erratum.line,
                    f"erratum {erratum.id} lists a mistake that is not there",
                    f"「{erratum.quote}」 on this line", "correct or remove the entry",
                )
            )  # fmt: skip
    return problems
