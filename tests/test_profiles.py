"""One prefecture beside the others, on cases that can be counted by hand and on the real ones."""

from __future__ import annotations

import re
from functools import partial
from random import Random

import pandas as pd
import pytest

from agreement import hand_read, precision_of_candidates
from survey.analysis.case_mixes import FEW, comparable, lacking, mixes, nearest
from survey.analysis.profiles import profile
from survey.analysis.similar_cases import to_ask
from survey.prefectures import prefecture_named
from survey.problems import BadInput
from survey.publishing.notebook_tables import ALL, chooser, chosen, labelled, menus, options, table
from survey.tables.frames import read_table


@pytest.fixture(scope="module")
def cases() -> pd.DataFrame:
    return read_table("ai_rpa_cases").merge(read_table("case_work"))


@pytest.fixture
def made() -> pd.DataFrame:
    """東京都 has two kinds of work, 大阪府 one of them, 京都府 the other, 三重県 a single case."""
    rows = [
        ("13", "東京都", "tax", 3), ("13", "東京都", "finance", 3), ("27", "大阪府", "tax", 6),
        ("26", "京都府", "finance", 5), ("26", "京都府", "minutes", 5), ("24", "三重県", "tax", 1),
    ]  # fmt: skip
    columns = ["prefecture_code", "prefecture", "work"]
    return pd.DataFrame([row[:3] for row in rows for _ in range(row[3])], columns=columns)


def test_a_mix_is_the_share_of_each_kind_of_work(made: pd.DataFrame) -> None:
    shares = mixes(made)
    tokyo = shares.loc["東京都"]
    assert {k: v for k, v in tokyo.to_dict().items() if v} == {"会計・予算・契約": 0.5, "税務": 0.5}
    assert tokyo["会議録の作成"] == 0
    assert "北海道" not in shares.index


def test_the_nearest_share_most_of_their_mix(made: pd.DataFrame) -> None:
    found = nearest("三重県", made)
    assert found["prefecture"].tolist() == ["大阪府", "東京都", "京都府"]
    assert found["overlap"].tolist() == [1, 0.5, 0]
    assert found.loc[0, "common"] == "税務"


def test_the_five_nearest_are_named_with_the_three_kinds_they_have_most_in_common() -> None:
    kinds = ["tax", "finance", "minutes", "welfare_support"]
    names = ["東京都", "大阪府", "京都府", "三重県", "奈良県", "福岡県", "広島県"]
    codes = [13, 27, 26, 24, 29, 40, 34]
    rows = [
        (f"{code}", name, kind)
        for code, name in zip(codes, names, strict=True)
        for often, kind in enumerate(kinds, 1)
        for _ in range(often)
    ]
    made = pd.DataFrame(rows, columns=["prefecture_code", "prefecture", "work"])
    found = nearest("東京都", made)
    assert len(found) == 5
    assert found.loc[0, "common"] == "福祉・子育ての支援、会議録の作成、会計・予算・契約"


def test_prefectures_with_few_cases_are_not_compared_with(made: pd.DataFrame) -> None:
    assert "三重県" not in nearest("東京都", made)["prefecture"].tolist()
    assert made["prefecture"].value_counts()["三重県"] < FEW


@pytest.mark.parametrize(
    ("prefecture", "said"),
    [("新潟県", "回答がない"), ("島根県", "参考にとどまります"), ("三重県", "比べました")],
)
def test_it_is_said_how_far_a_mix_can_be_compared(
    cases: pd.DataFrame, prefecture: str, said: str
) -> None:
    assert said in comparable(prefecture, cases)


def test_without_a_case_nobody_is_near_and_nobody_to_ask(cases: pd.DataFrame) -> None:
    assert nearest("新潟県", cases).empty
    assert to_ask("新潟県", cases).empty
    assert "own_procedure" in to_ask("新潟県", cases)


def test_what_others_have_and_one_has_not(made: pd.DataFrame) -> None:
    found = lacking("大阪府", made, "work")
    assert found.to_dict("list") == {
        "work": ["finance", "minutes"],
        "count": [8, 5],
        "number": [2, 1],
        "prefectures": ["京都府、東京都", "京都府"],
    }
    assert lacking("大阪府", made, "work", ["三重県"]).empty


