"""The words of charts: their titles, subtitles, notes and shared words, declared in `charts.toml`, and
their source lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from survey.declared import included, read_declaration
from survey.languages import Lang, Text
from survey.project import find_published
from survey.reading.sources import load_sources

Source = tuple[str, ...]
"""Names of documents in `data/raw/sources.toml`."""
NGA2020: Source = ("governors_association_2020",)


@dataclass(frozen=True)
class ChartText:
    """What a chart says: its form and note (names in `words` and `notes`), title, subtitle; whether
    its bars are shares of their totals, and how high a row of them is, in units of the font size;
    what its alternative text lists (a name in `words`); its documents; the tables that it is about,
    all of whose rows its frames were made of. One of any rows has no tables: its documents are
    those of the rows, and its note stands where these are the declared ones."""

    form: str
    note: str
    title: Text
    subtitle: Text
    shares: bool = False
    row_height: float = 2.0
    listed: str = "highest"
    source: Source = NGA2020
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sentences:
    """All that charts say."""

    words: Mapping[str, Text]
    notes: Mapping[str, Text]
    charts: Mapping[str, ChartText]


@cache
def sentences() -> Sentences:
    """Return what is declared of the wording of charts."""
    return read_declaration(Sentences, included("charts.toml"), "the wording of the charts")


def word(name: str, lang: Lang) -> str:
    """Return one of the words that charts share."""
    return sentences().words[name][lang]


def called(groups: str | Mapping[Lang, str] | None, otherwise: str, lang: Lang) -> str:
    """Return what somebody calls groups of answers, or one of the words that charts share."""
    named = groups or word(otherwise, lang)
    return named if isinstance(named, str) else named[lang]


def column(variable: str, lang: Lang) -> str:
    """Return the column of a tally that holds the labels of a variable in this language."""
    return variable if lang == "ja" else f"{variable}_en"


@cache
def source_line(source: Source, lang: Lang) -> str:
    """Return the source line of documents of `data/raw/sources.toml`."""
    sources = load_sources(find_published().raw)
    named = [
        found.citation if lang == "ja"
        else f"{found.publisher_en}, {found.title_en} ({found.published})"
        for found in (sources[name] for name in source)
    ]  # fmt: skip
    return word("source", lang).format("、".join(named) if lang == "ja" else "; ".join(named))
