"""The ruled tables of a PDF as rows of cells, each with its page and its place on it."""

from __future__ import annotations

import logging
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import atan2, degrees
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.table import merge_edges

from survey.documents.grids import Grid, GridRow, Lines, Mark
from survey.documents.page_breaks import Page, PageTable, carry_over
from survey.documents.pdf_lines import NEAR, Box, Char, as_line, cell_lines, printed_lines
from survey.documents.pdf_marks import (
    MOST_CELLS,
    Over,
    answer,
    is_strike,
    watermarks,
    what_lies_over,
)
from survey.documents.pdf_order import in_order
from survey.documents.pdf_seen import TurnedPage, picture_of, unseen
from survey.documents.rich_text import Told
from survey.prefectures import by_name
from survey.problems import BadInput, Problem, at_most
from survey.text import shorten

MOST_PAGES = 1_000
"""Pages a document may have; the survey of 2020 would have about 50."""
MOST_MARKS = 50_000
"""Characters, lines and pictures a page may have; a full page of text has 3,000."""
_ADVICE = "take the PDF that was made from the original file, not a scan; split a large one"

Rule = Mapping[str, Any]


def read_pdf(path: Path) -> Grid:
    """Return the rows of all ruled tables of a PDF, and the lines of text between them.

    A page that cannot be read is told and left out, what stands on a page besides its answers too
    (`survey.documents.pdf_marks`).

    Raises
    ------
    BadInput
        If it has too many pages, none of them can be read, or there is no text on them.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages: list[Page] = []
    told = _Told(path)
    with pdfplumber.open(path) as pdf:
        at_most(MOST_PAGES, len(pdf.pages), path, f"it has {len(pdf.pages):,} pages", _ADVICE)
        for page in pdf.pages:
            try:
                pages.append(_read_page(page, told))
            except BadInput as bad:
                told.problems.append(bad.problem)
            except MemoryError:
                raise
            except Exception as error:  # what a damaged page makes libraries raise has no bounds
                told.error(page.page_number, f"it cannot be read ({type(error).__name__})")
            page.close()
    ordered, sentences = in_order(pages)
    for found in sentences:
        told.warn(found, "each page once, in order", "compare with the published document")
    for found in carry_over(ordered):
        told.warn(found, "its text on both pages",
                  "that of its other part was taken; compare with the published page")  # fmt: skip
    rows = tuple(row for page in ordered for row in page.rows())
    if not rows:
        raise BadInput(told.nothing())
    return Grid(path.name, rows, True, tuple(told.all()))


class _Told:
    """What is told of a document: problems of single pages, and what several pages share once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.shared: dict[str, list[int]] = {}

    def warn(self, found: str, expected: str, advice: str) -> None:
        self.problems.append(Problem("warning", self.path.name, None, found, expected, advice))

    def error(self, page: int, found: str) -> None:
        found = f"page {page}: {found}"
        self.problems.append(
            Problem("error", self.path.name, None, found, "tables with text and rules", _ADVICE)
        )

    def share(self, page: int, found: str) -> None:
        """Tell something that other pages can have, too."""
        self.shared.setdefault(found, []).append(page)

    def all(self) -> list[Problem]:
        """Return everything that is told."""
        for found, pages in self.shared.items():
            places = f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]} to {pages[-1]}"
            self.warn(f"{places}: {found}", "text and rules alone", "compare with the page")
        return self.problems

    def nothing(self) -> Problem:
        """Return why there are no rows."""
        if self.problems:
            return replace(self.problems[0], file=str(self.path))
        found = "it has no text, only pictures or nothing"
        return BadInput.of(self.path, found, "a PDF with text", _ADVICE).problem


