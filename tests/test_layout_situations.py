"""Each way in which the printed page confuses cells, on lines of the document itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from survey.reading.clean_rows import Value
from survey.reading.parse import Parsed

AI, SYSTEMS, ROLES, BODIES = "ai_rpa_cases", "shared_systems", "digital_roles", "organizations"


def row(parsed: Parsed, table: str, number: int) -> Mapping[str, Value]:
    return next(row for row in parsed.rows[table] if row["row_number"] == number)


def test_number_and_name_share_a_line_when_the_name_has_one(
    read_excerpt: Callable[[str], Parsed],
) -> None:
    first = row(read_excerpt("number_beside_name"), AI, 1)
    assert first["case_id"] == "nga2020-ai-001"
    assert first["procedure"] == "会議録等作成システム"
    assert str(first["usage"]).startswith("会議で録音した音声データを音声変換システムで自動的に")
    assert (first["adoption_status_code"], first["adoption_status"]) == (1, "導入済")
    assert (first["shareability_code"], first["shareability"]) == (3, "共同利用不可")
    assert (first["prefecture_code"], first["prefecture"]) == ("01", "北海道")


def test_wrapped_lines_are_joined_with_nothing(read_excerpt: Callable[[str], Parsed]) -> None:
    first = row(read_excerpt("number_beside_name"), AI, 1)
    assert first["shareability_note"] == (
        "専用回線を使用しているため、そのまま共同利用することは困難だが、"
        "LGWAN-ASPを利用することが出来れば可能となる。"
    )


def test_name_and_usage_of_one_line_each_share_it(read_excerpt: Callable[[str], Parsed]) -> None:
    third = row(read_excerpt("number_beside_name"), AI, 3)
    assert third["procedure"] == "会議録作成支援事務"
    assert third["usage"] == "会議等の音声データをAIによってテキスト化"
    assert third["shareability_note"] == "クラウドサービスを利用"


def test_number_stands_above_a_name_of_two_lines(read_excerpt: Callable[[str], Parsed]) -> None:
    tall = row(read_excerpt("number_above_tall_name"), AI, 29)
    assert tall["procedure"] == "給与基本資料，給与計算，旅行命令登録などシステム入力処理"
    assert str(tall["usage"]).endswith("反復継続するシステム入力処理をRPAにより自動化")


def test_a_whole_row_on_one_line(read_excerpt: Callable[[str], Parsed]) -> None:
    only = row(read_excerpt("everything_on_one_line"), AI, 278)
    assert only["procedure"] == "地方公共団体の官公需契約実績額等の調査業務"
    assert only["usage"] == "RPAにより県財務システムデータから、官公需調査の対象案件を自動抽出"
    assert (only["adoption_status"], only["shareability"]) == ("実証予定", "その他")
    assert only["shareability_note"] == "当該業務が必要な案件が他に見当たらない"


def test_a_number_beside_the_name_leaves_the_next_line_to_the_usage(
    read_excerpt: Callable[[str], Parsed],
) -> None:
    parsed = read_excerpt("technology_in_name_or_usage")
    assert row(parsed, AI, 188)["procedure"] == "歳出予算令達書の配信"
    assert row(parsed, AI, 188)["usage"] == "RPA 県立学校69校に対し、歳出予算令達書を配信"


def test_bullets_begin_after_one_space(read_excerpt: Callable[[str], Parsed]) -> None:
    listed = row(read_excerpt("technology_in_name_or_usage"), AI, 186)
    assert listed["procedure"] == (
        "・講師等の年末調整業務 ・講師等の旅費経路の算定、支出負担行為入力業務 "
        "・補助金等支出負担行為入力業務 ・予算執行計画、予算配付・令達の入力業務"
    )


def test_a_note_can_be_missing(read_excerpt: Callable[[str], Parsed]) -> None:
    parsed = read_excerpt("no_note")
    assert row(parsed, AI, 16)["shareability_note"] == ""
    assert row(parsed, AI, 16)["prefecture"] == "和歌山県"
    assert row(parsed, AI, 17)["shareability_note"] == "市販製品であり、市町村も利用可能"


@pytest.mark.parametrize(
    ("excerpt", "numbers"),
    [
        ("page_break_with_titles", [11, 12]),
        ("page_number_and_list", [50, 51]),
        ("page_break_before_number", [88, 89]),
    ],
)
def test_what_belongs_to_the_page_is_left_out(
    read_excerpt: Callable[[str], Parsed], excerpt: str, numbers: list[int]
) -> None:
    parsed = read_excerpt(excerpt)
    assert [row["row_number"] for row in parsed.rows[AI]] == numbers
    text = "".join(str(value) for row in parsed.rows[AI] for value in row.values())
    assert "手続・事務の名称" not in text
    assert "チャットボット等" not in text
    assert not [problem for problem in parsed.problems if "belongs to no row" in problem.found]


def test_a_numbered_list_stays_in_its_cell(read_excerpt: Callable[[str], Parsed]) -> None:
    listed = row(read_excerpt("page_number_and_list"), AI, 51)
    assert listed["procedure"] == "RPAの導入"
    assert "[選定予定業務] 1精神障害者保健福祉手帳交付業務 2非常勤講師の報酬支払" in str(
        listed["usage"]
    )
    assert str(listed["usage"]).endswith("10特殊旅費（移転料、扶養親族移転料）の確認及び支給業務")


def test_paragraphs_of_a_note_are_parted_by_one_space(
    read_excerpt: Callable[[str], Parsed],
) -> None:
    note = str(row(read_excerpt("long_note"), AI, 243)["shareability_note"])
    assert note.startswith(
        "AI-OCR 部分については、請求書のフォーマットが団体ごとに異なるので、そのまま"
    )
    assert "難しいと考える。 RPA 部分については、本県が利用している財務会計システムは" in note


def test_labels_wrap_like_other_text(read_excerpt: Callable[[str], Parsed]) -> None:
    system = row(read_excerpt("wrapped_label"), SYSTEMS, 7)
    assert (system["further_sharing_code"], system["further_sharing"]) == (
        1,
        "さらなる共同利用可能",
    )
    assert system["system_name"] == "埼玉県市町村電子申請サービス"
    assert system["work_handled"] == "県と市町村で、電子申請ASPサービスを共同利用するもの。"


def test_half_width_katakana_become_full_width(read_excerpt: Callable[[str], Parsed]) -> None:
    system = row(read_excerpt("half_width_katakana"), SYSTEMS, 123)
    assert system["system_name"] == ("インターネット系仮想基盤環境システム（仮想ブラウザシステム）")
    assert str(system["work_handled"]).startswith(
        "仮想化システムによる ・LGWAN系からのインターネット閲覧"
    )


def test_a_dash_is_an_empty_cell(read_excerpt: Callable[[str], Parsed]) -> None:
    role = row(read_excerpt("dash_for_empty"), ROLES, 13)
    assert (role["role_title"], role["expertise"]) == ("", "")
    assert (role["recruitment"], role["employment"]) == ("その他", "常勤")
    assert str(role["duties"]).startswith("SE、AIエンジニアを条件とする採用等は実施していないが")


def test_circled_digits_inside_a_cell_are_no_labels(read_excerpt: Callable[[str], Parsed]) -> None:
    role = row(read_excerpt("circled_digits_in_cell"), ROLES, 14)
    duties = str(role["duties"])
    assert duties.startswith("①情報システム最適化推進業務 ・奈良県の「第三次情報システム最適化計画")
    assert "②県内市町村の情報システム最適化への支援" in duties
    assert role["adoption_status"] == "導入済"


def test_hanging_indents_belong_to_their_item(read_excerpt: Callable[[str], Parsed]) -> None:
    duties = str(row(read_excerpt("circled_digits_in_cell"), ROLES, 14)["duties"])
    assert "（平成31年度～令和5年度）」の策定及び実行" in duties
    assert "プロジェクトマネジメント能力向上等の人材育成支援" in duties


def test_a_blank_line_inside_a_cell_is_told_by_the_width_of_the_column(
    read_excerpt: Callable[[str], Parsed],
) -> None:
    parsed = read_excerpt("blank_line_in_cell")
    role = row(parsed, ROLES, 24)
    assert str(role["expertise"]).endswith("・行政機関 システム課主幹（CIO補佐官）")
    assert str(role["duties"]).startswith("ICT に関する最新の知見とスキル等を生かし")
    assert "does not follow the printed layout" in warnings(parsed)


def test_three_texts_on_one_line_are_parted_at_the_spaces(
    read_excerpt: Callable[[str], Parsed],
) -> None:
    parsed = read_excerpt("three_texts_on_one_line")
    assert cells(parsed, 2) == [
        "ふるさと振興部科学・情報政策室",
        "担当4名",
        "科学技術の振興、地域情報化の推進等",
    ]
    assert cells(parsed, 3) == [
        "デジタルイノベーション戦略室",
        "専任7名、兼務1名",
        "県内産業のデジタルイノベーションの導入の促進、ICT関連産業の振興",
    ]


def test_three_texts_of_several_lines_are_parted_by_blank_lines(
    read_excerpt: Callable[[str], Parsed],
) -> None:
    name, outline, duties = cells(read_excerpt("three_tall_texts"), 12)
    assert name == "スマートシティ戦略部デジタル行政推進課"
    assert outline == "企画調整グループ 7名 市町村連携グループ9名 課長1名 合計17名"
    assert duties.startswith("・行政の情報化の推進に関すること（他課分掌のものを除く）。 ・庁内の")


def test_a_short_text_directly_above_a_tall_one_is_told_by_the_width(
    read_excerpt: Callable[[str], Parsed],
) -> None:
    parsed = read_excerpt("short_text_above_tall")
    name, outline, duties = cells(parsed, 18)
    assert (name, outline) == ("政策部情報政策課総務・IT推進グループ", "専任4人")
    assert duties.startswith("情報通信交流館（e―とぴあ・かがわ）において子ども向けのロボットや")
    assert warnings(parsed) == ""


def test_a_short_text_is_followed_by_a_blank_line_before_four_lines(
    read_excerpt: Callable[[str], Parsed],
) -> None:
    parsed = read_excerpt("two_texts_before_tall")
    assert cells(parsed, 66)[1] == "学識経験者等7名"
    assert cells(parsed, 67)[1] == "行政・民間団体等4名"
    assert cells(parsed, 67)[2].startswith("大学・研究機関、企業、観光連盟・DMO、行政等の多様な")


def test_a_label_split_by_a_blank_line_is_still_a_label(
    read_excerpt: Callable[[str], Parsed],
) -> None:
    parsed = read_excerpt("status_split_by_blank")
    assert row(parsed, BODIES, 57)["adoption_status"] == "導入済"
    assert cells(parsed, 57)[1:] == [
        "県、学識経験者、ICT関連事業者、市町村 等で構成",
        "岩手県ICT利活用推進計画の進捗状況の管理、施策に関する見直し等",
    ]
    assert "does not follow the printed layout" in warnings(parsed)


def test_a_text_beside_the_last_line_of_another_is_told_by_the_width(
    read_excerpt: Callable[[str], Parsed],
) -> None:
    parsed = read_excerpt("texts_sharing_a_wrapped_line")
    assert cells(parsed, 58) == [
        "岩手県イノベーション創出推進会議",
        "県、学識経験者、公的研究機関、公的産業支援機関 等で構成",
        "岩手県科学技術イノベーション指針に係る進捗状況の管理、検証、見直し等",
    ]
    assert "does not follow the printed layout" in warnings(parsed)


def cells(parsed: Parsed, number: int) -> list[str]:
    body = row(parsed, BODIES, number)
    return [str(body[name]) for name in ("organization_name", "outline", "duties")]


def warnings(parsed: Parsed) -> str:
    return "\n".join(str(p) for p in parsed.problems if p.severity == "warning")
