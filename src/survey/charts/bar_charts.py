"""Horizontal bars: of any numbers, stacked, or under headings."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from survey.charts.given_frames import Grid, grid_of, labels_of, none_below_zero
from survey.charts.house_style import Said, house, without_data, word
from survey.charts.numerals import Number, Numerals, numerals
from survey.charts.shapes import (
    codes_of,
    highest,
    legible,
    remark_on,
    resting_on,
    texts,
    told_apart,
    within,
)
from survey.charts.template import (
    ACCENT,
    HIGH_ROW,
    INK,
    LOW_ROW,
    MANY_ROWS,
    PALE,
    SMALLEST,
    Lang,
    colour_of,
    ink_on,
)
from survey.problems import BadInput

_PALER = 0.4
"""Opacity of shares of few rows; black letters can be read in all colours that it makes."""


def bars(
    frame: pd.DataFrame, rows: str, value: str, *, parts: str | None = None,
    under: str | None = None,
    title: str, subtitle: str = "", unit: str = "", source: str = "", note: str = "",
    alt: str = "", lang: Lang = "ja", shares: bool = False, few: int = 0,
    row_height: float | None = None, smallest: float = SMALLEST,
) -> go.Figure:  # fmt: skip
    """Return horizontal bars of any numbers, one a row, with the number beside each.

    Parameters
    ----------
    frame
        One row a bar, or a segment, in the order in which they are drawn. What a `tally` tells
        besides is heeded: `…_en` (names in English charts), `…_code` (of the house colours),
        `answered` (a prefecture without an answer is shown as such), `…_prefectures` (of rows: on
        how many prefectures a bar rests; shown in brackets).
    rows, value
        Columns of the names and of the numbers; a missing number is shown as 値なし (no data).
    parts
        Column of what the bars consist of: segments with their numbers, and the total beside.
    under
        Column of headings under which the rows stand, as where they count different things.
    title, subtitle, note
        What the chart says.
    unit
        Of the numbers: 件／10万人, 円, …; with % they are per cent, with 割合 (or share) shares of
        one, which are written as per cent.
    source
        Where the numbers are from; without it there is no source line.
    alt
        Alternative text; made of title, subtitle and the highest values by default.
    lang
        Of the words that the chart adds.
    shares
        Draw parts as shares of their total.
    few
        Shares of a total below this are paler, and the note says so.
    row_height
        Height of a row, in units of the font size.
    smallest
        Size of the smallest letters, in points; rows that leave no room for it are a mistake.

    Raises
    ------
    BadInput
        If a column is missing, a number is none or a part of a bar is negative, two rows are about
        the same, or there are more rows or parts than can be told apart.
    """
    said = Said(
        title=title, subtitle=subtitle, unit=unit, source=source, note=note, alt=alt, lang=lang
    )
    grid = grid_of(frame, rows, parts, value, lang)
    if not grid.rows:
        return without_data(said, "bars")
    if parts:
        none_below_zero(
            list(grid.cells.values()), value, "parts of a bar cannot be negative",
            "leave out parts, or draw charts.lines",
        )  # fmt: skip
        told_apart(grid.columns, parts)
    labels, numbers = grid.rows, numerals(grid.cells.values(), value, unit, lang)
    given = [
        [v for c in grid.columns if (v := grid.cells.get((row, c))) is not None] for row in labels
    ]
    totals = [sum(values) for values in given]
    codes = codes_of(frame, parts, lang) if parts else {}
    rests, told = _rests_on(frame, rows, lang), _beside(grid, totals, parts, numbers)
    plain = [not grid.silent(row) and not grid.missing(row) for row in labels]
    if shares and any(grid.missing(row) and not grid.silent(row) for row in labels):
        raise BadInput.of(
            value, "a part of a bar has no number", "all parts of a total for shares of it",
            "leave out shares, or the rows that lack a part",
        )  # fmt: skip
    pale = [shares and total < few and not grid.silent(row)
            for row, total in zip(labels, totals, strict=True)]  # fmt: skip
    alone = [not grid.missing(row) and not (parts and numbers.is_percent) for row in labels]
    lines, at = _under_headings(frame, rows, under, labels, lang)
    figure = go.Figure(layout={"barmode": "stack"})
    figure.update_xaxes(visible=False)
    ends, centres, inks, segments, key = [0.0] * len(labels), [], [], [], []
    for place, part in enumerate(grid.columns):
        colour = colour_of(parts, codes[part], place) if parts else ACCENT
        cells = [grid.cells.get((row, part)) for row in labels]
        whole = [total or 1 for total in totals] if shares else [1] * len(labels)
        lengths = [None if n is None else n / w for n, w in zip(cells, whole, strict=True)]
        figure.add_bar(
            y=at, x=lengths, orientation="h", name=part, hoverinfo="text",
            marker={"color": colour, "line": {"color": PALE, "width": 0.5},
                    **({"opacity": [_PALER if yes else 1 for yes in pale]} if any(pale) else {})},
            hovertext=[
                f"{row}<br>{part} {word('no_data', lang) if n is None else numbers.full(n)}"
                for row, n in zip(labels, cells, strict=True)
            ],
        )  # fmt: skip
        drawn = [length or 0.0 for length in lengths]
        centres += [end + length / 2 for end, length in zip(ends, drawn, strict=True)]
        ends = [end + length for end, length in zip(ends, drawn, strict=True)]
        # A bar of one segment has its number beside it.
        segments += [
            [_segment(n, numbers), 0 if one and n == total and not shares else length, end]
            for n, length, total, end, one in zip(cells, drawn, totals, ends, alone, strict=True)
        ]
        inks += [INK if yes else ink_on(colour) for yes in pale]
        key.append((part, colour))
    texts(figure, centres, at * len(key), [], inks, name="segments", meta=segments)
    below = any(total < 0 for total in totals)
    sides = ["middle left" if total < 0 else "middle right" for total in totals]
    texts(
        figure, [end if not grid.silent(row) else 0 for end, row in zip(ends, labels, strict=True)],
        at,
        [f"{one}{rest} " if total < 0 else f" {one}{rest}"
         for one, rest, total in zip(told, rests, totals, strict=True)],
        [INK if yes else PALE for yes in plain],
        textposition=sides if below else "middle right", cliponaxis=False,
    )  # fmt: skip
    if below:
        figure.add_vline(x=0, line={"color": PALE, "width": 1})
    high = row_height or (LOW_ROW if len(lines) > MANY_ROWS else HIGH_ROW)
    most = {within(row, part, lang): n for row, part, n in grid.told()}
    if parts and not numbers.is_percent:
        most = {row: n for row, n, yes in zip(labels, totals, plain, strict=True) if yes}
    return house(
        figure, said, "bars", highest(most, numbers),
        remark_on(rests, lang, few if any(pale) else 0), labels=lines,
        key=key if len(key) > 1 else [], height=high * len(lines), **legible(smallest, rows),
    )  # fmt: skip


def _under_headings(
    frame: pd.DataFrame, rows: str, under: str | None, labels: Sequence[str], lang: Lang
) -> tuple[list[str], list[int]]:
    """Return the labels of all lines, headings in bold among them, and on which line each row is."""
    if under is None:
        return list(labels), list(range(len(labels)))
    headings = dict(zip(labels_of(frame, rows, lang), labels_of(frame, under, lang), strict=True))
    lines: list[str] = []
    at = []
    for label, before in zip(labels, (None, *labels), strict=False):
        if before is None or headings[label] != headings[before]:
            lines.append(f"<b>{headings[label]}</b>")
        at.append(len(lines))
        lines.append(label)
    return lines, at


def _segment(number: Number | None, written: Numerals) -> Number | str:
    """Return the number in a segment, written out where it is more than a count."""
    if number is None:
        return ""
    return number if isinstance(number, int) and not written.is_percent else written.text(number)


def _beside(
    grid: Grid, totals: Sequence[Number], parts: str | None, written: Numerals
) -> list[str]:
    """Return what stands beside each bar: its total, or that it has none."""
    told = []
    for row, total in zip(grid.rows, totals, strict=True):
        lacking = grid.missing(row)
        if grid.silent(row):
            told.append(word("no_answer", written.lang))
        elif lacking == len(grid.columns):
            told.append(word("no_data", written.lang))
        elif lacking:
            told.append(word("part_without_data", written.lang))
        else:
            told.append("" if parts and written.is_percent else written.text(total))
    return told


def _rests_on(frame: pd.DataFrame, rows: str, lang: Lang) -> list[str]:
    """Return for each row on how many prefectures it rests, few of them marked; nothing where the
    frame does not tell it."""
    labels, name = labels_of(frame, rows, lang), f"{rows}_prefectures"
    if name not in frame.columns:
        return [""] * len(set(labels))
    return resting_on(dict(zip(labels, frame[name].tolist(), strict=True)).values(), lang)
