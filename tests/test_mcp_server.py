"""What an assistant is told: the rows, what they rest on, and what is wrong with a question."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

from survey.problems import BadInput
from survey.project import Project
from survey.publishing.assistant_questions import Desk
from survey.publishing.mcp_server import mcp_server
from survey.tables.frames import read_table

CASES = "ai_rpa_cases"
T = TypeVar("T")


@pytest.fixture(scope="module")
def desk(project: Project) -> Desk:
    return Desk(project)


def test_rows_come_with_the_lines_they_were_read_from(desk: Desk, project: Project) -> None:
    told = desk.get_rows(CASES, {"prefecture": "三重", "adoption_status": ["導入済"]}, limit=3)
    assert 0 < len(told["rows"]) <= 3 <= told["total"]
    assert told["prefectures"] == 1
    lines = (project.raw / "governors_association_2020.txt").read_text("utf-8").splitlines()
    for row in told["rows"]:
        assert row["prefecture"] == "三重県"
        printed = told["printed"][row["case_id"]]
        assert printed["lines"] == f"{row['line_start']}–{row['line_end']}"
        assert printed["text"].splitlines() == lines[row["line_start"] - 1 : row["line_end"]]
    assert told["derived_tables"] == []
    assert "全国知事会" in told["sources"][0]["citation"]
    assert "not zero" in told["care"]


def test_mistakes_of_the_document_are_told_with_the_rows_they_concern(desk: Desk) -> None:
    told = desk.get_rows(CASES, {"case_id": "nga2020-ai-109"})
    assert {one["erratum"] for one in told["errata"]} == {"nga2020-e02"}
    assert desk.get_rows(CASES, {"case_id": "nga2020-ai-001"})["errata"] == []


def test_a_query_finds_words_in_any_spelling(desk: Desk) -> None:
    found = desk.get_rows(CASES, query="議事録 NOT 音声認識", limit=50)
    assert 0 < found["total"] < desk.get_rows(CASES, query="議事録")["total"]
    assert not any("音声認識" in row["procedure"] + row["usage"] for row in found["rows"])
    assert desk.get_rows(CASES, query="AI-OCR")["total"] == desk.get_rows(CASES, query="ＡＩ－ＯＣＲ")["total"]  # fmt: skip


def test_what_is_joined_is_called_derived_and_hides_nothing(desk: Desk) -> None:
    joined = desk.get_rows(CASES, join=["case_work", "case_sharing"], limit=1)
    assert joined["derived_tables"] == ["case_work", "case_sharing"]
    assert {"evidence", "evidence_case_sharing"} <= joined["rows"][0].keys()
    partners = desk.get_rows("shared_systems", join=["system_partners"], limit=50)["rows"]
    assert any(row["prefecture_code"] != row["prefecture_code_system_partners"] for row in partners)
    assert {row["region"] for row in desk.get_rows(CASES, {"prefecture": 31}, join=["prefectures"])["rows"]} == {"中国"}  # fmt: skip


def test_counts_are_those_of_pandas_with_the_prefectures_behind_them(desk: Desk) -> None:
    told = desk.count_rows(CASES, ["work", "adoption_status"], join=["case_work"])
    joined = read_table(CASES).merge(read_table("case_work"), on="case_id")
    grouped = joined.groupby(["work", "adoption_status_code"])
    expected = {
        key: (len(rows), rows["prefecture_code"].nunique()) for key, rows in grouped
    }  # fmt: skip
    assert expected == {
        (one["work_code"], one["adoption_status_code"]): (one["count"], one["prefectures"])
        for one in told["groups"]
    }
    assert (told["total"], told["prefectures"]) == (
        len(joined),
        joined["prefecture_code"].nunique(),
    )
    by = desk.count_rows(CASES, ["prefecture"], {"work": "minutes"}, join=["case_work"])["groups"]
    assert {one["count"] for one in by} >= {1}
    assert "prefecture_prefectures" not in by[0]


def test_similar_cases_say_how_far_they_are_trusted(desk: Desk) -> None:
    told = desk.find_similar_cases("会議の議事録を自動で作る", limit=3)
    assert [row["trust"] for row in told["rows"]]
    assert set(told["derived_columns"]) <= told["rows"][0].keys()
    assert len(told["printed"]) == 3


def test_a_prefecture_is_told_beside_the_others(desk: Desk) -> None:
    told = desk.get_prefecture("Tottori")
    assert [row["prefecture"] for row in told["rows"]] == ["鳥取県"]
    assert told["derived_tables"] == ["prefecture_summary"]
    assert told["titles"].keys() == told["rows"][0].keys()


def test_tables_and_columns_say_what_they_are(desk: Desk) -> None:
    listed = {one["table"]: one for one in desk.list_tables()["tables"]}
    assert listed[CASES]["rows"] == 357
    assert {name for name, one in listed.items() if one["derived"]} >= {"case_work", "prefecture_summary"}  # fmt: skip
    assert not listed[CASES]["derived"]
    fields = {one["name"]: one for one in desk.describe_columns(CASES)["columns"]}
    assert fields["adoption_status_code"]["categories"][0]["label"] == "導入済"
    assert desk.describe_columns("nagasaki_kpis").get("care") is None


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda d: d.get_rows("ai_rpa"), "there is no such table"),
        (lambda d: d.get_rows(CASES, {"work": "minutes"}), "expected that of case_work; join it"),
        (lambda d: d.get_rows(CASES, {"adoption_status": "導入"}), "no row holds 「導入」; .*導入済"),
        (lambda d: d.get_rows(CASES, {"prefecture": "鳥取懸"}), "did you mean 鳥取県"),
        (lambda d: d.get_rows(CASES, query="議事録 AND ("), "error"),
        (lambda d: d.get_rows(CASES, limit=51), "at most 50"),
        (lambda d: d.get_rows(CASES, limit=0), "limit: error"),
        (lambda d: d.get_rows(CASES, join=["mie_themes"]), "shares no id"),
        (lambda d: d.count_rows(CASES, []), "no variable"),
        (lambda d: d.count_rows(CASES, ["field", "subfield", "prefecture"]), "at most 2"),
        (lambda d: d.count_rows(CASES, ["fild"]), "fild: error: there is no such column"),
        (lambda d: d.find_similar_cases(), "neither a text nor a case"),
        (lambda d: d.find_similar_cases(case_id="x"), "there is no case x"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_is_told_why(desk: Desk, ask: Any, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        ask(desk)


def run(asked: Coroutine[Any, Any, T]) -> T:
    """Return what is answered; the thread of the tests may have a browser's loop at work."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, asked).result()


def test_the_same_is_told_over_the_protocol(project: Project) -> None:
    from mcp import Client

    async def ask(name: str, given: Mapping[str, Any]) -> tuple[bool, Any]:
        async with Client(mcp_server(project)) as client:
            listed = (await client.list_tools()).tools
            assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed)
            answer = await client.call_tool(name, dict(given))
            return bool(answer.is_error), answer.structured_content or answer.content[0]

    failed, told = run(ask("get_rows", {"table": CASES, "where": {"prefecture": "東京"}}))
    assert not failed
    assert told["rows"] == Desk(project).get_rows(CASES, {"prefecture": "東京都"})["rows"]
    failed, told = run(ask("get_prefecture", {"prefecture": "鳥取懸"}))
    assert failed
    assert "did you mean 鳥取県?" in told.text


@pytest.mark.slow
def test_the_command_answers_on_standard_output(tmp_path: Path) -> None:
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters

    command = StdioServerParameters(
        command=sys.executable, args=["-m", "survey", "serve-mcp"], cwd=tmp_path
    )

    async def ask() -> Any:
        async with Client(command) as client:
            return (await client.call_tool("list_tables", {})).structured_content

    assert len(run(ask())["tables"]) > 30
