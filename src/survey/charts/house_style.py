"""The house style: every chart function ends in `house`, which sets a figure with its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from survey.charts.fitting import fit
from survey.charts.lettering import half_width
from survey.charts.numerals import PERCENT, SHARES
from survey.charts.template import TEMPLATE
from survey.charts.wording import word
from survey.languages import Lang
from survey.problems import BadInput


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
    alt = said.alt or alternative(form, "highest", said.title, subtitle, most, lang)
    if remark and note:
        ended = note[-1] in "。．.！？!?"
        note += f"{'' if ended else word('stop', lang)}{' ' * (lang == 'en')}"
    foot = [_led(note + remark, "note", lang), _led(said.source, "source", lang)]
    plain = {
        "height": 0, "aspect": 0, "labels": [], "headers": [], "key": [], "points": [],
        "beside": 0, "plate": "", "panels": [],
    }  # fmt: skip
    told = {
        "lang": lang, "title": said.title, "subtitle": subtitle, "alt": alt,
        "foot": [line for line in foot if line],
    }  # fmt: skip
    figure.update_layout(template=TEMPLATE, meta=half_width({**plain, **told, **layout}))
    for trace in figure.data:
        for letters in ("name", "text", "hovertext"):
            trace[letters] = half_width(trace[letters])
    if figure.layout.meta["points"]:
        for letter, axis in (("x", figure.update_xaxes), ("y", figure.update_yaxes)):
            drawn = [at for trace in figure.data for at in trace[letter] if at is not None]
            room = 0.05 * (max(drawn) - min(drawn)) or 1
            axis(range=[min(drawn) - room, max(drawn) + room])
    return fit(figure, "page")


def without_data(said: Said, form: str) -> go.Figure:
    """Return a chart with its sentences and without a mark, that says that there is nothing."""
    nothing = word("empty", said.lang)
    bare = replace(said, subtitle=nothing, unit="", alt="")
    return house(blank(), bare, form, [nothing], height=4)


def alternative(
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


def blank() -> go.Figure:
    """Return a figure without axes."""
    figure = go.Figure()
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure
