"""What callers give to a chart: names, numbers, prefectures, and a sentence for each mistake."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import pandas as pd

from survey.charts.numerals import Number
from survey.languages import Lang
from survey.prefectures import prefecture_named
from survey.problems import BadInput

_NAMED = 12


@dataclass(frozen=True)
class Grid:
    """The numbers of a frame by row and column; of a bar chart, by row and part."""

    rows: list[str]
    columns: list[str]
    cells: Mapping[tuple[str, str], Number | None]
    unanswered: frozenset[tuple[str, str]]

    def silent(self, row: str) -> bool:
        """Whether nothing of a row was answered."""
        return all((row, name) in self.unanswered for name in self.columns)

    def answered(self, row: str, column: str) -> Number | None:
        """Return the number of a cell, None where there is none or it was not answered."""
        place = row, column
        return None if place in self.unanswered else self.cells.get(place)

    def told(self) -> Iterator[tuple[str, str, Number]]:
        """Yield row, column and number of the cells that were answered and have one."""
        for place in self.cells:
            if (value := self.answered(*place)) is not None:
                yield *place, value


def grid_of(frame: pd.DataFrame, rows: str, columns: str | None, value: str, lang: Lang) -> Grid:
    """Return the numbers of a frame by the labels of two columns, or of one, in its order.

    Raises
    ------
    BadInput
        If a column is missing, a number is none, or two rows are about the same.
    """
    down = labels_of(frame, rows, lang)
    across = labels_of(frame, columns, lang) if columns else [""] * len(frame)
    numbers = numbers_of(frame, value)
    cells: dict[tuple[str, str], Number | None] = {}
    for place, number in zip(zip(down, across, strict=True), numbers, strict=True):
        if place in cells:
            raise twice(
                f"{rows} and {columns}" if columns else rows, "・".join(filter(None, place))
            )
        cells[place] = number
    silent = {place for place, yes in zip(cells, answers_of(frame), strict=True) if not yes}
    return Grid(list(dict.fromkeys(down)), list(dict.fromkeys(across)), cells, frozenset(silent))


def labels_of(frame: pd.DataFrame, name: str, lang: Lang) -> list[str]:
    """Return the names in a column; in English those of the column with `_en` at its end, where
    there is one.

    Raises
    ------
    BadInput
        If there is no such column, or a row has no name.
    """
    chosen = name_column(frame, name, lang)
    given = _cells(frame, chosen)
    for place, label in enumerate(given, 1):
        if pd.isna(label) or not str(label).strip():
            raise BadInput.of(
                chosen, f"row {place} has no name", "a name in each row", "name it, or leave it out"
            )
    return [_plain(label) for label in given]


def name_column(frame: pd.DataFrame, name: str, lang: Lang) -> str:
    """Return the column that holds the names of something in a language."""
    return f"{name}_en" if lang == "en" and f"{name}_en" in frame.columns else name


def numbers_of(frame: pd.DataFrame, name: str) -> list[Number | None]:
    """Return the numbers in a column, None where one is missing.

    Raises
    ------
    BadInput
        If there is no such column, or it holds something else.
    """
    return [_number(value, name, place) for place, value in enumerate(_cells(frame, name), 1)]


def is_number(frame: pd.DataFrame, name: str) -> bool:
    """Whether all that stands in a column are numbers, such as years."""
    return all(isinstance(one, Real) and not isinstance(one, bool) for one in _cells(frame, name))


def answers_of(frame: pd.DataFrame) -> list[bool]:
    """Return for each row whether it was answered, as a tally by prefecture tells; else yes."""
    if "answered" not in frame.columns:
        return [True] * len(frame)
    return [not pd.isna(yes) and bool(yes) for yes in frame["answered"].tolist()]


def prefecture_codes(frame: pd.DataFrame, name: str) -> list[str]:
    """Return the codes of the prefectures in a column by name or code.

    Raises
    ------
    BadInput
        If there is no such column, a row names no prefecture, or two rows name the same.
    """
    codes: list[str] = []
    for place, given in enumerate(_cells(frame, name), 1):
        said = "" if pd.isna(given) else given
        code = prefecture_named(said, f"{name}, row {place}").prefecture_code
        if code in codes:
            raise twice(name, _plain(given))
        codes.append(code)
    return codes


def none_below_zero(numbers: Sequence[Number | None], column: str, why: str, advice: str) -> None:
    """Raise `BadInput` if there is a negative number where a form has no place for one."""
    lowest = min((number for number in numbers if number is not None), default=0)
    if lowest < 0:
        raise BadInput.of(column, f"it holds {lowest:,}; {why}", "no negative numbers", advice)


def _cells(frame: pd.DataFrame, name: str) -> list[Any]:
    names = [str(column) for column in frame.columns]
    if names.count(name) != 1:
        told = ", ".join(names[:_NAMED]) + ", …" * (len(names) > _NAMED)
        found = (
            "several columns have this name" if name in names else "the frame has no such column"
        )
        raise BadInput.of(name, found, f"one of {told}", "name one of these")
    return list(frame[name].tolist())


def _number(value: Any, column: str, place: int) -> Number | None:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, bool) or not isinstance(value, Real):
        found, advice = f"row {place} holds 「{value}」, which is no number", "pandas.to_numeric"
    elif not math.isfinite(value):
        found, advice = f"row {place} holds an infinite number", "was something divided by zero?"
    else:
        return int(value) if isinstance(value, int) else float(value)
    raise BadInput.of(column, found, "numbers, or nothing where there is none", advice)


def _plain(label: Any) -> str:
    whole = isinstance(label, float) and label.is_integer()
    return str(int(label)) if whole else str(label)


def twice(column: str, what: str) -> BadInput:
    """Return the exception of two rows about the same."""
    return BadInput.of(
        column, f"two rows are about {what}", "one row each", "add them up, or choose one of them"
    )
