"""What prefectures planned in 2015, and where cases of AI and RPA appeared in 2020."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey.charts.bar_charts import bars
from survey.charts.house_style import chart, column, declared
from survey.charts.shapes import heat_map, ranked, spread_of
from survey.charts.template import Lang


@chart("prefecture_code", "prefecture", "area", "count", "answered", coverage=("coverage", "count"))
def measures_2015(frame: pd.DataFrame, coverage: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return a heat map: prefectures by policy areas, with the number of IT measures.

    Parameters
    ----------
    frame
        `tally(measures, "prefecture", "area")`.
    coverage
        `tally(coverage, "prefecture", "coverage")`: what the table says of each prefecture.
    """
    spread = spread_of(frame, "area", lang).sort_values(ascending=False, kind="stable")
    heard = frame.drop_duplicates("prefecture_code")["answered"].sum()
    facts = {"first": spread.index[0], "most": spread.iloc[0], "heard": heard,
             "whole": frame["count"].sum()}  # fmt: skip
    said = coverage[coverage["count"] > 0][column("coverage", lang)].tolist()
    told = declared("measures_2015", lang, facts, spread.head(3))
    return heat_map(frame, "prefecture", "area", "count", silence=said, **told)


@chart("area", "relation_code", "count")
def plans_and_cases(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return for each policy area how many prefectures planned, reported cases, or both.

    Parameters
    ----------
    frame
        `survey.analysis.strategies.planned_and_reported(measures, coverage, cases)`.
    """
    both = frame[frame["relation_code"] == 1].set_index(column("area", lang))["count"]
    number = frame.groupby("area_code")["count"].sum().max()
    facts = {"first": both.idxmax(), "most": both.max(), "number": number}
    said = declared("plans_and_cases", lang, facts, both.nlargest(3))
    found = frame.assign(both=frame["count"].where(frame["relation_code"] == 1, 0))
    return bars(ranked(found, "area", "both"), "area", "count", parts="relation", **said)
