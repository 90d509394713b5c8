"""The pages of an evaluation sheet of Nagasaki, and what is declared of them.

A page has tables of the indicators of programme groups, and projects with lines of numbers. Which
they are is declared, and every declared word has to stand on the page of its numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, repeat

from survey.documents.plain_text import Document
from survey.reading.errata import Erratum, Finding
from survey.reading.publications.nagasaki import (
    KPIS,
    PROJECTS,
    REVIEWS,
    Indicator,
    Made,
    Project,
    Words,
    indicator_name,
    kpi_rows,
    project_rows,
)
from survey.reading.publications.passages import Passages, read_passages
from survey.reading.publications.printed_lines import (
    Line,
    NumberLine,
    check_words,
    declared_numbers,
    number_lines,
)
from survey.reading.results import Reading, Unreadable
from survey.text import squeeze

_GROUP = re.compile(r"([ivxⅰ-ⅹ]+)\s*[)）][^\n]*?[（(]事業群([①-⑳])[)）]")
# The targets end with the final one and its year, the results with 進捗状況, the rates with what
# is printed of the progress. In NFKC the labels 目標値① and 達成率②/① end with 1 and 2/1.
_TABLE = re.compile(
    r"目標値1 ((?:(?!実績値)\S+ )*?\S+\([HR][元\d]+\)) (?>.*?実績値2) "
    r"((?:(?!進捗状況)\S+ )+)進捗状況 達成率 ?2/1 ((?:[^ぁ-龠 ]\S* )+\S+)"
)
_TARGETS = "目標値1"


@dataclass(frozen=True)
class Page:
    """One page: words that have to stand on it as printed, its indicators of programme groups and
    its projects, in the order of their numbers.

    `begins` is how the page begins, where pages are told by that. A supplement prints the numbers
    of `project` again, on the lines `again`.
    """

    begins: str = ""
    words: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    projects: tuple[Words, ...] = ()
    project: str = ""
    again: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """An evaluation sheet: its fiscal year and its pages; of the tables of indicators the years, a
    mark on the first line and how they begin, {} being the name of the indicator; and the rows of
    other tables."""

    year: int
    years: tuple[int, ...]
    mark: str
    begins: str
    pages: tuple[Page, ...]
    passages: tuple[Passages, ...]


def groups_of_items(document: Document) -> Mapping[str, str]:
    """Return the programme group (①②③) of each item (i, ii, …) that the sheet lists."""
    text = "\n".join(document.lines).replace("<p>", "\n")
    return {squeeze(item): group for item, group in _GROUP.findall(text)}


def read_pages(
    reading: Reading, sheet: Sheet, pages: Sequence[Sequence[Line]],
    groups: Mapping[str, str], misread: Sequence[Erratum] = (),
) -> tuple[list[Made], list[Project]]:  # fmt: skip
    """Return the rows of the indicators of programme groups, and the projects; what cannot be read
    is told in `reading`. `misread` are the errata that say which characters were meant."""
    kpis: list[Made] = []
    projects: list[Project] = []
    for page, lines in zip(sheet.pages, pages, strict=False):
        for tables in reading.each(_tables, [sheet], [page], [lines]):
            kpis += reading.each(_kpi, repeat(sheet), page.indicators, tables, repeat(misread))
        numbers = number_lines(lines)
        projects += reading.each(
            _project, page.projects, repeat(numbers), repeat(lines), repeat(groups)
        )
    return kpis, projects


def add_rows(
    reading: Reading, sheet: Sheet, kpis: Sequence[Made], projects: Sequence[Project],
    groups: Mapping[str, str],
) -> None:  # fmt: skip
    """Add the rows of a sheet and what is odd in them; tell if the indicators are not those of all
    programme groups that the sheet lists."""
    made = reading.each(project_rows, repeat(sheet.year), projects)
    reading.rows = {
        KPIS: [row for rows, _ in kpis for row in rows],
        PROJECTS: [row for rows, _ in made for row in rows],
    }
    reading.findings += [finding for _, findings in (*kpis, *made) for finding in findings]
    found = sorted({str(row["programme_group"]) for row in reading.rows[KPIS]})
    if found != (listed := sorted(set(groups.values()))):
        told = f"the indicators are those of the programme groups {''.join(found)}"
        reading.unreadable(1, told, "".join(listed))


def add_passages(reading: Reading, sheet: Sheet, document: Document) -> None:
    """Add the rows of the other tables of a sheet. Reviews get the words of their projects, and the
    order of these."""
    reading.rows |= read_passages(reading, document, sheet.passages)
    reviews = {row["project_number"]: row for row in reading.rows[REVIEWS]}
    reading.rows[REVIEWS] = [
        {
            **reviews[words.number],
            "project": words.name,
            "department": words.department,
            "items": ";".join(words.items),
        }
        for page in sheet.pages
        for words in page.projects
        if words.number in reviews
    ]


def _tables(sheet: Sheet, page: Page, lines: Sequence[Line]) -> list[Sequence[Line]]:
    """Return the lines of each table of an indicator on a page."""
    first = lines[0][0]
    check_words((*page.words, *page.indicators), lines, first, "this page")
    mark = squeeze(sheet.mark)
    starts = [n for n, (_, line) in enumerate(lines) if mark in squeeze(line)]
    if page.indicators and len(starts) != len(page.indicators):
        found = f"{len(starts)} indicators have numbers on this page"
        raise Unreadable(first, found, f"{len(page.indicators)}")
    return [lines[start:end] for start, end in pairwise([*starts, len(lines)])]


def _kpi(sheet: Sheet, quotation: str, table: Sequence[Line], misread: Sequence[Erratum]) -> Made:
    name = indicator_name(quotation[1:])
    line = next((number for number, row in table if _TARGETS in squeeze(row)), table[0][0])
    tokens = [squeeze(token) for _, row in table for token in row.split()]
    begins = squeeze(sheet.begins.format(quotation))
    if not "".join(tokens).startswith(begins):
        found = f"「{' '.join(tokens)[: len(begins)]}」 begins a table of an indicator"
        raise Unreadable(line, found, begins)
    # A year in brackets belongs to the number before it: 45件 (R7). A / stands for no number.
    text = " ".join(token for token in tokens if token != "/").replace(" (", "(")
    text = text[text.find(_TARGETS) :]
    findings = []
    for erratum in misread:
        # 27アプリケーション was read for 2アプリケーション.
        read, meant = erratum.printed or "", erratum.published or ""
        if erratum.where == name and read and read in text:
            text = text.replace(read, meant)
            told = f"「{read}」 was read for 「{meant}」"
            findings.append(Finding("misread_number", KPIS, name, erratum.evidence, line, told))
    cells = _TABLE.match(text)
    if cells is None:
        raise Unreadable(line, f"{name} lacks its numbers", "目標値①, 実績値②, 達成率②/① with them")
    targets, actuals, rates = (group.split() for group in cells.groups())
    indicator = Indicator(
        group=quotation[0], name=name, years=sheet.years,
        targets=targets, actuals=actuals, rates=rates, line=line,
    )  # fmt: skip
    rows, odd = kpi_rows(sheet.year, indicator)
    return rows, [*findings, *odd]


def _project(
    words: Words, numbers: Iterator[NumberLine], lines: Sequence[Line], groups: Mapping[str, str]
) -> Project:
    """Return a project from as many lines of numbers as it is declared to have: what is wrong in
    one of them does not concern the next project."""
    printed = list(islice(numbers, len(words.lines)))
    line = printed[0][0] if printed else lines[-1][0]
    names = [indicator.name for indicator in words.indicators.values()]
    quoted = (words.name, words.department, words.period, *names)
    check_words(quoted, lines, line, f"project {words.number}")
    unknown = [item for item in words.items if item not in groups]
    if unknown:
        raise Unreadable(
            line, f"no programme group is listed for item {unknown[0]}", "ii) … (事業群①)"
        )
    of_items = "".join(dict.fromkeys(groups[item] for item in words.items))
    return Project(words, of_items, declared_numbers(printed, words.lines, line))
