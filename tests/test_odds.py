"""Odds ratios: by hand, against statsmodels called with a formula, and where they have no end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy.stats import t

from survey.analysis.odds_ratios import odds
from survey.problems import BadInput
from survey.publishing.report_set import Tables

GENERATOR = np.random.default_rng(11)
MADE = pd.DataFrame(
    {
        "prefecture_code": [f"{1 + n % 24:02}" for n in range(360)],
        "field": GENERATOR.choice(["総務分野", "教育分野", "環境分野"], 360, p=[0.5, 0.3, 0.2]),
        "kind": GENERATOR.choice(["a", "b"], 360, p=[0.7, 0.3]),
        "yes": GENERATOR.random(360) < 0.4,
    }
)


def values(found: pd.DataFrame) -> list[str]:
    return found["value"].tolist()


def test_a_ratio_is_that_of_the_four_counts() -> None:
    found = odds(MADE, MADE["yes"], "kind")
    counts = pd.crosstab(MADE["kind"], MADE["yes"])
    (a_no, a_yes), (b_no, b_yes) = counts.to_numpy()
    by_hand = b_yes * a_no / (b_no * a_yes)
    assert found["odds_ratio"].tolist() == [round(by_hand, 2)]
    assert (found["value"].item(), found["reference"].item()) == ("b", "a")
    assert (found["part"].item(), found["rows"].item()) == (
        counts.loc["b", True],
        counts.loc["b"].sum(),
    )
    assert found["note"].item() == ""


def test_ratios_and_limits_are_those_of_statsmodels_with_errors_by_prefecture() -> None:
    found = odds(MADE, MADE["yes"], "field", "kind")
    rows = MADE.assign(yes=MADE["yes"].astype(int))
    model = smf.logit("yes ~ C(field, Treatment('総務分野')) + C(kind)", rows).fit(
        disp=False, cov_type="cluster", cov_kwds={"groups": rows["prefecture_code"]}
    )
    half = t.ppf(0.975, rows["prefecture_code"].nunique() - 1) * model.bse
    told = pd.DataFrame({
        "odds_ratio": np.exp(model.params), "low": np.exp(model.params - half),
        "high": np.exp(model.params + half),
    }).round(2)  # fmt: skip
    names = ["C(field, Treatment('総務分野'))[T.環境分野]", "C(field, Treatment('総務分野'))[T.教育分野]",
             "C(kind)[T.b]"]  # fmt: skip
    assert found["variable"].tolist() == ["分野", "分野", "kind"]
    assert values(found) == ["環境分野", "教育分野", "b"], "in the order of the headings"
    columns = ["odds_ratio", "low", "high"]
    assert found[columns].to_numpy().tolist() == told.loc[names, columns].to_numpy().tolist()


def test_what_cannot_be_shared_by_technology(tables: Tables) -> None:
    rows = tables.with_cases("case_technologies")
    found = odds(rows, rows["shareability_code"] == 3, "technology").set_index("value")
    assert set(found["reference"]) == {"RPA"}
    ocr = found.loc["AI-OCR"]
    assert (ocr["odds_ratio"], ocr["low"], ocr["high"]) == (1.14, 0.40, 3.20)
    assert (ocr["part"], ocr["rows"], ocr["number"]) == (60, 78, 17)
    every, none = found.loc["自動翻訳"], found.loc["画像認識"]
    assert every["note"] == "すべての件が該当し、比は求められない"
    assert none["note"] == "該当する件がなく、比は求められない"
    assert found.loc[["自動翻訳", "画像認識"], ["odds_ratio", "low", "high"]].isna().all(axis=None)


def test_a_value_with_one_answer_takes_nothing_from_the_others() -> None:
    more = MADE.head(20).assign(kind="c", yes=True)
    both = pd.concat([MADE, more], ignore_index=True)
    found, again = (odds(rows, rows["yes"], "kind") for rows in (MADE, both))
    columns = ["value", "odds_ratio", "low", "high", "rows"]
    assert again[columns].head(1).equals(found[columns])
    assert np.isnan(again["odds_ratio"].iloc[1])


def test_what_few_prefectures_have_has_no_limits() -> None:
    rows = MADE.assign(kind=MADE["kind"].where(MADE["prefecture_code"] > "02", "c"))
    found = odds(rows, rows["yes"], "kind").set_index("value")
    few, many = found.loc["c"], found.loc["b"]
    assert (few["number"], few["note"]) == (2, "3都道府県に満たない値で、比の幅は求められない")
    assert few["odds_ratio"] > 0
    assert few[["low", "high"]].isna().all()
    assert many[["low", "high"]].notna().all()


def test_few_prefectures_are_said() -> None:
    rows = MADE[MADE["prefecture_code"] < "16"]
    assert odds(rows, rows["yes"], "kind")["note"].item().startswith("都道府県が15と少なく")


def test_rows_of_which_something_is_not_known_are_left_out() -> None:
    place = pd.Series(MADE.index)
    rows = MADE.assign(kind=MADE["kind"].where(place >= 10))
    answer = MADE["yes"].astype("boolean").where(~place.between(10, 19))
    rest = MADE.iloc[20:]
    assert odds(rows, answer, "kind").equals(odds(rest, rest["yes"], "kind"))


CORNERS = MADE[MADE["field"] != "環境分野"]
CORNERS = CORNERS.assign(
    yes=CORNERS["yes"].where(
        (CORNERS["kind"] == "a") == (CORNERS["field"] == "総務分野"), CORNERS["kind"] == "b"
    )
)
"""Both answers for each value, but only one for the pairs b, 総務分野 and a, 教育分野."""
TWO = MADE[MADE["prefecture_code"] < "03"]
BAD: dict[str, Callable[[], object]] = {
    "no such column": lambda: odds(MADE, MADE["yes"], "fild"),
    "prefecture_code: error: there is no such": lambda: odds(MADE[["kind"]], MADE["yes"], "kind"),
    "no variable is named": lambda: odds(MADE, MADE["yes"]),
    "given in 0 of 360 rows of 24": lambda: odds(MADE, MADE["kind"] == "c", "field"),
    "of 2 prefectures": lambda: odds(TWO, TWO["yes"], "kind"),
    "0 of its values": lambda: odds(MADE, MADE["kind"] == "a", "kind"),
    "name the same rows": lambda: odds(MADE.assign(same=MADE["kind"]), MADE["yes"], "kind", "same"),
    "ratio would be infinite": lambda: odds(CORNERS, CORNERS["yes"], "kind", "field"),
}


@pytest.mark.parametrize("said", BAD)
def test_what_has_no_ratio_is_said(said: str) -> None:
    with pytest.raises(BadInput, match=said):
        BAD[said]()
