"""Analyses of free-text answers as social researchers know them: which words, where, with which.

Every function takes terms from `survey.analysis.tokens.terms`, one list a document, and returns frames.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from survey.extras import installed
from survey.problems import BadInput

Documents = Sequence[Sequence[str]]


def frequencies(documents: Documents, prefectures: Sequence[str] | None = None) -> pd.DataFrame:
    """Return how often each term occurs.

    Parameters
    ----------
    documents
        What `terms` returns.
    prefectures
        The prefecture of each document.

    Returns
    -------
    DataFrame
        term, count (occurrences), documents (that hold it), number (of their prefectures, where
        these are given), share (of all documents); the most frequent first.

    Raises
    ------
    BadInput
        If documents are texts instead of lists of terms, or prefectures are not told of each.
    """
    named = of_each(documents, prefectures)
    found = occurrences(documents).groupby("term", as_index=False)
    frame = found.agg(count=("document", "size"), documents=("document", "nunique"))
    if named is not None:
        frame["number"] = spread(found["document"].agg(set)["document"], named)
    frame["share"] = frame["documents"] / max(len(documents), 1)
    return frame.sort_values(["count", "term"], ascending=[False, True], ignore_index=True)


def occurrences(documents: Documents) -> pd.DataFrame:
    """Return the term of each place of each document, and the number of the document."""
    numbers = [number for number, document in enumerate(documents) for _ in document]
    written = pd.array([term for document in documents for term in document], dtype="string")
    return pd.DataFrame({"term": written, "document": pd.Series(numbers, dtype="int64")})


def of_each(documents: Documents, told: Iterable[Any] | None, what: str = "prefectures") -> Any:
    """Return what is told of each document as a list, None for what is missing; or nothing.

    Raises
    ------
    BadInput
        If documents are texts instead of lists of terms, or it is not told of each.
    """
    if isinstance(documents, str) or any(isinstance(one, str) for one in documents):
        raise BadInput.of(
            "the documents",
            "they are texts",
            "a list of terms for each",
            "cut them by terms(texts)",
        )
    if told is None:
        return None
    each = [None if pd.isna(one) else one for one in told]
    if len(each) != len(documents):
        raise BadInput.of(
            what, f"they are {len(each)}", f"one for each of the {len(documents)} documents",
            "take both from the same rows",
        )  # fmt: skip
    return each


def spread(holding: Iterable[Iterable[int]], prefectures: Sequence[str | None]) -> list[int]:
    """Return of how many prefectures the documents are that hold each term, by their numbers."""
    return [len({prefectures[number] for number in numbers} - {None}) for numbers in holding]


def term_matrix(ids: Sequence[str], documents: Documents, least: int = 2) -> pd.DataFrame:
    """Return the document × term table, for other software.

    Returns
    -------
    DataFrame
        id, then one column for each term that at least `least` documents hold, with its counts;
        terms by frequency.
    """
    frequent = frequencies(documents)
    ids = of_each(documents, ids, "ids")
    names = frequent.loc[frequent["documents"] >= least, "term"].tolist()
    counts = [Counter(document) for document in documents]
    table = pd.DataFrame({name: [count[name] for count in counts] for name in names}, dtype="int64")
    table.insert(0, "id", list(ids))
    return table


def cooccurrence(
    documents: Documents,
    terms: int = 60,
    edges: int = 90,
    least: float = 0.0,
    prefectures: Sequence[str] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the network of terms that stand in the same documents.

    Parameters
    ----------
    terms, edges
        How many terms (the most frequent) and how many links (the strongest) it has, at most.
    least
        How strong a link is, at least (Jaccard).
    prefectures
        The prefecture of each document.

    Returns
    -------
    nodes : DataFrame
        term, count, community (from 1, the largest first), x, y; only linked terms.
    edges : DataFrame
        source, target, weight (Jaccard: documents with both ÷ documents with either).

        Where the prefectures are given, both have number: of the prefectures of the documents that
        hold the term, or both terms.
    """
    with installed():
        import networkx as nx

    prefectures = of_each(documents, prefectures)
    held = widest(documents, terms)
    chosen = list(held)
    links = [
        (a, b, len(held[a] & held[b]) / len(held[a] | held[b]))
        for a, b in combinations(chosen, 2)
        if len(held[a] & held[b]) > 1
    ]
    links = [link for link in links if link[2] >= least]
    links = sorted(links, key=lambda link: (-link[2], link[0], link[1]))[:edges]
    graph = nx.Graph()
    graph.add_weighted_edges_from(links)
    linked_by = dict(nx.all_pairs_shortest_path_length(graph))
    places = nx.kamada_kawai_layout(graph, dist=_distances(linked_by)) if graph else {}
    groups = nx.community.greedy_modularity_communities(graph, weight="weight") if graph else []
    ordered = sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))
    community = {term: number for number, group in enumerate(ordered, 1) for term in group}
    linked = [term for term in chosen if term in graph]
    nodes = pd.DataFrame(
        {
            "term": pd.array(linked, dtype="string"),
            "count": [len(held[term]) for term in linked],
            "community": [community[term] for term in linked],
            "x": [round(float(places[term][0]), 2) for term in linked],
            "y": [round(float(places[term][1]), 2) for term in linked],
        }
    )
    found = pd.DataFrame(links, columns=["source", "target", "weight"])
    if prefectures is not None:
        nodes["number"] = spread((held[term] for term in linked), prefectures)
        found["number"] = spread((held[a] & held[b] for a, b, _ in links), prefectures)
    return nodes, found


