"""The site: every link leads somewhere, every chart is drawn, and nothing leaves the machine."""

from __future__ import annotations

import base64
import functools
import html
import http.server
import re
import struct
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import nbformat
import pandas as pd
import pdfplumber
import pytest
from playwright.sync_api import Browser, Download, Locator, Page

from browsing import DESKTOP, PHONE, Watched, accessibility
from conftest import hashes
from pictures import resolution
from survey.analysis.offers import first_offers
from survey.analysis.openings import open_to_others
from survey.analysis.sharing_potential import sharing_potential, who_to_ask
from survey.prefectures import prefectures
from survey.problems import BadInput
from survey.project import Project, find_project
from survey.publishing.facets import answers
from survey.publishing.notebooks import notebook_paths
from survey.publishing.pages.words import words
from survey.publishing.report_set import EDITION, REPORT, Tables
from survey.publishing.site import write_site
from survey.tables.frames import read_table
from survey.tables.schemas import table_names

pytestmark = pytest.mark.browser
NOTEBOOKS = [path.stem for path in notebook_paths(find_project())]
PLOTLY = "application/vnd.plotly.v1+json"


@pytest.fixture(scope="module")
def site(published: Project) -> Path:
    return published.built / "site"


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A page; when the test ends nothing may have gone wrong on it."""
    one = Watched(browser, DESKTOP)
    yield one
    one.context.close()
    assert one.wrong == []


class Links(HTMLParser):
    """Collects what a page links to and loads, and the places on it that can be linked to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "href" and value and tag == "a":
                self.links.append(value)
            elif (name == "src" or (name == "href" and tag == "link")) and value:
                self.loaded.append(value)
            elif name in ("id", "name") and value:
                self.places.add(value)


@functools.cache
def links(page: Path) -> Links:
    found = Links()
    found.feed(page.read_text("utf-8"))
    return found


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
    expected.update(f"row={each}" for each in offers["id"].dropna())
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


def charts_drawn(page: Page) -> int:
    """Draw all charts of a page, as for printing, and return how many there are."""
    page.wait_for_function("window.Plotly")
    page.wait_for_load_state("load")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    wanted = page.locator(".chart").count()
    page.wait_for_function(
        f"document.querySelectorAll('.chart .main-svg .bglayer').length >= {wanted}"
    )
    return page.locator(".chart .plotly-graph-div, .chart .js-plotly-plot").count()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_page_shows_all_its_charts_and_tables(
    published: Project, site: Path, watched: Watched, name: str
) -> None:
    notebook = nbformat.read(published.built / "notebooks" / f"{name}.ipynb", as_version=4)
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    charts = [out for out in outputs if PLOTLY in out.get("data", {})]
    watched.page.goto((site / "notebooks" / f"{name}.html").as_uri())
    if charts:
        assert charts_drawn(watched.page) == len(charts)
    tables = [out for out in outputs if "<table" in out.get("data", {}).get("text/html", "")]
    assert watched.page.locator(".cell_output table").count() >= len(tables)
    text = watched.page.inner_text("article")
    assert " object at 0x" not in text
    assert "**" not in text
    assert all(
        label
        for label in watched.page.locator(".chart").evaluate_all(
            "all => all.map(one => one.ariaLabel)"
        )
    )


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_report_set_is_drawn_in_both_languages(site: Path, watched: Watched, lang: str) -> None:
    watched.page.goto((site / ("" if lang == "ja" else lang) / "charts.html").as_uri())
    assert charts_drawn(watched.page) == len(REPORT)
    assert watched.page.get_attribute("html", "lang") == lang


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_address_of_a_chart_leads_to_it_and_stays_there(
    site: Path, browser: Browser, size: tuple[int, int]
) -> None:
    page = browser.new_context(viewport={"width": size[0], "height": size[1]}).new_page()
    page.goto(f"{(site / 'charts.html').as_uri()}#shared_systems")
    page.locator("#shared_systems .js-plotly-plot").wait_for()
    page.wait_for_timeout(300)
    place = page.locator("#shared_systems").bounding_box()
    assert place is not None
    assert 0 <= place["y"] < 150
    page.context.close()


def page_of_charts(site: Path, watched: Watched, after: str = "", lang: str = "ja") -> Page:
    """Open the page of the charts, with a clipboard that tells what was copied."""
    watched.page.add_init_script(
        "window.copied = []; Object.defineProperty(navigator, 'clipboard', "
        "{ value: { writeText: async (text) => { copied.push(text); } } })"
    )
    watched.page.goto(f"{(site / ('' if lang == 'ja' else lang) / 'charts.html').as_uri()}{after}")
    watched.page.wait_for_function("window.Plotly")
    return watched.page


