"""The data package in the words of catalogues: Croissant for programs that learn, DCAT for portals.

Both are written from `datapackage.json` alone, which lies beside them, as do the files they name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from survey import __released__
from survey.declared import included, read_declaration

CROISSANT, DCAT = "croissant.json", "catalog.jsonld"
_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float"}
_CROISSANT = "http://mlcommons.org/croissant/1.0"
_CROISSANT_TERMS = (
    "citeAs", "column", "equivalentProperty", "extract", "field", "fileObject", "fileProperty",
    "fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex", "repeated",
    "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
_NAMESPACES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True)
class _About:
    creator: str
    keywords: tuple[str, ...]
    place: str
    language: str


@cache
def _about() -> _About:
    return read_declaration(_About, included("catalogues.toml"), "what catalogues ask for")


def catalogues(package: Mapping[str, Any]) -> dict[str, bytes]:
    """Return `croissant.json` and `catalog.jsonld` of a data package, by name.

    Parameters
    ----------
    package
        What `datapackage.json` says.
    """
    written = {CROISSANT: croissant(package), DCAT: dcat(package)}
    return {
        name: (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
        for name, content in written.items()
    }


def llms_text(package: Mapping[str, Any], folder: str) -> str:
    """Return `llms.txt` (https://llmstxt.org): what a program that reads pages finds in a folder."""
    lines = [f"# {package['title_en']}", "", f"> {package['description_en']}", "", "## Tables", ""]
    for one in package["resources"]:
        derived = "Derived. " if one.get("derived") else ""
        lines.append(f"- [{one['name']}]({folder}/{one['path']}): {derived}{one['description_en']}")
    lines += [
        "", "## About them", "",
        "- [Data dictionary](en/dictionary.html): columns, types, codes with their labels",
        f"- [Data Package]({folder}/datapackage.json): the same for programs, with sources and terms",
        "- [Before you use a number](en/caveats.html): what the answers are and are not",
        "- [Method](en/method.html): how the tables were read and checked",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def croissant(package: Mapping[str, Any]) -> dict[str, Any]:
    """Return the package as a data set of Croissant 1.0 (https://docs.mlcommons.org/croissant): a file
    and a record set for each table, its key, its columns with their types."""
    about, resources = _about(), package["resources"]
    return {
        "@context": _croissant_context(),
        "@type": "sc:Dataset",
        "name": package["title"],
        "alternateName": package["title_en"],
        "description": _joined(package["description"], package["description_en"]),
        "conformsTo": _CROISSANT,
        "version": package["version"],
        "datePublished": __released__,
        "creator": {"@type": "sc:Organization", "name": about.creator},
        "license": [licence["path"] for licence in package["licenses"]],
        "keywords": list(about.keywords),
        "citeAs": "; ".join(source["title"] for source in package["sources"]),
        "inLanguage": "ja",
        "distribution": [_file_object(resource) for resource in resources],
        "recordSet": [_record_set(resource) for resource in resources],
    }


def _croissant_context() -> dict[str, Any]:
    return {
        "@language": "ja",
        "@vocab": "https://schema.org/",
        **{term: f"cr:{term}" for term in _CROISSANT_TERMS},
        "conformsTo": "dct:conformsTo",
        "cr": "http://mlcommons.org/croissant/",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "dct": _NAMESPACES["dct"],
        "examples": {"@id": "cr:examples", "@type": "@json"},
        "rai": "http://mlcommons.org/croissant/RAI/",
        "sc": "https://schema.org/",
    }


def _file_object(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["path"],
        "description": _joined(resource["title"], resource["title_en"]),
        "contentUrl": resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": resource["mediatype"],
        "sha256": _sha256(resource),
    }


def _record_set(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table without its foreign keys: mlcroissant joins what they lead to, which it has read
    with other types."""
    table, schema = resource["name"], resource["schema"]
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": _joined(resource["description"], resource["description_en"]),
        "key": [{"@id": f"{table}/{name}"} for name in schema["primaryKey"]],
        "field": [_field(resource, field) for field in schema["fields"]],
    }


def _field(resource: Mapping[str, Any], field: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{resource['name']}/{field['name']}",
        "name": field["name"],
        "description": _joined(
            f"{field['title']}：{field['description']}",
            f"{field['title_en']}: {field['description_en']}",
        ),
        "dataType": _TYPES[field["type"]],
        "source": {"fileObject": {"@id": resource["path"]}, "extract": {"column": field["name"]}},
    }


def _joined(japanese: str, english: str) -> str:
    """Return a text in both languages, as Croissant 1.0 has one text for all."""
    return f"{japanese}\n{english}"


def dcat(package: Mapping[str, Any]) -> dict[str, Any]:
    """Return the package as a catalogue of one data set in DCAT 3, with what DCAT-AP asks for, as
    JSON-LD; every table is a distribution. Addresses are relative to where the file lies."""
    about = _about()
    titles, texts = _in_both(package, "title"), _in_both(package, "description")
    agent = {"@type": "foaf:Agent", "foaf:name": about.creator}
    dataset = {
        "@type": "dcat:Dataset",
        "@id": f"#{package['name']}",
        "dct:identifier": package["name"],
        "dct:title": titles,
        "dct:description": texts,
        "dct:publisher": agent,
        "dct:issued": {"@type": "xsd:date", "@value": __released__},
        "dcat:version": package["version"],
        "dcat:keyword": [{"@language": "en", "@value": word} for word in about.keywords],
        "dct:language": {"@id": about.language},
        "dct:spatial": {"@id": about.place},
        "dct:source": [
            {"dct:title": _in_both(source, "title"), "dct:rights": _rights(source)}
            for source in package["sources"]
        ],
        "dcat:distribution": [
            _distribution(resource, package) for resource in package["resources"]
        ],
    }
    return {
        "@context": _NAMESPACES,
        "@type": "dcat:Catalog",
        "@id": "#catalog",
        "dct:title": titles,
        "dct:description": texts,
        "dct:publisher": agent,
        "dct:language": {"@id": about.language},
        "dcat:dataset": [dataset],
    }


def _distribution(resource: Mapping[str, Any], package: Mapping[str, Any]) -> dict[str, Any]:
    file = {"@id": resource["path"]}
    media = f"https://www.iana.org/assignments/media-types/{resource['mediatype']}"
    return {
        "@type": "dcat:Distribution",
        "@id": f"#{resource['name']}",
        "dct:title": _in_both(resource, "title"),
        "dct:description": _in_both(resource, "description"),
        "dcat:accessURL": file,
        "dcat:downloadURL": file,
        "dcat:mediaType": {"@id": media},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(resource["bytes"])},
        "dct:license": [{"@id": licence["path"]} for licence in package["licenses"]],
        "dct:rights": [
            {"@type": "dct:RightsStatement", "dct:description": licence["title"]}
            for licence in package["licenses"]
        ],
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": _sha256(resource)},
        },
    }


def _rights(source: Mapping[str, Any]) -> dict[str, Any]:
    return {"@type": "dct:RightsStatement", "dct:description": _in_both(source, "terms")}


def _in_both(described: Mapping[str, Any], what: str) -> list[dict[str, str]]:
    return [
        {"@language": "ja", "@value": described[what]},
        {"@language": "en", "@value": described[f"{what}_en"]},
    ]


def _sha256(resource: Mapping[str, Any]) -> str:
    return str(resource["hash"]).removeprefix("sha256:")
