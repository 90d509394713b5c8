"""Charts of any frame: what is drawn is what was given, and what cannot be drawn is told."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from survey import charts
from survey.charts.fitting import fit
from survey.charts.lettering import text_width
from survey.charts.numerals import numerals
from survey.charts.template import PAGE_HEIGHT, PALETTES, SIZES, Shades, Size
from survey.charts.tile_names import broken
from survey.languages import Lang
from survey.prefectures import prefectures
from survey.problems import BadInput
from survey.publishing.report_set import REPORT, Tables
from survey.tables.tallies import tally

TITLE, SOURCE = "人口当たりの事例は県により異なる", "○○県「統計年鑑」2020年"

RATES = pd.DataFrame({"prefecture": ["東京都", "鳥取県", "高知県"], "per_100k": [1.2, 250.1, None]})
WORK = pd.DataFrame(
    {"work": ["税務", "税務", "会計", "会計"], "status": ["済", "予定"] * 2,
     "share": [0.75, 0.25, 0.5, None]}
)  # fmt: skip
YEARS = pd.DataFrame(
    {"year": [2018, 2019, 2021] * 2, "city": ["長崎市"] * 3 + ["佐世保市"] * 3,
     "value": [1.5, None, -2.0, 3.0, 4.0, None]}
)  # fmt: skip
NODES = pd.DataFrame(
    {"term": ["税", "会議", "議事録"], "count": [4, 9, None], "community": [1, 2, 2],
     "x": [0.0, 1.0, 1.0], "y": [0.0, 0.5, 1.0]}
)  # fmt: skip
EDGES = pd.DataFrame(
    {"source": ["税", "会議"], "target": ["会議", "議事録"], "weight": [0.5, None]}
)
AREAS = pd.DataFrame(
    {"region": ["関東", "関東", "近畿", "近畿"], "work": ["税務", "会計"] * 2,
     "count": [1200, 0, 3, None]}
)  # fmt: skip

OWN: Mapping[str, Callable[..., go.Figure]] = {
    "bars": lambda **said: charts.bars(RATES, "prefecture", "per_100k", **said),
    "parts": lambda **said: charts.bars(WORK, "work", "share", parts="status", **said),
    "heat_map": lambda **said: charts.heat_map(AREAS, "region", "work", "count", **said),
    "japan": lambda **said: charts.japan(RATES, "prefecture", "per_100k", **said),
    "lines": lambda **said: charts.lines(YEARS, "year", "value", series="city", **said),
    "one_line": lambda **said: charts.lines(YEARS.iloc[:3], "year", "value", **said),
    "network": lambda **said: charts.network(NODES, EDGES, **said),
}
FUNCTIONS = (charts.bars, charts.heat_map, charts.japan, charts.lines, charts.network)


def hovers(figure: go.Figure) -> list[str]:
    return [text for trace in figure.data for text in trace.hovertext or ()]


def written(figure: go.Figure) -> list[str]:
    return [text for trace in figure.data for text in trace.text or ()]


@pytest.mark.parametrize("name", OWN)
def test_title_and_source_are_those_of_the_caller_alone(name: str) -> None:
    meta = OWN[name](title=TITLE, source=SOURCE, note="人口は例示用の値。").layout.meta
    assert meta["title"] == TITLE
    assert meta["foot"][-1] == f"出典：{SOURCE}"
    assert meta["foot"][0].startswith("注：人口は例示用の値。")
    assert TITLE in meta["alt"]
    bare = OWN[name](title=TITLE).layout.meta
    assert not any("出典" in line or "知事会" in line for line in bare["foot"])
    assert "知事会" not in str(OWN[name](title=TITLE).to_plotly_json())
    led = OWN[name](title=TITLE, source=f"出典：{SOURCE}").layout.meta
    assert led["foot"][-1] == f"出典：{SOURCE}"
    english = OWN[name](title="Cases", source="Yearbook", lang="en").layout.meta
    assert english["foot"][-1] == "Source: Yearbook"


@pytest.mark.parametrize("draw", FUNCTIONS)
def test_a_title_is_required(draw: Callable[..., go.Figure]) -> None:
    assert inspect.signature(draw).parameters["title"].default is inspect.Parameter.empty
    with pytest.raises(BadInput, match="title"):
        charts.japan(RATES, "prefecture", "per_100k", title=" ")


def test_the_alternative_text_lists_the_highest_values_with_their_unit() -> None:
    alt = OWN["japan"](title=TITLE, subtitle="都道府県別", unit="件／10万人").layout.meta["alt"]
    assert alt == (
        f"47都道府県を升目で表した地図。都道府県別（単位：件／10万人）。{TITLE}。"
        "上位：鳥取県 250.1件／10万人、東京都 1.2件／10万人。"
    )
    assert OWN["parts"](title=TITLE, unit="割合").layout.meta["alt"].endswith(
        "上位：税務・済 75%、会計・済 50%、税務・予定 25%。"
    )  # fmt: skip
    english = OWN["lines"](title="Two cities", unit="points", lang="en").layout.meta["alt"]
    assert english.startswith(
        "Line chart. (points). Two cities. Highest: 佐世保市 / 2019 4.0 points,"
    )
    assert OWN["bars"](title=TITLE, alt="別の説明").layout.meta["alt"] == "別の説明"


def test_a_tile_has_the_number_of_its_prefecture() -> None:
    figure = OWN["japan"](title=TITLE, unit="件／10万人")
    texts = {text.split("<br>")[0]: text.split("<br>")[1] for text in figure.data[1].text}
    assert len(texts) == 47
    assert (texts["東京"], texts["鳥取"], texts["高知"]) == ("1.2", "250.1", "値なし")
    assert texts["北海道"] == "値なし"
    assert {"鳥取県 250.1件／10万人", "高知県 値なし", "北海道 値なし"} <= set(hovers(figure))
    assert figure.data[0].marker.color[texts_at(figure, "高知")] == "#FFFFFF"
    english = charts.japan(RATES, "prefecture", "per_100k", title="Rates", lang="en")
    assert {"Tottori 250.1", "Kochi no data"} <= set(hovers(english))


def texts_at(figure: go.Figure, name: str) -> int:
    return next(n for n, text in enumerate(figure.data[1].text) if text.startswith(name))


@pytest.mark.parametrize(
    "given",
    [
        ["東京都", "鳥取県"],
        ["13", "31"],
        [13, 31],
        [13.0, 31.0],
        ["130001", "310000"],
        ["１３", "31 "],
        ["東京", "tottori"],
    ],
)
def test_prefectures_are_known_by_name_and_by_code(given: list[Any]) -> None:
    code = prefectures()[30].local_government_code
    given = [code if one == "310000" else one for one in given]
    figure = charts.japan(pd.DataFrame({"p": given, "v": [1, 2]}), "p", "v", title=TITLE)
    assert {"東京都 1", "鳥取県 2"} <= set(hovers(figure))


def test_a_name_that_is_no_prefecture_is_asked_about_with_its_row() -> None:
    frame = pd.DataFrame({"p": ["東京", "神奈川懸"], "v": [1, 2]})
    said = "p, row 2: error: there is no prefecture 「神奈川懸」.*did you mean 神奈川県\\?"
    with pytest.raises(BadInput, match=said):
        charts.japan(frame, "p", "v", title=TITLE)


def test_what_a_tally_tells_besides_is_heeded(tables: Tables) -> None:
    rates = tally(tables.cases, "prefecture")
    rates["rate"] = rates["count"] / 7
    assert "新潟<br>回答なし" in charts.japan(rates, "prefecture", "rate", title=TITLE).data[1].text
    assert "新潟県 回答なし" in hovers(charts.japan(rates, "prefecture", "rate", title=TITLE))
    assert " 回答なし" in written(charts.bars(rates, "prefecture", "rate", title=TITLE))
    work = tally(tables.with_cases("case_work"), "work", "adoption_status")
    figure = charts.bars(work, "work", "count", parts="adoption_status", title="W", lang="en")
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert [bar.marker.color for bar in bars] == list(PALETTES["adoption_status"].values())
    assert figure.layout.meta["labels"][0] == work["work_en"].iloc[0]
    assert "number of prefectures" in figure.layout.meta["foot"][0]


def test_a_column_of_prefectures_that_gave_no_answer_is_no_row_of_zeros(tables: Tables) -> None:
    counts = tally(tables.with_cases("case_technologies"), "prefecture", "technology",
                   answers=tables.cases)  # fmt: skip
    figure = charts.heat_map(counts, "technology", "prefecture", "count", title=TITLE)
    silent = [text for text in hovers(figure) if "新潟県" in text]
    assert len(silent) == counts["technology_code"].nunique()
    assert all(text.endswith("値なし") for text in silent)


def test_bars_are_as_long_as_the_numbers() -> None:
    figure = OWN["bars"](title=TITLE, unit="件／10万人")
    assert list(figure.data[0].x) == [1.2, 250.1, None]
    assert figure.data[-1].text == (" 1.2", " 250.1", " 値なし")
    assert hovers(figure) == [
        "東京都<br> 1.2件／10万人", "鳥取県<br> 250.1件／10万人", "高知県<br> 値なし",
    ]  # fmt: skip


def test_parts_have_their_numbers_and_a_row_that_lacks_one_has_no_total() -> None:
    figure = OWN["parts"](title=TITLE, unit="割合")
    assert [list(bar.x) for bar in figure.data[:2]] == [[0.75, 0.5], [0.25, None]]
    assert figure.data[2].text == ("75%", "50%", "25%", "")
    assert figure.data[-1].text == (" ", " 一部値なし")
    counts = WORK.assign(share=[3, 1, 1500, 2])
    figure = charts.bars(counts, "work", "share", parts="status", title=TITLE)
    assert figure.data[-1].text == (" 4", " 1,502")


def test_rows_stand_under_their_headings_and_keep_their_numbers() -> None:
    frame = RATES.assign(kind=["市部", "郡部", "郡部"], kind_en=["cities", "rural", "rural"])
    figure = charts.bars(frame, "prefecture", "per_100k", under="kind", title=TITLE)
    lines = ["<b>市部</b>", "東京都", "<b>郡部</b>", "鳥取県", "高知県"]
    assert figure.layout.meta["labels"] == lines
    assert list(figure.data[0].y) == [1, 3, 4]
    assert list(figure.data[0].x) == [1.2, 250.1, None]
    assert [round(y) for y in figure.data[-1].y] == [1, 3, 4]
    english = charts.bars(frame, "prefecture", "per_100k", under="kind", title=TITLE, lang="en")
    assert "<b>rural</b>" in english.layout.meta["labels"]


def test_bars_below_zero_go_to_the_left() -> None:
    frame = pd.DataFrame({"p": ["東京都", "鳥取県", "高知県"], "v": [2.0, -6.0, 0.0]})
    figure = charts.bars(frame, "p", "v", title=TITLE, unit="%")
    assert list(figure.data[0].x) == [2.0, -6.0, 0.0]
    assert figure.data[-1].text == (" 2%", "−6% ", " 0%")
    assert figure.data[-1].textposition == ("middle right", "middle left", "middle right")
    for size in SIZES:
        low, high = fit(figure, size).layout.xaxis.range
        assert low < -6
        assert high > 2


def test_a_tile_of_a_table_has_its_number() -> None:
    figure = OWN["heat_map"](title=TITLE, unit="件")
    assert figure.data[1].text == ("1,200", "0", "3", "…")
    assert hovers(figure) == [
        "関東<br>税務 1,200件", "関東<br>会計 0件", "近畿<br>税務 3件", "近畿<br>会計 値なし",
    ]  # fmt: skip
    assert figure.layout.meta["foot"] == ["注：「…」は値なし。"]
    noted = OWN["heat_map"](title=TITLE, note="例示").layout.meta["foot"]
    assert noted == ["注：例示。「…」は値なし。"]
    nothing = charts.heat_map(
        AREAS.assign(count=[1.0, 2.0, np.nan, np.nan]), "region", "work", "count", title=TITLE
    )
    assert nothing.data[2].text == ("値なし",)


def test_lines_have_gaps_and_tell_their_last_number() -> None:
    figure = OWN["lines"](title=TITLE, unit="%")
    assert [list(line.x) for line in figure.data] == [[2018, 2019, 2021]] * 2
    assert [list(line.y) for line in figure.data] == [[1.5, None, -2.0], [3.0, 4.0, None]]
    assert not any(line.connectgaps for line in figure.data)
    told = [re.sub("<[^>]+>", "", note.text) for note in figure.layout.annotations]
    assert {"● 長崎市 −2.0%", "● 佐世保市 4.0%（2019）"} <= {
        one.replace("\u3000 ", "") for one in told
    }
    assert "長崎市<br>2019 値なし" in hovers(figure)
    assert figure.layout.meta["foot"] == ["注：線の途切れは値なし。"]
    low, high = figure.layout.yaxis.range
    assert low <= -2
    assert high >= 4


def test_one_line_has_its_numbers_at_its_points() -> None:
    figure = OWN["one_line"](title=TITLE)
    told = [note.text for note in figure.layout.annotations]
    assert told[-2:] == ["1.5", "−2.0"]
    steps = pd.DataFrame({"step": ["申請", "審査", "交付"], "value": [30, 20, 10]})
    named = charts.lines(steps, "step", "value", title=TITLE)
    assert named.layout.xaxis.ticktext == ("申請", "審査", "交付")


def test_circles_and_lines_of_a_network_follow_the_numbers() -> None:
    figure = OWN["network"](title=TITLE, unit="件")
    circles = figure.data[-1]
    assert list(circles.x) == [1.0, 0.0, 1.0]
    assert list(circles.hovertext) == ["会議 9件", "税 4件", "議事録 値なし"]
    assert circles.marker.size[0] > circles.marker.size[1] > circles.marker.size[2]
    assert circles.marker.color[2] == "#FFFFFF"
    assert figure.data[0].line.dash == "dot"
    assert figure.layout.meta["foot"] == ["注：白い円は値なし。点線は強さの値なし。"]
    named = charts.network(
        NODES.assign(community=pd.array(["税", "会議", None], dtype="string")), EDGES, title=TITLE
    )
    assert [name for name, _ in named.layout.meta["key"]] == ["税", "会議"]


def test_names_stand_beside_circles_and_are_left_out_or_apart_where_there_is_no_room() -> None:
    crowd = pd.DataFrame({
        "term": [f"たいへん長い語その{n}" for n in range(12)], "count": range(1, 13),
        "x": [0.01 * n for n in range(12)], "y": [0.0] * 6 + [0.02] * 6,
    })  # fmt: skip
    links = pd.DataFrame(
        {"source": crowd["term"].tolist()[:-1], "target": crowd["term"].tolist()[1:], "weight": 1.0}
    )
    shown = [
        {note.text for note in fit(charts.network(crowd, links, title=TITLE, every=every), "page")
         .layout.annotations}
        for every in (True, False)
    ]  # fmt: skip
    assert set(crowd["term"]) <= shown[0]
    assert 2 <= len(set(crowd["term"]) & shown[1]) < 12


@pytest.mark.parametrize(
    ("values", "unit", "texts"),
    [
        ([1, 27, 1234], "件", ["1", "27", "1,234"]),
        ([0.5, 12.25], "", ["0.50", "12.25"]),
        ([1 / 3, 250.126], "", ["0.3", "250.1"]),
        ([1 / 3, 2 / 3], "", ["0.333", "0.667"]),
        ([1234.5678], "", ["1,235"]),
        ([0.755, 0.25], "割合", ["75.5%", "25.0%"]),
        ([0.5, 1.0], "share", ["50%", "100%"]),
        ([45.2, 7], "%", ["45.2%", "7.0%"]),
        ([-0.004, 5.123456], "", ["0.00", "5.12"]),
        ([-3, 2], "人", ["−3", "2"]),
        ([None, 0], "", ["0"]),
    ],
)
def test_numbers_are_written_by_their_unit(
    values: list[float | None], unit: str, texts: list[str]
) -> None:
    how = numerals(values, "v", unit, "ja")
    assert [how.text(value) for value in values if value is not None] == texts


def test_shades_of_close_numbers_differ() -> None:
    near = Shades.of([10.0, 11.0, 12.0])
    assert len({near.colour(number) for number in (10.0, 11.0, 12.0)}) == 3
    counts = Shades.of([0, 3, 27])
    assert (counts.lowest, counts.colour(0)) == (0, Shades.of([0]).colour(0))


SAID = {"title": TITLE}
WRONG: Mapping[str, tuple[Callable[[], go.Figure], str]] = {
    "no such column": (
        lambda: charts.japan(RATES, "prefecture", "rate", **SAID),
        "rate: error: the frame has no such column; expected one of prefecture, per_100k"),
    "no such parts": (
        lambda: charts.bars(WORK, "work", "share", parts="stage", **SAID),
        "stage: error: the frame"),
    "text": (
        lambda: charts.bars(
            RATES.assign(per_100k=["1.2", "12件", ""]), "prefecture", "per_100k", **SAID),
        "per_100k: error: row 1 holds 「1.2」, which is no number"),
    "infinite": (
        lambda: charts.bars(RATES.assign(per_100k=np.inf), "prefecture", "per_100k", **SAID),
        "per_100k: error: row 1 holds an infinite number"),
    "truth": (
        lambda: charts.bars(RATES.assign(per_100k=True), "prefecture", "per_100k", **SAID),
        "per_100k: error: row 1 holds 「True」"),
    "twice on the map": (
        lambda: charts.japan(pd.concat([RATES, RATES]), "prefecture", "per_100k", **SAID),
        "prefecture: error: two rows are about 東京都"),
    "twice in bars": (
        lambda: charts.bars(WORK, "work", "share", **SAID), "work: error: two rows are about 税務"),
    "twice in a tile": (
        lambda: charts.heat_map(pd.concat([AREAS, AREAS]), "region", "work", "count", **SAID),
        "region and work: error: two rows are about 関東・税務"),
    "twice in a network": (
        lambda: charts.network(pd.concat([NODES, NODES]), EDGES, **SAID), "term: error: two rows"),
    "no name": (
        lambda: charts.bars(RATES.assign(prefecture=None), "prefecture", "per_100k", **SAID),
        "prefecture: error: row 1 has no name"),
    "below zero on the map": (
        lambda: charts.japan(RATES.assign(per_100k=-1), "prefecture", "per_100k", **SAID),
        "per_100k: error: it holds -1; shades begin at zero"),
    "below zero in parts": (
        lambda: charts.bars(WORK.assign(share=-1), "work", "share", parts="status", **SAID),
        "share: error: it holds -1; parts of a bar cannot be negative"),
    "shares of an unknown total": (
        lambda: charts.bars(WORK, "work", "share", parts="status", shares=True, **SAID),
        "share: error: a part of a bar has no number"),
    "no per cent": (
        lambda: charts.bars(WORK, "work", "share", parts="status", unit="%", **SAID),
        "share: error: its numbers in % are all between 0 and 1.*割合"),
    "too many lines": (
        lambda: charts.lines(
            pd.DataFrame({"y": 2020, "c": [str(n) for n in range(9)], "v": 1}), "y", "v",
            series="c", **SAID),
        "c: error: it holds 9 different names; expected at most 8"),
    "too many rows": (
        lambda: charts.bars(
            pd.DataFrame({"row": [f"区分{n}" for n in range(120)], "v": 1}), "row", "v", **SAID),
        "row: error: 120 rows cannot be read on a page; expected at most"),
    "too many columns": (
        lambda: charts.heat_map(
            pd.DataFrame({"a": "一", "b": [f"{n}区" for n in range(70)], "v": 1234}), "a", "b", "v",
            **SAID),
        "b: error: 70 columns of numbers such as 1,234 cannot be read on a page"),
    "an end that is no node": (
        lambda: charts.network(NODES, EDGES.assign(target="税務"), **SAID),
        "target: error: a line ends at 税務, which is not among the nodes"),
    "a node without a place": (
        lambda: charts.network(NODES.drop(columns="x"), EDGES, **SAID), "x: error: the frame"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_drawn_is_told_with_the_column(what: str) -> None:
    draw, sentence = WRONG[what]
    with pytest.raises(BadInput, match=sentence):
        draw()


def test_more_than_a_size_has_room_for_is_told_when_it_is_set() -> None:
    rates = pd.DataFrame({"p": [p.prefecture for p in prefectures()], "v": 123456})
    figure = charts.bars(rates, "p", "v", title=TITLE)
    fit(figure, "column")
    with pytest.raises(BadInput, match="p: error: 47 rows cannot be read on a slide"):
        fit(figure, "slide")
    with pytest.raises(BadInput, match="v: error: numbers such as 123,456 cannot be read on a col"):
        fit(charts.japan(rates, "p", "v", title=TITLE), "column")


def test_a_frame_without_rows_is_said_to_be_empty_under_the_title_of_the_caller() -> None:
    figure = charts.japan(RATES.iloc[:0], "prefecture", "per_100k", title=TITLE, source=SOURCE)
    meta = figure.layout.meta
    assert (meta["title"], meta["subtitle"]) == (TITLE, "表示するデータがありません")
    assert meta["foot"] == [f"出典：{SOURCE}"]
    assert not figure.data


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", OWN)
def test_own_charts_fit_their_paper_and_no_letter_is_too_small(
    name: str, size: Size, lang: Lang
) -> None:
    title = TITLE if lang == "ja" else "Cases for each hundred thousand people differ by prefecture"
    figure = fit(OWN[name](title=title, subtitle=title, unit="件", source=SOURCE, lang=lang), size)
    width, height, font = SIZES[size]
    assert figure.layout.width == width
    assert figure.layout.height == height if height else figure.layout.height <= PAGE_HEIGHT
    for note in figure.layout.annotations:
        assert note.font.size is None or note.font.size >= 8
    heading = figure.layout.annotations[0].text.split("<br>")
    assert all(1.3 * font * text_width(line) <= width for line in heading)
    for trace in figure.data:
        if trace.type == "scatter" and trace.mode == "text" and trace.textfont.size:
            assert trace.textfont.size >= 8 - 0.01


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_names_and_numbers_stay_within_their_tiles(size: Size, lang: Lang) -> None:
    rates = pd.DataFrame({"p": [p.prefecture for p in prefectures()][1:], "v": 12.34})
    figure = fit(charts.japan(rates, "p", "v", title="T", lang=lang), size)
    layout, (low, high) = figure.layout, figure.layout.xaxis.range
    across = (layout.width - layout.margin.l - layout.margin.r) / (high - low)
    down = (layout.height - layout.margin.t - layout.margin.b) / 12.2
    font = figure.data[1].textfont.size
    for text in figure.data[1].text:
        lines = text.split("<br>")
        assert font * max(map(text_width, lines)) <= across + 0.01
        assert 1.3 * font * len(lines) <= down


@pytest.mark.parametrize("size", SIZES)
def test_names_of_lines_do_not_cover_each_other(size: Size) -> None:
    frame = pd.DataFrame(
        {"y": [2019, 2020] * 8, "c": [f"{n}番目の指標" for n in range(8) for _ in "ab"], "v": 1.0}
    )
    figure = fit(charts.lines(frame, "y", "v", series="c", title=TITLE), size)
    notes = [note for note in figure.layout.annotations if "●" in note.text]
    places = sorted(
        (-note.yshift, note.font.size * 1.3 * (1 + note.text.count("<br>"))) for note in notes
    )
    assert len(places) == 8
    for (one, high), (other, next_high) in pairwise(places):
        assert other - one >= (high + next_high) / 2 - 0.01
    width = figure.layout.width - figure.layout.margin.r
    widest = max(text_width(line) for note in notes for line in note.text.split("<br>"))
    assert width + (widest + 0.5) * notes[0].font.size <= figure.layout.width


def test_english_names_break_near_their_middle() -> None:
    assert broken("Kagoshima") == ["Kago-", "shima"]
    assert broken("Osaka") == ["Osaka"]
    assert all(len(part) <= 6 for p in prefectures() for part in broken(p.prefecture_en))


OTHER = ("jobs_to_share", "nagasaki_costs")
"""Their numbers bear other names: cases, costs."""
COUNTED = [name for name in REPORT if name not in OTHER]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", COUNTED)
def test_a_chart_of_the_report_refuses_numbers_that_are_no_counts(
    name: str, lang: Lang, tables: Tables
) -> None:
    frames = REPORT[name].frames(tables)
    at = 1 if name == "shared_by_prefectures" else 0
    for wrong in (2.5, -1.0, None, "3"):
        given = [*frames]
        given[at] = given[at].assign(count=wrong)
        figure = REPORT[name].draw(*given, lang=lang)
        title = figure.layout.meta["title"]
        assert "件数ではない" in title if lang == "ja" else "no counts" in title
        assert "charts.japan" in figure.layout.meta["subtitle"]
        assert not figure.data
        assert not figure.layout.meta["foot"]
    given[at] = frames[at].drop(columns="count")
    assert "count" in REPORT[name].draw(*given, lang=lang).layout.meta["title"]


def test_counts_that_became_decimals_by_a_join_are_counts(tables: Tables) -> None:
    counts = tally(tables.cases, "prefecture")
    joined = charts.prefecture_map(counts.assign(count=counts["count"].astype(float)))
    assert joined.to_plotly_json() == charts.prefecture_map(counts).to_plotly_json()


def test_the_map_of_the_report_has_one_row_a_prefecture(tables: Tables) -> None:
    with pytest.raises(BadInput, match="prefecture_code: error: two rows are about 01"):
        charts.prefecture_map(tally(tables.cases, "prefecture", "adoption_status"))


def test_english_names_of_steps_are_no_numbers() -> None:
    frame = pd.DataFrame({"year": [2019, 2020], "year_en": ["FY 2019", "FY 2020"], "v": [1, 2]})
    assert charts.lines(frame, "year", "v", title="T").layout.xaxis.ticktext == ("2019", "2020")
    english = charts.lines(frame, "year", "v", title="T", lang="en")
    assert english.layout.xaxis.ticktext == ("FY 2019", "FY 2020")
