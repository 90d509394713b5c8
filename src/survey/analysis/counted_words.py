"""The words of answers, counted in every row, and by the prefectures of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from survey.analysis.text_columns import column_of, joined_texts
from survey.analysis.text_mining import occurrences
from survey.analysis.tokens import terms
from survey.tables.word_lists import Words

Counts = NDArray[np.int64]
Yes = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class CountedWords:
    """The words of some rows.

    Attributes
    ----------
    labels
        The words.
    prefecture
        Of each row, -1 for none.
    lines
        Which rows are of which prefecture (the last is none), prefectures × rows.
    counts
        Occurrences, words × rows.
    lengths
        Occurrences of all words in each row.
    """

    labels: pd.Index[str]
    prefecture: Counts
    lines: csr_array
    counts: csr_array
    lengths: Counts

    @classmethod
    def of(
        cls, rows: pd.DataFrame, columns: str | Sequence[str], words: str | Words | None = None
    ) -> CountedWords:
        """Count the words in some columns, which are read as one."""
        found = occurrences(terms(joined_texts(rows, columns), words=words))
        word, labels = pd.factorize(found["term"])
        prefecture, known = pd.factorize(column_of(rows, "prefecture").replace("", None))
        # What stands twice at a place is added up.
        counts = _csr(word, found["document"].to_numpy(), (len(labels), len(rows)))
        lines = _csr(prefecture, np.arange(len(rows)), (len(known) + 1, len(rows)))
        return cls(labels, prefecture, lines, counts, counts.sum(axis=0))

    @cached_property
    def held(self) -> csr_array:
        """Which rows hold a word, words × rows."""
        return (self.counts > 0).astype(np.int64)

    @cached_property
    def users(self) -> csr_array:
        """Which prefectures use a word, words × prefectures."""
        return (self.held @ self.lines[:-1].T > 0).astype(np.int64)

    @cached_property
    def line_lengths(self) -> csr_array:
        """Occurrences of all words, prefectures × rows."""
        return self.lines * self.lengths

    def spread(self, side: Yes) -> int:
        """Return of how many prefectures the rows of a side are that hold words."""
        return len(np.unique(self.prefecture[side & (self.lengths > 0)]))

    def by_prefecture(self, what: csr_array, side: Yes) -> Counts:
        """Return the sums of what is told of words and rows over the rows of a side, prefectures (the
        last is none) × words."""
        return np.asarray((self.lines * side @ what.T).toarray())


def _csr(line: Counts, column: Counts, shape: tuple[int, int]) -> csr_array:
    """Return how often each pair occurs, -1 being the last line."""
    return csr_array((np.ones(len(line), dtype=np.int64), (line % shape[0], column)), shape)
