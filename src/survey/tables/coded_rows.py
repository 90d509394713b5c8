"""Which codes of a codebook the rows of a table have, and the words by which they have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from survey.problems import BadInput
from survey.tables.aligned_text import Aligned, in_nfkc
from survey.tables.codebook import Codebook, CodingRule, load_codebook
from survey.tables.word_lists import load_words
from survey.tables.word_queries import Query

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Any, Any]
"""Column to value. The names of columns are texts, but a data frame does not promise that."""


@dataclass(frozen=True)
class Coded:
    """A code of a row, and the words by which it has it, as printed; a fallback has none."""

    code: str
    evidence: tuple[str, ...]


def coded(
    codebook: Codebook | str, rows: Iterable[Row] | pd.DataFrame
) -> Iterator[tuple[Row, list[Coded]]]:
    """Yield each row that the codebook is for with its codes, in the order of the codebook or, if
    that is ranked, the deciding one first. Rows without text have no code.

    Parameters
    ----------
    codebook
        What `load_codebook` returns, or what it takes.
    rows
        A frame, or column to value of each row.

    Raises
    ------
    BadInput
        If a row lacks a column that the codebook names.
    """
    for row, _, codes in _coded(codebook, rows):
        yield row, codes


def apply(codebook: Codebook | str, rows: Iterable[Row] | pd.DataFrame) -> list[dict[str, str]]:
    """Return the codes of rows: `pd.DataFrame(apply("technologies", cases))`.

    Parameters
    ----------
    codebook, rows
        As for `coded`.

    Returns
    -------
    list of dict
        One for each row and each of its codes, in the order of `coded`: the id of the row, the code,
        and under the name of the code with `_label` and `_label_en` what it is called, by which
        `tally` and charts call it. Rows without a code have none.

    Raises
    ------
    BadInput
        If there is no such codebook, or a row lacks a column that it names.
    """
    book = load_codebook(codebook)
    rules, name = {rule.code: rule for rule in book.codes}, book.column
    return [
        {
            book.id: row[book.id],
            name: found.code,
            f"{name}_label": rules[found.code].label,
            f"{name}_label_en": rules[found.code].label_en,
        }
        for row, codes in coded(book, rows)
        for found in codes
    ]


def uncovered(codebook: Codebook | str, rows: Iterable[Row] | pd.DataFrame) -> list[Row]:
    """Return the rows that say something for which the codebook has no code."""
    return [row for row, text, codes in _coded(codebook, rows) if text and not codes]


def unanswered(codebook: Codebook | str, rows: Iterable[Row] | pd.DataFrame) -> list[Row]:
    """Return the rows that the codebook is for and that say nothing: counted, never coded."""
    return [row for row, text, _ in _coded(codebook, rows) if not text]


def _coded(
    codebook: Codebook | str, rows: Iterable[Row] | pd.DataFrame
) -> Iterator[tuple[Row, str, list[Coded]]]:
    """Yield the rows that the codebook is for, each with all its text and its codes."""
    codebook = load_codebook(codebook)
    records: Iterable[Row] = rows.to_dict("records") if hasattr(rows, "to_dict") else rows
    own = (name for rule in codebook.codes for name in (*rule.searched, *rule.otherwise))
    columns = {*codebook.searched, *own}
    for row in records:
        if missing := sorted({codebook.id, *codebook.where, *columns} - row.keys()):
            raise BadInput.of(
                codebook.column,
                f"the rows have no column {', '.join(missing)}",
                "the columns that the codebook names",
                "correct the codebook",
            )
        # Codes are numbers in the rows of the build, and texts in those of a CSV file.
        if any(str(row[column]) != str(value) for column, value in codebook.where.items()):
            continue
        # What is missing in a data frame is not a text.
        texts = {c: row[c].strip() if isinstance(row[c], str) else "" for c in columns}
        text = "".join(texts.values())
        codes = _first(codebook, texts) if codebook.ranked else _all(codebook, texts)
        rest = [Coded(rule.code, ()) for rule in codebook.codes if rule.fallback and text]
        yield row, text, codes or rest


def _all(codebook: Codebook, texts: Mapping[str, str]) -> list[Coded]:
    """Return every code of which a pattern is found, in the order of the codebook."""

    def found(rule: CodingRule, columns: Iterable[str]) -> list[Coded]:
        searched = [texts[column] for column in columns]
        if any(pattern.search(in_nfkc(text).text) for pattern in rule.none for text in searched):
            return []
        asked = _asked(rule, searched)
        words = (text[a:b] for text in searched for a, b in _places(rule.any, text, asked))
        evidence = tuple(dict.fromkeys(words))
        return [Coded(rule.code, evidence)] if evidence else []

    codes = [c for r in codebook.codes for c in found(r, r.searched or codebook.searched)]
    return codes or [c for r in codebook.codes for c in found(r, r.otherwise)]


def _first(codebook: Codebook, texts: Mapping[str, str]) -> list[Coded]:
    """Return the first code of the first column that has one, and the second of that column; weak
    words only where no column has others."""
    for weak in (False, True):
        for column in codebook.searched:
            if found := _in_order(codebook, column, texts[column], weak):
                return found[:2]
    return []


def _in_order(codebook: Codebook, column: str, text: str, weak: bool) -> list[Coded]:
    """Return the codes found in a column, without words that lie inside of longer ones."""
    rules = [
        rule
        for rule in codebook.codes
        if column in (rule.searched or codebook.searched)
        and not any(pattern.search(in_nfkc(text).text) for pattern in rule.none)
    ]
    strong = {rule.code: _places(rule.any, text, _asked(rule, [text])) for rule in rules}
    faint = {rule.code: _places(rule.weak, text) for rule in rules}
    every = {place for places in (*strong.values(), *faint.values()) for place in places}
    inside = {(a, b) for a, b in every for c, d in every if c <= a and b <= d and b - a < d - c}
    return [
        Coded(code, tuple(dict.fromkeys(text[a:b] for a, b in left)))
        for code, places in (faint if weak else strong).items()
        if (left := [place for place in places if place not in inside])
    ]


def _asked(rule: CodingRule, texts: Sequence[str]) -> Query | None:
    """Return the query of a rule if it holds for texts, taken together."""
    holds = rule.query is not None and rule.query.holds([_read_as(text).text for text in texts])
    return rule.query if holds else None


@lru_cache(maxsize=1 << 12)
def _read_as(text: str) -> Aligned:
    """Return a text as queries are asked of it: spelling variants read as one."""
    return load_words().aligned(text)


def _places(
    patterns: Iterable[re.Pattern[str]], text: str, asked: Query | None = None
) -> list[tuple[int, int]]:
    """Return from where to where in a text patterns and the words of a query are found, in the
    order of the text."""
    read = in_nfkc(text)
    matched = (match.span() for pattern in patterns for match in pattern.finditer(read.text))
    found = {(read.starts[a], read.ends[b - 1]) for a, b in matched if b > a}
    if asked:
        spelt = _read_as(text)
        found.update(spelt.written(asked.places(spelt.text)))
    return sorted(found)
