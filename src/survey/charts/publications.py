"""Charts of documents other than the survey: the plans of 2015, Nagasaki, Mie."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey.charts.bar_charts import bars
from survey.charts.house_style import chart, column, declared
from survey.charts.shapes import heat_map, ranked, small_multiples, spread_of, totals_of
from survey.charts.template import Lang

_GOOD = ("達成", "順調")


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


@chart("item", "breakdown_code", "count")
def mie_consultations(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the consultations of the DX centre by client and by subject.

    Parameters
    ----------
    frame
        `survey.analysis.indicators.consultations(mie)`.
    """
    sums = frame.groupby("breakdown_code")["count"].sum()
    tops = [totals_of(frame[frame["breakdown_code"] == code], "item", lang) for code in sums.index]
    facts = {
        "number": sums.max(), "client": tops[0].idxmax(), "most": tops[0].max(),
        "subject": tops[1].idxmax(), "next": tops[1].max(),
    }  # fmt: skip
    said = declared("mie_consultations", lang, facts, totals_of(frame, "item", lang).nlargest(3))
    return bars(frame, "item", "count", parts="breakdown", **said)


@chart("item", "measure", "state_code", "count")
def mie_procedures(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return what share of the procedures, and of their applications, is digital.

    Parameters
    ----------
    frame
        `survey.analysis.indicators.procedures(mie)`.
    """
    labels = column("item", lang)
    digital = frame[frame["state_code"] < 3].groupby(labels, sort=False)["count"].sum()
    shares = digital / frame.groupby(labels, sort=False)["count"].sum()
    facts = {"first": shares.idxmax(), "high": shares.max(), "last": shares.idxmin(),
             "low": shares.min()}  # fmt: skip
    said = declared("mie_procedures", lang, facts, shares.map("{:.0%}".format))
    return bars(frame, "item", "count", parts="state", under="measure", **said)
