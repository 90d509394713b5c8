"""Words that mark a part of the answers, against scipy and on answers that can be counted by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import permutations, product
from math import log2
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from survey.analysis import counted_words
from survey.analysis.keyness import ABSENT, PLACES, SMALL, keyness
from survey.analysis.tokens import terms
from survey.problems import BadInput
from survey.tables.frames import read_table

Answer = tuple[str, str, bool]
"""Prefecture, text, and whether it is in the part."""


@pytest.fixture(scope="module")
def cases() -> pd.DataFrame:
    return read_table("ai_rpa_cases", survey="nga2020")


@pytest.fixture
def in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a text be cut where it has a space, and nowhere else."""

    def cut(texts: Iterable[str], **_: object) -> list[list[str]]:
        return [text.split() for text in texts]

    monkeypatch.setattr(counted_words, "terms", cut)


def rows(*answers: Answer) -> tuple[pd.DataFrame, pd.Series[bool]]:
    """Return answers with prefecture and text, and which of them are in the part."""
    frame = pd.DataFrame(answers, columns=["prefecture", "text", "part"])
    return frame.astype({"part": bool}), frame["part"].astype(bool)


def in_use(cases: pd.DataFrame) -> pd.Series[bool]:
    return cases["adoption_status_code"] == 1


SIX = rows(
    ("北海道", "税 税 申請", True), ("北海道", "税 印刷", True), ("青森県", "税 旅費", True),
    ("岩手県", "申請 印刷", False), ("岩手県", "税 申請 会議", False), ("秋田県", "申請 会議 会議", False),
)  # fmt: skip
"""Four of seven words of the part are 税, one of eight of the rest."""


@pytest.mark.usefixtures("in_words")
def test_words_are_counted_in_part_and_rest_with_rows_and_prefectures() -> None:
    found = keyness(*SIX, columns="text")
    assert found["term"].tolist() == ["税", "旅費", "印刷"]
    tax = found.iloc[0]
    assert (tax["count"], tax["documents"], tax["prefectures"]) == (4, 3, 2)
    assert (tax["rest"], tax["rest_documents"], tax["rest_prefectures"]) == (1, 1, 1)
    table = [[4, 1], [7 - 4, 8 - 1]]
    expected = chi2_contingency(table, lambda_="log-likelihood", correction=False).statistic
    assert tax["log_likelihood"] == round(expected, PLACES)
    assert tax["log_ratio"] == round(log2((4 / 7) / (1 / 8)), PLACES)
    assert tax["jaccard"] == 3 / 4, "three of the rows of the part, and one other"
    assert tax["lowest"] == round(log2((4 / 7) / (1 / 5)), PLACES), "without 秋田県"
    sizes = {"rows": 3, "prefectures": 2, "rest_rows": 3, "rest_prefectures": 2}
    assert found.attrs == {**sizes, "by_chance": 0.0}, "of four prefectures none is improbable"


@pytest.mark.usefixtures("in_words")
def test_none_in_the_rest_counts_as_half_an_occurrence_and_one_prefecture_marks_nothing() -> None:
    travel = keyness(*SIX, columns="text").set_index("term").loc["旅費"]
    assert travel["log_ratio"] == round(log2((1 / 7) / (ABSENT / 8)), PLACES)
    assert travel["prefectures"] == 1
    assert travel["lowest"] <= 0


@pytest.mark.usefixtures("in_words")
def test_without_its_only_prefecture_a_part_a_rest_or_a_word_marks_nothing() -> None:
    frame, _ = SIX
    sapporo = frame["prefecture"] == "北海道"
    assert set(keyness(frame, sapporo, columns="text")["lowest"]) == {0.0}
    assert set(keyness(frame, ~sapporo, columns="text")["lowest"]) == {0.0}
    elsewhere = rows(
        ("北海道", "税 税 税 税", True), ("青森県", "印刷", True), ("岩手県", "税 印刷 印刷 印刷 印刷", False),
    )  # fmt: skip
    tax = keyness(*elsewhere, columns="text").iloc[0]
    assert tax["term"] == "税"
    assert tax["lowest"] == 0, "none of one word in the part, one of five in the rest"


@pytest.mark.usefixtures("in_words")
def test_the_words_of_the_rest_are_those_of_the_other_part() -> None:
    frame, part = SIX
    assert set(keyness(frame, ~part, columns="text")["term"]) == {"申請", "会議"}


