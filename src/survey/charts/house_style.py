"""The house style: what a chart says, given by the caller or declared in `charts.toml`, and what it
says when there is nothing to show. Every chart function ends in `house`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from inspect import signature
from numbers import Real
from typing import Any, TypeVar, cast

import pandas as pd
import plotly.graph_objects as go

from survey.charts.fitting import fit
from survey.charts.lettering import half_width
from survey.charts.numerals import PERCENT, SHARES
from survey.charts.template import LOW_ROW, TEMPLATE, Lang
from survey.declared import included, read_declaration
from survey.problems import BadInput
from survey.project import find_published
from survey.reading.sources import load_sources
from survey.tables.counted import amiss, documents_of

Draw = TypeVar("Draw", bound=Callable[..., go.Figure])
Text = Mapping[Lang, str]
FEW_ROWS = 10
"""Shares of fewer rows are paler: one row more or less changes them by a tenth or more."""
Source = tuple[str, ...]
"""Names of documents in `data/raw/sources.toml`."""
NGA2020: Source = ("governors_association_2020",)


@dataclass(frozen=True)
class ChartText:
    """What a chart says: its form and note (names in `words` and `notes`), title, subtitle; whether
    its bars are shares of their totals, and how high a row of them is, in units of the font size;
    what its alternative text lists (a name in `words`); its documents; the tables that it is about,
    all of whose rows its frames were made of. One of any rows has no tables: its documents are
    those of the rows, and its note stands where these are the declared ones."""

    form: str
    note: str
    title: Text
    subtitle: Text
    shares: bool = False
    row_height: float = 2.0
    listed: str = "highest"
    source: Source = NGA2020
    of: tuple[str, ...] = ()


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
    sources = load_sources(find_published().raw)
    named = [
        found.citation if lang == "ja"
        else f"{found.publisher_en}, {found.title_en} ({found.published})"
        for found in (sources[name] for name in source)
    ]  # fmt: skip
    return word("source", lang).format("、".join(named) if lang == "ja" else "; ".join(named))


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a chart says, in sentences: those of the caller, or declared ones.

    Its subtitle tells the unit, unless each number does (%). The source line is the caller's, none
    if there is none; the alternative text is made of the rest where it is not given.
    """

    title: str
    subtitle: str = ""
    unit: str = ""
    source: str = ""
    note: str = ""
    alt: str = ""
    lang: Lang = "ja"

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise BadInput.of(
                "title", "it is empty", "a sentence that says what the chart shows", "give a title"
            )


