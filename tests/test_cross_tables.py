"""Two variables beside each other: against scipy and statsmodels, and where the answer is known."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import permutations, product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency, kstest
from scipy.stats.contingency import association
from statsmodels.stats.contingency_tables import Table

from survey import charts
from survey.analysis import cross_tables, permutation_tests
from survey.analysis.cross_tables import CrossTable, crosstab
from survey.problems import BadInput
from survey.publishing.report_set import Tables


def made(*answers: tuple[str, str], **columns: list[Any]) -> pd.DataFrame:
    """Return rows with the variables a and b: for each prefecture a text of its values of each."""
    rows = [
        (f"{number:02}", a, b)
        for number, texts in enumerate(answers, start=1)
        for a, b in zip(*texts, strict=True)
    ]
    return pd.DataFrame(rows, columns=["prefecture_code", "a", "b"]).assign(**columns)


@pytest.fixture(scope="module")
def by_technology(tables: Tables) -> CrossTable:
    return crosstab(tables.with_cases("case_technologies"), "shareability", "technology")


@pytest.fixture(scope="module")
def with_region(tables: Tables) -> pd.DataFrame:
    regions = tables.read("prefectures")[["prefecture_code", "region"]]
    return tables.cases.merge(regions, on="prefecture_code")


def matrix(found: CrossTable, column: str) -> Any:
    rows = found.cells.pivot(index=f"{found.by}_code", columns=f"{found.variable}_code")[column]
    return rows.to_numpy(dtype=float)


def test_counts_residuals_and_strength_are_those_of_scipy_and_statsmodels(
    by_technology: CrossTable,
) -> None:
    counts = matrix(by_technology, "count")
    test = chi2_contingency(counts, correction=False)
    assert by_technology.p_rows == round(test.pvalue, 4)
    assert by_technology.v == round(association(counts.astype(int)), 2)
    assert np.abs(matrix(by_technology, "expected") - test.expected_freq).max() <= 0.005
    residuals = Table(counts, shift_zeros=False).standardized_resids
    assert np.abs(matrix(by_technology, "residual") - residuals).max() <= 0.005
    shares = matrix(by_technology, "share")
    assert np.abs(shares - counts / counts.sum(axis=1, keepdims=True)).max() <= 0.00005


def test_cells_are_in_order_and_say_what_they_rest_on(
    by_technology: CrossTable, tables: Tables
) -> None:
    cells = by_technology.cells
    rows = tables.with_cases("case_technologies")
    assert (by_technology.rows, by_technology.answers, by_technology.left_out) == (
        len(rows), len(tables.cases), 0,
    )  # fmt: skip
    assert cells["count"].sum() == len(rows)
    assert cells["shareability"].tolist()[:4] == [
        "共同利用中",
        "共同利用可能",
        "共同利用不可",
        "その他",
    ]
    assert cells["technology_en"].drop_duplicates().tolist()[:2] == ["RPA", "AI-OCR"]
    for cell in cells.to_dict("records"):
        of = rows[rows["technology"] == cell["technology_code"]]
        behind = of[of["shareability_code"] == cell["shareability_code"]]["prefecture"].nunique()
        assert cell["number"] == behind
        assert cell["technology_prefectures"] == of["prefecture"].nunique()
        rests = behind if cell["count"] else cell["technology_prefectures"]
        assert cell["few"] == (cell["expected"] < 5 or rests < 3)


def test_fewness_is_what_charts_take_for_it() -> None:
    assert cross_tables.FEW_PREFECTURES == charts.FEW_PREFECTURES


def test_what_only_the_prefectures_differ_in_is_not_taken_for_a_difference_of_rows() -> None:
    # Half of the prefectures say x and 1 in three rows of four, the others y and 2, and within a
    # prefecture the two have nothing to do with each other.
    half = ("xxxy" * 4, "1" * 12 + "2" * 4), ("yyyx" * 4, "2" * 12 + "1" * 4)
    found = crosstab(made(*half * 10), "a", "b")
    assert found.p_rows < 0.001
    assert found.p_prefectures > 0.9
    assert found.v_by_chance == pytest.approx(found.v, abs=0.02)
    assert (found.shuffled, found.compared) == ("within", 20)
    assert found.cells["expected_within"].tolist() == found.cells["count"].tolist()


def test_what_holds_within_prefectures_is_found() -> None:
    found = crosstab(made(*[("xxxyyy", "112122")] * 20), "a", "b")
    assert found.p_prefectures < 0.01
    assert found.v_by_chance < 0.2 < found.v


def test_a_difference_within_prefectures_is_found_though_that_between_them_hides_it() -> None:
    hidden = ("xxxxxxyy", "11112211"), ("yyyyyyxx", "22221122")
    found = crosstab(made(*hidden * 10), "a", "b")
    assert found.v == 0.0
    assert found.p_prefectures < 0.01


def test_a_prefecture_that_gave_one_answer_to_all_tells_nothing() -> None:
    telling = [("xxyy", "1122"), ("xxyy", "1212"), ("xyxy", "1221")]
    found, more = (
        crosstab(made(*telling, *silent), "a", "b") for silent in ([], [("xxxx", "1122")] * 9)
    )
    assert found.compared == more.compared == 3
    assert more.prefectures == 12
    assert more.p_prefectures == found.p_prefectures


def test_where_nobody_varies_in_both_nothing_is_compared() -> None:
    found = crosstab(made(("xy", "11"), ("xx", "12"), ("yy", "22")), "a", "b")
    assert (found.p_prefectures, found.compared) == (1.0, 0)
    assert "除いて比べることはできない" in str(found)


def naive(a: list[str], b: list[str], means: dict[tuple[str, str], float] | None = None) -> float:
    """Return the chi-square of pairs, from independence or from given means."""
    pairs, found = list(zip(a, b, strict=True)), 0.0
    for one, other in product(sorted(set(a)), sorted(set(b))):
        mean = means[one, other] if means else a.count(one) * b.count(other) / len(a)
        found += (pairs.count((one, other)) - mean) ** 2 / mean
    return round(found, 6)


def test_p_within_prefectures_is_that_of_all_ways_to_deal_answers_out() -> None:
    parts = [("xxyy", "1122"), ("xyyy", "1212"), ("xxxy", "1112")]
    ways = [set(permutations(a)) for a, _ in parts]
    b = [value for _, values in parts for value in values]
    means = {
        (one, other): sum(a.count(one) * v.count(other) / len(a) for a, v in parts)
        for one, other in product("xy", "12")
    }
    drawn = [naive([value for part in way for value in part], b, means) for way in product(*ways)]
    here = naive([value for a, _ in parts for value in a], b, means)
    found = crosstab(made(*parts), "a", "b")
    assert found.p_prefectures == pytest.approx(np.mean([x >= here for x in drawn]), abs=0.02)


def test_p_of_whole_prefectures_is_that_of_all_ways_to_deal_them_out() -> None:
    parts = ["xxxxxx", "xx", "xxxy", "yyy", "xyyyy", "yy", "yyx"]
    sides = ["1", "1", "1", "2", "2", "2", "2"]
    a = [value for part in parts for value in part]

    def spread(way: tuple[str, ...] | list[str]) -> list[str]:
        return [side for side, part in zip(way, parts, strict=True) for _ in part]

    drawn = [naive(a, spread(way)) for way in set(permutations(sides))]
    here = naive(a, spread(sides))
    rows = made(*[(part, side * len(part)) for part, side in zip(parts, sides, strict=True)])
    expected = pytest.approx(np.mean([x >= here for x in drawn]), abs=0.02)
    for found in (crosstab(rows, "a", "b"), crosstab(rows, "b", "a")):
        assert found.p_prefectures == expected
        assert (found.shuffled, found.compared) == ("whole", 7)
        assert found.cells["expected_within"].isna().all()


def styled(generator: np.random.Generator, whole: bool) -> pd.DataFrame:
    """Return rows of prefectures with a style each, in which a and b have nothing in common."""
    parts = []
    for _ in range(16):
        size, a, b = generator.integers(4, 20), *generator.dirichlet(np.ones(4), 2)
        one = np.eye(4)[generator.integers(4)]
        parts.append((
            "".join(generator.choice(list("wxyz"), size, p=a)),
            "".join(generator.choice(list("1234"), size, p=one if whole else b)),
        ))  # fmt: skip
    return made(*parts)


@pytest.mark.parametrize("whole", [False, True])
def test_p_is_told_for_the_prefecture_without_which_it_is_largest(whole: bool) -> None:
    rows = styled(np.random.default_rng(3), whole)
    found = crosstab(rows, "a", "b")
    others = (rows["prefecture_code"] != code for code in rows["prefecture_code"].unique())
    without = [crosstab(rows[kept], "a", "b").p_prefectures for kept in others]
    assert found.p_highest == pytest.approx(max(found.p_prefectures, *without), abs=0.03)
    assert found.p_highest > found.p_prefectures


def test_answers_are_dealt_out_in_a_moment(with_region: pd.DataFrame) -> None:
    before = time.process_time()
    crosstab(with_region, "adoption_status", "field")
    assert time.process_time() - before < 2


def test_what_one_prefecture_makes_is_nothing_without_it() -> None:
    found = crosstab(made(("xxxyyyy", "1112222"), ("xxxx", "1212"), ("xyxy", "1111")), "a", "b")
    assert (found.compared, found.p_highest) == (1, 1.0)
    assert found.p_prefectures < 0.05
    assert f"p={found.p_prefectures:.3f}（一つの都道府県を除くと、最大でp=1.000）" in str(found)


@pytest.mark.slow
@pytest.mark.parametrize("whole", [False, True])
def test_p_is_uniform_where_there_is_nothing_though_prefectures_have_styles(
    whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permutation_tests, "SHUFFLES", 199)
    monkeypatch.setattr(permutation_tests, "SHUFFLES_LEFT_OUT", 1)
    generator = np.random.default_rng(7)
    found = [crosstab(styled(generator, whole), "a", "b") for _ in range(100)]
    p = np.array([one.p_prefectures for one in found])
    assert kstest(p, "uniform").pvalue > 0.05
    assert (p <= 0.05).mean() <= 0.1
    # Where rows are taken for independent, a difference is found that is not there.
    assert np.mean([one.p_rows <= 0.05 for one in found]) > 0.2


def test_all_that_is_said_of_one_answer_stays_together() -> None:
    # Every case is coded twice, which tells nothing that the first code did not.
    once = made(*[("xxyy", "1122"), ("xyxy", "1221"), ("xxyy", "1221")] * 2)
    once = once.assign(case_id=[f"case {n}" for n in range(len(once))])
    twice = pd.concat([once, once.assign(b=once["b"] + "+")])
    single, double = crosstab(once, "a", "b"), crosstab(twice, "a", "b")
    assert (double.rows, double.answers) == (2 * single.rows, single.rows)
    assert double.p_prefectures == single.p_prefectures
    assert f"延べ{double.rows}件（{double.answers}件の回答）" in str(double)
    other = crosstab(twice, "b", "a")
    assert (other.p_prefectures, other.v) == (double.p_prefectures, double.v)
    assert (matrix(other, "expected_within") == matrix(double, "expected_within").T).all()


def test_two_lists_of_codes_of_one_answer_are_compared_if_they_are_joined_as_a_whole(
    tables: Tables,
) -> None:
    rows = tables.with_cases("case_technologies").merge(tables.read("shareability_reasons"))
    found = crosstab(rows, "reason", "technology")
    assert found.rows == len(rows) > found.answers == rows["case_id"].nunique()
    assert found.p_prefectures < 0.01


def test_an_answer_whose_rows_pair_values_of_both_cannot_be_dealt_out() -> None:
    with pytest.raises(BadInput, match="pair values of both variables"):
        crosstab(ONE_STYLE.assign(case_id=[f"case {n // 2}" for n in range(12)]), "a", "b")


def test_rows_without_a_value_are_left_out_and_counted() -> None:
    rows = made(("xyxy", "1212"), ("xxyy", "1221"), ("xyxy", "1112"))
    rows.loc[[0, 5], "a"] = None
    rows.loc[7, "prefecture_code"] = None
    found = crosstab(rows, "a", "b")
    assert (found.rows, found.left_out, found.prefectures) == (9, 3, 3)
    assert "3都道府県の9件、値のない3件を除く" in str(found)


def test_it_says_in_words_what_it_rests_on(with_region: pd.DataFrame) -> None:
    found = crosstab(with_region, "adoption_status", "region")
    few = found.cells["few"].sum()
    assert str(found).startswith("地方別の導入状況（46都道府県の357件）：")
    assert "都道府県を丸ごと入れ替えて比べると" in str(found)
    assert f"{len(found.cells)}欄のうち{few}欄は" in str(found)
    assert not any(word in str(found) for word in ("有意", "因果", "*"))
    assert str(found).endswith("。")


ONE_STYLE = made(("xyxy", "1212"), ("xxyy", "1221"), ("xyxy", "1112"))
BAD: dict[str, Callable[[], Any]] = {
    "no such column": lambda: crosstab(ONE_STYLE, "a", "c"),
    "compared with itself": lambda: crosstab(ONE_STYLE, "a", "a"),
    "prefecture_code: error: there is no such": lambda: crosstab(ONE_STYLE[["a", "b"]], "a", "b"),
    "what the rows are compared within": lambda: crosstab(ONE_STYLE, "a", "prefecture"),
    "have 1 of its values": lambda: crosstab(ONE_STYLE.assign(b="1"), "a", "b"),
    "are of 2 prefectures": lambda: crosstab(ONE_STYLE.head(8), "a", "b"),
    "have 0 of its values": lambda: crosstab(ONE_STYLE.head(0), "a", "b"),
    "it has 101 values": lambda: crosstab(
        pd.concat([ONE_STYLE] * 9, ignore_index=True).assign(b=[n % 101 for n in range(108)]),
        "a", "b",
    ),
    "a: error: it has 6 values in 12 rows; expected 5 rows or more a value": lambda: crosstab(
        ONE_STYLE.assign(a=[n % 6 for n in range(12)], b=[n % 3 for n in range(12)]), "a", "b"
    ),
}  # fmt: skip


@pytest.mark.parametrize("said", BAD)
def test_what_cannot_be_compared_is_said(said: str) -> None:
    with pytest.raises(BadInput, match=said):
        BAD[said]()


def real(tables: Tables, with_region: pd.DataFrame) -> Iterator[tuple[CrossTable, CrossTable]]:
    technologies, work = (tables.with_cases(f"case_{name}") for name in ("technologies", "work"))
    for rows, variable, by in (
        (technologies, "shareability", "technology"), (work, "shareability", "work"),
        (with_region, "adoption_status", "region"),
    ):  # fmt: skip
        yield crosstab(rows, variable, by), crosstab(rows, variable, by)


def test_differences_in_the_survey_are_mostly_those_of_prefectures(
    tables: Tables, with_region: pd.DataFrame
) -> None:
    told = [(0.23, 0.21, 0.13, 12), (0.27, 0.26, 0.15, 13), (0.35, 0.3, 0.11, 46)]
    for (found, again), expected in zip(real(tables, with_region), told, strict=True):
        assert found.p_rows < 0.001
        p = round(found.p_prefectures, 2)
        assert (found.v, found.v_by_chance, p, found.compared) == expected
        assert again.cells.equals(found.cells)
        assert again.p_prefectures == found.p_prefectures
