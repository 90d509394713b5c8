"""The house: rooms in a straight line, whose imports run down only, and a face that is lazy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import survey

PACKAGE = Path(survey.__file__).parent
ROOMS = (*survey.ROOMS, "cli")
GROUND = {
    "declared", "extras", "fingerprints", "inputs", "japanese", "languages", "outputs", "prefectures",
    "problems", "process_limits", "project", "terminal", "text",
}  # fmt: skip
DOORS = {"__init__", "__main__"}
"""What stands above the rooms: the face, and `python -m survey`."""


def floor(part: str) -> int:
    """Return how high a part of the package lies: 0 the ground, then the rooms in their order."""
    return 0 if part in GROUND else 1 + ROOMS.index(part)


def imports() -> Iterator[tuple[str, str]]:
    """Yield for each import of the package the two modules, without the name of the package."""
    paths = {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
        for path in sorted(PACKAGE.rglob("*.py"))
    }
    for module, path in paths.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("survey."):
                where = str(node.module)
                named = [f"{where}.{alias.name}" for alias in node.names]
                found = [name if name[7:] in paths else where for name in named]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
                found = [name for name in names if name.startswith("survey.")]
            else:
                continue
            yield from ((module, other.removeprefix("survey.")) for other in found)


def test_every_module_is_in_a_room_or_of_the_ground() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if any(path.glob("*.py"))}
    assert folders == set(ROOMS)
    assert {path.stem for path in PACKAGE.glob("*.py")} == GROUND | DOORS


def test_no_import_runs_upward() -> None:
    seen = list(imports())
    assert len(seen) > 300
    rooms = [(module, module.split(".")[0], other.split(".")[0]) for module, other in seen]
    upward = [
        f"{module}: {other}"
        for module, part, other in rooms
        if part not in DOORS and other != "survey" and floor(other) > floor(part)
    ]
    assert upward == []


def test_no_modules_and_no_folders_import_in_a_circle() -> None:
    for depth in (3, 2, 1):
        floors: dict[str, set[str]] = {}
        for pair in imports():
            module, other = (".".join(name.split(".")[:depth]) for name in pair)
            if module != other:
                floors.setdefault(module, set()).add(other)
        assert len(list(TopologicalSorter(floors).static_order())) > 10


def test_the_first_paragraph_of_a_room_says_what_comes_in_and_goes_out() -> None:
    for room in survey.ROOMS:
        text = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text("utf-8")))
        assert text
        assert all(said in text for said in ("comes in", "go", "out", "This room may use"))


def test_every_folder_says_what_it_is_for() -> None:
    for face in PACKAGE.rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(face.read_text("utf-8"))), face


def test_everything_the_face_offers_is_there() -> None:
    assert {"read_table", "tally", "similar", "code", "status_by_prefecture"} <= set(dir(survey))
    for name in dir(survey):
        assert getattr(survey, name) is not None


def test_no_two_rooms_offer_the_same_name() -> None:
    offered = [name for room in survey.ROOMS for name in getattr(survey, room).__all__]
    assert len(offered) == len(set(offered))


def loaded(script: str, heavy: set[str]) -> set[str]:
    """Return which of some packages a script has loaded."""
    told = f"{script}\nimport sys\nprint(*({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_face_loads_nothing_before_it_is_asked() -> None:
    heavy = {"pandas", "plotly", "sklearn", "pydantic", "janome", "numpy"}
    assert loaded("import survey", heavy) == set()
    assert loaded("from survey import read_table", heavy) >= {"pandas"}


def test_what_reads_one_file_loads_no_frames() -> None:
    script = "import survey.documents.sandbox, survey.documents.pdf.pages, survey.reading.parse"
    assert loaded(script, {"pandas", "plotly", "sklearn"}) == set()
