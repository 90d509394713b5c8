"""What the evaluation sheets of Nagasaki have in common, however they were extracted: indicators
of programme groups, and projects with their costs and indicators, by fiscal year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise, repeat
from typing import NamedTuple

from survey.reading.errata import Finding
from survey.reading.outcome import Reading, Row, Unreadable
from survey.reading.publications.printed_lines import Cells
from survey.reading.publications.quantities import Quantity, fiscal_year, period, quantity
from survey.text import squeeze, unify_width

KPIS, PROJECTS = "nagasaki_kpis", "nagasaki_projects"
COSTS = {"total_cost": "事業費", "general_funds": "うち一般財源", "personnel_cost": "人件費"}
_GROUP = re.compile(r"([ivxⅰ-ⅹ]+)\s*[)）][^\n]*?[（(]事業群([①-⑳])[)）]")
# The unit stands in brackets at the end of the name; (累計) is not one.
_UNIT = re.compile(r"[(（](?!累計|延べ)([^()（）]+)[)）](?:累計|延べ数)?$")
_MARK = "※"
_NOTHING = Quantity(None)
Made = tuple[list[Row], list[Finding]]
"""The rows of an indicator or a project, and what is odd in it."""


@dataclass(frozen=True)
class Indicator:
    """One indicator of a programme group: the heads of its years, and the cells of its rows from
    left to right, empty ones left out."""

    group: str
    name: str
    heads: Sequence[str]
    targets: Sequence[str]
    actuals: Sequence[str]
    rates: Sequence[str]
    line: int


@dataclass(frozen=True)
class Measured:
    """One indicator of a project, its cells target, actual and achievement rate."""

    kind: str
    name: str
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True)
class Project:
    """One project; its costs are total, general funds and personnel, `groups` those of its items
    in their order."""

    groups: str
    number: str
    name: str
    department: str
    first_year: int
    last_year: int | None
    costs: Cells = field(default_factory=dict)
    indicators: list[Measured] = field(default_factory=list)


class _Printed(NamedTuple):
    target: Quantity = _NOTHING
    actual: Quantity = _NOTHING
    rate: Quantity = _NOTHING


def indicator_name(printed: str) -> str:
    """Return the name of an indicator without the marks of the notes below the table."""
    return unify_width(printed).replace(_MARK, "")


def groups_of_items(text: str) -> Mapping[str, str]:
    """Return the programme group (①②③) of each item (i, ii, …) that the sheet lists."""
    return {squeeze(item): group for item, group in _GROUP.findall(text)}


def project_without_numbers(
    *, number: str, name: str, department: str, span: str, items: Iterable[str],
    groups: Mapping[str, str], line: int,
) -> Project:  # fmt: skip
    """Return a project of which only the words were read.

    Raises
    ------
    Unreadable
        If its period is none, or the sheet lists no programme group for one of its items.
    """
    years = period(span)
    of_items = [groups.get(item, "") for item in items]
    if years is None or not department or not of_items or "" in of_items:
        found = f"project {number} has no period, item or department"
        raise Unreadable(line, found, "H28-R3, 取組項目 ii")
    named = "".join(dict.fromkeys(of_items))
    return Project(
        groups=named, number=number, name=name, department=department,
        first_year=years[0], last_year=years[1],
    )  # fmt: skip


def add_rows(
    reading: Reading, file: str, sheet: int, kpis: Sequence[Made], projects: Sequence[Project],
    groups: Mapping[str, str],
) -> None:  # fmt: skip
    """Add the rows of a sheet and what is odd in them; tell if the indicators are not those of all
    programme groups that the sheet lists."""
    made = reading.each(file, _project_rows, repeat(sheet), projects)
    reading.rows = {
        KPIS: [row for rows, _ in kpis for row in rows],
        PROJECTS: [row for rows, _ in made for row in rows],
    }
    reading.findings += [finding for _, findings in (*kpis, *made) for finding in findings]
    found = sorted({str(row["programme_group"]) for row in reading.rows[KPIS]})
    if found != (listed := sorted(set(groups.values()))):
        told = f"the indicators are those of the programme groups {''.join(found)}"
        reading.unreadable(file, 1, told, "".join(listed))


def kpi_rows(sheet: int, indicator: Indicator) -> Made:
    """Return the rows of `nagasaki_kpis` of one indicator, and what is odd in it.

    Raises
    ------
    Unreadable
        If the sheet prints not one target a year, and results and rates for the first of them.
    """
    name, line = indicator.name, indicator.line
    if not (indicator.targets and indicator.actuals and indicator.rates):
        raise Unreadable(line, f"{name} lacks its numbers", "three rows of them")
    years = [year for head in indicator.heads if (year := fiscal_year(head))]
    if not years or any(after != before + 1 for before, after in pairwise(years)):
        found = f"the years are {', '.join(map(str, years))}"
        raise Unreadable(line, found, "one year after another")
    *target_cells, final = [_number(cell, line) for cell in indicator.targets]
    base, *actuals = [_number(cell, line) for cell in indicator.actuals]
    *rate_cells, progress = indicator.rates
    rates = [_number(cell, line) for cell in rate_cells]
    if len(actuals) != len(rates) or len(actuals) > len(years):
        found = f"{name} has {len(actuals)} results, {len(rates)} rates"
        raise Unreadable(line, found, f"as many, at most {len(years)}")
    to_come = [_NOTHING] * (len(years) - len(actuals))
    results = list(zip([*actuals, *to_come], [*rates, *to_come], strict=True))
    targets, findings = _fitting(indicator, years, target_cells, results, final)
    if final.year in years and targets[years.index(final.year)].value != final.value:
        told = f"{final.value} is the final target, not that of its year"
        findings.append(Finding("contradiction", KPIS, name, told, line, told))
    units = [q.unit for q in (*targets, *actuals, base, final) if q.value is not None]
    unit = max(units, key=units.count, default="")
    rows: list[Row] = []
    for year, target, (actual, rate) in zip(years, targets, results, strict=True):
        where = f"{name} {year}"
        findings += _rate_findings(KPIS, where, _Printed(target, actual, rate), line)
        for cell in (target, actual):
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
                "target": _value(target),
                "actual": _value(actual),
                "actual_note": actual.note,
                "achievement_rate_printed": _value(rate),
                "base_fiscal_year": base.year or "",
                "base_value": _value(base),
                "final_target": _value(final),
                "final_fiscal_year": final.year or "",
                "progress": progress,
                "line": line,
            }
        )
    return rows, findings


def _fitting(
    indicator: Indicator, years: Sequence[int], targets: Sequence[Quantity],
    results: Sequence[tuple[Quantity, Quantity]], final: Quantity,
) -> tuple[Sequence[Quantity], list[Finding]]:  # fmt: skip
    """Return one target a year. Of a cell too many, the one is left out without which the printed
    rates and the final target are right."""
    if len(targets) == len(years):
        return targets, []
    fitting = {
        chosen
        for chosen in combinations(targets, len(years))
        if (final.year != years[-1] or chosen[-1].value == final.value)
        and not any(
            _rate_findings(KPIS, "", _Printed(target, actual, rate), indicator.line)
            for target, (actual, rate) in zip(chosen, results, strict=True)
        )
    }
    evidence = f"{len(targets)} targets for {len(years)} years"
    if len(fitting) != 1:
        found = f"{indicator.name} has {len(targets)} targets"
        raise Unreadable(indicator.line, found, f"{len(years)}, one a year")
    finding = Finding("surplus", KPIS, indicator.name, evidence, indicator.line, evidence)
    return fitting.pop(), [finding]


def _project_rows(sheet: int, project: Project) -> Made:
    """Return the rows of `nagasaki_projects` of one project, and what is odd in it."""
    rows: list[Row] = []
    findings: list[Finding] = []
    for place, item in enumerate(COSTS):
        for year, (cells, line) in project.costs.items():
            cost = _number(cells[place], line)
            printed = _Printed(target=cost) if year >= sheet else _Printed(actual=cost)
            meaning: Row = {
                "project_item": item,
                "indicator": "",
                "unit": "千円",
                "fiscal_year": year,
            }
            rows.append(_project_row(sheet, project, meaning, printed, line))
    for indicator in project.indicators:
        name = indicator.name or indicator.kind
        if not indicator.cells:
            told = f"{name} of project {project.number} has no number"
            line = next((line for _, line in project.costs.values()), 1)
            findings.append(Finding("missing_value", PROJECTS, project.number, name, line, told))
        unit = _UNIT.search(name)
        for year, (cells, line) in indicator.cells.items():
            printed = _Printed(*(_number(cell, line) for cell in cells))
            where = f"{project.number} {name} {year}"
            findings += _rate_findings(PROJECTS, where, printed, line)
            meaning = {
                "project_item": indicator.kind,
                "indicator": name,
                "unit": squeeze(unit[1]) if unit else printed.target.unit,
                "fiscal_year": year,
            }
            rows.append(_project_row(sheet, project, meaning, printed, line))
    return rows, findings


def _project_row(sheet: int, project: Project, meaning: Row, printed: _Printed, line: int) -> Row:
    return {
        "evaluation_year": sheet,
        "programme_group": project.groups[0],
        "programme_groups": project.groups,
        "project_number": project.number,
        "parent_project": project.number.partition("-")[0] if "-" in project.number else "",
        "project": project.name,
        "department": project.department,
        "first_fiscal_year": project.first_year,
        "last_fiscal_year": project.last_year or "",
        **meaning,
        "target": _value(printed.target),
        "target_bound": printed.target.note,
        "actual": _value(printed.actual),
        "achievement_rate_printed": _value(printed.rate),
        "line": line,
    }


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
    if squeeze(cell) == "調査中":
        return Quantity(None, note=squeeze(cell))
    raise Unreadable(line, f"「{cell}」 stands where a number is printed", "a number, or 調査中")


def _value(quantity: Quantity) -> int | float | str:
    return "" if quantity.value is None else quantity.value
