"""Shares and what they rest on, of rows that can be counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from survey.analysis.shares import explained, leads, share, uniform


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
    assert share(THREE, known).part == 2


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
