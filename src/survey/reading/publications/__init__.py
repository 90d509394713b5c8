"""The documents other than the survey: one module reads those of one kind.

What a document prints stands in a declaration of its name in `declarations/publications/`, and which
module is its `reader`. What stands in passages is read as declared, and printed sums are compared;
the rest does the one public function of the reader, `read(reading, document, errata, name)`, which adds
its rows, findings and problems to what was read before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TypeVar

from survey.declared import included, names_in, read_declaration
from survey.documents.plain_text import Document
from survey.problems import no_such
from survey.reading.errata import Erratum
from survey.reading.layouts import Code, CodeList
from survey.reading.parsed_documents import Reading
from survey.reading.publications.passages import Passages, Sum, read_passages, sums

Facts = TypeVar("Facts")


@dataclass(frozen=True)
class Publication:
    """A document: its short name, its file and reader, lines that tell it from others, its code
    lists, the rows that stand in passages, the sums it prints."""

    survey: str
    document: str
    reader: str
    titles: tuple[str, ...]
    codes: dict[str, tuple[Code, ...]] = field(default_factory=dict)
    passages: tuple[Passages, ...] = ()
    sums: tuple[Sum, ...] = ()

    @property
    def code_lists(self) -> Mapping[str, CodeList]:
        """The code lists by name, as a layout has them."""
        return {name: CodeList(name, codes) for name, codes in self.codes.items()}

    def read(self, document: Document, errata: Sequence[Erratum]) -> Reading:
        """Return what is read of this publication; `errata` are those of the document."""
        reading = Reading(document.name)
        reading.rows = read_passages(reading, document, self.passages)
        reader = import_module(f"survey.reading.publications.{self.reader}")
        reader.read(reading, document, errata, self.survey)
        reading.counts = sums(reading, document, self.sums)
        return reading


def publication_names() -> list[str]:
    """Return the names of the publications that can be read, the oldest first."""
    return sorted(names_in("publications"), key=lambda name: (name[-4:], name))


@cache
def load_publication(name: str) -> Publication:
    """Return what is declared of a publication.

    Raises
    ------
    BadInput
        If there is no such publication, or its declaration has a mistake.
    """
    if name not in publication_names():
        raise no_such("publication", name, publication_names())
    return read_declaration(
        Publication, included("publications", f"{name}.toml"), "the declaration of a publication",
        lambda declared: {key: declared[key] for key in declared if key != "facts"},
    )  # fmt: skip


def load_facts(kind: type[Facts], name: str) -> Facts:
    """Return what a declaration says for the reader of a publication alone, as its dataclass."""
    return read_declaration(
        kind, included("publications", f"{name}.toml"), "the declaration of a publication",
        lambda declared: declared["facts"],
    )  # fmt: skip
