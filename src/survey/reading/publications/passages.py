"""Rows that stand in passages of a document, and the sums that it prints of them: a declaration says
how each of them is printed, and which rows make a sum up.

A pattern has the names of columns in it: `利用自治体数 平成29年度 (?P<actual>\\d+)、` reads a number.
It is one of the text with its lines as they are, in one width.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat

from survey.documents.plain_text import Document
from survey.reading.clean_rows import Value
from survey.reading.parsed_documents import Reading, Row, Unreadable
from survey.reading.publications.quantities import quantity
from survey.reading.reconcile import Count
from survey.text import unify_width

_NUMBERS = frozenset({"actual", "value"})
_TAG = re.compile("<[^<>]*>")
# A blank line and a bullet begin a paragraph; any other line goes on with the one above.
_PARAGRAPH = re.compile(r"\n(?:\s*\n|(?=[○・]))")


@dataclass(frozen=True)
class Passage:
    """One row: patterns, each of which stands in the document once, and what is not read of it.

    The line of the row is that of its first pattern. A column that several patterns have holds what
    stands in each, joined by semicolons.
    """

    patterns: tuple[str, ...]
    values: dict[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Passages:
    """Rows of one table: values of all of them, and patterns without which none can be read."""

    table: str
    rows: tuple[Passage, ...]
    values: dict[str, int | str] = field(default_factory=dict)
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sum:
    """A printed sum of a table: the row that has the values of `whole`, or what the pattern `printed`
    finds, and the rows that make it up. The number of a row is in the first of `columns` that has one."""

    table: str
    path: tuple[str, str]
    parts: tuple[dict[str, int | str], ...]
    whole: dict[str, int | str] = field(default_factory=dict)
    printed: str = ""
    columns: tuple[str, ...] = ("value",)


def read_passages(
    reading: Reading, document: Document, declared: Sequence[Passages]
) -> dict[str, list[Row]]:
    """Return the declared rows by table; one that cannot be read is told in `reading`, with the
    line of the row before it."""
    text = _in_one_width(document)
    tables: dict[str, list[Row]] = {passages.table: [] for passages in declared}
    empty = {table: _empty(table, declared) for table in tables}
    for passages in declared:
        line = 1
        for passage in passages.rows:
            for row in reading.each(_row, [text], [passages], [passage], [line]):
                tables[passages.table].append({**empty[passages.table], **row})
                line = int(row["line"])
    return tables


def sums(reading: Reading, document: Document, declared: Sequence[Sum]) -> list[Count]:
    """Return the declared sums of the rows of tables, with what their parts add up to; one that
    cannot be read is told in `reading`."""
    counts = reading.each(_counted, declared, repeat(reading.rows), repeat(_in_one_width(document)))
    return [count for found in counts for count in found]


def _counted(declared: Sum, tables: Mapping[str, Sequence[Row]], text: str) -> list[Count]:
    table, rows = declared.table, tables[declared.table]
    parts = [row for row in rows if any(part.items() <= row.items() for part in declared.parts)]
    added = sum(_number(row, declared.columns) for row in parts)
    if declared.printed:
        read, line = _read_once(text, declared.printed, 1)
        wholes: list[Row] = [{**read, "line": line}]
    else:
        wholes = [row for row in rows if declared.whole.items() <= row.items()]
    return [
        Count(table, declared.path, _number(row, declared.columns), added, int(row["line"]))
        for row in wholes
    ]


def _number(row: Row, columns: Sequence[str]) -> int:
    return int(next((row[name] for name in columns if row.get(name, "") != ""), 0))


def _in_one_width(document: Document) -> str:
    """Return the text in which patterns are sought."""
    return "\n".join(map(unify_width, document.lines))


def _empty(table: str, declared: Sequence[Passages]) -> dict[str, Value]:
    """Return all columns that a row of a table can have, without a value."""
    return {
        column: ""
        for passages in declared
        if passages.table == table
        for row in passages.rows
        for found in (passages.values, row.values, *map(_columns, row.patterns + passages.patterns))
        for column in found
    }


def _columns(pattern: str) -> Mapping[str, int]:
    return re.compile(pattern, re.MULTILINE).groupindex


def _row(text: str, passages: Passages, passage: Passage, before: int) -> Row:
    patterns = (*passage.patterns, *passages.patterns)
    found = [_read_once(text, pattern, before) for pattern in patterns]
    read: dict[str, Value] = {}
    for column, value in (cell for cells, _ in found for cell in cells.items()):
        read[column] = f"{read[column]};{value}" if column in read else value
    return {**passages.values, **passage.values, **read, "line": found[0][1]}


def _read_once(text: str, pattern: str, before: int) -> tuple[dict[str, Value], int]:
    """Return the columns that a pattern reads, and the line on which the first of them begins.

    Raises
    ------
    Unreadable
        If the pattern stands in the text not once, with the line `before` if nowhere; or if no
        number stands where one is to be read.
    """
    found = list(islice(re.finditer(pattern, text, re.MULTILINE), 2))
    lines = [text.count("\n", 0, m.start(min(1, len(m.groups())))) + 1 for m in found]
    if len(found) != 1:
        told = "two passages are" if found else "no passage is"
        raise Unreadable([before, *lines][-1], f"{told} as declared", f"one 「{pattern}」")
    (match,), (line,) = found, lines
    return {name: _value(name, printed, line) for name, printed in match.groupdict().items()}, line


def _value(column: str, printed: str, line: int) -> Value:
    text = " ".join(_PARAGRAPH.sub(" ", _TAG.sub(" ", printed)).replace("\n", "").split())
    if column not in _NUMBERS:
        return text
    number = quantity(text)
    if number is None:
        told = f"「{text}」 stands where a number is printed"
        raise Unreadable(line, told, "a number or a dash")
    return "" if number.value is None else number.value
