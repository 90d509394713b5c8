"""One row a prefecture: what it answered in each table, beside the others: `prefecture_summary.csv`.

No answer is not a zero: what a prefecture did not answer is empty, and medians and ranks are those
of the prefectures that did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from survey.prefectures import prefectures
from survey.reading.clean_rows import Value
from survey.reading.results import Row


@dataclass(frozen=True)
class _Measure:
    """What is counted of the rows of a table that prefectures answered.

    Only rows count whose column `where` holds one of `values`. `of` names a table of codes about
    them, joined by their id: what is counted are then the distinct values of `column`, without
    those in `but`, or with `total` their sum.
    """

    name: str
    table: str
    where: str = ""
    values: tuple[Value, ...] = ()
    of: str = ""
    column: str = ""
    but: tuple[Value, ...] = ()
    total: bool = False
    ranked: bool = False


_CASES, _SYSTEMS, _ROLES, _BODIES = (
    "ai_rpa_cases", "shared_systems", "digital_roles", "organizations",
)  # fmt: skip
_IDS = {_CASES: "case_id", _SYSTEMS: "system_id", _ROLES: "role_id", _BODIES: "organization_id"}
_STATUS = "adoption_status_code"
UNNAMED = ("not_named", "other")
"""Codes that name no technology and no kind of work."""
_MEASURES = (
    _Measure("cases", _CASES, ranked=True),
    _Measure("cases_introduced", _CASES, _STATUS, (1,), ranked=True),
    _Measure("cases_to_be_introduced", _CASES, _STATUS, (2,)),
    _Measure("cases_on_trial", _CASES, _STATUS, (3,)),
    _Measure("cases_trial_planned", _CASES, _STATUS, (4,)),
    _Measure("cases_considered", _CASES, _STATUS, (5,)),
    _Measure("cases_shareable", _CASES, "shareability_code", (1, 2), ranked=True),
    _Measure("technologies", _CASES, of="case_technologies", column="technology", but=UNNAMED, ranked=True),
    _Measure("kinds_of_work", _CASES, of="case_work", column="work", but=UNNAMED, ranked=True),
    _Measure("systems", _SYSTEMS, ranked=True),
    _Measure("systems_open", _SYSTEMS, "further_sharing_code", (1,)),
    _Measure("roles", _ROLES, ranked=True),
    _Measure("roles_from_outside", _ROLES, "recruitment_code", (1,)),
    _Measure("bodies", _BODIES, ranked=True),
    _Measure("office_staff", _BODIES, "organization_type", ("組織（部・課・室等）",),
             of="organization_staff", column="people", total=True),
)  # fmt: skip


def summary_rows(rows: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Return the rows of `prefecture_summary.csv`: all 47 prefectures of each survey.

    Parameters
    ----------
    rows
        By table: the survey's four tables, and case_technologies, case_work, organization_staff.
    """
    surveys = dict.fromkeys(row["survey"] for table in _IDS for row in rows[table])
    return [row for survey in surveys for row in _survey(rows, survey)]


def _survey(rows: Mapping[str, Sequence[Row]], survey: Value) -> list[Row]:
    codes = [prefecture.prefecture_code for prefecture in prefectures()]
    own: dict[str, dict[str, list[Row]]] = {table: {code: [] for code in codes} for table in _IDS}
    for table in _IDS:
        for row in rows[table]:
            if row["survey"] == survey:
                own[table][str(row["prefecture_code"])].append(row)
    columns: dict[str, list[Value]] = {
        f"{table}_answered": ["yes" if own[table][code] else "no" for code in codes]
        for table in _IDS
    }
    for measure in _MEASURES:
        counts = [_counted(measure, own[measure.table][code], rows) for code in codes]
        columns[measure.name] = counts
        if measure.ranked:
            told = [count for count in counts if isinstance(count, int)]
            columns[f"{measure.name}_median"] = [
                "" if count == "" else float(median(told)) for count in counts
            ]
            columns[f"{measure.name}_rank"] = [
                1 + sum(other > count for other in told) if isinstance(count, int) else ""
                for count in counts
            ]
    return [
        {
            "survey": survey,
            "prefecture_code": prefecture.prefecture_code,
            "prefecture": prefecture.prefecture,
            **{name: values[place] for name, values in columns.items()},
        }
        for place, prefecture in enumerate(prefectures())
    ]


def _counted(measure: _Measure, answers: Sequence[Row], rows: Mapping[str, Sequence[Row]]) -> Value:
    """Return what a prefecture's answers to a table hold of a measure, empty without answers or,
    for a total, without numbers."""
    if not answers:
        return ""
    counted = [
        row for row in answers if not measure.where or row.get(measure.where) in measure.values
    ]
    if not measure.of:
        return len(counted)
    key = _IDS[measure.table]
    ids = {row[key] for row in counted}
    told = [row[measure.column] for row in rows[measure.of] if row[key] in ids]
    if measure.total:
        numbers = [number for number in told if isinstance(number, int)]
        return sum(numbers) if numbers else ""
    return len(set(told) - {*measure.but})
