"""Japanese text as it is printed in a column and as it is stored in a table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise

# Printed half an em wide: ASCII and half-width katakana. Everything else in Japanese print is one.
_HALF_WIDTH = re.compile("[ -~\uff61-\uff9f]")
# What has two widths and is unified: half-width katakana, full-width Latin letters and digits.
_OTHER_WIDTH = re.compile("[\uff61-\uff9f０-９Ａ-Ｚａ-ｚ]+")
# ＡＩ－ＯＣＲ and Ｓｏｃｉｅｔｙ５．０ are Latin words all through, punctuation included.
_INSIDE_LATIN_WORD = re.compile("[．－／＆＋＠](?<=[0-9A-Za-z].)(?=[0-9A-Za-z])")
_SPACES = re.compile(r"\s+")
# 【本　部】: a word spread out to fill its line, one character at a time.
_SPREAD_WORD = re.compile(
    r"(?<![^【「（\s])(?:[\u3005\u3400-\u9fff] )+[\u3005\u3400-\u9fff](?![^】」）\s])"
)

_BULLET = re.compile(
    "　*(?:[・･○◯●◎◇◆□■▪▶※【①-⑳]|[-–—] |[(（][0-9０-９一-九]{1,2}[)）]|[0-9０-９]{1,2}[.．　])"
)
_INDENT = "　"
_OPENING = "（(「『【［[〔"
_WIDE_OPENING = "（「『【［〔"
_NEVER_FIRST = (
    "、。，．,.）)」』】〕］]：；？！ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々･・ｰｬｭｮｯ%％"
)
_LATIN_WORD = re.compile(r"[!-'*-Z\\^-~]+")
_SENTENCE_END = "。．.：:"
_ITEM_END = _SENTENCE_END + ")）"
_GOES_ON = "、，,・"
_FORMATTING_SPACE = re.compile(
    "(?<=[、。，（）「」『』【】])[ 　]+|[ 　]+(?=[、。，（）「」『』【】])"
)


_IDEOGRAPHIC_SPACE = re.compile("(?<=[、。，（）「」『』【】])　+|　+(?=[、。，（）「」『』【】])")


@lru_cache(maxsize=1 << 14)
def width(text: str) -> float:
    """Return the printed width of a text in em: 1 a full-width, 0.5 a half-width character."""
    return len(text) - 0.5 * len(_HALF_WIDTH.findall(text))


@lru_cache(maxsize=1 << 14)
def unbreakable(text: str) -> str:
    """Return the beginning of a text that a line break may not part: a character or a Latin word,
    with the opening brackets before it and what may not begin a line (、」ー) after it."""
    end = 0
    while end < len(text) and text[end] in _OPENING:
        end += 1
    word = _LATIN_WORD.match(text, end)
    end = word.end() if word else end + 1
    while end < len(text) and text[end] in _NEVER_FIRST:
        end += 1
    return text[:end]


def has_room(line: str, following: str, column_width: float) -> bool:
    """Tell whether the beginning of the following line would have fitted on this one.

    A printed line breaks where no more fits; one that breaks earlier ends a paragraph.
    """
    return width(line) + width(unbreakable(following)) < column_width


def looks_broken(line: str, following: str, column_width: float) -> bool:
    """Tell whether a break is neither that of a full line nor marked as one of paragraphs."""
    return (
        has_room(line, following, column_width)
        and not following.startswith(_INDENT)
        and _BULLET.match(following) is None
        and line[-1] not in _SENTENCE_END
    )


def unify_width(text: str) -> str:
    """Return the text with one width a character: half-width katakana becomes full-width,
    full-width Latin letters and digits (and punctuation inside such a word) half-width."""
    text = _OTHER_WIDTH.sub(_nfkc, text)
    return _INSIDE_LATIN_WORD.sub(_nfkc, text)


def _nfkc(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


def _white(line: str) -> float:
    """Return the white half of full-width opening brackets that a line begins with, for which there
    need be no room on the line above (デジタル人材 1: 業務を経験 / （ICT関連企業出身）)."""
    return 0.5 * (len(line) - len(line.lstrip(_WIDE_OPENING)))


def join_lines(lines: Sequence[str], column_width: float, paragraphs: Collection[str] = ()) -> str:
    """Return the lines of one printed cell as one line of text.

    A wrapped line is joined with nothing, a new paragraph with one space. Spaces of the print go:
    indents, those beside Japanese punctuation, those that spread a word; the wording stays. A line
    that is indented below an item goes on with it, unless the whole of it had room on the line
    above (組織 40: …に関すること / など). A line that begins with one of `paragraphs` begins one.
    """
    known = tuple(paragraphs)
    begins = [False] + [
        before != "" and (
            _BULLET.match(line) is not None or line.startswith(_INDENT)
            or has_room(before, line, column_width + _white(line)) or line.startswith(known)
        )
        for before, line in pairwise(lines)
    ]  # fmt: skip
    apart = [False] + [
        width(before.rstrip()) + width(line.strip()) < column_width
        for before, line in pairwise(lines)
    ]  # fmt: skip
    return _join(lines, begins, apart, _FORMATTING_SPACE)


def join_known(lines: Sequence[str], ended: Sequence[bool]) -> str:
    """Return the lines of a cell whose borders are known as one line of text, as `join_lines` does.

    `ended` tells of each line but the last whether it ended although the next had room on it. What
    looks like a bullet is one after such an end, a full stop, or an item with the same bullet, but
    not after a comma. A typed space stays.
    """
    begins = [False]
    bullets: set[str] = set()
    for line, before, early in zip(lines[1:], lines, ended, strict=False):
        if not bullets and (bullet := _BULLET.match(before)):
            bullets.add(_kind(bullet))
        bullet = _BULLET.match(line)
        last = before.rstrip()[-1:]
        item = bullet is not None and (
            last in _ITEM_END or (_kind(bullet) in bullets and last not in _GOES_ON)
        )
        begins.append(early or item or line.startswith(_INDENT))
        if bullet is not None and begins[-1]:
            bullets.add(_kind(bullet))
    return _join(lines, begins, [False] * len(lines), _IDEOGRAPHIC_SPACE)


def _kind(bullet: re.Match[str]) -> str:
    """Return what the bullets of one list have in common."""
    return re.sub("[0-9０-９①-⑳一-九]+", "1", bullet[0].strip())


def _join(
    lines: Sequence[str], begins: Sequence[bool], apart: Sequence[bool],
    formatting: re.Pattern[str],
) -> str:  # fmt: skip
    """Join lines, those that begin a paragraph after a space; a line can hang below its item, unless
    it stands apart from it."""
    joined = ""
    in_item = False
    for line, begins_paragraph, stands_apart in zip(lines, begins, apart, strict=False):
        bullet = _BULLET.match(line) is not None
        hangs = line.startswith(_INDENT) and in_item and not bullet and not stands_apart
        if not joined:
            in_item = bullet
        elif begins_paragraph and not hangs:
            joined += " "
            in_item = bullet or (in_item and line.startswith(_INDENT))
        joined += formatting.sub("", line.strip()) if _SPACES.search(line) else line
    joined = unify_width(joined)
    if _SPACES.search(joined) is None:
        return joined
    joined = _SPACES.sub(" ", joined)
    return _SPREAD_WORD.sub(lambda word: word[0].replace(" ", ""), joined)


@lru_cache(maxsize=1 << 14)
def squeeze(text: str) -> str:
    """Return the text in NFKC without any white space, the form in which two texts compare."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))


def shorten(text: str) -> str:
    """Return the beginning of a text, for messages."""
    return text if len(text) <= 30 else text[:29] + "…"
