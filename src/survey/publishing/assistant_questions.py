"""The questions that assistants ask of the clean tables; `assistant_evidence` adds to each answer
what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from survey.analysis.similar_cases import TRUST, similar
from survey.analysis.text_columns import search
from survey.prefectures import prefecture_named
from survey.problems import BadInput, at_most
from survey.project import Project
from survey.publishing.assistant_evidence import (
    CARE,
    Told,
    evidence,
    how_many,
    plain,
    with_evidence,
)
from survey.tables.categories import key_column
from survey.tables.frames import read_table
from survey.tables.joins import ids, required
from survey.tables.schemas import column_titles, describe_table, table_names, table_schema
from survey.tables.tallies import tally

MOST_ROWS, MOST_GROUPS, MOST_NAMED = 50, 500, 60
"""Rows in an answer, groups of a count, values that a message names."""
Where = Mapping[str, str | int | list[str | int]]


@dataclass(frozen=True)
class Desk:
    """What is asked here: every question is a method, answered from the files of a project."""

    project: Project

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
        about = describe_table(table)
        return {
            "table": table, "title": about["title"], "description": about["description"],
            "description_en": about["description_en"], "columns": table_schema(table)["fields"],
            **evidence(self.project, [table]),
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
        rows = _chosen(_joined(self.project.clean, table, join), where or {}, query)
        shown = rows.iloc[offset : offset + limit]
        return with_evidence(self.project, shown, [table, *join]) | how_many(rows)

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
        rows = _chosen(_joined(self.project.clean, table, join), where or {}, query)
        keys = [required(rows, key_column(rows, name)) for name in by]
        counted = tally(rows, *by)
        counted = counted[counted["count"] > 0]
        at_most(MOST_GROUPS, len(counted), "by", f"{len(counted)} groups", "name another variable")
        if "prefecture_code" in rows.columns:
            spread = rows.groupby(keys)["prefecture_code"].nunique().rename("prefectures")
            codes = [f"{name}_code" for name in by]
            counted = counted.merge(spread.rename_axis(codes).reset_index(), on=codes)
        kept = [name for name in counted.columns if not name.endswith("_prefectures")]
        about = {"groups": plain(counted[kept]), **how_many(rows)}
        return about | evidence(self.project, [table, *join])

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
        return with_evidence(self.project, found, ["ai_rpa_cases"]) | derived

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
        return with_evidence(self.project, rows, ["prefecture_summary"]) | {"titles": titles}

    def _read(self, table: str) -> pd.DataFrame:
        return read_table(table, self.project.clean)


def _joined(clean: Path, table: str, join: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a table with the columns of others about the same answers."""
    rows = read_table(table, clean)
    for other in join:
        about = read_table(other, clean)
        shared = [key for key in (*ids(), "prefecture_code") if key in about and key in rows]
        if not shared:
            raise BadInput.of(other, f"it shares no id with {table}", "a table about its rows")
        key = shared[0]
        if key == "prefecture_code":
            about = about.drop(columns="prefecture", errors="ignore")
        # What both have is not the same: the evidence of each, a partner's prefecture.
        clashing = {name: f"{name}_{other}" for name in about if name in rows and name != key}
        rows = rows.merge(about.rename(columns=clashing), on=key)
    return rows


def _chosen(rows: pd.DataFrame, where: Where, query: str) -> pd.DataFrame:
    """Return the rows that have these values, and whose texts hold the words of a query."""
    chosen = pd.Series(True, index=rows.index)
    for column, wanted in where.items():
        chosen &= _holding(rows, column, wanted)
    if query.strip():
        texts = [str(name) for name in rows.columns if rows[name].dtype == "string"]
        chosen &= search(rows, query, [one for one in texts if not one.endswith("_code")])
    return rows[chosen]


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
