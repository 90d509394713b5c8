"""One prefecture beside others that have like cases, and beside the median."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey.charts.panels import Panel, add_panels
from survey.charts.report_charts import chart, reported
from survey.charts.template import ACCENT, PALE, RULE
from survey.charts.wording import column, word
from survey.languages import Lang


@chart("item", "prefecture", "count", "answered", "median", "heard")
def prefecture_profile(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return how much a prefecture answered to each table beside others and the median, a panel each.

    Parameters
    ----------
    frame
        `survey.analysis.profiles.beside_others(prefecture, …)`.
    """
    names = column("prefecture", lang)
    own, *others = frame[names].drop_duplicates().tolist()
    figure, panels = go.Figure(), []
    none, middle = word("no_answer", lang), word("median", lang)
    for item, rows in frame.groupby(column("item", lang), sort=False):
        lengths = [*map(float, rows["count"]), float(rows["median"].iloc[0])]
        told = [
            str(n) if yes else none for n, yes in zip(rows["count"], rows["answered"], strict=True)
        ]
        heard = word("rests_on", lang).format(rows["heard"].iloc[0], "")
        beside = [*told, f"{lengths[-1]:g}{heard}"]
        labels = [*rows[names], middle]
        colours = [ACCENT, *[RULE] * (len(rows) - 1), PALE]
        hovers = [f"{item}<br>{a} {b}" for a, b in zip(labels, beside, strict=True)]
        panels.append(Panel(str(item), "", labels, beside, lengths, hovers, colours))
    first = frame.iloc[0]
    own_count = word("cases", lang).format(first["count"]) if first["answered"] else none
    facts = {
        "prefecture": own, "count": own_count, "median": f"{first['median']:g}",
        "heard": first["heard"],
        "others": word("comma", lang).join(others) or none,
    }  # fmt: skip
    listed = frame[frame[names] == own]
    values = listed.set_index(column("item", lang))["count"].where(
        listed["answered"].tolist(), none
    )
    return reported(
        figure, "prefecture_profile", lang, facts, values.map(str), word("prefectures", lang),
        **add_panels(figure, panels),
    )  # fmt: skip
