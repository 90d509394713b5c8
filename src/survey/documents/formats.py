"""A document of any kind, from its file: text as lines, pages and sheets as a grid."""

from __future__ import annotations

from pathlib import Path

from survey.documents.grids import Grid
from survey.documents.plain_text import Document, read_document
from survey.documents.sandbox import read_in_sandbox, reader_of
from survey.documents.unseen import as_seen


def read_file(path: Path) -> Document | Grid:
    """Return a text file as lines, the tables of a PDF or an Excel workbook as rows of cells.

    Raises
    ------
    BadInput
        If it cannot be read, or is larger than the limits.
    """
    reader = reader_of(path)
    return read_document(path) if reader is None else as_seen(read_in_sandbox(path, reader))
