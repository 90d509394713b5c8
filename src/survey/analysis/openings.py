"""What another prefecture can join, by the notes of those who answered: as they put it, open, worth
talking about, or shared across prefectures already.

The notes are of 2020, and few speak of other prefectures; that the others do not is no refusal.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from survey.analysis.sharing_potential import JOINING
from survey.analysis.similar_cases import SHAREABLE
from survey.tables.categories import categories
from survey.tables.participants import system_participants

OTHERS, ACROSS = "other_prefectures", "across_prefectures"
"""Codes of scope for what the note says another prefecture can join, is shared by some already."""
CONSIDERED, NOT_YET = "under_consideration", "not_shared_yet"
"""Codes of condition for what can be considered or is planned, and what nobody shares yet."""
OPENINGS = {
    1: ("他の都道府県も参加できる", "Other prefectures can join"),
    2: ("他の都道府県の参加を検討できる", "Joining of others can be considered"),
    3: ("県境を越えて共同利用している", "Shared across prefectures"),
    4: ("県境を越えた共同利用を開始予定", "To be shared across prefectures"),
}
"""What the note says to another prefecture: code to label and English."""
SHARED = 1
"""Code of shareability for a case that is shared."""


def open_to_others(
    cases: pd.DataFrame,
    systems: pd.DataFrame,
    of_cases: pd.DataFrame,
    of_systems: pd.DataFrame,
    participants: pd.DataFrame,
) -> pd.DataFrame:
    """Return the answers that another prefecture could join, by what their notes say: those that
    speak of others, and those that are shared across prefectures already and take more.

    A note that speaks of others and of considering (検討も可能) opens a talk, not a system; one that
    nobody shares yet (開始予定) is not shared, though the system is in use.

    Parameters
    ----------
    cases, systems
        `ai_rpa_cases`, `shared_systems`.
    of_cases, of_systems, participants
        `case_sharing`, `system_sharing`, `system_participants`.

    Returns
    -------
    DataFrame
        One row an answer, in the order of `OPENINGS`, systems before cases: id, name, prefecture,
        status (label of adoption_status), answer (label of further_sharing or shareability), note,
        scope, conditions (labels, joined by 、), opening_code, opening, opening_en (`OPENINGS`),
        participants (the words of the note that tell who takes part, joined by 、; empty where it
        does not), line_start, line_end.
    """
    parts = [
        _open(systems, of_systems, "system_id", "system_name", "further_sharing", (JOINING,)),
        _open(cases, of_cases, "case_id", "procedure", "shareability", SHAREABLE),
    ]
    found = pd.concat(parts, ignore_index=True)
    of_system = participants.set_index("system_id")["evidence"].str.replace(";", "、")
    words = {**of_system.to_dict(), **case_participants(cases).to_dict()}
    found["participants"] = found["id"].map(words).fillna("")
    labels = {category.code: category.label for category in categories(found, "scope")}
    told = found["opening_code"].map(OPENINGS)
    found = found.assign(
        scope=found["scope"].map(labels), opening=told.str[0], opening_en=told.str[1]
    )
    return found.sort_values("opening_code", kind="stable", ignore_index=True)


def case_participants(cases: pd.DataFrame) -> pd.Series[str]:
    """Return by case_id the words that tell who takes part in a case that is shared, joined by 、;
    read as the notes of shared systems are (`system_participants`). Most notes do not tell."""
    shared = cases[cases["shareability_code"].eq(SHARED) & cases["shareability_note"].notna()]
    notes = zip(shared["case_id"], shared["shareability_note"], strict=True)
    rows = system_participants(
        [{"system_id": id_, "further_sharing_note": note} for id_, note in notes]
    )
    told = {str(row["system_id"]): str(row["evidence"]).replace(";", "、") for row in rows}
    return pd.Series(told, dtype="str")


def _open(
    rows: pd.DataFrame,
    notes: pd.DataFrame,
    id_: str,
    name: str,
    answer: str,
    joining: Sequence[int],
) -> pd.DataFrame:
    """Return the rows of a table whose note lets another prefecture hope, without participants."""
    labels = {category.code: category.label for category in categories(notes, "condition")}
    told = notes.assign(conditions=notes["condition"].map(labels)).groupby(id_, as_index=False)
    facts = told.agg(
        scope=("scope", "first"),
        conditions=("conditions", _without_gaps),
        considered=("condition", lambda codes: codes.eq(CONSIDERED).any()),
        not_yet=("condition", lambda codes: codes.eq(NOT_YET).any()),
    )
    found = rows.merge(facts, on=id_)
    others, across = found["scope"].eq(OTHERS), found["scope"].eq(ACROSS)
    considered, not_yet = (found[name].astype(bool) for name in ("considered", "not_yet"))
    found["opening_code"] = (
        pd.Series(1, found.index)
        .mask(others & considered, 2)
        .mask(across, 3)
        .mask(across & not_yet, 4)
    )
    columns = {
        id_: "id", name: "name", "prefecture": "prefecture", "adoption_status": "status",
        answer: "answer", f"{answer}_note": "note", "scope": "scope", "conditions": "conditions",
        "opening_code": "opening_code", "line_start": "line_start", "line_end": "line_end",
    }  # fmt: skip
    shared = across & found[f"{answer}_code"].isin(joining)
    return found[others | shared][list(columns)].rename(columns=columns)


def _without_gaps(labels: pd.Series[str]) -> str:
    return "、".join(labels.dropna())
