"""What another prefecture can join, by the notes of those who answered: as they put it, open, open
under conditions, worth talking about, or shared across prefectures already.

The notes are of 2020, and few speak of other prefectures; that the others do not is no refusal.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from survey.analysis.sharing_potential import JOINING
from survey.analysis.similar_cases import SHAREABLE
from survey.tables.categories import categories
from survey.tables.participants import system_participants, who_takes_part

OTHERS, ACROSS = "other_prefectures", "across_prefectures"
"""Codes of scope for what the note says another prefecture can join, is shared by some already."""
CONSIDERED, NOT_YET = "under_consideration", "not_shared_yet"
"""Codes of condition for what can be considered or is planned, and what nobody shares yet."""
CONDITIONAL = ("agreement_needed", "procurement", "technical_condition")
"""Codes of condition for what has to be done before another prefecture can join."""
OPENINGS = {
    1: ("参加できる", "Others can join"),
    2: ("条件が整えば参加できる", "Others can join under conditions"),
    3: ("参加を検討できる", "Joining can be considered"),
    4: ("県境を越えて利用中", "Shared across prefectures"),
    5: ("県境を越えた利用を開始予定", "To be shared across prefectures"),
}
"""What the note says to another prefecture: code to label and English."""
JOINABLE, BEGINNING = 2, 5
"""Of these the last code of what others can join, at once or on conditions; that of what is still to
be shared."""
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
    names a condition of `CONDITIONAL` opens the system once that is met; one that nobody shares yet
    (開始予定) is not shared, though the system is in use.

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
        status (label of adoption_status), asked (further_sharing of a system, shareability of a
        case), answer (label of that), note, scope, conditions (labels, joined by 、), evidence (the words of the note that both were read
        from, joined by ;), opening_code, opening, opening_en (`OPENINGS`),
        participants (the words of the note that tell who takes part, joined by 、; empty where it
        does not), participant_number (how many, empty where it does not tell), line_start, line_end.
    """
    parts = [
        _open(systems, of_systems, "system_id", "system_name", "further_sharing", (JOINING,)),
        _open(cases, of_cases, "case_id", "procedure", "shareability", SHAREABLE),
    ]
    found = pd.concat(parts, ignore_index=True)
    members = pd.concat(
        [
            participants.rename(columns={"system_id": "id"}),
            _case_members(cases).rename(columns={"system_id": "id"}),
        ]
    ).set_index("id")
    words = members["evidence"].str.replace(";", "、").to_dict()
    named = [who_takes_part(note) or words.get(id_, "")
             for id_, note in zip(found["id"], found["note"].fillna(""), strict=True)]  # fmt: skip
    numbers = pd.to_numeric(members["participants"]).astype("Int64")
    found["participant_number"] = found["id"].map(numbers.to_dict()).astype("Int64")
    found["participants"] = named
    labels = {category.code: category.label for category in categories(found, "scope")}
    told = found["opening_code"].map(OPENINGS)
    found = found.assign(
        scope=found["scope"].map(labels), opening=told.str[0], opening_en=told.str[1]
    )
    return found.sort_values("opening_code", kind="stable", ignore_index=True)


def case_participants(cases: pd.DataFrame) -> pd.Series[str]:
    """Return by case_id the words that tell who takes part in a case that is shared, joined by 、;
    read as the notes of shared systems are (`system_participants`). Most notes do not tell."""
    told = _case_members(cases).set_index("system_id")["evidence"]
    return told.str.replace(";", "、")


def _case_members(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `system_participants` that the notes of shared cases make."""
    shared = cases[cases["shareability_code"].eq(SHARED) & cases["shareability_note"].notna()]
    notes = zip(shared["case_id"], shared["shareability_note"], strict=True)
    rows = system_participants(
        [{"system_id": id_, "further_sharing_note": note} for id_, note in notes]
    )
    columns = ["system_id", "participants", "evidence"]
    return pd.DataFrame(rows, columns=columns).astype({"system_id": "str", "evidence": "str"})


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
        evidence=("evidence", lambda words: ";".join(words.dropna())),
        conditional=("condition", lambda codes: codes.isin(CONDITIONAL).any()),
        considered=("condition", lambda codes: codes.eq(CONSIDERED).any()),
        not_yet=("condition", lambda codes: codes.eq(NOT_YET).any()),
    )
    found = rows.merge(facts, on=id_).assign(asked=answer)
    others, across = found["scope"].eq(OTHERS), found["scope"].eq(ACROSS)
    conditional, considered, not_yet = (
        found[name].astype(bool) for name in ("conditional", "considered", "not_yet")
    )
    found["opening_code"] = (
        pd.Series(1, found.index)
        .mask(others & conditional, 2)
        .mask(others & considered, 3)
        .mask(across, 4)
        .mask(across & not_yet, 5)
    )
    columns = {
        id_: "id", name: "name", "prefecture": "prefecture", "adoption_status": "status",
        "asked": "asked", answer: "answer", f"{answer}_note": "note", "scope": "scope", "conditions": "conditions",
        "evidence": "evidence", "opening_code": "opening_code", "line_start": "line_start", "line_end": "line_end",
    }  # fmt: skip
    shared = across & found[f"{answer}_code"].isin(joining)
    return found[others | shared][list(columns)].rename(columns=columns)


def _without_gaps(labels: pd.Series[str]) -> str:
    return "、".join(labels.dropna())
