"""Input made to hurt: whatever it is, it ends with a sentence, soon, and without eating the memory."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hostile_files import PDFS, WORKBOOKS
from survey.declared import DEEPEST_KEY, LARGEST_DECLARATION, included
from survey.documents import sandbox
from survey.documents.grids import Grid, GridRow, Line, Mark
from survey.documents.invisible_chars import as_seen
from survey.documents.plain_text import (
    LONGEST_LINE,
    MOST_LINES,
    MOST_MARKS,
    Document,
    read_document,
)
from survey.inputs import read_input
from survey.problems import MOST_TOLD, BadInput, Problem, sentences
from survey.project import find_project
from survey.reading.draft_layout import draft
from survey.reading.layouts import load_layout
from survey.reading.parse import Form, Parsed, parse
from survey.reading.publications import load_publication, publication_names
from survey.reading.registered_documents import damage
from survey.reading.split import NoReading, open_brackets, split_row
from survey.reading.table_text import Fragment, RowText
from survey.tables.csv_files import to_csv
from survey.tables.parsed_files import MOST_FILES, parse_files
from survey.terminal import LONGEST_SENTENCE
from survey.text import join_lines, squeeze, unify_width

SURVEY = load_layout("nga2020")
FORMS: dict[str, Form] = {SURVEY.survey: SURVEY} | {
    name: load_publication(name) for name in publication_names()
}
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
ODD = (
    "", " ", "\t", "　", "\f", "(", "(9)", "・", "①", "9" * 5000, "-1", "1e999", "％", "0", "R9",
    "a\u0301", "\ufdfa", "葛\U000e0100", "=1+1", "1/0",
)  # fmt: skip
ANY = settings(max_examples=150)


@cache
def registered(name: str) -> Document:
    return read_document(find_project().raw / FORMS[name].document)


@cache
def vocabulary(name: str) -> list[str]:
    """What the document itself is made of: its lines, their pieces, and what stands in none."""
    lines = set(registered(name).lines)
    return [*sorted(lines | {piece for line in lines for piece in re.split(r"[\s,]", line)}), *ODD]


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, Document]:
    """Some lines of a document, exchanged for others made of its own words."""
    name = draw(st.sampled_from(sorted(FORMS)))
    words = st.lists(st.sampled_from(vocabulary(name)), max_size=5)
    made = draw(st.lists(st.builds(str.join, st.sampled_from(["", " ", "\t"]), words), max_size=30))
    lines = registered(name).lines
    start = draw(st.integers(0, len(lines)))
    past = draw(st.integers(start, min(start + 60, len(lines))))
    first, last = draw(
        st.sampled_from([(0, len(lines)), (start, past), (max(0, start - 40), past + 40)])
    )
    return name, Document("odd.txt", (*lines[first:start], *made, *lines[past:last], ""))


def check(parsed: Parsed) -> None:
    for table, rows in parsed.rows.items():
        to_csv(table, rows)
        for row, column in product(rows, rows[0] if rows else ()):
            assert UNSEEN.search(str(row[column])) is None
    for problem in parsed.problems:
        assert UNSEEN.search(str(problem).replace("\t", "")) is None


def refusal(read: Callable[[], object]) -> str:
    """Return in what words the input is refused, nothing if it is read."""
    try:
        read()
    except BadInput as bad:
        return str(bad)
    return ""


@pytest.mark.slow
@given(documents())
@settings(max_examples=100)
def test_a_document_of_its_own_words_in_any_order_is_read(drawn: tuple[str, Document]) -> None:
    name, document = drawn
    check(parse(document, FORMS[name], ()))
    damage(document, registered(name))


@pytest.mark.slow
@given(
    st.binary(max_size=300)
    | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
@example("一\u2028二\u202e三\n".encode("utf-16"))
@example(b"\xff\xfe\x00\xd8")
@example(b"\xef\xbb\xbf\xef\xbb\xbf1")
@example(b"1\r2\r3")
@settings(max_examples=60)
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(content)

    def read() -> None:
        document = read_document(path)
        for form in FORMS.values():
            check(parse(document, form, ()))

    assert UNSEEN.search(refusal(read)) is None


FRAGMENTS = st.builds(
    Fragment,
    st.sampled_from(
        [*(code.printed for codes in SURVEY.code_lists.values() for code in codes.codes), *ODD[7:],
         "東京都", "情報", "（", "」", "済", "あ" * 40]
    ),
    st.integers(1, 9), st.sampled_from(["page", "blank", "line", "space"]),
)  # fmt: skip


@given(st.sampled_from(SURVEY.tables), st.lists(FRAGMENTS, min_size=1, max_size=40))
@ANY
def test_any_fragments_are_cut_or_refused_as_a_row(table: Any, fragments: list[Fragment]) -> None:
    try:
        split = split_row(RowText(1, ("",), tuple(fragments)), table)
    except NoReading:
        return
    cells = [fragment for cell in split.best.cells for fragment in cell.fragments]
    assert cells == fragments


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)))
@ANY
def test_any_lines_of_a_cell_are_joined_into_one(lines: list[str]) -> None:
    joined = join_lines(lines, 10.0)
    assert UNSEEN.search(joined) is None
    assert squeeze(unify_width(joined)) == squeeze("".join(lines))
    assert 0 <= open_brackets(joined) <= len(joined)


# Declarations


LAYOUT = included("layouts", "nga2020.toml").read_text(encoding="utf-8")
TOML_PIECES = re.findall(r'"[^"\n]*"|[\w.-]+|[\[\]{}=,\n]', LAYOUT)


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, len(TOML_PIECES) - 1),
                          st.sampled_from([*TOML_PIECES, '""', "inf", "-1", "[", '"../a"'])),
                min_size=1, max_size=4))  # fmt: skip
@settings(max_examples=200)
def test_a_layout_changed_anywhere_works_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, str]]
) -> None:
    pieces = list(TOML_PIECES)
    for place, piece in changes:
        pieces[place] = piece
    path = tmp_path_factory.getbasetemp() / "odd.toml"
    path.write_text(" ".join(pieces), encoding="utf-8")

    def read() -> None:
        for table, rows in parse(EXCERPT, load_layout(str(path)), ()).rows.items():
            to_csv(table, rows)

    assert UNSEEN.search(refusal(read)) is None


EXCERPT = Document("excerpt.txt", registered(SURVEY.survey).lines[31:140])


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        ("a = " + "[" * 100_000, "nested too deeply"),
        ("a" + ".a" * 100_000 + " = 1", f"more than {DEEPEST_KEY} parts"),
        ("a = " + "9" * 5000, "mistake"),
        ("#" * (LARGEST_DECLARATION + 1), "at most 1,048,576"),
        (LAYOUT.replace("総務分野", "総" * 100_000), "at most 200 characters"),
        (LAYOUT.replace('"総務分野"', '"総", ' * 9_000 + '"総"'), "at most 1000 items"),
        (LAYOUT.replace('name = "procedure"', 'name = "../../evil"'), "should match pattern"),
        (LAYOUT.replace('name = "ai_rpa_cases"', 'name = "../../evil"'), "should match pattern"),
        (LAYOUT.replace('running_title = "①ＡＩ・ＲＰＡ・チャットボット等"', 'running_title = " "'), "pattern"),
        ("\ud800", "mistake"),
    ],
    ids=range(10),
)  # fmt: skip
def test_a_layout_that_would_cost_too_much_is_refused(
    tmp_path: Path, declared: str, found: str
) -> None:
    (tmp_path / "odd.toml").write_text(declared, encoding="utf-8", errors="surrogatepass")
    (tmp_path / "in.txt").write_text("\n".join(EXCERPT.lines), encoding="utf-8")
    with pytest.raises(BadInput, match=re.escape(found)):
        parse_files(
            [tmp_path / "in.txt"], tmp_path / "out", load_layout(str(tmp_path / "odd.toml")), print
        )
    assert not list(tmp_path.parent.glob("**/evil*"))


def test_titles_made_of_one_another_are_no_riddle(tmp_path: Path) -> None:
    """Tried in every order, a and aa would take this line more steps than there are atoms."""
    text = LAYOUT.replace("手続・事務の名称", "a").replace("ＡＩ・ＲＰＡの活用方法", "aa")
    (tmp_path / "odd.toml").write_text(text, encoding="utf-8")
    layout = load_layout(str(tmp_path / "odd.toml"))
    lines = (layout.tables[0].title, "a" * 5000 + "b")
    told = parse(Document("a.txt", lines), layout, ()).problems
    assert any("belongs to no row" in problem.found for problem in told)


# Files


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[Path], str]:
    def parse_one(path: Path) -> str:
        made = parse_files([path], tmp_path / "out", None, lambda _: None)
        assert [problem.severity for problem in made.problems] == ["error"]
        return str(made.problems[0])

    return parse_one


Refused = Callable[[Path], str]


POSIX = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and limits of POSIX")


@POSIX
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, refused: Refused) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "round.txt").symlink_to(tmp_path / "round.txt")
    for path in (tmp_path / "pipe.txt", Path("/dev/zero"), Path("/dev/tty")):
        assert "pipe or a device" in refused(path) or "cannot be read" in refused(path)
    for path in (tmp_path, tmp_path / "round.txt", tmp_path / ("long" * 99), Path("a\0b")):
        assert "cannot be read" in refused(path)


def test_a_file_that_grows_while_it_is_read_is_not_read_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "log.txt").write_bytes(b"")
    before = (tmp_path / "log.txt").stat()
    (tmp_path / "log.txt").write_bytes(b"a" * 1000)
    monkeypatch.setattr("os.fstat", lambda _: before)
    with pytest.raises(BadInput, match="has 101 bytes; expected at most 100"):
        read_input(tmp_path / "log.txt", 100, "the file", "text")


def test_a_name_that_cannot_be_written_is_told_all_the_same(
    tmp_path: Path, refused: Refused
) -> None:
    told = refused(tmp_path / os.fsdecode(b"\xff\x1b[2J\n.txt"))
    assert UNSEEN.search(told) is None
    assert told.encode()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("a" * (LONGEST_LINE + 1), "at most 10,000"),
        ("\n" * MOST_LINES + "a", "at most 1,000,000"),
        ("a\n" * 3 + "か" + "\u3099\u0301" * (MOST_MARKS // 2 + 1), f"4: error: more than {MOST_MARKS} accents"),
        ("\u202e道海北", "U+202E is not text"),
        ("a\0b", "U+0000 is not text"),
        ("\ue000", "U+E000 is not text"),
        ("\ufffa", "U+FFFA is not text"),
    ],
    ids=range(7),
)  # fmt: skip
def test_text_that_is_none_is_refused(
    tmp_path: Path, refused: Refused, content: str, found: str
) -> None:
    (tmp_path / "odd.txt").write_text(content, encoding="utf-8", newline="")
    assert found in refused(tmp_path / "odd.txt")


UNSEEN_CHARACTERS = "\u200b\u200f\u034f\u180e\ufe00\ufe0f\ufeff\u061c\u3164\U000e0041\U000e0100"


@pytest.mark.parametrize("unseen", UNSEEN_CHARACTERS, ids=lambda one: f"U+{ord(one):04X}")
def test_characters_that_nobody_sees_make_no_difference(tmp_path: Path, unseen: str) -> None:
    plain, other = tmp_path / "plain.txt", tmp_path / "other.txt"
    plain.write_text("\n".join(EXCERPT.lines), encoding="utf-8")
    other.write_text("\n".join(EXCERPT.lines).replace("県", f"{unseen}県"), encoding="utf-8")
    assert read_document(other).lines == read_document(plain).lines == EXCERPT.lines
    [told] = read_document(other).problems
    assert f"characters that nobody sees were taken out (U+{ord(unseen):04X})" in str(told)
    assert read_document(plain).problems == ()


def test_cells_are_told_that_hold_what_nobody_sees_or_what_is_no_text() -> None:
    merged = (Line("沖\u200b縄県", 3.0, 1.0),)
    rows = (
        GridRow(((Line("1"),), merged), "1", ""),
        GridRow(((Line("2\ue000"),), merged), "1", ""),
        GridRow(((Line("3"),), None, ()), "1", ""),
    )
    first, second, third = as_seen(Grid("a.pdf", rows, True)).rows
    assert first.cells[1] is second.cells[1]
    assert first.cells[1] == (Line("沖縄県", 3.0, 1.0),)
    assert first.marks == (Mark(1, "characters that nobody sees were taken out (U+200B)"),)
    assert second.marks[0] == Mark(0, "the character U+E000 is not text", certain=False)
    assert third == rows[2]


def test_a_table_without_end_is_refused(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "long.txt").write_text("\n".join([*START, *START[2:3] * 100_001]), encoding="utf-8")
    assert "more than 100,000 rows and headings" in refused(tmp_path / "long.txt")


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="10,000 files are named; expected at most 100"):
        parse_files([tmp_path / "a.txt"] * 100 * MOST_FILES, tmp_path, None, lambda _: None)


def test_a_million_problems_are_counted_not_told() -> None:
    told = list(sentences([Problem("error", "a" * 5000, 1, "wrong")] * 10**6))
    assert len(told) == MOST_TOLD + 1
    assert max(map(len, told)) == LONGEST_SENTENCE
    assert told[-1] == "and 999,000 more, 999,000 of them errors"


NO_TEXT, UNREADABLE, NO_TABLE = "it has no text", "cannot be read (", "no table of a known document"
SAID = {
    "many objects": NO_TEXT, "many characters": "page 1 has 64,000 characters and lines",
    "recursive kids": NO_TEXT, "deep pages": UNREADABLE, "same page": NO_TABLE,
    "many pages": "it has 5,000 pages", "bomb of stream": NO_TEXT, "form in itself": NO_TEXT,
    "deep brackets": NO_TEXT, "length of itself": UNREADABLE, "no pages": NO_TEXT,
    "locked": UNREADABLE, "cut": UNREADABLE, "only a picture": "page 1: it is a scan", "in name only": UNREADABLE,
    "bomb of rows": "it unpacks to 134,218,840 bytes",
    "bomb of one cell": "it unpacks to 134,219,279 bytes",
    "bomb of strings": "it unpacks to 134,217,309 bytes",
    "one string many times": "it has 600,000,000 characters",
    "vast dimension": "the sheet 1 has 17,179,869,184 cells",
    "far formula": "the sheet 1 has 17,179,869,184 cells",
    "many columns": UNREADABLE, "many merged": "32,768,000 cells are merged",
    "many laughs": UNREADABLE, "outside entity": UNREADABLE, "climbing entry": NO_TABLE,
    "many entries": NO_TABLE, "other zip": "it holds neither a workbook nor a document", "deep xml": NO_TABLE,
    "lying size": UNREADABLE,
}  # fmt: skip
ENDLESS = ("many lines", "forms in forms")


@pytest.mark.slow
@pytest.mark.parametrize("name", SAID)
def test_a_hostile_pdf_or_workbook_is_refused_for_what_is_wrong_with_it(
    tmp_path: Path, refused: Refused, name: str
) -> None:
    said = refused(hostile(tmp_path, name))
    assert SAID[name] in said
    assert len(said) < LONGEST_SENTENCE


@pytest.mark.slow
@pytest.mark.parametrize("name", ENDLESS)
def test_a_pdf_that_would_take_for_ever_is_refused_by_the_clock(
    tmp_path: Path, refused: Refused, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "MOST_SECONDS", 2)
    assert "reading it took more than 2 seconds" in refused(hostile(tmp_path, name))


def test_every_hostile_file_has_its_reason() -> None:
    assert {*SAID, *ENDLESS} == PDFS.keys() | WORKBOOKS.keys()


def hostile(folder: Path, name: str) -> Path:
    suffix = ".pdf" if name in PDFS else ".xlsx"
    return (PDFS | WORKBOOKS)[name]((folder / name).with_suffix(suffix))


READERS = """
import time
from itertools import count
from survey.documents.grids import Grid

