"""The four documents beside the survey: what is read from them, and how damage is told."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.documents.plain_text import Document, read_document
from survey.problems import errors
from survey.project import Project
from survey.reading.clean_rows import Value
from survey.reading.errata import Erratum
from survey.reading.parse import Parsed, form_of, parse
from survey.reading.parsed_documents import Reading, Row, Unreadable
from survey.reading.publications import load_publication, publication_names
from survey.reading.publications.nagasaki import Indicator, Words, kpi_rows, project_rows
from survey.reading.publications.nagasaki import Project as Evaluated
from survey.reading.publications.passages import Sum, sums
from survey.reading.publications.printed_lines import Cells
from survey.reading.publications.quantities import Quantity, fiscal_year, period, quantity
from survey.tables.frames import read_table

HAND_READ = Path(__file__).parent / "hand_read"
TABLES = {
    "cabinet2015": "it_measures_2015", "nagasaki2020": "nagasaki_projects",
    "nagasaki2024": "nagasaki_projects", "mie2023": "mie_digitalisation",
}  # fmt: skip
Read = Callable[..., Parsed]


@pytest.fixture(scope="session")
def documents(project: Project) -> dict[str, Document]:
    files = {name: load_publication(name).document for name in publication_names()}
    return {name: read_document(project.raw / file) for name, file in files.items()}


@pytest.fixture
def read(documents: dict[str, Document], errata: tuple[Erratum, ...]) -> Read:
    """Read a publication with some of its lines replaced, by number; None takes the line out."""

    def parsed(name: str, changes: dict[int, str | None] | None = None) -> Parsed:
        lines = [
            line if changed == "" else changed
            for n, line in enumerate(documents[name].lines, 1)
            if (changed := (changes or {}).get(n, "")) is not None
        ]
        document = Document(documents[name].name, tuple(lines))
        return parse(document, load_publication(name), errata)

    return parsed


def told(parsed: Parsed) -> str:
    return "\n".join(str(problem) for problem in errors(parsed.problems))


def squeezed(text: object) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text)))


def by_hand(table: str) -> list[dict[str, str]]:
    with (HAND_READ / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published(project: Project, table: str) -> list[dict[str, str]]:
    with (project.clean / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# ---- what was read by hand, independently of the readers ------------------------------------------


def test_measures_are_those_that_were_read_by_hand(project: Project) -> None:
    read = Counter(
        (row["line"], row["area_code"], row["prefecture"] or row["prefecture_uncertain"],
         squeezed(row["measure"]))
        for row in published(project, "it_measures_2015")
    )  # fmt: skip
    hand = Counter(
        (row["line"], row["area_code"], row["prefectures"], squeezed(row["measure"]))
        for row in by_hand("it_measures_2015")
    )
    assert read == hand


@pytest.mark.parametrize(
    "table",
    [
        "it_measures_2015_areas", "national_baseline_2015", "nagasaki_kpis", "nagasaki_projects",
        "nagasaki_reviews", "nagasaki_issues", "nagasaki_supplements", "mie_themes",
    ],
)  # fmt: skip
def test_rows_are_those_that_were_read_by_hand(project: Project, table: str) -> None:
    hand, read = by_hand(table), published(project, table)
    assert list(hand[0]) == list(read[0])
    of_hand, of_read = (
        Counter(tuple(squeezed(value) for value in row.values()) for row in rows)
        for rows in (hand, read)
    )
    assert of_read == of_hand


def test_numbers_of_mie_are_those_that_were_read_by_hand(project: Project) -> None:
    read = Counter((row["line"], row["value"]) for row in published(project, "mie_digitalisation"))
    assert read == Counter((row["line"], row["value"]) for row in by_hand("mie_digitalisation"))


@pytest.mark.parametrize("name", publication_names())
def test_every_number_and_text_stands_on_the_line_it_names(
    documents: dict[str, Document], read: Read, name: str
) -> None:
    for row in read(name).rows[TABLES[name]]:
        # The text of a measure that goes on in the next row stands on two lines.
        lines = documents[name].lines[int(row["line"]) - 1 : int(row["line"]) + 1]
        text = squeezed("".join(lines))
        for number in (row.get(column, "") for column in ("actual", "target", "value")):
            if number != "":
                assert str(number) in text.replace(",", "")
        if name == "cabinet2015":
            assert squeezed(row["measure"])[:6] in text


@pytest.mark.parametrize("table", ["nagasaki_kpis", "nagasaki_projects", "mie_digitalisation"])
def test_a_unit_has_one_spelling_and_an_indicator_no_mark(project: Project, table: str) -> None:
    rows = published(project, table)
    assert {row["unit"] for row in rows} == {squeezed(row["unit"]) for row in rows}
    assert not any("※" in row.get("indicator", row.get("item", "")) for row in rows)


# ---- measures of 2015 ----------------------------------------------------------------------------


def measures(parsed: Parsed, line: int, area: int) -> list[object]:
    rows = parsed.rows["it_measures_2015"]
    return [r["measure"] for r in rows if (r["line"], r["area_code"]) == (line, area)]


@pytest.mark.parametrize(
    ("line", "area", "starts"),
    [
        (888, 1, ["ICTの普及・活用に向けた", "ICT等の活用を通して", "市町村におけるシステム効率化・経費削減"]),
        (885, 3, ["中小小規模企業の", "女性や若者の企業・第二創業時", "クラウドファンディングにより"]),
        (903, 1, ["オープンデータや", "国等からの", "県地域情報化", "自治体クラウド等の"]),
        (913, 6, ["空き家・空き店舗用法を県・市町村・民間の", "超高速情報通信網"]),
        (929, 2, ["情報通信関連産業の"]),
        (912, 8, ["ICTを活用した遠隔授業"]),
        (917, 5, ["無料公衆無線LAN"]),
    ],
)  # fmt: skip
def test_a_middle_dot_is_told_from_a_bullet(
    read: Read, line: int, area: int, starts: list[str]
) -> None:
    found = measures(read("cabinet2015"), line, area)
    assert len(found) == len(starts)
    assert all(str(text).startswith(start) for text, start in zip(found, starts, strict=True))


def test_wrapped_lines_are_joined_and_latin_words_kept_apart(read: Read) -> None:
    found = "".join(map(str, measures(read("cabinet2015"), 893, 6)))
    assert "WORK WORK(わくかく)とちぎ" in found
    assert "職員の" not in found
    assert re.search(r"[ぁ-ん一-龠] |　", found) is None


def test_what_was_printed_in_the_row_below_is_joined(read: Read) -> None:
    parsed = read("cabinet2015")
    assert str(measures(parsed, 903, 9)[-1]).endswith("形成に向けた取組の促進")
    assert str(measures(parsed, 904, 9)[0]).startswith("防災、交通安全")


def test_a_measure_of_one_of_two_prefectures_names_both_and_belongs_to_none(read: Read) -> None:
    rows = [row for row in read("cabinet2015").rows["it_measures_2015"] if row["line"] == 900]
    assert [(row["prefecture"], row["prefecture_uncertain"]) for row in rows] == [
        ("", "福井県・山梨県")
    ]


def test_a_remark_that_there_are_more_measures_is_none(
    read: Read, documents: dict[str, Document]
) -> None:
    assert "(他多数の施策)" in documents["cabinet2015"].lines[913]
    of_shimane = measures(read("cabinet2015"), 914, 2)
    assert len(of_shimane) == 3
    assert not any("他多数" in str(measure) for measure in of_shimane)


def test_every_prefecture_has_its_coverage() -> None:
    frame = read_table("it_measures_2015_coverage")
    assert frame["prefecture_code"].tolist() == [f"{n:02d}" for n in range(1, 48)]
    measures = read_table("it_measures_2015")
    counts = measures["prefecture_code"].value_counts()
    for row in frame.to_dict("records"):
        assert row["measures"] == counts.get(row["prefecture_code"], 0)
    undecided = frame[frame["coverage"] == "判別できない"]
    assert undecided["prefecture"].tolist() == ["福井県", "山梨県"]
    empty = frame.loc[frame["coverage"] == "掲載なし", "prefecture"].tolist()
    assert empty == [
        "福島県", "群馬県", "埼玉県", "神奈川県", "新潟県", "大阪府", "奈良県", "福岡県", "鹿児島県",
    ]  # fmt: skip


def test_a_prefecture_without_a_row_is_told_from_one_with_an_empty_row(read: Read) -> None:
    rows = read("cabinet2015", {885: None}).rows["it_measures_2015_coverage"]
    coverage = {row["prefecture"]: (row["coverage"], row["line"]) for row in rows}
    assert len(coverage) == 47
    assert coverage["北海道"] == ("行なし", "")
    assert coverage["福島県"][0] == "掲載なし"


def test_noise_that_is_not_listed_stops_the_build(
    read: Read, documents: dict[str, Document]
) -> None:
    line = documents["cabinet2015"].lines[884]
    cells = line.split("\t")
    cells[5] = "iIl 1 .:"
    parsed = read("cabinet2015", {885: "\t".join(cells)})
    assert "北海道, area 5: this is not Japanese text" in told(parsed)
    assert not measures(parsed, 885, 5)


@pytest.mark.parametrize("cell", ["・観光の推進 ・l1|l I_ /", "・l1|l I_ / ・観光の推進"])
def test_a_piece_of_noise_is_no_measure(
    read: Read, documents: dict[str, Document], cell: str
) -> None:
    parsed = read("cabinet2015", {885: with_cell(documents, cell)})
    assert measures(parsed, 885, 5) == ["観光の推進"]
    assert "北海道, area 5: this is not Japanese text" in told(parsed)
    assert "「l1|l I_ /」" in told(parsed)


def test_letters_without_a_bullet_of_their_own_stay_with_the_measure(
    read: Read, documents: dict[str, Document]
) -> None:
    """They can be ICT as well as noise; only an erratum can tell."""
    parsed = read("cabinet2015", {885: with_cell(documents, "・観光の推進 IIl")})
    assert measures(parsed, 885, 5) == ["観光の推進IIl"]


def test_a_measure_without_a_bullet_is_told_and_keeps_its_first_letter(
    read: Read, documents: dict[str, Document]
) -> None:
    parsed = read("cabinet2015", {885: with_cell(documents, "観光の推進 ・物産の振興")})
    assert measures(parsed, 885, 5) == ["観光の推進", "物産の振興"]
    assert "北海道, area 5: a measure begins without a bullet" in told(parsed)


def test_a_dot_parts_measures_only_where_each_is_long_enough(
    read: Read, documents: dict[str, Document]
) -> None:
    """What stands before the measure that the dot would end does not count."""
    cell = "・地域の観光産業の推進 ・防災整備・道路施設の管理推進"
    assert measures(read("cabinet2015", {885: with_cell(documents, cell)}), 885, 5) == [
        "地域の観光産業の推進", "防災整備・道路施設の管理推進",
    ]  # fmt: skip


def with_cell(documents: dict[str, Document], cell: str) -> str:
    """Return the line of Hokkaido with another text in area 5."""
    cells = documents["cabinet2015"].lines[884].split("\t")
    cells[5] = cell
    return "\t".join(cells)


def test_listed_noise_is_never_cut_out_of_a_word(
    read: Read, documents: dict[str, Document]
) -> None:
    cells = documents["cabinet2015"].lines[907].split("\t")
    assert cells[0] == "大阪府"
    cells[5] = "・Travelサイトの整備"
    parsed = read("cabinet2015", {908: "\t".join(cells)})
    assert measures(parsed, 908, 5) == ["Travelサイトの整備"]


_words = st.text("あいうえお地域産業の活用をICT", min_size=8, max_size=20).map(
    lambda text: "地" + text.strip() + "整備"
)


@given(measures=st.lists(_words, min_size=1, max_size=4), spaced=st.booleans())
def test_measures_with_bullets_are_read_back(measures: list[str], spaced: bool) -> None:
    publication = load_publication("cabinet2015")
    title = publication.titles[0]
    areas = [code.printed for code in publication.code_lists["area"].codes]
    cell = (" " if spaced else "").join(f"・{measure}" for measure in measures)
    lines = (title, "\t" + "\t".join(areas), "", f"青森県\t{cell}" + "\t" * 8, "(注)")
    rows = publication.read(Document("made.txt", lines), ()).rows["it_measures_2015"]
    assert [row["measure"] for row in rows] == measures


# ---- Nagasaki ------------------------------------------------------------------------------------


def test_a_surplus_target_is_left_out_where_rates_and_final_target_say_so(read: Read) -> None:
    rows = read("nagasaki2020").rows["nagasaki_kpis"][:5]
    assert [row["target"] for row in rows] == [5, 6, 6, 6, 11]


def test_digits_that_were_misread_are_published_as_the_rest_of_the_document_has_them(
    read: Read,
) -> None:
    rows = read("nagasaki2020").rows
    kpis = [row for row in rows["nagasaki_kpis"] if row["unit"] == "アプリケーション"]
    assert [row["target"] for row in kpis] == [2, 4, 6, 8, 10]
    assert [row["actual"] for row in kpis] == [2, 4, 6, 6, ""]
    assert {(row["base_value"], row["final_target"]) for row in kpis} == {(0, 10)}
    of_project = [row for row in rows["nagasaki_projects"] if row["unit"] == "アプリケーション"]
    for name in ("target", "actual"):
        assert [row[name] for row in of_project] == [row[name] for row in kpis[2:]]


def test_digits_are_read_as_printed_where_no_erratum_says_otherwise(
    documents: dict[str, Document],
) -> None:
    parsed = parse(documents["nagasaki2020"], load_publication("nagasaki2020"), ())
    kpis = [row for row in parsed.rows["nagasaki_kpis"] if row["unit"] == "アプリケーション"]
    assert [row["target"] for row in kpis] == [27, 47, 67, 87, 107]
    assert "75% is printed, 67 / 87 gives 77%" in told(parsed)


def test_a_project_names_the_groups_of_all_its_items(read: Read) -> None:
    for name, number, groups in (("nagasaki2020", "2", "②③"), ("nagasaki2024", "1", "①②③")):
        rows = read(name).rows["nagasaki_projects"]
        found = [row for row in rows if row["project_number"] == number]
        assert {(row["programme_group"], row["programme_groups"]) for row in found} == {
            (groups[0], groups)
        }


def test_a_target_beside_the_surplus_one_has_to_be_that_of_its_rate(
    read: Read, documents: dict[str, Document]
) -> None:
    line = documents["nagasaki2020"].lines[44].replace("5地区", "6地区", 1)
    assert "120% is printed, 6 / 6 gives 100%" in told(read("nagasaki2020", {45: line}))


def test_a_cell_too_many_is_told(read: Read, documents: dict[str, Document]) -> None:
    line = documents["nagasaki2020"].lines[44].replace("5地区", "5地区\t6地区", 1)
    parsed = read("nagasaki2020", {45: line})
    assert "11地区(R2)」 stands among the numbers; expected 目標値① H28 k H29 k" in told(parsed)
    assert len(parsed.rows["nagasaki_kpis"]) == 20


def test_a_rate_that_is_not_actual_by_target_is_told(
    read: Read, documents: dict[str, Document]
) -> None:
    line = documents["nagasaki2020"].lines[51].replace("19自治体", "18自治体")
    assert "95% is printed, 18 / 20 gives 90%" in told(read("nagasaki2020", {52: line}))


def test_supplement_and_sheet_have_to_agree(read: Read, documents: dict[str, Document]) -> None:
    line = documents["nagasaki2020"].lines[178].replace("361,091", "361,092")
    assert "target 361091 in the sheet, 361092 in the supplement" in told(
        read("nagasaki2020", {179: line})
    )


def test_targets_that_the_sheet_leaves_out_come_from_the_supplement(read: Read) -> None:
    rows = read("nagasaki2020").rows["nagasaki_projects"]
    robots = [row for row in rows if str(row["indicator"]).startswith("RPA")]
    assert [(row["fiscal_year"], row["target"], row["line"]) for row in robots] == [
        (2020, 40, 241), (2020, 10, 241),
    ]  # fmt: skip


def test_costs_that_do_not_add_up_are_told(read: Read, documents: dict[str, Document]) -> None:
    line = documents["nagasaki2024"].lines[253].replace("47,211", "47,212")
    parsed = read("nagasaki2024", {254: line})
    assert "83434 is printed, 83435 was read" in told(parsed)


def test_a_declared_word_that_is_not_on_the_page_is_told(
    read: Read, documents: dict[str, Document]
) -> None:
    number = next(
        n
        for n, line in enumerate(documents["nagasaki2024"].lines, 1)
        if line == "デジタルDEJI-MA推進"
    )
    parsed = read("nagasaki2024", {number: "デジタルDEJI-MA推准"})
    assert "「デジタルDEJI-MA推進費」 does not stand on this page" in told(parsed)
    assert not any(r["project_number"] == "3" for r in parsed.rows["nagasaki_projects"])


@pytest.mark.parametrize(
    ("name", "line", "printed", "damaged", "found"),
    [
        ("nagasaki2024", 254, "22,063 ", "", "「47,211 34,466 3 ― ―」"),
        ("nagasaki2024", 276, "【成果指標】", "【活動指標】", "「【活動指標】 6 5 83%」"),
        ("nagasaki2020", 72, "9,825", "9,8 25", "「19,643 9,8 25 6,761 成果指標 6 8 10 6 6 100% 75%」"),
        ("nagasaki2020", 404, "10\t—\t—", "10\t—\t", "「10 — 9 — —」"),
    ],
)  # fmt: skip
def test_a_line_that_is_not_as_declared_is_told_with_what_is_printed(
    read: Read, documents: dict[str, Document], name: str, line: int, printed: str, damaged: str,
    found: str,
) -> None:  # fmt: skip
    text = documents[name].lines[line - 1]
    assert printed in text
    parsed = read(name, {line: text.replace(printed, damaged)})
    told_of_line = f".txt:{line}: error: {found} stands among the numbers; expected R"
    assert told_of_line in told(parsed)


def test_indicators_and_projects_of_the_same_thing_agree() -> None:
    kpis, projects = read_table("nagasaki_kpis"), read_table("nagasaki_projects")
    for name in ("RPA作成ロボット利用所属数", "電子申請利用所属数"):
        kpi = kpis[kpis["indicator"].str.contains(name)].set_index("fiscal_year")
        outcome = projects[projects["indicator"].str.contains(name, na=False)]
        outcome = outcome[outcome["evaluation_year"] == 2024].set_index("fiscal_year")
        assert len(outcome) == 3
        assert kpi.loc[outcome.index, "target"].tolist() == outcome["target"].tolist()
        assert kpi.loc[[2022, 2023], "actual"].tolist() == outcome["actual"].dropna().tolist()


def test_the_unit_of_an_indicator_is_the_one_that_most_of_its_numbers_have() -> None:
    of_years: Cells = {2020: (("―",), 1), 2021: (("―",), 1), 2022: (("―",), 1)}
    of_years |= {2023: (("―",), 1), 2024: (("5件",), 1)}
    rows, findings = kpi_rows(
        2020, Indicator("①", "利用数", ()),
        {"k": of_years, "B": {2019: (("―",), 1)}, "F": {2024: (("5件(R6)",), 1)},
         "P": {2024: (("順調",), 1)}},
    )  # fmt: skip
    assert [row["unit"] for row in rows] == ["件"] * 5
    assert [row["target"] for row in rows] == ["", "", "", "", 5]
    assert findings == []


@pytest.mark.parametrize(
    ("whole", "parts", "counted"),
    [(3, (3, ""), (3, 3)), ("", ("", ""), (0, 0)), (3, (1, 1), (3, 2))],
)
def test_a_sum_without_a_number_is_nothing_and_so_is_a_part_without_one(
    whole: Value, parts: tuple[Value, Value], counted: tuple[int, int]
) -> None:
    rows: list[Row] = [
        {"item": "計", "value": whole, "line": 7},
        {"item": "甲", "value": parts[0], "line": 8},
        {"item": "乙", "value": parts[1], "line": 9},
    ]
    declared = Sum("table", ("計", ""), ({"item": "甲"}, {"item": "乙"}), whole={"item": "計"})
    reading = Reading("made.txt", rows={"table": rows})
    (count,) = sums(reading, Document("made.txt", ()), [declared])
    assert (count.printed, count.parsed, count.line) == (*counted, 7)


@pytest.mark.parametrize(
    ("period", "first", "last"), [("R2-7", 2020, 2025), ("H13-", 2001, ""), ("R5", 2023, 2023)]
)
def test_a_project_has_its_years_and_its_costs(period: str, first: int, last: Value) -> None:
    rows, _ = project_rows(2020, project_of(period))
    told = [(row["first_fiscal_year"], row["last_fiscal_year"]) for row in rows]
    assert told == [(first, last)] * 3
    assert [row["target"] for row in rows] == [30, 20, ""]


def test_a_project_whose_years_cannot_be_told_is_left_out() -> None:
    with pytest.raises(Unreadable, match="the period of project 1 is 「未定」"):
        project_rows(2020, project_of("未定"))


def project_of(period: str) -> Evaluated:
    """Return a project of this period, with the costs of one year."""
    words = Words("1", "事業", "課", period, ("i",), ("R3 C C C",), {})
    return Evaluated(words, "①", {"C": {2021: (("30", "20", "―"), 5)}})


def test_a_result_without_its_rate_is_told(read: Read, documents: dict[str, Document]) -> None:
    line = documents["nagasaki2024"].lines[251].replace("133%", "―")
    assert "the result is 4, its rate None" in told(read("nagasaki2024", {252: line}))


def test_the_final_target_is_that_of_its_year(read: Read, documents: dict[str, Document]) -> None:
    number = documents["nagasaki2020"].lines.index(
        next(line for line in documents["nagasaki2020"].lines if "26自治体(R2)" in line)
    )
    line = documents["nagasaki2020"].lines[number].replace("26自治体(R2)", "27自治体(R2)")
    assert "27 is the final target" in told(read("nagasaki2020", {number + 1: line}))


def test_a_lost_target_is_told(read: Read, documents: dict[str, Document]) -> None:
    line = documents["mie2023"].lines[1061].replace("(目標) 7 ", "")
    parsed = read("mie2023", {1062: line})
    assert "no passage is as declared; expected one 「^県独自手続\\t重点手続\\t" in told(parsed)


@pytest.mark.parametrize(
    ("name", "line", "printed", "damaged", "found"),
    [
        ("mie2023", 1063, "\t767", "\t一件", "「一件」 stands where a number is printed"),
        ("nagasaki2024", 41, "41.8%", "達成", "「達成」 stands where a number is printed"),
        (
            "nagasaki2024",
            18,
            "(R7）",
            "(R8）",
            "「(R8）」 stands among the numbers; expected (R7）",
        ),
        ("nagasaki2024", 14, "R3 R4", "R4 R3", "does not stand on this page"),
    ],
)
def test_what_stands_in_the_place_of_a_number_or_its_year_is_told(
    read: Read, documents: dict[str, Document], name: str, line: int, printed: str, damaged: str,
    found: str,
) -> None:  # fmt: skip
    text = documents[name].lines[line - 1]
    assert text.count(printed) == 1
    assert found in told(read(name, {line: text.replace(printed, damaged)}))


# ---- passages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "line", "printed", "damaged"),
    [
        ("cabinet2015", 334, "211団体", "2l1団体"),
        ("cabinet2015", 637, "852", "85 2 3"),
        ("nagasaki2020", 75, "\t○", "\t"),
        ("nagasaki2020", 93, "改善", "改着"),
        ("nagasaki2020", 191, "平成30年度 18", "平成30年度 1B"),
        ("nagasaki2024", 1152, "18自治体", "l8自治体"),
        ("nagasaki2024", 1344, "拡充", "改善"),
        ("nagasaki2024", 1460, "縮小", "改善"),
        ("mie2023", 207, "R5~9", "R5~8"),
        ("mie2023", 945, "\t地域連携部 移住促進課", ""),
    ],
)
def test_a_damaged_passage_is_told_and_left_out(
    read: Read, documents: dict[str, Document], name: str, line: int, printed: str, damaged: str
) -> None:
    text = documents[name].lines[line - 1]
    assert text.count(printed) == 1
    whole, parsed = read(name), read(name, {line: text.replace(printed, damaged)})
    assert "no passage is as declared; expected one 「" in told(parsed)
    left = sum(len(rows) for rows in parsed.rows.values())
    assert left < sum(len(rows) for rows in whole.rows.values())


def test_national_numbers_that_do_not_add_up_are_told(
    read: Read, documents: dict[str, Document]
) -> None:
    line = documents["cabinet2015"].lines[333].replace("211団体", "21団体")
    assert "550 is printed, 360 was read" in told(read("cabinet2015", {334: line}))


def test_a_line_that_is_lost_from_a_text_is_told(read: Read) -> None:
    assert "no passage is as declared" in told(read("nagasaki2024", {1158: None}))


def test_a_passage_that_stands_twice_is_told_where_it_stands_again(
    read: Read, documents: dict[str, Document]
) -> None:
    line = documents["cabinet2015"].lines[331]
    parsed = read("cabinet2015", {350: line})
    assert ".txt:350: error: two passages are as declared" in told(parsed)


def test_every_number_of_a_passage_stands_on_its_line(
    project: Project, documents: dict[str, Document]
) -> None:
    files = {"2020": "nagasaki2020", "2024": "nagasaki2024", "": "cabinet2015"}
    for table, column in (("nagasaki_supplements", "actual"), ("national_baseline_2015", "value")):
        for row in published(project, table):
            lines = documents[files[row.get("evaluation_year", "")]].lines
            text = squeezed(lines[int(row["line"]) - 1]).replace(",", "")
            assert row[column] in text


def test_reviews_are_of_the_projects_that_have_costs() -> None:
    columns = ["evaluation_year", "project_number", "project", "department"]
    reviews, projects = read_table("nagasaki_reviews"), read_table("nagasaki_projects")
    assert reviews[columns].equals(projects[columns].drop_duplicates().reset_index(drop=True))


def test_a_review_that_cannot_be_told_is_empty_and_names_what_it_can_be() -> None:
    reviews = read_table("nagasaki_reviews")
    for column in ("viewpoints", "review_class"):
        told_apart, uncertain = reviews[column].notna(), reviews[f"{column}_uncertain"].notna()
        assert not (told_apart & uncertain).any()
        assert uncertain.any()


def test_the_areas_are_those_of_the_measures() -> None:
    areas = read_table("it_measures_2015_areas").set_index("area_code")["area"]
    measures = read_table("it_measures_2015")
    assert measures["area_code"].map(areas).tolist() == measures["area"].tolist()


def test_numbers_that_belong_together_agree() -> None:
    baseline = read_table("national_baseline_2015").set_index("line")["value"]
    asked, using, share = baseline[637]
    assert round(using / asked * 100, 1) == share
    numbers = read_table("nagasaki_supplements")
    trained = numbers[numbers["indicator"].str.endswith("受講者数")]["actual"].sum()
    projects = read_table("nagasaki_projects")
    of_courses = projects["indicator"].eq("講座受講者数(名)") & projects["fiscal_year"].eq(2019)
    assert projects[of_courses]["actual"].tolist() == [trained]


# ---- numbers and years ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,800件", Quantity(1800, "件")),
        ("50.4%(H26)", Quantity(50.4, "%", "", 2014)),
        ("65.6％", Quantity(65.6, "%")),
        ("90%以上", Quantity(90, "%", "以上")),
        ("45件 (R7）", Quantity(45, "件", "", 2025)),
        ("―", Quantity(None)),
        ("調査中", None),
        ("1,80件", None),
        ("12x3", None),
        ("5地区(頃)", None),
    ],
)
def test_a_printed_number_has_value_unit_bound_and_year(
    text: str, expected: Quantity | None
) -> None:
    assert quantity(text) == expected


@given(st.integers(0, 10**9), st.sampled_from(["件", "%", "所属", "", "アプリケーション"]))
def test_numbers_are_read_back(value: int, unit: str) -> None:
    assert quantity(f"{value:,}{unit}") == Quantity(value, unit) == quantity(f"{value}{unit}")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("R元", 2019),
        ("H28", 2016),
        ("令和4年度", 2022),
        ("令和 4 年度", 2022),
        ("R7", 2025),
        ("7", None),
    ],
)
def test_years_are_western(text: str, year: int | None) -> None:
    assert fiscal_year(text) == year


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("H28-R3", (2016, 2021)), ("R2-7", (2020, 2025)), ("H13-", (2001, None)), ("R5", (2023, 2023)),
        ("(R2 新規) R2-", (2020, None)), ("未定", None),
    ],
)  # fmt: skip
def test_a_period_has_first_and_last_year(text: str, years: tuple[int, int | None] | None) -> None:
    assert period(text) == years


# ---- damage --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", publication_names())
def test_a_document_is_known_by_its_title(documents: dict[str, Document], name: str) -> None:
    assert form_of(documents[name]).survey == name


@pytest.mark.parametrize("name", publication_names())
def test_undamaged_documents_have_no_errors(read: Read, name: str) -> None:
    assert told(read(name)) == ""


@pytest.mark.parametrize("name", publication_names())
def test_a_copy_with_other_line_numbers_gives_the_same_rows(
    documents: dict[str, Document], errata: tuple[Erratum, ...], read: Read, name: str
) -> None:
    moved = Document("moved.txt", ("", *documents[name].lines))
    parsed = parse(moved, load_publication(name), errata)
    assert told(parsed) == ""
    for table, rows in read(name).rows.items():
        moved_rows = [{**row, "line": 0} for row in parsed.rows[table]]
        assert moved_rows == [{**row, "line": 0} for row in rows]


@pytest.mark.parametrize("name", publication_names())
def test_no_line_with_rows_can_be_lost_without_a_word(read: Read, name: str) -> None:
    whole = read(name)
    tables = [table for table in whole.rows if table != "reconciliation"]
    lines = {int(row["line"]) for table in tables for row in whole.rows[table] if row["line"] != ""}
    silent = [line for line in sorted(lines) if not told(read(name, {line: None}))]
    assert silent == []


def _slices(length: int) -> Iterator[slice]:
    for part in range(1, 12):
        yield slice(0, length * part // 12)
        yield slice(length * part // 12, length)


@pytest.mark.parametrize("name", publication_names())
def test_a_document_cut_off_anywhere_is_told_and_never_fails(
    documents: dict[str, Document], errata: tuple[Erratum, ...], name: str
) -> None:
    rows = sum(
        len(found) for found in parse(documents[name], load_publication(name), errata).rows.values()
    )
    for part in _slices(len(documents[name].lines)):
        cut = Document("cut.txt", documents[name].lines[part])
        parsed = parse(cut, load_publication(name), errata)
        if sum(len(found) for found in parsed.rows.values()) < rows:
            assert told(parsed)


@given(st.data())
def test_lines_in_any_disorder_never_end_in_a_traceback(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(publication_names()))
    from survey.project import find_project

    lines = (find_project().raw / load_publication(name).document).read_text("utf-8").split("\n")
    start = data.draw(st.integers(0, len(lines) - 60))
    part = data.draw(st.permutations(lines[start : start + 60]))
    document = Document("shuffled.txt", tuple(lines[:start] + part + lines[start + 60 :]))
    parse(document, load_publication(name), ())
