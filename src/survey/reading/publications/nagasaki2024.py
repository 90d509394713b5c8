"""The evaluation sheet of Nagasaki of 2024: indicators and projects from flowed text.

The extraction kept the numbers of a page together, in printed order, and put the words elsewhere.
What the lines of numbers are is declared in `nagasaki2024.toml`, page by page, and each declared
word has to stand on the page of its numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, repeat

from survey.declared import STRICT
from survey.documents.plain_text import Document
from survey.reading.clean_rows import Value
from survey.reading.errata import Erratum
from survey.reading.outcome import Reading, Row, Unreadable
from survey.reading.publications import load_facts
from survey.reading.publications.nagasaki import (
    COSTS,
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
    NumberLine,
    check_words,
    declared_numbers,
    number_lines,
    pages_of,
)
from survey.reading.reconcile import Count
from survey.text import squeeze

NAME, SHEET = "nagasaki2024", 2024
_COSTS = "C"
_CELLS = r"((?:[^ぁ-龠 ]\S* )+)"
# The labels are 目標値①, 実績値② and ②／① in NFKC.
_KPI = re.compile(
    rf"基準年 {_CELLS}最終目標\(年度\) 目標値1 {_CELLS}実績値2 {_CELLS}進捗状況 達成率 2/1 ((?:[^ぁ-龠 ]\S* )+\S+)"
)
_SUM = re.compile(r"([①-⑳])\s*([\d,]+)")


@dataclass(frozen=True)
class _Named:
    __pydantic_config__ = STRICT

    kind: str
    name: str


@dataclass(frozen=True)
class _Project:
    """The words of a project, the heads above its numbers, and what its lines of numbers are."""

    __pydantic_config__ = STRICT

    number: str
    name: str
    department: str
    period: str
    items: tuple[str, ...]
    lines: tuple[str, ...]
    indicators: dict[str, _Named]
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Page:
    """The names of the programme groups' indicators, and the projects, in printed order."""

    __pydantic_config__ = STRICT

    indicators: tuple[str, ...] = ()
    projects: tuple[_Project, ...] = ()


@dataclass(frozen=True)
class _Facts:
    __pydantic_config__ = STRICT

    pages: tuple[_Page, ...]


def read(document: Document, _errata: Sequence[Erratum]) -> Reading:
    """Return `nagasaki_kpis` and `nagasaki_projects` of this sheet."""
    declared, reading, pages = load_facts(_Facts, NAME).pages, Reading(), list(pages_of(document))
    if len(pages) < len(declared):
        found = f"the document has {len(pages)} pages"
        reading.unreadable(document.name, len(document.lines), found, f"at least {len(declared)}")
    groups = groups_of_items("\n".join(document.lines))
    kpis: list[Made] = []
    projects: list[Project] = []
    for facts, page in zip(declared, pages, strict=False):
        blocks = _blocks(page)
        if len(blocks) == len(facts.indicators):
            kpis += reading.each(document.name, _kpi, facts.indicators, blocks, repeat(page))
        else:
            found = f"{len(blocks)} indicators have numbers on this page"
            reading.unreadable(document.name, page[0][0], found, f"{len(facts.indicators)}")
        numbers = number_lines(page)
        projects += reading.each(
            document.name, _project, facts.projects, repeat(numbers), repeat(page), repeat(groups)
        )
    add_rows(reading, document.name, SHEET, kpis, projects, groups)
    sums = list(_sums_of_groups(document, reading.rows[PROJECTS]))
    if len(sums) != len(set(groups.values())):
        found = f"the costs of {len(sums)} programme groups are printed"
        reading.unreadable(document.name, 1, found, f"those of {len(set(groups.values()))}")
    reading.counts = [*sums, *_sums_of_parts(reading.rows[PROJECTS])]
    return reading


def _blocks(page: Sequence[Line]) -> list[Sequence[Line]]:
    """Return the tables of indicators on a page, each from its header on."""
    starts = [place for place, (_, line) in enumerate(page) if squeeze(line).startswith("基準年")]
    return [page[start:end] for start, end in pairwise([*starts, len(page)])]


def _kpi(quotation: str, block: Sequence[Line], page: Sequence[Line]) -> Made:
    line = next((n for n, row in block if "目標値" in row), block[0][0])
    check_words([quotation], page, line, "an indicator")
    tokens = [squeeze(token) for _, row in block for token in row.split()]
    # A year in brackets belongs to the number before it: 45件 (R7).
    table = _KPI.match(" ".join(tokens).replace(" (", "("))
    if table is None:
        found = f"the numbers of {quotation} lack a row"
        raise Unreadable(line, found, "基準年, 目標値①, 実績値② …進捗状況, 達成率 ②/①")
    heads, targets, actuals, rates = (cells.split() for cells in table.groups())
    return kpi_rows(
        SHEET,
        Indicator(
            group=quotation[0], name=indicator_name(quotation[1:]), heads=heads,
            targets=targets, actuals=actuals, rates=rates, line=line,
        ),
    )  # fmt: skip


def _project(
    declared: _Project, numbers: Iterator[NumberLine], page: Sequence[Line],
    groups: Mapping[str, str],
) -> Project:  # fmt: skip
    """Return a project from its lines, as many of the numbers of the page as it is declared to
    have: what is wrong in one of them does not concern the next project."""
    lines = list(islice(numbers, len(declared.lines)))
    line = lines[0][0] if lines else page[-1][0]
    names = [indicator.name for indicator in declared.indicators.values()]
    words = (*declared.heads, declared.name, declared.department, declared.period, *names)
    check_words(words, page, line, f"project {declared.number}")
    cells = declared_numbers(lines, declared.lines, line)
    project = project_without_numbers(
        number=declared.number, name=declared.name, department=declared.department,
        span=declared.period, items=declared.items, groups=groups, line=line,
    )  # fmt: skip
    measured = [
        Measured(named.kind, indicator_name(named.name), cells.get(mark, {}))
        for mark, named in declared.indicators.items()
    ]
    return replace(project, costs=cells[_COSTS], indicators=measured)


def _sums_of_groups(document: Document, rows: Sequence[Row]) -> Iterator[Count]:
    """The sheet begins with the costs of each group in the last year with results."""
    for number, line in enumerate(document.lines, 1):
        if match := _SUM.fullmatch(line.strip()):
            total = _added(
                rows, project_item="total_cost", fiscal_year=SHEET - 1, programme_group=match[1],
                parent_project="",
            )  # fmt: skip
            path = (f"事業群{match[1]}", f"{SHEET - 1}年度{COSTS['total_cost']}")
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