def wait(path):
    time.sleep(3)
    return Grid(path.name, (), False, ())

def work(path):
    for _ in count():
        pass
"""


@pytest.mark.slow
def test_time_is_that_of_a_processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A good file is read on a busy machine, where reading it mostly waits."""
    (tmp_path / "readers.py").write_text(READERS, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(sandbox, "MOST_SECONDS", 2)
    path = tmp_path / "good.pdf"
    path.write_bytes(b"%PDF-")
    assert sandbox.read_in_sandbox(path, "readers:wait").name == "good.pdf"
    with pytest.raises(BadInput, match="reading it took more than 2 seconds; expected"):
        sandbox.read_in_sandbox(path, "readers:work")
    monkeypatch.setattr(sandbox, "TIMES_AS_LONG", 1)
    with pytest.raises(BadInput, match="reading it took more than 2 seconds; expected"):
        sandbox.read_in_sandbox(path, "readers:wait")


CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["1", "2", "①導入(実施)済", "③共同利用不可", "北海道", "沖縄県", "総務分野 (1)", "その他 (9)",
         *(column.title for table in SURVEY.tables for column in table.columns if column.title),
         *(table.title for table in SURVEY.tables), *ODD]
    ).map(lambda text: (Line(text),)),
    st.lists(st.builds(Line, st.text(max_size=9), st.floats(), st.floats()), max_size=3).map(tuple),
)  # fmt: skip
ROWS = st.lists(
    st.builds(
        GridRow, st.lists(CELLS, min_size=1, max_size=9).map(tuple),
        st.sampled_from(["1", "2", "3"]), st.just("1,2,3,4"),
    ),
    max_size=30,
).map(tuple)  # fmt: skip


