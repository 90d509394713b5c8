"""How many words mark the values of a variable, as they are and with the values dealt out anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from survey.analysis.cross_tables import FEW_PREFECTURES
from survey.analysis.dealing_out import Group, tail
from survey.analysis.keyness import SMALL, Counts, Numbers, log_likelihood, lowest_ratio
from survey.analysis.text_mining import joined_texts
from survey.analysis.tokens import terms
from survey.tables.word_lists import Words

MARKED = 3.84
"""From this log-likelihood on a word is called more frequent: 5 %, if answers were a sample."""
DEALT = 999
"""How often the values are dealt out anew; p is then known to three digits."""
DEALT_LEFT_OUT = 199
"""How often they are with each prefecture left out in turn."""

Yes = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class CountedWords:
    """The words of some rows, as far as `FEW_PREFECTURES` prefectures use them: no other is beyond.

    Attributes
    ----------
    prefecture
        Of each row.
    lines
        Which rows are of which prefecture (the last is none), prefectures × rows.
    counts
        Occurrences, words × rows.
    lengths
        Occurrences of all words in each row.
    """

    prefecture: Counts
    lines: csr_array
    counts: csr_array
    lengths: Numbers

    @classmethod
    def of(
        cls, rows: pd.DataFrame, columns: str | Sequence[str], words: str | Words | None = None
    ) -> CountedWords:
        """Count the words in some columns, which are read as one."""
        found = terms(joined_texts(rows, columns), words=words)
        prefecture, known = pd.factorize(rows["prefecture"])
        shape = (len(known) + 1, len(rows))
        lines = csr_array((np.ones(len(rows)), (prefecture, np.arange(len(rows)))), shape)
        place = np.repeat(np.arange(len(found)), [len(words) for words in found])
        word, labels = pd.factorize(np.array([w for words in found for w in words], dtype=object))
        # What stands twice at a place is added up.
        counts = csr_array((np.ones(len(word)), (word, place)), (len(labels), len(rows)))
        spread = (counts @ lines.T > 0).sum(axis=1)
        wide = counts[np.flatnonzero(spread >= FEW_PREFECTURES)]
        return cls(prefecture, lines, wide, counts.sum(axis=0))

    @cached_property
    def held(self) -> csr_array:
        """Which rows hold a word, words × rows."""
        return (self.counts > 0).astype(float)

    @cached_property
    def users(self) -> csr_array:
        """Which prefectures use a word, words × prefectures."""
        return (self.held @ self.lines[:-1].T > 0).astype(float)

    @cached_property
    def line_lengths(self) -> csr_array:
        """Occurrences of all words, prefectures × rows."""
        return self.lines * self.lengths

    def spread(self, side: Yes) -> int:
        """Return of how many prefectures the rows of a side are that hold words."""
        return len(np.unique(self.prefecture[side & (self.lengths > 0)]))

    def dealt_out(self, sides: Yes) -> Iterator[Counts]:
        """Yield how many words are more frequent in each value, and beyond styles, as the rows have
        the values (first) and with these dealt out anew, values × ways: of all rows, then with each
        prefecture left out.

        Parameters
        ----------
        sides
            Which rows have a value, values × rows.
        """
        known, first = np.unique(self.prefecture, return_index=True)
        whole = bool((sides == sides[:, first[self.prefecture]]).all())
        needed = [self._needed(side) for side in sides]
        for place in range(len(known) + 1):
            kept = np.flatnonzero(self.prefecture != place - 1)
            words = CountedWords(
                self.prefecture[kept], self.lines[:, kept], self.counts[:, kept], self.lengths[kept]
            )
            ways = _ways(words.prefecture, DEALT_LEFT_OUT if place else DEALT, whole)
            yield np.stack([
                words._beyond(side[kept][ways], least[place], within)
                for side, (least, within) in zip(sides, needed, strict=True)
            ])  # fmt: skip

    def _needed(self, side: Yes) -> tuple[Counts, bool]:
        """Return how many rows with a value must hold a word so that p is small, of all prefectures
        and with each left out (prefectures + 1 × words); or, where none has rows with and without the
        value, how many prefectures. And which of the two.
        """
        named, inside = self.lines[:-1], np.flatnonzero(side)
        rows, own = (np.asarray(n, dtype=np.int64) for n in (named.sum(axis=1), named @ side))
        both, inner = (
            (where @ what.T).toarray().astype(np.int64)
            for where, what in ((named, self.held), (named[:, inside], self.held[:, inside]))
        )
        mixed = (own > 0) & (own < rows)
        if not mixed.any():
            lines = [_less_each(one) for one in (np.ones_like(own), (both > 0) * 1, (own > 0) * 1)]
            every = zip(*(line.tolist() for line in lines), strict=True)
            return np.array([[_least(((n, b, o),)) for b in bs] for n, bs, o in every]), False
        varies = mixed[:, None] & (both > 0) & (both < rows[:, None])
        needed = _less_each(np.where(varies, 0, inner))
        for word, at in enumerate(varies.T):
            groups = tuple(zip(*(n[at].tolist() for n in (rows, both[:, word], own)), strict=True))
            needed[:, word] += _least(groups)
            for number, place in enumerate(np.flatnonzero(at)):
                others = groups[:number] + groups[number + 1 :]
                needed[place + 1, word] += _least(others) - _least(groups)
        return needed, True

    def _beyond(self, sides: Yes, needed: Counts, within: bool) -> Counts:
        """Return how many words are more frequent in a part, and beyond styles, for each way in
        which it is dealt out (ways × rows)."""
        dealt = sides.T.astype(float)
        numbers = self.held @ dealt if within else self.users @ (self.lines[:-1] @ dealt > 0)
        word, way = np.nonzero(numbers >= needed[:, None])
        uses = self.counts[word]
        used = uses.copy()
        used.data *= dealt[used.indices, np.repeat(way, np.diff(used.indptr))]
        inner, both = ((self.lines @ one.T).toarray() for one in (used, uses))
        lines = (self.line_lengths @ dealt)[:, way]
        others = self.line_lengths.sum(axis=1)[:, None] - lines
        tables = inner, both - inner, lines, others
        count, rest, own, other = (table.sum(axis=0) for table in tables)
        beyond = (
            (lowest_ratio(*tables) > 0)
            & ((inner[:-1] > 0).sum(axis=0) >= FEW_PREFECTURES)
            & (count * other > rest * own)
            & (log_likelihood(count, rest, own, other) >= MARKED)
        )
        return np.bincount(way[beyond], minlength=len(sides))


def _ways(prefecture: Counts, number: int, whole: bool) -> Counts:
    """Return whose values each row gets, ways × rows: its own (first), then those of another row of
    its prefecture, or those of another prefecture."""
    generator, own = np.random.default_rng(2020), np.arange(len(prefecture))
    ways = np.tile(own, (number + 1, 1))
    if whole:
        known, first, of = np.unique(prefecture, return_index=True, return_inverse=True)
        others = np.tile(np.arange(len(known)), (number, 1))
        ways[1:] = first[generator.permuted(others, axis=1)][:, of]
    else:
        drawn = generator.random((number, len(own))) + prefecture
        ways[1:, np.argsort(prefecture, kind="stable")] = np.argsort(drawn, axis=1, kind="stable")
    return ways


def _less_each(numbers: Counts) -> Counts:
    """Return the sum of some lines, and below it the sum without each of them."""
    return np.asarray(numbers.sum(axis=0) - np.concatenate([np.zeros_like(numbers[:1]), numbers]))


@cache
def _least(groups: tuple[Group, ...]) -> int:
    """Return how many rows must have both marks so that p is small; it may be more than there are."""
    return sum(p >= SMALL for p in tail(groups))
