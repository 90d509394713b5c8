"""The evaluation sheets of Nagasaki: pages with indicators of programme groups, and with projects.

What a page prints is declared, and every declared word has to stand on the page of its numbers. The
extraction of 2020 kept tables, those of 2024 the numbers of a page, in printed order and apart from
their words; either gives the same lines of numbers. The supplements after the sheet of 2020 (様式1)
print the indicators of a project again; they are compared with the sheet, and give the targets that
it leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, repeat

from survey.documents.plain_text import Document
from survey.reading.errata import Erratum, Finding
from survey.reading.parsed_documents import Reading, Row
from survey.reading.publications import load_facts
from survey.reading.publications.nagasaki import (
    KPIS,
    PROJECTS,
    REVIEWS,
    Indicator,
    Made,
    Project,
    Words,
    kpi_rows,
    project_rows,
)
from survey.reading.publications.printed_lines import (
    Cells,
    Line,
    NumberLine,
    check_words,
    declared_numbers,
    number_lines,
)
from survey.reading.publications.quantities import quantity
from survey.text import squeeze

_PAGE_BREAK = 3
"""Blank lines that separate two pages, where pages have no beginnings."""
_COMPARED = ("target", "actual", "rate")


@dataclass(frozen=True)
class Page:
    """One page: words that have to stand on it as printed, its indicators of programme groups and
    its projects, in the order of their numbers, and the `lines` of numbers before these.

    `begins` is how the page begins, where pages are told by that. A supplement prints the numbers
    of `project` again, on the lines `again`.
    """

    begins: str = ""
    words: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    projects: tuple[Words, ...] = ()
    project: str = ""
    again: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """An evaluation sheet: its fiscal year and its pages; what stands before the numbers of an
    indicator, {} being its group and name; and the programme group (①②③) of each item (i, ii, …)."""

    year: int
    head: str
    groups: dict[str, str]
    pages: tuple[Page, ...]

    def __post_init__(self) -> None:
        items = {i for page in self.pages for project in page.projects for i in project.items}
        if lacking := sorted(items - self.groups.keys()):
            raise ValueError(f"it has no programme group (groups) of item {lacking[0]}")
        measured = {one.group for page in self.pages for one in page.indicators}
        if apart := sorted(measured ^ set(self.groups.values())):
            raise ValueError(f"programme group {apart[0]} has no item, or no indicator")


def read(reading: Reading, document: Document, errata: Sequence[Erratum], name: str) -> None:
    """Add the indicators and projects of the sheet of this name, and complete the reviews of these."""
    sheet = load_facts(Sheet, name)
    pages = _pages(document.lines, sheet.pages)
    if missing := sheet.pages[len(pages) :]:
        expected = missing[0].begins or f"{len(sheet.pages)} pages"
        reading.unreadable(len(document.lines), "a part of the sheet is missing", expected)
    misread = [erratum for erratum in errata if erratum.kind == "misread_number"]
    kpis, projects = _read_pages(reading, sheet, pages, misread)
    by_number = {project.words.number: project for project in projects}
    compared = reading.each(_compared, sheet.pages, pages, repeat(by_number))
    made = reading.each(project_rows, repeat(sheet.year), projects)
    reading.rows = {
        KPIS: [row for rows, _ in kpis for row in rows],
        PROJECTS: [row for rows, _ in made for row in rows],
        **reading.rows,
        REVIEWS: list(_reviews(sheet, reading.rows[REVIEWS])),
    }
    odd = [*compared, *(findings for _, findings in (*kpis, *made))]
    reading.findings += [finding for findings in odd for finding in findings]


def _pages(lines: Sequence[str], declared: Sequence[Page]) -> list[list[Line]]:
    """Return the lines of each page that is not blank, up to where the next one begins."""
    numbered = list(enumerate(lines, 1))
    begins = [squeeze(page.begins) for page in declared]
    starts = list(_beginnings(lines, begins) if all(begins) else _after_breaks(lines))
    pages = [numbered[start:end] for start, end in pairwise([*starts, len(lines)])]
    return [page for page in pages if any(line.strip() for _, line in page)]


def _beginnings(lines: Sequence[str], begins: Sequence[str]) -> Iterator[int]:
    after = iter(range(len(lines)))
    for text in begins:
        yield from islice((n for n in after if squeeze(lines[n]).startswith(text)), 1)


def _after_breaks(lines: Sequence[str]) -> Iterator[int]:
    blank = _PAGE_BREAK
    for place, line in enumerate(lines):
        if line.strip() and blank >= _PAGE_BREAK:
            yield place
        blank = 0 if line.strip() else blank + 1


def _read_pages(
    reading: Reading, sheet: Sheet, pages: Sequence[Sequence[Line]], misread: Sequence[Erratum]
) -> tuple[list[Made], list[Project]]:
    """Return the rows of the indicators of programme groups, and the projects; what cannot be read
    is told in `reading`. `misread` are the errata that say which characters were meant."""
    kpis: list[Made] = []
    projects: list[Project] = []
    for page, lines in zip(sheet.pages, pages, strict=False):
        numbers, first = number_lines(lines), lines[0][0]
        before = list(islice(numbers, len(page.lines)))
        reading.each(check_words, [page.words], [lines], [first], ["this page"])
        reading.each(declared_numbers, [before], [page.lines], [first])
        of_page = repeat(numbers), repeat(lines)
        kpis += reading.each(_kpi, repeat(sheet), page.indicators, *of_page, repeat(misread))
        projects += reading.each(_project, repeat(sheet), page.projects, *of_page)
    return kpis, projects


def _kpi(
    sheet: Sheet, indicator: Indicator, numbers: Iterator[NumberLine], lines: Sequence[Line],
    misread: Sequence[Erratum],
) -> Made:  # fmt: skip
    """Return the rows of an indicator from as many lines of numbers as it is declared to have."""
    printed = list(islice(numbers, len(indicator.lines)))
    line, tokens = printed[0] if printed else (lines[-1][0], [])
    called = f"{indicator.group}{indicator.name}"
    begins = sheet.head.format(called) + "".join(tokens)
    check_words((called, begins), lines, line, "this indicator")
    name, findings = indicator.plain_name, []
    for erratum in misread:
        # 27アプリケーション was read for 2アプリケーション.
        read, meant = erratum.printed or "", erratum.published or ""
        if erratum.where == name and read and any(read in "".join(cells) for _, cells in printed):
            printed = [(n, [cell.replace(read, meant) for cell in cells]) for n, cells in printed]
            told = f"「{read}」 was read for 「{meant}」"
            findings.append(Finding("misread_number", KPIS, name, erratum.evidence, line, told))
    rows, odd = kpi_rows(sheet.year, indicator, declared_numbers(printed, indicator.lines, line))
    return rows, [*findings, *odd]


def _project(
    sheet: Sheet, words: Words, numbers: Iterator[NumberLine], lines: Sequence[Line]
) -> Project:
    """Return a project from as many lines of numbers as it is declared to have: what is wrong in
    one of them does not concern the next project."""
    printed = list(islice(numbers, len(words.lines)))
    line = printed[0][0] if printed else lines[-1][0]
    names = [indicator.name for indicator in words.indicators.values()]
    quoted = (words.name, words.department, words.period, *names)
    check_words(quoted, lines, line, f"project {words.number}")
    groups = "".join(dict.fromkeys(sheet.groups[item] for item in words.items))
    return Project(words, groups, declared_numbers(printed, words.lines, line))


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


def _reviews(sheet: Sheet, rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the reviews with the words of their projects, in the order of these."""
    reviews = {row["project_number"]: row for row in rows}
    for words in (words for page in sheet.pages for words in page.projects):
        if review := reviews.get(words.number):
            yield {
                **review,
                "project": words.name,
                "department": words.department,
                "items": ";".join(words.items),
            }
