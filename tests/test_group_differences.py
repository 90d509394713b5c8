"""Prefectures that have something beside the others: against scipy, and where the answer is known."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import mannwhitneyu, permutation_test, rankdata
from statsmodels.stats.multitest import multipletests

from survey.analysis.group_differences import LEVEL, GroupDifferences, group_differences
from survey.problems import BadInput
from survey.publishing.report_set import Tables


def made(having: list[Any], others: list[Any], **columns: list[Any]) -> pd.DataFrame:
    """Return a row for each prefecture: whether it has a body, and how many cases."""
    names = [f"県{number}" for number in range(len(having) + len(others))]
    has = [True] * len(having) + [False] * len(others)
    return pd.DataFrame({"prefecture": names, "体制": has, "事例": having + others, **columns})


def one(found: GroupDifferences) -> dict[str, Any]:
    return {str(name): value for name, value in found.rows.iloc[0].items()}


@pytest.fixture(scope="module")
def units(tables: Tables) -> pd.DataFrame:
    used = tables.cases["adoption_status_code"].eq(1).groupby(tables.cases["prefecture"])
    counted = used.agg(["sum", "mean"]).reset_index()
    bodies = tables.answers("organizations")
    for kind in bodies["organization_type"].unique():
        named = bodies.loc[bodies["organization_type"].eq(kind), "prefecture"]
        counted[kind] = counted["prefecture"].isin(named)
    return counted


def test_numbers_are_those_of_scipy_pandas_and_statsmodels(units: pd.DataFrame) -> None:
    groups = units.columns[3:].tolist()
    found = group_differences(units, ["sum", "mean"], groups).rows
    assert found[["group", "value"]].to_numpy().tolist() == [
        [group, value] for group in groups for value in ("sum", "mean")
    ]
    adjusted = multipletests(found["p"], method="bonferroni")[1]
    assert found["p_all"].tolist() == pytest.approx(adjusted, abs=0.0005)
    for row in found.to_dict("records"):
        having, others = (
            units.loc[units[row["group"]].eq(yes), row["value"]] for yes in (True, False)
        )
        assert (row["having"], row["others"]) == (len(having), len(others))
        assert row["having_median"] == pytest.approx(having.median(), abs=0.0001)
        assert row["others_median"] == pytest.approx(others.median(), abs=0.0001)
        test = mannwhitneyu(having, others, method="asymptotic")
        assert row["ahead"] == round(test.statistic / (len(having) * len(others)), 4)
        assert row["p"] == pytest.approx(test.pvalue, abs=0.02)


def test_prefectures_are_dealt_out_anew_as_scipy_does_it(units: pd.DataFrame) -> None:
    group = units.columns[3]
    row = one(group_differences(units, ["sum"], [group]))
    ranks, has = rankdata(units["sum"]), units[group].to_numpy()
    test = permutation_test(
        (ranks, has), lambda numbers, sides: (numbers * sides).sum(), permutation_type="pairings",
        rng=np.random.default_rng(7),
    )  # fmt: skip
    assert row["p"] == pytest.approx(test.pvalue, abs=0.03)


def test_of_few_prefectures_every_way_to_deal_out_is_counted() -> None:
    numbers = [9, 5, 5, 1, 4, 0, 2, 1]
    ranks = rankdata(numbers)
    sums = [sum(ranks[list(chosen)]) for chosen in combinations(range(8), 4)]
    observed = sum(ranks[:4])
    tail = min(np.mean([s >= observed for s in sums]), np.mean([s <= observed for s in sums]))
    row = one(group_differences(made(numbers[:4], numbers[4:]), ["事例"], ["体制"]))
    assert row["p"] == round(min(1, 2 * tail), 4)
    assert row["ahead"] == pytest.approx(
        np.mean([(a > b) + (a == b) / 2 for a in numbers[:4] for b in numbers[4:]]), abs=0.0001
    )


def test_the_highest_probability_without_any_one_prefecture(units: pd.DataFrame) -> None:
    group = units.columns[3]
    row = one(group_differences(units, ["sum"], [group]))
    rest = (units.drop(index=place) for place in units.index)
    largest = max(
        mannwhitneyu(
            *(r.loc[r[group].eq(yes), "sum"] for yes in (True, False)), method="asymptotic"
        ).pvalue
        for r in rest
    )
    assert row["p_highest"] == round(largest, 4)


def test_one_prefecture_with_many_cases_is_one_prefecture() -> None:
    cases = [3, 1, 4, 1, 5], [9, 2, 6, 5, 3]
    usual, much = (
        group_differences(made(cases[0], [*cases[1][:-1], last]), ["事例"], ["体制"])
        for last in (7, 700)
    )
    assert usual.rows["p"].equals(much.rows["p"])
    assert usual.rows["ahead"].equals(much.rows["ahead"])


@pytest.mark.parametrize(
    ("turned", "more", "ahead"), [(1, "大きい", "上回り"), (-1, "小さい", "下回り")]
)
def test_a_clear_difference_is_told_with_what_it_rests_on(
    turned: int, more: str, ahead: str
) -> None:
    having, others = ([turned * (n + first) for n in range(20)] for first in (15, 0))
    found = group_differences(made(having, others), ["事例"], ["体制"])
    row = one(found)
    assert row["p"] <= row["p_all"] < LEVEL
    assert row["p_highest"] < LEVEL
    assert row["holds"]
    told = str(found)
    assert f"「体制」のある20都道府県は、ほかの20都道府県より「事例」が{more}傾向" in told
    assert ahead in told
    assert "原因かどうかは分かりません" in told
    assert "見られません" not in told


def test_no_clear_difference_is_not_told_as_none() -> None:
    found = group_differences(made([1, 2, 3, 4, 5], [1, 2, 3, 4, 6]), ["事例"], ["体制"])
    told = str(found)
    assert not one(found)["holds"]
    assert "「体制」の有無と「事例」との間に、明らかな関連は見られません（10都道府県を1通り" in told
    assert f"p={one(found)['p']:.3f}" in told
    assert "傾向" not in told


def test_a_difference_among_many_comparisons_is_told_as_one_of_them() -> None:
    having, others = [n + 5 for n in range(12)], list(range(12))
    alone = made(having, others)
    assert one(group_differences(alone, ["事例"], ["体制"]))["holds"]
    generator = np.random.default_rng(3)
    names = [f"偶然{number}" for number in range(9)]
    more = alone.assign(**{name: generator.permutation([True, False] * 12) for name in names})
    found = group_differences(more, ["事例"], ["体制", *names])
    first = one(found)
    assert first["p"] < LEVEL <= first["p_all"] == pytest.approx(10 * first["p"], abs=0.0005)
    assert "明らかな関連は見られません（24都道府県を10通りに比べ" in str(found)


def test_a_difference_that_one_prefecture_makes_is_not_told() -> None:
    having, others = [4, 8, 9, 10, 11], [1, 2, 3, 4, 5, 6, 7]
    found = group_differences(made(having, others), ["事例"], ["体制"])
    row = one(found)
    assert row["p_all"] < LEVEL <= row["p_highest"]
    assert not row["holds"]
    assert f"一つの都道府県を除くと最大でp={row['p_highest']:.3f}" in str(found)


def test_what_is_not_known_is_left_out() -> None:
    rows = made([1, 2, 3, 4, None], [2, 3, 4, 5, 6])
    unknown = rows["prefecture"].isin(["県0", "県9"])
    found = group_differences(
        rows.assign(**{"体制": rows["体制"].where(~unknown)}), ["事例"], ["体制"]
    )
    row = one(found)
    assert (row["having"], row["others"], row["having_median"]) == (3, 4, 3)
    both = rows.assign(全部=rows["体制"], **{"体制": rows["体制"].where(~unknown)})
    assert "（7～9都道府県を2通りに比べ" in str(group_differences(both, ["事例"], ["体制", "全部"]))


def test_prefectures_without_any_difference() -> None:
    row = one(group_differences(made([0, 0, 0], [0, 0, 0]), ["事例"], ["体制"]))
    assert (row["ahead"], row["p"], row["p_highest"], row["holds"]) == (0.5, 1, 1, False)


@pytest.mark.parametrize(
    ("changed", "values", "groups", "sentence"),
    [
        ({}, [], ["体制"], "nothing is compared"),
        ({}, ["費用"], ["体制"], "費用: error: there is no such column"),
        ({"prefecture": ["県0"] * 6}, ["事例"], ["体制"], "two rows name the same"),
        ({"prefecture": [None, *"abcde"]}, ["事例"], ["体制"], "a row names none"),
        ({"事例": list("123456")}, ["事例"], ["体制"], "事例: error: it holds no numbers"),
        ({}, ["体制"], ["体制"], "体制: error: it holds no numbers"),
        ({"体制": list("abcabc")}, ["事例"], ["体制"], "体制: error: it does not say yes or no"),
        ({"体制": [True] * 4 + [False] * 2}, ["事例"], ["体制"], "has 2 prefectures"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_said(
    changed: dict[str, list[Any]], values: list[str], groups: list[str], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        group_differences(made([1, 2, 3], [4, 5, 6]).assign(**changed), values, groups)
