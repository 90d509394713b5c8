"""The clean tables as data frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from survey.problems import BadInput, no_such
from survey.project import find_published
from survey.reading.clean_rows import Value
from survey.tables.schemas import column_type, columns, surveys, table_names

FOLDER = "folder"
"""Where frames tell in their `attrs` that they are not from the project's own tables."""

_DTYPES = {"string": "string", "integer": "Int64", "number": "Float64"}


def to_frame(table: str, rows: Iterable[Mapping[str, Value]]) -> pd.DataFrame:
    """Return rows of a table as `read_table` would give them, empty text as missing.

    What the data dictionary does not describe follows: whole numbers as they are, the rest text.
    """
    rows = [dict(row) for row in rows]
    known = columns(table) if table in table_names() else []
    others = dict.fromkeys(name for row in rows for name in row if name not in known)
    frame = pd.DataFrame.from_records(rows, columns=[*known, *others]).replace({"": None})
    types = {name: _DTYPES[column_type(name)] for name in known}
    whole = {name for name in others if all(isinstance(row.get(name), int) for row in rows)}
    return frame.astype(types | {name: "Int64" if name in whole else "string" for name in others})


def read_table(
    table: str, folder: Path | str | None = None, survey: str | None = None
) -> pd.DataFrame:
    """Return a clean table with the types of the data dictionary.

    Parameters
    ----------
    table
        One of `survey.tables.schemas.table_names()`: ai_rpa_cases, shared_systems, …
    folder
        Where the CSV files are; by default `data/clean` of the project, or what came with the package.
    survey
        Only the rows of this edition of the survey, such as nga2020; by default those of all.

    Returns
    -------
    DataFrame
        One row a record, columns as in `data/clean/datapackage.json`; codes with leading zeros are
        strings, numbers `Int64`, missing values `<NA>`.

    Raises
    ------
    BadInput
        If there is no such table or edition, its file is missing, or it has other columns or types.
    """
    dtypes = {name: _DTYPES[column_type(name)] for name in columns(table)}
    path = Path(folder if folder is not None else find_published().clean) / f"{table}.csv"
    try:
        frame = pd.read_csv(
            path, encoding="utf-8-sig", dtype=dtypes, keep_default_na=False, na_values=[""]
        )
    except (OSError, ValueError) as error:
        raise BadInput.of(
            path,
            f"the table cannot be read ({error})",
            f"the columns {', '.join(dtypes)}",
            "run `survey build`",
        ) from None
    if list(frame.columns) != list(dtypes):
        raise BadInput.of(
            path,
            f"the columns are {', '.join(frame.columns)}",
            ", ".join(dtypes),
            "run `survey build`",
            line=1,
        )
    if folder is not None and not _is_published(path.parent):
        frame.attrs[FOLDER] = str(path.parent.resolve())
    if survey is not None and "survey" in frame.columns:
        known = dict.fromkeys([*surveys(), *frame["survey"].dropna()])
        if survey not in known:
            raise no_such("edition of the survey", survey, known)
        return frame[frame["survey"] == survey].reset_index(drop=True)
    return frame


def _is_published(folder: Path) -> bool:
    try:
        return folder.resolve() == find_published().clean.resolve()
    except BadInput:
        return False
