"""The database: the tables with their keys, search in Japanese, and nothing that can change it."""

from __future__ import annotations

import hashlib
import json
import socket
import sqlite3
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pandas as pd
import pytest

from conftest import hashes
from survey.problems import BadInput
from survey.project import find_project
from survey.publishing.database import write_database
from survey.publishing.facets import filters
from survey.publishing.report_set import Tables
from survey.reading.layouts import Layout
from survey.tables.frames import read_table
from survey.tables.schemas import table_names

SECONDS = 60


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("database") / "tables.db"
    write_database(out, Tables(find_project().clean))
    return out


@pytest.fixture(scope="module")
def database(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Serve the database as a user does, and yield its address and its file."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    out = tmp_path_factory.mktemp("served") / "tables.db"
    command = [sys.executable, "-m", "survey", "explore", "--port", str(port), "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + SECONDS
        while True:
            try:
                urlopen(f"{address}/-/versions.json").close()
                break
            except URLError:
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert time.monotonic() < end
                time.sleep(0.2)
        yield address, out
    finally:
        process.terminate()
        process.communicate()


def get(address: str) -> dict[str, object]:
    try:
        with urlopen(address) as response:
            found: dict[str, object] = json.load(response)
    except HTTPError as error:
        error.close()
        raise
    return found


HOSTILE = (
    "select hex(zeroblob(400000000))",
    "with recursive n(a) as (select 'a' union all select a || a from n) select max(length(a)) from n",
    "select group_concat(a.text || b.text) from answers a, answers b, answers c",
    "attach ':memory:' as other", "select " + "abs(" * 300 + "1" + ")" * 300,
    "select printf('%.*c', 9000000, 'x')", "select format('%.*c', 9000000, 'x')",
)  # fmt: skip


@pytest.mark.parametrize("sql", HOSTILE, ids=range(len(HOSTILE)))
def test_a_query_that_asks_for_too_much_is_refused_soon(served: tuple[str, Path], sql: str) -> None:
    started = time.monotonic()
    with pytest.raises(HTTPError) as refused:
        get(f"{served[0]}/tables.json?{urlencode({'sql': sql})}")
    assert refused.value.code == 400
    assert time.monotonic() - started < SECONDS


def test_a_slow_query_keeps_nobody_waiting(served: tuple[str, Path]) -> None:
    slow = f"{served[0]}/tables.json?{urlencode({'sql': HOSTILE[2]})}"
    with ThreadPoolExecutor() as pool:
        for _ in range(4):
            pool.submit(suppressed, slow)
        assert get(f"{served[0]}/tables/prefectures.json?_size=1")["rows"]


def suppressed(address: str) -> None:
    with suppress(HTTPError):
        get(address)


@pytest.mark.parametrize(
    ("host", "answered"),
    [("127.0.0.1:{}", True), ("localhost:{}", True), ("[::1]:{}", True), ("evil.example:{}", False),
     ("localhost.evil.example", False), ("", False)],
)  # fmt: skip
def test_only_this_machine_is_answered(served: tuple[str, Path], host: str, answered: bool) -> None:
    """A page of another site can have a name of its own point here and read the answers."""
    port = served[0].rpartition(":")[2]
    asked = Request(f"{served[0]}/tables.json", headers={"Host": host.format(port)})
    try:
        with urlopen(asked) as response:
            code = response.status
    except HTTPError as error:
        code = error.code
        error.close()
    assert code in ((200,) if answered else (400, 421))


@pytest.mark.parametrize("table", table_names())
def test_tables_have_every_row_and_keep_their_keys(
    database: sqlite3.Connection, table: str
) -> None:
    frame = read_table(table)
    rows = database.execute(f'SELECT * FROM "{table}"').fetchall()
    assert len(rows) == len(frame)
    expected = frame.astype(object).where(frame.notna(), None)
    for row, wanted in zip(rows, expected.itertuples(index=False, name=None), strict=True):
        assert row == wanted
    assert database.execute(f'PRAGMA foreign_key_check("{table}")').fetchall() == []


def test_every_answer_can_be_searched(database: sqlite3.Connection) -> None:
    tables = ("ai_rpa_cases", "shared_systems", "digital_roles", "organizations")
    answers = database.execute("SELECT count(*) FROM answers").fetchone()[0]
    indexed = database.execute("SELECT count(*) FROM answers_fts").fetchone()[0]
    assert answers == indexed == sum(len(read_table(table)) for table in tables)


def test_an_answer_is_searched_by_all_its_texts(layout: Layout) -> None:
    texts = {
        table.name: {column.name for column in table.columns if column.kind == "text"}
        for table in layout.tables
    }
    assert {one.table: {*one.texts} for one in filters().tables} == texts
    assert all(one.title == one.texts[0] for one in filters().tables)


def test_each_text_of_an_answer_is_in_the_index(database: sqlite3.Connection) -> None:
    searched = {
        str(id_): text
        for id_, text in database.execute(
            "SELECT id, searched FROM answers JOIN answers_fts ON answers.rowid = answers_fts.rowid"
        )
    }
    row = read_table("digital_roles").iloc[4]
    for column in ("role_title", "expertise", "duties"):
        text = unicodedata.normalize("NFKC", str(row[column]))
        assert text in searched[row["role_id"]], column


def view(database: sqlite3.Connection, name: str) -> list[dict[str, Any]]:
    """Return the rows of a view."""
    asked = database.execute(f'SELECT * FROM "{name}"')
    names = [column[0] for column in asked.description]
    return [dict(zip(names, row, strict=True)) for row in asked]


def own(table: str, code: str) -> pd.DataFrame:
    """Return the rows of a table that are of a prefecture."""
    frame = read_table(table)
    return frame[frame["prefecture_code"] == code]


def listed(table: str, column: str) -> dict[str, set[str]]:
    """Return what a table says of each case."""
    said = read_table(table).dropna(subset=column).groupby("case_id")[column]
    return {str(case): set(values) for case, values in said}


def test_an_overview_counts_the_answers_of_each_prefecture(database: sqlite3.Connection) -> None:
    tables = {
        "cases": "ai_rpa_cases", "systems": "shared_systems", "roles": "digital_roles",
        "organizations": "organizations",
    }  # fmt: skip
    rows = view(database, "prefecture_overview")
    regions = read_table("prefectures")[["prefecture_code", "prefecture", "region"]]
    assert [(r["prefecture_code"], r["prefecture"], r["region"]) for r in rows] == [
        *regions.itertuples(index=False, name=None)
    ]
    for name, table in tables.items():
        counts = [len(own(table, row["prefecture_code"])) or None for row in rows]
        assert [row[name] for row in rows] == counts
        assert sum(filter(None, counts)) == len(read_table(table))


def test_an_overview_tells_none_in_use_from_no_answer(database: sqlite3.Connection) -> None:
    for row in view(database, "prefecture_overview"):
        cases = own("ai_rpa_cases", row["prefecture_code"])
        in_use = int((cases["adoption_status"] == "導入済").sum())
        assert row["cases_in_use"] == (in_use if len(cases) else None), row["prefecture"]


def test_the_details_of_a_case_are_those_of_all_its_tables(database: sqlite3.Connection) -> None:
    rows = view(database, "case_details")
    cases = read_table("ai_rpa_cases").astype(object)
    plain = cases.where(cases.notna(), None)
    assert [row["case_id"] for row in rows] == plain["case_id"].tolist()
    for name in {str(column) for column in plain} & set(rows[0]):
        assert [row[name] for row in rows] == plain[name].tolist()
    work = read_table("case_work").set_index("case_id")
    second = work["second_work"].dropna().to_dict()
    jobs = read_table("use_case_clusters").set_index("case_id")["cluster_label"]
    for row in rows:
        assert row["work"] == work["work"][row["case_id"]]
        assert row["second_work"] == second.get(row["case_id"])
        assert row["cluster_label"] == jobs[row["case_id"]]


@pytest.mark.parametrize(
    ("column", "table", "of"),
    [
        ("technologies", "case_technologies", "technology"),
        ("reasons", "shareability_reasons", "reason"),
        ("scope", "case_sharing", "scope"),
        ("conditions", "case_sharing", "condition"),
        ("errata", "errata", "erratum"),
    ],
)
def test_the_details_of_a_case_list_all_that_is_said_of_it(
    database: sqlite3.Connection, column: str, table: str, of: str
) -> None:
    if table == "errata":
        errata = read_table("errata")
        errata = errata[errata["table"] == "ai_rpa_cases"]
        known = {str(case): set(rows[of]) for case, rows in errata.groupby("row_id")}
    else:
        known = listed(table, of)
    mark = "," if table == "errata" else "; "
    for row in view(database, "case_details"):
        told = row[column].split(mark) if row[column] else []
        assert len(told) == len(set(told))
        assert set(told) == known.get(row["case_id"], set())


def test_shareable_cases_are_those_that_are_or_can_be_shared(database: sqlite3.Connection) -> None:
    cases = read_table("ai_rpa_cases").merge(read_table("case_work"), on="case_id")
    wanted = cases[cases["shareability"].isin(["共同利用中", "共同利用可能"])]
    rows = view(database, "shareable_cases")
    names = [*rows[0]]
    assert [tuple(row.values()) for row in rows] == [
        *wanted[names].itertuples(index=False, name=None)
    ]
    assert {row["shareability"] for row in rows} == {"共同利用中", "共同利用可能"}


def test_reasons_are_counted_by_cases_and_by_prefectures(database: sqlite3.Connection) -> None:
    reasons = read_table("shareability_reasons").merge(read_table("ai_rpa_cases"), on="case_id")
    counts = reasons.groupby("reason").agg(
        cases=("case_id", "size"), prefectures=("prefecture", "nunique")
    )
    rows = view(database, "why_not_shared")
    assert {row["reason"]: (row["cases"], row["prefectures"]) for row in rows} == {
        str(reason): (cases, places) for reason, cases, places in counts.itertuples(name=None)
    }
    assert [row["cases"] for row in rows] == sorted(counts["cases"], reverse=True)


def test_a_case_names_its_errata(database: sqlite3.Connection) -> None:
    case = database.execute("SELECT errata FROM case_details WHERE case_id = 'nga2020-ai-047'")
    assert case.fetchone() == ("nga2020-e12",)


def test_no_answer_is_not_zero(database: sqlite3.Connection) -> None:
    row = database.execute("SELECT cases FROM prefecture_overview WHERE prefecture = '新潟県'")
    assert row.fetchone() == (None,)


@pytest.mark.slow
def test_the_same_tables_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    write_database(tmp_path / "again.db", Tables(find_project().clean))
    assert hashes(tmp_path / "again.db") == hashes(path)


def test_a_database_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="the database cannot be written"):
        write_database(tmp_path / "file" / "tables.db", Tables(find_project().clean))


def found(served: tuple[str, Path], words: str) -> list[str]:
    address = f"{served[0]}/tables/search.json?{urlencode({'words': words, '_shape': 'array'})}"
    with urlopen(address) as response:
        return [row["id"] for row in json.load(response)]


@pytest.mark.slow
def test_search_finds_other_spellings_and_widths(served: tuple[str, Path]) -> None:
    ids = found(served, "テープ起こし")
    assert len(ids) > 3
    assert found(served, "テープおこし") == found(served, "ﾃｰﾌﾟ起こし") == ids
    assert found(served, "ＲＰＡ") == found(served, "RPA") == found(served, "rpa") != []


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", ["税", "文字", "自動車税", "AI", '"', "100%", "", "-", "NOT", "*"]
)
def test_search_finds_what_stands_in_the_texts(
    served: tuple[str, Path], database: sqlite3.Connection, words: str
) -> None:
    like = "SELECT id FROM answers WHERE instr(title || ' ' || text, ?) ORDER BY rowid"
    held = {row[0] for row in database.execute(like, (words,))}
    assert held <= set(found(served, words))


