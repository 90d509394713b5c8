"""The values a variable can have, in their order, with their labels in Japanese and English."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pandas as pd

from survey.declared import included
from survey.prefectures import prefectures
from survey.tables.schemas import column_titles, column_values

_HEADINGS = {"field", "subfield", "kind", "organization_type"}


@dataclass(frozen=True)
class Category:
    """One value: as it stands in the tables, and as it is called in the two languages."""

    code: object
    label: str
    label_en: str


def key_column(frame: pd.DataFrame, variable: str) -> str:
    """Return the column that holds the codes of a variable: `…_code`, `…_id` or its own name."""
    names = (f"{variable}_code", f"{variable}_id", variable)
    return next((name for name in names if name in frame.columns), variable)


def categories(frame: pd.DataFrame, variable: str) -> list[Category]:
    """Return the categories of a variable, in their order.

    Parameters
    ----------
    frame
        A clean table, or several joined. It is asked for headings (only those that occur count),
        for clusters, and for values that nothing declares, which come last; the columns
        `…_label` and `…_label_en`, as `survey.apply` gives them, say what these are called.
    variable
        prefecture, region, a code list of the survey (adoption_status, …), work, technology, reason,
        scope, condition, field, subfield, kind, organization_type, cluster, or any other column.
    """
    column = key_column(frame, variable)
    occurring = frame[column].dropna().unique().tolist()
    if variable == "cluster":
        named = frame.dropna(subset="cluster_id").drop_duplicates("cluster_id")
        pairs = zip(named["cluster_id"].tolist(), named["cluster_label"], strict=True)
        declared = [Category(number, label, label) for number, label in sorted(pairs)]
    else:
        declared = list(_declared(variable))
        if variable in _HEADINGS:
            declared = [category for category in declared if category.code in occurring]
    known = {category.code for category in declared}
    own = _own_labels(frame, variable, column)
    others = [
        Category(value, *own.get(value, (str(value), str(value))))
        for value in occurring
        if value not in known
    ]
    return declared + others


def _own_labels(frame: pd.DataFrame, variable: str, column: str) -> dict[object, tuple[str, str]]:
    """Return the labels, by language, that a frame has for values that nothing declares."""
    names = [f"{variable}_label", f"{variable}_label_en"]
    if not {*names} <= {*frame.columns}:
        return {}
    labelled = frame.dropna(subset=[column]).drop_duplicates(column)
    labels = zip(*(labelled[name].astype(str) for name in names), strict=True)
    return dict(zip(labelled[column].tolist(), labels, strict=True))


def _declared(variable: str) -> Iterator[Category]:
    if variable == "prefecture":
        for p in prefectures():
            yield Category(p.prefecture_code, p.prefecture, p.prefecture_en)
    elif variable == "region":
        for name, name_en in dict.fromkeys((p.region, p.region_en) for p in prefectures()):
            yield Category(name, name, name_en)
    elif variable in _HEADINGS:
        for label, label_en in _headings().items():
            yield Category(label, label, label_en)
    else:
        for listed in column_values(f"{variable}_code") or column_values(variable):
            yield Category(listed["value"], listed["label"], listed["label_en"])


def variable_titles(variable: str) -> dict[str, str]:
    """Return what a variable is called, by language; its own name where the dictionary does not
    have it."""
    try:
        return column_titles(variable)
    except KeyError:
        return {"ja": variable, "en": variable}


def english(labels: pd.Series[str]) -> pd.Series[str]:
    """Return printed headings and names in English, themselves where there is no English name."""
    return labels.map(_headings()).fillna(labels)


@cache
def _headings() -> dict[str, str]:
    text = included("headings.csv").read_text(encoding="utf-8")
    return {row["label"]: row["label_en"] for row in csv.DictReader(text.splitlines())}
