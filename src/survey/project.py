"""Where the files of the project are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from survey.problems import BadInput

_MARK = Path("data") / "raw" / "sources.toml"
_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Project:
    """The folder of a checkout, found from the working directory or from this package; or the
    installed package, which holds the documents and the clean tables."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def clean(self) -> Path:
        return self.root / "data" / "clean"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def figures(self) -> Path:
        return self.root / "figures"

    @property
    def built(self) -> Path:
        return self.root / "build"


def find_project() -> Project:
    """Return the project that the working directory is in, else the one this package is in.

    Raises
    ------
    BadInput
        If neither lies in a checkout of the project.
    """
    starts = (Path.cwd() / "here", Path(__file__).resolve())
    for start in starts:
        for folder in start.parents:
            if (folder / _MARK).is_file() and folder != _PACKAGE:
                return Project(folder)
    raise BadInput.of(
        Path.cwd(),
        "this folder is not in a checkout of the project",
        f"a folder that holds {_MARK.as_posix()}",
        "change to the folder of the project",
    )


def find_published() -> Project:
    """Return the project that the working directory or this package is in, else what came with the
    package: the documents and the clean tables.

    Raises
    ------
    BadInput
        If there is neither.
    """
    try:
        return find_project()
    except BadInput:
        if not (_PACKAGE / _MARK).is_file():
            raise
        return Project(_PACKAGE)


def cache_folder() -> Path:
    """Return the folder for what can be made again: `.cache` of the project, else the user's."""
    try:
        return find_project().root / ".cache"
    except BadInput:
        return Path.home() / ".cache" / "prefectural-dx-survey"