@pytest.mark.usefixtures("in_words")
def test_words_can_be_ordered_by_how_many_rows_of_the_part_hold_them() -> None:
    made = rows(
        ("北海道", "税 旅費 旅費 旅費", True), ("青森県", "税", True), ("岩手県", "印刷 税 印刷 印刷", False),
        ("秋田県", "印刷 印刷", False),
    )  # fmt: skip
    assert keyness(*made, columns="text")["term"].tolist() == ["旅費", "税"]
    found = keyness(*made, columns="text", order="jaccard")
    assert found["term"].tolist() == ["税", "旅費"]
    assert found["jaccard"].tolist() == [round(2 / 3, PLACES), 0.5]


@pytest.mark.usefixtures("in_words")
def test_words_with_equal_numbers_stand_in_the_order_of_their_characters() -> None:
    found = keyness(*rows(("北海道", "c a b", True), ("青森県", "d e f", False)), columns="text")
    assert found["term"].tolist() == ["a", "b", "c"]


@pytest.mark.usefixtures("in_words")
def test_a_row_without_a_prefecture_counts_and_is_none() -> None:
    frame, part = rows(
        ("北海道", "税", True), ("", "税", True), ("青森県", "税", True), ("岩手県", "印刷", False),
        ("秋田県", "印刷", False),
    )  # fmt: skip
    found = keyness(frame, part, columns="text").iloc[0]
    assert (found["count"], found["documents"], found["prefectures"]) == (3, 3, 2)
    assert found["lowest"] == round(log2((3 / 3) / (ABSENT / 1)), PLACES), "without 岩手県"


@pytest.mark.usefixtures("in_words")
def test_a_row_of_which_it_is_not_known_is_of_the_rest() -> None:
    frame, part = SIX
    unknown = part.astype("boolean").mask(~part)
    assert unknown.isna().sum() == 3
    pd.testing.assert_frame_equal(
        keyness(frame, unknown, columns="text"), keyness(frame, part, columns="text")
    )


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["北海道", "青森県", "岩手県", "秋田県"]),
        st.lists(st.sampled_from("abcde"), max_size=6).map(" ".join),
        st.booleans(),
    ),
    max_size=12,
).map(lambda made: [("山形県", "a f", True), ("福島県", "a g", False), *made])
fixed = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])


@fixed
@given(ANSWERS.flatmap(lambda made: st.tuples(st.just(made), st.permutations(made))))
@pytest.mark.usefixtures("in_words")
def test_the_order_of_the_rows_changes_nothing(both: Sequence[Sequence[Answer]]) -> None:
    one, other = (keyness(*rows(*answers), columns="text") for answers in both)
    pd.testing.assert_frame_equal(one, other)
    assert one.attrs == other.attrs


@fixed
@given(ANSWERS)
@pytest.mark.usefixtures("in_words")
def test_every_number_is_what_counting_anew_gives(answers: Sequence[Answer]) -> None:
    frame, part = rows(*answers)
    for row in keyness(frame, part, columns="text").to_dict("records"):
        texts = frame["text"].str.split()
        often = texts.map(lambda words, term=row["term"]: words.count(term))
        many, there = texts.map(len), often > 0
        inner, outer = ((often[side].sum(), many[side].sum()) for side in (part, ~part))
        assert (row["count"], row["rest"]) == (inner[0], outer[0])
        assert row["documents"] == (there & part).sum()
        assert row["rest_documents"] == (there & ~part).sum()
        assert row["prefectures"] == frame.loc[there & part, "prefecture"].nunique()
        assert row["rest_prefectures"] == frame.loc[there & ~part, "prefecture"].nunique()
        assert row["jaccard"] == pytest.approx(
            (there & part).sum() / (there | part).sum(), abs=1e-4
        )
        without = []
        for name in frame["prefecture"].unique():
            kept = frame["prefecture"] != name
            (a, n), (b, m) = (
                (often[kept & side].sum(), many[kept & side].sum()) for side in (part, ~part)
            )
            ratio = log2(max(a, ABSENT) / max(n, 1) / (max(b, ABSENT) / max(m, 1)))
            ratio = ratio if n and m else 0
            without.append(ratio if a else min(ratio, 0))
        assert row["lowest"] == pytest.approx(min(without), abs=1e-4)


