"""Where and for what AI, RPA and chatbots are used, and since when: table ① of the survey."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from survey.charts.bar_charts import FEW_ROWS, bars_of
from survey.charts.heat_maps import by_spread, heat_map_of
from survey.charts.highlighting import highlighted
from survey.charts.report_charts import OTHERS, chart, declared, ranked, totals_of
from survey.charts.shapes import FEW_PREFECTURES
from survey.charts.tile_map import japan
from survey.charts.wording import Source, column, word
from survey.languages import Lang
from survey.prefectures import prefecture_named

_TOP = 5
_FEW = 5
_NOT_NAMED = "not_named"
"""Code of the cases that name no technology."""


@chart("prefecture_code", "prefecture", "adoption_status_code", "count", "answered")
def status_by_prefecture(
    frame: pd.DataFrame,
    lang: Lang = "ja",
    order: Literal["code", "count"] = "count",
    highlight: str = "",
) -> go.Figure:
    """Return the cases of each prefecture by status, stacked, and where one stands among them.

    Parameters
    ----------
    frame
        `tally(cases, "prefecture", "adoption_status")`.
    order
        Rows from the most cases to the fewest, or in the order of the codes of the prefectures.
    highlight
        A prefecture that keeps its colours while the others are grey; its number and its rank
        stand in the subtitle.

    Raises
    ------
    BadInput
        If there is no such prefecture.
    """
    chosen = prefecture_named(highlight) if highlight else None
    totals = totals_of(frame, "prefecture", lang)
    top = totals.nlargest(_TOP)
    if order == "count":
        frame = ranked(frame, "prefecture", last=~frame["answered"])
    facts, added = {"places": len(top), "share": top.sum() / totals.sum()}, ""
    if chosen:
        own = chosen.prefecture if lang == "ja" else chosen.prefecture_en
        rank = 1 + int((totals > totals[own]).sum())
        heard = set(frame.loc[frame["answered"], "prefecture_code"])
        told = "rank" if chosen.prefecture_code in heard else "no_rank"
        added = word(told, lang).format(own, totals[own], rank, len(heard))
    figure = bars_of(
        "status_by_prefecture", frame, "prefecture", "adoption_status", lang, facts, added=added
    )
    return (highlighted(figure, chosen) or figure) if chosen else figure


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
    said = declared("prefecture_map", lang, facts, totals.nlargest(3))
    return japan(frame, "prefecture_code", "count", **said)


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
    facts = {"share": totals.max() / totals.sum(), "used": used}
    found = ranked(frame, "field", last=frame["field"].str.startswith(OTHERS))
    return bars_of("field_status", found, "field", "adoption_status", lang, facts)


@chart("prefecture", "technology", "technology_code", "count", "answered")
def technology_prefecture(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return a heat map: prefectures by what their cases are done with.

    Parameters
    ----------
    frame
        `tally(cases.merge(technologies), "prefecture", "technology", answers=cases)`.
    """
    blank = frame["technology_code"] == _NOT_NAMED
    return by_spread("technology_prefecture", frame, "technology", lang, blank)


@chart("prefecture_code", "prefecture", "move", "count", "answered")
def status_moves(
    frame: pd.DataFrame, before: str, after: str, source: Source, lang: Lang = "ja"
) -> go.Figure:
    """Return a heat map: prefectures by the moves of their cases from status to status.

    Parameters
    ----------
    frame
        `survey.analysis.edition_changes.moves(changes)`.
    before, after
        The names of the two editions.
    source
        Their documents, as named in `data/raw/sources.toml`.
    """
    totals = totals_of(frame, "move", lang)
    first = totals.idxmax()
    movers = frame[(frame[column("move", lang)] == first) & (frame["count"] > 0)]
    facts = {
        "first": first, "most": totals.max(), "places": len(movers), "before": before,
        "after": after, "whole": totals.sum(),
    }  # fmt: skip
    most = movers.set_index(column("prefecture", lang))["count"].nlargest(3)
    return heat_map_of("status_moves", frame, "move", lang, facts, most, source)


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
    facts = {
        "first": first, "spread": spread[first], "all": totals[first], "used": used[first],
    }  # fmt: skip
    # Shares of few rows, which are paler, come last.
    few = frame.groupby("work_code")["count"].transform("sum") < FEW_ROWS
    found = ranked(_found(frame), "work", "work_prefectures", few)
    return bars_of("work_status", found, "work", "adoption_status", lang, facts)


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
    most = named.nlargest(3)
    return bars_of("same_jobs", common, "cluster", "adoption_status", lang, facts, most)


def _found(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out kinds of work without a case."""
    return frame[frame["work_code"].isin(frame.loc[frame["count"] > 0, "work_code"])]