def refused(asked: str | Request) -> int:
    with pytest.raises(HTTPError) as refusal:
        urlopen(asked)
    refusal.value.close()
    return refusal.value.code


@pytest.mark.slow
def test_tables_are_served_with_facets_and_titles(served: tuple[str, Path]) -> None:
    page = get(f"{served[0]}/tables/ai_rpa_cases.json?_size=1")
    facets = page["facet_results"]
    assert isinstance(facets, dict)
    assert {"prefecture", "adoption_status", "shareability"} <= set(facets)
    with urlopen(f"{served[0]}/tables/ai_rpa_cases") as response:
        assert "活用事例" in response.read().decode("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    "sql",
    ["delete from answers", "update prefectures set region = ''", "drop table answers",
     "insert into answers values (1,2,3,4,5,6)", "attach database 'x.db' as x",
     "pragma writable_schema = 1", "select 1; drop table answers"],
)  # fmt: skip
def test_nothing_that_is_asked_can_change_it(served: tuple[str, Path], sql: str) -> None:
    address, file = served
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    assert refused(f"{address}/tables.json?sql={quote(sql)}") in (400, 403)
    for target in ("tables", "tables/answers", "tables/search"):
        asked = Request(f"{address}/{target}", data=b"sql=" + quote(sql).encode())
        assert refused(asked) == 405
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


@pytest.mark.slow
def test_it_listens_on_this_machine_alone(served: tuple[str, Path]) -> None:
    port = int(served[0].rpartition(":")[2])
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        own = "127.0.0.2"
    with socket.socket() as probe:
        probe.settimeout(2)
        assert probe.connect_ex((own, port)) != 0
