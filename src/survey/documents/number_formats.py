"""Numbers and dates of a sheet as a person sees them, by the format of their cell."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

_GENERAL = {"General", "@", ""}
_NUMBER = re.compile(r"(#,##)?(0+)(?:\.(0+))?(%?)")
_DATE = re.compile(r"\[[^\]]*\]|\\(.)|\"([^\"]*)\"|(g+|y+|m+|d+|e+|h+|s+)|(.)", re.IGNORECASE)
ERAS = (
    (date(2019, 5, 1), "令和", "R"), (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"), (date(1912, 7, 30), "大正", "T"),
)  # fmt: skip
"""The eras of the Japanese calendar since 1912: first day, name, letter."""


def shown(value: object, form: str) -> tuple[str, bool]:
    """Return a value as its cell shows it, and whether that is certain.

    Known are whole and decimal numbers, with thousands set off or leading zeros, percentages, and
    dates, of the Japanese calendar too; anything else is given as it is stored.
    """
    first = form.partition(";")[0].removesuffix("_ ").removesuffix("_)")
    if isinstance(value, bool):
        return str(value).upper(), True
    if isinstance(value, int | float):
        return _number(value, first)
    if isinstance(value, datetime | date):
        return _date(value, first)
    return str(value), not isinstance(value, time | timedelta)


def _number(value: float, form: str) -> tuple[str, bool]:
    exact = Decimal(repr(value))
    if form in _GENERAL:
        plain = f"{exact:f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return plain, len(plain) <= 11
    if (found := _NUMBER.fullmatch(form)) is None:
        plain = f"{exact.normalize():f}"
        return plain, False
    grouped, whole, decimals, percent = found.groups()
    places = len(decimals or "")
    number = (exact * 100 if percent else exact).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(number):{',' if grouped else ''}.{places}f}"
    length = len(whole) + (places + 1 if places else 0)
    sign = "-" if number < 0 else ""
    return sign + (text if grouped else text.zfill(length)) + percent, True


def _date(value: date, form: str) -> tuple[str, bool]:
    stored = value.date() if isinstance(value, datetime) and value.time() == time() else value
    if form in _GENERAL or not any(letter in form.lower() for letter in "yed"):
        return stored.isoformat(), False
    era = next(((day, name, letter) for day, name, letter in ERAS if _day(value) >= day), None)
    text = ""
    for escaped, quoted, code, other in _DATE.findall(form):
        if code:
            part = _part(value, code.lower(), era)
            if part is None:
                return stored.isoformat(), False
            text += part
        else:
            text += escaped or quoted or other
    return text.strip(), True


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _part(value: date, code: str, era: tuple[date, str, str] | None) -> str | None:
    """Return the part of a date that a code stands for, None for one that is not known."""
    parts = {
        "yyyy": f"{value.year}", "yy": f"{value.year % 100:02}", "m": f"{value.month}",
        "mm": f"{value.month:02}", "d": f"{value.day}", "dd": f"{value.day:02}",
    }  # fmt: skip
    if era is not None:
        first, name, letter = era
        parts |= {"ggg": name, "gg": name[0], "g": letter, "e": f"{value.year - first.year + 1}"}
    return parts.get(code)
