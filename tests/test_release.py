"""The release bundle: whole, with right checksums, and the same every time."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from conftest import copy_of_the_project, hashes
from survey import __released__, __version__
from survey.project import Project
from survey.publishing.release import SUMS
from survey.tables.frames import read_table
from survey.tables.schemas import table_names

ROOT = f"prefectural-dx-{__version__}"


def release(project: Project) -> Path:
    """Run the command as users do, and return the bundle."""
    done = subprocess.run(
        [sys.executable, "-m", "survey", "release"],
        cwd=project.root, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture(scope="module")
def bundle(published: Project) -> Path:
    (path,) = published.built.glob("*.zip")
    return path


def test_it_holds_every_form_of_the_tables(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        names = set(archive.namelist())
    for table in table_names():
        assert f"{ROOT}/data/clean/{table}.csv" in names
        assert f"{ROOT}/data/parquet/{table}.parquet" in names
    for name in ("prefectural-dx.xlsx", "prefectural-dx.db", "data/clean/datapackage.json",
                 "data/clean/dictionary.ja.md", "data/clean/croissant.json", "data/clean/catalog.jsonld",
                 "data/raw/errata.toml", "CITATION.cff",
                 "site/index.html", "site/en/index.html", "site/explorer.html", SUMS):  # fmt: skip
        assert f"{ROOT}/{name}" in names


def test_the_checksums_are_those_of_the_files(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        lines = archive.read(f"{ROOT}/{SUMS}").decode("utf-8").splitlines()
        assert len(lines) == len(archive.namelist()) - 1
        for line in lines:
            digest, name = line.split("  ", 1)
            assert hashlib.sha256(archive.read(f"{ROOT}/{name}")).hexdigest() == digest


@pytest.mark.parametrize("table", table_names())
def test_parquet_holds_what_the_csv_file_holds(bundle: Path, table: str) -> None:
    with zipfile.ZipFile(bundle) as archive:
        content = archive.read(f"{ROOT}/data/parquet/{table}.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(content)), read_table(table))


def test_the_same_project_gives_the_same_bytes(
    published: Project, bundle: Path, tmp_path: Path
) -> None:
    again = copy_of_the_project(tmp_path, published)
    (again.root / ".cache" / "stamps" / "site.json").unlink()
    assert hashes(release(again)) == hashes(bundle)


def test_the_day_of_the_release_is_told_once(project: Project) -> None:
    citation = (project.root / "CITATION.cff").read_text("utf-8")
    assert re.search(r"^date-released: \"?([0-9-]+)", citation, re.MULTILINE)[1] == __released__  # type: ignore[index]
