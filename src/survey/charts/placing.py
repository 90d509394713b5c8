"""Points of a plane, and where their labels can stand without covering each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import plotly.graph_objects as go

from survey.charts.lettering import LINE, Annotation, text_width
from survey.charts.template import PALE, SLACK

Box = tuple[float, float, float, float]
Place = tuple[float, float]


def point_labels(figure: go.Figure, width: float, height: float, font: float) -> list[Annotation]:
    """Return the labels of points where they do not cover each other; those that are not in bold
    are left out where there is no room."""
    meta = figure.layout.meta
    (left, right), (bottom, top) = figure.layout.xaxis.range, figure.layout.yaxis.range
    spots = [
        ((x - left) / (right - left) * width, (top - y) / (top - bottom) * height)
        for x, y, _ in meta["points"]
    ]
    sizes = [
        (font * max(map(text_width, lines)) + 4, LINE * font * len(lines) + 2)
        for lines in (text.split("<br>") for *_, text in meta["points"])
    ]
    must = [bool(meta.get("every")) or text.startswith("<b>") for *_, text in meta["points"]]
    far = meta["beside"]
    apart = far if isinstance(far, list | tuple) else [far] * len(spots)
    beside = [one * font for one in apart]
    found = places(spots, sizes, must, beside, (width, height), covering=not far)
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


def same_scale(figure: go.Figure, width: float, height: float) -> None:
    """Make a step as long across as it is up, whatever the shape of the paper."""
    axes = [[point[n] for point in figure.layout.meta["points"]] for n in (0, 1)]
    middles = [(max(axis) + min(axis)) / 2 for axis in axes]
    spans = [1.1 * (max(axis) - min(axis)) for axis in axes]
    step = max(spans[0] / width, spans[1] / height) or 1
    for middle, length, update in zip(
        middles, (width, height), (figure.update_xaxes, figure.update_yaxes), strict=True
    ):
        update(range=[middle - step * length / 2, middle + step * length / 2])


def places(
    points: Sequence[Place], sizes: Sequence[Place], must: Sequence[bool], beside: Sequence[float],
    frame: Place, covering: bool,
) -> list[Place | None]:  # fmt: skip
    """Return for each label how far from its point its centre stands, in pixels.

    Parameters
    ----------
    points, sizes
        Where the points are (from the upper left) and how wide and high their labels are; the most
        important first.
    must
        Which labels are to be shown even where there is no room near by.
    beside
        How far all labels keep from each point, at least; 0 for labels that stand on them.
    frame
        Width and height of the plot.
    covering
        Whether labels that find no room stand over others.

    Returns
    -------
    list
        None where a label that need not be shown has no room.
    """
    taken: list[Box] = [
        (x - far, y - far, x + far, y + far)
        for (x, y), far in zip(points, beside, strict=True)
        if far
    ]
    found: list[Place | None] = []
    for (x, y), (width, height), far, needed in zip(points, sizes, beside, must, strict=True):
        fitting = []
        for place in _offsets(width, height, far, needed):
            left, top = x + place[0] - width / 2, y + place[1] - height / 2
            box = (left, top, left + width, top + height)
            if _inside(box, frame):
                fitting.append((place, box))
                if not any(_overlap(box, other) for other in taken):
                    break
        else:
            # No room: over another, if at all.
            if not fitting or not (covering or needed):
                found.append(None)
                continue
            place, box = fitting[0]
        found.append(place)
        taken.append(box)
    return found


def _offsets(width: float, height: float, beside: float, far: bool) -> Iterator[Place]:
    across, down = width / 2 + beside, height / 2 + beside
    if beside:
        for ring in range(1, 7 if far else 2):
            yield from ((0, -ring * down), (0, ring * down), (across, 0), (-across, 0))
            yield from product((across, -across), (-ring * down / 2, ring * down / 2))
    else:
        steps = [(a * across / 4, b * down / 4) for a, b in product(range(-9, 10), range(-16, 17))]
        yield from sorted(steps, key=lambda step: step[0] ** 2 + step[1] ** 2)


def _inside(box: Box, frame: Place) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= frame[0] and box[3] <= frame[1]


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
