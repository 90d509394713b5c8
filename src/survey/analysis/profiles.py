"""One prefecture beside the others: its profile, its like, what it could learn and from whom.

Numbers are those of answers. Many cases do not mean intensive use, and a prefecture without a row
in a table gave no answer to it: its numbers are missing, not zero.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from survey.analysis.similar_cases import SHAREABLE, similar
from survey.prefectures import by_name
from survey.problems import BadInput
from survey.tables.counts import tally

FEW = 5
"""Below so many cases the mix of a prefecture says little; it is not compared with others'."""
NAMED = 5
"""How many prefectures are named in a cell."""
IN_USE = 1
"""Code of the adoption status 導入済."""


def profile(
    prefecture: str,
    cases: pd.DataFrame,
    systems: pd.DataFrame,
    roles: pd.DataFrame,
    organizations: pd.DataFrame,
) -> pd.DataFrame:
    """Return what a prefecture answered beside the median of all that answered.

    Returns
    -------
    DataFrame
        item (Japanese), count (missing if the prefecture has no row in the table), median (of the
        prefectures with a row in the table), answered (how many those are).

    Raises
    ------
    BadInput
        If there is no such prefecture.
    """
    if prefecture not in by_name():
        raise BadInput.of(
            prefecture,
            "there is no such prefecture",
            "one of the 47, such as 東京都",
            "write its full name in Japanese",
        )
    used, joint = (
        cases["adoption_status_code"] == IN_USE,
        cases["shareability_code"].isin(SHAREABLE),
    )
    parts = [
        ("ＡＩ・ＲＰＡ等の事例", cases, cases),
        ("　うち導入済", cases[used], cases),
        ("　うち共同利用中・共同利用可能", cases[joint], cases),
        ("共同利用システム", systems, systems),
        ("　うちさらなる共同利用可能", systems[systems["further_sharing_code"] == 1], systems),
        ("デジタル人材の役職", roles, roles),
        ("ＤＸ推進組織", organizations, organizations),
    ]
    rows = []
    for item, part, answers in parts:
        counts = tally(part, "prefecture", answers=answers).set_index("prefecture")
        heard = counts.loc[counts["answered"], "count"]
        rows.append((item, heard.get(prefecture), heard.median(), len(heard)))
    found = pd.DataFrame(rows, columns=["item", "count", "median", "answered"])
    return found.astype({"count": "Int64"})


def comparable(prefecture: str, cases: pd.DataFrame) -> str:
    """Return in a Japanese sentence how far the mix of a prefecture's cases can be compared."""
    own = int((cases["prefecture"] == prefecture).sum())
    if not own:
        return f"{prefecture}は事例の回答がないため、構成の近い都道府県を求めることができません。"
    if own < FEW:
        return f"{prefecture}の事例は{own}件と少なく、構成の近さは参考にとどまります。"
    return f"{prefecture}の事例{own}件の構成を、事例が{FEW}件以上ある都道府県と比べました。"


def mixes(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of the kinds of work among the cases of each prefecture that has any.

    Parameters
    ----------
    cases
        `ai_rpa_cases` joined with `case_work`.

    Returns
    -------
    DataFrame
        One row a prefecture (index), one column a kind of work; rows add up to 1.
    """
    counts = tally(cases, "prefecture", "work")
    table = counts[counts["answered"]].pivot_table(
        index="prefecture", columns="work", values="count", sort=False
    )
    return table.div(table.sum(axis=1), axis=0)


def nearest(prefecture: str, cases: pd.DataFrame, n: int = 5) -> pd.DataFrame:
    """Return the prefectures with the most similar mix of cases, the most similar first.

    Returns
    -------
    DataFrame
        prefecture, overlap (sum over the kinds of work of the smaller of the two shares: 0 nothing
        in common, 1 the same mix), count (its cases), common (the kinds they have most in common).
        Only prefectures with `FEW` cases or more; no row if the prefecture has no case.
    """
    shares = mixes(cases)
    counts = cases["prefecture"].value_counts()
    rows = []
    if prefecture in shares.index:
        for other in shares.index[counts[shares.index] >= FEW].drop(prefecture, errors="ignore"):
            both = shares.loc[[prefecture, other]].min()
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
        the variable, count (their cases), number (of prefectures), prefectures (the names of the
        five with most cases, joined by 、); what most of them have first.
    """
    own = cases.loc[cases["prefecture"] == prefecture, variable]
    theirs = cases[cases["prefecture"].isin(others or cases["prefecture"].unique())]
    rows = []
    for value, group in theirs[~theirs[variable].isin(own)].groupby(variable, sort=False):
        names = group["prefecture"].value_counts().index
        more = "ほか" if len(names) > NAMED else ""
        rows.append((value, len(group), len(names), "、".join(names[:NAMED]) + more))
    found = pd.DataFrame(rows, columns=[variable, "count", "number", "prefectures"])
    return found.sort_values(["number", "count"], ascending=False, kind="stable", ignore_index=True)


def to_ask(prefecture: str, cases: pd.DataFrame) -> pd.DataFrame:
    """Return for each case of a prefecture the most similar one that is in use elsewhere: a candidate
    to ask, to be read before one asks.

    Both have words in common and the same kind of work, and their texts are alike (`trust` high in
    `survey.analysis.similar_cases`); most of these pairs are about the same job or object, not all
    (`tests/hand_read/candidates.csv`).

    Returns
    -------
    DataFrame
        own_procedure, own_usage, own_status, then score, alike, shared and the columns of the case
        elsewhere (procedure, usage, prefecture, line_start, …); what is most alike first. Cases
        without a candidate are left out.
    """
    rows = []
    for own in cases[cases["prefecture"] == prefecture].to_dict("records"):
        found = similar(cases, case_id=own["case_id"], n=len(cases), other_prefectures=True)
        best = found[found["adoption_status_code"] == IN_USE].head(1)
        about = {f"own_{name}": own[name] for name in ("procedure", "usage")}
        about["own_status"] = own["adoption_status"]
        rows.append(best[best["trust"] == "high"].assign(**about))
    if not rows:
        told = ("own_procedure", "own_usage", "own_status", "score", "alike", "shared")
        return cases.head(0).assign(**dict.fromkeys(told))
    joined = pd.concat(rows, ignore_index=True)
    return joined.sort_values("alike", ascending=False, kind="stable", ignore_index=True)
