"""Tables of two variables in which answers, or whole prefectures, are dealt out anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from math import comb

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.problems import BadInput

SHUFFLES = 9_999
"""How often answers are dealt out anew; p is then known to two or three digits."""
SHUFFLES_LEFT_OUT = 1_999
"""How often they are with each prefecture left out in turn."""
_AT_ONCE = 200_000
_DECIMALS = 6

Numbers = NDArray[np.float64]
Group = tuple[int, int, int]
"""The rows of a prefecture, those with one mark, and those with another."""


@dataclass(frozen=True)
class DealtOut:
    """What dealing out gave: mean V, p, the largest p if any one prefecture is left out, how many
    prefectures it compares, and the mean counts where it was done within prefectures."""

    v: float
    p: float
    p_highest: float
    compared: int
    within: Numbers | None


def dealt_out(
    variables: NDArray[np.int64], bys: NDArray[np.int64],
    prefectures: NDArray[np.int64], answers: NDArray[np.int64],
) -> DealtOut:  # fmt: skip
    """Return what tables are like in which answers, or whole prefectures, are dealt out anew.

    The units that are dealt out are rows of two matrices, one for each variable, with a column for
    each value; their product is the table. What is the same within every unit is dealt out.
    """
    of_prefectures, of_answers = (
        [pd.crosstab(units, values).to_numpy(dtype=float) for values in (variables, bys)]
        for units in (prefectures, answers)
    )
    whole = any(map(_same, of_prefectures))
    sides = of_prefectures if whole else of_answers
    groups = np.zeros(len(sides[0]), dtype=np.int64)
    if not whole:
        groups[answers] = prefectures
    turned = not _same(sides[0]) and _same(sides[1])
    dealt, held = reversed(sides) if turned else sides
    dealt = (dealt > 0).astype(float)
    if not _same(dealt):
        held = (held > 0).astype(float)
        if not np.array_equal(held.sum(axis=1) * dealt.sum(axis=1), sides[0].sum(axis=1)):
            raise BadInput.of(
                "the rows", "those of one answer pair values of both variables",
                "every value of one with every value of the other, as a join gives them",
                "join the tables of the two on the id of the answers",
            )  # fmt: skip
    found = _shuffle(dealt, held, groups, SHUFFLES, whole=whole)
    owners = np.arange(len(dealt)) if whole else groups
    others = (owners != owner for owner in np.unique(owners))
    without = [_p(dealt[kept], held[kept], groups[kept], whole=whole) for kept in others]
    within = found.within
    return replace(
        found, p_highest=max(found.p, *without),
        within=within.T if turned and within is not None else within,
    )  # fmt: skip


def marked(
    rows: NDArray[np.int64], both: NDArray[np.int64], own: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], list[tuple[Group, ...]]]:
    """Return which prefectures tell of each word whether it goes with the part (prefectures × words),
    as some of their rows have one mark, some the other, and these for `tail`, one tuple a word.

    Parameters
    ----------
    rows, own
        Of each prefecture its rows, and those in the part.
    both
        Those that hold a word, prefectures × words.
    """
    varies = ((own > 0) & (own < rows))[:, None] & (both > 0) & (both < rows[:, None])
    return varies, [
        tuple(zip(*(n[at].tolist() for n in (rows, both[:, word], own)), strict=True))
        for word, at in enumerate(varies.T)
    ]


@cache
def tail(groups: tuple[Group, ...]) -> tuple[float, ...]:
    """Return how probable it is that 0, 1, 2, … rows or more have both marks, if one of the two is
    dealt out among the rows of each prefecture (one side of the exact Mantel-Haenszel test).

    All ways to deal out are counted, in whole numbers, so that p is the same everywhere.

    Parameters
    ----------
    groups
        Of each prefecture its rows, those with the one mark and those with the other.

    Returns
    -------
    tuple of float
        0 to 1 (4 places), from 1 for no row to that of as many rows as there can be.
    """
    ways = np.array([1], dtype=object)
    for rows, one, other in groups:
        most = min(one, other)
        own = [comb(one, both) * comb(rows - one, other - both) for both in range(most + 1)]
        ways = np.convolve(ways, np.array(own, dtype=object))
    every = list(accumulate(reversed(ways)))
    return tuple(_rounded(some, every[-1]) for some in reversed(every))


def _rounded(some: int, every: int) -> float:
    """Return the share that some are of all, to four places, halves to even, as `Fraction` rounds it,
    but in a fraction of the time."""
    whole, rest = divmod(some * 10_000, every)
    return (whole + (2 * rest + whole % 2 > every)) / 10_000


def _same(counts: Numbers) -> bool:
    """Return whether every unit has one value in all its rows."""
    return bool(((counts > 0).sum(axis=1) == 1).all())


def _p(dealt: Numbers, held: Numbers, groups: NDArray[np.int64], *, whole: bool) -> float:
    """Return p of the values that these units have, 1 where nothing is left to compare."""
    dealt, held = (side[:, side.any(axis=0)] for side in (dealt, held))
    if min(dealt.shape[1], held.shape[1]) < 2:
        return 1.0
    return _shuffle(dealt, held, pd.factorize(groups)[0], SHUFFLES_LEFT_OUT, whole=whole).p


def _shuffle(
    dealt: Numbers, held: Numbers, groups: NDArray[np.int64], shuffles: int, *, whole: bool
) -> DealtOut:
    """Deal rows of one matrix out to those of another of the same group, and see what the tables
    are like that the two make together."""
    both = _varies(dealt, groups) & _varies(held, groups)
    moved = np.flatnonzero(both[groups])
    moved = moved[np.argsort(groups[moved], kind="stable")]
    observed = held.T @ dealt
    stays = observed - held[moved].T @ dealt[moved]
    of_held, of_dealt = (
        pd.DataFrame(side).groupby(groups).sum().to_numpy() for side in (held, dealt)
    )
    within = (of_held / np.bincount(groups)[:, None]).T @ of_dealt

    def deviation(tables: Numbers) -> Numbers:
        mean = independent(tables) if whole else within
        squares = (tables - mean) ** 2 / np.where(mean > 0, mean, 1)
        deviations: Numbers = squares.sum(axis=(-2, -1)).round(_DECIMALS)
        return deviations

    hits, strengths, least = 0, 0.0, deviation(observed)
    for tables in _tables(dealt[moved], held[moved], groups[moved], shuffles):
        hits += int((deviation(stays + tables) >= least).sum())
        strengths += float(strength(stays + tables).sum())
    p = round((1 + hits) / (1 + shuffles), 4)
    return DealtOut(
        v=round(strengths / shuffles, 2), p=p, p_highest=p,
        compared=len(held) if whole else int(both.sum()), within=None if whole else within,
    )  # fmt: skip


def _tables(
    dealt: Numbers, held: Numbers, groups: NDArray[np.int64], shuffles: int
) -> Iterator[Numbers]:
    """Yield the tables (ways x values held x values dealt) of rows that are dealt out anew.

    Rows that are alike are counted, in whole numbers, before they are multiplied. To be dealt out
    is to be sorted by group and, in it, by random bits; the place of a row, the last bits, comes back.
    """
    (dealt, kinds), (held, owners) = (
        np.unique(side, axis=0, return_inverse=True) for side in (dealt, held)
    )
    size, shape = len(kinds), (len(held), len(dealt))
    last = max(size - 1, 0).bit_length()
    first = 64 - int(groups.max(initial=0)).bit_length()
    fixed = groups.astype(np.uint64) << np.uint64(first) | np.arange(size, dtype=np.uint64)
    pairs = owners * len(dealt)
    at_once = _AT_ONCE // max(size, len(held) * len(dealt), 1) + 1
    generator = np.random.default_rng(2020).bit_generator
    for start in range(0, shuffles, at_once):
        ways = min(at_once, shuffles - start)
        drawn = generator.random_raw(ways * size).reshape(ways, size)
        keys = np.sort(drawn >> np.uint64(64 - first + last) << np.uint64(last) | fixed, axis=1)
        order = (keys & np.uint64((1 << last) - 1)).astype(np.int64)
        cells = kinds[order] + pairs + np.arange(ways)[:, None] * (shape[0] * shape[1])
        counts = np.bincount(cells.ravel(), minlength=ways * shape[0] * shape[1])
        yield held.T @ counts.reshape(ways, *shape) @ dealt


def _varies(side: Numbers, groups: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether the rows of each group differ."""
    different = np.unique(np.column_stack([groups, side]), axis=0)[:, 0]
    return np.bincount(different.astype(np.int64)) > 1


def independent(tables: Numbers) -> Numbers:
    """Return the counts that tables would have if their rows and columns were independent."""
    across, down = tables.sum(axis=-2, keepdims=True), tables.sum(axis=-1, keepdims=True)
    counts: Numbers = across * down / tables.sum(axis=(-2, -1), keepdims=True)
    return counts


def strength(tables: Numbers) -> Numbers:
    """Return Cramér's V of tables."""
    expected = independent(tables)
    squares = ((tables - expected) ** 2 / expected).sum(axis=(-2, -1))
    most = tables.sum(axis=(-2, -1)) * (min(tables.shape[-2:]) - 1)
    strengths: Numbers = np.sqrt(squares / most)
    return strengths
