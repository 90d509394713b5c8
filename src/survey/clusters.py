"""Use cases grouped by the work that is automated: `data/clean/use_case_clusters.csv`.

k-means on the vectors of `survey.representation`. Representation, algorithm and number were chosen
by silhouette and by stability under resampling; `benchmarks/clustering.py` prints the comparison.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster.hierarchy import leaves_list, linkage
from sklearn.cluster import KMeans

from survey.concepts import work
from survey.problems import BadInput, Problem
from survey.records import Value
from survey.representation import Representation, Vectors, represent

NUMBER = 12
"""Clusters; the silhouette is highest at twelve, and the same groups come back under resampling."""
SEED = 20201001
SHARPNESS = 10.0
"""How fast membership falls with the similarity to a cluster's centre."""
OWN_CONCEPT = 0.4
"""Share of a concept among the concepts of a cluster from which it gives the cluster its name."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Clusters:
    """Which cluster each case is in; clusters are numbered from 1, the largest first.

    `membership` has one row a case and one column a cluster and adds up to 1 in each row;
    `positions` are the places of the cases on a map, shape (cases, 2).
    """

    cluster_ids: Numbers
    labels: tuple[str, ...]
    membership: Vectors
    positions: Vectors


def cluster(cases: pd.DataFrame, number: int = NUMBER) -> Clusters:
    """Return the clusters of the cases.

    Parameters
    ----------
    cases
        `ai_rpa_cases`, or rows of it.
    number
        How many clusters.

    Raises
    ------
    BadInput
        If there are fewer cases than clusters.
    """
    enough(len(cases), number)
    representation = represent(cases)
    return describe(representation, _by_size(partition(representation.vectors, number)), cases)


def enough(cases: int, number: int) -> None:
    """Refuse to make more clusters than there are cases."""
    if cases < number:
        raise BadInput(
            Problem("error", "ai_rpa_cases", None, f"{cases} cases make no {number} clusters",
                    f"at least {number} cases", "ask for fewer clusters")
        )  # fmt: skip


def partition(vectors: Vectors, number: int, seed: int = SEED) -> Numbers:
    """Return the number of the cluster of each vector, from 0, in no particular order."""
    found: Numbers = KMeans(number, n_init=20, random_state=seed).fit_predict(vectors)
    return found


def describe(representation: Representation, cluster_ids: Numbers, cases: pd.DataFrame) -> Clusters:
    """Return names, memberships and places of given clusters (numbered from 1)."""
    vectors = representation.vectors
    number = int(cluster_ids.max())
    centres = np.array([vectors[cluster_ids == i + 1].mean(axis=0) for i in range(number)])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    closeness = np.exp(SHARPNESS * (vectors @ centres.T))
    membership = closeness / closeness.sum(axis=1, keepdims=True)
    sums = np.array([vectors[cluster_ids == i + 1].sum(axis=0) for i in range(number)])
    words = list(map(str, representation.vocabulary.get_feature_names_out()))
    names = labels(sums, np.bincount(cluster_ids)[1:].tolist(), words)
    own = membership[np.arange(len(cases)), cluster_ids - 1]
    return Clusters(cluster_ids, names, membership, _map(cluster_ids, own, centres))


def cluster_rows(cases: pd.DataFrame) -> list[Mapping[str, Value]]:
    """Return the rows of `use_case_clusters.csv`, in the order of the cases."""
    found = cluster(cases)
    own = found.membership[np.arange(len(cases)), found.cluster_ids - 1]
    return [
        {
            "case_id": case_id,
            "cluster_id": int(number),
            "cluster_label": found.labels[number - 1],
            "membership": round(float(share), 3),
            "x": round(float(x), 2),
            "y": round(float(y), 2),
        }
        for case_id, number, share, (x, y) in zip(
            cases["case_id"], found.cluster_ids, own, found.positions, strict=True
        )
    ]


def labels(sums: Vectors, sizes: Sequence[int], words: Sequence[str]) -> tuple[str, ...]:
    """Name clusters after the concept that most of each is about, else after their own words.

    Parameters
    ----------
    sums
        The vectors of each cluster's cases added up, shape (clusters, words and concepts).
    sizes
        The number of cases of each.
    words
        The word of each column, before the columns of the concepts.
    """
    total, number = sums.sum(axis=0), sum(sizes)

    def distinctive(i: int, n: int) -> str:
        lead = sums[i] / sizes[i] - (total - sums[i]) / max(number - sizes[i], 1)
        order = sorted(range(len(words)), key=lambda j: (-round(float(lead[j]), 9), words[j]))
        return "・".join(words[j] for j in order[:n])

    names = []
    for i, about in enumerate(sums[:, len(words) :]):
        shares = about / max(about.sum(), 1e-12)
        best = int(shares.argmax())
        by_concept = shares[best] >= OWN_CONCEPT
        names.append(work().concepts[best].label if by_concept else distinctive(i, 3))
    return tuple(
        name if names.count(name) == 1 else f"{name}（{distinctive(i, 2)}）"
        for i, name in enumerate(names)
    )


def _by_size(numbers: Numbers) -> Numbers:
    first = {number: int(np.argmax(numbers == number)) for number in set(numbers.tolist())}
    sizes = Counter(numbers.tolist())
    ranked = sorted(sizes, key=lambda number: (-sizes[number], first[number]))
    place = {number: rank for rank, number in enumerate(ranked, 1)}
    return np.array([place[number] for number in numbers.tolist()])


def _map(cluster_ids: Numbers, own: Vectors, centres: Vectors) -> Vectors:
    """Return a place for each case: its cluster a disc on a ring, neighbours on the ring alike.

    In a disc the cases stand like the seeds of a sunflower, the most typical in the middle, so that
    none hides another and what stands at the rim is borderline.
    """
    sizes = np.bincount(cluster_ids)[1:]
    radii = np.sqrt(sizes)
    order: Sequence[int] = (
        leaves_list(linkage(centres, "average", metric="cosine", optimal_ordering=True))
        if len(sizes) > 2
        else range(len(sizes))
    )
    gap = 2.5
    around = sum(2 * radii[i] + gap for i in order)
    places = np.zeros((len(cluster_ids), 2))
    along = 0.0
    for i in order:
        angle = 2 * np.pi * (along + radii[i] + gap / 2) / around
        along += 2 * radii[i] + gap
        ring = around / (2 * np.pi)
        middle = ring * np.array([np.sin(angle), np.cos(angle)])
        members = np.flatnonzero(cluster_ids == i + 1)
        typical_first = members[np.lexsort((members, -np.round(own[members], 6)))]
        seeds = np.arange(len(members))
        turn = seeds * np.pi * (3 - np.sqrt(5))
        spread = np.sqrt(seeds)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
        places[typical_first] = middle + spread
    return places
