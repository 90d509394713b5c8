"""The questions that assistants ask of the clean tables, each answered with what the answer rests on.

Rows come with the printed lines they were read from, their source and the mistakes of the document in
them, counts with the prefectures behind them, and what this project derived is called derived.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from survey.analysis.similar_cases import TRUST, similar
from survey.analysis.text_columns import search
from survey.documents.plain_text import read_document
from survey.prefectures import prefecture_named
from survey.problems import BadInput, at_most
from survey.project import Project
from survey.reading.sources import Source, load_sources
from survey.tables.categories import key_column
from survey.tables.counts import tally
from survey.tables.frames import read_table
from survey.tables.joins import ids, required
from survey.tables.schemas import (
    column_titles,
    describe_table,
    row_id,
    sources_of,
    table_names,
    table_schema,
)  # fmt: skip

MOST_ROWS, MOST_LINES, MOST_GROUPS, MOST_NAMED = 50, 40, 500, 60
"""Rows in an answer, printed lines of a row, groups of a count, values that a message names."""
CARE = (
    "Answers are what prefectures chose to report in June and July 2020: no census, and many cases "
    "do not mean intensive use. A prefecture without a row gave no answer, which is not zero. "
    "Quote the wording of the printed lines; say of what is derived that rules gave it."
)
Where = Mapping[str, str | int | list[str | int]]
Told = dict[str, Any]
"""What a tool answers, as JSON."""


@dataclass(frozen=True)
class Desk:
    """What is asked here: every question is a method, answered from the files of a project."""

    project: Project

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        return load_sources(self.project.raw)

    @cached_property
    def _errata(self) -> pd.DataFrame:
        return self._read("errata")

    def list_tables(self) -> Told:
        """List the tables: what one row of each is, how many there are, whether it is derived."""
        found = []
        for name in table_names():
            about = describe_table(name)
            found.append({
                "table": name, "title": about["title"], "title_en": about["title_en"],
                "description_en": about["description_en"], "rows": len(self._read(name)),
                "derived": about.get("derived", False), "key": about["primary_key"],
            })  # fmt: skip
        return {"tables": found, "care": CARE}

    def describe_columns(self, table: str) -> Told:
        """Describe a table and its columns: titles, types, units, and the codes with their labels."""
        self._read(table)
        about = describe_table(table)
        return {
            "table": table, "title": about["title"], "description": about["description"],
            "description_en": about["description_en"], "columns": table_schema(table)["fields"],
            **self._evidence([table]),
        }  # fmt: skip

    def get_rows(
        self,
        table: str,
        where: Where | None = None,
        query: str = "",
        join: Sequence[str] = (),
        limit: int = 10,
        offset: int = 0,
    ) -> Told:
        """Return rows of a table with the printed lines they were read from, and errata.

        Parameters
        ----------
        table
            One of list_tables, such as ai_rpa_cases.
        where
            Values by column, such as {"prefecture": "鳥取県", "adoption_status": ["導入済"]}.
        query
            Words that the texts of a row hold, in any spelling: 通勤手当 AND (認定 OR 確認) NOT 旅費.
        join
            Tables about the same answers whose columns are added, such as case_work; one that the
            rows have already is called column_table, such as evidence_case_sharing.
        limit, offset
            Which of the rows; `total` says how many there are.
        """
        at_most(MOST_ROWS, limit, "limit", f"{limit} rows are asked for", "ask for the next ones")
        if limit < 1 or offset < 0:
            raise BadInput.of("limit", "it is below 1, or the offset below 0", "rows from 0 on")
        rows = self._found(table, where, query, join)
        return self._told(rows.iloc[offset : offset + limit], [table, *join]) | self._rest(rows)

    def count_rows(
        self,
        table: str,
        by: Sequence[str],
        where: Where | None = None,
        query: str = "",
        join: Sequence[str] = (),
    ) -> Told:
        """Count the rows of a table by one or two variables, with the prefectures behind each count.

        Parameters
        ----------
        table, where, query, join
            As of get_rows.
        by
            Such as ["work"] or ["region", "adoption_status"].
        """
        if not by:
            raise BadInput.of("by", "no variable is named", "one or two", "name a column")
        at_most(
            2, len(by), "by", f"{len(by)} variables are named", "count part by part, with where"
        )
        rows = self._found(table, where, query, join)
        keys = [required(rows, key_column(rows, name)) for name in by]
        counted = tally(rows, *by)
        counted = counted[counted["count"] > 0]
        at_most(MOST_GROUPS, len(counted), "by", f"{len(counted)} groups", "name another variable")
        if "prefecture_code" in rows.columns:
            spread = rows.groupby(keys)["prefecture_code"].nunique().rename("prefectures")
            codes = [f"{name}_code" for name in by]
            counted = counted.merge(spread.rename_axis(codes).reset_index(), on=codes)
        kept = [name for name in counted.columns if not name.endswith("_prefectures")]
        about = {"groups": _plain(counted[kept]), **self._rest(rows)}
        return about | self._evidence([table, *join])

    def find_similar_cases(
        self,
        text: str = "",
        case_id: str = "",
        limit: int = 5,
        other_prefectures: bool = False,
        shareable: bool = False,
    ) -> Told:
        """Find the AI and RPA cases that are about the same work as a text or a case: whom to ask.

        There is always an answer; `trust` says how far each can be trusted. Derived.

        Parameters
        ----------
        text, case_id
            What to compare with: a text in Japanese, or the id of a case; one of the two.
        other_prefectures
            Only cases of other prefectures than that of the case.
        shareable
            Only cases that are shared already or can be shared.
        """
        at_most(MOST_ROWS, limit, "limit", f"{limit} cases are asked for", "ask for fewer")
        cases = self._read("ai_rpa_cases")
        found = similar(cases, text, case_id, limit, other_prefectures, shareable)
        found["trust"] = found["trust"].map(TRUST)
        derived = {"derived_columns": ["score", "alike", "shared", "trust"]}
        return self._told(found, ["ai_rpa_cases"]) | derived

    def get_prefecture(self, prefecture: str) -> Told:
        """Return what a prefecture answered, beside the median of those that answered and its rank.

        Parameters
        ----------
        prefecture
            Its name (鳥取県, 鳥取, Tottori) or code (31).
        """
        code = prefecture_named(prefecture).prefecture_code
        rows = self._read("prefecture_summary")
        rows = rows[rows["prefecture_code"] == code]
        titles = {name: column_titles(name) for name in rows.columns}
        return self._told(rows, ["prefecture_summary"]) | {"titles": titles}

    def _read(self, table: str) -> pd.DataFrame:
        return read_table(table, self.project.clean)

    def _found(
        self, table: str, where: Where | None, query: str, join: Sequence[str]
    ) -> pd.DataFrame:
        rows = self._read(table)
        for other in join:
            about = self._read(other)
            shared = [key for key in (*ids(), "prefecture_code") if key in about and key in rows]
            if not shared:
                raise BadInput.of(other, f"it shares no id with {table}", "a table about its rows")
            key = shared[0]
            if key == "prefecture_code":
                about = about.drop(columns="prefecture", errors="ignore")
            # What both have is not the same: the evidence of each, a partner's prefecture.
            clashing = {name: f"{name}_{other}" for name in about if name in rows and name != key}
            rows = rows.merge(about.rename(columns=clashing), on=key)
        chosen = pd.Series(True, index=rows.index)
        for column, wanted in (where or {}).items():
            chosen &= _holding(rows, column, wanted)
        if query.strip():
            texts = [str(name) for name in rows.columns if rows[name].dtype == "string"]
            chosen &= search(rows, query, [one for one in texts if not one.endswith("_code")])
        return rows[chosen]

    def _told(self, rows: pd.DataFrame, tables: Sequence[str]) -> Told:
        """Return rows with their evidence."""
        keys = [row_id(tables[0], row) for row in _plain(rows)]
        wrong = self._errata
        wrong = wrong[(wrong["table"] == tables[0]) & wrong["row_id"].isin(keys)]
        return {
            "rows": _plain(rows), "printed": dict(zip(keys, self._printed(rows, tables[0]), strict=True)),
            "errata": _plain(wrong), **self._evidence(tables),
        }  # fmt: skip

    def _printed(self, rows: pd.DataFrame, table: str) -> list[Told | None]:
        """Return for each row the lines of the document, where it has a place there."""
        named = [self.sources[name] for name in sources_of(table)]
        first, last = (
            name if name in rows.columns else "line" for name in ("line_start", "line_end")
        )
        if first not in rows.columns or len(named) != 1:
            return [None] * len(rows)
        path = self.project.raw / named[0].file
        lines = read_document(path).lines
        return [
            {"file": path.name, "lines": f"{start}–{end}", "text": "\n".join(lines[start - 1 : end][:MOST_LINES])}
            for start, end in zip(rows[first], rows[last], strict=True)
        ]  # fmt: skip

    def _evidence(self, tables: Sequence[str]) -> Told:
        named = dict.fromkeys(source for table in tables for source in sources_of(table))
        found = [self.sources[name] for name in named]
        told = {
            "derived_tables": [table for table in tables if describe_table(table).get("derived")],
            "sources": [
                {"citation": one.citation, "holds": one.holds_en, "extraction": one.extraction_en}
                for one in found
            ],
        }
        return told | ({"care": CARE} if any(one.layout for one in found) else {})

    @staticmethod
    def _rest(rows: pd.DataFrame) -> Told:
        told = {"total": len(rows)}
        if "prefecture_code" in rows.columns:
            told["prefectures"] = int(rows["prefecture_code"].nunique())
        return told


def _holding(
    rows: pd.DataFrame, column: str, wanted: str | int | list[str | int]
) -> pd.Series[bool]:
    """Return which rows have one of the wanted values in a column.

    Raises
    ------
    BadInput
        If there is no such column, or no row has such a value.
    """
    values = wanted if isinstance(wanted, list) else [wanted]
    held = rows[required(rows, column)].astype("string")
    known = set(held.dropna())
    if column in ("prefecture", "prefecture_code"):
        values = [getattr(prefecture_named(value), column) for value in values]
    elif unknown := [value for value in values if str(value) not in known]:
        raise BadInput.of(
            column,
            f"no row holds 「{unknown[0]}」",
            f"one of {', '.join(sorted(known)[:MOST_NAMED])}",
            "correct the value",
        )
    return held.isin([str(value) for value in values]).astype(bool)


def _plain(frame: pd.DataFrame) -> list[Told]:
    rows: list[Told] = json.loads(frame.to_json(orient="records", force_ascii=False))
    return rows
