"""What becomes of the published files when a run is killed, has no room, or finds things amiss.

Each step of the work is done in a copy of the project: killed at random moments while it runs, with
files that may not grow, in a folder that cannot be written, twice at once, without Chromium, under
another umask, on a path with spaces and Japanese, with files of tomorrow, with damaged caches. After
each the files are the old or the new ones and nothing else. Prints how often each outcome came, and
ends with status 1 if there was another one, or a traceback.

    python benchmarks/faults.py [KILLS OF EACH STEP] [STEP …]
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from survey import __version__
from survey.project import find_project
from survey.publishing.site import NAME

KILLS = 20
SURVEY = (sys.executable, "-m", "survey")
DOCUMENT = "data/raw/governors_association_2020.txt"
ROOM = 50_000
"""Bytes that a file may have where there is no room."""

ENDS = {".svg": b"</svg>", ".png": b"IEND\xaeB`\x82", ".html": b"</html>\n", ".json": b"]\n"}
"""How a whole file of each kind ends."""

State = dict[str, str]


@dataclass(frozen=True)
class Step:
    """A command, and the file or folder that it makes; `each`: its files are moved one by one;
    `varies`: what it makes holds names of a run (ids of a page or a drawing), so that new files are
    known by being whole."""

    command: tuple[str, ...]
    out: str
    each: bool = False
    needs_browser: bool = False
    varies: bool = False


STEPS = {
    "tables": Step(("build", "--tables"), "data/clean"),
    "parse": Step(("parse", DOCUMENT, "--out", "made/parsed"), "made/parsed", each=True),
    "figures": Step(
        ("figures", "field_status", "--out", "made/figures"), "made/figures", True, True, True
    ),
    "notebook": Step(("notebook", "09", "--out", "made/09.html"), "made/09.html", varies=True),
    "workbook": Step(("workbook", "--out", "made/w.xlsx"), "made/w.xlsx"),
    "database": Step(("explore", "--no-serve", "--out", "made/d.db"), "made/d.db"),
    "site": Step(("site",), "build/site"),
    "release": Step(("release",), f"build/{NAME}-{__version__}.zip"),
}


def state(out: Path) -> State:
    """Return the hash of each file of a folder, or of a file, those of killed runs left out."""
    files = [out] if out.is_file() else [path for path in out.rglob("*") if path.is_file()]
    return {
        path.relative_to(out.parent).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if not any(part.startswith(".") for part in path.relative_to(out.parent).parts)
    }


class Study:
    """One step in a copy of the project, and what came of it."""

    def __init__(self, copy: Path, step: Step) -> None:
        self.copy, self.step, self.out = copy, step, copy / step.out
        self.outcomes: Counter[str] = Counter()
        self.failures: list[str] = []
        for _ in range(2):  # the first fills the caches, the second takes as long as the others
            begin = time.perf_counter()
            done = self.run()
            self.seconds = time.perf_counter() - begin
            if done.returncode:
                raise SystemExit(f"{' '.join(step.command)} fails without any fault: {done.stderr}")
            self.new = state(self.out)
            self.old = self.age()

    def run(
        self, prepare: Callable[[], object] | None = None, env: dict[str, str] | None = None,
        umask: int = -1,
    ) -> subprocess.CompletedProcess[str]:  # fmt: skip
        """Run the command, and return how it ended."""
        return subprocess.run(
            [*SURVEY, *self.step.command], cwd=self.copy, capture_output=True, encoding="utf-8",
            check=False, preexec_fn=prepare, env=env, umask=umask,
        )  # fmt: skip

    def age(self) -> State:
        """Make the files those of an earlier run, and return them."""
        shutil.rmtree(self.copy / ".cache" / "stamps", ignore_errors=True)
        self.out.parent.mkdir(parents=True, exist_ok=True)
        files = [self.out] if self.out.is_file() else list(self.out.rglob("*"))
        for path in files:
            if path.is_file() and not path.read_bytes().endswith(b"\nold\n"):
                path.write_bytes(path.read_bytes() + b"\nold\n")
        return state(self.out)

    def judge(self, fault: str, said: str = "") -> None:
        """Tell which files are there; a mixture, or a traceback, is a failure."""
        found = state(self.out)
        if found == self.new:
            outcome = "new"
        elif found in ({}, self.old):  # a folder is away between two moves
            outcome = "old"
        elif (
            self.step.varies and all(map(self.is_whole, found)) and found.keys() == self.new.keys()
        ):
            outcome = "new"
        elif self.step.each and all(
            found[name] in (self.old.get(name), self.new.get(name))
            or (self.step.varies and self.is_whole(name))
            for name in found
        ):
            outcome = "each old or new"
        else:
            outcome = "MIXED"
        if "Traceback" in said:
            outcome = "TRACEBACK"
        if outcome.isupper():
            self.failures.append(f"{fault}: {outcome} {said[-500:]}")
        self.outcomes[f"{fault}: {outcome}"] += 1

    def is_whole(self, name: str) -> bool:
        """Tell whether a new file is there from its beginning to its end."""
        path = self.out.parent / name
        return path.read_bytes().endswith(ENDS[path.suffix])

    def kill(self, moments: Random, kills: int) -> None:
        """Kill the run at random moments, as often as it is really hit."""
        hits = 0
        for _ in range(3 * kills):
            run = subprocess.Popen(
                [*SURVEY, *self.step.command], cwd=self.copy, start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            try:
                run.wait(timeout=moments.uniform(0, self.seconds))
            except subprocess.TimeoutExpired:
                os.killpg(run.pid, 9)
                hits += 1
                run.wait()
                self.judge("killed")
            self.recovered("killed")
            if hits == kills:
                return

    def recovered(self, fault: str) -> None:
        """Age the files again, if a killed run left the new ones."""
        if state(self.out) != self.old:
            done = self.run()
            self.judge(f"after {fault}", done.stderr)
            self.old = self.age()

    def suffer(
        self, fault: str, prepare: Callable[[], object] | None = None,
        env: dict[str, str] | None = None, umask: int = -1,
    ) -> None:  # fmt: skip
        """Run it under a fault, then once more without."""
        self.judge(fault, self.run(prepare, env, umask).stderr)
        done = self.run()
        self.judge(f"after {fault}", done.stderr)
        left = list(self.out.parent.glob(".staged-*"))
        if done.returncode or left:
            self.failures.append(f"after {fault}: status {done.returncode}, left {left}")
        self.old = self.age()


def little_room() -> None:
    """Let no file grow beyond `ROOM`, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


