"""Questions in SQL to a data set of `survey.corpus.dataset`, answered by DuckDB."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from survey.corpus.dataset import tables_in
from survey.extras import installed
from survey.problems import BadInput

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "1GB"
"""What a query may hold; one that needs more is refused."""
MOST_MEMORY = 4 << 30
"""Bytes that the process of `survey query` may have; a single value of a query can pass `MEMORY`."""
SECONDS = 60.0
"""How long a query may take, with the writing of its answer."""
BATCH = 10_000
"""Rows that are written at a time."""


def answer(dataset: Path, sql: str, form: str) -> Iterator[str]:
    """Yield what a query finds as text: a `table` to read, `csv`, or `json` (a list of objects).

    Every table is a view, with the column `document` besides its own. A query is one SELECT; it
    reads no other file than those of the data set, and nothing from the network.

    Parameters
    ----------
    dataset
        The folder that `parse_corpus` wrote.
    sql
        Such as SELECT document, count(*) FROM ai_rpa_cases GROUP BY document.
    form
        table, csv or json.

    Raises
    ------
    BadInput
        If DuckDB is not installed, there is no data set, or the query is wrong or needs too much.
    """
    with installed():
        import duckdb
    tables = tables_in(dataset)
    if not tables:
        raise BadInput.of(
            dataset,
            "there is no data set in this folder",
            "a folder that `survey parse DIR --out` wrote",
            "name another folder",
        )
    try:
        with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": ""}) as database:
            _open(database, dataset.resolve(), tables)
            asked = database.extract_statements(sql)
            if [statement.type for statement in asked] != [duckdb.StatementType.SELECT]:
                raise duckdb.Error("it is not one SELECT")
            with _limited(database):
                if form == "table":
                    yield f"{database.sql(asked[0])}\n"
                else:
                    yield from _written(database.execute(asked[0]), form)
    except duckdb.InterruptException:
        raise BadInput.of(
            "the query", f"it took more than {SECONDS:g} seconds", "a quicker one", "ask for less"
        ) from None
    except duckdb.Error as error:
        reason = " ".join(str(error).partition("\n\n")[0].split())
        raise BadInput.of(
            "the query",
            reason,
            f"one SELECT from {', '.join(tables)}",
            "correct the query, or ask for less",
        ) from None


@contextmanager
def _limited(database: DuckDBPyConnection) -> Iterator[None]:
    timer = Timer(SECONDS, database.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _open(database: DuckDBPyConnection, dataset: Path, tables: list[str]) -> None:
    folder, searched = (name.replace("'", "''") for name in (str(dataset), escape(str(dataset))))
    for table in tables:
        database.execute(
            f'CREATE VIEW "{table}" AS SELECT * FROM read_parquet(\'{searched}/{table}/document=*/'
            "part.parquet', union_by_name = true, "
            "hive_partitioning = true, hive_types = {document: VARCHAR})"
        )
    for setting in (
        f"allowed_directories = ['{folder}', '{searched}']",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        database.execute(f"SET {setting}")


def _written(found: DuckDBPyConnection, form: str) -> Iterator[str]:
    columns = [name for name, *_ in found.description or ()]
    begin, end = "[\n", "[]\n"
    if form == "csv":
        yield _csv([columns])
    while rows := found.fetchmany(BATCH):
        if form == "csv":
            yield _csv(rows)
            continue
        for row in rows:
            values = dict(zip(columns, row, strict=True))
            yield begin + json.dumps(values, ensure_ascii=False, default=str)
            begin, end = ",\n", "\n]\n"
    if form == "json":
        yield end


def _csv(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
