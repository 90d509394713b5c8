"""The command `survey`, run as a person or a script runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import hashes
from survey.project import Project
from survey.reading.sources import load_sources

SURVEY = [sys.executable, "-m", "survey"]


def run(
    *arguments: str | Path, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SURVEY, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def copy(project: Project, tmp_path: Path) -> Path:
    """A project of its own to build in."""
    shutil.copytree(project.raw, tmp_path / "data" / "raw")
    return tmp_path


@pytest.fixture
def copy_with_tables(copy: Path, project: Project) -> Path:
    """The same with the tables that are published."""
    shutil.copytree(project.clean, copy / "data" / "clean")
    return copy


def test_help_names_the_commands() -> None:
    shown = run("--help")
    assert shown.returncode == 0
    assert all(command in shown.stdout for command in ("build", "check", "parse"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["parse"],
        ["build", "--fast"],
        ["parse", "a.txt", "--out", "b", "--layout", "no"],
        ["parse", "a.txt", "--out", "b", "--workers", "2"],
        ["parse", ".", "a.txt", "--out", "b"],
        ["parse", ".", "--out", "b", "--workers", "2", "--scheduler", "tcp://127.0.0.1:8786"],
    ],
)
def test_wrong_usage_ends_with_status_2(arguments: list[str]) -> None:
    assert run(*arguments).returncode == 2


@pytest.mark.slow
def test_parse_writes_the_same_tables_as_the_build(project: Project, tmp_path: Path) -> None:
    documents = [project.raw / source.file for source in load_sources(project.raw).values()]
    done = run("parse", *documents, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "ai_rpa_cases.csv: 357 rows" in done.stdout
    for path in (tmp_path / "out").iterdir():
        assert hashes(path) == hashes(project.clean / path.name)


@pytest.mark.slow
def test_parse_reports_a_damaged_file_keeps_the_good_rows_and_ends_with_status_1(
    project: Project, tmp_path: Path
) -> None:
    lines = (project.raw / "governors_association_2020.txt").read_text("utf-8").split("\n")
    del lines[46]
    (tmp_path / "damaged.txt").write_text("\n".join(lines), encoding="utf-8")
    done = run("parse", tmp_path / "damaged.txt", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "damaged.txt:42: error: ai_rpa_cases, row 1 (lines 42–55) cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
    assert "ai_rpa_cases.csv: 356 rows" in done.stdout
    assert (tmp_path / "out" / "ai_rpa_cases.csv").read_text("utf-8-sig").count("\n") == 357


@pytest.mark.slow
def test_parse_reads_shift_jis_and_says_so(project: Project, tmp_path: Path) -> None:
    text = (project.raw / "governors_association_2020.txt").read_text("utf-8")
    lossy = text.replace("\n", "\r\n").encode("cp932", "replace")
    (tmp_path / "sjis.txt").write_bytes(lossy)
    done = run("parse", tmp_path / "sjis.txt", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "it is Shift_JIS" in done.stderr
    assert "sjis.txt:2998: warning: " in done.stderr
    published = (project.clean / "ai_rpa_cases.csv").read_text("utf-8")
    read = (tmp_path / "out" / "ai_rpa_cases.csv").read_text("utf-8")
    assert read == published.replace("フロン類充塡", "フロン類充?")


@pytest.mark.slow
def test_parse_of_one_good_and_one_bad_file_reads_the_good_one(
    project: Project, tmp_path: Path
) -> None:
    good = project.raw / "governors_association_2020.txt"
    done = run("parse", tmp_path / "nowhere.txt", good, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "nowhere.txt: error: the file cannot be read" in done.stderr
    assert (tmp_path / "out" / "organizations.csv").is_file()


@pytest.mark.slow
def test_nothing_but_results_and_problems_is_written_to_a_pipe(
    project: Project, tmp_path: Path
) -> None:
    done = run("parse", project.raw / "governors_association_2020.txt", "--out", tmp_path)
    assert "\x1b" not in done.stdout + done.stderr
    assert {line.split(":")[0] for line in done.stderr.splitlines()} == {
        "governors_association_2020.txt"
    }


@pytest.mark.slow
def test_the_build_gives_what_is_published_under_other_settings(
    project: Project, copy: Path
) -> None:
    settings = {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0"}
    done = run("build", "--tables", cwd=copy / "data" / "raw", **settings)
    assert done.returncode == 0, done.stderr
    assert hashes(copy / "data" / "clean") == hashes(project.clean)


@pytest.mark.slow
def test_a_failed_build_leaves_the_published_files(copy_with_tables: Path) -> None:
    copy = copy_with_tables
    before = hashes(copy / "data" / "clean")
    raw = copy / "data" / "raw" / "governors_association_2020.txt"
    raw.write_bytes(raw.read_bytes().replace("②導入(実施)".encode(), "⑨導入(実施)".encode()))
    done = run("build", "--tables", cwd=copy)
    assert done.returncode == 1
    assert "the document is not the one that sources.toml describes" in done.stderr
    assert hashes(copy / "data" / "clean") == before


@pytest.mark.slow
def test_check_finds_a_table_edited_by_hand_and_warns_of_doubtful_rows(
    copy_with_tables: Path,
) -> None:
    copy = copy_with_tables
    table = copy / "data" / "clean" / "prefectures.csv"
    table.write_bytes(table.read_bytes().replace("トヤマケン".encode(), "トヤマ".encode()))
    done = run("check", cwd=copy)
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines() if ": error: " in line]
    assert "prefectures.csv: error: the published file is not what the documents give" in told[0]
    assert all("prefectures" in line for line in told)
    assert done.stderr.count("does not follow the printed layout") == 3


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_to_is_said_so(project: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    document = project.raw / "governors_association_2020.txt"
    done = run("parse", document, "--out", tmp_path / "file" / "out")
    assert done.returncode == 1
    assert "the files cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


ANSWERS = """番号,業務,技術
1,通勤手当の認定,ＲＰＡで入力
2,"アンケートの集計, 紙",AI-OCR
3,,
"""
TOPICS = """
id = "text"
column = "topic"
searched = ["業務"]

