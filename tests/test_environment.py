"""One lock for uv, pip and conda, and a project that stands alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from survey import __version__
from survey.analysis.shares import uniform
from survey.project import Project
from survey.tables.frames import read_table
from survey.tables.schemas import table_names

LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+?)(?: *; *(.+?))? \\$", re.MULTILINE)


@pytest.fixture(scope="module")
def lock(project: Project) -> dict[str, list[tuple[str, str]]]:
    """The locked versions of each package, each with the marker it is for."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, version, marker in LOCKED.findall((project.root / "requirements.lock").read_text()):
        found.setdefault(canonicalize_name(name), []).append((version, marker))
    return found


def declared(project: Project) -> list[Requirement]:
    package = tomllib.loads((project.root / "pyproject.toml").read_text("utf-8"))["project"]
    extras = package["optional-dependencies"].values()
    listed = [*package["dependencies"], *(item for extra in extras for item in extra)]
    # An extra can need another one of the package itself.
    return [Requirement(item) for item in listed if not item.startswith(package["name"])]


def test_the_lock_has_every_declared_package_in_a_version_that_fits(
    project: Project, lock: dict[str, list[tuple[str, str]]]
) -> None:
    for requirement in declared(project):
        versions = lock[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version, _ in versions)


def test_every_locked_package_has_its_checksums(project: Project) -> None:
    text = (project.root / "requirements.lock").read_text()
    entries = [entry for entry in text.split("\n") if "==" in entry and not entry.startswith(" ")]
    assert len(entries) == len(LOCKED.findall(text))
    assert text.count("--hash=sha256:") >= len(entries)


def test_the_lock_in_the_standard_form_is_the_same(
    project: Project, lock: dict[str, list[tuple[str, str]]]
) -> None:
    standard = tomllib.loads((project.root / "pylock.toml").read_text("utf-8"))
    found: dict[str, set[str]] = {}
    for package in standard["packages"]:
        found.setdefault(canonicalize_name(package["name"]), set()).add(package["version"])
        for wheel in package["wheels"]:
            assert len(wheel["hashes"]["sha256"]) == 64
    assert found == {name: {version for version, _ in versions} for name, versions in lock.items()}


def test_this_environment_is_the_locked_one(lock: dict[str, list[tuple[str, str]]]) -> None:
    installed: dict[str, str] = {
        canonicalize_name(d.metadata["Name"]): d.version for d in distributions()
    }
    for name, versions in lock.items():
        for version, marker in versions:
            if not marker or Marker(marker).evaluate():
                assert installed.get(name) == version, name


def test_conda_installs_the_same_lock(project: Project) -> None:
    text = (project.root / "environment.yml").read_text("utf-8")
    listed = re.findall(r"^ +- (.+)$", text, re.MULTILINE)
    package = tomllib.loads((project.root / "pyproject.toml").read_text("utf-8"))["project"]
    python = next(item for item in listed if item.startswith("python="))
    assert Requirement(f"python{package['requires-python']}").specifier.contains(python[7:] + ".0")
    assert "-r requirements.lock" in listed
    named = {re.split("[ =<>]", item)[0] for item in listed if not item.startswith("-")}
    assert named <= {"conda-forge", "python", "pip", "pip:", "make"}


def test_the_top_level_is_the_agreed_one(project: Project) -> None:
    agreed = (
        "notebooks data/raw data/clean src/survey figures tests environment.yml README.md "
        "README.ja.md pyproject.toml Makefile LICENSE CITATION.cff CHANGELOG.md CONTRIBUTING.md "
        ".ci/run requirements.lock docs benchmarks"
    )
    for name in agreed.split():
        assert (project.root / name).exists(), name


OF_A_MACHINE = re.compile(r"/home/|/Users/|/root/|/tmp/|\b[A-Z]:\\\\")


def files_of(folder: Path) -> Iterator[Path]:
    """Yield the files that belong to the project, with git or without: all that it does not ignore."""
    ignored = (folder / ".gitignore").read_text("utf-8").split()
    waiting = [folder]
    while waiting:
        for path in waiting.pop().iterdir():
            place = path.relative_to(folder).as_posix()
            if path.name == ".git" or any(
                fnmatch(place if "/" in one.rstrip("/") else path.name, one.rstrip("/"))
                for one in ignored
            ):
                continue
            if path.is_dir():
                waiting.append(path)
            else:
                yield path


def test_the_project_names_no_path_of_a_machine(project: Project) -> None:
    read, found = 0, []
    for path in files_of(project.root):
        content = path.read_bytes()
        if b"\0" in content or path.suffix == ".lock" or path.name == Path(__file__).name:
            continue
        read += 1
        text = content.decode("utf-8")
        found += [f"{path}: {match[0]}" for match in OF_A_MACHINE.finditer(text)]
    assert found == []
    assert read > 300


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
def test_the_readme_tells_the_rows_of_each_table(project: Project, readme: str) -> None:
    text = (project.root / readme).read_text("utf-8")
    told = dict(re.findall(r"^\| \[`(\w+)\.csv`\].*? \| (\d+) \|", text, re.MULTILINE))
    assert told == {name: str(len(read_table(name))) for name in table_names()}


@pytest.mark.parametrize(
    ("readme", "sentences"),
    [
        ("README.md", (
            "{all} prefectures reported {cases} uses of AI", "in {used} of them, by {by} prefectures",
            "Of the {several} prefectures with more than one case, {alike} gave",
        )),
        ("README.ja.md", (
            "{all}都道府県が{cases}件の事例", "うち{used}件（{by}都道府県）が導入済",
            "事例が複数ある{several}都道府県のうち{alike}は",
        )),
    ],
)  # fmt: skip
def test_the_readme_begins_with_a_result_that_holds(
    project: Project, readme: str, sentences: tuple[str, ...]
) -> None:
    cases = read_table("ai_rpa_cases")
    used = cases[cases["adoption_status"] == "導入済"]
    alike, several = uniform(cases, "shareability")
    facts = {
        "all": cases["prefecture"].nunique(), "cases": len(cases), "used": len(used),
        "by": used["prefecture"].nunique(), "alike": alike, "several": several,
    }  # fmt: skip
    text = " ".join((project.root / readme).read_text("utf-8").split())
    for sentence in sentences:
        assert sentence.format(**facts) in text


def test_the_citation_has_the_version_of_the_package(project: Project) -> None:
    citation = (project.root / "CITATION.cff").read_text("utf-8")
    assert f"version: {__version__}\n" in citation
    assert f"## {__version__} " in (project.root / "CHANGELOG.md").read_text("utf-8")
