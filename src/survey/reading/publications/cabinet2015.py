"""IT measures in the prefectures' strategies of 2015, from the table of the Cabinet Secretariat.

The table was read by OCR. What it damaged is corrected only where errata.toml lists it: `noise` is
left out, a `bullet` that was lost begins a measure, a `continuation` belongs to the row above.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from survey.documents.plain_text import Document
from survey.prefectures import Prefecture, by_name, prefectures
from survey.reading.errata import Erratum, Finding, Kind, missing
from survey.reading.layouts import Code
from survey.reading.parsed_documents import Reading, Row, Unreadable
from survey.reading.publications import load_facts, load_publication
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


def read(reading: Reading, document: Document, errata: Sequence[Erratum], _name: str) -> None:
    """Add the measures of 2015 and their coverage to the areas and the numbers of the whole country."""
    lines = [n for n in _lines_of_table(document) if document.lines[n - 1].strip()]
    rows = reading.each(_row, lines, [document.lines[n - 1] for n in lines])
    known = [row for row in rows if row.prefectures]
    reading.findings += [
        _finding("noise", row, 0, row.label) for row in rows if not row.prefectures
    ]
    reading.findings += _disorder(known)
    listed: defaultdict[str, list[Erratum]] = defaultdict(list)
    for erratum in errata:
        listed[erratum.where].append(erratum)
    corrected = _corrected(known, listed, reading)
    measures = [
        measure
        for row, cells in zip(known, corrected, strict=True)
        for measure in _measures(row, cells, reading)
    ]
    reading.rows = {
        TABLE: measures,
        COVERAGE: list(_coverage(known, measures)),
        **reading.rows,
    }
    reading.problems += missing(_ACTING, reading.findings, document.name, errata)


def _lines_of_table(document: Document) -> range:
    """Return the lines between the header, two rows that passages read, and the note below."""
    lines = [squeeze(line) for line in document.lines]
    title, end = squeeze(load_publication(NAME).titles[0]), squeeze(_facts().end)
    start = lines.index(title) if title in lines else len(lines) - 1
    first = next((n for n in range(start, len(lines)) if "\t" in document.lines[n]), start)
    last = next((n for n in range(start, len(lines)) if lines[n].startswith(end)), len(lines))
    return range(first + 3, last + 1)


def _row(line: int, text: str) -> _PrintedRow:
    label, *cells = text.split("\t")
    if len(cells) != len(_codes("area")):
        found = f"the row has {len(cells)} cells after the first"
        raise Unreadable(line, found, f"{len(_codes('area'))}")
    names = re.findall("|".join(by_name()), squeeze(label))
    if "".join(names) != squeeze(label):
        return _PrintedRow(line, label.strip(), (), tuple(cells))
    named = tuple(by_name()[name] for name in names)
    return _PrintedRow(line, "・".join(names), named, tuple(cells))


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
    if lacking := next(expected, None):
        last = rows[-1] if rows else _PrintedRow(1, "", (), ())
        yield _finding("order", last, 0, lacking.prefecture)


def _corrected(
    rows: Sequence[_PrintedRow], listed: Mapping[str, Sequence[Erratum]], reading: Reading
) -> list[list[str]]:
    """Return the cells of the rows without noise, with the bullets that were lost, and each with
    what was printed in the row below it."""
    corrected: list[list[str]] = []
    for row in rows:
        cells = list(row.cells)
        for place, printed in enumerate(row.cells):
            cell = printed.strip()
            for erratum in listed.get(_where(row, place + 1), ()):
                before, quote = cell, erratum.quote
                if erratum.kind == "noise":
                    cell = re.sub(_PIECE.format(re.escape(quote)), "", cell)
                elif erratum.kind == "bullet":
                    begun = f" {_facts().bullets[0]}{quote.lstrip(_facts().bullets)}"
                    cell = cell.replace(quote, begun, 1)
                elif corrected and erratum.kind == "continuation" and cell.startswith(quote):
                    cell = cell.removeprefix(quote)
                    corrected[-1][place] += quote
                if cell != before:
                    reading.findings.append(_finding(erratum.kind, row, place + 1, quote))
            if cell.strip() and not _JAPANESE.search(cell):
                reading.findings.append(_finding("noise", row, place + 1, cell.strip()))
                cell = ""
            cells[place] = _TAG.sub("", cell)
        corrected.append(cells)
    return corrected


def _measures(row: _PrintedRow, cells: Sequence[str], reading: Reading) -> Iterator[Row]:
    is_one = len(row.prefectures) == 1
    names = "・".join(prefecture.prefecture for prefecture in row.prefectures)
    for area, cell in zip(_codes("area"), cells, strict=True):
        text = cell.strip()
        if text and text[0] not in _facts().bullets:
            reading.findings.append(_finding("bullet", row, area.code, text[:16]))
        found = _split(text)
        noise = [piece for piece in found if not _JAPANESE.search(piece)]
        reading.findings += [_finding("noise", row, area.code, piece) for piece in noise]
        measures = [piece for piece in found if piece not in noise]
        for number, measure in enumerate(measures, 1):
            yield {
                "prefecture_code": row.prefectures[0].prefecture_code if is_one else "",
                "prefecture": names if is_one else "",
                "area_code": area.code,
                "area": area.label,
                "measure_number": number,
                "measure": measure,
                "prefecture_uncertain": "" if is_one else names,
                "line": row.line,
            }


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
    codes = {code.code: code.label for code in _codes("coverage")}
    of_line = Counter(measure["line"] for measure in measures)
    for prefecture in prefectures():
        row = next((row for row in rows if prefecture in row.prefectures), None)
        others = [p.prefecture for p in row.prefectures if p != prefecture] if row else []
        found = of_line[row.line] if row else 0
        code = 4 if row is None else 2 if not found else 3 if others else 1
        yield {
            "prefecture_code": prefecture.prefecture_code,
            "prefecture": prefecture.prefecture,
            "coverage_code": code,
            "coverage": codes[code],
            "measures": 0 if others else found,
            "measures_uncertain": found if others else 0,
            "printed_with": "・".join(others),
            "line": row.line if row else "",
        }


def _codes(name: str) -> Sequence[Code]:
    return load_publication(NAME).code_lists[name].codes


@cache
def _facts() -> _Facts:
    return load_facts(_Facts, NAME)
