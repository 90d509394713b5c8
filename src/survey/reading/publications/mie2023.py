"""Digitalisation in Mie, from the material for a committee of its assembly in 2023."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat

from survey.declared import STRICT
from survey.documents.plain_text import Document
from survey.reading.errata import Erratum, Finding
from survey.reading.outcome import Reading, Row, Unreadable
from survey.reading.publications import load_facts
from survey.reading.publications.quantities import Quantity, quantity
from survey.reading.reconcile import Count
from survey.text import squeeze, unify_width

NAME, TABLE = "mie2023", "mie_digitalisation"
_LISTED = re.compile(r"([^、]+?)\s*(\d+)件(?:、|$)")
_TARGET = re.compile(r"\((目標|実績)\)\s*([\d,]+)")
_WRAP = re.compile(r"(?<![!-~])\s+(?![!-~～])")

# 一件: a dash before a unit, probably, read as the numeral one; each has to be listed.
_DASH = re.compile(r"[一－―—-]\D+")


@dataclass(frozen=True)
class _Sentence:
    __pydantic_config__ = STRICT

    source_table: str
    item: str
    measure: str
    period: str
    unit: str
    pattern: str


@dataclass(frozen=True)
class _List:
    __pydantic_config__ = STRICT

    source_table: str
    measure: str
    period: str
    unit: str
    begins: str


@dataclass(frozen=True)
class _Value:
    """A column of numbers: what they are; a date in another cell, month/day, is the period."""

    __pydantic_config__ = STRICT

    cell: int
    measure: str
    period: str
    unit: str
    date_cell: int = 0


@dataclass(frozen=True)
class _Table:
    """A printed table: what stands above it, its header, how many rows, which cells name them."""

    __pydantic_config__ = STRICT

    source_table: str
    above: str
    header: str
    rows: int
    items: tuple[int, ...]
    values: tuple[_Value, ...]
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
    lists: tuple[_List, ...]
    tables: tuple[_Table, ...]
    sums: tuple[_Sum, ...]


def read(document: Document, _errata: Sequence[Erratum]) -> Reading:
    """Return `mie_digitalisation`."""
    facts, reading, lines = load_facts(_Facts, NAME), Reading(), document.lines
    text = "\n".join(squeeze(line).removeprefix("-") for line in lines)
    parts = reading.each(document.name, _sentence, facts.sentences, repeat(text))
    parts += reading.each(document.name, _list, facts.lists, repeat(lines))
    parts += reading.each(document.name, _table, facts.tables, repeat(lines), repeat(reading))
    rows = sorted((row for part in parts for row in part), key=lambda row: int(row["line"]))
    reading.rows = {TABLE: rows}
    reading.counts = list(_sums(facts, rows))
    reading.findings += _rates(rows)
    return reading


def _made(
    source_table: str,
    item: str,
    measure: str,
    period: object,
    number: Quantity,
    unit: str,
    line: int,
) -> Row:
    return {
        "source_table": source_table,
        "item": item,
        "measure": measure,
        "period": str(period),
        "value": "" if number.value is None else number.value,
        "unit": unit,
        "line": line,
    }


def _sentence(facts: _Sentence, text: str) -> list[Row]:
    matches = re.finditer(f"^{facts.pattern}$", text, re.MULTILINE)
    found = [(text.count("\n", 0, match.start()) + 1, match[1]) for match in matches]
    if len(found) != 1:
        raise Unreadable(
            found[1][0] if found else 1,
            f"{len(found)} sentences give {facts.item}, {facts.measure}, {facts.period}", "one",
        )  # fmt: skip
    number, digits = found[0]
    value = _number(digits, number)
    place = (facts.source_table, facts.item, facts.measure, facts.period)
    return [_made(*place, value, facts.unit, number)]


def _list(facts: _List, lines: Sequence[str]) -> list[Row]:
    start = next((n for n, line in enumerate(lines) if line.startswith(facts.begins)), len(lines))
    rows: list[Row] = []
    for number, line in enumerate(lines[start:], start + 1):
        text = line.removeprefix(facts.begins).strip()
        items = _LISTED.findall(text)
        if text and (not items or (rows and text.startswith("○"))):
            break
        rows += [
            _made(facts.source_table, item, facts.measure, facts.period, _number(digits, number),
                  facts.unit, number)
            for item, digits in items
        ]  # fmt: skip
    if not rows:
        raise Unreadable(1, f"the list {facts.begins} is missing", f"{facts.begins} … 件")
    return rows


def _table(facts: _Table, lines: Sequence[str], reading: Reading) -> list[Row]:
    """Return the numbers of a table; an empty first cell is that of the row above."""
    squeezed = [squeeze(line) for line in lines]
    start = next((n for n, line in enumerate(squeezed) if line == squeeze(facts.header)), None)
    if start is None or squeeze(facts.above) not in "".join(squeezed[max(start - 4, 0) : start]):
        raise Unreadable(1, f"the table {facts.source_table} is missing", facts.above)
    made: list[Row] = []
    group = ""
    for number, line in enumerate(lines[start + 1 : start + 1 + facts.rows], start + 2):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) <= max(value.cell for value in facts.values):
            raise Unreadable(number, f"the row has {len(cells)} cells", f"as {facts.header}")
        group = cells[0] or group
        names = [group if place == 0 else cells[place] for place in facts.items]
        item = " ".join(_WRAP.sub("", unify_width(name)) for name in names if name)
        for value in facts.values:
            period = _date(cells[value.date_cell], value.period, number)
            cell = cells[value.cell]
            if _DASH.fullmatch(cell):
                where, told = (
                    f"{item} {value.measure}",
                    f"「{cell}」 stands where a number is printed",
                )
                reading.findings.append(Finding("missing_value", TABLE, where, cell, number, told))
                cell = ""
            numbers = _TARGET.findall(cell) or [("", cell)]
            if len(numbers) != (2 if item in facts.with_targets else 1):
                raise Unreadable(
                    number, f"「{cell}」 holds {len(numbers)} numbers", "(目標) … (実績) …"
                )
            for kind, digits in numbers:
                measure = f"{value.measure}（目標）" if kind == "目標" else value.measure
                quantity = _number(digits, number)
                made.append(
                    _made(facts.source_table, item, measure, period, quantity, value.unit, number)
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


def _number(cell: str, line: int) -> Quantity:
    found = quantity(cell)
    if found is None:
        raise Unreadable(line, f"「{cell}」 stands where a number is printed", "a number or a dash")
    return found


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
