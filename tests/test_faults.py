"""Builds that are killed, have no room, may not write, or are two: files are the old or the new."""

from __future__ import annotations

import ctypes
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from survey import outputs
from survey.fingerprints import fingerprint
from survey.problems import BadInput
from survey.project import Project
from survey.publishing import notebooks

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX"),
]

SURVEY = [sys.executable, "-m", "survey"]
BUILD = [*SURVEY, "build", "--tables"]
WRITER = """
import sys
from itertools import count
from pathlib import Path
from survey import outputs

kind, out = sys.argv[1], Path(sys.argv[2])
for number in count(1):
    if kind == "file":
        with outputs.beside(out / "file", "it") as new:
            new.write_text(f"{number}\\n" * 9999)
    else:
        opened = outputs.files_in(out, "it") if kind == "files" else \\
            outputs.folder_beside(out, "it", keep=True)
        with opened as new:
            for name in range(9):
                (new / str(name)).write_text(f"{number}\\n" * 999)
    print(number, flush=True)
"""
Files = dict[str, bytes]


def files(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def leftovers(folder: Path) -> list[Path]:
    return list(folder.rglob(".*"))


def start(
    command: list[str], folder: Path, prepare: Callable[[], object] | None = None
) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=folder, stdout=pipe, stderr=pipe, encoding="utf-8", preexec_fn=prepare
    )


def is_stopped(process: subprocess.Popen[str]) -> bool:
    """Stop a process; tell whether it is, or has ended before."""
    process.send_signal(signal.SIGSTOP)
    if process.returncode is None:
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode is None


def with_little_room() -> None:
    """No file may get larger than 100 kB: what is written fails midway, as on a full disk."""
    import resource  # which Windows has not

    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def with_no_way_around_modes() -> None:
    """Take from root, if it is root that runs the tests, what lets it write anywhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(24, 1)  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


@pytest.fixture
def old(project: Project) -> Files:
    """What is published before: the committed tables, each with a line that is no longer true."""
    return {name: content + b"old\n" for name, content in files(project.clean).items()}


@pytest.fixture
def copy(project: Project, old: Files, tmp_path: Path) -> Iterator[Path]:
    """A project of its own, with old tables and a file of somebody else's among them."""
    shutil.copytree(project.raw, tmp_path / "data" / "raw")
    clean = tmp_path / "data" / "clean"
    clean.mkdir()
    for name, content in old.items():
        (clean / name).write_bytes(content)
    yield tmp_path
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755)


def published(copy: Path, old: Files, new: Files) -> str:
    """Tell which set of tables is published; a mixture is none."""
    if not (copy / "data" / "clean").exists():  # between two moves: the next run brings it back
        return "old"
    return {tuple(old.items()): "old", tuple(new.items()): "new"}[
        tuple((name, (copy / "data" / "clean" / name).read_bytes()) for name in old)
    ]


def test_a_build_is_killed_has_no_room_or_is_one_of_two(
    project: Project, old: Files, copy: Path
) -> None:
    new, clean = files(project.clean), copy / "data" / "clean"
    (clean / "notes.txt").write_text("mine")
    moments = random.Random(20201001)

    full = start(BUILD, copy, with_little_room)
    said = full.communicate()[1]
    assert full.returncode == 1
    assert "the files cannot be written" in said
    assert "File too large" in said
    assert "Traceback" not in said
    assert published(copy, old, new) == "old"
    assert not leftovers(copy / "data")

    for _ in range(3):
        killed = start(BUILD, copy)
        time.sleep(moments.uniform(0, 2))
        killed.kill()
        killed.communicate()
        assert published(copy, old, new) == "old"

    killed, other = start(BUILD, copy), None
    while not list((copy / "data").glob(".staged-*/clean")):
        assert killed.poll() is None
        time.sleep(0.005)
        other = other or start(BUILD, copy)
    killed.kill()
    killed.communicate()
    assert published(copy, old, new) == "old"

    # What is on the disk while a process is stopped is what would be there had it been killed.
    assert other is not None
    seen = []
    while is_stopped(other):
        seen.append(published(copy, old, new))
        other.send_signal(signal.SIGCONT)
        time.sleep(moments.uniform(0, 0.05))
    said = other.communicate()[1]
    assert other.returncode == 0, said
    assert seen == sorted(seen, reverse=True)
    assert published(copy, old, new) == "new"

    before = {path: path.stat().st_mtime_ns for path in clean.iterdir()}
    assert subprocess.run(BUILD, cwd=copy, capture_output=True, check=False).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in clean.iterdir()} == before
    assert files(clean) == {**new, "notes.txt": b"mine"}
    assert not leftovers(copy / "data")
    assert not list((copy / ".cache").glob(".*"))


