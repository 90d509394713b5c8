"""Reading in a process of its own, as a file can ask for endless time and memory.

A page of a few bytes can unfold to gigabytes; the libraries have no bounds of their own.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TypeVar

from survey.documents.grids import Grid
from survey.extras import installed
from survey.problems import BadInput, Problem
from survey.process_limits import bound

MOST_SECONDS, SECONDS_A_MEGABYTE = 60, 60
"""Time of a processor that reading a file may take, and more for its size; fifty pages take ten
seconds."""
TIMES_AS_LONG = 10
"""How many times as long it may take by the clock, as a busy machine lets it wait; and where the
system cannot bound the time of a processor."""
MOST_MEMORY = 2 << 30
"""Bytes of memory that reading a file may take, where the system can bound it."""
ADVICE = "save or print it again to a new file"
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0)
"""How a process ends whose time of a processor is over; never on Windows."""


Made = TypeVar("Made")


def read_in_sandbox(path: Path, reader: str) -> Grid:
    """Return the grid that a reader makes of a file; see `made_in_sandbox`."""
    return made_in_sandbox(path, reader, Grid.from_json)


def made_in_sandbox(path: Path, reader: str, from_json: Callable[[str], Made]) -> Made:
    """Return what a reader (`module:function`) makes of a file.

    Parameters
    ----------
    from_json
        Takes what the `as_json` of that gives; raises ValueError, TypeError or LookupError at
        anything else.

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
            return _taken(done.stdout, path, from_json)
        if done.returncode == _OUT_OF_TIME:
            found = f"reading it took more than {limit} seconds"
        else:
            found = f"reading it needs more than {MOST_MEMORY >> 30} GB of memory, or it is damaged"
    raise BadInput.of(path, found, "a document of some hundred pages", ADVICE)


def _taken(answer: bytes, path: Path, from_json: Callable[[str], Made]) -> Made:
    """Return what the process wrote, as data alone, for it has read a foreign file."""
    try:
        kind, content = json.loads(answer)
        if kind == "made":
            return from_json(content)
        problem = Problem(**content)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise BadInput.of(
            path, "reading it gave no rows", "a whole, unprotected file", "save it again"
        ) from error
    raise BadInput(problem)


def _answer(reader: str, path: Path) -> tuple[str, object]:
    module, _, function = reader.partition(":")
    try:
        with installed():
            return "made", getattr(import_module(module), function)(path).as_json()
    except BadInput as error:
        bad = error
    except MemoryError:
        raise
    except Exception as error:  # what a damaged file makes libraries raise has no bounds either
        found = f"it cannot be read ({type(error).__name__})"
        bad = BadInput.of(path, found, "a whole, unprotected file", ADVICE)
    return "problem", asdict(bad.problem)


if __name__ == "__main__":
    bound(MOST_MEMORY, int(sys.argv[3]))
    answer = _answer(sys.argv[1], Path(sys.argv[2]))
    sys.stdout.buffer.write(json.dumps(answer).encode())
