"""A map of Japan made of tiles, one a prefecture, with marks in them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import Said, house, without_data
from survey.charts.input_checks import answers_of, none_below_zero, numbers_of, prefecture_codes
from survey.charts.numerals import numerals
from survey.charts.report_charts import reported
from survey.charts.shapes import highest, legible, tiles
from survey.charts.template import FILL, PAPER, SMALLEST, Shades
from survey.charts.wording import column, word
from survey.declared import included
from survey.languages import Lang
from survey.prefectures import prefectures

COLUMNS, ROWS = 13.2, 12.2
"""Width and height of the map, in tiles."""
MARKS_AT = 0.28
"""How far below the middle of a tile its marks stand, so that a name in two lines is above them."""


@dataclass(frozen=True)
class Mark:
    """A mark in the tile of a prefecture, x from its middle."""

    prefecture_code: str
    x: float
    colour: str
    hover: str


def japan(
    frame: pd.DataFrame, prefecture: str, value: str, *,
    title: str, subtitle: str = "", unit: str = "", source: str = "", note: str = "",
    alt: str = "", lang: Lang = "ja", smallest: float = SMALLEST,
) -> go.Figure:  # fmt: skip
    """Return a map of Japan of any numbers from zero, one tile a prefecture, with its number.

    Parameters
    ----------
    frame
        One row a prefecture. What a `tally` tells in the column `answered` is heeded: a prefecture
        without an answer is shown as such.
    prefecture, value
        Columns of the prefectures, by Japanese name (東京都) or code (13, 130001), and of the
        numbers; a prefecture without a number or a row is shown as 値なし (no data).
    title, subtitle, unit, source, note, alt, lang
        As of `bars`.
    smallest
        Size of the smallest letters, in points; numbers too long for it are a mistake.

    Raises
    ------
    BadInput
        If a column is missing, a row names no prefecture, two rows name the same, or a number is
        none, negative or too long for a tile.
    """
    said = Said(
        title=title, subtitle=subtitle, unit=unit, source=source, note=note, alt=alt, lang=lang
    )
    given = prefecture_codes(frame, prefecture)
    held = dict(zip(given, numbers_of(frame, value), strict=True))
    none_below_zero(
        list(held.values()), value, "shades begin at zero", "draw charts.bars or charts.lines"
    )
    if not held:
        return without_data(said, "map")
    numbers = numerals(held.values(), value, unit, lang)
    silent = {code for code, yes in zip(given, answers_of(frame), strict=True) if not yes}
    shown = {p.prefecture_code: held.get(p.prefecture_code) for p in prefectures()}
    shown |= dict.fromkeys(silent)
    shades = Shades.of([number for number in shown.values() if number is not None])
    full = [p.prefecture if lang == "ja" else p.prefecture_en for p in prefectures()]
    told = [
        word("no_reply" if code in silent else "no_value", lang) if n is None else numbers.text(n)
        for code, n in shown.items()
    ]
    hovers = [
        word("no_answer", lang) if code in silent else numbers.full(n) for code, n in shown.items()
    ]
    colours = [PAPER if n is None else shades.colour(n) for n in shown.values()]
    figure, laid_out = _tiled(list(shown), full, told, colours, hovers, lang)
    most = {label: n for label, n in zip(full, shown.values(), strict=True) if n is not None}
    return house(
        figure, said, "map", highest(most, numbers), **laid_out, **legible(smallest, value),
    )  # fmt: skip


def marked(
    name: str, answers: pd.DataFrame, lang: Lang, facts: Mapping[str, object],
    most: pd.Series[Any], marks: Sequence[Mark], key: Sequence[tuple[str, str]],
) -> go.Figure:  # fmt: skip
    """Return a map of the report with marks in the tiles, one of which each row is about.

    Raises
    ------
    BadInput
        If two rows are about the same prefecture.
    """
    codes, heard = prefecture_codes(answers, "prefecture_code"), answers["answered"].tolist()
    full = answers[column("prefecture", lang)].tolist()
    told = [" " if yes else word("no_reply", lang) for yes in heard]
    hovers = [" " if yes else word("no_answer", lang) for yes in heard]
    colours = [FILL if yes else PAPER for yes in heard]
    figure, laid_out = _tiled(codes, full, told, colours, hovers, lang)
    at = [tile_grid()[mark.prefecture_code] for mark in marks]
    tiles(
        figure, [spot[0] + mark.x for spot, mark in zip(at, marks, strict=True)],
        [spot[1] + MARKS_AT for spot in at],
        [mark.colour for mark in marks], [], [mark.hover for mark in marks],
        width=0.22, height=0.26, outline=0.6,
    )  # fmt: skip
    return reported(
        figure, name, lang, facts, most, key=list(key), **laid_out,
        **legible(SMALLEST, "prefecture"),
    )  # fmt: skip


def _tiled(
    codes: Sequence[str], labels: Sequence[str], told: Sequence[str], colours: Sequence[str],
    written: Sequence[str], lang: Lang,
) -> tuple[go.Figure, dict[str, Any]]:  # fmt: skip
    """Return a map with names, and what is told, in its tiles, and what `house` has to know of it."""
    spots = [tile_grid()[code] for code in codes]
    names = [short for *_, short in spots] if lang == "ja" else labels
    figure = go.Figure()
    tiles(
        figure, [x for x, _, _ in spots], [y for _, y, _ in spots], colours,
        [f"{name}<br>{text}" for name, text in zip(names, told, strict=True)],
        [f"{label} {text}" for label, text in zip(labels, written, strict=True)], outline=0.6,
    )  # fmt: skip
    figure.update_xaxes(visible=False, range=[0.4, 0.4 + COLUMNS])
    figure.update_yaxes(visible=False, range=[0.4 + ROWS, 0.4])
    return figure, {"aspect": ROWS / COLUMNS, "tiles": list(zip(names, told, strict=True))}


@cache
def tile_grid() -> Mapping[str, tuple[int, int, str]]:
    """Return column, row and short name of the tile of each prefecture, by its code."""
    rows = csv.DictReader(included("tile_grid.csv").read_text(encoding="utf-8").splitlines())
    return {
        row["prefecture_code"]: (int(row["column"]), int(row["row"]), row["short_name"])
        for row in rows
    }
