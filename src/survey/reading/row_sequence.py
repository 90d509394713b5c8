"""Are the rows of a table complete and in order, going by their printed numbers?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from survey.reading.grouped_problems import named
from survey.reading.table_text import RowText, TableText


def rows_in_sequence(part: TableText) -> list[RowText]:
    """Return the rows of a table whose numbers rise; each other row and each gap is told as an error.

    Where the numbers begin again at 1, as under each heading, one error tells of all rows left out.
    """
    rows = part.rows
    numbers = [row.number for row in rows]
    kept = _longest_rising(numbers)
    again = next(
        (n for n in range(1, len(rows)) if numbers[n : n + 2] == [1, 2] and 1 in numbers[:n]), None
    )
    good: list[RowText] = []
    if again is not None:
        left_out = named(str(row.number) for n, row in enumerate(rows) if n not in kept)
        part.tell(
            rows[again].line_start,
            f"the row numbers begin again at 1; these rows are left out: {left_out}",
            "numbers that go on to the end of the table",
            "number the rows throughout",
        )
    for index, row in enumerate(rows):
        expected = good[-1].number + 1 if good else 1
        if index in kept:
            if row.number != expected:
                one = row.number == expected + 1
                gap = f"row {expected} is" if one else f"rows {expected} to {row.number - 1} are"
                found = f"{gap} missing before row {row.number}"
                part.tell(row.line_start, found, "row numbers without a gap", "put the lines back")
            good.append(row)
        elif again is None:
            found = f"the row number {row.number} is out of order"
            advice = "correct the number; the row is left out until then"
            part.tell(row.line_start, found, f"{expected}", advice)
    return good


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
