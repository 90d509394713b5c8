"""What the first page tells by itself, and the documents as pages of numbered lines."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs

import pytest

from survey.languages import LANGS, Lang
from survey.prefectures import prefectures
from survey.project import Project
from survey.publishing.facets import filters, values
from survey.publishing.pages.downloads import document_page
from survey.publishing.pages.first import first_page
from survey.publishing.report_set import Tables
from survey.reading.sources import load_sources
from survey.tables.frames import read_table


@pytest.fixture(scope="module")
def pages(project: Project) -> dict[Lang, str]:
    return {lang: first_page(Tables(project.clean), lang) for lang in LANGS}


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


@pytest.mark.parametrize("lang", LANGS)
def test_key_figures_are_counts_of_the_tables(pages: dict[Lang, str], lang: Lang) -> None:
    cases, systems = read_table("ai_rpa_cases"), read_table("shared_systems")
    parts = [
        cases,
        cases[cases["adoption_status"] == "導入済"],
        cases[cases["shareability"].isin(["共同利用中", "共同利用可能"])],
        systems,
    ]
    shown = re.findall(r"<b>([\d,]+)</b>.*?<small>\D*(\d+)", pages[lang].split("</div>")[0])
    assert shown == [(f"{len(part):,}", str(part["prefecture"].nunique())) for part in parts]


@pytest.mark.parametrize("lang", LANGS)
def test_below_the_key_figures_stands_how_sure_they_are(pages: dict[Lang, str], lang: Lang) -> None:
    below = pages[lang].split("</div>")[1].split("## ")[0]
    assert 'href="caveats.html"' in below


@pytest.mark.parametrize("lang", LANGS)
def test_findings_are_told_with_what_they_rest_on(pages: dict[Lang, str], lang: Lang) -> None:
    cases = read_table("ai_rpa_cases")
    work = cases.merge(read_table("case_work"))
    spread = work[work["work"] != "other"].groupby("work")["prefecture"].nunique()
    of_work, of_status, of_sharing = re.findall(r"<section>.*?</section>", pages[lang])
    assert [int(n) for n in re.findall(r"</svg></td><td>(\d+)<", of_work)] == sorted(spread, reverse=True)[:6]  # fmt: skip
    assert str(spread.max()) in plain(of_work.split("<small>")[0])
    used = (cases["adoption_status"] == "導入済").mean()
    assert f"{used:.0%}" in plain(of_status.split("<small>")[0])
    counts = cases["adoption_status_code"].value_counts().sort_index()
    assert [int(n) for n in re.findall(r"</svg></td><td>(\d+)<", of_status)] == counts.tolist()
    grouped = cases.groupby("prefecture")["shareability"].agg(["nunique", "size"]).query("size > 1")
    said = plain(of_sharing.split("<small>")[0])
    assert str(len(grouped)) in said
    assert str((grouped["nunique"] == 1).sum()) in said
    for finding in (of_work, of_status, of_sharing):
        rests = plain(re.findall(r"<small>.*?</small>", finding)[0])
        assert "357" in rests
        assert "46" in rests


def test_every_way_into_the_explorer_chooses_what_is_there(pages: dict[Lang, str]) -> None:
    known = {facet.variable: facet for facet in filters().facets}
    tables = Tables()
    asked = [parse_qs(html.unescape(one)) for one in re.findall(r"explorer\.html#([^\"]+)", pages["ja"])]  # fmt: skip
    assert len(asked) > 15
    for chosen in asked:
        for variable, codes in chosen.items():
            listed = {str(one.code) for one in values(tables, known[variable])[0]}
            assert set(codes) <= listed


@pytest.mark.parametrize("lang", LANGS)
def test_the_map_leads_to_every_prefecture(pages: dict[Lang, str], lang: Lang) -> None:
    led = re.findall(r'href="prefectures/(\w+)\.html"', pages[lang])
    assert led == [one.prefecture_en.lower() for one in prefectures()]


def test_documents_are_shown_line_by_line(project: Project) -> None:
    for source in load_sources(project.raw).values():
        page = document_page(source, project.root / "docs" / "document.html", project.raw)
        text = (project.raw / source.file).read_text("utf-8").replace("\ufe0f", "")
        lines = text.removesuffix("\n").split("\n")
        shown = re.findall(r'<span id="L(\d+)"><a href="#L\1">\1</a>(.*?)</span>', page, re.DOTALL)
        assert [int(number) for number, _ in shown] == list(range(1, len(shown) + 1))
        assert len(shown) >= len(lines)
        assert [plain(text) for _, text in shown[: len(lines)]] == [line.strip() for line in lines]
        assert html.escape(source.citation) in page
