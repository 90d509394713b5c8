"""A share with what it rests on: rows *and* prefectures, as one prefecture answers in one style.

The rows are reports, not a sample, so no interval for a population is given; what is told instead
is how the share changes when every prefecture counts the same, or when one of them is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import homogeneity_score

from survey.analysis.groupings import part_of
from survey.problems import BadInput
from survey.tables.joins import required

SHUFFLES = 200
"""How often answers are dealt out anew to see what chance alone would explain."""
PLACES = 4


@dataclass(frozen=True)
class Share:
    """A part of the rows of some prefectures, each share between 0 and 1.

    Attributes
    ----------
    part, whole, prefectures
        Rows of the part, all rows, and how many prefectures these are of.
    of_rows, of_prefectures
        The share of the rows, and the mean of the shares of each prefecture (missing without rows).
    lowest, highest
        The shares of the rows if any one prefecture is left out.
    unknown
        Rows of which it is not known whether they are in the part; they count as those that are not.
    """

    part: int
    whole: int
    prefectures: int
    of_rows: float
    of_prefectures: float
    lowest: float
    highest: float
    unknown: int = 0

    def __str__(self) -> str:
        """Return the share as a Japanese phrase, with what it rests on."""
        if not self.whole:
            return "0件（対象の回答がなく、割合は求められない）"
        unknown = f"。値のない{self.unknown}件は該当しないものとした" if self.unknown else ""
        rests = (
            "一つの都道府県だけの回答による" if self.prefectures == 1
            else f"{self.prefectures}都道府県それぞれの割合の平均は{self.of_prefectures:.0%}、"
            f"どの一つを除いても{self.lowest:.0%}～{self.highest:.0%}"
        )  # fmt: skip
        return f"{self.part}件（{self.of_rows:.0%}。{rests}{unknown}）"


def share(rows: pd.DataFrame, part: pd.Series[bool]) -> Share:
    """Return what share of the rows a part is.

    Parameters
    ----------
    rows
        A clean table of the survey, or rows of it, with the column prefecture; those without one are
        left out.
    part
        Which of the rows; `unknown` says of how many it does not tell.

    Returns
    -------
    Share
        Its numbers; as a text it is a Japanese phrase with what the share rests on.

    Raises
    ------
    BadInput
        If there is no such column, or the part is not one of these rows.
    """
    named = rows[required(rows, "prefecture")]
    told = part_of(rows, part)[named.notna()]
    counted = told.fillna(False).astype(int).groupby(named).agg(["sum", "size"])
    parts, sizes = counted["sum"], counted["size"]
    whole, number = int(parts.sum()), int(sizes.sum())
    rest = (whole - parts) / (number - sizes).where(number > sizes)
    without = rest.fillna(whole / max(number, 1)).round(PLACES)
    return Share(
        whole, number, len(counted), whole / max(number, 1), float((parts / sizes).mean()),
        float(without.min()), float(without.max()), int(told.isna().sum()),
    )  # fmt: skip


def leads(rows: pd.DataFrame, variable: str) -> tuple[str, bool]:
    """Return the most frequent value of a variable, and whether it stays the most frequent one
    whichever prefecture is left out.

    Parameters
    ----------
    rows
        A clean table of the survey, or rows of it, with the column prefecture.
    variable
        Any column.

    Raises
    ------
    BadInput
        If there is no such column, or no row has a value.
    """
    prefectures, values = _answers(rows, "prefecture", variable)
    counts = pd.crosstab(prefectures, values)
    totals = counts.sum()
    first = str(totals.index[int(np.argmax(totals.to_numpy()))])
    without = totals - counts
    others = without.drop(columns=first)
    return first, bool((without[first] > others.max(axis=1)).all()) if len(others.columns) else True


def explained(rows: pd.DataFrame, answer: str, by: str) -> tuple[float, float]:
    """Return what part of the uncertainty of an answer another variable takes away (Theil's U, 0 to
    1), and what part it would take if the answers were dealt out at random (mean of `SHUFFLES`).

    A variable with many values takes some away by chance alone: only what is above that counts.

    Parameters
    ----------
    rows
        Any frame; rows without a value of one of the two are left out.
    answer, by
        Columns: the answer, and what may explain it, such as prefecture.

    Raises
    ------
    BadInput
        If there is no such column, or no row has values of both.
    """
    # Theil's U of an answer is what scikit-learn calls the homogeneity of clusters.
    answers, groups = (pd.factorize(known)[0] for known in _answers(rows, answer, by))
    if not answers.any():  # all answered the same, nothing is uncertain
        return 0.0, 0.0
    generator = np.random.default_rng(2020)
    shuffled = (answers[generator.permutation(len(answers))] for _ in range(SHUFFLES))
    chance = np.mean([homogeneity_score(dealt_out, groups) for dealt_out in shuffled])
    return round(float(homogeneity_score(answers, groups)), 2), round(float(chance), 2)


def uniform(rows: pd.DataFrame, answer: str, least: int = 2) -> tuple[int, int]:
    """Return, of the prefectures with `least` rows or more, how many gave one answer in all of them,
    and how many prefectures these are: (31, 44) are 31 of 44.

    Parameters
    ----------
    rows
        A clean table of the survey, or rows of it, with the column prefecture.
    answer
        Any column.

    Raises
    ------
    BadInput
        If there is no such column.
    """
    names = rows[required(rows, "prefecture")]
    grouped = rows[required(rows, answer)].groupby(names).agg(["nunique", "size"])
    several = grouped[grouped["size"] >= least]
    return int((several["nunique"] == 1).sum()), len(several)


def _answers(rows: pd.DataFrame, *columns: str) -> list[pd.Series[Any]]:
    """Return two columns of the rows that have a value of both."""
    known = rows.dropna(subset=[required(rows, column) for column in columns])
    if known.empty:
        raise BadInput.of(
            " and ".join(columns), "no row has both", "one or more", "take other rows"
        )
    return [known[column] for column in columns]
