"""A share with what it rests on: rows *and* prefectures, as one prefecture answers in one style.

The rows are reports, not a sample, so no interval for a population is given; what is told instead
is how the share changes when every prefecture counts the same, or when one of them is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import entropy

SHUFFLES = 200
"""How often answers are dealt out anew to see what chance alone would explain."""
PLACES = 4


@dataclass(frozen=True)
class Share:
    """A part of the rows of some prefectures, each share between 0 and 1.

    `of_rows` is the share of the rows, `of_prefectures` the mean of the shares of each prefecture;
    `lowest` and `highest` are the shares of the rows if any one prefecture is left out.
    """

    part: int
    whole: int
    prefectures: int
    of_rows: float
    of_prefectures: float
    lowest: float
    highest: float

    def __str__(self) -> str:
        """Return the share as a Japanese phrase, with what it rests on."""
        return (
            f"{self.part}件（{self.of_rows:.0%}。都道府県ごとの割合の平均は{self.of_prefectures:.0%}、"
            f"どの都道府県を一つ除いても{self.lowest:.0%}～{self.highest:.0%}）"
        )


def share(rows: pd.DataFrame, part: pd.Series[bool]) -> Share:
    """Return what share of the rows a part is.

    Parameters
    ----------
    rows
        A clean table of the survey, or rows of it, with the column prefecture.
    part
        Which of the rows.
    """
    counted = part.fillna(False).astype(int).groupby(rows["prefecture"]).agg(["sum", "size"])
    parts, sizes = counted["sum"], counted["size"]
    whole, number = int(parts.sum()), int(sizes.sum())
    rest = (whole - parts) / (number - sizes).where(number > sizes)
    without = rest.fillna(whole / max(number, 1)).round(PLACES)
    return Share(
        whole, number, len(counted), whole / max(number, 1), float((parts / sizes).mean()),
        float(without.min()), float(without.max()),
    )  # fmt: skip


def leads(rows: pd.DataFrame, variable: str) -> tuple[str, bool]:
    """Return the most frequent value of a variable, and whether it stays the most frequent one
    whichever prefecture is left out."""
    counts = pd.crosstab(rows["prefecture"], rows[variable])
    totals = counts.sum()
    first = str(totals.index[int(np.argmax(totals.to_numpy()))])
    without = totals - counts
    others = without.drop(columns=first)
    return first, bool((without[first] > others.max(axis=1)).all()) if len(others.columns) else True


def explained(rows: pd.DataFrame, answer: str, by: str) -> tuple[float, float]:
    """Return what part of the uncertainty of an answer another variable takes away (Theil's U, 0 to
    1), and what part it would take if the answers were dealt out at random (mean of `SHUFFLES`).

    A variable with many values takes some away by chance alone: only what is above that counts.
    """
    known = rows.dropna(subset=[answer, by])
    answers, groups = pd.factorize(known[answer])[0], pd.factorize(known[by])[0]
    if not answers.any():  # all answered the same, nothing is uncertain
        return 0.0, 0.0
    generator = np.random.default_rng(2020)
    shuffled = (answers[generator.permutation(len(answers))] for _ in range(SHUFFLES))
    chance = np.mean([_taken_away(dealt_out, groups) for dealt_out in shuffled])
    return round(_taken_away(answers, groups), 2), round(float(chance), 2)


def uniform(rows: pd.DataFrame, answer: str, least: int = 2) -> tuple[int, int]:
    """Return how many prefectures gave one answer in every row, and how many of them have at least
    `least` rows at all."""
    grouped = rows.groupby("prefecture")[answer].agg(["nunique", "size"])
    several = grouped[grouped["size"] >= least]
    return int((several["nunique"] == 1).sum()), len(several)


def _taken_away(answers: NDArray[np.int64], groups: NDArray[np.int64]) -> float:
    """Return Theil's U of numbers that stand for answers and for groups."""
    pairs = answers * (groups.max() + 1) + groups
    of_answers, of_groups, of_both = (
        entropy(np.unique(values, return_counts=True)[1]) for values in (answers, groups, pairs)
    )
    return float((of_answers + of_groups - of_both) / of_answers)
