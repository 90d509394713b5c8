"""Codes for free text: what the codebooks make of real answers, and what holds for any codebook."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.analysis.text_columns import search
from survey.problems import BadInput
from survey.publishing.notebook_tables import labelled
from survey.tables.codebook import Codebook, load_codebook
from survey.tables.coded_rows import apply, coded, unanswered, uncovered
from survey.tables.frames import read_table
from survey.tables.schemas import table_schema
from survey.tables.tallies import tally


def technologies(procedure: str, usage: str, note: str = "") -> list[str]:
    row = {"case_id": "x", "procedure": procedure, "usage": usage, "shareability_note": note}
    return [coded["technology"] for coded in apply(load_codebook("technologies"), [row])]


def case(note: object, code: object = 3) -> dict[str, object]:
    return {"case_id": "x", "shareability_code": code, "shareability_note": note}


def reasons(note: str) -> list[str]:
    return [coded["reason"] for coded in apply(load_codebook("reasons"), [case(note)])]


@pytest.mark.parametrize(
    ("procedure", "usage", "expected"),
    [
        ("通勤手当支給事務", "通勤距離測定にRPAを活用", ["rpa"]),  # row 49
        ("研修アンケート集計", "AI-OCRを活用して、各種研修のアンケート結果を集計する。", ["ai_ocr"]),  # 93
        ("介護サービス事故報告", "紙の報告書をAI-OCRにより電子化し、RPAでエクセルに入力", ["rpa", "ai_ocr"]),  # 237
        ("職員からの問い合わせ対応", "職員からの問い合わせをAI・FAQシステムで自動化", ["chatbot"]),  # 162
        ("議事録作成", "会議等を録音し、AIによる音声認識技術により電子化", ["speech_to_text"]),  # 13
        ("県税事務所窓口支援事務", "日本語と外国語の音声認識、自動翻訳、テキスト出力を行い", ["speech_to_text", "translation"]),  # 103
        ("AIを活用した公園のモニタリングの強化", "AIカメラ等の設置を検討する。", ["image_recognition"]),  # 300
        ("児童虐待対応支援システム", "AIが過去事例を分析し、職員の判断を補助する。", ["prediction"]),  # 242
        ("情報発信事務", "県ホームページの記事をAIが要約し、自動ツイートする", ["text_analysis"]),  # 351
        ("実績確認", "エクセルのマクロを活用し、金額確認を簡素化", ["macro"]),  # 247
    ],
)  # fmt: skip
def test_a_case_has_every_technology_that_its_answer_names(
    procedure: str, usage: str, expected: list[str]
) -> None:
    assert technologies(procedure, usage) == expected


def test_a_scenario_in_the_note_means_rpa() -> None:
    usage = "国HP等から資料を収集し、集計データを作成"  # row 277
    assert technologies("経済・雇用情勢の調査", usage) == ["not_named"]
    assert technologies("経済・雇用情勢の調査", usage, "(シナリオの提供は可能)") == ["rpa"]


def test_a_picture_that_rpa_saves_is_not_recognised() -> None:
    usage = "経路の画像をキャプチャし、総括表を作成する作業をRPAで自動化"  # row 87
    assert technologies("通勤手当審査業務", usage) == ["rpa"]


def test_wording_checked_by_rpa_is_not_text_analysis() -> None:
    usage = "用語集と比較し、用例と合わない単語をRPAで網掛けにする"  # row 77
    assert technologies("文書の表記のゆれ等の確認作業", usage) == ["rpa"]


NOTE = "導入予定のAI-OCR,RPAソフトウェアは県庁LAN内での利用を想定しているため。"  # 271, 283, 292


def test_a_note_tells_of_ai_ocr_only_where_nothing_else_names_a_technology() -> None:
    entry = "専用システムへの単純入力作業をRPAによって自動化"  # row 292
    assert technologies("鳥獣捕獲実績の集計業務", entry, NOTE) == ["rpa"]
    assert technologies("鳥獣捕獲実績の集計業務", "紙の報告の入力", "AI-OCRの契約のため") == [
        "ai_ocr"
    ]
    assert technologies("鳥獣捕獲実績の集計業務", "紙の報告の入力", NOTE) == ["rpa"]
    coded = read_table("case_technologies").groupby("case_id")["technology"].agg(list)
    assert [coded[f"nga2020-ai-{row}"] for row in (271, 283, 292)] == [["rpa"]] * 3


def test_letters_inside_a_latin_word_name_no_technology() -> None:
    assert technologies("e-democracyの推進", "carparkの予約") == ["not_named"]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("県独自で開発したシステムであるため", ["own_system"]),
        ("本県の総務事務システムに特化しているため。", ["own_system"]),
        ("大阪府独自の事務手続きの自動化のため", ["own_workflow"]),
        ("端末で実施するAI・RPA", ["environment"]),
        (
            "デスクトップ型RPAであり、独自のシナリオ内容であるため。",
            ["own_workflow", "environment"],
        ),
        ("使用する様式・システムが、県・市町村で異なるため", ["own_system", "forms_differ"]),
        ("クラウド版をライセンス契約しているため", ["external_service", "licence"]),
        ("国が準備したシステムを使用", ["public_system"]),
        ("システムの利用無し", ["no_system"]),
        ("共同利用することを想定していない", ["not_envisaged"]),
        ("利用拡大に向けて検討中。", ["trial_stage"]),
        ("県、市町村が共同利用できるFAQがないため", ["content_differs"]),
    ],
)
def test_a_note_has_every_reason_that_it_gives(note: str, expected: list[str]) -> None:
    assert reasons(note) == expected


def test_what_would_make_sharing_possible_is_no_reason() -> None:
    note = (
        "専用回線を使用しているため、そのまま共同利用することは困難だが、"
        "LGWAN-ASPを利用することが出来れば可能となる。"
    )
    assert reasons(note) == ["environment"]


def test_sharing_that_others_have_not_prepared_is_not_sharing_not_envisaged() -> None:
    note = "共同利用を想定した他自治体の業務フロー調査や業務標準化には取り組んでいないため。"
    assert reasons(note) == ["own_workflow"]


def test_only_cases_that_cannot_be_shared_have_reasons() -> None:
    note = "県独自で開発したシステムであるため"
    codebook = load_codebook("reasons")
    assert apply(codebook, [case(note, 4)]) == []
    assert apply(codebook, [case(note, "3")]) == apply(codebook, [case(note, 3)]) != []


def test_every_case_has_a_technology() -> None:
    coded = read_table("case_technologies")
    assert set(coded["case_id"]) == set(read_table("ai_rpa_cases")["case_id"])


def test_a_case_that_names_no_technology_has_none_beside() -> None:
    coded = read_table("case_technologies")
    unnamed = coded[coded["technology"] == "not_named"]["case_id"]
    assert len(unnamed)
    assert not coded[coded["case_id"].isin(unnamed)]["case_id"].duplicated().any()


@pytest.mark.parametrize(
    ("table", "column", "codebook"),
    [
        ("case_technologies", "technology", "technologies"),
        ("shareability_reasons", "reason", "reasons"),
    ],
)
def test_coded_rows_stand_in_the_order_of_cases_and_codebook(
    table: str, column: str, codebook: str
) -> None:
    codes = [rule.code for rule in load_codebook(codebook).codes]
    rows = read_table(table)
    places = [
        (case, codes.index(code)) for case, code in zip(rows["case_id"], rows[column], strict=True)
    ]
    assert places == sorted(set(places))
    assert {place for _, place in places} == set(range(len(codes)))


def test_every_note_gives_a_known_reason_or_is_listed() -> None:
    codebook = load_codebook("reasons")
    cases = read_table("ai_rpa_cases").to_dict("records")
    refused = {row["case_id"] for row in cases if row["shareability_code"] == 3}
    coded = {row["case_id"] for row in apply(codebook, cases)}
    rest = uncovered(codebook, cases)
    assert len(refused) == 253
    assert unanswered(codebook, cases) == []
    assert [row["shareability_note"] for row in rest] == [
        "県において研修会を実施することとしている。",
        "発信情報や利用状況を一括で管理する必要があるため。",
    ]
    assert coded | {row["case_id"] for row in rest} == refused
    assert not coded & {row["case_id"] for row in rest}


@pytest.mark.parametrize("note", ["", " ", None, float("nan")])
def test_an_empty_note_is_counted_and_not_coded(note: object) -> None:
    codebook = load_codebook("reasons")
    assert unanswered(codebook, [case(note)]) == [case(note)]
    assert uncovered(codebook, [case(note)]) == apply(codebook, [case(note)]) == []


def test_the_data_package_defines_every_code() -> None:
    for table, name in [
        ("case_technologies", "technologies"),
        ("shareability_reasons", "reasons"),
        ("case_work", "work"),
    ]:
        field = table_schema(table)["fields"][1]
        rules = load_codebook(name).codes
        assert field["constraints"]["enum"] == [rule.code for rule in rules]
        assert [entry["label"] for entry in field["categories"]] == [r.label for r in rules]
        assert all(entry["definition"].endswith("。") for entry in field["categories"])


def test_a_case_can_have_several_rows_of_codes() -> None:
    field = table_schema("case_technologies")["fields"][0]
    assert "unique" not in field["constraints"]
    assert table_schema("ai_rpa_cases")["fields"][0]["constraints"]["unique"]


def work(procedure: str, usage: str = "") -> list[str]:
    row = {"case_id": "x", "procedure": procedure, "usage": usage}
    return [found["work"] for found in apply(load_codebook("work"), [row])]


def evidence(procedure: str, usage: str = "") -> list[tuple[str, ...]]:
    row = {"case_id": "x", "procedure": procedure, "usage": usage}
    return [found.evidence for _, codes in coded(load_codebook("work"), [row]) for found in codes]


@pytest.mark.parametrize(
    ("procedure", "usage", "expected"),
    [
        # The name decides before the usage, whatever stands there.
        ("通勤手当支給事務", "アンケートを集計し、予算を令達する。", ["commuting_travel"]),
        ("業務の効率化", "アンケートを集計する。", ["statistics_survey"]),
        # Of words that lie in each other the longest stands.
        ("個人事業税課税業務", "", ["tax"]),  # not 人事
        ("ふるさと納税申込書の入力", "", ["application_intake"]),  # not 納税
        ("新型コロナウイルス感染症協力金", "", ["application_intake"]),
        ("新型コロナウイルス感染症対応", "", ["other"]),  # not ウイルス対策 of terminals
        # How people are answered comes before what they ask about, which is the second code.
        ("自動車税の問合せ対応", "", ["inquiry", "tax"]),
        ("税に関するチャットボット", "", ["inquiry", "tax"]),
        ("アンケート調査と申請書の入力", "", ["statistics_survey", "application_intake"]),
        # The second code comes from the column that decided, and no third is told.
        ("通勤手当と給与と税の照会", "", ["commuting_travel", "hr_payroll"]),
        # Weak words count only where no column has others.
        ("資料の集計", "", ["statistics_survey"]),
        ("資料の集計", "予算の令達", ["finance"]),
        ("資料の転記", "通知を送付する。", ["statistics_survey"]),
        ("", "通知を送付する。", ["documents_comms"]),
        # What no rule settles is other; what says nothing is nothing.
        ("あいうえお", "かきくけこ", ["other"]),
        ("", " 　", []),
    ],
)
def test_the_first_column_with_a_word_decides_the_kind_of_work(
    procedure: str, usage: str, expected: list[str]
) -> None:
    assert work(procedure, usage) == expected


def test_a_new_virus_is_no_virus_of_a_terminal() -> None:
    for virus in ("新型コロナウイルス", "新型コロナウィルス"):
        assert "it_operations" not in work(f"{virus}感染症対応", f"{virus}対策の管理")
    assert work("ウイルス対策") == ["it_operations"]


@pytest.mark.parametrize(
    ("procedure", "expected"),
    [
        ("個人事業税課税業務", [("個人事業税", "課税")]),
        ("ＦＡＱの作成", [("ＦＡＱ",)]),
        ("ｱﾝｹｰﾄの集計とﾁｬｯﾄﾎﾞｯﾄ", [("ﾁｬｯﾄﾎﾞｯﾄ",), ("ｱﾝｹｰﾄ",)]),
        ("アンケートとアンケート", [("アンケート",)]),
        ("\u30a2\u30f3\u30b1\u30fc\u30c8\u306e\u30a4\u3099", [("アンケート",)]),
        ("㈱の問合せ", [("問合せ",)]),  # a character that becomes several
        ("あいうえお", [()]),  # what no rule settles has no evidence
        ("", []),
    ],
)
def test_evidence_is_told_as_printed(procedure: str, expected: list[tuple[str, ...]]) -> None:
    assert evidence(procedure) == expected


def test_evidence_of_a_technology_is_told_as_printed() -> None:
    row = {"case_id": "x", "procedure": "", "usage": "ＲＰＡとﾁｬｯﾄﾎﾞｯﾄ", "shareability_note": ""}
    ((_, codes),) = coded(load_codebook("technologies"), [row])
    assert {found.code: found.evidence for found in codes} == {
        "rpa": ("ＲＰＡ",),
        "chatbot": ("ﾁｬｯﾄﾎﾞｯﾄ",),
    }


def test_every_case_has_one_kind_of_work_told_by_words_that_stand_in_it() -> None:
    cases, kinds = read_table("ai_rpa_cases"), read_table("case_work")
    assert kinds["case_id"].tolist() == cases["case_id"].tolist()
    codes = {rule.code for rule in load_codebook("work").codes}
    assert set(kinds["work"]) | set(kinds["second_work"].dropna()) <= codes
    assert (kinds["evidence"].isna() == (kinds["work"] == "other")).all()
    assert not (kinds["work"] == kinds["second_work"]).any()
    told = cases.merge(kinds, on="case_id")[["procedure", "usage", "evidence"]].dropna()
    for procedure, usage, words in told.itertuples(index=False):
        text = procedure if words.split(";")[0] in procedure else usage
        assert all(word in text for word in words.split(";"))


MINE = """
id = "organization_id"
column = "topic"
searched = ["outline", "duties"]
where = { organization_type = "庁内横断的な体制" }

