"""What became of the answers from one edition of the survey to the next."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import Source, chart, column, declared
from survey.charts.shapes import heat_map, totals_of
from survey.charts.template import Lang


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
