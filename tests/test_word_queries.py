"""Queries of words: what they find, how they are combined, and what is wrong with one."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.analysis.shares import share
from survey.analysis.text_columns import concordance, search
from survey.problems import BadInput
from survey.tables.codebook import load_codebook
from survey.tables.coded_rows import Coded, apply, coded
from survey.tables.coded_texts import code
from survey.tables.frames import read_table
from survey.tables.word_lists import words
from survey.tables.word_queries import LONGEST_QUERY, parse_query

TEXT = "通勤手当の認定。申請書を入力、AI OCRとAIOCRで旅費"


def found(query: str, text: str = TEXT) -> list[str] | None:
    """Return the words of a query that stand in a text, None if it is not what is asked for."""
    asked = parse_query(query)
    return [text[a:b] for a, b in asked.places(text)] if asked.holds([text]) else None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("通勤手当", ["通勤手当"]),
        ("通勤手当 AND (認定 OR 確認)", ["通勤手当", "認定"]),
        ("通勤手当 AND (認定 OR 確認) NOT 旅費", None),
        ("通勤手当 NOT 議事録", ["通勤手当"]),
        ("通勤手当 AND NOT 議事録", ["通勤手当"]),
        ("NOT 議事録", []),
        ("NOT NOT 旅費", ["旅費"]),
        ("NOT (議事録 NOT 旅費)", ["旅費"]),
        # NOT binds most, then AND, then OR.
        ("旅費 OR 議事録 AND 会議", ["旅費"]),
        ("(旅費 OR 議事録) AND 会議", None),
        ("議事録 AND 会議 OR 旅費", ["旅費"]),
        ("NOT 議事録 AND 旅費", ["旅費"]),
        # The longest of words that lie in each other.
        ("申請 OR 申請書", ["申請書"]),
        ("/AI.?OCR/", ["AI OCR", "AIOCR"]),
        ("/ai.?ocr/", ["AI OCR", "AIOCR"]),
        (r"/\p{Han}{4}/", ["通勤手当"]),
        ("/あ*/", None),
        (r"/の|\/|を/ AND 入力", ["の", "を", "入力"]),
        ('"AI OCR"', ["AI OCR"]),
        ('"AND" OR 旅費', ["旅費"]),
        ("near(申請書, 入力, 1)", ["申請書", "入力"]),
        ("near(申請書, 入力, 0)", None),
        ("NEAR (入力,申請書,1) AND 旅費", ["申請書", "入力", "旅費"]),
        ("near(届出書 OR 申請書, /入./, 5)", ["申請書", "入力"]),
        ("near(申請, 申請書, 9)", None),  # one place is not near itself
        ("near(AI, AI, 5)", ["AI", "AI"]),
        ("near(AI, AI, 4)", None),
        # Full-width letters and signs are signs too.
        ("（通勤手当　ＡＮＤ　認定）", ["通勤手当", "認定"]),
        # Words beside each other are AND, as in KH Coder and in search boxes.
        ("通勤手当 認定", ["通勤手当", "認定"]),
        ("　通勤手当　議事録 ", None),
        ("通勤手当 (認定 OR 確認) NOT 会議", ["通勤手当", "認定"]),
        ("NOT 会議 旅費", ["旅費"]),
        ("AI OCR", ["AI", "OCR", "AI", "OCR"]),
        # What other search boxes know.
        ("通勤手当 and 認定 or 会議 not 旅費", ["通勤手当", "認定"]),
        ("会議|認定", ["認定"]),
        ("通勤手当 & 認定", ["通勤手当", "認定"]),
        ("通勤手当 ＆ 会議", None),
        ("R&D OR 認定", ["認定"]),
        ("near(会議|申請書, 入力, 1)", ["申請書", "入力"]),
        ("申請書 NEAR/1 入力", ["申請書", "入力"]),
        ("入力 near/0 申請書 OR 旅費", ["旅費"]),
        ('"and"', None),
        # Without any sign a query is one word, as it stands.
        ("ANDROID", None),
        ("andorid", None),
        ("(", None),
        ("/", None),
    ],
)
def test_a_query_finds_its_words_where_it_holds(query: str, expected: list[str] | None) -> None:
    assert found(query) == expected


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "it is empty"),
        ("A AND", r"it ends too early, where a word or near\( or NOT or \( should stand"),
        ("AND A", r"at character 1 stands AND, where a word or near\( or NOT or \( should"),
        ("A OR OR B", "at character 6 stands OR, where a word"),
        ("and A", "at character 1 stands and, where a word"),
        ("A NEAR/5 (B OR C)", r"at character 10 stands \(, where a word should stand"),
        ("A NEAR/5", "it ends too early, where a word should stand"),
        ("税 -旅費", "「-旅費」 has the sign -, which means nothing here: NOT rules out"),
        ("税 - 旅費", "「-」 has the sign -, which means nothing here"),
        ("申請*", r"「申請\*」 has the sign \*, .*/…/ leaves an ending open"),
        ("税 AND 申請*書", r"「申請\*書」 has the sign \*"),
        ("(A OR B", r"it ends too early, where \) should stand"),
        ("A OR B)", r"at character 7 stands \), where nothing more should stand"),
        ("() OR A", r"at character 2 stands \), where a word"),
        ("near(申請書, 入力)", r"at character 13 stands \), where OR or a comma should stand"),
        (
            "near(申請書, 入力, 近)",
            "at character 15 stands 近, where a number of characters should",
        ),
        ("near(A AND C, B, 3)", "at character 8 stands AND, where OR or a comma"),
        ("near(A, B, -1)", "at character 12 stands -1, where a number of characters should stand"),
        ('"A', 'at character 1 stands ", where a word'),
        ('"" OR A', '"" at character 1 is no word'),
        ("/AI", "at character 1 stands /, where a word"),
        ("A OR /(/", r"/\(/ at character 6 is no regular expression of RE2 \(missing \)"),
        ("/a)|(b/", "is no regular expression of RE2"),
        (r"/\Qab/", "is no regular expression of RE2"),
        ("/a(?=b)/", r"is no regular expression of RE2 \(invalid perl operator: \(\?="),
        (r"/(a)\1/", "is no regular expression of RE2"),
        ("/((a{1000}){1000}){1000}/", "is no regular expression of RE2"),
        ("あ" * (LONGEST_QUERY + 1), "it has 1,001 characters, and may have 1,000"),
    ],
)
def test_a_mistake_in_a_query_is_told_with_its_place(query: str, told: str) -> None:
    with pytest.raises(BadInput, match=f"the query .*: error: .*{told}.*; write it like 通勤手当"):
        parse_query(query)


WORD = st.sampled_from(
    ["甲", "乙", "丙", "甲乙", '"丙 甲"', "/乙.?丙/", "near(甲, 丙, 1)", "NOT 乙"]
)
QUERIES = st.recursive(
    WORD,
    lambda part: st.builds(
        "({} {} {})".format, part, st.sampled_from(["AND", "OR", "NOT"]), part
    ) | part.map("NOT ({})".format),
    max_leaves=6,
)  # fmt: skip
TEXTS = st.lists(st.text("甲乙丙丁 \x02\x03", max_size=8), max_size=2)


@given(QUERIES, QUERIES, TEXTS)
def test_a_query_is_the_combination_of_its_parts(a: str, b: str, texts: list[str]) -> None:
    one, other = parse_query(a).holds(texts), parse_query(b).holds(texts)
    assert parse_query(f"({a}) AND ({b})").holds(texts) == (one and other)
    assert parse_query(f"({a}) OR ({b})").holds(texts) == (one or other)
    assert parse_query(f"({a}) NOT ({b})").holds(texts) == (one and not other)
    assert parse_query(f"NOT ({a})").holds(texts) != one


@given(QUERIES, QUERIES, TEXTS)
def test_de_morgan(a: str, b: str, texts: list[str]) -> None:
    for joined, apart in [
        (f"NOT (({a}) AND ({b}))", f"NOT ({a}) OR NOT ({b})"),
        (f"NOT (({a}) OR ({b}))", f"NOT ({a}) AND NOT ({b})"),
    ]:
        one, other = parse_query(joined), parse_query(apart)
        assert one.holds(texts) == other.holds(texts)
        assert [one.places(text) for text in texts] == [other.places(text) for text in texts]


PLAIN = st.sampled_from(["甲", "乙", "甲乙", "乙丙", "/甲.?/", "甲 OR 丙"])


@given(PLAIN, PLAIN, st.integers(0, 6), st.text("甲乙丙丁", max_size=14))
def test_near_is_symmetric_and_what_is_counted_by_hand(
    a: str, b: str, most: int, text: str
) -> None:
    one, other = (parse_query(f"near({x}, {y}, {most})") for x, y in ((a, b), (b, a)))
    assert one.places(text) == other.places(text)
    places_a, places_b = parse_query(a).places(text), parse_query(b).places(text)
    beside = any(
        0 <= max(c - y, x - d) <= most for x, y in places_a for c, d in places_b
    )  # fmt: skip
    assert one.holds([text]) == other.holds([text]) == beside == bool(one.places(text))


@given(QUERIES, TEXTS)
def test_what_needs_words_has_them_in_order_and_none_inside_of_another(
    query: str, texts: list[str]
) -> None:
    asked = parse_query(query)
    places = [asked.places(text) for text in texts]
    for text, own in zip(texts, places, strict=True):
        assert own == sorted(own)
        assert all(0 <= a < b <= len(text) for a, b in own)
        assert all(a[1] < b[1] for a, b in pairwise(own))
    if asked.holds(texts) and not asked.holds([]):
        assert any(places)


@pytest.mark.parametrize(
    "pattern", ["(a+)+b", "(a|a)*b", "(.*)*b", "(a?){300}b", ".*.*.*.*.*b", "(a*)*(a*)*b"]
)
def test_a_pattern_takes_time_in_proportion_to_the_text(pattern: str) -> None:
    asked = parse_query(f"/{pattern}/")
    before = time.process_time()
    assert not asked.holds(["a" * 20_000])
    assert time.process_time() - before < 10  # the library re would need years


@pytest.mark.parametrize(
    "query",
    ["A OR (B AND (" * 66 + "C" + "))" * 66, "NOT " * 240 + "A", "NOT(a OR " * 99 + "b" + ")" * 99],
)
def test_a_query_of_any_depth_is_read_and_asked(query: str) -> None:
    assert parse_query(query).holds(["A"]) in (True, False)


CASES = pd.DataFrame(
    {
        "case_id": ["1", "2", "3", "4"],
        "procedure": ["通勤手当の認定", "通勤手当", "会議録", None],
        "usage": ["ＲＰＡで入力", "認定と旅費", "テープおこし", "ＲＰＡ"],
        "prefecture": ["三重県", "三重県", "長崎県", "長崎県"],
    },
    index=[10, 11, 12, 13],
)


@pytest.mark.parametrize(
    ("query", "columns", "expected"),
    [
        ("通勤手当 AND 認定", ("procedure", "usage"), [True, True, False, False]),
        ("通勤手当 AND 認定", ("procedure",), [True, False, False, False]),
        ("near(通勤手当, 認定, 1)", ("procedure", "usage"), [True, False, False, False]),
        ("通勤手当 AND (認定 OR 確認) NOT 旅費", ("procedure", "usage"), [True, False, False, False]),
        ("rpa", ("usage",), [True, False, False, True]),
        ("議事録 OR 文字起こし", ("procedure", "usage"), [False, False, True, False]),
        ("NOT RPA", ("usage",), [False, True, True, False]),
    ],
)  # fmt: skip
def test_rows_are_searched_by_a_query(
    query: str, columns: tuple[str, ...], expected: list[bool]
) -> None:
    rows = search(CASES, query, columns)
    assert rows.tolist() == expected
    assert rows.index.equals(CASES.index)
    assert rows.dtype == bool


def test_a_search_tells_on_how_many_prefectures_it_rests() -> None:
    told = share(CASES, search(CASES, "通勤手当"))
    assert (told.part, told.whole, told.prefectures) == (2, 4, 2)


def test_variants_of_ones_own_are_searched() -> None:
    own = words(synonyms={"手当": ["通勤手当"]})
    assert search(CASES, "手当 NOT 通勤手当", words=own).sum() == 0
    assert search(CASES, "手当の認定", words=own).tolist() == [True, False, False, False]
    [row] = (
        concordance(CASES, "procedure", "手当 AND 認定", "case_id", words=own).head(1).to_numpy()
    )
    assert row.tolist() == ["1", "", "通勤手当", "の認定"]


def test_a_search_of_nothing_or_nowhere_is_said_so() -> None:
    assert search(CASES.head(0), "RPA").tolist() == []
    for query, columns, told in [
        (" ", ("usage",), "it is empty"), ("RPA", ("use",), "there is no such column"),
        ("RPA", (), "no column is named"), ("RPA", "use", "use: error: there is no such column"),
    ]:  # fmt: skip
        with pytest.raises(BadInput, match=told):
            search(CASES, query, columns)


def test_a_concordance_of_nothing_is_said_so() -> None:
    for query, column, width, told in [
        (" ", "case_id", 9, "it is empty"), ("RPA", "id", 9, "id: error: there is no such column"),
        ("RPA", "case_id", -3, "width: error: it is -3; expected 0 or more"),
    ]:  # fmt: skip
        with pytest.raises(BadInput, match=told):
            concordance(CASES, "usage", query, column, width)


def test_one_column_can_be_named_by_itself() -> None:
    assert search(CASES, "RPA", "usage").equals(search(CASES, "RPA", ["usage"]))


@pytest.mark.parametrize("query", ["議事録", "問合せ", "議事", "(RPA OR AI-OCR) 入力", "/.録/"])
def test_a_concordance_quotes_what_is_written(query: str) -> None:
    cases = read_table("ai_rpa_cases")
    texts = dict(zip(cases["case_id"], cases["usage"], strict=True))
    lines = concordance(cases, "usage", query, "case_id")
    assert len(lines)
    for line in lines.itertuples():
        assert f"{line.left}{line.keyword}{line.right}" in texts[line.case_id]
    assert not lines.duplicated(["case_id", "left", "keyword"]).any()


def test_a_spelling_variant_stands_as_it_is_written() -> None:
    lines = concordance(CASES, "procedure", "議事録", "case_id")
    assert lines.to_numpy().tolist() == [["3", "", "会議録", ""]]
    half = concordance(CASES, "usage", "RPAで", "case_id")
    assert half["keyword"].tolist() == ["ＲＰＡで"]


@given(st.text("会議録事テープおこし起ｶﾞが①ＲＰＡRPA ", max_size=12))
def test_a_text_is_searched_as_it_is_normalised_and_every_character_has_its_place(
    text: str,
) -> None:
    read = words().aligned(text)
    assert read.text == words().normalise(text)
    assert len(read.text) == len(read.starts) == len(read.ends)
    assert all(a < b for a, b in zip(read.starts, read.ends, strict=True))
    assert list(read.starts) == sorted(read.starts)


def test_a_codebook_finds_by_a_query_what_a_search_finds(book: Path) -> None:
    query = "議事録 AND (音声 OR 録音)"
    text = BOOK.replace("通勤手当 AND (認定 OR 確認) NOT 旅費", query)
    book.write_text(text, encoding="utf-8")
    cases = read_table("ai_rpa_cases")
    found = apply(load_codebook(str(book)), cases.to_dict("records"))
    coded_cases = {row["case_id"] for row in found if row["topic"] == "commuting"}
    assert coded_cases == set(cases[search(cases, query)]["case_id"])


def test_a_concordance_of_a_query_shows_its_words_where_it_holds() -> None:
    lines = concordance(CASES, "usage", "/RPA|旅費/ NOT 入力", "case_id", width=2)
    assert lines.to_numpy().tolist() == [["2", "定と", "旅費", ""], ["4", "", "ＲＰＡ", ""]]
    one = concordance(CASES, "procedure", "通勤手当 AND 認定", "case_id", width=0)
    assert one.to_numpy().tolist() == [["1", "", "通勤手当", ""], ["1", "", "認定", ""]]


def test_a_concordance_of_all_rows_of_a_search_is_that_of_the_term() -> None:
    cases = read_table("ai_rpa_cases")
    term = concordance(cases, "usage", "申請書", "case_id")
    query = concordance(cases, "usage", "(申請書 AND 入力) OR (申請書 NOT 入力)", "case_id")
    kept = query[query["keyword"] == "申請書"].reset_index(drop=True)
    pd.testing.assert_frame_equal(term, kept)
    assert set(term["case_id"]) == set(cases.loc[search(cases, "申請書", ["usage"]), "case_id"])


BOOK = """
id = "case_id"
column = "topic"
searched = ["procedure", "usage"]

