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
from scipy.special import xlogy

from survey.analysis.cross_tables import FEW_PREFECTURES
from survey.analysis.dealing_out import tail
from survey.analysis.groupings import part_of
from survey.analysis.text_mining import column_of, joined_texts
from survey.analysis.tokens import terms
from survey.problems import BadInput, no_such
from survey.tables.counted import made_of
from survey.tables.word_lists import Words

ORDERS = ("log_likelihood", "jaccard")
"""By what the words can be ordered."""
PLACES = 4
SMALL = 0.05
"""Below it p_prefectures is called small; of many words some have it by chance."""
ABSENT = 0.5
"""Occurrences that stand for none in a ratio, as nothing can be divided by none."""

Counts = NDArray[np.int64]
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
    found = terms(joined_texts(rows, columns), words=words)
    place = np.repeat(np.arange(len(found)), [len(words) for words in found])
    word, labels = pd.factorize(np.array([w for words in found for w in words], dtype=object))
    _comparable(sides, [int(side[place].sum()) for side in sides], columns)
    # Rows without a prefecture are counted, in the last line, which is -1.
    named = column_of(rows, "prefecture").replace("", None)
    prefecture, known = pd.factorize(named)
    inner, outer = (
        _counted(prefecture[place[side[place]]], word[side[place]], len(known) + 1, len(labels))
        for side in sides
    )
    holder, held = np.divmod(np.unique(place * len(labels) + word), len(labels))
    inside_of, outside_of = (
        _counted(prefecture[holder[kept]], held[kept], len(known) + 1, len(labels))
        for kept in (side[holder] for side in sides)
    )
    documents, rest_documents = inside_of.sum(axis=0), outside_of.sum(axis=0)
    count, rest, own, other = inner.sum(axis=0), outer.sum(axis=0), inner.sum(), outer.sum()
    frame = pd.DataFrame(
        {
            "term": pd.array(labels, dtype="string"),
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
    left = _dealt_out(sides, prefecture, inside_of[:-1], outside_of[:-1])
    frame = frame.join(left.drop(columns="chance"))
    beyond = frame["p_prefectures"] < SMALL
    few = (frame["lowest"] <= 0) | (frame["prefectures"] < FEW_PREFECTURES)
    frame["standing"] = np.select([few, beyond], ["few", "beyond"], "style")
    ranked = frame[frame["log_ratio"] > 0].sort_values("term", kind="stable")
    ranked = ranked.sort_values(order, ascending=False, kind="stable", ignore_index=True)
    for side, name in zip(sides, ("", "rest_"), strict=True):
        ranked.attrs[f"{name}rows"] = int(side.sum())
        ranked.attrs[f"{name}prefectures"] = int(named[side].nunique())
    spread = (inner + outer)[:-1].astype(bool).sum(axis=0)
    ranked.attrs["by_chance"] = round(float(left["chance"][spread >= FEW_PREFECTURES].sum()), 1)
    return made_of(ranked, rows)


def _checked(rows: pd.DataFrame, part: pd.Series[bool], order: str) -> NDArray[np.bool_]:
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


def _comparable(
    sides: Sequence[NDArray[np.bool_]], words: Sequence[int], columns: str | Sequence[str]
) -> None:
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


def _counted(lines: Counts, columns: Counts, height: int, width: int) -> Counts:
    """Return how often each pair of a line and a column occurs, -1 being the last line."""
    pairs = lines % height * width + columns
    return np.bincount(pairs, minlength=height * width).reshape(height, width)


def log_likelihood(
    count: Counts, rest: Counts, own: Counts, other: Counts, places: int = PLACES
) -> Numbers:
    """Return G² of the table of a word and all others in part and rest, rounded."""
    both, whole = count + rest, own + other
    cells = xlogy(count, count) + xlogy(rest, rest)
    cells += xlogy(own - count, own - count) + xlogy(other - rest, other - rest)
    margins = xlogy(both, both) + xlogy(whole - both, whole - both)
    margins += xlogy(own, own) + xlogy(other, other)
    return np.asarray(np.round(2 * np.maximum(cells - margins + xlogy(whole, whole), 0), places))


def _log_ratio(count: Counts, rest: Counts, own: Counts, other: Counts) -> Numbers:
    shares = np.where(count, count, ABSENT) / own, np.where(rest, rest, ABSENT) / other
    return np.asarray(np.log2(shares[0] / shares[1]))


def _dealt_out(
    sides: Sequence[NDArray[np.bool_]], prefecture: Counts, inner: Counts, outer: Counts
) -> pd.DataFrame:
    """Return what is left of each word if rows, or whole prefectures, are in the part by chance.

    Parameters
    ----------
    sides
        Which rows are in the part, and which in the rest.
    prefecture
        Of each row, -1 for none.
    inner, outer
        Rows that hold a word in part and rest, prefectures × words.

    Returns
    -------
    DataFrame
        One row a word: compared, expected_within, p_prefectures, and chance, how probable it is
        that p_prefectures is below `SMALL`.
    """
    own, other = (
        np.bincount(prefecture[side & (prefecture >= 0)], minlength=len(inner)) for side in sides
    )
    within = bool((own * other).any())
    if not within:
        own, other, inner, outer = (
            (counts > 0).sum(axis=0, keepdims=True) if counts.ndim > 1 else (counts > 0).sum()[None]
            for counts in (own, other, inner, outer)
        )
    rows, both = (own + other)[:, None], inner + outer
    varies = (own * other > 0)[:, None] & (both > 0) & (both < rows)
    expected = np.where(varies, both * own[:, None] / np.maximum(rows, 1), inner).sum(axis=0)
    tails = [
        tail(
            tuple(zip(rows[at, 0].tolist(), both[at, word].tolist(), own[at].tolist(), strict=True))
        )
        for word, at in enumerate(varies.T)
    ]
    together = np.where(varies, inner, 0).sum(axis=0).tolist()
    return pd.DataFrame(
        {
            "compared": varies.sum(axis=0) if within else rows[0, 0] * varies[0],
            "expected_within": np.round(expected, 2) if within else np.nan,
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
