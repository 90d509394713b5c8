"""Many documents in, one partitioned Parquet data set out: `OUT/TABLE/document=NAME/part.parquet`.

Each document is a task of its own. What came of it is in the data set too: `problems`, and
`documents`, which is written last, so that a document counts as read when all of it is there. What
is there for the same content and the same package is not made again.
"""

from __future__ import annotations

import os
import pickle
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pandas as pd
import pyarrow.parquet as pq

from survey.corpus.dask_workers import each
from survey.documents.formats import SUFFIXES, read_file
from survey.fingerprints import fingerprint, package_files
from survey.outputs import beside, recover
from survey.problems import BadInput, Problem
from survey.reading.layouts import Layout
from survey.reading.parse import form_of
from survey.reading.parsed_documents import Row
from survey.reading.registered_documents import read_as, registered
from survey.tables.coded_tables import coded_tables
from survey.tables.frames import to_frame
from survey.tables.parsed_files import Made, Told
from survey.tables.same_systems import same_systems
from survey.tables.schemas import table_names

if TYPE_CHECKING:
    from distributed import Client

SHOWN, SHOWN_OF_ONE = 100, 5
"""Problems that are told, of the corpus and of one document; the table `problems` has all."""
_TEXT, _NUMBER = "string", "Int64"
_OWN = {
    "problems": {"severity": _TEXT, "line": _NUMBER, "found": _TEXT, "expected": _TEXT, "advice": _TEXT},
    "documents": {"table_name": _TEXT, "rows": _NUMBER, "made_of": _TEXT},
}  # fmt: skip
_UNSAFE = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '%/\\:=*?"<>|[]{}'})


def part(dataset: Path, table: str, document: str) -> Path:
    """Return where the rows of a document are; the name is its path in the corpus."""
    return dataset / table / f"document={document.translate(_UNSAFE)}" / "part.parquet"


def documents_in(dataset: Path, table: str = "*") -> list[str]:
    """Return the documents that have rows in a table, or in any, in the order of their names."""
    found = dataset.glob(f"{table}/document=*")
    return sorted({unquote(path.name.removeprefix("document=")) for path in found})


@dataclass(frozen=True)
class Outcome:
    """What came of a document: the number of rows of each table, the first of its problems."""

    rows: Mapping[str, int]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Corpus:
    """What a worker needs to know of the corpus."""

    folder: Path
    out: Path
    layout: bytes
    made_by: str

    def read(self, name: str) -> Outcome:
        """Write the parts of a document, unless they are there, and tell what they hold."""
        try:
            made_of = fingerprint([self.folder / name], self.made_by)
        except OSError as error:
            made_of = f"{self.made_by} {error}"
        if not self._is_current(name, made_of):
            try:
                self._write(name, made_of)
            except BadInput as bad:
                return Outcome({"problems": 1}, (bad.problem,))
        rows = {row["table_name"]: row["rows"] for row in _read(part(self.out, "documents", name))}
        problems = _read(part(self.out, "problems", name)) if rows["problems"] else []
        told = [Problem(**{"file": name, **problem}) for problem in problems]
        return Outcome(rows, tuple(sorted(told, key=_errors_first)[:SHOWN_OF_ONE]))

    def _is_current(self, name: str, made_of: str) -> bool:
        try:
            recover(part(self.out, "documents", name))
            recorded = _read(part(self.out, "documents", name))
        except (OSError, ValueError):
            return False
        return all(
            row["made_of"] == made_of and (part(self.out, row["table_name"], name).is_file() or not row["rows"])
            for row in recorded
        )  # fmt: skip

    def _write(self, name: str, made_of: str) -> None:
        rows, problems = _rows(self.folder / name, _unpacked(self.layout))
        frames = {table: to_frame(table, found) for table, found in rows.items()}
        frames["problems"] = _own("problems", [asdict(problem) for problem in problems])
        counts = [{"table_name": t, "rows": len(f), "made_of": made_of} for t, f in frames.items()]
        frames["documents"] = _own("documents", counts)
        part(self.out, "documents", name).unlink(missing_ok=True)
        # What tells that the others are there comes last: a killed worker's document is read again.
        for table in [*sorted({*tables_in(self.out), *frames} - {"documents"}), "documents"]:
            place = part(self.out, table, name)
            if table in frames and len(frames[table]):
                with beside(place, "the part") as new:
                    frames[table].to_parquet(new, index=False, compression="zstd")
            else:
                shutil.rmtree(place.parent, ignore_errors=True)


