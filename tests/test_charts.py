"""Charts of the report set: what they say, in which colours, and that nothing is cut off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from survey import charts
from survey.charts.fitting import fit
from survey.charts.house_style import sentences
from survey.charts.lettering import text_width, wrap
from survey.charts.placing import places
from survey.charts.template import (
    FONTS,
    PAGE_HEIGHT,
    PALETTES,
    SIZES,
    Lang,
    Size,
    ink_on,
    luminance,
)
from survey.charts.tile_map import tile_grid
from survey.prefectures import prefectures
from survey.project import find_project
from survey.publishing.figures import drawn_from
from survey.publishing.report_set import REPORT, Tables
from survey.reading.sources import load_sources
from survey.tables.counts import tally

LANGS: tuple[Lang, ...] = ("ja", "en")


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
    assert drawn == set(REPORT) | {"status_moves"} == set(sentences().charts)


def test_no_number_is_typed_into_a_sentence() -> None:
    for name, text in sentences().charts.items():
        for sentence in (*text.title.values(), *text.subtitle.values()):
            # The year of a document is no count.
            told = re.sub(r"\{[^}]*\}|20[0-9]{2}(?=年|～|,|–| |$)", "", sentence)
            assert not re.search(r"[0-9０-９]", told), name


def test_titles_carry_counts_of_the_frame(tables: Tables) -> None:
    half = tables.cases.iloc[::2]
    for cases in (tables.cases, half):
        title = charts.prefecture_map(tally(cases, "prefecture")).layout.meta["subtitle"]
        assert f"全{len(cases)}件" in title
    silent = charts.prefecture_map(tally(half, "prefecture")).layout.meta["title"]
    assert silent.startswith(f"{half['prefecture_code'].nunique()}都道府県")


def test_a_prefecture_without_an_answer_is_shown_as_such(charts_made: Made, tables: Tables) -> None:
    silent = 47 - tables.cases["prefecture_code"].nunique()
    for name in ("status_by_prefecture", "technology_prefecture", "work_prefecture"):
        texts = [text for trace in charts_made[name]["ja"].data for text in trace.text or ()]
        assert sum("回答なし" in text for text in texts) == silent == 1


@pytest.mark.parametrize("name", REPORT)
def test_an_empty_table_gives_a_chart_that_says_so(name: str, tables: Tables) -> None:
    draw = getattr(charts, name)
    frame = tables.cases.iloc[:0]
    rest: list[Any] = [frame] if name == "cooccurrence_network" else []
    rest = [(0.0, 0.0)] if name == "correspondence_plot" else rest
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


def lightness(colour: str) -> float:
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


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


def test_a_chart_can_be_set_for_another_size_and_back(tables: Tables) -> None:
    figure = charts.field_status(tally(tables.cases, "field", "adoption_status"))
    before = drawn_from(figure)
    fit(fit(figure, "slide"), "page")
    assert drawn_from(figure) == before


def test_rows_can_be_ordered_by_count(tables: Tables) -> None:
    frame = tally(tables.cases, "prefecture", "adoption_status")
    figure = charts.status_by_prefecture(frame, order="count")
    totals = frame.groupby("prefecture")["count"].sum()
    labels = figure.layout.meta["labels"]
    assert len(labels) == 47
    assert totals[labels].is_monotonic_decreasing


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
    found = places(points, sizes, [False] * 8, 0, (200, 100), False)
    spots = [(x + p[0], y + p[1]) for (x, y), p in zip(points, found, strict=True) if p]
    assert len(spots) == 8
    for a, b in combinations(spots, 2):
        assert abs(a[0] - b[0]) >= 30 - 1e-9 or abs(a[1] - b[1]) >= 12 - 1e-9
