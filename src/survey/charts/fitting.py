"""Where title, key, labels and source line stand on a column, a page or a slide.

Margins are computed, never left to the browser, so that a chart is the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import fsum

import plotly.graph_objects as go

from survey.charts.lettering import Annotation, pieces, text_width, wrap, written_at
from survey.charts.panels_of_bars import fit_panels, panels_height
from survey.charts.placing import places
from survey.charts.scales import crowded, fit_scales, key_of_lines, scale_margins
from survey.charts.template import (
    INK,
    PAGE_HEIGHT,
    PALE,
    POINT,
    SIZES,
    SLACK,
    SMALLEST,
    Size,
    luminance,
)
from survey.charts.tile_names import fit_tiles, tile_map_height

_UNBROKEN = re.compile("[!-~]+|[ァ-ヶー]+・?")
"""Words in a header that are not broken over lines: Latin ones and those in katakana, of others …"""
_SHORT = 5
"""… those of up to so many letters."""
_BESIDE = 0.2
"""Between the headers of two columns, at least, in units of their font size."""
PANELS_ACROSS: Mapping[Size, int] = {"column": 2, "page": 3, "slide": 4}
"""Panels of small multiples side by side, at most."""
PANEL_HEIGHT = 13
"""Height of a panel with its title, in units of the font size."""


def fit(figure: go.Figure, size: Size) -> go.Figure:
    """Set the figure for a size: font, margins, wrapped title, labels and source line.

    Raises
    ------
    BadInput
        If a chart that says how small its letters may be has more rows, columns, lines or digits
        than the size has room for.
    """
    meta = figure.layout.meta
    width, fixed_height, font = SIZES[size]
    left: float
    right: float
    pad, small = font, 0.8 * font
    beside = font if size == "slide" else small  # the small letters within the chart
    inner = width - 2 * pad
    labels = [wrap(label, 0.4 * inner / font) for label in meta["labels"]]
    widest = max((text_width(line) for label in labels for line in label), default=-0.7)
    lines = max(map(len, labels), default=1)
    left, right, axis = pad + (widest + 0.7) * font, pad, 0.0
    if "tiles" in meta:  # names of three letters need all of the width of a column
        left = right = pad / 3 if size == "column" else pad
    if "scales" in meta:
        left, right, axis = scale_margins(meta["scales"], pad, inner, beside)
    across = width - left - right
    least = POINT * meta.get("smallest", 0)
    header_font, header_lines, angle = _headers(
        meta["headers"], across, beside, max(least, POINT * SMALLEST)
    )
    key = list(meta["key"])
    if "scales" in meta:
        key += key_of_lines(meta["scales"], inner, beside)
    title = [f"<b>{line}</b>" for line in wrap(meta["title"], inner / (1.3 * font), even=True)]
    blocks = [
        (title, 1.3 * font, INK),
        (wrap(meta["subtitle"], inner / font), font, PALE),
        (_key(key, inner / font), font, INK),
    ]
    foot = [line for text in meta["foot"] for line in wrap(text, inner / small)]
    head = pad + fsum(1.3 * height * len(block) + 0.3 * font for block, height, _ in blocks)
    above = head + 1.3 * header_font * header_lines + font / 3 + axis / 3
    below = pad + axis + 1.3 * small * len(foot)
    plot = max(meta["height"], 1.25 * lines * len(labels)) * font + meta["aspect"] * across
    if "tiles" in meta:
        plot = max(plot, tile_map_height(meta["tiles"], across, least))
    columns = _panels_across(len(meta["panels"]), size)
    plot += PANEL_HEIGHT * -(-len(meta["panels"]) // columns) * font
    groups = meta.get("bar_panels", [])
    letters = font if len(groups) == 1 else beside  # a panel alone is as large as other bars
    if groups:
        plot += panels_height(groups, across, letters, size)
    height = fixed_height or min(PAGE_HEIGHT, round(above + below + plot))
    plot = height - above - below
    figure.update_layout(
        width=width, height=height, font_size=font,
        margin={"l": left, "r": right, "t": above, "b": below, "pad": 0},
    )  # fmt: skip
    notes, top = [], above - pad
    for block, block_font, colour in blocks:
        notes += written_at(block, 1, pad - left, top, block_font, colour)
        top -= 1.3 * block_font * len(block) + 0.3 * font
    notes += written_at(foot, 0, pad - left, -0.4 * font - axis, small, PALE)
    if labels:
        row_font = min(font, 0.78 * plot / len(labels) / lines)
        if row_font < least - SLACK:
            most = int(0.78 * plot / lines / least)
            raise crowded(
                meta["named"][:1], f"{len(labels)} rows", f"at most {max(most, 1)} rows", size
            )
        _fit_rows(figure, labels, across, row_font)
    if headers := meta["headers"]:
        room = 1.3 * header_lines if angle else across / header_font / len(headers) - _BESIDE
        figure.update_xaxes(
            tickvals=list(range(len(headers))), range=[-0.5, len(headers) - 0.5], side="top",
            ticktext=["<br>".join(wrap(header, room)) for header in headers], tickangle=angle,
            tickfont_size=header_font,
        )  # fmt: skip
        if least:
            _fit_cells(figure, across / len(headers), row_font, least, size)
    if "tiles" in meta:
        fit_tiles(figure, across, plot, font, size)
    if "scales" in meta:
        notes += fit_scales(figure, across, plot, inner, beside, size)
    if meta["panels"]:
        notes += _fit_panels(figure, columns, across, plot, font, beside)
    if groups:
        notes += fit_panels(figure, across, plot, letters, size)
    if meta.get("same_scale"):
        _same_scale(figure, across, plot)
    for trace in figure.select_traces(selector={"name": "circles"}):
        trace.marker.size = [diameter * font for diameter in trace.meta]
    if meta["points"]:
        notes += _point_labels(figure, across, plot, font)
    figure.layout.annotations = notes
    return figure


def _fit_rows(
    figure: go.Figure, labels: Sequence[Sequence[str]], across: float, font: float
) -> None:
    """Set the labels of the rows, and hide the numbers of segments that are too short for them."""
    figure.update_traces(textfont_size=font, selector={"mode": "text"})
    for trace in figure.select_traces(selector={"name": "segments"}):
        beside = max(text_width(text) for text in figure.data[-1].text) + 0.4
        ends = [end for *_, end in trace.meta]
        room, low, high = beside * font / across, min(*ends, 0), max(*ends, 0)
        if low < 0:
            reach = (high - low or 1) / (1 - 2 * room)
            figure.update_xaxes(range=[low - room * reach, high + room * reach])
        else:
            reach = (high or 1) / (1 - room)
            figure.update_xaxes(range=[0, reach])
        texts = [n if isinstance(n, str) else f"{n:,}" for n, *_ in trace.meta]
        trace.text = [
            text if length / reach * across > (text_width(text) + 0.4) * font else ""
            for text, (_, length, _) in zip(texts, trace.meta, strict=True)
        ]
    figure.update_yaxes(
        tickvals=list(range(len(labels))), ticktext=["<br>".join(label) for label in labels],
        range=[len(labels) - 0.5, -0.5], tickfont_size=font,
    )  # fmt: skip


def _fit_cells(figure: go.Figure, room: float, font: float, least: float, size: Size) -> None:
    """Set the numbers in the tiles of a table, so that each is within its tile."""
    widest = max(figure.data[1].text, key=text_width, default="")
    fitting = min(font, 0.94 * room / max(text_width(widest), 1))
    if fitting < least - SLACK:
        columns = len(figure.layout.meta["headers"])
        named = figure.layout.meta["named"][1:]
        raise crowded(named, f"{columns} columns of numbers such as {widest}", "fewer", size)
    figure.data[1].textfont.size = fitting


def _panels_across(panels: int, size: Size) -> int:
    """Return how many panels stand side by side, so that the rows are about equally long."""
    return -(-panels // -(-panels // PANELS_ACROSS[size])) if panels else 1


def _fit_panels(
    figure: go.Figure, columns: int, width: float, height: float, font: float, small: float
) -> list[Annotation]:
    """Lay the panels of small multiples out in rows, and return their titles."""
    gap = 1.5 * font
    meta = figure.layout.meta
    panels = meta["panels"]
    across, each = (width + gap) / columns, height / -(-len(panels) // columns)
    titles = [
        [*wrap(name, (across - gap) / small), *([told] if told else [])] for name, told in panels
    ]
    foot = 1.3 * small * meta["panel_ticks"] + 0.8 * small
    notes: list[Annotation] = []
    for place, title in enumerate(titles):
        row = titles[place - place % columns :][:columns]
        head = 1.3 * small * max(map(len, row)) + 1.2 * small
        x, top = place % columns * across, height - place // columns * each
        number = str(place + 1) if place else ""
        figure.layout[f"xaxis{number}"].update(
            domain=[x / width, min((x + across - gap) / width, 1)], tickfont_size=small
        )
        bottom = max(top - each + foot, 0) / height
        figure.layout[f"yaxis{number}"].domain = [bottom, max((top - head) / height, bottom)]
        notes += written_at(title, 0, x, top, small, INK)
    figure.update_traces(textfont_size=small, selector={"name": "goals"})
    return notes


def _key(entries: Sequence[Sequence[str]], ems: float) -> list[str]:
    """Return the key of the colours as lines of text: squares in the colour, or the sign that an
    entry names after its colour, then what they are."""
    lines: list[str] = []
    for name, colour, *sign in entries:
        # A pale square is drawn as an outline, like its segment.
        square, ink = ("□", INK) if luminance(colour) > 0.8 else ("■", colour)
        square = sign[0] if sign else square
        first, *rest = wrap(name, ems - 2.5) if text_width(name) + 2.5 > ems else [name]
        entry = f'<span style="color:{ink}">{square}</span> {first}\u3000'
        if lines and text_width(lines[-1] + entry) - 1 <= ems:
            lines[-1] += entry
        else:
            lines.append(entry)
        lines += [f"\u3000 {line}\u3000" for line in rest]
    return lines


def _headers(
    headers: Sequence[str], width: float, font: float, least: float
) -> tuple[float, float, int]:
    """Return font size, lines and angle of the headers of columns: smaller, but for the least, then
    upright, where a word is wider than its column."""
    if not headers:
        return font, 0, 0
    room = width / len(headers)
    words = [
        word for header in headers for piece in pieces(header)
        for word in ([piece] if text_width(piece) <= _SHORT else _UNBROKEN.findall(piece))
    ]  # fmt: skip
    longest = max(map(text_width, words), default=0) + 0.1 + _BESIDE
    if longest * max(0.7 * font, least) > room:
        beside = max(int(room / (1.3 * font)), 1)
        whole = max(text_width(header) + 1 for header in headers)
        ems = min(whole, 12)
        while ems < whole and any(len(wrap(header, ems)) > beside for header in headers):
            ems += 1
        return font, ems / 1.3, -90
    font = min(font, room / longest)
    return font, max(len(wrap(header, room / font - _BESIDE)) for header in headers), 0


def _same_scale(figure: go.Figure, width: float, height: float) -> None:
    """Make a step as long across as it is up, whatever the shape of the paper."""
    axes = [[point[n] for point in figure.layout.meta["points"]] for n in (0, 1)]
    middles = [(max(axis) + min(axis)) / 2 for axis in axes]
    spans = [1.1 * (max(axis) - min(axis)) for axis in axes]
    step = max(spans[0] / width, spans[1] / height) or 1
    for middle, length, update in zip(
        middles, (width, height), (figure.update_xaxes, figure.update_yaxes), strict=True
    ):
        update(range=[middle - step * length / 2, middle + step * length / 2])


def _only_named(figure: go.Figure, named: Sequence[bool]) -> None:
    """Draw of the dots only those whose label has found room; each trace tells at which of the
    points its own begin, and what they are like."""
    points = figure.layout.meta["points"]
    for trace in figure.select_traces(selector={"name": "dots"}):
        first, count = trace.meta["first"], len(trace.meta["size"])
        kept = [n for n in range(count) if named[first + n]]
        trace.update(
            x=[points[first + n][0] for n in kept], y=[points[first + n][1] for n in kept],
            hovertext=[trace.meta["hover"][n] for n in kept],
            marker_size=[trace.meta["size"][n] for n in kept],
        )  # fmt: skip


def _point_labels(figure: go.Figure, width: float, height: float, font: float) -> list[Annotation]:
    """Return the labels of points where they do not cover each other; those that are not in bold
    are left out where there is no room."""
    meta = figure.layout.meta
    (left, right), (bottom, top) = figure.layout.xaxis.range, figure.layout.yaxis.range
    texts = [text for *_, text in meta["points"]]
    spots = [
        ((x - left) / (right - left) * width, (top - y) / (top - bottom) * height)
        for x, y, _ in meta["points"]
    ]
    sizes = [
        (font * max(map(text_width, lines)) + 4, 1.3 * font * len(lines) + 2)
        for lines in (text.split("<br>") for text in texts)
    ]
    must = [bool(meta.get("every")) or text.startswith("<b>") for text in texts]
    frame, covering = (width, height), not meta["beside"]
    given = meta["beside"]
    beside = [
        far * font for far in (given if isinstance(given, list | tuple) else [given] * len(spots))
    ]
    found = places(spots, sizes, must, beside, frame, covering)
    if meta.get("only_named"):
        _only_named(figure, [place is not None for place in found])
    labels: list[Annotation] = []
    for (x, y, text), place, (_, high), far in zip(
        meta["points"], found, sizes, beside, strict=True
    ):
        if place is None:
            continue
        style: Annotation = {"showarrow": False, "xshift": place[0], "yshift": -place[1]}
        if far and abs(place[1]) > high / 2 + far + SLACK:
            style = {"ax": place[0], "ay": place[1], "arrowcolor": PALE, "arrowwidth": 0.7}
        background = {"bgcolor": meta["plate"]} if meta["plate"] else {}
        at = {"x": x, "y": y, "text": text, "borderpad": 1, "arrowhead": 0}
        labels.append({**at, **style, **background})
    return labels
