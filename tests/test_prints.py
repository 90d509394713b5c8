"""The study of prints counts what was read wrong, and knows whether a message names it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from printers import Printed
from prints import some_rows, with_marks
from right_cells import Found, Tables, compare, records, share_of_cells

from ministry import STYLES, lines
from survey.problems import Problem, Severity
from survey.reading.layouts import Layout

PLACE = "10,20,300,40"
Read = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def printed(layout: Layout) -> Tables:
    return some_rows(layout, 100)


@pytest.fixture
def read(printed: Tables) -> Read:
    """All rows as they were printed, row n of each table on page n."""
    return {
        name: [
            {**row, "page": str(row["row_number"]), "position": f"{name},{PLACE}"}
            for row in records(frame)
        ]
        for name, frame in printed.items()
    }


@pytest.fixture
def study(layout: Layout, printed: Tables, read: Read) -> Callable[..., Found]:
    """Compare what was read with what was printed, with a message about it."""

    def found(message: str = "", file: str = "a.pdf", severity: Severity = "warning") -> Found:
        problems = [Problem(severity, file, None, message)] if message else []
        return compare(layout, printed, read, problems)

    return found


def test_what_is_read_as_it_was_printed_is_right(study: Callable[..., Found]) -> None:
    found = study()
    assert found.wrong == found.silent == ()
    assert found.right == found.rows == 8
    assert found.spaces == 0


def test_white_space_is_counted_by_itself(study: Callable[..., Found], read: Read) -> None:
    read["ai_rpa_cases"][1]["procedure"] += " "
    found = study()
    assert (found.right, found.wrong, found.spaces) == (8, (), 1)


@pytest.mark.parametrize(
    ("message", "file"),
    [
        ("ai_rpa_cases: 手続・事務の名称 of row 2: 「旧」 is struck through", "a.pdf"),
        ("ai_rpa_cases: it is doubtful", f"a.pdf, page 2, ai_rpa_cases,{PLACE}"),
        ("page 2 has another watermark", "a.pdf"),
        ("pages 1 to 3: a logo was left out", "a.pdf"),
        ("rows 1 to 2 are missing before row 3", "a.pdf"),
    ],
)
def test_a_changed_cell_is_told_where_a_message_names_its_row_or_page(
    message: str, file: str, study: Callable[..., Found], read: Read
) -> None:
    read["ai_rpa_cases"][1]["procedure"] += "旧"
    found = study(message, file)
    assert (found.right, len(found.wrong), found.silent) == (7, 1, ())


@pytest.mark.parametrize(
    ("message", "file"),
    [
        ("", "a.pdf"),
        ("ai_rpa_cases: 手続・事務の名称 of row 1: 「旧」 is struck through", "a.pdf"),
        ("shared_systems: システム名 of row 2: 「旧」 is struck through", "a.pdf"),
        ("it is doubtful", f"a.pdf, page 2, shared_systems,{PLACE}"),
        ("page 1 has another watermark", "a.pdf"),
    ],
)
def test_a_changed_cell_is_silent_where_messages_name_others(
    message: str, file: str, study: Callable[..., Found], read: Read
) -> None:
    read["ai_rpa_cases"][1]["procedure"] += "旧"
    assert len(study(message, file).silent) == 1


@pytest.mark.parametrize(
    ("message", "silent"),
    [("", True), ("row 2 is missing before row 3", False), ("page 9: it is a picture", True),
     ("page 2: it is a picture", False),
     ("ai_rpa_cases, 総務分野/その他: 2 is printed, 1 was read", False),
     ("ai_rpa_cases, 総務分野: 3 is printed, 2 was read", False),
     ("ai_rpa_cases, 土木建築分野: 1 is printed, 0 was read", True), ("row 3 is missing before row 4", True)],
)  # fmt: skip
def test_all_cells_of_a_missing_row_are_wrong(
    message: str, silent: bool, study: Callable[..., Found], read: Read
) -> None:
    del read["ai_rpa_cases"][1]
    found = study(message)
    assert found.right == 7
    assert len(found.wrong) > 4
    assert found.silent == (found.wrong if silent else ())


def test_a_row_that_was_never_printed_is_wrong(study: Callable[..., Found], read: Read) -> None:
    read["ai_rpa_cases"].append({**read["ai_rpa_cases"][0], "row_number": 9})
    assert study().silent


def test_a_mark_stands_on_the_print_and_not_in_what_is_to_be_read(
    layout: Layout, printed: Tables
) -> None:
    shown, meant = with_marks(layout, printed, "struck words")
    text, other = printed["ai_rpa_cases"]["procedure"].tolist()[:2]
    assert shown["ai_rpa_cases"]["procedure"].tolist()[:2] == [
        f"\ue000旧称の事務\ue0ff{text}",
        other,
    ]
    assert meant["ai_rpa_cases"]["procedure"].tolist()[:2] == [text, other]


def test_another_tool_is_right_in_the_cells_that_it_reads(layout: Layout, printed: Tables) -> None:
    paper = Printed(layout, printed, STYLES["mincho"])
    rows = [
        list(line.cells)
        for table in layout.tables
        for line in lines(table, printed[table.name], paper.style)
        if line.depth is None
    ]
    assert share_of_cells(paper, rows) == 1.0
    rows[0][1] += "旧"
    assert 0.9 < share_of_cells(paper, rows) < 1.0
