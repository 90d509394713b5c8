"""Horizontal bars: of any numbers, stacked, or under headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import Said, house, without_data
from survey.charts.input_checks import grid_of, labels_of, none_below_zero
from survey.charts.numerals import Number, Numerals, numerals
from survey.charts.report_charts import declared, totals_of
from survey.charts.shapes import (
    between,
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
    colour_of,
    ink_on,
)
from survey.charts.wording import sentences, word
from survey.languages import Lang
from survey.problems import BadInput

FEW_ROWS = 10
"""Shares of fewer rows are paler: one row more or less changes them by a tenth or more."""
_PALER = 0.4
"""Opacity of shares of few rows; black letters can be read in all colours that it makes."""


@dataclass(frozen=True)
class _Bar:
    """A bar: its name, the numbers of its parts, and whether nothing was answered."""

    label: str
    numbers: list[Number | None]
    silent: bool

    @property
    def total(self) -> Number:
        return sum(number for number in self.numbers if number is not None)

    @property
    def lacking(self) -> int:
        return self.numbers.count(None)

    def length(self, part: int, shares: bool) -> float | None:
        """Return how long a part is drawn, None where it has no number."""
        number = self.numbers[part]
        return None if number is None else number / ((self.total or 1) if shares else 1)


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
    numbers = numerals(grid.cells.values(), value, unit, lang)
    drawn = [
        _Bar(row, [grid.cells.get((row, part)) for part in grid.columns], grid.silent(row))
        for row in grid.rows
    ]
    if shares and any(bar.lacking and not bar.silent for bar in drawn):
        raise BadInput.of(
            value, "a part of a bar has no number", "all parts of a total for shares of it",
            "leave out shares, or the rows that lack a part",
        )  # fmt: skip
    pale = [shares and bar.total < few and not bar.silent for bar in drawn]
    codes = codes_of(frame, parts, lang) if parts else {}
    lines, at = _under_headings(frame, rows, under, grid.rows, lang)
    figure = go.Figure(layout={"barmode": "stack"})
    figure.update_xaxes(visible=False)
    ends, centres, inks, segments, key = [0.0] * len(drawn), [], [], [], []
    for place, part in enumerate(grid.columns):
        colour = colour_of(parts, codes[part], place) if parts else ACCENT
        lengths = [bar.length(place, shares) for bar in drawn]
        figure.add_bar(
            y=at, x=lengths, orientation="h", name=part, hoverinfo="text",
            marker={"color": colour, "line": {"color": PALE, "width": 0.5},
                    **({"opacity": [_PALER if yes else 1 for yes in pale]} if any(pale) else {})},
            hovertext=[f"{b.label}<br>{part} {numbers.full(b.numbers[place])}" for b in drawn],
        )  # fmt: skip
        for n, (bar, length) in enumerate(zip(drawn, lengths, strict=True)):
            centres.append(ends[n] + (length or 0.0) / 2)
            ends[n] += length or 0.0
            # A bar of one segment has its number beside it.
            alone = not bar.lacking and not shares and not (parts and numbers.is_percent)
            room = 0 if alone and bar.numbers[place] == bar.total else length or 0.0
            segments.append([_segment(bar.numbers[place], numbers), room, ends[n]])
        inks += [INK if yes else ink_on(colour) for yes in pale]
        key.append((part, colour))
    texts(figure, centres, at * len(key), [], inks, name="segments", meta=segments)
    told, remarks = [_told(bar, parts, numbers) for bar in drawn], []
    if spread := _spread(frame, rows, lang):
        told, remarks = resting_on(told, spread, lang), [remark_on(spread, lang)]
    if any(pale):
        remarks.append(word("few_rows", lang).format(few))
    below = any(bar.total < 0 for bar in drawn)
    sides = ["middle left" if bar.total < 0 else "middle right" for bar in drawn]
    texts(
        figure, [0 if bar.silent else end for end, bar in zip(ends, drawn, strict=True)], at,
        [f"{one} " if bar.total < 0 else f" {one}" for one, bar in zip(told, drawn, strict=True)],
        [PALE if bar.silent or bar.lacking else INK for bar in drawn],
        textposition=sides if below else "middle right", cliponaxis=False,
    )  # fmt: skip
    if below:
        figure.add_vline(x=0, line={"color": PALE, "width": 1})
    high = row_height or (LOW_ROW if len(lines) > MANY_ROWS else HIGH_ROW)
    most = {within(row, part, lang): n for row, part, n in grid.told()}
    if parts and not numbers.is_percent:
        most = {bar.label: bar.total for bar in drawn if not bar.silent and not bar.lacking}
    return house(
        figure, said, "bars", highest(most, numbers), between(remarks, lang), labels=lines,
        key=key if len(key) > 1 else [], height=high * len(lines), **legible(smallest, rows),
    )  # fmt: skip


def bars_of(
    name: str, tally: pd.DataFrame, rows: str, parts: str | None, lang: Lang,
    facts: Mapping[str, object], most: pd.Series[Any] | None = None, *, value: str = "count",
    under: str | None = None, added: str = "", made: pd.DataFrame | None = None,
) -> go.Figure:  # fmt: skip
    """Return the bars of a chart of the report.

    Its facts are, beside those given, the sum (whole) and the row with the most (first, most); its
    alternative text lists the three highest rows, if nothing else. What is `added` follows its
    subtitle; `made` as of `declared`.
    """
    totals = totals_of(tally, rows, lang, value)
    known: dict[str, object] = {"whole": totals.sum()}
    if len(totals):
        known |= {"first": totals.idxmax(), "most": totals.max()}
    listed = totals.nlargest(3) if most is None else most
    said = declared(name, lang, {**known, **facts}, listed, made=made)
    said["subtitle"] += added
    text = sentences().charts[name]
    return bars(
        tally, rows, value, parts=parts, under=under, shares=text.shares, few=FEW_ROWS,
        row_height=text.row_height, smallest=0, **said,
    )  # fmt: skip


def _under_headings(
    frame: pd.DataFrame, rows: str, under: str | None, labels: Sequence[str], lang: Lang
) -> tuple[list[str], list[int]]:
    """Return the labels of all lines, headings in bold among them, and on which line each row is."""
    if under is None:
        return list(labels), list(range(len(labels)))
    headings = dict(zip(labels_of(frame, rows, lang), labels_of(frame, under, lang), strict=True))
    lines: list[str] = []
    at: list[int] = []
    for heading, together in groupby(labels, headings.__getitem__):
        lines.append(f"<b>{heading}</b>")
        for label in together:
            at.append(len(lines))
            lines.append(label)
    return lines, at


def _segment(number: Number | None, written: Numerals) -> Number | str:
    """Return the number in a segment, written out where it is more than a count."""
    if number is None:
        return ""
    return number if isinstance(number, int) and not written.is_percent else written.text(number)


def _told(bar: _Bar, parts: str | None, written: Numerals) -> str:
    """Return what stands beside a bar: its total, or that it has none."""
    if bar.silent:
        return word("no_answer", written.lang)
    if bar.lacking:
        whole = bar.lacking == len(bar.numbers)
        return word("no_data" if whole else "part_without_data", written.lang)
    return "" if parts and written.is_percent else written.text(bar.total)


def _spread(frame: pd.DataFrame, rows: str, lang: Lang) -> list[int]:
    """Return on how many prefectures each row rests; nothing where the frame does not tell it."""
    labels, name = labels_of(frame, rows, lang), f"{rows}_prefectures"
    if name not in frame.columns:
        return []
    return list(dict(zip(labels, frame[name].tolist(), strict=True)).values())
