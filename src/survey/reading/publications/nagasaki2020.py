"""The evaluation sheet of Nagasaki of 2020: indicators and projects from tables in markup.

The supplements after the sheet (様式1) print the indicators of a project again; they are compared
with the sheet, and give the targets that it leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, repeat

from survey.documents.plain_text import Document
from survey.reading.errata import Erratum, Finding
from survey.reading.publications import load_facts
from survey.reading.publications.nagasaki import PROJECTS, Project
from survey.reading.publications.nagasaki_pages import (
    Page,
    Sheet,
    add_passages,
    add_rows,
    groups_of_items,
    read_pages,
)
from survey.reading.publications.printed_lines import (
    Cells,
    Line,
    declared_numbers,
    number_lines,
)
from survey.reading.publications.quantities import quantity
from survey.reading.results import Reading, Unreadable
from survey.text import squeeze

NAME = "nagasaki2020"
_COMPARED = ("target", "actual", "rate")


def read(document: Document, errata: Sequence[Erratum]) -> Reading:
    """Return the tables of this sheet."""
    facts, reading = load_facts(Sheet, NAME), Reading(document.name)
    groups = groups_of_items(document)
    misread = [erratum for erratum in errata if erratum.kind == "misread_number"]
    found = reading.each(_pages, [document], [facts.pages])
    pages = found[0] if found else []
    kpis, projects = read_pages(reading, facts, pages, groups, misread)
    by_number = {project.words.number: project for project in projects}
    compared = reading.each(_compared, facts.pages, pages, repeat(by_number))
    reading.findings += [finding for findings in compared for finding in findings]
    add_rows(reading, facts, kpis, projects, groups)
    add_passages(reading, facts, document)
    return reading


def _pages(document: Document, declared: Sequence[Page]) -> list[list[Line]]:
    """Return the declared pages, each up to where the next one begins."""
    starts: list[int] = []
    for page in declared:
        begins = squeeze(page.begins)
        after = range(starts[-1] + 1 if starts else 0, len(document.lines))
        start = next((n for n in after if squeeze(document.lines[n]).startswith(begins)), None)
        if start is None:
            raise Unreadable(len(document.lines), "a part of the sheet is missing", page.begins)
        starts.append(start)
    lines = list(enumerate(document.lines, 1))
    return [lines[start:end] for start, end in pairwise([*starts, len(lines)])]


def _compared(page: Page, lines: Sequence[Line], projects: Mapping[str, Project]) -> list[Finding]:
    """Return where a supplement and the sheet differ; fill in what the sheet leaves out."""
    reprinted = declared_numbers(number_lines(lines, "\t"), page.again, lines[0][0])
    project = projects.get(page.project)
    if project is None:
        return []
    return [
        finding
        for mark, cells in reprinted.items()
        for finding in _differences(project, mark, cells)
    ]


def _differences(project: Project, mark: str, reprinted: Cells) -> Iterator[Finding]:
    own = project.numbers.setdefault(mark, {})
    for year, (cells, line) in reprinted.items():
        where = f"{project.words.number} {project.words.indicators[mark].name} {year}"
        if year not in own:
            told = "the sheet has no number, the supplement has one"
            yield Finding("missing_value", PROJECTS, where, "in the supplement", line, told)
        numbers, line = own.setdefault(year, (cells, line))
        here, there = ([quantity(cell) for cell in (*row, "", "")] for row in (numbers, cells))
        for what, one, other in zip(_COMPARED, here, there, strict=False):
            if one != other:
                told = (
                    f"{what} {one and one.value} in the sheet,"
                    f" {other and other.value} in the supplement"
                )
                yield Finding("contradiction", PROJECTS, where, told, line, told)
