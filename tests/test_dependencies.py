"""Where packages come from, under which terms, what for; and a wheel that needs no checkout."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import hashes
from survey.extras import extras as told_extras
from survey.extras import installed
from survey.problems import BadInput
from survey.project import Project
from survey.reading.sources import load_sources

NO_NETWORK = """
import socket

def refuse(*_: object) -> None:
    raise OSError("the network is asked for something")

socket.getaddrinfo = socket.create_connection = socket.socket.connect = refuse
"""


@pytest.fixture(scope="module")
def package(project: Project) -> dict[str, Any]:
    return tomllib.loads((project.root / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def licences(project: Project) -> list[dict[str, str]]:
    with (project.root / "docs" / "licences.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def others(package: dict[str, Any]) -> dict[str, list[str]]:
    """Return what each extra needs besides another extra of the package itself."""
    own = package["project"]["name"]
    extras = package["project"]["optional-dependencies"]
    return {e: [item for item in extras[e] if not item.startswith(own)] for e in extras}


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, encoding="utf-8",
        check=False, env={**os.environ, "PYTHONPATH": "", **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_table_says_of_each_declared_package_what_it_is_for(
    project: Project, package: dict[str, Any], licences: list[dict[str, str]]
) -> None:
    text = (project.root / "docs" / "dependencies.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z][\w-]*) \| (\w*) ?\| (.+) \| (.+) \|$", text, re.MULTILINE)
    extras = {"": package["project"]["dependencies"], **others(package)}
    terms = {row["package"]: row["licence"] for row in licences}
    assert [(name, extra, licence) for name, extra, _, licence in rows[1:]] == [
        (name, extra, terms[name])
        for extra, listed in extras.items()
        for name in (canonicalize_name(Requirement(item).name) for item in listed)
    ]


def test_every_locked_package_is_listed_under_a_licence_that_is_accepted(
    project: Project, licences: list[dict[str, str]]
) -> None:
    lock = (project.root / "requirements.lock").read_text("utf-8")
    locked = re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", lock, re.MULTILINE)
    assert [(row["package"], row["version"]) for row in licences] == locked
    declared = tomllib.loads((project.root / "docs" / "licences.toml").read_text("utf-8"))
    fine = {*declared["accepted"], *declared["weak_copyleft"]}
    assert [
        row for row in licences
        if row["licence"] not in ({declared["read"][row["package"]]}
                                  if row["told_by"] == "a person" else fine)
    ] == []  # fmt: skip
    text = (project.root / "docs" / "dependencies.md").read_text("utf-8")
    weak = {row["package"] for row in licences if row["licence"] in declared["weak_copyleft"]}
    assert all(name in text.partition("## Copyleft")[2] for name in weak)


@pytest.mark.slow
def test_packages_say_of_their_licence_what_is_listed(licences: list[dict[str, str]]) -> None:
    said = json.loads(run(sys.executable, "-m", "piplicenses", "--with-system", "--format=json",
                          cwd=Path.cwd()))  # fmt: skip
    found = {(canonicalize_name(one["Name"]), one["Version"]): one["License"] for one in said}
    listed = [row for row in licences if row["told_by"] == "the package"]
    assert len(listed) > 200
    for row in listed:
        here = found.get((canonicalize_name(row["package"]), row["version"]))
        assert here in (None, row["licence"]), row


def test_nothing_is_installed_but_what_the_lock_holds_a_checksum_of(project: Project) -> None:
    assert "\n--only-binary :all:\n" in (project.root / "requirements.lock").read_text("utf-8")
    names = ("Makefile", ".ci/run", "environment.yml", "README.md", "README.ja.md",
             "CONTRIBUTING.md")  # fmt: skip
    text = "\n".join((project.root / name).read_text("utf-8") for name in names)
    installing = re.findall(r"^.*\bpip install\b.*$", text, re.MULTILINE)
    assert len(installing) >= 10
    allowed = r".*(--require-hashes -r [\w./]+|--no-deps --no-build-isolation -e \.)"
    # Who wants the tables alone, installs the package with the versions of the day.
    package = r"(\.`|'\.\[charts\]'`)"
    assert [line for line in installing
            if not re.search(f"pip install ({allowed}|{package})", line)] == []  # fmt: skip
    fetching = r"\b(curl|wget|npm|npx|git clone|playwright install|uvx|pipx|get_chrome)\b"
    assert re.findall(fetching, text) == []


def test_what_makes_the_wheel_is_named_with_the_locked_versions(package: dict[str, Any]) -> None:
    pinned = {str(Requirement(item)) for item in package["build-system"]["requires"]}
    needed, names = {"hatchling"}, set[str]()
    while name := next(iter(needed - names), None):
        names.add(name)
        for item in map(Requirement, requires(name) or []):
            if not item.marker or item.marker.evaluate({"extra": ""}):
                needed.add(canonicalize_name(item.name))
    assert pinned == {f"{name}=={version(name)}" for name in names}


def test_the_package_has_nothing_to_fetch_with(project: Project) -> None:
    asking = r"^\s*(import|from) (urllib\.request|http\.client|ftplib|socket|requests|httpx)\b"
    code = [*(project.root / "src").rglob("*.py"), *(project.root / "docs").rglob("*.py")]
    assert len(code) > 70
    assert [
        path.name for path in code if re.search(asking, path.read_text("utf-8"), re.MULTILINE)
    ] == []


def test_each_extra_is_told_by_the_modules_it_brings(package: dict[str, Any]) -> None:
    modules: dict[str, set[str]] = {}
    for module, names in packages_distributions().items():
        for name in names:
            modules.setdefault(canonicalize_name(name), set()).add(module)
    extras = {extra: listed for extra, listed in others(package).items() if extra != "dev"}
    assert told_extras().keys() == extras.keys()
    for extra, listed in extras.items():
        for name in (canonicalize_name(Requirement(item).name) for item in listed):
            told = [other for other, brought in told_extras().items() if modules[name] & brought]
            needed = [other for other in extras if name in {
                canonicalize_name(Requirement(item).name) for item in extras[other]}]  # fmt: skip
            # jupyterlab is no import of the package, but what one starts.
            assert (told and set(told) <= set(needed)) or name == "jupyterlab", (extra, name)


def test_a_package_that_is_not_installed_is_told_with_its_extra() -> None:
    told = r"duckdb: error: it is not installed; .*\[scale\]"
    with pytest.raises(BadInput, match=told), installed():
        raise ModuleNotFoundError("No module named 'duckdb.typing'", name="duckdb.typing")
    with pytest.raises(ModuleNotFoundError, match="no_such"), installed():
        import no_such_library  # type: ignore[import-not-found]  # noqa: F401


FIRST_FRAMES = """
import survey as dx

