"""The columns of the published tables on their sheets: first what is read and printed, then the codes."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from survey.publishing.workbook.words import wording
from survey.tables.dictionary import entries
from survey.tables.schemas import column_values, describe_table


def arranged(table: str, rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the rows with Japanese headings, and how many of their columns are printed.

    These stand first. A code without a column of its names gets one, headed …（名称）. Codes that
    have one, and the lines of the documents, follow in the order of the CSV file.
    """
    words, key = wording(), describe_table(table)["primary_key"]
    titles = {e.column: e.title["ja"] for e in entries() if e.table == table}
    printed: dict[str, pd.Series] = {}
    aside: dict[str, pd.Series] = {}
    for name in rows.columns:
        column, title = rows[name], titles[name]
        names = _names(name, rows)
        named = name.endswith("_code") and name.removesuffix("_code") in rows.columns
        if names is not None:
            printed[words.texts["label"].format(title)] = names
            aside[title] = column
        elif name in words.aside["columns"] or (named and name != key):
            aside[title] = column
        else:
            printed[title] = column
    return pd.DataFrame({**printed, **aside}), len(printed)


def _names(name: str, rows: pd.DataFrame) -> pd.Series | None:
    """Return the Japanese names of the codes in a column, none if it holds no codes."""
    if name == "table":
        return _said(rows[name], wording().tables)
    if name == "column":
        titles = {(e.table, e.column): e.title["ja"] for e in entries()}
        pairs = zip(rows["table"], rows[name], strict=True)
        return pd.Series([titles.get(pair) for pair in pairs], rows.index, dtype=object)
    labels = {value["value"]: value["label"] for value in column_values(name)}
    if all(isinstance(code, int) or code == label for code, label in labels.items()):
        return None
    return _said(rows[name], labels)


def _said(column: pd.Series, names: Mapping[str, str]) -> pd.Series:
    """Return the names of codes, of several if a cell has several."""
    said = [
        None if pd.isna(value) else ";".join(names[code] for code in str(value).split(";"))
        for value in column
    ]
    return pd.Series(said, column.index, dtype=object)
