"""Where and for what AI, RPA and chatbots are used, and since when: table ① of the survey."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from survey.charts.bar_charts import bars
from survey.charts.highlighting import highlighted
from survey.charts.house_style import Source, chart, column, declared, word
from survey.charts.shapes import (
    OTHERS,
    by_spread,
    heat_map,
    ranked,
    totals_of,
)
from survey.charts.template import Lang
from survey.charts.tile_map import japan
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
    share = top.sum() / totals.sum()
    facts = {"first": top.index[0], "most": top.iloc[0], "places": len(top), "share": share,
             "whole": totals.sum()}  # fmt: skip
    said = declared(
        "status_by_prefecture", lang, facts, totals_of(frame, "prefecture", lang).nlargest(3)
    )
    if chosen:
        own = chosen.prefecture if lang == "ja" else chosen.prefecture_en
        rank = 1 + int((totals > totals[own]).sum())
        heard = set(frame.loc[frame["answered"], "prefecture_code"])
        told = "rank" if chosen.prefecture_code in heard else "no_rank"
        said["subtitle"] += word(told, lang).format(own, totals[own], rank, len(heard))
    figure = bars(frame, "prefecture", "count", parts="adoption_status", **said)
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
    facts = {"first": totals.idxmax(), "share": totals.max() / totals.sum(), "used": used,
             "whole": totals.sum()}  # fmt: skip
    said = declared("field_status", lang, facts, totals.nlargest(3))
    found = ranked(frame, "field", last=frame["field"].str.startswith(OTHERS))
    return bars(found, "field", "count", parts="adoption_status", **said)


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
    said = declared("status_moves", lang, facts, most, source)
    return heat_map(frame, "prefecture", "move", "count", **said)
