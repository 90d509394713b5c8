"""Files and folders that are whole or not there: made beside their place, then moved to it.

One run at a time makes what belongs at a place; it first puts right what a killed one left there.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from survey.problems import BadInput

PATIENCE = 600.0
"""Seconds that a run waits for another one at the same place."""
_STAGED = ".staged-"
_OLD = ".old"
"""Where the old folder is while the new one takes its place."""


@contextmanager
def beside(out: Path, what: str, *failures: type[Exception]) -> Iterator[Path]:
    """Yield a place beside a file; what was written there is moved to it if nothing failed.

    Raises
    ------
    BadInput
        If the file cannot be written (`OSError`, or one of the other failures); what stood there
        before stays.
    """
    with _staged(out, what, "a file", *failures) as (stage, place):
        yield stage / place.name
        (stage / place.name).replace(place)


@contextmanager
def folder_beside(out: Path, what: str, *, keep: bool = False) -> Iterator[Path]:
    """Yield an empty folder beside a folder, which takes its place as a whole if nothing failed.

    The old folder is moved away and the new one to its place: a run that is killed between these
    two moves leaves no folder, and the next one brings the old folder back. The folder around the
    new one is for what is needed on the way, and goes in the end.

    Parameters
    ----------
    keep
        Files that only the old folder holds stay, and so do the very files that did not change.

    Raises
    ------
    BadInput
        If it cannot be written; what stood there before stays.
    """
    with _staged(out, what, "a folder") as (stage, place):
        new = stage / place.name
        new.mkdir()
        yield new
        if not place.exists():
            new.rename(place)
        elif not keep or _changed(new, place):
            if keep:
                _link_rest(place, new)
            shutil.copymode(place, new)
            place.rename(stage / _OLD)
            new.rename(place)


@contextmanager
def files_in(out: Path, what: str) -> Iterator[Path]:
    """Yield an empty folder; its files are moved into a folder that is somebody else's.

    They are moved one after another, each whole, in the order in which they were written; only a
    folder that is not there yet appears as a whole.

    Raises
    ------
    BadInput
        If they cannot be written; the files that stood there before stay.
    """
    if not out.exists():
        with folder_beside(out, what, keep=True) as new:
            yield new
        return
    with _staged(out / "files", what, "a folder") as (stage, place):
        yield stage
        for path in sorted(_changed(stage, place.parent), key=lambda path: path.stat().st_mtime_ns):
            path.replace(place.parent / path.name)


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files, by their names, into a folder that one of these gave."""
    for name, content in files.items():
        (folder / name).write_bytes(content)


def recover(out: Path) -> None:
    """Put right what a killed run left of a file or folder; one that still runs is waited for."""
    place = out.resolve()
    if _lock(place).exists() or _stages(place):
        with alone(place):
            _put_right(place)


@contextmanager
def alone(place: Path, told: Callable[[str], object] = len) -> Iterator[None]:
    """Hold a place; another run that wants it waits, and is told so.

    The lock is the system's on a file beside it, which ends with its process however that ends.

    Raises
    ------
    BadInput
        If another run does not let go of it.
    OSError
        If there can be no lock.
    """
    lock = FileLock(_lock(place))
    try:
        try:
            lock.acquire(blocking=False)
        except Timeout:
            told("waiting for another run")
            lock.acquire(timeout=PATIENCE)
    except Timeout:
        raise BadInput.of(
            place,
            "another run is at work on this",
            "one at a time",
            "wait until it is done, or end it",
        ) from None
    try:
        yield
    finally:
        # Removed while it is held, the file is no lock for one that waits with it open, which
        # looks again. Windows keeps a file that is open, and the release removes it there.
        with suppress(OSError):
            _lock(place).unlink()
        lock.release()


def _lock(place: Path) -> Path:
    return place.with_name(f".{place.name}.lock")


def _stages(place: Path) -> list[Path]:
    """Return the folders in which runs prepare, or prepared, what belongs at a place."""
    start = len(_STAGED) + 8
    found = place.parent.glob(f"{_STAGED}*")
    return [path for path in found if path.name[start:] == f"-{place.name}"]


@contextmanager
def _staged(
    out: Path, what: str, kind: str, *failures: type[Exception]
) -> Iterator[tuple[Path, Path]]:
    """Yield an empty folder beside a place, and the place; nobody else is there meanwhile."""
    wrong: tuple[type[Exception], ...] = (OSError, *failures)
    try:
        place = out.resolve()
        with alone(place):
            _put_right(place)
            stage = tempfile.mkdtemp(prefix=_STAGED, suffix=f"-{place.name}", dir=place.parent)
            try:
                yield Path(stage), place
            finally:
                _put_right(place)
    except wrong as error:
        raise BadInput.of(
            out,
            f"{what} cannot be written ({error})",
            f"{kind} that can be written",
            "close it, make room, or name another folder",
        ) from None


def _put_right(place: Path) -> None:
    """Remove what runs prepared; where one ended between two moves, the old folder comes back."""
    for stage in _stages(place):
        if (stage / _OLD).exists() and not place.exists():
            (stage / _OLD).rename(place)
        shutil.rmtree(stage, ignore_errors=True)


def _changed(new: Path, old: Path) -> list[Path]:
    """Return the files of a new folder that are not the same in the old one."""
    names = [path.name for path in new.iterdir()]
    same, _, _ = filecmp.cmpfiles(new, old, names, shallow=False)
    return [new / name for name in names if name not in same]


def _link_rest(old: Path, new: Path) -> None:
    """Put into a new folder, as they are, the files of the old one but those that changed."""
    changed = {path.name for path in _changed(new, old)}
    for path in old.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, new / path.name, symlinks=True, copy_function=_link)
        elif path.name not in changed:
            (new / path.name).unlink(missing_ok=True)
            _link(path, new / path.name)


def _link(old: str | Path, new: str | Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except (OSError, NotImplementedError):  # not every system has links
        shutil.copy2(old, new, follow_symlinks=False)