[[codes]]
code = "paper"
label = "紙"
label_en = "Paper"
definition = "紙を扱う。"
definition_en = "Handles paper."
any = ['紙', '書類']
"""


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


def test_code_tells_the_kind_of_work_of_a_text_and_why() -> None:
    done = run("code", "通勤手当の認定をＲＰＡで入力")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "通勤手当・旅費（通勤）\n      通勤手当の認定をＲＰＡで入力\n"
    done = run("code", "通勤手当の認定をＲＰＡで入力", "--format", "csv")
    assert done.stdout == (
        "text,codes,evidence\n通勤手当の認定をＲＰＡで入力,commuting_travel,通勤\n"
    )


def test_code_writes_objects_with_text_codes_and_evidence(answers: Path) -> None:
    form = ["--codebook", "technologies", "--format", "json"]
    done = run("code", "AI-OCRとＲＰＡ、ＯＣＲで入力", *form)
    (found,) = json.loads(done.stdout)
    assert found == {
        "text": "AI-OCRとＲＰＡ、ＯＣＲで入力",
        "codes": ["rpa", "ai_ocr"],
        "evidence": {"rpa": ["ＲＰＡ"], "ai_ocr": ["OCR", "ＯＣＲ"]},
    }
    done = run("code", answers, "--column", "業務", "--column", "技術", *form)
    assert done.returncode == 0, done.stderr
    assert [(row["text"], row["codes"]) for row in json.loads(done.stdout)] == [
        ("通勤手当の認定　ＲＰＡで入力", ["rpa"]),
        ("アンケートの集計, 紙　AI-OCR", ["ai_ocr"]),
        ("", []),
    ]


def test_code_adds_codes_and_evidence_to_the_columns_of_a_table(answers: Path) -> None:
    done = run("code", answers, "--column", "技術", "--column", "業務", "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "番号,業務,技術,codes,evidence",
        "1,通勤手当の認定,ＲＰＡで入力,commuting_travel,通勤",
        '2,"アンケートの集計, 紙",AI-OCR,statistics_survey,アンケート',
        "3,,,,",
    ]


def test_code_reads_shift_jis_as_it_reads_utf_8(answers: Path) -> None:
    as_utf_8 = run("code", answers, "--column", "業務")
    answers.write_bytes(ANSWERS.replace("\n", "\r\n").encode("cp932"))
    as_shift_jis = run("code", answers, "--column", "業務")
    assert (as_shift_jis.returncode, as_shift_jis.stdout) == (0, as_utf_8.stdout)
    assert as_utf_8.stdout.splitlines()[::2] == [
        "通勤手当・旅費（通勤）",
        "統計・調査・照会の集計（アンケート）",
        "該当なし",
    ]


def test_code_takes_a_codebook_of_ones_own(answers: Path, tmp_path: Path) -> None:
    (tmp_path / "topics.toml").write_text(TOPICS, encoding="utf-8")
    done = run("code", answers, "--codebook", tmp_path / "topics.toml", "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert [line.split(",")[-2:] for line in done.stdout.splitlines()[1:]] == [
        ["", ""],
        ["paper", "紙"],
        ["", ""],
    ]
    done = run("code", "書類と紙", "--codebook", tmp_path / "topics.toml", "--format", "csv")
    assert done.stdout == "text,codes,evidence\n書類と紙,paper,書類;紙\n"


@pytest.mark.parametrize(
    ("table", "columns", "told"),
    [
        (ANSWERS, ["無"], "there is no column 無; expected one of 番号, 業務, 技術"),
        (ANSWERS, [], "there is no column procedure, usage; expected one of 番号, 業務, 技術"),
        ("a,b\n1,2\n1,2,3\n", ["a"], "row 3 has 3 cells; expected 2, as the first"),
        ("a,a\n1,2\n", ["a"], "the columns are a, a; expected each with a name of its own"),
        ('a,b\n1,"2\n', ["a"], "it is no CSV file"),
        ("", ["a"], "the file is empty"),
    ],
)
def test_code_says_what_is_wrong_with_a_table(
    answers: Path, table: str, columns: list[str], told: str
) -> None:
    answers.write_text(table, encoding="utf-8")
    done = run("code", answers, *(word for name in columns for word in ("--column", name)))
    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ([" "], 2, "give a text or a CSV file"),
        (["通勤", "--column", "業務"], 2, "only a CSV file has columns"),
        (["通勤", "--format", "xml"], 2, "'xml' is not one of"),
        (["通勤", "--codebook", "nothing"], 1, "there is no such codebook"),
        (["nothing.csv", "--column", "業務"], 1, "nothing.csv: error: the file cannot be read"),
    ],
)
def test_code_says_what_is_wrong_with_what_is_asked(
    tmp_path: Path, arguments: list[str], status: int, told: str
) -> None:
    done = run("code", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (status, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_similar_answers_a_text_that_shares_no_word_and_says_so() -> None:
    done = run("similar", "ほげほげ", "-n", "3", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert [row["trust"] for row in json.loads(done.stdout)] == ["none"] * 3
    done = run("similar", "ほげほげ", "-n", "1")
    assert "手がかりがない" in done.stdout
    assert run("similar", " ").returncode == 2
