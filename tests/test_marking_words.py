"""How many words mark each value of a variable, against counting each of them anew."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from survey.analysis import counted_words, permuted_words
from survey.analysis.counted_words import CountedWords
from survey.analysis.keyness import keyness
from survey.analysis.marking_words import FEW_ROWS, marking_words
from survey.analysis.permuted_words import MARKED, dealt_out
from survey.problems import BadInput
from survey.tables.frames import read_table

FIELD, REGION, STATUS = "field", "region", "adoption_status"


@pytest.fixture(scope="module")
def cases() -> pd.DataFrame:
    cases = read_table("ai_rpa_cases", survey="nga2020")
    return cases.merge(read_table("prefectures")[["prefecture_code", "region"]])


@pytest.fixture
def in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a text be cut where it has a space, and nowhere else."""

    def cut(texts: Iterable[str], **_: object) -> list[list[str]]:
        return [text.split() for text in texts]

    monkeypatch.setattr(counted_words, "terms", cut)


def made(*answers: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(answers, columns=["prefecture", "kind", "text"])


TAX = made(
    *[(name, kind, text) for name in ("北海道", "青森県", "岩手県")
      for kind, text in (("税務", "税 申請"), ("税務", "税 印刷"), ("総務", "申請"), ("総務", "印刷"))],
)  # fmt: skip
"""In each of three prefectures both rows on 税務, and no other, hold 税."""


def beyond(rows: pd.DataFrame, part: pd.Series[bool], columns: str) -> int:
    found = keyness(rows, part, columns)
    return int(((found["standing"] == "beyond") & (found["log_likelihood"] >= MARKED)).sum())


@pytest.mark.usefixtures("in_words")
def test_words_that_mark_a_value_are_counted_by_what_they_rest_on() -> None:
    frame = pd.concat(
        [TAX, made(("岩手県", "総務", "旅費 旅費 旅費 旅費 旅費"))], ignore_index=True
    )
    found = marking_words(frame, "kind", "text")
    counts = found[["value", "rows", "number", "words", "alone", "few", "style", "beyond", "terms"]]
    assert counts.to_numpy().tolist() == [
        ["税務", 6, 3, 1, 0, 0, 0, 1, "税"], ["総務", 7, 3, 1, 1, 1, 0, 0, ""],
    ]  # fmt: skip
    assert found["note"].str.startswith(f"{FEW_ROWS}件に満たず").all()
    sums = {"variable": "kind", "values": 2, "words": 2, "beyond": 1}
    assert {name: found.attrs[name] for name in sums} == sums


@pytest.mark.usefixtures("in_words")
def test_what_chance_gives_is_what_all_ways_to_deal_the_values_out_give() -> None:
    places = [list(at) for at in TAX.groupby("prefecture", sort=False).indices.values()]
    counts = []
    for ways in product(*(list(combinations(at, 2)) for at in places)):
        part = pd.Series(TAX.index.isin(np.concatenate(ways)), index=TAX.index)
        counts.append(beyond(TAX, part, "text"))
    found = marking_words(TAX, "kind", "text").set_index("value").loc["税務"]
    assert found["beyond"] == 1
    exact = np.mean(np.array(counts) >= 1)
    assert 0.01 < exact < 0.2
    assert found["p"] == pytest.approx(exact, abs=float(3 * (exact / permuted_words.DEALT) ** 0.5))
    assert found["by_chance"] == pytest.approx(np.mean(counts), abs=0.1)


@pytest.mark.parametrize(
    ("variable", "value"), [(FIELD, "総務分野"), (STATUS, "導入予定"), (REGION, "近畿")]
)
def test_each_way_to_deal_out_is_counted_as_keyness_counts_it(
    cases: pd.DataFrame, variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permuted_words, "DEALT", 5)
    monkeypatch.setattr(permuted_words, "DEALT_LEFT_OUT", 2)
    side = (cases[variable] == value).to_numpy()
    every, *without = dealt_out(CountedWords.of(cases, ["usage"]), side[None])
    whole = variable == REGION
    names = cases["prefecture"].unique()
    assert (len(every[0]), len(without)) == (6, len(names))
    some = {number: names[number] for number in (0, 23)}
    for counts, left_out in ((every, ""), *((without[at], name) for at, name in some.items())):
        kept = (cases["prefecture"] != left_out).to_numpy()
        rows = cases[kept]
        codes = pd.factorize(rows["prefecture"])[0]
        ways = permuted_words._ways(codes, len(counts[0]) - 1, whole)
        dealt = [pd.Series(side[kept][way], index=rows.index) for way in ways]
        assert counts[0].tolist() == [beyond(rows, part, "usage") for part in dealt]
        for way, part in zip(ways, dealt, strict=True):
            own = rows["prefecture"].to_numpy()
            if whole:
                assert part.groupby(own).nunique().eq(1).all(), "prefectures are dealt out whole"
            else:
                assert (own[way] == own).all(), "no value leaves its prefecture"
                assert sorted(way) == list(range(len(rows)))


def test_the_largest_p_is_that_of_the_rows_without_some_prefecture(
    cases: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = cases[cases["prefecture"].isin(cases["prefecture"].value_counts().head(7).index)]
    expected = marking_words(some, STATUS, "usage")
    monkeypatch.setattr(permuted_words, "DEALT", permuted_words.DEALT_LEFT_OUT)
    without = [
        marking_words(some[some["prefecture"] != name], STATUS, "usage").attrs["p"]
        for name in some["prefecture"].unique()
    ]
    assert expected.attrs["p_highest"] == max(expected.attrs["p"], *without)
    assert expected.attrs["p_highest"] > expected.attrs["p"]


def test_values_that_have_nothing_to_do_with_the_words_have_no_small_p(
    cases: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permuted_words, "DEALT", 99)
    monkeypatch.setattr(permuted_words, "DEALT_LEFT_OUT", 1)
    generator, p = np.random.default_rng(5), []
    for _ in range(8):
        drawn = cases.assign(drawn=generator.integers(0, 3, len(cases)))
        p.append(marking_words(drawn, "drawn", "usage").attrs["p"])
    assert 0.25 < np.mean(p) < 0.75
    assert sum(one <= 0.05 for one in p) <= 2


def test_the_words_tell_the_field_and_not_the_region(cases: pd.DataFrame) -> None:
    field, region = (marking_words(cases, variable, "usage") for variable in (FIELD, REGION))
    assert field.attrs["p_highest"] <= 0.01, "whichever prefecture is left out"
    assert field.attrs["beyond"] > 4 * field.attrs["by_chance"]
    assert region.attrs["p"] > 0.05
    for found in (field, region):
        told = found.dropna(subset="words")
        assert (told["words"] == told["few"] + told["style"] + told["beyond"]).all()
        assert (told["alone"] <= told["few"]).all()
        assert (told["p"] <= told["p_highest"]).all()


def test_on_the_real_answers_the_counts_are_those_of_keyness(cases: pd.DataFrame) -> None:
    tools = read_table("case_technologies")
    found = marking_words(cases.merge(tools), "technology").set_index("value").loc["AI-OCR"]
    part = cases["case_id"].isin(tools.loc[tools["technology"] == "ai_ocr", "case_id"])
    words = keyness(cases, part).query("log_likelihood >= @MARKED")
    assert (found["rows"], found["number"]) == (part.sum(), cases.loc[part, "prefecture"].nunique())
    assert found["words"] == len(words)
    assert found["alone"] == (words["prefectures"] == 1).sum()
    assert (
        found["terms"].split("、") == words.query("standing == 'beyond'")["term"].head(5).tolist()
    )


def test_what_fewer_than_three_prefectures_say_is_not_counted(cases: pd.DataFrame) -> None:
    found = marking_words(cases, FIELD, "usage").set_index("value")
    few = found["number"] < 3
    assert few.any()
    assert found.loc[few, ["words", "alone", "few", "style", "beyond", "p"]].isna().all(axis=None)
    assert (found.loc[few, "note"] == "3都道府県に満たず、数えていない").all()
    assert found.loc[~few, "words"].notna().all()
    assert found.attrs["values"] == (~few).sum()
    alone = marking_words(cases, "prefecture", "usage")
    assert alone["words"].isna().all()
    assert alone.attrs["values"] == alone.attrs["beyond"] == 0
    assert pd.isna(alone.attrs["p"])
    # A value in almost every prefecture has a rest of hardly any.
    rest = cases.assign(rest=np.where(cases["prefecture"] == "三重県", "a", "b"))
    assert marking_words(rest, "rest", "usage")["words"].isna().all()


def test_what_cannot_be_counted_is_said_so(cases: pd.DataFrame) -> None:
    with pytest.raises(BadInput, match="fild: error: there is no such column"):
        marking_words(cases, "fild")
    with pytest.raises(BadInput, match="text: error: there is no such column"):
        marking_words(cases, FIELD, "text")
    with pytest.raises(BadInput, match="field: error: no row has a value of it"):
        marking_words(cases.assign(field=None), FIELD)
    with pytest.raises(BadInput, match="prefecture: error: there is no such column"):
        marking_words(cases.drop(columns="prefecture"), FIELD)
