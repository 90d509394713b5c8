"""The concepts of office work, declared in `declarations/work.toml`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from survey.declared import STRICT, included, read_declaration
from survey.tokens import normalise


@dataclass(frozen=True)
class Concept:
    """A kind of office work and the words that speak of it."""

    __pydantic_config__ = STRICT

    label: str
    label_en: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """The concepts, and the words that tell how work is automated, not what it is."""

    __pydantic_config__ = STRICT

    concepts: tuple[Concept, ...]
    technology: frozenset[str]


@cache
def work() -> Work:
    """Return what is declared of office work, its words normalised like any other text."""
    declared = read_declaration(Work, included("work.toml"), "the list of concepts")
    concepts = (
        replace(concept, words=tuple(dict.fromkeys(map(normalise, concept.words))))
        for concept in declared.concepts
    )
    return replace(declared, concepts=tuple(concepts))


def in_english(cluster_label: str) -> str:
    """Return the English name of a cluster that is named after a concept, else the name itself.

    Words that tell two clusters of one concept apart stay as they are: 税務（課税・法人二税).
    """
    for concept in work().concepts:
        if cluster_label == concept.label or cluster_label.startswith(concept.label + "（"):
            rest = cluster_label.removeprefix(concept.label).strip("（）")
            return f"{concept.label_en} ({rest})" if rest else concept.label_en
    return cluster_label
