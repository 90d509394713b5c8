"""The report set as files: drawn only when something changed, described, and legible."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pdfplumber
import plotly.graph_objects as go
import pytest
from numpy.typing import NDArray
from pdfminer.pdftypes import resolve1
from typer.testing import CliRunner

from pictures import resolution
from survey.charts.template import FONTS
from survey.cli import app
from survey.languages import LANGS, Lang
from survey.prefectures import prefecture_named
from survey.problems import BadInput
from survey.project import Project
from survey.publishing import figures
from survey.publishing.figures import draw, drawn_from, missing, read_manifest
from survey.publishing.picture_facts import RESOLUTION
from survey.publishing.report_set import REPORT, Tables

Made = Mapping[str, Mapping[Lang, go.Figure]]
NAMES = ["digital_roles"]


@pytest.fixture(scope="module")
def able_to_draw() -> None:
    assert not missing(), f"{missing()}; {figures.INSTALL}"


def test_what_a_figure_is_drawn_from_changes_with_data_size_and_language(
    tables: Tables, tmp_path: Path
) -> None:
    chart, fewer = REPORT["field_status"], Tables(tmp_path)
    tables.cases.iloc[1:].to_csv(tmp_path / "ai_rpa_cases.csv", index=False, encoding="utf-8-sig")
    made = [
        *chart.make(tables).values(),
        *chart.make(tables, "slide").values(),
        chart.make(fewer)["ja"],
    ]
    assert len(set(map(drawn_from, made))) == len(made)


def test_the_committed_figures_are_those_of_the_tables(project: Project, charts_made: Made) -> None:
    manifest = read_manifest(project.figures)
    assert list(manifest) == list(REPORT)
    for name, made in charts_made.items():
        entry = manifest[name]
        fresh = {lang: drawn_from(made[lang]) for lang in LANGS}
        assert entry["fingerprint"] == fresh, "run `survey figures`"
        assert entry["drawn"] == {f"{name}.png": fresh["ja"], f"{name}.svg": fresh["ja"]}
        for key, told in (("title", "title"), ("alt_text", "alt")):
            assert entry[key] == {lang: made[lang].layout.meta[told] for lang in LANGS}
        assert entry["source"]["ja"].startswith("出典：")
        assert entry["size"] in ("column", "page", "slide")


def test_the_committed_pictures_are_those_that_were_drawn(project: Project) -> None:
    manifest = read_manifest(project.figures)
    told = {file: sha256 for entry in manifest.values() for file, sha256 in entry["sha256"].items()}
    assert told == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in project.figures.iterdir()
        if path.suffix in (".png", ".svg")
    }
    assert sorted(told) == sorted(file for entry in manifest.values() for file in entry["drawn"])


def test_english_and_japanese_words_of_a_chart_hold_the_same_numbers(project: Project) -> None:
    for name, entry in read_manifest(project.figures).items():
        for words in (entry["title"], entry["alt_text"]):
            # Words of the answers stay as they are in English charts; what is said of them does not.
            words |= {"en": re.sub("“[^”]*”", "words", words["en"])}
            assert re.search("[ぁ-ん]", words["ja"]), name
            assert re.search("[A-Za-z]{3,} [a-z]{2,}", words["en"]), name
            assert not re.search("[ぁ-ん、。：]", words["en"]), name
            assert numbers(words["en"]) == numbers(words["ja"]), name


@pytest.mark.parametrize("name", REPORT)
def test_english_and_japanese_charts_draw_the_same_numbers(name: str, charts_made: Made) -> None:
    ja, en = (
        [
            drawn_numbers(trace.get(key))
            for trace in charts_made[name][lang].to_plotly_json()["data"]
            for key in ("x", "y", "z", "customdata")
        ]
        for lang in LANGS
    )
    assert ja
    assert en == ja


def numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d[\d,.]*(?<=\d)", text))


def drawn_numbers(value: Any) -> list[Any]:
    """Return all numbers of the traces of a figure, in order."""
    if isinstance(value, dict):
        return [one for key in sorted(value) for one in drawn_numbers(value[key])]
    if isinstance(value, list | tuple | np.ndarray):
        return [one for item in value for one in drawn_numbers(item)]
    return [value] if isinstance(value, int | float | np.number) else []


def test_html_needs_no_browser_no_network_and_can_be_read_aloud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "missing", lambda: "there is no Chrome or Chromium")
    drawn = draw(tmp_path, NAMES, formats=["html", "png"], lang="en")
    assert [path.name for path in drawn.written] == ["digital_roles_en.html"]
    assert "apt-get install chromium fonts-noto-cjk" in str(drawn.problems[0])
    page = (tmp_path / "digital_roles_en.html").read_text("utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert 'aria-label="Bar chart.' in page
    assert not re.search(r'<(script|link)[^>]+(src|href)="http', page)


def test_a_folder_that_cannot_be_written_to_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="the charts cannot be written"):
        draw(tmp_path / "file" / "out", NAMES, formats=["html"])


def test_a_size_at_which_letters_would_be_too_small_is_refused(tmp_path: Path) -> None:
    names = ["work_prefecture", "digital_roles"]
    drawn = draw(tmp_path, names, formats=["html"], size="slide")
    assert [path.name for path in drawn.written] == ["digital_roles_slide.html"]
    (told,) = drawn.problems
    assert (told.file, told.severity) == ("work_prefecture", "error")
    assert "points at this size; expected at least 14 points" in str(told)
    every = draw(tmp_path, formats=["html"], size="slide").problems
    assert {one.severity for one in every} == {"warning"}, "nobody asked for these alone"
    assert "work_prefecture" in {one.file for one in every}


def test_one_prefecture_is_highlighted_where_it_has_a_place(tmp_path: Path) -> None:
    names = ["prefecture_map", "digital_roles"]
    own = prefecture_named("鳥取")
    drawn = draw(tmp_path, names, formats=["html"], highlight=own, grey=True)
    made = {path.name for path in drawn.written}
    assert made == {"prefecture_map_tottori_grey.html", "digital_roles_grey.html"}
    (told,) = drawn.problems
    assert str(told) == (
        "digital_roles: note: 鳥取県 has no row and no tile in it; it is drawn unchanged"
    )


@pytest.mark.parametrize("option", [["--grey"], ["--highlight", "三重"]])
def test_what_is_drawn_for_one_purpose_never_stands_among_the_report_set(
    option: list[str], project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[tuple[Path, dict[str, Any]]] = []

    def drawn(out: Path, *_: object, **options: Any) -> figures.Drawn:
        called.append((out, options))
        return figures.Drawn()

    monkeypatch.setattr(figures, "draw", drawn)
    monkeypatch.chdir(project.root)
    monkeypatch.setattr(Project, "built", tmp_path)
    for more in ([], ["--out", str(tmp_path / "own")]):
        assert CliRunner().invoke(app, ["figures", *option, *more]).exit_code == 0
    assert [out for out, _ in called] == [tmp_path / "figures", tmp_path / "own"]
    assert [options["whole"] for _, options in called] == [False, False]
    assert CliRunner().invoke(app, ["figures"]).exit_code == 0
    assert called[-1][0] == project.figures


def test_a_mistyped_prefecture_is_told_with_the_nearest() -> None:
    done = CliRunner().invoke(app, ["figures", "--highlight", "鳥鳥県"])
    assert done.exit_code == 1
    assert "did you mean 鳥取県?" in done.output
    for said in ("鳥取県", "鳥取", "31", "Tottori", "tottori", " 鳥取 "):
        assert prefecture_named(said).prefecture == "鳥取県"
    with pytest.raises(BadInput, match="did you mean 三重県"):
        prefecture_named("三重けん")


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["--format", "gif"], ["--lang", "fr"], ["--size", "a4"]]
)
def test_an_unknown_chart_is_wrong_usage_and_the_names_are_told(arguments: list[str]) -> None:
    done = CliRunner().invoke(app, ["figures", *arguments])
    assert done.exit_code == 2
    assert arguments[0] != "nonsense" or "field_status" in done.output


@pytest.mark.browser
@pytest.mark.usefixtures("able_to_draw")
def test_pictures_are_drawn_once_and_again_only_when_they_change(tmp_path: Path) -> None:
    first = draw(tmp_path, NAMES, formats=["png", "svg", "pdf"])
    assert sorted(path.suffix for path in first.written) == [".pdf", ".png", ".svg"]
    before = {
        path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.iterdir()
    }
    again = draw(tmp_path, NAMES)
    assert (again.written, again.kept) == ([], 2)
    after = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.iterdir()}
    assert after == before

    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    manifest[0]["drawn"]["digital_roles.svg"] = "another"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert [path.name for path in draw(tmp_path, NAMES).written] == ["digital_roles.svg"]

    (tmp_path / "digital_roles.png").write_bytes(b"another picture")
    assert [path.name for path in draw(tmp_path, NAMES).written] == ["digital_roles.png"]
    assert (tmp_path / "digital_roles.png").read_bytes() == before["digital_roles.png"][1]

    svg = (tmp_path / "digital_roles.svg").read_text("utf-8")
    assert 'aria-label="横棒グラフ。' in svg
    made = REPORT["digital_roles"].make(Tables())["ja"].layout
    with pdfplumber.open(tmp_path / "digital_roles.pdf") as pdf:
        assert pdf.metadata["Title"] == made.meta["title"]
        assert pdf.metadata["Author"] == "The prefectural-dx-survey contributors"
        assert pdf.metadata["Subject"] == made.meta["foot"][-1]
        (page,) = pdf.pages
        size = (made.width * 0.75, made.height * 0.75)
        assert (page.width, page.height) == pytest.approx(size, abs=1)
        fonts: Any = page.page_obj.resources["Font"]
        assert all(has_its_letters(resolve1(font)) for font in fonts.values())
        assert len(page.chars) > 100
    png = (tmp_path / "digital_roles.png").read_bytes()
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height > 100) == (2000, True)
    assert resolution(png) == (11811, 11811, 1), "pixels a metre: 300 an inch"


@pytest.mark.browser
@pytest.mark.usefixtures("able_to_draw")
def test_no_letter_of_any_chart_is_a_box(charts_made: Made, tmp_path: Path) -> None:
    """Each letter is drawn alone and compared with a letter that no font has."""
    letters = sorted(
        {letter for text in all_texts(charts_made) for letter in text if not letter.isspace()}
    )
    assert len(letters) > 300
    nowhere = "\U000effff"
    shown = [nowhere, *letters]
    cell, across = 32, 40
    down = -(-len(shown) // across)
    figure = go.Figure(layout={"width": cell * across, "height": cell * down})
    figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, plot_bgcolor="white")
    figure.update_xaxes(visible=False, range=[0, across])
    figure.update_yaxes(visible=False, range=[down, 0])
    figure.add_scatter(
        x=[n % across + 0.5 for n in range(len(shown))], mode="text",
        y=[n // across + 0.5 for n in range(len(shown))], textfont={"family": FONTS, "size": 16},
        text=[{"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(letter, letter) for letter in shown],
    )  # fmt: skip
    job = figures._Job("", "letters.png", figure, "page", "")
    figures._photograph([job], tmp_path)
    picture = read_png(tmp_path / "letters.png")
    size = cell * RESOLUTION // 96
    cells = [
        picture[n // across * size :][:size, n % across * size :][:, :size]
        for n in range(len(shown))
    ]
    box = cells[0]
    assert (box < 128).any(), "the letter that no font has is not drawn as a box"
    for letter, drawn in zip(letters, cells[1:], strict=True):
        assert (drawn < 200).any(), f"{letter} is not drawn"
        assert (np.abs(drawn.astype(int) - box) > 60).sum() > 30, f"{letter} is drawn as a box"


def all_texts(charts: Made) -> set[str]:
    found: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, str):
            found.add(re.sub("<[^>]+>", "", value))
        elif isinstance(value, dict):
            for item in value.values():
                collect(item)
        elif isinstance(value, list | tuple):
            for item in value:
                collect(item)

    for chart in charts.values():
        for made in chart.values():
            collect(made.to_plotly_json()["data"])
            collect(list(made.layout.meta.values()))
    return found


def has_its_letters(font: dict[str, Any]) -> bool:
    """Whether a font of a PDF is in the file."""
    if font["Subtype"].name == "Type3":
        return bool(resolve1(font["CharProcs"]))
    (inner,) = resolve1(font.get("DescendantFonts", [font]))
    described = resolve1(resolve1(inner)["FontDescriptor"])
    return any(name.startswith("FontFile") for name in described)


@pytest.mark.browser
@pytest.mark.usefixtures("able_to_draw")
def test_a_slide_is_as_large_as_slides_are(tmp_path: Path) -> None:
    draw(tmp_path, NAMES, formats=["png", "svg", "pdf"], size="slide")
    png = (tmp_path / "digital_roles_slide.png").read_bytes()
    assert struct.unpack(">II", png[16:24]) == (4000, 2250), "13⅓ inches at 300 dpi"
    assert resolution(png) == (11811, 11811, 1)
    svg = (tmp_path / "digital_roles_slide.svg").read_text("utf-8")
    assert 'width="960pt" height="540pt"' in svg[: svg.index(">")]
    with pdfplumber.open(tmp_path / "digital_roles_slide.pdf") as pdf:
        assert (pdf.pages[0].width, pdf.pages[0].height) == pytest.approx((960, 540), abs=1)


def test_every_committed_png_tells_its_resolution(project: Project) -> None:
    for path in project.figures.glob("*.png"):
        png = path.read_bytes()
        assert resolution(png) == (11811, 11811, 1), path.name
        (width,) = struct.unpack(">I", png[16:20])
        assert width == 2000, "170 mm at 300 dpi"


def read_png(path: Path) -> NDArray[np.uint8]:
    """The grey values of an 8-bit RGBA picture."""
    data, at, packed = path.read_bytes(), 8, b""
    width, height = struct.unpack(">II", data[16:24])
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += 12 + length
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + 4 * width)
    picture = np.zeros((height, width, 4), np.uint8)
    above = np.zeros((width, 4), np.int64)
    for y, row in enumerate(rows):
        kind, line = int(row[0]), row[1:].reshape(width, 4).astype(np.int64)
        if kind == 1:
            line = np.cumsum(line, axis=0) % 256
        elif kind == 2:
            line = (line + above) % 256
        elif kind in (3, 4):
            left = upper_left = np.zeros(4, np.int64)
            for x in range(width):
                up = above[x]
                if kind == 3:
                    guess = (left + up) // 2
                else:
                    near = np.abs(
                        np.stack([up - upper_left, left - upper_left, left + up - 2 * upper_left])
                    )
                    guess = np.where(
                        (near[0] <= near[1]) & (near[0] <= near[2]), left,
                        np.where(near[1] <= near[2], up, upper_left),
                    )  # fmt: skip
                line[x] = (line[x] + guess) % 256
                left, upper_left = line[x], up
        picture[y], above = line, line
    grey: NDArray[np.uint8] = picture[:, :, :3].mean(axis=2).astype(np.uint8)
    return grey
