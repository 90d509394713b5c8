"""Counts of the rows of the clean tables, as tidy frames: what charts draw and notebooks tell."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pandas as pd

from survey.problems import BadInput
from survey.tables.categories import categories, key_column
from survey.tables.provenance import asked, made_of


def tally(
    frame: pd.DataFrame, *variables: str, answers: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return how many rows have each combination of the values of some variables.

    Parameters
    ----------
    frame
        A clean table, or several joined on the id of their rows.
    variables
        What to count by: prefecture, adoption_status, field, … (see `survey.tables.categories`).
    answers
        The rows that tell which prefectures answered, where these are others than the whole table
        of `frame`: that is known by the ids of the rows, even where `frame` is a part of it, and
        only of rows without an id (`frame` made by hand) are these rows themselves asked.

    Returns
    -------
    DataFrame
        One row a combination, those without a row too, in the order of the categories (prefectures
        in that of their codes, all 47). For each variable v the columns v_code, v (Japanese label)
        and v_en (English label); then `count`. With prefectures also `answered`: whether the
        prefecture gave any answer, as no answer is not a zero; else, where the rows name one,
        `v_prefectures` of the first variable: on how many prefectures its value rests, as one
        prefecture answers in one style. Rows without a value of a variable are not counted. If a
        column does not exist, a frame without rows that says so in `attrs["problem"]`. Else `attrs`
        note what was counted, by which charts of the report know whether it is what they are about.

    Raises
    ------
    BadInput
        If no variable is named, or one twice.
    """
    if len(set(variables)) < max(len(variables), 1):
        raise BadInput.of(
            "tally", "no variable is named, or one twice", "one or more, each once",
            "name what to count by, as tally(cases, 'field')",
        )  # fmt: skip
    keys = [key_column(frame, variable) for variable in variables]
    if missing := [key for key in keys if key not in frame.columns]:
        nothing = pd.DataFrame({"count": pd.Series(dtype="int64")})
        nothing.attrs["problem"] = missing[0]
        return nothing
    values = [categories(frame, variable) for variable in variables]
    counted = Counter(frame[keys].dropna().itertuples(index=False, name=None))
    rows = []
    for combination in product(*values):
        row: dict[str, object] = {}
        for variable, category in zip(variables, combination, strict=True):
            row[f"{variable}_code"] = category.code
            row[variable] = category.label
            row[f"{variable}_en"] = category.label_en
        rows.append({**row, "count": counted[tuple(category.code for category in combination)]})
    names = [f"{variable}{end}" for variable in variables for end in ("_code", "", "_en")]
    tallied = pd.DataFrame(rows, columns=[*names, "count"])
    if "prefecture" not in variables and "prefecture_code" in frame.columns:
        counted_rows = frame.dropna(subset=keys)
        spread = counted_rows.groupby(keys[0])["prefecture_code"].nunique()
        first = tallied[f"{variables[0]}_code"].map(spread).fillna(0).astype("int64")
        tallied[f"{variables[0]}_prefectures"] = first
    if "prefecture" in variables:
        known = asked(frame)
        here = frozenset((frame if answers is None else answers)["prefecture_code"].dropna())
        heard = here if known is None or answers is not None else known
        tallied["answered"] = tallied["prefecture_code"].isin(heard)
        if known is not None and heard != known:
            return tallied
    return made_of(tallied, frame, by=keys)


def with_kind(systems: pd.DataFrame) -> pd.DataFrame:
    """Return `shared_systems` with the column `kind`: the subfield where it names one, else the
    field (総務分野のその他 for the rest of 総務分野)."""
    named = systems["subfield"].where(systems["subfield"] != "その他")
    rest = systems["field"].where(systems["subfield"].isna(), systems["field"] + "のその他")
    return systems.assign(kind=named.fillna(rest))
