"""Reading a published document: bytes to numbered lines."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from survey.documents.invisible_chars import no_text, seen
from survey.inputs import read_input
from survey.problems import BadInput, Problem, at_most

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes a document may have; the survey of 2020 has 0.2 million, fifty pages of a PDF one million."""
MOST_LINES, LONGEST_LINE = 1_000_000, 10_000
"""Lines a document may have, and characters a line; those of the survey are 8,286 and 70."""
MOST_MARKS = 30
"""Combining marks that may follow one character, as in Unicode's Stream-Safe Text Format; to put
thousands of them in order takes the square of the time."""

EUC = "euc_jis_2004"
"""Python's name of EUC-JP with the circled digits."""
_JIS = re.compile(rb"\x1b(\$[@B]|\([BIJ])([^\x1b]*)")
"""Characters of ISO-2022-JP behind what tells their set."""
_LINE_END = re.compile("\r\n|\r|\n")
_HIRAGANA = re.compile("[ぁ-ん]")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")


@dataclass(frozen=True)
class Document:
    """The lines of one document; line n of the file is `lines[n - 1]`."""

    name: str
    lines: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    encoding: str = "utf-8"


def read_document(path: Path) -> Document:
    """Return the lines of a text file in UTF-8, Shift_JIS or ISO-2022-JP, with any line ends.

    Raises
    ------
    BadInput
        If the file is missing, empty, too large, not text, or in another encoding.
    """
    content = read_input(path, LARGEST_FILE, "the file", "the text of the published document")
    if not content.strip(b" \t\r\n\f" + codecs.BOM_UTF8):
        raise BadInput.of(
            path, "the file is empty", "the text of the published document", "copy it again"
        )

    text, encoding, told = decode(content, path)
    problems = [_note(path, told)] if told else []
    if "\r" in text:
        problems.append(_note(path, "its lines end in CR LF, as on Windows"))
    whole, unseen = seen(text)
    if unseen:
        problems.append(_unseen(path, text, unseen))
    lines = _LINE_END.split(whole)
    found = f"the file has {len(lines):,} lines"
    at_most(MOST_LINES, len(lines), path, found, "split it by table")
    marks = "".join(character for character in set(text) if unicodedata.combining(character))
    piled = re.compile(f"[{re.escape(marks)}]{{{MOST_MARKS + 1}}}") if marks else None
    for number, line in enumerate(lines, 1):
        expected, advice = "printed characters", "extract the text again"
        if len(line) > LONGEST_LINE:
            found, expected = f"the line has {len(line):,} characters", f"at most {LONGEST_LINE:,}"
            advice += ", one printed line a line"
        elif odd := no_text(line):
            found = f"the character {odd} is not text"
        elif piled and piled.search(line):
            found = f"more than {MOST_MARKS} accents stand on one character"
        else:
            continue
        raise BadInput.of(path, found, expected, advice, line=number)
    return Document(path.name, tuple(lines), tuple(problems), encoding)


def decode(content: bytes, path: Path) -> tuple[str, str, str]:
    """Return the text, its encoding, and what to tell of an encoding other than plain UTF-8.

    Raises
    ------
    BadInput
        If it is in another encoding than UTF-8, UTF-16, Shift_JIS and ISO-2022-JP.
    """
    if content.startswith(codecs.BOM_UTF8):
        encoding, told = "utf-8-sig", "it is UTF-8 with a byte order mark"
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, told = "utf-16", "it is UTF-16"
    elif b"\x1b$" in content and content.isascii():
        encoding, told = EUC, "it is ISO-2022-JP"
        content = _JIS.sub(_as_euc, content)
    else:
        encoding, told = "utf-8", ""
    try:
        return content.decode(encoding), encoding, told
    except UnicodeDecodeError as error:
        failed_line = content.count(b"\n", 0, error.start) + 1
    # Windows' Shift_JIS, which has the circled digits. UTF-8 with one damaged byte can pass for it,
    # but then reads as half-width katakana instead of hiragana.
    try:
        text = content.decode("cp932")
    except UnicodeDecodeError:
        text = ""
    if (
        not text
        or no_text(text)
        or len(_HALF_WIDTH_KANA.findall(text)) > len(_HIRAGANA.findall(text))
    ):
        raise BadInput.of(
            path,
            "the bytes of this line are neither UTF-8 nor Shift_JIS",
            "text in UTF-8",
            "copy the file again, or save it as UTF-8",
            line=failed_line,
        )
    return text, "cp932", "it is Shift_JIS"


def _as_euc(found: re.Match[bytes]) -> bytes:
    """Return characters of one set of ISO-2022-JP as they are in EUC."""
    kind, said = found[1], found[2]
    if kind in (b"(B", b"(J"):
        return said
    shift = b"\x8e" if kind == b"(I" else b""
    return b"".join(shift + bytes([byte | 0x80]) if byte > 0x20 else bytes([byte]) for byte in said)


def _note(path: Path, found: str) -> Problem:
    return Problem("note", path.name, None, found, advice="read all the same")


def _unseen(path: Path, text: str, which: str) -> Problem:
    lines = [n for n, line in enumerate(_LINE_END.split(text), 1) if seen(line)[1]]
    found = f"characters that nobody sees were taken out ({which}), of {len(lines):,} lines"
    advice = "compare with the published page if it is not a copy that somebody else made"
    return Problem("warning", path.name, lines[0], found, "printed characters", advice)
