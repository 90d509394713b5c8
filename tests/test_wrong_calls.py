"""What people get wrong in a call from Python is told in a sentence, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import survey as dx
from survey.problems import BadInput

CASES = dx.read_table("ai_rpa_cases", survey="nga2020")
DOCUMENTS = [["税", "申請"], ["税"], ["旅費", "税"], ["会議"]]
WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: dx.read_table("ai_rpa_case"), "ai_rpa_case: .*no such table.*mean ai_rpa_cases"),
    (lambda: dx.read_table("ai_rpa_cases", survey="nga2021"), "no such edition of.*mean nga2020"),
    (lambda: dx.columns("ai_rpa_case"), "there is no such table.*did you mean ai_rpa_cases"),
    (lambda: dx.describe_table("organisations"), "no such table.*did you mean organizations"),
    (lambda: dx.leads(CASES, "fied"), "fied: error: there is no such column; .*mean field"),
    (lambda: dx.labelled(CASES, "fied"), "fied: error: there is no such column"),
    (lambda: dx.table(CASES, "fied"), "fied: error: there is no such column"),
    (lambda: dx.chooser(CASES, "field", by=("fied",)), "fied: error: there is no such column"),
    (lambda: dx.search(CASES, "税", "usag"), "usag: error: .*did you mean usage"),
    (lambda: dx.tally(CASES), "tally: error: no variable is named, or one twice"),
    (lambda: dx.tally(CASES, "field", "field"), "no variable is named, or one twice"),
    (lambda: dx.terms("議事録の作成"), "they are one text, 議事録の作成; expected a list"),
    (lambda: dx.terms(CASES[["usage"]]), "they are a frame; expected a column of it"),
    (lambda: dx.terms([3]), "the texts: error: one of them is 3; expected text"),
    (lambda: dx.frequencies(["税の申請", "税"]), "they are texts; .* cut them by terms"),
    (lambda: dx.frequencies("税"), "the documents: error: they are texts"),
    (lambda: dx.frequencies(DOCUMENTS, ["東京都"]), "they are 1; expected one for each of the 4"),
    (lambda: dx.collocations(DOCUMENTS, "税", prefectures=["東京都"]), "they are 1; expected one"),
    (lambda: dx.word_tree(DOCUMENTS, prefectures=["東京都"]), "they are 1; expected one"),
    (lambda: dx.cooccurrence(DOCUMENTS, prefectures=["東京都"]), "they are 1; expected one"),
    (lambda: dx.term_matrix(["1"], DOCUMENTS), "ids: error: they are 1; expected one for each"),
    (lambda: dx.correspondence(DOCUMENTS, ["a", "b", "c"]), "groups: error: they are 3; expected"),
    (lambda: dx.similar(CASES), "neither a text nor a case is given"),
    (lambda: dx.similar(CASES, "税", "nga2020-ai-001"), "a text and a case are given"),
    (lambda: dx.similar(CASES, "税", n=-1), "n: error: it is -1; expected 1 or more"),
    (lambda: dx.similar(CASES.head(0), "税"), "similar: error: there are no cases"),
    (lambda: dx.similar(CASES[["case_id"]], "税"), "procedure: error: there is no such column"),
    (lambda: dx.nearest("大阪府", CASES, "field", n=-1), "n: error: it is -1; expected 1 or more"),
    (lambda: dx.bars(pd.DataFrame({"a": ["x"], "b": [27]}), "a", "b", title="x", unit="割合"),
     "its numbers in 割合 go up to 27; expected shares of one"),
    (lambda: dx.cross_table(dx.crosstab(CASES, "adoption_status", "shareability"), "a", "b"),
     "cross_table: error: it is given a CrossTable; expected a frame; give its .cells"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "told"), WRONG, ids=range(len(WRONG)))
def test_a_wrong_call_is_told_in_a_sentence(call: Callable[[], object], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        call()


def test_a_name_that_the_package_does_not_have_is_asked_about() -> None:
    with pytest.raises(AttributeError, match="did you mean tally"):
        dx.talley  # noqa: B018
    with pytest.raises(AttributeError, match=r"dir\(survey\) lists what there is"):
        dx.zzzz  # noqa: B018
    assert not hasattr(dx, "_repr_html_")


def test_what_is_missing_has_no_terms_and_no_group() -> None:
    texts = pd.Series(["税の申請", None], dtype="string")
    assert dx.terms(texts) == [["税", "申請"], []]
    whole = dx.correspondence(DOCUMENTS[:3], ["a", "b", "c"])
    more = dx.correspondence([*DOCUMENTS[:3], ["会議"]], [*"abc", pd.NA])
    assert more[1] == whole[1]


def test_prefectures_are_those_of_the_documents_whatever_their_index() -> None:
    where = pd.Series(["東京都", "三重県", None, "三重県"], index=[7, 0, 3, 9])
    found = dx.frequencies(DOCUMENTS, where).set_index("term")["number"]
    assert found["税"] == 2


def test_a_column_can_be_named_by_itself() -> None:
    counts = dx.tally(CASES, "prefecture").query("answered")
    rows = counts.assign(has=counts["prefecture_code"] < "20")
    several = dx.group_differences(rows, ["count"], ["has"])
    assert dx.group_differences(rows, "count", "has").rows.equals(several.rows)


def test_words_of_ones_own_reach_the_words_that_mark_a_part() -> None:
    rows = CASES.head(120)
    part = rows["adoption_status_code"] == 1
    first = dx.keyness(rows, part)["term"].iloc[0]
    mine = dx.words(stop_words=[first])
    assert first not in set(dx.keyness(rows, part, words=mine)["term"])


def test_a_part_can_be_named_in_the_language_of_the_chart() -> None:
    words = dx.keyness(CASES, CASES["adoption_status_code"] == 1)
    named, both = (dx.keyness_plot(words, g) for g in ("総務", {"ja": "総務", "en": "general"}))
    assert named.to_dict() == both.to_dict()
