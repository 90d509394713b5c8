"""From the lines of a document to the rows of its tables, each a run of text fragments.

A row begins with its number and ends with its prefecture. Between and inside rows stands what
belongs to the page: running titles, column titles, page numbers, page breaks.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from survey.documents.plain_text import Document
from survey.prefectures import by_name
from survey.problems import BadInput
from survey.reading.code_labels import find_code
from survey.reading.layouts import Layout
from survey.reading.table_text import Fragment, Gap, RowText, Sections, TableText
from survey.text import squeeze

LONGEST_ROW, LONGEST_TABLE = 300, 100_000
"""Pieces of text, parted by spaces or line breaks, that a row may have; and rows, headings and
problems of a table. The survey of 2020 has 24 and 370."""

_PAGE_BREAK = (" ", "\f")
_NUMBER = re.compile(r"([0-9]{1,4})(?: |$)")
_PAGE_NUMBER = re.compile(r"(?:- ?)?[0-9]{1,3}(?: ?-)?")


def segment(document: Document, layout: Layout) -> list[TableText]:
    """Return the tables of a document, those that are missing empty, with what is wrong in them.

    Raises
    ------
    BadInput
        If a table has more than `LONGEST_TABLE` rows and headings.
    """
    titles = {squeeze(table.title): table for table in layout.tables}
    running_titles = {squeeze(table.running_title) for table in layout.tables}
    found = [
        (number, table)
        for number, line in enumerate(document.lines, 1)
        if (table := titles.get(squeeze(line))) is not None
    ]
    parts = {table.name: TableText(table, document.name) for table in layout.tables}
    ends = [start - 1 for start, _ in (*found, (len(document.lines) + 1, None))[1:]]
    seen: set[str] = set()
    for (start, table), end in zip(found, ends, strict=False):
        part = parts[table.name]
        if table.name in seen:
            found_twice = f"the table {table.title} begins here a second time"
            part.tell(start, found_twice, "every table once", "remove the copy")
        seen.add(table.name)
        _TableReader(document, part, running_titles).read(start + 1, end)
    for part in parts.values():
        if part.table.name not in seen:
            part.tell_missing()
    return list(parts.values())


class _TableReader:
    """Reads the lines of one table into its `TableText`, one pass from top to bottom."""

    def __init__(
        self, document: Document, part: TableText, running_titles: Collection[str]
    ) -> None:
        self.document = document
        self.part = part
        self.sections = Sections(part)
        self.fragments: list[Fragment] = []
        self.number: int | None = None
        self.running_titles = running_titles
        titles = sorted((squeeze(c.title) for c in part.table.columns if c.title), key=len)
        # Possessive: titles that are made of one another are not tried in every order.
        self.column_titles = re.compile("(?>" + "|".join(map(re.escape, titles[::-1])) + ")++")

    def read(self, start: int, end: int) -> None:
        gap: Gap = "page"
        for line_number in range(start, end + 1):
            line = self.document.lines[line_number - 1]
            if line.startswith(_PAGE_BREAK):
                gap = "page"
                line = line[1:]
            if not line.strip():
                gap = "page" if gap == "page" else "blank"
            elif self._is_furniture(line_number, line):
                gap = "page"
            elif heading := self.sections.heading(line):
                self._close()
                self.sections.open(line_number, *heading)
                gap = "page"
            else:
                self._take(line_number, line, gap)
                gap = "line"
                if self._row_ends(line_number, end):
                    self._close()
        self._close()

    def _take(self, line_number: int, line: str, gap: Gap) -> None:
        number = _NUMBER.match(line)
        begins = number is not None and (
            not self.fragments or (gap != "line" and self.number in (None, int(number[1]) - 1))
        )
        if begins and number is not None:
            self._close()
            self.number = int(number[1])
        for text in line.split(" "):
            if text and len(self.fragments) < LONGEST_ROW:
                self.fragments.append(Fragment(text, line_number, gap))
                gap = "space"

    def _row_ends(self, line_number: int, end: int) -> bool:
        """Tell whether this line ends the row: with a prefecture, all codes seen, a gap after."""
        if self.fragments[-1].text not in by_name() or len(self.fragments) == LONGEST_ROW:
            return False
        position = 0
        for column in self.part.table.columns:
            if column.codes is not None:
                found = next(
                    find_code(self.fragments, column.codes, position, len(self.fragments)), None
                )
                if found is None:
                    return False
                position = found[1]
        if line_number == end:
            return True
        following = self.document.lines[line_number]
        return (
            not following.strip()
            or following.startswith(_PAGE_BREAK)
            or _NUMBER.match(following) is not None
            or self.sections.heading(following) is not None
            or self._is_furniture(line_number + 1, following)
        )

    def _close(self) -> None:
        part = self.part
        if len(part.rows) + len(part.headings) + len(part.problems) > LONGEST_TABLE:
            raise BadInput.of(
                self.document.name,
                f"{part.table.title} has more than {LONGEST_TABLE:,} rows and headings",
                "one edition of the survey",
                "split it",
            )
        if not self.fragments:
            return
        fragments, number = tuple(self.fragments), self.number
        self.fragments, self.number = [], None
        if number is None:
            part.tell(
                fragments[0].line,
                f"the text 「{fragments[0].text}」 belongs to no row",
                "a row that begins with its number",
                "put the number back, or declare the line as part of the page",
            )
        elif len(fragments) == LONGEST_ROW:
            part.tell(
                fragments[0].line,
                f"row {number} has {LONGEST_ROW} pieces of text or more",
                "the text of one row",
                "put back the number or the prefecture that parts it",
            )
        else:
            self.sections.add(RowText(number, tuple(self.sections.path), fragments))

    def _is_furniture(self, line_number: int, line: str) -> bool:
        # A page number stands alone at the foot of a page, the title of one column at either end.
        if _PAGE_NUMBER.fullmatch(line):
            return self._meets_title(line_number, 1)
        return self._is_title(line) or (
            self.column_titles.fullmatch(squeeze(line)) is not None
            and (self._meets_title(line_number, 1) or self._meets_title(line_number, -1))
        )

    def _is_title(self, line: str) -> bool:
        squeezed = squeeze(line)
        return squeezed in self.running_titles or (
            self.column_titles.fullmatch(squeezed) is not None and " " in line.strip()
        )

    def _meets_title(self, line_number: int, step: int) -> bool:
        """Tell whether the next line with text, going up or down, is a title of the page."""
        lines = self.document.lines
        places = range(line_number - 1 + step, len(lines) if step > 0 else -1, step)
        return next((self._is_title(lines[n]) for n in places if lines[n].strip()), True)
