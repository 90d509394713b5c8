"""Whether and on which conditions solutions can be shared, and which systems are: tables ① and ②."""

from __future__ import annotations

from itertools import cycle

import pandas as pd
import plotly.graph_objects as go

from survey.charts.bar_charts import bars_of
from survey.charts.heat_maps import by_spread, signs
from survey.charts.panels import Panel, add_panels
from survey.charts.report_charts import OTHERS, chart, ranked, reported, totals_of
from survey.charts.shapes import FEW_PREFECTURES, remark_on, resting_on
from survey.charts.template import OKABE_ITO
from survey.charts.tile_map import Mark, marked
from survey.charts.wording import column, word
from survey.languages import Lang
from survey.tables.provenance import noted

SEVERAL = 2
"""From so many cases a prefecture can have answered in more than one way."""
_SCOPES = ("scope", "scope_code", "count", "scope_prefectures")
_CONDITIONS = ("condition", "count", "condition_prefectures")
_BEYOND = "other_prefectures"
"""Code of the notes that say that other prefectures can join."""


@chart("prefecture", "shareability_code", "count", "answered")
def shareability_by_prefecture(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return how each prefecture answered whether its cases can be shared.

    Parameters
    ----------
    frame
        `tally(cases, "prefecture", "shareability")`.
    """
    totals, heard = totals_of(frame, "prefecture", lang), frame[frame["answered"]]
    kinds = frame[frame["count"] > 0].groupby(column("prefecture", lang), sort=False).size()
    several = totals.index[totals >= SEVERAL]
    can = totals_of(frame[frame["shareability_code"].isin([1, 2])], "prefecture", lang)
    facts = {
        "several": len(several), "alike": int((kinds[several] == 1).sum()), "open": can.sum(),
        "openers": int((can > 0).sum()), "least": SEVERAL,
    }  # fmt: skip
    return bars_of(
        "shareability_by_prefecture", ranked(heard, "prefecture"), "prefecture", "shareability",
        lang, facts, can.nlargest(3),
    )  # fmt: skip


@chart("reason", "count", "reason_prefectures")
def sharing_reasons(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return how often each reason is given why a case cannot be shared, that of most prefectures
    first.

    Parameters
    ----------
    frame
        `tally(cases.merge(reasons), "reason")`.
    """
    order = ["reason_prefectures", "count"]
    ranked = frame[frame["count"] > 0].sort_values(order, ascending=False, kind="stable")
    first = ranked.iloc[0]
    facts = {
        "first": first[column("reason", lang)], "most": first["count"],
        "spread": first["reason_prefectures"],
        "among": word("among", lang).format(sum(noted(frame)[0]["different"].values())),
    }  # fmt: skip
    return bars_of("sharing_reasons", ranked, "reason", None, lang, facts)


@chart("kind", "further_sharing_code", "count", "kind_prefectures")
def shared_systems(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the answers on shared systems of each kind by whether more governments can join.

    Parameters
    ----------
    frame
        `tally(with_kind(systems), "kind", "further_sharing")`.
    """
    can = frame.loc[frame["further_sharing_code"] == 1, "count"].sum()
    found = ranked(frame, "kind", last=frame["kind"].str.startswith(OTHERS))
    return bars_of("shared_systems", found, "kind", "further_sharing", lang, {"open": can})


@chart("further_sharing", "scope_code", "count", "further_sharing_prefectures")
def sharing_scopes(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return for whom the notes on shared systems say that there is room, by the answer.

    Parameters
    ----------
    frame
        `tally(systems.merge(scopes), "further_sharing", "scope")`, one row a note.
    """
    open_ = frame[frame["further_sharing_code"] == 1]
    beyond = open_.loc[open_["scope_code"] == _BEYOND, "count"].sum()
    facts = {"open": open_["count"].sum(), "beyond": beyond}
    return bars_of("sharing_scopes", frame, "further_sharing", "scope", lang, facts)


@chart("job", "job_code", "stage_code", "prefecture_code")
def jobs_to_share(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return a table of the jobs that several prefectures automate and how far each of these is.

    Parameters
    ----------
    frame
        `stages(cases)`, the jobs in their order.
    """
    spread = frame.groupby("job_code", sort=False).size()
    offered = frame.loc[frame["stage_code"] == 1, "job_code"].unique()
    facts = {"jobs": len(spread), "offered": len(offered), "least": FEW_PREFECTURES}
    several = frame["job_code"].map(spread) >= FEW_PREFECTURES
    shown = frame[several | frame["job_code"].isin(offered)]
    most = frame.groupby("stage_code")["job_code"].nunique()
    most.index = frame.groupby("stage_code")[column("stage", lang)].first()
    return signs("jobs_to_share", shown, "prefecture", "job", "stage", lang, facts, most)


@chart(
    "system", "system_en", "prefecture_code", "planned",
    answers=("prefecture_code", "prefecture", "answered", "count"),
)  # fmt: skip
def shared_by_prefectures(
    frame: pd.DataFrame, answers: pd.DataFrame, lang: Lang = "ja"
) -> go.Figure:
    """Return a map of Japan with a mark for each system that a prefecture shares with another one.

    Parameters
    ----------
    frame
        `sharing_ties(systems, partners, same)`.
    answers
        `tally(systems, "prefecture")`, which tells who answered.
    """
    systems = list(frame.groupby("system_id", sort=False))
    labels = {
        system: rows[column("system", lang)].iloc[0]
        + (word("planned", lang) if rows["planned"].all() else "")
        for system, rows in systems
    }
    colours = dict(zip(labels, cycle(OKABE_ITO), strict=False))
    marks = [
        Mark(str(code), 0.25 * (place - (len(rows) - 1) / 2), colours[system], labels[system])
        for code, rows in frame.groupby("prefecture_code")
        for place, system in enumerate(rows["system_id"])
    ]
    spread = pd.Series({labels[system]: len(rows) for system, rows in systems})
    tied = frame["prefecture_code"].nunique()
    facts = {"systems": len(systems), "tied": tied, "whole": answers["count"].sum()}
    key = [(label, colours[system]) for system, label in labels.items()]
    # One that is named by another need not have answered itself.
    known = answers["answered"] | answers["prefecture_code"].isin(frame["prefecture_code"])
    tiles = answers.assign(answered=known)
    return marked("shared_by_prefectures", tiles, lang, facts, spread, marks, key)


@chart(
    *_SCOPES, system_scopes=_SCOPES, case_conditions=_CONDITIONS, system_conditions=_CONDITIONS
)  # fmt: skip
def sharing_conditions(
    case_scopes: pd.DataFrame,
    system_scopes: pd.DataFrame,
    case_conditions: pd.DataFrame,
    system_conditions: pd.DataFrame,
    lang: Lang = "ja",
) -> go.Figure:
    """Return who can join and on which conditions, as the notes on cases and on shared systems say.

    Parameters
    ----------
    case_scopes, system_scopes
        `tally(cases.merge(notes), "scope")`, one row a note, and that of the systems.
    case_conditions, system_conditions
        `tally(cases.merge(notes), "condition")`, and that of the systems.
    """
    figure, panels, spreads = go.Figure(), [], []
    for frame, variable, name in (
        (case_scopes, "scope", "case_scopes"), (system_scopes, "scope", "system_scopes"),
        (case_conditions, "condition", "case_conditions"),
        (system_conditions, "condition", "system_conditions"),
    ):  # fmt: skip
        spread = f"{variable}_prefectures"
        rows = frame[frame["count"] > 0].sort_values(
            [spread, "count"], ascending=False, kind="stable"
        )
        counts, labels = rows["count"].tolist(), rows[column(variable, lang)].tolist()
        beside = resting_on(rows["count"].map(str), rows[spread], lang)
        hovers = [f"{a}<br>{b}" for a, b in zip(labels, beside, strict=True)]
        panels.append(
            Panel(word(name, lang), "", labels, beside, [float(n) for n in counts], hovers)
        )
        spreads += rows[spread].tolist()
    beyond = [
        int(frame.loc[frame["scope_code"] == _BEYOND, "count"].sum())
        for frame in (case_scopes, system_scopes)
    ]
    sums = case_scopes["count"].sum(), system_scopes["count"].sum()
    facts = {"cases": sums[0], "systems": sums[1], "case": beyond[0], "system": beyond[1]}
    most = pd.Series({
        word("within", lang).format(panel.name, label): count
        for panel in panels for label, count in zip(panel.labels[:1], panel.beside, strict=False)
    })  # fmt: skip
    return reported(
        figure, "sharing_conditions", lang, facts, most, remark_on(spreads, lang),
        **add_panels(figure, panels),
    )  # fmt: skip


@chart("prefecture_code", "prefecture", "kind", "count", "answered")
def systems_prefecture(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return a heat map: prefectures by the kinds of the shared systems that they answered.

    Parameters
    ----------
    frame
        `tally(with_kind(systems), "prefecture", "kind")`.
    """
    others = frame["kind"].str.startswith(OTHERS)
    return by_spread("systems_prefecture", frame, "kind", lang, others)
