"""A part of some rows: which of them are in it."""

from __future__ import annotations

import pandas as pd

from survey.problems import BadInput


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
