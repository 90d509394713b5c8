"""Codebooks: rules that give codes to free text, as in content analysis (コーディングルール).

A codebook is data, a TOML file like those in `survey/declarations/codebooks/`. A row has every code
of which a pattern (`any`) is found in its text or for which the `query` holds, unless one of `none`
is found too; a `fallback` stands where no other code does. In a `ranked` codebook a row has one code
and at most a second: the first column with a word decides, in it the longest of words that lie in
each other, then the order of the codes. The codes can be crossed with any other column of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated

from pydantic import BeforeValidator, InstanceOf

from survey.declared import named, read_declaration
from survey.tables.patterns import Patterns
from survey.tables.word_lists import load_words
from survey.tables.word_queries import Query, query


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
