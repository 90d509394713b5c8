"""The evaluation sheet of Nagasaki of 2020: indicators and projects from tables in markup.

The supplements after the sheet (様式1) print the indicators of a project again; they are compared
with the sheet, and give the targets that it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from survey.documents.plain_text import Document
from survey.reading.errata import Erratum, Finding
from survey.reading.outcome import Reading, Row, Unreadable
from survey.reading.publications import load_publication
from survey.reading.publications.nagasaki import (
    KINDS,
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
from survey.text import squeeze, unify_width

NAME, SHEET = "nagasaki2020", 2020
_GROUPS = tuple("①②③④⑤⑥⑦⑧⑨")
_LABELS = ("目標値①", "実績値②", "達成率②/①")
_YEAR_HEADS = re.compile(r"(?<![0-9A-Z])[HR](?:元|\d+)(?=実績|計画|目標)")

Line = tuple[int, list[str]]


def read(document: Document, errata: Sequence[Erratum]) -> Reading:
    """Return `nagasaki_kpis` and `nagasaki_projects` of this sheet."""
    reading = Reading()
    table = [(n, line.split("\t")) for n, line in enumerate(document.lines, 1) if "\t" in line]
    indicators = list(_indicators(table))
    misread = [
        erratum
        for erratum in errata
        if (erratum.document, erratum.kind) == (load_publication(NAME).document, "misread_number")
    ]
    kpis = reading.each(document.name, _kpi, indicators, [misread] * len(indicators))
    groups = groups_of_items("\n".join(document.lines).replace("<p>", "\n"))
    blocks = list(_project_blocks(table))
    numbers = [block[1][1][0] for block in blocks]
    last = blocks[-1][-1][0] if blocks else 1
    # The review after the projects (section 4) lists them again, under the same numbers.
    again = [cells[0] for number, cells in table if number > last and cells[0].isdigit()]
    if not kpis or not numbers or numbers != again:
        found = f"{len(kpis)} indicators, the projects {numbers}, reviewed are {again}"
        expected = "indicators, and the same projects in both sections"
        reading.unreadable(document.name, last, found, expected)
    projects = reading.each(document.name, _project, blocks, [groups] * len(blocks))
    for supplement in _supplements(document):
        reading.findings += _compare(supplement, projects)
    made = reading.each(document.name, project_rows, [SHEET] * len(projects), projects)
    reading.rows = {
        KPIS: [row for rows, _ in kpis for row in rows],
        PROJECTS: [row for rows, _ in made for row in rows],
    }
    check_groups(reading.rows[KPIS], groups, document.name, reading)
    reading.findings += [finding for _, findings in (*kpis, *made) for finding in findings]
    return reading


def _indicators(table: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield for each indicator the header of its table and its three rows."""
    header: Line = (1, [])
    block: list[Line] = []
    for number, cells in table:
        if "基準年" in cells:
            header = (number, cells)
        if block and (_LABELS[0] in cells or len(block) == 1 + len(_LABELS)):
            yield block
            block = []
        if any(label in cells for label in _LABELS):
            block = [*(block or [header]), (number, cells)]
    if block:
        yield block


def _kpi(rows: Sequence[Line], misread: Sequence[Erratum]) -> tuple[list[Row], list[Finding]]:
    (_, header), *printed = rows
    line = printed[0][0]
    named = [[label for label in _LABELS if label in row] for _, row in printed]
    if named != [[label] for label in _LABELS]:
        raise Unreadable(line, f"an indicator has {len(printed)} rows", ", ".join(_LABELS))
    cells = []
    for label, (_, row) in zip(_LABELS, printed, strict=True):
        after = [cell for cell in row[row.index(label) + 1 :] if cell.strip() not in ("", "/")]
        cells.append([cell for cell in after if cell != "進捗状況" and "<p>" not in cell])
    name = next((cell for cell in reversed(printed[0][1]) if cell.startswith(_GROUPS)), "")
    if not name:
        raise Unreadable(line, "an indicator has no name", "a name that begins with ①, ② or ③")
    years = [year for cell in header if (year := fiscal_year(cell))]
    # The explanations beside the table are no numbers; they follow the final target.
    final = next((n for n, cell in enumerate(cells[0]) if (q := quantity(cell)) and q.year), -1)
    cells[0] = cells[0][: final + 1]
    title = indicator_name(name[1:])
    (targets, actuals, rates), mended = _as_meant(title, cells, misread, line)
    made, findings = kpi_rows(
        SHEET, Indicator(name[0], title, years, targets, actuals, rates, line)
    )
    return made, [*mended, *findings]


def _as_meant(
    name: str, cells: Sequence[Sequence[str]], misread: Sequence[Erratum], line: int
) -> tuple[list[list[str]], list[Finding]]:
    """Return the cells of an indicator with the characters that errata say were meant, not those
    that were read (27アプリケーション for 2アプリケーション)."""
    read, findings = [list(row) for row in cells], []
    for erratum in misread:
        printed, meant = erratum.printed or "", erratum.published or ""
        if (
            erratum.where == name
            and printed
            and any(printed in cell for row in read for cell in row)
        ):
            read = [[cell.replace(printed, meant) for cell in row] for row in read]
            told = f"「{printed}」 was read for 「{meant}」"
            findings.append(Finding("misread_number", KPIS, name, erratum.evidence, line, told))
    return read, findings


