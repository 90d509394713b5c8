"""What the forms of charts share: tiles and texts, the highest numbers, remarks on what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from survey.charts.input_checks import labels_of
from survey.charts.numerals import Number, Numerals
from survey.charts.template import OKABE_ITO, PALE, ink_on
from survey.charts.wording import word
from survey.languages import Lang
from survey.problems import at_most

FEW_PREFECTURES = 3
"""Rows of fewer prefectures are marked: they tell of these prefectures, not of the work."""


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


def resting_on(written: Iterable[str], spread: Iterable[int], lang: Lang) -> list[str]:
    """Return what stands beside bars, each with the number of prefectures that it rests on, few of
    them marked."""
    return [
        text + word("rests_on", lang).format(number, "*" * (0 < number < FEW_PREFECTURES))
        for text, number in zip(written, spread, strict=True)
    ]


def remark_on(spread: Iterable[int], lang: Lang) -> str:
    """Return what the numbers of prefectures mean, and the mark where there is one."""
    told = [word("prefectures", lang)]
    if any(0 < number < FEW_PREFECTURES for number in spread):
        told.append(word("few", lang).format(FEW_PREFECTURES))
    return between(told, lang)


def between(sentences: Iterable[str], lang: Lang) -> str:
    """Return sentences one after the other."""
    return (" " if lang == "en" else "").join(sentences)


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
