"""The site: every link leads somewhere, every answer is led to, and nothing leaves the machine."""

from __future__ import annotations

import html
import re
import shutil
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import nbformat
import pandas as pd
import pdfplumber
import pytest
from playwright.sync_api import BrowserContext

from browsing import PHONE, Watched
from conftest import hashes
from site_links import links
from survey.analysis.joinable_answers import open_to_others
from survey.analysis.sharing_offers import first_offers
from survey.analysis.sharing_potential import sharing_potential, who_to_ask
from survey.languages import LANGS
from survey.prefectures import prefectures
from survey.problems import BadInput
from survey.project import Project, find_project
from survey.publishing import site as publishing
from survey.publishing.facets import answers
from survey.publishing.notebooks import notebook_paths
from survey.publishing.pages.charts import shown
from survey.publishing.pages.words import words
from survey.publishing.report_set import EDITION, REPORT, Tables
from survey.tables.frames import read_table
from survey.tables.schemas import table_names

pytestmark = pytest.mark.browser
NOTEBOOKS = [path.stem for path in notebook_paths(find_project())]


def test_there_is_a_page_for_everything(site: Path) -> None:
    for name in (
        "index",
        "charts",
        "sharing",
        "prefectures",
        "downloads",
        "dictionary",
        "caveats",
        "method",
        "explorer",
    ):
        assert (site / f"{name}.html").is_file()
        assert (site / "en" / f"{name}.html").is_file()
    for name in NOTEBOOKS:
        assert (site / "notebooks" / f"{name}.html").is_file()


def test_every_prefecture_has_a_light_page_in_both_languages(site: Path) -> None:
    names = {f"{one.prefecture_en.lower()}.html" for one in prefectures()}
    for folder in (site, site / "en"):
        made = list((folder / "prefectures").iterdir())
        assert {path.name for path in made} == names
        assert max(path.stat().st_size for path in made) < 200_000
        scripts = [one for one in links(folder / "caveats.html").loaded if ".js" in one]
        for path in made:
            own = [one.removeprefix("../") for one in links(path).loaded if ".js" in one]
            assert own == [one.removeprefix("../") for one in scripts], "no script of its own"
    assert "../en/prefectures/mie.html" in links(site / "prefectures" / "mie.html").links
    assert "../../prefectures/mie.html" in links(site / "en" / "prefectures" / "mie.html").links


def test_a_prefecture_leads_to_its_answers_and_their_kind(site: Path, watched: Watched) -> None:
    cases = read_table("ai_rpa_cases", survey=EDITION).merge(read_table("case_work"))
    own = cases[cases["prefecture"] == "三重県"]
    expected = {
        f"prefecture=24&work={kind}": number for kind, number in own["work"].value_counts().items()
    }
    found = {urlsplit(link).fragment for link in links(site / "prefectures" / "mie.html").links}
    assert set(expected) <= found
    chosen = max(expected, key=lambda one: expected[one])
    watched.page.goto(f"{(site / 'explorer.html').as_uri()}#{chosen}")
    assert watched.page.inner_text("#count").endswith(f"うち{expected[chosen]}件")


def test_the_sections_of_a_prefecture_are_called_the_same_in_both_languages(site: Path) -> None:
    named = {"figures", "cases", "lacking", "asking", "systems", "people", "bodies", "caveats"}
    for folder in (site, site / "en"):
        for path in (folder / "prefectures").iterdir():
            text = path.read_text("utf-8")
            assert named <= set(re.findall(r'<section id="([^"]+)">', text))
            assert len(re.findall(r' id="bodies"', text)) == 1


