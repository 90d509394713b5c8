"""The words by which text becomes terms: those of `declarations/words.toml`, or one's own.

What KH Coder calls 強制抽出する語 are `compounds`, 使用しない語 are `stop_words`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from survey.declared import included, read_declaration
from survey.problems import BadInput
from survey.tables.aligned_text import Aligned, in_nfkc

TokenizerName = Literal["janome", "sudachi"]
_PARTED = re.compile(r'[,"\s]')
"""What parts the fields or lines of the dictionary in which Janome is told the compounds."""
_ADVICE = "correct what was added"


@dataclass(frozen=True)
class Words:
    """How text becomes terms. Words are kept in NFKC, the form in which texts are compared.

    Parameters
    ----------
    keep
        For each tokenizer the parts of speech that carry meaning, as beginnings of its tags.
    means
        Terms that tell how work is done, not what it is.
    compounds
        Words that are kept whole where a dictionary would cut them up.
    synonyms
        For a term its spelling variants and synonyms, which are read as the term.
    stop_words
        Terms that are left out.
    same_job
        For a term the words that name the same job and mean another thing, which are read as the
        term where texts are compared.
    """

    keep: Mapping[TokenizerName, tuple[str, ...]]
    means: tuple[str, ...]
    compounds: tuple[str, ...]
    synonyms: Mapping[str, tuple[str, ...]]
    stop_words: tuple[str, ...]
    same_job: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if missing := sorted({"janome", "sudachi"} - self.keep.keys()):
            raise ValueError(f"it has no parts of speech (keep) of {' and '.join(missing)}")
        for name in ("means", "compounds", "stop_words"):
            object.__setattr__(self, name, tuple(map(_unified, getattr(self, name))))
        synonyms = {_unified(term): tuple(map(_unified, v)) for term, v in self.synonyms.items()}
        object.__setattr__(self, "synonyms", synonyms)
        for term in filter(_PARTED.search, self.compounds):
            raise ValueError(f"the compound {term} has a comma, a quotation mark or a space")
        read_as: dict[str, str] = {}
        for term, variants in synonyms.items():
            for variant in variants:
                if variant in synonyms:
                    raise ValueError(f"{variant}, a variant of {term}, has variants of its own")
                if read_as.setdefault(variant, term) != term:
                    raise ValueError(f"{variant} is a variant of {read_as[variant]} and of {term}")

    @cached_property
    def variants(self) -> Mapping[str, str]:
        """The term of every spelling, the longest spellings first.

        The terms themselves are among them, lest 会議録 be found inside a longer spelling.
        """
        terms = {variant: term for term, listed in self.synonyms.items() for variant in listed}
        spellings = sorted([*terms, *self.synonyms], key=len, reverse=True)
        return {spelling: terms.get(spelling, spelling) for spelling in spellings}

    @cached_property
    def _spellings(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self.variants)) or "(?!)")

    @cached_property
    def telling_means(self) -> frozenset[str]:
        """The means as they stand in text in which variants are replaced."""
        return frozenset(self.read(self.means))

    def normalise(self, text: str) -> str:
        """Return the text in NFKC with every spelling variant replaced by its term."""
        unified = unicodedata.normalize("NFKC", text)
        return self._spellings.sub(lambda found: self.variants[found[0]], unified)

    def aligned(self, text: str) -> Aligned:
        """Return the text normalised, with where each of its characters was written."""
        return in_nfkc(text).replaced(self._spellings, self.variants)

    def compared(self, text: str) -> str:
        """Return the text normalised, with the words of one job as one."""
        read = self.normalise(text)
        for term, others in self.same_job.items():
            for other in self.read(others):
                read = read.replace(other, term)
        return read

    def read(self, terms: Iterable[str]) -> tuple[str, ...]:
        """Return terms as they stand in text in which variants are replaced, each once."""
        return tuple(dict.fromkeys(map(self.normalise, terms)))


def words(
    base: str | Words | None = None,
    *,
    keep: Iterable[str] = (),
    means: Iterable[str] = (),
    compounds: Iterable[str] = (),
    synonyms: Mapping[str, Iterable[str]] | None = None,
    stop_words: Iterable[str] = (),
) -> Words:
    """Return words and some more: `words(stop_words=["業務"], synonyms={"議事録": ["会議メモ"]})`.

    Parameters
    ----------
    base
        What is added to: the words that come with the package, or those of a TOML file.
    keep
        Parts of speech, as beginnings of a tokenizer's tags (副詞,一般); all tokenizers keep them.
    means, compounds, stop_words
        More of these.
    synonyms
        More variants of a term, or further terms with their variants.

    Raises
    ------
    BadInput
        If a word cannot be one, or the file is not as `declarations/words.toml`.
    """
    known = load_words(base)
    more = {
        "keep": keep, "means": means, "compounds": compounds, "stop_words": stop_words,
        **(synonyms or {}),
    }  # fmt: skip
    for name, listed in more.items():
        if isinstance(listed, str):
            raise BadInput.of(name, f"{listed} is a text", f'a list, ["{listed}"]', _ADVICE)
    kept = tuple(keep)
    try:
        joined = {term: [*variants] for term, variants in known.synonyms.items()}
        for term, variants in (synonyms or {}).items():
            joined.setdefault(_unified(term), []).extend(variants)
        return Words(
            keep={tokenizer: (*parts, *kept) for tokenizer, parts in known.keep.items()},
            means=(*known.means, *means),
            compounds=(*known.compounds, *compounds),
            synonyms={term: tuple(variants) for term, variants in joined.items()},
            stop_words=(*known.stop_words, *stop_words),
            same_job=known.same_job,
        )
    except ValueError as error:
        raise BadInput.of("the words", str(error), advice=_ADVICE) from None


def load_words(words: str | Words | None = None) -> Words:
    """Return the words that come with the package, those of a TOML file, or these.

    Raises
    ------
    BadInput
        If the file cannot be read, or is not as `declarations/words.toml`.
    """
    if isinstance(words, Words):
        return words
    return _read(Path(words)) if words else _included()


@cache
def _included() -> Words:
    return _read(included("words.toml"))


def _read(source: Path | Traversable) -> Words:
    return read_declaration(Words, source, "the list of words")


def _unified(term: str) -> str:
    if not (unified := unicodedata.normalize("NFKC", term).strip()):
        raise ValueError("one of the words is empty")
    return unified