def _project_blocks(table: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the rows of each project, the first with its number."""
    start = next((n for n, (_, cells) in enumerate(table) if "事業期間" in cells), len(table))
    heads = [head for _, cells in table[start : start + 4] for head in cells]
    block: list[Line] = []
    for number, cells in table[start + 4 :]:
        if cells[0].isdigit() or len(cells) != len(table[start][1]):
            if block:
                yield [(0, heads), *block]
            block = []
        if len(cells) != len(table[start][1]):
            return
        block.append((number, cells))


def _project(block: Sequence[Line], groups: dict[str, str]) -> Project:
    (_, heads), (line, first), *more = block
    years = sorted(
        {y for head in heads for t in _YEAR_HEADS.findall(head) if (y := fiscal_year(t))}
    )
    span = period(first[3])
    items = first[1].split()[1:]
    named = groups_of(items, groups)
    department = next((cells[2] for _, cells in more if cells[2]), "")
    if span is None or not years or not named or not department:
        raise Unreadable(
            line, f"project {first[0]} has no period, item or department", "H28-R3, 取組項目 ii"
        )
    project = Project(
        groups=named, number=first[0], name=unify_width(first[2]), department=department,
        first_year=span[0], last_year=span[1], plan=years[-1],
    )  # fmt: skip
    running = [year for year in years if span[0] <= year <= (span[1] or year)]
    rows = [(line, first), *more]
    costs = [(number, cells[4:7]) for number, cells in rows if any(cells[4:7])]
    if len(costs) != len(running):
        raise Unreadable(line, f"{len(costs)} rows of costs for {len(running)} years", "one a year")
    for year, (number, triple) in zip(running, costs, strict=True):
        project.costs[year] = (tuple(triple), number)
    for number, cells in rows:
        if label := next((cell for cell in cells if cell in KINDS), None):
            after = [*cells[cells.index(label) + 1 :], "", "", "", ""]
            measured = Measured(KINDS[label], indicator_name(after[0]))
            columns = [value.split() for value in after[1:4]]
            for n, year in enumerate(years[: len(columns[0])]):
                printed = [column[n] if n < len(column) else "" for column in columns]
                measured.cells[year] = (printed[0], printed[1], printed[2], number)
            project.indicators.append(measured)
    return project


def _supplements(document: Document) -> Iterator[tuple[str, list[Measured]]]:
    """Yield the name of a project and its indicators, as a supplement prints them."""
    rows: list[Line] | None = None
    for number, line in enumerate(document.lines, 1):
        text = squeeze(line)
        if text.endswith("補足説明資料"):
            rows = []
        elif rows is not None and text.endswith("事業の実施状況"):
            name = next((cells[1] for _, cells in rows if cells[0] == "事業名"), "")
            yield squeeze(name), _reprinted(rows)
            rows = None
        elif rows is not None:
            rows.append((number, [cell.strip() for cell in line.split("\t")]))


def _reprinted(rows: Sequence[Line]) -> list[Measured]:
    """Return the indicators of a supplement: outcomes in the left half, activities in the right."""
    head = next((n for n, (_, cells) in enumerate(rows) if _labels(cells)), None)
    if head is None:
        return []
    labels, rows = _labels(rows[head][1]), rows[head:]
    text = squeeze(" ".join(cell for _, cells in rows for cell in cells))
    years = sorted({y for t in _YEAR_HEADS.findall(text) if (y := fiscal_year(t))})
    found: list[Measured] = []
    for label, place in labels.items():
        end = min((other for other in labels.values() if other > place), default=None)
        for number, cells in rows:
            half = cells[place:end]
            numbers = [cell for cell in half if cell and quantity(cell)]
            names = [
                cell
                for cell in half
                if len(cell) > 4
                and not quantity(cell)
                and not _YEAR_HEADS.match(squeeze(cell))
                and squeeze(cell) not in KINDS
            ]
            if names:
                found.append(Measured(KINDS[label], squeeze(names[0])))
            values = [quantity(cell) for cell in numbers]
            if not found or found[-1].kind != KINDS[label] or not values or values[0] is None:
                continue
            if values[0].value is not None and len(found[-1].cells) < len(years):
                year = years[len(found[-1].cells)]
                printed = [*numbers, "", ""]
                found[-1].cells[year] = (printed[0], printed[1], printed[2], number)
    return found


def _labels(cells: Sequence[str]) -> dict[str, int]:
    """Return the place of 成果指標 and 活動指標 in a row."""
    return {squeeze(cell): place for place, cell in enumerate(cells) if squeeze(cell) in KINDS}


def _compare(
    supplement: tuple[str, list[Measured]], projects: Sequence[Project]
) -> Iterator[Finding]:
    """Yield where a supplement and the sheet differ; fill in what the sheet leaves out."""
    name, reprinted = supplement
    project = next((p for p in projects if squeeze(p.name) == name), None)
    for again in reprinted:
        indicators = project.indicators if project else []
        own = next((i for i in indicators if squeeze(i.name).startswith(again.name)), None)
        if project is None or own is None:
            line = next((line for *_, line in again.cells.values()), 1)
            yield Finding("contradiction", PROJECTS, f"{name} {again.name}", "not in the sheet",
                          line, "the sheet has no such indicator")  # fmt: skip
            continue
        for year, (*cells, line) in again.cells.items():
            if year not in own.cells:
                own.cells[year] = (cells[0], cells[1], cells[2], line)
                told = "the sheet has no number, the supplement has one"
                where = f"{project.number} {own.name} {year}"
                yield Finding("missing_value", PROJECTS, where, "in the supplement", line, told)
                continue
            here = [quantity(cell) for cell in own.cells[year][:3]]
            there = [quantity(cell) for cell in cells]
            for what, a, b in zip(("target", "actual", "rate"), here, there, strict=True):
                if a != b:
                    told = f"{what} {a and a.value} in the sheet, {b and b.value} in the supplement"
                    yield Finding(
                        "contradiction", PROJECTS, f"{project.number} {own.name} {year}", told,
                        own.cells[year][3], told,
                    )  # fmt: skip
