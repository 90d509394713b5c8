"""Tables whose cells are known, from ruled pages and from sheets, as rows of the survey.

What a row is, the layout tells as it does for the text of a document: titles, headings with counts,
column titles that every page repeats, numbers, labels, prefectures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from survey.documents.grids import Grid, GridRow, Line
from survey.problems import Severity
from survey.reading.column_titles import ColumnTitles
from survey.reading.grid_cells import check, joined, once, own_cells, split_cells
from survey.reading.grouped_problems import GroupedProblems
from survey.reading.layouts import Column, Layout
from survey.reading.prefecture_column import PrefectureColumn, is_named_once
from survey.reading.split import NoReading, SplitRow
from survey.reading.table_text import RowText, Sections, TableText
from survey.text import shorten, squeeze

COUNTED = re.compile(r"\s*(\S.*?)\s*[(（]\s*([0-9０-９]{1,5})\s*件?\s*[)）]\s*")
"""A heading with its count, as it stands on a page or a sheet."""
_NOTE = re.compile(r"[(\[【〔*]*(?:注|※|備考|\*)")
_QUOTED = re.compile("「[^」]*」")


def read_grid(grid: Grid, layout: Layout) -> list[tuple[TableText, Mapping[RowText, SplitRow]]]:
    """Return the tables of a layout from a document and their rows cut into cells.

    A table begins with its title, or with its column titles where no other table has the same.
    """
    readers = {table.name: _Reader(grid, TableText(table, grid.name)) for table in layout.tables}
    titles = {squeeze(table.title): readers[table.name] for table in layout.tables}
    reader: _Reader | None = None
    begun = ""  # a title can be printed in several lines
    for number, row in enumerate(grid.rows, 1):
        texts = row.texts
        begun += "".join(texts)
        if not any(title.startswith(begun) for title in titles):
            begun = "".join(texts)
        new = titles.get(begun) or _by_columns(readers, reader, texts)
        if new is not None and new is not reader:
            if reader is not None:
                reader.close()
            reader = new
        if reader is not None and begun not in titles:
            reader.take(number, row, texts)
    for one in readers.values():
        one.close()
        one.tell_causes()
        if not one.titles.places and not one.split:
            one.part.tell_missing()
        elif not one.titles.places:
            first = one.split[0].text.line_start
            one.report(
                first, "not all column titles are there: columns go by their order", "warning"
            )
    return [(one.part, {split.text: split for split in one.split}) for one in readers.values()]


def provenance(grid: Grid, row: RowText) -> dict[str, str]:
    """Return page and position of what a row was read from."""
    first, *rest = (grid.rows[line - 1] for line in sorted({f.line for f in row.fragments}))
    places = [f"{part.page}: {part.position}" for part in rest]
    return {"page": first.page, "position": "; ".join([first.position, *places])}


def _by_columns(
    readers: Mapping[str, _Reader], current: _Reader | None, texts: Sequence[str]
) -> _Reader | None:
    """Return the one table that has all these column titles, unless the current one has them."""
    if current is not None and current.titles.named <= set(texts):
        return None
    matching = [reader for reader in readers.values() if reader.titles.named <= set(texts)]
    return matching[0] if len(matching) == 1 else None


@dataclass
class _Reader:
    """Reads the rows of one table: headings, rows, the rest of rows, what belongs to the page."""

    grid: Grid
    part: TableText
    split: list[SplitRow] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sections = Sections(self.part)
        self.columns = self.part.table.columns
        self.titles = ColumnTitles(self.columns)
        self.open: list[tuple[int, GridRow]] = []
        self.prefectures = PrefectureColumn()
        self.named_once: dict[str, bool] = {}
        self.causes = GroupedProblems()
        self.unread: dict[str, list[tuple[int, str]]] = {}
        self.warned = False

    def take(self, number: int, row: GridRow, texts: Sequence[str]) -> None:
        """Take the next row of the document."""
        filled = [(place, text) for place, text in enumerate(texts) if text]
        if not filled:
            pass
        elif len(filled) <= 2 and (heading := self._heading(row)):  # its count can stand by itself
            self.close()
            self.prefectures.run, self.titles.above = "", ()
            self.sections.open(number, *heading)
        elif not self.titles.number(texts).isdigit() and (
            any(text in self.titles.named for _, text in filled)
            or self.titles.are_part(texts, self._below(number))
        ):
            self._read_titles(number, texts)
        elif len(row.cells) == 1:
            pass  # a line outside of the rules
        elif self._is_below_titles(row, texts, len(filled)):
            self._read_titles(number, texts)
            found = f"the text 「{shorten(self._shown(row))}」 below the column titles is not read"
            self.report(number, found, "warning")
        elif self._is_note(row, texts, filled) or (
            len(filled) == 1 and (row.cells.count(None) > 1 or not self._goes_on(row, texts))
        ):
            self._tell_of_no_row(number, row, texts, filled)
        else:
            self.titles.above = ()
            if not self._goes_on(row, texts):
                self.close()
            self.open.append((number, row))
            return
        for mark in row.marks:
            self.report(number, mark.found, "warning" if mark.certain else "error")

    def _is_below_titles(self, row: GridRow, texts: Sequence[str], filled: int) -> bool:
        """Tell whether a row is a second one of column titles, or of remarks on them."""
        return (
            filled > 1 and len(self.titles.above) == len(texts) and not self.titles.number(texts)
            and self.titles.prefecture(texts) in ("", self.titles.prefecture(self.titles.above))
            and not self._goes_on(row, texts)
        )  # fmt: skip

    def _is_note(
        self, row: GridRow, texts: Sequence[str], filled: Sequence[tuple[int, str]]
    ) -> bool:
        """Tell whether a row is a note at the table: its mark and its text."""
        return (
            len(filled) <= 2 and _NOTE.match(filled[0][1]) is not None
            and not self.titles.prefecture(texts) and not self._goes_on(row, texts)
        )  # fmt: skip

    def _tell_of_no_row(
        self, number: int, row: GridRow, texts: Sequence[str], filled: Sequence[tuple[int, str]]
    ) -> None:
        note = row.cells.count(None) > 1 or bool(self.titles.number(texts))
        note = note or _NOTE.match(filled[0][1]) is not None
        after = f", after row {self.titles.number(self.open[0][1].texts)}" if self.open else ""
        shown = filled[0][1] if row.cells.count(None) > 1 else self._shown(row)
        said = f"the text 「{shorten(shown)}」" if shown else "a text"
        self.report(number, f"{said}{after} belongs to no row", "warning" if note else "error")
        if not note and not self.grid.paged:  # it can be the rest of a row of another prefecture
            self.close()
            self.prefectures.forget()

    def _heading(self, row: GridRow) -> tuple[int, str, int] | None:
        match = COUNTED.fullmatch("".join(line.text for cell in row.cells for line in cell or ()))
        return self.sections.heading(f"{match[1]} ({squeeze(match[2])})") if match else None

    def _read_titles(self, number: int, texts: Sequence[str]) -> None:
        if unknown := self.titles.read(texts):
            self.warned = True
            self.report(number, f"the layout does not know the column 「{unknown}」", "warning")

    def _below(self, number: int) -> Sequence[str]:
        return self.grid.rows[number].texts if number < len(self.grid.rows) else ()

    def _goes_on(self, row: GridRow, texts: Sequence[str]) -> bool:
        """Tell whether the row is the rest of the one before, cut by a page break."""
        if not self.open or not self.grid.paged or self.open[-1][1].page == row.page:
            return False
        begun = "".join(self.titles.number(row.texts) for _, row in self.open)
        rest = self.titles.number(texts)
        # A number can be cut as well: 11 and 1 are 111 after row 110.
        last = self.split[-1].text.number if self.split else 0
        return not begun or not rest or begun + rest == str(last + 1)

    def _shown(self, row: GridRow) -> str:
        """Return the text of a row as it is quoted: without columns that the layout does not know,
        which can have names of persons."""
        return "".join(self.titles.known(row.texts))

    def _is_named_once(self, page: str) -> bool:
        """Tell whether a sheet names each prefecture at the first of its rows alone."""
        if page not in self.named_once:
            column = [
                self.titles.prefecture(texts)
                for row in self.grid.rows
                if row.page == page and self.titles.number(texts := row.texts).isdigit()
            ]
            self.named_once[page] = not self.grid.paged and is_named_once(column)
        return self.named_once[page]

    def close(self) -> None:
        """Keep the row that was open, or say why it cannot be read."""
        parts, self.open = self.open, []
        if not parts:
            return
        number, first = parts[0]
        above = replace(self.prefectures)
        self.prefectures.forget()  # until that of this row is known
        try:
            if len({len(row.cells) for _, row in parts}) > 1:
                parts = [(number, own_cells(row)) for number, row in parts]
            places = self.titles.of_widths({len(row.cells) for _, row in parts})
            columns = [once([row.cells[place] or () for _, row in parts]) for place in places]
            cells = [joined(column) for column in columns]
            self._weigh_marks(parts, dict(zip(places, self.columns, strict=True)), cells[0])
            self.prefectures = above
            full, read = above.read(cells[-1], lambda: self._is_named_once(first.page))
            if full:
                cells[-1] = full
                columns[-1] = [(Line(full),), *[()] * (len(parts) - 1)]
            for column, text in zip(self.columns, cells, strict=True):
                check(column, text)
                if not text and not column.optional:
                    self.causes.add(number, cells[0], f"{column.title} of", " is empty")
        except NoReading as reason:
            if not self.titles.prefecture(first.texts):
                self.prefectures.forget()
            self.unread.setdefault(str(reason), []).append((number, shorten(self._shown(first))))
            return
        if read:
            self.causes.add(number, cells[0], read)
        self._warn_of_others(parts, places, cells[0])
        split = split_cells([line for line, _ in parts], columns, cells, self.sections.path)
        self.split.append(split)
        self.sections.add(split.text)

    def tell_causes(self) -> None:
        """Tell once of each reason for which rows cannot be read, and of each cause of warnings."""
        for reason, rows in self.unread.items():
            number, shown = rows[0]
            more = f"{len(rows)} rows cannot be read, first 「{shown}」" if rows[1:] else (
                f"the row 「{shown}」 cannot be read"
            )  # fmt: skip
            self.report(number, f"{more}: {reason}")
        for number, found in self.causes.sentences():
            self.report(number, found, "warning")

    def _weigh_marks(
        self, parts: Sequence[tuple[int, GridRow]], columns: Mapping[int, Column], shown: str
    ) -> None:
        """Warn of marks in a row, and raise NoReading where one leaves in doubt what is meant."""
        for number, row in parts:
            for mark in row.marks:
                column = columns.get(mark.cell)
                if column is None:  # it can have names of persons
                    found = _QUOTED.sub("a text", mark.found)
                    self.causes.add(number, shown, "another column of", f": {found}")
                    continue
                where = column.title or column.name
                if not mark.certain:
                    raise NoReading(f"{where}: {mark.found}")
                self.causes.add(number, shown, f"{where} of", f": {mark.found}")

    def _warn_of_others(
        self, parts: Sequence[tuple[int, GridRow]], places: Sequence[int], shown: str
    ) -> None:
        """Warn of text in columns that the layout does not know, where their titles do not tell."""
        for number, row in parts:
            others = [text for place, text in enumerate(row.texts) if place not in places]
            if any(others) and not self.warned:
                found = "text stands in a column that the layout does not know, in"
                self.causes.add(number, shown, found)

    def report(self, number: int, found: str, severity: Severity = "error") -> None:
        """Tell what is wrong at a row of the document."""
        titles = ", ".join(column.title for column in self.columns if column.title)
        left_out = "; it is left out until then" if severity == "error" else ""
        advice = "compare with the published page" + left_out
        found = f"{self.part.table.name}: {found}"
        self.part.tell(number, found, f"the columns {titles}", advice, severity)
