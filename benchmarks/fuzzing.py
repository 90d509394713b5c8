"""Readers fed with what a fuzzer thinks up, guided by the lines of code that it reaches.

    python benchmarks/fuzzing.py [SECONDS]                       every target, so long each
    python benchmarks/fuzzing.py TARGET -runs=N -max_total_time=S    one, with options of libFuzzer

A target takes bytes and fails by any exception but the refusals of the package. What made one fail
is written to a file `crash-…`; giving that file as last argument repeats it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("the fuzzer atheris exists only for Linux on x86_64 with Python below 3.14")

with atheris.instrument_imports(include=["survey"]):
    from survey.declared import included
    from survey.documents.plain_text import Document, read_document
    from survey.problems import BadInput
    from survey.project import find_project
    from survey.reading.layouts import load_layout
    from survey.reading.parse import Form, parse
    from survey.reading.publications import load_publication, publication_names
    from survey.reading.split import NoReading, split_row
    from survey.reading.table_text import Fragment, RowText
    from survey.tables.csv_files import to_csv
    from survey.text import join_lines

SECONDS = 60
LAYOUT = load_layout("nga2020")
FORMS: list[Form] = [LAYOUT, *map(load_publication, publication_names())]
DOCUMENTS = [read_document(find_project().raw / form.document) for form in FORMS]
WORDS = [
    sorted({word for line in document.lines for word in (line, *re.split(r"[\s,]", line))})
    for document in DOCUMENTS
]
GAPS = ("page", "blank", "line", "space")
SCRATCH = Path(tempfile.mkdtemp()) / "scratch"


def read(lines: list[str], number: int) -> None:
    """Read lines as a document of one form, and write its tables."""
    document = Document("fuzzed.txt", tuple("\n".join(lines).split("\n")))
    for table, rows in parse(document, FORMS[number], ()).rows.items():
        to_csv(table, rows)


def from_bytes(data: bytes) -> None:
    """A file of any bytes."""
    SCRATCH.write_bytes(data)
    lines = list(read_document(SCRATCH).lines)
    for number in range(len(FORMS)):
        read(lines, number)


def from_words(data: bytes) -> None:
    """Some lines of a document exchanged for others made of its words."""
    given = atheris.FuzzedDataProvider(data)
    number = given.ConsumeIntInRange(0, len(FORMS) - 1)
    lines, words = list(DOCUMENTS[number].lines), WORDS[number]
    start = given.ConsumeIntInRange(0, len(lines))
    made = [_line(given, words) for _ in range(given.ConsumeIntInRange(0, 30))]
    past = min(start + given.ConsumeIntInRange(0, 60), len(lines))
    if number == 0:  # the survey is long; one part of it reaches every line of code
        lines[past + 200 :], lines[31 : max(31, start - 200)] = [], []
    lines[start:past] = made
    read(lines, number)


def _line(given: atheris.FuzzedDataProvider, words: list[str]) -> str:
    parts = [
        words[given.ConsumeIntInRange(0, len(words) - 1)]
        if given.ConsumeBool()
        else given.ConsumeUnicodeNoSurrogates(6)
        for _ in range(given.ConsumeIntInRange(0, 5))
    ]
    return str(given.PickValueInList(["", " ", "\t"])).join(parts)


def from_cells(data: bytes) -> None:
    """A row of any pieces of text, to be cut into cells, and a cell of any lines, to be joined."""
    given = atheris.FuzzedDataProvider(data)
    table = given.PickValueInList(list(LAYOUT.tables))
    labels = [code.printed for c in table.columns if c.codes for code in c.codes.codes]
    known = [*labels, "東京都", "情報", "（", "」", "済", "・", "あ" * 40]
    fragments = [
        Fragment(
            given.PickValueInList(known) if given.ConsumeBool() else _piece(given),
            given.ConsumeIntInRange(1, 9),
            given.PickValueInList(list(GAPS)),
        )
        for _ in range(given.ConsumeIntInRange(1, 40))
    ]
    split_row(RowText(1, ("",), tuple(fragments)), table)
    join_lines([fragment.text for fragment in fragments], given.ConsumeFloatInRange(0.5, 40))


def _piece(given: atheris.FuzzedDataProvider) -> str:
    return "".join(given.ConsumeUnicodeNoSurrogates(8).split()) or "字"


def from_layout(data: bytes) -> None:
    """A layout of which some pieces were exchanged for others, and an excerpt read by it."""
    given = atheris.FuzzedDataProvider(data)
    pieces = re.findall(
        r'"[^"\n]*"|[\w.-]+|[\[\]{}=,\n]', included("layouts", "nga2020.toml").read_text("utf-8")
    )
    for _ in range(given.ConsumeIntInRange(1, 5)):
        place = given.ConsumeIntInRange(0, len(pieces) - 1)
        pieces[place] = (
            given.PickValueInList([*pieces, '""', "inf", "nan", "-1", "0", "["])
            if given.ConsumeBool()
            else given.ConsumeUnicodeNoSurrogates(8)
        )
    SCRATCH.with_suffix(".toml").write_text(" ".join(pieces), encoding="utf-8")
    layout = load_layout(str(SCRATCH.with_suffix(".toml")))
    for table, rows in parse(
        Document("e.txt", DOCUMENTS[0].lines[31:140]), layout, ()
    ).rows.items():
        to_csv(table, rows)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "bytes": from_bytes,
    "words": from_words,
    "cells": from_cells,
    "layout": from_layout,
}


def one(target: Callable[[bytes], None], data: bytes) -> None:
    """Run a target; to be refused is what bad input is for."""
    with suppress(BadInput, NoReading):
        target(data)


def main() -> None:
    """Run one target in this process, or each in one of its own."""
    if len(sys.argv) > 1 and sys.argv[1] in TARGETS:
        target = TARGETS[sys.argv[1]]
        atheris.Setup([sys.argv[0], *sys.argv[2:]], lambda data: one(target, data))
        atheris.Fuzz()
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    failed = []
    seeds = Path(tempfile.mkdtemp())
    for document in DOCUMENTS:
        excerpt = "\n".join(document.lines[30:150]).encode()[:4000]
        (seeds / document.name).write_bytes(excerpt)
    for name in TARGETS:
        options = [f"-max_total_time={seconds}", "-max_len=4096", "-len_control=0", "-timeout=60"]
        command = [sys.executable, __file__, name, *options, "-print_final_stats=1", str(seeds)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
        runs = re.search(r"number_of_executed_units: (\d+)", done.stderr)
        print(f"{name:10} {runs[1] if runs else '?':>10} runs, exit status {done.returncode}")
        if done.returncode:
            failed.append(name)
            print(done.stderr[-3000:])
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
