"""The summary of each prefecture, counted anew from the published tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

import pandas as pd
import pytest

from survey.tables.frames import read_table
from survey.tables.prefecture_summary import summary_rows

SURVEY = "nga2020"
FOUR = ("ai_rpa_cases", "shared_systems", "digital_roles", "organizations")
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def summary() -> pd.DataFrame:
    return read_table("prefecture_summary", survey=SURVEY)


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Return what measures are counted from, each joined with the table that was answered."""
    found = {name: read_table(name, survey=SURVEY) for name in FOUR}
    for name in ("case_technologies", "case_work"):
        found[name] = found["ai_rpa_cases"].merge(read_table(name))
    found["organization_staff"] = found["organizations"].merge(read_table("organization_staff"))
    return found


def cases_of(status: str, tables: Tables) -> pd.DataFrame:
    cases = tables["ai_rpa_cases"]
    return cases[cases["adoption_status"] == status]


COUNTS: dict[str, tuple[str, Callable[[Tables], pd.DataFrame]]] = {
    "cases": ("ai_rpa_cases", lambda t: t["ai_rpa_cases"]),
    **{
        name: ("ai_rpa_cases", partial(cases_of, label))
        for name, label in {
            "cases_introduced": "導入済", "cases_to_be_introduced": "導入予定", "cases_on_trial": "実証中",
            "cases_trial_planned": "実証予定", "cases_considered": "検討中",
        }.items()
    },
    "cases_shareable": (
        "ai_rpa_cases",
        lambda t: t["ai_rpa_cases"].query("shareability in ('共同利用中', '共同利用可能')"),
    ),
    "technologies": (
        "ai_rpa_cases",
        lambda t: t["case_technologies"].query("technology != 'not_named'")
        .drop_duplicates(["prefecture_code", "technology"]),
    ),
    "kinds_of_work": (
        "ai_rpa_cases",
        lambda t: t["case_work"].query("work != 'other'").drop_duplicates(["prefecture_code", "work"]),
    ),
    "systems": ("shared_systems", lambda t: t["shared_systems"]),
    "systems_open": (
        "shared_systems",
        lambda t: t["shared_systems"].query("further_sharing == 'さらなる共同利用可能'"),
    ),
    "roles": ("digital_roles", lambda t: t["digital_roles"]),
    "roles_from_outside": (
        "digital_roles", lambda t: t["digital_roles"].query("recruitment == '外部人材の登用・採用'"),
    ),
    "bodies": ("organizations", lambda t: t["organizations"]),
}  # fmt: skip


@pytest.mark.parametrize("measure", COUNTS)
def test_what_was_answered_is_counted_and_no_answer_is_empty(
    measure: str, summary: pd.DataFrame, tables: Tables
) -> None:
    table, rows = COUNTS[measure]
    answered = set(tables[table]["prefecture_code"])
    counts = rows(tables)["prefecture_code"].value_counts()
    expected = [
        int(counts.get(code, 0)) if code in answered else None
        for code in summary["prefecture_code"]
    ]
    assert [None if pd.isna(n) else int(n) for n in summary[measure]] == expected
    assert summary[f"{table}_answered"].eq("yes").tolist() == [n is not None for n in expected]
    if f"{measure}_rank" in summary.columns:
        told = [n for n in expected if n is not None]
        assert set(summary[f"{measure}_median"].dropna()) == {median(told)}
        ranks = summary[f"{measure}_rank"]
        assert ranks.dropna().tolist() == [1 + sum(m > n for m in told) for n in told]
        assert (ranks.isna() == summary[measure].isna()).all()


def test_every_measure_is_counted_here_and_ranks_stand_beside_theirs(summary: pd.DataFrame) -> None:
    named = [name.removesuffix("_median").removesuffix("_rank") for name in summary.columns]
    told = {"survey", "prefecture_code", "prefecture", "office_staff", *COUNTS}
    assert set(named) == told | {f"{table}_answered" for table in FOUR}
    assert len(summary) == 47


def test_staff_is_that_of_offices_and_empty_where_none_is_told(
    summary: pd.DataFrame, tables: Tables
) -> None:
    offices = tables["organization_staff"]
    offices = offices[offices["organization_type"].str.startswith("組織")].dropna(subset="people")
    expected = offices.groupby("prefecture_code")["people"].sum()
    told = summary.dropna(subset="office_staff").set_index("prefecture_code")["office_staff"]
    assert told.to_dict() == expected.to_dict()
    assert 0 < len(told) < len(tables["organizations"]["prefecture_code"].unique())


def test_each_edition_is_compared_with_itself() -> None:
    rows: dict[str, Any] = {
        name: read_table(name).astype(object).to_dict("records")
        for name in (*FOUR, "case_technologies", "case_work", "organization_staff")
    }
    alone = summary_rows(rows)
    later = [{**row, "survey": "later"} for row in rows["ai_rpa_cases"][:3]]
    both = summary_rows({**rows, "ai_rpa_cases": [*rows["ai_rpa_cases"], *later]})
    assert both[:47] == alone
    assert {row["survey"] for row in both[47:]} == {"later"}
    assert sum(int(row["cases"] or 0) for row in both[47:]) == 3
    assert {row["bodies"] for row in both[47:]} == {""}
