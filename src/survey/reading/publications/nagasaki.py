"""What the evaluation sheets of Nagasaki have in common, however they were extracted: indicators
of programme groups, and projects with their costs and indicators, by fiscal year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from survey.reading.errata import Finding
from survey.reading.outcome import Reading, Row, Unreadable
from survey.reading.publications.quantities import Quantity, quantity
from survey.text import squeeze, unify_width

KPIS, PROJECTS = "nagasaki_kpis", "nagasaki_projects"
COSTS = {"total_cost": "事業費", "general_funds": "うち一般財源", "personnel_cost": "人件費"}
KINDS = {"活動指標": "activity_indicator", "成果指標": "outcome_indicator"}
_GROUP = re.compile(r"([ivxⅰ-ⅹ]+)\s*[)）][^\n]*?[（(]事業群([①-⑳])[)）]")
# The unit stands in brackets at the end of the name; (累計) is not one.
_UNIT = re.compile(r"[(（](?!累計|延べ)([^()（）]+)[)）](?:累計|延べ数)?$")
_MARK = "※"


@dataclass(frozen=True)
class Indicator:
    """One indicator of a programme group, as cells from left to right, empty ones left out."""

    group: str
    name: str
    years: Sequence[int]
    targets: Sequence[str]
    actuals: Sequence[str]
    rates: Sequence[str]
    line: int


@dataclass
class Measured:
    """One indicator of a project: for each fiscal year target, actual, achievement rate, line."""

    kind: str
    name: str
    cells: dict[int, tuple[str, str, str, int]] = field(default_factory=dict)


@dataclass
class Project:
    """One project; `costs` are total, general funds and personnel, planned from `plan` on;
    `groups` those of its items, in their order."""

    groups: str
    number: str
    name: str
    department: str
    first_year: int
    last_year: int | None
    plan: int
    costs: dict[int, tuple[tuple[str, ...], int]] = field(default_factory=dict)
    indicators: list[Measured] = field(default_factory=list)


def indicator_name(printed: str) -> str:
    """Return the name of an indicator without the marks of the notes below the table."""
    return unify_width(printed).replace(_MARK, "")


def groups_of_items(text: str) -> Mapping[str, str]:
    """Return the programme group (①②③) of each item (i, ii, …) that the sheet lists."""
    return {squeeze(item): group for item, group in _GROUP.findall(text)}


def groups_of(items: Sequence[str], groups: Mapping[str, str]) -> str:
    """Return the groups of the items of a project, each once; empty if an item is unknown."""
    if any(item not in groups for item in items):
        return ""
    return "".join(dict.fromkeys(groups[item] for item in items))


def check_groups(
    rows: Sequence[Row], groups: Mapping[str, str], file: str, reading: Reading
) -> None:
    """Tell if the indicators are not those of all programme groups that the sheet lists."""
    found = sorted({str(row["programme_group"]) for row in rows})
    if found != (listed := sorted(set(groups.values()))):
        told = f"the indicators are those of the programme groups {''.join(found)}"
        reading.unreadable(file, 1, told, "".join(listed))


def kpi_rows(sheet: int, indicator: Indicator) -> tuple[list[Row], list[Finding]]:
    """Return the rows of `nagasaki_kpis` of one indicator, and what is odd in it."""
    if not (indicator.targets and indicator.actuals and indicator.rates):
        raise Unreadable(
            indicator.line, f"{indicator.name} lacks its numbers", "three rows of them"
        )
    printed_years = list(indicator.years)
    if printed_years != [*range(min(printed_years, default=0), max(printed_years, default=0) + 1)]:
        printed = ", ".join(map(str, indicator.years))
        raise Unreadable(indicator.line, f"the years are {printed}", "one year after another")
    *target_cells, final_cell = [_number(cell, indicator.line) for cell in indicator.targets]
    base, *actuals = [_number(cell, indicator.line) for cell in indicator.actuals]
    *rate_cells, progress = indicator.rates
    rates = [_number(cell, indicator.line) for cell in rate_cells]
    years = indicator.years
    targets, findings = _fitting(indicator, target_cells, actuals, rates, final_cell)
    if final_cell.year in years and targets[years.index(final_cell.year)].value != final_cell.value:
        told = f"{final_cell.value} is the final target, not that of its year"
        findings.append(Finding("contradiction", KPIS, indicator.name, told, indicator.line, told))
    units = [q.unit for q in (*targets, *actuals, base, final_cell) if q.value is not None]
    unit = max(units, key=units.count, default="")
    rows: list[Row] = []
    for place, year in enumerate(years):
        target, actual, rate = (
            cells[place] if place < len(cells) else Quantity(None)
            for cells in (targets, actuals, rates)
        )
        where = f"{indicator.name} {year}"
        findings += check_rate(KPIS, where, target, actual, rate, indicator.line)
        findings += [
            Finding("unit", KPIS, where, f"{printed.value}", indicator.line,
                    f"{printed.value} has the unit 「{printed.unit}」, not 「{unit}」")
            for printed in (target, actual)
            if printed.value is not None and printed.unit != unit
        ]  # fmt: skip
        rows.append(
            {
                "evaluation_year": sheet,
                "programme_group": indicator.group,
                "indicator": indicator.name,
                "unit": unit,
                "fiscal_year": year,
                "target": _value(target),
                "actual": _value(actual),
                "actual_note": actual.note,
                "achievement_rate_printed": _value(rate),
                "base_fiscal_year": base.year or "",
                "base_value": _value(base),
                "final_target": _value(final_cell),
                "final_fiscal_year": final_cell.year or "",
                "progress": progress,
                "line": indicator.line,
            }
        )
    return rows, findings


def project_rows(sheet: int, project: Project) -> tuple[list[Row], list[Finding]]:
    """Return the rows of `nagasaki_projects` of one project, and what is odd in it."""
    rows: list[Row] = []
    findings: list[Finding] = []

    def add(
        year: int, item: str, name: str, unit: str,
        target: Quantity, actual: Quantity, rate: Quantity, line: int,
    ) -> None:  # fmt: skip
        rows.append(
            {
                "evaluation_year": sheet,
                "programme_group": project.groups[0],
                "programme_groups": project.groups,
                "project_number": project.number,
                "parent_project": project.number.partition("-")[0] if "-" in project.number else "",
                "project": project.name,
                "department": project.department,
                "first_fiscal_year": project.first_year,
                "last_fiscal_year": project.last_year or "",
                "project_item": item,
                "indicator": name,
                "unit": unit,
                "fiscal_year": year,
                "target": _value(target),
                "target_bound": target.note,
                "actual": _value(actual),
                "achievement_rate_printed": _value(rate),
                "line": line,
            }
        )

    nothing = Quantity(None)
    for place, item in enumerate(COSTS):
        for year, (triple, line) in project.costs.items():
            cost = _number(triple[place], line)
            planned, spent = (cost, nothing) if year >= project.plan else (nothing, cost)
            add(year, item, "", "千円", planned, spent, nothing, line)
    for indicator in project.indicators:
        if not indicator.cells:
            told = f"{indicator.name} of project {project.number} has no number"
            line = next((line for _, line in project.costs.values()), 1)
            findings.append(
                Finding("missing_value", PROJECTS, project.number, indicator.name, line, told)
            )
        unit = _UNIT.search(indicator.name)
        for year, (*cells, line) in indicator.cells.items():
            target, actual, rate = (_number(cell, line) for cell in cells)
            where = f"{project.number} {indicator.name} {year}"
            findings += check_rate(PROJECTS, where, target, actual, rate, line)
            printed = squeeze(unit[1]) if unit else target.unit
            add(year, indicator.kind, indicator.name, printed, target, actual, rate, line)
    return rows, findings


def check_rate(
    table: str, where: str, target: Quantity, actual: Quantity, rate: Quantity, line: int
) -> list[Finding]:
    """Return a finding if the printed achievement rate is not actual / target, truncated."""
    if target.value is None or actual.note:
        return []
    if (actual.value is None) != (rate.value is None) and target.value:
        return [
            Finding("rate", table, where, "a result or its rate is missing", line,
                    f"the result is {actual.value}, its rate {rate.value}")
        ]  # fmt: skip
    if rate.value is None or actual.value is None:
        return []
    expected = _percent(actual.value, target.value)
    if expected == rate.value:
        return []
    told = "nothing" if expected is None else f"{expected}%"
    return [
        Finding("rate", table, where, f"{rate.value}% printed, {told} computed", line,
                f"{rate.value}% is printed, {actual.value} / {target.value} gives {told}")
    ]  # fmt: skip


def _percent(actual: float, target: float) -> int | None:
    """Return actual / target in percent, truncated; exactly, as the decimals are printed ones."""
    if not target:
        return None
    return round(actual * 1000) * 100 // round(target * 1000)


def _fitting(
    indicator: Indicator, targets: Sequence[Quantity], actuals: Sequence[Quantity],
    rates: Sequence[Quantity], final: Quantity,
) -> tuple[Sequence[Quantity], list[Finding]]:  # fmt: skip
    """Return one target a year. Of a cell too many, the one is left out without which the printed
    rates and the final target are right."""
    years = indicator.years
    if len(actuals) != len(rates) or len(actuals) > len(years):
        raise Unreadable(
            indicator.line, f"{indicator.name} has {len(actuals)} results, {len(rates)} rates",
            f"as many, at most {len(years)}",
        )  # fmt: skip
    if len(targets) == len(years):
        return targets, []
    fitting = {
        chosen
        for chosen in combinations(targets, len(years))
        if (final.year != years[-1] or chosen[-1].value == final.value)
        and not any(
            check_rate(KPIS, "", *printed, indicator.line)
            for printed in zip(chosen, actuals, rates, strict=False)
        )
    }
    if len(fitting) != 1:
        raise Unreadable(
            indicator.line,
            f"{indicator.name} has {len(targets)} targets",
            f"{len(years)}, one a year",
        )
    evidence = f"{len(targets)} targets for {len(years)} years"
    finding = Finding("surplus", KPIS, indicator.name, evidence, indicator.line, evidence)
    return fitting.pop(), [finding]


def _number(cell: str, line: int) -> Quantity:
    found = quantity(cell)
    if found is not None:
        return found
    if squeeze(cell) == "調査中":
        return Quantity(None, note=squeeze(cell))
    raise Unreadable(line, f"「{cell}」 stands where a number is printed", "a number, or 調査中")


def _value(quantity: Quantity) -> int | float | str:
    return "" if quantity.value is None else quantity.value
