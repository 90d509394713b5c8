"""Numbers of projects on pages of flowed text, told by their form.

The extraction of the evaluation sheet of 2024 kept the numbers of a page together, in printed
order, and put the words elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from survey.documents.plain_text import Document
from survey.reading.publications.nagasaki import KINDS
from survey.reading.publications.quantities import NONE, quantity
from survey.text import squeeze

_LABEL = re.compile("【(活動指標|成果指標)】")
_PAGE_BREAK = 3
"""Blank lines that separate two pages."""


@dataclass
class ProjectNumbers:
    """The numbers of a project: costs by row, and for each indicator its kind and its rows."""

    line: int
    page: str
    costs: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    blocks: list[tuple[str, list[tuple[list[str], int]]]] = field(default_factory=list)


def pages_of(document: Document) -> Iterator[list[tuple[int, str]]]:
    """Yield the pages of a document, each as its lines that are not blank, with their numbers."""
    page: list[tuple[int, str]] = []
    blank = 0
    for number, line in enumerate(document.lines, 1):
        if line.strip():
            if blank >= _PAGE_BREAK and page:
                yield page
                page = []
            page.append((number, line))
            blank = 0
        else:
            blank += 1
    yield page


def project_numbers(page: Sequence[tuple[int, str]]) -> Iterator[ProjectNumbers]:
    """Yield the numbers of each project on a page.

    A line of dashes ends a project, though a target can follow it; after the last one on a page
    come no more numbers of the table.
    """
    text = squeeze("".join(line for _, line in page))
    last = max((place for place, (_, line) in enumerate(page) if _is_end(line)), default=-1)
    project: ProjectNumbers | None = None
    ended = True
    for number, line in page[: last + 1]:
        label = _LABEL.search(line)
        if label and ended:
            if project:
                yield project
            project, ended = ProjectNumbers(number, text), False
        tokens = _LABEL.sub("", line).split()
        if project is None or any(quantity(token) is None for token in tokens):
            continue
        if label:
            project.blocks.append((KINDS[label[1]], []))
        if _is_end(line):
            ended, tokens = True, tokens[3:]
            if tokens and project.blocks and project.blocks[-1][0] != KINDS["成果指標"]:
                # The last row of a project is that of an outcome; its label can stand elsewhere.
                project.blocks.append((KINDS["成果指標"], []))
        elif len(tokens) in (4, 6) or (len(tokens) == 3 and not _is_rate(tokens[2])):
            project.costs.append((tuple(tokens[:3]), number))
            tokens = tokens[3:]
        if tokens and project.blocks:
            project.blocks[-1][1].append((tokens, number))
    if project:
        yield project


def _is_end(line: str) -> bool:
    tokens = line.split()
    return len(tokens) in (3, 4) and all(token in NONE for token in tokens[:3])


def _is_rate(token: str) -> bool:
    return token.endswith("%") or token in NONE
