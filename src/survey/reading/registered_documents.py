"""Reading a document as one of those that are registered, with their errata, and how a copy differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from survey.documents.grids import Grid
from survey.documents.plain_text import Document, read_document
from survey.problems import Problem
from survey.project import find_published
from survey.reading.errata import Erratum, load_errata
from survey.reading.parse import Form, Parsed, parse
from survey.text import shorten

SAME_DOCUMENT = 0.9
"""Share of lines in common from which one document is a damaged copy of another; a short one that
lost a page has less than 0.98."""


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


def damage(document: Document, registered: Document) -> list[Problem]:
    """Return an error for every place where a copy differs from the registered document.

    A document that has little in common with the registered one is another document, not a copy.
    Where the encoding of the copy lacks a character, or blank lines differ, that is a warning.
    """
    copy = [(n, line) for n, line in enumerate(document.lines, 1) if line.strip()]
    original = [(n, line) for n, line in enumerate(registered.lines, 1) if line.strip()]
    here = [line for _, line in copy]
    there = [
        line.encode(document.encoding, "replace").decode(document.encoding) for _, line in original
    ]
    problems: list[Problem] = []
    shifted: list[int] = []
    for kind, a, b, c, d in _opcodes(here, there):
        if kind == "equal":
            problems += [
                Problem(
                    "warning", document.name, number,
                    f"the copy has 「{shorten(line)}」, as its encoding lacks a character",
                    f"「{shorten(printed)}」", "save the copy as UTF-8",
                )
                for (number, line), (_, printed) in zip(copy[a:b], original[c:d], strict=True)
                if line != printed
            ]  # fmt: skip
            shifted += [
                after[0]
                for (before, after), (one, other) in zip(
                    pairwise(copy[a:b]), pairwise(original[c:d]), strict=True
                )
                if after[0] - before[0] != other[0] - one[0]
            ]
            continue
        found, expected = "".join(here[a:b]), "".join(line for _, line in original[c:d])
        problems.append(
            Problem(
                "error", document.name, copy[min(a, len(copy) - 1)][0],
                f"the copy has 「{shorten(found or 'nothing')}」 here",
                f"「{shorten(expected or 'nothing')}」 as in the registered document",
                "copy the document again",
            )
        )  # fmt: skip
    if shifted:
        problems.append(
            Problem(
                "warning", document.name, shifted[0],
                f"blank lines are missing or too many, here and in {len(shifted) - 1:,} more places",
                "those of the registered document, as they part cells", "copy the document again",
            )
        )  # fmt: skip
    return problems


def _opcodes(here: Sequence[str], there: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Return the differences as `difflib` does, none if the two have too little in common.

    What is the same at both ends is left out of the search, which makes it fast for a copy.
    """
    shorter = min(len(here), len(there))
    head = next((n for n in range(shorter) if here[n] != there[n]), shorter)
    rest = shorter - head
    tail = next((n for n in range(rest) if here[-1 - n] != there[-1 - n]), rest)
    middle = here[head : len(here) - tail], there[head : len(there) - tail]
    matcher = SequenceMatcher(None, *middle, autojunk=False)
    searched, total = len(middle[0]) + len(middle[1]), len(here) + len(there)
    for bound in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio):  # cheapest first
        if 2 * (head + tail) + bound() * searched < SAME_DOCUMENT * total:
            return []
    found = matcher.get_opcodes()
    return [
        ("equal", 0, head, 0, head),
        *((kind, a + head, b + head, c + head, d + head) for kind, a, b, c, d in found),
        ("equal", len(here) - tail, len(here), len(there) - tail, len(there)),
    ]