[[codes]]
code = "smart_city"
label = "スマートシティ"
label_en = "Smart city"
definition = "スマートシティに取り組む。"
definition_en = "Works on smart cities."
any = ['スマート']
none = ['スマート農業']

[[codes]]
code = "lead"
label = "知事等"
label_en = "Led by the governor"
definition = "知事が長を務める。"
definition_en = "The governor presides."
searched = ["outline"]
any = ['知事', 'governor']

[[codes]]
code = "other"
label = "その他"
label_en = "Other"
definition = "その他。"
definition_en = "Other."
fallback = true
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(MINE, encoding="utf-8")
    return path


def body(outline: object, duties: object, kind: str = "庁内横断的な体制") -> dict[str, object]:
    return {
        "organization_id": "o",
        "organization_type": kind,
        "outline": outline,
        "duties": duties,
    }


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (body("知事ほか", "スマートシティの推進"), ["smart_city", "lead"]),
        (body("ＧＯＶＥＲＮＯＲほか", "行政改革"), ["lead"]),
        (body("部局長", "知事への報告"), ["other"]),
        (body("部局長", "スマート農業の推進"), ["other"]),
        (body("知事ほか", "推進", "組織（部・課・室等）"), []),
        (body("", None), []),
    ],
)
def test_a_codebook_of_ones_own_codes_any_table(
    mine: Path, row: Mapping[str, object], expected: list[str]
) -> None:
    coded = apply(load_codebook(str(mine)), [row])
    assert [(one["organization_id"], one["topic"]) for one in coded] == [("o", c) for c in expected]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "organization_id"\n', "", "at id: Field required"),
        ('label = "スマートシティ"\n', "", "at codes.0.label: Field required"),
        ('label = "知事等"', "label = 3", "at codes.1.label: Input should be a valid string"),
        ("where = {", "where = 3 # {", "the codebook has a mistake"),
        ("none =", "nothing =", "at codes.0.nothing: Unexpected keyword"),
        ("any = ['スマート']", "any = 'スマート'", "at codes.0.any: Input should be a valid tuple"),
        ("any = ['スマート']", "any = ['(スマート']", "is not a regular expression"),
        ("any = ['スマート']", "any = ['ＡＩ']", "the pattern ＡＩ must be in NFKC, AI"),
        ("fallback = true", "", "it needs patterns"),
        ('code = "lead"', 'code = "other"', "it has the code other more than once"),
        ("[[codes]]", "[[codes", "the codebook has a mistake"),
        (
            "any = ['スマート']",
            "any = ['スマート']\nweak = ['都市']",
            r"only a ranked codebook \(ranked = true\) can have weak words",
        ),
    ],
)
def test_a_mistake_in_a_codebook_is_told_in_a_sentence(
    mine: Path, old: str, new: str, told: str
) -> None:
    mine.write_text(MINE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=rf"mine\.toml: error: .*{told}"):
        load_codebook(str(mine))


