"""Signs of a mistake in the rows that were read, the document's or the parser's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby, pairwise

from survey.reading.clean_rows import Record
from survey.reading.errata import Erratum, Finding, Kind
from survey.reading.layouts import Layout, Table
from survey.reading.split import Cell, open_brackets
from survey.reading.table_text import TableText
from survey.text import unify_width

SHORTEST_TEXT, LONGEST_TEXT = 2, 400
"""Characters between which the text of a cell is not suspicious."""
PLACEHOLDERS = ("（例）", "(例)", "（記入例）", "(記入例)")
"""What a form prints as an example and an answer should not contain."""


def find_mistakes(records: Sequence[Record], table: Table, layout: Layout) -> list[Finding]:
    """Return what is suspicious in the rows of one table."""
    return [
        *_out_of_order(records, table),
        *_duplicates(records, table),
        *(finding for record in records for finding in _in_row(record, table, layout)),
    ]


def known_paragraphs(records: Sequence[Record], errata: Sequence[Erratum]) -> Iterator[Finding]:
    """Yield where a line begins a paragraph of which an erratum says so."""
    for record in records:
        for erratum in errata:
            for fragment in record.split.text.fragments:
                where = f"row {record.split.text.number}"
                if erratum.where == where and fragment.text.startswith(erratum.quote):
                    yield Finding(
                        "paragraph", erratum.table, where, erratum.evidence, fragment.line,
                        f"「{erratum.quote}」 begins a paragraph",
                    )  # fmt: skip


def tell_doubtful_borders(records: Sequence[Record], part: TableText) -> None:
    """Warn of every row whose cell borders the evidence does not settle."""
    for record in records:
        split = record.split
        row = f"{part.table.name}, row {split.text.number}"
        if split.rival is not None:
            column, cell, other = next(
                (column, best, other)
                for column, best, other in zip(
                    part.table.columns, split.best.cells, split.rival.cells, strict=True
                )
                if best != other
            )
            found = (
                f"{row} can be read in two ways: {column.title or column.name} is "
                f"「{''.join(cell.lines)}」 or 「{''.join(other.lines)}」"
            )
        elif split.is_irregular:
            found = f"{row} does not follow the printed layout"
        else:
            continue
        advice = "compare the row with the published page"
        part.tell(
            split.text.line_start, found, "cells as in the other rows", advice, severity="warning"
        )


def _finding(
    kind: Kind, table: Table, record: Record, evidence: str, line: int, text: str
) -> Finding:
    return Finding(kind, table.name, f"row {record.split.text.number}", evidence, line, text)


def _out_of_order(records: Sequence[Record], table: Table) -> Iterator[Finding]:
    """Within a heading the prefectures answer in the order of their codes."""
    for _, group in groupby(records, key=lambda record: record.split.text.path):
        for before, record in pairwise(group):
            if str(record.values["prefecture_code"]) < str(before.values["prefecture_code"]):
                a, b = before.values["prefecture"], record.values["prefecture"]
                yield _finding(
                    "order", table, record, f"{a} before {b}", record.split.text.line_end,
                    f"{b} stands after {a}, out of the order of the prefecture codes",
                )  # fmt: skip


def _duplicates(records: Sequence[Record], table: Table) -> Iterator[Finding]:
    """No prefecture gives the same answer twice."""
    names = [column.name for column in table.columns if column.kind != "number"]
    seen: dict[tuple[object, ...], Record] = {}
    for record in records:
        answer = tuple(record.values[name] for name in names)
        if (first := seen.setdefault(answer, record)) is not record:
            number = first.split.text.number
            yield _finding(
                "duplicate", table, record, f"row {number}", record.split.text.line_start,
                f"it is the same as row {number}, word for word",
            )  # fmt: skip


def _in_row(record: Record, table: Table, layout: Layout) -> Iterator[Finding]:
    running, titles = _titles(table, layout)
    for column, cell in zip(table.columns, record.split.best.cells, strict=True):
        text = record.values[column.name] if column.kind == "text" else ""
        if not isinstance(text, str) or not text:
            continue
        where = column.title or column.name
        suspicions: list[tuple[Kind, str]] = []
        if unmatched := open_brackets(text):
            suspicions.append(
                ("bracket", f"brackets of {where} 「{text}」 without a partner: {unmatched}")
            )
        if any(placeholder in text for placeholder in PLACEHOLDERS):
            suspicions.append(("placeholder", f"{where} still holds the example mark of the form"))
        # One column title alone can be a quotation: 「AI・RPAの活用方法」欄に記述したとおり.
        if running.search(text) or len(set(titles.findall(text))) > 1:
            suspicions.append(("furniture", f"{where} holds a title of the page: 「{text}」"))
        if not SHORTEST_TEXT <= len(text) <= LONGEST_TEXT:
            suspicions.append(("length", f"{where} has {len(text)} characters, 「{text[:20]}」"))
        for kind, found in suspicions:
            yield _finding(kind, table, record, column.name, cell.fragments[0].line, found)
    yield from _repeated_lines(record, table)


@cache
def _titles(table: Table, layout: Layout) -> tuple[re.Pattern[str], re.Pattern[str]]:
    running = {unify_width(table.running_title) for table in layout.tables}
    titles = {unify_width(column.title) for column in table.columns if column.title}
    one, other = ("|".join(map(re.escape, sorted(texts))) for texts in (running, titles))
    return re.compile(one), re.compile(other)


def _repeated_lines(record: Record, table: Table) -> Iterator[Finding]:
    lines = Cell.of(record.split.text.fragments).lines
    numbers = sorted({fragment.line for fragment in record.split.text.fragments})
    for (before, after), number in zip(pairwise(lines), numbers[1:], strict=True):
        if before == after:
            yield _finding(
                "repeated_line", table, record, after, number, f"the line 「{after}」 stands twice"
            )
