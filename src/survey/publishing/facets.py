"""What was answered, in one list, and by what it and the tables are filtered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import pandas as pd

from survey.declared import included, read_declaration
from survey.publishing.report_set import Tables
from survey.tables.categories import Category, categories, key_column
from survey.tables.schemas import describe_table


@dataclass(frozen=True)
class AnswerTable:
    """A table of answers: the columns that identify, entitle and describe one."""

    table: str
    id: str
    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Facet:
    """A variable by which answers are told apart; where it does not stand in their own tables, the
    tables about them, its column there and the columns that are told with it; how many answers a
    value has at least; by what of the name of a value words find it; and another name where the
    title alone would not tell what it is about."""

    variable: str
    title: str
    tables: tuple[str, ...] = ()
    column: str = ""
    beside: tuple[str, ...] = ()
    least: int = 1
    found_by: Literal["beginning", "word", "label"] = "word"
    named: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Filters:
    """The tables that hold answers, in the order of the document; by what answers are filtered; the
    columns by which each table of the database is."""

    tables: tuple[AnswerTable, ...]
    facets: tuple[Facet, ...]
    columns: Mapping[str, tuple[str, ...]]


@cache
def filters() -> Filters:
    """Return what is declared of answers and of what they are filtered by."""
    return read_declaration(Filters, included("facets.toml"), "the declaration of the answers")


@cache
def answer_tables() -> Mapping[str, AnswerTable]:
    """Return the tables that hold answers, by their names."""
    return {one.table: one for one in filters().tables}


def answers(tables: Tables) -> pd.DataFrame:
    """Return every answer: id, table, prefecture_code, prefecture, title, text (all its texts)."""
    found = []
    for one in filters().tables:
        rows = tables.read(one.table)
        text = rows[list(one.texts)].fillna("").agg(" ".join, axis=1).str.strip()
        kept, titles = rows[["prefecture_code", "prefecture"]], rows[one.title].fillna("")
        found.append(kept.assign(id=rows[one.id], table=one.table, title=titles, text=text))
    columns = ["id", "table", "prefecture_code", "prefecture", "title", "text"]
    return pd.concat(found, ignore_index=True)[columns]


def values(tables: Tables, facet: Facet) -> tuple[list[Category], Mapping[str, list[int]]]:
    """Return the categories of a facet and, by the id of an answer, the places of its own in them.

    An answer of a table that does not have the variable is not in the mapping, nor one whose value
    has fewer answers than the facet asks for.
    """
    if facet.variable == "table":
        titles = [(one.table, describe_table(one.table)) for one in filters().tables]
        listed = [Category(name, about["title"], about["title_en"]) for name, about in titles]
        ids = {one.table: tables.read(one.table)[one.id] for one in filters().tables}
        held = pd.concat(pd.DataFrame({"id": own, "code": name}) for name, own in ids.items())
    else:
        frames = [_holding(tables, one, facet) for one in filters().tables]
        joined = pd.concat([frame for frame in frames if frame is not None])
        listed = categories(joined, facet.variable)
        held = joined.rename(columns={key_column(joined, facet.variable): "code"})
    # A table about answers has a row for each of its facts: a note with two conditions tells its scope twice.
    held = held.dropna(subset="code").drop_duplicates(["id", "code"])
    if facet.least > 1:
        common = held["code"].map(held["code"].value_counts()) >= facet.least
        held = held[common]
        listed = [category for category in listed if category.code in set(held["code"])]
    places = {category.code: place for place, category in enumerate(listed)}
    held["place"] = held["code"].map(places).astype(int)
    grouped = held.groupby("id", sort=False)["place"]
    return listed, {str(id_): own.tolist() for id_, own in grouped}


def _holding(tables: Tables, one: AnswerTable, facet: Facet) -> pd.DataFrame | None:
    """Return the ids of a table with the columns of the variable, if it has it."""
    rows = tables.read(one.table)
    for name in facet.tables:
        about = tables.read(name)
        if one.id in about.columns:
            rows = about
        elif "prefecture_code" in about.columns:
            rows = rows[[one.id, "prefecture_code"]].merge(about, on="prefecture_code")
    if key_column(rows, facet.variable) not in rows.columns:
        return None
    wanted = [name for name in rows.columns if name.startswith(facet.variable)]
    return rows[wanted].assign(id=rows[one.id])