def saved(page: Page, chart: str, form: str, size: str = "page", grey: bool = False) -> Path:
    """Save a chart as a reader does, and return the file."""
    box = choices(page, chart)
    box.locator("[name=size]").select_option(size)
    box.locator("[name=colours]").select_option("grey" if grey else "")
    with page.expect_download() as download:
        box.locator(f".more button[value={form}]").click()
    return named(download.value)


def choices(page: Page, chart: str) -> Locator:
    """What a chart can be saved as, with the other sizes and forms opened."""
    box = page.locator(f"section#{chart} .save")
    if box.locator(".more").get_attribute("open") is None:
        box.locator(".more summary").click()
    return box


def named(download: Download) -> Path:
    """The file that was saved, by its name."""
    path = download.path()
    return path.rename(path.with_name(download.suggested_filename))


@pytest.mark.parametrize(
    ("lang", "label", "name", "grey"),
    [
        ("ja", "スライド用（白黒）", "field_status_slide_grey.png", True),
        ("ja", "スライド用", "field_status_slide.png", False),
        ("en", "Slide, grey", "field_status_en_slide_grey.png", True),
    ],
)
def test_a_chart_is_saved_for_a_slide_by_one_button(
    site: Path, watched: Watched, lang: str, label: str, name: str, grey: bool
) -> None:
    page = page_of_charts(site, watched, "#field_status", lang)
    page.locator("section#field_status .main-svg").first.wait_for()
    section = page.locator("section#field_status")
    section.get_by_role("button", name=label, exact=True).focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    path = named(download.value)
    assert path.name == name
    png = path.read_bytes()
    assert struct.unpack(">II", png[16:24]) == (4000, 2250), "300 dpi"
    assert (coloured(page, png) == 0) == grey


def coloured(page: Page, png: bytes) -> int:
    """How many pixels of a picture are not grey."""
    number = page.evaluate(
        """async (address) => {
          const image = new Image();
          image.src = address;
          await image.decode();
          const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, image.width, image.height);
          let number = 0;
          for (let at = 0; at < data.length; at += 4) {
            if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) number++;
          }
          return number;
        }""",
        f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}",
    )
    return int(number)


def test_no_button_saves_a_size_that_cannot_be_read(site: Path, watched: Watched) -> None:
    page = page_of_charts(site, watched)
    for chart, sizes in (("work_prefecture", ["page"]), ("field_status", ["page", "slide"])):
        buttons = page.locator(f"section#{chart} [data-size]")
        offered = buttons.evaluate_all("all => all.map(one => one.dataset.size)")
        assert offered == [size for size in sizes for _ in ("colour", "grey")]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_chart_stands_at_its_name_and_has_its_title_once(
    site: Path, watched: Watched, lang: str
) -> None:
    page = page_of_charts(site, watched, "#shared_systems", lang)
    section = page.locator("section#shared_systems")
    section.locator(".main-svg").first.wait_for()
    assert section.locator("h2 a.headerlink").get_attribute("href") == "#shared_systems"
    assert section.locator("h2 a.headerlink").is_visible()
    title = section.locator("h2").inner_text().removesuffix("#").strip()
    drawn = section.locator(".main-svg").all_text_contents()
    assert title[:8] not in "".join(drawn)
    assert len(REPORT) == page.locator("section > h2").count()
    found = links(site / ("" if lang == "ja" else lang) / "charts.html").places
    assert set(REPORT) <= found


@pytest.mark.parametrize(
    ("size", "grey", "pixels", "name"),
    [
        ("page", False, 2000, "sharing_reasons.png"),
        ("column", True, 1000, "sharing_reasons_column_grey.png"),
        ("slide", False, 4000, "sharing_reasons_slide.png"),
    ],
)
def test_a_picture_is_saved_as_large_as_it_is_printed(
    site: Path, watched: Watched, size: str, grey: bool, pixels: int, name: str
) -> None:
    page = page_of_charts(site, watched)
    path = saved(page, "sharing_reasons", "png", size, grey)
    assert path.name == name
    png = path.read_bytes()
    assert struct.unpack(">I", png[16:20]) == (pixels,)
    assert resolution(png) == (11811, 11811, 1), "300 dpi"
    svg = saved(page, "sharing_reasons", "svg", size, grey)
    assert svg.stem == path.stem
    text = svg.read_text("utf-8")
    width = {"page": "640", "column": "320", "slide": "960pt"}[size]
    head = text[: text.index(">")]
    assert f'width="{width}"' in head
    assert 'aria-label="横棒グラフ。' in head
    made = REPORT["sharing_reasons"].make(Tables())["ja"].layout.meta
    assert made["title"][:8] in text, "a saved picture has its title"
    fills = set(re.findall(r"fill: rgb\((\d+), (\d+), (\d+)\)", text))
    assert fills
    assert all(len(set(fill)) == 1 for fill in fills) == grey


