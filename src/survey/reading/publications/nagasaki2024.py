"""The evaluation sheet of Nagasaki of 2024: indicators and projects from flowed text.

The extraction kept the numbers of a page together, in printed order, and put the words elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from survey.documents.plain_text import Document
from survey.reading.clean_rows import Value
from survey.reading.errata import Erratum
from survey.reading.publications import load_facts
from survey.reading.publications.nagasaki import COSTS, PROJECTS
from survey.reading.publications.nagasaki_pages import (
    Sheet,
    add_passages,
    add_rows,
    groups_of_items,
    read_pages,
)
from survey.reading.publications.printed_lines import Line
from survey.reading.reconcile import Count
from survey.reading.results import Reading, Row

NAME = "nagasaki2024"
_PAGE_BREAK = 3
"""Blank lines that separate two pages."""
_SUM = re.compile(r"([①-⑳])\s*([\d,]+)")


def read(document: Document, _errata: Sequence[Erratum]) -> Reading:
    """Return the tables of this sheet."""
    facts, reading = load_facts(Sheet, NAME), Reading(document.name)
    pages, groups = list(_pages(document)), groups_of_items(document)
    if len(pages) < len(facts.pages):
        found = f"the document has {len(pages)} pages"
        reading.unreadable(len(document.lines), found, f"at least {len(facts.pages)}")
    kpis, projects = read_pages(reading, facts, pages, groups)
    add_rows(reading, facts, kpis, projects, groups)
    add_passages(reading, facts, document)
    rows = reading.rows[PROJECTS]
    sums = list(_sums_of_groups(document, rows, facts.year - 1))
    if len(sums) != len(set(groups.values())):
        found = f"the costs of {len(sums)} programme groups are printed"
        reading.unreadable(1, found, f"those of {len(set(groups.values()))}")
    reading.counts = [*sums, *_sums_of_parts(rows)]
    return reading


def _pages(document: Document) -> Iterator[list[Line]]:
    """Yield the pages of a document, each as its lines that are not blank, with their numbers."""
    page: list[Line] = []
    blank = 0
    for number, line in enumerate(document.lines, 1):
        if not line.strip():
            blank += 1
            continue
        if blank >= _PAGE_BREAK and page:
            yield page
            page = []
        page.append((number, line))
        blank = 0
    if page:
        yield page


def _sums_of_groups(document: Document, rows: Sequence[Row], year: int) -> Iterator[Count]:
    """The sheet begins with the costs of each group in the last year with results."""
    for number, line in enumerate(document.lines, 1):
        if match := _SUM.fullmatch(line.strip()):
            total = _added(
                rows, project_item="total_cost", fiscal_year=year, programme_group=match[1],
                parent_project="",
            )  # fmt: skip
            path = (f"事業群{match[1]}", f"{year}年度{COSTS['total_cost']}")
            yield Count(PROJECTS, path, int(match[2].replace(",", "")), total, number)


def _sums_of_parts(rows: Sequence[Row]) -> Iterator[Count]:
    """The costs of a project that is printed in parts are the sum of these."""
    wholes = {row["parent_project"] for row in rows} - {""}
    for row in rows:
        number, item, year = row["project_number"], str(row["project_item"]), row["fiscal_year"]
        if number in wholes and item in COSTS:
            parts = _added(rows, project_item=item, fiscal_year=year, parent_project=number)
            path = (f"事業{number}", f"{year}年度{COSTS[item]}")
            yield Count(PROJECTS, path, _cost(row), parts, int(row["line"]))


def _added(rows: Sequence[Row], **values: Value) -> int:
    return sum(_cost(row) for row in rows if values.items() <= row.items())


def _cost(row: Row) -> int:
    return int(row["actual"] if row["actual"] != "" else row["target"])