def test_a_ranked_codebook_of_ones_own_can_have_weak_words(mine: Path) -> None:
    ranked = MINE.replace("where =", "ranked = true\nwhere =")
    ranked = ranked.replace("none = ['スマート農業']", "weak = ['都市']")
    mine.write_text(ranked, encoding="utf-8")
    for row, expected in [
        (body("知事ほか", "スマートシティの推進"), ["lead"]),
        (body("部局長", "都市の計画"), ["smart_city"]),
        (body("都市の知事", ""), ["lead"]),
    ]:
        found = apply(load_codebook(str(mine)), [row])
        assert [coded["topic"] for coded in found] == expected


def test_a_codebook_that_does_not_exist_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="the codebook cannot be read"):
        load_codebook(str(tmp_path / "nothing.toml"))
    with pytest.raises(
        BadInput, match=r"wrk: error: .* expected .*work or a \.toml file.*you mean work"
    ):
        load_codebook("wrk")


def test_all_keys_that_a_codebook_lacks_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('id = "case_id"\n[[codes]]\ncode = "tax"\n', "utf-8")
    told = (
        "at column: Field required, at searched: Field required, at codes.0.label: Field required"
    )
    with pytest.raises(BadInput, match=told):
        load_codebook(str(tmp_path / "mine.toml"))


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    """The codebook that the help of `load_codebook` shows."""
    shown = inspect.getdoc(load_codebook) or ""
    (tmp_path / "topics.toml").write_text(
        textwrap.dedent(shown.partition("::\n")[2].partition("`topics")[0]), "utf-8"
    )
    return tmp_path / "topics.toml"


