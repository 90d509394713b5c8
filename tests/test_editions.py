"""Another edition of the survey: a declaration, no code; and what changed from one to the next."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser

import made_up
from ministry import STYLES, print_pdf
from survey import charts
from survey.analysis import edition_changes as editions
from survey.documents.formats import read_file
from survey.documents.grids import Grid, GridRow, Line
from survey.problems import BadInput, errors
from survey.project import Project
from survey.publishing.clean_tables import build_tables
from survey.reading.draft_layout import draft
from survey.reading.layouts import Layout, load_layout
from survey.reading.parse import Parsed, parse
from survey.text import squeeze, unify_width

LAYOUT = str(made_up.FOLDER / "nga2026.toml")


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    return made_up.frames()


def answers(parsed: Parsed, name: str, frames: dict[str, pd.DataFrame]) -> list[dict[str, str]]:
    wanted = [str(c) for c in frames[name].columns if str(c) in parsed.rows[name][0]]
    places = ("line_start", "line_end")
    return [{c: str(row[c]) for c in wanted if c not in places} for row in parsed.rows[name]]


def printed(frames: dict[str, pd.DataFrame], name: str) -> list[dict[str, str]]:
    layout = next(table for table in made_up.layout().tables if table.name == name)
    coded = [f"{column.name}_code" for column in layout.columns if column.codes]
    kept = {layout.id_column, "survey", "prefecture_code", *coded}
    kept |= {column.name for column in layout.columns} | {level.name for level in layout.levels}
    rows: list[dict[Any, Any]] = frames[name].to_dict("records")
    return [{str(c): unify_width(str(row[c])) for c in row if c in kept} for row in rows]


def check(path: Path, frames: dict[str, pd.DataFrame]) -> None:
    parsed = parse(read_file(path), made_up.layout(), ())
    assert errors(parsed.problems) == []
    for name in frames:
        expected = printed(frames, name)
        read = [{c: row[c] for c in expected[0]} for row in answers(parsed, name, frames)]
        if path.suffix == ".txt":  # it has no spaces where lines were joined
            read, expected = (
                [{c: squeeze(row[c]) for c in row} for row in rows] for rows in (read, expected)
            )
        assert read == expected
    assert {row["difference"] for row in parsed.rows["reconciliation"]} == {0}


def test_two_more_columns_and_another_status_list_are_read_from_text(
    frames: dict[str, pd.DataFrame],
) -> None:
    assert [*load_layout(LAYOUT).code_lists] == ["adoption_status", "shareability", "effect"]
    check(made_up.TEXT, frames)


def test_and_from_a_workbook(frames: dict[str, pd.DataFrame]) -> None:
    check(made_up.BOOK, frames)


@pytest.mark.browser
def test_and_from_a_pdf(frames: dict[str, pd.DataFrame], browser: Browser, tmp_path: Path) -> None:
    print_pdf(tmp_path / "new.pdf", made_up.layout(), frames, STYLES["gothic"], browser)
    check(tmp_path / "new.pdf", frames)


def test_the_files_are_those_of_the_generator() -> None:
    assert made_up.TEXT.read_text(encoding="utf-8") == made_up.text()


def test_the_layout_of_2020_finds_nothing_in_it(layout: Layout) -> None:
    parsed = parse(read_file(made_up.TEXT), layout, ())
    assert sum(map(len, parsed.rows.values())) == 0
    assert "a table is missing" in str(errors(parsed.problems)[0])


def test_every_case_finds_its_partner(tmp_path: Path) -> None:
    parsed = parse(read_file(made_up.BOOK), made_up.layout(), ())
    for name, rows in parsed.rows.items():
        pd.DataFrame(rows).to_csv(tmp_path / f"{name}.csv", index=False)
    before = editions.load_edition("nga2020")
    changes = editions.compare(before, editions.load_edition(str(tmp_path)))
    cases = changes[changes["table"] == "ai_rpa_cases"]
    old = before["ai_rpa_cases"]
    known = old["case_id"].tolist()[:60]
    kept = [case for number, case in enumerate(known) if number % made_up.GONE != made_up.GONE - 1]
    met = cases[cases["change"].isin(["same", "changed"])]
    assert sorted(met["id_before"]) == kept
    assert all(
        b.replace("業務", "事務") == a
        for b, a in zip(met["name_before"], met["name_after"], strict=True)
    )
    assert (cases["change"] == "gone").sum() == len(old) - len(kept)
    assert set(cases[cases["change"] == "new"]["status_after"]) == {"検討中"}
    moved = Counter(
        made_up_status(row.adoption_status)
        for row in old.itertuples()
        if row.case_id in kept and made_up_status(row.adoption_status)
    )
    counted = editions.moves(changes).groupby("move")["count"].sum().to_dict()
    assert counted == moved


def made_up_status(before: Any) -> str:
    after = made_up._LATER.get(before, before)
    return f"{before}→{after}" if after != before else ""


def test_the_chart_says_who_moved(tmp_path: Path) -> None:
    parsed = parse(read_file(made_up.BOOK), made_up.layout(), ())
    for name, rows in parsed.rows.items():
        pd.DataFrame(rows).to_csv(tmp_path / f"{name}.csv", index=False)
    changes = editions.compare(
        editions.load_edition("nga2020"), editions.load_edition(str(tmp_path))
    )
    moves = editions.moves(changes)
    chart = charts.status_moves(moves, "nga2020", "nga2026", ("governors_association_2020",))
    trials = moves[moves["move"] == "実証中→導入済"]
    assert f"実証中→導入済に移った事例が{trials['count'].sum()}件" in chart.layout.meta["title"]
    english = charts.status_moves(moves, "nga2020", "nga2026", (), lang="en")
    assert "On trial → Introduced" in english.layout.meta["title"]
    nothing = editions.moves(changes[changes["change"] == "same"])
    assert charts.status_moves(nothing, "a", "b", ()).layout.meta["title"]


def changed(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    """Changes by hand: table, prefecture, what became of the answer, status before and after."""
    codes = {"北海道": "01", "青森県": "02", "岩手県": "03", "宮城県": "04"}
    names = ["table", "prefecture", "change", "status_before", "status_after"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(prefecture_code=frame["prefecture"].map(codes))


def test_an_edition_is_all_tables_that_are_there_with_their_texts_as_they_are(
    tmp_path: Path,
) -> None:
    header = "organization_id,survey,organization_name,outline,adoption_status,prefecture_code\n"
    row = "nga2026-org-001,nga2026,NA,,導入済,01\n"
    (tmp_path / "organizations.csv").write_text(header + row, encoding="utf-8-sig")
    edition = editions.load_edition(str(tmp_path))
    assert [*edition] == ["organizations"]
    (read,) = edition["organizations"].to_dict("records")
    assert (read["organization_name"], read["outline"], read["prefecture_code"]) == ("NA", "", "01")


def test_the_documents_of_registered_editions_are_named() -> None:
    assert editions.registered(["nga2020", "nga2026"]) == ("governors_association_2020",)
    assert editions.registered(["nga2026"]) == ()


def test_similarity_is_at_most_one_however_many_columns_tell_it() -> None:
    frame = pd.DataFrame({"procedure": ["議事録の作成", "支出命令"], "usage": ["音声", "入力"]})
    for columns in (["procedure"], ["procedure", "usage"]):
        alike = editions._similarity(frame, frame, columns)
        assert alike.round(6).diagonal().tolist() == [1, 1]
        assert alike[0, 1] < editions.SAME


def test_a_name_or_a_usage_of_one_character_is_compared_too() -> None:
    frame = pd.DataFrame({"procedure": ["議事録の作成", "税"], "usage": ["", ""]})
    alike = editions._similarity(frame, frame, ["procedure", "usage"])
    assert alike.round(6).diagonal().tolist() == [1, 1]


MOVED = [
    ("organizations", "青森県", "new", "", "導入済"),
    ("ai_rpa_cases", "北海道", "changed", "実証中", "導入済"),
    ("ai_rpa_cases", "北海道", "changed", "実証中", "導入済"),
    ("ai_rpa_cases", "北海道", "changed", "検討中", "実証中"),
    ("ai_rpa_cases", "青森県", "changed", "実証中", "導入済"),
    ("ai_rpa_cases", "岩手県", "same", "導入済", "導入済"),
    ("ai_rpa_cases", "岩手県", "gone", "導入済", ""),
]


def test_a_summary_counts_what_became_of_the_answers_of_each_table() -> None:
    counted = editions.summary(changed(*MOVED))
    assert [*counted.columns] == ["new", "gone", "changed", "same"]
    assert counted.to_dict("index") == {
        "organizations": {"new": 1, "gone": 0, "changed": 0, "same": 0},
        "ai_rpa_cases": {"new": 0, "gone": 1, "changed": 4, "same": 1},
    }
    assert [*counted.index] == ["organizations", "ai_rpa_cases"]
    assert {str(kind) for kind in counted.dtypes} == {"int64"}


def test_the_chart_counts_the_cases_and_the_prefectures_of_the_most_frequent_move() -> None:
    moves = editions.moves(changed(*MOVED))
    made = charts.status_moves(moves, "nga2020", "nga2026", ("governors_association_2020",))
    meta = made.layout.meta
    assert meta["title"] == "実証中→導入済に移った事例が3件（2都道府県）"
    assert "nga2020→nga2026、全4件" in meta["subtitle"]
    assert "北海道 2、青森県 1" in meta["alt"]
    assert "岩手県" not in meta["alt"]
    english = charts.status_moves(moves, "nga2020", "nga2026", (), lang="en").layout.meta
    assert english["title"] == "On trial → Introduced: 3 cases in 2 prefectures"
    assert "Hokkaido 2, Aomori 1" in english["alt"]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "survey", *map(str, arguments)],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.mark.browser
def test_the_commands_lead_from_a_document_to_the_comparison(tmp_path: Path) -> None:
    drafted = run("new-edition", made_up.BOOK, "--name", "nga2026", "--out", tmp_path / "n.toml")
    assert drafted.returncode == 0, drafted.stderr
    assert "marked TODO" in drafted.stdout
    again = run("new-edition", made_up.BOOK, "--name", "nga2026", "--out", tmp_path / "n.toml")
    assert again.returncode == 2
    read = run("parse", made_up.BOOK, "--layout", LAYOUT, "--out", tmp_path / "tables")
    assert (read.returncode, read.stderr) == (0, "")
    compared = run("compare", "nga2020", tmp_path / "tables", "--out", tmp_path / "changes")
    assert compared.returncode == 0, compared.stderr
    written = sorted(path.name for path in (tmp_path / "changes").iterdir())
    assert written == ["changes.csv", "manifest.json", "status_moves.png", "status_moves.svg"]
    unknown = run("compare", "nga2020", "nga2027", "--out", tmp_path / "changes")
    assert unknown.returncode == 1
    assert "there is no such edition" in unknown.stderr


@pytest.mark.parametrize("document", [made_up.TEXT, made_up.BOOK])
def test_a_draft_reads_what_it_was_made_from(
    document: Path, layout: Layout, tmp_path: Path, frames: dict[str, pd.DataFrame]
) -> None:
    (tmp_path / "draft.toml").write_text(draft(read_file(document), "nga2026", layout), "utf-8")
    drafted = load_layout(str(tmp_path / "draft.toml"))
    assert drafted.survey == "nga2026"
    if document == made_up.TEXT:
        assert [table.name for table in drafted.tables] == [t.name for t in layout.tables]
        return
    parsed = parse(read_file(document), drafted, ())
    assert errors(parsed.problems) == []
    counts = {name: len(rows) for name, rows in parsed.rows.items()}
    assert sorted(counts.values()) == sorted([5, *(len(frame) for frame in frames.values())])
    statuses = [entry.label for entry in drafted.code_lists["adoption_status"].codes]
    assert statuses == ["導入済", "実証中", "検討中"]
    new = [codes for name, codes in drafted.code_lists.items() if name.startswith("table_")]
    assert [[(entry.code, entry.label) for entry in codes.codes] for codes in new] == [
        [(1, "作業時間の削減"), (2, "費用の削減"), (3, "サービスの向上")]
    ]


def test_a_draft_of_the_same_edition_is_its_layout(project: Project, layout: Layout) -> None:
    document = project.raw / layout.document
    text = draft(read_file(document), "nga2020", layout)
    assert [line for line in text.split("\n") if "TODO" in line] == [
        line for line in text.split("\n") if "TODO the title" in line or "Lines with TODO" in line
    ]


def drafted(folder: Path, like: Layout, *rows: list[str]) -> Layout:
    """Return the layout that is drafted from a sheet with these rows."""
    cells = [tuple((Line(text),) if text else () for text in row) for row in rows]
    made = tuple(GridRow(row, "回答", f"A{n}:I{n}") for n, row in enumerate(cells, 1))
    text = draft(Grid("new.xlsx", made, False), "nga2026", like)
    (folder / "draft.toml").write_text(text, "utf-8")
    return load_layout(str(folder / "draft.toml"))


CASES = [
    ["①ＡＩ等の事例"],
    ["", "手続・事務の名称", "備考", "導入状況", "共同利用・共同導入の可否", "", "効果", "", "都道府県"],
    ["1", "給与", "一", "③実証中", "②共同利用可能", "理由", "①費用の削減", "補足", "北海道"],
    ["2", "税", "二", "①検証中", "④その他", "", "②時間の削減", "補足", "青森県"],
]  # fmt: skip
"""A table of which the edition before had all but 備考, 効果 and what stands after that."""


def test_a_draft_takes_over_the_columns_that_the_edition_before_had(
    layout: Layout, tmp_path: Path
) -> None:
    (table,) = drafted(tmp_path, layout, *CASES).tables
    assert (table.name, table.id_column, table.id_prefix) == (
        "ai_rpa_cases",
        "case_id",
        "nga2026-ai",
    )
    assert table.running_title == "①ＡＩ・ＲＰＡ・チャットボット等"
    assert [column.name for column in table.columns] == [
        "row_number", "procedure", "column_3", "adoption_status", "shareability",
        "shareability_note", "column_7", "column_8", "prefecture",
    ]  # fmt: skip


def test_a_draft_keeps_the_codes_of_the_edition_before_and_adds_what_is_new(
    layout: Layout, tmp_path: Path
) -> None:
    lists = drafted(tmp_path, layout, *CASES).code_lists
    assert list(lists) == ["adoption_status", "shareability", "ai_rpa_cases_column_7"]
    statuses = [(entry.code, entry.printed) for entry in lists["adoption_status"].codes]
    assert statuses == [
        (1, "①導入(実施)済"), (2, "②導入(実施)予定"), (3, "③実証中"), (4, "④実証予定"),
        (5, "⑤検討中"), (6, "①検証中"),
    ]  # fmt: skip


def test_an_untitled_column_after_a_new_one_is_new_too(layout: Layout, tmp_path: Path) -> None:
    cases = layout.tables[0]
    columns = [replace(c, title="") if c.name == "procedure" else c for c in cases.columns]
    like = replace(layout, tables=(replace(cases, columns=tuple(columns)), *layout.tables[1:]))
    (table,) = drafted(tmp_path, like, *CASES).tables
    assert table.columns[7].name == "column_8"


def test_a_draft_of_a_table_that_is_not_known_numbers_its_name(
    layout: Layout, tmp_path: Path
) -> None:
    """Three columns are a table, and two of them titled are its titles."""
    rows = [["⑤新しい表"], ["", "分類", "都道府県"], ["1", "①ネットワーク", "北海道"]]
    (table,) = drafted(tmp_path, layout, *rows).tables
    assert (table.name, table.id_column, table.id_prefix) == (
        "table_1", "table_1_id", "nga2026-table_1",
    )  # fmt: skip
    assert (table.title, table.running_title, table.levels) == ("⑤新しい表", "⑤新しい表", ())
    assert [column.title for column in table.columns] == ["", "分類", "都道府県"]


def test_a_column_that_the_dictionary_lacks_is_told_and_nothing_is_published(
    project: Project, tmp_path: Path
) -> None:
    copy = Project(tmp_path)
    shutil.copytree(project.raw, copy.raw)
    shutil.copy(made_up.TEXT, copy.raw)
    described = (copy.raw / "sources.toml").read_text("utf-8")
    entry = described[described.index("[governors_association_2020]") :].split("\n\n")[0]
    entry = entry.replace("governors_association_2020.txt", made_up.TEXT.name)
    entry = entry.replace("[governors_association_2020]", "[made_up]")
    entry = re.sub('sha256 = ".*"', f'sha256 = "{sha256(made_up.TEXT.read_bytes())}"', entry)
    entry = entry.replace('layout = "nga2020"', f'layout = "{LAYOUT}"')
    (copy.raw / "sources.toml").write_text(f"{described}\n{entry}\n", encoding="utf-8")
    made = build_tables(copy, lambda _: None)
    (problem,) = errors(made.problems)
    assert "effect_code, effect, vendor of ai_rpa_cases" in str(problem)
    assert "tables.toml" in str(problem)
    assert not copy.clean.exists()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_name_of_an_edition_is_said_to_be_unknown() -> None:
    with pytest.raises(BadInput, match="there is no such edition"):
        editions.load_edition("nga1999")
