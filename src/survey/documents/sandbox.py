"""Reading PDF and Excel in a process of its own, as such a file can ask for endless time and memory.

A page of a few bytes can unfold to gigabytes; the libraries have no bounds of their own.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from survey.documents.grids import Grid
from survey.inputs import read_input
from survey.problems import BadInput, Problem

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes a file may have; fifty pages have one million."""
MOST_SECONDS, SECONDS_A_MEGABYTE = 60, 60
"""Time of a processor that reading a file may take, and more for its size; fifty pages take ten
seconds."""
TIMES_AS_LONG = 10
"""How many times as long it may take by the clock, as a busy machine lets it wait; and where the
system cannot bound the time of a processor."""
MOST_MEMORY = 2 << 30
"""Bytes of memory that reading a file may take, where the system can bound it."""
READERS: Mapping[bytes, str] = {
    b"%PDF-": "survey.documents.pdf_pages:read_pdf",
    b"PK": "survey.documents.excel_sheets:read_workbook",
}
"""The reader of a file by how its content begins."""
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0)
"""How a process ends whose time of a processor is over; never on Windows."""


def reader_of(path: Path) -> str | None:
    """Return the reader of a PDF or an Excel workbook, None for other files.

    Raises
    ------
    BadInput
        If there is no such file, it is too large, or its name says PDF or Excel and its content
        does not.
    """
    begin = read_input(path, LARGEST_FILE, "the file", "a document: text, PDF or .xlsx")[:8]
    reader = next((READERS[mark] for mark in READERS if begin.startswith(mark)), None)
    if reader is None and path.suffix.lower() in (".pdf", ".xlsx", ".xlsm", ".xls"):
        raise BadInput.of(
            path,
            f"it is not what {path.suffix} says, is an older format, or has a password",
            "a PDF with text, or an .xlsx workbook",
            "save it again in this format",
        )
    return reader


def read_in_sandbox(path: Path, reader: str) -> Grid:
    """Return what a reader makes of a file.

    Raises
    ------
    BadInput
        If it cannot be read, or not within the limits of time and memory.
    """
    limit = MOST_SECONDS + SECONDS_A_MEGABYTE * (path.stat().st_size >> 20)
    longest = TIMES_AS_LONG * limit
    command = [sys.executable, "-P", "-m", __name__, reader, str(path), str(limit)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=longest, check=False)
    except subprocess.TimeoutExpired:
        found = f"reading it took more than {longest} seconds"
    else:
        if done.returncode == 0:
            return _taken(done.stdout, path)
        if done.returncode == _OUT_OF_TIME:
            found = f"reading it took more than {limit} seconds"
        else:
            found = f"reading it needs more than {MOST_MEMORY >> 30} GB of memory, or it is damaged"
    raise BadInput.of(
        path, found, "a document of some hundred pages", "save or print it again to a new file"
    )


def _taken(answer: bytes, path: Path) -> Grid:
    """Return the grid that the process wrote, as data alone, for it has read a foreign file."""
    try:
        kind, content = json.loads(answer)
        if kind == "grid":
            return Grid.from_json(content)
        problem = Problem(**content)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise BadInput.of(
            path, "reading it gave no rows", "a whole, unprotected file", "save it again"
        ) from error
    raise BadInput(problem)


def _answer(read: Callable[[Path], Grid], path: Path) -> tuple[str, object]:
    try:
        return "grid", read(path).as_json()
    except BadInput as bad:
        return "problem", asdict(bad.problem)
    except MemoryError:
        raise
    except Exception as error:  # what a damaged file makes libraries raise has no bounds either
        return "problem", asdict(
            BadInput.of(
                path,
                f"it cannot be read ({type(error).__name__})",
                "a whole, unprotected file",
                "save or print it again to a new file",
            ).problem
        )


def _bound(seconds: int) -> None:
    with suppress(ImportError):  # not on Windows
        import resource

        bounds = {
            resource.RLIMIT_AS: MOST_MEMORY,
            resource.RLIMIT_CPU: seconds,
            resource.RLIMIT_CORE: 0,  # what is ended for its time would leave its memory as a file
        }
        for bound, most in bounds.items():
            with suppress(ValueError, OSError):  # macOS has not all; or it is lower already
                resource.setrlimit(bound, (most, resource.getrlimit(bound)[1]))


if __name__ == "__main__":
    _bound(int(sys.argv[3]))
    module, _, function = sys.argv[1].partition(":")
    answer = _answer(getattr(import_module(module), function), Path(sys.argv[2]))
    sys.stdout.buffer.write(json.dumps(answer).encode())
