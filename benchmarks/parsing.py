"""How fast the survey is read: ratios of times measured side by side in one run.

Times differ from machine to machine and from minute to minute; ratios taken in turn do so less.
Each measurement runs in a process of its own; memory is that of Python's objects at their peak.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from survey.project import find_project

REPEATS = 5
COPIES = 100

PARSE = """
from survey.documents.plain_text import read_document
from survey.reading.errata import load_errata
from survey.reading.layouts import load_layout
from survey.reading.parse import parse
layout, errata = load_layout("nga2020"), load_errata(Path(sys.argv[2]))
work = lambda: parse(read_document(Path(sys.argv[1])), layout, errata)
"""
OTHERS = """
from survey.documents.plain_text import read_document
from survey.reading.errata import load_errata
from survey.reading.parse import parse
from survey.reading.publications import load_publication, publication_names
errata, forms = load_errata(Path(sys.argv[2])), map(load_publication, publication_names())
named = [(Path(sys.argv[1]) / form.document, form) for form in forms]
work = lambda: [parse(read_document(path), form, errata) for path, form in named]
"""
JANOME = """
from janome.tokenizer import Tokenizer
tokenizer, text = Tokenizer(), Path(sys.argv[1]).read_text("utf-8")
work = lambda: [token for line in text.split("\\n") for token in tokenizer.tokenize(line)]
"""
IMPORT_TYPER = "work = lambda: subprocess.run([sys.executable, '-c', 'import typer'], check=True)\n"
HELP = (
    "work = lambda: subprocess.run([sys.executable, '-m', 'survey', '--help'], "
    "check=True, capture_output=True)\n"
)
MEASURE = """
import json, subprocess, sys, time, tracemalloc
from pathlib import Path
{setup}
begin = time.perf_counter()
work()
seconds = time.perf_counter() - begin
tracemalloc.start()
if {traced}:
    work()
print(json.dumps([seconds, tracemalloc.get_traced_memory()[1] / 2**20]))
"""


def measure(setup: str, arguments: list[Path], traced: bool) -> tuple[float, float]:
    """Return seconds and, if traced, peak memory in MiB of a run in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE.format(setup=setup, traced=traced), *map(str, arguments)],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    seconds, memory = json.loads(done.stdout)
    return seconds, memory


def main() -> None:
    """Print the table of ratios."""
    raw = find_project().raw
    document, errata = raw / "governors_association_2020.txt", raw / "errata.toml"
    with tempfile.TemporaryDirectory() as folder:
        copies = Path(folder) / "copies.txt"
        copies.write_bytes(document.read_bytes() * COPIES)
        jobs: dict[str, tuple[str, list[Path]]] = {
            "survey": (PARSE, [document, errata]),
            "copies": (PARSE, [copies, errata]),
            "others": (OTHERS, [raw, errata]),
            "janome": (JANOME, [document]),
            "typer": (IMPORT_TYPER, []),
            "help": (HELP, []),
        }
        runs: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
        for repeat in range(REPEATS):
            for name, (setup, arguments) in jobs.items():
                traced = repeat == 0 and name in ("survey", "copies")
                runs[name].append(measure(setup, arguments, traced))
    seconds = {name: statistics.median(run[0] for run in found) for name, found in runs.items()}
    memory = {name: max(run[1] for run in found) for name, found in runs.items()}
    rows = [
        ("survey parsed / same text tokenised by Janome", seconds["survey"] / seconds["janome"], "< 0.05"),
        (f"{COPIES} copies parsed / one", seconds["copies"] / seconds["survey"], "< 120"),
        (f"memory for {COPIES} copies / for one", memory["copies"] / memory["survey"], f"< {COPIES}"),
        ("the four other documents / survey", seconds["others"] / seconds["survey"], "< 1"),
        ("survey --help / import typer", seconds["help"] / seconds["typer"], "< 3"),
    ]  # fmt: skip
    print(f"medians of {REPEATS} runs in turn")
    for name, ratio, wanted in rows:
        print(f"{name:50} {ratio:9.3f}   wanted {wanted}")
    print(f"one survey: {seconds['survey']:.2f} s, {memory['survey']:.1f} MiB")


if __name__ == "__main__":
    main()
