"""The concepts of office work, declared in `declarations/work.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from survey.tokens import normalise


@dataclass(frozen=True)
class Concept:
    """A kind of office work and the words that speak of it."""

    label: str
    label_en: str
    words: tuple[str, ...]


@cache
def concepts() -> tuple[Concept, ...]:
    """Return the declared concepts of office work."""
    return tuple(
        Concept(
            entry["label"],
            entry["label_en"],
            tuple(dict.fromkeys(map(normalise, entry["words"]))),
        )
        for entry in _declared()["concepts"]
    )


@cache
def technology_words() -> frozenset[str]:
    """Return the words that tell how work is automated, not what it is."""
    return frozenset(_declared()["technology"]["words"])


def in_english(cluster_label: str) -> str:
    """Return the English name of a cluster that is named after a concept, else the name itself.

    Words that tell two clusters of one concept apart stay as they are: 税務（課税・法人二税).
    """
    for concept in concepts():
        if cluster_label == concept.label or cluster_label.startswith(concept.label + "（"):
            rest = cluster_label.removeprefix(concept.label).strip("（）")
            return f"{concept.label_en} ({rest})" if rest else concept.label_en
    return cluster_label


@cache
def _declared() -> dict[str, Any]:
    text = (files("survey") / "declarations" / "work.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
