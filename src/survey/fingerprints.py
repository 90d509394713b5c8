"""Is something that was made still what its inputs give? Told by content, never by time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from survey.outputs import recover
from survey.project import cache_folder


def fingerprint(files: Iterable[Path], *texts: str) -> str:
    """Return one hash of the names and contents of files, and of texts that are inputs too.

    Folders stand for all files in them.
    """
    total = hashlib.sha256()
    for file in sorted(set(_all(files))):
        total.update(f"{file.name} {_content(file)}\n".encode())
    for text in texts:
        total.update(f"{hashlib.sha256(text.encode()).hexdigest()}\n".encode())
    return total.hexdigest()


def package_files() -> list[Path]:
    """Return the code and the declarations of this package."""
    return [
        path
        for path in _all([Path(__file__).parent])
        if path.suffix in {".py", ".toml", ".csv", ".json", ".lark"}
    ]


def is_current(name: str, inputs: str, outputs: Sequence[Path]) -> bool:
    """Tell whether outputs are those that were recorded for inputs of this fingerprint.

    What a killed run left of the outputs is put right before.
    """
    for output in outputs:
        recover(output)
    try:
        recorded = json.loads(_place(name).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return bool(recorded == [inputs, fingerprint(outputs)])


def record(name: str, inputs: str, outputs: Sequence[Path]) -> None:
    """Remember that inputs, as they were when the work began, give these outputs."""
    place = _place(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_suffix(".new")
    new.write_text(json.dumps([inputs, fingerprint(outputs)]), encoding="utf-8")
    new.replace(place)


def _place(name: str) -> Path:
    return cache_folder() / "stamps" / f"{name}.json"


def _content(file: Path) -> str:
    if not file.is_file():
        return "missing"
    with file.open("rb") as opened:  # a document of a corpus can be of any size
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _all(files: Iterable[Path]) -> Iterable[Path]:
    for file in files:
        yield from (path for path in file.rglob("*") if path.is_file()) if file.is_dir() else [file]
