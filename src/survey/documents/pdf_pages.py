"""The ruled tables of a PDF as rows of cells, each with its page and its place on it."""

from __future__ import annotations

import logging
from bisect import bisect
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.table import merge_edges

from survey.documents.grids import Grid, GridRow, Lines
from survey.documents.page_breaks import Page, PageTable, carry_over
from survey.documents.pdf_lines import NEAR, Box, Char, as_line, cell_lines, printed_lines
from survey.problems import BadInput, Problem, at_most

MOST_PAGES = 1_000
"""Pages a document may have; the survey of 2020 would have about 50."""
MOST_MARKS = 50_000
"""Characters, lines and pictures a page may have; a full page of text has 3,000."""
_ADVICE = "take the PDF that was made from the original file, not a scan; split a large one"

Rule = Mapping[str, Any]


def read_pdf(path: Path) -> Grid:
    """Return the rows of all ruled tables of a PDF, and the lines of text between them.

    Raises
    ------
    BadInput
        If it has too many pages or too much on one of them, or no text.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages: list[Page] = []
    with pdfplumber.open(path) as pdf:
        at_most(MOST_PAGES, len(pdf.pages), path, f"it has {len(pdf.pages):,} pages", _ADVICE)
        for page in pdf.pages:
            size = sum(map(len, page.objects.values()))
            found = f"page {page.page_number} has {size:,} characters and lines"
            at_most(MOST_MARKS, size, path, found, _ADVICE)
            pages.append(_read_page(page))
            page.close()
    problems = tuple(
        Problem("warning", path.name, None, found, "its text on both pages",
                "that of its other part was taken; compare with the published page")
        for found in carry_over(pages)
    )  # fmt: skip
    rows = tuple(row for page in pages for row in page.rows())
    if not rows:
        raise BadInput.of(
            path, "it has no text, only pictures or nothing", "a PDF with text", _ADVICE
        )
    return Grid(path.name, rows, True, problems)


def _read_page(page: Any) -> Page:
    number = str(page.page_number)
    tables = [table for table in page.find_tables(_closing(page)) if len(table.cells) > 1]
    tables.sort(key=lambda table: table.bbox[1])
    inside: list[list[Char]] = [[] for _ in tables]
    outside: list[Char] = []
    for char in page.dedupe_chars().chars:  # bold is printed twice by some
        place = next((i for i, table in enumerate(tables) if _holds(table.bbox, char)), None)
        (outside if place is None else inside[place]).append(char)
    return Page(
        [_table(found.cells, chars, number) for found, chars in zip(tables, inside, strict=True)],
        [
            (line[0]["top"], GridRow(((as_line(line, 0.0),),), number, _position(_around(line))))
            for line in printed_lines(outside)
        ],
    )


def _closing(page: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the outer lines of each group of rules that touch, for `find_tables`.

    A page break leaves the row that it cuts open, and many tables have no rules at their sides.
    """
    lines: dict[str, list[dict[str, Any]]] = {
        "explicit_vertical_lines": [], "explicit_horizontal_lines": [],
    }  # fmt: skip
    straight = [edge for edge in page.edges if edge["orientation"]]  # an edge of a curve has none
    for rules in _touching(merge_edges(straight, *[NEAR] * 4)):
        left, top, right, bottom = _around(rules)
        if {rule["orientation"] for rule in rules} == {"h", "v"}:
            lines["explicit_vertical_lines"] += [_rule(x, top, x, bottom) for x in (left, right)]
            lines["explicit_horizontal_lines"] += [_rule(left, y, right, y) for y in (top, bottom)]
    return lines


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        mine, others = [rule], []
        for group in groups:
            if any(_touch(rule, other) for other in group):
                mine += group
            else:
                others.append(group)
        groups = [*others, mine]
    return groups


def _touch(one: Rule, other: Rule) -> bool:
    return bool(
        one["x0"] <= other["x1"] + NEAR and other["x0"] <= one["x1"] + NEAR
        and one["top"] <= other["bottom"] + NEAR and other["top"] <= one["bottom"] + NEAR
    )  # fmt: skip


def _rule(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    place = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0}
    return {"object_type": "line", "height": bottom - top, **place}


def _holds(box: Box, char: Char) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _around(chars: Sequence[Char]) -> Box:
    return (
        min(char["x0"] for char in chars), min(char["top"] for char in chars),
        max(char["x1"] for char in chars), max(char["bottom"] for char in chars),
    )  # fmt: skip


def _position(box: Box) -> str:
    return ",".join(f"{value:.0f}" for value in box)


def _table(boxes: Sequence[Box], chars: Sequence[Char], page: str) -> PageTable:
    """Return a table whose cells have these boxes.

    A cell that reaches over rows gives its text to all of them; where one reaches over columns, it
    stands in the first and None in the others.
    """
    xs = sorted({edge for box in boxes for edge in (box[0], box[2])})
    ys = sorted({edge for box in boxes for edge in (box[1], box[3])})
    owner: dict[tuple[int, int], Box] = {}
    for box in boxes:
        for row in range(ys.index(box[1]), ys.index(box[3])):
            for column in range(xs.index(box[0]), xs.index(box[2])):
                owner[row, column] = box
    content: dict[Box, list[Char]] = defaultdict(list)
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        if (place := (bisect(ys, y) - 1, bisect(xs, x) - 1)) in owner:
            content[owner[place]].append(char)
    lines = {box: cell_lines(box, inside) for box, inside in content.items()}
    owners = [[owner.get((row, x)) for x in range(len(xs) - 1)] for row in range(len(ys) - 1)]
    rows = []
    for (top, bottom), row_boxes in zip(pairwise(ys), owners, strict=True):
        cells: list[Lines | None] = [
            None if box is not None and column and row_boxes[column - 1] == box
            else lines.get(box, ()) if box is not None else ()
            for column, box in enumerate(row_boxes)
        ]  # fmt: skip
        rows.append(GridRow(tuple(cells), page, _position((xs[0], top, xs[-1], bottom))))
    return PageTable(ys[:-1], rows, owners)
