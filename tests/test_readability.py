"""The government's rule of machine readability of 2026: each check on a small made-up table that breaks
it and one that is near but keeps it, then our own tables, the workbook and the page that tells of it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from survey.problems import BadInput
from survey.project import Project
from survey.publishing.report_set import Tables
from survey.publishing.workbook.words import wording
from survey.publishing.workbook.workbook import write_workbook
from survey.reading.errata import load_errata
from survey.reading.readability import Report, readability, rules, written
from survey.reading.sources import load_sources
from survey.tables.schemas import table_names

GOOD = "prefecture_code,都道府県,状況,件数（件）\n01,北海道,導入済,3\n02,青森県,検討中,\n03,岩手県,導入済,0\n"


def of_csv(folder: Path, text: str, encoding: str = "utf-8-sig") -> Report:
    path = folder / "made_up.csv"
    path.write_bytes(text.encode(encoding))
    return readability(path)


def of_workbook(folder: Path, change: Callable[[Any], object], text: str = GOOD) -> Report:
    """Return the report on a workbook with one sheet, made from a CSV text and changed."""
    book = openpyxl.Workbook()
    for row in csv.reader(text.splitlines()):
        book.active.append([_typed(value) for value in row])
    change(book.active)
    book.save(folder / "made_up.xlsx")
    return readability(folder / "made_up.xlsx")


def _typed(value: str) -> object:
    return int(value) if re.fullmatch("[1-9][0-9]*|0", value) else value or None


def test_thirty_rules_in_three_levels_each_with_what_to_do() -> None:
    declared = list(rules().values())
    assert [sum(rule.level == level for rule in declared) for level in (1, 2, 3)] == [15, 6, 9]
    assert [rule.id for rule in declared] == sorted(rule.id for rule in declared)
    assert all(bool(rule.advice) != bool(rule.ask) for rule in declared)


def test_nothing_is_found_in_a_table_that_keeps_the_rules(tmp_path: Path) -> None:
    assert of_csv(tmp_path, GOOD).broken() == []
    assert of_workbook(tmp_path, lambda sheet: sheet.title).broken() == []


BROKEN_CSV = {
    "two tables": ("L1-02", f"{GOOD}\n表2\n年度,人数（人）\n2020,3\n2021,4\n"),
    "a blank row": ("L1-03", GOOD.replace("02,", ",,,\n02,")),
    "a blank column": ("L1-03", "県,,件数（件）\n北海道,,3\n青森県,,4\n岩手県,,2\n"),
    "a note below": ("L1-04", GOOD + "\n（注）速報値\n"),
    "no heading": ("L1-05", GOOD.replace("状況", "")),
    "a number for a heading": ("L1-05", GOOD.replace("状況", "列3")),
    "a name spread out": ("L1-06", GOOD.replace("青森県", "青　森　県")),
    "an indent": ("L1-06", GOOD.replace("検討中", "　検討中")),
    "several values": ("L1-07", GOOD.replace("検討中", "導入済;検討中").replace("導入済,0", "検討中;導入済,0") + "04,宮城県,検討中,1\n"),
    "a number in brackets": ("L1-07", GOOD.replace(",0", ",12(3)")),
    "a circled digit": ("L1-08", GOOD.replace("検討中", "①検討中")),
    "a rare character": ("L1-08", GOOD.replace("青森県", "髙崎")),
    "a line end in a cell": ("L1-14", GOOD.replace("検討中", '"検討\n中"')),
    "a comma without quotes": ("L1-15", GOOD.replace("検討中", "検討中,予算化")),
    "a unit": ("L2-01", GOOD.replace(",3\n", ",3件\n")),
    "thousands parted": ("L2-01", GOOD.replace(",3\n", ',"3,000"\n')),
    "a footnote": ("L2-01", GOOD.replace(",3\n", ",3※1\n")),
    "left out": ("L2-02", "局,課,件数（件）\n総務局,人事課,1\n,財政課,2\n,総務課,3\n"),
    "a ditto mark": ("L2-02", GOOD.replace("検討中", "〃")),
    "a heading twice": ("L2-03", GOOD.replace("都道府県", "状況")),
    "two rows of headings": ("L2-03", "県,導入,,備考\n,済,予定,\n北海道,1,2,な\n青森県,3,4,し\n"),
    "two spellings": ("L2-04", GOOD.replace("02,青森県,検討中", "02,青森県,導入済み") + "04,宮城県,導入済み,1\n"),
    "the other with its meaning": (
        "L2-05", GOOD.replace("検討中", "その他（試行のみ）") + "04,宮城県,導入済,1\n"),
    "a title": ("L3-01", f"導入状況の一覧\n{GOOD}"),
    "a year of an era": ("L3-05", GOOD.replace("状況", "年度").replace("導入済", "令和2年度").replace("検討中", "R3")),
    "two forms of dates": ("L3-05", "県,日付\n北海道,2020-04-01\n青森県,2020/5/1\n"),
    "short names": ("L3-06", "県,件数（件）\n東京,3\n大阪,4\n京都,2\n"),
    "years across": ("L3-09", "県,2018年,2019年,2020年\n北海道,1,2,3\n青森県,2,3,4\n"),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "text"), BROKEN_CSV.values(), ids=BROKEN_CSV)
def test_what_breaks_a_rule_is_found_with_its_place(tmp_path: Path, rule: str, text: str) -> None:
    report = of_csv(tmp_path, text)
    assert rule in report.broken()
    assert all(found.said and found.place for found in report.findings if found.rule == rule)
    assert rules()[rule].advice in written([report], "table")


KEPT = {
    "a comma in quotes": GOOD.replace("検討中", '"検討中,予算化"'),
    "a code with a zero": GOOD,
    "a sentence with commas": GOOD.replace("検討中", "文書、画像、音声を検討中"),
    "one value left out": GOOD.replace(",0\n", ",\n"),
    "an era beside the year": "年度,和暦,件数（件）\n2020,令和2年度,1\n2021年度（令和3年度）,令和3年度,2\n",
    "short names beside codes": "prefecture_code,県,件数（件）\n13,東京,3\n27,大阪,4\n26,京都,2\n",
    "the opposite": GOOD.replace("導入済", "受ける").replace("検討中", "受けない"),
    "waves and dashes": GOOD.replace("検討中", "１～３－４—"),
    "a minus": GOOD.replace(",3\n", ",-3\n"),
    "two years across": "県,2018年,2020年\n北海道,1,2\n青森県,2,3\n",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_keeps_the_rules_is_not_found(tmp_path: Path, text: str) -> None:
    found = of_csv(tmp_path, text).broken()
    assert found in ([], ["L3-05"]) if "和暦" in text else found == []


def _colour(sheet: Any) -> None:
    sheet["C3"].fill = PatternFill("solid", fgColor="FFFF00")


def _bands(sheet: Any) -> None:
    sheet.append(["04", "宮城県", "検討中", 1])
    for row in (2, 4):
        for cell in sheet[row]:
            cell.fill = PatternFill("solid", fgColor="EEEEEE")


def _bold(sheet: Any) -> None:
    sheet["B4"].font = Font(bold=True)


def _note(sheet: Any) -> None:
    sheet["C3"].comment = Comment("速報値", "a")


def _chart(sheet: Any, place: str) -> None:
    from openpyxl.chart import BarChart, Reference

    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=1, max_row=4))
    sheet.add_chart(chart, place)


def _formula(sheet: Any) -> None:
    sheet["D4"] = "=SUM(D2:D3)"


def _hide(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def _text_number(sheet: Any) -> None:
    sheet["D4"] = "5"


def _title(sheet: Any) -> None:
    sheet.insert_rows(1, 2)
    sheet["A1"] = "導入状況の一覧"


BROKEN_WORKBOOK: dict[str, tuple[str, Callable[[Any], object]]] = {
    "a line end": ("L1-06", lambda sheet: sheet.__setitem__("C3", "検討\n中")),
    "a note": ("L1-10", _note),
    "a chart on the table": ("L1-10", lambda sheet: _chart(sheet, "B2")),
    "a colour": ("L1-11", _colour),
    "a bold cell": ("L1-11", _bold),
    "merged cells": ("L1-12", lambda sheet: sheet.merge_cells("C3:C4")),
    "a hidden row": ("L1-13", _hide),
    "a hidden column": ("L1-13", lambda sheet: sheet.column_dimensions.__getitem__("B").__setattr__("hidden", True)),
    "a number as text": ("L2-01", _text_number),
    "a formula": ("L2-06", _formula),
    "a title": ("L3-01", _title),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "change"), BROKEN_WORKBOOK.values(), ids=BROKEN_WORKBOOK)
def test_what_breaks_a_rule_on_a_sheet_is_found(
    tmp_path: Path, rule: str, change: Callable[[Any], object]
) -> None:
    report = of_workbook(tmp_path, change)
    assert report.broken() == [rule]
    assert all(found.sheet == "Sheet" and found.place for found in report.findings
               if found.kind == "found")  # fmt: skip


@pytest.mark.slow
def test_bands_of_colour_and_a_chart_beside_the_table_are_none(tmp_path: Path) -> None:
    assert of_workbook(tmp_path, _bands).broken() == []
    assert of_workbook(tmp_path, lambda sheet: _chart(sheet, "G2")).broken() == []


@pytest.mark.slow
def test_a_hidden_sheet_is_found(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.parent.create_sheet("控え")["A1"] = "控え"
        sheet.parent["控え"].sheet_state = "hidden"

    assert of_workbook(tmp_path, hide).broken() == ["L1-13"]


def test_a_format_that_no_program_reads_is_found_and_others_are_not(tmp_path: Path) -> None:
    for name, broken in (
        ("a.pdf", ["L1-01"]),
        ("a.docx", ["L1-01"]),
        ("a.ods", []),
        ("a.json", []),
    ):
        (tmp_path / name).write_bytes(b"x")
        report = readability(tmp_path / name)
        assert (report.broken(), report.seen) == (broken, False)
        assert "表の中身は調べていません" in written([report], "table")


def test_what_only_a_person_can_tell_is_asked(tmp_path: Path) -> None:
    report = of_csv(
        tmp_path, GOOD.replace("件数（件）", "額").replace(",3\n", ",-\n") + "04,宮城県,導入済,5\n"
    )
    asked = {found.rule for found in report.findings if found.kind == "ask"}
    assert asked == {"L1-09", "L3-02", "L3-03", "L3-04", "L3-07", "L3-08"}
    assert "列「額」　2行目：数の列に記号や語があります" in written([report], "table")


def test_the_encoding_is_told_and_shift_jis_is_read(tmp_path: Path) -> None:
    assert "文字コードは utf-8、BOMはあり" in written([of_csv(tmp_path, GOOD)], "table")
    assert "文字コードは cp932、BOMはなし" in written([of_csv(tmp_path, GOOD, "cp932")], "table")


def test_tabs_and_commas_in_texts_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "made_up.tsv"
    path.write_text(
        GOOD.replace(",", "\t").replace("検討中", "文書,画像,音声,動画,表"), encoding="utf-8"
    )
    assert readability(path).broken() == []


def test_the_report_is_written_as_csv_and_json(tmp_path: Path) -> None:
    report = of_csv(tmp_path, f"一覧\n{GOOD}")
    (row,) = (row for row in json.loads(written([report], "json")) if row["kind"] == "指摘")
    assert (row["rule"], row["place"]) == ("L3-01", "1～1行")
    rows = list(csv.DictReader(written([report], "csv").splitlines()))
    assert [row["規則"] for row in rows if row["結果"] == "指摘"] == ["L3-01"]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    for name in ("a.xlsx", "none.csv", "none.pdf"):
        with pytest.raises(BadInput, match=name):
            readability(tmp_path / name)


def test_one_long_row_among_many_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="2,500,100,001 cells"):
        of_csv(tmp_path, "," * 50_000 + "\n" + "1\n" * 50_000)


def test_cells_of_endless_spaces_and_brackets_are_judged_soon(tmp_path: Path) -> None:
    head, cell = "(" * 9_000, "1" + " " * 9_000 + "x"
    assert "L1-06" in of_csv(tmp_path, f"{head},b\n" + f"{cell},2\n" * 20).broken()


def told_on_the_page(project: Project) -> dict[str, tuple[str, str]]:
    """Return what docs/ja/standards.md says of each rule: its mark and how it is met."""
    page = (project.root / "docs" / "ja" / "standards.md").read_text("utf-8")
    rows = re.findall(r"^\| (L\d-\d\d) (.+?) \| (\d) \| (.+?) \| (.+?) \|$", page, re.MULTILINE)
    assert [(id, name, int(level)) for id, name, level, *_ in rows] == [
        (rule.id, rule.name, rule.level) for rule in rules().values()
    ]
    return {id: (mark, how) for id, _, _, mark, how in rows}


def test_the_page_says_where_our_tables_do_not_keep_a_rule(project: Project) -> None:
    reports = [readability(project.clean / f"{table}.csv") for table in table_names()]
    found = {rule: {r.file.removesuffix(".csv") for r in reports if rule in r.broken()}
             for rule in rules()}  # fmt: skip
    told = told_on_the_page(project)
    assert {rule for rule, tables in found.items() if tables} == {"L1-07", "L1-08", "L2-04"}
    for rule, tables in found.items():
        mark, how = told[rule]
        assert not tables or mark == "△", rule
        assert all(f"`{table}`" in how for table in tables), rule


@pytest.mark.slow
def test_the_workbook_keeps_what_the_tables_keep(project: Project, tmp_path: Path) -> None:
    errata, sources = load_errata(project.raw / "errata.toml"), load_sources(project.raw)
    write_workbook(tmp_path / "book.xlsx", Tables(project.clean), errata, sources)
    report = readability(tmp_path / "book.xlsx")
    tables = [
        f for f in report.findings if f.kind == "found" and f.sheet != wording().sheets["map"]
    ]
    broken = sorted({finding.rule for finding in tables})
    assert broken == ["L1-07", "L1-08", "L2-04", "L3-09"]
    (wide,) = {f.sheet for f in tables if f.rule == "L3-09"}
    assert wide.endswith(" 業務別・都道府県別の段階")
    told = told_on_the_page(project)
    assert {told[rule][0] for rule in broken} == {"△"}
    # The maps are drawn with cells and are no table, as the page says.
    assert set(report.broken()) > set(broken)
    page = (project.root / "docs" / "ja" / "standards.md").read_text("utf-8")
    assert f"「{wording().sheets['map']}」のシートは、セルを升目に見立てた図" in page
