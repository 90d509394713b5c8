"""By which variable the words of a table are compared, where nobody chose one."""

from __future__ import annotations

import pandas as pd
import pytest

import survey as dx
from survey.problems import BadInput


@pytest.mark.parametrize(
    ("table", "variable"),
    [
        ("ai_rpa_cases", "field"),
        ("shared_systems", "field"),
        ("organizations", "organization_type"),
        ("digital_roles", "field"),
    ],
)
def test_a_table_has_a_variable_to_compare_by(table: str, variable: str) -> None:
    rows = dx.read_table(table)
    assert dx.grouping(rows) == variable
    assert rows.loc[dx.in_large(rows, variable), variable].value_counts().min() >= dx.FEWEST_ROWS


def test_the_first_variable_with_enough_large_values_is_taken() -> None:
    rows = pd.DataFrame({"field": ["a"] * 20 + ["b"] * 10, "region": ["x", "y", "z"] * 10})
    assert dx.grouping(rows) == "region"
    assert dx.grouping(rows.head(20)) == "field", "where none has enough"
    assert dx.grouping(rows, "region") == "region"


def test_a_variable_that_is_not_there_is_told() -> None:
    with pytest.raises(BadInput, match="fild: error: there is no such column"):
        dx.grouping(dx.read_table("organizations"), "fild")
    with pytest.raises(BadInput, match="field: error: there is no such column"):
        dx.grouping(pd.DataFrame({"text": ["a"]}))


def test_a_row_without_a_value_is_in_no_large_one() -> None:
    rows = pd.DataFrame({"field": pd.array([*["a"] * 10, None, "b"], dtype="string")})
    assert dx.in_large(rows, "field").tolist() == [True] * 10 + [False] * 2
