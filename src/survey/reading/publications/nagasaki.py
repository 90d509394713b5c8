"""The rows of an evaluation sheet of Nagasaki, however it was extracted: indicators of programme
groups, and projects with their costs and indicators, by fiscal year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from survey.reading.errata import Finding
from survey.reading.parsed_documents import Row, Unreadable
from survey.reading.publications.printed_lines import Cells
from survey.reading.publications.quantities import STILL_UNKNOWN, Quantity, period, quantity
from survey.text import squeeze, unify_width

KPIS, PROJECTS, REVIEWS = "nagasaki_kpis", "nagasaki_projects", "nagasaki_reviews"
COSTS = ("total_cost", "general_funds", "personnel_cost")
# The unit stands in brackets at the end of the name; (累計) is not one.
_UNIT = re.compile(r"[(（](?!累計|延べ)([^()（）]+)[)）](?:累計|延べ数)?$")
_MARK = "※"
_COSTS = "C"
_NOTHING = Quantity(None)
Made = tuple[list[Row], list[Finding]]
"""The rows of an indicator or a project, and what is odd in it."""


@dataclass(frozen=True)
class Indicator:
    """What is declared of an indicator of a programme group: group and name as printed, and its
    `lines` of numbers. In these stand k for target, result and rate of a year, x for a target too
    many, B and F for the base and the final target, P for the progress."""

    group: str
    name: str
    lines: tuple[str, ...]

    @property
    def plain_name(self) -> str:
        """The name without the marks of the notes below the table."""
        return _without_marks(self.name)


@dataclass(frozen=True)
class Named:
    """What is declared of an indicator of a project."""

    kind: str
    name: str


@dataclass(frozen=True)
class Words:
    """What is declared of a project: its words, its indicators by the letters that stand for their
    numbers in `lines`."""

    number: str
    name: str
    department: str
    period: str
    items: tuple[str, ...]
    lines: tuple[str, ...]
    indicators: dict[str, Named]


@dataclass(frozen=True)
class Project:
    """One project: its words, the groups of its items in their order, and its numbers: costs (C)
    are total, general funds and personnel, those of an indicator target, actual and rate."""

    words: Words
    groups: str
    numbers: dict[str, Cells]


class _Printed(NamedTuple):
    target: Quantity = _NOTHING
    actual: Quantity = _NOTHING
    rate: Quantity = _NOTHING


def _without_marks(printed: str) -> str:
    return unify_width(printed).replace(_MARK, "")


def kpi_rows(sheet: int, indicator: Indicator, numbers: Mapping[str, Cells]) -> Made:
    """Return the rows of `nagasaki_kpis` of one indicator, and what is odd in it.

    Raises
    ------
    Unreadable
        If something else stands where a number is printed.
    """
    name, years = indicator.plain_name, _years(numbers["k"])
    base_year, base = _of_its_year(numbers["B"])
    final_year, final = _of_its_year(numbers["F"])
    [((progress,), _)] = numbers["P"].values()
    line = next(line for _, line in years.values())
    findings: list[Finding] = []
    if surplus := [cell for cells, _ in numbers.get("x", {}).values() for cell in cells]:
        told = f"{len(years) + len(surplus)} targets for {len(years)} years"
        findings.append(Finding("surplus", KPIS, name, told, line, told))
    if final_year in years and years[final_year][0].target.value != final.value:
        told = f"{final.value} is the final target, not that of its year"
        findings.append(Finding("contradiction", KPIS, name, told, line, told))
    cells = [cell for printed, _ in years.values() for cell in (printed.target, printed.actual)]
    units = [cell.unit for cell in (*cells, base, final) if cell.value is not None]
    unit = max(units, key=units.count, default="")
    rows: list[Row] = []
    for year, (printed, _) in years.items():
        where = f"{name} {year}"
        findings += _rate_findings(KPIS, where, printed, line)
        for cell in (printed.target, printed.actual):
            if cell.value is not None and cell.unit != unit:
                told = f"{cell.value} has the unit 「{cell.unit}」, not 「{unit}」"
                findings.append(Finding("unit", KPIS, where, f"{cell.value}", line, told))
        rows.append(
            {
                "evaluation_year": sheet,
                "programme_group": indicator.group,
                "indicator": name,
                "unit": unit,
                "fiscal_year": year,
                "target": _value(printed.target),
                "actual": _value(printed.actual),
                "actual_note": printed.actual.note,
                "achievement_rate_printed": _value(printed.rate),
                "base_fiscal_year": base_year,
                "base_value": _value(base),
                "final_target": _value(final),
                "final_fiscal_year": final_year,
                "progress": progress,
                "line": line,
            }
        )
    return rows, findings


def project_rows(sheet: int, project: Project) -> Made:
    """Return the rows of `nagasaki_projects` of one project, and what is odd in it.

    Raises
    ------
    Unreadable
        If its period is not one, or something else stands where a number is printed.
    """
    words, costs = project.words, project.numbers[_COSTS]
    rows: list[Row] = []
    findings: list[Finding] = []
    for place, item in enumerate(COSTS):
        for year, (cells, line) in costs.items():
            cost = _number(cells[place], line)
            printed = _Printed(target=cost) if year >= sheet else _Printed(actual=cost)
            of_cost = {"project_item": item, "indicator": "", "unit": "千円"}
            rows.append(_project_row(sheet, project, of_cost, year, printed, line))
    for mark, indicator in words.indicators.items():
        name = _without_marks(indicator.name) or indicator.kind
        unit = _UNIT.search(name)
        numbers = project.numbers.get(mark, {})
        if not numbers:
            told = f"{name} of project {words.number} has no number"
            line = next(line for _, line in costs.values())
            findings.append(Finding("missing_value", PROJECTS, words.number, name, line, told))
        for year, (printed, line) in _years(numbers).items():
            findings += _rate_findings(PROJECTS, f"{words.number} {name} {year}", printed, line)
            of_indicator = {
                "project_item": indicator.kind,
                "indicator": name,
                "unit": squeeze(unit[1]) if unit else printed.target.unit,
            }
            rows.append(_project_row(sheet, project, of_indicator, year, printed, line))
    return rows, findings


def _project_row(
    sheet: int, project: Project, item: Mapping[str, str], year: int, printed: _Printed, line: int
) -> Row:
    words = project.words
    years = period(words.period)
    if years is None:
        found = f"the period of project {words.number} is 「{words.period}」"
        raise Unreadable(line, found, "fiscal years, as R2-7")
    first, last = years
    return {
        "evaluation_year": sheet,
        "programme_group": project.groups[0],
        "programme_groups": project.groups,
        "project_number": words.number,
        "parent_project": words.number.partition("-")[0] if "-" in words.number else "",
        "project": words.name,
        "department": words.department,
        "first_fiscal_year": first,
        "last_fiscal_year": last or "",
        **item,
        "fiscal_year": year,
        "target": _value(printed.target),
        "target_bound": printed.target.note,
        "actual": _value(printed.actual),
        "achievement_rate_printed": _value(printed.rate),
        "line": line,
    }


def _years(numbers: Cells) -> dict[int, tuple[_Printed, int]]:
    """Return what is printed of an indicator for each fiscal year, and its line."""
    return {
        year: (_Printed(*(_number(cell, line) for cell in cells)), line)
        for year, (cells, line) in numbers.items()
    }


def _of_its_year(numbers: Cells) -> tuple[int, Quantity]:
    """Return the number of one year, and that year: it can be printed behind the number."""
    [(year, ((cell,), line))] = numbers.items()
    found = _number(cell, line)
    return found.year or year, found


def _rate_findings(table: str, where: str, printed: _Printed, line: int) -> list[Finding]:
    """Return a finding if the printed achievement rate is not actual / target, truncated."""
    target, actual, rate = (cell.value for cell in printed)
    if target is None or printed.actual.note:
        return []
    if (actual is None) != (rate is None) and target:
        told = f"the result is {actual}, its rate {rate}"
        return [Finding("rate", table, where, "a result or its rate is missing", line, told)]
    if rate is None or actual is None or rate == (expected := _percent(actual, target)):
        return []
    computed = "nothing" if expected is None else f"{expected}%"
    told = f"{rate}% is printed, {actual} / {target} gives {computed}"
    return [Finding("rate", table, where, f"{rate}% printed, {computed} computed", line, told)]


def _percent(actual: float, target: float) -> int | None:
    """Return actual / target in percent, truncated; exactly, as the decimals are printed ones."""
    if not target:
        return None
    return round(actual * 1000) * 100 // round(target * 1000)


def _number(cell: str, line: int) -> Quantity:
    found = quantity(cell)
    if found is not None:
        return found
    if squeeze(cell) == STILL_UNKNOWN:
        return Quantity(None, note=STILL_UNKNOWN)
    raise Unreadable(line, f"「{cell}」 stands where a number is printed", "a number, or 調査中")


def _value(quantity: Quantity) -> int | float | str:
    return "" if quantity.value is None else quantity.value