def test_the_codebook_in_the_help_can_be_used_and_its_labels_reach_counts(topics: Path) -> None:
    cases = read_table("ai_rpa_cases")
    coded = cases.merge(pd.DataFrame(apply(str(topics), cases)))
    counts = tally(coded, "topic").set_index("topic_code")
    assert set(counts["topic"]) == {"議事録", "税", "その他"}
    assert counts.loc["minutes", "topic_en"] == "Minutes"
    assert counts.loc["tax", "topic_en"] == "税", "no English label"
    assert counts.loc["minutes", "count"] == search(cases, "議事録 AND (音声 OR 録音)").sum() > 0
    assert set(labelled(coded, "topic")["topic"]) == set(counts["topic"])


def test_a_codebook_of_the_package_can_be_named_and_a_frame_be_coded() -> None:
    cases = read_table("ai_rpa_cases").head(20)
    book, rows = load_codebook("technologies"), cases.to_dict("records")
    assert apply("technologies", cases) == apply(book, rows)
    assert uncovered("reasons", cases) == uncovered(load_codebook("reasons"), rows)


def test_rows_without_a_searched_column_are_said_so() -> None:
    with pytest.raises(BadInput, match="the rows have no column procedure, usage"):
        apply(load_codebook("technologies"), [case("")])


