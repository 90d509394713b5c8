"""How long the main job takes: from nothing, and when nothing changed.

In a copy of the project without figures, executed notebooks or caches: `survey build` (tables, all
charts as PNG and SVG, all notebooks), the same again, and for comparison the notebooks one after
another with `jupyter execute`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from survey.project import find_project


def seconds(command: list[str], folder: Path) -> float:
    """Return how long a command takes in a folder."""
    begin = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - begin


def main() -> None:
    """Print the times and their ratios."""
    project = find_project()
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        shutil.copytree(project.raw, copy / "data" / "raw")
        shutil.copytree(project.notebooks, copy / "notebooks")
        build = [sys.executable, "-m", "survey", "build"]
        cold, again = seconds(build, copy), seconds(build, copy)
        notebooks = sorted((copy / "notebooks").glob("*.ipynb"))
        execute = [sys.executable, "-m", "jupyter", "execute"]
        in_turn = sum(
            seconds([*execute, notebook.name], copy / "notebooks") for notebook in notebooks
        )
    print(f"{'survey build from nothing':45} {cold:7.1f} s   wanted ≤ 90 s on two cores")
    print(f"{'survey build, nothing changed':45} {again:7.1f} s   wanted ≤ 2 s")
    print(f"{'the notebooks in turn with jupyter execute':45} {in_turn:7.1f} s")
    print(f"{'all of the build / the notebooks in turn':45} {cold / in_turn:7.2f}")


if __name__ == "__main__":
    main()