def _read_page(page: Any, told: _Told) -> Page:
    page, number = TurnedPage(page), page.page_number
    size = sum(map(len, page.objects.values()))
    found = f"page {number} has {size:,} characters and lines"
    at_most(MOST_MARKS, size, told.path, found, _ADVICE)
    if angle := _turned(page.chars):
        told.share(number, f"its text is turned by {angle}°; it was read upright")
        page = TurnedPage(page, angle)
    chars = page.chars
    if large := watermarks(chars):
        text = shorten("".join(char["text"] for char in large).strip())
        told.share(number, f"「{text}」 is printed over the page and was left out")
        chars = [char for char in chars if char not in large]
    over = what_lies_over(page, chars)
    ruled = page.filter(lambda one: not is_strike(one, over.strikes)) if over.strikes else page
    tables = [table for table in ruled.find_tables(_closing(ruled)) if len(table.cells) > 1]
    tables.sort(key=lambda table: table.bbox[1])
    if not chars and any(_covers(image, page) for image in page.images):
        told.error(number, "it is a scan, a picture of a page without text")
    inside: list[list[Char]] = [[] for _ in tables]
    outside: list[Char] = []
    for char in chars:
        place = next((i for i, table in enumerate(tables) if _holds(table.bbox, char)), None)
        (outside if place is None else inside[place]).append(char)
    if (picture := picture_of(told.path, number)) is None:
        told.share(number, "it cannot be drawn; text that nobody sees was not looked for")
    answers = _Answers(over, unseen(page, picture, chars), float(page.height), str(number))
    made = Page(
        [_table(one.cells, part, answers) for one, part in zip(tables, inside, strict=True)],
        [(line[0]["top"], answers.outside(line)) for line in printed_lines(outside)],
        number,
    )
    if answers.spread:
        told.share(number, f"shapes or pictures are drawn over {answers.spread} cells")
    if loose := [row for row in made.rows() if _looks_like_a_row(row)]:
        told.error(
            number,
            f"{len(loose)} lines look like rows of a table and have no vertical rules between their "
            f"cells, first 「{shorten(''.join(loose[0].texts))}」",
        )
    return made


@dataclass
class _Answers:
    """The text of the cells of a page, without what stands there besides."""

    over: Over
    hidden: set[int]
    height: float
    page: str
    spread: int = 0
    """How many cells lie below what is drawn over the page."""

    def of(self, cells: Mapping[Box, Sequence[Char]]) -> dict[Box, tuple[Lines, list[Told]]]:
        """Return the lines of each cell and what is told of it."""
        wide = [
            shape for shape in self.over.shapes
            if sum(_meet(shape, box) for box, chars in cells.items() if chars) > MOST_CELLS
        ]  # fmt: skip
        self.spread += sum(any(_meet(shape, box) for shape in wide) for box in cells)
        over = replace(self.over, shapes=[box for box in self.over.shapes if box not in wide])
        found: dict[Box, tuple[Lines, list[Told]]] = {}
        for box, chars in cells.items():
            kept, told = answer(chars, over, self.hidden, self.height)
            found[box] = (cell_lines(box, kept) if _printed(kept) else (), told)
        return found

    def outside(self, line: Sequence[Char]) -> GridRow:
        """Return a line outside of the tables as a row of one cell."""
        kept, told = answer(line, self.over, self.hidden, self.height)
        cell = (as_line(kept, 0.0),) if _printed(kept) else ()
        marks = tuple(Mark(0, *each) for each in told)
        return GridRow((cell,), self.page, _position(_around(line)), marks)


def _printed(chars: Sequence[Char]) -> bool:
    return any(char["text"].strip() for char in chars)


def _turned(chars: Sequence[Char]) -> int:
    """Return by how many degrees, counterclockwise, most characters of a page are turned."""
    angles = Counter(
        round(degrees(atan2(char["matrix"][1], char["matrix"][0])) / 90) * 90 % 360
        for char in chars
        if char["text"].strip()
    )
    return max(angles, key=lambda angle: (angles[angle], -angle), default=0)


def _covers(image: Mapping[str, Any], page: Any) -> bool:
    """Tell whether a picture is as large as half of its page."""
    return bool(image["width"] * image["height"] > page.width * page.height / 2)


def _looks_like_a_row(row: GridRow) -> bool:
    """Tell whether a line that is no row of cells begins with a number and ends with a prefecture."""
    text = row.texts[0] if len([cell for cell in row.cells if cell]) == 1 else ""
    return text[:1].isdecimal() and any(text.endswith(name) for name in by_name())


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


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


def _table(boxes: Sequence[Box], chars: Sequence[Char], answers: _Answers) -> PageTable:
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
    found = answers.of(content)
    owners = [[owner.get((row, x)) for x in range(len(xs) - 1)] for row in range(len(ys) - 1)]
    rows = []
    for (top, bottom), row_boxes in zip(pairwise(ys), owners, strict=True):
        cells: list[Lines | None] = [
            None if box is not None and column and row_boxes[column - 1] == box
            else found[box][0] if box in found else ()
            for column, box in enumerate(row_boxes)
        ]  # fmt: skip
        marks = tuple(
            Mark(column, *told)
            for column, box in enumerate(row_boxes)
            if box in found and cells[column] is not None
            for told in found[box][1]
        )
        position = _position((xs[0], top, xs[-1], bottom))
        rows.append(GridRow(tuple(cells), answers.page, position, marks))
    return PageTable(ys[:-1], rows, owners)
