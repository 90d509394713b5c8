"""Reading a document as one of those that are registered, with their errata and against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from survey.documents.grids import Grid
from survey.documents.plain_text import Document, read_document
from survey.project import find_published
from survey.reading.damaged_copies import damage
from survey.reading.errata import Erratum, load_errata
from survey.reading.parse import Form, Parsed, parse


def read_as(
    document: Document | Grid, form: Form, errata: Sequence[Erratum], known: Mapping[str, Path]
) -> Parsed:
    """Return what `parse` does, with what differs from a registered document of this form."""
    parsed = parse(document, form, errata)
    if form.document not in known or isinstance(document, Grid):
        return parsed
    differing = damage(document, read_document(known[form.document]))
    return replace(parsed, problems=(*parsed.problems, *differing))


def registered() -> tuple[Sequence[Erratum], Mapping[str, Path]]:
    """Return the listed errata and the registered documents, as far as they are at hand."""
    raw = find_published().raw
    return load_errata(raw / "errata.toml"), {path.name: path for path in raw.glob("*.txt")}