[[codes]]
code = "commuting"
label = "通勤手当の認定"
label_en = "Commuting allowance"
definition = "通勤手当を認定する。"
definition_en = "Grants the allowance."
query = "通勤手当 AND (認定 OR 確認) NOT 旅費"

[[codes]]
code = "robot"
label = "RPA"
label_en = "RPA"
definition = "RPAを使う。"
definition_en = "Uses RPA."
any = ['シナリオ']
query = "near(RPA, 入力 OR 登録, 3)"
none = ['試行']

[[codes]]
code = "other"
label = "その他"
label_en = "Other"
definition = "その他。"
definition_en = "Other."
fallback = true
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.toml"
    path.write_text(BOOK, encoding="utf-8")
    return path


def row(procedure: str, usage: str = "") -> dict[str, str]:
    return {"case_id": "x", "procedure": procedure, "usage": usage}


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (row("通勤手当", "認定"), [Coded("commuting", ("通勤手当", "認定"))]),
        (row("通勤手当", "認定と旅費"), [Coded("other", ())]),
        (row("ＲＰＡで登録"), [Coded("robot", ("ＲＰＡ", "登録"))]),
        (row("ＲＰＡで登録", "シナリオ"), [Coded("robot", ("ＲＰＡ", "登録", "シナリオ"))]),
        (row("シナリオ"), [Coded("robot", ("シナリオ",))]),
        (row("RPA", "入力"), [Coded("other", ())]),  # near each other only in one text
        (row("RPAで入力の試行"), [Coded("other", ())]),
        (row(""), []),
    ],
)
def test_a_codebook_can_ask_by_queries(
    book: Path, case: dict[str, str], expected: list[Coded]
) -> None:
    [(_, codes)] = coded(load_codebook(str(book)), [case])
    assert codes == expected


