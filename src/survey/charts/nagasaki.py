"""Targets, results and costs of Nagasaki's two plans."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey.charts.bar_charts import bars
from survey.charts.house_style import chart, column, declared
from survey.charts.shapes import small_multiples
from survey.charts.template import Lang

_GOOD = ("達成", "順調")


@chart("panel", "progress", "fiscal_year", "target", "actual", "count")
def nagasaki_indicators(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return small multiples of the indicators of programme groups: targets and results.

    Parameters
    ----------
    frame
        `survey.analysis.indicators.panels(kpis)`.
    """
    rated = frame.drop_duplicates("panel_code")
    good = rated["progress"].isin(_GOOD).sum()
    facts = {"whole": len(rated), "good": good, "late": len(rated) - good}
    return small_multiples("nagasaki_indicators", frame, lang, facts)


@chart("panel", "fiscal_year", "target", "actual", "count")
def nagasaki_rpa_and_cloud(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return small multiples of RPA and of the municipal cloud under the two plans.

    Parameters
    ----------
    frame
        `survey.analysis.indicators.panels` of the indicators to show, the offices that use RPA first.
    """
    results = frame[frame["count"] > 0]
    offices = results[results["panel_code"] == results["panel_code"].iloc[0]]
    facts = {
        "first": int(offices["actual"].iloc[0]), "last": int(offices["actual"].iloc[-1]),
        "from": offices["fiscal_year"].iloc[0], "to": offices["fiscal_year"].iloc[-1],
    }  # fmt: skip
    return small_multiples("nagasaki_rpa_and_cloud", frame, lang, facts)


@chart("year_code", "fund_code", "cost")
def nagasaki_costs(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the costs of the projects by fiscal year and by where the money comes from.

    Parameters
    ----------
    frame
        `survey.analysis.indicators.costs(projects)`.
    """
    totals = frame.groupby("year_code")["cost"].sum(min_count=1)
    general = frame[frame["fund_code"] == 1].set_index("year_code")["cost"] / totals
    facts = {"last": totals.index[-1], "end": totals.iloc[-1], "share": general.iloc[-1]}
    most = frame.groupby(column("year", lang), sort=False)["cost"].sum().nlargest(3)
    said = declared("nagasaki_costs", lang, facts, most)
    return bars(frame, "year", "cost", parts="fund", **said)
