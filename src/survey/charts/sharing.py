"""Whether solutions can be shared, why not, and which systems are shared: tables ① and ②."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house import chart, word
from survey.charts.shapes import bars, totals_of
from survey.charts.template import ACCENT, Lang


@chart("field", "shareability_code", "count")
def shareability_by_field(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return what share of the cases of each field can be shared.

    Parameters
    ----------
    frame
        `tally(cases, "field", "shareability")`.
    """
    return _shareability("shareability_by_field", frame, "field", lang)


@chart("cluster", "shareability_code", "count")
def shareability_by_cluster(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return what share of the cases of each cluster can be shared.

    Parameters
    ----------
    frame
        `tally(cases.merge(clusters), "cluster", "shareability")`.
    """
    return _shareability("shareability_by_cluster", frame, "cluster", lang)


def _shareability(name: str, frame: pd.DataFrame, rows: str, lang: Lang) -> go.Figure:
    can = totals_of(frame[frame["shareability_code"].isin([1, 2])], rows, lang)
    facts = {
        "open": can.sum(), "share": can.sum() / frame["count"].sum(), "first": can.idxmax(),
        "most": can.max(),
    }  # fmt: skip
    return bars(name, frame, rows, "shareability", lang, facts)


@chart("reason", "count")
def sharing_reasons(frame: pd.DataFrame, cases: int | None = None, lang: Lang = "ja") -> go.Figure:
    """Return how often each reason is given why a case cannot be shared.

    Parameters
    ----------
    frame
        `tally(reasons, "reason")`.
    cases
        How many cases give a reason at all.
    """
    ranked = frame[frame["count"] > 0].sort_values("count", ascending=False, kind="stable")
    totals = totals_of(ranked, "reason", lang)
    facts = {"first": totals.index[0], "most": totals.iloc[0]}
    facts["among"] = word("among", lang).format(cases) if cases else ""
    one = ranked.assign(all_code=0, all="", all_en="")
    figure = bars("sharing_reasons", one, "reason", "all", lang, facts)
    return figure.update_traces(marker_color=ACCENT, selector={"type": "bar"})


@chart("kind", "further_sharing_code", "count")
def shared_systems(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the shared systems of each kind by whether more governments can join.

    Parameters
    ----------
    frame
        `tally(with_kind(systems), "kind", "further_sharing")`.
    """
    can = frame.loc[frame["further_sharing_code"] == 1, "count"].sum()
    facts = {"open": can, "share": can / frame["count"].sum()}
    return bars("shared_systems", frame, "kind", "further_sharing", lang, facts)
