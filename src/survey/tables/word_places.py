"""Where words, regular expressions, and words near each other stand in a text.

Regular expressions are those of RE2, which takes time in proportion to the text whatever they are,
and therefore knows neither \\1 nor what stands before or after ((?=…)).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from survey.tables.aligned_text import Span

_OPENED, _CLOSED = "\x02", "\x03"


def literal(word: str, text: str) -> list[Span]:
    """Return where a word stands, whatever its case."""
    return [found.span() for found in _compiled(word).finditer(text)]


@lru_cache(maxsize=1 << 10)
def _compiled(word: str) -> re.Pattern[str]:
    return re.compile(re.escape(word), re.IGNORECASE)


def refused(pattern: str) -> str:
    """Return why a text is no regular expression of RE2; nothing if it is one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:  # by itself too: a)(b is one only inside of the brackets that mark what is found
        for tried in (pattern, f"(?i)({pattern})"):
            pc.match_substring_regex(pa.array([""]), tried)
    except pa.ArrowInvalid as error:
        return str(error).removeprefix("Invalid regular expression: ")
    return ""


@lru_cache(maxsize=1 << 12)
def expression(pattern: str, text: str) -> tuple[Span, ...]:
    """Return where a regular expression finds something, whatever the case."""
    import pyarrow as pa
    import pyarrow.compute as pc

    # RE2 as Arrow has it tells no places, but puts marks around what it finds.
    plain = text.replace(_OPENED, " ").replace(_CLOSED, " ")
    marks = f"{_OPENED}\\1{_CLOSED}"
    marked = pc.replace_substring_regex(pa.array([plain]), f"(?i)({pattern})", marks)[0].as_py()
    spans, at = [], 0
    for piece in marked.split(_OPENED)[1:] if _OPENED in marked else []:
        found, _, rest = piece.partition(_CLOSED)
        start = at
        at += len(found) + len(rest)
        spans.append((start, start + len(found)))
    first = len(marked.partition(_OPENED)[0])
    return tuple((first + start, first + end) for start, end in spans if end > start)


def near(ones: Sequence[Span], others: Sequence[Span], most: int) -> list[Span]:
    """Return those places of two lists, each in order, that have one of the other list beside them,
    with at most so many characters between."""
    return [*_beside(ones, others, most), *_beside(others, ones, most)]


def _beside(places: Sequence[Span], others: Sequence[Span], most: int) -> list[Span]:
    starts, ends = [start for start, _ in others], [end for _, end in others]
    found = []
    for start, end in places:
        after = bisect_left(starts, end)
        before = bisect_left(ends, start - most)
        if (after < len(starts) and starts[after] <= end + most) or (
            before < len(ends) and ends[before] <= start
        ):
            found.append((start, end))
    return found
