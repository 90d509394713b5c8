"""The search of the pages: what is found, shown of it, and offered where nothing is."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from browsing import Watched

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("word", ["共同利用", "シルエット係数", "都道府県コード", "県", "ＲＰＡ"])
def test_the_search_of_the_pages_knows_japanese(site: Path, watched: Watched, word: str) -> None:
    watched.page.goto(f"{(site / 'search.html').as_uri()}?q={word}")
    watched.page.locator("#search-results li a").first.wait_for()


@pytest.mark.parametrize(
    "spellings",
    [
        ("サーバー", "サーバ", "ｻｰﾊﾞ", "さーば", "サ―バ－"),
        ("データベース", "データーベース"),
        ("チャットボット", "ちゃっとぼっと"),
        ("AI-OCR", "ＡＩ－ＯＣＲ", "AIーOCR"),
    ],
)
def test_every_spelling_finds_the_same_pages(
    site: Path, watched: Watched, spellings: tuple[str, ...]
) -> None:
    found = []
    for spelling in spellings:
        searched(site, watched, spelling)
        found.append(watched.page.locator("#search-results li > a").all_inner_texts())
        assert watched.page.locator(".context mark").count() > 0, spelling
    assert found[0]
    assert all(one == found[0] for one in found)


def searched(site: Path, watched: Watched, query: str, lang: str = "ja") -> None:
    """Search the pages, and wait until it is said how much was found."""
    folder = site if lang == "ja" else site / lang
    watched.page.goto(f"{(folder / 'search.html').as_uri()}?{urlencode({'q': query})}")
    watched.page.locator(".search-summary:not(:empty)").wait_for()


@pytest.mark.parametrize(("lang", "query"), [("ja", "自己申告"), ("en", "minutes")])
def test_what_is_found_is_shown_with_what_is_around_it(
    site: Path, watched: Watched, lang: str, query: str
) -> None:
    searched(site, watched, query, lang)
    page = watched.page
    number = page.locator("#search-results li").count()
    assert page.inner_text(".search-summary").startswith(str(number))
    assert page.locator("#search-results li .context:not(:empty)").count() == number
    first = page.locator("#search-results li:has(mark)").first
    around = first.locator(".context").inner_text().strip("…").split("…")[0]
    assert query in around.lower()
    first.locator("a").click()
    shown = unicodedata.normalize("NFKC", page.locator("article").text_content() or "")
    assert re.sub(r"\s", "", around) in re.sub(r"[#\s]", "", shown)


@pytest.mark.parametrize(
    ("lang", "query", "number"),
    [("ja", "2015", "2015"), ("ja", "２０１５", "2015"), ("en", "2015", "2015"), ("ja", "1,741", "1,741")],
)  # fmt: skip
def test_a_number_is_found_as_a_whole(
    site: Path, watched: Watched, lang: str, query: str, number: str
) -> None:
    searched(site, watched, query, lang)
    names = found_pages(watched.page)
    assert names == {
        page for page, text in texts(watched.page).items() if number in numbers_in(text)
    }
    assert names


def test_a_page_that_holds_only_the_characters_of_a_word_is_not_found(
    site: Path, watched: Watched
) -> None:
    for query in ("通勤手当認定", "申請 RPA"):
        searched(site, watched, query)
        held = texts(watched.page)
        words = unicodedata.normalize("NFKC", query).split()
        pages = {page for page, text in held.items() if all(word in text for word in words)}
        assert found_pages(watched.page) == pages
        assert 0 < len(pages) < len(held)


def test_a_part_of_a_number_is_not_found(site: Path, watched: Watched) -> None:
    watched.page.goto((site / "search.html").as_uri())
    held = set.union(*map(numbers_in, texts(watched.page).values()))
    long = [one for one in sorted(held) if len(one) == 5 and one.isdigit()]
    part = next(one[1:] for one in long if one[1:] not in held)
    searched(site, watched, part)
    assert found_pages(watched.page) == set()


def texts(page: Page) -> dict[str, str]:
    """The texts that the search reads, by the names of the pages."""
    held: dict[str, str] = page.evaluate("TEXTS")
    return held


def numbers_in(text: str) -> set[str]:
    """The numbers of a text, as they are written."""
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


def found_pages(page: Page) -> set[str]:
    """The names of the pages that were found."""
    return {address.split(".html")[0] for address in found_links(page)}


def found_links(page: Page) -> list[str]:
    links: list[str] = page.locator("#search-results li > a").evaluate_all(
        "all => all.map(one => decodeURI(one.getAttribute('href')))"
    )
    return links


@pytest.mark.parametrize(
    ("query", "first"),
    [("共同利用", "sharing.html"), ("鳥取", "prefectures/tottori.html"), ("図", "charts.html")],
)
def test_what_is_called_so_is_found_first_then_pages_then_notebooks_then_prefectures(
    site: Path, watched: Watched, query: str, first: str
) -> None:
    searched(site, watched, query)
    addresses = found_links(watched.page)
    assert addresses[0] == first
    called = "one => one.textContent.normalize('NFKC')"
    titles = watched.page.locator("#search-results li > a").evaluate_all(
        f"all => all.map({called})"
    )
    kinds = [
        2 if address.startswith("prefectures/") else int(address.startswith("notebooks/"))
        for address, title in zip(addresses, titles, strict=True)
        if query not in title or "#" in address
    ]
    assert set(kinds) == {0, 1, 2}
    assert kinds == sorted(kinds)


@pytest.mark.parametrize(
    ("lang", "query", "meant"),
    [
        ("ja", "チャトボット", "チャットボット"), ("ja", "議事緑作成", "議事録作成"),
        ("ja", "電子入札の共同利用", "電子入札 共同利用"), ("en", "prefectre", "prefecture"),
    ],
)  # fmt: skip
def test_a_search_that_finds_nothing_offers_what_was_meant(
    site: Path, watched: Watched, lang: str, query: str, meant: str
) -> None:
    searched(site, watched, query, lang)
    page = watched.page
    assert page.locator("#search-results li").count() == 0
    page.locator(f"#offers a:has-text('{meant}')").first.click()
    page.locator("#search-results li a").first.wait_for()
    assert page.input_value("#again input") == meant


def test_a_search_that_finds_nothing_says_what_to_do(site: Path, watched: Watched) -> None:
    searched(site, watched, "縄文土器")
    assert "別の言い方" in watched.page.inner_text(".search-summary")
    link = watched.page.locator("#offers a")
    assert link.inner_text() == "回答を探す"
    link.click()
    watched.page.locator("button.open").first.wait_for()


def test_a_phrase_leads_to_the_answers_with_its_words(site: Path, watched: Watched) -> None:
    searched(site, watched, "通勤手当の認定")
    link = watched.page.locator("#offers a").nth(1)
    said = link.inner_text()
    link.click()
    watched.page.locator("button.open").first.wait_for()
    assert watched.page.input_value("#query") == "通勤手当 認定"
    number = watched.page.evaluate("shown.length")
    assert said == f"「通勤手当」「認定」をすべて含む回答{number}件を見る"


@pytest.mark.parametrize(
    ("lang", "query"), [("ja", "議事録"), ("ja", "申請 RPA"), ("en", "minutes")]
)
def test_the_search_of_the_pages_leads_to_as_many_answers_as_it_says(
    site: Path, watched: Watched, lang: str, query: str
) -> None:
    searched(site, watched, query, lang)
    link = watched.page.locator("#offers a").first
    said = re.findall(r"\d+", link.inner_text())
    link.click()
    watched.page.locator("button.open").first.wait_for()
    assert watched.page.input_value("#query") == query
    assert said == [str(watched.page.evaluate("shown.length"))]
