"""How numbers are written: once for a whole chart, by its unit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from survey.charts.wording import word
from survey.languages import Lang
from survey.problems import BadInput

Number = int | float
PERCENT = ("%", "％", "パーセント", "percent", "per cent")
SHARES = ("割合", "share", "shares")
"""Units of numbers that are shares of one, written as percentages."""
_MOST_DECIMALS = 6


@dataclass(frozen=True)
class Numerals:
    """How the numbers of a chart are written.

    Shares of one become percentages; a unit that is no per cent stands in the subtitle. Numbers
    that are rounded to two decimals or fewer stay as they are; longer ones have three significant
    digits of the highest, and at least one decimal below a thousand.
    """

    decimals: int
    unit: str
    lang: Lang

    @property
    def is_percent(self) -> bool:
        """Whether each number carries its sign of per cent."""
        return self.unit in (*PERCENT, *SHARES)

    def of(self, values: Sequence[Number]) -> Numerals:
        """Return how other numbers of the same unit are written, such as the marks of a scale."""
        return Numerals(_decimals([self._scaled(value) for value in values]), self.unit, self.lang)

    def text(self, value: Number) -> str:
        """Return a number as it stands in a tile or beside a bar."""
        scaled = self._scaled(value)
        written = f"{scaled:,.{self.decimals}f}" if self.decimals else f"{round(scaled):,}"
        if not written.strip("-0.,"):  # no minus before what is rounded to zero
            written = written.removeprefix("-")
        return written.replace("-", "−") + "%" * self.is_percent

    def full(self, value: Number | None) -> str:
        """Return a number with its unit, as it is told where there is no subtitle near by."""
        if value is None:
            return word("no_data", self.lang)
        if not self.unit and isinstance(value, int) and value >= 0:
            return str(value)
        between = " " if self.lang == "en" and self.unit else ""
        return self.text(value) + ("" if self.is_percent else f"{between}{self.unit}")

    def _scaled(self, value: Number) -> Number:
        return 100 * value if self.unit in SHARES else value


def numerals(values: Iterable[Number | None], column: str, unit: str, lang: Lang) -> Numerals:
    """Return how the numbers of a column are written.

    Raises
    ------
    BadInput
        If numbers called per cent are shares of one, or those called shares are more than one.
    """
    known = [value for value in values if value is not None]
    highest = max(map(abs, known), default=0)
    if unit in PERCENT and any(value != int(value) for value in known) and highest <= 1:
        raise BadInput.of(
            column,
            f"its numbers in {unit} are all between −1 and 1" if min(known) < 0
            else f"its numbers in {unit} are all between 0 and 1",
            "per cent, from 0 to 100",
            "if they are shares of one, give unit=\"割合\"",
        )  # fmt: skip
    if unit in SHARES and highest > 1 + 1e-9:
        raise BadInput.of(
            column, f"its numbers in {unit} go up to {highest:,}", "shares of one, from 0 to 1",
            'name their unit, or with numbers of per cent give unit="%"',
        )  # fmt: skip
    return Numerals(0, unit, lang).of(known)


def _decimals(values: Sequence[Number]) -> int:
    for decimals in range(3):
        if all(math.isclose(value, round(value, decimals), abs_tol=1e-9) for value in values):
            return decimals
    highest = max(map(abs, values))
    wanted = 2 - math.floor(math.log10(highest)) if highest else 0
    return min(max(wanted, int(highest < 1000)), _MOST_DECIMALS)
