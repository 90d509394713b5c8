"""The evaluation sheet of Nagasaki of 2024: indicators and projects from flowed text.

The extraction kept the numbers of a page together, in printed order, and put the words elsewhere.
Numbers are read by their form. The names of the indicators of programme groups follow from their
group and order; which words belong to which project is declared in `nagasaki2024.toml`, and each
declared word has to stand on the page of the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from survey.declared import STRICT
from survey.documents.plain_text import Document
from survey.reading.errata import Erratum, Finding
from survey.reading.outcome import Reading, Row, Unreadable
from survey.reading.publications import load_facts
from survey.reading.publications.flowed_numbers import ProjectNumbers, pages_of, project_numbers
from survey.reading.publications.nagasaki import (
    COSTS,
    KPIS,
    PROJECTS,
    Indicator,
    Measured,
    Project,
    check_groups,
    groups_of,
    groups_of_items,
    indicator_name,
    kpi_rows,
    project_rows,
)
from survey.reading.publications.quantities import fiscal_year, period, quantity
from survey.reading.reconcile import Count
from survey.text import squeeze

NAME, SHEET = "nagasaki2024", 2024
_NAME = re.compile("([①-⑨])([^①-⑨:：。 \\d][^。]*[^。 \\d])")
_SUM = re.compile(r"([①-⑳])\s*([\d,]+)")


@dataclass(frozen=True)
class _Named:
    """An indicator as it is named, and renamed from a year on; it has numbers for the years of its
    project, or for those in `years`."""

    __pydantic_config__ = STRICT

    kind: str
    name: str
    renamed: str = ""
    renamed_from: int = 9999
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Words:
    """The words of a project, in the order in which the pages print the projects."""

    __pydantic_config__ = STRICT

    number: str
    name: str
    department: str
    period: str
    items: tuple[str, ...]
    indicators: tuple[_Named, ...]


@dataclass(frozen=True)
class _Facts:
    __pydantic_config__ = STRICT

    indicators: int
    projects: tuple[_Words, ...]


def read(document: Document, _errata: Sequence[Erratum]) -> Reading:
    """Return `nagasaki_kpis` and `nagasaki_projects` of this sheet."""
    reading = Reading()
    pages = list(pages_of(document))
    kpis = [
        made
        for page in pages
        for made in reading.each(document.name, _kpi, list(_indicators(page)))
    ]
    if len(kpis) != load_facts(_Facts, NAME).indicators:
        found = f"{len(kpis)} indicators have numbers"
        reading.unreadable(document.name, 1, found, f"{load_facts(_Facts, NAME).indicators}")
    groups = groups_of_items("\n".join(document.lines))
    years = _cost_years(document)
    numbers = [project for page in pages for project in project_numbers(page)]
    words = load_facts(_Facts, NAME).projects
    if len(words) != len(numbers):
        line = numbers[-1].line if numbers else 1
        found = f"{len(numbers)} projects have numbers"
        reading.unreadable(document.name, line, found, f"{len(words)}")
        numbers, words = [], ()
    both = len(words)
    projects = reading.each(
        document.name, _project, words, numbers, [groups] * both, [years] * both
    )
    made = reading.each(document.name, project_rows, [SHEET] * len(projects), projects)
    rows = [row for found, _ in made for row in found]
    reading.rows = {KPIS: [row for found, _ in kpis for row in found], PROJECTS: rows}
    check_groups(reading.rows[KPIS], groups, document.name, reading)
    reading.findings += [finding for _, findings in (*kpis, *made) for finding in findings]
    reading.findings += _unnamed(words, numbers)
    sums = list(_sums_of_groups(document, rows, years[-2])) if len(years) > 1 else []
    if len(sums) != len(set(groups.values())):
        found = f"the costs of {len(sums)} programme groups are printed"
        reading.unreadable(document.name, 1, found, f"those of {len(set(groups.values()))}")
    reading.counts += sums
    reading.counts += _sums_of_parts(rows)
    return reading


def _indicators(page: Sequence[tuple[int, str]]) -> Iterator[tuple[str, str, list[str], int]]:
    """Yield group, name, tokens and line of each indicator with numbers on a page.

    The numbers stand in the order of the groups, as do the names: paragraphs that begin with the
    number of a group and are no sentences.
    """
    starts = [place for place, (_, line) in enumerate(page) if squeeze(line).startswith("基準年")]
    found = [_NAME.fullmatch(paragraph) for paragraph in _paragraphs(page)]
    names = sorted(((name[1], name[2]) for name in found if name), key=lambda name: name[0])
    for place, (start, end) in enumerate(pairwise([*starts, len(page)])):
        text = " ".join(line for _, line in page[start:end])
        mark, name = names[place] if len(names) == len(starts) else ("", "")
        line = next((n for n, row in page[start:end] if "目標値" in row), page[start][0])
        yield mark, indicator_name(name), [squeeze(token) for token in text.split()], line


def _paragraphs(page: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Yield the paragraphs of a page, lines joined: a blank line ends one."""
    for _, lines in groupby(enumerate(page), key=lambda entry: entry[1][0] - entry[0]):
        yield "".join(line.strip() for _, (_, line) in lines)


def _kpi(block: tuple[str, str, list[str], int]) -> tuple[list[Row], list[Finding]]:
    mark, name, tokens, line = block
    if not mark:
        raise Unreadable(
            line, "these numbers have no indicator", "as many names as indicators on the page"
        )
    years = [year for token in tokens if (year := fiscal_year(token))]
    try:
        first, second, third, fourth = (
            tokens.index(squeeze(label)) for label in ("目標値①", "実績値②", "達成率", "②/①")
        )
    except ValueError:
        raise Unreadable(
            line, f"the numbers of {name} lack a row", "目標値①, 実績値②, 達成率"
        ) from None
    rates = tokens[fourth + 1 :]
    end = next((n for n, token in enumerate(rates) if quantity(token) is None), len(rates))
    return kpi_rows(
        SHEET,
        Indicator(
            mark, name, years, _joined(tokens[first + 1 : second]),
            _joined(tokens[second + 1 : third]), rates[: end + 1], line,
        ),
    )  # fmt: skip


