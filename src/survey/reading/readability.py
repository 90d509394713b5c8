"""How far a CSV file or a workbook keeps to the government's rule of machine readability of 2026.

行政データにおける機械可読性に関するルール has 30 rules in three levels, declared in
`declarations/readability.toml`. What a program can tell from the file is `found`; where only a
person can tell, the places are to be seen to (`ask`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from survey.declared import included, read_declaration
from survey.documents.plain_text import LARGEST_FILE
from survey.documents.raw_tables import Area, Sheet, csv_file, workbook
from survey.documents.sandbox import made_in_sandbox
from survey.inputs import read_input
from survey.reading.column_checks import MOST_PLACES, Told, listed
from survey.reading.table_checks import table_checks
from survey.reading.table_shapes import Shape, shape_of

_WORKBOOKS, _VALUES = (".xlsx", ".xlsm"), (".csv", ".tsv")
_READABLE = (*_WORKBOOKS, *_VALUES, ".ods", ".xml", ".json")
"""Endings of the formats that L1-01 takes."""
_KINDS = {"picture": "画像", "chart": "グラフ", "shape": "図形・テキストボックス", "note": "メモ"}


@dataclass(frozen=True)
class Rule:
    """A rule: `only` for one kind of file, what to do (`advice`), or what a person has to `ask`."""

    id: str
    name: str
    only: Literal["", "excel", "csv"] = ""
    advice: str = ""
    ask: str = ""

    @property
    def level(self) -> int:
        """1, 2 or 3."""
        return int(self.id[1])


@dataclass(frozen=True)
class _Words:
    found: str
    ask: str
    level: str
    nothing: str
    unseen: str
    people: str
    headings: tuple[str, ...]


@dataclass(frozen=True)
class _Declared:
    name: str
    words: _Words
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Report:
    """All findings about a file, in the order of the rules; `seen` tells whether the cells were
    looked at, and not the format alone."""

    file: str
    excel: bool
    seen: bool
    findings: tuple[Told, ...]

    def as_json(self) -> str:
        """Return the report as text, for another process."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Return the report that `as_json` wrote; raises ValueError."""
        return TypeAdapter(cls).validate_python(json.loads(text))

    def broken(self) -> list[str]:
        """Return the ids of the rules against which something was found."""
        return list(dict.fromkeys(f.rule for f in self.findings if f.kind == "found"))


@cache
def _declared() -> _Declared:
    return read_declaration(
        _Declared, included("readability.toml"), "the rules of readability",
        lambda declared: {key: declared[key] for key in declared if key != "forms"},
    )  # fmt: skip


def rules() -> Mapping[str, Rule]:
    """Return the 30 rules by their ids, in their order."""
    return {rule.id: rule for rule in _declared().rules}


def readability(path: Path) -> Report:
    """Return what a file has against the rules. A workbook is read in a process of its own.

    Raises
    ------
    BadInput
        If it cannot be read, or not within the limits.
    """
    suffix = path.suffix.lower()
    if suffix in _WORKBOOKS:
        return made_in_sandbox(path, f"{__name__}:report_on_workbook", Report.from_json)
    if suffix in _VALUES:
        return _report_on_csv(path)
    read_input(path, LARGEST_FILE, "the file", "a table to publish")
    found = [] if suffix in _READABLE else [
        Told("L1-01", "", f"{suffix or '拡張子のない形式'} は、表として読み取れません")]  # fmt: skip
    return Report(path.name, False, False, tuple(found))


def report_on_workbook(path: Path) -> Report:
    """Return the report on an .xlsx or .xlsm workbook, read in this process."""
    found: list[Told] = []
    for sheet in workbook(path):
        shape = shape_of(sheet)
        checks = [*_excel_checks(sheet, shape), *_table_checks(shape, excel=True)]
        found += [replace(told, sheet=sheet.name) for told in checks]
    return _report(path, found, excel=True)


def _report_on_csv(path: Path) -> Report:
    file = csv_file(path)
    shape = shape_of(file.sheet)
    found = [*_csv_checks(file.sheet, shape), *_table_checks(shape, excel=False)]
    mark = "あり" if file.has_mark else "なし"
    said = f"文字コードは {file.encoding}、BOMは{mark}です"
    return _report(path, [*found, Told("L3-08", "", said, "ask")], excel=False)


def _report(path: Path, found: Sequence[Told], excel: bool) -> Report:
    other = "csv" if excel else "excel"
    placed = {f.rule for f in found}
    asked = [
        Told(rule.id, "", "", "ask") for rule in rules().values()
        if rule.ask and not rule.advice and rule.id not in placed and rule.id not in _BY_PLACE
    ]  # fmt: skip
    order = list(rules())
    kept = [f for f in [*found, *asked] if rules()[f.rule].only != other]
    kept.sort(key=lambda f: order.index(f.rule))
    return Report(path.name, excel, True, tuple(kept))


_BY_PLACE = ("L3-03", "L3-04")
"""Rules on which a person is asked only where the file gives reason to."""


