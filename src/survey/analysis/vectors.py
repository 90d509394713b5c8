"""Cases as vectors: near each other when they are about the same work.

Two kinds of features stand side by side: the *words* of name and usage, and the *characters* of the
name, two and three at a time, which find 通勤届 in 通勤手当. Both are weighted by TF-IDF, words of the
means (RPA, 入力) are left out, and what one prefecture repeats in row after row is discounted: stock
phrases say who answered, not what is done.

Likenesses are rounded before anything is decided by them, so that no decision hangs on the last
bits of a float, which differ between processors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

from survey.analysis.tokens import compared, content, normalise, terms
from survey.tables.word_lists import load_words

Likeness = NDArray[np.float64]
"""Cosine similarities, 0 to 1, rounded."""
PLACES = 4
"""Decimal places of a similarity."""
NAME_WEIGHT = 3
"""How often a word of the procedure's name counts for one of its usage."""
GRAMS = (2, 3)
"""How many characters of the name make a feature."""


@dataclass(frozen=True)
class Features:
    """One kind of features: the vocabulary, the weight of each of its columns, and the vectors of
    the cases, of length 1, shape (cases, columns)."""

    vocabulary: CountVectorizer
    weights: NDArray[np.float64]
    vectors: sparse.csr_matrix

    def of(self, document: object) -> sparse.csr_matrix:
        """Return the vector of another document."""
        return _weighted(self.vocabulary.transform([document]), self.weights)

    def likeness(self, vectors: sparse.csr_matrix) -> Likeness:
        """Return how alike vectors are to each case, shape (vectors, cases)."""
        return np.asarray((vectors @ self.vectors.T).toarray())


@dataclass(frozen=True)
class Vectors:
    """The cases by their words and by the characters of their names."""

    words: Features
    names: Features

    def among(self) -> Likeness:
        """Return how alike the cases are to each other, shape (cases, cases)."""
        return _both(*(part.likeness(part.vectors) for part in (self.words, self.names)))

    def to(self, text: str) -> Likeness:
        """Return how alike each case is to a text, shape (cases,)."""
        words = self.words.of(content(terms([compared(text)])[0]))
        names = self.names.of(_bare(text))
        alike: Likeness = _both(self.words.likeness(words), self.names.likeness(names))[0]
        return alike


def vectors(cases: pd.DataFrame) -> Vectors:
    """Return the cases as vectors.

    Parameters
    ----------
    cases
        Columns procedure, usage and prefecture_code of `ai_rpa_cases`.
    """
    names, usages = (terms(map(compared, cases[name])) for name in ("procedure", "usage"))
    bags = [content(n) * NAME_WEIGHT + content(u) for n, u in zip(names, usages, strict=True)]
    bare = list(map(_bare, cases["procedure"]))
    answered = pd.get_dummies(cases["prefecture_code"]).to_numpy(dtype=float)
    return Vectors(
        _features(CountVectorizer(analyzer=list), bags, answered),
        _features(CountVectorizer(analyzer="char_wb", ngram_range=GRAMS), bare, answered),
    )


def _weighted(counts: sparse.csr_matrix, weights: NDArray[np.float64]) -> sparse.csr_matrix:
    """Return vectors of length 1 (0 where there is no word)."""
    return normalize(sparse.csr_matrix(counts, dtype=float).log1p().multiply(weights).tocsr())


def _features(
    vocabulary: CountVectorizer, documents: Sequence[object], answered: NDArray[np.float64]
) -> Features:
    try:
        counts = sparse.csr_matrix(vocabulary.fit_transform(documents))
    except ValueError:  # no document has a feature: one that none has keeps the shape
        vocabulary = vocabulary.set_params(vocabulary=["\0"])
        counts = sparse.csr_matrix(vocabulary.fit_transform(documents))
    present = (counts > 0).astype(float)
    cases_with = np.asarray(present.sum(axis=0)).ravel()
    prefectures_with = np.asarray(((answered.T @ present) > 0).sum(axis=0)).ravel()
    # Rare ones weigh more, one prefecture's stock phrases less.
    idf = np.log((1 + len(documents)) / (1 + cases_with)) + 1
    weights = np.round(idf * np.sqrt(prefectures_with / np.maximum(cases_with, 1)), PLACES)
    return Features(vocabulary, weights, _weighted(counts, weights))


def _both(words: Likeness, names: Likeness) -> Likeness:
    return np.round((words + names) / 2, PLACES)


def _bare(name: str) -> str:
    """Return a name without the words of the means and without punctuation."""
    return _apart().sub(" ", compared(name))


@cache
def _apart() -> re.Pattern[str]:
    long_first = sorted(map(normalise, load_words().telling_means), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, long_first)) + r"|[\W\s]+|[ぁ-ん]+")