def test_a_picture_saved_from_the_page_has_the_numbers_of_the_committed_one(
    site: Path, watched: Watched
) -> None:
    path = saved(page_of_charts(site, watched), "field_status", "svg")
    own, committed = (
        re.findall(r">([^<>]+)</t(?:ext|span)>", one.read_text("utf-8"))
        for one in (path, site / "figures" / "field_status.svg")
    )
    assert own == committed != []


def test_a_size_that_cannot_be_read_is_not_offered_and_it_is_said_why(
    site: Path, watched: Watched
) -> None:
    page = page_of_charts(site, watched)
    for chart, offered in (("work_prefecture", False), ("field_status", True)):
        box = page.locator(f"section#{chart} .save")
        values = box.locator("[name=size] option").evaluate_all("all => all.map(one => one.value)")
        assert ("slide" in values) == offered
        assert box.locator(".refused").is_visible() != offered
    assert "配布資料" in page.inner_text("section#work_prefecture .refused")


def test_grey_is_seen_before_it_is_saved(site: Path, watched: Watched) -> None:
    page = page_of_charts(site, watched, "#field_status")
    chart = page.locator("section#field_status .chart")
    chart.locator(".main-svg .bars path").first.wait_for()
    choices(page, "field_status")

    def is_grey() -> bool:
        fills = chart.locator(".main-svg .bars path").evaluate_all(
            "all => all.map(one => getComputedStyle(one).fill.match(/[0-9.]+/g).slice(0, 3))"
        )
        assert fills
        return all(len(set(fill)) == 1 for fill in fills)

    colours = page.locator("section#field_status [name=colours]")
    assert not is_grey()
    colours.select_option("grey")
    assert is_grey()
    page.set_viewport_size({"width": 500, "height": 900})
    page.wait_for_timeout(300)
    assert is_grey()
    colours.select_option("")
    assert not is_grey()


def test_a_pdf_that_has_to_be_printed_says_so(site: Path, watched: Watched) -> None:
    page = page_of_charts(site, watched)
    box = choices(page, "field_status")
    button = box.locator("button[value=pdf]")
    assert button.inner_text() == "PDF"
    box.locator("[name=colours]").select_option("grey")
    assert button.inner_text() == "印刷画面でPDFに保存"
    box.locator("[name=colours]").select_option("")
    box.locator("[name=size]").select_option("column")
    assert button.inner_text() == "印刷画面でPDFに保存"


@pytest.mark.parametrize(
    ("size", "points"), [("page", 480), ("column", 240), ("slide", 960)]
)  # 170 mm, 85 mm, 13⅓ inches
def test_a_chart_alone_is_printed_on_paper_of_its_size(
    site: Path, watched: Watched, tmp_path: Path, size: str, points: int
) -> None:
    page = page_of_charts(site, watched, f"?only=field_status&size={size}&grey=1")
    page.locator("body > .chart .main-svg").first.wait_for()
    title = REPORT["field_status"].make(Tables())["ja"].layout.meta["title"]
    assert page.title() == title
    page.pdf(path=tmp_path / "chart.pdf", prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "chart.pdf") as document:
        (paper,) = document.pages
        assert paper.width == pytest.approx(points, abs=1)
        assert document.metadata["Title"] == title
        assert paper.chars
        assert max(char["x1"] for char in paper.chars) < points
        assert min(char["top"] for char in paper.chars) > 5, "the title is not cut off"
        assert min(char["size"] for char in paper.chars) > 5
        colours = [rect["non_stroking_color"] for rect in [*paper.rects, *paper.curves]]
        assert all(len(set(colour)) == 1 for colour in colours if colour)


def test_the_pdf_of_a_chart_says_what_it_is(served: str, watched: Watched) -> None:
    watched.page.goto(f"{served}/charts.html")
    path = saved(watched.page, "field_status", "pdf")
    assert path.name == "field_status.pdf"
    with pdfplumber.open(path) as document:
        made = REPORT["field_status"].make(Tables())["ja"].layout
        assert document.metadata["Title"] == made.meta["title"]
        assert document.metadata["Author"] == "The prefectural-dx-survey contributors"
        assert document.pages[0].width == pytest.approx(480, abs=1)


def test_another_pdf_is_printed_alone(site: Path, watched: Watched) -> None:
    page = page_of_charts(site, watched)
    box = choices(page, "field_status")
    box.locator("[name=size]").select_option("slide")
    with page.context.expect_page() as opened:
        box.locator("button[value=pdf]").click()
    asked = parse_qs(urlsplit(opened.value.url).query)
    assert asked == {"only": ["field_status"], "size": ["slide"], "print": ["1"]}


