"""Any two variables beside each other."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey.charts.bar_charts import bars_of
from survey.charts.report_charts import chart, empty, totals_of
from survey.charts.template import OKABE_ITO
from survey.charts.wording import column, word
from survey.languages import Lang
from survey.tables.categories import variable_titles
from survey.tables.provenance import noted

MOST_SEGMENTS = len(OKABE_ITO)
"""More values than colours that can be told apart: the rarest are shown as one."""


@chart("count", "share", "few")
def cross_table(frame: pd.DataFrame, variable: str, by: str, lang: Lang = "ja") -> go.Figure:
    """Return what share of the rows of each value of one variable has each value of another.

    Parameters
    ----------
    frame
        `crosstab(rows, variable, by).cells`.
    variable, by
        The two variables; `by` has a bar for each value.
    """
    needed = [f"{variable}_code", f"{by}_code", f"{by}_prefectures"]
    if missing := [name for name in needed if name not in frame.columns]:
        return empty(word("missing", lang).format(missing[0]), lang)
    totals = frame.groupby(f"{variable}_code", sort=False)["count"].sum()
    first = frame[frame[f"{variable}_code"] == totals.idxmax()]
    ranked = first[~first["few"]].sort_values("share", kind="stable")
    title, across = (variable_titles(name)[lang] for name in (variable, by))
    across = across if lang == "ja" else across.lower()
    told = word("range", lang).format(
        by=across, low=ranked["share"].iloc[0], lowest=ranked[column(by, lang)].iloc[0],
        high=ranked["share"].iloc[-1], highest=ranked[column(by, lang)].iloc[-1],
    ) if len(ranked) > 1 else ""  # fmt: skip
    facts = {
        "first": first[column(variable, lang)].iloc[0], "variable": title, "by": across,
        "share": totals.max() / totals.sum(), "range": told,
    }  # fmt: skip
    totals = totals_of(frame, by, lang)
    answers = max((sum(one["different"].values()) for one in noted(frame)), default=totals.sum())
    base = "answers_by" if totals.sum() > answers else "rows"
    facts["whole"] = word(base, lang).format(rows=totals.sum(), by=across)
    joined = _joined(frame, variable, by, lang)
    return bars_of("cross_table", joined, by, variable, lang, facts, made=frame)


def _joined(frame: pd.DataFrame, variable: str, by: str, lang: Lang) -> pd.DataFrame:
    """Show the rarest values of a variable as one where there are more than colours."""
    totals = frame.groupby(f"{variable}_code", sort=False)["count"].sum()
    if len(totals) <= MOST_SEGMENTS:
        return frame
    kept = totals.nlargest(MOST_SEGMENTS - 1).index
    rare = frame[~frame[f"{variable}_code"].isin(kept)]
    label = word("rarest", lang).format(len(totals) - len(kept))
    one = rare.groupby(f"{by}_code", sort=False, as_index=False).agg(
        {f"{by}{end}": "first" for end in ("", "_en", "_prefectures")} | {"count": "sum"}
    )
    named = {f"{variable}_code": "", variable: label, f"{variable}_en": label}
    return pd.concat([frame[frame[f"{variable}_code"].isin(kept)], one.assign(**named)])
