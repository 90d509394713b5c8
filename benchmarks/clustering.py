"""Which features and which algorithm find the cases that do the same job? And how well do rules,
and similar cases, agree with readers?

Groups are compared with those of a reader, `tests/hand_read/jobs.csv`, over pairs of cases from
different prefectures, without the cases that the reader was unsure of:

* precision: of the pairs in one group, how many do the same job;
* recall: of the pairs that do the same job, how many are in one group; both also without the minutes
  of meetings, which are half of all pairs, and easy;
* stability: do the same groups come back when a fifth of the prefectures is left out (adjusted Rand
  index)? Prefectures, not cases: a prefecture words its rows alike;
* work: V-measure with the codebook of kinds of work, which knows nothing of the groups.

The same for names whose words were dealt anew among the cases, where there is nothing to be found:
what comes out high there too, as silhouette and stability do, proves nothing.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from scipy.spatial.distance import squareform
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import (
    accuracy_score,
    adjusted_rand_score,
    silhouette_score,
    v_measure_score,
)

from survey.analysis.job_groups import ALIKE
from survey.analysis.tokens import content, terms
from survey.analysis.vectors import vectors
from survey.tables.frames import read_table

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from agreement import (
    DESCRIPTIONS,
    coded_work,
    hand_read,
    precision_of_candidates,
    precision_of_cases,
    precision_of_texts,
    right_kinds,
    technologies_f1,
    work_of_cases,
)
from processors import made_under, processors

RESAMPLES = 10
LEFT_OUT = 0.2
NUMBER = 60
"""How many groups k-means and NMF are told to make: they cannot tell."""
THRESHOLDS = (0.18, 0.22, ALIKE, 0.30, 0.35)

Numbers = NDArray[np.int64]
Likeness = NDArray[np.float64]
Group = Callable[[Likeness], Numbers]
Features = Callable[[pd.DataFrame], Likeness]


def words(cases: pd.DataFrame) -> Likeness:
    """Words of name and usage, one row a case; so are the features below."""
    return np.asarray(vectors(cases).words.vectors.toarray())


def name_characters(cases: pd.DataFrame) -> Likeness:
    """Two and three characters of the name."""
    return np.asarray(vectors(cases).names.vectors.toarray())


def both(cases: pd.DataFrame) -> Likeness:
    """Words and characters of the name: what `survey.analysis.job_groups` uses."""
    found = vectors(cases)
    parts = [part.vectors.toarray() for part in (found.words, found.names)]
    return np.asarray(np.hstack(parts) / np.sqrt(2))


def and_usage_characters(cases: pd.DataFrame) -> Likeness:
    """The same and the characters of the usage."""
    counted = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3), sublinear_tf=True)
    usage = counted.fit_transform(cases["usage"]).toarray()
    return np.asarray(np.hstack([both(cases) * np.sqrt(2), usage]) / np.sqrt(3))


def linked(method: str, alike: float) -> Group:
    """Return agglomerative clustering, cut where groups are less alike than this."""

    def group(features: Likeness) -> Numbers:
        distances = np.round(1 - features @ features.T, 4).clip(0)
        np.fill_diagonal(distances, 0)
        tree = linkage(squareform(distances, checks=False), method)
        return np.asarray(fcluster(tree, 1 - alike, "distance"), dtype=np.int64)

    return group


def hdbscan(features: Likeness) -> Numbers:
    """Return groups of two cases or more by density; what is noise is alone."""
    distances = (1 - features @ features.T).clip(0)
    found = HDBSCAN(min_cluster_size=2, metric="precomputed", copy=True).fit_predict(distances)
    alone = np.arange(len(found)) + found.max() + 1
    return np.asarray(np.where(found < 0, alone, found), np.int64)


def k_means(features: Likeness) -> Numbers:
    """Return `NUMBER` groups."""
    # As many dimensions as cases hold the same distances.
    values, axes = np.linalg.eigh(features @ features.T)
    places = axes * np.sqrt(values.clip(0))
    return np.asarray(KMeans(NUMBER, n_init=5, random_state=0).fit_predict(places), np.int64)


def nmf(features: Likeness) -> Numbers:
    """Return `NUMBER` groups, each case in that of its greatest weight."""
    shared = csr_matrix(features[:, (features > 0).sum(axis=0) > 1])
    model = NMF(NUMBER, init="nndsvda", max_iter=20, tol=1e-2, random_state=0)
    return np.asarray(model.fit_transform(shared).argmax(axis=1), np.int64)


def dealt_anew(cases: pd.DataFrame) -> pd.DataFrame:
    """Return cases whose names are made of the words of all names at random: each word as often as
    before, each name as long; nothing says any more what is done."""
    names = [content(found) for found in terms(cases["procedure"].tolist())]
    pool = np.random.default_rng(0).permutation([word for name in names for word in name]).tolist()
    dealt = ["・".join(pool.pop() for _ in name) for name in names]
    return cases.assign(procedure=dealt, usage="")


class Comparison:
    """The cases, what readers say of them, and the parts that are left when prefectures go."""

    def __init__(self, cases: pd.DataFrame) -> None:
        read = hand_read("jobs")
        self.cases, self.work = cases, coded_work(cases)
        prefectures = cases["prefecture_code"].to_numpy()
        sure = np.flatnonzero(read["unsure"] == "").tolist()
        self.jobs = read["job"].tolist()
        self.pairs = [(i, j) for i, j in combinations(sure, 2) if prefectures[i] != prefectures[j]]
        self.parts = []
        for seed in range(RESAMPLES):
            listed = np.unique(prefectures)
            generator = np.random.default_rng(seed)
            gone = generator.choice(listed, round(LEFT_OUT * len(listed)), replace=False)
            self.parts.append(np.flatnonzero(~np.isin(prefectures, gone)))

    def agreement(self, groups: Sequence[int], without: str = "") -> tuple[float, float]:
        """Return precision and recall over the pairs, without those of cases with a job."""
        pairs = [(i, j) for i, j in self.pairs if without not in (self.jobs[i], self.jobs[j])]
        together = {(i, j) for i, j in pairs if groups[i] == groups[j]}
        same = {(i, j) for i, j in pairs if self.jobs[i] == self.jobs[j]}
        hits = len(together & same)
        return hits / max(len(together), 1), hits / len(same)

    def line(self, whole: Likeness, parts: Sequence[Likeness], group: Group) -> str:
        """Return the figures of an algorithm on features of all cases and of each part."""
        found = group(whole)
        again = [
            adjusted_rand_score(found[part], group(features))
            for part, features in zip(self.parts, parts, strict=True)
        ]
        groups = found.tolist()
        figures = (
            *self.agreement(groups),
            *self.agreement(groups, "minutes"),
            silhouette_score(whole, found, metric="cosine"),
            float(np.mean(again)),
            v_measure_score(self.work, groups),
        )
        told = "".join(f"{figure:11.2f}" for figure in figures)
        return f"{len(set(groups)):7}{told}"

    def rows(self, name: str, features: Features, algorithms: dict[str, Group]) -> None:
        """Print a line for each algorithm on these features."""
        whole = features(self.cases)
        parts = [features(self.cases.iloc[part]) for part in self.parts]
        for algorithm, group in algorithms.items():
            print(f"{name:26}{algorithm:18}{self.line(whole, parts, group)}", flush=True)


def main() -> None:
    """Print the comparison, then how well rules and similar cases agree with readers."""
    warnings.simplefilter("ignore", ConvergenceWarning)  # twenty steps of NMF tell enough
    cases = read_table("ai_rpa_cases")
    compared = Comparison(cases)
    average = {f"average, {alike:.2f}": linked("average", alike) for alike in THRESHOLDS}
    used = {f"average, {ALIKE:.2f}": linked("average", ALIKE)}
    others: dict[str, Group] = {
        "complete, 0.18": linked("complete", 0.18),
        "complete, 0.22": linked("complete", 0.22),
        "HDBSCAN": hdbscan,
        f"k-means, {NUMBER}": k_means,
        f"NMF, {NUMBER}": nmf,
    }
    header = f"{'features':26}{'algorithm':18}{'groups':>7}" + "".join(
        f"{name:>11}"
        for name in (
            "precision",
            "recall",
            "prec. -min",
            "rec. -min",
            "silhouette",
            "stability",
            "work",
        )
    )
    print(f"# Groups of the same job: features\n\n{header}")
    compared.rows("words", words, average)
    compared.rows("characters of the name", name_characters, average)
    compared.rows("both (used)", both, average)
    compared.rows("both, and of the usage", and_usage_characters, average)
    print(f"\n# Groups of the same job: algorithms\n\n{header}")
    compared.rows("both (used)", both, others)
    print(f"\n# Nothing to be found: words of names dealt anew among the cases\n\n{header}")
    nothing = Comparison(cases)
    nothing.cases = dealt_anew(cases)
    nothing.rows("both, dealt anew", both, {**used, f"k-means, {NUMBER}": k_means})

    read, told = work_of_cases().tolist(), compared.work
    print("\n# Kinds of work: the codebook against a reader of all cases\n")
    print(f"accuracy {accuracy_score(read, told):.3f}, V-measure {v_measure_score(read, told):.3f}")
    print("\n# Similar cases: of the nearest five, how many have the reader's kind of work\n")
    print(f"of {len(cases)} cases: {precision_of_cases(cases):.3f}")
    sets = {name: hand_read(f"descriptions_{name}") for name in DESCRIPTIONS}
    for name, descriptions in sets.items():
        found = precision_of_texts(cases, descriptions)
        print(f"of {len(descriptions)} descriptions ({name}): {found:.3f}")
    precision, judged = precision_of_candidates(cases)
    print("\n# Candidates to ask: how many have the job or the object in common, read by hand\n")
    print(f"{precision:.3f} of {judged}")
    print("\n# Codebooks on descriptions by other offices\n")
    for name, descriptions in sets.items():
        print(
            f"{name}: kinds of work {right_kinds(descriptions):.3f}, "
            f"technologies F1 {technologies_f1(descriptions):.3f}"
        )
    made = [once for setting in processors() for once in made_under(setting)]
    same = sum(one == made[0] for one in made)
    print("\n# Derived tables, frames and charts under other kernels and numbers of threads\n")
    print(f"{same} of {len(made)} runs give the same {len(made[0])} hashes")


if __name__ == "__main__":
    main()
