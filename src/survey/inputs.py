"""The bytes of an input file: never more than it may have, and never waiting for more."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from survey.problems import BadInput


def read_input(path: Path, largest: int, what: str, expected: str) -> bytes:
    """Return the content of a file of at most `largest` bytes, even if it grows meanwhile.

    Raises
    ------
    BadInput
        If it is missing, larger, or no file: a folder, a device without end, a pipe that nobody
        writes to; `what` it is, as "the file", and `expected` what should stand there.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise BadInput.of(
                    path, f"{what} is a pipe or a device", expected, "save it as a file"
                )
            content = b"" if status.st_size > largest else file.read(largest + 1)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or error
        raise BadInput.of(
            path, f"{what} cannot be read ({reason})", expected, "check the name and the folder"
        ) from None
    size = max(status.st_size, len(content))
    if size > largest:
        raise BadInput.of(path, f"{what} has {size:,} bytes", f"at most {largest:,}", "split it")
    return content


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
