"""Groups of cases that are alike in content: where they lie, how far they are, who has them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from survey.categories import categories
from survey.charts.house import chart, house
from survey.charts.lettering import wrap
from survey.charts.shapes import bars, heat_map, spread_of, totals_of
from survey.charts.template import OKABE_ITO, PAPER, SYMBOLS, Lang

NAME = (5.5, 2.8)
"""Half the width and height of a cluster's name, in the units of the map."""


@chart("cluster_id", "cluster_label", "x", "y", "procedure", "prefecture", "adoption_status")
def cluster_map(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the cases as points, a disc for each cluster, the most typical cases in its middle.

    Parameters
    ----------
    frame
        `cases.merge(clusters)`: a case a row, with cluster_id, cluster_label, x, y.
    """
    figure, points, sizes = go.Figure(), [], {}
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    for place, group in enumerate(categories(frame, "cluster")):
        cases = frame[frame["cluster_id"] == group.code]
        name = group.label if lang == "ja" else group.label_en
        sizes[name] = len(cases)
        figure.add_scatter(
            x=cases["x"].tolist(), y=cases["y"].tolist(), mode="markers", name=name,
            marker={"color": OKABE_ITO[place % 8], "symbol": SYMBOLS[(place + place // 8) % 8],
                    "size": 7, "opacity": 0.75, "line": {"color": PAPER, "width": 0.5}},
            hovertext=["<br>".join([f"{case.prefecture}　{case.adoption_status}",
                                    *wrap(str(case.procedure), 30), str(case.case_id)])
                       for case in cases.itertuples()],
            hoverinfo="text",
        )  # fmt: skip
        text = "<br>".join([*wrap(name, 9), f"<b>{len(cases)}</b>"])
        points.append((*_inside(cases["x"].to_numpy(), cases["y"].to_numpy()), text))
    facts = {"whole": len(frame), "groups": len(sizes)}
    return house(
        figure, "cluster_map", lang, facts, pd.Series(sizes).nlargest(3), points=points,
        plate="rgba(255,255,255,0.75)", aspect=0.95,
    )  # fmt: skip


def _inside(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """Return a place for the name of a cluster: beside its disc, towards the middle of the ring."""
    centre = np.array([x.mean(), y.mean()])
    ring = max(float(np.hypot(*centre)), 1e-9)
    disc = float(np.hypot(x - centre[0], y - centre[1]).max())
    across, upwards = np.abs(centre) / ring
    place = centre * (ring - disc - NAME[0] * across - NAME[1] * upwards) / ring
    return float(place[0]), float(place[1])


@chart("cluster", "adoption_status_code", "count")
def cluster_status(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return what share of the cases of each cluster is in use, on trial, ….

    Parameters
    ----------
    frame
        `tally(cases.merge(clusters), "cluster", "adoption_status")`.
    """
    used = totals_of(frame[frame["adoption_status_code"] == 1], "cluster", lang)
    shares = used / totals_of(frame, "cluster", lang)
    facts = {
        "best": shares.idxmax(), "high": shares.max(), "least": shares.idxmin(),
        "low": shares.min(),
    }  # fmt: skip
    return bars("cluster_status", frame, "cluster", "adoption_status", lang, facts)


@chart("prefecture", "cluster", "count", "answered")
def cluster_prefecture(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return a heat map: prefectures by the clusters of their cases.

    Parameters
    ----------
    frame
        `tally(cases.merge(clusters), "prefecture", "cluster", answers=cases)`.
    """
    spread = spread_of(frame, "cluster", lang)
    facts = {
        "first": spread.idxmax(), "most": spread.max(), "last": spread.idxmin(),
        "fewest": spread.min(),
    }  # fmt: skip
    rows, columns, most = "prefecture", "cluster", spread.nlargest(3)
    return heat_map("cluster_prefecture", frame, rows, columns, lang, facts, most)