cases = dx.read_table("ai_rpa_cases", survey="nga2020")
assert len(cases) == 357 and cases["adoption_status_code"].eq(1).sum() > 200
assert dx.tally(cases, "prefecture")["answered"].sum() == 46
assert dx.similar(cases, "通勤手当の認定")["prefecture"].iloc[0] == "富山県"
assert dx.keyness(cases, cases["adoption_status_code"] == 1)["term"].iloc[0] == "メール"
for name in ("odds", "charts"):
    try:
        getattr(dx, name) if name == "odds" else dx.charts.bars
    except dx.problems.BadInput as bad:
        print(bad)
"""


@pytest.mark.slow
def test_the_wheel_alone_reads_its_tables_and_says_which_extra_does_more(
    project: Project, tmp_path: Path
) -> None:
    uv, built = Path(sys.executable).with_name("uv"), tmp_path / "dist"
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", built, cwd=project.root)
    home = tmp_path / "venv"
    run(uv, "venv", "--python", sys.executable, home, cwd=tmp_path)
    (wheel,) = built.iterdir()
    run(uv, "pip", "install", "--no-build", "--constraints", project.root / "requirements.lock",
        wheel, cwd=tmp_path, VIRTUAL_ENV=str(home), UV_LINK_MODE="hardlink")  # fmt: skip
    (site,) = home.glob("lib/python*/site-packages")
    size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    assert size < 400e6
    (site / "sitecustomize.py").write_text(NO_NETWORK)
    assert (site / "survey" / "py.typed").is_file()
    assert hashes(site / "survey" / "data" / "clean") == hashes(project.clean)
    sources = load_sources(project.raw).values()
    for source in sources:
        (tmp_path / source.file).write_bytes((project.raw / source.file).read_bytes())

    told = run(home / "bin" / "python", "-c", FIRST_FRAMES, cwd=tmp_path)
    assert re.findall(r"the extra `(\w+)`", told) == ["notebooks", "charts"]
    survey = home / "bin" / "survey"
    assert "parse" in run(survey, "--help", cwd=tmp_path)
    run(survey, "parse", *(one.file for one in sources), "--out", "out", cwd=tmp_path)
    tables = list((tmp_path / "out").iterdir())
    assert len(tables) == 16
    for table in tables:
        assert hashes(table) == hashes(project.clean / table.name)
    assert "通勤手当の認定業務" in run(survey, "similar", "通勤手当の認定", cwd=tmp_path)
    assert "通勤手当・旅費" in run(survey, "code", "通勤手当の認定", cwd=tmp_path)
    run(survey, "compare", "nga2020", "out", "--out", "compared", "--no-chart", cwd=tmp_path)
    changes = (tmp_path / "compared" / "changes.csv").read_text("utf-8-sig")
    assert len(changes.splitlines()) > 1
    assert "gone" not in changes

    (tmp_path / "print.pdf").write_bytes(b"%PDF-1.7\n")
    for command, missing in (
        (["build"], "this folder is not in a checkout of the project"),
        (["parse", "print.pdf", "--out", "pdf"], "prefectural-dx-survey[documents]"),
        (["workbook", "--out", "all.xlsx"], "prefectural-dx-survey[site]"),
        (["figures", "--out", "drawn"], "prefectural-dx-survey[charts]"),
        (["query", "out", "SELECT 1"], "prefectural-dx-survey[scale]"),
    ):
        done = subprocess.run(
            [survey, *command], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
            env={**os.environ, "PYTHONPATH": ""},
        )  # fmt: skip
        assert done.returncode == 1, done.stdout
        assert missing in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_source_archive_holds_what_is_committed_and_nothing_else(
    project: Project, tmp_path: Path
) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path, cwd=project.root)
    (archive,) = tmp_path.iterdir()
    with tarfile.open(archive) as opened:
        held = {name.partition("/")[2] for name in opened.getnames()}
    tracked = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z",
                  cwd=project.root)  # fmt: skip
    there = {name for name in tracked.split("\0") if (project.root / name).is_file()}
    assert held == {*there, "PKG-INFO"}
