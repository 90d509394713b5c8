"""Codebooks: rules that give codes to free text, as in content analysis (コーディングルール).

A codebook is data, a TOML file like those in `survey/declarations/codebooks/`. A row has every code
of which a pattern (`any`) is found in its text or for which the `query` holds, unless one of `none`
is found too; a `fallback` stands where no other code does. In a `ranked` codebook a row has one code
and at most a second: the first column with a word decides, in it the longest of words that lie in
each other, then the order of the codes. The codes can be crossed with any other column of the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, InstanceOf

from survey.declared import named, read_declaration
from survey.problems import BadInput
from survey.tables.aligned_text import Aligned, in_nfkc
from survey.tables.patterns import Patterns
from survey.tables.word_lists import load_words
from survey.tables.word_queries import Query, query

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Any, Any]
"""Column to value. The names of columns are texts, but a data frame does not promise that."""


def _query(text: object) -> Query:
    if not isinstance(text, str):
        raise ValueError(f"{text} is no query")
    asked = query(text, load_words().normalise)
    if asked.holds([]):
        raise ValueError(f"{text} also holds where nothing is said; name a word that must be found")
    return asked


@dataclass(frozen=True)
class CodingRule:
    """One code: what it means, and the patterns or the query that call for it or rule it out.

    `searched` are the columns that are searched, if not those of the whole codebook; `otherwise`
    those that are searched too where the row would have no code. Without an English label it is the
    Japanese one.
    """

    code: str
    label: str
    label_en: str = ""
    definition: str = ""
    definition_en: str = ""
    searched: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    any: Patterns = ()
    weak: Patterns = ()
    none: Patterns = ()
    query: Annotated[InstanceOf[Query], BeforeValidator(_query)] | None = None
    fallback: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "label_en", self.label_en or self.label)
        if (bool(self.any) or self.query is not None) == self.fallback:
            raise ValueError("it needs patterns (any), a query or fallback = true, and not both")


@dataclass(frozen=True)
class Codebook:
    """Rules for the rows with the values of `where`; `id` names them, `column` holds the codes."""

    id: str
    column: str
    searched: tuple[str, ...]
    codes: tuple[CodingRule, ...]
    where: Mapping[str, str | int] = field(default_factory=dict)
    ranked: bool = False

    def __post_init__(self) -> None:
        codes = [rule.code for rule in self.codes]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"it has the code {' and '.join(twice)} more than once")
        if not self.ranked and any(rule.weak for rule in self.codes):
            raise ValueError("only a ranked codebook (ranked = true) can have weak words")

    def over(self, columns: Sequence[str]) -> Codebook:
        """Return the same rules for these columns of any rows."""
        rules = tuple(replace(rule, searched=(), otherwise=()) for rule in self.codes)
        return replace(self, searched=tuple(columns), codes=rules, where={})


@dataclass(frozen=True)
class Coded:
    """A code of a row, and the words by which it has it, as printed; a fallback has none."""

    code: str
    evidence: tuple[str, ...]


def load_codebook(name: str | Codebook) -> Codebook:
    """Return the codebook of this name, the one in this TOML file, or this one.

    A codebook for one's own table is a file such as this, `topics.toml`::

        id = "case_id"                        # the column that names a row
        column = "topic"                      # the column that is to hold the codes
        searched = ["procedure", "usage"]     # the columns of text that are searched

        [[codes]]
        code = "minutes"
        label = "議事録"
        label_en = "Minutes"                  # can be left out, as the two definitions can
        definition = "会議の録音から議事録を作る。"
        definition_en = "Makes the minutes of a meeting from its recording."
        query = "議事録 AND (音声 OR 録音)"       # as in the help of parse_query

        [[codes]]
        code = "tax"
        label = "税"
        any = ['税(?!理士)', '納付書']           # regular expressions, one of which must be found
        none = ['税関']                        # and none of these

        [[codes]]
        code = "other"
        label = "その他"
        fallback = true                       # where no other code stands

    `topics = apply(load_codebook("topics.toml"), cases)` gives the codes of rows, and
    `tally(cases.merge(pd.DataFrame(topics)), "topic")` counts them. A query reads spelling variants as
    one, as `search` does; regular expressions are searched in the text as it stands, in NFKC. Both
    neglect case. Further keys, for the whole: `where` (only rows with these values,
    `{ shareability_code = 3 }`) and `ranked` (true: one code a row, and at most a second); for a code:
    `searched` (its own columns), `otherwise` (columns that are searched too where no code is found)
    and, in a ranked codebook, `weak` (expressions that count only where no `any` is found).

    Parameters
    ----------
    name
        work, technologies, reasons, …, or a path that ends in .toml.

    Raises
    ------
    BadInput
        If there is no such codebook, or it has a mistake.
    """
    if isinstance(name, Codebook):
        return name
    return _read(name) if name.endswith(".toml") else _included(name)


def _read(name: str) -> Codebook:
    return read_declaration(Codebook, named("codebook", name), "the codebook")


# The codebooks of the package hold thousands of patterns, and every label of a code asks for one.
_included = cache(_read)


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
