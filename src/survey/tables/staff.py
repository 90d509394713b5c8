"""Who works on the digital transformation: organization_staff and expert_backgrounds.

What the outlines can say stands as patterns in `declarations/staff.toml`; whom they name as leading
in `declarations/codebooks/heads.toml`, where experts come from in `backgrounds.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from survey.declared import included, read_declaration
from survey.reading.parsed_documents import Row
from survey.reading.publications.quantities import fiscal_year
from survey.tables.codebook import load_codebook
from survey.tables.coded_rows import Coded, coded
from survey.tables.participants import YES_NO
from survey.tables.patterns import Counts, Pattern, Patterns, counts, found_words, matches

_BRACKETS = re.compile("[(（]([^()（）]*)[)）]")
Counted = tuple[int, list[str]]
"""A number of people, and the words that it was read from."""


@dataclass(frozen=True)
class _Declared:
    """The patterns of `staff.toml`, where each is explained."""

    full_time: Patterns
    concurrent: Patterns
    members: Patterns
    total: Patterns
    item: Pattern
    of_council: Patterns
    alone: Patterns
    as_of: Patterns
    heads: Patterns
    cio_assistant: Patterns


@cache
def _declared() -> _Declared:
    return read_declaration(_Declared, included("staff.toml"), "the patterns of staff")


def organization_staff(organizations: Sequence[Row]) -> list[Row]:
    """Return a row for each organization whose outline counts people or members, or says who leads
    it. Numbers are persons, members also bodies; `people` are all of them: a printed total, or the
    sum where the outline consists of nothing but counts."""
    rows = ((row["organization_id"], _staff(str(row["outline"]))) for row in organizations)
    return [{"organization_id": id_, **found} for id_, found in rows if found]


def _staff(outline: str) -> Row | None:
    rules = _declared()
    members, people = _members_and_people(outline)
    full_time, concurrent = (
        _added([*counts(patterns, outline)]) for patterns in (rules.full_time, rules.concurrent)
    )
    head = next(_heads(outline), None)
    as_of = next(matches(rules.as_of, outline), None)
    told = {"people": people, "full_time": full_time, "concurrent": concurrent, "members": members}
    words = [word for count in told.values() if count for word in count[1]]
    if not words and head is None:
        return None
    words += [as_of[1]] if as_of else []
    words += [head[1]] if head else []
    return {
        **{name: count[0] if count else "" for name, count in told.items()},
        "as_of": _date(as_of[0]) if as_of else "",
        "head": head[0] if head else "",
        "evidence": ";".join(dict.fromkeys(words)),
    }


def _members_and_people(outline: str) -> tuple[Counted | None, Counted | None]:
    """Return how many members a body has or, if it tells of none, how many people work there."""
    rules = _declared()
    if member := _first(rules.members, outline):
        return member, None
    if total := _first(rules.total, outline):
        return None, total
    listed = _listed(outline)
    if listed and any(found_words(rules.of_council, word) for word in listed[1]):
        return listed, None
    return None, listed or _first(rules.alone, outline)


def _listed(outline: str) -> Counted | None:
    """Return the sum of an outline, or of what stands in its brackets, if that is a list of counts
    and of nothing else: 専任6名（うち1名交流職員）、兼任1名 are 7."""
    outside = _BRACKETS.sub(lambda found: "、" * len(found[0]), outline)
    inside = [found[1] for found in _BRACKETS.finditer(outline)]
    for place, text in enumerate([outside, *inside]):
        items = [*counts([_declared().item], text)]
        rest = text
        for _, words in items:
            rest = rest.replace(words, "", 1)
        if len(items) > (place > 0) and not rest.strip("、，,。 　・"):
            return _added(items)
    return None


def _first(patterns: Patterns, text: str) -> Counted | None:
    return _added([*counts(patterns, text)][:1])


def _added(found: Sequence[Counts]) -> Counted | None:
    if not found:
        return None
    return sum(numbers["number"] for numbers, _ in found), [words for _, words in found]


def _heads(outline: str) -> Iterator[tuple[str, str]]:
    """Yield the code of who leads an organization, and the words that say so."""
    for match, words in matches(_declared().heads, outline):
        office = {"organization_id": "", "head": match["head"]}
        for _, codes in coded(load_codebook("heads"), [office]):
            yield from ((code.code, words) for code in codes[:1])


def _date(found: re.Match[str]) -> str:
    year = fiscal_year(found["year"]) or int(found["year"])
    return f"{year}-{int(found['month']):02}-{int(found['day']):02}"


def expert_backgrounds(roles: Sequence[Row]) -> list[Row]:
    """Return a row for each expert and background that the answer names, or one with an empty
    background for an assistant to the CIO of whom none is told."""
    found: list[Row] = []
    for row, codes in coded(load_codebook("backgrounds"), roles):
        duties = f"{row['role_title']}\n{row['duties']}"
        assists = found_words(_declared().cio_assistant, duties)
        named = codes or ([Coded("", ())] if assists else [])
        found += [
            {"role_id": row["role_id"], "background": code.code,
             "cio_assistant": YES_NO[bool(assists)],
             "evidence": ";".join(dict.fromkeys([*code.evidence, *assists]))}
            for code in named
        ]  # fmt: skip
    return found
