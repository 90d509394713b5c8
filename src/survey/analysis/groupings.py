"""By which variable the words of a table can be compared, which of its values are large enough, and
which rows are in a part."""

from __future__ import annotations

import pandas as pd

from survey.problems import BadInput
from survey.tables.joins import required

FEWEST_ROWS = 10
"""Rows from which the words of a value are more than those of one or two officials."""
FEWEST_VALUES = 3
"""Values that span a plane."""
_VARIABLES = (
    "field", "organization_type", "further_sharing", "shareability", "adoption_status",
    "recruitment", "region",
)  # fmt: skip


def grouping(rows: pd.DataFrame, chosen: str = "") -> str:
    """Return the variable by which rows are compared.

    Parameters
    ----------
    rows
        A clean table of the survey, or several joined.
    chosen
        The variable; if empty, the first of field, organization_type, further_sharing, shareability,
        adoption_status, recruitment, region that has `FEWEST_VALUES` values of `FEWEST_ROWS` rows or
        more; where none has, the first that the rows have.

    Raises
    ------
    BadInput
        If the rows have no such column, or none of these.
    """
    known = [variable for variable in _VARIABLES if variable in rows.columns]
    if chosen or not known:
        return required(rows, chosen or _VARIABLES[0])
    large = (v for v in known if rows.loc[in_large(rows, v), v].nunique() >= FEWEST_VALUES)
    return next(large, known[0])


def in_large(rows: pd.DataFrame, variable: str) -> pd.Series[bool]:
    """Return which rows have a value of a variable that `FEWEST_ROWS` rows or more have."""
    values = rows[required(rows, variable)]
    return values.map(values.value_counts()).fillna(0).ge(FEWEST_ROWS).astype(bool)


def part_of(rows: pd.DataFrame, part: pd.Series[bool], what: str = "the part") -> pd.Series[bool]:
    """Return of each row whether it is in the part, missing where that is not known.

    Raises
    ------
    BadInput
        If the part does not say yes or no, or not of these rows: that of another frame, aligned by
        its index, would say it of the wrong ones.
    """
    if not isinstance(part, pd.Series) or not pd.api.types.is_bool_dtype(part):
        raise BadInput.of(
            what, "it does not say yes or no", "True or False for each row",
            'compare a column with a value, as cases["adoption_status_code"] == 1',
        )  # fmt: skip
    if not part.index.equals(rows.index):
        raise BadInput.of(
            what, f"it is of other rows ({len(part)}) than the {len(rows)} that are given",
            "True or False for each of them", "make it from a column of the same frame",
        )  # fmt: skip
    return part.astype("boolean")
