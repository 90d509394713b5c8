"""Who can join what is shared, on which conditions, and which kinds of systems are where."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import Said, chart, column, declared, house, word
from survey.charts.panels_of_bars import Panel, add_panels
from survey.charts.shapes import (
    OTHERS,
    across_by_spread,
    heat_map,
    remark_on,
    resting_on,
    spread_of,
    widest_two,
)
from survey.charts.template import Lang

_SCOPES = ("scope", "scope_code", "count", "scope_prefectures")
_CONDITIONS = ("condition", "count", "condition_prefectures")
_BEYOND = "other_prefectures"
"""Code of the notes that say that other prefectures can join."""


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
    figure, panels, hovers, rests = go.Figure(), [], [], []
    for frame, variable, name in (
        (case_scopes, "scope", "case_scopes"), (system_scopes, "scope", "system_scopes"),
        (case_conditions, "condition", "case_conditions"),
        (system_conditions, "condition", "system_conditions"),
    ):  # fmt: skip
        spread = f"{variable}_prefectures"
        rows = frame[frame["count"] > 0].sort_values(
            [spread, "count"], ascending=False, kind="stable"
        )
        own = resting_on(rows[spread].tolist(), lang)
        counts, labels = rows["count"].tolist(), rows[column(variable, lang)].tolist()
        beside = [f"{count}{rest}" for count, rest in zip(counts, own, strict=True)]
        panels.append(Panel(word(name, lang), "", labels, beside, [float(n) for n in counts]))
        hovers.append([f"{a}<br>{b}" for a, b in zip(labels, beside, strict=True)])
        rests += own
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
    said = Said(**declared("sharing_conditions", lang, facts, most))
    return house(
        figure, said, "small_bars", (), remark_on(rests, lang), **add_panels(figure, panels, hovers)
    )


@chart("prefecture_code", "prefecture", "kind", "count", "answered")
def systems_prefecture(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return a heat map: prefectures by the kinds of the shared systems that they answered.

    Parameters
    ----------
    frame
        `tally(with_kind(systems), "prefecture", "kind")`.
    """
    rest = frame.loc[frame["kind"].str.startswith(OTHERS), column("kind", lang)]
    spread = spread_of(frame, "kind", lang).sort_values(ascending=False, kind="stable")
    named = spread.drop(rest, errors="ignore")
    heard = frame.drop_duplicates("prefecture_code")["answered"].sum()
    facts = {**widest_two(named), "heard": heard, "whole": frame["count"].sum()}
    said = declared("systems_prefecture", lang, facts, named.head(3))
    ordered = across_by_spread(frame, "kind", named, lang)
    return heat_map(ordered, "prefecture", "kind", "count", **said)
