"""Where sharing would pay: jobs that several prefectures automate, who has one and offers it, who is
on the way and could join instead of building.

What is the same job is computed (`use_case_clusters`), what is in use and can be shared is what the
prefectures answered. No answer is not counted as none, and nothing is said of costs.
"""

from __future__ import annotations

import pandas as pd

from survey.analysis.case_mixes import named
from survey.analysis.similar_cases import IN_USE, SHAREABLE, similar
from survey.prefectures import prefecture_named, prefectures
from survey.tables.categories import categories
from survey.tables.joins import required
from survey.tables.provenance import made_of

STAGES = {
    1: ("導入済・共同利用できる", "In use, can be shared"),
    2: ("導入済", "In use"),
    3: ("導入予定・実証・検討中", "On the way"),
}
"""How far a prefecture is with a job, by its case that is furthest: code to label and English."""
JOINING = 1
"""Code of further_sharing for a system that can take more members."""


def case_stages(cases: pd.DataFrame) -> pd.Series[int]:
    """Return how far each case is: a code of `STAGES`.

    Parameters
    ----------
    cases
        `ai_rpa_cases`.
    """
    in_use = cases["adoption_status_code"].eq(IN_USE)
    offered = in_use & cases["shareability_code"].isin(SHAREABLE)
    return pd.Series(3, cases.index).mask(in_use, 2).mask(offered, 1)


def stages(cases: pd.DataFrame) -> pd.DataFrame:
    """Return how far each prefecture is with each job that two prefectures or more automate.

    Parameters
    ----------
    cases
        `ai_rpa_cases` joined with `use_case_clusters`.

    Returns
    -------
    DataFrame
        One row a job and prefecture, in the order of both: job_code (`cluster_id`), job (the name of
        the case that is nearest to the others), cluster_label, prefecture_code, prefecture,
        prefecture_en, stage_code, stage, stage_en (`STAGES`), case_ids (joined by ;).
    """
    required(cases, "cluster_id")
    spread = cases.groupby("cluster_id")["prefecture_code"].transform("nunique")
    common = cases[spread > 1]
    central = common.sort_values("x", ascending=False, kind="stable").drop_duplicates("cluster_id")
    keys = ["cluster_id", "cluster_label", "prefecture_code", "prefecture"]
    found = (
        common.assign(stage_code=case_stages(common))
        .groupby(keys, as_index=False)
        .agg(stage_code=("stage_code", "min"), case_ids=("case_id", ";".join))
    )
    labels = found["stage_code"].map(STAGES)
    english = {each.prefecture: each.prefecture_en for each in prefectures()}
    told = found.assign(
        stage=labels.str[0],
        stage_en=labels.str[1],
        prefecture_en=found["prefecture"].map(english),
        job=found["cluster_id"].map(central.set_index("cluster_id")["procedure"]),
    ).rename(columns={"cluster_id": "job_code"})
    return made_of(told, cases)


def sharing_potential(
    cases: pd.DataFrame, work: pd.DataFrame, conditions: pd.DataFrame, systems: pd.DataFrame
) -> pd.DataFrame:
    """Return the jobs that two prefectures or more automate, those first where sharing would pay.

    First stand the jobs that most prefectures are on the way to whose text is near to that of a case
    in use that can be shared: so many could join instead of building. Then those that most could ask
    about a case in use, whatever was answered of it; then those that most are on the way to. The
    numbers are small: an answer more or less changes the order.

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
        job_code, job, cluster_label (as in `stages`), work (label of the most frequent kind),
        prefectures, offers, in_use (without those who offer), on_the_way (numbers of prefectures),
        could_join, could_ask (how many of those on the way have a near case that is offered, that is
        in use), offering, joining (names of those who offer, of those on the way), conditions (labels
        of `case_sharing` for what is offered, joined by 、), systems (ids of systems of
        `shared_systems` that take members and whose description is near a case of the job).
    """
    found = stages(cases)
    numbers = pd.crosstab(found["job_code"], found["stage_code"]).reindex(
        columns=list(STAGES), fill_value=0
    )
    numbers.columns = pd.Index(["offers", "in_use", "on_the_way"])
    jobs = found.drop_duplicates("job_code").set_index("job_code")
    names = found.groupby(["job_code", "stage_code"])["prefecture"].agg(named).unstack()
    names = names.reindex(jobs.index, columns=list(STAGES)).fillna("")
    told = _labels(cases[case_stages(cases) == 1].merge(conditions, on="case_id"), "condition")
    kinds = _labels(cases.merge(work, on="case_id"), "work").map(lambda labels: labels[:1])
    near = _near_systems(cases[cases["cluster_id"].isin(jobs.index)], systems)
    pairs = who_to_ask(cases).query("near")
    apart = found[found["stage_code"] == 3][["job_code", "prefecture"]]
    pairs = pairs.merge(apart.rename(columns={"prefecture": "own_prefecture"}))
    numbers["could_join"] = _asking(pairs[pairs["offered"]])
    numbers["could_ask"] = _asking(pairs)
    numbers = numbers.fillna(0).astype("int64")
    table = jobs[["job", "cluster_label"]].assign(
        work=_joined(kinds, jobs.index),
        prefectures=found.groupby("job_code").size(),
    )
    table = table.join(numbers).assign(
        offering=names[1],
        joining=names[3],
        conditions=_joined(told, jobs.index),
        systems=near.reindex(jobs.index).fillna(""),
    )
    order = ["could_join", "could_ask", "on_the_way", "offers", "in_use"]
    return table.sort_values(order, ascending=False, kind="stable").reset_index()


