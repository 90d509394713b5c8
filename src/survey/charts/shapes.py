"""The forms that charts share besides bars: heat maps, tables of signs, small multiples, tiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from survey.charts.given_frames import grid_of, labels_of, none_below_zero
from survey.charts.house_style import Said, column, declared, house, reported, without_data, word
from survey.charts.numerals import Number, Numerals, numerals
from survey.charts.template import (
    ACCENT,
    CONTRAST,
    FILL,
    HIGH_ROW,
    LOW_ROW,
    MANY_ROWS,
    OKABE_ITO,
    PALE,
    PAPER,
    SMALLEST,
    Lang,
    Shades,
    colour_of,
    ink_on,
)
from survey.problems import at_most

FEW_PREFECTURES = 3
"""Rows of fewer prefectures are marked: they tell of these prefectures, not of the work."""
OTHERS = "その他"
"""How the names of what is left over begin, which stands last."""
_REIWA = 2019
"""The first year of 令和, which was also 平成31年."""
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
    empty = [grid.silent(row) or grid.missing(row) == len(across) for row in down]
    cells = [
        (x, y, None if (row, name) in grid.unanswered else grid.cells.get((row, name)))
        for y, row in enumerate(down) for x, name in enumerate(across) if not empty[y]
    ]  # fmt: skip
    none = word("no_data", lang)
    figure = go.Figure()
    tiles(
        figure, [x for x, _, _ in cells], [y for _, y, _ in cells],
        [PAPER if n is None else shades.colour(n) for *_, n in cells],
        ["…" if n is None else zero if not n and zero is not None else numbers.text(n)
         for *_, n in cells],
        [f"{down[y]}<br>{across[x]} {none if n is None else numbers.full(n)}" for x, y, n in cells],
    )  # fmt: skip
    silent = [y for y, yes in enumerate(empty) if yes]
    middle, unheard = (len(across) - 1) / 2, silence or [word("no_answer", lang)] * len(down)
    told = [unheard[y] if grid.silent(down[y]) else none for y in silent]
    texts(figure, [middle for _ in silent], silent, told, [PALE for _ in silent])
    most = {within(row, name, lang): n for row, name, n in grid.told()}
    gaps = any(n is None for *_, n in cells)
    high = row_height or (LOW_ROW if len(down) > MANY_ROWS else HIGH_ROW)
    return house(
        figure, said, "heat", highest(most, numbers), word("without_data", lang) if gaps else "",
        labels=down, headers=across, height=high * len(down), **legible(smallest, rows, columns),
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
    said = declared(name, lang, facts, named.head(3))
    return heat_map(ordered, "prefecture", columns, "count", **said)


def signs(
    name: str, frame: pd.DataFrame, rows: str, columns: str, parts: str, lang: Lang,
    facts: Mapping[str, object], most: pd.Series[Any],
) -> go.Figure:  # fmt: skip
    """Return a table with a sign in the colour of `parts` for each row of a frame, whose rows and
    columns stand in its order."""
    down = frame.drop_duplicates(f"{rows}_code").sort_values(f"{rows}_code")
    across = frame.drop_duplicates(f"{columns}_code")
    labels, headers = down[column(rows, lang)].tolist(), across[columns].tolist()
    place = {code: at for at, code in enumerate(down[f"{rows}_code"])}
    beside = {code: at for at, code in enumerate(across[f"{columns}_code"])}
    codes = frame[f"{parts}_code"].tolist()
    every = [(x, y) for y in range(len(labels)) for x in range(len(headers))]
    empty = [""] * len(every)
    colours = [colour_of(parts, code, 0) for code in codes]
    figure = go.Figure()
    tiles(figure, [x for x, _ in every], [y for _, y in every], [FILL] * len(every), [], empty)
    tiles(
        figure, [beside[code] for code in frame[f"{columns}_code"]],
        [place[code] for code in frame[f"{rows}_code"]], colours, [SIGNS[code] for code in codes],
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


def small_multiples(
    name: str, panels: pd.DataFrame, lang: Lang, facts: Mapping[str, object],
) -> go.Figure:  # fmt: skip
    """Return a panel for each indicator: results as bars with their numbers, targets as lines, each
    panel with a scale of its own from zero."""
    figure, titles = go.Figure(), []
    latest: dict[str, str] = {}
    gaps, dates = False, [[""]]
    done, aimed = word("result", lang), word("target", lang)
    for place, (_, rows) in enumerate(panels.groupby("panel_code", sort=False)):
        number = str(place + 1) if place else ""
        axes = {"xaxis": f"x{number}", "yaxis": f"y{number}"}
        years = list(range(rows["fiscal_year"].min(), rows["fiscal_year"].max() + 1))
        by_year = rows.set_index("fiscal_year").reindex(years)  # a year without numbers is a gap
        actual, target = (
            [None if pd.isna(value) else float(value) for value in by_year[name]]
            for name in ("actual", "target")
        )
        results = ["–" if value is None else f"{value:,g}" for value in actual]
        goals = ["–" if value is None else f"{value:,g}" for value in target]
        figure.add_bar(
            x=years, y=actual, marker_color=ACCENT, width=0.6, hoverinfo="text", **axes,
            hovertext=[f"{year}<br>{done} {r}" for year, r in zip(years, results, strict=True)],
        )  # fmt: skip
        figure.add_scatter(
            x=years, y=target, mode="lines+markers+text", hoverinfo="text", **axes, name="goals",
            line={"color": CONTRAST, "width": 1.5, "dash": "dot"}, textfont_color=CONTRAST,
            marker={"symbol": "diamond", "size": 6}, textposition="top center", cliponaxis=False,
            text=[*[""] * (len(goals) - 1), goals[-1]],
            hovertext=[f"{year}<br>{aimed} {g}" for year, g in zip(years, goals, strict=True)],
        )  # fmt: skip
        dates = [[str(year), *([_era(year)] if lang == "ja" else [])] for year in years]
        ticks = ["<br>".join([*date, r]) for date, r in zip(dates, results, strict=True)]
        gaps |= "–" in results
        highest = max((value for value in (*actual, *target) if value is not None), default=1)
        figure.layout[f"xaxis{number}"] = {
            "anchor": axes["yaxis"], "tickvals": years, "ticktext": ticks,
            "range": [min(years) - 0.6, max(years) + 0.6],
        }  # fmt: skip
        figure.layout[f"yaxis{number}"] = {
            "anchor": axes["xaxis"], "visible": False, "range": [0, 1.2 * highest],
        }  # fmt: skip
        units = column("unit", lang)
        unit = next((unit for unit in rows[units] if unit), "")
        progress = rows[column("progress", lang)].iloc[0]
        told = [f"<b>{progress}</b>" if progress else "", word("unit", lang).format(unit)]
        label = str(rows[column("panel", lang)].iloc[0])
        titles.append([label, " ".join(filter(None, told if unit else told[:1]))])
        if last := max((n for n, value in enumerate(actual) if value is not None), default=0):
            latest[label] = word("of_target", lang).format(
                actual=results[last], unit=unit, target=goals[last]
            )
    return reported(
        figure, name, lang, facts, pd.Series(latest), word("no_result", lang) if gaps else "",
        panels=titles, panel_ticks=len(dates[0]) + 1,
        key=[(done, ACCENT), (aimed, CONTRAST, "┄◆┄")],
    )  # fmt: skip


def _era(year: int) -> str:
    """Return a fiscal year as Japanese documents abbreviate it: H28, R元, R2."""
    if year < _REIWA:
        return f"H{year - _REIWA + 31}"
    return f"R{year - _REIWA + 1}" if year > _REIWA else "R元"


def totals_of(tally: pd.DataFrame, rows: str, lang: Lang) -> pd.Series[int]:
    """Return the total of each row, by its label, in the order of the tally."""
    return tally.groupby(column(rows, lang), sort=False)["count"].sum()


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


def tiles(
    figure: go.Figure, x: Sequence[float], y: Sequence[float], colours: Sequence[str],
    written: Sequence[str], hovers: Sequence[str], *, width: float = 0.94, height: float = 0.9,
    outline: float = 0,
) -> None:  # fmt: skip
    """Add tiles with texts, centred at x and y; drawn as bars, so that they stay lines in SVG and
    PDF and tell what they are when pointed at."""
    figure.add_bar(
        orientation="h", y=list(y), x=[width] * len(x), base=[at - width / 2 for at in x],
        width=height, marker={"color": list(colours), "line": {"color": PALE, "width": outline}},
        hovertext=list(hovers), hoverinfo="text",
    )  # fmt: skip
    if written:
        texts(figure, x, y, written, [ink_on(colour) for colour in colours])
    figure.update_layout(barmode="overlay")


def highest(numbers: Mapping[str, Number], written: Numerals) -> list[str]:
    """Return the three highest numbers with their labels and unit, for the alternative text."""
    ranked = sorted(numbers.items(), key=lambda item: -item[1])
    return [f"{label} {written.full(number)}" for label, number in ranked[:3]]


def within(one: str, other: str, lang: Lang) -> str:
    """Return the name of what belongs to two others, or to one where there is no other."""
    return word("within", lang).format(one, other) if one and other else one or other


def codes_of(frame: pd.DataFrame, name: str, lang: Lang) -> dict[str, object]:
    """Return the codes of the names in a column, as a tally has them; else the names."""
    labels = labels_of(frame, name, lang)
    codes = frame[f"{name}_code"].tolist() if f"{name}_code" in frame.columns else labels
    return dict(reversed([*zip(labels, codes, strict=True)]))


def told_apart(names: Sequence[str], column: str) -> None:
    """Raise `BadInput` if there are more names than colours."""
    at_most(
        len(OKABE_ITO), len(names), column, f"it holds {len(names)} different names",
        "the colours of more cannot be told apart: put some together",
    )  # fmt: skip


def legible(smallest: float, *named: str) -> dict[str, Any]:
    """Return how small letters may be, and the columns to name where they would be smaller."""
    return {"smallest": smallest, "named": list(named)} if smallest else {}


def resting_on(spread: Iterable[int], lang: Lang) -> list[str]:
    """Return numbers of prefectures as they stand beside a bar, few of them marked."""
    return [
        word("rests_on", lang).format(number, "*" * (0 < number < FEW_PREFECTURES))
        for number in spread
    ]


def remark_on(rests: Sequence[str], lang: Lang, pale: int = 0) -> str:
    """Return what the numbers of prefectures mean, the mark where there is one, and below how many
    rows shares are paler, where some are."""
    told = [word("prefectures", lang)] if any(rests) else []
    if any("*" in rest for rest in rests):
        told.append(word("few", lang).format(FEW_PREFECTURES))
    if pale:
        told.append(word("few_rows", lang).format(pale))
    return (" " if lang == "en" else "").join(told)


def texts(
    figure: go.Figure, x: Iterable[float], y: Iterable[float], written: Sequence[str],
    colours: Sequence[str], **style: Any,
) -> None:  # fmt: skip
    """Add texts, centred at x and y."""
    # Browsers centre the line box, and the glyphs of Japanese fonts stand high in it.
    figure.add_scatter(
        mode="text", x=list(x), y=[at + 0.05 for at in y], text=list(written), hoverinfo="skip",
        textfont={"color": list(colours)}, **{"textposition": "middle center", **style},
    )  # fmt: skip
