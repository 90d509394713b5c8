"""Many documents: one data set of all their rows, whatever happens to a document or a worker."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from distributed import Client

import made_up
from conftest import hashes
from survey.corpus import dask_workers
from survey.corpus.dask_workers import connected, each
from survey.corpus.dataset import documents_in, parse_corpus, part
from survey.corpus.queries import answer
from survey.problems import BadInput, errors
from survey.project import Project
from survey.tables.frames import read_table
from survey.tables.parsed_files import Made

pytestmark = pytest.mark.slow
WHOLE, DAMAGED, NOISE = "survey.txt", "2020年/survey.txt", "2020年/x=1% [a].TXT"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with connected(2) as client:
        yield client


@pytest.fixture(scope="module")
def folder(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents: one as it was published, one with a line cut out, one that is no text."""
    folder = tmp_path_factory.mktemp("documents")
    text = (project.raw / "governors_association_2020.txt").read_text("utf-8").split("\n")
    (folder / "2020年").mkdir()
    (folder / WHOLE).write_text("\n".join(text), encoding="utf-8")
    (folder / DAMAGED).write_text("\n".join(text[:46] + text[47:]), encoding="utf-8")
    (folder / NOISE).write_bytes(b"\x89P\xff\xfe\x00\x80")
    (folder / "notes.doc").write_bytes(b"not of the corpus")
    return folder


