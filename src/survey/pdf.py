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

from survey.declared import included
from survey.grids import Grid, GridRow, Line, Lines
from survey.problems import BadInput, Problem
from survey.text import unbreakable

MOST_PAGES = 1_000
"""Pages a document may have; the survey of 2020 would have about 50."""
MOST_MARKS = 50_000
"""Characters, lines and pictures a page may have; a full page of text has 3,000."""
SLACK = 0.12
"""Part of an em that a full line may leave free."""

Char = Mapping[str, Any]
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
    for char in page.chars:
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


def _closing(page: Any) -> dict[str, list[float]]:
    """Return the outer lines of the rules, for `find_tables`.

    A page break leaves the row that it cuts open, and many tables have no rules at their sides.
    """
    edges = page.edges
    across = [edge for edge in edges if edge["orientation"] == "h"]
    down = [edge for edge in edges if edge["orientation"] == "v"]
    return {
        "explicit_vertical_lines": _ends(across, "x0", "x1"),
        "explicit_horizontal_lines": _ends(down, "top", "bottom"),
    }


def _ends(edges: Sequence[Mapping[str, Any]], first: str, last: str) -> list[float]:
    if not edges:
        return []
    return [min(edge[first] for edge in edges), max(edge[last] for edge in edges)]


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
    margin = min(line[0]["x0"] - box[0] for line in lines)
    return tuple(_line(line, box[2] - box[0] - 2 * margin) for line in lines)


def _lines(chars: Sequence[Char]) -> Iterator[list[Char]]:
    """Yield the printed lines of a piece of a page, characters from left to right."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: (char["top"] + char["bottom"]) / 2):
        middle = (char["top"] + char["bottom"]) / 2
        if lines and middle < lines[-1][0]["bottom"] - 0.1 * lines[-1][0]["size"]:
            lines[-1].append(char)
        else:
            lines.append([char])
    for line in lines:
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