def no_way_around_modes() -> None:
    """Take from root what lets it write anywhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(24, 1)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Forbid to write into a folder."""
    mode = folder.stat().st_mode
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(mode)


def damaged(cache: Path, damage: Callable[[bytes], bytes]) -> None:
    """Damage every file of a cache."""
    for path in cache.rglob("*"):
        if path.is_file():
            path.write_bytes(damage(path.read_bytes()))


def study(name: str, copy: Path, kills: int) -> Study:
    """Let a step suffer every fault."""
    one = Study(copy, STEPS[name])
    moments = Random(name)
    one.kill(moments, kills)
    one.suffer("no room", little_room)
    with read_only(one.out.parent):
        one.judge("read-only", one.run(no_way_around_modes).stderr)
    other = subprocess.Popen(
        [*SURVEY, *one.step.command], cwd=copy, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        encoding="utf-8",
    )  # fmt: skip
    one.suffer("two at once")
    one.judge("two at once", other.communicate()[1])
    one.old = one.age()
    if one.step.needs_browser:
        nowhere = {**os.environ, "BROWSER_PATH": str(copy / "nowhere"), "PATH": "/nowhere"}
        one.suffer("no Chromium", env=nowhere)
    one.suffer("umask 077", umask=0o077)
    for path in (copy / "data" / "raw").iterdir():
        os.utime(path, (time.time() + 86_400,) * 2)
    one.suffer("files of tomorrow")
    for what, damage in (
        ("cut", lambda content: content[: len(content) // 2]),
        ("empty", lambda _: b""),
        ("noise", lambda content: bytes(moments.randrange(256) for _ in content[:4096])),
    ):
        damaged(copy / ".cache", damage)
        one.suffer(f"cache {what}")
    return one


def main(arguments: Sequence[str]) -> int:
    """Print the outcomes of each step."""
    kills = int(arguments[0]) if arguments else KILLS
    failed = False
    project = find_project()
    for name in arguments[1:] or STEPS:
        with tempfile.TemporaryDirectory(prefix="写し と 空白 ") as folder:
            copy = Path(folder)
            for part in ("data", "figures", "notebooks", "docs"):
                shutil.copytree(project.root / part, copy / part)
            for path in (
                *project.root.glob("*.md"),
                *project.root.glob("*.cff"),
                project.root / "LICENSE",
            ):
                shutil.copy(path, copy)
            made = study(name, copy, kills)
        print(f"\n{name} ({made.seconds:.0f} s, {kills} kills)", flush=True)
        for outcome, count in sorted(made.outcomes.items()):
            print(f"  {outcome:40} {count:4}", flush=True)
        for failure in made.failures:
            print(f"  FAILED {failure}", flush=True)
        failed = failed or bool(made.failures)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
