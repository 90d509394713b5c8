"""Two variables beside each other, and whether what they have in common is more than style.

One prefecture answers in one style: most answered the same on shareability in every row. A test that
takes rows for independent then finds a difference wherever prefectures differ. Beside it therefore
stands one that deals answers out anew without taking them out of their prefecture, or, where a
variable is the same in all rows of a prefecture (its region), deals out whole prefectures.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import chi2_contingency

from survey.analysis.permutation_tests import dealt_out, strength
from survey.problems import BadInput, at_most
from survey.tables.categories import categories, key_column, variable_titles
from survey.tables.joins import answer_of, required
from survey.tables.tallies import tally

LEAST_EXPECTED = 5
"""Below so many expected rows what a cell deviates by says little."""
FEW_PREFECTURES = 3
"""What rests on fewer prefectures tells of these, not of the values that are compared."""
MOST_VALUES = 100
"""So many values a variable can have; the time grows with them."""
Shuffled = Literal["within", "whole"]


@dataclass(frozen=True, eq=False)
class CrossTable:
    """Two variables beside each other, with what that rests on.

    Attributes
    ----------
    variable, by
        What is counted, and by what.
    cells
        One row a cell, by `by` and then `variable`, both in the order of their categories; values
        that no row has are left out. For each of the two, v, the columns v_code, v (Japanese label)
        and v_en (English label); then count (rows), share (of the rows with this value of `by`, 0
        to 1), expected (rows if both were independent), residual (adjusted standardised: beyond
        about ±2 the cell deviates more than rows that are independent would), number (of
        prefectures that stand behind the cell), expected_within (rows if the answers of each
        prefecture were dealt out among its rows; missing where whole prefectures were), few
        (expected below `LEAST_EXPECTED`, or fewer than `FEW_PREFECTURES` prefectures behind the
        cell or, if it is empty, behind its value of `by`), and by_prefectures under the name of
        `by` (on how many prefectures the value rests).
    rows, answers
        Rows that are counted, and what they tell of: two rows of a join with two technologies of
        one case are one answer.
    left_out
        Rows without a value of one of the two, or without a prefecture.
    prefectures
        How many prefectures the rows are of.
    v, v_by_chance
        Cramér's V, 0 (independent) to 1, and its mean when answers are dealt out anew: a table with
        many cells has some by chance alone.
    p_rows
        Of Pearson's chi-square test, as if every row were independent of all others.
    p_prefectures
        How often a table deviates as much when answers are dealt out anew, (1 + hits) / (1 +
        `survey.analysis.permutation_tests.SHUFFLES`).
    p_highest
        The largest such probability if any one prefecture is left out.
    shuffled
        within: among the answers of each prefecture; whole: whole prefectures.
    compared
        How many prefectures this compares: those in which both variables vary, or all.
    """

    variable: str
    by: str
    cells: pd.DataFrame
    rows: int
    answers: int
    left_out: int
    prefectures: int
    v: float
    v_by_chance: float
    p_rows: float
    p_prefectures: float
    p_highest: float
    shuffled: Shuffled
    compared: int

    def __str__(self) -> str:
        """Return the finding in Japanese sentences, with what it rests on."""
        variable, by = (variable_titles(name)["ja"] for name in (self.variable, self.by))
        several = self.rows > self.answers
        counted = f"延べ{self.rows}件（{self.answers}件の回答）" if several else f"{self.rows}件"
        left_out = f"、値のない{self.left_out}件を除く" if self.left_out else ""
        told = [
            f"{by}別の{variable}（{self.prefectures}都道府県の{counted}{left_out}）："
            f"関連の強さ（クラメールのV。0は無関連、1は完全な対応）は{self.v:.2f}",
            "一件一件が互いに無関係な回答だとみなすと、"
            f"偶然だけでこれ以上の偏りが生じる確率は{probability(self.p_rows)}",
            *self._styles(),
        ]
        if few := int(self.cells["few"].sum()):
            told.append(
                f"{len(self.cells)}欄のうち{few}欄は、無関連の場合に見込まれる件数が{LEAST_EXPECTED}に"
                f"満たないか、{FEW_PREFECTURES}都道府県に満たない回答によるもので、参考にとどまる"
            )
        return "。".join([*told, ""])

    def _styles(self) -> Iterator[str]:
        """Yield what is left if the style of each prefecture is taken into account."""
        p, most = (probability(one) for one in (self.p_prefectures, self.p_highest))
        p, v = f"{p}（一つの都道府県を除くと、最大で{most}）", f"{self.v_by_chance:.2f}"
        if self.shuffled == "whole":
            yield (
                "都道府県ごとの答え方の癖を考えに入れると（都道府県を丸ごと入れ替えて比べると）、"
                f"その確率は{p}、偶然だけによる関連の強さは平均{v}"
            )
        elif not self.compared:
            yield (
                "どの都道府県の中でも二つがともに分かれることはなく、"
                "都道府県ごとの答え方の癖を除いて比べることはできない"
            )
        else:
            yield (
                "都道府県ごとの答え方の癖を除くと（同じ都道府県の中で回答を入れ替えて比べると）、"
                f"その確率は{p}、癖と偶然だけによる関連の強さは平均{v}"
            )
            rest = "。数が少なく、参考にとどまる" * (self.compared < FEW_PREFECTURES)
            yield f"この比較の手掛かりは、二つがともに分かれる{self.compared}都道府県にある{rest}"


def crosstab(rows: pd.DataFrame, variable: str, by: str) -> CrossTable:
    """Return two variables beside each other, and whether that is more than the prefectures' styles.

    What is counted are rows. Where tables were joined so that one answer has several rows, as a case
    with two technologies has, all of these are counted (`rows`, `answers` tell how many), and
    answers, not rows, are dealt out anew: all that is said of one answer stays together.

    Where both variables vary within a prefecture, the answers of each prefecture are dealt out among
    its rows, and it is compared how far counts lie from what that gives on average
    (`expected_within`), be it in the direction of the whole table or not. A prefecture that gave one
    answer to all then tells nothing, as it should. Where one of the two is the same in all rows of
    every prefecture, prefectures are dealt out as they are, and it is compared how far counts lie
    from independence.

    Parameters
    ----------
    rows
        A clean table of the survey, or several joined on the id of their rows, with the column
        prefecture_code.
    variable, by
        What is counted, and by what: names that `survey.tables.categories` knows, or any columns.

    Raises
    ------
    BadInput
        If the rows have no such column, a variable is the prefecture itself, both are one, one has
        a single value, more than `MOST_VALUES`, or fewer than `LEAST_EXPECTED` rows a value and
        fewer rows than there are cells, the rows are of fewer than `FEW_PREFECTURES` prefectures, or
        the rows of one answer pair values of both variables.
    """
    keys = [_key(rows, name) for name in (variable, by)]
    if keys[0] == keys[1]:
        raise BadInput.of(variable, "it is compared with itself", "two variables", "name another")
    known = rows.dropna(subset=[*keys, "prefecture_code"])
    variables, bys = (_values(known, *one) for one in zip((variable, by), keys, strict=True))
    _telling(len(known), {variable: variables, by: bys})
    prefectures = pd.factorize(known["prefecture_code"])[0]
    spread = int(prefectures.max()) + 1
    if spread < FEW_PREFECTURES:
        raise BadInput.of(
            f"{variable} by {by}",
            f"the rows with both values are of {spread} prefectures",
            f"{FEW_PREFECTURES} or more, as one prefecture answers in one style",
            "compare more rows",
        )
    answers = np.asarray(pd.factorize(answer_of(known))[0], dtype=np.int64)
    cells = _cells(known, variable, by, keys)
    shape = (cells[f"{by}_code"].nunique(), cells[f"{variable}_code"].nunique())
    counts = cells["count"].to_numpy(dtype=float).reshape(shape)
    test = chi2_contingency(counts, correction=False)
    whole, across, down = counts.sum(), counts.sum(axis=0), counts.sum(axis=1)[:, None]
    spare = test.expected_freq * (1 - across / whole) * (1 - down / whole)
    found = dealt_out(variables, bys, prefectures, answers)
    within = np.full(shape, np.nan) if found.within is None else found.within
    rests = cells["number"].where(cells["count"] > 0, cells[f"{by}_prefectures"])
    expected = pd.Series(test.expected_freq.ravel().round(2), index=cells.index)
    cells = cells.assign(
        share=(counts / down).ravel().round(4), expected=expected,
        residual=((counts - test.expected_freq) / np.sqrt(spare)).ravel().round(2),
        expected_within=within.ravel().round(2),
        few=(expected < LEAST_EXPECTED) | (rests < FEW_PREFECTURES),
    )  # fmt: skip
    labels = [f"{name}{end}" for name in (variable, by) for end in ("_code", "", "_en")]
    told = ["count", "share", "expected", "residual", "number", "expected_within", "few"]
    return CrossTable(
        variable, by, cells[[*labels, *told, f"{by}_prefectures"]],
        rows=len(known), answers=int(answers.max()) + 1, left_out=len(rows) - len(known),
        prefectures=spread, v=round(float(strength(counts)), 2),
        v_by_chance=found.v, p_rows=round(float(test.pvalue), 4), p_prefectures=found.p, p_highest=found.p_highest,
        shuffled="whole" if found.within is None else "within", compared=found.compared,
    )  # fmt: skip


def _key(rows: pd.DataFrame, variable: str) -> str:
    """Return the column that holds a variable, if it is there and not the prefecture itself."""
    key = required(rows, key_column(rows, variable))
    required(rows, "prefecture_code")
    if key in ("prefecture_code", "prefecture"):
        raise BadInput.of(
            variable, "prefectures are what the rows are compared within",
            "another variable, such as region", "see `survey.analysis.shares.explained`",
        )  # fmt: skip
    return key


def _values(known: pd.DataFrame, variable: str, key: str) -> NDArray[np.int64]:
    """Return the place of the value of each row among the categories that occur."""
    occurring = set(known[key].unique())
    codes = [c.code for c in categories(known, variable) if c.code in occurring]
    if len(codes) < 2:
        raise BadInput.of(
            variable,
            f"the rows that can be compared have {len(codes)} of its values",
            "two values or more",
            "compare other rows",
        )
    at_most(MOST_VALUES, len(codes), variable, f"it has {len(codes)} values", "group them first")
    places = {code: place for place, code in enumerate(codes)}
    return np.array([places[code] for code in known[key]], dtype=np.int64)


def _telling(rows: int, places: dict[str, NDArray[np.int64]]) -> None:
    """Refuse a variable with so many values that nearly every cell would hold too few rows."""
    numbers = {name: int(of_rows.max()) + 1 for name, of_rows in places.items()}
    most = max(numbers, key=lambda name: numbers[name])
    if math.prod(numbers.values()) > rows and numbers[most] * LEAST_EXPECTED > rows:
        raise BadInput.of(
            most,
            f"it has {numbers[most]} values in {rows} rows",
            f"{LEAST_EXPECTED} rows or more a value, as nothing can be told of fewer",
            "group them first",
        )


def _cells(known: pd.DataFrame, variable: str, by: str, keys: list[str]) -> pd.DataFrame:
    """Return the counts of all pairs of values that occur, and of prefectures behind each."""
    pairs = [f"{by}_code", f"{variable}_code"]
    cells = tally(known, by, variable)
    for pair in pairs:
        cells = cells[cells.groupby(pair)["count"].transform("sum") > 0]
    behind = known.groupby([keys[1], keys[0]])["prefecture_code"].nunique()
    numbers = behind.to_dict()
    number = [numbers.get(pair, 0) for pair in cells[pairs].itertuples(index=False, name=None)]
    return cells.assign(number=number).reset_index(drop=True)


def probability(p: float) -> str:
    """Return a probability as it is told in a sentence."""
    return f"p={p:.3f}" if p >= 0.001 else "p<0.001"
