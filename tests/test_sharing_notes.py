"""Notes on sharing: what the codebooks make of them, against two copies coded by hand; and which rows
of the shared systems are one system.

The rules were written with these notes at hand, and the second reader knew them: agreement tells
how well they put down what was read, not how well they would do with the notes of another survey.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from survey.tables.coded_tables import coded_tables
from survey.tables.frames import read_table
from survey.tables.same_systems import Report, System, same_systems

READERS = ("sharing_notes", "sharing_notes_second")
Notes = dict[str, tuple[str, set[str]]]
"""Scope and conditions of each note, by the id of its row."""
TABLES = [
    ("system_sharing", "shared_systems", "system_id"),
    ("case_sharing", "ai_rpa_cases", "case_id"),
]


def coded() -> Notes:
    notes: Notes = {}
    for name, _, key in TABLES:
        for row, rows in read_table(name).groupby(key):
            assert rows["scope"].nunique() == 1
            notes[str(row)] = (rows["scope"].iloc[0], set(rows["condition"].dropna()))
    return notes


def by_hand(reader: str = READERS[0]) -> Notes:
    path = Path(__file__).parent / "hand_read" / f"{reader}.csv"
    rows = pd.read_csv(path, keep_default_na=False).itertuples()
    return {
        str(r.row_id): (str(r.scope), set(filter(None, str(r.conditions).split(";")))) for r in rows
    }


def same_scopes(found: Notes, read: Notes) -> float:
    return sum(found[row][0] == read[row][0] for row in read) / len(read)


def conditions_f1(found: Notes, read: Notes) -> float:
    both = sum(len(found[row][1] & read[row][1]) for row in read)
    return 2 * both / sum(len(found[row][1]) + len(read[row][1]) for row in read)


def systems() -> pd.DataFrame:
    """Return the shared systems with what their notes tell, a row a note and condition."""
    return read_table("shared_systems").merge(read_table("system_sharing"), how="left")


def numbers(rows: pd.DataFrame) -> list[int]:
    return sorted(set(rows["row_number"]))


def test_every_note_of_those_who_did_not_refuse_is_coded() -> None:
    cases, systems = read_table("ai_rpa_cases"), read_table("shared_systems")
    told = cases[cases["shareability_code"].ne(3) & cases["shareability_note"].notna()]["case_id"]
    notes = systems[systems["further_sharing_note"].notna()]["system_id"]
    assert (len(notes), len(told)) == (116, 80)
    for reader in READERS:
        assert coded().keys() == by_hand(reader).keys() == {*told, *notes}


@pytest.mark.parametrize("reader", READERS)
def test_scopes_and_conditions_are_those_read_by_hand(reader: str) -> None:
    assert same_scopes(coded(), by_hand(reader)) >= 0.98
    assert conditions_f1(coded(), by_hand(reader)) >= 0.92


def test_readers_agree_with_each_other() -> None:
    for one, other in combinations(READERS, 2):
        assert same_scopes(by_hand(one), by_hand(other)) >= 0.98
        assert conditions_f1(by_hand(one), by_hand(other)) >= 0.95


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("市町村で順次共同利用", []),  # as row 76 has it: not all of them take part yet
        ("県内全27市町村で順次共同利用", []),
        ("県内全27市町村で共同利用", ["all_take_part"]),
        ("来年度に国のシステムと連携予定", []),  # row 107: that is not sharing
        ("今年度で廃止予定", ["no_plan"]),  # row 122: nor is the end of it
        ("今後、他県とも共同利用する予定", ["under_consideration"]),
        ("クラウドサービスがないか調査中", []),
    ],
)
def test_words_are_not_taken_for_what_they_do_not_say(note: str, expected: list[str]) -> None:
    row = {"system_id": "x", "further_sharing_note": note}
    rows = coded_tables({"shared_systems": [row]})["system_sharing"]
    assert [row["condition"] for row in rows if row["condition"]] == expected


@pytest.mark.parametrize(("name", "table", "key"), TABLES)
def test_evidence_stands_in_the_note(name: str, table: str, key: str) -> None:
    rows = read_table(name).merge(read_table(table), on=key)
    note = rows["shareability_note" if table == "ai_rpa_cases" else "further_sharing_note"]
    for words, text in zip(rows["evidence"].fillna(""), note, strict=True):
        assert all(word in text for word in words.split(";"))


def test_seven_of_those_that_say_more_can_join_speak_of_other_prefectures() -> None:
    room = systems()[systems()["further_sharing_code"] == 1]
    assert room["system_id"].nunique() == 63
    beyond = room[room["scope"] == "other_prefectures"]
    assert numbers(beyond) == [3, 19, 33, 58, 88, 92, 106]
    # Four of the seven are of one prefecture, and say that joining can be considered.
    considered = beyond[beyond["condition"] == "under_consideration"]
    assert numbers(considered) == [19, 33, 58, 92]
    assert set(considered["prefecture"]) == {"広島県"}
    # Others are shared with another prefecture, or are to be, and do not say whether more can join.
    assert numbers(room[room["scope"] == "across_prefectures"]) == [34, 56, 57, 64]
    assert len(numbers(room[room["scope"] == "own_municipalities"])) == 36
    assert len(numbers(room[room["scope"] == "not_told"])) == 9
    assert len(numbers(room[room["scope"].isna()])) == 7


def test_no_system_for_bidding_is_open_to_another_prefecture() -> None:
    bidding = systems()[systems()["subfield"] == "電子入札・電子調達システム"]
    assert bidding["system_id"].nunique() == 10
    assert bidding[bidding["further_sharing_code"] == 1]["system_id"].nunique() == 9
    assert set(bidding["scope"]) == {"own_municipalities"}


def test_the_same_fact_is_answered_in_three_ways() -> None:
    everybody = systems()[systems()["condition"] == "all_take_part"]
    answers = everybody.set_index("row_number")["further_sharing_code"]
    assert answers[[21, 4, 83]].tolist() == [1, 2, 3]
    assert answers.value_counts().to_dict() == {2: 17, 3: 11, 1: 6}
    # Row 67 of the 17 speaks of the prefectures of a region, the others of all municipalities.
    assert numbers(everybody[everybody["scope"] == "across_prefectures"]) == [64, 67, 91]


def test_some_rows_say_that_nothing_is_shared_yet() -> None:
    frame = systems()
    assert numbers(frame[frame["condition"] == "not_shared_yet"]) == [34, 103, 115]
    in_use = frame[frame["adoption_status_code"] == 1]
    assert in_use["system_id"].nunique() == 117
    assert {34, 115} < set(numbers(in_use))
    assert numbers(frame[frame["adoption_status_code"] != 1]) == [22, 35, 79, 103, 104, 116]


def test_rows_of_one_system_are_joined() -> None:
    same = read_table("same_systems")
    assert same["system_id"].tolist() == sorted(same["system_id"])
    joined = same.merge(read_table("shared_systems"), on="system_id")
    groups = joined.groupby("same_system")["row_number"].agg(list)
    assert groups.tolist() == [[33, 34], [56, 57, 58], [90, 91]]
    assert not joined.duplicated(["same_system", "prefecture"]).any()
    for row in joined.itertuples():
        assert str(row.evidence) in str(row.further_sharing_note)


def test_a_system_that_is_yet_to_be_shared_says_from_when() -> None:
    same = read_table("same_systems")
    later = same[same["shared_from"].notna()]
    assert later["system_id"].str[-3:].tolist() == ["033", "034"]
    assert set(later["shared_from"]) == {"2020-10"}


A_SYSTEM = System("施設予約", (Report("a-1", "県内"), Report("a-2", "県と共同")))


@pytest.mark.parametrize("second", [[], [{"system_id": "a-2", "note": "県内"}]])
def test_declared_words_that_are_not_in_the_row_are_said_so(second: list[dict[str, str]]) -> None:
    found, wrong = same_systems([{"system_id": "a-1", "note": "県内市町"}, *second], [A_SYSTEM])
    assert [row["system_id"] for row in found] == ["a-1"]
    assert ["「県と共同」 does not stand in row a-2" in str(problem) for problem in wrong] == [True]


def test_systems_of_another_edition_are_left_out() -> None:
    assert same_systems([{"system_id": "b-1", "note": "県内"}], [A_SYSTEM]) == ([], [])
    assert same_systems([]) == ([], [])


@pytest.mark.parametrize("rows", [(Report("a", "県"),), (Report("a", "県"), Report("b", ""))])
def test_a_system_needs_two_rows_with_words(rows: tuple[Report, ...]) -> None:
    with pytest.raises(ValueError, match="two rows or more"):
        System("施設予約", rows)