def declared(
    name: str, lang: Lang, facts: Mapping[str, object], most: pd.Series[Any],
    source: Source | None = None, made: pd.DataFrame | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return what is declared of a chart of the report, as arguments of its form: what it says, and
    how it is set.

    Parameters
    ----------
    facts
        What the sentences of the chart tell.
    most
        The values that the alternative text lists, by label: numbers, or texts with their unit.
    source
        Its documents; by default those that are declared of the chart.
    made
        The frame of a chart of any rows: what that was made of tells its documents.
    """
    said = sentences().charts[name]
    told = vars(_said(said, lang, facts, most, source, made))
    if said.form == "bars":
        few = FEW_ROWS if said.shares else 0
        row = {"row_height": said.row_height, "smallest": 0}
        return {**told, "shares": said.shares, "few": few, **row}
    if said.form == "grid":
        return {**told, "zero": "", "row_height": LOW_ROW, "smallest": 0}
    if said.form == "network":
        return {**told, "every": True}
    return told


def _said(
    said: ChartText, lang: Lang, facts: Mapping[str, object], most: pd.Series[Any],
    source: Source | None, made: pd.DataFrame | None,
) -> Said:  # fmt: skip
    title, subtitle = said.title[lang].format(**facts), said.subtitle[lang].format(**facts)
    listed = [
        f"{label} {value if isinstance(value, str) else f'{value:,}'}"
        for label, value in most.items()
    ]
    cited = said.source if source is None else source
    if made is not None:
        cited = documents_of(made)
    noted = made is None or cited == said.source
    return Said(
        title=title, subtitle=subtitle, lang=lang,
        note=sentences().notes[said.note][lang] if noted else "",
        source=source_line(cited, lang) if cited else "",
        alt=_alternative(said.form, said.listed, title, subtitle, listed, lang),
    )  # fmt: skip


def house(
    figure: go.Figure, said: Said, form: str, most: Sequence[str] = (), remark: str = "",
    **layout: Any,
) -> go.Figure:  # fmt: skip
    """Return the figure in the house style, with its sentences, set for a page.

    Parameters
    ----------
    form
        What kind of chart it is, a name in `words`.
    most
        The highest values with their labels, for the alternative text.
    remark
        A sentence on the signs of the form, which follows the note.
    layout
        height, aspect: height of the plot in units of the base font size, or of its width;
        labels, headers: of the rows (at y = 0, 1, …) and columns (at x = 0, 1, …);
        key: names and colours for the key; points: x, y and label of points, the most important
        first; beside: how far the labels keep from their points, in units of the font size (0: on
        them); plate: their background;
        same_scale: whether a step between them is as long across as it is up;
        panels: name and progress of each panel of small multiples; tiles: name and number of each
        tile of a map; bar_panels: panels of horizontal bars; scales: marks of both axes and ends of lines; every: all labels of points are
        written, though apart from them or over others; smallest: size of letters, in points; named: the columns
        that are told where letters would be smaller.
    """
    lang, subtitle, note = said.lang, said.subtitle, said.note
    if said.unit and said.unit not in (*PERCENT, *SHARES):
        unit = word("unit", lang).format(said.unit)
        subtitle = f"{subtitle} {unit}".lstrip() if lang == "en" else f"{subtitle}{unit}"
    alt = said.alt or _alternative(form, "highest", said.title, subtitle, most, lang)
    if remark and note:
        ended = note[-1] in "。．.！？!?"
        note += f"{'' if ended else word('stop', lang)}{' ' * (lang == 'en')}"
    foot = [_led(note + remark, "note", lang), _led(said.source, "source", lang)]
    return _set(
        figure, lang=lang, title=said.title, subtitle=subtitle, alt=alt,
        foot=[line for line in foot if line], **layout,
    )  # fmt: skip


def reported(
    figure: go.Figure, name: str, lang: Lang, facts: Mapping[str, object], most: pd.Series[Any],
    remark: str = "", made: pd.DataFrame | None = None, **layout: Any,
) -> go.Figure:  # fmt: skip
    """Return the figure of a chart of the report in the house style: what is declared of it
    (`declared`), a remark on its signs and how it is laid out (`house`)."""
    said = sentences().charts[name]
    told = _said(said, lang, facts, most, None, made)
    return house(figure, told, said.form, (), remark, **layout)


def without_data(said: Said, form: str) -> go.Figure:
    """Return a chart with its sentences and without a mark, that says that there is nothing."""
    figure = _blank()
    nothing = word("empty", said.lang)
    given = Said(
        title=said.title, subtitle=nothing, source=said.source, note=said.note, lang=said.lang
    )
    return house(figure, given, form, [nothing], height=4)


def empty(sentence: str, lang: Lang, more: str = "", source: Source = NGA2020) -> go.Figure:
    """Return a chart without a mark that says why it is empty, and what can be done."""
    foot = [source_line(source, lang)] if source else []
    alt = f"{sentence}{word('stop', lang)}{more}" if more else sentence
    return _set(_blank(), lang=lang, title=sentence, subtitle=more, alt=alt, foot=foot, height=4)


def chart(*needed: str, **others: Sequence[str]) -> Callable[[Draw], Draw]:
    """Make a chart function say what is missing: a column it needs, or anything to show; that
    numbers which are no counts are not for it; and refuse frames that are not of its tables.

    Parameters
    ----------
    needed, others
        The columns of its first frame, and of others by the names of their arguments.
    """

    def decorate(draw: Draw) -> Draw:
        arguments = signature(draw)
        first = next(iter(arguments.parameters))

        @wraps(draw)
        def drawn(frame: pd.DataFrame, /, *args: Any, **options: Any) -> go.Figure:
            lang: Lang = options.get("lang", "ja")
            if not isinstance(frame, pd.DataFrame):
                advice = "give its .cells" if hasattr(frame, "cells") else "give one frame"
                raise BadInput.of(
                    draw.__name__, f"it is given a {type(frame).__name__}", "a frame", advice
                )
            if frame.empty or "problem" in frame.attrs:
                # What else it is called with need not be there.
                lang = "en" if any(isinstance(a, str) and a == "en" for a in args) else lang
                given: dict[str, Any] = {first: frame}
            else:
                bound = arguments.bind(frame, *args, **options)
                bound.apply_defaults()
                given, lang = bound.arguments, bound.arguments["lang"]
            for name, columns in {first: needed, **others}.items():
                if name not in given:
                    continue
                table = given[name]
                missing = [column for column in columns if column not in table.columns]
                if "problem" in table.attrs or missing:
                    named = table.attrs.get("problem") or missing[0]
                    return empty(word("missing", lang).format(named), lang)
                if "count" in columns and not are_counts(table["count"]):
                    return empty(word("no_counts", lang), lang, word("draw_any", lang), ())
                if "count" in columns:
                    given[name] = table.assign(count=table["count"].astype("int64"))
            if frame.empty or ("count" in needed and not frame["count"].sum()):
                return empty(word("empty", lang), lang)
            about_its_tables(draw.__name__, [given[name] for name in (first, *others)])
            return draw(**given)

        return cast("Draw", drawn)

    return decorate


def about_its_tables(name: str, frames: Sequence[pd.DataFrame]) -> None:
    """Raise `BadInput` if frames were not made of all rows of the tables that a chart of the report
    is about: its title and its source would be untrue."""
    said = sentences().charts[name]
    if not said.of:
        return
    sources = load_sources(find_published().raw)
    edition = next((sources[one].layout for one in said.source if sources[one].layout), "")
    if wrong := amiss(frames, said.of, edition):
        told = " and ".join(dict.fromkeys(said.of))
        raise BadInput.of(
            name, wrong, f"all rows of {told}, which its title is about",
            "draw a part of them, or other rows, with charts.bars, charts.japan or "
            "charts.heat_map and a title of your own",
        )  # fmt: skip


def are_counts(numbers: pd.Series[Any]) -> bool:
    """Whether all of them are whole numbers from zero."""
    return all(
        isinstance(number, Real) and not isinstance(number, bool)
        and float(number) >= 0 and float(number).is_integer()
        for number in numbers.tolist()
    )  # fmt: skip


def _alternative(
    form: str, listed: str, title: str, subtitle: str, most: Sequence[str], lang: Lang
) -> str:
    """Return the alternative text: form, subtitle, title, and what is listed."""
    values = ("、" if lang == "ja" else ", ").join(most)
    parts = {"form": word(form, lang), "listed": word(listed, lang), "most": values}
    alt = word("alt" if subtitle else "alt_without_subtitle", lang)
    return alt.format(title=title, subtitle=subtitle, **parts)


def _led(line: str, name: str, lang: Lang) -> str:
    """Return a line of the foot with the word that introduces it, once."""
    pattern = word(name, lang)
    return line if not line or line.startswith(pattern.split("{}")[0]) else pattern.format(line)


def _blank() -> go.Figure:
    figure = go.Figure()
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure


def _set(figure: go.Figure, **layout: Any) -> go.Figure:
    plain = {
        "height": 0, "aspect": 0, "labels": [], "headers": [], "key": [], "points": [], "beside": 0, "plate": "", "panels": [],
    }  # fmt: skip
    figure.update_layout(template=TEMPLATE, meta=half_width({**plain, **layout}))
    for trace in figure.data:
        for letters in ("name", "text", "hovertext"):
            trace[letters] = half_width(trace[letters])
    if figure.layout.meta["points"]:
        for letter, axis in (("x", figure.update_xaxes), ("y", figure.update_yaxes)):
            drawn = [at for trace in figure.data for at in trace[letter] if at is not None]
            room = 0.05 * (max(drawn) - min(drawn)) or 1
            axis(range=[min(drawn) - room, max(drawn) + room])
    return fit(figure, "page")