def who_to_ask(cases: pd.DataFrame, prefecture: str = "") -> pd.DataFrame:
    """Return whom a prefecture could ask about the jobs that it is on the way to.

    Parameters
    ----------
    cases
        `ai_rpa_cases` joined with `use_case_clusters`.
    prefecture
        The one that asks; without it all.

    Returns
    -------
    DataFrame
        One row a case that is not in use, and a case in use of another prefecture with the same job:
        job_code, own_case_id, own_prefecture, own_procedure, own_status, then offered (whether it
        can be shared), stage, prefecture, procedure, shareability, shareability_note, case_id,
        line_start of that, and near (whether the two texts are near, as `similar` says with trust
        `high`). In the order of the prefectures that ask; of those to ask about a case first those
        whose text is near, of these those who offer it.

    Raises
    ------
    BadInput
        If there is no such prefecture, or the cases are not joined.
    """
    required(cases, "cluster_id")
    stage = case_stages(cases)
    waiting = cases[stage == 3]
    if prefecture:
        waiting = waiting[waiting["prefecture"].eq(prefecture_named(prefecture).prefecture)]
    # Who asks looks for the prefecture.
    waiting = waiting.sort_values("prefecture_code", kind="stable")
    own = waiting[["cluster_id", "case_id", "prefecture", "procedure", "adoption_status"]].set_axis(
        ["job_code", "own_case_id", "own_prefecture", "own_procedure", "own_status"], axis=1
    )
    told = cases.assign(
        job_code=cases["cluster_id"], offered=stage == 1, stage=stage.map(STAGES).str[0]
    )[stage < 3]
    columns = [
        "job_code", "offered", "stage", "prefecture", "procedure", "shareability",
        "shareability_note", "case_id", "line_start",
    ]  # fmt: skip
    pairs = own.merge(told[columns], on="job_code")
    pairs = pairs[pairs["own_prefecture"] != pairs["prefecture"]]
    near = {asking: _near(cases, asking) for asking in pairs["own_case_id"].unique()}
    both = zip(pairs["own_case_id"], pairs["case_id"], strict=True)
    pairs["near"] = [asked in near[asking] for asking, asked in both]
    pairs["asked"] = pairs["own_case_id"].map({id_: i for i, id_ in enumerate(own["own_case_id"])})
    ordered = pairs.sort_values(
        ["asked", "near", "offered", "case_id"], ascending=[True, False, False, True]
    )
    return ordered.drop(columns="asked").reset_index(drop=True)


def _near(cases: pd.DataFrame, case_id: str) -> set[str]:
    """Return the cases of other prefectures whose text is near to that of a case."""
    found = similar(cases, case_id=case_id, n=len(cases), other_prefectures=True)
    return set(found.loc[found["trust"] == "high", "case_id"])


def _asking(pairs: pd.DataFrame) -> pd.Series[int]:
    """Return how many prefectures ask about each job."""
    return pairs.groupby("job_code")["own_prefecture"].nunique()


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
