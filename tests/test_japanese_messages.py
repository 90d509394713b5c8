"""What the command says in Japanese: a sentence for each that the code can tell, and none more."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from time import perf_counter
from traceback import format_exception

import pytest

import survey
from survey import japanese
from survey.problems import BadInput, Problem, in_japanese
from survey.terminal import LONGEST_SENTENCE, is_japanese
from told_sentences import GIVEN, Code

ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")
UNKNOWN = re.compile(f"{GIVEN * 2}$|^「{GIVEN}」 {GIVEN} ")
"""What the reading of the code cannot follow: keys of a mapping, the field of a field."""
COMMAND = re.compile("`[^`]*`")


@cache
def code() -> Code:
    return Code(Path(survey.__file__).parent)


def untold(english: str, said: str) -> bool:
    """Tell whether a text, or a part of it, is told as it stands in English."""
    is_sentence = " " in english and re.search("[a-z]{2}", english) is not None
    return is_sentence and (said == english or ENGLISH.search(COMMAND.sub("", said)) is not None)


def test_every_sentence_of_the_code_has_a_japanese_one() -> None:
    sentences = code().sentences
    assert len(sentences) > 700
    assert "it is empty" in sentences  # of a function that is called from a declaration's own type
    assert "page 7: its text is turned by 7°; it was read upright" in sentences
    lacking = [
        f"{place}: {text}"
        for text, place in sentences.items()
        if untold(text, in_japanese(text)) and not UNKNOWN.search(text)
    ]
    assert not lacking, "messages.ja.toml lacks:\n" + "\n".join(lacking)


def test_every_place_that_the_code_names_is_told_in_japanese() -> None:
    places = [place for place in code().places if place.startswith("the ") or ", page" in place]
    assert len(places) > 8
    told = [in_japanese(Problem("error", place, None, "it is empty")) for place in places]
    assert [one for one in told if not one.endswith(": エラー：空です。") or "the " in one] == []


def test_no_japanese_sentence_is_left_over(monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[str] = set()
    said, of = japanese.of_text, japanese._of

    def noting(text: str, depth: int = 0) -> str:
        used.add(text)
        return said(text, depth)

    def noting_places(sentence: japanese._Sentence, text: str, depth: int) -> str:
        if made := of(sentence, text, depth):
            used.add(sentence.english)
            used.update(sentence.places(text) or ())
        return made

    monkeypatch.setattr(japanese, "of_text", noting)
    monkeypatch.setattr(japanese, "_of", noting_places)
    for text in code().sentences:
        in_japanese(text)
    declared = japanese._declared()
    known = {*declared.sentences, *declared.named["thing"], *declared.named["why"]}
    left = sorted(known - used)
    assert not left, "nothing in the code is told as:\n" + "\n".join(left)


def places_of(text: str) -> list[str]:
    return re.findall(r"\{([a-z]*)\}", text)


def test_a_japanese_sentence_says_all_that_the_english_one_does() -> None:
    declared = japanese._declared()
    for english, said in {**declared.sentences, **declared.places}.items():
        fields = {name for _, name, _, _ in Formatter().parse(said) if name is not None}
        assert fields == {str(n) for n in range(len(places_of(english)))}, english


def test_japanese_sentences_can_be_written_on_any_japanese_system() -> None:
    declared = japanese._declared()
    for table in (declared.sentences, declared.others, declared.named["thing"], declared.places):
        for said in table.values():
            if "−" not in said:  # as in the English sentence
                assert said.encode("cp932").decode("cp932") == said


def whole_sentences() -> Iterator[tuple[str, str]]:
    """Yield what is found at a place, and how it is told by itself."""
    for text in code().sentences:
        if text.startswith("「7」 ") and not text.endswith("row 7"):
            yield text, in_japanese(text)


def test_a_sentence_in_a_sentence_is_the_same_as_by_itself() -> None:
    found = dict(whole_sentences())
    assert len(found) > 25
    for text, said in found.items():
        assert in_japanese(f"page 3: {text}") == f"3ページ：{said}"
        assert in_japanese(f"shared_systems, row 5: {text}") == f"shared_systems、行5：{said}"
        assert in_japanese(f"shared_systems: the row 「1」 cannot be read: 概要: {text}") == (
            f"shared_systems：「1」の行を読み取れません：概要：{said}"
        )
        assert in_japanese(f"shared_systems: 概 要 of rows 2 to 4, row 8 and 3 more: {text}") == (
            f"shared_systems：行2～4、行8、ほか3行の「概 要」：{said}"
        )


def test_what_somebody_wrote_is_quoted_as_it_stands() -> None:
    told = in_japanese("「it is empty: a text」 is struck out and was left out")
    assert told == "「it is empty: a text」は取消線が引かれているため、除いて読み取りました"
    assert in_japanese("there is no column text") == "列 text がありません"
    assert in_japanese("nobody has told this yet") == "nobody has told this yet"


def test_a_problem_is_one_line_of_sentences() -> None:
    problem = Problem("warning", "a\n.pdf", 3, "it is empty", "text", "did you mean 東京都?")
    assert in_japanese(problem) == (
        "a\ufffd.pdf:3: 警告：空です。想定する内容：文字列。「東京都」ではありませんか？"
    )
    assert str(problem).endswith("; expected text; did you mean 東京都?")


@pytest.mark.parametrize("piece", [" of ", "「", ": ", " or ", "row 1, ", " is 「x」 in the "])
def test_a_text_that_is_many_parts_takes_no_time_and_no_depth(piece: str) -> None:
    begun = perf_counter()
    for text in (piece * 300, f"it is empty: {piece * 90}", f"7{piece * 5_000} cannot be read"):
        assert len(in_japanese(Problem("error", text, 1, text, text, text))) <= LONGEST_SENTENCE
    assert perf_counter() - begun < 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"LANG": "ja_JP.UTF-8"}, True),
        ({"LANG": "ja"}, True),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP"}, True),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C.UTF-8"}, False),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "", "LC_MESSAGES": "en_GB"}, False),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "ja:de"}, True),
        ({"LANG": "ja_JP.UTF-8", "LANGUAGE": "en:ja"}, False),
        ({"LC_ALL": "C", "LANGUAGE": "ja"}, False),
        ({"LANG": "jam_JM"}, False),
        ({}, False),
    ],
)
def test_the_locale_of_the_terminal_decides(
    given: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("locale.getlocale", lambda: (None, "UTF-8"))
    assert is_japanese() is expected


@pytest.mark.parametrize("locale", ["C", "ja_JP.UTF-8"])
def test_a_notebook_says_below_the_sentence_what_it_is_in_japanese(
    locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from IPython.core.ultratb import VerboseTB

    monkeypatch.setenv("LC_ALL", locale)
    with pytest.raises(BadInput) as raised:
        survey.read_table("ai_rpa_case")
    shown = VerboseTB().text(raised.type, raised.value, raised.tb)
    english, japanese = str(raised.value), in_japanese(raised.value.problem)
    assert english in shown
    assert (japanese in shown) == (locale != "C")
    assert (japanese in "".join(format_exception(raised.value))) == (locale != "C")


@pytest.mark.parametrize(
    ("named", "expected"), [("Japanese_Japan", True), ("ja_JP", True), ("English_Japan", False)]
)
def test_where_no_locale_is_set_the_system_decides(
    named: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: (named, "932"))
    assert is_japanese() is expected


def run(locale: str, *arguments: object) -> tuple[str, str]:
    """Return what a command writes to output and errors in a locale."""
    done = subprocess.run(
        [sys.executable, "-m", "survey", *map(str, arguments)], capture_output=True,
        encoding="utf-8", env={**os.environ, "LC_ALL": locale}, check=False,
    )  # fmt: skip
    return done.stdout, done.stderr


def test_a_command_speaks_the_language_of_the_terminal(tmp_path: Path) -> None:
    empty, missing, out = tmp_path / "empty.txt", tmp_path / "missing.pdf", tmp_path / "out"
    empty.touch()
    given = ("parse", empty, missing, "--out", out)
    assert run("ja_JP.UTF-8", *given) == (
        "",
        f"{empty}: エラー：ファイルが空です。想定する内容：公表された文書のテキスト。"
        "コピーし直してください。\n"
        f"{missing}: エラー：ファイルを読み取れません（そのファイルまたはフォルダーはありません）。"
        "想定する内容：文書（テキスト、PDF、.xlsx、.xls、.ods、.csv、.docx、.html）。"
        "ファイル名とフォルダーを確認してください。\nエラーが2件あります。上の内容を確認してください。\n",
    )
    assert run("C", *given)[1].splitlines() == [
        f"{empty}: error: the file is empty; expected the text of the published document; "
        "copy it again",
        f"{missing}: error: the file cannot be read (No such file or directory); "
        "expected a document: text, PDF, .xlsx, .xls, .ods, .csv, .docx or .html; "
        "check the name and the folder",
        "2 errors; see above",
    ]


def test_rows_and_mistakes_of_a_document_are_told_in_japanese(tmp_path: Path) -> None:
    source = Path(__file__).parent.parent / "data/raw/governors_association_2020.txt"
    lines = source.read_text("utf-8").split("\n")
    lines[764] = lines[764].replace("55", "56", 1)  # the first line of row 55
    (tmp_path / "copy.txt").write_text("\n".join(lines), "utf-8")
    output, told = run("ja_JP.UTF-8", "parse", tmp_path / "copy.txt", "--out", tmp_path / "out")
    assert "ai_rpa_cases.csv：356行" in output.splitlines()
    assert "copy.txt:765: エラー：" in told
    english = [line for line in told.splitlines() if ENGLISH.search(line)]
    assert english == []


def test_the_japanese_sentences_are_read_only_where_they_are_told() -> None:
    script = (
        "import sys, survey.cli; print('survey.japanese' in sys.modules, 'pydantic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False False\n"
