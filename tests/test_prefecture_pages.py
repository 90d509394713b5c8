"""The page of each prefecture: its numbers are those of the tables, and no answer is no zero."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from survey.analysis.case_mixes import FEW, lacking, nearest
from survey.analysis.sharing_potential import who_to_ask
from survey.analysis.similar_cases import to_ask
from survey.prefectures import by_name, prefectures
from survey.project import Project
from survey.publishing.facets import filters
from survey.publishing.pages.neighbours import neighbours
from survey.publishing.pages.prefecture_answers import Answers
from survey.publishing.pages.prefecture_others import LISTED
from survey.publishing.pages.prefectures import prefecture_pages
from survey.publishing.report_set import EDITION, Tables
from survey.reading.sources import load_sources
from survey.tables.frames import read_table
from survey.tables.schemas import column_titles
from survey.tables.tallies import tally

pytestmark = pytest.mark.slow
LANGS = ("ja", "en")
NAMES = list(by_name())
SILENT = {"ja": "回答なし", "en": "No answer"}
MEASURES = (
    "cases", "cases_introduced", "cases_shareable", "technologies", "kinds_of_work", "systems",
    "roles", "bodies",
)  # fmt: skip
ANSWERS = {
    "cases": "ai_rpa_cases",
    "systems": "shared_systems",
    "roles": "digital_roles",
    "bodies": "organizations",
}
Pages = dict[tuple[str, str], str]


@pytest.fixture(scope="module")
def pages(project: Project, tables: Tables) -> Pages:
    survey = load_sources(project.raw)["governors_association_2020"]
    return {(lang, name): text for lang, name, text in prefecture_pages(tables, survey)}


@pytest.fixture(scope="module")
def summary() -> pd.DataFrame:
    return read_table("prefecture_summary", survey=EDITION).set_index("prefecture")


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    return {table: read_table(table, survey=EDITION) for table in ANSWERS.values()}


def page(pages: Pages, lang: str, name: str) -> str:
    return pages[lang, f"prefectures/{by_name()[name].prefecture_en.lower()}.md"]


def own_rows(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    return frame[frame["prefecture"] == name]


class Charts(HTMLParser):
    """Reads the small charts of a page: caption to rows of texts, and the widths of bars."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.charts: dict[str, list[list[str]]] = {}
        self.widths: dict[str, list[float]] = {}
        self.inside = False
        self.tag = self.caption = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.inside |= tag == "table" and told.get("class") == "bars"
        if self.inside and tag == "caption":
            self.caption = ""
        if self.inside and tag == "tr":
            self.charts.setdefault(self.caption, []).append([])
        if self.inside and tag == "rect":
            self.widths.setdefault(self.caption, []).append(float(told["width"] or 0))
        self.tag = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "table"

    def handle_data(self, data: str) -> None:
        if self.inside and self.tag == "caption":
            self.caption = data
        elif self.inside and self.tag in ("th", "td", "a"):
            self.charts[self.caption][-1].append(data)


def explored(text: str) -> list[dict[str, list[str]]]:
    """Return what the links of a page choose in the explorer."""
    found = re.findall(r'href="(\.\./explorer\.html#[^"]+)"', text)
    return [parse_qs(urlsplit(link.replace("&amp;", "&")).fragment) for link in found]


def test_there_is_a_page_for_every_prefecture_in_both_languages(pages: Pages) -> None:
    expected = {f"prefectures/{one.prefecture_en.lower()}.md" for one in prefectures()}
    assert len(expected) == 47
    for lang in LANGS:
        assert {name for own, name in pages if own == lang} == expected | {"prefectures.md"}


@pytest.mark.parametrize("lang", LANGS)
def test_key_figures_are_those_of_the_summary(
    pages: Pages, summary: pd.DataFrame, lang: str
) -> None:
    in_words = {
        one.prefecture if lang == "ja" else one.prefecture_en: one.prefecture
        for one in prefectures()
    }
    for name in NAMES:
        charts = Charts(page(pages, lang, name)).charts
        for measure in MEASURES:
            own, median, *others = charts[column_titles(measure)[lang]]
            told = summary[measure]
            assert float(median[1]) == told.dropna().median()
            assert in_words[own[0]] == name
            assert len(others) == 3 or name == "北海道"
            for shown, number in (own, *others):
                count = told[in_words[shown]]
                assert number == (SILENT[lang] if pd.isna(count) else str(count))


