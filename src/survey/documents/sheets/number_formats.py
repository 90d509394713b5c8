"""Numbers and dates of a sheet as a person sees them, by the format of their cell."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

_GENERAL = {"General", "@", ""}
_SECTION = re.compile(r'((?:"[^"]*"|\\.|[^;"\\])*);')
_COLOUR = re.compile(
    r"\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|[黒青緑赤白黄紫]|水色)\]", re.I
)
_ROOM = re.compile(r"_.")
_LITERAL = r'((?:"[^"]*"|\\.|[-+() △▲])*)'
_NUMBER = re.compile(rf"{_LITERAL}(#,##)?(0+)(?:\.(0+))?(%?){_LITERAL}")
_SAID = re.compile(r'"([^"]*)"|\\(.)|(.)')
_DATE = re.compile(r'\[[^\]]*\]|\\(.)|"([^"]*)"|(g+|y+|m+|d+|e+|h+|s+|a+|[b-z])|(.)', re.IGNORECASE)
_LOCAL = ("mm-dd-yy", "m/d/yy")
"""Formats that stand for the short date of whoever looks at it: 2020/7/1 in Japan."""
_ERA_DAY, _ERA_SHORT = '[$-411]ggge"年"m"月"d"日"', "[$-411]ge.m.d"
_MONTH, _DAY_OF_MONTH = 'yyyy"年"m"月"', 'm"月"d"日"'
JAPANESE_DATES = {
    27: _ERA_SHORT, 28: _ERA_DAY, 29: _ERA_DAY, 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 34: _MONTH,
    35: _DAY_OF_MONTH, 36: _ERA_SHORT, 50: _ERA_SHORT, 51: _ERA_DAY, 52: _MONTH, 53: _DAY_OF_MONTH,
    54: _ERA_DAY, 55: _MONTH, 56: _DAY_OF_MONTH, 57: _ERA_SHORT, 58: _ERA_DAY,
}  # fmt: skip
"""What the numbers of formats that a workbook does not write out mean in Japan (ISO/IEC 29500,
18.8.30); elsewhere they mean other dates."""
_GANNEN = "x-gannen"
"""With this a format shows 元 for the first year of an era."""
_WEEKDAYS = "月火水木金土日"
ERAS = (
    (date(2019, 5, 1), "令和", "R"), (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"), (date(1912, 7, 30), "大正", "T"),
)  # fmt: skip
"""The eras of the Japanese calendar since 1912: first day, name, letter."""


def shown(value: object, form: str) -> tuple[str, bool]:
    """Return a value as its cell shows it, and whether that is certain.

    Known are whole and decimal numbers, with thousands set off, leading zeros, words and a form of
    their own for negative ones, percentages, and dates, of the Japanese calendar too; anything else
    is given as it is stored.
    """
    if isinstance(value, bool):
        return str(value).upper(), True
    if isinstance(value, int | float):
        return _number(value, form)
    if isinstance(value, datetime | date):
        return _date(value, form.partition(";")[0])
    return str(value), not isinstance(value, time | timedelta)


def _number(value: float, form: str) -> tuple[str, bool]:
    exact = Decimal(repr(value))
    sections = _SECTION.findall(f"{form};") or [form]  # for numbers above, below and of zero
    own = 1 if value < 0 and len(sections) > 1 else 2 if not value and len(sections) > 2 else 0
    section = _ROOM.sub("", _COLOUR.sub("", sections[own]))
    if section in _GENERAL and len(sections) == 1:
        plain = f"{exact:f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return plain, len(plain) <= 11 and (not value or abs(value) >= 1e-4)
    if (found := _NUMBER.fullmatch(section)) is None:
        return f"{exact.normalize():f}", False
    before, grouped, whole, decimals, percent, after = found.groups()
    places = len(decimals or "")
    number = (exact * 100 if percent else exact).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(number):{',' if grouped else ''}.{places}f}"
    length = len(whole) + (places + 1 if places else 0)
    sign = "-" if number < 0 and not own else ""
    padded = text if grouped else text.zfill(length)
    return f"{sign}{_said(before)}{padded}{percent}{_said(after)}".strip(), True


def _said(literal: str) -> str:
    return "".join(map("".join, _SAID.findall(literal)))


def _date(value: date, form: str) -> tuple[str, bool]:
    stored = value.date() if isinstance(value, datetime) and value.time() == time() else value
    if form in _LOCAL:
        return f"{value.year}/{value.month}/{value.day}", False
    if form in _GENERAL or not any(letter in form.lower() for letter in "yed"):
        return stored.isoformat(), False
    era = next(((day, name, letter) for day, name, letter in ERAS if _day(value) >= day), None)
    text, sure = "", True
    for escaped, quoted, code, other in _DATE.findall(form):
        if code:
            part = _part(value, code.lower(), era)
            if part is None:
                return stored.isoformat(), False
            if code.lower() == "e" and part == "1":
                # 令和元年 or 令和1年, as the reader's Excel is set
                part, sure = ("元", True) if _GANNEN in form else (part, False)
            text += part
        else:
            text += escaped or quoted or other
    return text.strip(), sure


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _part(value: date, code: str, era: tuple[date, str, str] | None) -> str | None:
    """Return the part of a date that a code stands for, None for one that is not known."""
    parts = {
        "yyyy": f"{value.year}", "yy": f"{value.year % 100:02}", "m": f"{value.month}",
        "mm": f"{value.month:02}", "d": f"{value.day}", "dd": f"{value.day:02}",
        "aaa": _WEEKDAYS[value.weekday()], "aaaa": f"{_WEEKDAYS[value.weekday()]}曜日",
    }  # fmt: skip
    if era is not None:
        first, name, letter = era
        parts |= {"ggg": name, "gg": name[0], "g": letter, "e": f"{value.year - first.year + 1}"}
    return parts.get(code)
