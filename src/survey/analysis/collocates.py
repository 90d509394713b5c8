"""Which words stand around a word (コロケーション統計), and how much more often than by chance.

Each place in the window of the node counts once, for the nearest node; where two are as near, it
stands to the right of the first. The node itself is no collocate. With O what is counted and E what
is expected if the windows were drawn at random from all places without the node:

    log-likelihood  2 Σ O ln(O ÷ E) over the four cells (the term or another, inside or outside of
                    the windows), as `scipy.stats.chi2_contingency(…, lambda_="log-likelihood")`
    MI              log2(O ÷ E) of the term inside of the windows
    LogDice         14 + log2(2 O ÷ (occurrences of the node + occurrences of the term))

Log-likelihood tells how sure it is that a term is drawn to the node, MI how strongly; MI is high for
what is rare. LogDice does not depend on how many texts there are, so that it can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from survey.analysis.keyness import log_likelihood
from survey.analysis.text_mining import Documents, occurrences, of_each, spread
from survey.problems import at_least
from survey.tables.word_lists import Words, load_words

PLACES = 3
"""Decimal places of a statistic."""


def collocations(
    documents: Documents,
    node: str,
    window: int = 5,
    prefectures: Sequence[str] | None = None,
    words: str | Words | None = None,
) -> pd.DataFrame:
    """Return the terms around a word, those first that are drawn to it most surely.

    Parameters
    ----------
    documents
        What `survey.analysis.tokens.terms` returns; what it leaves out is in no window.
    node
        The word; a spelling variant counts as the term.
    window
        How many terms to its left and to its right, in the same document.
    prefectures
        The prefecture of each document.
    words
        Whose spelling variants: those of the package, of a TOML file, or one's own.

    Returns
    -------
    DataFrame
        term, left, right (how often it stands to the left and to the right), count (both), documents
        (in which it does), number (of their prefectures, where these are given), log_likelihood, mi,
        log_dice, rounded; terms that are more frequent than expected first, by log_likelihood, then
        by term. Empty if the node never occurs.

    Raises
    ------
    BadInput
        If the window is less than one term, documents are texts instead of lists of terms, or
        prefectures are not told of each.
    """
    at_least(1, window, "window")
    prefectures = of_each(documents, prefectures)
    sought = load_words(words).normalise(node)
    around = pd.DataFrame(
        [(term, before, number) for number, document in enumerate(documents)
         for term, before in _around(document, sought, window)],
        columns=["term", "before", "document"],
    ).astype({"term": "string", "before": "int64", "document": "int64"})  # fmt: skip
    found = around.groupby("term", as_index=False)
    frame = found.agg(
        left=("before", "sum"), count=("document", "size"), documents=("document", "nunique")
    )
    frame.insert(2, "right", frame["count"] - frame["left"])
    if prefectures is not None:
        frame["number"] = spread(found["document"].agg(set)["document"], prefectures)
    totals = occurrences(documents)["term"].value_counts().astype("int64")
    inside, every = frame["count"].to_numpy(), totals.reindex(frame["term"]).to_numpy()
    nodes, windows = int(totals.get(sought, 0)), inside.sum()
    elsewhere, beyond = every - inside, totals.sum() - nodes - windows
    frame["log_likelihood"] = log_likelihood(inside, elsewhere, windows, beyond, PLACES)
    expected = windows * every / max(windows + beyond, 1)
    frame["mi"] = np.round(np.log2(inside / np.where(expected > 0, expected, 1)), PLACES) + 0.0
    frame["log_dice"] = np.round(14 + np.log2(2 * inside / (nodes + every)), PLACES)
    frame["drawn"] = frame["mi"] > 0
    ranked = frame.sort_values(
        ["drawn", "log_likelihood", "term"], ascending=[False, False, True], ignore_index=True
    )
    return ranked.drop(columns="drawn")


def _around(document: Sequence[str], node: str, window: int) -> list[tuple[str, bool]]:
    """Return the terms in the windows of a node, and whether each stands before it."""
    nodes = np.array([place for place, term in enumerate(document) if term == node])
    around = []
    for place, term in enumerate(document):
        if term == node or not len(nodes):
            continue
        nearest = nodes[np.abs(nodes - place).argmin()]  # the first of two that are as near
        if abs(nearest - place) <= window:
            around.append((term, bool(place < nearest)))
    return around
