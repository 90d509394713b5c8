"""Where labels of points can stand without covering each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

Box = tuple[float, float, float, float]
Place = tuple[float, float]


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
