"""Terms, their frequencies, contexts and relations, on texts that can be counted by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.analysis import term_cache, tokens
from survey.analysis.text_columns import concordance
from survey.analysis.text_mining import cooccurrence, correspondence, frequencies, term_matrix
from survey.analysis.tokens import normalise, terms
from survey.problems import BadInput
from survey.tables.frames import read_table
from survey.tables.word_lists import TokenizerName

DOCUMENTS = [["申請書", "RPA", "申請書"], ["申請書", "入力"], ["RPA", "入力"], []]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会議等のテープおこし", "会議等のテープ起こし"),
        ("会議録の文字起こし", "議事録のテープ起こし"),
        ("ＡＩ・ＯＣＲで読み取る", "AI-OCRで読み取る"),
        ("WIFI、ﾁｬｯﾄﾎﾞｯﾄﾞ", "Wi-Fi、チャットボット"),
        ("問い合わせと問合わせ", "問合せと問合せ"),
    ],
)
def test_spelling_variants_become_one_term(text: str, expected: str) -> None:
    assert normalise(text) == expected


@given(st.text("会議録テープおこし問い合わせRPAｱ１Ｗ、。", max_size=30))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize("tokenizer", ["janome", "sudachi"])
def test_both_tokenizers_keep_the_words_of_the_domain_whole(tokenizer: str) -> None:
    [found] = terms(["財務会計システムへの通勤手当の入力をAI-OCRとＲＰＡで自動化"], tokenizer)  # type: ignore[arg-type]
    assert {"財務会計システム", "通勤手当", "AI-OCR", "RPA"} <= set(found)
    assert not {"の", "を", "と", "へ"} & set(found)


def test_an_unknown_tokenizer_is_said_so() -> None:
    with pytest.raises(BadInput, match="there is no such tokenizer; expected janome or sudachi"):
        terms(["情報"], "mecab")  # type: ignore[arg-type]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where terms are kept that were cut before."""
    monkeypatch.setattr("survey.analysis.term_cache.cache_folder", lambda: tmp_path)
    term_cache.recall.cache_clear()
    yield tmp_path / "terms"
    term_cache.recall.cache_clear()


def test_terms_are_cached_by_content(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = terms(["申請書の入力", "申請書の入力"])
    assert len(list(kept.iterdir())) == 1
    term_cache.recall.cache_clear()  # as in another process
    monkeypatch.setattr("survey.analysis.tokens._tagger", None)  # would fail if it were used
    assert terms(["申請書の入力", "申請書の入力"]) == first
    with pytest.raises(TypeError):
        terms(["申請書の印刷"])


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(json.dumps("入力").encode(), b'"x"'),
        lambda _: b"[1, 2]",
        lambda _: b"null",
        lambda content: b"\x80\x04\x95" + content,
        lambda _: b"[" * 100_000,
    ],
    ids=range(7),
)
def test_a_damaged_cache_of_terms_is_healed_in_silence(
    damage: Callable[[bytes], bytes], kept: Path
) -> None:
    first = terms(["申請書の入力"])
    [file] = kept.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert file.read_bytes() != whole
    term_cache.recall.cache_clear()
    assert terms(["申請書の入力"]) == first
    assert [path.read_bytes() for path in kept.iterdir()] == [whole]


def test_terms_are_cut_where_none_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("survey.analysis.term_cache.cache_folder", lambda: tmp_path / "file")
    term_cache.recall.cache_clear()
    assert terms(["申請書の入力"]) == [["申請書", "入力"]]