@pytest.mark.parametrize("size", [(1300, 900), PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    ("folder", "heading"), [("", "DX推進組織"), ("en", "Bodies for digital transformation")]
)
def test_whom_to_ask_leads_to_the_bodies_of_the_prefecture(
    site: Path, context: BrowserContext, folder: str, heading: str, size: tuple[int, int]
) -> None:
    page = site / folder / "sharing.html"
    led = {link for link in links(page).links if urlsplit(link).fragment == "bodies"}
    assert len(led) > 10
    for link in led:
        path, fragment = link.split("#")
        assert fragment in links(page.parent / path).places
    one = Watched(context, size)
    one.page.goto(page.as_uri())
    one.page.locator("#in-short tbody a[href$='#bodies']").first.click()
    one.page.wait_for_url("**/prefectures/*.html#bodies")
    assert heading in one.page.locator("#bodies > h2").inner_text()
    # The theme scrolls there smoothly; on a phone its header covers the top.
    one.page.wait_for_function(
        """() => {
          const top = document.querySelector("#bodies > h2").getBoundingClientRect().top;
          const header = document.querySelector(".mobile-header").getBoundingClientRect();
          return header.bottom <= top && top < innerHeight / 2;
        }"""
    )
    assert one.wrong == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [(1300, 900), PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("codes", [("24", "29", "23"), ("01", "02", "47")], ids=["mie", "hokkaido"])
def test_a_prefecture_stands_beside_two_others_of_ones_choice_after_three_steps(
    site: Path, context: BrowserContext, lang: str, size: tuple[int, int], codes: tuple[str, ...]
) -> None:
    by_code = {one.prefecture_code: one for one in prefectures()}
    own, *others = (by_code[code] for code in codes)
    folder = site if lang == "ja" else site / "en"
    one = Watched(context, size)
    one.page.goto((folder / "index.html").as_uri())
    one.page.locator(f".tiles a[href$='/{own.prefecture_en.lower()}.html']").click()
    one.page.locator(f"a[href*='prefecture={others[0].prefecture_code}&view=compare']").click()
    one.page.wait_for_function("document.documentElement.dataset.ready === 'yes'")
    names = [each.prefecture if lang == "ja" else each.prefecture_en for each in (own, *others)]
    one.page.locator("#beside select").last.select_option(label=names[-1])
    heads = one.page.locator(".counted thead th")
    assert heads.all_inner_texts() == names
    seen = "all => all.every(one => one.getBoundingClientRect().bottom <= innerHeight)"
    assert heads.evaluate_all(seen)
    assert one.wrong == []


@pytest.mark.parametrize("name", ["tottori", "mie", "niigata"])
def test_a_prefecture_is_printed_on_a4(
    site: Path, watched: Watched, tmp_path: Path, name: str
) -> None:
    width, height = 210 / 25.4 * 72, 297 / 25.4 * 72
    printed = tmp_path / "page.pdf"
    watched.page.goto((site / "prefectures" / f"{name}.html").as_uri())
    watched.page.pdf(path=printed, prefer_css_page_size=True)
    with pdfplumber.open(printed) as document:
        text = "".join(page.extract_text() for page in document.pages)
        for page in document.pages:
            assert (page.width, page.height) == pytest.approx((width, height), abs=1)
            assert all(char["x0"] > 0 and char["x1"] < width for char in page.chars)
    # Fonts give printed characters other codes, digits keep theirs: the lines of each answer.
    shown = "".join(watched.page.locator(".answer .note").all_inner_texts())
    lines = re.findall(r"(\d+)～(\d+)", shown)
    assert lines
    assert set(lines) <= set(re.findall(r"(\d+)\D(\d+)", text))
    watched.page.emulate_media(media="print")
    watched.page.set_viewport_size({"width": round(180 / 25.4 * 96), "height": 1000})
    assert watched.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_jobs_worth_sharing_and_whom_to_ask_lead_to_their_answers(
    site: Path, watched: Watched
) -> None:
    cases = read_table("ai_rpa_cases").merge(read_table("use_case_clusters"))
    read = (read_table(name) for name in ("case_work", "case_sharing", "shared_systems"))
    ranked, near = sharing_potential(cases, *read), who_to_ask(cases).query("near")
    grouped = cases[cases["cluster_id"].isin(ranked["job_code"])]
    systems = [one for ids in ranked["systems"] for one in ids.split(";") if one]
    expected = Counter(f"cluster={job}" for job in ranked["job_code"])
    expected.update(f"row={each}" for each in [*grouped["case_id"], *systems])
    expected.update(f"row={each}" for each in [*near["case_id"], *near["own_case_id"].unique()])
    open_now = openings()
    expected.update(f"row={each}" for each in open_now["id"])
    offers = first_offers(ranked, cases)
    expected.update(f"row={each}" for each in offers["id"])
    bodies = read_table("organizations")
    offices = bodies[
        bodies["organization_type"].str.startswith("組織")
        & bodies["prefecture"].isin(open_now["prefecture"])
        & bodies["duties"].str.contains("|".join(words().sharing.duties))
    ]
    expected["further_sharing=1&scope=own_municipalities"] += 1
    for folder in (site, site / "en"):
        found = [urlsplit(link) for link in links(folder / "sharing.html").links]
        asked = [one.fragment for one in found if one.path == "explorer.html" and one.fragment]
        filtered = [one for one in asked if "condition=" in one]
        of_bodies = [one for one in asked if one.startswith("row=nga2020-org-")]
        assert set(of_bodies) == {f"row={each}" for each in offices["organization_id"]}
        assert Counter(asked) - Counter(filtered) - Counter(of_bodies) == expected
        assert len(filtered) == sum(len(c.split("、")) for c in ranked["conditions"] if c)
    first = next(one for one in asked if one.startswith("cluster="))
    watched.page.goto(f"{(site / 'explorer.html').as_uri()}#{first}")
    number = len(cases[cases["cluster_id"] == ranked["job_code"].iloc[0]])
    assert watched.page.inner_text("#count").endswith(f"うち{number}件")


def openings() -> pd.DataFrame:
    """Return the answers that another prefecture could join."""
    names = (
        "ai_rpa_cases",
        "shared_systems",
        "case_sharing",
        "system_sharing",
        "system_participants",
    )
    return open_to_others(*map(read_table, names))


def test_a_condition_on_the_page_leads_to_the_offers_that_name_it(
    site: Path, watched: Watched
) -> None:
    found = [urlsplit(link) for link in links(site / "sharing.html").links]
    for asked in (one.fragment for one in found if "condition=" in one.fragment):
        values = parse_qs(asked)
        watched.page.goto("about:blank")
        watched.page.goto(f"{(site / 'explorer.html').as_uri()}#{asked}")
        told = read_table("case_sharing").query("condition == @values['condition'][0]")
        offers = read_table("ai_rpa_cases").merge(told).merge(read_table("use_case_clusters"))
        offers = offers[
            offers["cluster_id"].eq(int(values["cluster"][0]))
            & offers["adoption_status_code"].eq(1)
            & offers["shareability_code"].isin([1, 2])
        ]
        assert watched.page.evaluate("shown.map(idOf)") == offers["case_id"].tolist() != []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_answer_that_a_notebook_names_leads_to_it(
    published: Project, site: Path, name: str
) -> None:
    ids = set(answers(Tables(published.clean))["id"])
    found = [urlsplit(link) for link in links(site / "notebooks" / f"{name}.html").links]
    led = {one.fragment.removeprefix("row=") for one in found if one.fragment.startswith("row=")}
    assert led <= ids
    notebook = nbformat.read(published.built / "notebooks" / f"{name}.ipynb", as_version=4)
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    texts = "".join(out.get("data", {}).get("text/html", "") for out in outputs)
    assert {id_ for id_ in ids if re.search(f">[^<]*{id_}[^<]*</td>", texts)} <= led


def test_an_answer_that_a_notebook_names_is_opened(site: Path, watched: Watched) -> None:
    watched.page.goto((site / "notebooks" / "03_shareability.html").as_uri())
    link = watched.page.locator(".cell_output td a").first
    named = link.inner_text()
    link.click()
    watched.page.locator(".details").wait_for()
    assert named in watched.page.inner_text(".details")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_table_that_is_cut_leads_to_all_its_rows(
    published: Project, site: Path, name: str
) -> None:
    notebook = nbformat.read(published.built / "notebooks" / f"{name}.ipynb", as_version=4)
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    texts = "".join(out.get("data", {}).get("text/html", "") for out in outputs)
    named = [html.unescape(place) for place in re.findall(r'data-whole="([^"]*)"', texts)]
    page = (site / "notebooks" / f"{name}.html").read_text("utf-8")
    captions = re.findall(r"<caption>(.*?)</caption>", page, re.DOTALL)
    led = [re.search(r'href="\.\./([^"]+)"', caption) for caption in captions]
    assert [html.unescape(link[1]) for link in led if link] == named


def test_the_explorer_shows_the_rows_of_a_table_that_is_cut(site: Path, watched: Watched) -> None:
    page = watched.page
    page.goto((site / "notebooks" / "03_shareability.html").as_uri())
    caption = page.locator("caption:has(a[href*=explorer])").first
    rows = re.match(r"全(\d+)行", caption.inner_text())
    caption.locator("a").click()
    page.locator("button.open").first.wait_for()
    assert rows
    assert page.inner_text("#count").endswith(f"うち{rows[1]}件")


def test_every_link_leads_somewhere(site: Path) -> None:
    missing = []
    for page in site.rglob("*.html"):
        for link in [*links(page).links, *links(page).loaded]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not target.is_file() or (
                parts.fragment
                and target.suffix == ".html"
                and "explorer" not in target.name
                and unquote(parts.fragment) not in links(target).places
            ):
                missing.append(f"{page.relative_to(site)}: {link}")
    assert missing == []


def test_every_page_can_be_reached_from_the_first(site: Path) -> None:
    reached, waiting = set(), [site / "index.html"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".html" or not page.is_file():
            continue
        reached.add(page)
        paths = [urlsplit(link) for link in links(page).links]
        waiting += [
            (page.parent / unquote(one.path)).resolve()
            for one in paths
            if one.path and not one.scheme
        ]
    made_by_sphinx = {"genindex.html", "search.html"}
    assert {page for page in site.rglob("*.html") if page.name not in made_by_sphinx} <= reached


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        for loaded in links(page).loaded:
            assert urlsplit(loaded).scheme in ("", "data"), f"{page.name} loads {loaded}"


def test_there_is_one_copy_of_plotly(site: Path) -> None:
    def holds(path: Path) -> bool:
        return b"plotly.js v" in path.read_bytes()[:2000] or path.stat().st_size > 2_000_000

    scripts = [path for path in site.rglob("*") if path.suffix in (".html", ".js") and holds(path)]
    assert scripts == [site / "plotly.min.js"]


def test_what_can_be_downloaded_is_what_is_published(site: Path, published: Project) -> None:
    text = (site / "downloads.html").read_text("utf-8")
    for table in table_names():
        name = f"{table}.csv"
        assert hashes(site / "downloads" / name) == hashes(published.clean / name)
        row = text[text.index(f'href="downloads/{name}"') :].split("</tr>")[0]
        assert f"<p>{len(read_table(table)):,}</p>" in row
    for page in (site / "downloads.html", site / "en" / "downloads.html"):
        offered = {Path(link).name for link in links(page).links if "downloads/" in link}
        assert offered == {path.name for path in (site / "downloads").iterdir()}


def test_a_page_with_a_mistake_leaves_the_site_as_it_was(
    published: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Project(tmp_path / "copy")
    shutil.copytree(published.root, copy.root)
    monkeypatch.chdir(copy.root)
    # Two pages of each language are enough to meet a mistake on one of them.
    for path in (*copy.notebooks.iterdir(), *copy.root.glob("docs/*/*.md")):
        path.unlink()
    page = "# Title\n\n```{toctree}\ncharts\ndictionary\nprefectures\nsharing\n```\n"
    for lang, text in (("ja", page), ("en", f"{page}\n[nowhere](nowhere.md)\n")):
        (copy.root / "docs" / lang / "index.md").write_text(text, "utf-8")
    # So are one chart, and the files to download as they were made already; of what is made for both
    # languages and is not read before a mistake is met, a title.
    downloads = copy.built / "site" / "downloads"
    charts = list(shown(Tables(copy.clean), {"field_status": REPORT["field_status"]}))
    monkeypatch.setattr(publishing, "shown", lambda _: charts)
    monkeypatch.setattr(publishing, "sharing_page", lambda *_: "# Sharing\n")
    titles = [(lang, "prefectures.md", "# Prefectures\n") for lang in LANGS]
    monkeypatch.setattr(publishing, "prefecture_pages", lambda *_: titles)
    monkeypatch.setattr(
        publishing, "_write_downloads", lambda *made: shutil.copytree(downloads, made[-1])
    )
    before = hashes(copy.built / "site")
    with pytest.raises(BadInput, match=r"docs/en.*nowhere"):
        publishing.write_site(copy, lambda _: None)
    assert hashes(copy.built / "site") == before
    assert [path.name for path in copy.built.iterdir() if path.name.startswith(".")] == []
