"""Notes on sharing: what the codebooks make of them, against a copy that was coded by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from survey import coded_tables
from survey.frames import read_table
from survey.problems import BadInput

HAND = Path(__file__).parent / "hand_read" / "sharing_notes.csv"
TABLES = [
    ("system_sharing", "shared_systems", "system_id"),
    ("case_sharing", "ai_rpa_cases", "case_id"),
]


def coded() -> dict[str, tuple[str, set[str]]]:
    """Return scope and conditions of each note, by the id of its row."""
    notes: dict[str, tuple[str, set[str]]] = {}
    for name, _, key in TABLES:
        for row, rows in read_table(name).groupby(key):
            assert rows["scope"].nunique() == 1
            notes[str(row)] = (rows["scope"].iloc[0], set(rows["condition"].dropna()))
    return notes


def by_hand() -> dict[str, tuple[str, set[str]]]:
    rows = pd.read_csv(HAND, keep_default_na=False).itertuples()
    return {
        str(r.row_id): (str(r.scope), set(filter(None, str(r.conditions).split(";")))) for r in rows
    }


def test_every_note_of_those_who_did_not_refuse_is_coded() -> None:
    cases, systems = read_table("ai_rpa_cases"), read_table("shared_systems")
    told = cases[cases["shareability_code"].ne(3) & cases["shareability_note"].notna()]["case_id"]
    notes = systems[systems["further_sharing_note"].notna()]["system_id"]
    assert coded().keys() == by_hand().keys() == {*told, *notes}


def test_scopes_are_those_read_by_hand() -> None:
    found, read = coded(), by_hand()
    agree = sum(found[row][0] == read[row][0] for row in read)
    assert agree / len(read) >= 0.95


def test_conditions_are_those_read_by_hand() -> None:
    found, read = coded(), by_hand()
    both = sum(len(found[row][1] & read[row][1]) for row in read)
    either = sum(len(found[row][1]) + len(read[row][1]) for row in read)
    assert 2 * both / either >= 0.9


@pytest.mark.parametrize(("name", "table", "key"), TABLES)
def test_evidence_stands_in_the_note(name: str, table: str, key: str) -> None:
    rows = read_table(name).merge(read_table(table), on=key)
    note = rows["shareability_note" if table == "ai_rpa_cases" else "further_sharing_note"]
    for words, text in zip(rows["evidence"].fillna(""), note, strict=True):
        assert all(word in text for word in words.split(";"))


def test_seven_of_those_that_say_more_can_join_speak_of_other_prefectures() -> None:
    systems = read_table("shared_systems").merge(
        read_table("system_sharing").drop_duplicates("system_id")
    )
    open_ = systems[systems["further_sharing_code"] == 1]
    beyond = open_[open_["scope"] == "other_prefectures"]
    assert beyond["row_number"].tolist() == [3, 19, 33, 58, 88, 92, 106]
    assert not beyond["subfield"].eq("電子入札・電子調達システム").any()


def test_the_same_fact_is_answered_in_three_ways() -> None:
    systems = read_table("shared_systems").merge(read_table("system_sharing"))
    everybody = systems[systems["condition"] == "all_take_part"]
    answers = everybody.set_index("row_number")["further_sharing_code"]
    assert answers[[21, 4, 83]].tolist() == [1, 2, 3]


def test_rows_of_one_system_are_joined() -> None:
    same = read_table("same_systems")
    numbers = same["system_id"].str[-3:].astype(int).groupby(same["same_system"]).agg(list)
    assert sorted(numbers) == [[33, 34], [56, 57, 58], [90, 91]]
    rows = read_table("shared_systems").set_index("system_id")
    for row in same.itertuples():
        assert str(row.evidence) in str(rows.loc[str(row.system_id), "further_sharing_note"])


def test_declared_words_that_are_not_in_the_row_are_said_so() -> None:
    row: Mapping[str, object] = {
        "system_id": "nga2020-sys-056", "further_sharing_code": 1, "further_sharing_note": "県内",
    }  # fmt: skip
    with pytest.raises(BadInput, match="does not stand in row nga2020-sys-056"):
        coded_tables.coded_tables({"shared_systems": [row]})  # type: ignore[list-item]
