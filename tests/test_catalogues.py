"""The data package for catalogues: what Croissant and DCAT files name is there, and all of it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from survey.project import Project
from survey.publishing.catalogues import CROISSANT, DCAT, catalogues, llms_text
from survey.tables.datapackage import DESCRIPTOR
from survey.tables.schemas import columns, table_names


@pytest.fixture(scope="module")
def package() -> dict[str, Any]:
    from survey.project import find_project

    content: dict[str, Any] = json.loads((find_project().clean / DESCRIPTOR).read_text("utf-8"))
    return content


@pytest.fixture(scope="module")
def croissant(package: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(catalogues(package)[CROISSANT])
    return content


@pytest.fixture(scope="module")
def dcat(package: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(catalogues(package)[DCAT])
    return content


def nodes(value: object) -> Iterator[dict[str, Any]]:
    """Yield every object in a file of JSON-LD but its context."""
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key != "@context":
                yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def test_the_files_named_are_those_of_the_tables(
    project: Project, croissant: dict[str, Any], dcat: dict[str, Any]
) -> None:
    (dataset,) = dcat["dcat:dataset"]
    named = [(one["contentUrl"], one["sha256"], one["contentSize"].removesuffix(" B"))
             for one in croissant["distribution"]]  # fmt: skip
    assert named == [
        (one["dcat:downloadURL"]["@id"], one["spdx:checksum"]["spdx:checksumValue"]["@value"],
         one["dcat:byteSize"]["@value"])
        for one in dataset["dcat:distribution"]
    ]  # fmt: skip
    assert [name for name, *_ in named] == [f"{table}.csv" for table in table_names()]
    for name, digest, size in named:
        content = (project.clean / name).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), str(len(content))) == (digest, size)


def test_croissant_describes_every_column_and_leads_nowhere_else(croissant: dict[str, Any]) -> None:
    sets = croissant["recordSet"]
    assert {one["@id"]: [field["name"] for field in one["field"]] for one in sets} == {
        table: columns(table) for table in table_names()
    }
    named = [node for node in nodes(croissant) if "@id" in node]
    known = [node["@id"] for node in named if "@type" in node]
    assert len(known) == len(set(known))
    assert {node["@id"] for node in named} == set(known)
    for field in (field for one in sets for field in one["field"]):
        assert field["source"]["extract"]["column"] == field["name"]
        japanese, english = field["description"].split("\n")
        assert re.search("[ぁ-んァ-ヶ一-龠]", japanese)
        assert english


def test_every_term_has_a_namespace(croissant: dict[str, Any], dcat: dict[str, Any]) -> None:
    for content in (croissant, dcat):
        prefixes = {name for name, at in content["@context"].items() if str(at).startswith("http")}
        used = {
            term.partition(":")[0]
            for node in nodes(content)
            for term in [*node, *([node["@type"]] if "@type" in node else [])]
            if ":" in term
        }
        assert used <= prefixes


def test_dcat_has_what_its_application_profile_asks_for(dcat: dict[str, Any]) -> None:
    (dataset,) = dcat["dcat:dataset"]
    both = [{"ja", "en"}] * 2
    for node in (dcat, dataset, *dataset["dcat:distribution"]):
        told = [node["dct:title"], node["dct:description"]]
        assert [{text["@language"] for text in texts if text["@value"]} for texts in told] == both
    assert dcat["dct:publisher"]["foaf:name"]
    assert all(one["dcat:accessURL"] and one["dct:license"] for one in dataset["dcat:distribution"])


def test_creator_and_keywords_are_those_of_the_citation(
    project: Project, croissant: dict[str, Any], dcat: dict[str, Any]
) -> None:
    citation = (project.root / "CITATION.cff").read_text("utf-8")
    (keywords,) = re.findall(r"^keywords: \[(.+)\]$", citation, re.MULTILINE)
    assert croissant["keywords"] == keywords.split(", ")
    assert f"  - name: {croissant['creator']['name']}\n" in citation
    assert dcat["dct:publisher"]["foaf:name"] == croissant["creator"]["name"]
    assert croissant["version"] in citation


def test_the_same_package_gives_the_same_bytes(package: dict[str, Any]) -> None:
    assert catalogues(package) == catalogues(json.loads(json.dumps(package)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("mlcroissant==1.1.1", ["mlcroissant", "validate", "--jsonld", CROISSANT]),
        ("cffconvert==2.0.0", ["cffconvert", "--validate", "-i", "CITATION.cff"]),
    ],
)
def test_the_validators_of_the_formats_find_nothing(
    project: Project, package: dict[str, Any], tmp_path: Path, tool: str, arguments: list[str]
) -> None:
    # They need other versions than those locked here, so each runs in an environment of its own.
    for name, content in catalogues(package).items():
        (tmp_path / name).write_bytes(content)
    for path in (project.root / "CITATION.cff", *project.clean.glob("*.csv")):
        shutil.copy(path, tmp_path)
    uv = Path(sys.executable).with_name("uv")
    done = subprocess.run(
        [uv, "run", "--quiet", "--isolated", "--no-project", "--with", tool, *arguments],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": ""}, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not re.search(r"\b(warning|error)", done.stderr, re.IGNORECASE), done.stderr


def test_llms_txt_names_every_table_where_it_is_and_what_is_derived(
    package: dict[str, Any],
) -> None:
    text = llms_text(package, "downloads")
    assert text.startswith("# ")
    for table in table_names():
        assert f"](downloads/{table}.csv): " in text
    assert "[case_work](downloads/case_work.csv): Derived. " in text
    assert "[ai_rpa_cases](downloads/ai_rpa_cases.csv): Derived" not in text