def test_bars_are_as_long_as_their_numbers(pages: Pages) -> None:
    for name in NAMES:
        read = Charts(page(pages, "ja", name))
        for caption, rows in read.charts.items():
            numbers = [float(row[-1]) for row in rows if row[-1] != SILENT["ja"]]
            most = max(numbers) or 1
            expected = [round(100 * number / most, 1) for number in numbers]
            assert read.widths[caption] == pytest.approx(expected, abs=0.06)


def test_ranks_are_those_of_the_summary_and_say_of_how_many(
    pages: Pages, summary: pd.DataFrame
) -> None:
    for name in NAMES:
        text = page(pages, "ja", name)
        assert "取組の優劣を示しません" in text
        shown = re.findall(r"回答した(\d+)都道府県中(\d+)位(?:（同数がほかに(\d+)）)?", text)
        expected = []
        for measure in MEASURES:
            told = summary[measure].dropna()
            if told.get(name):
                same = int((told == told[name]).sum()) - 1
                rank = summary[f"{measure}_rank"][name]
                expected.append((str(len(told)), str(rank), str(same) if same else ""))
        assert shown == expected


@pytest.mark.parametrize("lang", LANGS)
def test_no_answer_is_said_and_never_a_zero(
    pages: Pages, frames: dict[str, pd.DataFrame], lang: str
) -> None:
    said = {"ja": "この表に", "en": "gave no answer to this table"}
    silent = {
        measure: set(NAMES) - set(frames[table]["prefecture"]) for measure, table in ANSWERS.items()
    }
    assert "新潟県" in silent["cases"]
    rows = re.findall(r"<tr><td><a[^>]*>([^<]+)</a></td>(.*?)</tr>", pages[lang, "prefectures.md"])
    assert len(rows) == 47
    for (shown, cells), one in zip(rows, prefectures(), strict=True):
        text = page(pages, lang, one.prefecture)
        assert shown == (one.prefecture if lang == "ja" else one.prefecture_en)
        for measure, cell in zip(ANSWERS, re.findall(r"<td>(.*?)</td>", cells), strict=True):
            assert (cell == SILENT[lang]) == (one.prefecture in silent[measure])
            assert cell != "0"
        missing = sum(one.prefecture in names for names in silent.values())
        assert text.count('<p class="silent">') == missing
        assert text.count(said[lang]) == missing


def test_every_answer_stands_on_the_page_of_its_prefecture_under_its_kind(
    pages: Pages, frames: dict[str, pd.DataFrame]
) -> None:
    work = frames["ai_rpa_cases"].merge(read_table("case_work"))
    for name in NAMES:
        own = {one.table: own_rows(frames[one.table], name)[one.id] for one in filters().tables}
        expected = [id_ for ids in own.values() for id_ in ids]
        for lang in LANGS:
            text = page(pages, lang, name)
            listed = [
                block for block in text.split("\n") if block.startswith('<div class="answers">')
            ]
            shown = [row for block in listed for link in explored(block) for row in link["row"]]
            assert sorted(shown) == sorted(expected)
            (whole,) = [link for link in explored(text) if set(link) == {"prefecture"}]
            assert whole == {"prefecture": [by_name()[name].prefecture_code]}
            assert f"{len(expected)}件を見る" in text or f"all {len(expected)} answers" in text
        counts = tally(own_rows(work, name), "work").query("count > 0")
        chart = Charts(page(pages, "ja", name)).charts.get("業務の種類と事例の件数", [])
        assert {(label, int(number)) for label, number in chart} == set(
            zip(counts["work"], counts["count"], strict=True)
        )


