"""By which variable the words of a table can be compared, and which of its values are large enough."""

from __future__ import annotations

import pandas as pd

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
