"""Tables whose tiles are shaded by their numbers, or hold signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import Said, house, without_data
from survey.charts.input_checks import grid_of, none_below_zero
from survey.charts.numerals import numerals
from survey.charts.report_charts import declared, reported, spread_of
from survey.charts.shapes import highest, legible, texts, tiles, within
from survey.charts.template import (
    FILL,
    HIGH_ROW,
    LOW_ROW,
    MANY_ROWS,
    PALE,
    PAPER,
    SMALLEST,
    Shades,
    colour_of,
)
from survey.charts.wording import Source, column, word
from survey.languages import Lang

SIGNS = {1: "◎", 2: "○", 3: "△"}
"""Signs for the best, the next and the last of three, as Japanese tables have them."""


def heat_map(
    frame: pd.DataFrame, rows: str, columns: str, value: str, *,
    title: str, subtitle: str = "", unit: str = "", source: str = "", note: str = "",
    alt: str = "", lang: Lang = "ja", silence: Sequence[str] | None = None,
    zero: str | None = None, row_height: float | None = None, smallest: float = SMALLEST,
) -> go.Figure:  # fmt: skip
    """Return a table of any numbers from zero, each in a tile of its shade.

    Parameters
    ----------
    frame
        One row a tile, rows and columns in the order in which they are drawn. What a `tally` tells
        besides is heeded: `…_en` (names in English charts) and `answered` (a prefecture without an
        answer is shown as such).
    rows, columns, value
        Columns of the names and of the numbers; a missing number is shown as …, and the note says
        so.
    title, subtitle, unit, source, note, alt, lang
        As of `bars`.
    silence
        What each row says that has no answer; 回答なし by default.
    zero
        What stands in the tile of a zero; 0 by default.
    row_height, smallest
        As of `bars`.

    Raises
    ------
    BadInput
        If a column is missing, a number is none or negative, two rows are about the same tile, or
        there are more rows or columns than can be read.
    """
    said = Said(
        title=title, subtitle=subtitle, unit=unit, source=source, note=note, alt=alt, lang=lang
    )
    grid = grid_of(frame, rows, columns, value, lang)
    if not grid.rows:
        return without_data(said, "heat")
    none_below_zero(
        list(grid.cells.values()), value, "shades begin at zero", "draw charts.bars or charts.lines"
    )
    numbers = numerals(grid.cells.values(), value, unit, lang)
    down, across = grid.rows, grid.columns
    shades = Shades.of([n for *_, n in grid.told()])
    known = {row for row, *_ in grid.told()}
    cells = [
        (x, y, grid.answered(row, name))
        for y, row in enumerate(down) for x, name in enumerate(across) if row in known
    ]  # fmt: skip
    figure = go.Figure()
    tiles(
        figure, [x for x, _, _ in cells], [y for _, y, _ in cells],
        [PAPER if n is None else shades.colour(n) for *_, n in cells],
        ["…" if n is None else zero if not n and zero is not None else numbers.text(n)
         for *_, n in cells],
        [f"{down[y]}<br>{across[x]} {numbers.full(n)}" for x, y, n in cells],
    )  # fmt: skip
    silent = [y for y, row in enumerate(down) if row not in known]
    middle, unheard = (len(across) - 1) / 2, silence or [word("no_answer", lang)] * len(down)
    told = [unheard[y] if grid.silent(down[y]) else numbers.full(None) for y in silent]
    texts(figure, [middle for _ in silent], silent, told, [PALE for _ in silent])
    most = {within(row, name, lang): n for row, name, n in grid.told()}
    gaps = any(n is None for *_, n in cells)
    high = row_height or (LOW_ROW if len(down) > MANY_ROWS else HIGH_ROW)
    return house(
        figure, said, "heat", highest(most, numbers), word("without_data", lang) if gaps else "",
        labels=down, headers=across, height=high * len(down), **legible(smallest, rows, columns),
    )  # fmt: skip


def heat_map_of(
    name: str, tally: pd.DataFrame, columns: str, lang: Lang, facts: Mapping[str, object],
    most: pd.Series[Any], source: Source | None = None, silence: Sequence[str] | None = None,
) -> go.Figure:  # fmt: skip
    """Return the heat map of a chart of the report, whose rows are prefectures; `source` as of
    `declared`, `silence` as of `heat_map`."""
    said = declared(name, lang, facts, most, source)
    return heat_map(
        tally, "prefecture", columns, "count", silence=silence, zero="", row_height=LOW_ROW,
        smallest=0, **said,
    )  # fmt: skip


def by_spread(
    name: str, tally: pd.DataFrame, columns: str, lang: Lang, last: pd.Series[bool] | None = None
) -> go.Figure:
    """Return a heat map of the report, prefectures by a variable: what most of them have first, what
    is to be last after all others and in no sentence.

    Its facts are the first two columns and in how many prefectures they are (first, most, second,
    next), how many prefectures answered (heard), and the sum (whole).
    """
    labels = tally[column(columns, lang)]
    spread = spread_of(tally, columns, lang).sort_values(ascending=False, kind="stable")
    named = spread if last is None else spread.drop(labels[last], errors="ignore")
    second = 1 % len(named)
    facts = {
        "first": named.index[0], "most": named.iloc[0],
        "second": named.index[second], "next": named.iloc[second],
        "heard": tally.drop_duplicates("prefecture_code")["answered"].sum(),
        "whole": tally["count"].sum(),
    }  # fmt: skip
    order = {label: place for place, label in enumerate(named.index)}
    places = labels.map(order).fillna(len(order))
    placed = tally.assign(_row=pd.factorize(tally["prefecture"])[0], _column=places)
    ordered = placed.sort_values(["_row", "_column"], kind="stable")
    return heat_map_of(name, ordered, columns, lang, facts, named.head(3))


def signs(
    name: str, frame: pd.DataFrame, rows: str, columns: str, parts: str, lang: Lang,
    facts: Mapping[str, object], most: pd.Series[Any],
) -> go.Figure:  # fmt: skip
    """Return a table with a sign in the colour of `parts` for each row of a frame, whose rows and
    columns stand in its order."""
    down = frame.drop_duplicates(f"{rows}_code").sort_values(f"{rows}_code")
    labels = down[column(rows, lang)].tolist()
    headers = frame.drop_duplicates(f"{columns}_code")[columns].tolist()
    y = pd.factorize(frame[f"{rows}_code"], sort=True)[0].tolist()
    x = pd.factorize(frame[f"{columns}_code"])[0].tolist()
    codes = frame[f"{parts}_code"].tolist()
    every = [(x, y) for y in range(len(labels)) for x in range(len(headers))]
    empty = [""] * len(every)
    colours = [colour_of(parts, code, 0) for code in codes]
    figure = go.Figure()
    tiles(figure, [x for x, _ in every], [y for _, y in every], [FILL] * len(every), [], empty)
    tiles(
        figure, x, y, colours, [SIGNS[code] for code in codes],
        ["<br>".join(map(str, told)) for told in
         frame[[column(rows, lang), columns, column(parts, lang)]].itertuples(index=False)],
    )  # fmt: skip
    named = frame.drop_duplicates(f"{parts}_code").sort_values(f"{parts}_code")
    key = [
        (f"{SIGNS[code]} {label}", colour_of(parts, code, 0))
        for code, label in zip(named[f"{parts}_code"], named[column(parts, lang)], strict=True)
    ]
    return reported(
        figure, name, lang, facts, most, labels=labels, headers=headers, key=key,
        height=LOW_ROW * len(labels),
    )  # fmt: skip
