"""Where the printed label of a code stands among the fragments of a row, as ①導入(実施)済."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey.reading.layouts import CodeList
from survey.reading.table_text import Fragment
from survey.text import squeeze


def find_code(
    fragments: Sequence[Fragment], codes: CodeList, start: int, stop: int
) -> Iterator[tuple[int, int]]:
    """Yield where an entry of a code list stands as whole fragments: (first, past the last).

    A printed label wraps like any other text (①導入(実施) / 済), so fragments are joined.
    """
    for first in range(start, stop):
        joined = ""
        for past in range(first, stop):
            joined += squeeze(fragments[past].text)
            if joined not in codes.beginnings:
                break
            if joined in codes.by_print:
                yield first, past + 1
