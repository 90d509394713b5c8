"""The published documents in `data/raw/` as `sources.toml` describes them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from survey.declared import read_declaration
from survey.problems import Problem


@dataclass(frozen=True)
class Source:
    """One published document: what it is, where it comes from, on what terms it can be used.

    It is read by a `layout` (an edition of the survey) or as a `publication` (any other).
    """

    file: str
    sha256: str
    title: str
    title_en: str
    publisher: str
    publisher_en: str
    published: str
    holds: str
    holds_en: str
    extraction: str
    extraction_en: str
    terms: str
    terms_en: str
    citation: str
    layout: str = ""
    publication: str = ""
    surveyed: str = ""


def load_sources(folder: Path) -> Mapping[str, Source]:
    """Return the sources by name.

    Raises
    ------
    BadInput
        If `sources.toml` is missing or an entry has not the fields of `Source`.
    """
    return read_declaration(
        dict[str, Source], folder / "sources.toml", "the description of the sources"
    )


def changed_sources(folder: Path, sources: Mapping[str, Source]) -> list[Problem]:
    """Return an error for every document that is missing or not what its checksum says."""
    problems: list[Problem] = []
    for source in sources.values():
        path = folder / source.file
        if not path.is_file():
            found, advice = "the document is missing", "copy it into data/raw again"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != source.sha256:
            found = "the document is not the one that sources.toml describes"
            advice = "restore it; the documents in data/raw are never edited"
        else:
            continue
        problems.append(
            Problem("error", source.file, None, found, f"SHA-256 {source.sha256}", advice)
        )
    return problems
