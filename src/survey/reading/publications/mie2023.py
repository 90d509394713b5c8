"""Digitalisation in Mie, from the material for a committee of its assembly in 2023."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from survey.documents.plain_text import Document
from survey.reading.errata import Erratum, Finding
from survey.reading.publications import load_facts
from survey.reading.publications.passages import Passages, read_passages
from survey.reading.publications.printed_lines import check_words
from survey.reading.publications.printed_sums import Sum, sums
from survey.reading.publications.quantities import quantity
from survey.reading.results import Reading, Row, Unreadable
from survey.text import squeeze

TABLE = "mie_digitalisation"
# 一件: a dash before a unit, probably, read as the numeral one; each has to be listed.
_DASH = re.compile(r"[一－―—-]\D+")


@dataclass(frozen=True)
class _Number:
    item: str
    measure: str
    period: str
    unit: str


@dataclass(frozen=True)
class _Sentence:
    """A sentence, a list or a table: its lines, and what the numbers in them are."""

    source_table: str
    lines: tuple[str, ...]
    numbers: tuple[_Number, ...]


@dataclass(frozen=True)
class _Facts:
    words: tuple[str, ...]
    sentences: tuple[_Sentence, ...]
    sums: tuple[Sum, ...]
    passages: tuple[Passages, ...]


def read(document: Document, _errata: Sequence[Erratum], name: str) -> Reading:
    """Return `mie_digitalisation` and `mie_themes`."""
    facts, reading = load_facts(_Facts, name), Reading(document.name)
    page = list(enumerate(document.lines, 1))
    words = [[word] for word in facts.words]
    reading.each(check_words, words, repeat(page), repeat(1), repeat("the tables"))
    lines = [
        "\t".join(squeeze(cell) for cell in line.split("\t")).removeprefix("-")
        for line in document.lines
    ]
    found = reading.each(_rows, facts.sentences, repeat(lines), repeat(reading))
    rows = sorted((row for rows in found for row in rows), key=lambda row: int(row["line"]))
    reading.rows = {TABLE: rows, **read_passages(reading, document, facts.passages)}
    reading.counts = sums(reading, document, TABLE, facts.sums)
    reading.findings += _rates(rows)
    return reading


def _rows(facts: _Sentence, lines: Sequence[str], reading: Reading) -> list[Row]:
    """Return the numbers of a sentence. A dash is no number, and has to be listed."""
    rows: list[Row] = []
    for number, (printed, line) in zip(facts.numbers, _cells(facts, lines), strict=True):
        told = f"「{printed}」 stands where a number is printed"
        if _DASH.fullmatch(printed):
            where = f"{number.item} {number.measure}"
            reading.findings.append(Finding("missing_value", TABLE, where, printed, line, told))
            printed = ""
        value = quantity(printed)
        if value is None:
            raise Unreadable(line, told, "a number or a dash")
        rows.append(
            {
                "source_table": facts.source_table,
                "item": number.item,
                "measure": number.measure,
                "period": number.period,
                "value": "" if value.value is None else value.value,
                "unit": number.unit,
                "line": line,
            }
        )
    return rows


def _cells(facts: _Sentence, lines: Sequence[str]) -> list[tuple[str, int]]:
    """Return what is printed in the brackets of the declared lines, with its line."""
    begins = re.compile(facts.lines[0])
    starts = [number for number, line in enumerate(lines) if begins.fullmatch(line)]
    if len(starts) != 1:
        first = facts.numbers[0]
        found = f"{len(starts)} lines begin {first.item}, {first.measure}, {first.period}"
        raise Unreadable(starts[1] + 1 if starts else 1, found, f"one 「{begins.pattern}」")
    cells: list[tuple[str, int]] = []
    for place, declared in enumerate(facts.lines, starts[0]):
        line = lines[place] if place < len(lines) else ""
        match = re.fullmatch(declared, line)
        if match is None:
            raise Unreadable(place + 1, f"「{line}」 is printed", f"「{declared}」")
        cells += [(printed, place + 1) for printed in match.groups()]
    return cells


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
