"""Whether prefectures that have something differ from the others in a number of theirs.

Here the prefecture is the unit, and it counts once however many rows it reported. There are 47 at
most, and what is asked of them is as a rule asked of several numbers and several groups; so all
comparisons are told together, with what their number makes of the smallest probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import PermutationMethod, mannwhitneyu

from survey.analysis.cross_tables import FEW_PREFECTURES, probability
from survey.analysis.permutation_tests import SHUFFLES
from survey.problems import BadInput
from survey.tables.categories import variable_titles
from survey.tables.joins import listed, required

LEVEL = 0.05
"""A difference is told if chance alone makes one as large less often than this."""
_PLACES = 4
_DECIMALS = 6

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GroupDifferences:
    """Numbers of prefectures that have something beside those of the others.

    Attributes
    ----------
    rows
        One row a comparison, by group and then value, both as they were named:

        - group, value: what the prefectures have or not, and which of their numbers is compared;
        - having, others: how many prefectures are compared with each other;
        - having_median, others_median: in the unit of the number;
        - ahead: of all pairs of one that has it and one other, in what share the first has the
          higher number, ties counting as half: 0.5 where the two sides do not differ;
        - p: how often the sides lie as far apart when it is dealt out anew which prefectures have it
          (two-sided permutation test of the Mann–Whitney U);
        - p_all: p times the number of comparisons, at most 1 (Bonferroni), as among several one is
          small by chance;
        - p_highest: the largest p_all if any one prefecture is left out, by the normal approximation
          with its correction for ties;
        - holds: p_all and p_highest are both below `LEVEL`.
    """

    rows: pd.DataFrame

    def __str__(self) -> str:
        """Return the finding in Japanese sentences, with what it rests on."""
        compared = (self.rows["having"] + self.rows["others"]).agg(["min", "max"])
        on = "～".join(str(number) for number in compared.unique())
        ways = f"{on}都道府県を{len(self.rows)}通りに比べ"
        held = self.rows[self.rows["holds"]]
        if len(held):
            told = [_difference(row) for row in held.to_dict("records")]
            rest = f"これは{ways}た結果で、一方が他方の原因かどうかは分かりません。"
            return "".join([*told, rest])
        least = self.rows.iloc[int(self.rows["p"].argmin())]
        groups, values = (
            "".join(f"「{_title(name)}」" for name in self.rows[column].unique())
            for column in ("group", "value")
        )
        return (
            f"{groups}の有無と{values}との間に、明らかな関連は見られません（{ways}、偶然だけで"
            f"これ以上の差が生じる確率は最も小さいもので{probability(least['p'])}、比べた数を"
            f"考えに入れると{probability(least['p_all'])}、一つの都道府県を除くと最大で"
            f"{probability(least['p_highest'])}）。"
        )


def group_differences(
    prefectures: pd.DataFrame, values: str | Sequence[str], groups: str | Sequence[str]
) -> GroupDifferences:
    """Return how numbers of prefectures that have something differ from those of the others.

    What is compared are ranks (Mann–Whitney). Numbers of cases are skewed, so that one prefecture
    with many would carry a difference of means; and most are small whole numbers, so that medians
    jump by one or two where a single prefecture changes sides.

    Parameters
    ----------
    prefectures
        One row a prefecture, with the column prefecture.
    values
        A column of numbers, or several; a prefecture without one is left out of its comparisons.
    groups
        A column, or several, that say whether a prefecture has something. Where it did not answer, that is not
        known; such a prefecture has a missing value, and is left out of the comparisons with it.

    Raises
    ------
    BadInput
        If there is no such column, no value or group is named, a prefecture has no name or two rows,
        a value is no number or a group does not say yes or no, or fewer than `FEW_PREFECTURES`
        prefectures have something or do not.
    """
    pairs = [(group, value) for group in listed(groups) for value in listed(values)]
    if not pairs:
        raise BadInput.of("the comparison", "nothing is compared", "values and groups", "name both")
    found = []
    for group, value in pairs:
        having, others = _sides(prefectures, group, value)
        dealt_out = PermutationMethod(n_resamples=SHUFFLES, rng=np.random.default_rng(2020))
        test = mannwhitneyu(having, others, method=dealt_out)
        found.append({
            "group": group, "value": value, "having": len(having), "others": len(others),
            "having_median": np.median(having), "others_median": np.median(others),
            "ahead": test.statistic / (len(having) * len(others)), "p": test.pvalue,
            "p_all": min(test.pvalue * len(pairs), 1),
            "p_highest": min(_highest_without_one(having, others) * len(pairs), 1),
        })  # fmt: skip
    rows = pd.DataFrame(found).round(_PLACES)
    return GroupDifferences(rows.assign(holds=rows[["p_all", "p_highest"]].lt(LEVEL).all(axis=1)))


def _sides(prefectures: pd.DataFrame, group: str, value: str) -> tuple[Numbers, Numbers]:
    """Return the numbers of the prefectures that have something, and of those that do not."""
    for name in (group, value, "prefecture"):
        required(prefectures, name)
    names, numbers = prefectures["prefecture"], prefectures[value]
    if names.isna().any() or names.duplicated().any():
        raise BadInput.of(
            "prefecture", "a row names none, or two rows name the same", "one row a prefecture",
            "count its rows, or take their mean, first",
        )  # fmt: skip
    if pd.api.types.is_bool_dtype(numbers) or not pd.api.types.is_numeric_dtype(numbers):
        raise BadInput.of(value, "it holds no numbers", "one of each prefecture", "count first")
    try:
        known = pd.DataFrame(
            {"has": prefectures[group].astype("boolean"), "value": numbers}
        ).dropna()
    except (TypeError, ValueError):
        raise BadInput.of(
            group, "it does not say yes or no", "True or False, or nothing where it is not known",
            "compare a column with a value",
        ) from None  # fmt: skip
    has = known["has"].to_numpy(dtype=bool)
    if (fewest := min(has.sum(), (~has).sum())) < FEW_PREFECTURES:
        raise BadInput.of(
            f"{value} by {group}",
            f"one of the two sides has {fewest} prefectures",
            f"{FEW_PREFECTURES} or more, as what rests on fewer tells of these",
            "compare another group",
        )
    told = known["value"].to_numpy(dtype=float).round(_DECIMALS)
    return told[has], told[~has]


def _highest_without_one(having: Numbers, others: Numbers) -> float:
    """Return the largest probability if any one prefecture is left out."""
    pairs = [(np.delete(having, place), others) for place in range(len(having))]
    pairs += [(having, np.delete(others, place)) for place in range(len(others))]
    found = [mannwhitneyu(*pair, method="asymptotic").pvalue for pair in pairs]
    # SciPy from 1.18 has none where all numbers are the same: any order of them is as likely.
    return float(np.nan_to_num(found, nan=1.0).max())


def _difference(row: dict[Any, Any]) -> str:
    """Return in Japanese the difference that a row of the comparisons tells of."""
    more = row["ahead"] > 0.5
    share = f"{row['ahead'] if more else 1 - row['ahead']:.0%}"
    return (
        f"「{_title(row['group'])}」のある{row['having']}都道府県は、ほかの{row['others']}都道府県より"
        f"「{_title(row['value'])}」が{'大きい' if more else '小さい'}傾向があります"
        f"（一つずつ比べると、同数を半分として{share}の組で{'上回り' if more else '下回り'}、偶然だけでこれ以上の差が生じる"
        f"確率は、比べた数を考えに入れて{probability(row['p_all'])}、一つの都道府県を除いても最大で"
        f"{probability(row['p_highest'])}）。"
    )


def _title(name: str) -> str:
    return variable_titles(name)["ja"]
