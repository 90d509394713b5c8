"""How far words are from each other, by the documents they stand in: as a tree and as a map.

The distance of two terms is 1 − Jaccard (documents with both ÷ documents with either). Distances are
rounded, and those that are the same are told apart behind the last digit by the order of the terms,
so that neither the tree nor the map hangs on the last bits of a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster.hierarchy import cut_tree, leaves_list, linkage
from scipy.spatial.distance import pdist, squareform
from sklearn.manifold import ClassicalMDS, smacof

from survey.analysis.text_mining import Documents, of_each, spread, widest
from survey.problems import BadInput

PLACES = 4
"""Decimal places of a distance."""
_APART = 1e-7
_ROUNDS = 3_000
"""Rounds in which a map is improved, at most; some 1500 are needed for 60 words."""

Numbers = NDArray[np.float64]


def word_tree(
    documents: Documents,
    terms: int = 40,
    method: Literal["average", "ward"] = "ward",
    groups: int | None = None,
    prefectures: Sequence[str] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the hierarchical clustering of the terms that most documents hold (デンドログラム).

    Parameters
    ----------
    documents
        What `survey.analysis.tokens.terms` returns.
    terms
        How many terms.
    method
        How far groups are from each other: `average`, the mean distance of their terms, or `ward`,
        by how much the spread within the groups grows when they become one.
    groups
        Into how many groups the tree is cut; by default the root of the number of terms.
    prefectures
        The prefecture of each document.

    Returns
    -------
    leaves : DataFrame
        place (from 0, in the order in which the tree can be drawn without crossings), term,
        documents (that hold it), number (of their prefectures, where these are given), group (from
        1, in the order of the places).
    merges : DataFrame
        first, second, distance (rounded), size (in terms); one row a merge, as in a linkage of
        SciPy: leaves are numbered by place, merges go on from there. `attrs` names the method.

    Raises
    ------
    BadInput
        If there are fewer than two terms.
    """
    leaves, distances = _distances(documents, terms, prefectures, 2, "a tree of words")
    tree = linkage(distances, method)
    order, count = leaves_list(tree), len(leaves)
    numbers = np.arange(2 * count - 1)
    numbers[order] = np.arange(count)
    merges = pd.DataFrame(
        {
            "first": numbers[tree[:, 0].astype(int)],
            "second": numbers[tree[:, 1].astype(int)],
            "distance": np.round(tree[:, 2], PLACES),
            "size": tree[:, 3].astype(int),
        }
    )
    merges.attrs["method"] = method
    leaves = leaves.iloc[order].reset_index(drop=True)
    leaves.insert(0, "place", range(count))
    cut = min(max(groups or round(count**0.5), 1), count)
    groups_of = cut_tree(tree, cut)[order, 0]
    leaves["group"] = pd.factorize(groups_of)[0] + 1
    return leaves, merges


def word_map(
    documents: Documents, terms: int = 40, prefectures: Sequence[str] | None = None
) -> tuple[pd.DataFrame, float]:
    """Return the terms that most documents hold in a plane, by multidimensional scaling (MDS): as far
    from each other as they are by their documents, as far as a plane has room for that.

    It is metric scaling (SMACOF) that begins at the classical one.

    Parameters
    ----------
    documents
        What `survey.analysis.tokens.terms` returns.
    terms
        How many terms.
    prefectures
        The prefecture of each document.

    Returns
    -------
    points : DataFrame
        term, documents (that hold it), number (of their prefectures, where these are given), x, y
        (rounded).
    stress : float
        Kruskal's stress 1, from 0 (all distances are as they should be); above 0.2 only what lies
        close together or far apart can be read from the map.

    Raises
    ------
    BadInput
        If there are fewer than three terms, or all stand in the same documents.
    """
    points, distances = _distances(documents, terms, prefectures, 3, "a map of words")
    wanted = np.round(distances, PLACES)
    if not wanted.any():
        raise BadInput.of(
            "a map of words", "all terms stand in the same documents", "terms that differ"
        )
    square = squareform(distances)
    start = ClassicalMDS(n_components=2, metric="precomputed").fit_transform(square)
    places, _ = smacof(
        square, n_components=2, init=start, n_init=1, max_iter=_ROUNDS, eps=1e-12,
        normalized_stress=False,
    )  # fmt: skip
    drawn = pdist(places)
    stress = np.sqrt(((wanted - drawn) ** 2).sum() / (drawn**2).sum())
    points["x"], points["y"] = (np.round(axis, 2) + 0.0 for axis in places.T)
    return points, round(float(stress), 3)


def _distances(
    documents: Documents, terms: int, prefectures: Sequence[str] | None, least: int, what: str
) -> tuple[pd.DataFrame, Numbers]:
    """Return the terms that most documents hold, and their distances in the form of SciPy's pdist."""
    prefectures = of_each(documents, prefectures)
    held = widest(documents, terms)
    if len(held) < least:
        raise BadInput.of(what, f"there are {len(held)} terms", f"{least} or more")
    chosen = pd.DataFrame({"term": pd.array(list(held), dtype="string")})
    chosen["documents"] = [len(of_term) for of_term in held.values()]
    if prefectures is not None:
        chosen["number"] = spread(held.values(), prefectures)
    matrix = np.zeros((len(held), len(documents)), dtype=bool)
    for row, of_term in enumerate(held.values()):
        matrix[row, list(of_term)] = True
    distances = np.round(pdist(matrix, "jaccard"), PLACES)
    # Roots, as no sum of them is another's: a sum of steps that are as long would be.
    return chosen, distances + _APART * np.sqrt(np.arange(len(distances)) + np.pi)
