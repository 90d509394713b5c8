"""Cases as vectors: near each other when they are about the same work.

Two kinds of features stand side by side. *Words* (TF-IDF), with the words of technology left out,
and a word discounted that one prefecture repeats in row after row: stock phrases say who answered,
not what is done. *Concepts* of office work (`declarations/work.toml`), which bring together cases
that share no word. The name of the procedure counts more than the description of its usage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

from survey.concepts import work
from survey.tokens import TokenizerName, normalise, terms

Vectors = NDArray[np.float64]

CONCEPT_WEIGHT = 2.0
"""How much the concepts of a case count against its words."""
TITLE_WEIGHT = 3
"""How often a word of the procedure's name counts for one of its usage."""


@dataclass(frozen=True)
class Representation:
    """What was learned from the cases: the vocabulary and the weight of each word.

    `vectors` has one row a case, of length 1; the last columns are the concepts.
    """

    vocabulary: CountVectorizer
    weights: Vectors
    concept_weights: tuple[dict[str, float], ...]
    vectors: Vectors

    def of_text(self, text: str) -> Vectors:
        """Return the vector of any text, shape (1, features)."""
        counts = self.vocabulary.transform([content(terms([text])[0])])
        about = _about([normalise(text)], [""], self.concept_weights)
        return _vectors(counts, self.weights, about)


def represent(cases: pd.DataFrame, tokenizer: TokenizerName = "janome") -> Representation:
    """Return the cases as vectors.

    Parameters
    ----------
    cases
        Columns procedure, usage and prefecture_code of `ai_rpa_cases`.
    """
    titles, usages = cases["procedure"].tolist(), cases["usage"].tolist()
    title_terms, usage_terms = terms(titles, tokenizer), terms(usages, tokenizer)
    documents = [
        content(title) * TITLE_WEIGHT + content(usage)
        for title, usage in zip(title_terms, usage_terms, strict=True)
    ]
    vocabulary = CountVectorizer(analyzer=_as_it_is, min_df=min(2, len(documents)))
    counts = sparse.csr_matrix(vocabulary.fit_transform(documents))
    present = (counts > 0).astype(float)
    cases_with = np.asarray(present.sum(axis=0)).ravel()
    prefecture = pd.get_dummies(cases["prefecture_code"]).to_numpy(dtype=float)
    prefectures_with = np.asarray(((prefecture.T @ present) > 0).sum(axis=0)).ravel()
    weights = word_weights(len(documents), cases_with, prefectures_with)
    titles, usages = list(map(normalise, titles)), list(map(normalise, usages))
    concept_weights = _concept_weights([a + b for a, b in zip(titles, usages, strict=True)])
    about = _about(titles, usages, concept_weights)
    vectors = _vectors(counts, weights, about)
    return Representation(vocabulary, weights, concept_weights, vectors)


def _vectors(counts: sparse.csr_matrix, weights: Vectors, about: Vectors) -> Vectors:
    return np.asarray(weighted(counts, weights, about).toarray())


def word_weights(cases: int, cases_with: Vectors, prefectures_with: Vectors) -> Vectors:
    """Return the weight of each word: rare ones weigh more, one prefecture's stock phrases less."""
    idf = np.log((1 + cases) / (1 + cases_with)) + 1
    return np.asarray(idf * np.sqrt(prefectures_with / cases_with))


def weighted(counts: sparse.csr_matrix, weights: Vectors, about: Vectors) -> sparse.csr_matrix:
    """Return the vectors: words by their weights, then concepts, each part and all of length 1."""
    words = normalize(sparse.csr_matrix(counts).log1p().multiply(weights).tocsr())
    concepts = CONCEPT_WEIGHT * normalize(sparse.csr_matrix(about))
    return normalize(sparse.hstack([words, concepts], format="csr"))


def _concept_weights(texts: Sequence[str]) -> tuple[dict[str, float], ...]:
    """Return for each concept its words, rare ones weighing more (the logarithm of TF-IDF)."""

    def weight(word: str) -> float:
        return float(np.log((1 + len(texts)) / (1 + sum(word in text for text in texts))))

    return tuple({word: weight(word) for word in concept.words} for concept in work().concepts)


def _about(
    titles: Sequence[str], usages: Sequence[str], weights: Sequence[dict[str, float]]
) -> Vectors:
    """Return how much each text speaks of each concept, shape (texts, concepts)."""
    return np.array(
        [
            [
                sum(
                    w * (TITLE_WEIGHT * (word in title) + (word in usage)) for word, w in of.items()
                )
                for of in weights
            ]
            for title, usage in zip(titles, usages, strict=True)
        ]
    ).reshape(-1, len(weights))


def content(found: Sequence[str]) -> list[str]:
    """Return the terms that tell what is done, not with which technology."""
    left_out = work().technology
    return [term for term in found if term not in left_out]


def _as_it_is(document: list[str]) -> list[str]:
    return document
