"""What the tests share: the documents, the layout, the tables parsed once."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import plotly.graph_objects as go
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext

from browsing import DESKTOP, Watched, chromium, forget
from survey.documents.plain_text import Document, read_document
from survey.languages import Lang
from survey.outputs import alone
from survey.project import Project, find_project
from survey.publishing.report_set import REPORT, Tables
from survey.reading.errata import Erratum, load_errata
from survey.reading.layouts import Layout, load_layout
from survey.reading.parse import Parsed, parse

# The same examples every time where a failure cannot be looked into, new ones at a desk. No example
# fails by the clock: a busy machine is no mistake.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

# Commands speak the language of the terminal; here it is English, whosever desk it is.
for _name in ("LC_ALL", "LANGUAGE"):
    os.environ.pop(_name, None)
os.environ["LC_MESSAGES"] = "C"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Return one worker more than processors, as tests wait for browsers and for what they start."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    processors = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return processors + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the files of tests that take longest begin first, and mark what needs all that is
    published, or a server."""
    for item in items:
        if {"executed", "published", "served"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
    order = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(FIRST)))


FIRST = (
    "test_notebooks", "test_grids", "test_explorer", "test_site", "test_hostile",
    "test_determinism", "test_release", "test_site_readers", "test_site_charts",
    "test_command_line", "test_faults", "test_site_search", "test_workbook", "test_corpus",
    "test_editions",
)  # fmt: skip
"""Files of tests that take longest. A file has one worker, so that what its tests share is made
once. What is published is made by the first file that needs it; as others would wait for it, they
come after files that need it not."""
EXCERPTS = Path(__file__).parent / "excerpts"


@pytest.fixture(scope="session")
def project() -> Project:
    return find_project()


@pytest.fixture(scope="session")
def layout() -> Layout:
    return load_layout("nga2020")


@pytest.fixture(scope="session")
def errata(project: Project) -> tuple[Erratum, ...]:
    return load_errata(project.raw / "errata.toml")


@pytest.fixture(scope="session")
def document(project: Project) -> Document:
    return read_document(project.raw / "governors_association_2020.txt")


@pytest.fixture(scope="session")
def parsed(document: Document, layout: Layout, errata: tuple[Erratum, ...]) -> Parsed:
    return parse(document, layout, errata)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of a worker; each test opens pages of its own."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def tables(project: Project) -> Tables:
    return Tables(project.clean)


@pytest.fixture(scope="session")
def charts_made(tables: Tables) -> dict[str, dict[Lang, go.Figure]]:
    """Every chart of the report set in both languages; copied by whoever changes one."""
    return {name: chart.make(tables) for name, chart in REPORT.items()}


@pytest.fixture
def read_excerpt(layout: Layout) -> Callable[[str], Parsed]:
    """Parse a file of `tests/excerpts`, lines of the document under the title of their table."""

    def read(name: str) -> Parsed:
        return parse(read_document(EXCERPTS / f"{name}.txt"), layout, ())

    return read


def copy_of_the_project(folder: Path, executed: Project | None = None) -> Project:
    """Copy what is committed and makes the publications, and notebooks that were run already."""
    own = find_project()
    for name in ("data", "figures", "notebooks", "docs", "build/notebooks", ".cache/stamps"):
        root = executed.root if executed and name.startswith(("build", ".cache")) else own.root
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name)
    for path in (*own.root.glob("*.md"), *own.root.glob("*.cff"), own.root / "LICENSE"):
        shutil.copy(path, folder)
    return Project(folder)


def hashes(place: Path) -> dict[str, str]:
    """Return a hash of each file of a folder, or of a file and what is zipped in it, by its name:
    what a test compares, so that one that fails tells names and not contents."""
    files = [path for path in place.rglob("*") if path.is_file()] if place.is_dir() else [place]
    parts = {path.relative_to(place).as_posix(): path.read_bytes() for path in files}
    if zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive:
            parts |= {name: archive.read(name) for name in archive.namelist()}
    return {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that is made once for all workers of a run."""
    base = factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with alone(place):
        if not (place / "made").exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            make(place)
            (place / "made").touch()
    return place


def said(command: list[str], folder: Path) -> str:
    """Run a command in a folder, and return what it printed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project in which the notebooks were run."""

    def execute(folder: Path) -> None:
        copy_of_the_project(folder)
        for name in ("build", ".cache"):  # what was run before with other libraries does not count
            shutil.rmtree(folder / name, ignore_errors=True)
        script = (
            "from survey.publishing.notebooks import run_all\n"
            "from survey.project import find_project\n"
            "print(*run_all(find_project(), str))"
        )
        assert said([sys.executable, "-c", script], folder) == "\n"

    return Project(once(tmp_path_factory, "executed", execute))


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, executed: Project) -> Project:
    """A copy of the project in which `survey site` and `survey release` were run, as users do."""

    def publish(folder: Path) -> None:
        copy_of_the_project(folder, executed)
        for command, made in (("site", "site/index.html"), ("release", "*.zip")):
            printed = said([sys.executable, "-m", "survey", command], folder)
            (path,) = (folder / "build").glob(made)
            assert printed == f"{path}\n"

    return Project(once(tmp_path_factory, "published", publish))


@pytest.fixture(scope="session")
def site(published: Project) -> Path:
    return published.built / "site"


@pytest.fixture(scope="session")
def one_context(browser: Browser) -> Iterator[BrowserContext]:
    """What all pages of a worker share: a new one for each is half the work of the browser."""
    made = browser.new_context(reduced_motion="reduce")
    yield made
    made.close()


@pytest.fixture
def context(one_context: BrowserContext) -> Iterator[BrowserContext]:
    yield one_context
    forget(one_context)


@pytest.fixture
def watched(context: BrowserContext) -> Iterator[Watched]:
    """A page; when the test ends nothing may have gone wrong on it."""
    one = Watched(context, DESKTOP)
    yield one
    assert one.wrong == []
