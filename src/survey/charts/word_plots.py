"""Words of the answers: which stand together, and which way they and groups lie."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import blank
from survey.charts.networks import network
from survey.charts.report_charts import chart, declared, reported
from survey.charts.shapes import FEW_PREFECTURES, between
from survey.charts.template import ACCENT, CONTRAST, LOW_ROW, OKABE_ITO, PALE, RULE
from survey.charts.wording import called, word
from survey.languages import Lang

NAMED = 3
"""How many words a title names."""


@chart("term", "count", "community", "x", "y", edges=("source", "target", "weight"))
def cooccurrence_network(nodes: pd.DataFrame, edges: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the network of terms that stand in the same answers.

    Parameters
    ----------
    nodes, edges
        What `survey.analysis.text_mining.cooccurrence` returns.
    """
    ranked = nodes.sort_values(["count", "term"], ascending=[False, True], kind="stable")
    most = ranked.set_index("term")["count"].head(5)
    strong = edges.sort_values(["weight", "source"], ascending=[False, True], kind="stable")
    pairs = [
        word("pair", lang).format(*ends)
        for ends in strong[["source", "target"]].head(NAMED).itertuples(index=False)
    ]
    facts = {"pairs": word("comma", lang).join(pairs), "number": len(nodes)}
    names = {
        number: word("dot", lang).join(ranked.loc[ranked["community"] == number, "term"].head(2))
        for number in range(1, len(OKABE_ITO))  # the smallest have no colour of their own
    }
    said = declared("cooccurrence_network", lang, facts, most, made=nodes)
    named = nodes.assign(group=nodes["community"].map(names))
    return network(named, edges, "term", "count", group="group", every=True, **said)


@chart("kind", "label", "x", "y", "weight")
def correspondence_plot(
    frame: pd.DataFrame,
    shares: tuple[float, float],
    groups: str | Mapping[Lang, str] | None = None,
    lang: Lang = "ja",
    number: int = 45,
) -> go.Figure:
    """Return words and groups in the plane of a correspondence analysis, each with its name.

    Distances from the origin are drawn as their square roots, so that no word far out squeezes all
    others; directions stay.

    Parameters
    ----------
    frame, shares
        What `survey.analysis.text_mining.correspondence` returns; a column label_en gives the English labels.
    groups
        What the groups are called, in the language of the chart or in both.
    number
        How many words, the most frequent; those whose name has no room at a size are left out.
    """
    if lang == "en" and "label_en" in frame.columns:
        frame = frame.assign(label=frame["label_en"])
    figure = go.Figure()
    zero = {"showticklabels": False, "zeroline": True, "zerolinecolor": RULE}
    figure.update_xaxes(zero)
    figure.update_yaxes(zero)
    # One word far out would squeeze all others; directions are what the plot is read by.
    nearer = ((frame["x"] ** 2 + frame["y"] ** 2) ** -0.25).replace(float("inf"), 0.0)
    frame = frame.assign(x=(frame["x"] * nearer).round(4), y=(frame["y"] * nearer).round(4))
    words, grouped = (frame[frame["kind"] == kind] for kind in ("word", "group"))
    ranked = words.sort_values("weight", ascending=False, kind="stable").head(number)
    scale = (ranked["weight"] / frame["weight"].max()) ** 0.5
    for points, first, colour, symbol, sizes in (
        (ranked, len(grouped), ACCENT, "circle", (5 + 13 * scale).tolist()),
        (grouped, 0, CONTRAST, "diamond", [10.0] * len(grouped)),
    ):
        hovers = [f"{point.label} {point.weight}" for point in points.itertuples()]
        figure.add_scatter(
            x=points["x"].tolist(), y=points["y"].tolist(), mode="markers", hoverinfo="text",
            marker={"color": colour, "symbol": symbol, "opacity": 0.7, "size": sizes},
            hovertext=hovers, name="dots", meta={"first": first, "size": sizes, "hover": hovers},
        )  # fmt: skip
    bold = grouped.assign(label="<b>" + grouped["label"] + "</b>")
    named = called(groups, "groups", lang)
    facts = {"across": shares[0], "up": shares[1], "groups": named, "number": len(ranked)}
    shown = pd.concat([bold, ranked])[["x", "y", "label"]]
    labels = list(shown.itertuples(index=False, name=None))
    most = ranked.set_index("label")["weight"].head(5)
    return reported(
        figure, "correspondence_plot", lang, facts, most, made=frame,
        points=labels, beside=0.5, aspect=1.0, only_named=True,
    )  # fmt: skip


