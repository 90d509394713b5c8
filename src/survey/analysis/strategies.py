"""Where prefectures planned in 2015, and where they reported cases of AI and RPA in 2020."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from survey.declared import included, read_declaration
from survey.tables.categories import categories
from survey.tables.provenance import made_of

LISTED = 1
"""Code of the coverage of a prefecture that has measures in the table of 2015."""


@dataclass(frozen=True)
class AreaFields:
    """The fields of the survey that a policy area of 2015 is compared with, and why."""

    code: int
    fields: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class _Relation:
    code: int
    label: str
    label_en: str


@dataclass(frozen=True)
class _Declared:
    areas: tuple[AreaFields, ...]
    relations: tuple[_Relation, ...]


@cache
def _declared() -> _Declared:
    path = included("area_fields.toml")
    return read_declaration(_Declared, path, "the fields of the policy areas")


def area_fields() -> tuple[AreaFields, ...]:
    """Return what is declared of each policy area, in their order."""
    return _declared().areas


def compared(coverage: pd.DataFrame, cases: pd.DataFrame) -> list[str]:
    """Return the codes of the prefectures that both documents know something of: those with
    measures in the table of 2015 and with a case in the survey of 2020."""
    listed = coverage.loc[coverage["coverage_code"] == LISTED, "prefecture_code"]
    return listed[listed.isin(cases["prefecture_code"])].tolist()


def planned_and_reported(
    measures: pd.DataFrame, coverage: pd.DataFrame, cases: pd.DataFrame
) -> pd.DataFrame:
    """Return how many prefectures had measures in an area, cases in its fields, both or neither.

    Measures that could be of either of two prefectures are left out, as are prefectures that one
    of the documents knows nothing of: no row is no answer.

    Parameters
    ----------
    measures, coverage, cases
        `it_measures_2015`, `it_measures_2015_coverage`, `ai_rpa_cases`.

    Returns
    -------
    DataFrame
        One row an area and relation: area_code, area, area_en, relation_code (1 both, 2 measure
        only, 3 case only, 4 neither), relation, relation_en, count (of prefectures).
    """
    known = compared(coverage, cases)
    areas = {category.code: category for category in categories(measures, "area")}
    rows = []
    for declared in area_fields():
        area = areas[declared.code]
        in_area = measures[measures["area_code"] == declared.code]
        in_fields = cases[cases["field"].isin(declared.fields)]
        planned, done = set(in_area["prefecture_code"]), set(in_fields["prefecture_code"])
        found = [(code in planned, code in done) for code in known]
        wanted = ((True, True), (True, False), (False, True), (False, False))
        for relation, pair in zip(_declared().relations, wanted, strict=True):
            rows.append(
                (area.code, area.label, area.label_en, relation.code, relation.label,
                 relation.label_en, found.count(pair))
            )  # fmt: skip
    names = ["area_code", "area", "area_en", "relation_code", "relation", "relation_en", "count"]
    return made_of(pd.DataFrame(rows, columns=names), measures, coverage, cases)


def rates(counts: pd.DataFrame) -> pd.DataFrame:
    """Return how often there was a case where there had been a measure, and where not.

    Parameters
    ----------
    counts
        What `planned_and_reported` returns.

    Returns
    -------
    DataFrame
        area, planned and not_planned (prefectures with and without a measure), with_case and
        without_plan (how many of them have a case), in the order of the areas.
    """
    table = counts.pivot_table("count", "area", "relation_code", sort=False)
    return pd.DataFrame(
        {
            "area": table.index,
            "planned": (table[1] + table[2]).tolist(),
            "with_case": table[1].tolist(),
            "not_planned": (table[3] + table[4]).tolist(),
            "without_plan": table[3].tolist(),
        }
    ).astype(dict.fromkeys(("planned", "with_case", "not_planned", "without_plan"), "Int64"))
