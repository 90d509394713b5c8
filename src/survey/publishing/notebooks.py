"""The notebooks, executed: by the build all of them, from the command line one with parameters."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from survey.fingerprints import fingerprint, is_current, package_files, record
from survey.outputs import beside
from survey.problems import BadInput, Problem
from survey.project import Project

if TYPE_CHECKING:
    from nbformat import NotebookNode

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_WIDGET_NAME = re.compile("(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_ADDRESS = re.compile(" at 0x[0-9a-f]+>")
_STATES = "application/vnd.jupyter.widget-state+json"
TIMEOUT = 300
"""Seconds after which a cell is given up."""
_DIES_WITH_US = "--IPKernelApp.exec_lines=__import__('ctypes').CDLL(None).prctl(1, 9);"
"""A kernel asks whether its parent is process 1 now; on Linux an orphan may get another parent."""
PARAMETERS = "parameters"
"""Tag of the cell whose assignments can be set from the command line."""


def notebook_paths(project: Project) -> list[Path]:
    """Return the notebooks of the project in order."""
    return sorted(project.notebooks.glob("[0-9]*.ipynb"))


def find_notebook(project: Project, name: str) -> Path:
    """Return the one notebook whose name begins like this.

    Raises
    ------
    BadInput
        If there is none, or more than one.
    """
    found = [path for path in notebook_paths(project) if path.name.startswith(name)]
    if len(found) != 1:
        names = " or ".join(path.stem for path in notebook_paths(project))
        raise BadInput.of(
            name, f"{len(found)} notebooks have this name", names, "name one of these"
        )
    return found[0]


def run_all(project: Project, told: Callable[[str], None]) -> list[Problem]:
    """Execute the notebooks that changed, or whose data or code did, into `build/notebooks`.

    Two at a time; the one that takes longest is not waited for before the next begins.
    """

    def run(path: Path) -> list[Problem]:
        executed = project.built / "notebooks" / path.name
        inputs = fingerprint([path, project.clean, *package_files()])
        name = f"notebook-{path.stem}"
        if is_current(name, inputs, [executed]):
            return []
        told(path.name)
        try:
            write(execute(path, {}), executed)
        except BadInput as bad:
            return [bad.problem]
        record(name, inputs, [executed])
        return []

    with ThreadPoolExecutor(max_workers=2) as pool:
        return [problem for found in pool.map(run, notebook_paths(project)) for problem in found]


def execute(path: Path, parameters: Mapping[str, str], page: bool = False) -> NotebookNode:
    """Return the executed notebook; for a page, with plotly.js inside.

    Raises
    ------
    BadInput
        If a parameter is not one of the notebook's, or a cell fails.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    from survey.publishing.notebook_kernels import AskingManager

    notebook: NotebookNode = nbformat.read(path, as_version=4)
    if parameters:
        _set(notebook, parameters, path.name)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        kernel_manager_class=AskingManager,
        extra_arguments=["--log-level=CRITICAL", *[_DIES_WITH_US] * (sys.platform == "linux")],
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
    )
    try:
        renderer = {"PLOTLY_RENDERER": "notebook"} if page else {}
        client.execute(env={**os.environ, **renderer})
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        lines = _COLOURS.sub("", str(error)).splitlines()
        last = next((line for line in reversed(lines) if line.strip()), "")
        raise BadInput.of(
            path.name,
            f"the notebook does not run: {last}",
            "a notebook that runs from top to bottom",
            "open it with make lab",
        ) from None
    return with_lasting_names(notebook)


def with_lasting_names(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook that is the same whenever it is executed: widgets are named by their numbers,
    in the order in which cells show them and they hold each other; objects have no address."""
    import nbformat

    states = notebook.metadata.get("widgets", {}).get(_STATES, {}).get("state", {})
    waiting = [name for cell in notebook.cells for name in _WIDGET_NAME.findall(json.dumps(cell))]
    numbers: dict[str, int] = {}
    while waiting:
        name = waiting.pop(0)
        if name in states and name not in numbers:
            numbers[name] = len(numbers)
            waiting += _WIDGET_NAME.findall(json.dumps(states[name], sort_keys=True))
    text = _ADDRESS.sub(">", nbformat.writes(notebook))
    renamed: NotebookNode = nbformat.reads(
        _WIDGET_NAME.sub(
            lambda name: f"{numbers[name[0]]:032x}" if name[0] in numbers else name[0], text
        ),
        as_version=4,
    )
    return renamed


def write(notebook: NotebookNode, path: Path) -> None:
    """Write an executed notebook as .ipynb, or as a page if the name ends in .html."""
    import nbformat

    if path.suffix == ".html":
        from nbconvert import HTMLExporter

        from survey.publishing.pages.notebooks import WIDGET
        from survey.publishing.pages.words import words

        # Menus need a kernel, and would ask the network for their drawing.
        notebook.metadata.pop("widgets", None)
        for output in (one for cell in notebook.cells for one in cell.get("outputs", ())):
            if WIDGET in output.get("data", {}):
                output["data"] = {"text/html": f"<p>{words().menus}</p>"}

        # Who is given a page reads the answer; the code stands in the notebook.
        exporter = HTMLExporter(
            embed_images=True, mathjax_url="", require_js_url="",
            exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True,
        )  # fmt: skip
        text, _ = exporter.from_notebook_node(notebook)
        # A page needs nothing from the network; plotly asks for a library of formulas.
        text = re.sub(r'<script src="https://[^>]*></script>', "", text)
    else:
        text = nbformat.writes(notebook)
    with beside(path, "the notebook") as new:
        new.write_text(text, encoding="utf-8")


def _set(notebook: NotebookNode, parameters: Mapping[str, str], file: str) -> None:
    """Put the parameters after the cell with the notebook's own."""
    from nbformat.v4 import new_code_cell

    tagged = [PARAMETERS in cell.metadata.get("tags", []) for cell in notebook.cells]
    own = notebook.cells[tagged.index(True)].source if any(tagged) else ""
    known = re.findall(r"^(\w+) *=", own, re.MULTILINE)
    if unknown := [name for name in parameters if name not in known]:
        raise BadInput.of(
            file,
            f"the notebook has no parameter {unknown[0]}",
            " or ".join(known) or "a notebook with parameters",
            "name one of these",
        )
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    notebook.cells.insert(tagged.index(True) + 1, new_code_cell(source))
