"""Where sharing would pay: jobs that several prefectures automate, who has one and offers it, who is
on the way and could join instead of building.

What is the same job is computed (`use_case_clusters`), what is in use and can be shared is what the
prefectures answered. No answer is not counted as none, and nothing is said of costs.
"""

from __future__ import annotations

import pandas as pd

from survey.analysis.similar_cases import SHAREABLE, similar
from survey.prefectures import prefectures
from survey.tables.categories import categories

IN_USE = 1
"""Code of adoption_status for a case in use."""
STAGES = {
    1: ("導入済・共同利用できる", "In use, can be shared"),
    2: ("導入済", "In use"),
    3: ("導入予定・実証・検討中", "On the way"),
}
"""How far a prefecture is with a job, by its case that is furthest: code to label and English."""
JOINING = 1
"""Code of further_sharing for a system that can take more members."""
NAMED = 5
"""Names that a list in a cell has at most."""


def stages(cases: pd.DataFrame) -> pd.DataFrame:
    """Return how far each prefecture is with each job that two prefectures or more automate.

    Parameters
    ----------
    cases
        `ai_rpa_cases` joined with `use_case_clusters`.

    Returns
    -------
    DataFrame
        One row a job and prefecture, in the order of both: cluster_id, cluster_label,
        prefecture_code, prefecture, prefecture_en, stage_code, stage,
        stage_en (`STAGES`), case_ids (joined by ;).
    """
    spread = cases.groupby("cluster_id")["prefecture_code"].transform("nunique")
    common = cases[spread > 1]
    used = common["adoption_status_code"].eq(IN_USE)
    offered = used & common["shareability_code"].isin(SHAREABLE)
    code = pd.Series(3, common.index).mask(used, 2).mask(offered, 1)
    keys = ["cluster_id", "cluster_label", "prefecture_code", "prefecture"]
    found = (
        common.assign(stage_code=code)
        .groupby(keys, as_index=False)
        .agg(stage_code=("stage_code", "min"), case_ids=("case_id", ";".join))
    )
    labels = found["stage_code"].map(STAGES)
    english = {each.prefecture: each.prefecture_en for each in prefectures()}
    return found.assign(
        stage=labels.str[0], stage_en=labels.str[1], prefecture_en=found["prefecture"].map(english)
    )


def sharing_potential(
    cases: pd.DataFrame, work: pd.DataFrame, conditions: pd.DataFrame, systems: pd.DataFrame
) -> pd.DataFrame:
    """Return the jobs that two prefectures or more automate, those first where sharing would pay.

    First stand the jobs that somebody has in use and offers, then those that somebody has in use and
    could be asked about, then those that all are on the way to. In each part those come first that
    most prefectures are on the way to: so many could join instead of building. The numbers are
    small: an answer more or less changes the order.

    Parameters
    ----------
    cases
        `ai_rpa_cases` joined with `use_case_clusters`.
    work, conditions
        `case_work`, `case_sharing`.
    systems
        `shared_systems`.

    Returns
    -------
    DataFrame
        cluster_id, cluster_label, work (label of the most frequent kind), prefectures, offers,
        in_use (without those who offer), on_the_way (numbers of prefectures), offering, joining
        (their names), conditions (labels of `case_sharing`, joined by 、), systems (ids of systems
        of `shared_systems` that take members and whose description is near a case of the job).
    """
    found = stages(cases)
    numbers = pd.crosstab(found["cluster_id"], found["stage_code"]).reindex(
        columns=list(STAGES), fill_value=0
    )
    numbers.columns = pd.Index(["offers", "in_use", "on_the_way"])
    names = found.groupby(["cluster_id", "stage_code"])["prefecture"].agg(_named).unstack()
    told = _labels(cases.merge(conditions, on="case_id"), "condition")
    kinds = _labels(cases.merge(work, on="case_id"), "work").map(lambda labels: labels[:1])
    jobs = found.drop_duplicates("cluster_id").set_index("cluster_id")
    near = _near_systems(cases[cases["cluster_id"].isin(jobs.index)], systems)
    none = pd.Series(dtype="str")
    table = jobs[["cluster_label"]].assign(
        work=_joined(kinds, jobs.index), prefectures=numbers.sum(axis=1)
    )
    table = table.join(numbers).assign(
        offering=names.get(1, none).reindex(jobs.index).fillna(""),
        joining=names.get(3, none).reindex(jobs.index).fillna(""),
        conditions=_joined(told, jobs.index),
        systems=near.reindex(jobs.index).fillna(""),
    )
    parts = {"offered": table["offers"] > 0, "used": table["offers"] + table["in_use"] > 0}
    ranked = table.assign(**parts).sort_values(
        [*parts, "on_the_way", "offers", "in_use"], ascending=False, kind="stable"
    )
    return ranked.drop(columns=list(parts)).reset_index()


