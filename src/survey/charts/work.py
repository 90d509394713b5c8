"""Kinds of work, and the same job in different prefectures: how far they are, who has them."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey.charts.bar_charts import bars
from survey.charts.house_style import FEW_ROWS, chart, declared
from survey.charts.shapes import (
    FEW_PREFECTURES,
    by_spread,
    ranked,
    totals_of,
)
from survey.charts.template import Lang


@chart("work", "adoption_status_code", "count", "work_prefectures")
def work_status(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return what share of the cases of each kind of work is in use, on trial, ….

    Parameters
    ----------
    frame
        `tally(cases.merge(work), "work", "adoption_status")`.
    """
    totals = totals_of(frame, "work", lang)
    spread = frame.drop_duplicates("work_code").set_index(totals.index)["work_prefectures"]
    used = totals_of(frame[frame["adoption_status_code"] == 1], "work", lang)
    first = str(spread.idxmax())
    facts = {"first": first, "spread": spread[first], "all": totals[first], "used": used[first],
             "whole": totals.sum()}  # fmt: skip
    # Shares of few rows, which are paler, come last.
    few = frame.groupby("work_code")["count"].transform("sum") < FEW_ROWS
    found = ranked(_found(frame), "work", "work_prefectures", few)
    said = declared("work_status", lang, facts, totals_of(found, "work", lang).nlargest(3))
    return bars(found, "work", "count", parts="adoption_status", **said)


@chart("prefecture", "work", "count", "answered")
def work_prefecture(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return a heat map: prefectures by the kinds of work of their cases.

    Parameters
    ----------
    frame
        `tally(cases.merge(work), "prefecture", "work", answers=cases)`.
    """
    return by_spread("work_prefecture", _found(frame), "work", lang)


@chart("cluster", "adoption_status_code", "count", "cluster_prefectures")
def same_jobs(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the groups of cases that do the same job in at least three prefectures, by status.

    Parameters
    ----------
    frame
        `tally(cases.merge(clusters), "cluster", "adoption_status")`.
    """
    common = frame[frame["cluster_prefectures"] >= FEW_PREFECTURES]
    groups = frame[frame["cluster_prefectures"] > 1].drop_duplicates("cluster_code")
    named = groups.set_index("cluster")["cluster_prefectures"]
    facts = {
        "groups": len(groups), "first": named.index[0] if len(named) else "",
        "most": int(named.iloc[0]) if len(named) else 0, "least": FEW_PREFECTURES,
    }  # fmt: skip
    said = declared("same_jobs", lang, facts, named.nlargest(3))
    return bars(common, "cluster", "count", parts="adoption_status", **said)


def _found(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out kinds of work without a case."""
    return frame[frame["work_code"].isin(frame.loc[frame["count"] > 0, "work_code"])]
