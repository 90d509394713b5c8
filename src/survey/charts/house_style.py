"""The house style: what a chart says, from `declarations/charts.toml`, and what it says when there
is nothing to show. Every chart function ends in `house`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, TypeVar, cast

import pandas as pd
import plotly.graph_objects as go

from survey.charts.fitting import fit
from survey.charts.template import TEMPLATE, Lang
from survey.declared import included, read_declaration
from survey.problems import BadInput
from survey.project import find_project
from survey.reading.layouts import load_layout
from survey.reading.sources import load_sources

Draw = TypeVar("Draw", bound=Callable[..., go.Figure])
Text = Mapping[Lang, str]
Source = tuple[str, ...]
"""Names of documents in `data/raw/sources.toml`."""
NGA2020: Source = ("governors_association_2020",)


@dataclass(frozen=True)
class ChartText:
    """What a chart says: its form and note (names in `words` and `notes`), title, subtitle; whether
    its bars are shares of their totals, and how high a row of them is, in units of the font size;
    what its alternative text lists (a name in `words`); its documents."""

    form: str
    note: str
    title: Text
    subtitle: Text
    shares: bool = False
    row_height: float = 2.0
    listed: str = "highest"
    source: Source = NGA2020


@dataclass(frozen=True)
class Sentences:
    """All that charts say."""

    words: Mapping[str, Text]
    notes: Mapping[str, Text]
    charts: Mapping[str, ChartText]


@cache
def sentences() -> Sentences:
    """Return what is declared of the wording of charts."""
    return read_declaration(Sentences, included("charts.toml"), "the wording of the charts")


def word(name: str, lang: Lang) -> str:
    """Return one of the words that charts share."""
    return sentences().words[name][lang]


def column(variable: str, lang: Lang) -> str:
    """Return the column of a tally that holds the labels of a variable in this language."""
    return variable if lang == "ja" else f"{variable}_en"


@cache
def source_line(source: Source, lang: Lang) -> str:
    """Return the source line of documents of `data/raw/sources.toml`."""
    try:
        sources = load_sources(find_project().raw)
    except BadInput:  # an installed package without the documents
        return word("source", lang).format(load_layout("nga2020").title)
    named = [
        found.citation if lang == "ja"
        else f"{found.publisher_en}, {found.title_en} ({found.published})"
        for found in (sources[name] for name in source)
    ]  # fmt: skip
    return word("source", lang).format("、".join(named) if lang == "ja" else "; ".join(named))


def house(
    figure: go.Figure, name: str, lang: Lang, facts: Mapping[str, object], most: pd.Series[Any],
    source: Source | None = None, remark: str = "", **layout: Any,
) -> go.Figure:  # fmt: skip
    """Return the figure in the house style, with the sentences of a chart, set for a page.

    Parameters
    ----------
    facts
        What the sentences of the chart tell.
    most
        The values that the alternative text lists, by label: numbers, or texts with their unit.
    source
        Its documents; by default those that are declared of the chart.
    remark
        A sentence that follows the note.
    layout
        height, aspect: height of the plot in units of the base font size, or of its width;
        labels, headers: of the rows (at y = 0, 1, …) and columns (at x = 0, 1, …);
        key: names and colours for the key; tile_ems: width of the widest text in a tile of a map;
        points: x, y and label of points, the most important first; beside: how far the labels keep
        from their points, in units of the font size (0: on them); plate: their background;
        same_scale: whether a step between them is as long across as it is up;
        panels: name and progress of each panel of small multiples.
    """
    said = sentences().charts[name]
    title, subtitle = said.title[lang].format(**facts), said.subtitle[lang].format(**facts)
    values = "、".join(
        f"{label} {value if isinstance(value, str) else f'{value:,}'}"
        for label, value in most.items()
    )
    alt = word("alt", lang).format(
        form=word(said.form, lang), listed=word(said.listed, lang), title=title, subtitle=subtitle,
        most=values if lang == "ja" else values.replace("、", ", "),
    )  # fmt: skip
    note = f"{sentences().notes[said.note][lang]}{' ' * (lang == 'en')}{remark}".rstrip()
    cited = said.source if source is None else source
    foot = [note, *([source_line(cited, lang)] if cited else [])]
    return _set(figure, lang=lang, title=title, subtitle=subtitle, alt=alt, foot=foot, **layout)


def empty(sentence: str, lang: Lang) -> go.Figure:
    """Return a chart without a mark that says why it is empty."""
    figure = go.Figure()
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    foot = [source_line(NGA2020, lang)]
    return _set(figure, lang=lang, title=sentence, subtitle="", alt=sentence, foot=foot, height=4)


def chart(*needed: str) -> Callable[[Draw], Draw]:
    """Make a chart function say what is missing: a column it needs, or anything to show."""

    def decorate(draw: Draw) -> Draw:
        @wraps(draw)
        def drawn(frame: pd.DataFrame, /, *args: Any, **options: Any) -> go.Figure:
            said = [*(arg for arg in args if isinstance(arg, str)), options.get("lang")]
            lang: Lang = "en" if "en" in said else "ja"
            missing = [name for name in needed if name not in frame.columns]
            if "problem" in frame.attrs or missing:
                named = frame.attrs.get("problem") or missing[0]
                return empty(word("missing", lang).format(named), lang)
            if frame.empty or ("count" in needed and not frame["count"].sum()):
                return empty(word("empty", lang), lang)
            return draw(frame, *args, **options)

        return cast("Draw", drawn)

    return decorate


def _set(figure: go.Figure, **layout: Any) -> go.Figure:
    plain = {
        "height": 0, "aspect": 0, "labels": [], "headers": [], "key": [], "tile_ems": 0,
        "points": [], "beside": 0, "plate": "", "panels": [],
    }  # fmt: skip
    figure.update_layout(template=TEMPLATE, meta={**plain, **layout})
    if figure.layout.meta["points"]:
        for letter, axis in (("x", figure.update_xaxes), ("y", figure.update_yaxes)):
            drawn = [at for trace in figure.data for at in trace[letter] if at is not None]
            room = 0.05 * (max(drawn) - min(drawn)) or 1
            axis(range=[min(drawn) - room, max(drawn) + room])
    return fit(figure, "page")
