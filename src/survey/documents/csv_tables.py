"""A table of comma- or tab-separated values as rows of cells."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from survey.documents.grids import Grid, Placed, rows_of
from survey.documents.plain_text import read_document
from survey.problems import BadInput

DELIMITERS = ",\t;"


def read_csv(path: Path) -> Grid:
    """Return the rows of a CSV file in UTF-8, UTF-16 or Shift_JIS, with commas, tabs or semicolons.

    Raises
    ------
    BadInput
        If it is no text, or its quotes are not in pairs.
    """
    document = read_document(path)
    with told_as_bad(path):
        rows = _split(document.lines, delimiter_of(document.lines), True)
    cells = [
        Placed(row, column, text)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    made = rows_of(cells, path.stem, lambda row, _: f"row {row}")
    return Grid(path.name, tuple(made), False, document.problems)


@contextmanager
def told_as_bad(path: Path) -> Iterator[None]:
    """Raise `BadInput` where a file is no table of separated values."""
    try:
        yield
    except csv.Error as error:
        found = f"it is no table of separated values ({error})"
        raise BadInput.of(path, found, "quotes in pairs", "save it again") from None


def delimiter_of(lines: Sequence[str]) -> str:
    """Return what parts the values of a table: that which makes most cells."""
    return max(DELIMITERS, key=lambda one: _cells(_split(lines, one)))


def _split(lines: Sequence[str], delimiter: str, strict: bool = False) -> list[list[str]]:
    """Return the texts of each row; `strict` are the quotes, which another delimiter would break."""
    return list(csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=strict))


def _cells(rows: list[list[str]]) -> int:
    """Return how many cells the rows of more than one have that are equally wide; a few lines can have
    more semicolons than each has commas."""
    counts = Counter(len(row) for row in rows if len(row) > 1)
    return max((wide * count for wide, count in counts.items()), default=0)
