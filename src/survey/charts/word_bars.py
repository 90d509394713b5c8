"""Words that mark a part of the answers, or each value of a variable."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from survey.charts.panels import Panel, add_panels
from survey.charts.report_charts import chart, empty, reported
from survey.charts.shapes import between, remark_on, resting_on
from survey.charts.template import ACCENT, SHADES
from survey.charts.wording import called, column, word
from survey.languages import Lang

NAMED = 3
"""How many words a title names."""


@chart(
    "term",
    "count",
    "rest",
    "prefectures",
    "rest_prefectures",
    "log_likelihood",
    "p_prefectures",
    "standing",
)
def keyness_plot(
    frame: pd.DataFrame,
    groups: str | Mapping[Lang, str] | None = None,
    lang: Lang = "ja",
    words: int = 20,
) -> go.Figure:
    """Return the words that mark a part of the answers, the paler the less is beyond styles.

    Parameters
    ----------
    frame
        What `survey.analysis.keyness.keyness` returns.
    groups
        What the part is called, in the language of the chart or in both.
    words
        How many words, those with the highest log-likelihood.
    """
    sizes = ("rows", "prefectures", "rest_rows", "rest_prefectures", "by_chance")
    if missing := [name for name in sizes if name not in frame.attrs]:
        return empty(word("missing", lang).format(missing[0]), lang)
    ranked = frame.sort_values("log_likelihood", ascending=False, kind="stable").head(words)
    joined = word("comma", lang).join(
        ranked.loc[ranked["standing"] == "beyond", "term"].head(NAMED)
    )
    facts = {
        "groups": called(groups, "chosen_answers", lang),
        "words": joined or word("no_word", lang),
        **{name: frame.attrs[name] for name in sizes},
    }  # fmt: skip
    shades = {"beyond": ACCENT, "style": SHADES[3], "few": SHADES[2]}
    occurring = set(ranked["standing"])
    key = [(word(f"words_{name}", lang), c) for name, c in shades.items() if name in occurring]
    figure, most = go.Figure(), ranked.set_index("term")["count"].head(5)
    colours = [shades[name] for name in ranked["standing"]]
    panel = _panel("", "", ranked, "uses", lang, colours)
    return reported(
        figure, "keyness_plot", lang, facts, most, remark_on(ranked["prefectures"], lang), ranked,
        key=key, **add_panels(figure, [panel]),
    )  # fmt: skip


@chart(
    "group", "group_rows", "group_number", "term", "count", "rest", "prefectures",
    "log_likelihood",
)  # fmt: skip
def field_words(frame: pd.DataFrame, lang: Lang = "ja") -> go.Figure:
    """Return the words that mark each field, beyond the styles of prefectures: a panel a field.

    Parameters
    ----------
    frame
        What `survey.analysis.marking_words.words_by_value` returns.
    """
    if missing := [name for name in ("values", "least", "unmarked") if name not in frame.attrs]:
        return empty(word("missing", lang).format(missing[0]), lang)
    figure, panels = go.Figure(), []
    for name, rows in frame.groupby(column("group", lang), sort=False):
        told = word("answers_and_prefectures", lang).format(
            rows["group_rows"].iloc[0], rows["group_number"].iloc[0]
        )
        panels.append(_panel(str(name), told, rows, "group_uses", lang))
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
    remark = [remark_on(frame["prefectures"], lang)]
    if unmarked:
        remark.append(word("unmarked", lang).format(word("comma", lang).join(unmarked)))
    return reported(
        figure, "field_words", lang, facts, values, between(remark, lang),
        **add_panels(figure, panels),
    )  # fmt: skip


def _panel(
    name: str, told: str, rows: pd.DataFrame, hover: str, lang: Lang,
    colours: list[str] | None = None,
) -> Panel:  # fmt: skip
    """Return a panel of words, as long as their log-likelihood, with their uses and prefectures."""
    beside = resting_on(rows["count"].map("{:,}".format), rows["prefectures"], lang)
    hovers = [word(hover, lang).format_map(row) for row in rows.to_dict("records")]
    lengths = rows["log_likelihood"].tolist()
    return Panel(name, told, rows["term"].tolist(), beside, lengths, hovers, colours)