def test_a_ranked_codebook_can_ask_by_queries(book: Path) -> None:
    book.write_text(BOOK.replace("[[codes]]", "ranked = true\n\n[[codes]]", 1), encoding="utf-8")
    ranked = load_codebook(str(book))
    for case, expected in [
        (row("通勤手当の認定、RPAで入力"), ["commuting", "robot"]),
        (row("通勤手当", "RPAで入力。通勤手当の確認"), ["commuting", "robot"]),
        (row("RPAで入力", "通勤手当の確認"), ["robot"]),
        (row("通勤手当", "認定"), ["other"]),  # a column decides by itself
    ]:
        [(_, codes)] = coded(ranked, [case])
        assert [found.code for found in codes] == expected


def test_texts_are_coded_by_a_codebook_with_queries(book: Path) -> None:
    frame = code(["通勤手当の認定", "ﾃｽﾄ"], str(book))
    assert frame["code"].tolist() == ["commuting", "other"]
    assert frame["evidence"].tolist() == ["通勤手当;認定", ""]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (" NOT 旅費", " NOT", "at codes.0.query: it ends too early"),
        ("(認定 OR 確認) ", "(認定 OR) ", "at codes.0.query: at character 16 stands \\), where"),
        ("通勤手当 AND (認定 OR 確認) ", "", "NOT 旅費 also holds where nothing is said; name a word"),
        ("fallback = true", 'fallback = true\nquery = "A"', "it needs patterns"),
        ('query = "通勤手当', 'query = 3 # "', "the codebook has a mistake at codes.0.query"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_query_of_a_codebook_is_told_in_a_sentence(
    book: Path, old: str, new: str, told: str
) -> None:
    book.write_text(BOOK.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=rf"book\.toml: error: .*{told}"):
        load_codebook(str(book))
