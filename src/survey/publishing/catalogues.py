"""The data package in the words of catalogues: Croissant for programs that learn, DCAT for portals.

Both are written from `datapackage.json` alone, which lies beside them, as do the files they name;
`declarations/catalogues.toml` says in which words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from survey import __released__
from survey.declared import included, read_declaration

CROISSANT, DCAT = "croissant.json", "catalog.jsonld"
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class _Declared:
    """The facts that `datapackage.json` does not have, and the forms that are filled in."""

    facts: Facts
    croissant: Mapping[str, Facts]
    dcat: Mapping[str, Facts]
    llms: Mapping[str, str]


@cache
def _declared() -> _Declared:
    return read_declaration(_Declared, included("catalogues.toml"), "the words of catalogues")


def catalogues(package: Facts) -> dict[str, bytes]:
    """Return `croissant.json` and `catalog.jsonld` of a data package, by name.

    Parameters
    ----------
    package
        What `datapackage.json` says.
    """
    facts = {
        **package, **_declared().facts, "released": __released__,
        "cited": "; ".join(source["title"] for source in package["sources"]),
    }  # fmt: skip
    tables = [
        {**resource, "sha256": resource["hash"].removeprefix("sha256:")}
        for resource in package["resources"]
    ]
    written = {CROISSANT: _croissant(facts, tables), DCAT: _dcat(facts, tables)}
    return {
        name: (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
        for name, content in written.items()
    }


def llms_text(package: Facts, folder: str) -> str:
    """Return `llms.txt` (https://llmstxt.org): what a program that reads pages finds in a folder."""
    told = _declared().llms
    tables = [
        {**one, "folder": folder, "derived": told["derived"] if one.get("derived") else ""}
        for one in package["resources"]
    ]
    lines = [told["table"].format_map(table) for table in tables]
    return "".join([told["head"].format_map(package), *lines, told["foot"].format(folder=folder)])


def _croissant(facts: Facts, tables: Iterable[Facts]) -> dict[str, Any]:
    """Return the package as a data set of Croissant."""
    forms = _declared().croissant
    sets = []
    for table in tables:
        name, schema = table["name"], table["schema"]
        of = {"table": name, "file": table["path"]}
        columns = [
            {**field, **of, "data_type": forms["types"][field["type"]]}
            for field in schema["fields"]
        ]
        keys = [{"@id": f"{name}/{key}"} for key in schema["primaryKey"]]
        own = {"key": keys, "field": _each(forms["column"], columns)}
        sets.append(_filled(forms["table"], table) | own)
    return {
        **_filled(forms["dataset"], facts),
        "@context": forms["context"],
        "license": [licence["path"] for licence in facts["licenses"]],
        "keywords": facts["keywords"],
        "distribution": _each(forms["file"], tables),
        "recordSet": sets,
    }


def _dcat(facts: Facts, tables: Iterable[Facts]) -> dict[str, Any]:
    """Return the package as a catalogue of DCAT."""
    forms = _declared().dcat
    terms = {
        "dct:license": _each(forms["license"], facts["licenses"]),
        "dct:rights": _each(forms["rights"], facts["licenses"]),
    }
    dataset = _filled(forms["dataset"], facts) | {
        "dcat:keyword": _each(forms["keyword"], [{"keyword": one} for one in facts["keywords"]]),
        "dct:source": _each(forms["source"], facts["sources"]),
        "dcat:distribution": [one | terms for one in _each(forms["distribution"], tables)],
    }
    whole = _filled(forms["catalogue"], facts)
    return {**whole, "@context": forms["context"], "dcat:dataset": [dataset]}


def _each(form: Facts, listed: Iterable[Facts]) -> list[dict[str, Any]]:
    return [_filled(form, facts) for facts in listed]


def _filled(form: Any, facts: Facts) -> Any:
    """Return a declared form with facts in its places."""
    if isinstance(form, str):
        return form.format_map(facts)
    if isinstance(form, Mapping):
        return {name: _filled(part, facts) for name, part in form.items()}
    return [_filled(part, facts) for part in form]
