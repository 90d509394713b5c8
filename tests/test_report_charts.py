"""Charts of words, of terms of sharing and of one prefecture: what they rest on, and how they are set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise, product

import pandas as pd
import plotly.graph_objects as go
import pytest

from survey import charts
from survey.analysis.keyness import keyness
from survey.analysis.marking_words import words_by_value
from survey.analysis.profiles import beside_others
from survey.analysis.text_mining import correspondence
from survey.charts.bar_charts import FEW_ROWS
from survey.charts.fitting import fit
from survey.charts.lettering import half_width, text_width, wrap
from survey.charts.template import PAGE_HEIGHT, PALETTES, SIZES, Size
from survey.languages import LANGS, Lang
from survey.problems import BadInput
from survey.publishing.report_set import REPORT, SHOWN, Tables
from survey.tables.tallies import tally

IN_PANELS = ("field_words", "sharing_conditions", "prefecture_profile")
Made = Mapping[str, Mapping[Lang, go.Figure]]


def test_words_of_fields_hold_beyond_one_prefecture_and_beyond_chance(tables: Tables) -> None:
    found = words_by_value(tables.cases)
    assert (found["prefectures"] >= 3).all()
    assert (found["log_likelihood"] >= 3.84).all()
    assert (found["group_rows"] >= found.attrs["least"]).all()
    assert found["group_rows"].is_monotonic_decreasing
    unmarked = [label for label, _ in found.attrs["unmarked"]]
    assert not set(unmarked) & set(found["group"])
    assert found["group"].nunique() + len(unmarked) == found.attrs["values"]
    one = keyness(tables.cases, tables.cases["field"] == "教育分野").set_index("term")
    told = found[found["group"] == "教育分野"].set_index("term")
    assert (one.loc[told.index, "standing"] == "beyond").all()
    for name in ("count", "prefectures", "rest", "log_likelihood"):
        assert told[name].tolist() == one.loc[told.index, name].tolist()
    fewer = words_by_value(tables.cases, words=2)
    assert fewer.groupby("group").size().max() == 2


def test_each_word_tells_what_it_rests_on(tables: Tables, charts_made: Made) -> None:
    found = REPORT["field_words"].frames(tables)[0]
    meta = charts_made["field_words"]["ja"].layout.meta
    first = meta["bar_panels"][0]
    row = found.iloc[0]
    assert first["name"] == row["group"]
    assert first["told"] == f"{row['group_rows']}件［{row['group_number']}］"
    assert first["labels"][0] == row["term"]
    assert first["beside"][0] == f"{row['count']}［{row['prefectures']}］"
    top = found.loc[found["log_likelihood"].idxmax()]
    assert f"{top['group']}の「{top['term']}」" in meta["title"]
    for label, _ in found.attrs["unmarked"]:
        assert label in meta["foot"][0], "which fields have no word beyond chance"


def test_words_without_what_tells_of_the_fields_are_not_drawn(tables: Tables) -> None:
    found = words_by_value(tables.cases)
    del found.attrs["values"]
    title = charts.field_words(found).layout.meta["title"]
    assert title == "表に列「values」がないため、表示できません"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", IN_PANELS)
def test_panels_keep_apart_and_on_their_paper(
    name: str, size: Size, lang: Lang, charts_made: Made
) -> None:
    figure = fit(go.Figure(charts_made[name][lang]), size)
    layout = figure.layout
    assert layout.height == (SIZES[size][1] or layout.height) <= PAGE_HEIGHT
    width = layout.width - layout.margin.l - layout.margin.r
    boxes = []
    for place, panel in enumerate(layout.meta["bar_panels"], 1):
        number = "" if place == 1 else str(place)
        x, y = layout[f"xaxis{number}"], layout[f"yaxis{number}"]
        assert list(y.ticktext) == panel["labels"]
        letters = y.tickfont.size
        left = x.domain[0] * width - max(map(text_width, panel["labels"])) * letters
        right = width * max(
            x.domain[0] + (x.domain[1] - x.domain[0]) * length / x.range[1]
            + text_width(text) * letters / width
            for length, text in zip(panel["lengths"], panel["beside"], strict=True)
        )  # fmt: skip
        assert left >= -1
        assert right <= width + SIZES[size][2]
        boxes.append((left, right, *y.domain))
    for one, other in product(boxes, boxes):
        if one != other:
            aside = one[1] <= other[0] + 1 or other[1] <= one[0] + 1
            assert aside or one[2] >= other[3] or other[2] >= one[3], (one, other)
    sizes = {figure.layout[f"yaxis{n}"].tickfont.size for n in ("", "2")}
    assert len(sizes) == 1
    scales = {axis.range for axis in figure.select_xaxes()}
    assert len(scales) == 1, "all panels have one scale"


def test_one_prefecture_stands_beside_others_and_the_median(
    tables: Tables, charts_made: Made
) -> None:
    meta = charts_made["prefecture_profile"]["ja"].layout.meta
    own = int((tables.cases["prefecture"] == SHOWN).sum())
    counts = tables.cases["prefecture"].value_counts()
    assert meta["title"] == (
        f"{SHOWN}の事例は{own}件、回答した{len(counts)}都道府県の中央値は{counts.median():g}件"
    )
    panel = meta["bar_panels"][0]
    assert [panel["labels"][0], panel["labels"][-1]] == [SHOWN, "中央値"]
    assert panel["beside"][-1] == f"{counts.median():g}［{len(counts)}］"
    assert len(set(panel["colours"])) == 3
    silent = [p for p in meta["bar_panels"] if "回答なし" in p["beside"]]
    assert silent, "no answer is told from a zero"


def test_a_prefecture_without_a_case_says_so(tables: Tables) -> None:
    systems, roles, bodies = map(
        tables.answers, ("shared_systems", "digital_roles", "organizations")
    )
    frame = beside_others("新潟", tables.cases, systems, roles, bodies)
    assert frame["prefecture"].unique().tolist() == ["新潟県"]
    assert not frame.loc[0, "answered"]
    assert (
        charts.prefecture_profile(frame).layout.meta["title"].startswith("新潟県の事例は回答なし")
    )
    english = charts.prefecture_profile(frame, lang="en")
    assert english.layout.meta["title"].startswith("Niigata reports no answer")


@pytest.mark.parametrize("lang", LANGS)
def test_one_prefecture_is_highlighted_among_all_with_its_rank(lang: Lang, tables: Tables) -> None:
    frame = tally(tables.cases, "prefecture", "adoption_status")
    counts = tables.cases["prefecture"].value_counts()
    figure = charts.status_by_prefecture(frame, lang, highlight="三重")
    meta, rank = figure.layout.meta, 1 + int((counts > counts["三重県"]).sum())
    said = (
        f"三重県は{counts['三重県']}件で、回答した{len(counts)}都道府県のうち{rank}番目に多い"
        if lang == "ja"
        else f"Mie: {counts['三重県']} cases, rank {rank} of the {len(counts)} prefectures"
    )
    assert said in meta["subtitle"]
    row = list(meta["labels"]).index("三重県" if lang == "ja" else "Mie")
    bars = [trace for trace in figure.data if trace.type == "bar"]
    for trace, own in zip(bars, PALETTES["adoption_status"].values(), strict=True):
        assert trace.marker.color[row] == own
        others = {c for place, c in enumerate(trace.marker.color) if place != row}
        assert all(len({c[n : n + 2] for n in (1, 3, 5)}) == 1 for c in others), "greys"
    silent = charts.status_by_prefecture(frame, lang, highlight="Niigata").layout.meta
    assert silent["subtitle"].endswith("新潟県は回答なし" if lang == "ja" else "no answer")
    with pytest.raises(BadInput):
        charts.status_by_prefecture(frame, lang, highlight="三重けん")


def test_terms_of_sharing_are_told_of_cases_and_of_systems(
    tables: Tables, charts_made: Made
) -> None:
    notes = tables.read("system_sharing").drop_duplicates("system_id")
    own = tables.answers("shared_systems").merge(notes, on="system_id")
    beyond = int((own["scope"] == "other_prefectures").sum())
    meta = charts_made["sharing_conditions"]["ja"].layout.meta
    assert f"共同利用システム{beyond}件" in meta["title"]
    names = [panel["name"] for panel in meta["bar_panels"]]
    assert [name.split("：")[0] for name in names] == ["事例", "共同利用システム"] * 2
    for panel in meta["bar_panels"]:
        assert min(panel["lengths"]) > 0
        spread = [int(re.findall(r"［(\d+)］", text)[0]) for text in panel["beside"]]
        assert all(a >= b for a, b in pairwise(spread)), "those of most prefectures first"


def test_columns_of_tables_stand_by_spread_and_what_is_left_over_last(charts_made: Made) -> None:
    for name, last in (
        ("technology_prefecture", "技術の明記なし"), ("systems_prefecture", "その他分野"),
    ):  # fmt: skip
        figure = charts_made[name]["ja"]
        headers = list(figure.layout.meta["headers"])
        assert headers[-1] == last
        tiles = figure.data[0]
        spread = [
            sum(1 for at, text in zip(figure.data[1].x, figure.data[1].text, strict=True)
                if at == place and text)
            for place in range(len(headers) - 1)
        ]  # fmt: skip
        assert all(a >= b for a, b in pairwise(spread))
        assert len(tiles.x)
    labels = list(charts_made["field_status"]["ja"].layout.meta["labels"])
    assert labels[-1] == "その他分野"


def test_shares_of_few_rows_are_paler_last_and_said_to_be(
    tables: Tables, charts_made: Made
) -> None:
    figure = charts_made["work_status"]["ja"]
    counts = REPORT["work_status"].frames(tables)[0].groupby("work")["count"].sum()
    labels = list(figure.layout.meta["labels"])
    few = [counts[label] < FEW_ROWS for label in labels]
    assert any(few)
    assert few == sorted(few)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    for trace in bars:
        assert [opacity < 1 for opacity in trace.marker.opacity] == few
    assert "10件未満" in figure.layout.meta["foot"][0]
    assert "Paler: fewer than 10" in charts_made["work_status"]["en"].layout.meta["foot"][0]
    inks = figure.data[len(bars)].textfont.color
    assert {ink for ink, pale in zip(inks, few * len(bars), strict=True) if pale} == {"#222222"}
    frame = pd.DataFrame({"a": ["x", "y"], "p": ["q", "q"], "n": [3, 30]})
    plain = charts.bars(frame, "a", "n", parts="p", title="T", shares=True)
    assert plain.data[0].marker.opacity is None
    assert "未満" not in "".join(plain.layout.meta["foot"])


def test_no_share_of_the_report_rests_on_few_rows_unsaid(charts_made: Made) -> None:
    for name, made in charts_made.items():
        meta = made["ja"].layout.meta
        if "構成比" in meta["subtitle"]:
            told = [t for trace in made["ja"].data[-1:] for t in trace.text]
            totals = [int(re.findall(r"[\d,]+", text)[0].replace(",", "")) for text in told]
            pale = made["ja"].data[0].marker.opacity or [1] * len(totals)
            assert [total < FEW_ROWS for total in totals] == [o < 1 for o in pale], name


FULL_WIDTH = re.compile("[Ａ-Ｚａ-ｚ０-９]")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", REPORT)
def test_latin_letters_are_half_width(name: str, lang: Lang, charts_made: Made) -> None:
    assert not FULL_WIDTH.search(str(charts_made[name][lang].to_plotly_json()))


def test_full_width_letters_of_any_frame_are_folded() -> None:
    frame = pd.DataFrame({"技術": ["ＡＩ－ＯＣＲ", "（ＲＰＡ）"], "件": [1, 2]})
    figure = charts.bars(frame, "技術", "件", title="ＤＸの１件")
    assert list(figure.layout.meta["labels"]) == ["AI-OCR", "（RPA）"]
    assert figure.layout.meta["title"] == "DXの1件"
    assert half_width({"a": ["Ｓｏｃｉｅｔｙ５．０", 1, None]}) == {"a": ["Society5.0", 1, None]}


WORD = re.compile("[A-Za-z0-9]|[ァ-ヶー]")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", REPORT)
def test_titles_break_between_words(name: str, size: Size, charts_made: Made) -> None:
    for lang in LANGS:
        figure = fit(go.Figure(charts_made[name][lang]), size)
        whole = figure.layout.meta["title"]
        lines = re.sub("</?b>", "", figure.layout.annotations[0].text).split("<br>")
        place = 0
        for line, following in pairwise(lines):
            place = whole.index(line, place) + len(line)
            before, after = line[-1], following[0]
            if whole[place] == " ":
                continue
            kinds = [
                next((n for n, kind in enumerate(("[A-Za-z]", "[0-9]", "[ァ-ヶー]", "[一-龥々]"))
                      if re.match(kind, letter)), -1)
                for letter in (before, after)
            ]  # fmt: skip
            assert kinds[0] != kinds[1] or kinds[0] == -1, (line, following)
            assert after not in "、。」』）はがをにのでと", (line, following)


def test_a_phrase_goes_to_the_next_line_rather_than_be_broken() -> None:
    text = "最も多くの都道府県（31）が挙げた「会計・予算・契約」は、75件のうち49件が導入済"
    assert wrap(text, 23)[1].startswith("「会計・予算・契約」は、")
    assert wrap("施設予約は16、届出システムは24", 12)[1] == "届出システムは24"
    assert wrap("Cases by prefecture (n = 357)", 15)[-1] == "(n = 357)"
    assert wrap("総務分野のその他", 6) == ["総務分野の", "その他"]


def test_every_dot_of_a_correspondence_analysis_has_its_name(tables: Tables) -> None:
    field = tables.cases["field"].tolist()
    points, shares = correspondence(tables.words, field)
    figure = charts.correspondence_plot(points, shares)
    words, groups = (points[points["kind"] == kind] for kind in ("word", "group"))
    meta = figure.layout.meta
    assert "平方根" in meta["subtitle"]
    for size in SIZES:
        fitted = fit(go.Figure(figure), size)
        dots = [(x, y) for t in fitted.data for x, y in zip(t.x, t.y, strict=True)]
        names = [note for note in fitted.layout.annotations if note.text in
                 {text for *_, text in meta["points"]}]  # fmt: skip
        assert sorted(dots) == sorted((note.x, note.y) for note in names)
        assert len(fitted.data[1].x) == len(groups)
    assert 20 < len(fit(go.Figure(figure), "page").data[0].x) <= 45 < len(words)
    farthest = max((x * x + y * y) ** 0.5 for x, y, _ in meta["points"])
    shown = points.set_index("label")
    for x, y, label in meta["points"]:
        own = shown.loc[re.sub("</?b>", "", label)]
        assert x * own["y"] == pytest.approx(y * own["x"], abs=1e-3), "directions stay"
    assert farthest <= (points["x"] ** 2 + points["y"] ** 2).max() ** 0.25 + 1e-3


def test_years_of_indicators_stand_in_both_reckonings_and_gaps_are_told(charts_made: Made) -> None:
    for name in ("nagasaki_indicators", "nagasaki_rpa_and_cloud"):
        japanese, english = (charts_made[name][lang] for lang in LANGS)
        ticks = [text for axis in japanese.select_xaxes() for text in axis.ticktext]
        dates = {tuple(text.split("<br>")[:2]) for text in ticks}
        assert ("2016", "H28") in dates
        assert dates <= {
            *((str(year), f"H{year - 1988}") for year in range(2014, 2019)), ("2019", "R元"),
            *((str(year), f"R{year - 2018}") for year in range(2020, 2026)),
        }  # fmt: skip
        assert all(len(text.split("<br>")) == 2 for axis in english.select_xaxes()
                   for text in axis.ticktext)  # fmt: skip
        assert "「–」は実績の記載がない年度" in japanese.layout.meta["foot"][0]
        for bars in (trace for trace in japanese.data if trace.type == "bar"):
            number = bars.xaxis.removeprefix("x")
            told = [text.split("<br>")[-1] for text in japanese.layout[f"xaxis{number}"].ticktext]
            assert [value is None for value in bars.y] == [text == "–" for text in told]
        key = {name: sign for name, _, *sign in japanese.layout.meta["key"]}
        assert key == {"実績": [], "目標": ["┄◆┄"]}, "the key shows the line as it is drawn"
        assert "┄◆┄</span> 目標" in "".join(a.text for a in japanese.layout.annotations)
