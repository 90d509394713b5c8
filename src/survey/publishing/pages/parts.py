"""Parts of pages that are made from tables: small charts, tables, links, the map of prefectures."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from survey.charts.tile_map import tile_grid
from survey.charts.tile_names import broken
from survey.languages import Lang, Text
from survey.prefectures import Prefecture, prefectures
from survey.reading.sources import Source
from survey.tables.categories import categories
from survey.tables.schemas import column_titles, describe_table

DOCUMENTS = "documents"
"""Folder of the site with the documents as pages of numbered lines."""
Bar = tuple[str, str, float | None]
"""A bar: its name as markup, what it shows (own, median, other), its number, None if not answered."""


@dataclass(frozen=True)
class Language:
    """How things are called in the language of a page."""

    lang: Lang
    labels: Mapping[str, Mapping[str, str]]
    wording: Mapping[str, Text]
    up: str = ""
    """Way from the page to the folder with the pages of the language."""

    def say(self, key: str, **facts: object) -> str:
        """Return declared words with these facts, which are markup already."""
        return self.wording[key][self.lang].format(**facts)

    def name(self, variable: str, value: object) -> str:
        """Return what a value is called."""
        return html.escape(self.labels[variable][str(value)])

    def listed(self, parts: Iterable[str]) -> str:
        """Return markup in a row, as the language parts what it lists."""
        return self.say("and").join(parts)

    def title(self, column: str) -> str:
        """Return the title of a column."""
        return html.escape(column_titles(column)[self.lang])

    def quote(self, text: str) -> str:
        """Return words of an answer, which are Japanese on every page."""
        said = html.escape(text)
        return said if self.lang == "ja" else f'<span lang="ja">{said}</span>'


def labels(
    coded: Iterable[tuple[str, pd.DataFrame]], lang: Lang
) -> Mapping[str, Mapping[str, str]]:
    """Return what the values of variables, each with a frame that has it, are called in a language: by
    variable, then by code and Japanese label."""
    found: dict[str, dict[str, str]] = {}
    for variable, frame in coded:
        for one in categories(frame, variable):
            name = one.label if lang == "ja" else one.label_en
            found.setdefault(variable, {}).update({str(one.code): name, one.label: name})
    return found


def title_of(table: str, lang: Lang) -> str:
    """Return what a table is called."""
    return str(describe_table(table)["title" if lang == "ja" else "title_en"])


def page_of_document(source: Source) -> str:
    """Return where in the site the page of a document is."""
    return f"{DOCUMENTS}/{Path(source.file).stem}.html"


def page_of(prefecture: Prefecture) -> str:
    """Return the name of the page of a prefecture, without its ending."""
    return prefecture.prefecture_en.lower()


def drawn(figure: Mapping[str, Any], alt: str) -> str:
    """Return a chart as markup that a script of the site draws: what that needs, and what the chart
    shows in words."""
    return (
        f'<figure class="chart" aria-label="{html.escape(alt)}">'
        f'<script type="application/json">{for_script(figure)}</script></figure>'
    )


def for_script(value: Any) -> str:
    """Return JSON that may stand in a script: nothing in it can end the script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def filled(template: Path, **facts: object) -> str:
    """Return a template filled in: facts are escaped unless they are markup, and one that is lacking is
    an error."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(template.read_text(encoding="utf-8")).render(**facts)


def small_bars(caption: str, below: str, bars: Iterable[Bar], told: Language) -> str:
    """Return a small bar chart that is a table, too: a row a bar, its length from zero."""
    bars = list(bars)
    most = max([number for _, _, number in bars if number is not None], default=0) or 1
    rows = []
    for name, kind, number in bars:
        if number is None:
            shown = f'<td colspan="2" class="silent">{told.say("silent")}</td>'
        else:
            bar = f'<rect width="{100 * number / most:.1f}" height="8"/>'
            shown = (
                '<td><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
                f"{bar}</svg></td><td>{number:g}</td>"
            )
        rows.append(f'<tr class="{kind}"><th scope="row">{name}</th>{shown}</tr>')
    return (
        f'<table class="bars"><caption>{caption}<small>{below}</small></caption>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def header(heads: Iterable[str]) -> str:
    """Return the head of a table, whose cells are markup."""
    cells = "".join(f'<th scope="col">{one}</th>' for one in heads)
    return f"<thead><tr>{cells}</tr></thead>"


def plain_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose cells are markup."""
    body = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in rows)
    return (
        '<div class="table-wrapper container even"><table class="docutils align-default">'
        f"{header(heads)}<tbody>{body}</tbody></table></div>"
    )


def stacked_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose cells are markup, as Markdown, which the search of the pages reads; a narrow
    page puts the cells of a row below each other, each under its heading."""

    def line(cells: Iterable[str]) -> str:
        return f"| {' | '.join(one.replace('|', '&#124;') for one in cells)} |"

    def cell(head: str, held: str) -> str:
        return f'<span class="head">{head}</span>{held}' if held else ""

    lines = [line(heads), "|---" * len(heads) + "|", *(line(map(cell, heads, row)) for row in rows)]
    return "\n".join(lines)


def to_explorer(text: str, told: Language, **chosen: object) -> str:
    """Return markup that leads to what is chosen in the explorer of the same language."""
    asked = html.escape(urlencode(chosen, doseq=True))
    return f'<a href="{told.up}explorer.html#{asked}">{text}</a>'


def to_page(prefecture: Prefecture, told: Language, section: str = "") -> str:
    """Return markup that leads to the page of a prefecture, or to a section of it."""
    name = told.name("prefecture", prefecture.prefecture)
    place = f"#{section}" if section else ""
    return f'<a href="{told.up}prefectures/{page_of(prefecture)}.html{place}">{name}</a>'


def map_of_pages(told: Language, label: str) -> str:
    """Return a map of tiles, each of which leads to the page of its prefecture."""
    tiles = []
    for one in prefectures():
        column, line, short = tile_grid()[one.prefecture_code]
        name = short if told.lang == "ja" else "<br>".join(broken(one.prefecture_en))
        tiles.append(
            f'<a href="{told.up}prefectures/{page_of(one)}.html" '
            f'style="grid-area: {line} / {column}"><span>{name}</span></a>'
        )
    return f'<nav class="tiles" aria-label="{label}">{"".join(tiles)}</nav>'
