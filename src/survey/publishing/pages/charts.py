"""The page of the charts: each drawn for the width there is, to save at every size and in grey, with
its data, the answers behind it and the code to embed it.

`charts.js` sets, draws and saves them from what stands in the page: the figure of the size that suits
a chart, and of other sizes what is different.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from survey.charts.greys import greys
from survey.charts.legibility import unreadable
from survey.charts.template import PER_INCH, SIZES, Size
from survey.languages import LANGS, Lang
from survey.publishing.facets import answer_tables
from survey.publishing.pages.chart_data import Rests, csv_files, rests_on, tables_of
from survey.publishing.pages.parts import Language, drawn, for_script, title_of, to_explorer
from survey.publishing.pages.words import words
from survey.publishing.picture_facts import PHYS, RESOLUTION
from survey.publishing.report_set import REPORT, SUITED, Chart, Tables

FOLDER = "figures"
"""Folder of the site with the pictures and the data of the charts."""
_TOLD = ("title", "foot", "alt", "lang")
"""What the page needs to know of a figure besides how it is drawn."""

_ASIDE = re.compile(r"（[^）]*）| \([^)]*\)|。.*|[.;:,] .*")
"""What a subtitle says besides its subject."""


@dataclass(frozen=True)
class Shown:
    """A chart as the page shows it: its figures by language and size, those that can be read; the
    frames that they are drawn from, and the tables that these tell of."""

    name: str
    figures: Mapping[Lang, Mapping[Size, go.Figure]]
    frames: Sequence[Any]
    rests: Sequence[Rests]

    def meta(self, lang: Lang) -> Mapping[str, Any]:
        """Return what the chart tells of itself: title, subtitle, alternative text, notes, source."""
        told: Mapping[str, Any] = self.figures[lang][SUITED].layout.meta
        return told


def shown(tables: Tables, charts: Mapping[str, Chart] = REPORT) -> Iterator[Shown]:
    """Yield the charts of the report set as the page shows them."""
    for name, chart in charts.items():
        frames = chart.frames(tables)
        figures: dict[Lang, dict[Size, go.Figure]] = {lang: {} for lang in LANGS}
        for size in SIZES:
            for lang, figure in chart.of(frames, size).items():
                if size == SUITED or not unreadable(figure, size, name):
                    figures[lang][size] = figure
        yield Shown(name, figures, frames, rests_on(frames, tables))


def charts_page(charts: Sequence[Shown], lang: Lang, pdf: bool = False) -> str:
    """Return the page with all charts in this language, each under its finding.

    Parameters
    ----------
    pdf
        Whether there is a PDF of each in Japanese, in the size that suits it.
    """
    told = Language(lang, {}, words().charts)
    lines = [f"# {told.say('title')}", "", told.say("introduction"), ""]
    lines += [_subjects(charts, lang), "", _controls(told), ""]
    for chart in charts:
        lines += [f"({chart.name})=", f"## {chart.meta(lang)['title']}", ""]
        lines += [_figure(chart, lang, pdf), ""]
        lines += [_without_script(chart, lang), _rests(chart, told), _data(chart, told), ""]
    return "\n".join([*lines, '<script src="_static/charts.js"></script>', ""])


def _subjects(charts: Sequence[Shown], lang: Lang) -> str:
    """Return a list of what the charts are about, by their subtitles, as headings tell findings."""
    items = []
    for chart in charts:
        subject = html.escape(_ASIDE.sub("", chart.meta(lang)["subtitle"]))
        items.append(f'<li><a href="#{chart.name}">{subject}</a></li>')
    return f'<ul class="subjects">{"".join(items)}</ul>'


def data_files(charts: Sequence[Shown]) -> dict[str, bytes]:
    """Return the CSV files of the frames of all charts, by their names."""
    return {
        file: content for chart in charts for file, content in csv_files(chart.name, chart.frames)
    }


def different(own: Any, base: Any) -> Any:
    """Return what of a value is not as in another one: of mappings the keys whose values differ."""
    if not isinstance(own, Mapping) or not isinstance(base, Mapping):
        return own
    return {
        key: different(value, base.get(key)) for key, value in own.items() if base.get(key) != value
    }


def _figure(chart: Shown, lang: Lang, pdf: bool) -> str:
    """Return a chart as markup that `charts.js` draws: its figures, and what it shows in words."""
    plain = {size: _plain(figure) for size, figure in chart.figures[lang].items()}
    base = plain[SUITED]
    held = {
        "name": chart.name, "size": SUITED, "base": base,
        "others": {
            size: {
                "data": [different(*pair) for pair in zip(own["data"], base["data"], strict=True)],
                "layout": different(own["layout"], base["layout"]),
            }
            for size, own in plain.items() if size != SUITED
        },
        "greys": greys(chart.figures[lang][SUITED]),
        "pdf": f"{FOLDER}/{chart.name}.pdf" if pdf and lang == "ja" else "",
    }  # fmt: skip
    return drawn(held, chart.meta(lang)["alt"])


def _plain(figure: go.Figure) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(str(figure.to_json()))
    meta = made["layout"]["meta"]
    made["layout"]["meta"] = {key: meta[key] for key in _TOLD}
    return made


def _controls(told: Language) -> str:
    """Return what stands below every chart, once, for `charts.js` to copy."""
    sizes = "".join(f'<option value="{size}">{told.say(f"size_{size}")}</option>' for size in SIZES)
    direct = [size for size in SIZES if f"direct_{size}" in told.wording]
    directly = "".join(_direct(size, told) for size in direct)
    facts = for_script(
        {"per_inch": PER_INCH, "widths": {size: width for size, (width, *_) in SIZES.items()},
         "resolution": RESOLUTION, "phys": base64.b64encode(PHYS).decode("ascii"),
         **{key: told.say(key) for key in ("copied", "refused", "print")}}
    )  # fmt: skip
    return (
        f'<template id="save"><div class="save" data-facts="{html.escape(facts)}">'
        f'<div role="group" aria-label="{told.say("directly")}">{told.say("directly")} {directly}</div>'
        f'<button type="button" value="cite">{told.say("cite")}</button> '
        f'<span role="status"></span><p class="note refused" hidden></p>'
        f'<details class="more"><summary>{told.say("more")}</summary>'
        f'<label>{told.say("size")} <select name="size">{sizes}</select></label> '
        f'<label>{told.say("colours")} <select name="colours"><option value="">{told.say("colour")}</option>'
        f'<option value="grey">{told.say("grey")}</option></select></label> '
        '<button type="button" value="png">PNG</button> '
        '<button type="button" value="svg">SVG</button> '
        '<button type="button" value="pdf">PDF</button></details>'
        f'<details class="embed"><summary>{told.say("embed")}</summary>'
        f'<pre tabindex="0"><code></code></pre>'
        f'<button type="button" value="embed">{told.say("copy")}</button></details>'
        "</div></template>"
    )  # fmt: skip


def _direct(size: Size, told: Language) -> str:
    """Return the buttons that save a chart of this size as PNG at once, in colour and in grey."""
    purpose = told.say(f"direct_{size}")
    return "".join(
        f'<button type="button" value="png" data-size="{size}" data-colours="{colours}">'
        f"{said}</button> "
        for colours, said in (("", purpose), ("grey", told.say("in_grey", size=purpose)))
    )


def _without_script(chart: Shown, lang: Lang) -> str:
    """Return the picture for who has no script; there is one in Japanese."""
    if lang != "ja":
        return ""
    said = html.escape(chart.meta(lang)["alt"])
    place = f"{FOLDER}/{chart.name}"
    return (
        f'<noscript><img src="{place}.png" alt="{said}"><p><a href="{place}.png">PNG</a> '
        f'<a href="{place}.svg">SVG</a></p></noscript>'
    )


def _rests(chart: Shown, told: Language) -> str:
    """Return on how many rows and prefectures a chart rests, and where these can be read."""
    parts, links = [], []
    for rest in chart.rests:
        title, rows = title_of(rest.table, told.lang), f"{rest.rows:,}"
        form = "rows" if rest.prefectures is None else "rows_of"
        parts.append(told.say(form, table=title, rows=rows, prefectures=rest.prefectures))
        if rest.table in answer_tables():
            said = told.say("answers" if len(chart.rests) == 1 else "answers_of", table=title)
            links.append(to_explorer(said, told, table=rest.table))
    sentence = told.say("sentence", said=told.listed(parts))
    return f'<p class="rests">{" ".join([sentence, *links])}</p>'


def _data(chart: Shown, told: Language) -> str:
    up = "" if told.lang == "ja" else "../"
    tables = tables_of(chart.name, chart.frames, chart.rests, told)
    links = "".join(
        f' <a href="{up}{FOLDER}/{file}" download>{file}</a>'
        for file, _ in csv_files(chart.name, chart.frames)
    )
    return (
        f'<details class="data"><summary>{told.say("data")}</summary>'
        f"<p>{told.say('csv')}{links}</p>{''.join(tables)}</details>"
    )
