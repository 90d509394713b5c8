"""IT measures in the prefectures' strategies of 2015, from the table of the Cabinet Secretariat.

The table was read by OCR. What it damaged is corrected only where errata.toml lists it: `noise` is
left out, a `bullet` that was lost begins a measure, a `continuation` belongs to the row above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from survey.declared import STRICT
from survey.documents.plain_text import Document
from survey.prefectures import Prefecture, by_name, prefectures
from survey.reading.errata import Erratum, Finding, Kind, missing
from survey.reading.publications import load_facts, load_publication
from survey.reading.results import Reading, Row, Unreadable
from survey.text import squeeze, unify_width

NAME = "cabinet2015"
TABLE = "it_measures_2015"
COVERAGE = "it_measures_2015_coverage"
_JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
_TO_NEXT = re.compile(r"[^\s・·]*")
# Noise is a piece of a cell between spaces or before a bullet, never a part of a word.
_PIECE = r"(?:^|(?<=\s)){}(?=\s|[・·]|$)"
_TAG = re.compile("<[^<>]*>")
# A wrapped line left a space; only one between two Latin words is part of the text, and not after
# the hyphen at which one was broken (香川県: K- MIX).
_WRAP = re.compile(r"(?<![!-~])\s+|\s+(?![!-~])|(?<=-)\s+(?=[A-Z])")

_TOLD: Mapping[Kind, str] = {
    "noise": "this is not Japanese text, or no prefecture stands before it",
    "bullet": "a measure begins without a bullet",
    "continuation": "this belongs to the row above",
    "merged_rows": "two rows are printed as one",
    "order": "the prefecture stands out of order, or is missing",
}


@dataclass(frozen=True)
class _Facts:
    __pydantic_config__ = STRICT

    end: str
    bullets: str
    endings: tuple[str, ...]
    shortest: int


@dataclass(frozen=True)
class _PrintedRow:
    """One row: the prefectures it names (two where two rows were read as one) and its cells."""

    line: int
    label: str
    prefectures: tuple[Prefecture, ...]
    cells: tuple[str, ...]


_ACTING = ("noise", "continuation", "bullet")
"""Kinds of errata that change what is read."""


def read(document: Document, errata: Sequence[Erratum]) -> Reading:
    """Return `it_measures_2015` and `it_measures_2015_coverage`."""
    reading = Reading()
    first, last = _bounds(document)
    _check_header(document, first, reading)
    lines = [n for n in range(first + 2, last) if document.lines[n - 1].strip()]
    rows = reading.each(document.name, _row, lines, [document.lines[n - 1] for n in lines])
    known = [row for row in rows if row.prefectures]
    reading.findings += [
        _finding("noise", row, 0, row.label) for row in rows if not row.prefectures
    ]
    reading.findings += _disorder(known)
    listed: dict[str, list[Erratum]] = {}
    for erratum in errata:
        if erratum.document == load_publication(NAME).document:
            listed.setdefault(erratum.where, []).append(erratum)
    cleaned = list(_clean(known, listed, reading))
    measures = [row for printed in cleaned for row in _measures(printed, listed, reading)]
    reading.rows = {TABLE: measures, COVERAGE: list(_coverage(known, measures))}
    document_name = load_publication(NAME).document
    reading.problems += missing(_ACTING, reading.findings, document_name, document.name, errata)
    return reading


def _bounds(document: Document) -> tuple[int, int]:
    """Return the lines of the first row of the header and of the note below the table."""
    title = squeeze(load_publication(NAME).titles[0])
    lines = [squeeze(line) for line in document.lines]
    start = next((n for n, line in enumerate(lines, 1) if line == title), len(lines))
    first = next((n for n in range(start, len(lines)) if "\t" in document.lines[n - 1]), start)
    end = squeeze(_facts().end)
    after = range(start, len(lines) + 1)
    return first, next((n for n in after if lines[n - 1].startswith(end)), len(lines) + 1)


def _check_header(document: Document, first: int, reading: Reading) -> None:
    """The titles of the areas stand in two rows, some of them slipped into the other."""
    header = squeeze("".join(document.lines[first - 1 : first + 1]))
    titles = [code.printed for code in load_publication(NAME).code_lists["area"].codes]
    if missing := [title for title in titles if squeeze(title) not in header]:
        found = f"the header of the table lacks {missing[0]}"
        reading.unreadable(document.name, first, found, "the nine areas")


def _row(line: int, text: str) -> _PrintedRow:
    label, *cells = text.split("\t")
    rest, named = squeeze(label), []
    while found := next((name for name in by_name() if rest.startswith(name)), None):
        named.append(by_name()[found])
        rest = rest.removeprefix(found)
    areas = len(load_publication(NAME).code_lists["area"].codes)
    if len(cells) != areas:
        raise Unreadable(line, f"the row has {len(cells)} cells after the first", f"{areas}")
    names = "・".join(prefecture.prefecture for prefecture in named)
    return _PrintedRow(
        line, label.strip() if rest else names, () if rest else tuple(named), tuple(cells)
    )


def _where(row: _PrintedRow, area: int) -> str:
    return row.label + (f", area {area}" if area else "")


def _finding(kind: Kind, row: _PrintedRow, area: int, evidence: str) -> Finding:
    told = f"{_TOLD[kind]}: 「{evidence}」"
    return Finding(kind, TABLE, _where(row, area), evidence, row.line, told)


def _disorder(rows: Sequence[_PrintedRow]) -> Iterator[Finding]:
    expected = iter(prefectures())
    for row in rows:
        if len(row.prefectures) > 1:
            yield _finding("merged_rows", row, 0, row.label)
        for prefecture in row.prefectures:
            if next(expected, None) != prefecture:
                yield _finding("order", row, 0, row.label)
                return
    if missing := next(expected, None):
        last = rows[-1] if rows else _PrintedRow(1, "", (), ())
        yield _finding("order", last, 0, missing.prefecture)


def _clean(
    rows: Sequence[_PrintedRow], listed: Mapping[str, Sequence[Erratum]], reading: Reading
) -> Iterator[_PrintedRow]:
    """Yield the rows without noise, each with what was printed in the row below it."""
    above: _PrintedRow | None = None
    for row in rows:
        cells = list(row.cells)
        moved = [""] * len(cells)
        for place, cell in enumerate(cells):
            for erratum in listed.get(_where(row, place + 1), ()):
                if erratum.kind == "noise":
                    rest = re.sub(_PIECE.format(re.escape(erratum.quote)), "", cell)
                elif erratum.kind == "continuation" and cell.strip().startswith(erratum.quote):
                    rest = cell.strip().removeprefix(erratum.quote)
                    moved[place] = erratum.quote
                else:
                    continue
                if rest != cell:
                    cell = rest
                    found = _finding(erratum.kind, row, place + 1, erratum.quote)
                    reading.findings.append(found)
            if cell.strip() and not _JAPANESE.search(cell):
                reading.findings.append(_finding("noise", row, place + 1, cell.strip()))
                cell = ""
            cells[place] = _TAG.sub("", cell)
        if above:
            pairs = zip(above.cells, moved, strict=True)
            yield replace(above, cells=tuple(cell + more for cell, more in pairs))
        above = replace(row, cells=tuple(cells))
    if above:
        yield above


def _measures(
    row: _PrintedRow, listed: Mapping[str, Sequence[Erratum]], reading: Reading
) -> Iterator[Row]:
    one = row.prefectures[0] if len(row.prefectures) == 1 else None
    for area, cell in zip(load_publication(NAME).code_lists["area"].codes, row.cells, strict=True):
        bullet = _facts().bullets[0]
        text = cell.strip()
        for erratum in listed.get(_where(row, area.code), ()):
            if erratum.kind == "bullet" and erratum.quote in text:
                begun_with = f" {bullet}{erratum.quote.lstrip(_facts().bullets)}"
                text = text.replace(erratum.quote, begun_with, 1).strip()
                found = _finding("bullet", row, area.code, erratum.quote)
                reading.findings.append(found)
        if text and text[0] not in _facts().bullets:
            reading.findings.append(_finding("bullet", row, area.code, text[:16]))
        found_measures = _split(text)
        noise = [measure for measure in found_measures if not _JAPANESE.search(measure)]
        reading.findings += [_finding("noise", row, area.code, piece) for piece in noise]
        measures = [measure for measure in found_measures if measure not in noise]
        for number, measure in enumerate(measures, 1):
            yield {
                "prefecture_code": one.prefecture_code if one else "",
                "prefecture": one.prefecture if one else "",
                "area_code": area.code,
                "area": area.label,
                "measure_number": number,
                "measure": measure,
                "prefecture_uncertain": "" if one else "・".join(
                    prefecture.prefecture for prefecture in row.prefectures
                ),
                "line": row.line,
            }  # fmt: skip


def _split(cell: str) -> list[str]:
    """Return the measures of a cell, without their bullets."""
    facts, starts = _facts(), [0]
    for place, character in enumerate(cell):
        if character not in facts.bullets or place == 0:
            continue
        before, after = cell[starts[-1] : place], _TO_NEXT.match(cell, place + 1)
        is_run_on = (
            before.endswith(facts.endings)
            and after is not None
            and min(len(before.strip(facts.bullets)), len(after[0])) >= facts.shortest
        )
        if cell[place - 1].isspace() or is_run_on:
            starts.append(place)
    parts = [cell[start:end] for start, end in pairwise([*starts, len(cell)])]
    measures = [_WRAP.sub("", unify_width(p.strip().lstrip(facts.bullets)).strip()) for p in parts]
    return [measure for measure in measures if measure]


def _coverage(rows: Sequence[_PrintedRow], measures: Sequence[Row]) -> Iterator[Row]:
    codes = {code.code: code.label for code in load_publication(NAME).code_lists["coverage"].codes}
    for prefecture in prefectures():
        row = next((row for row in rows if prefecture in row.prefectures), None)
        own = sum(measure["prefecture_code"] == prefecture.prefecture_code for measure in measures)
        shared = row.line if row and len(row.prefectures) > 1 else None
        doubtful = sum(measure["line"] == shared for measure in measures)
        code = 4 if row is None else 1 if own else 3 if doubtful else 2
        others = [p.prefecture for p in row.prefectures if p != prefecture] if row else []
        yield {
            "prefecture_code": prefecture.prefecture_code,
            "prefecture": prefecture.prefecture,
            "coverage_code": code,
            "coverage": codes[code],
            "measures": own,
            "measures_uncertain": doubtful,
            "printed_with": "・".join(others),
            "line": row.line if row else "",
        }


@cache
def _facts() -> _Facts:
    return load_facts(_Facts, NAME)
