"""Counts: by hand on a few rows, and against the counts that the document prints."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from survey.reading.layouts import Layout
from survey.tables.categories import english
from survey.tables.codebook import load_codebook
from survey.tables.frames import read_table
from survey.tables.tallies import tally, with_kind

FEW = pd.DataFrame(
    {
        "case_id": ["a", "b", "c", "d"],
        "prefecture_code": ["01", "01", "13", "47"],
        "adoption_status_code": [1, 1, 3, 5],
        "field": ["教育分野", "総務分野", "総務分野", "総務分野"],
    }
)


def counts(tallied: pd.DataFrame, variable: str) -> dict[str, int]:
    return dict(zip(tallied[variable], tallied["count"], strict=True))


def test_headings_stand_in_printed_order_with_both_labels() -> None:
    found = tally(FEW, "field")
    assert found.to_dict("list") == {
        "field_code": ["総務分野", "教育分野"],
        "field": ["総務分野", "教育分野"],
        "field_en": ["General affairs", "Education"],
        "count": [3, 1],
        "field_prefectures": [3, 1],
    }


def test_codes_without_a_row_count_zero() -> None:
    assert counts(tally(FEW, "adoption_status"), "adoption_status") == {
        "導入済": 2,
        "導入予定": 0,
        "実証中": 1,
        "実証予定": 0,
        "検討中": 1,
    }


def test_all_prefectures_are_there_and_silence_is_not_zero() -> None:
    found = tally(FEW, "prefecture")
    assert found["prefecture_code"].tolist() == [f"{n:02}" for n in range(1, 48)]
    assert found.loc[found["answered"], "prefecture"].tolist() == ["北海道", "東京都", "沖縄県"]


def test_a_part_of_the_rows_does_not_make_a_prefecture_silent() -> None:
    in_use = FEW[FEW["adoption_status_code"] == 1]
    found = tally(in_use, "prefecture", answers=FEW)
    tokyo = found[found["prefecture"] == "東京都"].iloc[0]
    assert (tokyo["count"], tokyo["answered"]) == (0, True)


def test_combinations_are_complete_and_add_up() -> None:
    found = tally(FEW, "field", "adoption_status")
    assert len(found) == 2 * 5
    assert found["count"].sum() == len(FEW)


def test_values_nobody_declared_are_counted_too() -> None:
    assert counts(tally(FEW.assign(field="新分野"), "field"), "field") == {"新分野": 4}


def test_groups_of_the_same_job_are_numbered_and_named_in_words_of_the_cases() -> None:
    found = tally(read_table("use_case_clusters"), "cluster")
    assert found["cluster_code"].tolist() == list(range(1, len(found) + 1))
    assert found["cluster_en"].tolist() == found["cluster"].tolist()


@pytest.mark.parametrize(
    ("table", "variable", "codebook"),
    [("case_work", "work", "work"), ("case_technologies", "technology", "technologies")],
)
def test_codes_of_a_codebook_are_named_in_both_languages(
    table: str, variable: str, codebook: str
) -> None:
    rows = read_table(table)
    found = tally(rows, variable)
    assert found["count"].sum() == len(rows)
    assert found[f"{variable}_en"].str.isascii().all()
    named = dict(zip(found[f"{variable}_code"], found[variable], strict=True))
    assert named == {code.code: code.label for code in load_codebook(codebook).codes}


def test_a_column_that_does_not_exist_is_told_not_raised() -> None:
    found = tally(FEW, "fild")
    assert len(found) == 0
    assert found.attrs["problem"] == "fild"


def test_an_empty_table_gives_an_empty_tally() -> None:
    assert tally(FEW.iloc[:0], "field", "adoption_status").empty


@pytest.mark.parametrize("table", ["ai_rpa_cases", "shared_systems", "digital_roles"])
def test_fields_have_the_printed_counts(table: str) -> None:
    printed = read_table("reconciliation")
    printed = printed[(printed["table"] == table) & printed["subfield"].isna()]
    expected = dict(
        zip(printed["field"], printed["printed_count"] + printed["difference"], strict=True)
    )
    assert counts(tally(read_table(table), "field"), "field") == expected


def test_kinds_of_systems_have_the_printed_counts() -> None:
    printed = read_table("reconciliation")
    printed = printed[(printed["table"] == "shared_systems")]
    found = counts(tally(with_kind(read_table("shared_systems")), "kind"), "kind")
    rest = found.pop("総務分野のその他")
    below = printed[printed["subfield"].notna()]
    assert rest == below.loc[below["subfield"] == "その他", "printed_count"].item()
    for kind, count in found.items():
        heading = below[below["subfield"] == kind]
        heading = heading if len(heading) else printed[printed["field"] == kind]
        assert heading["printed_count"].item() == count


def test_every_heading_has_an_english_name_of_its_own(layout: Layout) -> None:
    labels = dict.fromkeys(
        label for table in layout.tables for level in table.levels for label in level.labels
    )
    names = english(pd.Series(list(labels))).tolist()
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[A-Z][A-Za-z ,-]+", name) for name in names), names