@pytest.mark.parametrize("tokenizer", ["janome", "sudachi"])
@pytest.mark.parametrize("changed", ["package", "module"])
def test_terms_are_cut_again_by_another_tokenizer(
    tokenizer: TokenizerName, changed: str, kept: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """As a cache that was filled before would hide that the new one is broken."""
    terms(["申請書の入力"], tokenizer)
    if changed == "package":  # of the dictionary, where that has one of its own
        package = {"janome": "janome", "sudachi": "sudachidict-core"}[tokenizer]
        monkeypatch.setattr(
            tokens, "version", lambda name: "0" if name == package else version(name)
        )
    else:
        (tmp_path / "tokens.py").write_text(Path(tokens.__file__).read_text("utf-8") + "#", "utf-8")
        monkeypatch.setattr(tokens, "__file__", str(tmp_path / "tokens.py"))
    monkeypatch.setattr(tokens, "_tagger", None)
    with pytest.raises(TypeError):
        terms(["申請書の入力"], tokenizer)
    assert len(list(kept.iterdir())) == 1


def test_frequencies_count_occurrences_and_documents() -> None:
    frame = frequencies(DOCUMENTS)
    assert frame.to_dict(orient="list") == {
        "term": ["申請書", "RPA", "入力"],
        "count": [3, 2, 2],
        "documents": [2, 2, 2],
        "share": [0.5, 0.5, 0.5],
    }


def test_nothing_has_no_frequencies() -> None:
    assert frequencies([]).empty
    assert list(frequencies([], [])) == ["term", "count", "documents", "number", "share"]


def test_frequencies_tell_how_many_prefectures_use_a_term() -> None:
    documents = [["税", "税", "入力"], ["税"], ["入力", "旅費"], []]
    frame = frequencies(documents, ["三重県", "三重県", "長崎県", "東京都"])
    assert frame.set_index("term")["number"].to_dict() == {"税": 1, "入力": 2, "旅費": 1}
    pd.testing.assert_frame_equal(frame.drop(columns="number"), frequencies(documents))


def test_links_tell_how_many_prefectures_stand_behind_them() -> None:
    documents = [["a", "b"], ["a", "b"], ["a", "b"], ["a", "c"], ["a", "c"], ["b"]]
    names = ["三重県", "長崎県", "長崎県", "三重県", "三重県", "東京都"]
    nodes, edges = cooccurrence(documents, prefectures=names)
    assert nodes.set_index("term")["number"].to_dict() == {"a": 2, "b": 3, "c": 1}
    behind = edges.set_index(["source", "target"])["number"].to_dict()
    assert behind == {("a", "b"): 2, ("a", "c"): 1}
    plain = cooccurrence(documents)
    for told, untold in zip((nodes, edges), plain, strict=True):
        pd.testing.assert_frame_equal(told.drop(columns="number"), untold)


def test_a_concordance_finds_spelling_variants_and_widths() -> None:
    cases = read_table("ai_rpa_cases")
    found = concordance(cases, "procedure", "テープおこし", "case_id", width=5)
    assert found["case_id"].tolist() == ["nga2020-ai-011", "nga2020-ai-022"]
    assert found.iloc[1].to_dict() == {
        "case_id": "nga2020-ai-022", "left": "会議等の", "keyword": "テープ起こし", "right": "",
    }  # fmt: skip
    assert len(concordance(cases, "usage", "ｒｐａ", "case_id")) == len(
        concordance(cases, "usage", "RPA", "case_id")
    )


def test_a_term_that_never_occurs_gives_no_rows() -> None:
    assert concordance(read_table("ai_rpa_cases"), "procedure", "存在しない語", "case_id").empty


def test_a_term_is_no_pattern() -> None:
    found = concordance(read_table("ai_rpa_cases"), "procedure", "(", "case_id")
    assert set(found["keyword"]) == {"(", "（"}


def test_a_column_that_does_not_exist_is_said_so() -> None:
    with pytest.raises(BadInput, match="there is no such column; expected case_id or"):
        concordance(read_table("ai_rpa_cases"), "title", "RPA", "case_id")


def test_the_term_matrix_has_the_counts_of_frequent_terms() -> None:
    table = term_matrix(["a", "b", "c", "d"], DOCUMENTS)
    assert table.to_dict(orient="list") == {
        "id": ["a", "b", "c", "d"],
        "申請書": [2, 1, 0, 0],
        "RPA": [1, 0, 1, 0],
        "入力": [0, 1, 1, 0],
    }


def test_terms_are_linked_by_the_share_of_documents_they_have_in_common() -> None:
    documents = [["a", "b"], ["a", "b"], ["a", "c"], ["b"], ["c", "d"], ["c", "d"]]
    nodes, edges = cooccurrence(documents)
    assert edges.to_numpy().tolist() == [["c", "d", pytest.approx(2 / 3)], ["a", "b", 0.5]]
    assert nodes.set_index("term")["community"].to_dict() == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_links_are_as_strong_as_is_asked_for() -> None:
    documents = [["a", "b"], ["a", "b"], ["a", "c"], ["b"], ["c", "d"], ["c", "d"]]
    for least, expected in [(0.0, 2), (0.5, 2), (0.51, 1), (0.67, 0)]:
        nodes, edges = cooccurrence(documents, least=least)
        assert len(edges) == expected
        assert (edges["weight"] >= least).all()
        assert set(nodes["term"]) == set(edges["source"]) | set(edges["target"])


def test_no_links_make_an_empty_network() -> None:
    nodes, edges = cooccurrence([["a"], ["b"]])
    assert nodes.empty
    assert edges.empty


def test_correspondence_analysis_puts_words_beside_their_groups() -> None:
    documents = [["税"] * 9 + ["入力"], ["旅費"] * 9 + ["入力"], ["議事録"] * 9 + ["入力"]]
    points, shares = correspondence(documents, ["税務", "総務", "会議"])
    places = points.set_index("label")[["x", "y"]]
    assert sum(shares) == pytest.approx(1, abs=0.01)
    for word, group in [("税", "税務"), ("旅費", "総務"), ("議事録", "会議")]:
        distances = ((places.loc[["税務", "総務", "会議"]] - places.loc[word]) ** 2).sum(axis=1)
        assert distances.idxmin() == group
    assert np.allclose(places.loc["入力"], 0, atol=0.05)


def test_two_groups_span_no_plane() -> None:
    with pytest.raises(BadInput, match="2 groups and 3 terms span no plane"):
        correspondence(DOCUMENTS[:2], ["a", "b"])


def test_correspondence_does_not_depend_on_the_order_of_documents() -> None:
    cases = read_table("ai_rpa_cases").head(60)
    found = terms(cases["usage"].tolist())
    forwards, _ = correspondence(found, cases["adoption_status"].tolist())
    backwards, _ = correspondence(found[::-1], cases["adoption_status"].tolist()[::-1])
    pd.testing.assert_frame_equal(forwards, backwards)
