"""The explorer in a real browser: what it finds, counts, shows and saves is what the tables hold."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from browsing import DESKTOP, PHONE, Watched, accessibility
from survey.analysis.tokens import normalise
from survey.project import find_project
from survey.publishing.explorer import contents, write_explorer
from survey.publishing.facets import answers, filters
from survey.publishing.report_set import Tables
from survey.reading.sources import load_sources
from survey.tables.categories import categories
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


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Open]:
    """Open the explorer at an address; when the test ends nothing may have gone wrong on it."""
    watched: list[Watched] = []

    def visit(
        size: tuple[int, int] = DESKTOP, lang: str = "ja", folder: Path = site, **asked: Any
    ) -> Page:
        one = Watched(browser, size)
        watched.append(one)
        file = folder / ("explorer.html" if lang == "ja" else "en/explorer.html")
        one.page.goto(f"{file.as_uri()}#{urlencode(asked, doseq=True)}")
        one.page.wait_for_function(READY)
        return one.page

    yield visit
    for one in watched:
        one.context.close()
    assert [wrong for one in watched for wrong in one.wrong] == []


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


def holding(word: str) -> list[str]:
    """Return the ids of the answers that hold a word in any of its declared spellings."""
    wanted = normalise(unicodedata.normalize("NFKC", word).lower())
    return [id_ for id_, own in texts().items() if wanted in normalise(own)]


@pytest.mark.parametrize(
    "spellings",
    [
        ["テープ起こし", "テープおこし", "文字起こし", "ﾃｰﾌﾟ起こし", "テープ起こし　"],
        ["RPA", "ＲＰＡ", "rpa", "ｒｐａ"],
        ["チャットボット", "ﾁｬｯﾄﾎﾞｯﾄ", "ちゃっとぼっと"],
        ["サーバ", "サーバー", "ｻｰﾊﾞｰ", "さーばー"],
        ["議事録", "会議録"],
    ],
    ids=lambda spellings: spellings[0],
)
def test_every_spelling_finds_the_same(visit: Open, spellings: list[str]) -> None:
    page = visit()
    for spelling in spellings:
        page.fill("#query", spelling)
        assert shown(page) == holding(spellings[0]) != []


@pytest.mark.parametrize("word", ["AI", "IT", "2020", "共同利用", "1", "キー", "デー", "a"])
def test_only_the_words_of_the_answers_are_searched(visit: Open, word: str) -> None:
    assert shown(visit(q=word)) == holding(word)


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
    assert "条件に合う回答はありません" in page.inner_text("#answers tbody")
    assert page.is_disabled("#export")
    page.click("#clear")
    assert len(shown(page)) == len(texts())


def test_signs_of_patterns_are_only_signs(visit: Open) -> None:
    page = visit()
    for query in ("(", "[", ".*", "\\", "$^", "🙂", "'\"<"):
        page.fill("#query", query)
        assert shown(page) == [id_ for id_, text in texts().items() if query in text]


# ---- Facets and map -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "table", "variable"),
    [
        ("導入状況", "ai_rpa_cases", "adoption_status"), ("分野", "ai_rpa_cases", "field"),
        ("共同利用の可否", "ai_rpa_cases", "shareability"), ("技術", "case_technologies", "technology"),
        ("さらなる共同利用の可否", "shared_systems", "further_sharing"),
        ("共同利用できない理由", "shareability_reasons", "reason"),
        ("業務の種類", "case_work", "work"), ("小分類", "shared_systems", "subfield"),
        ("参加できる範囲", "case_sharing", "scope"), ("参加できる範囲", "system_sharing", "scope"),
        ("共同利用の条件・状況", "case_sharing", "condition"),
        ("共同利用の条件・状況", "system_sharing", "condition"),
    ],
)  # fmt: skip
def test_counts_are_those_of_the_tables(visit: Open, title: str, table: str, variable: str) -> None:
    rows = read_table(table)
    asked = next(one for one in filters().tables if one.id in rows.columns)
    rows = rows.drop_duplicates([asked.id, variable])
    names = {c.code: c.label for c in categories(rows, variable)}
    tallied = rows[variable].map(names).fillna(rows[variable]).value_counts()
    counts = facet_counts(visit(table=asked.table), title)
    assert {name: number for name, number in counts.items() if number} == tallied.to_dict()


def test_only_jobs_of_several_cases_can_be_chosen(visit: Open) -> None:
    cases = read_table("use_case_clusters")["cluster_label"].value_counts()
    counts = facet_counts(visit(table="ai_rpa_cases"), "同じ業務のまとまり")
    assert counts == {name: number for name, number in cases.items() if name in counts}
    sizes = read_table("use_case_clusters")["cluster_id"].value_counts()
    assert len(counts) == (sizes > 1).sum()


def test_counts_follow_the_filter_and_a_facet_keeps_its_own(visit: Open) -> None:
    page = visit(table="ai_rpa_cases")
    page.get_by_label("実証中").check()
    cases = read_table("ai_rpa_cases")
    trial = cases[cases["adoption_status"] == "実証中"]
    assert count(page) == f"{len(texts())}件のうち{len(trial)}件"
    assert facet_counts(page, "導入状況")["導入済"] == (cases["adoption_status"] == "導入済").sum()
    fields = trial["field"].value_counts()
    assert {k: v for k, v in facet_counts(page, "分野").items() if v} == fields.to_dict()
    page.get_by_label("導入済").check()
    either = cases["adoption_status"].isin(["実証中", "導入済"])
    assert shown(page) == cases.loc[either, "case_id"].tolist()
    page.get_by_label("実証中").uncheck()
    page.get_by_label("導入済").uncheck()
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


def test_kana_are_searched_when_they_are_converted(visit: Open) -> None:
    page = visit()
    before = count(page)
    typed = "const q = document.getElementById('query'); q.value = '%s'; q.dispatchEvent(new %s);"
    page.evaluate(typed % ("きょ", "InputEvent('input', {bubbles: true, isComposing: true})"))
    assert count(page) == before
    page.evaluate(typed % ("共同", "CompositionEvent('compositionend', {bubbles: true})"))
    assert shown(page) == holding("共同")


# ---- Address ------------------------------------------------------------------------------------


def test_the_address_holds_the_view(visit: Open) -> None:
    page = visit()
    page.fill("#query", "申請")
    page.get_by_label("導入済").check()
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
    again = visit(**asked)
    assert shown(again) == shown(page)
    assert again.input_value("#query") == "申請"
    assert again.get_by_label("導入済").is_checked()
    assert again.locator(".details").inner_text() == page.locator(".details").inner_text()
    assert address(again) == address(page)


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
    page = visit()
    page.fill("#query", "申請")
    found = shown(page)
    page.goto("about:blank")
    page.go_back()
    page.wait_for_function(READY)
    assert shown(page) == found == holding("申請")


def test_the_skip_link_leads_past_the_filters_and_keeps_them(visit: Open) -> None:
    page = visit(prefecture="24")
    found = shown(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "results"
    page.wait_for_timeout(400)
    assert shown(page) == found
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#answers') !== null")


def test_nonsense_in_an_address_is_ignored(visit: Open) -> None:
    page = visit(prefecture="99", order="text-up", row="nobody", colour="red", table="x")
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


def saved(page: Page) -> tuple[bytes, list[dict[str, str]]]:
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
    told = {name: {"ja": probe, "en": probe} for name in ("title", "found", "handling")}
    for one in filters().tables:
        bad["errata"][read_table(one.table).iloc[0][one.id]] = [{"id": probe, **told}]
    write_explorer(tmp_path, TEMPLATE, bad)
    for one in filters().tables:
        for lang in ("ja", "en"):
            row = read_table(one.table).iloc[0]
            page = visit(folder=tmp_path, lang=lang, table=one.table, row=row[one.id])
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            page.fill("#query", probe.split()[0])
            assert shown(page)
            page.evaluate(f"openAnswer({row[one.id]!r})")
            body = page.inner_text("body")
            assert body.count("<img src=x") > 60
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


def test_the_keyboard_reaches_everything_in_order(visit: Open) -> None:
    page = visit()
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert seen[0] == "skip"
    assert seen.index("query") < seen.index("SUMMARY")
    assert page.evaluate("document.activeElement.closest('#map') !== null")


def test_the_page_is_small(site: Path) -> None:
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < MOST_BYTES
