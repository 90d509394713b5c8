"""Digitalisation in Mie, from the material for a committee of its assembly in 2023."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey.documents.plain_text import Document
from survey.reading.errata import Erratum, Finding
from survey.reading.publications import load_facts
from survey.reading.publications.passages import Passages, read_passages
from survey.reading.publications.printed_sums import Sum, sums
from survey.reading.results import Reading, Row

TABLE = "mie_digitalisation"


@dataclass(frozen=True)
class _Facts:
    sums: tuple[Sum, ...]
    passages: tuple[Passages, ...]


def read(document: Document, _errata: Sequence[Erratum], name: str) -> Reading:
    """Return `mie_digitalisation`, in the order of the document, and `mie_themes`."""
    facts, reading = load_facts(_Facts, name), Reading(document.name)
    reading.rows = read_passages(reading, document, facts.passages)
    reading.rows[TABLE].sort(key=lambda row: int(row["line"]))
    reading.counts = sums(reading, document, TABLE, facts.sums)
    reading.findings += _rates(reading.rows[TABLE])
    return reading


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