@pytest.fixture
def tools() -> pd.DataFrame:
    """東京都 has five cases, one of them with two technologies and one with three; 三重県 has five of
    which four have two; 大阪府 has four, each with two."""
    named = {
        "東京都": ["rpa", "rpa", "rpa", "rpa ai_ocr", "rpa ai_ocr chatbot"],
        "三重県": ["chatbot", *["rpa ai_ocr"] * 4],
        "大阪府": ["rpa ai_ocr"] * 4,
    }
    rows = [
        (f"{name}{number}", name, code)
        for name, listed in named.items()
        for number, codes in enumerate(listed)
        for code in codes.split()
    ]
    return pd.DataFrame(rows, columns=["case_id", "prefecture", "technology"])


def test_a_case_with_several_technologies_counts_once(tools: pd.DataFrame) -> None:
    shares = mixes(tools, "technology")
    parts = shares[["RPA", "AI-OCR", "チャットボット・自動応答"]].to_numpy()[0].tolist()
    sixths = [6 + 6 + 6 + 3 + 2, 3 + 2, 2]
    assert shares.index[0] == "東京都"
    assert parts == [part / 30 for part in sixths]
    found = nearest("東京都", tools, "technology")
    assert found["prefecture"].tolist() == ["三重県"], "大阪府 has eight rows of four cases"
    assert found["count"].tolist() == [5]
    assert found["overlap"].tolist() == [round((12 + 5 + 2) / 30, 3)]
    assert "三重県の事例5件" in comparable("三重県", tools)
    assert "4件と少なく" in comparable("大阪府", tools)


def test_what_is_lacking_counts_cases_and_not_rows(tools: pd.DataFrame) -> None:
    kinds = tools.assign(work="finance")
    own = pd.DataFrame({"case_id": ["x"], "prefecture": ["奈良県"], "work": ["tax"]})
    found = lacking("奈良県", pd.concat([kinds, own]), "work")
    assert found.to_numpy().tolist() == [["finance", 14, 3, "東京都、三重県、大阪府"]]


def test_the_order_of_rows_changes_no_mix(tools: pd.DataFrame) -> None:
    other = tools.iloc[::-1]
    assert mixes(tools, "technology").equals(mixes(other, "technology"))
    assert nearest("三重県", tools, "technology").equals(nearest("三重県", other, "technology"))


@pytest.mark.parametrize(
    ("variable", "table"),
    [
        ("technology", "case_technologies"), ("work", "case_work"), ("cluster", "use_case_clusters"),
        ("reason", "shareability_reasons"), ("adoption_status", None), ("field", None),
    ],
)  # fmt: skip
def test_a_mix_can_be_of_any_variable(variable: str, table: str | None) -> None:
    answers = read_table("ai_rpa_cases")
    joined = answers.merge(read_table(table)) if table else answers
    shares = mixes(joined, variable)
    assert shares.sum(axis=1).to_numpy() == pytest.approx(1)
    assert set(shares.index) == set(joined["prefecture"])
    found = nearest("三重県", joined, variable)
    counts = joined.drop_duplicates("case_id")["prefecture"].value_counts()
    assert len(found) == 5
    assert found["count"].tolist() == counts[found["prefecture"]].tolist()
    assert found["overlap"].is_monotonic_decreasing


def test_cases_without_a_value_are_in_no_mix(tools: pd.DataFrame) -> None:
    some = tools.assign(technology=tools["technology"].where(tools["prefecture"] != "三重県"))
    assert mixes(some, "technology").index.tolist() == ["東京都", "大阪府"]
    assert nearest("三重県", some, "technology").empty
    nothing = some[some["prefecture"] == "三重県"]
    assert mixes(nothing, "technology").empty
    assert nearest("東京都", nothing.head(0), "technology").empty


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        ("technology", "that of case_technologies; .*'case_technologies'.*on='case_id'"),
        ("work", "expected that of case_work; join it"),
        ("region", r"that of prefectures; .*on=\['prefecture_code', 'prefecture'\]"),
        ("kind", "expected case_id or survey or .*; name one of these"),
    ],
)
def test_a_variable_that_has_to_be_joined_is_said_so(variable: str, said: str) -> None:
    answers = read_table("ai_rpa_cases")
    said = f"{variable}: error: there is no such column; .*{said}"
    with pytest.raises(BadInput, match=said):
        mixes(answers, variable)
    with pytest.raises(BadInput, match=said):
        nearest("三重県", answers, variable)
    with pytest.raises(BadInput, match=said):
        lacking("三重県", answers, variable)


