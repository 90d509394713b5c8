"""Where a column is that a frame lacks, and how to join it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import pandas as pd

from survey.problems import BadInput, no_such
from survey.tables.categories import key_column
from survey.tables.schemas import columns, key_columns, table_names

_PLACE = ("prefecture_code", "prefecture")


def required(frame: pd.DataFrame, column: str) -> str:
    """Return the name of a column that a frame has.

    Raises
    ------
    BadInput
        If it has none; says which table to join, if one can be.
    """
    if column not in frame.columns:
        raise _missing(frame, column)
    return column


def listed(names: str | Iterable[str]) -> list[str]:
    """Return names of columns as a list; one can be given by itself."""
    return [names] if isinstance(names, str) else list(names)


@cache
def ids() -> tuple[str, ...]:
    """Return the columns that number the answers of prefectures: case_id, system_id, …"""
    keys = [key_columns(table) for table in table_names() if "prefecture_code" in columns(table)]
    return tuple(dict.fromkeys(key[0] for key in keys if len(key) == 1 and key != [_PLACE[0]]))


def answer_of(frame: pd.DataFrame) -> pd.Series[Any]:
    """Return which answer each row tells of, by its id; each of its own where there is none."""
    name = next((name for name in ids() if name in frame.columns), "")
    return frame[name] if name else pd.Series(range(len(frame)), frame.index)


def _missing(frame: pd.DataFrame, variable: str) -> BadInput:
    for table in table_names():
        told = columns(table)
        keys = [name for name in (*ids(), *_PLACE) if name in told and name in frame.columns]
        if keys and key_column(pd.DataFrame(columns=told), variable) in told:
            on = repr(keys[0] if len(keys) == 1 else keys)
            return BadInput.of(
                variable, "there is no such column", f"that of {table}",
                f"join it, as frame.merge(read_table({table!r}), on={on})",
            )  # fmt: skip
    return no_such("column", variable, frame.columns)
