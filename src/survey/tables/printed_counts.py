"""Numbers that patterns find in a text, with the words that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from survey.tables.codebook import matches

Counts = tuple[dict[str, int], str]
"""Numbers by the name of the group that found them, and the words as printed."""
_LARGER = re.compile(r"\d,?\Z")


def counts(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[Counts]:
    """Yield what patterns find in a text; their named groups hold digits.

    The end of a larger number (1,200) is none.
    """
    for match, words in matches(patterns, text):
        found = {name: digits for name, digits in match.groupdict().items() if digits}
        before = (match.string[max(0, match.start(name) - 2) : match.start(name)] for name in found)
        if not any(map(_LARGER.search, before)):
            yield {name: int(digits) for name, digits in found.items()}, words
