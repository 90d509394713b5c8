"""The ruled tables of a PDF as rows of cells, each with its page and its place on it."""

from __future__ import annotations

import logging
import re
import unicodedata
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.table import merge_edges

from survey.declared import included
from survey.grids import Grid, GridRow, Line, Lines
from survey.problems import BadInput, Problem
from survey.text import unbreakable

MOST_PAGES = 1_000
"""Pages a document may have; the survey of 2020 would have about 50."""
MOST_MARKS = 50_000
"""Characters, lines and pictures a page may have; a full page of text has 3,000."""
SLACK = 0.2
"""Part of an em that a full line may leave free."""

NEAR = 3
"""Points within which two rules touch, as pdfplumber has it."""

MOST_BACK = 0.7
"""Part of an em by which kerning sets a character back."""

Char = Mapping[str, Any]
Rule = Mapping[str, Any]
Box = tuple[float, float, float, float]

# ガ as カ and a mark of its own, full or half width, spacing or combining.
_VOICED = re.compile(
    "([か-ほウ-ホヽｦ-ﾝ])([\u3099\u309b\uff9e])|([は-ほハ-ホﾊ-ﾎ])([\u309a\u309c\uff9f])"
)


_STAYS = re.compile("[、。，．,.・/／][0-9A-Za-z]|[0-9A-Za-z][(（「『【]|.[\u3099-\u309cﾞﾟ]")


@cache
def _meant() -> dict[int, str]:
    """Return for each character that fonts draw like a common one the common one."""
    rows = included("glyphs.csv").read_text(encoding="utf-8").split()[1:]
    return {ord(row[0]): row[2] for row in rows}


def repair(text: str) -> str:
    """Return text from a PDF with the characters that were meant.

    A PDF names glyphs, and one glyph can stand for several characters: for an ideograph many
    printers name a Kangxi radical, a CJK radical or a compatibility ideograph. Voicing marks that
    stand apart are put on their letters.
    """
    text = "".join(
        unicodedata.normalize("NFKC", char)
        if "\u2f00" <= char <= "\u2fd5" or "\uf900" <= char <= "\ufaff"
        else char
        for char in text.translate(_meant())
    )
    return _VOICED.sub(_with_mark, text)


def _with_mark(match: re.Match[str]) -> str:
    letter, mark = (match[1], "\u3099") if match[1] else (match[3], "\u309a")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", letter) + mark)


def read_pdf(path: Path) -> Grid:
    """Return the rows of all ruled tables of a PDF, and the lines of text between them.

    Raises
    ------
    BadInput
        If it has too many pages or too much on one of them, or no text.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    rows: list[GridRow] = []
    with pdfplumber.open(path) as pdf:
        if len(pdf.pages) > MOST_PAGES:
            raise _bad(path, f"it has {len(pdf.pages):,} pages", f"at most {MOST_PAGES:,}")
        for page in pdf.pages:
            if (size := sum(map(len, page.objects.values()))) > MOST_MARKS:
                raise _bad(
                    path, f"page {page.page_number} has {size:,} characters and lines",
                    f"at most {MOST_MARKS:,}",
                )  # fmt: skip
            rows += _rows(page)
            page.close()
    if not rows:
        raise _bad(path, "it has no text, only pictures or nothing", "a PDF with text")
    return Grid(path.name, tuple(rows), paged=True)


def _bad(path: Path, found: str, expected: str) -> BadInput:
    advice = "take the PDF that was made from the original file, not a scan; split a large one"
    return BadInput(Problem("error", str(path), None, found, expected, advice))


def _rows(page: Any) -> list[GridRow]:
    """Return the rows of a page from top to bottom."""
    number = str(page.page_number)
    tables = [table for table in page.find_tables(_closing(page)) if len(table.cells) > 1]
    boxes = [table.bbox for table in tables]
    inside: list[list[Char]] = [[] for _ in tables]
    outside: list[Char] = []
    for char in page.dedupe_chars().chars:  # bold is printed twice by some
        place = next((i for i, box in enumerate(boxes) if _holds(box, char)), None)
        (outside if place is None else inside[place]).append(char)
    found = [
        (line[0]["top"], GridRow(((_line(line, 0.0),),), number, _position(_around(line))))
        for line in _lines(outside)
    ]
    for table, chars in zip(tables, inside, strict=True):
        found += [
            (box[1], GridRow(cells, number, _position(box)))
            for box, cells in _table_rows(table.cells, chars)
        ]
    return [row for _, row in sorted(found, key=itemgetter(0))]


def _closing(page: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the outer lines of each group of rules that touch, for `find_tables`.

    A page break leaves the row that it cuts open, and many tables have no rules at their sides.
    """
    lines: dict[str, list[dict[str, Any]]] = {
        "explicit_vertical_lines": [], "explicit_horizontal_lines": [],
    }  # fmt: skip
    for rules in _touching(merge_edges(page.edges, *[NEAR] * 4)):
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


