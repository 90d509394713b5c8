"""A text in the form in which it is searched, and where each of its characters was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

Span = tuple[int, int]
"""From where to where something stands in a text."""
# A character with the voiced marks or accents that NFKC may join with it.
_CHARACTER = re.compile("(?s:.)[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*")


@dataclass(frozen=True)
class Aligned:
    """A text that is searched, and of each of its characters where what it stands for begins and
    ends in the text as it was written."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def written(self, places: Iterable[Span]) -> list[Span]:
        """Return where places of the searched text stand in the written one, in order, each once,
        without those inside of longer ones."""
        return outermost((self.starts[a], self.ends[b - 1]) for a, b in places if b > a)

    def replaced(self, spellings: re.Pattern[str], terms: Mapping[str, str]) -> Aligned:
        """Return the same with each spelling that is found read as its term."""
        pieces: list[str] = []
        spans: list[Span] = []
        at = 0
        for found in spellings.finditer(self.text):
            a, b = found.span()
            term = terms[found[0]]
            if term == found[0]:
                continue
            pieces += [self.text[at:a], term]
            spans += zip(self.starts[at:a], self.ends[at:a], strict=True)
            spans += [(self.starts[a], self.ends[b - 1])] * len(term)
            at = b
        if not at:
            return self
        pieces.append(self.text[at:])
        spans += zip(self.starts[at:], self.ends[at:], strict=True)
        return Aligned("".join(pieces), [a for a, _ in spans], [b for _, b in spans])


@lru_cache(maxsize=1 << 12)
def in_nfkc(text: str) -> Aligned:
    """Return a text in NFKC, with the places of its characters."""
    if unicodedata.is_normalized("NFKC", text):
        return Aligned(text, range(len(text)), range(1, len(text) + 1))
    read = [
        (unicodedata.normalize("NFKC", found[0]), found.span())
        for found in _CHARACTER.finditer(text)
    ]
    spans = [span for unified, span in read for _ in unified]
    unified = "".join(unified for unified, _ in read)
    return Aligned(unified, [start for start, _ in spans], [end for _, end in spans])


def outermost(places: Iterable[Span]) -> list[Span]:
    """Return places in the order of the text, each once, without those inside of longer ones."""
    kept: list[Span] = []
    for start, end in sorted(set(places), key=lambda place: (place[0], -place[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept
