"""Charts of the report: what is declared of them, which frames they refuse, and the sums of tallies that
they tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import signature
from numbers import Real
from typing import Any, TypeVar, cast

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import Said, alternative, blank, house
from survey.charts.wording import NGA2020, Source, column, sentences, source_line, word
from survey.languages import Lang
from survey.problems import BadInput
from survey.project import find_published
from survey.reading.sources import load_sources
from survey.tables.provenance import amiss, documents_of

Draw = TypeVar("Draw", bound=Callable[..., go.Figure])
OTHERS = "その他"
"""How the names of what is left over begin, which stands last."""


def declared(
    name: str, lang: Lang, facts: Mapping[str, object], most: pd.Series[Any],
    source: Source | None = None, made: pd.DataFrame | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return what is declared of a chart of the report, as arguments of its form.

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
    title, subtitle = said.title[lang].format(**facts), said.subtitle[lang].format(**facts)
    listed = [
        f"{label} {value if isinstance(value, str) else f'{value:,}'}"
        for label, value in most.items()
    ]
    cited = said.source if source is None else source
    if made is not None:
        cited = documents_of(made)
    noted = made is None or cited == said.source
    return {
        "title": title, "subtitle": subtitle, "lang": lang,
        "note": sentences().notes[said.note][lang] if noted else "",
        "source": source_line(cited, lang) if cited else "",
        "alt": alternative(said.form, said.listed, title, subtitle, listed, lang),
    }  # fmt: skip


def reported(
    figure: go.Figure, name: str, lang: Lang, facts: Mapping[str, object], most: pd.Series[Any],
    remark: str = "", made: pd.DataFrame | None = None, **layout: Any,
) -> go.Figure:  # fmt: skip
    """Return the figure of a chart of the report in the house style: what is declared of it
    (`declared`), a remark on its signs and how it is laid out (`house`)."""
    said = Said(**declared(name, lang, facts, most, made=made))
    return house(figure, said, sentences().charts[name].form, (), remark, **layout)


def empty(sentence: str, lang: Lang, more: str = "", source: Source = NGA2020) -> go.Figure:
    """Return a chart without a mark that says why it is empty, and what can be done."""
    alt = f"{sentence}{word('stop', lang)}{more}" if more else sentence
    cited = source_line(source, lang) if source else ""
    said = Said(title=sentence, subtitle=more, source=cited, alt=alt, lang=lang)
    return house(blank(), said, "", height=4)


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
            if not isinstance(frame, pd.DataFrame):
                advice = "give its .cells" if hasattr(frame, "cells") else "give one frame"
                raise BadInput.of(
                    draw.__name__, f"it is given a {type(frame).__name__}", "a frame", advice
                )
            lacking = frame.empty or "problem" in frame.attrs
            # What else it is called with need not be there where there is nothing to draw.
            bind = arguments.bind_partial if lacking else arguments.bind
            bound = bind(frame, *args, **options)
            bound.apply_defaults()
            given, lang = bound.arguments, bound.arguments["lang"]
            for argument, columns in {first: needed, **({} if lacking else others)}.items():
                table = given[argument]
                missing = [name for name in columns if name not in table.columns]
                if "problem" in table.attrs or missing:
                    named = table.attrs.get("problem") or missing[0]
                    return empty(word("missing", lang).format(named), lang)
                if "count" in columns:
                    if not are_counts(table["count"]):
                        return empty(word("no_counts", lang), lang, word("draw_any", lang), ())
                    given[argument] = table.assign(count=table["count"].astype("int64"))
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


def totals_of(tally: pd.DataFrame, rows: str, lang: Lang, value: str = "count") -> pd.Series[int]:
    """Return the total of each row, by its label, in the order of the tally."""
    return tally.groupby(column(rows, lang), sort=False)[value].sum()


def ranked(
    tally: pd.DataFrame, rows: str, by: str = "count", last: pd.Series[bool] | None = None
) -> pd.DataFrame:
    """Return a tally with its rows from the highest sum of a column to the lowest; those that are
    to be last after all others."""
    sums = tally.groupby(f"{rows}_code", sort=False)[by].transform("sum")
    after = False if last is None else last
    order = tally.assign(_after=after, _sum=-sums).sort_values(["_after", "_sum"], kind="stable")
    return order.drop(columns=["_after", "_sum"])


def spread_of(tally: pd.DataFrame, rows: str, lang: Lang) -> pd.Series[int]:
    """Return in how many prefectures each row occurs, by its label."""
    return tally[tally["count"] > 0].groupby(column(rows, lang), sort=False)["count"].size()
