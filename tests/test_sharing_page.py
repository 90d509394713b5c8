"""The page on where sharing would pay: what it says of those that offer something."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from survey.analysis.joinable_answers import JOINABLE, case_participants, open_to_others
from survey.analysis.sharing_offers import FIRST, first_offers, offers_to_others
from survey.analysis.sharing_potential import sharing_potential, who_to_ask
from survey.languages import LANGS, Lang
from survey.prefectures import by_name, prefectures
from survey.project import Project
from survey.publishing.pages.sharing import sharing_page
from survey.publishing.pages.sharing_offers import last_words, sharing_in_short
from survey.publishing.report_set import Tables
from survey.reading.sources import load_sources
from survey.tables.frames import read_table


@pytest.fixture(scope="module")
def pages(project: Project, tables: Tables) -> dict[Lang, str]:
    survey = load_sources(project.raw)["governors_association_2020"]
    return {lang: sharing_page(tables, survey, lang) for lang in LANGS}


@pytest.fixture(scope="module")
def openings(tables: Tables) -> pd.DataFrame:
    names = ("case_sharing", "system_sharing", "system_participants")
    read = (tables.read(name) for name in names)
    found = open_to_others(tables.cases, tables.answers("shared_systems"), *read)
    return offers_to_others(found, tables.read("same_systems"))


@pytest.fixture(scope="module")
def first(tables: Tables) -> pd.DataFrame:
    cases = tables.with_cases("use_case_clusters")
    names = ("case_work", "case_sharing", "shared_systems")
    return first_offers(sharing_potential(cases, *map(tables.read, names)), cases)


def in_short(page: str) -> str:
    return page.split('<div class="in-short"')[1].split("</div>")[0]


def groups(short: str) -> list[tuple[str, list[list[str]]]]:
    """Return the heads of the table in short, each with the cells of its lines."""
    found = []
    for body in re.findall(r"<tbody>(.*?)</tbody>", short):
        head, *lines = re.findall(r"<tr>(.*?)</tr>", body)
        found.append((head, [re.findall(r"<td>(.*?)</td>", line) for line in lines]))
    return found


def rows_of(page: str, part: str) -> list[str]:
    """Return the rows of the table of a part of the page."""
    lines = page.split(f"({part})=")[1].split("\n## ")[1].split("\n")
    return [line for line in lines if line.startswith("| ")][1:]


def cells(row: str) -> list[str]:
    return row.removeprefix("| ").removesuffix(" |").split(" | ")


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_open_to_others_stands_before_the_jobs_and_each_answer_once(
    pages: dict[Lang, str], openings: pd.DataFrame, lang: Lang
) -> None:
    page = pages[lang]
    assert page.index("in-short") < page.index("(open)=") < page.index("(by-job)=")
    shown = [re.findall(r'<span id="open-([^"]+)">', row) for row in rows_of(page, "open")]
    assert sorted(id_ for ids in shown for id_ in ids) == sorted(openings["id"])
    # One system of three prefectures is a row, and so is what a prefecture says of two in the same words.
    assert ["nga2020-sys-058", "nga2020-sys-056", "nga2020-sys-057"] in shown
    assert ["nga2020-sys-088", "nga2020-sys-106"] in shown


@pytest.mark.parametrize("lang", LANGS)
def test_an_opening_says_whom_to_ask_how_far_on_which_conditions_and_with_whom(
    pages: dict[Lang, str], openings: pd.DataFrame, lang: Lang
) -> None:
    bodies = set(read_table("organizations")["prefecture"])
    untold = {"ja": "記載なし", "en": "Not told"}[lang]
    planned = {"ja": "まだない", "en": "Nobody yet"}[lang]
    words = openings["opening" if lang == "ja" else "opening_en"]
    found = {id_: row for row in rows_of(pages[lang], "open")
             for id_ in re.findall(r'<span id="open-([^"]+)">', row)}  # fmt: skip
    for one, opening in zip(openings.to_dict("records"), words, strict=True):
        name, whom, conditions, members = cells(found[one["id"]])
        prefecture = by_name()[one["prefecture"]]
        assert f"#L{one['line_start']}" in name
        assert f"prefectures/{prefecture.prefecture_en.lower()}.html#bodies" in whom
        assert opening in whom
        if one["prefecture"] not in bodies:
            assert untold in whom
        assert one["note"] in conditions
        missing = planned if one["opening_code"] == 5 else untold
        assert (one["participants"] or missing) in members


def test_what_can_be_considered_or_begins_later_is_not_said_to_be_open(
    openings: pd.DataFrame,
) -> None:
    waiting = openings["conditions"].str.contains("業務・システムの統一や接続が条件")
    assert openings.loc[waiting, "opening_code"].unique().tolist() == [2]
    considered = openings["note"].str.contains("検討も可能")
    assert openings.loc[considered, "opening_code"].unique().tolist() == [3]
    later = openings["note"].str.contains("開始予定")
    assert openings.loc[later, "opening_code"].unique().tolist() == [5]


def joinable(openings: pd.DataFrame) -> pd.DataFrame:
    """Return what others can join, at once or on conditions."""
    return openings[openings["offer_code"] <= JOINABLE]


@pytest.mark.parametrize("lang", LANGS)
def test_in_short_what_others_can_join_is_told_once_under_how_far_it_goes(
    pages: dict[Lang, str], openings: pd.DataFrame, lang: Lang
) -> None:
    column = "offer" if lang == "ja" else "offer_en"
    found = joinable(openings)
    told = groups(in_short(pages[lang]))[: found[column].nunique()]
    for (head, lines), (offer, rows) in zip(told, found.groupby(column, sort=False), strict=True):
        assert str(offer) in head
        offers = [own for _, own in rows.groupby("group", sort=False)]
        assert len(lines) == len(offers)
        for (name, whom, *_), own in zip(lines, offers, strict=True):
            assert len(re.findall("<a ", whom)) == own["prefecture"].nunique()
            firsts = own.drop_duplicates("system")["id"].tolist()
            assert re.findall(r'#open-([^"]+)', name) == firsts


def test_in_short_the_rest_is_counted_by_how_far_each_answer_goes(
    pages: dict[Lang, str], openings: pd.DataFrame
) -> None:
    short = re.sub("<[^>]+>", "", in_short(pages["ja"]))
    rest = openings[openings["offer_code"] > JOINABLE]
    assert not set(rest["name"]) & set(joinable(openings)["name"])
    told = {name: int(number) for name, number in re.findall("「([^」]+)」([0-9]+)回答", short)}
    assert told == rest["opening"].value_counts().to_dict()
    # Of three prefectures: 広島県 can consider it, and two share it already.
    assert openings.loc[openings["name"].str.contains("統合宛名"), "group"].nunique() == 1
    assert 'href="#open"' in in_short(pages["ja"])


def test_in_short_a_note_is_quoted_where_it_speaks_of_others_or_of_conditions(
    pages: dict[Lang, str], openings: pd.DataFrame
) -> None:
    found = joinable(openings)
    lines = [line for _, lines in groups(in_short(pages["ja"])) for line in lines]
    offers = [own.iloc[0] for _, own in found.groupby("group", sort=False)]
    for (_, _, said, _), own in zip(lines, offers, strict=False):
        assert own["note"].rstrip("。").endswith(said.removeprefix("…"))
        assert any(word in said for word in own["evidence"].split(";"))


@pytest.mark.parametrize(
    ("note", "evidence", "said"),
    [
        ("現在：県内市町 今後：他県との検討も可能", "他県;検討", "他県との検討も可能"),
        ("県（情報課）が運用する。他県も利用可", "利用可", "他県も利用可"),
        ("県（情報課）も可。", "県", "県（情報課）も可"),
        ("一" * 30 + "（" + "二" * 20 + "）も他県可", "他県", "一" * 30 + "も他県可"),
        ("一" * 30 + "、他県も可、" + "二" * 20, "他県", "…他県も可、" + "二" * 20),
        ("一" * 38 + "だが今後、他県も可", "他県", "…今後、他県も可"),
        ("他県も可、" + "二" * 60, "他県", "…" + "二" * 40),
        ("一" * 80 + "、他県可", "他県", "…他県可"),
    ],
)  # fmt: skip
def test_of_a_note_the_clause_with_the_evidence_is_quoted_and_of_a_long_one_its_end(
    note: str, evidence: str, said: str
) -> None:
    assert last_words(note, evidence) == said


@pytest.mark.parametrize("lang", LANGS)
def test_the_first_jobs_lead_to_their_rows_and_their_offers_to_the_answers(
    pages: dict[Lang, str], first: pd.DataFrame, lang: Lang
) -> None:
    jobs = list(first.groupby("job_code", sort=False))
    assert 1 < len(jobs) <= FIRST
    told = groups(in_short(pages[lang]))[-len(jobs) :]
    untold = {"ja": "記載なし", "en": "Not told"}[lang]
    unsaid = {"ja": "説明なし", "en": "No note"}[lang]
    for (head, lines), (job, offers) in zip(told, jobs, strict=True):
        assert f'href="#job-{job}"' in head
        assert f'id="job-{job}"' in pages[lang]
        for number in ("prefectures", "on_the_way", "could_join"):
            assert re.search(rf"(?<!\d){offers[number].iloc[0]}(?!\d)", head)
        assert [re.findall(r"#row=([^\"]+)", name)[0] for name, *_ in lines] == list(offers["id"])
        led = [re.findall(r"prefectures/(\w+)\.html#bodies", whom)[0] for _, whom, *_ in lines]
        assert led == [by_name()[one].prefecture_en.lower() for one in offers["prefecture"]]
        said = [re.sub("<[^>]+>", "", note) for _, _, note, _ in lines]
        assert said == [note or unsaid for note in offers["note"]]
        members = [re.sub("<[^>]+>", "", who) for *_, who in lines]
        assert members == [who or untold for who in offers["participants"]]


def test_a_first_job_is_one_that_is_offered_and_that_somebody_on_the_way_could_join(
    tables: Tables, first: pd.DataFrame
) -> None:
    cases = tables.with_cases("use_case_clusters")
    near = who_to_ask(cases).query("near & offered")
    offers = set(near["case_id"])
    assert first.groupby("job_code")["id"].agg(lambda ids: bool(offers & set(ids))).all()
    codes = cases.set_index("case_id").loc[first["id"]]
    assert set(codes["adoption_status_code"]) == {1}
    assert set(codes["shareability_code"]) <= {1, 2}


def test_a_notebook_begins_with_the_same_table_and_leads_nowhere_by_itself(
    pages: dict[Lang, str], first: pd.DataFrame, openings: pd.DataFrame
) -> None:
    told = sharing_in_short(first, openings)
    assert " href=" not in told
    led = told.replace("../sharing.html#", "#").replace("../", "").replace("data-href", "href")
    assert in_short(led) == in_short(pages["ja"])


def test_only_a_section_for_the_digital_transformation_of_the_prefecture_is_a_door(
    pages: dict[Lang, str], tables: Tables
) -> None:
    doors = set(re.findall(r"row=(nga2020-org-\d+)", pages["ja"]))
    bodies = tables.answers("organizations").set_index("organization_id")
    shown = bodies.loc[sorted(doors), "organization_name"].tolist()
    assert "総務部スマート改革推進課" in shown
    # Of waterworks, of industry.
    assert not {"水道ICT情報連絡会", "デジタルイノベーション戦略室"} & set(shown)
    assert "産業労働部産業政策課 DX・スタートアップ推進室" not in shown


def test_a_job_says_who_takes_part_in_what_is_offered_or_that_nobody_told(
    pages: dict[Lang, str], tables: Tables
) -> None:
    said = "参加団体数：回答に記載なし"
    counts = {"told": 0, "untold": 0, "not offered": 0}
    for row in rows_of(pages["ja"], "by-job"):
        name, offered, *_ = cells(row)
        if not offered:
            assert said not in name
            counts["not offered"] += 1
        else:
            assert (said in name) != ("参加：" in offered)
            counts["untold" if said in name else "told"] += 1
    assert all(counts.values())
    assert case_participants(tables.cases).to_dict() == {"nga2020-ai-350": "5市町、県"}


def test_each_offer_says_for_whom_there_is_room_or_that_it_does_not_tell(
    pages: dict[Lang, str],
) -> None:
    cases = read_table("ai_rpa_cases").set_index("case_id")
    scopes = read_table("case_sharing").drop_duplicates("case_id").set_index("case_id")["scope"]
    offered = re.findall(r"row=(nga2020-ai-\d+)\">[^<]+</a>（([^、）]+)", pages["ja"])
    offers = cases[cases["shareability_code"].isin([1, 2]) & cases["adoption_status_code"].eq(1)]
    told = {case_id: said for case_id, said in offered if case_id in offers.index}
    assert len(told) > 5
    for case_id, said in told.items():
        assert (said == "範囲・条件の記載なし") == (case_id not in scopes.index)
        if scopes.get(case_id) == "own_municipalities":
            assert said == "域内の市町村など"


def test_a_system_that_takes_members_is_named_with_its_scope_and_status(
    pages: dict[Lang, str],
) -> None:
    assert "AIチャットボット</a>（愛媛県、導入予定、範囲の記載なし）" in pages["ja"]


@pytest.mark.parametrize("lang", LANGS)
def test_every_prefecture_finds_its_row_or_its_page(pages: dict[Lang, str], lang: Lang) -> None:
    part = pages[lang].split("(by-prefecture)=")[1]
    rows = set(re.findall(r'<a href="#nga2020-ai-\d+">([^<]+)</a>', part))
    led = set(re.findall(r'<a href="prefectures/\w+\.html#asking">([^<]+)</a>', part))
    names = {one.prefecture if lang == "ja" else one.prefecture_en for one in prefectures()}
    assert rows | led == names
    assert not rows & led
