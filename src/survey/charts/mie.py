"""From consultation to digitised procedures: Mie in 2023."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey.charts.bar_charts import bars
from survey.charts.house_style import chart, column, declared
from survey.charts.shapes import totals_of
from survey.charts.template import Lang


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
