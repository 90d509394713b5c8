"""Damaged documents: what is wrong is told with its line, and the good rows stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from survey.documents.plain_text import LARGEST_FILE, Document, read_document
from survey.problems import BadInput, errors
from survey.reading.errata import Erratum, Finding, Kind, missing
from survey.reading.layouts import Code, CodeList, Column, ColumnKind, Layout, load_layout
from survey.reading.parse import Parsed, form_of, parse
from survey.reading.registered_documents import damage

ROWS = 357 + 123 + 42 + 72


@pytest.fixture
def parse_lines(layout: Layout, errata: tuple[Erratum, ...]) -> Callable[[Sequence[str]], Parsed]:
    return lambda lines: parse(Document("damaged.txt", tuple(lines)), layout, errata)


def messages(parsed: Parsed) -> list[str]:
    return [str(problem) for problem in errors(parsed.problems)]


def number_of_rows(parsed: Parsed) -> int:
    return sum(len(rows) for name, rows in parsed.rows.items() if name != "reconciliation")


def index_of(document: Document, line: str, occurrence: int = 1) -> int:
    return [i for i, text in enumerate(document.lines) if text == line][occurrence - 1]


ParseLines = Callable[[Sequence[str]], Parsed]


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.txt: error: the file cannot be read"):
        read_document(tmp_path / "nowhere.txt")


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_said_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "empty.txt").write_bytes(content)
    with pytest.raises(BadInput, match="the file is empty"):
        read_document(tmp_path / "empty.txt")


def test_a_file_that_is_no_text_is_said_so_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "picture.txt").write_bytes("情報\n".encode() * 3 + b"\x89PNG\xff\xfe\x00\x80")
    with pytest.raises(BadInput, match=r"picture\.txt:4: error: .*neither UTF-8 nor Shift_JIS"):
        read_document(tmp_path / "picture.txt")


def test_one_damaged_byte_in_utf8_is_not_taken_for_shift_jis(
    tmp_path: Path, document: Document
) -> None:
    content = "\n".join(document.lines[:400]).encode()
    place = content.index("北海道".encode())
    (tmp_path / "damaged.txt").write_bytes(content[:place] + b"\xff" + content[place + 1 :])
    with pytest.raises(BadInput, match="neither UTF-8 nor Shift_JIS"):
        read_document(tmp_path / "damaged.txt")


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(BadInput, match="at most 67,108,864"):
        read_document(tmp_path / "large.txt")


@pytest.mark.parametrize(
    ("encoding", "line_end", "told"),
    [
        ("utf-8-sig", "\n", "byte order mark"),
        ("utf-8", "\r\n", "CR LF"),
        ("cp932", "\r\n", "Shift_JIS"),
    ],
)
def test_other_encodings_and_line_ends_are_accepted_and_told(
    tmp_path: Path, document: Document, encoding: str, line_end: str, told: str
) -> None:
    lines = tuple(line.replace("塡", "填") for line in document.lines)  # not in Shift_JIS
    (tmp_path / "copy.txt").write_bytes(line_end.join(lines).encode(encoding))
    copy = read_document(tmp_path / "copy.txt")
    assert copy.lines == lines
    assert told in " ".join(problem.found for problem in copy.problems)
    assert not errors(copy.problems)


def test_a_character_that_shift_jis_lost_is_a_warning(tmp_path: Path, document: Document) -> None:
    (tmp_path / "copy.txt").write_bytes("\n".join(document.lines).encode("cp932", "replace"))
    told = damage(read_document(tmp_path / "copy.txt"), document)
    assert [(problem.severity, problem.line) for problem in told] == [("warning", 2998)]
    assert "塡" in told[0].expected


def test_a_document_of_another_kind_is_said_so(project_text: Callable[[str], Document]) -> None:
    lines = project_text("mie_committee_2023.txt").lines[10:]
    with pytest.raises(BadInput, match="no table of a known document"):
        form_of(Document("other.txt", lines))


@pytest.fixture
def project_text(project: object) -> Callable[[str], Document]:
    return lambda name: read_document(project.raw / name)  # type: ignore[attr-defined]


def test_an_undamaged_document_has_no_errors(parsed: Parsed) -> None:
    assert messages(parsed) == []
    assert number_of_rows(parsed) == ROWS


def test_a_missing_table_is_reported_and_the_others_are_read(
    document: Document, layout: Layout, parse_lines: ParseLines
) -> None:
    start = index_of(document, layout.tables[1].title)
    end = index_of(document, layout.tables[2].title)
    parsed = parse_lines(document.lines[:start] + document.lines[end:])
    assert any("a table is missing" in m and layout.tables[1].title in m for m in messages(parsed))
    assert len(parsed.rows["ai_rpa_cases"]) == 357
    assert len(parsed.rows["organizations"]) == 72


def test_a_table_cut_off_in_the_middle_is_reported(
    document: Document, parse_lines: ParseLines
) -> None:
    parsed = parse_lines(document.lines[:3000])
    told = "\n".join(messages(parsed))
    assert "14 is printed" in told
    assert told.count("a table is missing") == 3
    assert len(parsed.rows["ai_rpa_cases"]) == 214


@pytest.mark.parametrize(
    ("index", "line", "missing"),
    [
        (55, "北海道", "its last word is not the name of a prefecture"),
        (46, "済", "it has no 導入状況"),
    ],
)
def test_a_deleted_prefecture_or_status_is_reported_with_the_row(
    document: Document, parse_lines: ParseLines, index: int, line: str, missing: str
) -> None:
    lines = list(document.lines)
    assert lines.pop(index) == line
    parsed = parse_lines(lines)
    place = "damaged.txt:42: error: ai_rpa_cases, row 1 (lines 42"
    assert any(m.startswith(place) and missing in m for m in messages(parsed))
    assert number_of_rows(parsed) == ROWS - 1


def test_a_deleted_number_is_reported_at_its_place(
    document: Document, parse_lines: ParseLines
) -> None:
    lines = list(document.lines)
    assert lines.pop(312) == "24"
    told = messages(parse_lines(lines))
    assert any(m.startswith("damaged.txt:313:") and "belongs to no row" in m for m in told)
    assert any("row 24 is missing before row 25" in m for m in told)


def test_a_doubled_line_is_reported(document: Document, parse_lines: ParseLines) -> None:
    lines = list(document.lines)
    lines.insert(43, lines[43])
    assert any("stands twice" in m for m in messages(parse_lines(lines)))


def test_swapped_lines_of_a_label_are_reported(document: Document, parse_lines: ParseLines) -> None:
    lines = list(document.lines)
    lines[45], lines[46] = lines[46], lines[45]
    assert any("row 1 " in m and "it has no 導入状況" in m for m in messages(parse_lines(lines)))


@pytest.mark.parametrize(
    ("index", "line", "expected"),
    [
        (55, "北界道", "row 1 .*its last word is not the name of a prefecture.*北界道"),
        (45, "⑥導入(実施)", "row 1 .*it has no 導入状況"),
        (48, "②共同利用不", "row 1 .*it has no 共同利用・共同導入の可否"),
    ],
)
def test_an_unknown_prefecture_or_label_is_reported(
    document: Document, parse_lines: ParseLines, index: int, line: str, expected: str
) -> None:
    lines = list(document.lines)
    lines[index] = line
    assert any(re.search(expected, message) for message in messages(parse_lines(lines)))


def test_a_number_out_of_order_costs_its_own_row_only(
    document: Document, parse_lines: ParseLines
) -> None:
    lines = list(document.lines)
    assert lines[331] == "25 個車情報ファイル分割・送信業務"
    lines[331] = "52 個車情報ファイル分割・送信業務"
    parsed = parse_lines(lines)
    told = messages(parsed)
    assert any(m.startswith("damaged.txt:332:") and "52 is out of order" in m for m in told)
    assert any("row 25 is missing before row 26" in m for m in told)
    assert number_of_rows(parsed) == ROWS - 1


def test_a_row_without_its_prefecture_keeps_to_itself(
    document: Document, parse_lines: ParseLines
) -> None:
    lines = list(document.lines)
    assert lines[329] == "北海道"
    lines[329] = ""
    parsed = parse_lines(lines)
    (told,) = [message for message in messages(parsed) if "cannot be read" in message]
    assert "row 24" in told
    assert "its last word is not the name of a prefecture" in told
    numbers = [row["row_number"] for row in parsed.rows["ai_rpa_cases"]]
    assert numbers == [number for number in range(1, 358) if number != 24]


def test_a_deleted_heading_shows_in_the_counts(document: Document, parse_lines: ParseLines) -> None:
    lines = list(document.lines)
    assert lines.pop(2895).strip() == "環境分野 (14)"
    assert any("184 is printed, 198 was read" in m for m in messages(parse_lines(lines)))


def test_an_unknown_heading_is_reported(document: Document, parse_lines: ParseLines) -> None:
    lines = list(document.lines)
    lines[2895] = " 環竟分野 (14)"
    assert any("「環竟分野」 belongs to no row" in m for m in messages(parse_lines(lines)))


def test_a_table_printed_twice_is_reported(
    document: Document, layout: Layout, parse_lines: ParseLines
) -> None:
    parsed = parse_lines([*document.lines, *document.lines])
    assert sum("a second time" in m for m in messages(parsed)) == len(layout.tables)
    assert number_of_rows(parsed) == ROWS


def test_a_damaged_copy_is_told_where_it_differs(document: Document) -> None:
    lines = list(document.lines)
    lines[42] = lines[42].replace("音声", "映像", 1)
    assert lines.pop(91) == "③実証中"
    told = [str(problem) for problem in damage(Document("copy.txt", tuple(lines)), document)]
    assert len(told) == 2
    assert told[0].startswith("copy.txt:43: error: the copy has 「会議で録音した映像データを")
    assert "「会議で録音した音声データを" in told[0]


def test_a_copy_that_differs_in_its_first_and_last_line_is_a_damaged_copy(
    document: Document,
) -> None:
    """Nothing is the same at either end, so that all lines are searched."""
    short = [line for line in document.lines if line.strip()][:40]
    copy = Document("copy.txt", ("最初", *short[1:-1], "最後"))
    told = damage(copy, Document("short.txt", tuple(short)))
    assert [problem.line for problem in told] == [1, 40]
    assert ["「最初」" in told[0].found, "「最後」" in told[1].found] == [True, True]


def test_another_document_is_not_taken_for_a_damaged_copy(document: Document) -> None:
    other = Document("other.txt", tuple(line[::-1] for line in document.lines))
    assert damage(other, document) == []


@pytest.mark.parametrize(
    ("kind", "width", "listed"),
    [("code", 0.0, False), ("text", 16.5, True), ("number", 4.0, False), ("code", 4.0, True)],
)
def test_a_column_has_a_list_of_codes_if_it_is_a_code_and_a_width_only_if_it_is_a_text(
    kind: ColumnKind, width: float, listed: bool
) -> None:
    codes = CodeList("effect", (Code(1, "費用の削減", "Lower costs", "①費用の削減"),))
    with pytest.raises(ValueError, match="a code has its list of codes, only a text a width"):
        Column("effect", kind, "効果", width, codes=codes if listed else None)


def test_a_wrong_layout_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no such layout; expected nga2020"):
        load_layout("nga1999")
    (tmp_path / "mine.toml").write_text('survey = "mine"\n', encoding="utf-8")
    with pytest.raises(BadInput, match="the layout declaration has a mistake"):
        load_layout(str(tmp_path / "mine.toml"))


def test_an_erratum_that_changes_what_is_read_is_told_where_its_mistake_is_not_met() -> None:
    def erratum(name: str, kind: Kind) -> Erratum:
        return Erratum(name, "cabinet.txt", kind, "measures", name, "l1|", 1, "l1|", *"abcd")

    listed = [erratum("met", "noise"), erratum("lost", "noise"), erratum("counted", "count")]
    met = Finding("noise", "measures", "met", "l1|", 1, "")
    (told,) = missing(["noise", "bullet"], [met], "copy.txt", listed)
    assert (told.severity, told.file) == ("warning", "copy.txt")
    assert told.found == "what erratum lost lists is not there"
