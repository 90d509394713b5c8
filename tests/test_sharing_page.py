"""The page on where sharing would pay: what it says of those that offer something."""

from __future__ import annotations

import re

import pytest

from survey.prefectures import prefectures
from survey.publishing.report_set import LANGS, Tables
from survey.publishing.sharing_page import sharing_page
from survey.tables.dictionary import Lang
from survey.tables.frames import read_table


@pytest.fixture(scope="module")
def pages() -> dict[Lang, str]:
    return {lang: sharing_page(Tables(), lang) for lang in LANGS}


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
    assert "AIチャットボット</a>（愛媛県、導入予定、参加できる範囲の記載なし）" in pages["ja"]


@pytest.mark.parametrize("lang", LANGS)
def test_every_prefecture_finds_its_row_or_its_page(pages: dict[Lang, str], lang: Lang) -> None:
    part = pages[lang].split("(by-prefecture)=")[1].split("(open)=")[0]
    rows = set(re.findall(r'<a href="#nga2020-ai-\d+">([^<]+)</a>', part))
    led = set(re.findall(r'<a href="prefectures/\w+\.html">([^<]+)</a>', part))
    names = {one.prefecture if lang == "ja" else one.prefecture_en for one in prefectures()}
    assert rows | led == names
    assert not rows & led
