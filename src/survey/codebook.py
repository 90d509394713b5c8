"""Codebooks: rules that give codes to free text, as in content analysis (コーディングルール).

A codebook is data, a TOML file like those in `survey/declarations/codebooks/`. A row has every code
of which a pattern (`any`) is found in its text, unless one of `none` is found too; a `fallback`
stands where no other code does. The codes can be crossed with any other column of the rows.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from survey.problems import BadInput, Problem

Row = Mapping[Any, Any]
"""Column to value. The names of columns are texts, but a data frame does not promise that."""


@dataclass(frozen=True)
class CodingRule:
    """One code: what it means, and the patterns that call for it or rule it out."""

    code: str
    label: str
    label_en: str
    definition: str
    definition_en: str
    searched: tuple[str, ...]
    any: tuple[re.Pattern[str], ...]
    none: tuple[re.Pattern[str], ...]
    fallback: bool


@dataclass(frozen=True)
class Codebook:
    """Rules for the rows with the values of `where`; `id` names them, `column` holds the codes."""

    id: str
    column: str
    searched: tuple[str, ...]
    where: Mapping[str, str | int]
    codes: tuple[CodingRule, ...]


def load_codebook(name: str) -> Codebook:
    """Return the codebook of this name, or the one in this TOML file.

    Raises
    ------
    BadInput
        If there is no such codebook, or it has a mistake.
    """
    included = files("survey") / "declarations" / "codebooks" / f"{name}.toml"
    try:
        source = Path(name) if name.endswith(".toml") else included
        return _codebook(tomllib.loads(source.read_text(encoding="utf-8")))
    except OSError as error:
        raise _bad(name, f"the codebook cannot be read ({error.strerror})") from None
    except (TypeError, ValueError) as error:
        raise _bad(name, f"the codebook has a mistake: {error}") from None


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
    columns = {column for rule in codebook.codes for column in rule.searched}
    for row in rows:
        if missing := {codebook.id, *codebook.where, *columns} - row.keys():
            raise _bad(codebook.column, f"the rows have no column {', '.join(sorted(missing))}")
        # Codes are numbers in the rows of the build, and texts in those of a CSV file.
        if any(str(row[column]) != str(value) for column, value in codebook.where.items()):
            continue
        # What is missing in a data frame is not a text.
        texts = {c: _nfkc(row[c]).strip() if isinstance(row[c], str) else "" for c in columns}
        text = "".join(texts.values())
        codes = [rule.code for rule in codebook.codes if _applies(rule, texts)]
        yield row, text, codes or [r.code for r in codebook.codes if r.fallback and text]


def _applies(rule: CodingRule, texts: Mapping[str, str]) -> bool:
    def found(patterns: Iterable[re.Pattern[str]]) -> bool:
        return any(pattern.search(texts[c]) for pattern in patterns for c in rule.searched)

    return found(rule.any) and not found(rule.none)


def _nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _codebook(declared: Mapping[str, Any]) -> Codebook:
    keys = _keys("the codebook", {"where": {}, **declared}, Codebook)
    keys["where"] = dict(keys["where"])
    keys["searched"] = _texts("the codebook", keys, "searched")
    keys["codes"] = tuple(_rule({"searched": declared["searched"], **r}) for r in keys["codes"])
    codes = [rule.code for rule in keys["codes"]]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise ValueError(f"it has the code {' and '.join(sorted(twice))} more than once")
    return Codebook(**keys)


def _rule(declared: Mapping[str, Any]) -> CodingRule:
    name = f"the code {declared.get('code', 'without a name')}"
    keys = _keys(name, {"any": [], "none": [], "fallback": False, **declared}, CodingRule)
    keys["searched"] = _texts(name, keys, "searched")
    for key in ("any", "none"):
        keys[key] = tuple(_pattern(name, text) for text in _texts(name, keys, key))
    if bool(keys["any"]) == keys["fallback"]:
        raise ValueError(f"{name} needs patterns (any) or fallback = true, and not both")
    return CodingRule(**keys)


def _keys(name: str, declared: Mapping[str, Any], kind: type) -> dict[str, Any]:
    known = {field.name for field in fields(kind)}
    if missing := known - declared.keys():
        raise ValueError(f"{name} has no {', '.join(sorted(missing))}")
    if unknown := declared.keys() - known:
        raise ValueError(f"{name} has {', '.join(sorted(unknown))}, which means nothing here")
    for field in fields(kind):
        if field.type == "str" and not isinstance(declared[field.name], str):
            raise ValueError(f"{field.name} of {name} is not a text")
    return dict(declared)


def _texts(name: str, keys: Mapping[str, Any], key: str) -> tuple[str, ...]:
    # A text alone would pass for a list of its characters.
    if not isinstance(keys[key], list) or not all(isinstance(item, str) for item in keys[key]):
        raise ValueError(f"{key} of {name} is not a list of texts")
    return tuple(keys[key])


def _pattern(name: str, text: str) -> re.Pattern[str]:
    if text != _nfkc(text):
        raise ValueError(f"the pattern {text} of {name} must be in NFKC, {_nfkc(text)}")
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{text} of {name} is not a regular expression ({error})") from None


def _bad(name: str, found: str) -> BadInput:
    return BadInput(
        Problem("error", name, None, found, "what src/survey/declarations/codebooks shows",
                "correct the codebook, or name another")
    )  # fmt: skip
