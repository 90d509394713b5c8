"""The page on where sharing would pay: what it says of those that offer something."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from survey.analysis.openings import case_participants, open_to_others
from survey.analysis.sharing_potential import sharing_potential
from survey.prefectures import by_name, prefectures
from survey.project import Project
from survey.publishing.pages.sharing import FIRST, sharing_page
from survey.publishing.report_set import LANGS, Tables
from survey.reading.sources import load_sources
from survey.tables.dictionary import Lang
from survey.tables.frames import read_table


@pytest.fixture(scope="module")
def pages(project: Project, tables: Tables) -> dict[Lang, str]:
    survey = load_sources(project.raw)["governors_association_2020"]
    return {lang: sharing_page(tables, survey, lang) for lang in LANGS}


@pytest.fixture(scope="module")
def openings(tables: Tables) -> pd.DataFrame:
    names = ("case_sharing", "system_sharing", "system_participants")
    read = (tables.read(name) for name in names)
    return open_to_others(tables.cases, tables.answers("shared_systems"), *read)


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
    untold = {"ja": "記載なし", "en": "Not told"}[lang]
    words = openings["opening" if lang == "ja" else "opening_en"]
    found = {id_: row for row in rows_of(pages[lang], "open")
             for id_ in re.findall(r'<span id="open-([^"]+)">', row)}  # fmt: skip
    for one, opening in zip(openings.to_dict("records"), words, strict=True):
        name, whom, conditions, members = cells(found[one["id"]])
        prefecture = by_name()[one["prefecture"]]
        assert f"#L{one['line_start']}" in name
        assert f"prefectures/{prefecture.prefecture_en.lower()}.html" in whom
        assert opening in whom
        assert one["note"] in conditions
        assert (one["participants"] or untold) in members


def test_what_can_be_considered_or_begins_later_is_not_said_to_be_open(
    pages: dict[Lang, str], openings: pd.DataFrame
) -> None:
    short = pages["ja"].split('<div class="in-short"')[1].split("</table>")[0]
    told = dict(re.findall(r"<tbody><tr><th[^>]+>([^<]+?)：[^<]+</th></tr>(.*?)</tbody>", short))
    assert list(told) == openings["opening"].unique().tolist()
    for opening, lines in told.items():
        rows = openings[openings["opening"] == opening].drop_duplicates(["prefecture", "note"])
        assert re.findall(r">([^<]+)</a>", lines) == rows["prefecture"].tolist()
        assert re.findall(r"#open-([^\"]+)", lines) == rows["id"].tolist()
    assert "県境を越えて利用中：2システム、3回答" in short
    waiting = openings["conditions"].str.contains("業務・システムの統一や接続が条件")
    assert openings.loc[waiting, "opening_code"].unique().tolist() == [2]
    considered = openings["note"].str.contains("検討も可能")
    assert openings.loc[considered, "opening_code"].unique().tolist() == [3]
    later = openings["note"].str.contains("開始予定")
    assert openings.loc[later, "opening_code"].unique().tolist() == [5]


def test_in_short_a_note_is_quoted_where_it_speaks_of_others_or_of_conditions(
    pages: dict[Lang, str], openings: pd.DataFrame
) -> None:
    short = pages["ja"].split('<div class="in-short"')[1].split("</table>")[0]
    lines = re.findall(r'#open-([^"]+)">[^<]+</a></td><td>[^<]+</td><td>([^<]+)</td>', short)
    notes = openings.set_index("id")[["note", "evidence"]]
    assert len(lines) > 5
    for id_, said in lines:
        note, evidence = notes.loc[id_]
        quoted = said.removeprefix("…")
        plain = re.sub("（[^）]+）", "", note)
        sentence = next(one for one in plain.split("。") if one.endswith(quoted))
        assert any(re.sub("（.+）", "", word) in sentence for word in evidence.split(";"))
        assert (quoted != sentence.strip()) == said.startswith("…")


@pytest.mark.parametrize("lang", LANGS)
def test_the_first_jobs_lead_to_their_rows_and_name_who_offers_them(
    pages: dict[Lang, str], tables: Tables, lang: Lang
) -> None:
    names = ("case_work", "case_sharing", "shared_systems")
    cases = tables.with_cases("use_case_clusters")
    jobs = sharing_potential(cases, *map(tables.read, names)).head(FIRST)
    items = re.findall(r"<li>(.*?)</li>", pages[lang])
    assert len(items) == FIRST
    for item, job in zip(items, jobs.to_dict("records"), strict=True):
        assert f'href="#job-{job["job_code"]}"' in item
        assert f'id="job-{job["job_code"]}"' in pages[lang]
        pages_of = [
            by_name()[one].prefecture_en.lower() for one in job["offering"].split("、") if one
        ]
        assert re.findall(r"prefectures/(\w+)\.html", item) == pages_of


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
    led = set(re.findall(r'<a href="prefectures/\w+\.html">([^<]+)</a>', part))
    names = {one.prefecture if lang == "ja" else one.prefecture_en for one in prefectures()}
    assert rows | led == names
    assert not rows & led
