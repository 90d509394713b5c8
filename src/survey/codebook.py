"""Codebooks: rules that give codes to free text, as in content analysis (コーディングルール).

A codebook is data, a TOML file like those in `survey/declarations/codebooks/`. A row has every code
of which a pattern (`any`) is found in its text, unless one of `none` is found too; a `fallback`
stands where no other code does. The codes can be crossed with any other column of the rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator

from survey.declared import STRICT, named, read_declaration
from survey.problems import BadInput, Problem

Row = Mapping[Any, Any]
"""Column to value. The names of columns are texts, but a data frame does not promise that."""


def _pattern(text: str) -> re.Pattern[str]:
    if text != _nfkc(text):
        raise ValueError(f"the pattern {text} must be in NFKC, {_nfkc(text)}")
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{text} is not a regular expression ({error})") from None


Patterns = tuple[Annotated[re.Pattern[str], BeforeValidator(_pattern)], ...]


@dataclass(frozen=True)
class CodingRule:
    """One code: what it means, and the patterns that call for it or rule it out.

    `searched` are the columns that are searched, if not those of the whole codebook.
    """

    __pydantic_config__ = STRICT

    code: str
    label: str
    label_en: str
    definition: str
    definition_en: str
    searched: tuple[str, ...] = ()
    any: Patterns = ()
    none: Patterns = ()
    fallback: bool = False

    def __post_init__(self) -> None:
        if bool(self.any) == self.fallback:
            raise ValueError("it needs patterns (any) or fallback = true, and not both")


@dataclass(frozen=True)
class Codebook:
    """Rules for the rows with the values of `where`; `id` names them, `column` holds the codes."""

    __pydantic_config__ = STRICT

    id: str
    column: str
    searched: tuple[str, ...]
    codes: tuple[CodingRule, ...]
    where: Mapping[str, str | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        codes = [rule.code for rule in self.codes]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"it has the code {' and '.join(twice)} more than once")


def load_codebook(name: str) -> Codebook:
    """Return the codebook of this name, or the one in this TOML file.

    Raises
    ------
    BadInput
        If there is no such codebook, or it has a mistake.
    """
    return read_declaration(Codebook, named("codebooks", name), "the codebook")


def apply(codebook: Codebook, rows: Iterable[Row]) -> list[dict[str, str]]:
    """Return one row, id and code, for each row and each of its codes.

    They stand in the order of the rows, then of the codebook. Rows without text have no code.
    """
    return [
        {codebook.id: row[codebook.id], codebook.column: code}
        for row, _, codes in _coded(codebook, rows)
        for code in codes
    ]


def uncovered(codebook: Codebook, rows: Iterable[Row]) -> list[Row]:
    """Return the rows that say something for which the codebook has no code."""
    return [row for row, text, codes in _coded(codebook, rows) if text and not codes]


def unanswered(codebook: Codebook, rows: Iterable[Row]) -> list[Row]:
    """Return the rows that the codebook is for and that say nothing: counted, never coded."""
    return [row for row, text, _ in _coded(codebook, rows) if not text]


def _coded(codebook: Codebook, rows: Iterable[Row]) -> Iterator[tuple[Row, str, list[str]]]:
    """Yield the rows that the codebook is for, each with all its text and its codes."""
    columns = {*codebook.searched, *(column for rule in codebook.codes for column in rule.searched)}
    for row in rows:
        if missing := sorted({codebook.id, *codebook.where, *columns} - row.keys()):
            raise BadInput(
                Problem("error", codebook.column, None,
                        f"the rows have no column {', '.join(missing)}",
                        "the columns that the codebook names", "correct the codebook")
            )  # fmt: skip
        # Codes are numbers in the rows of the build, and texts in those of a CSV file.
        if any(str(row[column]) != str(value) for column, value in codebook.where.items()):
            continue
        # What is missing in a data frame is not a text.
        texts = {c: _nfkc(row[c]).strip() if isinstance(row[c], str) else "" for c in columns}
        text = "".join(texts.values())
        codes = [
            r.code for r in codebook.codes if _applies(r, r.searched or codebook.searched, texts)
        ]
        yield row, text, codes or [r.code for r in codebook.codes if r.fallback and text]


def _applies(rule: CodingRule, columns: Iterable[str], texts: Mapping[str, str]) -> bool:
    searched = [texts[column] for column in columns]

    def found(patterns: Iterable[re.Pattern[str]]) -> bool:
        return any(pattern.search(text) for pattern in patterns for text in searched)

    return found(rule.any) and not found(rule.none)


def _nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