def widest(documents: Documents, terms: int) -> dict[str, set[int]]:
    """Return the terms that most documents hold, and the numbers of these documents."""
    held = occurrences(documents).groupby("term")["document"].agg(set)
    return {
        term: held[term] for term in sorted(held.index, key=lambda t: (-len(held[t]), t))[:terms]
    }


def _distances(linked: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Return the number of links between any two terms; parts without a link between them lie
    half as far apart as the ends of the longest, so that every place is determined."""
    apart = 1 + max(length for lengths in linked.values() for length in lengths.values()) // 2
    return {a: {b: linked[a].get(b, apart) for b in linked} for a in linked}


def correspondence(
    documents: Documents, groups: Sequence[str], terms: int = 60
) -> tuple[pd.DataFrame, tuple[float, float]]:
    """Return the correspondence analysis of terms × an outside variable.

    Parameters
    ----------
    groups
        The value of the outside variable (prefecture, field, …) for each document; those without one
        are left out.
    terms
        How many terms, the most frequent.

    Returns
    -------
    points : DataFrame
        kind (word or group), label, x, y (principal coordinates), weight (occurrences).
    shares : tuple
        Shares of the inertia that the two axes explain.

    Raises
    ------
    BadInput
        If fewer than three groups have words: there is no plane to show them in; or groups are not
        told of each document.
    """
    told = dict(enumerate(of_each(documents, groups, "groups")))
    found = occurrences(documents)
    found = found.assign(group=found["document"].map(told)).dropna()
    counts = pd.crosstab(found["group"], found["term"])
    names = counts.sum().sort_values(ascending=False, kind="stable").index[:terms]
    rows = counts.index[counts[names].any(axis=1)]
    table = counts.loc[rows, names].to_numpy(dtype=float)
    if len(rows) < 3 or len(names) < 3:
        raise BadInput.of(
            "correspondence analysis",
            f"{len(rows)} groups and {len(names)} terms span no plane",
            "at least three of each",
            "choose another variable or more terms",
        )
    shares = table / table.sum()
    row_mass, column_mass = shares.sum(axis=1), shares.sum(axis=0)
    expected = np.outer(row_mass, column_mass)
    u, singular, v = np.linalg.svd((shares - expected) / np.sqrt(expected), full_matrices=False)
    # The sign of an axis is arbitrary: the heaviest loading points to the positive side.
    signs = np.sign([axis[np.abs(axis).argmax()] for axis in v[:2]])
    group_places = (u[:, :2] / np.sqrt(row_mass)[:, None]) * singular[:2] * signs
    word_places = (v[:2].T / np.sqrt(column_mass)[:, None]) * singular[:2] * signs
    points = pd.DataFrame(
        {
            "kind": ["word"] * len(names) + ["group"] * len(rows),
            "label": pd.array([*names, *rows], dtype="string"),
            "x": np.round(np.concatenate([word_places[:, 0], group_places[:, 0]]), 3),
            "y": np.round(np.concatenate([word_places[:, 1], group_places[:, 1]]), 3),
            "weight": np.concatenate([table.sum(axis=0), table.sum(axis=1)]).astype(int),
        }
    )
    inertia = singular**2 / max(float((singular**2).sum()), 1e-12)
    return points, (round(float(inertia[0]), 4), round(float(inertia[1]), 4))
