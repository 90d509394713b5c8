"""The workbook: every cell of every table, no formula, charts that a person can restyle."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import hashes
from survey.problems import BadInput
from survey.project import Project
from survey.publishing.report_set import REPORT, Tables
from survey.publishing.sheets import HEADER
from survey.publishing.workbook import write_workbook
from survey.reading.errata import load_errata
from survey.reading.sources import load_sources
from survey.tables.csv_files import formula_like
from survey.tables.dictionary import entries, page
from survey.tables.schemas import describe_table, sources_of, table_names

pytestmark = pytest.mark.slow


def write(project: Project, out: Path, clean: Path | None = None) -> Path:
    errata, sources = load_errata(project.raw / "errata.toml"), load_sources(project.raw)
    write_workbook(out, Tables(clean or project.clean), errata, sources)
    return out


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from survey.project import find_project

    return write(find_project(), tmp_path_factory.mktemp("book") / "book.xlsx")


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def published(project: Project, table: str) -> list[dict[str, str]]:
    with (project.clean / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rows_of(sheet: Any, columns: int) -> list[list[Any]]:
    rows = sheet.iter_rows(min_row=HEADER + 2, max_col=columns, values_only=True)
    return [list(row) for row in rows]


@pytest.mark.parametrize("table", table_names())
def test_every_cell_is_that_of_the_csv_file(book: Any, project: Project, table: str) -> None:
    with (project.clean / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    sheet = book[str(describe_table(table)["title"])[:31]]
    written = rows_of(sheet, len(header))
    assert len(written) == len(rows)
    types = {entry.column: entry.type for entry in entries() if entry.table == table}
    for expected, found in zip(rows, written, strict=True):
        for name, text, value in zip(header, expected, found, strict=True):
            if text == "":
                assert value is None
            elif types[name] == "string":
                assert value == text
            else:
                assert float(text) == value


@pytest.mark.parametrize("table", table_names())
def test_tables_are_named_filtered_frozen_and_headed_in_japanese(book: Any, table: str) -> None:
    sheet = book[str(describe_table(table)["title"])[:31]]
    assert list(sheet.tables) == [table]
    assert sheet.tables[table].autoFilter is not None
    assert sheet.freeze_panes is not None
    titles = [entry.title["ja"] for entry in entries() if entry.table == table]
    heads = [cell.value for cell in sheet[HEADER + 1][: len(titles)]]
    assert heads == titles


def test_no_cell_is_a_formula_and_none_are_merged(book: Any) -> None:
    for sheet in book:
        assert not sheet.merged_cells.ranges
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


def test_the_cover_says_that_no_answer_is_not_zero(book: Any) -> None:
    told = "".join(str(row[1]) for row in rows_of(book["表紙"], 2))
    assert (
        "行のない都道府県は回答がなかったのであって、取組がゼロという意味ではありません。" in told
    )
    assert "件数は利用の度合いを表しません。" in told
    assert "全数調査ではありません。" in told


def test_a_prefecture_without_an_answer_has_empty_cells_and_no_zero(
    book: Any, project: Project
) -> None:
    (sheet,) = (sheet for sheet in book if "fig_status_by_prefecture" in sheet.tables)
    counts = {row[0]: row[1:] for row in rows_of(sheet, 7) if row[0]}
    answered = {row["prefecture"] for row in published(project, "ai_rpa_cases")}
    assert len(counts) == 47
    for prefecture, values in counts.items():
        assert (None in values) == (prefecture not in answered), prefecture
    assert counts["新潟県"] == [None] * 6
    (notes,) = (row[3] for row in rows_of(book["目次"], 5) if row[0] == sheet.title)
    assert "空のセルは、回答または値がないことを示します。" in notes


def test_every_sheet_is_one_table_that_begins_in_its_first_row(book: Any) -> None:
    for sheet in book:
        (table,) = sheet.tables.values()
        assert table.ref.startswith("A1:")
        assert sheet.dimensions.startswith("A1:")
        assert sheet.max_column == len(table.tableColumns)
        assert sheet.max_row <= int(re.sub(r".*[A-Z]", "", table.ref))


def test_every_sheet_is_in_the_contents_with_its_title_and_leads_back(book: Any) -> None:
    listed = rows_of(book["目次"], 5)
    assert [row[0] for row in listed] == [sheet.title for sheet in book][2:]
    for name, title, *_ in listed:
        assert title
        assert title in book[name].oddHeader.left.text.replace("&&", "&")
        assert book[name]["A1"].hyperlink.location == "'目次'!A1"
    assert [cell.hyperlink.location for cell in book["目次"]["A"][1:]] == [
        f"'{row[0]}'!A1" for row in listed
    ]
    assert any(cell.hyperlink for cell in book["表紙"]["A"])


@pytest.mark.parametrize("table", table_names())
def test_the_contents_tell_what_a_table_is_and_where_it_comes_from(
    book: Any, project: Project, table: str
) -> None:
    described, documents = describe_table(table), load_sources(project.raw)
    (told,) = (row for row in rows_of(book["目次"], 5) if row[1] == described["title"])
    assert told[2] == described["description"]
    assert told[4] == len(published(project, table))
    cited = [documents[source].citation for source in sources_of(table)]
    assert all(citation in str(told[3]) for citation in cited)


def test_every_chart_of_the_report_has_its_tally(book: Any) -> None:
    tables = {name for sheet in book for name in sheet.tables}
    assert {f"fig_{name}" for name in REPORT} <= tables


def test_native_charts_tell_what_they_show(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        drawings = [n for n in archive.namelist() if re.match(r"xl/drawings/drawing\d+\.xml", n)]
        texts = [archive.read(name).decode("utf-8") for name in drawings]
        charts = [n for n in archive.namelist() if n.startswith("xl/charts/chart")]
    described = [found for text in texts for found in re.findall(r'descr="([^"]+)"', text)]
    assert len(described) == len(charts) > 20
    assert all(re.search("[ぁ-ん]", text) for text in described)


def test_the_same_tables_give_the_same_bytes(project: Project, path: Path, tmp_path: Path) -> None:
    assert hashes(write(project, tmp_path / "again.xlsx")) == hashes(path)


def test_text_stays_text_whatever_it_begins_with(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.publishing.sheets.REPORT", {})  # charts hold no texts of answers
    texts = ["=1+1", "+81", "-5", "@SUM(A1)", '=HYPERLINK("x")', "http://a.b"]
    clean = tmp_path / "clean"
    clean.mkdir()
    for file in project.clean.glob("*.csv"):
        (clean / file.name).write_bytes(file.read_bytes())
    table = clean / "organizations.csv"
    rows = list(csv.reader(table.read_text("utf-8-sig").splitlines()))
    for row, text in zip(rows[1:], texts, strict=False):
        row[4] = text
    with table.open("w", encoding="utf-8-sig", newline="") as changed:
        csv.writer(changed, lineterminator="\n").writerows(rows)
    book = openpyxl.load_workbook(write(project, tmp_path / "book.xlsx", clean))
    cells = [book["ＤＸ推進組織"].cell(HEADER + 2 + n, 5) for n in range(len(texts))]
    assert [cell.value for cell in cells] == texts
    assert {(cell.data_type, cell.hyperlink) for cell in cells} == {("s", None)}


def test_text_like_a_formula_is_told_and_kept(project: Project) -> None:
    told = formula_like("organizations", [{"duties": "推進"}, {"duties": "=1+1"}])
    assert [str(problem) for problem in told] == [
        "organizations.csv:3: warning: duties begins like a formula: 「=1+1」; expected text; open the "
        "table from the workbook of `survey workbook`, not from the CSV file, in Excel"
    ]
    assert formula_like("errata", [{"printed": "+"}]) == []
    for table in table_names():
        strings = {e.column for e in entries() if (e.table, e.type) == (table, "string")}
        rows = published(project, table)
        texts = [{name: row[name] for name in strings} for row in rows]
        assert formula_like(table, texts) == []


def test_a_workbook_that_cannot_be_written_is_told(project: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="the workbook cannot be written"):
        write(project, tmp_path / "file" / "book.xlsx")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_dictionary_has_every_column(project: Project, lang: Any) -> None:
    text = page(lang)
    assert (project.clean / f"dictionary.{lang}.md").read_text("utf-8") == text
    for entry in entries():
        assert f"| `{entry.column}` | {entry.title[lang]} |" in text
        assert entry.description[lang]