def _table_rows(
    boxes: Sequence[Box], chars: Sequence[Char]
) -> Iterator[tuple[Box, tuple[Lines | None, ...]]]:
    """Yield each row of a table: its box and the lines of its cells.

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
    lines = {box: _cell_lines(box, inside) for box, inside in content.items()}
    for row, (top, bottom) in enumerate(pairwise(ys)):
        boxes_in_row = [owner.get((row, column)) for column in range(len(xs) - 1)]
        cells = [
            None if box is not None and column and boxes_in_row[column - 1] == box
            else lines.get(box, ()) if box is not None else ()
            for column, box in enumerate(boxes_in_row)
        ]  # fmt: skip
        yield (xs[0], top, xs[-1], bottom), tuple(cells)


def _cell_lines(box: Box, chars: Sequence[Char]) -> Lines:
    lines = list(_lines(chars))
    printed = [[char for char in line if char["text"].strip()] for line in lines]
    starts, ends = [line[0]["x0"] for line in printed], [line[-1]["x1"] for line in printed]
    margin = min(starts) - box[0]
    left, right = box[0] + margin, box[2] - max(0.0, min(margin, box[2] - max(ends)))
    # Centred lines begin anywhere; the first of others can be indented or hang.
    centred = max(starts[1:], default=0) - min(starts[1:], default=0) > NEAR
    return tuple(
        _line(line, box[2] - margin - left if centred else right - start)
        for line, start in zip(lines, starts, strict=True)
    )


def _lines(chars: Sequence[Char]) -> Iterator[list[Char]]:
    """Yield the printed lines of a piece of a page, characters in the order of the file.

    Kerning can set a bracket back over the character before it; where the file goes back by more,
    it was not written from left to right.
    """
    lines: list[list[Char]] = []
    order = {id(char): place for place, char in enumerate(chars)}
    for char in sorted(chars, key=lambda char: (char["top"] + char["bottom"]) / 2):
        middle = (char["top"] + char["bottom"]) / 2
        if lines and middle < lines[-1][0]["bottom"] - 0.1 * lines[-1][0]["size"]:
            lines[-1].append(char)
        else:
            lines.append([char])
    for line in lines:
        line.sort(key=lambda char: order[id(char)])
        if any(b["x0"] < a["x0"] - MOST_BACK * a["size"] for a, b in pairwise(line)):
            line.sort(key=itemgetter("x0"))
        if any(char["text"].strip() for char in line):
            yield line


def _line(chars: Sequence[Char], width: float) -> Line:
    size = max(char["size"] for char in chars) or 1.0
    printed = [char for char in chars if char["text"].strip()]
    text = repair("".join(char["text"] for char in chars)).lstrip(" ")
    first = printed[: len(_unbroken("".join(repair(char["text"]) for char in printed)))]
    room = width - (printed[-1]["x1"] - printed[0]["x0"])
    need = first[-1]["x1"] - first[0]["x0"]
    return Line(text, room / size - SLACK, need / size)


def _unbroken(text: str) -> str:
    """Return the beginning of a text that printers keep on one line.

    Beyond what may not be parted (`unbreakable`), a Latin word stays with what stands before it or
    opens after it (が、AI or AI（), and a voicing mark with its letter.
    """
    part = unbreakable(text)
    while _STAYS.match(text, len(part) - 1):
        part += unbreakable(text[len(part) :])
    return part
