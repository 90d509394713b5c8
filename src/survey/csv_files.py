"""The clean tables as CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from survey.records import Value
from survey.schemas import columns


def to_csv(table: str, rows: Iterable[Mapping[str, Value]]) -> bytes:
    """Return rows as the CSV file of a table, columns as in the data dictionary.

    UTF-8 with byte order mark (Excel opens it as it is), LF line ends, quotes where needed
    (RFC 4180), a header row, empty as missing.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, columns(table), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