def parse_corpus(
    folder: Path, out: Path, layout: Layout | None, client: Client, told: Told
) -> Made:
    """Read all documents in a folder, and in the folders in it, into a data set.

    Parameters
    ----------
    folder
        The documents. What is damaged in one is among the problems, and the others are read.
    out
        The data set. Documents that are no longer in the folder are taken out of it.
    layout
        By what all are read; else found for each from its titles.
    client
        What deals the documents out; `connected()` gives one.
    told
        Called with each step as it begins.

    Returns
    -------
    Made
        What was written, and what is wrong with the documents.

    Raises
    ------
    BadInput
        If there is no document in the folder, or the data set cannot be written.
    """
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file()
    )
    if not names:
        raise BadInput.of(
            folder,
            "there is no document in the folder",
            f"files in {' or '.join(sorted(SUFFIXES))}",
            "name another folder",
        )
    with beside(out / ".writable", "the data set") as new:
        new.touch()
    (out / ".writable").unlink()
    for gone in {*documents_in(out)} - {*names}:
        for table in tables_in(out):
            shutil.rmtree(part(out, table, gone).parent, ignore_errors=True)
    errata, known = registered()
    made_by = fingerprint([*package_files(), *known.values()], repr(errata), repr(layout))
    corpus = _Corpus(folder.resolve(), out.resolve(), pickle.dumps(layout), made_by)
    rows: Counter[str] = Counter()
    problems: list[Problem] = []
    for done, (_, outcome) in enumerate(each(client, corpus.read, names), 1):
        told(f"{done:,} of {len(names):,} documents")
        if isinstance(outcome, Problem):
            outcome = Outcome({"problems": 1}, (outcome,))
        rows.update(outcome.rows)
        problems = sorted([*problems, *outcome.problems], key=_errors_first)[:SHOWN]
    if (untold := rows["problems"] - len(problems)) > 0:
        problems.append(
            Problem("note", str(out), None, f"{untold:,} more problems are in its table `problems`",
                    "", f'survey query {out} "SELECT * FROM problems"')
        )  # fmt: skip
    return Made(
        {},
        {
            t: rows[t]
            for t in dict.fromkeys((*table_names(), *rows))
            if t in rows and t != "documents"
        },
        tuple(problems),
    )


def _rows(path: Path, layout: Layout | None) -> tuple[dict[str, list[Row]], list[Problem]]:
    try:
        document = read_file(path)
        parsed = read_as(document, layout or form_of(document), *_registered())
    except BadInput as bad:
        return {}, [bad.problem]
    found, wrong = same_systems(parsed.rows.get("shared_systems", ()))
    coded = coded_tables(parsed.rows) | ({"same_systems": found} if found else {})
    return {**parsed.rows, **coded}, [*parsed.problems, *wrong]


def tables_in(dataset: Path) -> list[str]:
    """Return the tables of a data set."""
    return sorted(path.name for path in dataset.glob("[!.]*") if path.is_dir() and _filled(path))


def _filled(folder: Path) -> bool:
    with os.scandir(folder) as entries:  # the first will do; a glob would read them all
        return next(entries, None) is not None


def _own(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame.from_records(rows, columns=list(_OWN[table])).astype(_OWN[table])


def _read(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.ParquetFile(path).read().to_pylist()
    return found


def _errors_first(problem: Problem) -> tuple[bool, str, int, str]:
    return problem.severity != "error", problem.file, problem.line or 0, problem.found


# A worker does these once. Parts of a layout are told apart by identity in the parser's caches.
_registered = cache(registered)


@cache
def _unpacked(layout: bytes) -> Layout | None:
    # It comes from the process that started the workers, as the tasks do that Dask unpickles.
    unpacked: Layout | None = pickle.loads(layout)  # noqa: S301
    return unpacked
