"""Whether solutions can be shared, why not, and which systems are shared: tables ① and ②."""

from __future__ import annotations

from itertools import cycle

import pandas as pd
import plotly.graph_objects as go

from survey.charts.bar_charts import bars
from survey.charts.house_style import chart, column, declared, word
from survey.charts.shapes import FEW_PREFECTURES, signs, totals_of
from survey.charts.template import FILL, OKABE_ITO, Lang
from survey.charts.tile_map import MARKS_AT, Mark, cartogram
from survey.tables.counted import noted

SEVERAL = 2
"""From so many cases a prefecture can have answered in more than one way."""


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
        "whole": totals_of(heard, "prefecture", lang).sum(),
    }  # fmt: skip
    said = declared("shareability_by_prefecture", lang, facts, can.nlargest(3))
    return bars(heard, "prefecture", "count", parts="shareability", **said)


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
    totals = totals_of(ranked, "reason", lang)
    facts = {"first": totals.index[0], "most": totals.iloc[0]}
    facts["spread"] = ranked["reason_prefectures"].iloc[0]
    facts["among"] = word("among", lang).format(sum(noted(frame)[0]["different"].values()))
    said = declared("sharing_reasons", lang, facts, totals.nlargest(3))
    return bars(ranked, "reason", "count", **said)


@chart("kind", "further_sharing_code", "count", "kind_prefectures")
def shared_systems(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the answers on shared systems of each kind by whether more governments can join.

    Parameters
    ----------
    frame
        `tally(with_kind(systems), "kind", "further_sharing")`.
    """
    can = frame.loc[frame["further_sharing_code"] == 1, "count"].sum()
    totals = totals_of(frame, "kind", lang)
    facts = {"open": can, "share": can / totals.sum(), "whole": totals.sum()}
    said = declared("shared_systems", lang, facts, totals.nlargest(3))
    return bars(frame, "kind", "count", parts="further_sharing", **said)


@chart("further_sharing", "scope_code", "count", "further_sharing_prefectures")
def sharing_scopes(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return for whom the notes on shared systems say that there is room, by the answer.

    Parameters
    ----------
    frame
        `tally(systems.merge(scopes), "further_sharing", "scope")`, one row a note.
    """
    open_ = frame[frame["further_sharing_code"] == 1]
    beyond = open_.loc[open_["scope_code"] == "other_prefectures", "count"].sum()
    totals = totals_of(frame, "further_sharing", lang)
    facts = {"open": open_["count"].sum(), "beyond": beyond, "whole": totals.sum()}
    said = declared("sharing_scopes", lang, facts, totals.nlargest(3))
    return bars(frame, "further_sharing", "count", parts="scope", **said)


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
    awaited = frame.loc[frame["stage_code"] == 3, "job_code"].unique()
    facts = {
        "jobs": len(spread), "offered": len(offered), "least": FEW_PREFECTURES,
        "both": len({*offered} & {*awaited}),
    }  # fmt: skip
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
        Mark(
            str(code),
            0.25 * (place - (len(rows) - 1) / 2),
            MARKS_AT,
            colours[system],
            labels[system],
        )
        for code, rows in frame.groupby("prefecture_code")
        for place, system in enumerate(rows["system_id"])
    ]
    spread = pd.Series({labels[system]: len(rows) for system, rows in systems})
    tied = frame["prefecture_code"].nunique()
    facts = {"systems": len(systems), "tied": tied, "whole": answers["count"].sum()}
    key = [(label, colours[system]) for system, label in labels.items()]
    plain, blank = [FILL] * len(answers), [" "] * len(answers)
    # One that is named by another need not have answered itself.
    known = answers["answered"] | answers["prefecture_code"].isin(frame["prefecture_code"])
    tiles = answers.assign(answered=known)
    return cartogram("shared_by_prefectures", tiles, plain, blank, lang, facts, spread, marks, key)
