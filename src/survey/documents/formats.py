"""A document of any kind, from its file: text as lines, pages, sheets and tables as a grid."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from survey.documents.grids import Grid
from survey.documents.invisible_chars import as_seen
from survey.documents.plain_text import LARGEST_FILE, Document, read_document
from survey.documents.sandbox import read_in_sandbox
from survey.inputs import read_input
from survey.problems import BadInput

READERS: Mapping[str, str] = {
    ".pdf": "pdf.pages:read_pdf",
    ".xlsx": "sheets.excel:read_workbook",
    ".xlsm": "sheets.excel:read_workbook",
    ".xls": "sheets.old_excel:read_old_sheets",
    ".ods": "sheets.open_document:read_open_sheets",
    ".docx": "word.tables:read_word",
    ".html": "html.tables:read_html",
    ".htm": "html.tables:read_html",
    ".csv": "csv_tables:read_csv",
    ".tsv": "csv_tables:read_csv",
}
"""The reader of each format but text, by the ending of its names."""
SUFFIXES = frozenset({".txt", *READERS})
"""With what the names of documents end."""
PACKED: Mapping[str, str] = {
    "xl/workbook.xml": ".xlsx", "word/document.xml": ".docx", "content.xml": ".ods",
}  # fmt: skip
"""The format of a zip file by a part that it has."""
EXPECTED = "text, PDF, .xlsx, .xls, .ods, .csv, .docx or .html"
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")


def read_file(path: Path) -> Document | Grid:
    """Return a text file as lines, the tables of any other document as rows of cells.

    Raises
    ------
    BadInput
        If it cannot be read, is larger than the limits, or of no format that is read.
    """
    form = format_of(path)
    if form == ".txt":
        return read_document(path)
    return as_seen(read_in_sandbox(path, f"survey.documents.{READERS[form]}"))


def format_of(path: Path) -> str:
    """Return the format of a file, as the ending of a name, by its content; what is text alone can
    be told by its name.

    Raises
    ------
    BadInput
        If there is no such file, it is too large, or of no format that is read.
    """
    begin = read_input(path, LARGEST_FILE, "the file", f"a document: {EXPECTED}")[:1024]
    suffix = path.suffix.lower()
    if begin.startswith(b"%PDF-"):
        return ".pdf"
    if begin.startswith(b"PK"):
        return _packed(path)
    if begin.startswith(_OLD_OFFICE):
        if suffix in (".xls", ".xlt"):
            return ".xls"
        raise _unread(path, "it is of an old version of Office, or has a password")
    if begin.startswith((b"{\\rtf", *_PICTURES)):
        raise _unread(path, "it is a picture or a document of another program")
    if begin.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith((b"<!doctype", b"<html")):
        return ".html"
    if suffix in (".csv", ".tsv", ".html", ".htm"):
        return suffix
    if suffix in READERS:
        raise _unread(path, f"it is not what {path.suffix} says, or it is damaged")
    return ".txt"


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _unread(path, "it is a damaged zip file") from None
    found = next((PACKED[name] for name in PACKED if name in names), None)
    if found is None:
        raise _unread(path, "it holds neither a workbook nor a document")
    return found


def _unread(path: Path, found: str) -> BadInput:
    return BadInput.of(path, found, EXPECTED, "save it again in one of these formats")
