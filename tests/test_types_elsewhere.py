"""The tables in other programs: DuckDB, polars, R and LibreOffice give every cell the type that the
data dictionary says, and the lines for R and pandas in the documents name the columns that need it."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from survey.project import Project
from survey.publishing.release import parquet
from survey.publishing.report_set import Tables
from survey.publishing.workbook.words import wording
from survey.publishing.workbook.workbook import write_workbook
from survey.reading.sources import load_sources
from survey.tables.datapackage import DESCRIPTOR
from survey.tables.dictionary import entries
from survey.tables.schemas import table_names

POLARS = "polars==2.1.0"
PYTHON = {"string": str, "integer": int, "number": float}
DUCKDB = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE"}
Cells = dict[str, list[Any]]


@pytest.fixture(scope="module")
def types(project: Project) -> dict[str, dict[str, str]]:
    """The types of the columns of each table, as datapackage.json tells them."""
    package = json.loads((project.clean / DESCRIPTOR).read_text("utf-8"))
    return {
        resource["name"]: {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        for resource in package["resources"]
    }


@pytest.fixture(scope="module")
def expected(project: Project, types: dict[str, dict[str, str]]) -> dict[str, Cells]:
    """Every cell of each table as a value of Python, none where it is empty."""
    found = {}
    for table, columns in types.items():
        with (project.clean / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        found[table] = {
            name: [PYTHON[type_](row[name]) if row[name] else None for row in rows]
            for name, type_ in columns.items()
        }
    return found


@pytest.fixture(scope="module")
def parquets(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the Parquet files of the release."""
    folder, tables = tmp_path_factory.mktemp("parquet"), Tables(project.clean)
    for table in table_names():
        (folder / f"{table}.parquet").write_bytes(parquet(tables, table))
    return folder


def test_the_data_package_has_the_types_of_the_dictionary(types: dict[str, dict[str, str]]) -> None:
    told: dict[str, dict[str, str]] = {table: {} for table in table_names()}
    for entry in entries():
        told[entry.table][entry.column] = entry.type
    assert types == told


def cells(found: duckdb.DuckDBPyRelation) -> Cells:
    return dict(zip(found.columns, map(list, zip(*found.fetchall(), strict=True)), strict=True))


def test_duckdb_reads_every_csv_file_with_the_types_of_the_data_package(
    project: Project, types: dict[str, dict[str, str]], expected: dict[str, Cells]
) -> None:
    with duckdb.connect() as connection:
        for table, columns in types.items():
            dtypes = {name: DUCKDB[type_] for name, type_ in columns.items()}
            path = str(project.clean / f"{table}.csv")
            assert cells(connection.read_csv(path, columns=dtypes)) == expected[table], table


def test_duckdb_finds_the_types_in_the_parquet_files(
    parquets: Path, types: dict[str, dict[str, str]], expected: dict[str, Cells]
) -> None:
    with duckdb.connect() as connection:
        for table, columns in types.items():
            found = connection.read_parquet(str(parquets / f"{table}.parquet"))
            named = dict(zip(found.columns, map(str, found.types), strict=True))
            assert named == {name: DUCKDB[type_] for name, type_ in columns.items()}
            assert cells(found) == expected[table], table


IN_POLARS = """
import json, pathlib, sys
import polars
clean, parquets = map(pathlib.Path, sys.argv[1:])
TYPES = {"string": polars.String, "integer": polars.Int64, "number": polars.Float64}
told = {}
for resource in json.loads((clean / "datapackage.json").read_text("utf-8"))["resources"]:
    schema = {field["name"]: TYPES[field["type"]] for field in resource["schema"]["fields"]}
    typed = polars.read_csv(clean / resource["path"], schema=schema)
    found = polars.read_parquet(parquets / (resource["name"] + ".parquet"))
    assert dict(found.schema) == schema, (resource["name"], found.schema)
    assert typed.equals(found), resource["name"]
    told[resource["name"]] = found.to_dict(as_series=False)
print(json.dumps(told))
"""