def who_to_ask(prefecture: str, cases: pd.DataFrame) -> pd.DataFrame:
    """Return whom a prefecture could ask about the jobs that it is on the way to.

    Parameters
    ----------
    cases
        `ai_rpa_cases` joined with `use_case_clusters`.

    Returns
    -------
    DataFrame
        One row a case of the prefecture that is not in use, and a prefecture that has the same job
        in use: own_case_id, own_procedure, own_status, then stage, prefecture, procedure,
        shareability, shareability_note, case_id, line_start of that; those who offer it first.
    """
    own = cases[cases["prefecture"].eq(prefecture) & cases["adoption_status_code"].ne(IN_USE)]
    asked = own[["cluster_id", "case_id", "procedure", "adoption_status"]].set_axis(
        ["cluster_id", "own_case_id", "own_procedure", "own_status"], axis=1
    )
    theirs = cases[cases["prefecture"].ne(prefecture) & cases["adoption_status_code"].eq(IN_USE)]
    offered = theirs["shareability_code"].isin(SHAREABLE)
    told = theirs.assign(stage=offered.map({True: STAGES[1][0], False: STAGES[2][0]}))
    columns = [
        "cluster_id", "stage", "prefecture", "procedure", "shareability", "shareability_note",
        "case_id", "line_start",
    ]  # fmt: skip
    pairs = asked.merge(told.assign(later=~offered)[[*columns, "later"]], on="cluster_id")
    ordered = pairs.sort_values(["own_case_id", "later", "case_id"], kind="stable")
    return ordered.drop(columns=["later", "cluster_id"]).reset_index(drop=True)


def _named(names: pd.Series[str]) -> str:
    more = "ほか" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more


def _labels(rows: pd.DataFrame, variable: str) -> pd.Series[list[str]]:
    """Return the labels of a variable that the cases of each job have, the most frequent first."""
    known = {category.code: category.label for category in categories(rows, variable)}
    counts = rows.groupby("cluster_id")[variable].value_counts().reset_index()
    order = {code: place for place, code in enumerate(known)}
    counts["place"] = counts[variable].map(order)
    ranked = counts.sort_values(
        ["cluster_id", "count", "place"], ascending=[True, False, True], kind="stable"
    )
    return ranked.assign(label=ranked[variable].map(known)).groupby("cluster_id")["label"].agg(list)


def _joined(labels: pd.Series[list[str]], ids: pd.Index[int]) -> list[str]:
    return ["、".join(labels.get(number, [])) for number in ids]


def _near_systems(cases: pd.DataFrame, systems: pd.DataFrame) -> pd.Series[str]:
    """Return the systems that take more members and are near a case of a job (`trust` high)."""
    rows: list[tuple[int, str]] = []
    open_ = systems[systems["further_sharing_code"] == JOINING]
    for system in open_.itertuples(index=False):
        near = similar(cases, text=f"{system.system_name}。{system.work_handled}", n=3)
        jobs = cases[cases["case_id"].isin(near.loc[near["trust"] == "high", "case_id"])]
        rows += [(number, str(system.system_id)) for number in jobs["cluster_id"].unique()]
    found = pd.DataFrame(rows, columns=["cluster_id", "system_id"])
    return found.groupby("cluster_id")["system_id"].agg(";".join)
