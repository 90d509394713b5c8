"""The mix of a prefecture's cases beside those of others: its like, and what it could learn from them.

Numbers are those of answers. Many cases do not mean intensive use, and a prefecture without a row
gave no answer: it is not compared.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from survey.prefectures import by_name, prefecture_named
from survey.problems import at_least
from survey.tables.categories import categories, key_column
from survey.tables.joins import answer_of, required

FEW = 5
"""Below so many cases the mix of a prefecture says little; it is not compared with others'."""
NAMED = 5
"""How many prefectures are named in a cell."""


def comparable(prefecture: str, cases: pd.DataFrame) -> str:
    """Return in a Japanese sentence how far the mix of a prefecture's cases can be compared.

    Raises
    ------
    BadInput
        If there is no such prefecture, or no such column in the cases.
    """
    prefecture = prefecture_named(prefecture).prefecture
    own = int((_answers(cases, "prefecture")["prefecture"] == prefecture).sum())
    if not own:
        return f"{prefecture}は事例の回答がないため、構成の近い都道府県を求めることができません。"
    if own < FEW:
        return f"{prefecture}の事例は{own}件と少なく、構成の近さは参考にとどまります。"
    return f"{prefecture}の事例{own}件の構成を、事例が{FEW}件以上ある都道府県と比べました。"


def mixes(cases: pd.DataFrame, variable: str = "work") -> pd.DataFrame:
    """Return the shares of the values of a variable among the cases of each prefecture that has any.

    Every case counts the same: one with two technologies counts as a half for each of them.

    Parameters
    ----------
    cases
        `ai_rpa_cases` joined with what has the variable, as `cases.merge(case_technologies)`. Cases
        without a value do not count.
    variable
        work, technology, field, adoption_status, … (see `survey.tables.categories`).

    Returns
    -------
    DataFrame
        One row a prefecture (index), one column a value, by its label; rows add up to 1.

    Raises
    ------
    BadInput
        If the cases have no such column.
    """
    answers = _answers(cases, key_column(cases, variable), variable)
    labels = {category.code: category.label for category in categories(cases, variable)}
    several = answers.groupby("answer")["value"].transform("size").to_numpy(dtype="int64")
    # Parts of a whole that all can be divided into, so that sums are exact in any order.
    whole = np.lcm.reduce(several, initial=1)
    parts = pd.Series(whole // several, answers.index)
    values = answers["value"].map(labels)
    table = pd.crosstab(answers["prefecture"].astype(object), values, parts, aggfunc="sum")
    columns = pd.Index(dict.fromkeys(labels.values()), name=variable)
    table = table.reindex(columns=columns).fillna(0)
    order = {name: place for place, name in enumerate(by_name())}
    table = table.loc[sorted(table.index, key=lambda name: (order.get(name, len(order)), name))]
    return table.div(table.sum(axis=1), axis=0)


def nearest(
    prefecture: str, cases: pd.DataFrame, variable: str = "work", n: int = 5
) -> pd.DataFrame:
    """Return the prefectures with the most similar mix of cases, the most similar first.

    Parameters
    ----------
    cases, variable
        As for `mixes`.
    n
        At most how many, 1 or more.

    Returns
    -------
    DataFrame
        prefecture, overlap (sum over the values of the smaller of the two shares: 0 nothing in
        common, 1 the same mix), count (its cases with a value, each once), common (labels of the
        values they have most in common). Only prefectures with `FEW` cases or more; no row if the
        prefecture has no case.

    Raises
    ------
    BadInput
        If there is no such prefecture, no such column in the cases, or `n` is less than 1.
    """
    at_least(1, n, "n")
    prefecture = prefecture_named(prefecture).prefecture
    shares = mixes(cases, variable)
    answers = _answers(cases, key_column(cases, variable), variable)
    counts = answers.drop_duplicates("answer")["prefecture"].value_counts()
    rows = []
    if prefecture in shares.index:
        in_common = shares.clip(upper=shares.T[prefecture], axis="columns")
        for other in shares.index[counts[shares.index] >= FEW].drop(prefecture, errors="ignore"):
            both = in_common.loc[other]
            labels = both[both > 0].nlargest(3).index
            rows.append((other, round(both.sum(), 3), int(counts[other]), "、".join(labels)))
    found = pd.DataFrame(rows, columns=["prefecture", "overlap", "count", "common"])
    return found.sort_values("overlap", ascending=False, kind="stable", ignore_index=True).head(n)


def lacking(
    prefecture: str, cases: pd.DataFrame, variable: str, others: Sequence[str] = ()
) -> pd.DataFrame:
    """Return what other prefectures have cases of and this one has not.

    Parameters
    ----------
    cases
        `ai_rpa_cases` joined with what has the variable (work, technology).
    others
        Which prefectures to look at; by default all.

    Returns
    -------
    DataFrame
        the variable, count (their cases, each once), number (of prefectures), prefectures (the names
        of the five with most cases, joined by 、); what most of them have first.

    Raises
    ------
    BadInput
        If there is no such prefecture, or no such column in the cases.
    """
    prefecture, *others = (prefecture_named(name).prefecture for name in (prefecture, *others))
    answers = _answers(cases, variable)
    own = answers.loc[answers["prefecture"] == prefecture, "value"]
    chosen = list(others) or answers["prefecture"].unique()
    theirs = answers[answers["prefecture"].isin(chosen) & ~answers["value"].isin(own)]
    rows = []
    for value, group in theirs.groupby("value", sort=False):
        names = group["prefecture"].value_counts().index
        rows.append((value, len(group), len(names), named(names)))
    found = pd.DataFrame(rows, columns=[variable, "count", "number", "prefectures"])
    return found.sort_values(["number", "count"], ascending=False, kind="stable", ignore_index=True)


def named(names: pd.Series[str] | pd.Index[str]) -> str:
    """Return names as they are listed in a cell: the first `NAMED` of them."""
    return "、".join(names[:NAMED]) + "ほか" * (len(names) > NAMED)


def _answers(cases: pd.DataFrame, column: str, variable: str = "") -> pd.DataFrame:
    """Return each value of a column that an answer has, once.

    Returns
    -------
    DataFrame
        prefecture, answer (its id, or its row where there is none), value.
    """
    required(cases, "prefecture")
    required(cases, key_column(cases, variable or column))
    found = cases[["prefecture"]].assign(answer=answer_of(cases), value=cases[column])
    return found.dropna().drop_duplicates()
