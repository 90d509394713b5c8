"""Where and for what AI, RPA and chatbots are used: table ① of the survey."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import chart, column
from survey.charts.shapes import bars, heat_map, spread_of, totals_of, widest_two
from survey.charts.template import Lang, shade
from survey.charts.tile_map import japan

_TOP = 5
_FEW = 5


@chart("prefecture_code", "prefecture", "adoption_status_code", "count", "answered")
def status_by_prefecture(
    frame: pd.DataFrame, lang: Lang = "ja", order: Literal["code", "count"] = "code"
) -> go.Figure:
    """Return the cases of each prefecture by status, stacked.

    Parameters
    ----------
    frame
        `tally(cases, "prefecture", "adoption_status")`.
    order
        Rows in the order of the codes of the prefectures, or from the most cases to the fewest.
    """
    totals = totals_of(frame, "prefecture", lang)
    top = totals.nlargest(_TOP)
    if order == "count":
        ranks = totals.rank(ascending=False, method="first")
        frame = frame.assign(rank=frame[column("prefecture", lang)].map(ranks))
        frame = frame.sort_values("rank", kind="stable")
    share = top.sum() / totals.sum()
    facts = {"first": top.index[0], "most": top.iloc[0], "places": len(top), "share": share}
    return bars("status_by_prefecture", frame, "prefecture", "adoption_status", lang, facts)


@chart("prefecture_code", "prefecture", "count", "answered")
def prefecture_map(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return a map of Japan, one tile a prefecture, with the number of cases.

    Parameters
    ----------
    frame
        `tally(cases, "prefecture")`.
    """
    totals = totals_of(frame, "prefecture", lang)
    heard = frame[frame["answered"]]
    facts = {
        "heard": len(heard), "few": (heard["count"] <= _FEW).sum(), "limit": _FEW,
        "whole": totals.sum(),
    }  # fmt: skip
    colours = [shade(count, totals.max()) for count in frame["count"]]
    numbers = frame["count"].astype(str).tolist()
    most = totals.nlargest(3)
    return japan("prefecture_map", frame, colours, numbers, lang, facts, most)


@chart("field", "adoption_status_code", "count")
def field_status(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the cases of each field of work by status, stacked.

    Parameters
    ----------
    frame
        `tally(cases, "field", "adoption_status")`.
    """
    totals = totals_of(frame, "field", lang)
    used = frame.loc[frame["adoption_status_code"] == 1, "count"].sum() / totals.sum()
    facts = {"first": totals.idxmax(), "share": totals.max() / totals.sum(), "used": used}
    return bars("field_status", frame, "field", "adoption_status", lang, facts)


@chart("prefecture", "technology", "count", "answered")
def technology_prefecture(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return a heat map: prefectures by what their cases are done with.

    Parameters
    ----------
    frame
        `tally(cases.merge(technologies), "prefecture", "technology", answers=cases)`.
    """
    spread = spread_of(frame, "technology", lang).sort_values(ascending=False, kind="stable")
    facts = widest_two(spread)
    rows, columns = "prefecture", "technology"
    return heat_map("technology_prefecture", frame, rows, columns, lang, facts, spread.head(3))