@fixed
@given(ANSWERS)
@pytest.mark.usefixtures("in_words")
def test_a_word_of_one_prefecture_is_never_told_to_last(
    answers: Sequence[Answer],
) -> None:
    found = keyness(*rows(*answers), columns="text")
    assert (found.loc[found["prefectures"] == 1, "lowest"] <= 0).all()
    assert (found["log_ratio"] > 0).all()


ONE = rows(
    *[("北海道", "税", True)] * 4, *[("北海道", "印刷", True)] * 2, ("北海道", "税", False),
    *[("北海道", "印刷", False)] * 5, ("青森県", "税", False),
)  # fmt: skip
TWO = rows(
    ("北海道", "税", True), ("北海道", "税", True), ("北海道", "印刷", False), ("北海道", "税", False),
    ("青森県", "税", True), ("青森県", "印刷", True), ("青森県", "印刷", False),
    ("岩手県", "税", True), ("岩手県", "税", False), ("秋田県", "税", True), ("秋田県", "印刷", True),
)  # fmt: skip


@pytest.mark.usefixtures("in_words")
def test_within_one_prefecture_p_is_that_of_fisher() -> None:
    tax = keyness(*ONE, columns="text").iloc[0]
    assert tax["term"] == "税"
    expected = fisher_exact([[4, 2], [1, 5]], alternative="greater").pvalue
    assert tax["p_prefectures"] == round(expected, 4)
    assert (tax["compared"], tax["expected_within"]) == (1, round(5 * 6 / 12, 2))


@pytest.mark.usefixtures("in_words")
def test_within_prefectures_p_is_that_of_all_ways_to_deal_the_part_out() -> None:
    frame, part = TWO
    tax = keyness(frame, part, columns="text").set_index("term").loc["税"]
    there = (frame["text"] == "税").to_numpy()
    ways = [
        [list(way) for way in set(permutations(part[frame["prefecture"] == name]))]
        for name in frame["prefecture"].unique()
    ]
    counts = [int((np.concatenate(way) & there).sum()) for way in product(*ways)]
    # The ways of a prefecture are equally probable, and so are all their combinations.
    assert tax["p_prefectures"] == round(np.mean(np.array(counts) >= tax["documents"]), 4)
    assert tax["expected_within"] == round(np.mean(counts), 2)
    assert tax["compared"] == 2, "岩手県 always writes 税, 秋田県 is wholly in the part"


@pytest.mark.usefixtures("in_words")
def test_a_part_of_whole_prefectures_is_compared_by_prefectures() -> None:
    frame, part = rows(
        *[("北海道", "税", True)] * 9, ("青森県", "税 印刷", True), ("岩手県", "税", True),
        ("秋田県", "印刷", False), ("山形県", "税", False), ("福島県", "印刷", False),
    )  # fmt: skip
    tax = keyness(frame, part, columns="text").set_index("term").loc["税"]
    expected = fisher_exact([[3, 0], [1, 2]], alternative="greater").pvalue
    assert tax["p_prefectures"] == round(expected, 4)
    assert tax["compared"] == 6
    assert pd.isna(tax["expected_within"])


def test_by_chance_is_how_many_words_are_small_where_the_part_is_dealt_out(
    cases: pd.DataFrame,
) -> None:
    part, generator = in_use(cases), np.random.default_rng(1)
    expected = keyness(cases, part).attrs["by_chance"]
    users: dict[str, set[str]] = {}
    texts = (cases["procedure"] + "。" + cases["usage"]).tolist()
    for prefecture, used in zip(cases["prefecture"], terms(texts), strict=True):
        for word in used:
            users.setdefault(word, set()).add(prefecture)
    wide = {word for word, names in users.items() if len(names) >= 3}
    found, told = [], []
    for _ in range(40):
        dealt = part.groupby(cases["prefecture"]).transform(generator.permutation)
        words = keyness(cases, dealt.astype(bool))
        assert words.attrs["by_chance"] == expected
        found.append(int((words["p_prefectures"].lt(SMALL) & words["term"].isin(wide)).sum()))
        told.append(int((words["standing"] == "beyond").sum()))
    assert abs(np.mean(found) - expected) < 0.3 * expected
    assert np.mean(told) <= expected


