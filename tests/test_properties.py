"""What holds for any row, not only for those of 2020."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from printing import print_cell, print_table
from survey.documents.plain_text import Document
from survey.prefectures import prefectures
from survey.problems import errors
from survey.reading.layouts import Column, Layout, Table, load_layout
from survey.reading.parse import Parsed, parse
from survey.text import join_lines, squeeze, unify_width, width

LAYOUT = load_layout("nga2020")
TABLES = st.sampled_from(LAYOUT.tables)
# Japanese prose as the parser meets it: kanji, kana, punctuation and Latin words inside.
WORDS = st.sampled_from(
    ["情報", "県庁", "業務", "の", "を", "作成", "し", "、", "システム", "により", "自動化", "RPA",
     "AI-OCR", "通勤手当", "する", "市町村", "データ", "。", "（総務省）", "「試行」", "Ｗｅｂ", "ﾃﾞｰﾀ", "第2期"]
)  # fmt: skip

pytestmark = pytest.mark.slow


@st.composite
def texts(draw: DrawFn, column: Column) -> str:
    """A cell's text: prose or a list, of up to six lines of the column."""
    if column.optional and draw(st.booleans()):
        return ""
    if draw(st.booleans()):
        items = draw(st.lists(st.lists(WORDS, min_size=2, max_size=12), min_size=2, max_size=4))
        return "\n".join("・" + "".join(words) for words in items)
    text = "情報" + "".join(draw(st.lists(WORDS, max_size=40)))
    while width(text) > 6 * column.width:
        text = text[: len(text) // 2]
    return text


@st.composite
def rows(draw: DrawFn, table: Table) -> dict[str, str]:
    row = {}
    for column in table.columns:
        if column.kind == "text":
            row[column.name] = draw(texts(column))
        elif column.codes is not None:
            row[column.name] = draw(st.sampled_from(column.codes.codes)).printed
        elif column.kind == "prefecture":
            row[column.name] = draw(st.sampled_from(prefectures())).prefecture
    return row


@st.composite
def tables(draw: DrawFn) -> tuple[Table, list[dict[str, str]]]:
    table = draw(TABLES)
    found = draw(st.lists(rows(table), min_size=2, max_size=5))
    return table, sorted(found, key=lambda row: PREFECTURE_ORDER[row["prefecture"]])


PREFECTURE_ORDER = {p.prefecture: p.prefecture_code for p in prefectures()}


def read(table: Table, lines: list[str]) -> Parsed:
    layout = Layout(LAYOUT.survey, LAYOUT.document, LAYOUT.title, (table,), LAYOUT.code_lists)
    return parse(Document("printed.txt", tuple(lines)), layout, ())


def printed(table: Table, found: list[dict[str, str]]) -> list[str]:
    return print_table(table, [(table.levels[0].labels[0], found)])


@given(tables())
@settings(max_examples=150)
def test_any_row_written_in_the_printed_layout_is_read_back(
    drawn: tuple[Table, list[dict[str, str]]],
) -> None:
    table, found = drawn
    parsed = read(table, printed(table, found))
    # Drawn by chance, and rightly told; a text that is cut to its length can lose a bracket.
    expected = ("same as row", "stands twice", "brackets of")
    assert [p for p in parsed.problems if not any(text in p.found for text in expected)] == []
    for row, back in zip(found, parsed.rows[table.name], strict=True):
        for column in table.columns:
            if column.kind == "text":
                assert squeeze(str(back[column.name])) == squeeze(row[column.name])
            elif column.codes is not None:
                assert back[column.name] == column.codes.by_print[squeeze(row[column.name])].label
        assert back["prefecture"] == row["prefecture"]


@given(tables(), st.data())
@settings(max_examples=150)
def test_deleting_a_number_a_label_or_a_prefecture_never_passes_unnoticed(
    drawn: tuple[Table, list[dict[str, str]]], data: Any
) -> None:
    table, found = drawn
    lines = printed(table, found)
    parts = {p.prefecture for p in prefectures()}
    labels = {
        part
        for column in table.columns
        if column.codes is not None
        for row in found
        for part in print_cell(row[column.name], column)
    }

    def matters(line: str) -> bool:
        words = line.split(" ")
        return bool(words[0].isdigit() or words[-1] in parts or labels & set(words))

    candidates = [index for index, line in enumerate(lines) if index > 3 and matters(line)]
    index = data.draw(st.sampled_from(candidates))
    assert errors(read(table, lines[:index] + lines[index + 1 :]).problems)


@given(tables(), st.data())
@settings(max_examples=100)
def test_the_rows_that_are_not_damaged_are_kept(
    drawn: tuple[Table, list[dict[str, str]]], data: Any
) -> None:
    table, found = drawn
    lines = printed(table, found)
    before = read(table, lines).rows[table.name]
    index = data.draw(st.integers(6, len(lines) - 1))
    after = read(table, lines[:index] + lines[index + 1 :]).rows[table.name]
    places = ("line_start", "line_end")
    kept = [{k: v for k, v in row.items() if k not in places} for row in after]
    intact = [
        {k: v for k, v in row.items() if k not in places}
        for row in before
        if not int(row["line_start"]) <= index + 1 <= int(row["line_end"]) + 2
    ]
    assert all(row in kept for row in intact)


@given(st.text("あ漢ーABab12ａｂ９ｶﾞﾊﾟ、。・（） 　", max_size=60))
def test_unifying_the_width_keeps_the_wording(text: str) -> None:
    assert squeeze(unify_width(text)) == squeeze(text)
    assert unify_width(unify_width(text)) == unify_width(text)


@given(st.lists(st.text("あ漢ーAB12ｶ、。・（） 　", min_size=1, max_size=30), max_size=6))
def test_joining_lines_loses_nothing_but_space(lines: list[str]) -> None:
    assert squeeze(join_lines(lines, 19.5)) == squeeze("".join(lines))


@pytest.mark.parametrize(
    ("lines", "column_width", "joined"),
    [
        # デジタル人材 1: the bracket takes half an em at the end of a line.
        (["職等としてマネジメント業務を経験", "（ICT関連企業出身）"], 18.5,
         "職等としてマネジメント業務を経験 （ICT関連企業出身）"),
        # 組織 40: the whole of the indented line had room above it.
        (["○施策の総合調整に関すること", "　　　　　　　　　　　　など"], 34.5,
         "○施策の総合調整に関すること など"),
        # 組織 32: the first item is a line of its own, the second goes on after a comma.
        (["【本　部】", "　本部長：知事、副本部長：副知事、", "　本部員：各部局長"], 24.5,
         "【本部】 本部長：知事、副本部長：副知事、本部員：各部局長"),
        # デジタル人材 18: what hangs below its item would not have fitted as a whole.
        (["・官民データの可視化やＡＩ分析等を実現するデータ連携基盤の", "　構築・運用"], 31.5,
         "・官民データの可視化やAI分析等を実現するデータ連携基盤の構築・運用"),
    ],
)  # fmt: skip
def test_a_break_that_means_something_becomes_one_space(
    lines: list[str], column_width: float, joined: str
) -> None:
    assert join_lines(lines, column_width) == joined


def test_a_full_line_ends_a_paragraph_where_an_erratum_says_so() -> None:
    lines = ["総務局総務部情報政策課", "課長補佐"]
    assert join_lines(lines, 11.5) == "総務局総務部情報政策課課長補佐"
    assert join_lines(lines, 11.5, ["課長補佐"]) == "総務局総務部情報政策課 課長補佐"
