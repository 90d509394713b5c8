"""Charts of the report set: what they say, in which colours, and that nothing is cut off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from survey import charts
from survey.analysis.cross_tables import crosstab
from survey.analysis.keyness import keyness
from survey.analysis.word_distances import word_map, word_tree
from survey.charts.fitting import fit
from survey.charts.greys import greyed, greys, lightness
from survey.charts.highlighting import highlighted
from survey.charts.legibility import unreadable
from survey.charts.lettering import half_width, text_width, wrap
from survey.charts.placing import places
from survey.charts.template import FONTS, PAGE_HEIGHT, PALETTES, SIZES, Size, ink_on, luminance
from survey.charts.tile_map import tile_grid
from survey.charts.wording import sentences
from survey.languages import LANGS, Lang
from survey.prefectures import prefecture_named, prefectures
from survey.project import find_project
from survey.publishing.figures import drawn_from
from survey.publishing.report_set import REPORT, Tables
from survey.reading.sources import load_sources
from survey.tables.tallies import tally

Made = Mapping[str, Mapping[Lang, go.Figure]]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", REPORT)
def test_every_chart_says_what_it_shows(name: str, lang: Lang, charts_made: Made) -> None:
    meta = charts_made[name][lang].layout.meta
    assert meta["title"]
    assert meta["subtitle"]
    assert meta["title"] in meta["alt"]
    sources = load_sources(find_project().raw).values()
    named = [s.citation if lang == "ja" else s.publisher_en for s in sources]
    first = "出典：" if lang == "ja" else "Source: "
    assert meta["foot"][-1].startswith(tuple(first + name for name in named))
    assert len(charts_made[name][lang].data) > 0
    assert charts_made[name][lang].layout.template.layout.font.family == FONTS


def test_every_chart_function_is_in_the_report_set_and_has_sentences() -> None:
    own = {"bars", "heat_map", "japan", "lines", "network"}
    drawn = {name for name in charts.__all__ if not name.isupper()} - own
    others = {
        "status_moves", "cross_table", "keyness_plot", "word_dendrogram", "word_map_plot",
        "correspondence_plot",
    }  # fmt: skip
    assert drawn == set(REPORT) | others == set(sentences().charts)


def test_no_number_is_typed_into_a_sentence() -> None:
    for name, text in sentences().charts.items():
        for sentence in (*text.title.values(), *text.subtitle.values()):
            # The year of a document is no count.
            told = re.sub(r"\{[^}]*\}|20[0-9]{2}(?=年|～|,|–| |$)", "", sentence)
            assert not re.search(r"[0-9０-９]", told), name


def test_titles_carry_counts_of_the_frame(tables: Tables, tmp_path: Path) -> None:
    half = tables.cases.iloc[::2]
    half.to_csv(tmp_path / "ai_rpa_cases.csv", index=False, encoding="utf-8-sig")
    for cases in (tables.cases, Tables(tmp_path).cases):
        meta = charts.prefecture_map(tally(cases, "prefecture")).layout.meta
        assert f"全{len(cases)}件" in meta["subtitle"]
        assert meta["title"].startswith(f"{cases['prefecture_code'].nunique()}都道府県")


def test_a_prefecture_without_an_answer_is_shown_as_such(charts_made: Made, tables: Tables) -> None:
    silent = 47 - tables.cases["prefecture_code"].nunique()
    for name in ("status_by_prefecture", "technology_prefecture", "work_prefecture"):
        texts = [text for trace in charts_made[name]["ja"].data for text in trace.text or ()]
        assert sum("回答なし" in text for text in texts) == silent == 1


@pytest.mark.parametrize(("lang", "said"), [("ja", "回答なし"), ("en", "no answer")])
@pytest.mark.parametrize(
    ("name", "table"), [("prefecture_map", "ai_rpa_cases"), ("bodies", "organizations")]
)
def test_a_map_tells_who_gave_no_answer_when_pointed_at(
    name: str, table: str, lang: Lang, said: str, charts_made: Made, tables: Tables
) -> None:
    counts = tally(tables.answers(table), "prefecture")
    names = "prefecture" if lang == "ja" else "prefecture_en"
    hovers = [text for trace in charts_made[name][lang].data for text in trace.hovertext or ()]
    told = {text.removesuffix(f" {said}") for text in hovers if text.endswith(said)}
    assert told == set(counts.loc[~counts["answered"], names]) != set()


@pytest.mark.parametrize("name", REPORT)
def test_an_empty_table_gives_a_chart_that_says_so(name: str, tables: Tables) -> None:
    draw = getattr(charts, name)
    frame = tables.cases.iloc[:0]
    rest: list[Any] = [frame] if name == "cooccurrence_network" else []
    missing = draw(tally(frame, "fild"), *rest)
    assert missing.layout.meta["title"] == "表に列「fild」がないため、表示できません"
    assert not missing.data
    rows = REPORT[name].frames(tables)[0]
    nothing = draw(rows.iloc[:0], *rest, lang="en")
    assert nothing.layout.meta["title"] == "There is no data to show"


def test_a_status_has_the_same_place_and_colour_in_every_chart(
    charts_made: Made,
) -> None:
    for name in ("status_by_prefecture", "field_status", "work_status"):
        bars = [trace for trace in charts_made[name]["ja"].data if trace.type == "bar"]
        assert [bar.name for bar in bars] == ["導入済", "導入予定", "実証中", "実証予定", "検討中"]
        assert [bar.marker.color for bar in bars] == list(PALETTES["adoption_status"].values())


@pytest.mark.parametrize("name", PALETTES)
def test_colours_are_told_apart_in_grey(name: str) -> None:
    for one, other in combinations(PALETTES[name].values(), 2):
        assert abs(lightness(one) - lightness(other)) >= 9, (one, other)


SIMULATED = {  # Machado, Oliveira and Fernandes (2009), severity 1
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


@pytest.mark.parametrize("vision", SIMULATED)
@pytest.mark.parametrize("name", PALETTES)
def test_colours_are_told_apart_by_the_colour_blind(name: str, vision: str) -> None:
    def seen(colour: str) -> Any:
        parts = np.array([int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)])
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return np.clip(np.array(SIMULATED[vision]) @ linear, 0, 1) ** (1 / 2.2)

    for one, other in combinations(PALETTES[name].values(), 2):
        assert np.linalg.norm(seen(one) - seen(other)) > 0.1, (one, other)


@pytest.mark.parametrize("name", PALETTES)
def test_numbers_are_legible_on_their_segments(name: str) -> None:
    for colour in PALETTES[name].values():
        light, dark = sorted((luminance(colour), luminance(ink_on(colour))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3.4, colour


def test_the_map_of_tiles_is_one_people_know() -> None:
    grid = tile_grid()
    assert list(grid) == [p.prefecture_code for p in prefectures()]
    assert len({spot[:2] for spot in grid.values()}) == 47
    assert all(p.prefecture.startswith(grid[p.prefecture_code][2]) for p in prefectures())
    hokkaido, okinawa = grid["01"], grid["47"]
    assert hokkaido[0] == max(x for x, _, _ in grid.values())
    assert hokkaido[1] == 1
    assert okinawa[0] == 1
    assert okinawa[1] == max(y for _, y, _ in grid.values())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", REPORT)
def test_charts_fit_their_paper_and_titles_are_not_cut_off(
    name: str, size: Size, charts_made: Made
) -> None:
    for lang in LANGS:
        figure = fit(go.Figure(charts_made[name][lang]), size)
        width, height, font = SIZES[size]
        assert figure.layout.width == width
        assert figure.layout.height == height if height else figure.layout.height <= PAGE_HEIGHT
        title = figure.layout.annotations[0].text.split("<br>")
        assert all(1.3 * font * text_width(line) <= width for line in title)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", REPORT)
def test_every_letter_can_be_read_on_paper_and_on_each_slide_that_is_not_refused(
    name: str, lang: Lang, charts_made: Made
) -> None:
    for size in ("column", "page"):
        figure = fit(go.Figure(charts_made[name][lang]), size)
        assert unreadable(figure, size, name) is None
        assert min(letters(figure)) * 0.75 >= 5.99
    slide = fit(go.Figure(charts_made[name][lang]), "slide")
    if unreadable(slide, "slide", name) is None:
        assert min(letters(slide, without_foot=True)) >= 13.99


def letters(figure: go.Figure, without_foot: bool = False) -> list[float]:
    """Return the sizes of all texts, found without the code that sets them."""
    held = figure.to_plotly_json()
    notes = held["layout"]["annotations"]
    if without_foot:
        notes = [note for note in notes if not re.search("出典：|Source: ", note["text"])]
    sizes = [note.get("font", {}).get("size", held["layout"]["font"]["size"]) for note in notes]
    sizes += [
        axis["tickfont"]["size"] for key, axis in held["layout"].items()
        if re.match("[xy]axis", key) and "tickfont" in axis and axis.get("visible") is not False
    ]  # fmt: skip
    sizes += [
        trace["textfont"]["size"] for trace in held["data"]
        if "size" in trace.get("textfont", {}) and any(map(str.strip, trace.get("text", [])))
    ]  # fmt: skip
    return sizes


def test_a_size_is_refused_for_letters_or_panels_that_are_too_small(charts_made: Made) -> None:
    slides = {name: fit(go.Figure(made["ja"]), "slide") for name, made in charts_made.items()}
    refused = {name for name in slides if unreadable(slides[name], "slide", name)}
    assert {"work_prefecture", "bodies", "nagasaki_indicators"} <= refused
    assert not {"field_status", "cooccurrence_network", "nagasaki_rpa_and_cloud"} & refused
    page = go.Figure(charts_made["field_status"]["ja"])
    page.data[-1].textfont.size = 7.9
    told = unreadable(page, "page", "field_status")
    assert told is not None
    assert "its letters would have 5.9 points at this size; expected at least 6 points" in str(told)


@pytest.mark.parametrize("name", REPORT)
def test_greys_are_told_apart_and_letters_in_them_are_read(name: str, charts_made: Made) -> None:
    figure = charts_made[name]["ja"]
    known = greys(figure)
    for colour, grey in known.items():
        assert len({grey[n : n + 2] for n in (1, 3, 5)}) == 1
        assert ink_on(grey) == ink_on(colour)
        light, dark = sorted((luminance(grey), luminance(ink_on(grey))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3.3
    for (one, own), (other, its) in combinations(known.items(), 2):
        if min(map(luminance, (one, other))) < 0.8:
            assert abs(lightness(own) - lightness(its)) >= 7, (one, other)
        if ink_on(one) == ink_on(other):
            assert (luminance(one) < luminance(other)) == (luminance(own) < luminance(its))
    text = greyed(figure).to_json()
    assert not set(known) & {colour.upper() for colour in re.findall("#[0-9A-Fa-f]{6}", text)}


def test_greys_that_would_be_alike_are_spread() -> None:
    figure = go.Figure()
    for colour in ("#D55E00", "#009E73", "#CC79A7", "#0072B2"):
        figure.add_bar(x=[1], marker_color=colour)
    apart = sorted(lightness(grey) for grey in greys(figure).values())
    assert min(b - a for a, b in pairwise(apart)) >= 9


ROWS_OR_TILES = {
    "status_by_prefecture", "prefecture_map", "technology_prefecture", "work_prefecture",
    "shareability_by_prefecture", "jobs_to_share", "shared_by_prefectures", "bodies", "systems_prefecture",
    "measures_2015",
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", REPORT)
def test_one_prefecture_is_in_colour_and_the_others_in_grey(
    name: str, lang: Lang, charts_made: Made
) -> None:
    mie = prefecture_named("三重県")
    figure = charts_made[name][lang]
    before = drawn_from(figure)
    made = highlighted(figure, mie)
    assert drawn_from(figure) == before, "the figure that was given stays"
    if name not in ROWS_OR_TILES:
        assert made is None
        return
    assert made is not None
    assert ("三重県を太字で" if lang == "ja" else "Mie is in bold") in made.layout.meta["alt"]
    tiled = "tiles" in made.layout.meta
    column, line, _ = tile_grid()["24"]
    labels = list(made.layout.meta["labels"])
    row = line if tiled else labels.index("三重県" if lang == "ja" else "Mie")
    kept = others = 0
    for own, plain in zip(made.data, figure.data, strict=True):
        if own.type != "bar":
            continue
        spots = zip(own.x, own.base or [0] * len(own.x), own.y, strict=True)
        colours = np.broadcast_to(plain.marker.color, len(own.x))
        for (x, base, y), now, was in zip(spots, own.marker.color, colours, strict=True):
            if abs(y - row) < 0.5 and (not tiled or abs(base + x / 2 - column) < 0.5):
                assert now == was
                kept += 1
            else:
                assert len({now[n : n + 2] for n in (1, 3, 5)}) == 1
                others += 1
    assert others > kept > 0


def test_a_prefecture_that_a_chart_does_not_show_is_not_highlighted(charts_made: Made) -> None:
    figure = charts_made["shareability_by_prefecture"]["ja"]
    assert highlighted(figure, prefecture_named("新潟県")) is None, "it gave no answer"


IN_USE: Mapping[Lang, str] = {"ja": "導入済の事例", "en": "cases in use"}


def test_words_of_a_part_stand_with_occurrences_and_prefectures(tables: Tables) -> None:
    found = keyness(tables.cases, tables.cases["adoption_status_code"] == 1)
    meta = charts.keyness_plot(found, IN_USE).layout.meta
    assert meta["title"] == "導入済の事例に特徴的な語：送付、旅費"
    assert "（211件、39都道府県）に、ほかの回答（146件、34都道府県）より" in meta["subtitle"]
    assert "出現回数：メール 39、送付 16" in meta["alt"]
    figure = charts.keyness_plot(found, IN_USE, "en", words=9)
    assert figure.layout.meta["bar_panels"][0]["labels"] == found["term"].head(9).tolist()
    assert list(figure.data[0].x) == found["log_likelihood"].head(9).tolist()
    beside = dict(zip(found["term"], figure.data[-1].text, strict=False))
    assert beside["メール"] == " 39 [12]"
    assert beside["編成"] == " 8 [2]*", "two prefectures are few"
    assert "*: fewer than 3 prefectures." in figure.layout.meta["foot"][0]


def test_a_word_of_one_prefecture_or_of_styles_is_paler_and_in_no_title(tables: Tables) -> None:
    found = keyness(tables.cases, tables.cases["adoption_status_code"] != 1)
    figure = charts.keyness_plot(found)
    assert found["term"].iloc[0] == "読み取る"
    assert figure.layout.meta["title"] == "選んだ回答に特徴的な語：AI-OCR、申請書、手"
    colours = dict(zip(found["term"], figure.data[0].marker.color, strict=False))
    assert colours["読み取る"] == colours["事務"] != colours["AI-OCR"]
    assert len({colours[word] for word in ("事務", "転記", "AI-OCR")}) == 3
    assert {colour for _, colour in figure.layout.meta["key"]} == set(colours.values())
    alone = keyness(tables.cases, tables.cases["prefecture"] == "北海道")
    title = charts.keyness_plot(alone, lang="en").layout.meta["title"]
    assert title == "Words that mark the chosen answers: none (all may be styles of prefectures)"


def test_words_without_what_they_rest_on_are_not_drawn(tables: Tables) -> None:
    found = keyness(tables.cases, tables.cases["adoption_status_code"] == 1)
    title = charts.keyness_plot(found.drop(columns="prefectures")).layout.meta["title"]
    assert title == "表に列「prefectures」がないため、表示できません"
    found.attrs = {}
    title = charts.keyness_plot(found).layout.meta["title"]
    assert title == "表に列「rows」がないため、表示できません"
    assert charts.keyness_plot(found.head(0), lang="en").layout.meta["title"] == (
        "There is no data to show"
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", LANGS)
def test_words_of_a_part_fit_their_paper(size: Size, lang: Lang, tables: Tables) -> None:
    found = keyness(tables.cases, tables.cases["adoption_status_code"] != 1)
    figure = fit(charts.keyness_plot(found, IN_USE, lang), size)
    width, height, _ = SIZES[size]
    assert figure.layout.width == width
    assert figure.layout.height == height if height else figure.layout.height <= PAGE_HEIGHT
    across = width - figure.layout.margin.l - figure.layout.margin.r
    texts, axis = figure.data[-1], figure.layout.xaxis
    left, right = (edge * across for edge in axis.domain)
    for end, text in zip(texts.x, texts.text, strict=True):
        room = across - left - (right - left) * end / axis.range[1]
        assert text_width(text) * texts.textfont.size <= room
    words = figure.layout.yaxis
    assert all(text_width(word) * words.tickfont.size <= left for word in words.ticktext)


def test_a_chart_can_be_set_for_another_size_and_back(tables: Tables) -> None:
    figure = charts.field_status(tally(tables.cases, "field", "adoption_status"))
    before = drawn_from(figure)
    fit(fit(figure, "slide"), "page")
    assert drawn_from(figure) == before


def test_rows_are_ordered_by_count_or_by_code(tables: Tables) -> None:
    frame = tally(tables.cases, "prefecture", "adoption_status")
    totals = frame.groupby("prefecture", sort=False)["count"].sum()
    labels = charts.status_by_prefecture(frame).layout.meta["labels"]
    assert len(labels) == 47
    assert totals[labels].is_monotonic_decreasing
    assert labels[-1] == "新潟県", "without an answer"
    by_code = charts.status_by_prefecture(frame, order="code").layout.meta["labels"]
    assert list(by_code) == list(totals.index)


PAIRS = [
    ("shareability", "technology"), ("shareability", "work"), ("adoption_status", "region"),
    ("technology", "shareability"), ("field", "technology"), ("region", "kind"),
]  # fmt: skip


@pytest.fixture(scope="module")
def joined(tables: Tables) -> pd.DataFrame:
    cases = tables.with_cases("case_technologies").merge(tables.read("case_work"), on="case_id")
    cases = cases.assign(
        kind=cases["procedure"].str.contains("事務").map({True: "事務", False: "―"})
    )
    return cases.merge(tables.read("prefectures")[["prefecture_code", "region"]])


@pytest.mark.parametrize(("variable", "by"), PAIRS)
def test_any_two_variables_can_be_shown_beside_each_other(
    variable: str, by: str, joined: pd.DataFrame
) -> None:
    cells = crosstab(joined, variable, by).cells
    for lang, size in product(LANGS, SIZES):
        figure = fit(charts.cross_table(cells, variable, by, lang=lang), size)
        width, height, font = SIZES[size]
        assert figure.layout.height == height if height else figure.layout.height <= PAGE_HEIGHT
        title = figure.layout.annotations[0].text.split("<br>")
        assert all(1.3 * font * text_width(line) <= width for line in title)
        bars = [trace for trace in figure.data if trace.type == "bar"]
        assert len({bar.marker.color for bar in bars}) == len(bars) <= 8
        ends = np.sum([bar.x for bar in bars], axis=0)
        assert ends == pytest.approx(1), "shares of the rows of each value"


def test_a_cross_table_says_only_what_rests_on_enough(joined: pd.DataFrame) -> None:
    cells = crosstab(joined, "shareability", "technology").cells
    figure = charts.cross_table(cells, "shareability", "technology")
    meta, most = figure.layout.meta, cells[cells["shareability_code"] == 3]
    shares = most[~most["few"]].sort_values("share")
    first, last = ({**row, "technology": half_width(row["technology"])}
                   for row in shares.iloc[[0, -1]].to_dict("records"))  # fmt: skip
    whole = most["count"].sum() / cells["count"].sum()
    assert meta["title"] == (
        f"延べ{cells['count'].sum()}件（回答×技術）の{whole:.0%}が「共同利用不可」。技術別では「{first['technology']}」の{first['share']:.0%}から"
        f"「{last['technology']}」の{last['share']:.0%}まで"
    )
    assert most["share"].max() == 1.0, "of one or two rows, which the title does not tell"
    assert "［1］*" in "".join(text for trace in figure.data for text in trace.text or ())
    few = charts.cross_table(cells.assign(few=True), "shareability", "technology", "en")
    rows = f"{cells['count'].sum()} rows (answer × technology)"
    assert few.layout.meta["title"] == f"“Cannot be shared”: {whole:.0%} of {rows}"


def test_a_cross_table_of_other_variables_says_what_is_missing(joined: pd.DataFrame) -> None:
    cells = crosstab(joined, "shareability", "technology").cells
    figure = charts.cross_table(cells, "shareability", "work")
    assert figure.layout.meta["title"] == "表に列「work_code」がないため、表示できません"
    nothing = charts.cross_table(cells.head(0), "shareability", "technology", lang="en")
    assert nothing.layout.meta["title"] == "There is no data to show"


def test_rare_values_are_shown_as_one_where_there_are_more_than_colours(
    joined: pd.DataFrame,
) -> None:
    cells = crosstab(joined, "technology", "shareability").cells
    figure = charts.cross_table(cells, "technology", "shareability")
    names = [trace.name for trace in figure.data if trace.type == "bar"]
    assert len(names) == 8
    assert names[-1] == f"ほか{cells['technology'].nunique() - 7}区分"


def test_lines_break_between_words_and_before_no_punctuation() -> None:
    lines = wrap("事例は茨城県の27件が最多、上位5都道府県で全体の36%", 12)
    assert all(text_width(line) <= 12 for line in lines)
    assert not any(line[0] in "、。）」・ー" for line in lines)
    assert "27件" in "".join(lines)
    assert not any(line.endswith("2") for line in lines)
    assert wrap("one two three", 4.5) == ["one two", "three"]


def test_labels_do_not_cover_each_other() -> None:
    points = [(50.0 + 3 * n, 50.0) for n in range(8)]
    sizes = [(30.0, 12.0)] * 8
    found = places(points, sizes, [False] * 8, [0] * 8, (200, 100), False)
    spots = [(x + p[0], y + p[1]) for (x, y), p in zip(points, found, strict=True) if p]
    assert len(spots) == 8
    for a, b in combinations(spots, 2):
        assert abs(a[0] - b[0]) >= 30 - 1e-9 or abs(a[1] - b[1]) >= 12 - 1e-9


@pytest.fixture(scope="module")
def word_charts(tables: Tables) -> dict[str, dict[Lang, go.Figure]]:
    """The charts of words that are not in the report set."""
    prefectures = tables.cases["prefecture"].tolist()
    tree = word_tree(tables.words, prefectures=prefectures)
    plane = word_map(tables.words, prefectures=prefectures)
    return {
        "word_dendrogram": {lang: charts.word_dendrogram(*tree, lang=lang) for lang in LANGS},
        "word_map_plot": {lang: charts.word_map_plot(*plane, lang=lang) for lang in LANGS},
    }


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", SIZES)
def test_every_word_of_a_map_has_a_label_that_covers_no_other(
    size: Size, lang: Lang, word_charts: Made
) -> None:
    figure = fit(go.Figure(word_charts["word_map_plot"][lang]), size)
    layout = figure.layout
    words = {text for *_, text in layout.meta["points"]}
    labels = [note for note in layout.annotations if note.text in words]
    assert len(labels) == len(words) == 40
    width = layout.width - layout.margin.l - layout.margin.r
    height = layout.height - layout.margin.t - layout.margin.b
    (left, right), (bottom, top) = layout.xaxis.range, layout.yaxis.range
    assert (right - left) / width == pytest.approx((top - bottom) / height)
    boxes = []
    for note in labels:
        x = (note.x - left) / (right - left) * width + (note.xshift or 0)
        y = (note.y - bottom) / (top - bottom) * height + (note.yshift or 0)
        boxes.append((x, y, layout.font.size * text_width(note.text), layout.font.size))
    for (x, y, wide, high), (u, v, broad, tall) in combinations(boxes, 2):
        assert abs(x - u) >= (wide + broad) / 2 or abs(y - v) >= (high + tall) / 2
    assert all(x - wide / 2 >= 0 and x + wide / 2 <= width for x, _, wide, _ in boxes)


def test_a_dendrogram_draws_every_merge_of_its_words(word_charts: Made) -> None:
    for lang in LANGS:
        figure = word_charts["word_dendrogram"][lang]
        meta = figure.layout.meta
        assert len(meta["labels"]) == 41
        assert "財務会計システム 35/10" in meta["labels"]
        assert sum(t.mode == "lines" and len(t.x) == 4 for t in figure.data) == 39
    facts = word_charts["word_dendrogram"]["ja"].layout.meta
    assert "「チャットボット」と「問合せ」（距離0.32）" in facts["title"]
    assert "40語" in facts["subtitle"]
    assert "ウォード法" in facts["subtitle"]
    assert facts["foot"][0].endswith("語の後の数字は回答の件数/都道府県の数。")


def test_charts_of_words_are_fitted_alike_whatever_they_were_before(word_charts: Made) -> None:
    for made in word_charts.values():
        figure = go.Figure(made["ja"])
        before = drawn_from(figure)
        fit(fit(figure, "slide"), "page")
        assert drawn_from(figure) == before


def test_charts_of_no_words_say_so(tables: Tables) -> None:
    leaves, merges = word_tree(tables.words, terms=5)
    points, stress = word_map(tables.words, terms=5)
    for figure in (
        charts.word_dendrogram(leaves.head(0), merges, "en"),
        charts.word_map_plot(points.head(0), stress, lang="en"),
    ):
        assert figure.layout.meta["title"] == "There is no data to show"
    lacking = charts.word_dendrogram(leaves, merges.drop(columns="distance"))
    assert lacking.layout.meta["title"] == "表に列「distance」がないため、表示できません"
    plain = charts.word_dendrogram(leaves, merges)
    assert plain.layout.meta["labels"][1:] == [
        f"{row.term} {row.documents}" for row in leaves.itertuples()
    ]