def test_a_table_that_names_no_prefecture_is_said_so() -> None:
    alone = read_table("case_technologies")
    for find in (mixes, partial(nearest, "三重県"), partial(lacking, "三重県")):
        with pytest.raises(BadInput, match=r"prefecture: error: .* that of ai_rpa_cases"):
            find(alone, variable="technology")


def test_no_answer_is_missing_and_not_zero() -> None:
    tables = ["ai_rpa_cases", "shared_systems", "digital_roles", "organizations"]
    found = profile("新潟県", *map(read_table, tables)).set_index("item")["count"]
    assert found.isna()["AI・RPA等の事例"]
    assert found["デジタル人材の役職"] == 1


def test_a_prefecture_that_does_not_exist_is_said_so(cases: pd.DataFrame) -> None:
    with pytest.raises(BadInput, match="there is no prefecture 「江戸」"):
        profile("江戸", cases, cases, cases, cases)
    for find in (comparable, nearest, to_ask, partial(lacking, variable="work")):
        with pytest.raises(BadInput, match="江戸: error: there is no prefecture 「江戸」"):
            find("江戸", cases)
    with pytest.raises(BadInput, match="江戸: error: there is no prefecture 「江戸」"):
        lacking("東京都", cases, "work", ["大阪府", "江戸"])


@pytest.mark.parametrize("said", ["鳥取", "鳥取県", " 鳥取県", "Tottori", "31", 31])
def test_a_prefecture_is_known_by_short_and_english_name_and_by_code(said: object) -> None:
    assert prefecture_named(said).prefecture == "鳥取県"


def test_short_names_answer_as_full_ones_do(cases: pd.DataFrame) -> None:
    for find in (nearest, partial(lacking, variable="work")):
        assert find("三重", cases).equals(find("三重県", cases))
    assert len(lacking("鳥取", cases, "work", ["東京"]))


@pytest.mark.parametrize(
    ("said", "meant"), [("鳥取懸", "鳥取県"), ("osaca", "大阪府"), ("99", ""), ("", "")]
)
def test_what_names_no_prefecture_is_asked_about(said: str, meant: str) -> None:
    with pytest.raises(BadInput) as told:
        prefecture_named(said, "PREFECTURE")
    assert told.value.problem.file == "PREFECTURE"
    assert told.value.problem.advice == (f"did you mean {meant}?" if meant else "correct the name")


def test_whom_to_ask_is_elsewhere_and_has_it_in_use(cases: pd.DataFrame) -> None:
    found = to_ask("三重県", cases)
    assert set(found["adoption_status"]) == {"導入済"}
    assert "三重県" not in set(found["prefecture"])
    assert found["own_procedure"].is_unique
    assert found["alike"].is_monotonic_decreasing
    assert found["alike"].nunique() > 1


@pytest.mark.slow
def test_most_candidates_have_the_job_or_the_object_in_common(cases: pd.DataFrame) -> None:
    assert len(hand_read("candidates")) >= 100
    precision, judged = precision_of_candidates(cases)
    assert judged >= 80
    assert precision >= 0.8


def test_a_table_has_japanese_headings_and_says_what_it_leaves_out() -> None:
    html = table(read_table("ai_rpa_cases"), "prefecture", "shareability_note", n=2).to_html()
    assert "都道府県" in html
    assert "はじめの2行" in html
    assert "該当する行はありません" in table(read_table("organizations").head(0)).to_html()