@pytest.mark.parametrize("kind", ["folder", "files", "file"])
def test_a_writer_is_killed_at_any_moment(kind: str, tmp_path: Path) -> None:
    moments = random.Random(kind)
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    for _ in range(15):
        writer = start([sys.executable, "-c", WRITER, kind, str(out)], tmp_path)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(moments.uniform(0, 0.03))
        writer.kill()
        writer.communicate()
        if kind == "folder":  # it may be away until the next run
            outputs.recover(out)
        held = files(out)
        assert held.pop("notes.txt") == b"mine"
        whole = {content for name, content in held.items() if not name.startswith(".")}
        assert all(len(set(content.split())) == 1 for content in whole)
        assert kind == "files" or len(whole) == 1
        assert {content.count(b"\n") for content in whole} == {9999 if kind == "file" else 999}
    for place in (out, out / "files", out / "file"):
        outputs.recover(place)
    assert not leftovers(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere orphans go to process 1")
def test_a_kernel_does_not_outlive_a_killed_run(copy: Path) -> None:
    cell = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(300)"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    (copy / "notebooks").mkdir()
    nbformat.write(book, copy / "notebooks" / "00_waits.ipynb")
    system = ctypes.CDLL(None)
    system.prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: orphans come to this process, as to a desktop's
    run = start([*SURVEY, "notebook", "00", "--out", "page.html"], copy)
    try:
        pid = copy / "notebooks" / "pid"
        while not (pid.exists() and pid.read_text()):
            assert run.poll() is None
            time.sleep(0.05)
        run.kill()
        run.wait()
        kernel = int(pid.read_text())
        for _ in range(400):
            if os.waitpid(kernel, os.WNOHANG)[0]:
                break
            time.sleep(0.05)
        else:
            os.kill(kernel, signal.SIGKILL)
            pytest.fail("the kernel is still there")
    finally:
        system.prctl(36, 0)
        run.kill()
        run.communicate()


@pytest.mark.parametrize(
    ("command", "out"), [("parse", "."), ("parse", "new"), ("explore", "organizations.csv")]
)
def test_what_has_no_room_stays_as_it_was(
    project: Project, command: str, out: str, tmp_path: Path
) -> None:
    document = str(project.raw / "governors_association_2020.txt")
    options = [document] if command == "parse" else ["--no-serve"]
    (tmp_path / "organizations.csv").write_text("old")
    command_line = [*SURVEY, command, *options, "--out", str(tmp_path / out)]
    done = start(command_line, project.root, with_little_room)
    said = done.communicate()[1]
    assert done.returncode == 1
    assert "cannot be written" in said
    assert "Traceback" not in said
    assert list(tmp_path.rglob("*")) == [tmp_path / "organizations.csv"]
    assert files(tmp_path) == {"organizations.csv": b"old"}


FULL = """
import errno
from pathlib import Path
from survey.cli import app

write = Path.write_bytes

def full(path, content):
    if path.suffix == ".png":
        raise OSError(errno.ENOSPC, "No space left on device")
    return write(path, content)

Path.write_bytes = full
app()
"""


@pytest.mark.browser
def test_pictures_that_find_no_room_end_with_a_sentence_alone(
    project: Project, tmp_path: Path
) -> None:
    """While some are drawn others fail: what the library would say of these is no help."""
    charts = ("field_status", "prefecture_map", "status_by_prefecture")
    command = [sys.executable, "-c", FULL, "figures", *charts, "--out", str(tmp_path / "made")]
    done = start(command, project.root)
    said = done.communicate()[1]
    assert done.returncode == 1
    assert "the charts cannot be written ([Errno 28] No space left on device)" in said
    assert len(said.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_what_may_not_be_written_is_said_so(project: Project, old: Files, copy: Path) -> None:
    for path in (copy, copy / "data", copy / "data" / "clean"):
        path.chmod(0o555)
    document = str(project.raw / "governors_association_2020.txt")
    for command in (BUILD, [*SURVEY, "parse", document, "--out", "data/clean"]):
        done = start(command, copy, with_no_way_around_modes)
        said = done.communicate()[1]
        assert done.returncode == 1
        assert "written (" in said
        assert "Permission denied" in said
        assert "Traceback" not in said
        assert files(copy / "data" / "clean") == old


def test_one_is_at_work_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = (
        "import sys; from pathlib import Path; from survey.outputs import alone\n"
        "place = Path(sys.argv[1])\n"
        "for _ in range(40):\n"
        "    with alone(place): place.write_text(str(int(place.read_text()) + 1))\n"
    )
    place = tmp_path / "counted"
    place.write_text("0")
    counting = [start([sys.executable, "-c", count, str(place)], tmp_path) for _ in range(3)]
    assert [one.communicate()[1] for one in counting] == [""] * 3
    assert place.read_text() == "120"

    hold = "from survey.outputs import alone; from pathlib import Path\n"
    hold += "with alone(Path('counted')): print('held', flush=True); input()"
    holding = subprocess.Popen(
        [sys.executable, "-c", hold], cwd=tmp_path, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert holding.stdout is not None
    holding.stdout.readline()
    monkeypatch.setattr(outputs, "PATIENCE", 0)
    with pytest.raises(BadInput, match="another run is at work"), outputs.beside(place, "it"):
        pass
    holding.kill()
    holding.communicate()
    with outputs.beside(place, "it") as new:
        new.write_text("new")
    assert place.read_text() == "new"
    assert not leftovers(tmp_path)


def test_what_is_edited_while_it_is_read_is_not_taken_for_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = Project(tmp_path)
    for folder in (edited.notebooks, edited.clean):
        folder.mkdir(parents=True)
    path = edited.notebooks / "00_data.ipynb"
    path.write_text("before")
    monkeypatch.setattr("survey.fingerprints.cache_folder", lambda: tmp_path / ".cache")
    monkeypatch.setattr(notebooks, "execute", lambda path, _: path.write_text("after"))
    written: list[str] = []
    monkeypatch.setattr(notebooks, "write", lambda _, out: written.append(fingerprint([path, out])))
    for _ in range(3):
        assert notebooks.run_all(edited, lambda _: None) == []
    assert len(written) == 2
