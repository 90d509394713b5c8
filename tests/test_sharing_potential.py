"""Where sharing would pay, on answers that can be counted by hand and on the real ones."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from survey.analysis.joinable_answers import open_to_others
from survey.analysis.sharing_potential import sharing_potential, stages, who_to_ask
from survey.analysis.sharing_ties import sharing_ties
from survey.problems import BadInput
from survey.tables.frames import read_table

HAND_READ = Path(__file__).parent / "hand_read"
CASES = [
    # job, prefecture, status, shareability
    (1, "東京都", 1, 3), (1, "東京都", 3, 2), (1, "三重県", 1, 2), (1, "大阪府", 5, 4), (1, "奈良県", 2, 2),
    (2, "東京都", 1, 3), (2, "大阪府", 4, 3),
    (3, "三重県", 1, 1), (3, "三重県", 1, 1),
    (4, "東京都", 1, 1), (4, "奈良県", 1, 3),
]  # fmt: skip
CODES = {"東京都": "13", "三重県": "24", "大阪府": "27", "奈良県": "29"}


@pytest.fixture
def made() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "case_id": f"c{number}", "cluster_id": job, "cluster_label": f"業務{job}",
                "prefecture": prefecture, "prefecture_code": CODES[prefecture],
                "adoption_status_code": status, "adoption_status": str(status),
                "shareability_code": shared, "shareability": str(shared), "shareability_note": "",
                "procedure": f"議事録{job}の作成", "usage": "音声認識", "line_start": number,
                "line_end": number,
                "x": 0.5,
            }
            for number, (job, prefecture, status, shared) in enumerate(CASES)
        ]
    )  # fmt: skip


def test_a_prefecture_is_as_far_as_its_furthest_case(made: pd.DataFrame) -> None:
    found = stages(made)
    assert found[["job_code", "prefecture", "stage_code"]].values.tolist() == [
        [1, "東京都", 2], [1, "三重県", 1], [1, "大阪府", 3], [1, "奈良県", 3],
        [2, "東京都", 2], [2, "大阪府", 3],
        [4, "東京都", 1], [4, "奈良県", 2],
    ]  # fmt: skip
    assert found["case_ids"].iloc[0] == "c0;c1"
    assert found["stage"].iloc[1] == "導入済・共同利用できる"


def test_a_case_that_can_be_shared_and_is_not_in_use_offers_nothing(made: pd.DataFrame) -> None:
    nara = stages(made).query("job_code == 1 and prefecture == '奈良県'")
    assert nara["stage_code"].tolist() == [3]


def test_jobs_about_which_most_could_ask_somebody_come_first(
    made: pd.DataFrame,
) -> None:
    empty = pd.DataFrame({"case_id": pd.Series(dtype="str"), "condition": pd.Series(dtype="str")})
    work = pd.DataFrame({"case_id": made["case_id"], "work": "minutes"})
    conditions = pd.DataFrame({"case_id": ["c3", "c2", "c6"], "condition": ["procurement"] * 3})
    systems = read_table("shared_systems").head(0)
    ranked = sharing_potential(made, work, conditions, systems).set_index("job_code")
    assert ranked.index.tolist() == [1, 2, 4]
    first = ranked.loc[1].to_dict()
    assert [first[name] for name in ("prefectures", "offers", "in_use", "on_the_way")] == [
        4,
        1,
        1,
        2,
    ]
    assert ranked["could_join"].tolist() == [2, 0, 0]
    assert ranked["could_ask"].tolist() == [2, 1, 0]
    assert [first[name] for name in ("offering", "joining")] == ["三重県", "大阪府、奈良県"]
    assert ranked.loc[1, "conditions"] == "調達・契約・費用"
    assert ranked.loc[4, "conditions"] == ""
    assert ranked["work"].unique().tolist() == ["会議録の作成"]
    assert sharing_potential(made, work, empty, systems)["conditions"].unique().tolist() == [""]


def test_a_job_is_no_better_for_an_offer_that_is_about_something_else(made: pd.DataFrame) -> None:
    """In a group two jobs can be mixed; only a near text makes an offer worth a question."""
    names = ("case_work", "case_sharing", "shared_systems")
    others = [read_table(name).head(0) for name in names]
    apart = made["case_id"].eq("c2")  # the one that is in use and can be shared
    other = made.mask(apart, made.assign(procedure="防災ヘリの運航", usage="飛行の記録"))
    first = sharing_potential(other, *others).set_index("job_code").loc[1].to_dict()
    assert [first[name] for name in ("offers", "could_join", "could_ask")] == [1, 0, 2]


SYSTEMS = [
    # id, name, prefecture
    ("a", "統合宛名", "31"), ("b", "宛名", "33"), ("c", "予約", "34"), ("d", "入札", "13"), ("e", "予約", "35"),
]  # fmt: skip


def test_prefectures_are_tied_by_a_system_that_both_report_or_one_names() -> None:
    systems = pd.DataFrame(SYSTEMS, columns=["system_id", "system_name", "prefecture_code"])
    systems = systems.assign(field="総務分野", subfield=None)
    partners = pd.DataFrame(
        [("a", "34", "no"), ("a", "33", "no"), ("e", "34", "yes")],
        columns=["system_id", "prefecture_code", "planned"],
    )
    same = pd.DataFrame(
        [("a", "a", None), ("b", "a", None), ("c", "c", "2020-10"), ("e", "c", "2020-10")],
        columns=["system_id", "same_system", "shared_from"],
    )
    found = sharing_ties(systems, partners, same)
    columns = ["system_id", "system", "prefecture", "planned", "reported"]
    assert found[columns].values.tolist() == [
        ["a", "統合宛名", "鳥取県", False, True],
        ["a", "統合宛名", "岡山県", False, True],
        ["a", "統合宛名", "広島県", False, False],
        ["c", "予約", "広島県", True, True],
        ["c", "予約", "山口県", True, True],
    ]


def test_every_partner_that_a_note_names_is_tied() -> None:
    read = (read_table(name) for name in ("shared_systems", "system_partners", "same_systems"))
    systems, partners, same = read
    found = sharing_ties(systems, partners, same)
    firsts = dict(zip(same["system_id"], same["same_system"], strict=True))
    named = {(firsts.get(row.system_id, row.system_id), row.prefecture_code)
             for row in partners.itertuples(index=False)}  # fmt: skip
    tied = set(zip(found["system_id"], found["prefecture_code"], strict=True))
    assert named
    assert named <= tied
    alone = found.groupby("system_id")["prefecture_code"].size()
    assert alone.min() > 1


def test_whom_to_ask_is_in_use_elsewhere_and_who_offers_it_comes_first(made: pd.DataFrame) -> None:
    asked = who_to_ask(made, "大阪府")
    assert asked[["own_case_id", "prefecture", "stage"]].values.tolist() == [
        ["c3", "三重県", "導入済・共同利用できる"], ["c3", "東京都", "導入済"],
        ["c6", "東京都", "導入済"],
    ]  # fmt: skip
    assert asked["near"].all()
    assert who_to_ask(made, "三重県").empty
    assert who_to_ask(made, "北海道").empty


def test_what_others_can_join_is_what_notes_open_to_them_or_is_shared_and_takes_more(
    made: pd.DataFrame,
) -> None:
    told = [
        ("a", 3, "own_municipalities", "procurement"), ("b", 1, "across_prefectures", None),
        ("c", 2, "across_prefectures", "no_plan"), ("d", 3, "other_prefectures", "procurement"),
        ("d", 3, "other_prefectures", "agreement_needed"),
        ("e", 1, "other_prefectures", "under_consideration"),
        ("f", 1, "across_prefectures", "not_shared_yet"),
    ]  # fmt: skip
    notes = pd.DataFrame(told, columns=["system_id", "further_sharing_code", "scope", "condition"])
    systems = notes.drop_duplicates("system_id")[["system_id", "further_sharing_code"]]
    systems = systems.assign(
        system_name="予約",
        prefecture="香川県",
        adoption_status="導入済",
        further_sharing="",
        further_sharing_note="",
        line_start=1,
        line_end=2,
    )
    of_e = systems["system_id"].eq("e")
    systems.loc[of_e, "further_sharing_note"] = "現在：香川県及び県内市町 今後：他県も検討可能"
    of_cases = pd.DataFrame({"case_id": ["c3", "c4"], "scope": ["other_prefectures", "not_told"]})
    members = pd.DataFrame({"system_id": ["d"], "evidence": ["2県;全市町村"]})
    notes = notes.drop(columns="further_sharing_code").assign(evidence=[*"abcdefg"])
    members = members.assign(participants=2)
    found = open_to_others(
        made,
        systems,
        of_cases.assign(condition=None, evidence=pd.array(["他県", None], dtype="string")),
        notes,
        members,
    )
    assert found[["id", "scope", "conditions", "participants"]].values.tolist() == [
        ["c3", "他の都道府県の参加に触れる", "", ""],
        [
            "d",
            "他の都道府県の参加に触れる",
            "調達・契約・費用、参加団体の同意・調整が必要",
            "2県、全市町村",
        ],
        ["e", "他の都道府県の参加に触れる", "検討中・予定", "香川県及び県内市町"],
        ["b", "県境を越えて共同利用している", "", ""],
        ["f", "県境を越えて共同利用している", "まだ共同利用されていない", ""],
    ]
    assert found["opening_code"].tolist() == [1, 2, 3, 4, 5]
    assert found["evidence"].tolist() == ["他県", "d;e", "f", "b", "g"]
    assert found["opening"].iloc[1] == "条件が整えば参加できる"
    assert found["participant_number"].fillna(0).tolist() == [0, 2, 0, 0, 0]


def test_the_real_answers_add_up() -> None:
    cases = read_table("ai_rpa_cases").merge(read_table("use_case_clusters"))
    others = (read_table(name) for name in ("case_work", "case_sharing", "shared_systems"))
    ranked = sharing_potential(cases, *others)
    spread = cases.groupby("cluster_id")["prefecture"].nunique()
    assert set(ranked["job_code"]) == set(spread[spread > 1].index)
    parts = ranked[["offers", "in_use", "on_the_way"]].sum(axis=1)
    assert parts.tolist() == ranked["prefectures"].tolist()
    assert ranked["prefectures"].tolist() == spread[ranked["job_code"]].tolist()
    assert (ranked["offering"] != "").tolist() == (ranked["offers"] > 0).tolist()
    assert (ranked["could_join"] <= ranked["could_ask"]).all()
    assert (ranked["could_ask"] <= ranked["on_the_way"]).all()
    assert (ranked["could_join"] > 0).sum() <= (ranked["offers"] > 0).sum()
    known = set(read_table("shared_systems").query("further_sharing_code == 1")["system_id"])
    named = {system for systems in ranked["systems"] for system in systems.split(";") if system}
    assert named
    assert named <= known


def test_whom_to_ask_by_a_near_text_does_the_same_job_as_read_by_hand() -> None:
    cases = read_table("ai_rpa_cases").merge(read_table("use_case_clusters"))
    job = pd.read_csv(HAND_READ / "jobs.csv").set_index("case_id")["job"]
    pairs = who_to_ask(cases)
    right = pairs["own_case_id"].map(job) == pairs["case_id"].map(job)
    assert len(pairs[pairs["near"]]) > 100
    assert right[pairs["near"]].mean() >= 0.9
    assert right[pairs["near"]].mean() > right[~pairs["near"]].mean() + 0.3


def test_cases_without_their_group_are_told_how_to_be_joined() -> None:
    said = "cluster_id: error: there is no such column; expected that of use_case_clusters; join it"
    for find in (stages, who_to_ask):
        with pytest.raises(BadInput, match=said):
            find(read_table("ai_rpa_cases"))
