"""Two editions of the survey side by side: which answers are new, gone, or have another status."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.feature_extraction.text import TfidfVectorizer

from survey.analysis.tokens import normalise
from survey.problems import BadInput
from survey.project import find_published
from survey.reading.layouts import layout_names, load_layout
from survey.reading.sources import load_sources
from survey.tables.schemas import code_lists
from survey.tables.tallies import tally

SAME = 0.5
"""Similarity from which two rows of a prefecture are taken for the same case."""
NAME_WEIGHT = 0.7
"""How much the name of a case counts; the rest is what is said of it."""
CHANGES = ("new", "gone", "changed", "same")
_STATUS = "adoption_status"

Edition = Mapping[str, pd.DataFrame]
"""The tables of an edition by name, all columns text."""


def survey_of(edition: Edition) -> str:
    """Return the short name of an edition."""
    return str(next(iter(edition.values()))["survey"].iloc[0])


def registered(surveys: Collection[str]) -> tuple[str, ...]:
    """Return the names of those sources of the project that are documents of these editions."""
    sources = load_sources(find_published().raw)
    return tuple(name for name, source in sources.items() if source.layout in surveys)


def load_edition(name: str) -> Edition:
    """Return the tables of an edition: its short name in `data/clean`, or a folder of CSV files.

    Raises
    ------
    BadInput
        If there is neither, or it has no table of a survey.
    """
    folder = Path(name) if Path(name).is_dir() else find_published().clean
    found: dict[str, pd.DataFrame] = {}
    for table in _texts():
        if not (folder / f"{table}.csv").is_file():
            continue
        frame = pd.read_csv(
            folder / f"{table}.csv", encoding="utf-8-sig", dtype="string", keep_default_na=False
        )
        if not Path(name).is_dir():
            frame = frame[frame["survey"] == name]
        if len(frame) and {"survey", "prefecture_code", _STATUS} <= set(frame.columns):
            found[table] = frame.reset_index(drop=True)
    if not found:
        raise BadInput.of(
            name,
            "there is no such edition",
            "its short name, if it is in data/clean, or the folder that `survey parse` wrote",
            "read its document first: survey parse FILE --layout … --out FOLDER",
        )
    return found


def compare(before: Edition, after: Edition) -> pd.DataFrame:
    """Return what became of every answer.

    Rows of the same prefecture and table are matched one to one, so that the sum of similarities of
    their names, and of what is said of them, is highest; below `SAME` they are different cases.
    Statuses are compared by label, as their numbers can differ between editions.

    Parameters
    ----------
    before, after
        What `load_edition` returns.

    Returns
    -------
    DataFrame
        table, prefecture_code, prefecture, change (one of `CHANGES`), similarity (0 to 1, empty for
        new and gone), then id, name and status before and after; in the order of the tables, the
        prefectures and the rows.
    """
    parts = [
        pd.DataFrame(_matched(table, before[table], after[table], columns))
        for table, columns in _texts().items()
        if table in before and table in after
    ]
    if not parts:
        raise BadInput.of(
            "compare",
            "the editions have no table in common",
            " or ".join(_texts()),
            "name their tables alike in the layouts",
        )
    return pd.concat(parts, ignore_index=True)


def moves(changes: pd.DataFrame) -> pd.DataFrame:
    """Return how many cases of each prefecture moved from one status to another.

    Parameters
    ----------
    changes
        What `compare` returns.

    Returns
    -------
    DataFrame
        The tally of `prefecture` and `move` (実証中→導入済; the most frequent first), as
        `survey.tables.tallies.tally` gives it; prefectures without an answer in either edition are those
        that did not answer.
    """
    moved = changes[changes["change"] == "changed"]
    pairs = moved["status_before"].str.cat(moved["status_after"], sep="→")
    often = pairs.map(pairs.value_counts())
    moved = moved.assign(move=pairs, often=often).sort_values(
        "often", ascending=False, kind="stable"
    )
    counted = tally(moved, "prefecture", "move", answers=changes)
    counted["move_en"] = [
        " → ".join(_in_english(label) for label in move.split("→")) for move in counted["move"]
    ]
    return counted


def summary(changes: pd.DataFrame) -> pd.DataFrame:
    """Return how many answers of each table are new, gone, changed, the same.

    Parameters
    ----------
    changes
        What `compare` returns.

    Returns
    -------
    DataFrame
        One row a table (index), one column a change (`CHANGES`).
    """
    table = pd.crosstab(changes["table"], changes["change"]).reindex(columns=list(CHANGES))
    return table.reindex(list(dict.fromkeys(changes["table"]))).fillna(0).astype(int)


def _texts() -> dict[str, list[str]]:
    """Return the columns that tell the cases of each table apart: its first texts."""
    found: dict[str, list[str]] = {}
    for name in layout_names():
        for table in load_layout(name).tables:
            columns = [column.name for column in table.columns if column.kind == "text"]
            found.setdefault(table.name, columns[:2])
    return found


def _matched(
    table: str, before: pd.DataFrame, after: pd.DataFrame, columns: list[str]
) -> Iterator[dict[str, Any]]:
    columns = [name for name in columns if name in before and name in after]
    if not columns:
        raise BadInput.of(
            table,
            "the editions name the cases in different columns",
            " or ".join(_texts()[table]),
            "name the columns alike in the layouts",
        )
    alike = _similarity(before, after, columns)
    for code in sorted({*before["prefecture_code"], *after["prefecture_code"]}):
        old, new = (
            np.flatnonzero(frame["prefecture_code"] == code).tolist() for frame in (before, after)
        )
        scores = alike[np.ix_(old, new)]
        chosen = zip(*linear_sum_assignment(np.where(scores < SAME, 0, -scores)), strict=True)
        partner = {old[i]: new[j] for i, j in chosen if scores[i, j] >= SAME}
        pairs: list[tuple[int | None, int | None]] = [(i, partner.get(i)) for i in old]
        pairs += [(None, j) for j in new if j not in partner.values()]
        for i, j in pairs:
            score = "" if i is None or j is None else round(float(alike[i, j]), 3)
            rows = [None if at is None else one.iloc[at] for one, at in ((before, i), (after, j))]
            yield {"table": table, **_told(columns[0], score, *rows)}


def _similarity(
    before: pd.DataFrame, after: pd.DataFrame, columns: list[str]
) -> NDArray[np.float64]:
    """Return the similarity of all pairs: cosine of runs of one to three characters (TF-IDF)."""
    weights = [NAME_WEIGHT, 1 - NAME_WEIGHT] if len(columns) > 1 else [1.0]
    total = np.zeros((len(before), len(after)))
    for column, weight in zip(columns, weights, strict=True):
        texts = [[normalise(text) or "-" for text in frame[column]] for frame in (before, after)]
        vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3)).fit([*texts[0], *texts[1]])
        product = vectors.transform(texts[0]) @ vectors.transform(texts[1]).T
        total += weight * product.toarray()
    return total


def _told(
    name: str, similarity: float | str, old: pd.Series[Any] | None, new: pd.Series[Any] | None
) -> dict[str, Any]:
    """Return what is told of an answer that both editions, or one of them, have."""
    either = new if old is None else old
    assert either is not None
    if old is None or new is None:
        change = "new" if old is None else "gone"
    else:
        change = "same" if old[_STATUS] == new[_STATUS] else "changed"
    about = either[["prefecture_code", "prefecture"]]
    told = {**about, "change": change, "similarity": similarity}
    for when, one in (("before", old), ("after", new)):
        known = ("", "", "") if one is None else (one.iloc[0], one[name], one[_STATUS])
        told |= zip((f"id_{when}", f"name_{when}", f"status_{when}"), known, strict=True)
    return told


def _in_english(label: str) -> str:
    known = {entry.label: entry.label_en for entry in code_lists()[_STATUS]}
    return known.get(label, label)
