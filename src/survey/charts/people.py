"""Digital experts and the bodies that promote digital transformation: table ③ of the survey."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey.charts.bar_charts import bars_of
from survey.charts.report_charts import chart, totals_of
from survey.charts.template import PAPER
from survey.charts.tile_map import Mark, marked
from survey.charts.wording import column, word
from survey.languages import Lang

_MARKS = ("#0B2E59", "#E08A1E", "#009E73")


@chart("recruitment_code", "employment_code", "count", "recruitment_prefectures")
def digital_roles(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the digital experts by how they were found and how they are employed.

    Parameters
    ----------
    frame
        `tally(roles, "recruitment", "employment")`.
    """
    totals = totals_of(frame, "recruitment", lang)
    spread = frame.drop_duplicates("recruitment_code")["recruitment_prefectures"].tolist()
    facts = {"spread": spread[int(totals.argmax())]}
    return bars_of("digital_roles", frame, "recruitment", "employment", lang, facts)


@chart("prefecture_code", "prefecture", "organization_type", "count", "answered")
def bodies(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return a map of Japan that shows which types of bodies each prefecture has.

    Parameters
    ----------
    frame
        `tally(organizations, "prefecture", "organization_type")`.
    """
    kinds = frame[column("organization_type", lang)].drop_duplicates().tolist()
    one_each = frame.drop_duplicates("prefecture_code")
    held = frame[frame["count"] > 0].groupby("prefecture_code").size()
    totals = totals_of(frame, "prefecture", lang)
    facts = {
        "heard": one_each["answered"].sum(), "whole": totals.sum(), "kinds": len(kinds),
        "every": (held == len(kinds)).sum(),
    }  # fmt: skip
    numbered = frame.assign(kind=frame.groupby("prefecture_code").cumcount())
    heard = numbered.loc[frame["answered"], ["prefecture_code", "kind", "count"]]
    marks = [
        Mark(code, 0.27 * (kind - 1), _MARKS[kind] if count else PAPER, f"{kinds[kind]} {count}")
        for code, kind, count in heard.itertuples(index=False)
    ]
    sides = word("sides", lang).split("|")
    key = [(f"{a}{b}", c) for a, b, c in zip(sides, kinds, _MARKS, strict=False)]
    return marked("bodies", one_each, lang, facts, totals.nlargest(3), marks, key)
