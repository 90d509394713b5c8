"""Digitalisation in Mie, from the material for a committee of its assembly in 2023."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from survey.declared import STRICT
from survey.documents import Document
from survey.errata import Erratum, Finding
from survey.publications import load_facts
from survey.quantities import Quantity, fiscal_year, quantity
from survey.reading import Reading, Row, Unreadable
from survey.reconcile import Count
from survey.text import squeeze, unify_width

NAME, TABLE = "mie2023", "mie_digitalisation"
_LISTED = re.compile(r"([^、]+?)\s*(\d+)件(?:、|$)")
_TARGET = re.compile(r"\((目標|実績)\)\s*([\d,]+)")
_WRAP = re.compile(r"(?<![!-~])\s+(?![!-~～])")

_YEAR = re.compile(r"令和\s*\d+\s*年度")
# 一件: a dash before a unit, read as the numeral.
_NO_NUMBER = re.compile(r"[一－―—-](\D+)")


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
class _Facts:
    __pydantic_config__ = STRICT

    sentences: tuple[_Sentence, ...]
    lists: tuple[_List, ...]
    tables: dict[str, int]


@dataclass(frozen=True)
class _Table:
    """A printed table: the row above its header, header, rows with their lines, fiscal year."""

    column: str
    line: int
    above: list[str]
    header: list[str]
    rows: list[tuple[int, list[str]]]
    year: int


def read(document: Document, _errata: Sequence[Erratum]) -> Reading:
    """Return `mie_digitalisation`."""
    facts, reading, lines = load_facts(_Facts, NAME), Reading(), document.lines
    text = "\n".join(squeeze(line).removeprefix("-") for line in lines)
    parts = reading.each(document.name, _sentence, facts.sentences, [text] * len(facts.sentences))
    parts += reading.each(document.name, _list, facts.lists, [lines] * len(facts.lists))
    readers = {
        "日時": _seminars, "手続数": _newly_digitised, "手續数": _procedures, "目標値": _data_projects,
    }  # fmt: skip
    heights = [facts.tables[column] for column in readers]
    tables = reading.each(document.name, _table, readers, heights, [lines] * len(readers))
    parts += reading.each(document.name, _rows, [readers[t.column] for t in tables], tables)
    rows = sorted((row for part in parts for row in part), key=lambda row: int(row["line"]))
    reading.rows = {TABLE: rows}
    reading.counts = list(_sums(rows))
    reading.findings = list(_rates(rows))
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


def _table(column: str, height: int, lines: Sequence[str]) -> _Table:
    """Return the table with a column of this title and so many rows."""
    cells = [[cell.strip() for cell in line.split("\t")] for line in lines]
    start = next(
        (n for n, row in enumerate(cells) if len(row) > 1 and column in map(_head, row)), None
    )
    if start is None:
        raise Unreadable(1, f"the table with the column {column} is missing", column)
    end = next((n for n in range(start, len(lines)) if len(cells[n]) < 2), len(lines))
    rows = [(number + 1, cells[number]) for number in range(start + 1, end)]
    named = [years[-1] for line in lines[: start + 1] if (years := _YEAR.findall(line))]
    if len(rows) != height or not named or (year := fiscal_year(named[-1])) is None:
        raise Unreadable(
            start + 1, f"the table with the column {column} has {len(rows)} rows",
            f"{height}, and a fiscal year above it",
        )  # fmt: skip
    return _Table(column, start + 1, cells[start - 1], cells[start], rows, year)


def _head(cell: str) -> str:
    return squeeze(cell).partition("(")[0]


def _rows(read: Callable[[_Table], Iterator[Row]], table: _Table) -> list[Row]:
    try:
        return list(read(table))
    except ValueError:
        expected = f"{len(table.header)} cells in each row"
        raise Unreadable(table.line, f"the table with {table.column} is uneven", expected) from None


def _seminars(table: _Table) -> Iterator[Row]:
    for number, (_, day, theme, _, participants) in table.rows:
        month, day_of_month = map(int, day.split("/"))
        held = date(table.year + (month < 4), month, day_of_month).isoformat()
        name = _WRAP.sub("", unify_width(theme))
        yield _made("seminars", name, "参加者数", held, _number(participants, number), "名", number)


def _newly_digitised(table: _Table) -> Iterator[Row]:
    group = ""
    for number, (first, second, *cells) in table.rows:
        group = first or group
        item = f"{group} {second}" if second else group
        for measure, cell in zip(table.header[2:], cells, strict=True):
            for kind, digits in _TARGET.findall(cell) or [("実績", cell)]:
                name = f"{measure}（目標）" if kind == "目標" else measure
                value = _number(digits, number)
                yield _made("newly_digitised", item, name, table.year, value, "件", number)


def _procedures(table: _Table) -> Iterator[Row]:
    spanning = ""
    heads: list[tuple[str, str, object]] = []
    for over, measure in zip(table.above[1:], table.header[1:], strict=True):
        spanning = squeeze(over) or spanning
        # 手續数 is how 手続数 was read.
        name, year = measure.replace("續", "続"), fiscal_year(_head(spanning))
        if not measure:
            heads.append((spanning.replace("(", "（").replace(")", "）"), "", table.year))
        else:
            heads.append((name if year else f"{name}（{spanning}）", "件", year or ""))
    for number, (item, *cells) in table.rows:
        for (name, unit, period), cell in zip(heads, cells, strict=True):
            value = _number(cell, number)
            yield _made("procedures", item, name, period, value, unit or value.unit, number)


def _data_projects(table: _Table) -> Iterator[Row]:
    for number, (item, *cells) in table.rows:
        for head, cell in zip(table.header[1:], cells, strict=True):
            name, _, year = squeeze(head).rstrip(")").partition("(")
            dash = _NO_NUMBER.fullmatch(cell)
            value = Quantity(None, dash[1]) if dash else _number(cell, number)
            period = fiscal_year(year) or table.year
            yield _made("plan_targets", item, name, period, value, value.unit, number)


def _number(cell: str, line: int) -> Quantity:
    found = quantity(cell)
    if found is None:
        raise Unreadable(line, f"「{cell}」 stands where a number is printed", "a number or a dash")
    return found


def _sums(rows: Sequence[Row]) -> Iterator[Count]:
    """Yield the sums that the document prints, with what their parts add up to."""

    def total(
        source: str, measure: str, *, items: str = "", but: str = "", period: str = ""
    ) -> int:
        return sum(
            int(row["value"] or 0) for row in rows
            if (row["source_table"], row["measure"]) == (source, measure)
            and items in str(row["item"]) and row["item"] != but
            and (not period or row["period"] == period)
        )  # fmt: skip

    whole = [row for row in rows if row["period"] == "2021/2022" and row["measure"] == "相談件数"]
    for row in whole:
        parts = {
            "年度別": total("consultations", "相談件数") - int(row["value"] or 0),
            "相談者別": total("consultations", "相談件数（相談者別）"),
            "相談内容別": total("consultations", "相談件数（相談内容別）"),
        }
        for part, added in parts.items():
            yield Count(TABLE, ("相談件数", part), int(row["value"] or 0), added, int(row["line"]))
    for row in rows:
        if row["source_table"] == "newly_digitised" and row["item"] == "合計":
            measure = str(row["measure"])
            added = total("newly_digitised", measure, but="合計")
            path = ("新たにデジタル化した手続", f"{measure} 合計")
            yield Count(TABLE, path, int(row["value"] or 0), added, int(row["line"]))
    # Priority procedures: what was digital before, and what was added in the year.
    for row in rows:
        if (row["source_table"], row["item"], row["period"]) == ("procedures", "重点手続", "2022"):
            measure = str(row["measure"])
            if row["unit"] == "件":
                new = total("newly_digitised", {"手続数": "手続数"}.get(measure, f"年間{measure}"),
                            items="重点手続")  # fmt: skip
                before = total("procedures", measure, items="重点手続", period="2021")
                path = ("重点手続", f"{measure} 2022年度")
                yield Count(TABLE, path, int(row["value"] or 0), before + new, int(row["line"]))


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
