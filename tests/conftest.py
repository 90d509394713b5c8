"""What the tests share: the documents, the layout, the tables parsed once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from survey.documents import Document, read_document
from survey.errata import Erratum, load_errata
from survey.layouts import Layout, load_layout
from survey.parse import Parsed, parse
from survey.project import Project, find_project

# The same examples every time where a failure cannot be looked into; new ones at a desk.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

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


@pytest.fixture
def read_excerpt(layout: Layout) -> Callable[[str], Parsed]:
    """Parse a file of `tests/excerpts`, lines of the document under the title of their table."""

    def read(name: str) -> Parsed:
        return parse(read_document(EXCERPTS / f"{name}.txt"), layout, ())

    return read
