"""What a frame was made of: charts of the report draw what their headline is about, or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

import survey as dx
from survey import charts
from survey.problems import BadInput
from survey.publishing.report_set import REPORT, Tables
from survey.tables.provenance import noted
from survey.tables.schemas import table_names
from survey.tables.tallies import tally

EDITION = "nga2020"


@pytest.fixture(scope="module")
def cases(tables: Tables) -> pd.DataFrame:
    return tables.cases


def in_use(cases: pd.DataFrame) -> pd.DataFrame:
    return cases[cases["adoption_status_code"] == 1]


WRONG: dict[str, Callable[[Tables], go.Figure]] = {
    "prefecture_map: error: it was made of shared_systems": lambda t: charts.prefecture_map(
        tally(t.answers("shared_systems"), "prefecture")
    ),
    "status_by_prefecture: error: it was made of organizations": lambda t: (
        charts.status_by_prefecture(
            tally(t.answers("organizations"), "prefecture", "adoption_status")
        )
    ),
    "made of 211 rows of ai_rpa_cases, which has 357": lambda t: charts.prefecture_map(
        tally(in_use(t.cases), "prefecture", answers=t.cases)
    ),
    "made of 413 rows of case_work, which has 357": lambda t: charts.work_status(
        tally(
            t.with_cases("case_work").merge(t.read("case_technologies")), "work", "adoption_status"
        )
    ),
    "it holds 65 of the 357 that were counted": lambda t: charts.prefecture_map(
        tally(t.cases, "prefecture").head(10)
    ),
    "made of rows that are not each one of ai_rpa_cases": lambda t: charts.prefecture_map(
        tally(t.cases.assign(case_id="nga2026-" + t.cases["case_id"].str[8:]), "prefecture")
    ),
    "nothing tells which rows": lambda t: charts.prefecture_map(
        tally(t.cases, "prefecture", answers=t.cases.head(100))
    ),
    "made of 53 rows of nagasaki_projects": lambda t: charts.nagasaki_costs(
        dx.costs(t.read("nagasaki_projects").query("evaluation_year == 2020"))
    ),
    "made of 60 rows of it_measures_2015": lambda t: charts.measures_2015(
        tally(t.read("it_measures_2015").query("area_code < 3"), "prefecture", "area"),
        tally(t.read("it_measures_2015_coverage"), "prefecture", "coverage"),
    ),
    "jobs_to_share: error: it was made of": lambda t: charts.jobs_to_share(
        dx.stages(in_use(t.with_cases("use_case_clusters")))
    ),
}


@pytest.mark.parametrize("told", WRONG)
def test_a_chart_of_the_report_refuses_what_its_title_is_not_about(
    told: str, tables: Tables
) -> None:
    with pytest.raises(BadInput, match=told) as refused:
        WRONG[told](tables)
    assert "charts.bars, charts.japan" in str(refused.value)


def test_counts_made_by_hand_are_drawn_with_sentences_of_ones_own(cases: pd.DataFrame) -> None:
    plain = pd.DataFrame(tally(cases, "prefecture").to_dict("list"))
    with pytest.raises(BadInput, match="nothing tells which rows it was made of"):
        charts.prefecture_map(plain)
    assert charts.japan(plain, "prefecture", "count", title="事例の数").data


@pytest.mark.parametrize(
    "name", [name for name, chart in REPORT.items() if chart.draw not in (
        charts.cooccurrence_network, charts.correspondence_plot)]
)  # fmt: skip
def test_every_chart_with_a_headline_names_its_tables(name: str) -> None:
    declared = charts.wording.sentences().charts[name].of
    assert declared
    assert set(declared) <= set(table_names())


def test_rows_keep_their_ids_through_joins_and_filters(cases: pd.DataFrame) -> None:
    joined = pd.concat([cases.head(200), cases.tail(157)]).merge(dx.read_table("case_work"))
    figure = charts.status_by_prefecture(tally(joined, "prefecture", "adoption_status"))
    assert "全357件" in figure.layout.meta["subtitle"]
    assert noted(tally(joined, "work"))[0]["different"] == {EDITION: 357}
    assert json.dumps(tally(joined, "work").attrs), "so that frames can be written as Parquet"


def test_a_prefecture_that_answered_is_not_silent_in_a_part(cases: pd.DataFrame) -> None:
    counts = tally(in_use(cases), "prefecture").set_index("prefecture")
    assert counts.index[~counts["answered"]].tolist() == ["新潟県"]
    assert counts["count"].gt(0).sum() == 39
    assert tally(cases.head(0), "prefecture")["answered"].sum() == 46


def test_words_have_the_source_of_the_texts_that_they_are_of(cases: pd.DataFrame) -> None:
    plans = dx.read_table("it_measures_2015")
    nodes, edges = dx.cooccurrence(dx.terms(plans["measure"].tolist()))
    assert charts.cooccurrence_network(nodes, edges).layout.meta["foot"] == []
    (source,) = charts.cooccurrence_network(dx.made_of(nodes, plans), edges).layout.meta["foot"]
    assert source.startswith("出典：内閣官房")
    source_of_2015 = source
    note, source = charts.cooccurrence_network(dx.made_of(nodes, cases), edges).layout.meta["foot"]
    assert note.startswith("注：都道府県の自己申告")
    assert source.startswith("出典：全国知事会")
    assert nodes.attrs == {}
    marking = dx.keyness(plans, plans["area_code"] == 1, "measure")
    assert charts.keyness_plot(marking).layout.meta["foot"][-1] == source_of_2015
