"""With whom a prefecture is compared on its page, and what others have and it has not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from survey.analysis.case_mixes import FEW, NAMED, lacking, nearest
from survey.analysis.sharing_potential import JOINING
from survey.analysis.similar_cases import IN_USE, SHAREABLE
from survey.prefectures import Prefecture, by_name, prefectures
from survey.publishing.pages.joinable_answers import openings_by_class, room_of
from survey.publishing.pages.parts import Language, plain_table, to_explorer, to_page
from survey.publishing.pages.prefecture_answers import CASES, SYSTEMS, TOLD, Answers
from survey.tables.prefecture_summary import UNNAMED

LACKING = ("work", "technology", "kind")
"""Of what a prefecture may have no answer while others have."""
ALIKE = ((SYSTEMS, "system_id", "kind"), (CASES, "case_id", "work"))
"""By what, besides the words of their names, answers of two prefectures are alike: table, id, kind."""
SHOWN, LISTED = 3, 8
"""How many prefectures stand beside one in the charts, and how many things a list of what it has
not names."""


@dataclass(frozen=True)
class Others:
    """With whom a prefecture is compared: those with a similar mix of cases (none if it has too few
    itself), those that stand beside it in the charts, what the similar ones, or all, have, and what
    others say to other prefectures of something that it has no answer like."""

    similar: Sequence[str]
    beside: Sequence[str]
    more: Mapping[str, pd.DataFrame]
    speaking: pd.DataFrame


def others_of(answers: Answers, prefecture: Prefecture) -> Others:
    """Return with whom a prefecture is compared: with those of a similar mix or, if it has too few
    cases for that, those of its region with the nearest codes."""
    name, cases = prefecture.prefecture, answers.frames[CASES]
    own = answers.own(CASES, name)
    near = nearest(name, cases)["prefecture"].tolist() if len(own) >= FEW else []
    place = int(prefecture.prefecture_code)
    region = sorted(
        (one for one in prefectures() if one.region == prefecture.region and one != prefecture),
        key=lambda one: (abs(int(one.prefecture_code) - place), one.prefecture_code),
    )
    kinds = cases[~cases["work"].isin([*own["second_work"].dropna(), *UNNAMED])]
    more = {}
    if not own.empty:
        more["work"] = lacking(name, kinds, "work", near)
        more["technology"] = lacking(name, answers.technologies, "technology", near)
    if not answers.own(SYSTEMS, name).empty:
        more["kind"] = lacking(name, answers.frames[SYSTEMS], "kind", near)
    openings = answers.openings[answers.openings["prefecture"].ne(name)]
    speaking = openings[[not _has_like(answers, name, id_) for id_ in openings["id"]]]
    beside = (near or [one.prefecture for one in region])[:SHOWN]
    return Others(near, beside, more, speaking)


def lacking_lists(
    answers: Answers, prefecture: Prefecture, others: Others, told: Language
) -> Iterator[str]:
    """Yield what others have and a prefecture has not, a list for each of `LACKING`: with who has it,
    who offers it, and which of the answers speak to other prefectures."""
    own = told.name("prefecture", prefecture.prefecture)
    similar = told.listed(told.name("prefecture", one) for one in others.similar)
    how = "lacking_similar" if others.similar else "lacking_all"
    if others.more:
        yield f"<p>{told.say(how, own=own, others=similar, few=FEW)}</p>"
        yield f"<p>{told.say('lacking_covers')}</p>"
    codes = [by_name()[one].prefecture_code for one in others.similar]
    for variable in LACKING:
        heading = told.say(f"lacking_{variable}")
        if variable not in others.more:
            yield f"<p><b>{heading}</b>　{told.say('not_compared', own=own)}</p>"
            continue
        found = others.more[variable]
        if found.empty:
            yield f"<p><b>{heading}</b>　{told.say('none_lacking', own=own)}</p>"
            continue
        rows = []
        for one in found.head(LISTED).to_dict("records"):
            have = _having(answers, variable, str(one[variable]), prefecture.prefecture)
            asked = _asked_for(variable, have)
            name = to_explorer(told.name(variable, one[variable]), told, **asked, prefecture=codes)
            named = str(one["prefectures"]).removesuffix("ほか").split("、")
            who = told.listed(told.name("prefecture", each) for each in named)
            more = told.say("and_others") if one["number"] > NAMED else ""
            counts = {"number": one["number"], "count": one["count"]}
            row = [told.say("lacking_row", **counts, who=who + more)]
            rows.append([name, "<br>".join([*row, *_offered(answers, have, asked, told)])])
        yield plain_table([heading, told.say("prefectures")], rows)
        if len(found) > LISTED:
            yield f'<p class="note">{told.say("first_ones", shown=LISTED, all=len(found))}</p>'


def _having(answers: Answers, variable: str, value: str, name: str) -> pd.DataFrame:
    """Return the answers of other prefectures that have a value."""
    held = {"technology": answers.technologies, "kind": answers.frames[SYSTEMS]}
    rows = held.get(variable, answers.frames[CASES])
    return rows[rows[variable].eq(value) & rows["prefecture"].ne(name)]


def _asked_for(variable: str, rows: pd.DataFrame) -> Mapping[str, object]:
    """Return by what the explorer finds rows with the same value: what a system is for is its field
    and, where it has one, the subfield."""
    names = ("field", "subfield") if variable == "kind" else (variable,)
    first = rows.iloc[0]
    return {name: first[name] for name in names if pd.notna(first[name])}


def _offered(
    answers: Answers, rows: pd.DataFrame, asked: Mapping[str, object], told: Language
) -> Iterator[str]:
    """Yield who says of what is in use that it can be shared, what is shared apart from what can be,
    and which of the answers speak to other prefectures."""
    table, id_ = (SYSTEMS, "system_id") if "system_id" in rows else (CASES, "case_id")
    status, answer = TOLD[table]
    in_use = rows[rows[f"{status}_code"].eq(IN_USE)]
    for code in sorted(SHAREABLE if table == CASES else (JOINING,)):
        offers = in_use[in_use[f"{answer}_code"].eq(code)]
        names = offers["prefecture"].unique()
        if len(names):
            said = told.say("offered", answer=told.name(answer, code), number=len(names))
            link = to_explorer(said, told, **asked, **{status: IN_USE, answer: code})
            yield (
                link
                + told.say("of")
                + told.listed(to_page(by_name()[name], told) for name in names)
                + told.say("in_brackets", said=_for_whom(answers, offers[id_], told))
            )
    speaking = answers.openings[answers.openings["id"].isin(rows[id_])]
    for place, said in enumerate(openings_by_class(speaking, told)):
        yield said if place else told.say("speaking") + said


def _for_whom(answers: Answers, ids: pd.Series[str], told: Language) -> str:
    """Return for whom notes have room, each with how many of these answers say so."""
    rooms = Counter(room_of(answers, id_, told) for id_ in ids).most_common()
    return told.listed(f"{room}{told.say('of')}{number}" for room, number in rooms)


def open_elsewhere(prefecture: Prefecture, others: Others, told: Language) -> Iterator[str]:
    """Yield what others say to other prefectures of something that this one has no answer like."""
    own = told.name("prefecture", prefecture.prefecture)
    if not others.speaking.empty:
        items = "".join(f"<li>{said}</li>" for said in openings_by_class(others.speaking, told))
        yield f"<p><b>{told.say('open_elsewhere', own=own)}</b></p><ul>{items}</ul>"
        yield f'<p class="note">{told.say("like_it", own=own)}</p>'


def _has_like(answers: Answers, name: str, id_: str) -> bool:
    """Return whether a prefecture has an answer like this one: of the same subfield, or of the same
    kind and with a word of its name in common."""
    for table, key, kind in ALIKE:
        frame = answers.frames[table]
        for row in frame[frame[key].eq(id_)].to_dict("records"):
            own = answers.own(table, name)
            same = own[own[kind].eq(row[kind])]
            if str(row.get("subfield")) == row[kind]:
                return not same.empty
            return any(answers.words[id_] & answers.words[str(one)] for one in same[key])
    return False