def test_on_the_real_answers_the_measure_is_that_of_scipy(cases: pd.DataFrame) -> None:
    part = in_use(cases)
    found = keyness(cases, part)
    words = terms((cases["procedure"] + "。" + cases["usage"]).tolist())
    own, other = (
        pd.Series([word for at in np.flatnonzero(side) for word in words[at]]).value_counts()
        for side in (part, ~part)
    )
    for row in found.head(100).to_dict("records"):
        a, b = own[row["term"]], other.get(row["term"], 0)
        assert (row["count"], row["rest"]) == (a, b)
        expected = chi2_contingency(
            [[a, b], [own.sum() - a, other.sum() - b]], lambda_="log-likelihood", correction=False
        ).statistic
        assert row["log_likelihood"] == pytest.approx(expected, abs=0.6 * 10**-PLACES)
    assert set(found["term"]) <= set(own.index)
    assert found["log_likelihood"].is_monotonic_decreasing


def test_what_marks_cases_in_use_holds_and_what_one_prefecture_writes_does_not(
    cases: pd.DataFrame,
) -> None:
    first = keyness(cases, in_use(cases)).iloc[0]
    assert first["term"] == "メール"
    assert (first["count"], first["rest"], first["prefectures"]) == (39, 3, 12)
    assert first["lowest"] > 2
    assert first["standing"] == "style", "those that write it have most of their cases in use"
    assert first["expected_within"] > 22
    others = keyness(cases, ~in_use(cases)).set_index("term")
    assert others.loc["読み取る", "prefectures"] == 1, "the highest of all, by one prefecture"
    assert others.loc["読み取る", "lowest"] == 0
    assert others.loc["事務", "prefectures"] == 15
    assert others["lowest"]["事務"] < 0, "one of the 15 makes the difference"


def test_a_part_can_be_any_that_says_yes_or_no(cases: pd.DataFrame) -> None:
    work, tools = read_table("case_work"), read_table("case_technologies")
    tax = cases["case_id"].isin(work.loc[work["work"] == "tax", "case_id"])
    assert keyness(cases, tax).head(2)["term"].tolist() == ["税", "税務システム"]
    ocr = cases["case_id"].isin(tools.loc[tools["technology"] == "ai_ocr", "case_id"])
    assert keyness(cases, ocr)["term"].iloc[0] == "AI-OCR"
    assert keyness(cases, cases["prefecture"] == "北海道")["lowest"].max() == 0
    systems = read_table("shared_systems")
    open_ = systems["further_sharing_code"] == 1
    assert len(keyness(systems, open_, ("system_name", "work_handled"))) > 50


@pytest.mark.parametrize(
    ("part", "options", "said"),
    [
        (lambda c: c["row_number"].lt(0), {}, "the part: error: it has none of the 357 rows"),
        (lambda c: c["row_number"].gt(0), {}, "the rest: error: it has none of the 357 rows"),
        (lambda c: c["adoption_status_code"], {}, "it does not say yes or no"),
        (lambda c: in_use(c).tolist(), {}, "it does not say yes or no"),
        (lambda c: in_use(c).head(9), {}, r"it is of other rows \(9\) than the 357"),
        (lambda c: in_use(c).iloc[::-1], {}, "it is of other rows"),
        (in_use, {"columns": "text"}, "text: error: there is no such column"),
        (in_use, {"columns": ()}, "columns: error: no column is named"),
        (in_use, {"columns": "line_start"}, "hold no words; expected text in line_start"),
        (in_use, {"order": "p"}, "there is no such order; expected log_likelihood or jaccard"),
    ],
    ids=range(10),
)  # fmt: skip
def test_what_cannot_be_compared_is_said_so(
    cases: pd.DataFrame, part: Callable[[pd.DataFrame], Any], options: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        keyness(cases, part(cases), **options)


def test_a_case_in_several_rows_and_rows_of_nobody_are_said_so(cases: pd.DataFrame) -> None:
    tools = cases.merge(read_table("case_technologies"))
    with pytest.raises(BadInput, match="the case stands in several rows"):
        keyness(tools, tools["technology"] == "rpa")
    with pytest.raises(BadInput, match="prefecture: error: there is no such column"):
        keyness(cases.drop(columns="prefecture"), in_use(cases))
    with pytest.raises(BadInput, match="prefecture: error: no row names one"):
        keyness(cases.assign(prefecture=None), in_use(cases))
