"""A map of Japan made of tiles, one a prefecture, with marks in them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import column, house, word
from survey.charts.lettering import text_width
from survey.charts.shapes import tiles
from survey.charts.template import PAPER, Lang
from survey.declared import included


@dataclass(frozen=True)
class Mark:
    """A mark in the tile of a prefecture, x and y from the middle of the tile."""

    prefecture_code: str
    x: float
    y: float
    colour: str
    hover: str


def japan(
    name: str, tally: pd.DataFrame, colours: Sequence[str], numbers: Sequence[str], lang: Lang,
    facts: Mapping[str, object], most: pd.Series[Any], marks: Sequence[Mark] = (),
    key: Sequence[tuple[str, str]] = (),
) -> go.Figure:  # fmt: skip
    """Return a map of Japan of one tile a prefecture, a row of the tally each, with its name and a
    number, or with marks."""
    spots = [tile_grid()[code] for code in tally["prefecture_code"]]
    full = tally[column("prefecture", lang)].tolist()
    names = [spot[2] for spot in spots] if lang == "ja" else full
    texts = [
        f"{label}<br>{number if yes else word('no_answer_in_tile', lang)}"
        for label, number, yes in zip(names, numbers, tally["answered"], strict=True)
    ]
    shown = [c if yes else PAPER for c, yes in zip(colours, tally["answered"], strict=True)]
    figure = go.Figure()
    hovers = [f"{label} {number}" for label, number in zip(full, numbers, strict=True)]
    tiles(
        figure, [x for x, _, _ in spots], [y for _, y, _ in spots], shown, texts, hovers, outline=0.6
    )  # fmt: skip
    if marks:
        at = [tile_grid()[mark.prefecture_code] for mark in marks]
        tiles(
            figure, [spot[0] + mark.x for spot, mark in zip(at, marks, strict=True)],
            [spot[1] + mark.y for spot, mark in zip(at, marks, strict=True)],
            [mark.colour for mark in marks], [], [mark.hover for mark in marks],
            width=0.22, height=0.3, outline=0.6,
        )  # fmt: skip
    figure.update_xaxes(visible=False, range=[0.4, 13.6])
    figure.update_yaxes(visible=False, range=[12.6, 0.4])
    widest = max(text_width(line) for text in texts for line in text.split("<br>"))
    return house(
        figure, name, lang, facts, most, aspect=12.2 / 13.2, tile_ems=widest, key=list(key)
    )


@cache
def tile_grid() -> Mapping[str, tuple[int, int, str]]:
    """Return column, row and short name of the tile of each prefecture, by its code."""
    rows = csv.DictReader(included("tile_grid.csv").read_text(encoding="utf-8").splitlines())
    return {
        row["prefecture_code"]: (int(row["column"]), int(row["row"]), row["short_name"])
        for row in rows
    }
