"""Numbers that stand apart from their words: a declaration says line by line what they are.

`R4 C C C 【活動指標】 a a a` is a line of fiscal year 2022 with three numbers of C, a label, and three
numbers of a; a declared label or dash has to be printed as such.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from survey.documents.plain_text import Document
from survey.reading.outcome import Unreadable
from survey.reading.publications.quantities import NONE, fiscal_year, quantity
from survey.text import squeeze

Line = tuple[int, str]
NumberLine = tuple[int, list[str]]
Cells = dict[int, tuple[tuple[str, ...], int]]
"""For each fiscal year the printed numbers of one thing, and their line."""
_LABEL = re.compile("【[^【】]+】")
_DASH = "―"
_PAGE_BREAK = 3
"""Blank lines that separate two pages."""


def pages_of(document: Document) -> Iterator[list[Line]]:
    """Yield the pages of a document, each as its lines that are not blank, with their numbers."""
    page: list[Line] = []
    blank = 0
    for number, line in enumerate(document.lines, 1):
        if line.strip():
            if blank >= _PAGE_BREAK and page:
                yield page
                page = []
            page.append((number, line))
            blank = 0
        else:
            blank += 1
    if page:
        yield page


def number_lines(page: Iterable[Line], separator: str | None = None) -> Iterator[NumberLine]:
    """Yield the numbers and labels of each line that prints any, without other words."""
    for number, line in page:
        tokens = [token.strip() for token in line.split(separator)]
        printed = [token for token in tokens if _LABEL.fullmatch(token) or _is_number(token)]
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
) -> Mapping[str, Cells]:
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
        head, *names = expected.split()
        year = fiscal_year(head)
        fits = len(names) == len(tokens) and all(map(_fits, names, tokens))
        if year is None or not fits:
            raise Unreadable(line, f"「{' '.join(tokens)}」 stands among the numbers", expected)
        for name in filter(str.isascii, names):
            cells = (token for other, token in zip(names, tokens, strict=True) if other == name)
            found[name][year] = (tuple(cells), line)
    return found


def _fits(name: str, token: str) -> bool:
    if name == _DASH:
        return _is_dash(token)
    return _is_number(token) if name.isascii() else token == name


def _is_number(token: str) -> bool:
    # ②電子自治体の推進 is no number, though it is one in NFKC.
    return quantity(token) is not None and (token[:1].isdecimal() or _is_dash(token))


def _is_dash(token: str) -> bool:
    return token != "" and squeeze(token) in NONE
