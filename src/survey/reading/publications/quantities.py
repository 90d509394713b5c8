"""Numbers and years as Japanese documents print them: 1,800件, 41.8%, 5地区(H27), R元, R2-7."""

from __future__ import annotations

import re
from dataclasses import dataclass

from survey.text import squeeze

_ERAS = {"H": 1988, "R": 2018, "平成": 1988, "令和": 2018}
"""The year before the first of each era."""
_YEAR = re.compile("(平成|令和|[HR])(元|[0-9]{1,2})(?:年度?)?")
_QUANTITY = re.compile(
    r"(?P<value>\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?P<decimals>\.\d{1,9})?(?P<unit>[^\d.,()]*?)"
    r"(?P<bound>以上|以下)?(?:\((?P<year>[^()]+)\))?"
)
_PERIOD = re.compile(r"(?:\(.*\))?([HR][0-9元]+)(-(?:([HR]?)([0-9]+))?)?")
NONE = frozenset({"", "-", "―", "—"})
"""What is printed where there is no number (in NFKC)."""
STILL_UNKNOWN = "調査中"
"""What is printed where there is no number yet."""
PROGRESS = ("達成", "順調", "やや遅れ", "遅れ")
"""How an indicator goes on, as evaluation sheets print it behind its rates."""


@dataclass(frozen=True)
class Quantity:
    """A printed number: value, unit, bound (以上, 以下), and the fiscal year in brackets after it;
    or no number (`value` is None) and what is printed instead (調査中)."""

    value: int | float | None
    unit: str = ""
    note: str = ""
    year: int | None = None


def fiscal_year(text: str) -> int | None:
    """Return the Western year of H28, R元, 令和4年度; None if the text is no such year."""
    match = _YEAR.fullmatch(squeeze(text))
    return match and _ERAS[match[1]] + (1 if match[2] == "元" else int(match[2]))


def quantity(text: str) -> Quantity | None:
    """Return the number that a cell holds; None if it holds something else."""
    text = squeeze(text)
    if text in NONE:
        return Quantity(None)
    match = _QUANTITY.fullmatch(text)
    year = fiscal_year(match["year"]) if match and match["year"] else None
    if match is None or (match["year"] and year is None):
        return None
    digits = match["value"].replace(",", "")
    value = float(digits + match["decimals"]) if match["decimals"] else int(digits)
    return Quantity(value, match["unit"], match["bound"] or "", year)


def period(text: str) -> tuple[int, int | None] | None:
    """Return first and last fiscal year of R2-7, H28-R3, R5, H13- (no end: None)."""
    match = _PERIOD.fullmatch(squeeze(text))
    if match is None or (start := fiscal_year(match[1])) is None:
        return None
    if not match[2]:
        return start, start
    return start, fiscal_year((match[3] or match[1][0]) + match[4]) if match[4] else None
