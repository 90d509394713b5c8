"""The sheets of an old Excel file (.xls) as rows of cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from openpyxl.utils import get_column_letter
from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from survey.documents.grids import MOST_CELLS, Grid, GridRow, Placed, lines_of, rows_of
from survey.documents.number_formats import shown
from survey.documents.rich_text import Told
from survey.documents.sheet_messages import hidden_sheet
from survey.problems import Problem, at_most


def read_old_sheets(path: Path) -> Grid:
    """Return the rows of all visible sheets, in the order of the workbook.

    The format is read without how a cell is set: a warning says that numbers are read as they are
    stored, struck text and hidden rows like others, and at a fraction or date that it can be shown
    otherwise.

    Raises
    ------
    BadInput
        If a sheet is larger than the limit.
    """
    rows: list[GridRow] = []
    problems = [
        Problem("warning", path.name, None,
                "in .xls it is not seen how numbers are shown, nor what is struck, ruby, "
                "hidden or a note",
                "an .xlsx workbook", "save it as .xlsx if there are any")
    ]  # fmt: skip
    with CalamineWorkbook.from_path(str(path)) as book:
        for about in book.sheets_metadata:
            if about.visible != SheetVisibleEnum.Visible:
                problems.append(hidden_sheet(path, about.name))
                continue
            sheet = book.get_sheet_by_name(about.name)
            cells = sheet.total_height * sheet.total_width
            advice = "remove what is not part of the tables, empty rows and columns too"
            at_most(MOST_CELLS, cells, path, f"the sheet {about.name} has {cells:,} cells", advice)
            rows += rows_of(
                _placed(sheet), about.name, lambda n, w: f"A{n}:{get_column_letter(w)}{n}"
            )
    return Grid(path.name, tuple(rows), False, tuple(problems))


def _placed(sheet: CalamineSheet) -> Iterator[Placed]:
    spans = dict(sheet.merged_cell_ranges or ())
    for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
        for column, value in enumerate(values):
            below, right = spans.get((row, column), (row, column))
            if value == "" and (below, right) == (row, column):
                continue
            text, told = _shown(value)
            yield Placed(row, column, lines_of(text), told, below - row + 1, right - column + 1)


def _shown(value: object) -> tuple[str, list[Told]]:
    text, _ = shown(value, "General")
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, str) or whole:
        return text, []
    return text, [Told(f"{text} can be shown otherwise there")]
