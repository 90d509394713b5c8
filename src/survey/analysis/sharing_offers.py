"""What is offered, an offer at a time: who offers the jobs that come first, and what several answers
say of one system, told together."""

from __future__ import annotations

import pandas as pd

from survey.analysis.joinable_answers import case_participants
from survey.analysis.sharing_potential import case_stages

FIRST = 3
"""How many jobs are told before all else."""
OFFERING = 1
"""Code of the stage in use and can be shared."""


def first_offers(jobs: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return who offers the jobs that come first, of those that somebody on the way could join.

    Parameters
    ----------
    jobs
        `sharing_potential`.
    cases
        `ai_rpa_cases` joined with `use_case_clusters`.

    Returns
    -------
    DataFrame
        One row an offer, in the order of the jobs: job_code, job, prefectures, on_the_way, could_join
        (as in `sharing_potential`), then of the answer: id, name, prefecture, note, participants (the
        words of the note that tell who takes part); both are empty where nothing is told.
    """
    joined = jobs[jobs["could_join"] > 0].head(FIRST)
    first = joined[["job_code", "job", "prefectures", "on_the_way", "could_join"]]
    columns = {
        "cluster_id": "job_code", "case_id": "id", "procedure": "name", "prefecture": "prefecture",
        "shareability_note": "note",
    }  # fmt: skip
    offers = cases[case_stages(cases).eq(OFFERING)][list(columns)].rename(columns=columns)
    found = first.merge(offers, on="job_code")
    members = found["id"].map(case_participants(cases).to_dict())
    return found.assign(participants=members).fillna({"note": "", "participants": ""})


def offers_to_others(openings: pd.DataFrame, same_systems: pd.DataFrame) -> pd.DataFrame:
    """Return what another prefecture can join, with what makes one offer of several answers.

    Rows that are one system are one offer, and so is what a prefecture says of several in the same
    words. An offer goes as far as the answer that goes farthest to others: 広島県 can consider it,
    鳥取県 and 岡山県 share the same system already.

    Parameters
    ----------
    openings
        `open_to_others`.
    same_systems
        `same_systems`.

    Returns
    -------
    DataFrame
        The same rows, those of an offer beside each other, with group (the same for the answers that
        are one offer), offer_code, offer, offer_en (as `opening`, of the offer), system (the same for
        rows that are one system).
    """
    same = same_systems.set_index("system_id")["same_system"].to_dict()
    one = openings["id"].map(same)
    alone = openings["prefecture"] + openings["note"].fillna("")
    found = openings.assign(group=one.fillna(alone), system=one.fillna(openings["id"]))
    firsts = found.drop_duplicates("group").set_index("group")
    place = found["group"].map({group: place for place, group in enumerate(firsts.index)})
    told = {f"offer{end}": found["group"].map(firsts[f"opening{end}"].to_dict())
            for end in ("_code", "", "_en")}  # fmt: skip
    ordered = found.assign(**told, place=place).sort_values("place", kind="stable")
    return ordered.drop(columns="place").reset_index(drop=True)
