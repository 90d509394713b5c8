"""Words of the answers: which stand together, and with which group."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import Said, chart, declared, house
from survey.charts.networks import network
from survey.charts.template import ACCENT, CONTRAST, RULE, Lang


@chart("term", "count", "community", "x", "y", edges=("source", "target", "weight"))
def cooccurrence_network(nodes: pd.DataFrame, edges: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the network of terms that stand in the same answers.

    Parameters
    ----------
    nodes, edges
        What `survey.analysis.text_mining.cooccurrence` returns.
    """
    ranked = nodes.sort_values("count", ascending=False, kind="stable")
    most = ranked.set_index("term")["count"].head(5)
    facts = {"first": most.index[0], "most": most.iloc[0], "groups": nodes["community"].nunique()}
    said = declared("cooccurrence_network", lang, facts, most)
    return network(nodes, edges, "term", "count", group="community", **said)


@chart("kind", "label", "x", "y", "weight")
def correspondence_plot(
    frame: pd.DataFrame,
    shares: tuple[float, float],
    groups: Mapping[Lang, str] | None = None,
    lang: Lang = "ja",
) -> go.Figure:
    """Return words and groups in the plane of a correspondence analysis.

    Parameters
    ----------
    frame, shares
        What `survey.analysis.text_mining.correspondence` returns; a column label_en gives the English labels.
    groups
        What the groups are called, in both languages.
    """
    if lang == "en" and "label_en" in frame.columns:
        frame = frame.assign(label=frame["label_en"])
    figure = go.Figure()
    zero = {"showticklabels": False, "zeroline": True, "zerolinecolor": RULE}
    figure.update_xaxes(zero)
    figure.update_yaxes(zero)
    words, grouped = (frame[frame["kind"] == kind] for kind in ("word", "group"))
    scale = (words["weight"] / frame["weight"].max()) ** 0.5
    for points, colour, symbol, size in (
        (words, ACCENT, "circle", (5 + 13 * scale).tolist()),
        (grouped, CONTRAST, "diamond", 10),
    ):
        figure.add_scatter(
            x=points["x"].tolist(), y=points["y"].tolist(), mode="markers", hoverinfo="text",
            marker={"color": colour, "symbol": symbol, "opacity": 0.7, "size": size},
            hovertext=[f"{point.label} {point.weight}" for point in points.itertuples()],
        )  # fmt: skip
    bold = grouped.assign(label="<b>" + grouped["label"] + "</b>")
    ranked = words.sort_values("weight", ascending=False, kind="stable")
    named = (groups or {"ja": "区分", "en": "groups"})[lang]
    facts = {"across": shares[0], "up": shares[1], "groups": named}
    shown = pd.concat([bold, ranked])[["x", "y", "label"]]
    labels = list(shown.itertuples(index=False, name=None))
    most = ranked.set_index("label")["weight"].head(5)
    return house(
        figure, Said(**declared("correspondence_plot", lang, facts, most)), "points",
        points=labels, beside=0.5, aspect=1.0,
    )  # fmt: skip
