"""Are the rows of a table complete and in order, going by their printed numbers?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from survey.problems import Problem
from survey.reading.same_causes import named
from survey.reading.table_text import RowText


def rows_in_sequence(rows: Sequence[RowText], file: str) -> tuple[list[RowText], list[Problem]]:
    """Return the rows whose numbers rise, and an error for each other row and for each gap.

    Where the numbers begin again at 1, as under each heading, one error tells of all rows left out.
    """
    numbers = [row.number for row in rows]
    kept = _longest_rising(numbers)
    again = next(
        (n for n in range(1, len(rows)) if numbers[n : n + 2] == [1, 2] and 1 in numbers[:n]), None
    )
    good: list[RowText] = []
    problems: list[Problem] = []
    if again is not None:
        left_out = named(str(row.number) for n, row in enumerate(rows) if n not in kept)
        problems.append(
            Problem(
                "error", file, rows[again].line_start,
                f"the row numbers begin again at 1; these rows are left out: {left_out}",
                "numbers that go on to the end of the table", "number the rows throughout",
            )
        )  # fmt: skip
    for index, row in enumerate(rows):
        expected = good[-1].number + 1 if good else 1
        if index not in kept and again is not None:
            continue
        if index not in kept:
            problems.append(
                Problem(
                    "error", file, row.line_start, f"the row number {row.number} is out of order",
                    f"{expected}", "correct the number; the row is left out until then",
                )
            )  # fmt: skip
            continue
        if row.number != expected:
            gap = (
                f"row {expected} is"
                if row.number == expected + 1
                else f"rows {expected} to {row.number - 1} are"
            )
            problems.append(
                Problem(
                    "error", file, row.line_start, f"{gap} missing before row {row.number}",
                    "row numbers without a gap", "put the lines back",
                )
            )  # fmt: skip
        good.append(row)
    return good, problems


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Return the places of as many numbers as can stay if the rest are to rise throughout.

    One wrong number must not put the rows after it in doubt: of 1 2 9 3 4 it is the 9 that goes.
    """
    ends: list[int] = []  # the smallest number that a rising run of each length can end with,
    places: list[int] = []  # and where it stands
    before: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [place]
    kept: set[int] = set()
    place = places[-1] if places else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return kept
