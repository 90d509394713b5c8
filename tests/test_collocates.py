"""What stands around a word, counted by hand and compared with SciPy."""

from __future__ import annotations

from math import log2

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from survey.analysis.collocates import collocations
from survey.analysis.tokens import terms
from survey.problems import BadInput
from survey.tables.frames import read_table
from survey.tables.word_lists import words

DOCUMENTS = [
    ["申請書", "入力", "RPA", "確認"],
    ["入力", "RPA", "入力", "申請書"],
    ["RPA", "旅費", "RPA"],
    ["申請書", "確認", "確認", "旅費"],
    [],
]


def counted(window: int) -> dict[str, list[int]]:
    """Return left, right, count and documents of each collocate of RPA."""
    frame = collocations(DOCUMENTS, "RPA", window)
    told = frame[["left", "right", "count", "documents"]].to_numpy().tolist()
    return dict(zip(frame["term"], told, strict=True))


def test_terms_to_the_left_and_right_are_counted_by_hand() -> None:
    assert counted(1) == {
        "入力": [2, 1, 3, 2],
        "確認": [0, 1, 1, 1],
        "旅費": [0, 1, 1, 1],  # between two, counted once
    }
    assert counted(2)["申請書"] == [1, 1, 2, 2]


def test_statistics_are_those_of_their_definitions() -> None:
    frame = collocations(DOCUMENTS, "RPA", window=1).set_index("term")
    # 11 places are not RPA; 5 of them stand in a window, 3 of these are 入力, which occurs 3 times.
    assert frame.loc["入力", "mi"] == round(log2(3 / (5 * 3 / 11)), 3)
    assert frame.loc["入力", "log_dice"] == round(14 + log2(2 * 3 / (4 + 3)), 3)
    told = chi2_contingency([[3, 2], [0, 6]], correction=False, lambda_="log-likelihood")
    assert frame.loc["入力", "log_likelihood"] == round(told.statistic, 3)
    assert frame.index.tolist() == ["入力", "旅費", "確認"]  # 確認 is rarer than expected


TERMS = st.lists(st.lists(st.sampled_from("甲乙丙丁戊"), max_size=9), max_size=6)


@given(TERMS, st.integers(1, 4))
def test_log_likelihood_is_that_of_scipy(documents: list[list[str]], window: int) -> None:
    frame = collocations(documents, "甲", window)
    places = [term for document in documents for term in document if term != "甲"]
    inside = int(frame["count"].sum())
    for row in frame.to_dict("records"):
        every = places.count(row["term"])
        table = np.array([[row["count"], inside - row["count"]], [0, len(places) - inside]])
        table[1] += [every - row["count"], row["count"] - every]
        if (table.sum(axis=0) > 0).all() and (table.sum(axis=1) > 0).all():
            told = chi2_contingency(table, correction=False, lambda_="log-likelihood")
            assert row["log_likelihood"] == pytest.approx(told.statistic, abs=1e-3)
        else:
            assert row["log_likelihood"] == 0
        assert row["left"] + row["right"] == row["count"] >= row["documents"] >= 1
        assert row["log_dice"] <= 15
    pd.testing.assert_frame_equal(frame, collocations(documents[::-1], "甲", window))


@given(TERMS, st.integers(1, 4))
def test_left_and_right_change_sides_in_a_mirror(documents: list[list[str]], window: int) -> None:
    """But for what stands between two nodes, which is to the right of the first."""
    single = [document for document in documents if document.count("甲") < 2]
    frame = collocations(single, "甲", window)
    mirrored = collocations([document[::-1] for document in single], "甲", window)
    assert frame["left"].tolist() == mirrored["right"].tolist()
    assert frame["right"].tolist() == mirrored["left"].tolist()


def test_collocations_tell_on_how_many_prefectures_they_rest() -> None:
    frame = collocations(DOCUMENTS, "RPA", 5, ["三重県", "三重県", "長崎県", "東京都", "東京都"])
    numbers = frame.set_index("term")["number"].to_dict()
    assert numbers == {"入力": 1, "申請書": 1, "確認": 1, "旅費": 1}
    frame = collocations(DOCUMENTS, "確認", 5, ["三重県", "三重県", "長崎県", "東京都", "東京都"])
    assert frame.set_index("term")["number"].to_dict() == {
        "入力": 1,
        "RPA": 1,
        "申請書": 2,
        "旅費": 1,
    }


def test_a_node_is_read_as_the_texts_are() -> None:
    found = terms(
        ["会議録の作成", "会議メモの作成"], words=words(synonyms={"議事録": ["会議メモ"]})
    )
    own = words(synonyms={"議事録": ["会議メモ"]})
    for node in ("会議メモ", "会議録", "議事録"):
        assert collocations(found, node, words=own)["count"].tolist() == [2]


def test_a_node_that_never_occurs_has_no_collocates() -> None:
    empty = collocations(DOCUMENTS, "議事録")
    assert empty.empty
    assert list(empty) == list(collocations(DOCUMENTS, "RPA"))
    assert collocations([], "RPA").empty


def test_a_window_without_terms_is_said_so() -> None:
    with pytest.raises(BadInput, match="window: error: it is 0; expected 1 or more"):
        collocations(DOCUMENTS, "RPA", 0)


def test_collocates_of_the_survey_do_not_depend_on_the_order_of_its_cases() -> None:
    cases = read_table("ai_rpa_cases")
    found = terms(cases["usage"].tolist())
    forwards = collocations(found, "申請書", prefectures=cases["prefecture"].tolist())
    backwards = collocations(found[::-1], "申請書", prefectures=cases["prefecture"].tolist()[::-1])
    pd.testing.assert_frame_equal(forwards, backwards)
    assert (forwards["number"] <= forwards["documents"]).all()
