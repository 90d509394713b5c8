"""Keyness: the words that mark a part of the answers against the rest, and on whom they rest.

One prefecture answers in one style, so a word can be frequent because one prefecture likes it, or
because the prefectures that like it are those of the part. What is told of every word is therefore
how many prefectures use it, what is left of the difference when any one of them is left out, and
whether it also marks the part among the answers of the same prefecture.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import rel_entr

from survey.analysis.counted_words import CountedWords, Counts, Yes
from survey.analysis.cross_tables import FEW_PREFECTURES
from survey.analysis.groupings import part_of
from survey.analysis.permutation_tests import independent, marked, tail
from survey.analysis.text_columns import column_of
from survey.problems import BadInput, no_such
from survey.tables.provenance import made_of
from survey.tables.word_lists import Words

ORDERS = ("log_likelihood", "jaccard")
"""By what the words can be ordered."""
PLACES = 4
SMALL = 0.05
"""Below it p_prefectures is called small; of many words some have it by chance."""
ABSENT = 0.5
"""Occurrences that stand for none in a ratio, as nothing can be divided by none."""

Numbers = NDArray[np.float64]


def keyness(
    rows: pd.DataFrame,
    part: pd.Series[bool],
    columns: str | Sequence[str] = ("procedure", "usage"),
    order: str = "log_likelihood",
    words: str | Words | None = None,
) -> pd.DataFrame:
    """Return the words that are more frequent in a part of the rows than in the rest.

    As `keyness(cases, cases["adoption_status_code"] == 1)`; where a case can have several values,
    the part is `cases["case_id"].isin(found["case_id"])`. The words of the rest are those of `~part`.

    Parameters
    ----------
    rows
        Any frame with text and the column prefecture, one row an answer.
    part
        Which of the rows; those of which it is not known belong to the rest.
    columns
        The columns of text, which are read as one.
    order
        log_likelihood, or jaccard, which puts words first that most rows of the part hold.
    words
        How text becomes terms: the words of the package, of a TOML file, or `survey.words(…)`.

    Returns
    -------
    DataFrame
        One row a word with a positive log_ratio, ordered by a measure, then by word. For the part
        and (with rest_) for the rest:

        - term, count, rest: occurrences;
        - documents, rest_documents: rows that hold it;
        - prefectures, rest_prefectures: how many use it;
        - log_likelihood: G² of its occurrences and all others in part and rest (Dunning); 3.84 and
          more would be called significant at 5 % if answers were a sample, which they are not;
        - log_ratio: binary logarithm of the ratio of its shares of all words (Hardie): 1 is twice as
          frequent, 2 four times; none counts as `ABSENT`;
        - jaccard: rows of the part that hold it ÷ rows that hold it or are of the part, 0 to 1;
        - lowest: the smallest log_ratio if any one prefecture is left out; at most 0 where the part
          is then without the word, 0 where there is then no part or no rest. What is not above 0
          tells of one prefecture;
        - expected_within: documents, if the rows of each prefecture were in the part or not by
          chance (2 places); missing where the part is made of whole prefectures;
        - p_prefectures: how probable so many documents or more are then, or, where the part is made
          of whole prefectures, so many prefectures that use the word if these were in the part by
          chance (4 places). A word that only follows the style of its prefectures has none that is
          small;
        - compared: prefectures that tell this: those that have rows in the part and others, with the
          word and without it, or all; 0 where none can;
        - standing: few (lowest is not above 0, or fewer than `FEW_PREFECTURES` prefectures use the
          word in the part), style (the styles of prefectures may be all that makes the difference),
          or beyond (p_prefectures is below `SMALL`).

        `attrs` says how large they are: rows, prefectures, rest_rows, rest_prefectures; and by_chance:
        how many words would have p_prefectures below `SMALL` by chance, of those that
        `FEW_PREFECTURES` prefectures or more use; fewer of them would be beyond.

    Raises
    ------
    BadInput
        If there is no such column or order, no row names a prefecture, a case stands in several rows,
        the part does not say yes or no of these rows, or part or rest have no words.
    """
    inside = _checked(rows, part, order)
    sides = (inside, ~inside)
    counted = CountedWords.of(rows, columns, words)
    _comparable(sides, [int(counted.lengths[side].sum()) for side in sides], columns)
    inner, outer = (counted.by_prefecture(counted.counts, side) for side in sides)
    inside_of, outside_of = (counted.by_prefecture(counted.held, side) for side in sides)
    documents, rest_documents = inside_of.sum(axis=0), outside_of.sum(axis=0)
    count, rest, own, other = inner.sum(axis=0), outer.sum(axis=0), inner.sum(), outer.sum()
    frame = pd.DataFrame(
        {
            "term": counted.labels,
            "count": count,
            "rest": rest,
            "documents": documents,
            "rest_documents": rest_documents,
            "prefectures": (inner[:-1] > 0).sum(axis=0),
            "rest_prefectures": (outer[:-1] > 0).sum(axis=0),
            "log_likelihood": log_likelihood(count, rest, own, other),
            "log_ratio": np.round(_log_ratio(count, rest, own, other), PLACES),
            "jaccard": np.round(documents / (inside.sum() + rest_documents), PLACES),
            "lowest": lowest_ratio(inner, outer, *(c.sum(axis=1)[:, None] for c in (inner, outer))),
        }
    )
    own_rows, other_rows = (counted.lines[:-1] @ side for side in sides)
    left = _dealt_out(own_rows, other_rows, inside_of[:-1], outside_of[:-1])
    frame = frame.join(left.drop(columns="chance"))
    beyond = frame["p_prefectures"] < SMALL
    few = (frame["lowest"] <= 0) | (frame["prefectures"] < FEW_PREFECTURES)
    frame["standing"] = np.select([few, beyond], ["few", "beyond"], "style")
    ranked = frame[frame["log_ratio"] > 0].sort_values("term", kind="stable")
    ranked = ranked.sort_values(order, ascending=False, kind="stable", ignore_index=True)
    for side, name, of_each in zip(sides, ("", "rest_"), (own_rows, other_rows), strict=True):
        ranked.attrs[f"{name}rows"] = int(side.sum())
        ranked.attrs[f"{name}prefectures"] = int((of_each > 0).sum())
    wide = counted.users.sum(axis=1) >= FEW_PREFECTURES
    ranked.attrs["by_chance"] = round(float(left["chance"][wide].sum()), 1)
    return made_of(ranked, rows)


def _checked(rows: pd.DataFrame, part: pd.Series[bool], order: str) -> Yes:
    """Return for each row whether it is in the part."""
    if column_of(rows, "prefecture").eq("").all():
        raise BadInput.of("prefecture", "no row names one", "the prefecture of each row")
    if order not in ORDERS:
        raise no_such("order", order, ORDERS)
    inside = part_of(rows, part)
    if "case_id" in rows.columns and (twice := rows["case_id"].duplicated()).any():
        raise BadInput.of(
            str(rows.loc[twice, "case_id"].iloc[0]),
            "the case stands in several rows, so that its words would count several times",
            "one row a case",
            'give the cases, and as the part cases["case_id"].isin(those["case_id"])',
        )
    return inside.fillna(False).to_numpy(dtype=bool)


def _comparable(sides: Sequence[Yes], words: Sequence[int], columns: str | Sequence[str]) -> None:
    """Raise `BadInput` if the part or the rest has no words."""
    for what, side, number in zip(("the part", "the rest"), sides, words, strict=True):
        if not side.any():
            raise BadInput.of(
                what,
                f"it has none of the {len(side)} rows",
                "rows in the part and others that are not",
                "choose another part",
            )
        if not number:
            raise BadInput.of(
                what,
                f"its {side.sum()} rows hold no words",
                f"text in {columns if isinstance(columns, str) else ' or '.join(columns)}",
                "name the columns of text",
            )


def log_likelihood(
    count: Counts, rest: Counts, own: Counts, other: Counts, places: int = PLACES
) -> Numbers:
    """Return G² of the table of a word and all others in part and rest, rounded."""
    cells = np.broadcast_arrays(count, rest, own - count, other - rest)
    tables = np.stack(cells, axis=-1).reshape(*cells[0].shape, 2, 2)
    found = 2 * rel_entr(tables, independent(tables)).sum(axis=(-2, -1))
    return np.asarray(np.round(found, places) + 0.0)


def _log_ratio(count: Counts, rest: Counts, own: Counts, other: Counts) -> Numbers:
    shares = np.where(count, count, ABSENT) / own, np.where(rest, rest, ABSENT) / other
    return np.asarray(np.log2(shares[0] / shares[1]))


def _dealt_out(own: Counts, other: Counts, inner: Counts, outer: Counts) -> pd.DataFrame:
    """Return what is left of each word if rows, or whole prefectures, are in the part by chance.

    Parameters
    ----------
    own, other
        Rows of each prefecture in part and rest.
    inner, outer
        Those of them that hold a word, prefectures × words.

    Returns
    -------
    DataFrame
        One row a word: compared, expected_within, p_prefectures, and chance, how probable it is
        that p_prefectures is below `SMALL`.
    """
    within = bool((own * other).any())
    if not within:
        own, other, inner, outer = (
            (counts > 0).sum(axis=0, keepdims=True) for counts in (own, other, inner, outer)
        )
    rows, both = own + other, inner + outer
    varies, groups = marked(rows, both, own)
    expected = np.where(varies, both * own[:, None] / np.maximum(rows, 1)[:, None], inner)
    tails = [tail(of_word) for of_word in groups]
    together = np.where(varies, inner, 0).sum(axis=0).tolist()
    return pd.DataFrame(
        {
            "compared": varies.sum(axis=0) if within else rows * varies[0],
            "expected_within": np.round(expected.sum(axis=0), 2) if within else np.nan,
            "p_prefectures": [every[count] for every, count in zip(tails, together, strict=True)],
            "chance": [max((p for p in every if p < SMALL), default=0.0) for every in tails],
        }
    )


def lowest_ratio(inner: Counts, outer: Counts, own: Counts, other: Counts) -> Numbers:
    """Return the smallest log ratio of each word if any one prefecture is left out (`PLACES`).

    Parameters
    ----------
    inner, outer
        Occurrences in part and rest, prefectures × words; the last line is no prefecture.
    own, other
        Occurrences of all words there, prefectures × 1, or × words where parts differ.
    """
    count, rest, own, other = (c.sum(axis=0) - c[:-1] for c in (inner, outer, own, other))
    ratio = _log_ratio(count, rest, np.maximum(own, 1), np.maximum(other, 1))
    ratio = np.where((own > 0) & (other > 0), ratio, 0)
    # What stands for none in a small part is a large share of it.
    ratio = np.where(count > 0, ratio, np.minimum(ratio, 0))
    return np.asarray(np.round(ratio.min(axis=0), PLACES) + 0.0)
