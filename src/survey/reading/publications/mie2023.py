"""Digitalisation in Mie, from the material for a committee of its assembly in 2023."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import repeat

from survey.declared import STRICT
from survey.documents.plain_text import Document
from survey.reading.errata import Erratum, Finding
from survey.reading.publications import load_facts
from survey.reading.publications.quantities import quantity
from survey.reading.reconcile import Count
from survey.reading.results import Reading, Row, Unreadable
from survey.text import squeeze, unify_width

NAME, TABLE = "mie2023", "mie_digitalisation"
_TARGET = re.compile(r"\((目標|実績)\)\s*([\d,]+)")
_WRAP = re.compile(r"(?<![!-~])\s+(?![!-~～])")

# 一件: a dash before a unit, probably, read as the numeral one; each has to be listed.
_DASH = re.compile(r"[一－―—-]\D+")


@dataclass(frozen=True)
class _Number:
    """What a number is; in a table also its cell, and that of a date, month/day, which is then the
    period."""

    __pydantic_config__ = STRICT

    measure: str
    period: str
    unit: str
    item: str = ""
    cell: int = 0
    date_cell: int = 0


@dataclass(frozen=True)
class _Sentence:
    __pydantic_config__ = STRICT

    source_table: str
    pattern: str
    numbers: tuple[_Number, ...]


@dataclass(frozen=True)
class _Table:
    """A printed table: what stands above it, its header, how many rows, which cells name them."""

    __pydantic_config__ = STRICT

    source_table: str
    above: str
    header: str
    rows: int
    items: tuple[int, ...]
    numbers: tuple[_Number, ...]
    with_targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Sum:
    """A printed sum: the row that has these values, and the rows that make it up."""

    __pydantic_config__ = STRICT

    path: tuple[str, str]
    whole: dict[str, str]
    parts: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class _Facts:
    __pydantic_config__ = STRICT

    sentences: tuple[_Sentence, ...]
    tables: tuple[_Table, ...]
    sums: tuple[_Sum, ...]


def read(document: Document, _errata: Sequence[Erratum]) -> Reading:
    """Return `mie_digitalisation`."""
    facts, reading, lines = load_facts(_Facts, NAME), Reading(), document.lines
    text = "\n".join(squeeze(line).removeprefix("-") for line in lines)
    parts = reading.each(document.name, _sentence, facts.sentences, repeat(text))
    parts += reading.each(document.name, _table, facts.tables, repeat(lines), repeat(reading))
    rows = sorted((row for part in parts for row in part), key=lambda row: int(row["line"]))
    reading.rows = {TABLE: rows}
    reading.counts = list(_sums(facts, rows))
    reading.findings += _rates(rows)
    return reading


def _row(source_table: str, number: _Number, cell: str, line: int) -> Row:
    found = quantity(cell)
    if found is None:
        raise Unreadable(line, f"「{cell}」 stands where a number is printed", "a number or a dash")
    return {
        "source_table": source_table,
        "item": number.item,
        "measure": number.measure,
        "period": number.period,
        "value": "" if found.value is None else found.value,
        "unit": number.unit,
        "line": line,
    }


def _sentence(facts: _Sentence, text: str) -> list[Row]:
    found = list(re.finditer(f"^{facts.pattern}$", text, re.MULTILINE))
    if len(found) != 1:
        line = _line_at(text, found[1].start()) if found else 1
        first = facts.numbers[0]
        told = f"{len(found)} sentences give {first.item}, {first.measure}, {first.period}"
        raise Unreadable(line, told, "one")
    return [
        _row(facts.source_table, number, found[0][n], _line_at(text, found[0].start(n)))
        for n, number in enumerate(facts.numbers, 1)
    ]


def _line_at(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _table(facts: _Table, lines: Sequence[str], reading: Reading) -> list[Row]:
    """Return the numbers of a table; an empty first cell is that of the row above."""
    squeezed = [squeeze(line) for line in lines]
    start = next((n for n, line in enumerate(squeezed) if line == squeeze(facts.header)), None)
    if start is None or squeeze(facts.above) not in "".join(squeezed[max(start - 4, 0) : start]):
        raise Unreadable(1, f"the table {facts.source_table} is missing", facts.above)
    made: list[Row] = []
    group = ""
    for line, printed in enumerate(lines[start + 1 : start + 1 + facts.rows], start + 2):
        cells = [cell.strip() for cell in printed.split("\t")]
        if len(cells) <= max(number.cell for number in facts.numbers):
            raise Unreadable(line, f"the row has {len(cells)} cells", f"as {facts.header}")
        group = cells[0] = cells[0] or group
        names = [cells[place] for place in facts.items if cells[place]]
        item = " ".join(_WRAP.sub("", unify_width(name)) for name in names)
        for declared in facts.numbers:
            period = _date(cells[declared.date_cell], declared.period, line)
            number = replace(declared, item=item, period=period)
            cell = cells[number.cell]
            if _DASH.fullmatch(cell):
                where, told = (
                    f"{item} {number.measure}",
                    f"「{cell}」 stands where a number is printed",
                )
                reading.findings.append(Finding("missing_value", TABLE, where, cell, line, told))
                cell = ""
            numbers = _TARGET.findall(cell) or [("", cell)]
            if len(numbers) != (2 if item in facts.with_targets else 1):
                found = f"「{cell}」 holds {len(numbers)} numbers"
                raise Unreadable(line, found, "(目標) … (実績) …")
            for kind, digits in numbers:
                measure = number.measure + ("（目標）" if kind == "目標" else "")
                made.append(
                    _row(facts.source_table, replace(number, measure=measure), digits, line)
                )
    return made


def _date(cell: str, year: str, line: int) -> str:
    """Return the date of a month and day in a fiscal year; the year if the cell is no day."""
    day = re.fullmatch(r"(\d{1,2})/(\d{1,2})", cell)
    if day is None:
        return year
    try:
        return date(int(year) + (int(day[1]) < 4), int(day[1]), int(day[2])).isoformat()
    except ValueError:
        raise Unreadable(line, f"{cell} is no day", "month/day") from None


def _sums(facts: _Facts, rows: Sequence[Row]) -> Iterator[Count]:
    """Yield the sums that the document prints, with what their parts add up to."""
    for declared in facts.sums:
        whole = [row for row in rows if declared.whole.items() <= row.items()]
        parts = [row for row in rows if any(part.items() <= row.items() for part in declared.parts)]
        for row in whole:
            added = sum(int(part["value"] or 0) for part in parts)
            yield Count(TABLE, declared.path, int(row["value"] or 0), added, int(row["line"]))


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
