"""Colours of a PDF: those of spot colours, tables of colours and Lab, as red, green and blue.

Not known are patterns and what a program in the file computes (functions of type 4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1, stream_value
from pdfminer.psparser import literal_name

from survey.documents.colours import Colour, of_cmyk

Values = Sequence[float]
_DEVICE = {
    "DeviceGray": 1, "CalGray": 1, "G": 1, "DeviceRGB": 3, "CalRGB": 3, "RGB": 3, "DeviceCMYK": 4, "CMYK": 4,
}  # fmt: skip
_BYTE = 8


class SpotColours(PDFColorSpace):
    """A space of colours that names them otherwise than by light or inks."""

    def __init__(self, name: str, size: int, shown: Callable[[Values], Colour | None]) -> None:
        super().__init__(name, size)
        self.shown = shown
        """Gives the colour of so many values; None if it is not known."""
        self.first = [0.0 if name in ("Indexed", "Lab") else 1.0] * size
        """The values before any are set."""


def as_colour(values: Any) -> Colour | None:
    """Return the colour of one, three or four values of light or inks; None if they are none."""
    values = (values,) if isinstance(values, int | float) else values
    if not isinstance(values, tuple | list) or not all(isinstance(v, int | float) for v in values):
        return None
    if len(values) == 1:
        return (values[0],) * 3
    if len(values) == 3:
        red, green, blue = values
        return red, green, blue
    return of_cmyk(*values) if len(values) == 4 else None


def spot_colours(spec: object) -> SpotColours | None:
    """Return the space of colours that a file describes; None where pdfminer knows it."""
    found = list_value(spec)
    kind = _name(found)
    if kind == "Lab":
        return SpotColours(kind, 3, _of_lab)
    if kind == "Indexed" and len(found) == 4:
        base, table = found[1], resolve1(found[3])
        held = table.get_data() if isinstance(table, PDFStream) else table
        return SpotColours(kind, 1, lambda values: _of_table(values, base, held))
    if kind in ("Separation", "DeviceN") and len(found) >= 4:
        inks = resolve1(found[1])
        size = len(inks) if isinstance(inks, list) else 1
        other, tint = found[2], found[3]
        return SpotColours(kind, size, lambda values: _in(other, _result(tint, values)))
    return None


def _in(space: object, values: Values | None) -> Colour | None:
    """Return the colour of values in another space."""
    if values is None:
        return None
    named = spot_colours(space)
    return as_colour(list(values)) if named is None else named.shown(values)


def _of_lab(values: Values) -> Colour:
    light, red, yellow = values[0] / 100, values[1] / 250, values[2] / 250
    return light + red, light - red / 2, light - yellow


def _of_table(values: Values, base: object, held: object) -> Colour | None:
    size = _size(base)
    at = int(values[0]) * size
    if not size or not isinstance(held, bytes) or not 0 <= at <= len(held) - size:
        return None
    return as_colour([byte / 255 for byte in held[at : at + size]])


def _size(space: object) -> int:
    found = list_value(space) or [space]
    if len(found) > 1 and _name(found) == "ICCBased":
        return int(resolve1(stream_value(found[1]).get("N", 0)))
    return _DEVICE.get(_name(found), 0)


def _result(function: object, values: Values) -> Values | None:
    """Return what a function gives; None if it is not known."""
    found = resolve1(function)
    about: Mapping[str, Any] = found.attrs if isinstance(found, PDFStream) else dict_value(found)
    kind = resolve1(about.get("FunctionType"))
    if len(values) != 1:
        return None
    if kind == 2:
        begun = _numbers(about.get("C0")) or [0.0]
        ended = _numbers(about.get("C1")) or [1.0]
        share = max(values[0], 0.0) ** float(resolve1(about.get("N", 1)))
        return [a + share * (b - a) for a, b in zip(begun, ended, strict=True)]
    if kind == 3:
        domain = _numbers(about.get("Domain"))
        ends = [*domain[:1], *_numbers(about.get("Bounds")), *domain[1:]]
        parts, sides = resolve1(about.get("Functions")), _numbers(about.get("Encode"))
        for place, (begin, end) in enumerate(pairwise(ends)):
            if values[0] <= end or place == len(ends) - 2:
                low, high = sides[2 * place : 2 * place + 2]
                share = (values[0] - begin) / (end - begin) if end > begin else 0.0
                return _result(parts[place], [low + share * (high - low)])
    if kind == 0 and isinstance(found, PDFStream) and resolve1(about.get("BitsPerSample")) == _BYTE:
        steps, between = _numbers(about.get("Size")), _numbers(about.get("Range"))
        size, at = len(between) // 2, round(min(max(values[0], 0.0), 1.0) * (steps[0] - 1))
        held = found.get_data()[int(at) * size : (int(at) + 1) * size]
        return [
            low + byte / 255 * (high - low)
            for byte, low, high in zip(held, between[::2], between[1::2], strict=True)
        ]
    return None


def _numbers(found: object) -> list[float]:
    return [float(resolve1(value)) for value in list_value(found)]


def _name(found: Sequence[object]) -> str:
    return literal_name(resolve1(found[0])) if found else ""