@pytest.fixture(scope="module")
def parsed(folder: Path, client: Client, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("corpus") / "it's [one]"
    read(folder, out, client)
    return out


def read(folder: Path, out: Path, client: Client) -> Made:
    return parse_corpus(folder, out, None, client, lambda _: None)


def rows(dataset: Path, table: str, document: str) -> pd.DataFrame:
    return pq.ParquetFile(part(dataset, table, document)).read().to_pandas()  # type: ignore[no-any-return]


@pytest.mark.parametrize("table", ["ai_rpa_cases", "digital_roles", "shareability_reasons"])
def test_the_rows_of_a_document_are_those_of_the_published_tables(parsed: Path, table: str) -> None:
    pd.testing.assert_frame_equal(rows(parsed, table, WHOLE), read_table(table))


def test_a_damaged_document_keeps_its_good_rows_and_stops_no_other(parsed: Path) -> None:
    assert documents_in(parsed, "ai_rpa_cases") == [DAMAGED, WHOLE]
    assert documents_in(parsed, "documents") == [DAMAGED, NOISE, WHOLE]
    assert len(rows(parsed, "ai_rpa_cases", DAMAGED)) == 356
    found = rows(parsed, "problems", DAMAGED)["found"].tolist()
    assert "ai_rpa_cases, row 1 (lines 42–55) cannot be read: it has no 導入状況" in found
    assert "neither UTF-8 nor Shift_JIS" in rows(parsed, "problems", NOISE)["found"][0]


def test_a_document_with_other_words_on_a_shared_system_keeps_its_other_rows(
    project: Project, client: Client, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    text = (project.raw / "governors_association_2020.txt").read_text("utf-8")
    (folder / "edited.txt").write_text(text.replace("R2.10か", "R3.10か"), encoding="utf-8")
    made = read(folder, tmp_path / "out", client)
    assert (made.row_counts["shared_systems"], made.row_counts["same_systems"]) == (123, 6)
    found = rows(tmp_path / "out", "problems", "edited.txt")["found"]
    assert found.str.contains("does not stand in row nga2020-sys-034").sum() == 1


def test_what_is_wrong_is_told_again_without_reading_again(
    folder: Path, parsed: Path, client: Client
) -> None:
    before = hashes(parsed)
    times = {path: path.stat().st_mtime_ns for path in parsed.rglob("part.parquet")}
    again = read(folder, parsed, client)
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert hashes(parsed) == before
    assert again.row_counts["ai_rpa_cases"] == 357 + 356
    assert [problem.file for problem in errors(again.problems)] == [DAMAGED, DAMAGED, NOISE]


def test_a_document_that_changed_is_read_again_and_one_that_went_is_taken_out(
    folder: Path, parsed: Path, client: Client, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "documents")
    shutil.copytree(parsed, tmp_path / "out")
    (tmp_path / "documents" / DAMAGED).unlink()
    (tmp_path / "documents" / WHOLE).write_bytes((folder / NOISE).read_bytes())
    (tmp_path / "documents" / NOISE).write_bytes((folder / WHOLE).read_bytes())
    read(tmp_path / "documents", tmp_path / "out", client)
    assert documents_in(tmp_path / "out") == [NOISE, WHOLE]
    assert documents_in(tmp_path / "out", "ai_rpa_cases") == [NOISE]


def test_a_worker_killed_in_the_middle_loses_nothing(
    project: Project, client: Client, tmp_path: Path
) -> None:
    (tmp_path / "documents").mkdir()
    for number in range(12):
        copy = tmp_path / "documents" / f"{number}.txt"
        shutil.copy(project.raw / "nagasaki_evaluation_2024.txt", copy)
    undisturbed = read(tmp_path / "documents", tmp_path / "undisturbed", client)
    killed: list[int] = []

    def kill_one(_: str) -> None:
        if not killed:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    made = parse_corpus(tmp_path / "documents", tmp_path / "killed", None, client, kill_one)
    assert made == undisturbed
    assert hashes(tmp_path / "killed") == hashes(tmp_path / "undisturbed")
    client.wait_for_workers(2, timeout=60)
    assert killed[0] not in client.run(os.getpid).values()


def test_a_document_that_kills_its_worker_takes_no_other_along(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_one(name: str) -> str:
        if name == "fatal":
            os.kill(os.getpid(), signal.SIGKILL)
        return name * 2

    scheduler = client.cluster.scheduler  # type: ignore[union-attr]
    monkeypatch.setattr(scheduler, "allowed_failures", 0)
    found = dict(each(client, read_one, ["a", "fatal", "b", "c", "d"]))
    assert "a worker failed at it (KilledWorker" in str(found.pop("fatal"))
    assert found == {name: name * 2 for name in "abcd"}


def test_kinds_of_work_are_those_of_the_clean_tables_in_every_document(parsed: Path) -> None:
    sql = f"SELECT case_id, work FROM case_work WHERE document = '{WHOLE}' ORDER BY case_id"
    found = pd.read_json(io.StringIO("".join(answer(parsed, sql, "json"))))
    assert found["work"].tolist() == read_table("case_work")["work"].tolist()
    assert len(rows(parsed, "case_work", DAMAGED)) == 356


def test_a_query_finds_rows_of_all_documents(parsed: Path) -> None:
    sql = "SELECT document, count(*) AS n FROM ai_rpa_cases GROUP BY ALL ORDER BY ALL"
    assert "".join(answer(parsed, sql, "csv")) == f"document,n\n{DAMAGED},356\n{WHOLE},357\n"
    assert json.loads("".join(answer(parsed, sql, "json")))[1] == {"document": WHOLE, "n": 357}
    assert "│" in "".join(answer(parsed, sql, "table"))
    assert "".join(answer(parsed, f"{sql} LIMIT 0", "json")) == "[]\n"


def test_a_query_ends_when_its_time_is_over(parsed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("survey.corpus.queries.SECONDS", 0.2)
    with pytest.raises(BadInput, match=r"it took more than 0\.2 seconds"):
        list(answer(parsed, "SELECT count(*) FROM range(100000000000) a, range(9) b", "csv"))


def test_one_value_of_a_query_cannot_take_all_memory(parsed: Path) -> None:
    command = [sys.executable, "-m", "survey", "query", str(parsed)]
    asked = "SELECT length(repeat('a', 3000000000))"
    done = subprocess.run([*command, asked], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "Out of Memory" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT * FROM nowhere", "nowhere does not exist"),
        ("", "not one SELECT"),
        ("SELECT 1; SELECT 2", "not one SELECT"),
        ("COPY ai_rpa_cases TO '{parsed}/copy.csv'", "not one SELECT"),
        ("SELECT * FROM read_csv('{parsed}/../documents0/survey.txt')", "Cannot access file"),
        ("SELECT * FROM 'https://example.org/cases.parquet'", "Cannot access file"),
    ],
)
def test_a_query_that_is_wrong_or_wants_more_than_to_read_is_refused(
    parsed: Path, sql: str, reason: str
) -> None:
    before = hashes(parsed)
    with pytest.raises(BadInput, match=reason):
        list(answer(parsed, sql.replace("{parsed}", str(parsed).replace("'", "''")), "csv"))
    assert hashes(parsed) == before


def test_a_folder_that_cannot_be_read_from_or_written_to_is_said_so(
    client: Client, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=r"there is no document in the folder; expected files in \."):
        read(tmp_path, tmp_path / "out", client)
    (tmp_path / "survey.txt").write_text("情報")
    with pytest.raises(BadInput, match="the data set cannot be written"):
        read(tmp_path, tmp_path / "survey.txt" / "out", client)
    assert not (tmp_path / "out").exists()
    with pytest.raises(BadInput, match="there is no data set in this folder"):
        list(answer(tmp_path, "SELECT 1", "csv"))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense"])
def test_a_scheduler_that_does_not_answer_is_said_so(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_workers, "CONNECTED_WITHIN", 0.5)
    with pytest.raises(BadInput, match="no scheduler answers"), connected(scheduler=address):
        pass


def test_workbooks_of_another_edition_are_read_with_its_own_columns(
    client: Client, tmp_path: Path
) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        (tmp_path / "in").mkdir(exist_ok=True)
        shutil.copy(made_up.BOOK, tmp_path / "in" / name)
    out = tmp_path / "out"
    made = parse_corpus(tmp_path / "in", out, made_up.layout(), client, lambda _: None)
    assert errors(made.problems) == []
    assert made.row_counts["ai_rpa_cases"] == 2 * len(made_up.frames()["ai_rpa_cases"])
    sql = "SELECT document, effect_code, vendor, page FROM ai_rpa_cases ORDER BY document, case_id"
    found = json.loads("".join(answer(out, sql, "json")))
    expected = made_up.frames()["ai_rpa_cases"]
    assert [row["effect_code"] for row in found] == 2 * expected["effect_code"].tolist()
    assert {row["document"] for row in found} == {"one.xlsx", "two.xlsx"}
    assert {row["vendor"] for row in found} == {None, "製品A", "製品B"}
    assert {row["page"] for row in found} == {"２　ＡＩ・ＲＰＡ等"}
