"""What an answer to an assistant rests on: the printed lines of its rows, their source, the mistakes of
the document in them, how many prefectures there are, what this project derived."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from survey.documents.plain_text import read_document
from survey.project import Project
from survey.reading.sources import Source, load_sources
from survey.tables.frames import read_table
from survey.tables.schemas import describe_table, row_id, sources_of

MOST_LINES = 40
"""Printed lines of a row in an answer."""
CARE = (
    "Answers are what prefectures chose to report in June and July 2020: no census, and many cases "
    "do not mean intensive use. A prefecture without a row gave no answer, which is not zero. "
    "Quote the wording of the printed lines; say of what is derived that rules gave it."
)
Told = dict[str, Any]
"""What a tool answers, as JSON."""


def with_evidence(project: Project, rows: pd.DataFrame, tables: Sequence[str]) -> Told:
    """Return rows of the first of these tables, joined with the others, with what they rest on."""
    shown, table = plain(rows), tables[0]
    keys = [row_id(table, row) for row in shown]
    wrong = read_table("errata", project.clean)
    wrong = wrong[(wrong["table"] == table) & wrong["row_id"].isin(keys)]
    return {
        "rows": shown, "printed": dict(zip(keys, _printed(project, rows, table), strict=True)),
        "errata": plain(wrong), **evidence(project, tables),
    }  # fmt: skip


def evidence(project: Project, tables: Sequence[str]) -> Told:
    """Return the sources of tables, which of these are derived, and what to mind."""
    names = dict.fromkeys(source for table in tables for source in sources_of(table))
    found = _named(project, names)
    told = {
        "derived_tables": [table for table in tables if describe_table(table).get("derived")],
        "sources": [
            {"citation": one.citation, "holds": one.holds_en, "extraction": one.extraction_en}
            for one in found
        ],
    }
    return told | ({"care": CARE} if any(one.layout for one in found) else {})


def how_many(rows: pd.DataFrame) -> Told:
    """Return how many rows there are, and of how many prefectures, if they name any."""
    told = {"total": len(rows)}
    if "prefecture_code" in rows.columns:
        told["prefectures"] = int(rows["prefecture_code"].nunique())
    return told


def plain(frame: pd.DataFrame) -> list[Told]:
    """Return rows as JSON has them."""
    rows: list[Told] = json.loads(frame.to_json(orient="records", force_ascii=False))
    return rows


def _printed(project: Project, rows: pd.DataFrame, table: str) -> list[Told | None]:
    """Return for each row the lines of the document, where it has a place there."""
    named = _named(project, sources_of(table))
    first, last = (name if name in rows.columns else "line" for name in ("line_start", "line_end"))
    if first not in rows.columns or len(named) != 1:
        return [None] * len(rows)
    path = project.raw / named[0].file
    lines = read_document(path).lines
    return [
        {"file": path.name, "lines": f"{start}–{end}", "text": "\n".join(lines[start - 1 : end][:MOST_LINES])}
        for start, end in zip(rows[first], rows[last], strict=True)
    ]  # fmt: skip


def _named(project: Project, names: Iterable[str]) -> list[Source]:
    sources = load_sources(project.raw)
    return [sources[name] for name in names]
