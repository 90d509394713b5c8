"""The tables of any documents, in a folder: what `survey parse` writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.documents.formats import read_file
from survey.outputs import files_in, write_files
from survey.problems import BadInput, Problem
from survey.reading.layouts import Layout
from survey.reading.parse import form_of
from survey.reading.parsed_documents import Row
from survey.reading.registered_documents import read_as, registered
from survey.tables.csv_files import to_csv

Told = Callable[[str], None]
"""Is told the name of each step as it begins."""
MOST_FILES = 100
"""Documents that `survey parse` takes at once."""


@dataclass(frozen=True)
class Made:
    """The files to publish (name to content), the rows of each table, and what is wrong."""

    files: Mapping[str, bytes]
    row_counts: Mapping[str, int]
    problems: tuple[Problem, ...]


def parse_files(paths: Sequence[Path], out: Path, layout: Layout | None, told: Told) -> Made:
    """Write the tables of documents into a folder, the good rows even where others are bad.

    A document that is nearly, but not quite, the registered one of its survey is reported as
    damaged, place by place.

    Parameters
    ----------
    paths
        The documents, one of each survey: text, PDF, Excel, ….
    out
        The folder.
    layout
        By what all are read (`survey.reading.layouts.load_layout`); None to find it from the titles.
    told
        Called with the name of each document as it begins, such as `print`.

    Returns
    -------
    Made
        The files, how many rows each table has, and what is wrong with the documents.

    Raises
    ------
    BadInput
        If more than `MOST_FILES` documents are named, or the folder cannot be written.
    """
    if len(paths) > MOST_FILES:
        raise BadInput.of(
            paths[MOST_FILES],
            f"{len(paths):,} files are named",
            f"at most {MOST_FILES}",
            "name one document of each survey",
        )
    errata, known_documents = registered()
    problems: list[Problem] = []
    rows: dict[str, list[Row]] = {}
    read: dict[str, Path] = {}
    for path in paths:
        told(path.name)
        try:
            document = read_file(path)
            known = layout or form_of(document)
            if known.survey in read:
                raise BadInput.of(
                    path.name,
                    f"it holds the survey {known.survey} again",
                    f"one document of each survey; {read[known.survey].name} was read already",
                    "give each edition a layout with a survey name of its own",
                )
            parsed = read_as(document, known, errata, known_documents)
        except BadInput as bad:
            problems.append(bad.problem)
            continue
        read[known.survey] = path
        problems += parsed.problems
        for table, found in parsed.rows.items():
            rows.setdefault(table, []).extend(found)
    told("tables")
    tables = {f"{name}.csv": to_csv(name, found) for name, found in rows.items()}
    if tables:
        with files_in(out, "the files") as staged:
            write_files(tables, staged)
    return Made(tables, {name: len(found) for name, found in rows.items()}, tuple(problems))
