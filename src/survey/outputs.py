"""Files that are whole or not there: written beside their place, then moved to it."""

from __future__ import annotations

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
        raise BadInput(
            Problem("error", str(out), None, f"{what} cannot be written ({error})",
                    "a file that can be written", "close it, make room, or name another folder")
        ) from None  # fmt: skip
