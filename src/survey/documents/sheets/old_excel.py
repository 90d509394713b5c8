"""The sheets of an old Excel file (.xls) as rows of cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from survey.documents.grids import Grid, Placed
from survey.documents.rich_text import Told
from survey.documents.sheets.grids import Sheet, bounded, grid_of
from survey.documents.sheets.number_formats import shown
from survey.problems import Problem


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
    problem = Problem(
        "warning", path.name, None,
        "in .xls it is not seen how numbers are shown, nor what is struck, ruby, hidden or a note",
        "an .xlsx workbook", "save it as .xlsx if there are any",
    )  # fmt: skip
    with CalamineWorkbook.from_path(str(path)) as book:
        return grid_of(path, _sheets(path, book), [problem])


def _sheets(path: Path, book: CalamineWorkbook) -> Iterator[Sheet]:
    for about in book.sheets_metadata:
        if about.visible != SheetVisibleEnum.Visible:
            yield Sheet(about.name, is_visible=False)
            continue
        sheet = book.get_sheet_by_name(about.name)
        bounded(path, about.name, sheet.total_height * sheet.total_width)
        yield Sheet(about.name, cells=list(_placed(sheet)))


def _placed(sheet: CalamineSheet) -> Iterator[Placed]:
    spans = dict(sheet.merged_cell_ranges or ())
    for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
        for column, value in enumerate(values):
            below, right = spans.get((row, column), (row, column))
            if value == "" and (below, right) == (row, column):
                continue
            text, told = _shown(value)
            yield Placed(row, column, text, told, below - row + 1, right - column + 1)


def _shown(value: object) -> tuple[str, list[Told]]:
    text, _ = shown(value, "General")
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, str) or whole:
        return text, []
    return text, [Told(f"{text} can be shown otherwise there")]
