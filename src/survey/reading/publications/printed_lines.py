"""Numbers that stand apart from their words: a declaration says line by line what they are.

`R4 C C C 【活動指標】 a a a` is a line of fiscal year 2022 with three numbers of C, a label, and three
numbers of a; `R4 a R5 a` one with a number of a for each of two years. A label, a dash, the number
of a project and a year in brackets have to be printed as declared. Words that stand in the place of
a number (調査中) are read as one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from survey.reading.parsed_documents import Unreadable
from survey.reading.publications.quantities import (
    NONE,
    PROGRESS,
    STILL_UNKNOWN,
    fiscal_year,
    quantity,
)
from survey.text import squeeze

Line = tuple[int, str]
NumberLine = tuple[int, list[str]]
Cells = dict[int, tuple[tuple[str, ...], int]]
"""For each fiscal year the printed numbers of one thing, and the line of the first."""
_LABEL = re.compile(
    r"【?(?:活動指標|成果指標)】?|目標値①|実績値②|進捗状況|(?:達成率)?②[/／]①|[(（][HR][元\d]+[)）]|/"
)
_DASH = "―"


def number_lines(page: Iterable[Line], separator: str | None = None) -> Iterator[NumberLine]:
    """Yield the numbers and labels of each line that prints any, without other words."""
    for number, line in page:
        tokens = [token.strip() for token in line.split(separator)]
        # A damaged number (22,83 5) is none, but it stands among them.
        printed = [t for t in tokens if _LABEL.fullmatch(t) or t[:1].isdecimal() or _is_read(t)]
        if printed:
            yield number, printed


def check_words(words: Iterable[str], page: Sequence[Line], line: int, whose: str) -> None:
    """Raise `Unreadable` if a declared word does not stand on the page of its numbers."""
    text = squeeze("".join(line for _, line in page))
    for word in words:
        if squeeze(word) not in text:
            found = f"「{word}」 does not stand on this page"
            raise Unreadable(line, found, f"the words of {whose}")


def declared_numbers(
    printed: Iterable[NumberLine], declared: Sequence[str], line: int
) -> dict[str, Cells]:
    """Return the numbers of each declared name.

    Parameters
    ----------
    printed
        The lines of the page that print numbers.
    declared
        What each of them has to be: a fiscal year, then a word for each printed one.
    line
        Where the page ends if it has too few lines.

    Raises
    ------
    Unreadable
        If a line is not what is declared.
    """
    found: defaultdict[str, Cells] = defaultdict(dict)
    lines = iter(printed)
    for expected in declared:
        line, tokens = next(lines, (line, []))
        places = list(_places(expected))
        names = [name for name, _ in places]
        if len(names) != len(tokens) or not all(map(_fits, names, tokens)):
            raise Unreadable(line, f"「{' '.join(tokens)}」 stands among the numbers", expected)
        for (name, year), token in zip(places, tokens, strict=True):
            if _is_name(name):
                cells, first = found[name].get(year, ((), line))
                found[name][year] = ((*cells, token), first)
    return found


def _places(declared: str) -> Iterator[tuple[str, int]]:
    """Yield what each word of a declared line says, with the fiscal year before it."""
    year = 0
    for word in declared.split():
        if head := fiscal_year(word):
            year = head
        else:
            yield word, year


def _is_name(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _fits(declared: str, token: str) -> bool:
    if declared == _DASH:
        return _is_dash(token)
    if _is_name(declared):
        return quantity(token) is not None or _is_read(token)
    return token == declared


def _is_dash(token: str) -> bool:
    return token != "" and squeeze(token) in NONE


def _is_read(token: str) -> bool:
    """Tell whether a word stands for a number, or for how it goes on."""
    return _is_dash(token) or token in (STILL_UNKNOWN, *PROGRESS)
