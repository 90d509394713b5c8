"""What the sheets of the workbook say around their rows, and what a sheet is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from survey.charts.lettering import text_width
from survey.declared import included, read_declaration
from survey.tables.schemas import describe_table

HEADER = 0
"""Row of the headings: the first of every sheet, so that a program reads it as it is. Title,
explanation and source of each sheet stand in the contents."""
_FOOT = 90.0
"""Width of the sources at the foot of a page, in em."""


@dataclass(frozen=True)
class _Wording:
    """What the workbook says around the tables."""

    sheets: Mapping[str, str]
    tables: Mapping[str, str]
    charts: Mapping[str, tuple[str, ...]]
    shown: Mapping[str, str]
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    kinds: Mapping[str, str]
    kinds_of: Mapping[str, str]
    aside: Mapping[str, tuple[str, ...]]
    places: Mapping[str, str]
    maps: Mapping[str, str]
    cover: Mapping[str, str]
    headings: Mapping[str, tuple[str, ...]]
    values: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the name of its Excel table (none for the maps), what the contents say of
    it, its rows, how many of their columns are printed, and its sources in one line; for a chart
    also which one, its alternative text, what stands above and below it, and the variable whose
    values its colours tell apart."""

    name: str
    table: str
    title: str
    kind: str
    about: str
    source: str
    rows: pd.DataFrame
    printed: int
    cited: str = ""
    chart: str = ""
    alt: str = ""
    above: str = ""
    below: tuple[str, ...] = ()
    variable: str = ""


@cache
def wording() -> _Wording:
    """Return what is declared of the words around the tables."""
    return read_declaration(_Wording, included("workbook.toml"), "the words of the workbook")


def kind_of(table: str) -> str:
    """Return what a table is: a statement of a document, or given to it by this project."""
    derived = describe_table(table).get("derived", False)
    words = wording()
    return words.kinds[words.kinds_of.get(table, "derived" if derived else "printed")]


def place_of(where: str) -> str:
    """Return the place of an erratum in Japanese, `行番号109` for `row 109`."""
    for pattern, text in wording().places.items():
        if found := re.fullmatch(pattern, where):
            return found.expand(text)
    return where


def cited(citations: Sequence[str]) -> str:
    """Return the sources in a line that fits the foot of a page: all, or the first and how many."""
    words = wording().texts
    named = "、".join(citations)
    if text_width(named) > _FOOT:
        named = words["others"].format(citations[0], len(citations) - 1)
    return words["source"].format(named) if citations else ""
