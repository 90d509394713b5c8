"""How many words mark the values of a variable, as they are and with the values dealt out anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np

from survey.analysis.counted_words import CountedWords, Counts, Yes
from survey.analysis.cross_tables import FEW_PREFECTURES
from survey.analysis.keyness import SMALL, log_likelihood, lowest_ratio
from survey.analysis.permutation_tests import Group, marked, tail

MARKED = 3.84
"""From this log-likelihood on a word is called more frequent: 5 %, if answers were a sample."""
DEALT = 999
"""How often the values are dealt out anew; p is then known to three digits."""
DEALT_LEFT_OUT = 199
"""How often they are with each prefecture left out in turn."""


def dealt_out(counted: CountedWords, sides: Yes) -> Iterator[Counts]:
    """Yield how many words are more frequent in each value, and beyond styles, as the rows have
    the values (first) and with these dealt out anew, values × ways: of all rows, then with each
    prefecture left out.

    Parameters
    ----------
    counted
        The words of rows that all have a prefecture.
    sides
        Which rows have a value, values × rows.
    """
    # No other word is beyond.
    wide = counted.users.sum(axis=1) >= FEW_PREFECTURES
    counted = replace(counted, labels=counted.labels[wide], counts=counted.counts[wide])
    known, first = np.unique(counted.prefecture, return_index=True)
    whole = bool((sides == sides[:, first[counted.prefecture]]).all())
    needed = [_needed(counted, side) for side in sides]
    for place in range(len(known) + 1):
        kept = np.flatnonzero(counted.prefecture != place - 1)
        words = replace(
            counted, prefecture=counted.prefecture[kept], lines=counted.lines[:, kept],
            counts=counted.counts[:, kept], lengths=counted.lengths[kept],
        )  # fmt: skip
        ways = _ways(words.prefecture, DEALT_LEFT_OUT if place else DEALT, whole)
        yield np.stack([
            _beyond(words, side[kept][ways], least[place], within)
            for side, (least, within) in zip(sides, needed, strict=True)
        ])  # fmt: skip


def _needed(counted: CountedWords, side: Yes) -> tuple[Counts, bool]:
    """Return how many rows with a value must hold a word so that p is small, of all prefectures
    and with each left out (prefectures + 1 × words); or, where none has rows with and without the
    value, how many prefectures. And which of the two.
    """
    rows, own = (counted.lines[:-1] @ of for of in (np.ones_like(side), side))
    both, inner = (
        counted.by_prefecture(counted.held, of)[:-1] for of in (np.ones_like(side), side)
    )
    if not ((own > 0) & (own < rows)).any():
        lines = [_less_each(1 * one) for one in (rows > 0, both > 0, own > 0)]
        every = zip(*(line.tolist() for line in lines), strict=True)
        return np.array([[_least(((n, b, o),)) for b in bs] for n, bs, o in every]), False
    varies, of_words = marked(rows, both, own)
    needed = _less_each(np.where(varies, 0, inner))
    for word, groups in enumerate(of_words):
        needed[:, word] += _least(groups)
        for number, place in enumerate(np.flatnonzero(varies[:, word])):
            others = groups[:number] + groups[number + 1 :]
            needed[place + 1, word] += _least(others) - _least(groups)
    return needed, True


def _beyond(counted: CountedWords, sides: Yes, needed: Counts, within: bool) -> Counts:
    """Return how many words are more frequent in a part, and beyond styles, for each way in
    which it is dealt out (ways × rows)."""
    dealt = sides.T.astype(np.int64)
    numbers = counted.held @ dealt if within else counted.users @ (counted.lines[:-1] @ dealt > 0)
    word, way = np.nonzero(numbers >= needed[:, None])
    uses = counted.counts[word]
    used = uses.copy()
    used.data *= dealt[used.indices, np.repeat(way, np.diff(used.indptr))]
    inner, both = ((counted.lines @ one.T).toarray() for one in (used, uses))
    lines = (counted.line_lengths @ dealt)[:, way]
    others = counted.line_lengths.sum(axis=1)[:, None] - lines
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