def _joined(tokens: Sequence[str]) -> list[str]:
    """Return the cells of a row: a year in brackets belongs to the number before it."""
    cells: list[str] = []
    for token in tokens:
        if cells and token.startswith("("):
            cells[-1] += token
        elif token != "進捗状況":
            cells.append(token)
    return cells


def _cost_years(document: Document) -> list[int]:
    heads = (re.fullmatch("(R[0-9元]+)(実績|計画)", squeeze(line)) for line in document.lines)
    return sorted({year for head in heads if head and (year := fiscal_year(head[1]))})


def _project(
    words: _Words, numbers: ProjectNumbers, groups: Mapping[str, str], years: Sequence[int]
) -> Project:
    for word in (words.name, words.period, *(name for i in words.indicators for name in
                                             (i.name, i.renamed))):  # fmt: skip
        if squeeze(word) not in numbers.page:
            raise Unreadable(numbers.line, f"「{word}」 does not stand on this page",
                             f"the words of project {words.number}")  # fmt: skip
    span = period(words.period)
    of_items = groups_of(words.items, groups)
    kinds = [kind for kind, cells in numbers.blocks if cells]
    if not of_items or span is None or kinds != [indicator.kind for indicator in words.indicators]:
        raise Unreadable(
            numbers.line, f"project {words.number} has numbers for {', '.join(kinds)}",
            ", ".join(indicator.kind for indicator in words.indicators),
        )  # fmt: skip
    running = [year for year in years if span[0] <= year <= (span[1] or year)]
    if len(numbers.costs) != len(running):
        raise Unreadable(
            numbers.line, f"project {words.number} has {len(numbers.costs)} rows of costs",
            f"{len(running)}, one for each of {running}",
        )  # fmt: skip
    project = Project(
        groups=of_items, number=words.number, name=words.name, department=words.department,
        first_year=span[0], last_year=span[1], plan=years[-1],
        costs=dict(zip(running, numbers.costs, strict=True)),
    )  # fmt: skip
    filled = [cells for _, cells in numbers.blocks if cells]
    for named, cells in zip(words.indicators, filled, strict=True):
        project.indicators += _measured(named, cells, running, years[-1])
    return project


def _measured(
    named: _Named, rows: Sequence[tuple[list[str], int]], running: Sequence[int], plan: int
) -> Iterator[Measured]:
    """Yield an indicator, or the two that it became: past years have target, actual and rate, the
    planned one a target."""
    years = named.years or running
    shapes = [3 if year < plan else 1 for year in years]
    if [len(tokens) for tokens, _ in rows] != shapes:
        raise Unreadable(
            rows[0][1], f"{named.name} has {len(rows)} rows", f"one for each of {years}"
        )
    cells: dict[int, tuple[str, str, str, int]] = {}
    for year, (tokens, line) in zip(years, rows, strict=True):
        target, actual, rate = [*tokens, "", ""][:3]
        cells[year] = (target, actual, rate, line)
    before = {year: cell for year, cell in cells.items() if year < named.renamed_from}
    after = {year: cell for year, cell in cells.items() if year >= named.renamed_from}
    if before:
        yield Measured(named.kind, indicator_name(named.name), before)
    if after:
        yield Measured(named.kind, indicator_name(named.renamed), after)


def _unnamed(words: Sequence[_Words], numbers: Sequence[ProjectNumbers]) -> Iterator[Finding]:
    for project, found in zip(words, numbers, strict=True):
        for kind, cells in found.blocks:
            if not cells:
                yield Finding("missing_value", PROJECTS, project.number, kind, found.line,
                              f"an {kind} of project {project.number} has no number")  # fmt: skip


def _sums_of_groups(document: Document, rows: Sequence[Row], year: int) -> Iterator[Count]:
    """The sheet begins with the costs of each group in the last year with results."""
    marked = [
        (n, m) for n, line in enumerate(document.lines, 1) if (m := _SUM.fullmatch(line.strip()))
    ]
    for number, match in marked:
        total = _total(rows, "total_cost", year, programme_group=match[1], parent_project="")
        path = (f"事業群{match[1]}", f"{year}年度{COSTS['total_cost']}")
        yield Count(PROJECTS, path, int(match[2].replace(",", "")), total, number)


def _sums_of_parts(rows: Sequence[Row]) -> Iterator[Count]:
    """The costs of a project that is printed in parts are the sum of these."""
    wholes = {str(row["parent_project"]) for row in rows} - {""}
    for row in rows:
        if row["project_number"] in wholes and row["project_item"] in COSTS:
            number, item, year = row["project_number"], str(row["project_item"]), row["fiscal_year"]
            total = _total(rows, item, year, parent_project=str(number))
            path = (f"事業{number}", f"{year}年度{COSTS[item]}")
            yield Count(PROJECTS, path, _cost(row), total, int(row["line"]))


def _total(rows: Sequence[Row], item: str, year: object, **values: str) -> int:
    return sum(
        _cost(row)
        for row in rows
        if (row["project_item"], row["fiscal_year"]) == (item, year)
        and all(row[name] == value for name, value in values.items())
    )


def _cost(row: Row) -> int:
    return int(row["actual"] if row["actual"] != "" else row["target"])
