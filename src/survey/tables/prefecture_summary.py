"""One row a prefecture: what it answered in each table, beside the others: `prefecture_summary.csv`.

No answer is not a zero: what a prefecture did not answer is empty, and medians and ranks are those
of the prefectures that did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

from survey.declared import included, read_declaration
from survey.prefectures import prefectures
from survey.reading.clean_rows import Value
from survey.reading.parsed_documents import Row
from survey.tables.schemas import key_columns

UNNAMED = ("not_named", "other")
"""Codes that name no technology and no kind of work."""


@dataclass(frozen=True)
class _Measure:
    """What is counted of the rows of a table that prefectures answered.

    Only rows count whose column `where` holds one of `values`. `of` names a table of codes about
    them, joined by their id: what is counted are then the distinct values of `column` that name
    something, or with `total` their sum.
    """

    name: str
    table: str
    where: str = ""
    values: tuple[int | str, ...] = ()
    of: str = ""
    column: str = ""
    total: bool = False
    ranked: bool = False


@dataclass(frozen=True)
class _Declared:
    tables: tuple[str, ...]
    measures: tuple[_Measure, ...]


@cache
def _declared() -> _Declared:
    source = included("prefecture_summary.toml")
    return read_declaration(_Declared, source, "the measures of the summary")


def summary_rows(rows: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Return the rows of `prefecture_summary.csv`: all 47 prefectures of each survey.

    Parameters
    ----------
    rows
        By table: the survey's four tables, and case_technologies, case_work, organization_staff.
    """
    tables = _declared().tables
    surveys = dict.fromkeys(row["survey"] for table in tables for row in rows[table])
    return [row for survey in surveys for row in _survey(rows, survey)]


def _survey(rows: Mapping[str, Sequence[Row]], survey: Value) -> list[Row]:
    codes = [prefecture.prefecture_code for prefecture in prefectures()]
    tables = _declared().tables
    own: dict[str, dict[str, list[Row]]] = {table: {code: [] for code in codes} for table in tables}
    for table in tables:
        for row in rows[table]:
            if row["survey"] == survey:
                own[table][str(row["prefecture_code"])].append(row)
    columns: dict[str, list[Value]] = {
        f"{table}_answered": ["yes" if own[table][code] else "no" for code in codes]
        for table in tables
    }
    for measure in _declared().measures:
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
    (key,) = key_columns(measure.table)
    ids = {row[key] for row in counted}
    told = [row[measure.column] for row in rows[measure.of] if row[key] in ids]
    if measure.total:
        numbers = [number for number in told if isinstance(number, int)]
        return sum(numbers) if numbers else ""
    return len(set(told) - {*UNNAMED})
