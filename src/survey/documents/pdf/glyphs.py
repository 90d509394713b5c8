"""The characters that a PDF means where it names others that look the same."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from survey.declared import included

# ガ as カ and a mark of its own, full or half width, spacing or combining.
_VOICED = re.compile(
    "([か-ほウ-ホヽｦ-ﾝ])([\u3099\u309b\uff9e])|([は-ほハ-ホﾊ-ﾎ])([\u309a\u309c\uff9f])"
)


@cache
def _meant() -> dict[int, str]:
    """Return for each character that fonts draw like a common one the common one."""
    rows = included("glyphs.csv").read_text(encoding="utf-8").split()[1:]
    return {ord(row[0]): row[2] for row in rows}


@lru_cache(maxsize=1 << 12)
def repair(text: str) -> str:
    """Return text from a PDF with the characters that were meant.

    A PDF names glyphs, and one glyph can stand for several characters: for an ideograph many
    printers name a Kangxi radical, a CJK radical or a compatibility ideograph. Voicing marks that
    stand apart are put on their letters.
    """
    text = "".join(
        unicodedata.normalize("NFKC", char)
        if "\u2f00" <= char <= "\u2fd5" or "\uf900" <= char <= "\ufaff"
        else char
        for char in text.translate(_meant())
    )
    return _VOICED.sub(_with_mark, text)


def _with_mark(match: re.Match[str]) -> str:
    letter, mark = (match[1], "\u3099") if match[1] else (match[3], "\u309a")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", letter) + mark)
