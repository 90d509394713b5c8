"""The published tables: the contract of their files, and that they are what the documents give."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from survey.documents.plain_text import Document
from survey.prefectures import prefectures
from survey.problems import BadInput, errors
from survey.project import Project
from survey.publishing.clean_tables import check, make
from survey.reading.errata import Erratum
from survey.reading.layouts import Layout
from survey.reading.parsed_documents import Row
from survey.reading.sources import load_sources
from survey.tables.datapackage import invalid
from survey.tables.errata_rows import errata_rows
from survey.tables.frames import read_table
from survey.tables.schemas import column_type, columns, row_id, table_names


def published(project: Project, table: str) -> list[dict[str, str]]:
    with (project.clean / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


SURVEY_TABLES = ["ai_rpa_cases", "shared_systems", "digital_roles", "organizations"]


@pytest.mark.parametrize(
    ("table", "header"),
    [
        ("ai_rpa_cases", "case_id,survey,row_number,field,subfield,procedure,usage,adoption_status_code,adoption_status,shareability_code,shareability,shareability_note,prefecture_code,prefecture,line_start,line_end"),
        ("shared_systems", "system_id,survey,row_number,field,subfield,system_name,work_handled,adoption_status_code,adoption_status,further_sharing_code,further_sharing,further_sharing_note,prefecture_code,prefecture,line_start,line_end"),
        ("digital_roles", "role_id,survey,row_number,field,role_title,recruitment_code,recruitment,employment_code,employment,expertise,duties,adoption_status_code,adoption_status,prefecture_code,prefecture,line_start,line_end"),
        ("organizations", "organization_id,survey,row_number,organization_type,organization_name,outline,duties,adoption_status_code,adoption_status,prefecture_code,prefecture,line_start,line_end"),
        ("prefectures", "prefecture_code,local_government_code,prefecture,prefecture_kana,prefecture_en,region,region_en"),
        ("reconciliation", "survey,table,field,subfield,printed_count,parsed_count,difference,erratum"),
        ("errata", "erratum,table,row_id,column,printed,published,evidence"),
        ("case_technologies", "case_id,technology"),
        ("shareability_reasons", "case_id,reason"),
        ("it_measures_2015", "prefecture_code,prefecture,area_code,area,measure_number,measure,prefecture_uncertain,line"),
        ("it_measures_2015_coverage", "prefecture_code,prefecture,coverage_code,coverage,measures,measures_uncertain,printed_with,line"),
        ("it_measures_2015_areas", "area_code,area,area_group,line"),
        ("national_baseline_2015", "item,measure,period,value,unit,line"),
        ("nagasaki_reviews", "evaluation_year,project_number,project,department,items,target_group,core_project,viewpoints,viewpoints_uncertain,review_class,review_class_uncertain,line"),
        ("nagasaki_issues", "evaluation_year,items,item_names,statement,text,line"),
        ("nagasaki_supplements", "evaluation_year,project_number,indicator,unit,fiscal_year,as_of,actual,line"),
        ("mie_themes", "theme_table,theme_group,theme_number,theme,detail,period,involved,line"),
        ("nagasaki_kpis", "evaluation_year,programme_group,indicator,unit,fiscal_year,target,actual,actual_note,achievement_rate_printed,base_fiscal_year,base_value,final_target,final_fiscal_year,progress,line"),
        ("nagasaki_projects", "evaluation_year,programme_group,programme_groups,project_number,parent_project,project,department,first_fiscal_year,last_fiscal_year,project_item,indicator,unit,fiscal_year,target,target_bound,actual,achievement_rate_printed,line"),
        ("mie_digitalisation", "source_table,item,measure,period,value,unit,line"),
    ],
)  # fmt: skip
def test_files_open_in_excel_and_have_the_columns_of_the_contract(
    project: Project, table: str, header: str
) -> None:
    content = (project.clean / f"{table}.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), strict=True))
    assert ",".join(rows[0]) == header
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not any(
        "\n" in cell or cell != cell.strip() or "　" in cell for row in rows for cell in row
    )


def test_published_files_are_what_the_documents_give(project: Project) -> None:
    assert [str(problem) for problem in errors(check(project, lambda _: None).problems)] == []


@pytest.mark.parametrize(
    ("table", "rows", "id_column", "first", "last"),
    [
        ("ai_rpa_cases", 357, "case_id", "nga2020-ai-001", "nga2020-ai-357"),
        ("shared_systems", 123, "system_id", "nga2020-sys-001", "nga2020-sys-123"),
        ("digital_roles", 42, "role_id", "nga2020-role-001", "nga2020-role-042"),
        ("organizations", 72, "organization_id", "nga2020-org-001", "nga2020-org-072"),
    ],
)
def test_every_printed_row_is_there_in_printed_order(
    table: str, rows: int, id_column: str, first: str, last: str
) -> None:
    frame = read_table(table)
    assert len(frame) == rows
    assert frame[id_column].is_unique
    assert (frame[id_column].iloc[0], frame[id_column].iloc[-1]) == (first, last)
    assert frame["row_number"].tolist() == list(range(1, rows + 1))
    assert (frame["line_start"] <= frame["line_end"]).all()
    assert (frame["line_start"].iloc[1:].array > frame["line_end"].iloc[:-1].array).all()


@pytest.mark.parametrize("table", SURVEY_TABLES)
def test_every_row_begins_and_ends_on_the_lines_it_names(project: Project, table: str) -> None:
    lines = (project.raw / "governors_association_2020.txt").read_text("utf-8").split("\n")
    for row in read_table(table).to_dict("records"):
        assert lines[row["line_start"] - 1].split()[0] == str(row["row_number"])
        assert lines[row["line_end"] - 1].split()[-1] == row["prefecture"]


def test_breaks_that_mean_something_are_spaces(project: Project) -> None:
    organizations, roles = (
        {int(row["row_number"]): row for row in published(project, table)}
        for table in ("organizations", "digital_roles")
    )
    assert organizations[32]["outline"].startswith("【本部】 本部長：知事、")
    assert organizations[40]["duties"].endswith("総合調整に関すること など")
    assert "推進を図る組織 本部長を知事" in organizations[45]["outline"]
    assert roles[1]["expertise"].endswith("を経験 （ICT関連企業出身）")
    assert roles[10]["role_title"] == "総務局総務部情報政策課 課長補佐"


def test_codes_and_labels_agree(layout: Layout) -> None:
    for table in SURVEY_TABLES:
        frame = read_table(table)
        for name, codes in layout.code_lists.items():
            if name in frame.columns:
                labels = {code.code: code.label for code in codes.codes}
                assert frame[f"{name}_code"].map(labels).tolist() == frame[name].tolist()


def test_reconciliation_has_every_heading_and_explains_every_difference(
    errata: tuple[Erratum, ...],
) -> None:
    frame = read_table("reconciliation")
    counts = frame.groupby("survey", sort=False).size().to_dict()
    assert counts == {"nga2020": 34, "cabinet2015": 1, "nagasaki2024": 6, "mie2023": 7}
    differing = frame[frame["difference"] != 0]
    assert differing["erratum"].isin([erratum.id for erratum in errata]).all()
    assert frame.loc[frame["difference"] == 0, "erratum"].isna().all()
    assert differing[["field", "printed_count", "parsed_count"]].to_numpy().tolist() == [
        ["総務分野", 25, 26]
    ]


def test_subfields_add_up_to_their_field() -> None:
    frame = read_table("reconciliation")
    frame = frame[frame["survey"] == "nga2020"]
    parts = frame.dropna(subset="subfield").groupby(["table", "field"])["printed_count"].sum()
    wholes = frame[frame["subfield"].isna()].set_index(["table", "field"])["printed_count"]
    pd.testing.assert_series_equal(parts, wholes.loc[parts.index], check_names=False)


def check_digit(five_digits: str) -> str:
    """Return the check digit of a 全国地方公共団体コード, its sixth digit.

    The five digits are weighted 6, 5, 4, 3, 2; the last digit of 11 minus the sum modulo 11 is the
    check digit (総務省「全国地方公共団体コード仕様」).
    """
    weighted = sum(
        int(digit) * weight for digit, weight in zip(five_digits, range(6, 1, -1), strict=True)
    )
    return str((11 - weighted % 11) % 10)


def test_check_digits_of_local_government_codes_are_right() -> None:
    assert len(prefectures()) == 47
    for number, prefecture in enumerate(prefectures(), 1):
        assert prefecture.prefecture_code == f"{number:02d}"
        stem = f"{prefecture.prefecture_code}000"
        assert prefecture.local_government_code == stem + check_digit(stem)


def test_check_digit_of_a_city() -> None:
    assert check_digit("13101") == "6"  # 千代田区 131016
    assert check_digit("01100") == "2"  # 札幌市 011002


def test_the_data_package_is_valid_and_describes_every_table(project: Project) -> None:
    assert invalid(project.clean) == []
    package = json.loads((project.clean / "datapackage.json").read_text("utf-8"))
    assert [resource["name"] for resource in package["resources"]] == table_names()
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == columns(resource["name"])
        for described in (resource, *fields):
            assert all(
                described[key] for key in ("title", "title_en", "description", "description_en")
            )


def test_a_value_outside_its_code_list_is_found(project: Project, tmp_path: Path) -> None:
    for path in project.clean.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    table = tmp_path / "ai_rpa_cases.csv"
    table.write_bytes(
        table.read_bytes().replace(",1,導入済,3,".encode(), ",9,導入済,3,".encode(), 1)
    )
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    del package["resources"][0]["hash"]  # else the checksum alone is reported
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    told = [str(problem) for problem in invalid(tmp_path)]
    assert len(told) == 1
    assert told[0].startswith('ai_rpa_cases.csv:2: error: The cell "9"')
    assert "adoption_status_code" in told[0]


def test_a_table_that_is_not_the_described_one_is_found(project: Project, tmp_path: Path) -> None:
    for path in project.clean.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes().replace("青森県".encode(), b"?"))
    assert any("hash" in str(problem) for problem in invalid(tmp_path))


def test_an_unlisted_mistake_of_the_document_stops_the_build(
    project: Project, tmp_path: Path
) -> None:
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    for path in project.raw.iterdir():
        (raw / path.name).write_bytes(path.read_bytes())
    listed = (raw / "errata.toml").read_text("utf-8")
    first = listed.index("[[errata]]")
    second = listed.index("[[errata]]", first + 1)
    (raw / "errata.toml").write_text(listed[:first] + listed[second:], encoding="utf-8")
    told = [str(p) for p in errors(make(Project(tmp_path), lambda _: None).problems)]
    assert len(told) == 1
    assert "総務分野: 25 is printed, 26 was read" in told[0]


def test_every_erratum_quotes_the_document(project: Project, errata: tuple[Erratum, ...]) -> None:
    assert len({erratum.id for erratum in errata}) == len(errata)
    for erratum in errata:
        lines = (project.raw / erratum.document).read_text("utf-8").split("\n")
        assert erratum.quote in lines[erratum.line - 1], erratum.id
        assert erratum.found.endswith("。")
        assert erratum.handling.endswith("。")


# ---- errata as a table ---------------------------------------------------------------------------


def test_every_row_can_be_asked_for_its_errata() -> None:
    errata = read_table("errata")
    cases = read_table("ai_rpa_cases").merge(errata, left_on="case_id", right_on="row_id")
    assert cases["table"].unique().tolist() == ["ai_rpa_cases"]
    slip = cases[cases["erratum"] == "nga2020-e12"].iloc[0]
    assert (slip["row_number"], slip["column"], slip["printed"], slip["published"]) == (
        47, "usage", "出負担行為決議票", "出負担行為決議票",
    )  # fmt: skip


def test_rows_and_columns_of_errata_exist_and_hold_what_is_published(project: Project) -> None:
    errata = published(project, "errata")
    rows = {
        table: {row_id(table, row): row for row in published(project, table)}
        for table in {row["table"] for row in errata} - {""}
    }
    for erratum in errata:
        if (column := erratum["column"]) != "":
            held = rows[erratum["table"]][erratum["row_id"]][column]
            is_text = column_type(column) == "string"
            assert erratum["published"] in held if is_text else erratum["published"] == held
        elif erratum["row_id"]:
            assert erratum["row_id"] in rows[erratum["table"]]


def test_every_erratum_is_in_the_table(errata: tuple[Erratum, ...]) -> None:
    table = read_table("errata")
    assert table["erratum"].drop_duplicates().tolist() == [erratum.id for erratum in errata]
    assert table["evidence"].notna().all()


def test_what_was_mended_is_told_cell_by_cell(project: Project) -> None:
    errata = published(project, "errata")
    mended = [row for row in errata if row["erratum"] == "nagasaki2020-e03"]
    key = "2020|③|オープンデータ等を活用して開発されたアプリケーション数(累計)|2019"
    found = [row for row in mended if row["row_id"] == key]
    assert {row["column"]: (row["printed"], row["published"]) for row in found} == {
        "target": ("87アプリケーション", "8"),
        "actual": ("67アプリケーション", "6"),
        "base_value": ("07アプリケーション", "0"),
        "final_target": ("107アプリケーション", "10"),
    }
    assert len(mended) == 5 + 4 + 5 + 5


def slip(**changes: object) -> Erratum:
    erratum = Erratum(
        "e1", "made.txt", "wording", "organizations", "row 1", "outline", 2, "選任３名",
        "誤記。", "A slip.", "印刷のまま。", "Kept.",
    )  # fmt: skip
    return replace(erratum, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [("o1", "outline", "選任３名", "選任3名")]),
        ({"evidence": ""}, [("o1", "outline", "選任３名", "選任3名")]),
        ({"rows": ("o2",)}, "no row holds 「選任3名」"),
        ({"rows": ("o3",)}, "there is no row o3"),
        ({"columns": ("staff",)}, "there is no column staff"),
        ({"where": "row 9"}, "no row of organizations is 「row 9」"),
        ({"printed": "専任４名"}, "no row holds 「専任4名」"),
        ({"printed": "専任４名", "published": "選任3名"}, "「専任４名」 is not printed there"),
        ({"published": "専任3名"}, "no row holds 「専任3名」"),
        ({"kind": "duplicate", "evidence": "row 2", "quote": "１"}, [("o1", "", "", "")]),
        ({"kind": "heading", "where": "④組織"}, [("", "", "選任３名", "")]),
        ({"table": ""}, [("", "", "選任３名", "")]),
    ],
)
def test_what_an_erratum_leaves_open_follows_from_the_rest(
    changes: dict[str, object], expected: list[tuple[str, ...]] | str
) -> None:
    rows: dict[str, list[Row]] = {"organizations": [
        {"organization_id": "o1", "row_number": 1, "organization_name": "課", "outline": "選任3名"},
        {"organization_id": "o2", "row_number": 2, "organization_name": "室", "outline": "専任4名"},
    ]}  # fmt: skip
    document = Document("made.txt", ("1 課", "選任３名"))
    made, problems = errata_rows([slip(**changes)], rows, document)
    names = ("row_id", "column", "printed", "published")
    if isinstance(expected, str):
        assert expected in str(problems[0])
    else:
        assert problems == []
        assert [tuple(row[name] for name in names) for row in made] == expected


def test_every_document_is_described(project: Project) -> None:
    described = {source.file for source in load_sources(project.raw).values()}
    assert described == {path.name for path in project.raw.glob("*.txt")}


PERSON = re.compile("([一-龠々]{2,6})氏(?=[\\s、。・（(）)]|$)")


def persons(text: str) -> set[str]:
    """Return who is named in a text, as the documents print it: 小安美和氏."""
    return set(PERSON.findall(text))


def test_persons_are_named_in_the_documents(project: Project) -> None:
    named = persons((project.raw / "mie_committee_2023.txt").read_text("utf-8"))
    assert {"小安美和", "日下部卓也", "関治之", "小田島春樹", "庄司昌彦", "斎藤和紀"} <= named


@pytest.mark.parametrize("table", table_names())
def test_no_person_is_named_in_any_column(project: Project, table: str) -> None:
    texts = [(path.name, path.read_text("utf-8")) for path in project.raw.glob("*.txt")]
    named = {person for _, text in texts for person in persons(text)}
    assert len(named) >= 6
    for row in published(project, table):
        for column, text in row.items():
            assert persons(text) == set(), column
            assert not [person for person in named if person in text], column


def test_reading_a_table_that_does_not_exist_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no such table; expected ai_rpa_cases or"):
        read_table("cases")
    with pytest.raises(BadInput, match=r"ai_rpa_cases\.csv: error: the table cannot be read"):
        read_table("ai_rpa_cases", tmp_path)
