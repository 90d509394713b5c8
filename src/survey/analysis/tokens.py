"""From Japanese text to terms: normalised, cut into words, only those that carry meaning.

Words of the domain, spelling variants, stop words and parts of speech are data, in
`declarations/words.toml` or a file of one's own. The tokenizer can be exchanged: Janome is part of
the installation, Sudachi (`pip install prefectural-dx-survey[sudachi]`) is faster for a million
texts.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from survey.analysis import term_cache
from survey.extras import installed
from survey.fingerprints import fingerprint
from survey.problems import BadInput, no_such
from survey.tables.word_lists import TokenizerName, Words, load_words
from survey.text import shorten

Tag = tuple[str, str, str]
"""Surface, dictionary form, part of speech (main and sub class, parted by a comma)."""

_COMPOUND = "カスタム名詞"
"""The part of speech of compounds, which are always kept."""

# Janome takes a run of punctuation for a noun.
_HAS_WORD = re.compile(r"[^\W\d_]")


def normalise(text: str, words: str | Words | None = None) -> str:
    """Return the text in NFKC with every declared spelling variant replaced by its term."""
    return load_words(words).normalise(text)


def compared(text: str) -> str:
    """Return the text as cases are compared: normalised, with the words of one job as one."""
    return load_words().compared(text)


def content(found: Iterable[str], words: str | Words | None = None) -> list[str]:
    """Return the terms that tell what is done, not by which means (RPA, 入力, システム)."""
    left_out = load_words(words).telling_means
    return [term for term in found if term not in left_out]


def terms(
    texts: Iterable[str],
    tokenizer: TokenizerName = "janome",
    words: str | Words | None = None,
) -> list[list[str]]:
    """Return the terms of each text, in order, with repetitions.

    Texts that were cut before are read from the cache on disk, by their content and by all that
    cuts them: this module, the words, the versions of the tokenizer and its dictionary.

    Parameters
    ----------
    texts
        Texts, such as a column; one that is missing has no terms.
    tokenizer
        janome or sudachi.
    words
        Those that come with the package, those of a TOML file, or what
        `survey.tables.word_lists.words` returns.

    Raises
    ------
    BadInput
        If the tokenizer is unknown or not installed, the texts are one text or no texts, or the file
        of words has a mistake.
    """
    known = load_words(words)
    if tokenizer not in _TAGGERS:
        raise no_such("tokenizer", tokenizer, _TAGGERS)
    if isinstance(texts, str):
        raise BadInput.of("the texts", f"they are one text, {shorten(texts)}", "a list", "[text]")
    if isinstance(texts, pd.DataFrame):
        raise BadInput.of("the texts", "they are a frame", "a column of it", 'cases["usage"]')
    normalised = [known.normalise(_text(text)) for text in texts]
    kept = f"{tokenizer}-{_made_by(tokenizer, known)[:16]}"
    cut = term_cache.recall(kept)
    if new := [text for text in dict.fromkeys(normalised) if text not in cut]:
        cut |= zip(new, _cut(new, tokenizer, known), strict=True)
        term_cache.keep(kept, cut)
    return [cut[text].copy() for text in normalised]


def _text(text: object) -> str:
    """Return a text, an empty one for what is missing."""
    if isinstance(text, str):
        return text
    if text is None or text is pd.NA or text != text:
        return ""
    raise BadInput.of("the texts", f"one of them is {text!r}", "text", "name the column of text")


def _made_by(tokenizer: TokenizerName, words: Words) -> str:
    with installed():
        versions = [f"{package} {version(package)}" for package in _PACKAGES[tokenizer]]
    return fingerprint([Path(__file__)], repr(words), *versions)


def _cut(texts: Sequence[str], tokenizer: TokenizerName, words: Words) -> list[list[str]]:
    whole = words.read(words.compounds)
    tag = _tagger(tokenizer, whole)
    keep = (*words.keep[tokenizer], _COMPOUND)
    stop = set(words.read(words.stop_words))
    compounds = {term.upper(): term for term in whole}

    return [
        [
            found
            for surface, base, part in tag(text)
            if part.startswith(keep) and (found := compounds.get(surface.upper(), base)) not in stop
            if _HAS_WORD.search(found) and not (len(found) == 1 and found.isascii())
        ]
        for text in texts
    ]


@lru_cache(maxsize=4)
def _tagger(tokenizer: TokenizerName, compounds: tuple[str, ...]) -> Callable[[str], Iterable[Tag]]:
    """A tokenizer takes seconds to load its dictionary: once in a process, for the same words."""
    return _TAGGERS[tokenizer](compounds)


def _janome(compounds: Sequence[str]) -> Callable[[str], Iterable[Tag]]:
    from janome.tokenizer import Tokenizer

    # Janome reads a user dictionary from a file. Costs fall with the square of the length, so that
    # the whole of AI-OCR is preferred to AI and OCR; 1285 are the connections of a common noun.
    entries = [
        f"{term},1285,1285,{-1000 * len(term) ** 2},{_COMPOUND},*,*,*,*,*,{term},*,*\n"
        for term in compounds
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "user_dictionary.csv"
        path.write_text("".join(entries), encoding="utf-8")
        tokenizer = Tokenizer(str(path) if compounds else "", udic_enc="utf8")

    def tag(text: str) -> Iterable[Tag]:
        for token in tokenizer.tokenize(text):
            base = token.surface if token.base_form == "*" else token.base_form
            yield token.surface, base, ",".join(token.part_of_speech.split(",")[:2])

    return tag


def _sudachi(compounds: Sequence[str]) -> Callable[[str], Iterable[Tag]]:
    with installed():
        from sudachipy import Dictionary, SplitMode
    tokenizer = Dictionary(dict="core").tokenizer(mode=SplitMode.C)
    in_one = re.compile(
        "(" + ("|".join(map(re.escape, sorted(compounds, key=len, reverse=True))) or "(?!)") + ")"
    )

    def tag(text: str) -> Iterable[Tag]:
        # Sudachi's own user dictionaries are compiled; cutting at the declared words does the same.
        for number, piece in enumerate(in_one.split(text)):
            if number % 2:
                yield piece, piece, _COMPOUND
            elif piece:
                for token in tokenizer.tokenize(piece):
                    yield (
                        token.surface(),
                        token.dictionary_form(),
                        ",".join(token.part_of_speech()[:2]),
                    )

    return tag


_PACKAGES: dict[str, tuple[str, ...]] = {
    "janome": ("janome",),  # holds its dictionary
    "sudachi": ("sudachipy", "sudachidict-core"),
}
_TAGGERS: dict[str, Callable[[Sequence[str]], Callable[[str], Iterable[Tag]]]] = {
    "janome": _janome,
    "sudachi": _sudachi,
}
