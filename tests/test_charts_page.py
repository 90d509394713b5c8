"""The page of the charts, before a browser: what stands in it, and the data that it offers."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import plotly.graph_objects as go
import pytest

from survey.charts.legibility import unreadable
from survey.charts.template import SIZES
from survey.languages import LANGS, Lang
from survey.publishing.pages.charts import Shown, charts_page, data_files, different, shown
from survey.publishing.report_set import REPORT, Tables

pytestmark = pytest.mark.slow
NAMES = (
    "field_status",
    "work_prefecture",
    "cooccurrence_network",
    "nagasaki_costs",
    "jobs_to_share",
    "prefecture_profile",
    "field_words",
)


@pytest.fixture(scope="module")
def charts(tables: Tables) -> dict[str, Shown]:
    return {one.name: one for one in shown(tables, {name: REPORT[name] for name in NAMES})}


@pytest.fixture(scope="module")
def figures(charts: dict[str, Shown]) -> dict[tuple[str, str], dict[Lang, go.Figure]]:
    """Each chart at every size, in both languages."""
    return {
        (name, size): REPORT[name].of(chart.frames, size)
        for name, chart in charts.items()
        for size in SIZES
    }


def held(page: str) -> dict[str, Any]:
    """What stands in the page of each chart, by its name."""
    found = re.findall(r'<script type="application/json">(.*?)</script>', page)
    return {one["name"]: one for one in map(json.loads, found)}


@pytest.mark.parametrize("lang", LANGS)
def test_a_chart_can_be_found_by_its_name_under_its_finding(
    lang: Lang, charts: dict[str, Shown]
) -> None:
    page = charts_page(list(charts.values()), lang)
    for name, chart in charts.items():
        title = chart.meta(lang)["title"]
        assert f"({name})=\n## {title}\n" in page
    assert page.count("<template id=") == 1


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_begins_with_a_list_of_what_its_charts_are_about(
    charts: dict[str, Shown], lang: Lang
) -> None:
    page = charts_page(list(charts.values()), lang)
    listed = re.findall(r'<li><a href="#(\w+)">([^<]+)</a></li>', page.split("## ")[0])
    assert [name for name, _ in listed] == list(charts)
    assert len({subject for _, subject in listed}) == len(charts)


@pytest.mark.parametrize("lang", LANGS)
def test_one_button_each_saves_for_a_document_and_a_slide_in_colour_and_in_grey(
    charts: dict[str, Shown], lang: Lang
) -> None:
    page = charts_page(list(charts.values()), lang)
    (group,) = re.findall(r'<div role="group" aria-label="[^"]+">(.*?)</div>', page)
    buttons = re.findall(r'value="png" data-size="(\w+)" data-colours="(\w*)">([^<]+)<', group)
    assert [button[:2] for button in buttons] == [
        ("page", ""), ("page", "grey"), ("slide", ""), ("slide", "grey")
    ]  # fmt: skip
    assert len({said for *_, said in buttons}) == len(buttons)


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_holds_the_figure_of_every_size_that_can_be_read(
    lang: Lang, charts: dict[str, Shown], figures: dict[tuple[str, str], dict[Lang, go.Figure]]
) -> None:
    found = held(charts_page(list(charts.values()), lang))
    for name in charts:
        own, sizes = found[name], set()
        for size in SIZES:
            figure = figures[name, size][lang]
            if unreadable(figure, size, name):
                continue
            sizes.add(size)
            drawn = own["base"]
            if size != own["size"]:
                drawn = merged(drawn, own["others"][size])
            expected = json.loads(figure.to_json())
            meta = expected["layout"]["meta"]
            expected["layout"]["meta"] = {
                key: meta[key] for key in ("title", "foot", "alt", "lang")
            }
            assert drawn == expected
        assert {own["size"], *own["others"]} == sizes
    assert "slide" not in found["work_prefecture"]["others"]
    assert "slide" in found["field_status"]["others"]


def merged(base: Any, own: Any) -> Any:
    """As `charts.js` puts a figure together."""
    if isinstance(base, dict) and isinstance(own, dict):
        return {**base, **{key: merged(base.get(key), value) for key, value in own.items()}}
    if isinstance(base, list) and isinstance(own, list) and base and isinstance(base[0], dict):
        return [merged(*pair) for pair in zip(base, own, strict=True)] if "type" in base[0] else own
    return own


def test_what_is_different_is_what_changed() -> None:
    assert different({"a": 1, "b": {"c": [1], "d": 2}}, {"a": 1, "b": {"c": [2], "d": 2}}) == {
        "b": {"c": [1]}
    }


def test_the_data_of_a_chart_are_the_frames_it_is_drawn_from(
    charts: dict[str, Shown], tables: Tables
) -> None:
    files = data_files(list(charts.values()))
    assert set(files) == {f"{name}.csv" for name in NAMES} | {"cooccurrence_network_2.csv"}
    content = files["field_status.csv"]
    assert content.startswith(b"\xef\xbb\xbffield_code,field,field_en,adoption_status_code,")
    assert b"\r" not in content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    (frame,) = REPORT["field_status"].frames(tables)
    assert len(rows) == len(frame)
    assert sum(int(row["count"]) for row in rows) == len(tables.cases)
    assert rows[0]["adoption_status_en"] == frame["adoption_status_en"].iloc[0]


def test_a_chart_says_on_what_it_rests_and_leads_to_its_answers(
    charts: dict[str, Shown], tables: Tables
) -> None:
    cases = tables.cases
    (rest,) = charts["field_status"].rests
    assert (rest.table, rest.rows) == ("ai_rpa_cases", len(cases))
    assert rest.prefectures == cases["prefecture_code"].nunique()
    (rest,) = charts["work_prefecture"].rests
    assert rest.table == "ai_rpa_cases", "kinds of work are about these rows"
    (rest,) = charts["nagasaki_costs"].rests
    assert (rest.table, rest.prefectures) == ("nagasaki_projects", None)
    page = charts_page([charts["field_status"]], "ja")
    assert f"の{len(cases)}行（{rest_of(cases)}都道府県）から作った図です。" in page
    assert '<a href="explorer.html#table=ai_rpa_cases">元の回答を見る</a>' in page


def rest_of(cases: Any) -> int:
    return len(set(cases["prefecture_code"]))


@pytest.mark.parametrize(("lang", "head"), [("ja", "分野"), ("en", "Field")])
def test_the_table_of_a_chart_has_its_counts_and_leads_to_the_answers_of_each_row(
    lang: Lang, head: str, charts: dict[str, Shown], tables: Tables
) -> None:
    page = charts_page([charts["field_status"]], lang)
    assert f'<thead><tr><th scope="col">{head}</th>' in page
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", page)
    assert len(rows) == tables.cases["field"].nunique()
    first, cells = rows[0]
    numbers = [int(one) for one in re.findall(r">(\d+)</td>", cells)]
    general = tables.cases[tables.cases["field"] == "総務分野"]
    assert numbers[5:] == [len(general), general["prefecture_code"].nunique()]
    assert sum(numbers[:5]) == len(general)
    assert "explorer.html#table=ai_rpa_cases&amp;field=" in first


def test_no_answer_is_no_zero_in_the_table(charts: dict[str, Shown]) -> None:
    page = charts_page([charts["work_prefecture"]], "ja")
    (row,) = re.findall(r"<tr>(?:(?!<tr>).)*新潟県.*?</tr>", page)
    assert set(re.findall(r"<td[^>]*>(.*?)</td>", row)) == {"–"}
