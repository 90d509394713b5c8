"""How a chart is set for a column, a page or a slide: margins, rows, headers, note and source.

Margins are computed, never left to the browser, so that a chart is the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import plotly.graph_objects as go

from survey.charts.lettering import FILLED, LINE, pieces, text_width, wrap, written_at
from survey.charts.panels import fit_multiples, fit_panels, multiples_height, panels_height
from survey.charts.placing import point_labels, same_scale
from survey.charts.scales import crowded, fit_scales, names_of_lines, scale_margins
from survey.charts.template import PAGE_HEIGHT, PALE, POINT, SIZES, SLACK, SMALLEST, Size
from survey.charts.tile_names import fit_tiles, tile_map_height
from survey.charts.titles import head_height, head_of, written_head

_UNBROKEN = re.compile("[!-~]+|[ァ-ヶー]+・?")
"""Words in a header that are not broken over lines: Latin ones and those in katakana, of others …"""
_SHORT = 5
"""… those of up to so many letters."""
_BESIDE = 0.2
"""Between the headers of two columns, at least, in units of their font size."""


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
        key += names_of_lines(meta["scales"], inner, beside)[1]
    head = head_of(meta, key, inner, font)
    foot = [line for text in meta["foot"] for line in wrap(text, inner / small)]
    above = pad + head_height(head, font) + LINE * header_font * header_lines + font / 3 + axis / 3
    below = pad + axis + LINE * small * len(foot)
    plot = max(meta["height"], 1.25 * lines * len(labels)) * font + meta["aspect"] * across
    if "tiles" in meta:
        plot = max(plot, tile_map_height(meta["tiles"], across, least))
    if meta["panels"]:
        plot += multiples_height(len(meta["panels"]), font, size)
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
    notes = written_head(head, pad - left, above - pad, font)
    notes += written_at(foot, 0, pad - left, -0.4 * font - axis, small, PALE)
    if labels:
        row_font = min(font, FILLED * plot / len(labels) / lines)
        if row_font < least - SLACK:
            most = int(FILLED * plot / lines / least)
            raise crowded(
                meta["named"][:1], f"{len(labels)} rows", f"at most {max(most, 1)} rows", size
            )
        _fit_rows(figure, labels, across, row_font)
    if headers := meta["headers"]:
        room = LINE * header_lines if angle else across / header_font / len(headers) - _BESIDE
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
        notes += fit_multiples(figure, across, plot, font, beside, size)
    if groups:
        notes += fit_panels(figure, across, plot, letters, size)
    if meta.get("same_scale"):
        same_scale(figure, across, plot)
    for trace in figure.select_traces(selector={"name": "circles"}):
        trace.marker.size = [diameter * font for diameter in trace.meta]
    if meta["points"]:
        notes += point_labels(figure, across, plot, font)
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
        beside = max(int(room / (LINE * font)), 1)
        whole = max(text_width(header) + 1 for header in headers)
        ems = min(whole, 12)
        while ems < whole and any(len(wrap(header, ems)) > beside for header in headers):
            ems += 1
        return font, ems / LINE, -90
    font = min(font, room / longest)
    return font, max(len(wrap(header, room / font - _BESIDE)) for header in headers), 0