def test_a_choice_leaves_the_rows_that_have_it(cases: pd.DataFrame) -> None:
    columns = ("case_id", "prefecture")
    html = chosen(cases, columns, prefecture="島根県", field=ALL).to_html()
    assert html.count("島根県") == 1
    assert options(cases, "prefecture")[:2] == [ALL, "北海道"]
    assert "新潟県" not in options(cases, "prefecture")
    projects = read_table("nagasaki_projects")
    assert options(projects, "evaluation_year") == [ALL, 2020, 2024]
    items = options(labelled(projects, "project_item"), "project_item")
    assert items[:3] == [ALL, "事業費", "うち一般財源"]
    assert len(items) == len(set(items)) == 6


def test_codes_are_told_by_their_labels() -> None:
    told = labelled(read_table("case_technologies"), "technology")
    assert set(told["technology"]) >= {"RPA", "自動翻訳"}


def test_menus_say_bad_input_in_a_sentence(
    cases: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    given = dict.fromkeys(("cases", "systems", "roles", "organizations"), cases)
    menus(profile, given=given, prefecture="江戸")
    assert "there is no prefecture 「江戸」" in capsys.readouterr().out


def test_numbers_that_are_read_side_by_side_have_the_same_decimals() -> None:
    ratios = pd.DataFrame({"odds_ratio": [1.14, 1.0], "low": [0.4, 0.08], "high": [3.2, 12.8]})
    page = table(ratios).to_html()
    assert re.findall(">([0-9.]+)</td>", page) == ["1.14", "0.40", "3.20", "1.00", "0.08", "12.80"]


def test_menus_offer_what_occurs_with_what_is_chosen_in_the_others(cases: pd.DataFrame) -> None:
    by = ("prefecture", "field", "adoption_status")
    box = chooser(cases, *by, by=by)
    prefectures, fields, _ = box.children[:3]
    fields.value = "商工労働分野"
    known = cases.loc[cases["field"] == "商工労働分野", "prefecture"].unique()
    assert set(prefectures.options) == {ALL, *known}
    assert len(fields.options) == len(options(cases, "field")), "it does not narrow itself"
    prefectures.value = known[0]
    assert fields.value == "商工労働分野"
    assert set(box.result.data["都道府県"]) == {known[0]}
    for menu in (prefectures, fields):
        menu.value = ALL
    assert list(prefectures.options) == options(cases, "prefecture")


def test_no_choice_leads_to_a_table_without_rows(cases: pd.DataFrame) -> None:
    by = ("prefecture", "field", "adoption_status")
    box = chooser(cases, *by, by=by)
    chance = Random(1)
    for _ in range(60):
        menu = chance.choice(box.children[:3])
        menu.value = chance.choice(menu.options)
        chosen_rows = cases
        for name, value in zip(by, (menu.value for menu in box.children[:3]), strict=True):
            chosen_rows = chosen_rows[chosen_rows[name].eq(value) | (value == ALL)]
        told = chosen_rows[list(by)].drop_duplicates().head(30)
        assert box.result.data.to_numpy().tolist() == told.to_numpy().tolist() != []


def of(table: str, column: str, labels: tuple[str, ...]) -> pd.Series[int]:
    """Return how many rows of each answering prefecture have one of these labels."""
    frame = read_table(table)
    return frame[column].isin(labels).astype(int).groupby(frame["prefecture"]).sum()


@pytest.mark.parametrize(
    ("item", "table", "column", "labels"),
    [
        ("　うち導入済", "ai_rpa_cases", "adoption_status", ("導入済",)),
        ("　うち共同利用中・共同利用可能", "ai_rpa_cases", "shareability", ("共同利用中", "共同利用可能")),
        ("　うちさらなる共同利用可能", "shared_systems", "further_sharing", ("さらなる共同利用可能",)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("prefecture", ["三重県", "福岡県"])
def test_a_profile_counts_the_answers_with_a_label(
    prefecture: str, item: str, table: str, column: str, labels: tuple[str, ...]
) -> None:
    names = ("ai_rpa_cases", "shared_systems", "digital_roles", "organizations")
    rows = profile(prefecture, *map(read_table, names)).set_index("item")
    counted = of(table, column, labels)
    row = rows.loc[item]
    assert (row["count"], row["median"], row["answered"]) == (
        counted[prefecture], counted.median(), len(counted),
    )  # fmt: skip
