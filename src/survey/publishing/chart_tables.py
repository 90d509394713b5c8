"""The frames of a chart as tables for readers, on the site and in the workbook, and their headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd

from survey.charts.input_checks import name_column
from survey.declared import included, read_declaration
from survey.languages import Lang, Text
from survey.tables.categories import variable_titles

VALUE = "="
"""What the name of a column begins with that holds the counts of a value, and bears its name."""
_COUNTED = ("count", "cost")
"""What is counted or summed in a frame of one or two variables."""


def frames_in(given: Sequence[Any]) -> list[pd.DataFrame]:
    """Return the frames among what a chart is drawn from."""
    return [frame for frame in given if isinstance(frame, pd.DataFrame)]


def variables_of(frame: pd.DataFrame) -> list[str]:
    """Return the variables of a frame, whose codes it holds."""
    return [name.removesuffix("_code") for name in frame.columns if name.endswith("_code")]


def table_of(frame: pd.DataFrame, lang: Lang = "ja") -> pd.DataFrame:
    """Return a frame of a chart as a table, without codes and with the names of one language.

    A count by two variables becomes rows by columns, with totals and on how many prefectures each
    row rests. Where a prefecture gave no answer its counts are missing. The index has the codes of
    the first variable, if there is one.
    """
    variables = variables_of(frame)
    value = next((name for name in _COUNTED if name in frame.columns), "")
    if value and "answered" in frame.columns:
        frame = frame.assign(**{value: frame[value].where(frame["answered"]).astype("Int64")})
    if len(variables) == 2 and value:
        return _crossed(frame, variables, value, lang)
    # A frame of results counts which of them there are.
    silent = ("_en", "_code", "answered", *(["count"] if "actual" in frame.columns else []))
    kept = [name for name in frame.columns if not name.endswith(silent)]
    shown = pd.DataFrame({name: frame[name_column(frame, name, lang)] for name in kept})
    if variables:
        shown.index = pd.Index(frame[f"{variables[0]}_code"])
    return shown.rename(columns={name: "prefectures" for name in kept if _is_spread(name)})


def _crossed(frame: pd.DataFrame, variables: Sequence[str], value: str, lang: Lang) -> pd.DataFrame:
    down, across = variables
    rows, of = frame.drop_duplicates(f"{down}_code"), name_column(frame, across, lang)
    columns = {down: rows[name_column(frame, down, lang)].tolist()}
    for _, part in frame.groupby(f"{across}_code", sort=False):
        columns[f"{VALUE}{part[of].iloc[0]}"] = part[value].tolist()
    crossed = pd.DataFrame(columns, pd.Index(rows[f"{down}_code"]))
    numbers = crossed.columns[1:]
    crossed[numbers] = crossed[numbers].astype("Int64")
    crossed["total"] = crossed[numbers].sum(axis=1, min_count=1)
    for spread in filter(_is_spread, frame.columns):
        crossed["prefectures"] = rows[spread].tolist()
    return crossed


def _is_spread(name: str) -> bool:
    return name.endswith("_prefectures")


def heading(chart: str, column: str, lang: Lang = "ja") -> str:
    """Return the heading of a column of the table of a chart; of the counts of a value, the value."""
    if column.startswith(VALUE):
        return column.removeprefix(VALUE)
    own, shared = (_headings().get(name) for name in (f"{chart}.{column}", column))
    return (own or shared or variable_titles(column))[lang]


@cache
def _headings() -> Mapping[str, Text]:
    declared = included("chart_tables.toml")
    return read_declaration(dict[str, Text], declared, "the headings of the tables of charts")
