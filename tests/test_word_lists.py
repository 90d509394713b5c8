"""One's own words: added to those of the package, or a file in their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.analysis import term_cache
from survey.analysis.tokens import compared, content, normalise, terms
from survey.declared import included
from survey.problems import BadInput
from survey.tables.frames import read_table
from survey.tables.word_lists import TokenizerName, Words, load_words, words

TEXT = "窓口業務の会議メモを入力"
MINE = """
means = ["入力"]
compounds = ["窓口業務", "議事録"]
stop_words = ["業務"]

[keep]
janome = ["名詞"]
sudachi = ["名詞"]

[synonyms]
"議事録" = ["会議メモ"]
"""


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where terms are kept that were cut before."""
    monkeypatch.setattr("survey.analysis.term_cache.cache_folder", lambda: tmp_path)
    term_cache.recall.cache_clear()
    yield tmp_path / "terms"
    term_cache.recall.cache_clear()


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(MINE, encoding="utf-8")
    return path


@pytest.mark.parametrize("tokenizer", ["janome", "sudachi"])
@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ["窓口", "業務", "会議", "メモ", "入力"]),
        ({"stop_words": ["業務", "ﾒﾓ"]}, ["窓口", "会議", "入力"]),
        ({"compounds": ["窓口業務"]}, ["窓口業務", "会議", "メモ", "入力"]),
        ({"synonyms": {"議事録": ["会議メモ"]}}, ["窓口", "業務", "議事録", "入力"]),
        # What is added is read as the text is: a compound and a stop word in a variant's spelling.
        (
            {"synonyms": {"窓口": ["カウンター"]}, "compounds": ["カウンター業務"]},
            ["窓口業務", "会議", "メモ", "入力"],
        ),
        (
            {"synonyms": {"議事録": ["会議メモ"]}, "stop_words": ["会議メモ"]},
            ["窓口", "業務", "入力"],
        ),
        ({"keep": ["助詞"]}, ["窓口", "業務", "の", "会議", "メモ", "を", "入力"]),
    ],
)
def test_words_are_added_in_one_line(
    tokenizer: TokenizerName, more: Any, expected: list[str]
) -> None:
    assert terms([TEXT], tokenizer, words(**more)) == [expected]


def test_a_file_stands_in_the_place_of_the_words_of_the_package(mine: Path) -> None:
    assert terms([TEXT], words=str(mine)) == [["窓口業務", "議事録", "入力"]]
    assert terms([TEXT], words=words(str(mine), stop_words=["入力"])) == [["窓口業務", "議事録"]]
    assert content(["議事録", "RPA", "入力"], str(mine)) == ["議事録", "RPA"]
    assert load_words(str(mine)).variants == {"会議メモ": "議事録", "議事録": "議事録"}
    assert normalise("会議録と会議メモ", str(mine)) == "会議録と議事録"


def test_words_of_one_job_are_one_where_texts_are_compared_and_nowhere_else(mine: Path) -> None:
    assert compared("会議録と文字おこし") == "議事録と議事録"
    assert normalise("会議録と文字おこし") == "議事録とテープ起こし"
    assert terms(["会議録と文字おこし"]) == [["議事録", "テープ起こし"]]
    assert words(stop_words=["会議"]).same_job == load_words().same_job
    assert load_words(str(mine)).compared("会議メモのテープ起こし") == "議事録のテープ起こし"


def test_the_words_of_the_package_are_those_without_a_name() -> None:
    own = load_words()
    assert words() == own == load_words(own)
    assert own.telling_means == set(own.means)
    texts = read_table("ai_rpa_cases")["procedure"].head(40).tolist()
    assert terms(texts) == terms(texts, words=own) == terms(texts, words=words())


def test_terms_are_kept_apart_by_the_words_that_cut_them(kept: Path) -> None:
    plain = terms([TEXT])
    terms([TEXT], words=words())
    assert len(list(kept.iterdir())) == 1
    own = words(stop_words=["業務"])
    assert terms([TEXT], words=own) != plain == terms([TEXT])
    assert len(list(kept.iterdir())) == 2
    term_cache.recall.cache_clear()  # as in another process
    assert terms([TEXT], words=words(stop_words=["業務"])) != plain == terms([TEXT])
    assert len(list(kept.iterdir())) == 2


@pytest.mark.parametrize("tokenizer", ["janome", "sudachi"])
def test_lists_can_be_empty(tokenizer: TokenizerName) -> None:
    bare = replace(load_words(), means=(), compounds=(), synonyms={}, stop_words=())
    assert terms(["記録の入力"], tokenizer, bare) == [["記録", "入力"]]
    assert normalise("会議録", bare) == "会議録"


@given(
    st.dictionaries(st.text("甲乙丙丁", min_size=1, max_size=3), st.just(("戊",)), max_size=1),
    st.text("甲乙丙丁戊会議録", max_size=12),
)
def test_normalising_with_own_synonyms_twice_is_doing_it_once(
    synonyms: dict[str, tuple[str, ...]], text: str
) -> None:
    own = words(synonyms=synonyms)
    assert own.normalise(own.normalise(text)) == own.normalise(text)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"stop_words": "業務"}, r'stop_words: .*業務 is a text; expected a list, \["業務"\]'),
        ({"synonyms": {"議事録": "会議メモ"}}, "議事録: .*会議メモ is a text"),
        ({"compounds": ["申請,届出"]}, "the compound 申請,届出 has a comma"),
        ({"compounds": ["申請 届出"]}, "the compound 申請 届出 has a comma, a quotation mark or"),
        ({"stop_words": [" "]}, "one of the words is empty"),
        ({"synonyms": {"会議録": ["議事"]}}, "会議録, a variant of 議事録, has variants of its own"),
        ({"synonyms": {"記録": ["会議録"]}}, "会議録 is a variant of 議事録 and of 記録"),
    ],
)  # fmt: skip
def test_a_word_that_cannot_be_one_is_said_so(more: Any, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        words(**more)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("stop_words =", "stopwords =", "at (stop_words: Missing|stop_words: Field|stopwords: Un)"),
        ('["業務"]', '"業務"', "at stop_words: Input should be a valid tuple"),
        ("[synonyms]", "[synonym]", "at synonym"),
        ("janome =", "jnome =", "at keep.jnome"),
        ('janome = ["名詞"]\n', "", r"it has no parts of speech \(keep\) of janome"),
        ('"窓口業務"', '"窓口,業務"', "the compound 窓口,業務 has a comma"),
        ("[keep]", "[keep", "the list of words has a mistake"),
    ],
)
def test_a_mistake_in_a_file_of_words_is_told_in_a_sentence(
    mine: Path, old: str, new: str, told: str
) -> None:
    mine.write_text(MINE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=rf"mine\.toml: error: .*{told}"):
        terms([TEXT], words=str(mine))


def test_a_file_of_words_that_does_not_exist_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="the list of words cannot be read"):
        words(str(tmp_path / "nothing.toml"))


def test_the_declared_words_are_in_the_form_in_which_texts_are_compared() -> None:
    own = load_words()
    declared = included("words.toml").read_text(encoding="utf-8")
    listed = [*own.means, *own.compounds, *own.stop_words, *own.variants]
    assert all(f'"{word}"' in declared for word in listed)
    assert isinstance(own, Words)
