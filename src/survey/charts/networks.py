"""Networks: circles for things, lines for what links them."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey.charts.house_style import Said, blank, house, without_data
from survey.charts.input_checks import labels_of, none_below_zero, numbers_of, twice
from survey.charts.numerals import Number, numerals
from survey.charts.shapes import between, highest, told_apart
from survey.charts.template import ACCENT, OKABE_ITO, PALE, PAPER, RULE
from survey.charts.wording import word
from survey.languages import Lang
from survey.problems import BadInput

_ENDS = ("source", "target")
HALO = "rgba(255, 255, 255, 0.7)"
"""Behind a name, so that lines do not run through its letters."""
SMALLEST_CIRCLE, MORE = 0.6, 1.8
"""Diameter of a circle of nothing, and what that of the largest is more, in units of the font size."""
APART = 0.15
"""Between a circle and its name, in units of the font size."""


def network(
    nodes: pd.DataFrame, edges: pd.DataFrame, name: str = "term", value: str = "count", *,
    group: str = "community",
    title: str, subtitle: str = "", unit: str = "", source: str = "", note: str = "",
    alt: str = "", lang: Lang = "ja", every: bool = False,
) -> go.Figure:  # fmt: skip
    """Return a network: circles as large as any numbers from zero, lines as thick as strong.

    Parameters
    ----------
    nodes
        One row a circle, with the columns `x` and `y` of where it stands, as
        `survey.cooccurrence` has them or a layout of networkx.
    edges
        One row a line: `source` and `target` (names of nodes), `weight` (its strength; without it
        the line is dotted).
    name, value, group
        Columns of nodes: names, numbers (a circle without one is white), and groups, of one colour
        each; without the column of groups all have the same.
    title, subtitle, unit, source, note, alt, lang
        As of `bars`.
    every
        Write every name, even where it stands apart from its circle or covers another; those without
        room are left out by default, and told when pointed at.

    Raises
    ------
    BadInput
        If a column is missing, a number is none or negative, a name stands in two rows, or a line
        ends at a name that is not among the nodes.
    """
    said = Said(
        title=title, subtitle=subtitle, unit=unit, source=source, note=note, alt=alt, lang=lang
    )
    names, sizes = labels_of(nodes, name, lang), numbers_of(nodes, value)
    places, weights = _places(nodes, name), numbers_of(edges, "weight")
    ends = [labels_of(edges, end, "ja") for end in _ENDS]
    none_below_zero(sizes, value, "no circle is smaller than none", "draw charts.bars")
    none_below_zero(weights, "weight", "no line is thinner than none", "leave these lines out")
    for column, given in zip(_ENDS, ends, strict=True):
        if lost := [end for end in given if end not in places]:
            raise BadInput.of(
                column, f"a line ends at {lost[0]}, which is not among the nodes",
                f"a name in the column {name} of the nodes", "add it, or leave the line out",
            )  # fmt: skip
    if not names:
        return without_data(said, "network")
    figure = blank()
    strongest = max((weight for weight in weights if weight), default=1)
    widths = [0 if w is None else 1 + int(min(3 * w / strongest, 2.99)) for w in weights]
    links = list(zip(*ends, widths, strict=True))
    for width in sorted(set(widths)):
        stops = [
            stop for a, b, own in links if own == width
            for stop in (places[a], places[b], (None, None))
        ]  # fmt: skip
        figure.add_scatter(
            x=[x for x, _ in stops], y=[y for _, y in stops], mode="lines", hoverinfo="skip",
            line={"color": RULE, "width": width or 1, **({} if width else {"dash": "dot"})},
        )  # fmt: skip
    colours, key = _colours(nodes, group)
    numbers = numerals(sizes, value, unit, lang)
    largest = max((size for size in sizes if size), default=1)
    circles = sorted(
        zip(places.values(), names, sizes, colours, strict=True),
        key=lambda circle: -1 if circle[2] is None else circle[2], reverse=True,
    )  # fmt: skip
    diameters = [
        SMALLEST_CIRCLE + MORE * ((size or 0) / largest) ** 0.5 for _, _, size, _ in circles
    ]
    figure.add_scatter(
        x=[x for (x, _), *_ in circles], y=[y for (_, y), *_ in circles], mode="markers",
        hoverinfo="text", name="circles", meta=diameters,
        marker={"color": [PAPER if size is None else colour for *_, size, colour in circles],
                "opacity": 0.6, "line": {"color": PALE, "width": 0.5}},
        hovertext=[f"{label} {numbers.full(size)}" for _, label, size, _ in circles],
    )  # fmt: skip
    remarks = [
        word(sign, lang)
        for sign, given in (("hollow", sizes), ("dotted", weights)) if None in given
    ]  # fmt: skip
    return house(
        figure, said, "network",
        highest({label: size for _, label, size, _ in circles if size is not None}, numbers),
        between(remarks, lang), key=key, height=20, aspect=0.3,
        beside=[diameter / 2 + APART for diameter in diameters], plate=HALO, points=[(x, y, label) for (x, y), label, *_ in circles], every=every,
    )  # fmt: skip


def _places(nodes: pd.DataFrame, name: str) -> dict[str, tuple[Number, Number]]:
    """Return where each node stands, by its name."""
    names = labels_of(nodes, name, "ja")
    across, up = (numbers_of(nodes, axis) for axis in ("x", "y"))
    places: dict[str, tuple[Number, Number]] = {}
    for label, x, y in zip(names, across, up, strict=True):
        if label in places:
            raise twice(name, label)
        if x is None or y is None:
            raise BadInput.of(
                "x and y", f"{label} has no place", "two numbers for each node",
                "compute a layout first, such as networkx.kamada_kawai_layout",
            )  # fmt: skip
        places[label] = x, y
    return places


def _colours(nodes: pd.DataFrame, group: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the colour of each node by its group, and the key of groups that have names."""
    if group not in nodes.columns:
        return [ACCENT] * len(nodes), []
    groups = nodes[group].tolist()
    if all(isinstance(one, int) for one in groups):
        return [OKABE_ITO[(one - 1) % len(OKABE_ITO)] for one in groups], []
    named = list(dict.fromkeys(str(one) for one in groups if not pd.isna(one)))
    told_apart(named, group)
    known = dict(zip(named, OKABE_ITO, strict=False))
    return [PALE if pd.isna(one) else known[str(one)] for one in groups], list(known.items())