def test_title_source_and_code_to_embed_are_copied(site: Path, watched: Watched) -> None:
    page = page_of_charts(site, watched)
    box = page.locator("section#field_status .save")
    box.locator("button[value=cite]").click()
    assert box.locator("[role=status]").inner_text() == "コピーしました"
    box.locator(".embed summary").click()
    box.locator("button[value=embed]").click()
    page.wait_for_function("copied.length == 2")
    cited, code = page.evaluate("copied")
    meta = REPORT["field_status"].make(Tables())["ja"].layout.meta
    assert cited == f"{meta['title']}\n{meta['foot'][-1]}"
    assert cited.count("出典：") == 1
    page.set_content(code)
    frame = page.locator("iframe")
    assert frame.get_attribute("title") == meta["title"]
    address = frame.get_attribute("src") or ""
    page.goto(address)
    page.locator("body > .chart .main-svg").first.wait_for()
    assert page.locator("article").is_hidden()
    assert page.locator(".chart:visible").count() == 1


def test_a_chart_fits_a_phone_and_is_drawn_again_when_there_is_room(
    site: Path, watched: Watched
) -> None:
    page = page_of_charts(site, watched, "#work_prefecture")
    for width, drawn in ((PHONE[0], 320), (DESKTOP[0], 640), (PHONE[0], 320)):
        page.set_viewport_size({"width": width, "height": 900})
        shown = page.locator("section#work_prefecture .main-svg").first
        page.wait_for_function(
            "width => document.querySelector('section#work_prefecture .main-svg')"
            "?.getAttribute('width') == width",
            arg=drawn,
        )
        box = shown.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_the_rows_of_the_data_of_a_chart_lead_to_their_answers(
    site: Path, watched: Watched
) -> None:
    page = page_of_charts(site, watched)
    section = page.locator("section#field_status")
    section.locator("details.data summary").click()
    row = section.locator("tbody tr").first
    total = row.locator("td").nth(5).inner_text()
    row.locator("a").click()
    page.locator("button.open").first.wait_for()
    assert page.inner_text("#count").endswith(f"うち{total}件")


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


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The address of the site in a folder of a web server."""
    handler = functools.partial(Quiet, directory=str(site.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/site"
        finally:
            server.shutdown()


def test_it_works_from_a_folder_of_a_web_server(served: str, watched: Watched) -> None:
    watched.page.goto(f"{served}/en/charts.html")
    assert charts_drawn(watched.page) == len(REPORT)
    watched.page.goto(f"{served}/en/explorer.html#prefecture=24")
    watched.page.locator("button.open").first.wait_for()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


PAGES = [
    *(f"{name}.html" for name in ("index", "charts", "sharing", "downloads", "dictionary", "caveats", "method",
                                  "standards", "search", "prefectures", "prefectures/tottori",
                                  "prefectures/mie", "prefectures/niigata", "en/prefectures",
                                  "en/prefectures/mie", "en/index", "en/charts", "en/downloads",
                                  "en/dictionary", "en/caveats", "en/method", "en/architecture")),
    *(f"notebooks/{name}.html" for name in NOTEBOOKS),
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_nothing_stands_in_the_way_of_anybody(browser: Browser, site: Path, name: str) -> None:
    one = Watched(browser, PHONE)
    one.page.goto((site / name).as_uri())
    for width, height in (PHONE, DESKTOP):
        one.page.set_viewport_size({"width": width, "height": height})
        one.page.wait_for_function(f"document.documentElement.scrollWidth <= {width}")
        assert accessibility(one.page) == []
    one.context.close()
    assert one.wrong == []


def test_a_page_with_a_mistake_leaves_the_site_as_it_was(
    published: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    copy = Project(tmp_path / "copy")
    shutil.copytree(published.root, copy.root)
    monkeypatch.chdir(copy.root)
    # Two pages of each language are enough to meet a mistake on one of them.
    for path in (*copy.notebooks.iterdir(), *copy.root.glob("docs/*/*.md")):
        path.unlink()
    page = "# Title\n\n```{toctree}\ncharts\ndictionary\nprefectures\nsharing\n```\n"
    for lang, text in (("ja", page), ("en", f"{page}\n[nowhere](nowhere.md)\n")):
        (copy.root / "docs" / lang / "index.md").write_text(text, "utf-8")
    before = hashes(copy.built / "site")
    with pytest.raises(BadInput, match=r"docs/en.*nowhere"):
        write_site(copy, lambda _: None)
    assert hashes(copy.built / "site") == before
    assert [path.name for path in copy.built.iterdir() if path.name.startswith(".")] == []
