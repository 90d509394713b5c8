"""Who takes part in a shared system, by its note: system_participants and system_partners.

What the notes can say stands as patterns in `declarations/participants.toml`, the kinds of
participants in `declarations/codebooks/participant_kinds.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from survey.declared import included, read_declaration
from survey.prefectures import Prefecture, by_name, prefectures
from survey.reading.parsed_documents import Row
from survey.tables.codebook import load_codebook
from survey.tables.coded_rows import Coded, coded
from survey.tables.patterns import Pattern, Patterns, counts, found_words, matches

_CLAUSE_END = re.compile("(?<=。)|[ 　]|(?=今後|将来)")
_NOTE = "further_sharing_note"
YES_NO = {True: "yes", False: "no"}


@dataclass(frozen=True)
class _Declared:
    """The patterns of `participants.toml`, where each is explained."""

    planned: Patterns
    doubtful: Patterns
    numbers: Patterns
    of: Patterns
    body: Pattern
    separator: Pattern
    everybody: Patterns
    not_everybody: Patterns
    taking_part: Patterns
    together: Patterns
    apart: Patterns

    @cached_property
    def bodies(self) -> Patterns:
        """Bodies in a row, or one that is all that a clause says."""
        one, between = self.body.pattern, self.separator.pattern
        listed = rf"({one})(({between})({one})){{1,60}}(?![一-龠々])"
        return (re.compile(listed), re.compile(rf"^({one})$", re.MULTILINE))


@cache
def _declared() -> _Declared:
    source = included("participants.toml")
    return read_declaration(_Declared, source, "the patterns of participants")


def system_participants(systems: Sequence[Row]) -> list[Row]:
    """Return a row for each shared system whose note tells how many take part, names them, or says
    that all municipalities do. What is planned or possible does not count."""
    notes = [{**row, _NOTE: _of_now(str(row[_NOTE]))} for row in systems]
    found: list[Row] = []
    for note, kinds in coded(load_codebook("participant_kinds"), notes):
        if counted := _counted(note[_NOTE]):
            row, words = counted
            named = ";".join(kind.code for kind in kinds)
            evidence = ";".join([*words, *_further(kinds, words)])
            found.append(
                {"system_id": note["system_id"], **row, "participant_kinds": named,
                 "evidence": evidence}
            )  # fmt: skip
    return found


def who_takes_part(note: str) -> str:
    """Return the words of a note that say who takes part now (現在：, 利用者：, 現在は…が参加) and need not
    say how many; nothing where there are none."""
    found = found_words(_declared().taking_part, _of_now(note))
    return found[0] if found else ""


def _further(kinds: Iterable[Coded], words: Sequence[str]) -> list[str]:
    """Return the words for kinds that do not stand in the words that were found before."""
    return [
        word
        for kind in kinds
        if not any(word in told for word in kind.evidence for told in words)
        for word in kind.evidence
    ]


def _of_now(note: str) -> str:
    """Return what the note says of those who take part, a line a clause."""
    rules = _declared()
    later = (*rules.planned, *rules.doubtful)
    return "\n".join(one for one in _CLAUSE_END.split(note) if not found_words(later, one))


def _counted(note: str) -> tuple[Row, list[str]] | None:
    """Return what a note tells of those who take part, and the words that tell it."""
    rules = _declared()
    number, of = next(counts(rules.numbers, note), None), next(counts(rules.of, note), None)
    listed = None if number else next(matches(rules.bodies, note), None)
    everybody = next(matches(rules.everybody, note), None)
    if not (number or listed or everybody):
        return None
    numbers = {**(of[0] if of else {}), **(number[0] if number else {})}
    all_of = numbers.pop("of", "")
    if listed:
        numbers["listed"] = len(found_words([rules.body], listed[1]))
    has_all = bool(everybody) and not found_words(rules.not_everybody, note)
    row = {
        "participants": sum(numbers.values()) or "",
        "participants_of": all_of,
        "all_municipalities": YES_NO[has_all],
    }
    return row, [words for _, words in filter(None, (number, of, listed, everybody))]


def system_partners(systems: Sequence[Row]) -> list[Row]:
    """Return a row for each shared system and other prefecture that its note, or the work that it
    handles, names as taking part or, if it is planned, as about to."""
    found: list[Row] = []
    for row in systems:
        texts = [str(row[_NOTE]), str(row["work_handled"])]
        partners: dict[str, Row] = {}
        for clause in (clause for text in texts for clause in _CLAUSE_END.split(text)):
            for prefecture, words, planned in _partners(clause, " ".join(texts)):
                code = prefecture.prefecture_code
                if code != row["prefecture_code"]:
                    partners.setdefault(
                        code,
                        {"system_id": row["system_id"], "prefecture_code": code,
                         "prefecture": prefecture.prefecture, "planned": YES_NO[planned],
                         "evidence": words},
                    )  # fmt: skip
        found += [partners[code] for code in sorted(partners)]
    return found


def _partners(clause: str, text: str) -> Iterator[tuple[Prefecture, str, bool]]:
    """Yield the prefectures that a clause names; a region (九州・山口) stands for its prefectures
    if the text says that they are as many (9県)."""
    rules = _declared()
    planned = bool(found_words(rules.planned, clause))
    doubtful = not planned and found_words(rules.doubtful, clause)
    if doubtful or found_words(rules.apart, clause) or not found_words(rules.together, clause):
        return
    for match, words in matches(_names(), clause):
        yield from ((prefecture, words, planned) for prefecture in _meant(match, text))


def _meant(match: re.Match[str], text: str) -> list[Prefecture]:
    """Return the prefectures that names in a row mean, none for cities of the same name (山口市), for
    what lies in a prefecture or belongs to it (広島県内, 広島県立), for regions of another number."""
    names = found_words([_one_name()], match["names"])
    named = [prefecture for name in names for prefecture in _prefectures_of()[name]]
    if len(named) > len(names):
        return named if found_words([re.compile(rf"(?<!\d){len(named)}県")], text) else []
    if match["as_many"]:
        return named
    if match["within"]:
        names.pop()
    whole = [place for place, name in enumerate(names, 1) if name in by_name()]
    return named[: whole[-1]] if whole else []


@cache
def _prefectures_of() -> Mapping[str, Sequence[Prefecture]]:
    """Return by each name of a prefecture (岡山県, 岡山) or region (九州) whom it means."""
    names: dict[str, list[Prefecture]] = {}
    for prefecture in prefectures():
        for name in {prefecture.region, prefecture.region.split("・")[0]} - {"北海道"}:
            names.setdefault(name, []).append(prefecture)
    for prefecture in prefectures():
        names[prefecture.prefecture] = [prefecture]
        names.setdefault(prefecture.prefecture.rstrip("都府県"), [prefecture])
    return names


@cache
def _one_name() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_prefectures_of(), key=len, reverse=True)))


@cache
def _names() -> Patterns:
    """Names in a row, and what stands behind them."""
    one, between = _one_name().pattern, _declared().separator.pattern
    rest = "(?P<as_many>各県|の[0-9]県)|(?P<within>[内庁立警])"
    return (re.compile(rf"(?P<names>({one})(({between})({one}))*)({rest})?"),)
