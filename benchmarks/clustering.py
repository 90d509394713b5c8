"""Which representation, algorithm and number of clusters? Compared without knowing the answer.

* silhouette: are cases nearer to their own cluster than to the next (cosine)?
* stability: do the same groups come back from four fifths of the cases (adjusted Rand index)?
* prefecture, technology: V-measure with who answered and how it is automated; low is good, for
  clusters are to be about what work is done.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, silhouette_score, v_measure_score
from sklearn.preprocessing import normalize

from survey.clusters import NUMBER
from survey.frames import read_table
from survey.representation import Vectors, represent
from survey.tokens import terms

RESAMPLES = 10
Partition = Callable[[Vectors, int, int], NDArray[np.int64]]


def k_means(vectors: Vectors, number: int, seed: int) -> NDArray[np.int64]:
    found: NDArray[np.int64] = KMeans(number, n_init=10, random_state=seed).fit_predict(vectors)
    return found


def ward(vectors: Vectors, number: int, seed: int) -> NDArray[np.int64]:
    del seed
    found: NDArray[np.int64] = AgglomerativeClustering(number).fit_predict(vectors)
    return found


def nmf(vectors: Vectors, number: int, seed: int) -> NDArray[np.int64]:
    weights = NMF(number, random_state=seed, init="nndsvda", max_iter=500).fit_transform(vectors)
    found: NDArray[np.int64] = weights.argmax(axis=1)
    return found


def main() -> None:
    """Print the comparison of representations and algorithms, then of numbers of clusters."""
    cases = read_table("ai_rpa_cases")
    technology = read_table("case_technologies").drop_duplicates("case_id")["technology"]
    texts = (cases["procedure"] + "。" + cases["usage"]).tolist()
    words = TfidfVectorizer(analyzer=list, min_df=2).fit_transform(terms(texts))
    characters = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), min_df=2).fit_transform(texts)
    reduced = TruncatedSVD(50, random_state=0).fit_transform(words)
    representations: dict[str, Vectors] = {
        "words": words.toarray(),
        "characters 2-3": characters.toarray(),
        "words, LSA 50": normalize(reduced),
        "words and concepts": represent(cases).vectors,
    }

    def line(vectors: Vectors, partition: Partition, number: int) -> str:
        whole = partition(vectors, number, 0)
        agreement = []
        for seed in range(RESAMPLES):
            generator = np.random.default_rng(seed)
            part = generator.choice(len(vectors), int(0.8 * len(vectors)), replace=False)
            again = partition(vectors[part], number, seed)
            agreement.append(adjusted_rand_score(whole[part], again))
        figures = (
            silhouette_score(vectors, whole, metric="cosine"),
            np.mean(agreement),
            v_measure_score(cases["prefecture_code"], whole),
            v_measure_score(technology, whole),
        )
        return "".join(f"{figure:12.3f}" for figure in figures)

    header = f"{'silhouette':>12}{'stability':>12}{'prefecture':>12}{'technology':>12}"
    print(f"{NUMBER} clusters{'':30}{header}")
    for name, vectors in representations.items():
        for partition in (k_means, ward, nmf):
            if partition is nmf and vectors.min() < 0:
                continue  # NMF needs non-negative features
            print(f"{name + ', ' + partition.__name__:41}{line(vectors, partition, NUMBER)}")
    print(f"\nwords and concepts, k-means{'':14}{header}")
    for number in range(8, 17):
        print(
            f"{number:3} clusters{'':29}{line(representations['words and concepts'], k_means, number)}"
        )


if __name__ == "__main__":
    main()