def _table_checks(shape: Shape | None, excel: bool) -> Iterator[Told]:
    if shape is None:
        return
    if shape.others:
        yield Told("L1-02", "、".join(shape.others[:MOST_PLACES]), "ほかにも表があります")
    if shape.gaps:
        yield Told("L1-03", listed(shape.gaps), "空の行や列で表が分かれています")
    if shape.loose:
        yield Told("L1-04", listed(shape.loose), "表の外に文字があります")
    if shape.above:
        said = f"見出しの前に{shape.above}行あります（題名、注、空の行など）"
        yield Told("L3-01", f"1～{shape.above}行", said)
    first, last = shape.head
    if last > first:
        yield Told("L2-03", f"{first}～{last}行", "見出しが2行に分かれています")
    yield from table_checks(shape, excel)


def _csv_checks(sheet: Sheet, shape: Shape | None) -> Iterator[Told]:
    if shape is None:
        return
    broken = [f"{row}行目" for row, cells in enumerate(sheet.rows, 1)
              if any(cell and ("\n" in cell.text or "\r" in cell.text) for cell in cells)]  # fmt: skip
    if broken:
        yield Told("L1-14", listed(broken), "セルの中で改行しています")
    head = len(sheet.rows[shape.head[1] - 1])
    long = [f"{row}行目" for row, cells in enumerate(sheet.rows, 1)
            if row > shape.head[1] and len(cells) > head]  # fmt: skip
    if long:
        yield Told("L1-15", listed(long), f"項目名は{head}個ですが、値がそれより多くあります")


def _excel_checks(sheet: Sheet, shape: Shape | None) -> Iterator[Told]:
    if not sheet.is_visible:
        yield Told("L1-13", "", "シートが非表示です")
    if sheet.merged:
        yield Told("L1-12", listed([_area(a) for a in sheet.merged]), "セルが結合されています")
    if sheet.hidden:
        yield Told("L1-13", listed(sheet.hidden), "行や列が非表示です")
    if formulas := [_area((row, column, row, column)) for row, cells in enumerate(sheet.rows, 1)
                    for column, cell in enumerate(cells, 1) if cell and cell.is_formula]:  # fmt: skip
        yield Told("L2-06", listed(formulas), "数式が残っています")
    for kind, told in _KINDS.items():
        areas = [area for one, area in sheet.objects if one == kind and _lies_on(area, kind, shape)]
        if areas:
            yield Told("L1-10", listed([_area(area) for area in areas]), f"{told}があります")


def _lies_on(area: Area, kind: str, shape: Shape | None) -> bool:
    """Tell whether a drawing hides or holds data: a chart beside the table repeats its cells, all
    else can say what no cell says."""
    if kind != "chart" or shape is None:
        return True
    top, left, bottom, right = area
    last = shape.left + len(shape.columns) - 1
    return top <= shape.bottom and bottom >= shape.head[0] and left <= last and right >= shape.left


def _area(area: Area) -> str:
    from openpyxl.utils import get_column_letter

    top, left, bottom, right = area
    corner, last = f"{get_column_letter(left)}{top}", f"{get_column_letter(right)}{bottom}"
    return corner if corner == last else f"{corner}:{last}"


def written(reports: Sequence[Report], form: str) -> str:
    """Return reports as text: a `table` to read, `csv`, or `json` (a list of objects)."""
    words = _declared().words
    rows = [_row(report, finding) for report in reports for finding in report.findings]
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([words.headings, *map(dict.values, rows)])
        return text.getvalue()
    return "\n".join(line for report in reports for line in _lines(report)) + "\n"


def _row(report: Report, finding: Told) -> dict[str, str]:
    rule, words = rules()[finding.rule], _declared().words
    kind = words.found if finding.kind == "found" else words.ask
    advice = rule.advice if finding.kind == "found" else rule.ask
    return {
        "file": report.file,
        "rule": rule.id,
        "name": rule.name,
        "kind": kind,
        "sheet": finding.sheet,
        "place": finding.place,
        "found": finding.said,
        "advice": advice,
    }


def _lines(report: Report) -> Iterator[str]:
    """Yield the lines of a report to read: what was found, level by level, then what is asked."""
    declared = _declared()
    yield f"{report.file}　{declared.name}"
    if not report.seen:
        yield from (f"　{f.rule}　{f.said}。{rules()[f.rule].advice}" for f in report.findings)
        yield f"　{declared.words.unseen}"
        return
    if not report.broken():
        yield f"　{declared.words.nothing}"
    other = "csv" if report.excel else "excel"
    for level in (1, 2, 3):
        applied = [rule for rule in declared.rules if rule.level == level and rule.only != other]
        told = [
            f for f in report.findings if rules()[f.rule].level == level and (f.said or f.place)
        ]
        found = {f.rule for f in told if f.kind == "found"}
        asked = {f.rule for f in told if f.kind == "ask"}
        numbers = {"level": level, "count": len(applied), "found": len(found), "ask": len(asked)}
        yield declared.words.level.format(**numbers)
        for rule in applied:
            yield from _told(rule, [f for f in told if f.rule == rule.id])
    yield declared.words.people
    for finding in report.findings:
        if not finding.said:
            yield f"　{finding.rule}　{rules()[finding.rule].ask}"


def _told(rule: Rule, findings: Sequence[Told]) -> Iterator[str]:
    if findings:
        yield f"{rule.id}　{rule.name}"
    for f in findings:
        place = "　".join(filter(None, [f"シート「{f.sheet}」" if f.sheet else "", f.place]))
        yield f"　・{place}{'：' * bool(place)}{f.said}"
    if findings:
        yield f"　→ {rule.advice or rule.ask}"
