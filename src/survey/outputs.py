"""Files and folders that are whole or not there: written beside their place, then moved to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from survey.problems import BadInput, Problem


@contextmanager
def beside(out: Path, what: str, *failures: type[Exception]) -> Iterator[Path]:
    """Yield a place beside a file; what was written there is moved to it if nothing failed.

    Raises
    ------
    BadInput
        If the file cannot be written (`OSError`, or one of the other failures); what stood there
        before stays.
    """
    new = out.with_name(f".{out.name}.new")
    wrong: tuple[type[Exception], ...] = (OSError, *failures)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        yield new
        new.replace(out)
    except wrong as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise _unwritable(out, what, error, "a file") from None


@contextmanager
def folder_beside(out: Path, what: str) -> Iterator[Path]:
    """Yield an empty folder beside a folder that takes its place if nothing failed.

    Raises
    ------
    BadInput
        If it cannot be written; what stood there before stays.
    """
    new, old = (out.with_name(f".{out.name}.{age}") for age in ("new", "old"))
    try:
        if old.exists() and not out.exists():  # a run that died between the two moves
            old.rename(out)
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
        new.mkdir(parents=True)
        yield new
        if out.exists():
            out.rename(old)
        new.rename(out)
    except OSError as error:
        if old.exists() and not out.exists():
            old.rename(out)
        raise _unwritable(out, what, error, "a folder") from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _unwritable(out: Path, what: str, error: Exception, kind: str) -> BadInput:
    return BadInput(
        Problem("error", str(out), None, f"{what} cannot be written ({error})",
                f"{kind} that can be written", "close it, make room, or name another folder")
    )  # fmt: skip