@pytest.mark.slow
def test_polars_reads_the_same_from_csv_and_parquet(
    project: Project, parquets: Path, expected: dict[str, Cells]
) -> None:
    # It is no dependency of this project, so it runs in an environment of its own.
    uv = Path(sys.executable).with_name("uv")
    done = subprocess.run(
        [uv, "run", "--quiet", "--isolated", "--no-project", "--with", POLARS,
         "python", "-c", IN_POLARS, project.clean, parquets],
        env={**os.environ, "PYTHONPATH": "", "PYTHONUTF8": "1"}, capture_output=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == expected


IN_R = """
options(readr.show_col_types = FALSE)
arguments <- commandArgs(TRUE)
setwd(arguments[1])
line <- arguments[2]
letters_of <- c(string = "c", integer = "i", number = "d")
told <- list()
for (resource in jsonlite::read_json("datapackage.json")$resources) {
  names <- vapply(resource$schema$fields, `[[`, "", "name")
  types <- vapply(resource$schema$fields, `[[`, "", "type")
  found <- readr::read_csv(resource$path, col_types = paste(letters_of[types], collapse = ""))
  stopifnot(identical(names(found), names), nrow(readr::problems(found)) == 0)
  told[[resource$name]] <- as.list(found)
  if (grepl(resource$path, line, fixed = TRUE)) {
    guessed <- vapply(as.list(eval(parse(text = line))), typeof, "")
    filled <- !vapply(as.list(found), function(one) all(is.na(one)), NA)
    stopifnot(identical(guessed[filled] == "character", (setNames(types == "string", names))[filled]))
  }
}
cat(jsonlite::toJSON(told, na = "null", digits = NA))
"""


@pytest.mark.slow
def test_r_reads_every_csv_file_and_the_line_of_the_documents_the_right_types(
    project: Project, expected: dict[str, Cells]
) -> None:
    r = shutil.which("Rscript")
    needed = "quit(status = !all(c('readr', 'jsonlite') %in% rownames(installed.packages())))"
    if r is None or subprocess.run([r, "-e", needed], check=False).returncode:
        pytest.skip("R (Rscript) with its packages readr and jsonlite is not installed")
    text = (project.root / "README.md").read_text("utf-8")
    lines = re.findall(r"<- (readr::read_csv\(.*\))$", text, re.MULTILINE)
    for line in lines:
        done = subprocess.run(
            [r, "-e", IN_R, project.clean, line], env={**os.environ, "LC_ALL": "C.UTF-8"},
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == expected, line
    assert lines


@pytest.mark.slow
def test_libreoffice_keeps_codes_as_text_and_numbers_as_numbers(
    project: Project, types: dict[str, dict[str, str]], expected: dict[str, Cells], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    monkeypatch.setattr("survey.publishing.workbook.tallies.REPORT", {})  # it is about the tables
    write_workbook(tmp_path / "book.xlsx", Tables(project.clean), (), load_sources(project.raw))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "ods", "--outdir", tmp_path,
         tmp_path / "book.xlsx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    book = CalamineWorkbook.from_path(str(tmp_path / "book.ods"))
    titles = {(entry.table, entry.column): entry.title["ja"] for entry in entries()}
    for table, columns in types.items():
        heads, *rows = book.get_sheet_by_name(wording().tables[table]).to_python()
        for name, type_ in columns.items():
            place = heads.index(titles[table, name])
            found = [None if row[place] == "" else row[place] for row in rows]
            assert found == expected[table][name], (table, name)
            kinds = {type(value) for value in found if value is not None}
            assert kinds <= ({str} if type_ == "string" else {int, float}), (table, name)
    assert expected["prefectures"]["prefecture_code"][0] == "01"


_GUESSED = re.compile(r"[-+]?\d+(\.\d+)?|\d{4}-\d\d?-\d\d?|T|F|TRUE|FALSE|True|False", re.ASCII)


def guessed(types: dict[str, str], columns: Cells) -> set[str]:
    """Return the columns whose texts a program takes for numbers, dates or truths."""
    return {
        name for name, type_ in types.items() if type_ == "string"
        and all(_GUESSED.fullmatch(value) for value in columns[name] if value is not None)
    }  # fmt: skip


def lines_in(project: Project) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the table and the columns with their types of every line that reads a CSV file."""
    readr, pandas = r"col_types = readr::cols\(([^)]*)\)", r"dtype=\{([^}]*)\}"
    for name in ("README.md", "README.ja.md", "docs/en/downloads.md", "docs/ja/downloads.md"):
        text = (project.root / name).read_text("utf-8")
        found = list(re.finditer(rf'read_csv\("(\w+)\.csv", (?:{readr}|{pandas})\)', text))
        assert {bool(one[2]) for one in found} == {True, False}, name
        for one in found:
            yield one[1], dict(re.findall(r'"?(\w+)"?\s*[=:]\s*"(\w+)"', one[2] or one[3]))


def test_the_lines_for_r_and_pandas_name_the_columns_that_need_a_type(
    project: Project, types: dict[str, dict[str, str]], expected: dict[str, Cells]
) -> None:
    for table, named in lines_in(project):
        assert set(named.values()) <= {"c", "string"}
        assert set(named) == guessed(types[table], expected[table]), table
    codes = {"prefecture_code", "local_government_code"}
    assert guessed(types["prefectures"], expected["prefectures"]) == codes
