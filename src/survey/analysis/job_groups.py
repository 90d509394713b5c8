"""Cases that do the same concrete job in different prefectures: `use_case_clusters.csv`.

Found without the codebook of kinds of work: average linkage on the vectors of `survey.analysis.vectors`,
cut where two groups are less alike than `ALIKE`, which was chosen on a quarter of the cases that
was grouped by hand (`tests/hand_read/jobs.csv`). How many groups there are follows from that;
a case without a like is a group of its own. `benchmarks/clustering.py` prints how well it does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from survey.analysis.tokens import content, terms
from survey.analysis.vectors import PLACES, Likeness, vectors
from survey.reading.clean_rows import Value

ALIKE = 0.26
"""Mean similarity from which two groups of cases become one."""
ALONE = "単独"
"""What the label of a case without a like begins with."""
WORDS = 3
"""How many words a label has."""
_TELLING = re.compile("[^ぁ-ん]{2,}$")
"""Words for labels: nouns of two characters or more, not 取る and not 庁."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Clusters:
    """Which group each case is in; groups are numbered from 1, those in most prefectures first.

    `within` is the mean similarity of each case to the others of its group (0 for a case without a
    like), `beyond` that to the nearest other group, both of shape (cases,).
    """

    cluster_ids: Numbers
    labels: tuple[str, ...]
    within: Likeness
    beyond: Likeness


def cluster(cases: pd.DataFrame, alike: float = ALIKE) -> Clusters:
    """Return the groups of the cases.

    Parameters
    ----------
    cases
        `ai_rpa_cases`, or rows of it.
    alike
        The mean similarity from which two groups become one; the greater, the more groups.
    """
    if cases.empty:
        return Clusters(np.empty(0, np.int64), (), np.empty(0), np.empty(0))
    likeness = vectors(cases).among()
    ids = _in_order(partition(likeness, alike), cases["prefecture_code"].tolist())
    within, beyond = _means(likeness, ids)
    return Clusters(ids, _labels(cases, ids), within, beyond)


def partition(likeness: Likeness, alike: float = ALIKE) -> Numbers:
    """Return the number of the group of each case, in no particular order.

    Parameters
    ----------
    likeness
        Rounded similarities, shape (cases, cases).
    """
    if len(likeness) < 2:
        return np.ones(len(likeness), dtype=np.int64)
    distances = np.round(1 - likeness, PLACES)
    np.fill_diagonal(distances, 0)
    tree = linkage(squareform(distances, checks=False), "average")
    tree[:, 2] = np.round(tree[:, 2], PLACES)
    found: Numbers = fcluster(tree, round(1 - alike, PLACES), "distance").astype(np.int64)
    return found


def cluster_rows(cases: pd.DataFrame) -> list[Mapping[str, Value]]:
    """Return the rows of `use_case_clusters.csv`, in the order of the cases."""
    found = cluster(cases)
    return [
        {
            "case_id": case_id,
            "cluster_id": int(number),
            "cluster_label": found.labels[number - 1],
            "membership": round(float(x / (x + y)), 2) if x else "",
            "x": round(float(x), 2),
            "y": round(float(y), 2),
        }
        for case_id, number, x, y in zip(
            cases["case_id"], found.cluster_ids, found.within, found.beyond, strict=True
        )
    ]


def _in_order(numbers: Numbers, prefectures: Sequence[str]) -> Numbers:
    """Number groups from 1: by prefectures, then by cases, then by the first case."""
    listed = numbers.tolist()
    spread = Counter(number for number, _ in {*zip(listed, prefectures, strict=True)})
    sizes = Counter(listed)
    ranked = sorted(sizes, key=lambda n: (-spread[n], -sizes[n], listed.index(n)))
    place = {number: rank for rank, number in enumerate(ranked, 1)}
    return np.array([place[number] for number in listed], dtype=np.int64)


def _means(likeness: Likeness, ids: Numbers) -> tuple[Likeness, Likeness]:
    """Return the mean similarity of each case to its own group and to the nearest other one."""
    own = ids[:, None] == np.arange(1, ids.max() + 1)
    sizes = own.sum(axis=0)
    # Whole numbers add up to the same sum in any order.
    whole = np.round(likeness * 10**PLACES).astype(np.int64)
    np.fill_diagonal(whole, 0)
    sums = np.array([whole[:, members].sum(axis=1) for members in own.T]).T
    others = np.where(own, np.maximum(sizes - 1, 1), sizes)
    means = np.round(sums / others / 10**PLACES, PLACES)
    beyond = np.where(own, 0, means).max(axis=1)
    return means[own], beyond


def _labels(cases: pd.DataFrame, ids: Numbers) -> tuple[str, ...]:
    """Name each group after the words that most of its cases have in their names, then by those of
    the usage; what is rare among all cases first."""
    names, usages = (
        [list(filter(_TELLING.match, content(found))) for found in terms(cases[column].tolist())]
        for column in ("procedure", "usage")
    )
    everywhere = Counter(word for n, u in zip(names, usages, strict=True) for word in {*n, *u})
    labels = []
    for group in range(1, ids.max() + 1):
        members = np.flatnonzero(ids == group).tolist()
        titled = Counter(word for i in members for word in {*names[i]})
        told = Counter(word for i in members for word in {*usages[i]} - titled.keys())
        ranked = [
            word
            for counted in (titled, told)
            for word in sorted(counted, key=lambda w: (-counted[w], everywhere[w], w))
        ]
        # In the order in which the first member says them.
        first = [*names[members[0]], *usages[members[0]], *ranked]
        chosen = sorted(ranked[:WORDS], key=first.index)
        said = "・".join(chosen) or str(cases["procedure"].iloc[members[0]])
        labels.append(said if len(members) > 1 else f"{ALONE}：{said}")
    return tuple(labels)
