"""The cases of a data set grouped by work, however many they are: its table `use_case_clusters`.

By the words of `survey.analysis.vectors`, in memory that does not grow with the corpus: they are hashed into so
many columns, the vectors reduced by truncated SVD and grouped by mini-batch k-means, one document
after the other; both begin from a sample. Cutting texts into words is work for many workers, the
rest is not: it goes through the documents in the order of their names, so that the clusters do not
depend on the number of workers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy import sparse
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction import FeatureHasher
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from survey.analysis.groups import WORDS, Numbers
from survey.analysis.tokens import TokenizerName, content, cut
from survey.analysis.vectors import NAME_WEIGHT, weighted, word_weights
from survey.corpus.dataset import documents_in, part
from survey.corpus.workers import each
from survey.outputs import beside, folder_beside
from survey.problems import BadInput, Problem
from survey.tables.parsed_files import Told

if TYPE_CHECKING:
    from distributed import Client

HASHED = 2**16
"""Columns for words; two words in the same column are taken for one."""
REDUCED = 100
"""Dimensions that truncated SVD leaves."""
SAMPLE = 10_000
"""Cases from which SVD and the first centres are learned."""
TABLE = "use_case_clusters"
SEED = 20201001

Sums = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """How many cases say what: `with_it` by hashed word.

    `answers` counts once what one prefecture says in several cases of a document; `words` are the
    words by column.
    """

    cases: int
    with_it: sparse.csr_matrix
    answers: sparse.csr_matrix
    words: Mapping[int, str]


@dataclass(frozen=True)
class _Scratch:
    """The counts of every case, one file a document, while the clusters are made."""

    dataset: Path
    folder: Path
    tokenizer: TokenizerName

    def count(self, name: str) -> Counts:
        """Write the counts of the cases of a document, and return what they add up to."""
        columns = ["procedure", "usage", "prefecture_code"]
        rows = pq.ParquetFile(self.cases(name)).read(columns).to_pydict()
        titles, usages = ([text or "" for text in rows[column]] for column in columns[:2])
        in_titles, in_usages = (cut(texts, self.tokenizer) for texts in (titles, usages))
        bags = [
            content(title) * NAME_WEIGHT + content(usage)
            for title, usage in zip(in_titles, in_usages, strict=True)
        ]
        hasher = FeatureHasher(HASHED, input_type="string", alternate_sign=False)
        counts = sparse.csr_matrix(hasher.transform(bags))
        with beside(self.place(name), "the counts") as new, new.open("wb") as file:
            sparse.save_npz(file, counts, compressed=False)
        present = (counts > 0).astype(float)
        answering = sparse.csr_matrix(pd.get_dummies(rows["prefecture_code"]), dtype=float)
        answers = (answering.T @ present > 0).astype(float)
        words = sorted({word for bag in bags for word in bag}, reverse=True)
        places = hasher.transform([word] for word in words).indices.tolist()
        with_it, answers = (sparse.csr_matrix(rows.sum(axis=0)) for rows in (present, answers))
        return Counts(len(bags), with_it, answers, dict(zip(places, words, strict=True)))

    def cases(self, name: str) -> Path:
        """Return the file of a document's cases."""
        return part(self.dataset, "ai_rpa_cases", name)

    def place(self, name: str) -> Path:
        """Return the file of a document's counts."""
        return part(self.folder, "counts", name)


def cluster_corpus(
    dataset: Path, number: int, tokenizer: TokenizerName, client: Client, told: Told
) -> list[tuple[str, int]]:
    """Write the cluster of each case, and return the label and the size of each cluster.

    Clusters are numbered from 1, the largest first. The table is partitioned as the others are and
    has the columns case_id, cluster_id and cluster_label.

    Raises
    ------
    BadInput
        If there are fewer cases than clusters, or a file cannot be read or written.
    """
    names = documents_in(dataset, "ai_rpa_cases")
    if not names:
        raise BadInput(
            Problem("error", str(dataset), None, "there are no cases in this folder",
                    "a data set that `survey parse DIR --out` wrote", "name another folder")
        )  # fmt: skip
    with (
        folder_beside(dataset / TABLE, "the table of clusters") as new,
        tempfile.TemporaryDirectory(dir=new) as folder,
    ):
        scratch = _Scratch(dataset.resolve(), Path(folder).resolve(), tokenizer)
        counts = _added(client, scratch, names, told)
        if counts.cases < number:
            raise BadInput(
                Problem("error", str(dataset), None, f"{counts.cases} cases make no {number} clusters",
                        f"at least {number} cases", "ask for fewer clusters")
            )  # fmt: skip
        told("clusters")
        vectors = _Vectors(scratch, counts)
        with threadpool_limits(1):  # the same on any machine, and no waiting in small batches
            found, sums = _partition(vectors, names, number)
        sizes = np.bincount(np.concatenate(found), minlength=number)
        ranked = [i for i in np.argsort(-sizes, kind="stable").tolist() if sizes[i]]
        label = _labels(sums[ranked], sizes[ranked].tolist(), vectors.words)
        for name, clusters in zip(names, found, strict=True):
            cases = pq.ParquetFile(scratch.cases(name)).read(["case_id"]).to_pandas()
            ranks = [ranked.index(i) for i in clusters]
            frame = cases.assign(cluster_id=[rank + 1 for rank in ranks],
                                 cluster_label=[label[rank] for rank in ranks])  # fmt: skip
            with beside(part(new.parent, new.name, name), "the part") as place:
                frame.to_parquet(place, index=False, compression="zstd")
    return list(zip(label, sizes[ranked].tolist(), strict=True))