@given(st.builds(Grid, st.just("odd.pdf"), ROWS, st.booleans()))
def test_a_grid_comes_through_another_process_as_it_was(grid: Grid) -> None:
    assert repr(Grid.from_json(grid.as_json())) == repr(grid)  # NaN equals nothing


def test_rows_that_share_a_cell_share_it_behind_another_process() -> None:
    cell = (Line("沖縄県"),)
    grid = Grid("a", tuple(GridRow((cell, (Line(n),)), "1", "") for n in "12"), True)
    first, second = Grid.from_json(grid.as_json()).rows
    assert first.cells[0] is second.cells[0]


ANSWERS = ['["grid", "[]"]', '["grid", "{}"]', '["problem", {}]', "[1, 2, 3]", "", "\x80\x04", "[" * 10**5,
           '["grid", "[1, 2, 3, [[[\\"a\\", 0, \\"x\\"]]], []]"]']  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_an_answer_that_is_no_grid_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    done = subprocess.CompletedProcess([], 0, answer.encode(), b"")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-")
    with pytest.raises(BadInput, match="reading it gave no rows"):
        sandbox.read_in_sandbox(path, "any:reader")


@pytest.mark.slow
@ANY
@given(st.builds(Grid, st.just("odd.pdf"), ROWS, st.booleans()))
def test_any_cells_give_rows_or_sentences(grid: Grid) -> None:
    check(parse(grid, SURVEY, ()))
    with suppress(BadInput):
        draft(grid, "nga2026", SURVEY)