def test_neighbours_are_on_land_or_across_the_sea_and_of_each_other() -> None:
    near = {one.prefecture: neighbours(one) for one in prefectures()}
    for name, own in near.items():
        names = [one.prefecture for one in own]
        assert name not in names
        assert len(set(names)) == len(names) > 0
        for other in names:
            assert name in {one.prefecture for one in near[other]}
    assert [name for name, own in near.items() if not own.land] == ["北海道", "沖縄県"]
    nagano = ["群馬県", "埼玉県", "新潟県", "富山県", "山梨県", "岐阜県", "静岡県", "愛知県"]
    assert [one.prefecture for one in near["長野県"]] == nagano
    assert [one.prefecture for one in near["長崎県"].land] == ["佐賀県"]
    assert [one.prefecture for one in near["香川県"]] == ["徳島県", "愛媛県", "岡山県"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_leads_to_a_comparison_with_each_neighbour(pages: Pages, lang: str) -> None:
    for one in prefectures():
        top = page(pages, lang, one.prefecture).split("\n## ")[0]
        led = [link["prefecture"] for link in explored(top) if link.get("view") == ["compare"]]
        codes = [each.prefecture_code for each in neighbours(one)]
        assert led == [[one.prefecture_code, code] for code in codes]


@pytest.mark.parametrize(("name", "nearest"), [("北海道", "青森県"), ("沖縄県", "鹿児島県")])
def test_without_a_border_on_land_the_nearest_across_the_sea_is_named_as_such(
    pages: Pages, name: str, nearest: str
) -> None:
    said = f"{name}に陸で隣り合う都道府県はありません。海を隔てて最も近い"
    (line,) = [one for one in page(pages, "ja", name).split("\n") if said in one]
    assert f">{nearest}</a>" in line
    assert "陸で隣り合う都道府県はありません" not in page(pages, "ja", "長崎県")


def test_what_is_lacking_is_what_similar_prefectures_have(
    pages: Pages, frames: dict[str, pd.DataFrame]
) -> None:
    cases = frames["ai_rpa_cases"].merge(read_table("case_work"))
    for name in ("三重県", "鳥取県"):
        own = own_rows(cases, name)
        near = nearest(name, cases)["prefecture"].tolist() if len(own) >= FEW else []
        others = cases[~cases["work"].isin([*own["second_work"].dropna(), "other"])]
        expected = lacking(name, others, "work", near).head(LISTED)
        shown = [link for link in explored(page(pages, "ja", name)) if "work" in link]
        codes = [by_name()[one].prefecture_code for one in near]
        listed = [link for link in shown if "shareability" not in link][own["work"].nunique() :]
        assert [link["work"] for link in listed] == [[work] for work in expected["work"]]
        assert all(link.get("prefecture", []) == codes for link in listed)
        for row in expected.itertuples():
            assert f"{row.number}都道府県、{row.count}件：{row.prefectures}" in page(
                pages, "ja", name
            )


def test_of_what_is_lacking_it_is_said_who_offers_it_shared_or_sharable_apart(
    pages: Pages, frames: dict[str, pd.DataFrame]
) -> None:
    cases = frames["ai_rpa_cases"].merge(read_table("case_work"))
    systems = frames["shared_systems"]
    offered = {"shareability": (cases, [1, 2]), "further_sharing": (systems, [1])}
    seen = set()
    for name in ("三重県", "鳥取県", "長野県"):
        text = page(pages, "ja", name)
        lines = re.findall(r'<a href="\.\./explorer\.html#([^"]+)">導入済で「[^」]+」と回答（(\d+)都道府県）</a>：(.*?)(?=<br>|</td>)', text)  # fmt: skip
        for link, number, names in lines:
            chosen = parse_qs(link.replace("&amp;", "&"))
            if "technology" in chosen:
                continue
            (answer,) = [one for one in offered if one in chosen]
            rows, codes = offered[answer]
            code = int(chosen[answer][0])
            assert code in codes
            named = {"work", "field", "subfield"} & set(chosen)
            for column in named:
                rows = rows[rows[column].eq(chosen[column][0])]
            rows = rows[rows[f"{answer}_code"].eq(code) & rows["adoption_status_code"].eq(1)]
            assert re.findall(r">([^<]+)</a>", names) == list(rows["prefecture"].unique())
            assert len(rows["prefecture"].unique()) == int(number)
            seen |= {(answer, code), *named}
    assert seen == {("shareability", 1), ("shareability", 2), ("further_sharing", 1),
                    "work", "field", "subfield"}  # fmt: skip


def test_what_speaks_to_other_prefectures_leads_to_its_row_on_the_page_on_sharing(
    pages: Pages, tables: Tables
) -> None:
    openings = Answers(tables, {}).openings.set_index("id")
    lists = {}
    for lang in LANGS:
        for name in by_name():
            top, rest = page(pages, lang, name).split("## ", 2)[:2]
            lists[lang, name] = re.findall(r'href="\.\./sharing\.html#open-([^"]+)"', top)
            assert set(lists[lang, name]) <= set(openings.index)
            assert name not in openings.loc[lists[lang, name], "prefecture"].tolist()
            assert 'sharing.html#open"' not in top + rest
        # 青森県 answered nothing of the kind, in no table: it finds every offer.
        assert lists[lang, "青森県"] == openings.index.tolist()
        # The rest of a field is no kind: 岩手県 has その他分野 and no GIS, but a security cloud.
        assert "nga2020-sys-106" in lists[lang, "岩手県"]
        assert "nga2020-sys-088" not in lists[lang, "岩手県"]
    systems = read_table("shared_systems")
    same = systems[systems["subfield"].eq("電子申請・届出システム")]["prefecture"]
    for name in by_name():
        assert ("nga2020-sys-003" in lists["ja", name]) == (name not in set(same))


def test_those_of_the_region_beside_a_prefecture_are_said_to_be_the_nearest_by_code(
    pages: Pages,
) -> None:
    said = "同じ地方で都道府県コードの近い島根県、岡山県、広島県"
    assert said in page(pages, "ja", "鳥取県")


def test_candidates_for_what_is_in_use_stand_apart_from_those_for_what_is_not(
    pages: Pages, frames: dict[str, pd.DataFrame]
) -> None:
    status = frames["ai_rpa_cases"].set_index("case_id")["adoption_status_code"]
    both = 0
    for name in NAMES:
        text = page(pages, "ja", name)
        heads = [("まだ導入していない事例（", False), ("導入済の事例（", True)]
        parts = re.split(r'<p class="kind">(?=まだ導入していない事例（|導入済の事例（)', text)[1:]
        both += len(parts) == 2
        for part in parts:
            ((start, used),) = [one for one in heads if part.startswith(one[0])]
            blocks = [line for line in part.split("\n") if line.startswith('<div class="pair">')]
            own = [explored(block)[0]["row"][0] for block in blocks]
            assert part.startswith(f"{start}{len(own)}件）")
            assert all((status[id_] == 1) == used for id_ in own)
    assert both > 5


def test_candidates_to_ask_stand_beside_the_own_case_with_both_texts(pages: Pages) -> None:
    cases = read_table("ai_rpa_cases", survey=EDITION)
    jobs = who_to_ask(cases.merge(read_table("use_case_clusters"))).query("near")
    texts = cases.set_index("case_id")["usage"]
    number = 0
    for name in NAMES:
        pairs = {
            (row["own_case_id"], row["case_id"]) for row in to_ask(name, cases).to_dict("records")
        }
        found = jobs[jobs["own_prefecture"] == name]
        pairs |= set(zip(found["own_case_id"], found["case_id"], strict=True))
        blocks = [
            line
            for line in page(pages, "ja", name).split("\n")
            if line.startswith('<div class="pair">')
        ]
        shown = set()
        for block in blocks:
            own, *others = [link["row"][0] for link in explored(block)]
            shown |= {(own, other) for other in others}
            for id_ in (own, *others):
                assert texts[id_].split("&")[0].split("<")[0] in block
        assert shown == pairs
        number += len(pairs)
    assert number > 100
