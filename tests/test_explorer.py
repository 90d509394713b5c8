"""The explorer in a real browser: what it finds, counts, shows and saves is what the tables hold."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pandas as pd
import pdfplumber
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from browsing import DESKTOP, PHONE, Watched, accessibility
from survey.analysis.similar_cases import similar
from survey.analysis.tokens import normalise
from survey.project import find_project
from survey.publishing.facets import AnswerTable, answers, filters, values
from survey.publishing.pages.explorer import contents, write_explorer
from survey.publishing.report_set import Tables
from survey.reading.sources import load_sources
from survey.tables.categories import Category, categories
from survey.tables.frames import read_table

pytestmark = pytest.mark.browser
READY = "document.documentElement.dataset.ready === 'yes'"
TEMPLATE = find_project().root / "docs" / "explorer"
MOST_BYTES = 3_000_000


@pytest.fixture(scope="module")
def held() -> dict[str, Any]:
    project = find_project()
    return contents(Tables(project.clean), load_sources(project.raw), project.raw)


@pytest.fixture(scope="module")
def site(held: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explorer")
    write_explorer(folder, TEMPLATE, held)
    return folder


Open = Callable[..., Page]
AS_NEW = """() => {
  const whole = document.documentElement.cloneNode(true);
  for (const one of whole.querySelectorAll('[hidden], #told, #apart')) one.replaceChildren();
  for (const one of whole.querySelectorAll('[class=""]')) one.removeAttribute('class');
  const fields = [...document.querySelectorAll('input, select')];
  return JSON.stringify([
    whole.outerHTML, fields.map(({ value, checked }) => [value, checked]), state.query, state.open,
    scrollX, scrollY, at('filters').scrollTop, document.activeElement.tagName,
    innerWidth, innerHeight, matchMedia('print').matches, String(location).split('#')[0],
  ]);
}"""
"""What can be seen or chosen on a page; what is told after a pause comes with every view."""
FOLLOW = "asked => { history.replaceState(null, '', `#${asked}`); follow(); }"
ALIGN = """() => {
  document.activeElement.blur();
  at('headings').selectedIndex = at('filters').scrollTop = 0;
  scrollTo(0, 0);
}"""


@pytest.fixture(scope="module")
def own_context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(reduced_motion="reduce")
    yield made
    made.close()


class Pages:
    """Opens the explorer at an address, on a page on which another test was if there is one that
    looks as when it was new: to load it takes twenty times as long as to go to another address."""

    def __init__(self, context: BrowserContext, site: Path) -> None:
        self.context, self.site = context, site
        self.given: list[tuple[tuple[Path, tuple[int, int]], str, Watched]] = []
        self.free: dict[tuple[Path, tuple[int, int]], list[tuple[str, Watched]]] = {}

    def visit(
        self,
        size: tuple[int, int] = DESKTOP,
        lang: str = "ja",
        folder: Path | None = None,
        new: bool = False,
        **asked: Any,
    ) -> Page:
        """Each call in a test returns another page; `new` loads one."""
        file = (folder or self.site) / ("explorer.html" if lang == "ja" else "en/explorer.html")
        kind, fragment = (file, size), urlencode(asked, doseq=True)
        if not new and self.free.get(kind):
            begun, one = self.free[kind].pop()
            one.page.evaluate(FOLLOW, fragment)
        else:
            one, begun = Watched(self.context, size), ""
            one.page.goto(f"{file.as_uri()}#{fragment if new else ''}")
            one.page.wait_for_function(READY)
            if not new and folder is None:
                begun = one.page.evaluate(AS_NEW)
            if not new and fragment:
                one.page.evaluate(FOLLOW, fragment)
        self.given.append((kind, begun, one))
        return one.page

    def take_back(self) -> list[str]:
        """Keep the pages that look as when they were new, and return what went wrong on any."""
        given, self.given = self.given, []
        for kind, begun, one in given:
            if begun and one.page.evaluate("typeof follow") == "function":
                one.page.evaluate(FOLLOW, "")
                one.page.evaluate(ALIGN)
                if one.page.evaluate(AS_NEW) == begun:
                    self.free.setdefault(kind, []).append((begun, one))
                    continue
            one.page.close()
        wrong = [told for *_, one in given for told in one.wrong]
        for *_, one in given:
            one.wrong.clear()
        return wrong


@pytest.fixture(scope="module")
def opened(own_context: BrowserContext, site: Path) -> Pages:
    return Pages(own_context, site)


@pytest.fixture
def visit(opened: Pages) -> Iterator[Open]:
    """Open the explorer at an address; when the test ends nothing may have gone wrong on it."""
    yield opened.visit
    assert opened.take_back() == []


def shown(page: Page) -> list[str]:
    """Return the ids of all rows that the filter leaves, in order."""
    return page.evaluate("ordered.map(idOf)")  # type: ignore[no-any-return]


def address(page: Page) -> str:
    """Return the address of a page once it holds the view."""
    page.wait_for_function("location.hash.slice(1) === address()")
    return page.url


def count(page: Page) -> str:
    return page.inner_text("#count")


def facet_counts(page: Page, title: str) -> dict[str, int]:
    """Return the counts that stand beside the values of a facet."""
    group = page.locator(f".facet:has(legend:text-is('{title}'))")
    lines = group.locator("label").evaluate_all(
        "all => all.map(one => [one.children[1].textContent, Number(one.children[2].textContent)])"
    )
    return dict(lines)


def table_rows(page: Page) -> list[str]:
    return page.locator("#answers tbody button.open").all_inner_texts()


# ---- Search -------------------------------------------------------------------------------------


@cache
def all_answers() -> pd.DataFrame:
    return answers(Tables(find_project().clean)).set_index("id", drop=False)


@cache
def texts() -> dict[str, str]:
    """Return the words of every answer, in one width and case."""
    text = all_answers()["text"]
    return {str(id_): unicodedata.normalize("NFKC", own).lower() for id_, own in text.items()}


def compared(text: str) -> str:
    return normalise(unicodedata.normalize("NFKC", text).lower())


def holding(word: str) -> list[str]:
    """Return the ids of the answers that hold a word in any of its declared spellings."""
    return [id_ for id_, own in texts().items() if compared(word) in normalise(own)]


def with_value(variable: str, code: object) -> set[str]:
    """Return the ids of the answers with a value."""
    facet = next(one for one in filters().facets if one.variable == variable)
    listed, places = values(Tables(find_project().clean), facet)
    place = [category.code for category in listed].index(code)
    return {id_ for id_, own in places.items() if place in own}


def found(word: str, **called: object) -> list[str]:
    """Return the ids of the answers that hold a word or have a value that is called so."""
    named = [with_value(variable, code) for variable, code in called.items()]
    ids = set(holding(word)).union(*named)
    return [id_ for id_ in texts() if id_ in ids]


TRANSCRIPTS = {"subfield": "会議録作成・テープおこし"}


@pytest.mark.parametrize(
    ("spellings", "called"),
    [
        (["テープ起こし", "テープおこし", "文字起こし", "ﾃｰﾌﾟ起こし", "テープ起こし　"], TRANSCRIPTS),
        (["RPA", "ＲＰＡ", "rpa", "ｒｐａ"], {"technology": "rpa"}),
        (["チャットボット", "ﾁｬｯﾄﾎﾞｯﾄ", "ちゃっとぼっと"], {}),
        (["サーバ", "サーバー", "ｻｰﾊﾞｰ", "さーばー", "サ―バ－"], {}),
        (["議事録", "会議録"], TRANSCRIPTS),
    ],
    ids=["transcript", "RPA", "chatbot", "server", "minutes"],
)  # fmt: skip
def test_every_spelling_finds_the_same(
    visit: Open, spellings: list[str], called: dict[str, str]
) -> None:
    page = visit()
    for spelling in spellings:
        page.fill("#query", spelling)
        assert shown(page) == found(spellings[0], **called) != [], spelling


def test_every_dash_finds_the_same(visit: Open) -> None:
    page = visit()
    expected = found("AI-OCR", technology="ai_ocr")
    for spelling in ("AI-OCR", "AI‐OCR", "AIーOCR", "ＡＩ－ＯＣＲ", "AI—OCR", "ai−ocr", "AIｰOCR"):
        page.fill("#query", spelling)
        assert shown(page) == expected != [], spelling
    for spelling in ("データ", "デ-タ", "デ－タ", "デ—タ", "ﾃﾞｰﾀ"):
        page.fill("#query", spelling)
        assert shown(page) == holding("データ") != [], spelling


def test_names_of_fields_and_codes_are_found_in_both_languages(visit: Open) -> None:
    page = visit()
    for words, variable, code in (
        ("総務", "field", "総務分野"), ("スポーツ分野", "field", "観光・スポーツ分野"),
        ("Education", "field", "教育分野"), ("電子入札", "subfield", "電子入札・電子調達システム"),
        ("導入済", "adoption_status", 1), ("実証中", "adoption_status", 3),
        ("On trial", "adoption_status", 3), ("共同利用可能", "shareability", 2),
        ("会計・予算・契約", "work", "finance"), ("minutes", "work", "minutes"),
        ("Translation", "technology", "translation"), ("常勤", "employment", 1),
        ("東北", "region", "東北"), ("デジタル人材", "table", "digital_roles"),
    ):  # fmt: skip
        page.fill("#query", words)
        ids = shown(page)
        assert with_value(variable, code) <= {*ids}, words
        assert len(ids) < len(texts()), words


def test_a_part_of_what_a_code_is_called_finds_only_texts(visit: Open) -> None:
    page = visit()
    for word in ("導入", "共同利用", "予算", "申請", "AI", "IT", "2020", "1", "キー", "デー", "a"):
        page.fill("#query", word)
        assert shown(page) == holding(word), word
    page.fill("#query", "京都")
    assert shown(page) == found("京都", prefecture="26")


@pytest.mark.parametrize(
    ("name", "prefecture"), [("三重県", "三重県"), ("Tokyo", "東京都"), ("mie", "三重県")]
)
def test_a_prefecture_is_found_by_its_name(visit: Open, name: str, prefecture: str) -> None:
    own = all_answers()["prefecture"] == prefecture
    assert set(shown(visit(q=name))) == {*all_answers().index[own], *holding(name)}


def test_an_answer_is_found_by_its_id(visit: Open) -> None:
    assert shown(visit(q="nga2020-ai-055")) == ["nga2020-ai-055"]


def test_all_words_have_to_be_there(visit: Open) -> None:
    page = visit(q="通勤手当 距離")
    assert shown(page)
    assert all("通勤手当" in texts()[id_] and "距離" in texts()[id_] for id_ in shown(page))


def test_words_are_brought_into_the_form_of_the_analysis(visit: Open) -> None:
    page = visit()
    for text in all_answers()["text"]:
        assert page.evaluate("normalise", text) == normalise(text)


def test_a_word_that_nobody_used_finds_nothing_and_says_so(visit: Open) -> None:
    page = visit()
    page.fill("#query", "縄文土器")
    assert count(page) == "594件のうち0件".replace("594", str(len(texts())))
    assert "条件に合う回答はありません" in page.inner_text("#empty")
    assert not page.is_visible("#answers")
    assert page.is_disabled("#export")
    page.click("#clear")
    assert len(shown(page)) == len(texts())


PHRASES = {
    "通勤手当の認定": "通勤手当 認定",
    "通勤手当に関する認定": "通勤手当 認定",
    "通勤手当認定": "通勤手当 認定",
    "AIによる議事録作成": "AI 議事録作成",
    "会議録のテープ起こしの効率化": "会議録 テープ起こし 効率化",
    "県民からの問い合わせ対応": "県民 問い合わせ 対応",
    "税の申告": "税 申告",
    "電子入札システム共同利用": "電子入札 システム 共同利用",
    "データを入力する": "データ 入力",
}


@pytest.mark.parametrize(("phrase", "words"), PHRASES.items())
def test_a_phrase_that_finds_few_leads_to_its_words(visit: Open, phrase: str, words: str) -> None:
    page = visit(q=phrase)
    few = len(shown(page))
    offer = page.locator("#apart button")
    offer.wait_for()
    said = offer.inner_text()
    offer.click()
    assert page.input_value("#query") == words
    assert few < len(shown(page))
    assert said == f"「{words.replace(' ', '」「')}」をすべて含む回答を見る（{len(shown(page))}件）"
    assert page.evaluate("document.activeElement.id") == "results"


def test_words_are_offered_for_answers_that_pass_the_filters(visit: Open) -> None:
    page = visit(q="通勤手当の認定", adoption_status="1")
    page.locator("#apart button").click()
    assert {*shown(page)} <= with_value("adoption_status", 1)
    assert shown(page) != shown(visit(q="通勤手当 認定")) != []


def test_no_words_are_offered_where_they_find_no_more(visit: Open) -> None:
    page = visit()
    for query in ("縄文土器", "縄文の土器", "通勤手当 認定", "の", "の の", "会議録"):
        page.fill("#query", query)
        page.evaluate("tell()")
        assert page.locator("#apart button").count() == 0, query


def test_signs_of_patterns_are_only_signs(visit: Open) -> None:
    page = visit()
    for query in ("(", "[", ".*", "\\", "$^", "🙂", "'\"<"):
        page.fill("#query", query)
        assert shown(page) == [id_ for id_, text in texts().items() if query in text]


# ---- Facets and map -----------------------------------------------------------------------------


COUNTED = [
    ("導入状況", "ai_rpa_cases", "adoption_status"), ("分野", "ai_rpa_cases", "field"),
    ("共同利用の可否", "ai_rpa_cases", "shareability"), ("技術", "case_technologies", "technology"),
    ("さらなる共同利用の可否", "shared_systems", "further_sharing"),
    ("共同利用できない理由", "shareability_reasons", "reason"),
    ("業務の種類", "case_work", "work"), ("小分類", "shared_systems", "subfield"),
    ("参加できる範囲", "case_sharing", "scope"), ("参加できる範囲", "system_sharing", "scope"),
    ("共同利用の条件・状況", "case_sharing", "condition"),
    ("共同利用の条件・状況", "system_sharing", "condition"),
    ("デジタル人材の区分", "digital_roles", "recruitment"),
    ("組織の種類", "organizations", "organization_type"),
]  # fmt: skip


@pytest.mark.parametrize("asked", filters().tables, ids=lambda one: one.table)
def test_counts_are_those_of_the_tables(visit: Open, asked: AnswerTable) -> None:
    page = visit(table=asked.table)
    for title, table, variable in COUNTED:
        rows = read_table(table)
        if asked.id not in rows.columns:
            continue
        rows = rows.drop_duplicates([asked.id, variable])
        names = {c.code: c.label for c in categories(rows, variable)}
        tallied = rows[variable].map(names).fillna(rows[variable]).value_counts()
        counts = {name: number for name, number in facet_counts(page, title).items() if number}
        assert counts == tallied.to_dict(), title


def test_only_jobs_of_several_cases_can_be_chosen(visit: Open) -> None:
    cases = read_table("use_case_clusters")["cluster_label"].value_counts()
    counts = facet_counts(visit(table="ai_rpa_cases"), "同じ業務のまとまり")
    assert counts == {name: number for name, number in cases.items() if name in counts}
    sizes = read_table("use_case_clusters")["cluster_id"].value_counts()
    assert len(counts) == (sizes > 1).sum()


def test_counts_follow_the_filter_and_a_facet_keeps_its_own(visit: Open) -> None:
    page = visit(table="ai_rpa_cases")
    page.get_by_role("checkbox", name="実証中").check()
    cases = read_table("ai_rpa_cases")
    trial = cases[cases["adoption_status"] == "実証中"]
    assert count(page) == f"{len(texts())}件のうち{len(trial)}件"
    assert facet_counts(page, "導入状況")["導入済"] == (cases["adoption_status"] == "導入済").sum()
    fields = trial["field"].value_counts()
    assert {k: v for k, v in facet_counts(page, "分野").items() if v} == fields.to_dict()
    page.get_by_role("checkbox", name="導入済").check()
    either = cases["adoption_status"].isin(["実証中", "導入済"])
    assert shown(page) == cases.loc[either, "case_id"].tolist()
    page.get_by_role("checkbox", name="実証中").uncheck()
    page.get_by_role("checkbox", name="導入済").uncheck()
    assert len(shown(page)) == len(cases)


def test_a_tile_of_the_map_is_a_filter(visit: Open) -> None:
    page = visit()
    every = Counter(all_answers()["prefecture"])
    tiles = page.locator("#map button")
    assert tiles.count() == 47
    mie = page.get_by_role("button", name=f"三重県 {every['三重県']}件")
    mie.click()
    assert mie.get_attribute("aria-pressed") == "true"
    assert count(page) == f"{len(texts())}件のうち{every['三重県']}件"
    assert {all_answers().loc[id_, "prefecture"] for id_ in shown(page)} == {"三重県"}
    page.get_by_role("button", name=f"香川県 {every['香川県']}件").press("Enter")
    assert len(shown(page)) == every["三重県"] + every["香川県"]
    mie.press("Space")
    assert len(shown(page)) == every["香川県"]


def test_no_answer_is_not_shown_as_zero(visit: Open) -> None:
    page = visit(table="organizations")
    silent = set(read_table("prefectures")["prefecture"]) - set(
        read_table("organizations")["prefecture"]
    )
    tiles = page.locator("#map button").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert {tile.removesuffix(" 回答なし") for tile in tiles if "回答なし" in tile} == silent
    assert not any(tile.endswith(" 0件") for tile in tiles)
    page.fill("#query", "縄文土器")
    assert page.locator("#map button[aria-label$='0件']").count() == 47 - len(silent)


def test_an_empty_result_says_what_to_drop_and_for_how_many(visit: Open) -> None:
    page = visit(q="申請 縄文土器", table="ai_rpa_cases", prefecture="24", adoption_status="1")
    ways = page.locator("#empty button")
    told = ways.all_inner_texts()
    assert [way.split("を外す")[0] for way in told] == [
        "「申請」", "「縄文土器」", "表：AI・RPA・チャットボット等の活用事例", "導入状況：導入済",
        "都道府県：三重県", "条件をすべて外す（594件）".replace("594", str(len(texts()))),
    ]  # fmt: skip
    assert page.locator("#empty").bounding_box()["y"] < DESKTOP[1] / 2  # type: ignore[index]
    ways.nth(1).click()
    left = len(shown(page))
    assert left > 0
    assert told[1] == f"「縄文土器」を外す（{left}件）"
    assert page.input_value("#query") == "申請"
    assert page.evaluate("document.activeElement.id") == "results"
    assert page.is_visible("#answers")
    assert not page.is_visible("#empty")


def test_a_condition_is_dropped_where_it_stands(visit: Open) -> None:
    page = visit(q="RPA 申請", prefecture=["24", "37"])
    page.get_by_role("button", name="都道府県：三重県または香川県を解除").click()
    assert shown(page) == [id_ for id_ in found("RPA", technology="rpa") if id_ in holding("申請")]
    page.get_by_role("button", name="「RPA」を解除").click()
    assert page.input_value("#query") == "申請"
    assert shown(page) == holding("申請")


def test_kana_are_searched_when_they_are_converted(visit: Open) -> None:
    page = visit()
    before = count(page)
    typed = "const q = document.getElementById('query'); q.value = '%s'; q.dispatchEvent(new %s);"
    page.evaluate(typed % ("きょ", "InputEvent('input', {bubbles: true, isComposing: true})"))
    assert count(page) == before
    page.evaluate(typed % ("共同", "CompositionEvent('compositionend', {bubbles: true})"))
    assert shown(page) == holding("共同")


# ---- Filters beside results ---------------------------------------------------------------------


def top(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box
    return box["y"]


def test_results_stay_in_view_while_filters_are_set(visit: Open) -> None:
    page = visit()
    before = top(page, "#count")
    page.locator("#filters").evaluate("one => (one.scrollTop = one.scrollHeight)")
    page.locator(".facet summary").last.click()
    page.get_by_role("checkbox", name="三重県").check()
    assert 0 <= top(page, "#count") <= before
    page.click("#clear")
    page.evaluate("scrollTo(0, 800)")
    assert 0 <= top(page, "#query") < DESKTOP[1]
    page.get_by_role("button", name="三重県").click()
    assert 0 <= top(page, "#count") < 100


def test_a_phone_leads_from_the_filters_to_the_results(visit: Open) -> None:
    page = visit(size=PHONE)
    assert not page.is_visible("#look")
    page.click("#filters > summary")
    mie = Counter(all_answers()["prefecture"])["三重県"]
    page.get_by_role("button", name="三重県").click()
    look = page.get_by_role("button", name=f"結果を見る（{mie}件）")
    for place in (0, 10_000):
        page.locator(".side").evaluate("(one, place) => scrollTo(0, place)", place)
        assert PHONE[1] - 80 < top(page, "#look") < PHONE[1]
    look.click()
    assert not page.is_visible("#look")
    assert 0 <= top(page, "#count") < 200
    assert page.evaluate("document.activeElement.id") == "results"


# ---- Address ------------------------------------------------------------------------------------


def test_the_address_holds_the_view(visit: Open) -> None:
    page = visit(new=True)
    page.fill("#query", "申請")
    page.get_by_role("checkbox", name="導入済").check()
    page.get_by_role("button", name="三重県").click()
    page.get_by_role("button", name="香川県").click()
    page.locator("th.name").click()
    page.locator("th.name[aria-sort=ascending]").wait_for()
    page.locator("button.open").first.click()
    asked = parse_qs(urlsplit(address(page)).fragment)
    assert asked["q"] == ["申請"]
    assert asked["adoption_status"] == ["1"]
    assert asked["prefecture"] == ["24", "37"]
    assert asked["order"] == ["name-asc"]
    again = visit(new=True, **asked)
    assert shown(again) == shown(page)
    assert again.input_value("#query") == "申請"
    assert again.get_by_role("checkbox", name="導入済").is_checked()
    assert again.locator(".details").inner_text() == page.locator(".details").inner_text()
    assert address(again) == address(page)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "縄文土器 申請", "adoption_status": "1"},
        {"q": "RPA", "prefecture": "24", "row": "nga2020-ai-012"},
        {"table": "ai_rpa_cases", "order": "name-desc", "page": 3},
        {"prefecture": ["31", "32"], "view": "compare", "table": "organizations"},
        {"prefecture": "99", "order": "text-up", "row": "nobody", "table": "x"},
    ],
)
def test_an_address_shows_the_same_whether_the_page_was_open_or_not(
    visit: Open, asked: dict[str, Any]
) -> None:
    followed, loaded = visit(lang="en", **asked), visit(lang="en", new=True, **asked)
    assert followed.evaluate(AS_NEW) == loaded.evaluate(AS_NEW)
    assert address(followed) == address(loaded)


def test_an_address_typed_into_an_open_page_is_followed(visit: Open) -> None:
    page = visit(prefecture="24")
    page.evaluate("location.hash = 'prefecture=37&q=RPA'")
    page.wait_for_function("state.query === 'RPA'")
    found = all_answers().loc[shown(page)]
    assert set(found["prefecture"]) == {"香川県"}


def test_order_and_page_of_an_address_are_followed_too(visit: Open) -> None:
    page = visit(table="ai_rpa_cases", order="name-desc", page=3)
    assert page.locator("th.name[aria-sort=descending]").count() == 1
    third = table_rows(page)
    page.evaluate("location.hash = 'table=digital_roles'")
    page.wait_for_function("state.chosen[place.table].has(2)")
    assert shown(page) == read_table("digital_roles")["role_id"].tolist()
    page.evaluate("location.hash = 'table=ai_rpa_cases&order=name-desc&page=3'")
    page.wait_for_function("grid.page() === 2")
    assert table_rows(page) == third


def test_who_comes_back_finds_the_view_again(visit: Open) -> None:
    page = visit(new=True)
    page.fill("#query", "申請")
    found = shown(page)
    page.goto("about:blank")
    page.go_back()
    page.wait_for_function(READY)
    assert shown(page) == found == holding("申請")


def step(page: Page, holds: str) -> None:
    """Wait until the address holds what was asked."""
    page.wait_for_function("holds => decodeURIComponent(location.hash).includes(holds)", arg=holds)


def test_going_back_undoes_a_filter_and_going_on_redoes_it(visit: Open) -> None:
    page = visit(new=True, table="ai_rpa_cases")
    page.locator("#query").press_sequentially("申請", delay=20)
    step(page, "q=申請")
    page.get_by_role("button", name="三重県").click()
    step(page, "prefecture=24")
    both = shown(page)
    steps = page.evaluate("history.length")
    page.locator("th.name").click()
    page.locator("button.open").first.click()
    step(page, "row=")
    assert page.evaluate("history.length") == steps, "sorting and opening are no steps"
    page.go_back()
    page.wait_for_function("state.chosen[place.prefecture].size === 0")
    assert page.get_by_role("button", name="三重県").get_attribute("aria-pressed") == "false"
    assert shown(page) == [id_ for id_ in holding("申請") if "-ai-" in id_]
    page.go_back()
    page.wait_for_function("state.query === ''")
    assert page.input_value("#query") == ""
    assert len(shown(page)) == len(read_table("ai_rpa_cases"))
    page.go_forward()
    page.go_forward()
    page.wait_for_function("state.chosen[place.prefecture].size === 1")
    assert set(shown(page)) == set(both)
    assert page.locator(".details").count() == 1


def test_the_link_to_what_is_shown_is_copied(visit: Open) -> None:
    page = visit()
    page.fill("#query", "RPA")
    page.click("#copy")
    page.wait_for_function("document.getElementById('copied').textContent")
    said = page.inner_text("#copied")
    assert "コピーしました" in said
    assert "ほかの人は開けません" in said, "a link to a file cannot be mailed"
    page.fill("#query", "")
    page.focus("#query")
    page.keyboard.press("ControlOrMeta+v")
    assert page.input_value("#query").endswith("explorer.html#q=RPA")


def test_the_skip_link_leads_past_the_filters_and_keeps_them(visit: Open) -> None:
    page = visit(new=True, prefecture="24")
    found = shown(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "results"
    page.wait_for_timeout(400)
    assert shown(page) == found
    for _ in range(8):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#answers') !== null")


def test_nonsense_in_an_address_is_ignored(visit: Open) -> None:
    page = visit(new=True, prefecture="99", order="text-up", row="nobody", colour="red", table="x")
    assert len(shown(page)) == len(texts())


def test_the_other_language_shows_the_same_view(visit: Open) -> None:
    page = visit(q="RPA", prefecture="24")
    page.click("#language")
    page.wait_for_function(f"document.documentElement.lang === 'en' && {READY}")
    assert page.input_value("#query") == "RPA"
    assert {all_answers().loc[id_, "prefecture"] for id_ in shown(page)} == {"三重県"}
    assert count(page) == f"{len(shown(page))} of {len(texts())} answers"


# ---- Rows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [one.table for one in filters().tables])
def test_a_row_opens_to_its_full_text_and_its_printed_lines(visit: Open, table: str) -> None:
    one = next(one for one in filters().tables if one.table == table)
    row = read_table(table).dropna(subset=list(one.texts)).sample(random_state=1).iloc[0]
    page = visit(table=table, row=row[one.id])
    details = page.locator(".details")
    for name in one.texts:
        assert row[name] in details.inner_text()
    document = find_project().raw / "governors_association_2020.txt"
    lines = document.read_text("utf-8").split("\n")[row["line_start"] - 1 : row["line_end"]]
    place = details.locator("h4 a").get_attribute("href") or ""
    assert place.endswith(f"documents/governors_association_2020.html#L{row['line_start']}")
    printed = details.locator("ol.printed")
    assert printed.get_attribute("start") == str(row["line_start"])
    assert [line.strip() for line in printed.locator("li").all_text_contents()] == [
        line.strip() for line in lines
    ]
    button = page.locator("button.open[aria-expanded=true]")
    button.press("Enter")
    assert details.count() == 0
    assert "row=" not in address(page)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_row_with_an_erratum_is_marked_and_tells_it(visit: Open, lang: str) -> None:
    page = visit(lang=lang, row="nga2020-ai-047", q="nga2020-ai-04")
    flagged = read_table("errata").dropna(subset="row_id")["row_id"].unique()
    mark = {"ja": "原文に誤りあり", "en": "erratum"}[lang]
    marked = page.locator(f"tr:has(.erratum:text-is('{mark}')) button.open")
    ids = marked.evaluate_all("all => all.map(one => idOf(one.dataset.row))")
    assert ids == [id_ for id_ in shown(page) if id_ in flagged] == ["nga2020-ai-047"]
    told = page.locator(".details .errata").inner_text()
    assert "nga2020-e12" in told
    assert {"ja": "「支」が落ちている", "en": "is missing"}[lang] in told
    assert {"ja": "印刷のまま収録した", "en": "Kept as printed"}[lang] in told
    assert visit(lang=lang, row="nga2020-ai-001").locator(".details .errata").count() == 0


def scope_codes() -> Sequence[Category]:
    return categories(read_table("case_sharing"), "scope")


def for_whom(lang: str = "ja") -> dict[str, str]:
    """Return for whom there is room, by the answer whose note tells it."""
    tables = [("case_sharing", "case_id"), ("system_sharing", "system_id")]
    told = [
        read_table(table)[[id_, "scope"]].set_axis(["id", "scope"], axis=1) for table, id_ in tables
    ]
    found = pd.concat(told).drop_duplicates()
    labels = {one.code: one.label if lang == "ja" else one.label_en for one in scope_codes()}
    return dict(zip(found["id"], found["scope"].map(labels), strict=True))


def test_shareability_and_for_whom_stand_in_a_column(visit: Open) -> None:
    told = pd.concat([
        read_table("ai_rpa_cases").set_index("case_id")["shareability"],
        read_table("shared_systems").set_index("system_id")["further_sharing"],
    ])  # fmt: skip
    page = visit(q="事務", order="sharing-asc")
    cells = page.locator("#answers tbody tr").evaluate_all(
        "all => all.map(one => [idOf(one.querySelector('.open').dataset.row),"
        " one.querySelector('td.sharing').textContent])"
    )
    assert len(cells) == 25
    room = {id_: f"（{scope}）" for id_, scope in for_whom().items()}
    assert dict(cells) == {id_: told.get(id_, "") + room.get(id_, "") for id_, _ in cells}
    assert set(room) & {id_ for id_, _ in cells}
    codes = read_table("ai_rpa_cases").set_index("case_id")["shareability_code"]
    ordered = [codes[id_] for id_ in shown(page) if id_ in codes.index]
    assert ordered == sorted(ordered) != sorted(ordered, reverse=True)
    assert page.inner_text("th.sharing") == "共同利用の可否（範囲）"


@pytest.mark.parametrize(("lang", "of", "ending"), [("ja", " ", "件"), ("en", ": ", "")])
@pytest.mark.parametrize("asked", [{"q": "電子入札"}, {"prefecture": 24}, {"scope": "not_told"}])
def test_it_is_said_above_the_answers_for_whom_they_have_room(
    visit: Open, asked: dict[str, Any], lang: str, of: str, ending: str
) -> None:
    page = visit(lang=lang, **asked)
    room = for_whom(lang)
    counts = Counter(room[id_] for id_ in shown(page) if id_ in room)
    listed = [one.label if lang == "ja" else one.label_en for one in scope_codes()]
    said = [f"{label}{of}{counts[label]}{ending}" for label in listed]
    assert page.inner_text("#summary").endswith({"ja": "、", "en": "; "}[lang].join(said))
    assert sum(counts.values()) > 0
    assert 0 in [counts[label] for label in listed], "what no answer says is said, too"


@pytest.mark.parametrize("asked", [{}, {"table": "digital_roles"}, {"q": "縄文土器"}])
def test_nothing_is_said_of_that_without_a_condition_or_a_note(
    visit: Open, asked: dict[str, str]
) -> None:
    assert visit(**asked).inner_text("#summary") == ""


def test_a_phone_shows_for_whom_a_system_can_be_shared_and_the_filter_says_what_it_covers(
    visit: Open,
) -> None:
    page = visit(PHONE, subfield="電子入札・電子調達システム", table="shared_systems")
    cells = page.locator("#answers td.sharing")
    told = cells.all_inner_texts()
    assert cells.first.is_visible()
    assert sum("さらなる共同利用可能（域内の市町村など）" in one for one in told) > 5
    assert not any("他の都道府県" in one for one in told)
    note = page.locator("#facets details p.note").text_content()
    assert "検討できるもの" in (note or "")


def test_what_was_answered_and_what_was_made_of_it_stand_apart(visit: Open) -> None:
    page = visit(row="nga2020-ai-047")
    answer, derived = page.locator(".details .answer"), page.locator(".details .derived")
    assert answer.locator("h3").inner_text() == "都道府県の回答"
    assert derived.locator("h3").inner_text() == "本プロジェクトによる分類（回答ではありません）"
    row = read_table("ai_rpa_cases").set_index("case_id").loc["nga2020-ai-047"]
    for name in ("procedure", "usage", "shareability", "shareability_note", "prefecture", "field"):
        assert str(row[name]) in answer.inner_text()
    work = read_table("case_work").set_index("case_id").loc["nga2020-ai-047"]
    assert work["evidence"] == "支出"
    assert "会計・予算・契約" in derived.inner_text()
    assert "会計・予算・契約" not in answer.inner_text()
    assert "「支出」" in derived.inner_text()
    assert derived.locator(".errata").count() == 1


def test_what_stands_beside_a_fact_and_its_evidence_is_told(visit: Open) -> None:
    staff = read_table("organization_staff").dropna(subset=["people", "full_time"]).iloc[0]
    told = visit(row=staff["organization_id"]).locator(".details .derived").inner_text()
    assert f"人数\n{staff['people']}\n" in told
    assert all(f"「{word}」" in told for word in staff["evidence"].split(";"))
    expert = read_table("expert_backgrounds").query("cio_assistant == 'yes'").iloc[0]
    page = visit(row=expert["role_id"], lang="en")
    assert "Stated" in page.locator(".details .derived").inner_text()


def test_similar_cases_of_other_prefectures_are_linked(visit: Open) -> None:
    cases = read_table("ai_rpa_cases")
    near = similar(cases, case_id="nga2020-ai-047", n=3, other_prefectures=True)
    page = visit(prefecture="08", row="nga2020-ai-047")
    links = page.locator(".derived .alike a")
    assert links.all_inner_texts() == near["procedure"].tolist()
    told = page.locator(".derived .alike .note").all_inner_texts()
    for text, (_, one) in zip(told, near.iterrows(), strict=True):
        assert f"{one['prefecture']}・{one['adoption_status']}" in text
        assert f"類似度{one['score']:.2f}" in text
    assert "回答ではありません" in page.locator(".derived .alike h4").inner_text()
    links.first.click()
    page.wait_for_function(f"state.open === {near['case_id'].iloc[0]!r}")
    assert near["case_id"].iloc[0] in page.locator(".details .answer").inner_text()


def test_nothing_derived_makes_the_data_much_larger(held: dict[str, Any]) -> None:
    sizes = {name: len(json.dumps(part, ensure_ascii=False)) for name, part in held.items()}
    assert sizes["facts"] + sizes["similar"] < 0.12 * sum(sizes.values())


def test_pages_and_order_go_through_all_rows(visit: Open) -> None:
    page = visit(table="digital_roles")
    assert len(table_rows(page)) == 25
    page.get_by_role("link", name="次のページ").or_(
        page.get_by_role("button", name="次のページ")
    ).click()
    assert len(table_rows(page)) == len(read_table("digital_roles")) - 25
    page.locator("th.prefecture").click()
    page.locator("th.prefecture[aria-sort=ascending]").wait_for()
    codes = all_answers().loc[shown(page), "prefecture_code"].tolist()
    assert codes == sorted(codes)
    page.locator("th.prefecture").click()
    page.locator("th.prefecture[aria-sort=descending]").wait_for()
    codes = all_answers().loc[shown(page), "prefecture_code"].tolist()
    assert codes == sorted(codes, reverse=True)


# ---- CSV ----------------------------------------------------------------------------------------


def saved(page: Page, headings: str = "data") -> tuple[bytes, list[dict[str, str]]]:
    page.select_option("#headings", headings)
    with page.expect_download() as waiting:
        page.click("#export")
    content = Path(waiting.value.path()).read_bytes()
    return content, list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("table", [one.table for one in filters().tables])
def test_the_saved_csv_holds_the_rows_of_the_table(visit: Open, table: str) -> None:
    content, rows = saved(visit(table=table))
    assert content.startswith(b"\xef\xbb\xbftable,")
    path = find_project().clean / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        wanted = list(csv.DictReader(file))
    assert [{name: row[name] for name in wanted[0]} for row in rows] == wanted
    assert {row["table"] for row in rows} == {table}


def test_the_saved_csv_holds_what_is_shown_with_what_was_told_of_it(visit: Open) -> None:
    page = visit(q="RPA", prefecture=["08", "24"])
    rows = saved(page)[1]
    ids = [row[one.id] for row in rows for one in filters().tables if row["table"] == one.table]
    assert ids == shown(page)
    technologies = read_table("case_technologies").groupby("case_id")["technology"].agg("; ".join)
    for row in rows:
        assert row["technology"] == technologies.get(row["case_id"], "")
        assert row["region"] == {"08": "関東", "24": "近畿"}[row["prefecture_code"]]


def test_the_saved_csv_has_titles_and_labels_if_one_likes(visit: Open) -> None:
    page = visit(table="ai_rpa_cases", q="申請")
    rows = saved(page, "labels")[1]
    cases = read_table("ai_rpa_cases").set_index("case_id")
    work = read_table("case_work").set_index("case_id")["work"]
    names = {one.code: one.label for one in categories(read_table("case_work"), "work")}
    assert [row["事例ID"] for row in rows] == shown(page)
    for row in rows:
        case = cases.loc[row["事例ID"]]
        assert row["導入状況"] == case["adoption_status"]
        assert row["都道府県"] == case["prefecture"]
        assert row["業務の種類"] == names[work[row["事例ID"]]]
    (survey,) = {row["調査"] for row in rows}
    assert "先進事例調査" in survey
    english = saved(visit(lang="en", table="ai_rpa_cases", prefecture="24"), "labels")[1]
    assert {row["Prefecture"] for row in english} == {"Mie"}
    assert english[0]["Adoption status"] == "Introduced"


def test_no_two_headings_of_a_saved_csv_are_the_same(visit: Open) -> None:
    for lang in ("ja", "en"):
        page = visit(lang=lang)
        for headings in ("labels", "data"):
            head = next(csv.reader([saved(page, headings)[0].decode("utf-8-sig").split("\n")[0]]))
            assert len(head) == len(set(head))
            assert all(head)


def test_a_saved_file_is_named_after_source_and_filter(visit: Open) -> None:
    page = visit(prefecture="31", adoption_status="1")
    tottori = len(shown(page))
    with page.expect_download() as waiting:
        page.click("#export")
    assert waiting.value.suggested_filename == f"知事会2020_鳥取県_導入済_{tottori}件.csv"
    page.get_by_role("button", name="島根県").click()
    page.get_by_role("button", name="岡山県").click()
    assert page.evaluate("fileName()").startswith("知事会2020_鳥取県ほか2_導入済_")
    for query in ('AI/OCR:*?<>|"．..\\', "縦横" * 50, "🙂"):
        page.fill("#query", query)
        name = page.evaluate("fileName()")
        assert re.fullmatch(r"[\w・-]+_\d+件\.csv", name), name
        assert len(name.encode()) < 255


# ---- On paper and side by side ------------------------------------------------------------------


def test_all_rows_are_printed_in_full_on_a4(visit: Open, tmp_path: Path) -> None:
    page = visit(prefecture="24", order="name-asc")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    printed = page.inner_text("#paper")
    assert "都道府県：三重県" in printed
    assert "全国知事会 情報化推進プロジェクトチーム" in printed
    assert count(page) in printed or f"うち{len(shown(page))}件" in printed
    assert page.locator("#paper article h2 > span:first-child").count() == len(shown(page)) > 25
    own = all_answers().loc[shown(page)]
    places = [printed.index(title) for title in own["title"].head(3)]
    assert places == sorted(places), "in the order of the table"
    spaceless = re.sub(r"\s", "", printed)
    for table in {*own["table"]}:
        one = next(one for one in filters().tables if one.table == table)
        rows = read_table(table).set_index(one.id).loc[own.index[own["table"] == table]]
        for text in rows[list(one.texts)].stack():
            assert re.sub(r"\s", "", text) in spaceless
    assert not page.is_visible("#filters")
    assert not page.is_visible("#answers")
    page.set_viewport_size({"width": round(180 / 25.4 * 96), "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#paper *").count() == 0
    file = tmp_path / "answers.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    width, height = 210 / 25.4 * 72, 297 / 25.4 * 72
    with pdfplumber.open(file) as document:
        assert len(document.pages) > 3
        for sheet in document.pages:
            assert (sheet.width, sheet.height) == pytest.approx((width, height), abs=1)
            assert all(char["x0"] > 0 and char["x1"] < width for char in sheet.chars)


def test_two_prefectures_stand_side_by_side(visit: Open) -> None:
    page = visit(new=True, prefecture="31")
    assert not page.is_visible("#compare")
    page.get_by_role("button", name="島根県").click()
    page.get_by_role("button", name="並べて比べる").click()
    assert "view=compare" in address(page)
    assert not page.is_visible("#answers")
    names = ["鳥取県", "島根県"]
    assert page.locator(".counted thead th").all_inner_texts() == names
    lines = page.locator(".counted tbody tr:has(td)").evaluate_all(
        "all => all.map(one => [...one.children].map(cell => cell.textContent))"
    )
    told = {line[0]: line[1:] for line in lines}
    own = {name: all_answers().query("prefecture == @name") for name in names}
    roles = [(own[name]["table"] == "digital_roles").sum() for name in names]
    assert told["デジタル人材"] == [str(number) if number else "回答なし" for number in roles]
    cases = read_table("ai_rpa_cases")
    closed = cases[cases["shareability"] == "共同利用不可"]["prefecture"]
    assert told["共同利用不可"] == [str((closed == name).sum()) for name in names]
    links = page.locator(".listed .brief a")
    ids = [
        urlsplit(link).fragment.removeprefix("row=")
        for link in links.evaluate_all("all => all.map(one => one.href)")
    ]
    assert (
        sorted(ids) == sorted(shown(page)) == sorted([*own["鳥取県"]["id"], *own["島根県"]["id"]])
    )
    for column, name in enumerate(names, 1):
        cells = page.locator(f".listed td:nth-child({column}) a").all_inner_texts()
        assert sorted(cells) == sorted(own[name]["title"])
    again = visit(new=True, prefecture=["31", "32"], view="compare")
    assert again.locator(".listed").inner_text() == page.locator(".listed").inner_text()
    links.first.click()
    page.locator(".details").wait_for()
    assert not page.is_visible("#comparison")


def test_a_comparison_leaves_out_what_none_has_and_tells_who_did_not_answer(visit: Open) -> None:
    page = visit(prefecture=["31", "32"], view="compare", q="申請")
    lines = page.locator(".counted tbody th[scope=row]").all_inner_texts()
    assert "活用事例" in lines
    assert "検討中" not in lines
    systems = page.locator(".counted tr:has(th:text-is('共同利用システム')) td").all_inner_texts()
    assert systems[1] == "回答なし"
    assert int(systems[0]) > 0


def test_one_or_four_prefectures_are_a_list(visit: Open) -> None:
    page = visit(prefecture=["31", "32", "33"], view="compare", table="organizations", q="推進")
    assert page.locator(".listed thead th").count() == 3
    assert page.locator(".listed .brief").count() == len(shown(page))
    page.get_by_role("button", name="広島県").click()
    assert page.is_visible("#answers")
    assert not page.is_visible("#compare")
    assert "view" not in address(page)


def compared_names(page: Page) -> list[str]:
    """Return the prefectures that stand side by side, as both tables head their columns."""
    heads = page.locator(".counted thead th").all_inner_texts()
    assert page.locator(".listed thead th").all_inner_texts() == heads
    return heads


def test_prefectures_stand_in_the_order_in_which_they_were_chosen(visit: Open) -> None:
    page = visit(prefecture=["24", "21"], view="compare")
    assert compared_names(page) == ["三重県", "岐阜県"]
    assert parse_qs(urlsplit(address(page)).fragment)["prefecture"] == ["24", "21"]
    page.get_by_role("button", name="北海道").click()
    assert compared_names(page) == ["三重県", "岐阜県", "北海道"]
    cases = page.locator(".counted tr:has(th:text-is('活用事例')) td").all_inner_texts()
    counts = read_table("ai_rpa_cases")["prefecture"].value_counts()
    assert cases == [str(counts[name]) for name in ("三重県", "岐阜県", "北海道")]


def test_a_prefecture_side_by_side_is_exchanged_for_another_added_and_left_out(
    visit: Open,
) -> None:
    page = visit(prefecture=["24", "21"], view="compare")
    choices = page.locator("#beside select")
    assert choices.count() == 3
    assert choices.nth(2).evaluate("one => one.value") == ""
    choices.nth(2).select_option(label="愛知県")
    assert compared_names(page) == ["三重県", "岐阜県", "愛知県"]
    choices.nth(1).focus()
    choices.nth(1).select_option(label="奈良県")
    assert compared_names(page) == ["三重県", "奈良県", "愛知県"]
    assert page.evaluate("document.activeElement.value") == choices.nth(1).input_value()
    fragment = parse_qs(urlsplit(address(page)).fragment)
    assert fragment == {"prefecture": ["24", "29", "23"], "view": ["compare"]}
    choices.nth(2).select_option("")
    assert compared_names(page) == ["三重県", "奈良県"]
    page.get_by_role("button", name="一覧に戻る").click()
    assert not page.is_visible("#beside")


def test_neighbours_of_the_first_are_offered_before_others_and_nobody_twice(visit: Open) -> None:
    page = visit(prefecture=["24", "21", "01"], view="compare")

    def offered(group: str) -> list[str]:
        last = page.locator("#beside select").nth(2)
        return last.locator(f"optgroup[label={group}] option").all_inner_texts()

    mie = ["岐阜県", "愛知県", "滋賀県", "京都府", "奈良県", "和歌山県"]
    assert offered("三重県の近隣") == mie
    assert sorted(mie + offered("そのほか")) == sorted(all_answers()["prefecture"].unique())
    taken = page.locator("#beside select").nth(2).locator("option:disabled").all_inner_texts()
    assert taken == ["岐阜県", "三重県"]
    page.locator("#beside select").first.select_option(label="沖縄県")
    assert offered("沖縄県の近隣") == ["鹿児島県"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_on_a_phone_who_is_led_to_a_comparison_sees_it(visit: Open, lang: str) -> None:
    page = visit(new=True, size=PHONE, lang=lang, prefecture=["24", "21", "46"], view="compare")
    for part in ("#beside", ".counted thead"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert 0 <= box["y"] <= PHONE[1] / 2
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


# ---- Text stays text ----------------------------------------------------------------------------


def test_markup_in_any_text_stays_text(visit: Open, held: dict[str, Any], tmp_path: Path) -> None:
    probe = "</script><script>hacked=1</script><img src=x onerror='hacked=1'>{}${hacked=1}"

    def poisoned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: poisoned(one) for key, one in value.items()}
        return [poisoned(one) for one in value] if isinstance(value, list) else _poison(value)

    def _poison(value: Any) -> Any:
        return value + probe if isinstance(value, str) else value

    bad = json.loads(json.dumps(held))
    for row in bad["rows"]:
        columns = bad["tables"][row[0]]["columns"]
        kept = {"survey", bad["tables"][row[0]]["id"]}
        row[1] = [
            value if column["name"] in kept else _poison(value)
            for value, column in zip(row[1], columns, strict=True)
        ]
    for facet in bad["facets"]:
        facet["title"] = poisoned(facet["title"])
        for one in facet["values"]:
            one["label"] = poisoned(one["label"])
    for table in bad["tables"].values():
        table["title"] = poisoned(table["title"])
        for column in table["columns"]:
            column["title"] = poisoned(column["title"])
    for tile in bad["tiles"]:
        tile["short"] = _poison(tile["short"])
    for document in bad["documents"].values():
        document |= {key: poisoned(document[key]) for key in ("file", "citation", "lines")}
    for fact in bad["facts"]:
        fact["columns"] = [{**one, "title": poisoned(one["title"])} for one in fact["columns"]]
        fact["of"] = {row: [one[0] + probe, *one[1:]] for row, one in fact["of"].items()}
    told = {name: {"ja": probe, "en": probe} for name in ("title", "found", "handling")}
    for one in filters().tables:
        bad["errata"][read_table(one.table).iloc[0][one.id]] = [{"id": probe, **told}]
    write_explorer(tmp_path, TEMPLATE, bad)
    for lang in ("ja", "en"):
        first, *others = [
            {"table": one.table, "row": read_table(one.table).iloc[0][one.id]}
            for one in filters().tables
        ]
        page = visit(folder=tmp_path, lang=lang, new=True, **first)
        for asked in (first, *others):
            page.evaluate(FOLLOW, urlencode(asked))
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            page.fill("#query", probe.split()[0])
            assert shown(page)
            page.evaluate(f"openAnswer({asked['row']!r})")
            body = page.inner_text("body")
            assert body.count("<img src=x") > 60
            page.evaluate("location.hash = 'prefecture=31&prefecture=32&view=compare'")
            page.locator(".listed").wait_for()
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
            assert probe.split()[0] in page.inner_text(".listed")
            assert page.evaluate("typeof hacked") == "undefined"
            assert page.locator("body img, body script").count() == 0


def test_values_that_look_like_formulas_are_saved_as_they_are(
    visit: Open, held: dict[str, Any], tmp_path: Path
) -> None:
    bad = json.loads(json.dumps(held))
    texts = ['=1+1,"x"', "+81", "-5", "@a", "a\nb", "a\r\nb", " a "]
    place = [c["name"] for c in bad["tables"]["ai_rpa_cases"]["columns"]].index("usage")
    for row, text in zip(bad["rows"], texts, strict=False):
        row[1][place] = text
    write_explorer(tmp_path, TEMPLATE, bad)
    rows = saved(visit(folder=tmp_path))[1]
    assert [row["usage"] for row in rows[: len(texts)]] == texts


# ---- Readers of all kinds -----------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_nothing_stands_in_the_way_of_anybody(
    visit: Open, lang: str, size: tuple[int, int]
) -> None:
    page = visit(size=size, lang=lang, prefecture="24", row="nga2020-ai-012")
    assert accessibility(page) == []
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.locator("button.open").last.click()
    assert accessibility(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.get_attribute("html", "lang") == lang


@pytest.mark.parametrize(("lang", "size"), [("ja", PHONE), ("en", DESKTOP)])
def test_neither_a_comparison_nor_an_empty_result_stands_in_the_way(
    visit: Open, lang: str, size: tuple[int, int]
) -> None:
    page = visit(size=size, lang=lang, prefecture=["24", "31", "37"], view="compare")
    assert page.is_visible(".listed")
    assert accessibility(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.fill("#query", "縄文土器")
    assert page.is_visible("#empty button")
    assert accessibility(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_keyboard_reaches_everything_in_order(visit: Open) -> None:
    page = visit(new=True)
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert seen[0] == "skip"
    assert seen.index("query") < seen.index("SUMMARY")
    assert page.evaluate("document.activeElement.closest('#map') !== null")


def test_the_page_is_small(site: Path) -> None:
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < MOST_BYTES
