"""What is wrong with an input, said in Japanese.

The code says it in English (`survey.problems`), and `declarations/messages.ja.toml` how each
sentence, and each part of one, reads in Japanese. What it does not have is told as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from survey.terminal import LONGEST_SENTENCE

DEEPEST = 50
"""Parts of parts that are looked up; a list of the rows that a problem names has 20."""
_PLACE = re.compile(r"\{([a-z]*)\}")
_ROWS = r"rows? \d+(?: to \d+)?"
_FITS = {
    "n": re.compile(r"\d[\d,]*"),
    "name": re.compile(r"[^\s:;「」]+"),
    "quote": re.compile(r"「.*」|a text"),
    "rows": re.compile(rf"{_ROWS}(?:, {_ROWS})*(?: and [\d,]+ more)?"),
}
"""What can stand in a place of a kind; in one of another kind anything can."""


@dataclass(frozen=True)
class _Declared:
    severities: Mapping[str, str]
    expected: str
    places: Mapping[str, str]
    named: Mapping[str, Mapping[str, str]]
    others: Mapping[str, str]
    sentences: Mapping[str, str]


class _Sentence:
    """An English sentence with places, and the Japanese one."""

    def __init__(self, english: str, japanese: str) -> None:
        self.english, self.japanese = english, japanese
        pieces = _PLACE.split(english)
        self.literals, self.kinds = pieces[::2], pieces[1::2]

    def places(self, text: str) -> list[str] | None:
        """Return what stands in the places if a text is this sentence. Each place takes as little as
        it can, so that one way through the text is enough, whatever stands in it."""
        first, *between = self.literals
        if not between:
            return [] if text == first else None
        at, end = len(first), len(text) - len(between[-1])
        if at > end or not (text.startswith(first) and text.endswith(between[-1])):
            return None
        found = []
        for kind, literal in zip(self.kinds, between[:-1], strict=False):
            closed = "」" if kind == "quote" and text.startswith("「", at) else ""
            upto = text.find(closed + literal, at, end) + len(closed)
            if upto < len(closed):
                return None
            found.append(text[at:upto])
            at = upto + len(literal)
        return [*found, text[at:end]]


def of_problem(
    severity: str, file: str, line: int | None, found: str, expected: str, advice: str
) -> str:
    """Return the Japanese sentence of a problem with these parts."""
    words = _declared()
    wanted = words.expected.format(of_text(expected)) if expected else ""
    parts = filter(None, (of_text(found), wanted, of_text(advice)))
    sentences = [part if part.endswith(("。", "？")) else f"{part}。" for part in parts]
    place = _place(file) if line is None else f"{_place(file)}:{line}"
    return f"{place}: {words.severities[severity]}：{''.join(sentences)}"


def _place(text: str) -> str:
    found = (_of(sentence, text, 0) for sentence in _sentences("places"))
    return _declared().places.get(text) or next(filter(None, found), text)


def of_text(text: str, depth: int = 0) -> str:
    """Return a text in the words of the first sentence that it is, or as it stands."""
    words = _declared()
    if (whole := words.sentences.get(text) or words.others.get(text)) is not None:
        return whole
    if depth < DEEPEST and len(text) <= LONGEST_SENTENCE:
        for sentence in _sentences("sentences", "others"):
            if japanese := _of(sentence, text, depth):
                return japanese
    return text


def _of(sentence: _Sentence, text: str, depth: int) -> str:
    """Return a text in the words of a sentence; empty if it is another one."""
    found = sentence.places(text)
    if found is None:
        return ""
    inner = []
    for kind, part in zip(sentence.kinds, found, strict=True):
        table = _declared().named.get(kind)
        if (table is not None and part not in table) or (
            kind in _FITS and not _FITS[kind].fullmatch(part)
        ):
            return ""
        is_told = kind in ("part", "rows", "quote")
        inner.append(table[part] if table else of_text(part, depth + 1) if is_told else part)
    return sentence.japanese.format(*inner)


@cache
def _declared() -> _Declared:
    declared = files("survey").joinpath("declarations", "messages.ja.toml")
    return _Declared(**tomllib.loads(declared.read_text(encoding="utf-8")))


@cache
def _sentences(*tables: str) -> tuple[_Sentence, ...]:
    declared = (pair for table in tables for pair in getattr(_declared(), table).items())
    return tuple(_Sentence(*pair) for pair in declared if _PLACE.search(pair[0]))
