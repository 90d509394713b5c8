"""The look of the house: fonts, sizes and colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import plotly.graph_objects as go

Size = Literal["column", "page", "slide"]

FONTS = (
    "'Noto Sans CJK JP','Noto Sans JP',IPAexGothic,IPAGothic,'Hiragino Sans',"
    "'Hiragino Kaku Gothic ProN','Yu Gothic',Meiryo,sans-serif"
)
SIZES: Mapping[Size, tuple[int, int | None, int]] = {
    "column": (320, None, 10),
    "page": (640, None, 12),
    "slide": (960, 540, 14),
}
"""Width, height (None: as high as the chart needs) and base font size: a column of 85 mm and the
full width of 170 mm of an A4 page in CSS pixels, a slide (16:9, 13⅓ inches wide) in points."""
PER_INCH: Mapping[Size, int] = {"column": 96, "page": 96, "slide": 72}
"""How many of these units are an inch."""

PAGE_HEIGHT = 933
"""What fits between the margins of an A4 page: 247 mm."""

SMALLEST = 6.0
"""Points of the smallest letters that are read on paper."""
SMALLEST_SHOWN = 14.0
"""Points of the smallest letters that are read on a slide, but for notes and source."""
POINT = 96 / 72
"""CSS pixels of a point."""
SLACK = 0.01
"""Pixels by which sizes can differ without a difference."""
HIGH_ROW, LOW_ROW, MANY_ROWS = 2.0, 1.3, 20
"""Height of a row in units of the font size where there are few rows, where there are more, and how
many are few."""

INK, PALE, RULE, PAPER, FILL = "#222222", "#666666", "#D9D9D9", "#FFFFFF", "#F4F5F6"
DARK = 0.3
"""Luminance below which letters on a colour are white."""
ACCENT, CONTRAST = "#0072B2", "#D55E00"
OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000", "#B8A800")
SHADES = (FILL, "#E3EEF7", "#BBD6EA", "#7FB2D6", "#3B84B8", "#145A92", "#0B2E59")
PALETTES: Mapping[str, Mapping[object, str]] = {
    # Dark to light, so that the order shows in grey too; blues are for use, oranges for trials.
    "adoption_status": {1: "#0B2E59", 2: "#1F78B4", 3: "#E08A1E", 4: "#F5D58A", 5: "#F2F2F2"},
    "shareability": {1: "#00483A", 2: "#009E73", 3: "#C2C2C2", 4: "#F2F2F2"},
    "further_sharing": {1: "#009E73", 2: "#C2C2C2", 3: "#F2F2F2"},
    "stage": {1: "#009E73", 2: "#0B2E59", 3: "#F5D58A"},
    "relation": {1: "#0B2E59", 2: "#F5D58A", 3: "#1F78B4", 4: "#F2F2F2"},
    "state": {1: "#0B2E59", 2: "#1F78B4", 3: "#F2F2F2"},
    "employment": {1: "#0B2E59", 2: "#F5D58A"},
}

_AXIS = {
    "showgrid": False, "zeroline": False, "automargin": False, "fixedrange": True,
    "tickcolor": PAPER, "ticks": "outside", "ticklen": 4,
}  # fmt: skip
TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONTS, "color": INK}, "paper_bgcolor": PAPER, "plot_bgcolor": PAPER,
        "colorway": OKABE_ITO, "xaxis": {**_AXIS, "ticklen": 0}, "yaxis": _AXIS, "bargap": 0.25,
        # The buttons of plotly would lie over the title.
        "modebar": {"orientation": "v", "bgcolor": "rgba(0,0,0,0)", "color": RULE},
        "showlegend": False, "hoverlabel": {"align": "left", "font": {"family": FONTS}},
    }
)  # fmt: skip


def colour_of(variable: str, code: object, place: int) -> str:
    """Return the colour of a category: that of its palette, else the next of Okabe and Ito."""
    return PALETTES.get(variable, {}).get(code, OKABE_ITO[place % len(OKABE_ITO)])


@dataclass(frozen=True)
class Shades:
    """The colours of numbers from zero: palest grey for none, then six blues up to the highest.

    They begin at the lowest number where it is more than a quarter of the highest, as all would
    have the same blue.
    """

    lowest: float
    highest: float

    @classmethod
    def of(cls, numbers: Iterable[float]) -> Shades:
        """Return the shades of these numbers."""
        known = [*numbers]
        lowest, highest = min(known, default=0), max(known, default=0)
        return cls(lowest if 4 * lowest > highest > lowest else 0, highest)

    def colour(self, number: float) -> str:
        """Return the colour of a number."""
        if number <= 0:
            return FILL
        height = (number - self.lowest) / (self.highest - self.lowest)
        return SHADES[1 + min(5, int(5.999 * height**0.5))]


def ink_on(background: str) -> str:
    """Return the colour of text that reads best on a background."""
    return PAPER if luminance(background) < DARK else INK


def luminance(colour: str) -> float:
    """Return the relative luminance of `#RRGGBB` as WCAG 2 defines it, from 0 to 1."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
