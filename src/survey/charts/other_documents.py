"""Charts of documents other than the survey: the plans of 2015, Nagasaki, Mie."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from survey.charts.bar_charts import bars_of
from survey.charts.heat_maps import heat_map_of
from survey.charts.panels import add_axes
from survey.charts.report_charts import chart, ranked, reported, spread_of, totals_of
from survey.charts.template import ACCENT, CONTRAST
from survey.charts.wording import column, word
from survey.languages import Lang

_GOOD = ("達成", "順調")
_REIWA = 2019
"""The first year of 令和, which was also 平成31年."""


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
    return heat_map_of("measures_2015", frame, "area", lang, facts, spread.head(3), silence=said)


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
    found = frame.assign(both=frame["count"].where(frame["relation_code"] == 1, 0))
    order, most = ranked(found, "area", "both"), both.nlargest(3)
    return bars_of("plans_and_cases", order, "area", "relation", lang, facts, most)


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
    return bars_of("nagasaki_costs", frame, "year", "fund", lang, facts, value="cost")


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
    return bars_of("mie_consultations", frame, "item", "breakdown", lang, facts)


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
    told = shares.map("{:.0%}".format)
    return bars_of("mie_procedures", frame, "item", "state", lang, facts, told, under="measure")


def small_multiples(
    name: str, panels: pd.DataFrame, lang: Lang, facts: Mapping[str, object],
) -> go.Figure:  # fmt: skip
    """Return a panel for each indicator: results as bars with their numbers, targets as lines, each
    panel with a scale of its own from zero."""
    figure, titles = go.Figure(), []
    latest: dict[str, str] = {}
    gaps = False
    done, aimed = word("result", lang), word("target", lang)
    for place, (_, rows) in enumerate(panels.groupby("panel_code", sort=False)):
        years = list(range(rows["fiscal_year"].min(), rows["fiscal_year"].max() + 1))
        by_year = rows.set_index("fiscal_year").reindex(years)  # a year without numbers is a gap
        actual, target = (
            [None if pd.isna(value) else float(value) for value in by_year[name]]
            for name in ("actual", "target")
        )
        results = ["–" if value is None else f"{value:,g}" for value in actual]
        goals = ["–" if value is None else f"{value:,g}" for value in target]
        ticks = [
            "<br>".join([str(year), *([_era(year)] if lang == "ja" else []), result])
            for year, result in zip(years, results, strict=True)
        ]
        highest = max((value for value in (*actual, *target) if value is not None), default=1)
        axes = add_axes(
            figure, place,
            {"tickvals": years, "ticktext": ticks, "range": [years[0] - 0.6, years[-1] + 0.6]},
            {"visible": False, "range": [0, 1.2 * highest]},
        )  # fmt: skip
        figure.add_bar(
            x=years, y=actual, marker_color=ACCENT, width=0.6, hoverinfo="text", **axes,
            hovertext=[f"{year}<br>{done} {r}" for year, r in zip(years, results, strict=True)],
        )  # fmt: skip
        figure.add_scatter(
            x=years, y=target, mode="lines+markers+text", hoverinfo="text", **axes, name="goals",
            line={"color": CONTRAST, "width": 1.5, "dash": "dot"}, textfont_color=CONTRAST,
            marker={"symbol": "diamond", "size": 6}, textposition="top center", cliponaxis=False,
            text=[*[""] * (len(goals) - 1), goals[-1]],
            hovertext=[f"{year}<br>{aimed} {g}" for year, g in zip(years, goals, strict=True)],
        )  # fmt: skip
        gaps |= "–" in results
        units = column("unit", lang)
        unit = next((unit for unit in rows[units] if unit), "")
        progress = rows[column("progress", lang)].iloc[0]
        told = [f"<b>{progress}</b>" if progress else "", word("unit", lang).format(unit)]
        label = str(rows[column("panel", lang)].iloc[0])
        titles.append([label, " ".join(filter(None, told if unit else told[:1]))])
        if last := max((n for n, value in enumerate(actual) if value is not None), default=0):
            latest[label] = word("of_target", lang).format(
                actual=results[last], unit=unit, target=goals[last]
            )
    return reported(
        figure, name, lang, facts, pd.Series(latest), word("no_result", lang) if gaps else "",
        panels=titles, panel_ticks=2 + (lang == "ja"),
        key=[(done, ACCENT), (aimed, CONTRAST, "┄◆┄")],
    )  # fmt: skip


def _era(year: int) -> str:
    """Return a fiscal year as Japanese documents abbreviate it: H28, R元, R2."""
    if year < _REIWA:
        return f"H{year - _REIWA + 31}"
    return f"R{year - _REIWA + 1}" if year > _REIWA else "R元"