TEXTS = st.lists(
    st.sampled_from(
        ["RPA", "ＡＩ－ＯＣＲ", "個人事業税", "ｱﾝｹｰﾄ", "問合せ", "集計", "シナリオ", "独自のシステム", "端末", "業務", "を", "様式が異なる", "。", " "]
    ),
    max_size=8,
).map("".join)  # fmt: skip
CASES = st.builds(
    lambda code, *texts: dict(
        zip(("procedure", "usage", "shareability_note"), texts, strict=True),
        case_id="x",
        shareability_code=code,
    ),
    st.integers(1, 4), TEXTS, TEXTS, TEXTS,
)  # fmt: skip
CODEBOOKS = st.sampled_from([load_codebook(n) for n in ("technologies", "reasons", "work")])


@given(CODEBOOKS, CASES)
def test_a_row_is_coded_or_uncovered_or_unanswered_or_not_asked(
    codebook: Codebook, row: Mapping[str, Any]
) -> None:
    asked = all(row[column] == value for column, value in codebook.where.items())
    ways = [
        bool(found)
        for found in (
            apply(codebook, [row]),
            uncovered(codebook, [row]),
            unanswered(codebook, [row]),
        )
    ]
    assert sum(ways) == asked


@given(CODEBOOKS, CASES)
def test_evidence_stands_in_the_row_as_printed(codebook: Codebook, row: Mapping[str, Any]) -> None:
    searched = [str(row[column]) for column in ("procedure", "usage", "shareability_note")]
    for _, codes in coded(codebook, [row]):
        for found in codes:
            assert all(any(word in text for text in searched) for word in found.evidence)
            assert bool(found.evidence) != (found.code in ("other", "not_named"))


@given(CASES)
def test_a_ranked_codebook_gives_one_code_and_at_most_a_second(row: Mapping[str, Any]) -> None:
    codes = [found["work"] for found in apply(load_codebook("work"), [row])]
    assert len(codes) == len(set(codes)) <= 2
    assert bool(codes) == bool(row["procedure"].strip() or row["usage"].strip())


@given(CODEBOOKS, st.lists(CASES, max_size=5))
def test_a_row_is_coded_alike_whatever_stands_beside_it(
    codebook: Codebook, rows: list[Mapping[str, Any]]
) -> None:
    alone = [coded for row in rows for coded in apply(codebook, [row])]
    assert apply(codebook, rows) == alone
