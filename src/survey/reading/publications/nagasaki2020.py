"""The evaluation sheet of Nagasaki of 2020: indicators and projects from tables in markup.

The supplements after the sheet (様式1) print the indicators of a project again; they are compared
with the sheet, and give the targets that it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat, takewhile, zip_longest

from survey.declared import STRICT
from survey.documents.plain_text import Document
from survey.reading.errata import Erratum, Finding
from survey.reading.outcome import Reading, Unreadable
from survey.reading.publications import load_facts, load_publication
from survey.reading.publications.nagasaki import (
    KPIS,
    PROJECTS,
    Indicator,
    Made,
    Measured,
    Project,
    add_rows,
    groups_of_items,
    indicator_name,
    kpi_rows,
    project_without_numbers,
)
from survey.reading.publications.printed_lines import (
    Line,
    check_words,
    declared_numbers,
    number_lines,
)
from survey.reading.publications.quantities import fiscal_year, quantity
from survey.text import squeeze, unify_width

NAME, SHEET = "nagasaki2020", 2020
_GROUPS = tuple("①②③④⑤⑥⑦⑧⑨")
_LABELS = ("目標値①", "実績値②", "達成率②/①")
_KINDS = {"活動指標": "activity_indicator", "成果指標": "outcome_indicator"}
_HEADS = re.compile(r"(?<![0-9A-Z])[HR](?:元|\d+)(?=実績|計画|目標)")
_HEADER = 4
"""Rows of the header of the table of projects."""

Row = tuple[int, list[str]]
"""A printed row: its line, its cells."""


@dataclass(frozen=True)
class _Supplement:
    """A supplement: the project, its indicators as the supplement begins their names, and what its
    lines of numbers are."""

    __pydantic_config__ = STRICT

    project: str
    lines: tuple[str, ...]
    indicators: dict[str, str]


@dataclass(frozen=True)
class _Facts:
    __pydantic_config__ = STRICT

    supplements: tuple[_Supplement, ...]


def read(document: Document, errata: Sequence[Erratum]) -> Reading:
    """Return `nagasaki_kpis` and `nagasaki_projects` of this sheet."""
    reading = Reading()
    table = [(n, line.split("\t")) for n, line in enumerate(document.lines, 1) if "\t" in line]
    registered = load_publication(NAME).document
    misread = [
        erratum
        for erratum in errata
        if (erratum.document, erratum.kind) == (registered, "misread_number")
    ]
    kpis = reading.each(document.name, _kpi, _indicators(table), repeat(misread))
    groups = groups_of_items("\n".join(document.lines).replace("<p>", "\n"))
    years, blocks = _project_blocks(table)
    numbers = [block[0][1][0] for block in blocks]
    last = blocks[-1][-1][0] if blocks else 1
    # The review after the projects (section 4) lists them again, under the same numbers.
    again = [cells[0] for number, cells in table if number > last and cells[0].isdigit()]
    if not kpis or not numbers or numbers != again:
        found = f"{len(kpis)} indicators, the projects {numbers}, reviewed are {again}"
        expected = "indicators, and the same projects in both sections"
        reading.unreadable(document.name, last, found, expected)
    projects = reading.each(document.name, _project, blocks, repeat(years), repeat(groups))
    declared, printed = load_facts(_Facts, NAME).supplements, _supplements(document)
    if len(printed) != len(declared):
        found = f"the sheet has {len(printed)} supplements"
        reading.unreadable(document.name, last, found, f"{len(declared)}")
    compared = reading.each(document.name, _compared, declared, printed, repeat(projects))
    reading.findings += [finding for findings in compared for finding in findings]
    add_rows(reading, document.name, SHEET, kpis, projects, groups)
    return reading


def _indicators(table: Sequence[Row]) -> list[list[Row]]:
    """Return for each indicator the header of its table and its rows: 目標値 begins another."""
    header: Row = (1, [])
    blocks: list[list[Row]] = []
    for row in table:
        if "基準年" in row[1]:
            header = row
        if any(label in row[1] for label in _LABELS):
            if _LABELS[0] in row[1] or not blocks:
                blocks.append([header])
            blocks[-1].append(row)
    return blocks


def _kpi(rows: Sequence[Row], misread: Sequence[Erratum]) -> Made:
    (_, heads), *printed = rows
    line, first = printed[0]
    named = [[label for label in _LABELS if label in row] for _, row in printed]
    if named != [[label] for label in _LABELS]:
        raise Unreadable(line, f"an indicator has {len(printed)} rows", ", ".join(_LABELS))
    quotation = next((cell for cell in reversed(first) if cell.startswith(_GROUPS)), "")
    if not quotation:
        raise Unreadable(line, "an indicator has no name", "a name that begins with ①, ② or ③")
    name = indicator_name(quotation[1:])
    findings = []
    cells = []
    for label, (_, row) in zip(_LABELS, printed, strict=True):
        after = [cell for cell in row[row.index(label) + 1 :] if cell.strip() not in ("", "/")]
        cells.append([cell for cell in after if cell != "進捗状況" and "<p>" not in cell])
    # The explanations beside the table are no numbers; they follow the final target.
    final = next((n for n, cell in enumerate(cells[0]) if (q := quantity(cell)) and q.year), -1)
    cells[0] = cells[0][: final + 1]
    # 27アプリケーション was read for 2アプリケーション.
    for erratum in misread:
        read, meant = erratum.printed or "", erratum.published or ""
        if erratum.where == name and read and any(read in cell for row in cells for cell in row):
            cells = [[cell.replace(read, meant) for cell in row] for row in cells]
            told = f"「{read}」 was read for 「{meant}」"
            findings.append(Finding("misread_number", KPIS, name, erratum.evidence, line, told))
    targets, actuals, rates = cells
    indicator = Indicator(
        group=quotation[0], name=name, heads=heads,
        targets=targets, actuals=actuals, rates=rates, line=line,
    )  # fmt: skip
    made, odd = kpi_rows(SHEET, indicator)
    return made, [*findings, *odd]


def _project_blocks(table: Sequence[Row]) -> tuple[list[int], list[list[Row]]]:
    """Return the years of the table of projects, and the rows of each, the first with its number."""
    start = next((n for n, (_, cells) in enumerate(table) if "事業期間" in cells), len(table))
    header, rows = table[start : start + _HEADER], table[start + _HEADER :]
    heads = " ".join(cell for _, cells in header for cell in cells)
    width = len(header[0][1]) if header else 0
    blocks: list[list[Row]] = []
    for number, cells in takewhile(lambda row: len(row[1]) == width, rows):
        if cells[0].isdigit() or not blocks:
            blocks.append([])
        blocks[-1].append((number, cells))
    return sorted({y for head in _HEADS.findall(heads) if (y := fiscal_year(head))}), blocks


def _project(block: Sequence[Row], years: Sequence[int], groups: Mapping[str, str]) -> Project:
    line, first = block[0]
    project = project_without_numbers(
        number=first[0], name=unify_width(first[2]), span=first[3], items=first[1].split()[1:],
        department=next((cells[2] for _, cells in block[1:] if cells[2]), ""),
        groups=groups, line=line,
    )  # fmt: skip
    end = project.last_year or years[-1]
    running = [year for year in years if project.first_year <= year <= end]
    costs = [(tuple(cells[4:7]), number) for number, cells in block if any(cells[4:7])]
    if len(costs) != len(running):
        raise Unreadable(line, f"{len(costs)} rows of costs for {len(running)} years", "one a year")
    project.costs.update(zip(running, costs, strict=True))
    for number, cells in block:
        if label := next((cell for cell in cells if cell in _KINDS), None):
            name, *columns = [*cells[cells.index(label) + 1 :], "", "", "", ""][:4]
            measured = Measured(_KINDS[label], indicator_name(name))
            # 6 8 9 | 6 9 | 100% 112%: a cell holds the years one below the other.
            by_year = zip_longest(*(column.split() for column in columns), fillvalue="")
            for year, printed in zip(years, by_year, strict=False):
                measured.cells[year] = (printed, number)
            project.indicators.append(measured)
    return project


def _supplements(document: Document) -> list[list[Line]]:
    """Return the lines of each supplement up to the account of the project."""
    found: list[list[Line]] = []
    is_inside = False
    for number, line in enumerate(document.lines, 1):
        text = squeeze(line)
        if text.endswith("補足説明資料"):
            found.append([])
            is_inside = True
        is_inside = is_inside and not text.endswith("事業の実施状況")
        if is_inside:
            found[-1].append((number, line))
    return found


def _compared(
    declared: _Supplement, page: Sequence[Line], projects: Sequence[Project]
) -> list[Finding]:
    """Return where a supplement and the sheet differ; fill in what the sheet leaves out."""
    line = page[0][0]
    check_words((declared.project, *declared.indicators.values()), page, line, "a supplement")
    numbers = declared_numbers(number_lines(page, "\t"), declared.lines, line)
    findings = []
    for mark, name in declared.indicators.items():
        own = next(
            (
                (f"{project.number} {indicator.name}", indicator.cells)
                for project in projects
                for indicator in project.indicators
                if project.name == declared.project
                and squeeze(indicator.name).startswith(squeeze(name))
            ),
            None,
        )
        if own is None:
            raise Unreadable(line, f"the sheet has no indicator {name}", "those of the supplement")
        for year, (cells, number) in numbers[mark].items():
            where = f"{own[0]} {year}"
            if year not in own[1]:
                own[1][year] = (cells, number)
                told = "the sheet has no number, the supplement has one"
                findings.append(
                    Finding("missing_value", PROJECTS, where, "in the supplement", number, told)
                )
                continue
            here, line_here = own[1][year]
            for what, a, b in zip(("target", "actual", "rate"), here, cells, strict=False):
                one, other = quantity(a), quantity(b)
                if one != other:
                    told = (
                        f"{what} {one and one.value} in the sheet,"
                        f" {other and other.value} in the supplement"
                    )
                    findings.append(
                        Finding("contradiction", PROJECTS, where, told, line_here, told)
                    )
    return findings
