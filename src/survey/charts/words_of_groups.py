"""The words that mark each of some groups of answers, in small panels."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import Said, chart, column, declared, empty, house, word
from survey.charts.panels_of_bars import Panel, add_panels
from survey.charts.shapes import remark_on, resting_on
from survey.charts.template import Lang


@chart(
    "group", "group_rows", "group_number", "term", "count", "rest", "prefectures",
    "log_likelihood",
)  # fmt: skip
def field_words(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the words that mark each field, beyond the styles of prefectures: a panel a field.

    Parameters
    ----------
    frame
        What `survey.analysis.field_words.words_by_value` returns.
    """
    if missing := [name for name in ("values", "least", "unmarked") if name not in frame.attrs]:
        return empty(word("missing", lang).format(missing[0]), lang)
    figure, panels, hovers = go.Figure(), [], []
    for name, rows in frame.groupby(column("group", lang), sort=False):
        told = word("answers_and_prefectures", lang).format(
            rows["group_rows"].iloc[0], rows["group_number"].iloc[0]
        )
        rests = resting_on(rows["prefectures"].tolist(), lang)
        beside = [f"{n}{rest}" for n, rest in zip(rows["count"], rests, strict=True)]
        terms, lengths = rows["term"].tolist(), rows["log_likelihood"].tolist()
        panels.append(Panel(str(name), told, terms, beside, lengths))
        hovers.append([word("group_uses", lang).format_map(row) for row in rows.to_dict("records")])
    most = frame.sort_values("log_likelihood", ascending=False, kind="stable")
    first = most.iloc[0]
    unmarked = [names[lang == "en"] for names in frame.attrs["unmarked"]]
    facts = {
        "values": frame.attrs["values"], "marked": len(panels), "least": frame.attrs["least"],
        "words": frame.groupby("group_code").size().max(),
        "first": first[column("group", lang)], "term": first["term"],
    }  # fmt: skip
    listed = most.drop_duplicates("group_code").head(3)
    values = pd.Series({
        word("within", lang).format(row[column("group", lang)], row["term"]): row["count"]
        for _, row in listed.iterrows()
    })  # fmt: skip
    remark = [remark_on(resting_on(frame["prefectures"].tolist(), lang), lang)]
    if unmarked:
        remark.append(word("unmarked", lang).format(word("comma", lang).join(unmarked)))
    said = Said(**declared("field_words", lang, facts, values))
    return house(
        figure, said, "small_bars", (), (" " if lang == "en" else "").join(remark),
        **add_panels(figure, panels, hovers),
    )  # fmt: skip
