"""The forms that charts share: stacked bars, heat maps, tables of signs, small multiples, tiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import Source, column, house, sentences, word
from survey.charts.template import (
    ACCENT,
    CONTRAST,
    FILL,
    INK,
    PALE,
    Lang,
    colour_of,
    ink_on,
    shade,
)

FEW_PREFECTURES = 3
"""Rows of fewer prefectures are marked: they tell of these prefectures, not of the work."""


SIGNS = {1: "◎", 2: "○", 3: "△"}
"""Signs for the best, the next and the last of three, as Japanese tables have them."""


def bars(
    name: str, tally: pd.DataFrame, rows: str, parts: str, lang: Lang,
    facts: Mapping[str, object], most: pd.Series[Any] | None = None,
) -> go.Figure:  # fmt: skip
    """Return a chart of horizontal bars, one a row, of segments in the colours of `parts`, with
    their counts, and the total beside each, with the number of prefectures where the tally tells it;
    as shares of the total where the chart is declared so."""
    said = sentences().charts[name]
    share = said.shares
    labels = tally[column(rows, lang)].drop_duplicates().tolist()
    totals = totals_of(tally, rows, lang)
    answered, rests = _answered(tally, rows), _rests_on(tally, rows, lang)
    figure = go.Figure(layout={"barmode": "stack"})
    figure.update_xaxes(visible=False)
    ends, centres, inks, segments, key = [0.0] * len(labels), [], [], [], []
    for place, (code, part) in enumerate(tally.groupby(f"{parts}_code", sort=False)):
        colour, label = colour_of(parts, code, place), str(part[column(parts, lang)].iloc[0])
        counts = part["count"].tolist()
        whole = totals.clip(lower=1).tolist() if share else [1] * len(labels)
        lengths = [count / total for count, total in zip(counts, whole, strict=True)]
        figure.add_bar(
            y=list(range(len(labels))), x=lengths, orientation="h", name=label, hoverinfo="text",
            marker={"color": colour, "line": {"color": PALE, "width": 0.5}},
            hovertext=[f"{row}<br>{label} {n}" for row, n in zip(labels, counts, strict=True)],
        )  # fmt: skip
        centres += [end + length / 2 for end, length in zip(ends, lengths, strict=True)]
        ends = [end + length for end, length in zip(ends, lengths, strict=True)]
        # A bar of one segment has its number beside it.
        segments += [
            [count, length if share or count < total else 0, end]
            for count, length, total, end in zip(counts, lengths, totals, ends, strict=True)
        ]
        inks += [ink_on(colour)] * len(labels)
        key.append((label, colour))
    everywhere = list(range(len(labels))) * len(key)
    _texts(figure, centres, everywhere, [], inks, name="segments", meta=segments)
    _texts(
        figure, [end if yes else 0 for end, yes in zip(ends, answered, strict=True)],
        range(len(labels)),
        [f" {f'{total:,}' if yes else word('no_answer', lang)}{rest}"
         for total, yes, rest in zip(totals, answered, rests, strict=True)],
        [INK if yes else PALE for yes in answered], textposition="middle right", cliponaxis=False,
    )  # fmt: skip
    return house(
        figure, name, lang, {"whole": totals.sum(), **facts},
        totals.nlargest(3) if most is None else most, labels=labels,
        key=key if len(key) > 1 else [], height=said.row_height * len(labels),
        remark=_remark(rests, lang),
    )  # fmt: skip


def measured(
    name: str, frame: pd.DataFrame, rows: str, measure: str, lang: Lang,
    facts: Mapping[str, object], most: pd.Series[Any], *, colours: Sequence[str],
    hovers: Sequence[str], key: Sequence[tuple[str, str]] = (),
) -> go.Figure:  # fmt: skip
    """Return a chart of horizontal bars, one a row of the frame, as long as its measure, with its
    count and its number of prefectures beside it."""
    labels, lengths = frame[rows].tolist(), frame[measure].tolist()
    rests = _rests(frame["prefectures"], lang)
    figure = go.Figure()
    figure.update_xaxes(visible=False)
    figure.add_bar(
        y=list(range(len(labels))), x=lengths, orientation="h", hoverinfo="text",
        marker={"color": list(colours)}, hovertext=list(hovers),
    )  # fmt: skip
    ends = [[count, 0, end] for count, end in zip(frame["count"].tolist(), lengths, strict=True)]
    everywhere = range(len(labels))
    _texts(figure, lengths, everywhere, [], [INK] * len(labels), name="segments", meta=ends)
    _texts(
        figure, lengths, everywhere,
        [f" {count:,}{rest}" for count, rest in zip(frame["count"], rests, strict=True)],
        [INK] * len(labels), textposition="middle right", cliponaxis=False,
    )  # fmt: skip
    return house(
        figure, name, lang, facts, most, labels=labels, key=list(key),
        height=sentences().charts[name].row_height * len(labels), remark=_remark(rests, lang),
    )  # fmt: skip


def heat_map(
    name: str, tally: pd.DataFrame, rows: str, columns: str, lang: Lang,
    facts: Mapping[str, object], most: pd.Series[Any], silence: Sequence[str] | None = None,
    source: Source | None = None,
) -> go.Figure:  # fmt: skip
    """Return a table with its counts in shades; a row without an answer is empty and says so, in
    the words of `silence` where there are any."""
    across = tally[column(columns, lang)].drop_duplicates().tolist()
    down = tally[column(rows, lang)].drop_duplicates().tolist()
    heard, highest = _answered(tally, rows), tally["count"].max()
    cells = [
        (place % len(across), place // len(across), count)
        for place, count in enumerate(tally["count"])
        if heard[place // len(across)]
    ]
    figure = go.Figure()
    tiles(
        figure, [x for x, _, _ in cells], [y for _, y, _ in cells],
        [shade(count, highest) for *_, count in cells], [str(count or "") for *_, count in cells],
        [f"{down[y]}<br>{across[x]} {count}" for x, y, count in cells],
    )  # fmt: skip
    silent = [y for y, yes in enumerate(heard) if not yes]
    middle, said = (len(across) - 1) / 2, silence or [word("no_answer", lang)] * len(down)
    texts = [said[row] for row in silent]
    _texts(figure, [middle for _ in silent], silent, texts, [PALE for _ in silent])
    return house(
        figure, name, lang, facts, most, source, labels=down, headers=across,
        height=1.3 * len(down),
    )  # fmt: skip


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
    return house(
        figure, name, lang, facts, most, labels=labels, headers=headers, key=key,
        height=1.3 * len(labels),
    )  # fmt: skip


def small_multiples(
    name: str, panels: pd.DataFrame, lang: Lang, facts: Mapping[str, object],
) -> go.Figure:  # fmt: skip
    """Return a panel for each indicator: results as bars with their numbers, targets as lines, each
    panel with a scale of its own from zero."""
    figure, titles = go.Figure(), []
    latest: dict[str, str] = {}
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
        ticks = [f"’{year % 100:02d}<br>{r}" for year, r in zip(years, results, strict=True)]
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
    most = pd.Series(latest)
    key = [(done, ACCENT), (aimed, CONTRAST)]
    return house(figure, name, lang, facts, most, panels=titles, key=key)


def totals_of(tally: pd.DataFrame, rows: str, lang: Lang) -> pd.Series[int]:
    """Return the total of each row, by its label, in the order of the tally."""
    return tally.groupby(column(rows, lang), sort=False)["count"].sum()


def spread_of(tally: pd.DataFrame, rows: str, lang: Lang) -> pd.Series[int]:
    """Return in how many prefectures each row occurs, by its label."""
    return tally[tally["count"] > 0].groupby(column(rows, lang), sort=False)["count"].size()


def widest_two(spread: pd.Series[int]) -> dict[str, object]:
    """Return the first two rows of a sorted spread as facts: first, most, second, next."""
    second = 1 % len(spread)
    return {
        "first": spread.index[0], "most": spread.iloc[0],
        "second": spread.index[second], "next": spread.iloc[second],
    }  # fmt: skip


def tiles(
    figure: go.Figure, x: Sequence[float], y: Sequence[float], colours: Sequence[str],
    texts: Sequence[str], hovers: Sequence[str], *, width: float = 0.94, height: float = 0.9,
    outline: float = 0,
) -> None:  # fmt: skip
    """Add tiles with texts, centred at x and y; drawn as bars, so that they stay lines in SVG and
    PDF and tell what they are when pointed at."""
    figure.add_bar(
        orientation="h", y=list(y), x=[width] * len(x), base=[at - width / 2 for at in x],
        width=height, marker={"color": list(colours), "line": {"color": PALE, "width": outline}},
        hovertext=list(hovers), hoverinfo="text",
    )  # fmt: skip
    if texts:
        _texts(figure, x, y, texts, [ink_on(colour) for colour in colours])
    figure.update_layout(barmode="overlay")


def _rests_on(tally: pd.DataFrame, rows: str, lang: Lang) -> list[str]:
    """Return for each row on how many prefectures it rests, few of them marked; nothing where the
    tally does not tell it."""
    name = f"{rows}_prefectures"
    if name not in tally.columns:
        return [""] * tally[f"{rows}_code"].nunique()
    return _rests(tally.drop_duplicates(f"{rows}_code")[name], lang)


def _rests(spread: pd.Series[int], lang: Lang) -> list[str]:
    """Return numbers of prefectures as they stand beside a bar, few of them marked."""
    return [
        word("rests_on", lang).format(number, "*" * (0 < number < FEW_PREFECTURES))
        for number in spread
    ]


def _remark(rests: Sequence[str], lang: Lang) -> str:
    """Return what the numbers of prefectures mean, and the mark where there is one."""
    told = [word("prefectures", lang)] if any(rests) else []
    if any("*" in rest for rest in rests):
        told.append(word("few", lang).format(FEW_PREFECTURES))
    return (" " if lang == "en" else "").join(told)


def _answered(tally: pd.DataFrame, rows: str) -> list[bool]:
    """Return for each row whether there was an answer; only a prefecture can have given none."""
    firsts = tally.drop_duplicates(f"{rows}_code")
    return firsts["answered"].tolist() if "answered" in tally.columns else [True] * len(firsts)


def _texts(
    figure: go.Figure, x: Iterable[float], y: Iterable[float], texts: Sequence[str],
    colours: Sequence[str], **style: Any,
) -> None:  # fmt: skip
    # Browsers centre the line box, and the glyphs of Japanese fonts stand high in it.
    figure.add_scatter(
        mode="text", x=list(x), y=[at + 0.05 for at in y], text=list(texts), hoverinfo="skip",
        textfont={"color": list(colours)}, **{"textposition": "middle center", **style},
    )  # fmt: skip