LARGE = """
import resource, sys
from pathlib import Path
from survey.tables.parsed_files import parse_files
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
path = Path(sys.argv[1]) / "large.txt"
head = {head!r} + "\\n"
for text in (
    head + "1 a\\n\\n" * 30_000,
    head + "1 " + ("a " * 4_000 + "\\n") * 700,
    head + {head!r}.split("\\n")[2] * 30_000,
    head + ("\ufdfa" * 9_000 + "\\n") * 100,
    head + "1 a\\n" + ("「" * 9_000 + "\\n") * 300,
    head + "1 a\\n" + "北海道\\n" * 100_000,
):
    path.write_text(text, encoding="utf-8")
    made = parse_files([path], path.parent / "out", None, lambda _: None)
    assert made.problems
"""


@POSIX
@pytest.mark.slow
def test_large_files_are_read_in_a_gigabyte(tmp_path: Path) -> None:
    """Up to 6 MB each, besides the libraries."""
    script = LARGE.format(head="\n".join(START[:3]))
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, encoding="utf-8"
    )
    assert (done.returncode, done.stderr) == (0, "")


# Cost


TABLE = SURVEY.tables[0]
START = (
    TABLE.title,
    " ".join(column.title for column in TABLE.columns),
    f"{TABLE.levels[0].labels[0]} (5)",
    "",
)
SHAPES: dict[str, Callable[[int], Sequence[str]]] = {
    "prefectures": lambda n: ["1 a", *["北海道"] * n],
    "rows": lambda n: [f"{row % 9999 + 1} a\n" for row in range(n)],
    "page numbers": lambda n: ["1 a", *["3", "", ""] * n],
    "blank lines": lambda n: ["1 a", *[""] * n],
    "headings": lambda n: [START[2]] * n,
    "titles": lambda n: [TABLE.title] * n,
    "running titles": lambda n: ["1 a", *[TABLE.running_title] * n],
    "labels": lambda n: ["1 a", *["①導入(実施)", "済"] * n, "北海道"],
    "pieces": lambda n: ["1 " + "a " * n, "北海道"],
    "brackets": lambda n: ["1 a", "(" * n, "（" * n + "9)", "北海道"],
    "bullets": lambda n: ["1 a", *["・" * k for k in range(20)], *["　・a"] * n],
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_much_costs_twice_as_many_calls(shape: str) -> None:
    """Counted, not timed."""
    once, twice = (_calls(SHAPES[shape](n)) for n in (1000, 2000))
    assert twice < 2.2 * once + 1000


def _calls(lines: Sequence[str]) -> int:
    document, calls = Document("large.txt", tuple("\n".join((*START, *lines)).split("\n"))), 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        parse(document, SURVEY, ())
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_limits_are_listed_as_they_are(lang: str) -> None:
    page = (find_project().root / "docs" / lang / "method.md").read_text(encoding="utf-8")
    listed = re.findall(r"\| ([0-9,]+) \| `(survey[.a-z_]+)\.([A-Z_]+)` \|", page)
    assert len(listed) == 28
    for printed, module, name in listed:
        assert int(printed.replace(",", "")) == getattr(import_module(module), name)


@pytest.mark.slow
def test_the_fuzzer_runs_or_says_why_it_cannot() -> None:
    script = Path(__file__).parent.parent / "benchmarks" / "fuzzing.py"
    options = ["-runs=200", "-len_control=0", "-max_len=4096"]
    done = subprocess.run(
        [sys.executable, script, "cells", *options], capture_output=True, encoding="utf-8"
    )
    assert "Done 200 runs" in done.stderr or "only for Linux" in done.stderr
