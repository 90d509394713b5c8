"""Patterns that are declared, and what they find in a text, with the words by which it is found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import BeforeValidator

from survey.tables.aligned_text import in_nfkc

Counts = tuple[dict[str, int], str]
"""Numbers by the name of the group that found them, and the words as printed."""
_LARGER = re.compile(r"\d,?\Z")


def _pattern(text: str) -> re.Pattern[str]:
    if text != (unified := unicodedata.normalize("NFKC", text)):
        raise ValueError(f"the pattern {text} must be in NFKC, {unified}")
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{text} is not a regular expression ({error})") from None


Pattern = Annotated[re.Pattern[str], BeforeValidator(_pattern)]
Patterns = tuple[Pattern, ...]


def matches(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield every match of the first pattern, of the second, … in a text in NFKC, each with its
    words as printed; empty ones are none."""
    read = in_nfkc(text)
    for pattern in patterns:
        for match in filter(lambda found: found[0], pattern.finditer(read.text)):
            yield match, text[read.starts[match.start()] : read.ends[match.end() - 1]]


def found_words(patterns: Iterable[re.Pattern[str]], text: str) -> list[str]:
    """Return the words, as printed, of every match in a text."""
    return [words for _, words in matches(patterns, text)]


def counts(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[Counts]:
    """Yield what patterns find in a text; their named groups hold digits.

    The end of a larger number (1,200) is none.
    """
    for match, words in matches(patterns, text):
        found = {name: digits for name, digits in match.groupdict().items() if digits}
        before = (match.string[max(0, match.start(name) - 2) : match.start(name)] for name in found)
        if not any(map(_LARGER.search, before)):
            yield {name: int(digits) for name, digits in found.items()}, words
