"""Which prefectures are next to each other, and the ways that set them side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from survey.declared import included, read_declaration
from survey.prefectures import Prefecture, prefecture_named
from survey.publishing.pages.parts import Language, to_explorer

_FILE = "neighbours.toml"


@dataclass(frozen=True)
class Neighbours:
    """The prefectures next to one, each kind in the order of codes: those with a border on land, and
    those across the sea (by bridge or tunnel, or the nearest to one that has no other neighbour)."""

    land: Sequence[Prefecture]
    sea: Sequence[Prefecture]

    def __iter__(self) -> Iterator[Prefecture]:
        return iter([*self.land, *self.sea])


@dataclass(frozen=True)
class _Declared:
    """Pairs of names, each under the prefecture with the lower code."""

    land: Mapping[str, Sequence[str]]
    sea: Mapping[str, Sequence[str]]


def neighbours(prefecture: Prefecture) -> Neighbours:
    """Return the prefectures next to one.

    Raises
    ------
    BadInput
        If the declaration names something else than a prefecture.
    """
    land, sea = _pairs()
    return Neighbours(_next_to(prefecture, land), _next_to(prefecture, sea))


def _next_to(
    prefecture: Prefecture, pairs: Sequence[tuple[Prefecture, Prefecture]]
) -> Sequence[Prefecture]:
    found = [other for pair in pairs if prefecture in pair for other in pair if other != prefecture]
    return sorted(found, key=lambda one: one.prefecture_code)


@cache
def _pairs() -> Sequence[Sequence[tuple[Prefecture, Prefecture]]]:
    """Return the declared pairs, those on land and those across the sea."""
    declared = read_declaration(_Declared, included(_FILE), "the declaration of the neighbours")
    return [
        [
            (prefecture_named(one, _FILE), prefecture_named(other, _FILE))
            for one, others in kind.items()
            for other in others
        ]
        for kind in (declared.land, declared.sea)
    ]


def side_by_side(prefecture: Prefecture, told: Language) -> str:
    """Return the ways to the explorer with a neighbour beside a prefecture; a third is chosen there, so
    that any two of its neighbours are two steps away."""
    found = neighbours(prefecture)
    code = prefecture.prefecture_code
    links = [
        to_explorer(
            told.name("prefecture", one.prefecture),
            told,
            prefecture=[code, one.prefecture_code],
            view="compare",
        )
        for one in found
    ]
    own = told.name("prefecture", prefecture.prefecture)
    how = "side_by_side" if found.land else "side_by_side_island"
    return told.say(how, own=own, others=told.listed(links))
