"""The charts of the site: each is drawn, stands at its name, and is saved and printed as promised."""

from __future__ import annotations

import base64
import functools
import http.server
import re
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import nbformat
import pdfplumber
import pytest
from playwright.sync_api import Browser, BrowserContext, Download, Locator, Page

from browsing import DESKTOP, PHONE, Watched
from pictures import resolution
from site_links import links
from survey.project import Project, find_project
from survey.publishing.notebooks import notebook_paths
from survey.publishing.report_set import REPORT, Tables

pytestmark = pytest.mark.browser
NOTEBOOKS = [path.stem for path in notebook_paths(find_project())]
PLOTLY = "application/vnd.plotly.v1+json"


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
    site: Path, context: BrowserContext, size: tuple[int, int]
) -> None:
    page = Watched(context, size).page
    page.goto(f"{(site / 'charts.html').as_uri()}#shared_systems")
    page.locator("#shared_systems .js-plotly-plot").wait_for()
    page.wait_for_timeout(300)
    place = page.locator("#shared_systems").bounding_box()
    assert place is not None
    assert 0 <= place["y"] < 150


def page_of_charts(site: Path, watched: Watched, after: str = "", lang: str = "ja") -> Page:
    """Open the page of the charts, with a clipboard that tells what was copied."""
    watched.page.add_init_script(
        "window.copied = []; Object.defineProperty(navigator, 'clipboard', "
        "{ value: { writeText: async (text) => { copied.push(text); } } })"
    )
    watched.page.goto(f"{(site / ('' if lang == 'ja' else lang) / 'charts.html').as_uri()}{after}")
    watched.page.wait_for_function("window.Plotly")
    return watched.page


@pytest.fixture(scope="module")
def open_charts(browser: Browser, site: Path) -> Iterator[Watched]:
    """The page of the charts, for all tests that read it or choose all that they save."""
    context = browser.new_context(reduced_motion="reduce")
    watched = Watched(context, DESKTOP)
    page_of_charts(site, watched)
    yield watched
    context.close()


@pytest.fixture
def charts(open_charts: Watched) -> Iterator[Page]:
    yield open_charts.page
    assert open_charts.wrong == []


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


def test_no_button_saves_a_size_that_cannot_be_read(charts: Page) -> None:
    for chart, sizes in (("work_prefecture", ["page"]), ("field_status", ["page", "slide"])):
        buttons = charts.locator(f"section#{chart} [data-size]")
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
    charts: Page, size: str, grey: bool, pixels: int, name: str
) -> None:
    path = saved(charts, "sharing_reasons", "png", size, grey)
    assert path.name == name
    png = path.read_bytes()
    assert struct.unpack(">I", png[16:20]) == (pixels,)
    assert resolution(png) == (11811, 11811, 1), "300 dpi"
    svg = saved(charts, "sharing_reasons", "svg", size, grey)
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
    site: Path, charts: Page
) -> None:
    path = saved(charts, "field_status", "svg")
    own, committed = (
        re.findall(r">([^<>]+)</t(?:ext|span)>", one.read_text("utf-8"))
        for one in (path, site / "figures" / "field_status.svg")
    )
    assert own == committed != []


def test_a_size_that_cannot_be_read_is_not_offered_and_it_is_said_why(charts: Page) -> None:
    for chart, offered in (("work_prefecture", False), ("field_status", True)):
        box = charts.locator(f"section#{chart} .save")
        values = box.locator("[name=size] option").evaluate_all("all => all.map(one => one.value)")
        assert ("slide" in values) == offered
        assert box.locator(".refused").is_visible() != offered
    assert "配布資料" in charts.inner_text("section#work_prefecture .refused")


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
