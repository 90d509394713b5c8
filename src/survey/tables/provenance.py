"""What a frame was made of: the rows of which table, and whether these were all of them.

An answer of the survey has its id in every frame that it gets into, however that is filtered or
joined; a row of another document has the columns of its table. So whoever counts rows, or sums them
up, can note in the `attrs` of the result what it was made of (`made_of`), and whoever puts a
headline over it can ask whether that is what the headline is about (`amiss`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

import pandas as pd

from survey.project import find_published
from survey.reading.sources import load_sources
from survey.tables.frames import FOLDER, read_table
from survey.tables.joins import ids
from survey.tables.schemas import columns, describe_table, key_columns, sources_of, table_names

_MARK = "made_of"
_SURVEY = "survey"
_ONLY = "-"
"""Stands for the edition of what has but one."""


class Counted(TypedDict):
    """What was counted: rows of which table, from which folder (empty: that of the project), how
    many different ones by edition (empty: of none that is known), how many in all, and by which
    columns (none: each row counts)."""

    table: str
    folder: str
    different: dict[str, int]
    rows: int
    by: list[str]


def made_of(found: pd.DataFrame, *frames: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return a frame with a note, in its `attrs`, of the rows that it was made of.

    Charts of the report say by it whether a frame is what their headline is about, and those of
    words which document is their source.

    Parameters
    ----------
    found
        A tally, words with their numbers, or another frame that sums up rows.
    frames
        The rows: with the ids of their answers, or with all columns of their table. Of others
        nothing is noted.
    by
        The columns that were counted by; rows without a value there do not count.
    """
    counted = [one for frame in frames for one in _counted(frame.dropna(subset=list(by)), by)]
    marked = found.copy(deep=False)
    if counted:
        marked.attrs[_MARK] = {"of": counted, "shown": _sum(found)}
    return marked


def documents_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the names, in `data/raw/sources.toml`, of the documents that hold the rows that a
    frame was made of; none where that is not known."""
    sources = load_sources(find_published().raw)
    named = [
        (name, {"", *one["different"]})
        for one in noted(frame) if "" not in one["different"] for name in sources_of(one["table"])
    ]  # fmt: skip
    return tuple(dict.fromkeys(name for name, read in named if sources[name].layout in read))


def noted(frame: pd.DataFrame) -> list[Counted]:
    """Return what is noted of the rows that a frame was made of."""
    found: list[Counted] = frame.attrs.get(_MARK, {}).get("of", [])
    return found


def amiss(frames: Sequence[pd.DataFrame], tables: Sequence[str], edition: str) -> str:
    """Return what is wrong with frames that should have been made of all rows of some tables, of an
    edition of the survey, in the order in which the frames note them; nothing where they are."""
    given = [one for frame in frames for one in noted(frame)]
    if len(given) != len(tables) or not all(map(noted, frames)):
        return "nothing tells which rows it was made of"
    for one, table in zip(given, tables, strict=True):
        if one["table"] != _owner(table):
            return f"it was made of {one['table']}"
        own = edition if _SURVEY in columns(one["table"]) else _ONLY
        different, rows = _whole(table, own, one)
        if one["rows"] != rows:
            return f"it was made of {one['rows']:,} rows of {table}, which has {rows:,}"
        if one["different"] != {own: different}:
            return f"it was made of rows that are not each one of {table}"
    for frame in frames:
        if (shown := _sum(frame)) != (whole := frame.attrs[_MARK]["shown"]):
            return f"it holds {shown:,} of the {whole:,} that were counted"
    return ""


def asked(frame: pd.DataFrame) -> frozenset[str] | None:
    """Return the codes of the prefectures that have rows in the table that some rows are from, be
    they in these rows or not; None where the table is not known."""
    of = _counted(frame)
    if len(of) != 1 or "" in of[0]["different"]:
        return None
    table, folder = of[0]["table"], of[0]["folder"]
    rows = _read(table, folder)
    if of[0]["different"]:
        rows = rows[rows[_SURVEY].isin([*of[0]["different"]])]
    if "prefecture_code" not in rows.columns:
        return None
    return frozenset(rows["prefecture_code"].dropna().tolist())


def _counted(rows: pd.DataFrame, by: Sequence[str] = ()) -> list[Counted]:
    folder = str(rows.attrs.get(FOLDER, ""))
    found: list[Counted] = []
    for table in _tables_in(rows):
        known = _editions(table, folder)
        own = rows[key_columns(table)].drop_duplicates().itertuples(index=False, name=None)
        different = dict(sorted(Counter(known.get(key, "") for key in own).items()))
        found.append(
            {"table": table, "folder": folder, "different": different, "rows": len(rows),
             "by": list(by)}
        )  # fmt: skip
    return found


def _whole(table: str, edition: str, like: Counted) -> tuple[int, int]:
    """Return how many different rows, and how many in all, would be counted of a whole table."""
    owner, folder, keys = like["table"], like["folder"], key_columns(like["table"])
    rows = _read(owner, folder)
    rows = rows[rows[_SURVEY] == edition]
    if table != owner:
        own = _read(table, folder)
        others = [name for name in rows.columns if name in keys or name not in own.columns]
        rows = rows[others].merge(own, on=keys)
    by = [name for name in like["by"] if name in rows.columns]
    counted = rows.dropna(subset=by)
    every = counted.drop_duplicates([*keys, *by]) if by else counted
    return len(counted.drop_duplicates(keys)), len(every)


def _tables_in(frame: pd.DataFrame) -> list[str]:
    """Return the tables that the rows of a frame are from: those of its ids, else those that it has
    all columns of."""
    if answers := [_owner_of(name) for name in ids() if name in frame.columns]:
        return answers
    found = {
        name: set(columns(name)) for name in table_names()
        if "sources" in describe_table(name) and set(columns(name)) <= set(frame.columns)
    }  # fmt: skip
    # The columns of national_baseline_2015 are among those of mie_digitalisation.
    return [name for name, own in found.items() if not any(own < one for one in found.values())]


def _owner(table: str) -> str:
    """Return the table of the answers that the rows of a table are about: itself, if of none."""
    own = [name for name in ids() if name in columns(table)]
    return _owner_of(own[0]) if own else table


def _owner_of(name: str) -> str:
    """Return the table of the answers that an id numbers."""
    return next(table for table in table_names() if key_columns(table) == [name])


def _read(table: str, folder: str) -> pd.DataFrame:
    """Return a table with the edition of each row, read once as long as its file has not changed;
    nobody may change it."""
    path = (Path(folder) if folder else find_published().clean) / f"{table}.csv"
    return _kept(table, path.parent, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=64)
def _kept(table: str, folder: Path, _changed: int) -> pd.DataFrame:
    frame = read_table(table, folder)
    return frame if _SURVEY in frame.columns else frame.assign(**{_SURVEY: _ONLY})


def _editions(table: str, folder: str) -> Mapping[tuple[object, ...], str]:
    """Return the edition of each row of a table, by its key."""
    whole = _read(table, folder)
    keys = whole[key_columns(table)].itertuples(index=False, name=None)
    return dict(zip(keys, whole[_SURVEY].tolist(), strict=True))


def _sum(frame: pd.DataFrame) -> int:
    """Return the sum of its counts, or where it has none, its rows."""
    return int(frame["count"].sum()) if "count" in frame.columns else len(frame)
