"""Does a row cost the same, and memory stay the same, however many rows there are?

Documents of made-up rows (`made_up_corpus.py`) are read, coded and written by one and by two Dask
workers. Each measurement is a process of its own. Starting workers is measured apart; a cost is the
processor time of all processes, which others on the machine disturb less than the time by the clock.

    python benchmarks/scaling.py [--rows 600 6000 …]
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from made_up_corpus import write_corpus

from survey.corpus.dask_workers import connected
from survey.corpus.dataset import parse_corpus
from survey.reading.layouts import load_layout
from survey.tables.parsed_files import Told

ROWS = (600, 6_000, 60_000, 600_000)
ROWS_OF_A_DOCUMENT = 592
FEW = 1_000
"""Rows up to which a measurement is the median of several."""
REPEATS = 5
WARM_UP = 8
"""Documents that are read before the clock starts, so that all workers have loaded what they need."""


def used() -> tuple[float, float]:
    """Return processor time in seconds and peak memory in MiB of this process."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return own.ru_utime + own.ru_stime, own.ru_maxrss / unit


def measure(workers: int, documents: Path, warm_up: Path, out: Path) -> dict[str, Any]:
    """Return what reading a folder costs."""
    quiet: Told = lambda _: None  # noqa: E731
    begin = time.perf_counter()
    with connected(workers) as client:

        def work(folder: Path, dataset: Path) -> int:
            counts = parse_corpus(folder, dataset, None, client, quiet).row_counts
            return sum(counts[table.name] for table in load_layout("nga2020").tables)

        warm = out.parent / f"warm {workers}"
        shutil.rmtree(warm, ignore_errors=True)
        work(warm_up, warm)
        start, rows = time.perf_counter() - begin, 0
        runs: list[tuple[float, float]] = []
        while not runs or (rows < FEW and len(runs) < REPEATS):
            place = out.with_name(f"{out.name} {len(runs)}") if runs else out
            before = [used(), *client.run(used).values()]
            begin = time.perf_counter()
            rows = work(documents, place)
            seconds = time.perf_counter() - begin
            after = [used(), *client.run(used).values()]
            cost = sum(b[0] - a[0] for a, b in zip(before, after, strict=True))
            runs.append((seconds, cost))
    return {
        "rows": rows, "start": start, "client": after[0][1], "worker": max(m for _, m in after[1:]),
        "seconds": statistics.median(s for s, _ in runs),
        "cost": statistics.median(c for _, c in runs) / rows,
    }  # fmt: skip


def study(sizes: list[int], folder: Path) -> None:
    """Print the table."""
    found = {}
    for size in sizes:
        for workers in (1, 2):
            out = folder / f"{size} rows by {workers}"
            arguments = [str(workers), folder / str(size), folder / "warm up", out]
            command = [sys.executable, __file__, "--measure", *map(str, arguments)]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
            found[size, workers] = json.loads(done.stdout)
            print(".", end="", file=sys.stderr, flush=True)
    print(f"\n{'rows':>9}{'workers':>8}{'start s':>9}{'s':>9}{'rows/s':>9}"
          f"{'ms/row':>9}{'cost':>7}{'worker MiB':>12}{'client MiB':>12}")  # fmt: skip
    half = len(sizes) // 2
    middle = sizes[max(half - 1, 0) : half + 1]
    usual = statistics.median(found[size, workers]["cost"] for size in middle for workers in (1, 2))
    for (_, workers), one in found.items():
        print(f"{one['rows']:9,}{workers:8}{one['start']:9.1f}{one['seconds']:9.1f}"
              f"{one['rows'] / one['seconds']:9,.0f}{1000 * one['cost']:9.3f}"
              f"{one['cost'] / usual:7.2f}{one['worker']:12.0f}{one['client']:12.0f}")  # fmt: skip
    for workers in (1, 2):
        few, many = found[sizes[max(len(sizes) - 2, 0)], workers], found[sizes[-1], workers]
        growth = many["worker"] / few["worker"], many["client"] / few["client"]
        print(f"  {workers} worker{'s' * (workers > 1)}: memory of a worker × {growth[0]:.2f}, of the client × "
              f"{growth[1]:.2f} for {many['rows'] / few['rows']:.0f} × the rows")  # fmt: skip


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS, help="sizes of the corpus")
    parser.add_argument("--measure", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        workers, *paths = asked.measure
        print(json.dumps(measure(int(workers), *map(Path, paths))))
        return
    with tempfile.TemporaryDirectory() as name:
        folder, sizes = Path(name), sorted(asked.rows)
        begin = time.perf_counter()
        write_corpus(folder / "all", round(sizes[-1] / ROWS_OF_A_DOCUMENT))
        print(f"made up {sizes[-1]:,} rows in {time.perf_counter() - begin:.0f} s")
        documents = sorted((folder / "all").iterdir())
        for size in (*sizes, "warm up"):
            (folder / str(size)).mkdir()
            number = WARM_UP if size == "warm up" else round(int(size) / ROWS_OF_A_DOCUMENT)
            for document in documents[:number]:
                (folder / str(size) / document.name).symlink_to(document)
        study(sizes, folder)
    print("\ncost: processor time of a row over that of the middle sizes, wanted 0.8 to 1.2")


if __name__ == "__main__":
    main()
