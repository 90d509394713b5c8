"""Terms of texts that were cut before, kept in `.cache` as data: one JSON file a way of cutting.

A file that is damaged counts as missing. Whoever can write there could still put other terms into
a file with its digest; therefore what is published begins with `forget`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path

from survey.outputs import beside
from survey.problems import BadInput
from survey.project import cache_folder

Cut = dict[str, list[str]]
"""The terms of each text."""


@cache
def recall(name: str) -> Cut:
    """Return the terms that were kept under a name, none where the file is missing or damaged.

    The file is read once in a process; what is added to the terms is there the next time.
    """
    try:
        digest, cut = json.loads(_place(name).read_text(encoding="utf-8"))
        return cut if digest == _digest(cut) else {}
    except (OSError, ValueError, TypeError, RecursionError):
        return {}


def keep(name: str, cut: Cut) -> None:
    """Keep terms under a name; where nothing can be written they will be cut again."""
    place = _place(name)
    with suppress(BadInput, OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        with beside(place, "the terms") as new:
            new.write_text(json.dumps([_digest(cut), cut]), encoding="utf-8")


def forget() -> None:
    """Remove all terms that were kept, in this process too."""
    recall.cache_clear()
    shutil.rmtree(_folder(), ignore_errors=True)


def _folder() -> Path:
    return cache_folder() / "terms"


def _place(name: str) -> Path:
    return _folder() / f"{name}.json"


def _digest(cut: Cut) -> str:
    return hashlib.sha256(json.dumps(cut, sort_keys=True).encode()).hexdigest()
