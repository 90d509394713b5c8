"""The clean tables as CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from survey.problems import Problem
from survey.reading.clean_rows import Value
from survey.tables.schemas import columns, table_names

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With what a cell begins that a spreadsheet takes for a formula; alone it is none."""


def to_csv(table: str, rows: Iterable[Mapping[str, Value]]) -> bytes:
    """Return rows as the CSV file of a table, columns as in the data dictionary, then any others.

    UTF-8 with byte order mark (Excel opens it as it is), LF line ends, quotes where needed
    (RFC 4180), a header row, empty as missing.
    """
    rows = list(rows)
    named = columns(table) if table in table_names() else []
    text = io.StringIO()
    more = dict.fromkeys(name for row in rows for name in row if name not in named)
    writer = csv.DictWriter(text, [*named, *more], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def formula_like(table: str, rows: Iterable[Mapping[str, Value]]) -> list[Problem]:
    """Return a warning for every text that a spreadsheet would take for a formula.

    It stays as it was answered: a mark before it would be lost data, and the workbook writes all
    text as text.
    """
    return [
        Problem(
            "warning", f"{table}.csv", number,
            f"{name} begins like a formula: 「{value[:20]}」", "text",
            "open the table from the workbook of `survey workbook`, not from the CSV file, in Excel",
        )
        for number, row in enumerate(rows, 2)
        for name, value in row.items()
        if isinstance(value, str) and value.startswith(FORMULA) and value[1:].strip()
    ]  # fmt: skip