@chart("place", "term", "documents", "group", merges=("first", "second", "distance"))
def word_dendrogram(leaves: pd.DataFrame, merges: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the tree of words, each with its answers and, where they are told, prefectures.

    Parameters
    ----------
    leaves, merges
        What `survey.analysis.word_distances.word_tree` returns.
    """
    figure = go.Figure()
    longest = float(merges["distance"].max()) or 1.0
    # Above the words stands the scale.
    scale = [step * _step(longest) for step in range(int(longest / _step(longest)) + 1)]
    for at in scale:
        figure.add_scatter(
            x=[at, at], y=[0.45, len(leaves) + 0.4], mode="lines", hoverinfo="skip",
            line={"color": RULE, "width": 0.7},
        )  # fmt: skip
    figure.add_scatter(
        x=scale, y=[0.0] * len(scale), mode="text", text=[f"{at:g}" for at in scale],
        hoverinfo="skip", textfont={"color": PALE}, cliponaxis=False,
    )  # fmt: skip
    ends: list[tuple[float, float]] = [(0.0, place + 1.0) for place in leaves["place"]]
    groups: list[int] = leaves["group"].tolist()
    for first, second, distance in merges[["first", "second", "distance"]].itertuples(index=False):
        (from_a, a), (from_b, b) = ends[int(first)], ends[int(second)]
        group = groups[int(first)] if groups[int(first)] == groups[int(second)] else 0
        colour = OKABE_ITO[(group - 1) % len(OKABE_ITO)] if group else PALE
        figure.add_scatter(
            x=[from_a, distance, distance, from_b], y=[a, a, b, b], mode="lines",
            line={"color": colour, "width": 1.5}, hoverinfo="text", text=f"{distance:g}",
        )  # fmt: skip
        ends.append((distance, (a + b) / 2))
        groups.append(group)
    figure.update_xaxes(visible=False, range=[-0.02 * longest, 1.04 * longest])
    labels = _with_counts(leaves)
    said = merges.attrs.get("method", "average")
    pair = leaves["term"].iloc[[int(merges["first"].iloc[0]), int(merges["second"].iloc[0])]]
    facts = {
        "first": pair.iloc[0], "second": pair.iloc[1], "least": merges["distance"].iloc[0],
        "number": len(leaves), "groups": leaves["group"].nunique(), "method": word(said, lang),
    }  # fmt: skip
    ranked = leaves.sort_values(["documents", "term"], ascending=[False, True])
    told = [word("answers_from" if "number" in leaves.columns else "answers", lang)]
    if any(label.endswith("*") for label in labels):
        told.append(word("few", lang).format(FEW_PREFECTURES))
    remark = between(told, lang)
    most = ranked.set_index("term")["documents"].head(5)
    return reported(
        figure, "word_dendrogram", lang, facts, most, remark, leaves,
        labels=["", *labels], height=LOW_ROW * (len(labels) + 1),
    )  # fmt: skip


@chart("term", "documents", "x", "y")
def word_map_plot(points: pd.DataFrame, stress: float, lang: Lang = "ja") -> go.Figure:
    """Return words in the plane of multidimensional scaling.

    Parameters
    ----------
    points, stress
        What `survey.analysis.word_distances.word_map` returns.
    """
    figure = blank()
    ranked = points.sort_values(["documents", "term"], ascending=[False, True])
    counts = ranked["documents"].tolist()
    figure.add_scatter(
        x=ranked["x"].tolist(), y=ranked["y"].tolist(), mode="markers", hoverinfo="text",
        marker={"size": [5 + 22 * (count / counts[0]) ** 0.5 for count in counts],
                "color": ACCENT, "opacity": 0.4, "line": {"color": PALE, "width": 0.5}},
        hovertext=_with_counts(ranked),
    )  # fmt: skip
    facts = {"number": len(points), "stress": stress}
    most = ranked.set_index("term")["documents"].head(5)
    labels = list(ranked[["x", "y", "term"]].itertuples(index=False, name=None))
    return reported(
        figure, "word_map_plot", lang, facts, most, made=points,
        points=labels, aspect=1.0, same_scale=True,
    )  # fmt: skip


def _with_counts(frame: pd.DataFrame) -> list[str]:
    """Return terms with their answers and, where that is told, prefectures, few of them marked."""
    return [
        f"{row['term']} {row['documents']}"
        + (f"/{row['number']}{'*' * (row['number'] < FEW_PREFECTURES)}" if "number" in row else "")
        for row in frame.to_dict("records")
    ]


def _step(longest: float) -> float:
    """Return between which distances lines are drawn, so that there are two to five."""
    steps = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
    return next((step for step in steps if longest <= 5 * step), longest)
