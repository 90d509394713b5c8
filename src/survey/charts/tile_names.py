"""Names and numbers in the tiles of a map, whole or broken, as large as there is room."""

from __future__ import annotations

import re
from collections.abc import Sequence

import plotly.graph_objects as go

from survey.charts.lettering import text_width
from survey.charts.scales import crowded
from survey.charts.template import POINT, SLACK, Size

TILES_ACROSS, TILES_DOWN, TILE_HEIGHT = 13.0, 12.2, 0.9
"""Width and height of the map in tiles, and how much of its height a tile fills."""
_SHORTER = "round them or give them in a larger unit"
LINE = 1.36
"""Height of a line, in units of the font size."""


def tile_map_height(tiles: Sequence[tuple[str, str]], across: float, least: float) -> float:
    """Return how high a map is at least so that the lines in its tiles can be read."""
    return TILES_DOWN * LINE * least * max(map(len, _texts(tiles, across, least))) / TILE_HEIGHT


def fit_tiles(figure: go.Figure, across: float, plot: float, font: float, size: Size) -> None:
    """Set the names and numbers in tiles.

    Raises
    ------
    BadInput
        If a number is too long.
    """
    meta = figure.layout.meta
    least = POINT * meta.get("smallest", 0)
    figure.update_xaxes(range=[0.5, 0.5 + TILES_ACROSS])
    texts = _texts(meta["tiles"], across, least)
    lines = max(map(len, texts))
    widest = max((line for text in texts for line in text), key=text_width)
    whole = across / TILES_ACROSS / text_width(widest)
    high = TILE_HEIGHT * plot / TILES_DOWN / LINE / lines
    # Names of three letters may fill a tile of a column to its edges.
    fitting = min(font, high, max(0.92 * whole, min(least, whole)))
    if fitting < least - SLACK:
        raise crowded(meta["named"], f"numbers such as {widest}", "shorter ones", size, _SHORTER)
    figure.data[1].update(text=["<br>".join(text) for text in texts], textfont_size=fitting)


def broken(name: str) -> list[str]:
    """Return an English name in one or two lines, broken near its middle: Kago-, shima."""
    cuts = [found.end() for found in re.finditer("[aeiou]n?(?=[^aeiou])|t(?=t)|k(?=k)", name)]
    if len(name) <= 5 or not (inner := [cut for cut in cuts if 1 < cut < len(name) - 1]):
        return [name]
    cut = min(inner, key=lambda place: abs(2 * place + 1 - len(name)))
    return [f"{name[:cut]}-", name[cut:]]


def _texts(tiles: Sequence[tuple[str, str]], across: float, least: float) -> list[list[str]]:
    """Return the lines of each tile: names and words are broken where one is too long."""
    room = across / TILES_ACROSS
    narrow = any(text_width(name) * least > room for name, _ in tiles)
    texts = []
    for name, told in tiles:
        words = told.replace("|", "" if told > "\u2e7f" else " ")
        parts = told.split("|") if text_width(words) * least > room else [words]
        texts.append([*(broken(name) if narrow else [name]), *parts])
    return texts