def _added(client: Client, scratch: _Scratch, names: Sequence[str], told: Told) -> Counts:
    """Let the workers count, and add it up; the result does not depend on who is done first."""
    cases, words = 0, dict[int, str]()
    with_it, answers = sparse.csr_matrix((1, HASHED)), sparse.csr_matrix((1, HASHED))
    for done, (_, counts) in enumerate(each(client, scratch.count, names), 1):
        if isinstance(counts, Problem):
            raise BadInput(counts)
        told(f"words of {done:,} of {len(names):,} documents")
        cases += counts.cases
        with_it, answers = with_it + counts.with_it, answers + counts.answers
        for column, word in counts.words.items():
            words[column] = min(word, words.get(column, word))
    return Counts(cases, with_it, answers, words)


class _Vectors:
    """The weights learned from the counts of all cases, and the vectors that they give."""

    def __init__(self, scratch: _Scratch, counts: Counts) -> None:
        with_it, answers = counts.with_it.toarray()[0], counts.answers.toarray()[0]
        self.scratch, self.cases = scratch, counts.cases
        self.columns = np.flatnonzero(with_it >= 2)
        self.words = [counts.words[column] for column in self.columns.tolist()]
        self.weights = word_weights(counts.cases, with_it[self.columns], answers[self.columns])

    def of(self, name: str) -> sparse.csr_matrix:
        """Return the vectors of the cases of a document."""
        counts = sparse.load_npz(self.scratch.place(name))
        return weighted(counts[:, self.columns], self.weights)

    def sample(self, names: Sequence[str]) -> sparse.csr_matrix:
        """Return the vectors of cases drawn from all documents."""
        drawn = np.random.default_rng(SEED).permutation(self.cases) < SAMPLE
        rows, begin = [], 0
        for name in names:
            vectors = self.of(name)
            rows.append(vectors[drawn[begin : begin + vectors.shape[0]]])
            begin += vectors.shape[0]
        return sparse.vstack(rows, format="csr")


def _partition(vectors: _Vectors, names: Sequence[str], number: int) -> tuple[list[Numbers], Sums]:
    """Return the cluster of each case of each document, and the sums of each cluster's vectors."""
    sample = vectors.sample(names)
    svd = TruncatedSVD(min(REDUCED, *(n - 1 for n in sample.shape)), random_state=SEED).fit(sample)

    def reduced(full: sparse.csr_matrix) -> Sums:
        return np.asarray(normalize(svd.transform(full)))

    learned = reduced(sample)
    centres = KMeans(number, n_init=10, random_state=SEED).fit(learned).cluster_centers_
    k_means = MiniBatchKMeans(number, init=centres, reassignment_ratio=0, random_state=SEED)
    k_means.partial_fit(learned)
    for name in names:
        k_means.partial_fit(reduced(vectors.of(name)))
    found, sums = [], np.zeros((number, sample.shape[1]))
    for name in names:
        full = vectors.of(name)
        found.append(k_means.predict(reduced(full)))
        sums += np.eye(number)[found[-1]].T @ full
    return found, sums


def _labels(sums: Sums, sizes: Sequence[int], words: Sequence[str]) -> tuple[str, ...]:
    """Name clusters after the words that set them off against the rest.

    Parameters
    ----------
    sums
        The vectors of each cluster's cases added up, shape (clusters, words).
    sizes
        The number of cases of each.
    words
        The word of each column.
    """
    total, number = sums.sum(axis=0), sum(sizes)
    names = []
    for own, size in zip(sums, sizes, strict=True):
        lead = np.round(own / size - (total - own) / max(number - size, 1), 9)
        order = sorted(np.flatnonzero(lead > 0).tolist(), key=lambda j: (-lead[j], words[j]))
        names.append("・".join(words[j] for j in order[:WORDS]))
    return tuple(names)
