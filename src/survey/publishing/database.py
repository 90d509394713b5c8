"""The tables as an SQLite database to search, and to serve, read-only, with Datasette."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from survey.analysis.tokens import normalise
from survey.declared import included, read_declaration
from survey.extras import installed
from survey.outputs import beside
from survey.publishing.facets import answers, filters
from survey.publishing.report_set import Tables
from survey.reading.sources import Source
from survey.tables.schemas import describe_table, sources_of, table_names, table_schema

_TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL"}
HOST = "127.0.0.1"
HOSTS = ("127.0.0.1", "localhost", "[::1]")
"""Names by which this machine calls itself; a page of another site that has its own name point here
is not answered."""
LIMITS: Mapping[int, int] = {
    sqlite3.SQLITE_LIMIT_LENGTH: 10_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
}
"""What a query may ask of SQLite: bytes of a value and of a query, depth of an expression, parts of a
union, other databases, characters of a pattern."""
MOST_MEMORY = 256 << 20
"""Bytes that SQLite may hold for all queries together."""
ENDLESS = ("format", "printf")
"""Functions of SQLite that one call can keep busy for minutes, in which no time limit is looked at."""
MILLISECONDS, THREADS = 3_000, 8
"""How long a query may take, and how many are answered at a time, so that a slow one keeps nobody
waiting."""


@dataclass(frozen=True)
class _Query:
    name: str
    title: str
    sql: str


@dataclass(frozen=True)
class _Declared:
    """Views, and the queries that are offered."""

    title: str
    description: str
    licence: str
    views: tuple[_Query, ...]
    queries: tuple[_Query, ...]


@cache
def _declared() -> _Declared:
    path = included("database.toml")
    return read_declaration(_Declared, path, "the declaration of the database")


def write_database(out: Path, tables: Tables) -> None:
    """Write the database beside its place and move it there: every table with its keys, `answers`
    with all texts and its trigram index `answers_fts`, the declared views.

    Raises
    ------
    BadInput
        If the file cannot be written.
    """
    with (
        beside(out, "the database", sqlite3.Error) as new,
        closing(sqlite3.connect(new)) as database,
        database,
    ):
        for table in table_names():
            _write_table(database, table, tables.read(table))
        _write_answers(database, tables)
        for view in _declared().views:
            database.execute(f'CREATE VIEW "{view.name}" AS {view.sql}')


def _write_table(database: sqlite3.Connection, table: str, rows: pd.DataFrame) -> None:
    schema = table_schema(table)
    columns = [_column(field) for field in schema["fields"]]
    keys = ", ".join(f'"{name}"' for name in schema["primaryKey"])
    columns.append(f"PRIMARY KEY ({keys})")
    for key in schema.get("foreignKeys", ()):
        name, other = key["fields"][0], key["reference"]
        columns.append(
            f'FOREIGN KEY ("{name}") REFERENCES "{other["resource"]}" ("{other["fields"][0]}")'
        )
    database.execute(f'CREATE TABLE "{table}" ({", ".join(columns)})')
    marks = ", ".join("?" for _ in rows.columns)
    values = rows.astype(object).where(rows.notna(), None).itertuples(index=False, name=None)
    database.executemany(f'INSERT INTO "{table}" VALUES ({marks})', values)


def _column(field: Mapping[str, Any]) -> str:
    required = " NOT NULL" if field.get("constraints", {}).get("required") else ""
    return f'"{field["name"]}" {_TYPES[field["type"]]}{required}'


def _write_answers(database: sqlite3.Connection, tables: Tables) -> None:
    """The index holds the texts as they are, in one width, and in the form in which words are
    compared (テープ起こし is テープおこし); three letters at a time, as Japanese has no spaces."""
    database.execute(
        'CREATE TABLE answers (id TEXT PRIMARY KEY, "table" TEXT, prefecture_code TEXT REFERENCES '
        "prefectures (prefecture_code), prefecture TEXT, title TEXT, text TEXT)"
    )
    database.execute("CREATE VIRTUAL TABLE answers_fts USING fts5 (searched, tokenize = 'trigram')")
    for number, row in enumerate(answers(tables).itertuples(index=False, name=None), 1):
        database.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)", row)
        text = unicodedata.normalize("NFKC", f"{row[4]} {row[5]}")
        searched = f"{text} {normalise(text)}"
        database.execute(
            "INSERT INTO answers_fts (rowid, searched) VALUES (?, ?)", (number, searched)
        )


def metadata(name: str, sources: Mapping[str, Source]) -> dict[str, Any]:
    """Return what Datasette says of a database of this name: titles, columns, facets, queries."""
    declared = _declared()
    described: dict[str, dict[str, Any]] = {}
    for table in table_names():
        about = describe_table(table)
        described[table] = {
            "title": f"{about['title']} / {about['title_en']}",
            "description": about["description"],
            "source": "、".join(sources[source].citation for source in sources_of(table)),
            "columns": {f["name"]: f["title"] for f in table_schema(table)["fields"]},
            "facets": list(filters().columns.get(table, ())),
        }
    described["answers"] = {
        "facets": list(filters().columns["answers"]), "fts_table": "answers_fts", "fts_pk": "rowid",
    }  # fmt: skip
    described["answers_fts"] = {"hidden": True}
    described |= {view.name: {"title": view.title} for view in declared.views}
    queries = {query.name: {"title": query.title, "sql": query.sql} for query in declared.queries}
    return {
        "title": declared.title, "description": declared.description,
        "license": declared.licence, "license_url": "https://creativecommons.org/licenses/by/4.0/",
        "databases": {name: {"tables": described, "queries": queries}},
    }  # fmt: skip


def application(database: Path, sources: Mapping[str, Source]) -> Any:
    """Return Datasette for a database, opened immutable: nothing it is asked can change it.

    Raises
    ------
    BadInput
        If Datasette is not installed.
    """
    with installed():
        from datasette import hookimpl
        from datasette.app import Datasette
        from datasette.plugins import pm

    if not pm.has_plugin("survey"):
        plugin = ModuleType("survey")
        vars(plugin)["prepare_connection"] = hookimpl(_prepare)
        pm.register(plugin, "survey")
    served = Datasette(
        [],
        immutables=[str(database)],
        metadata=metadata(database.stem, sources),
        settings={
            "sql_time_limit_ms": MILLISECONDS,
            "num_sql_threads": THREADS,
            "max_returned_rows": 2000,
            "suggest_facets": False,
        },
    ).app()

    async def reading_only(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
            await _refuse(send, 405, (b"allow", b"GET, HEAD"))
        elif scope["type"] == "http" and _host(scope) not in HOSTS:
            await _refuse(send, 421)
        else:
            await served(scope, receive, send)

    return reading_only


async def _refuse(send: Any, status: int, *headers: tuple[bytes, bytes]) -> None:
    told = [*headers, (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body"})


def _host(scope: Mapping[str, Any]) -> str:
    """Return the name by which this machine was called, without the port."""
    said = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
    return str(re.sub(r":[0-9]+$", "", said))


def _prepare(conn: sqlite3.Connection) -> None:
    """Bound what queries may ask, and let them bring words into the form of the index."""
    for limit, most in LIMITS.items():
        conn.setlimit(limit, most)
    conn.set_authorizer(_allowed)
    conn.execute(f"PRAGMA hard_heap_limit = {MOST_MEMORY}")
    conn.create_function("normalise", 1, lambda text: normalise(text or ""), deterministic=True)


def _allowed(action: int, _: str | None, name: str | None, *_place: str | None) -> int:
    refused = action == sqlite3.SQLITE_FUNCTION and name in ENDLESS
    return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK
