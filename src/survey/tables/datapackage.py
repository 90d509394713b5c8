"""`datapackage.json`: what the clean tables are, for people and for software.

A Data Package (https://datapackage.org) that describes every CSV file beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from survey import __version__
from survey.problems import Problem
from survey.reading.sources import Source
from survey.tables.schemas import describe_table, package, sources_of, table_schema

DESCRIPTOR = "datapackage.json"
_SAID = ("title", "title_en", "description", "description_en")


def descriptor(csv_files: Mapping[str, bytes], sources: Mapping[str, Source]) -> bytes:
    """Return `datapackage.json` for the CSV files of these tables (name to content)."""
    described = package()
    licences = described.pop("licenses")
    whole = {
        **described,
        "version": __version__,
        "licenses": licences,
        "sources": [_source(source) for source in sources.values()],
        "resources": [_resource(table, csv, sources) for table, csv in csv_files.items()],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def invalid(folder: Path) -> list[Problem]:
    """Return an error for every way in which the tables in a folder break their description."""
    from frictionless import validate

    report = validate(str(folder / DESCRIPTOR))
    found = [(DESCRIPTOR, error) for error in report.errors]
    found += [(task.place, error) for task in report.tasks for error in task.errors]
    return [
        Problem(
            "error", file, getattr(error, "row_number", None), error.message,
            "what the data dictionary says of the table",
            "correct the declaration, or build the table again",
        )
        for file, error in found
    ]  # fmt: skip


def _source(source: Source) -> dict[str, Any]:
    return {
        "title": source.citation,
        "title_en": f"{source.publisher_en}: {source.title_en}",
        "file": source.file,
        "sha256": source.sha256,
        "terms": source.terms,
        "terms_en": source.terms_en,
    }


def _resource(table: str, csv: bytes, sources: Mapping[str, Source]) -> dict[str, Any]:
    described = describe_table(table)
    resource: dict[str, Any] = {
        "name": table,
        "type": "table",
        "path": f"{table}.csv",
        **{key: described[key] for key in _SAID},
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "header": True},
        "bytes": len(csv),
        "hash": f"sha256:{hashlib.sha256(csv).hexdigest()}",
        "schema": table_schema(table),
    }
    if described.get("derived"):
        resource["derived"] = True
    if named := sources_of(table):
        resource["sources"] = [{"title": sources[source].citation} for source in named]
    return resource
