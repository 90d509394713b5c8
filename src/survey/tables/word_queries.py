"""Queries of words: `通勤手当 AND (認定 OR 確認) NOT 旅費`, `near(申請書, 入力, 5)`, `/AI.?OCR/`.

How they are written is told in the help of `parse_query`; the grammar stands in
`declarations/query.lark`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Protocol

from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.exceptions import VisitError
from lark.visitors import Transformer_NonRecursive

from survey.declared import included
from survey.problems import BadInput
from survey.tables.aligned_text import Span, outermost
from survey.tables.word_places import expression, literal, near, refused
from survey.text import shorten

LONGEST_QUERY = 1_000
"""Characters that a query may have."""
_IS_QUERY = re.compile(
    r'\s|\||(?<![^()])(?:AND|OR|NOT)(?![^()",])|(?<![^(])near\(|^\(*["/](?=.)', re.IGNORECASE
)
_ELSEWHERE = re.compile(r"^[-!+](?:\w|$)|\w\*")
"""Signs that ask for something in other search boxes, and for nothing here."""
_NAMED = {
    "WORD": "a word", "QUOTED": "a word", "EXPRESSION": "a word", "_NEAR": "near(",
    "_AND": "AND", "_OR": "OR", "_NOT": "NOT", "LPAR": "(", "RPAR": ")", "COMMA": "a comma",
    "NUMBER": "a number of characters", "$END": "its end",
}  # fmt: skip
"""What can be expected at a place, in the order in which it is told."""


class _Node(Protocol):
    def holds(self, texts: Sequence[str]) -> bool:
        """Tell whether texts, taken together, are what is asked for."""

    def places(self, text: str, sought: bool = True) -> Iterable[Span]:
        """Yield where words stand in a text that are asked for, or else that are ruled out."""


@dataclass(frozen=True)
class _Word:
    find: Callable[[str], Sequence[Span]]

    def holds(self, texts: Sequence[str]) -> bool:
        return any(self.find(text) for text in texts)

    def places(self, text: str, sought: bool = True) -> Iterable[Span]:
        return self.find(text) if sought else ()


@dataclass(frozen=True)
class _Joined:
    parts: tuple[_Node, ...]
    together: Callable[[Iterable[bool]], bool]

    def holds(self, texts: Sequence[str]) -> bool:
        return self.together(part.holds(texts) for part in self.parts)

    def places(self, text: str, sought: bool = True) -> Iterable[Span]:
        return [span for part in self.parts for span in part.places(text, sought)]


@dataclass(frozen=True)
class _Without:
    part: _Node

    def holds(self, texts: Sequence[str]) -> bool:
        return not self.part.holds(texts)

    def places(self, text: str, sought: bool = True) -> Iterable[Span]:
        return self.part.places(text, not sought)


@dataclass(frozen=True)
class Query:
    """A query as it was written, and what it asks of texts in the form in which it was read."""

    text: str
    asked: _Node

    def holds(self, texts: Sequence[str]) -> bool:
        """Tell whether texts have what is asked for: the words may stand in different ones, but
        both words of `near` in the same."""
        return self.asked.holds(texts)

    def places(self, text: str) -> list[Span]:
        """Return where words that are asked for stand in a text, without those inside of longer
        ones, in the order of the text."""
        return outermost(self.asked.places(text))


def parse_query(text: str, read: Callable[[str], str] | None = None) -> Query:
    """Return a query that can be asked of texts.

    Neither case nor width matters: ＡＮＤ and `and` are AND.

    ==========================  =====================================================================
    `議事録`                    the word, anywhere in a text, also inside of a longer one
    `議事録 AND 音声`           both, also `議事録 & 音声` and `議事録 音声`
    `録音 OR 音声`              one or both, also `録音|音声`
    `税 NOT 旅費`               the first without the second; also `税 AND NOT 旅費`
    `通勤 AND (認定 OR 確認)`   brackets; else NOT binds most, then AND, then OR
    `near(申請書, 入力, 5)`     both in the same text with at most 5 characters between them, in any
                                order; each can be words joined by OR. Also `申請書 NEAR/5 入力`.
                                Characters, not words, are counted, whatever the tokenizer
    `/AI.?OCR/`                 a regular expression of RE2: no back reference, no looking around
    `"Society 5.0"`             a word with spaces or signs, or one that is an operator, "and"
    ==========================  =====================================================================

    Parameters
    ----------
    text
        The query.
    read
        What is done to its words, and has been done to the texts; by default NFKC.

    Raises
    ------
    BadInput
        If the query has a mistake; it is told where.
    """
    try:
        return query(text, read)
    except ValueError as error:
        advice = (
            "write it like 通勤手当 AND (認定 OR 確認) NOT 旅費, near(申請書, 入力, 5) or /AI.?OCR/"
        )
        raise BadInput.of(f"the query {shorten(text)}", str(error), advice=advice) from None


def query(text: str, read: Callable[[str], str] | None = None) -> Query:
    """Return a query as `parse_query` does; a mistake is a ValueError, for what reads declarations.

    Raises
    ------
    ValueError
        If the query has a mistake.
    """
    read = read or _nfkc
    if len(text) > LONGEST_QUERY:
        raise ValueError(f"it has {len(text):,} characters, and may have {LONGEST_QUERY:,}")
    if not text.strip():
        raise ValueError("it is empty")
    unified = _nfkc(text).strip()
    if not _IS_QUERY.search(unified):
        _plain(unified)
        return Query(text, _Word(partial(literal, read(unified))))
    try:
        asked: _Node = _Nodes(read).transform(_grammar().parse(unified))
    except UnexpectedInput as error:
        raise ValueError(_told(error, unified)) from None
    except VisitError as error:
        raise ValueError(str(error.orig_exc)) from None
    return Query(text, asked)


class _Nodes(Transformer_NonRecursive[Token, Any]):
    def __init__(self, read: Callable[[str], str]) -> None:
        super().__init__()
        self.read = read

    def word(self, found: list[Token]) -> _Word:
        (token,) = found
        if token.type == "EXPRESSION":
            return _Word(partial(expression, _checked(token)))
        bare = token.strip('"')
        if not bare.strip():
            raise ValueError(f"{token} at character {_place(token)} is no word")
        if token.type == "WORD":
            _plain(token)
        return _Word(partial(literal, self.read(bare)))

    def choice(self, words: list[_Word]) -> Callable[[str], Sequence[Span]]:
        return lambda text: outermost(place for word in words for place in word.find(text))

    def near(self, parts: list[Any]) -> _Word:
        one, other, most = parts
        return _Word(lambda text: near(one(text), other(text), int(most)))

    def beside(self, parts: list[Any]) -> _Word:
        one, within, other = parts
        return self.near([one.find, other.find, within.partition("/")[2]])

    def without(self, parts: list[_Node]) -> _Node:
        (part,) = parts
        return part.part if isinstance(part, _Without) else _Without(part)

    def both(self, parts: list[_Node]) -> _Joined:
        return _Joined(tuple(parts), all)

    def either(self, parts: list[_Node]) -> _Joined:
        return _Joined(tuple(parts), any)


@cache
def _grammar() -> Lark:
    return Lark(included("query.lark").read_text(encoding="utf-8"), start="either", parser="lalr")


def _told(error: UnexpectedInput, text: str) -> str:
    """Return what is wrong with a query, where, and what could stand there."""
    expected: set[str] = set()
    if isinstance(error, UnexpectedToken):
        expected = set(error.accepts or error.expected)
    elif isinstance(error, UnexpectedCharacters):
        expected = set(error.allowed)
    named = list(dict.fromkeys(name for key, name in _NAMED.items() if key in expected))
    place = error.pos_in_stream
    if place is None or place >= len(text) or getattr(error, "token", None) == "":
        where = "it ends too early"
    else:
        piece = re.match(r'[()",/]|[^\s()",]+', text[place:])
        where = f"at character {place + 1} stands {piece[0] if piece else text[place]}"
    return f"{where}, where {' or '.join(named) or 'nothing more'} should stand"


def _plain(word: str) -> None:
    """Refuse a word with a sign that would be sought as it stands, and is not meant so."""
    if found := _ELSEWHERE.search(word):
        sign = "*" if "*" in found[0] else found[0][0]
        raise ValueError(
            f"「{word}」 has the sign {sign}, which means nothing here: NOT rules out, /…/ leaves an "
            'ending open, "…" is a word with signs'
        )


def _place(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _checked(token: Token) -> str:
    """Return a regular expression without its slashes."""
    pattern = token[1:-1].replace("\\/", "/")
    if reason := refused(pattern):
        found = f"{token} at character {_place(token)} is no regular expression of RE2 ({reason})"
        raise ValueError(found)
    return pattern
