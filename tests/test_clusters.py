"""Groups of cases that do the same job: what a group is, and how well it agrees with a reader."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.analysis.job_groups import ALONE, cluster, cluster_rows, partition
from survey.analysis.tokens import content, terms
from survey.tables.frames import read_table

HAND_READ = Path(__file__).parent / "hand_read" / "jobs.csv"


@pytest.fixture(scope="module")
def cases() -> pd.DataFrame:
    return read_table("ai_rpa_cases")


@pytest.fixture(scope="module")
def groups() -> pd.DataFrame:
    return read_table("use_case_clusters")


def who_is_with_whom(cases: pd.DataFrame) -> set[frozenset[str]]:
    ids = pd.Series(cluster(cases).cluster_ids, index=cases["case_id"])
    return {frozenset(members.index) for _, members in ids.groupby(ids)}


def words(texts: Iterable[str]) -> set[str]:
    return {word for found in terms(texts) for word in content(found)}


def test_every_case_is_in_one_group(cases: pd.DataFrame, groups: pd.DataFrame) -> None:
    assert groups["case_id"].tolist() == cases["case_id"].tolist()
    assert set(groups["cluster_id"]) == set(range(1, groups["cluster_id"].max() + 1))


def test_groups_are_numbered_by_prefectures_then_by_cases(
    cases: pd.DataFrame, groups: pd.DataFrame
) -> None:
    grouped = groups.assign(prefecture=cases["prefecture_code"]).groupby("cluster_id")
    sizes = zip(grouped["prefecture"].nunique(), grouped.size(), strict=True)
    ranked = list(sizes)
    assert ranked == sorted(ranked, reverse=True)


def test_only_a_case_without_a_like_is_alone_and_has_no_membership(groups: pd.DataFrame) -> None:
    alone = groups["cluster_id"].map(groups["cluster_id"].value_counts()) == 1
    assert 0 < alone.sum() < len(groups)
    assert (groups["cluster_label"].str.startswith(f"{ALONE}：") == alone).all()
    assert (groups["membership"].isna() == alone).all()
    assert groups.loc[alone, "x"].eq(0).all()


def test_a_membership_weighs_the_own_group_against_the_next(groups: pd.DataFrame) -> None:
    inside = groups.dropna(subset="membership")
    assert groups["x"].between(0, 1).all()
    assert groups["y"].between(0, 1).all()
    assert inside["membership"].between(0, 1, inclusive="right").all()
    # x and y are rounded.
    again = inside["x"] / (inside["x"] + inside["y"])
    assert np.allclose(inside["membership"], again, atol=0.03)
    # Average linkage joins groups, so a case now and then stands nearer to another one.
    assert (inside["membership"] > 0.5).mean() > 0.95


def test_a_group_has_one_label_of_words_of_its_members(
    cases: pd.DataFrame, groups: pd.DataFrame
) -> None:
    told = cases.merge(groups, on="case_id").groupby("cluster_id")
    for _, members in told:
        assert members["cluster_label"].nunique() == 1
        label = members["cluster_label"].iloc[0].removeprefix(f"{ALONE}：")
        own = words(members["procedure"] + "。" + members["usage"])
        assert set(label.split("・")) <= own or label == members["procedure"].iloc[0]


@pytest.mark.slow
def test_what_stands_more_than_once_stands_together(cases: pd.DataFrame) -> None:
    again = cases.iloc[::10].assign(case_id=cases["case_id"] + " again")
    both = pd.concat([cases, again], ignore_index=True)
    found = dict(zip(both["case_id"], cluster(both).cluster_ids.tolist(), strict=True))
    assert all(found[case] == found[case.removesuffix(" again")] for case in again["case_id"])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_cases_does_not_change_who_is_with_whom(
    cases: pd.DataFrame, seed: int
) -> None:
    shuffled = cases.sample(frac=1, random_state=seed)
    assert who_is_with_whom(shuffled) == who_is_with_whom(cases)


def test_no_case_or_one_makes_no_trouble(cases: pd.DataFrame) -> None:
    assert cluster_rows(cases.head(0)) == []
    for name in ("議事録作成", "RPA"):  # the second has no word that tells what is done
        (row,) = cluster_rows(cases.head(1).assign(procedure=name, usage=""))
        assert row["cluster_id"] == 1
        assert row["cluster_label"] == f"{ALONE}：{'議事録' if name != 'RPA' else name}"
        assert (row["membership"], row["x"], row["y"]) == ("", 0, 0)


def test_groups_are_as_alike_as_is_asked() -> None:
    likeness = np.array([[1, 0.5, 0.1], [0.5, 1, 0.3], [0.1, 0.3, 1]])
    assert len(set(partition(likeness, 0.6).tolist())) == 3
    assert len(set(partition(likeness, 0.5).tolist())) == 2  # from this likeness on
    assert len(set(partition(likeness, 0.2).tolist())) == 1  # the mean of 0.1 and 0.3


@pytest.mark.slow
def test_a_stock_phrase_makes_no_group(cases: pd.DataFrame) -> None:
    """What one prefecture adds to thirty rows must not pull them together."""
    own = cases["prefecture"] == "和歌山県"
    marked = cases.copy()
    marked.loc[own, "usage"] = marked.loc[own, "usage"] + "統合基盤から起動する標準手順による。"
    before, after = (
        {pair for group in who_is_with_whom(c) for pair in combinations(sorted(group), 2)}
        for c in (cases, marked)
    )
    assert own.sum() > 20
    assert len(before & after) / len(before | after) > 0.9


def test_groups_agree_with_those_of_a_reader(cases: pd.DataFrame, groups: pd.DataFrame) -> None:
    """Of pairs of cases from different prefectures, what was read as the same job is together."""
    read = pd.read_csv(HAND_READ, dtype=str, keep_default_na=False)
    assert read["case_id"].tolist() == cases["case_id"].tolist()
    told = read.merge(groups, on="case_id").assign(prefecture=cases["prefecture_code"])
    rows = told.loc[told["unsure"] == "", ["prefecture", "job", "cluster_id"]].to_numpy().tolist()
    pairs = [(a, b) for a, b in combinations(rows, 2) if a[0] != b[0]]
    together = [a[1] == b[1] for a, b in pairs if a[2] == b[2]]
    same_job = [a[2] == b[2] for a, b in pairs if a[1] == b[1]]
    assert np.mean(together) >= 0.85
    assert np.mean(same_job) >= 0.75
