"""The ruled tables of a PDF page as rows of cells, each with its answer and what is told of it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pdfplumber.utils.geometry import objects_to_bbox

from survey.documents.grids import GridRow, Lines, Mark
from survey.documents.pdf.chars import Box, Char, leave_out, meet, position
from survey.documents.pdf.overflowing_text import BESIDE, FROM_ABOVE, flowing, flows_over
from survey.documents.pdf.overlays import Over
from survey.documents.pdf.page_breaks import PageTable
from survey.documents.pdf.stray_rows import OVER_RULES, doubts, is_of_stamp
from survey.documents.pdf.text_decorations import STAMPED, answer
from survey.documents.pdf.text_lines import as_line, cell_lines
from survey.documents.rich_text import Told

MOST_CELLS = 12
"""Cells that a stamp lies on; what lies on more is drawn over the page."""


@dataclass
class Answers:
    """The text of the cells of a page, without what stands there besides."""

    over: Over
    page: str
    spread: int = 0
    """How many cells lie below what is drawn over the page."""
    unfit: int = 0
    """How many cells have text that runs over their rules."""

    def of(
        self, cells: Mapping[Box, Sequence[Char]], doubted: Mapping[Box, Told]
    ) -> dict[Box, tuple[Lines, list[Told]]]:
        """Return the lines of each cell and what is told of it, what puts it in doubt too."""
        full = [box for box, chars in cells.items() if chars]
        wide = [
            shape for shape in self.over.shapes
            if sum(meet(shape, box) for box in full) > MOST_CELLS
        ]  # fmt: skip
        self.spread += sum(any(meet(shape, box) for shape in wide) for box in full)
        over = replace(self.over, shapes=[box for box in self.over.shapes if box not in wide])
        read = {box: answer(chars, over, box) for box, chars in cells.items()}
        for box, (kept, told) in read.items():
            if kept and is_of_stamp(box, kept, over.shapes):
                read[box] = leave_out(kept, kept, STAMPED, told), told
        doubt = {**doubted, **doubts({box: read[box][0] for box in full}, over.shapes)}
        self.unfit += sum(told is OVER_RULES for told in doubt.values())
        return {
            box: (cell_lines(box, kept), [*told, doubt[box]] if box in doubt else told)
            for box, (kept, told) in read.items()
        }

    def outside(self, line: Sequence[Char]) -> GridRow:
        """Return a line outside of the tables as a row of one cell."""
        kept, told = answer(line, self.over)
        cell = (as_line(kept, 0.0),) if any(char["text"].strip() for char in kept) else ()
        marks = tuple(Mark(0, *each) for each in told)
        return GridRow((cell,), self.page, position(objects_to_bbox(line)), marks)


def table_of(boxes: Sequence[Box], chars: Sequence[Char], answers: Answers) -> PageTable:
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
    content: dict[Box, list[Char]] = {box: [] for box in owner.values()}
    beyond: set[Box] = set()
    before: tuple[Box, Char] | None = None
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        row, column = bisect(ys, y) - 1, bisect(xs, x) - 1
        if (own := owner.get((row, column))) is None:
            continue
        content[own].append(char)
        if not char["seen"] or not char["text"].strip():
            continue
        if before is not None and before[0] != own and flows_over(*before, own, char):
            beyond |= {before[0], own}
        before = own, char
    owners = [[owner.get((row, x)) for x in range(len(xs) - 1)] for row in range(len(ys) - 1)]
    doubted = dict.fromkeys(flowing(owners, content), FROM_ABOVE)
    doubted |= dict.fromkeys(beyond, BESIDE)
    found = answers.of(content, doubted)
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
        place_on_page = position((xs[0], top, xs[-1], bottom))
        rows.append(GridRow(tuple(cells), answers.page, place_on_page, marks))
    return PageTable(ys[:-1], rows, owners)
