"""Digitalisation in Mie, from the material for a committee of its assembly in 2023."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey.documents.plain_text import Document
from survey.reading.errata import Erratum, Finding
from survey.reading.parsed_documents import Reading, Row

TABLE = "mie_digitalisation"


def read(reading: Reading, _document: Document, _errata: Sequence[Erratum], _name: str) -> None:
    """Put `mie_digitalisation` in the order of the document, and compare its rates."""
    reading.rows[TABLE].sort(key=lambda row: int(row["line"]))
    reading.findings += _rates(reading.rows[TABLE])


def _rates(rows: Sequence[Row]) -> Iterator[Finding]:
    """The progress rate is that of the applications, rounded to one decimal."""
    values = {(row["item"], row["measure"], row["period"]): row["value"] for row in rows}
    for row in rows:
        if str(row["measure"]).startswith("進捗率"):
            whole = values.get((row["item"], "受付件数（取組対象）", ""), 0)
            done = values.get((row["item"], "受付件数", row["period"]), 0)
            rate = round(float(done) / float(whole) * 100 + 1e-9, 1) if whole and done else None
            if rate != row["value"]:
                yield Finding(
                    "rate", TABLE, f"{row['item']} {row['period']}",
                    f"{row['value']}% printed, {rate}% computed", int(row["line"]),
                    f"{row['value']}% is printed, {done} / {whole} gives {rate}%",
                )  # fmt: skip
