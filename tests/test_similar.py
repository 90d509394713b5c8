"""The nearest cases of a text or of a case: always an answer, and how far to trust it."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from survey.analysis.similar_cases import SHAREABLE, TRUST, _same, _trust, similar, written
from survey.problems import BadInput
from survey.tables.frames import read_table


@pytest.fixture(scope="module")
def cases() -> pd.DataFrame:
    return read_table("ai_rpa_cases")


def test_the_nearest_cases_of_a_text_are_about_the_same_work(cases: pd.DataFrame) -> None:
    found = similar(cases, text="議事録のテープおこし", n=5)
    assert found["score"].is_monotonic_decreasing
    assert found["subfield"].eq("会議録作成・テープおこし").all()
    assert set(found["trust"]) <= {"high", "medium"}
    assert found["shared"].str.contains("議事録").all()


def test_minutes_are_found_by_either_word_for_them(cases: pd.DataFrame) -> None:
    found = [similar(cases, text=f"審議会の{word}", n=5) for word in ("文字起こし", "会議録")]
    assert found[0]["case_id"].tolist() == found[1]["case_id"].tolist()
    assert found[0]["trust"].eq("high").all()


def test_the_nearest_cases_of_a_case_can_be_limited_to_whom_to_ask(cases: pd.DataFrame) -> None:
    found = similar(cases, case_id="nga2020-ai-087", other_prefectures=True, shareable=True)
    assert len(found) == 10
    assert not found["prefecture"].eq("岐阜県").any()
    assert found["shareability_code"].isin(SHAREABLE).all()
    assert "nga2020-ai-087" not in found["case_id"].tolist()


@pytest.mark.parametrize("text", ["ほげほげ", "Zzyzx", "鰯", "!?", "ＲＰＡを導入"])
def test_a_text_of_which_no_word_occurs_is_answered_and_not_trusted(
    cases: pd.DataFrame, text: str
) -> None:
    found = similar(cases, text=text, n=4)
    assert len(found) == 4
    assert set(found["trust"]) <= {"low", "none"}
    assert found["shared"].eq("").all()


def test_nothing_in_common_is_said_so(cases: pd.DataFrame) -> None:
    found = similar(cases, text="ほげほげ")
    assert found["score"].eq(0).all()
    assert found["trust"].eq("none").all()
    assert TRUST["none"] in written(found, "table")


@pytest.mark.parametrize(
    ("kind", "other", "same"),
    [
        (["tax"], ["tax", "finance"], 1),
        (["tax"], ["finance", "tax"], 0.5),
        (["finance", "tax"], ["tax"], 0.5),
        (["finance", "tax"], ["minutes", "tax"], 0),
        (["tax"], ["minutes"], 0),
        (["other"], ["other"], 0),
        (["tax"], [], 0),
    ],
)
def test_a_kind_of_work_is_the_same_half_or_not(
    kind: list[str], other: list[str], same: float
) -> None:
    assert _same(kind, other) == same


@pytest.mark.parametrize(
    ("alike", "shared", "same", "trust"),
    [
        (0.9, "通勤", 0.5, "high"),
        (0.1, "通勤", 1, "medium"),
        (0.9, "通勤", 0, "medium"),
        (0.9, "", 0, "low"),
        (0, "", 0.5, "low"),
        (0, "", 0, "none"),
    ],
)
def test_how_far_to_trust_a_result_follows_from_words_texts_and_kind(
    alike: float, shared: str, same: float, trust: str
) -> None:
    assert _trust(np.array(alike), shared, same) == trust


def test_scores_and_likeness_lie_between_0_and_1(cases: pd.DataFrame) -> None:
    own = cases.iloc[0]
    found = similar(cases, text=f"{own['procedure']}。{own['usage']}", n=len(cases))
    assert len(found) == len(cases)
    assert found["score"].between(0, 1).all()
    assert found["alike"].between(0, 1).all()
    assert found.loc[0, "case_id"] == own["case_id"]


def test_a_case_that_does_not_exist_is_said_so(cases: pd.DataFrame) -> None:
    with pytest.raises(BadInput, match="there is no case nga2020-ai-999"):
        similar(cases, case_id="nga2020-ai-999")


def test_similar_cases_are_written_as_table_csv_and_json(cases: pd.DataFrame) -> None:
    found = similar(cases, text="通勤手当", n=2)
    rows = json.loads(written(found, "json"))
    assert [row["case_id"] for row in rows] == found["case_id"].tolist()
    assert rows[0].keys() >= {"score", "alike", "shared", "trust"}
    assert written(found, "csv").startswith("case_id,score,alike,shared,trust,survey,row_number,")
    assert "原文" in written(found, "table")
    assert written(found.head(0), "table") == "該当する事例はありません。\n"
