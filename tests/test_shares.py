"""Shares and what they rest on, of rows that can be counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from survey.analysis.odds_ratios import odds
from survey.analysis.shares import explained, leads, share, uniform
from survey.problems import BadInput


def rows(*answers: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(answers, columns=["prefecture", "answer"])


THREE = rows(
    ("北海道", "a"), ("北海道", "a"), ("北海道", "a"), ("北海道", "b"), ("青森県", "b"), ("青森県", "b"),
    ("岩手県", "a"), ("岩手県", "b"),
)  # fmt: skip
"""Three of four, none of two and one of two rows are a."""


def test_a_share_is_told_for_rows_for_prefectures_and_without_any_one_of_them() -> None:
    found = share(THREE, THREE["answer"] == "a")
    assert (found.part, found.whole, found.prefectures) == (4, 8, 3)
    assert found.of_rows == 4 / 8
    assert found.of_prefectures == pytest.approx((3 / 4 + 0 / 2 + 1 / 2) / 3)
    assert found.lowest == 0.25, "without 北海道, 1 of 4"
    assert found.highest == 0.6667, "without 青森県, 4 of 6"


def test_a_row_of_which_it_is_not_known_is_no_part() -> None:
    known = pd.Series([True, pd.NA, False, pd.NA, True, False, False, False], dtype="boolean")
    found = share(THREE, known)
    assert (found.part, found.unknown) == (2, 2)
    assert str(found).endswith("。値のない2件は該当しないものとした）")


def test_a_share_says_on_how_many_prefectures_it_rests() -> None:
    told = share(THREE, THREE["answer"] == "a")
    assert str(told) == "4件（50%。3都道府県それぞれの割合の平均は42%、どの一つを除いても25%～67%）"
    alone = THREE[THREE["prefecture"] == "北海道"]
    only = share(alone, alone["answer"] == "a")
    assert str(only) == "3件（75%。一つの都道府県だけの回答による）"
    nothing = THREE.head(0)
    none = share(nothing, nothing["answer"] == "a")
    assert str(none) == "0件（対象の回答がなく、割合は求められない）"


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (THREE["answer"], "the part: error: it does not say yes or no"),
        ([True] * 8, "it does not say yes or no"),
        (pd.Series([1, 0] * 4), "it does not say yes or no"),
        (pd.Series([True] * 9), r"it is of other rows \(9\) than the 8 that are given"),
        ((THREE["answer"] == "a")[::-1], r"it is of other rows \(8\) than the 8"),
    ],
)
def test_a_part_of_other_rows_is_refused(part: Any, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        share(THREE, part)
    rows_with_code = THREE.assign(prefecture_code=THREE["prefecture"])
    with pytest.raises(BadInput, match=told.replace("the part", "the answer")):
        odds(rows_with_code, part, "answer")


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: leads(THREE, "anser"), "anser: error: there is no such column"),
        (lambda: leads(THREE.head(0), "answer"), "prefecture and answer: error: no row has both"),
        (lambda: explained(THREE, "answer", "anser"), "anser: error: there is no such column"),
        (lambda: uniform(THREE, "anser"), "anser: error: there is no such column"),
        (
            lambda: share(THREE[["answer"]], THREE["answer"] == "a"),
            "prefecture: error: there is no",
        ),
    ],
)
def test_what_is_not_there_is_told(call: Callable[[], object], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        call()


def test_without_its_only_prefecture_a_share_stays_what_it_is() -> None:
    alone = THREE[THREE["prefecture"] == "北海道"]
    found = share(alone, alone["answer"] == "a")
    assert (found.of_rows, found.lowest, found.highest) == (0.75, 0.75, 0.75)


@pytest.mark.parametrize(
    ("answers", "stays"),
    [
        ("aab aab", True),  # without either, 2 to 1
        ("aab ab", False),  # without the first, 1 to 1
        ("aa aa", True),  # nothing else is answered
    ],
)
def test_a_value_leads_whichever_prefecture_is_left_out(answers: str, stays: bool) -> None:
    names = ("北海道", "青森県")
    given = [(name, one) for name, all_ in zip(names, answers.split(), strict=True) for one in all_]
    assert leads(rows(*given), "answer") == ("a", stays)


def test_who_answers_explains_all_nothing_or_a_part_of_the_answers() -> None:
    everything = rows(*[("北海道", "a")] * 20, *[("青森県", "b")] * 20)
    nothing = rows(*[(name, answer) for name in ("北海道", "青森県") for answer in "ab"] * 10)
    taken, by_chance = explained(everything, "answer", "prefecture")
    assert taken == 1
    assert 0 < by_chance < 0.05
    assert explained(nothing, "answer", "prefecture")[0] == 0.0
    assert explained(everything.head(20), "answer", "prefecture") == (0.0, 0.0)


def test_prefectures_with_one_answer_in_every_row_are_counted_among_those_with_several() -> None:
    assert uniform(THREE, "answer") == (1, 3)
    assert uniform(THREE, "answer", least=3) == (0, 1)
