"""What another prefecture can join, on the page on sharing: in short, and row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from survey.analysis.openings import OPENINGS, OTHERS
from survey.prefectures import by_name
from survey.publishing.pages.parts import Language, to_explorer, to_page
from survey.publishing.pages.prefecture_answers import BODIES, OFFICE, SYSTEMS, Answers
from survey.tables.categories import categories
from survey.text import shorten

Row = Mapping[Hashable, Any]
"""A row of what is open to others (`open_to_others`)."""
UNTOLD = "not_told"
"""Code of scope for a note that does not tell for whom there is room; so does no note."""
LETTERS = 36
"""Of the sentence of a note that speaks of others, how many are shown in short: its last ones."""
_BRACKETS = re.compile("（[^（）]*）")
_ENDINGS = re.compile("^[一-龥々]*[ぁ-ん、）]+")
"""The rest of a word and its ending, with which the end of a sentence may begin that was cut in it."""


def openings_in_short(answers: Answers, heads: Sequence[str], told: Language) -> str:
    """Return a table with a line for each offer, under how far its note goes: who offers it, as a link
    to the row below, its name, what the note says, who takes part."""
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    bodies = [
        f'<tr><th scope="rowgroup" colspan="{len(heads)}">{_opening(rows, told)}'
        f"{told.say('of')}{_how_many(rows, answers, told)}</th></tr>{_lines(rows, told)}"
        for _, rows in answers.openings.groupby("opening_code")
    ]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{'</tbody><tbody>'.join(bodies)}</tbody></table>"


def _how_many(rows: pd.DataFrame, answers: Answers, told: Language) -> str:
    """Return the numbers of systems and of cases, and that of the answers where one system has several."""
    same = answers.tables.read("same_systems").set_index("system_id")["same_system"]
    of_systems = rows["id"].isin(answers.frames[SYSTEMS]["system_id"])
    systems = rows.loc[of_systems, "id"]
    numbers = {"systems": systems.map(same).fillna(systems).nunique(), "cases": sum(~of_systems)}
    said = [told.say(f"how_many_{key}", number=number) for key, number in numbers.items() if number]
    if sum(numbers.values()) < len(rows):
        said.append(told.say("how_many_answers", number=len(rows)))
    return told.listed(said)


def _lines(rows: pd.DataFrame, told: Language) -> str:
    lines = []
    for (name, _), same in rows.groupby(["prefecture", "note"], sort=False):
        first = same.iloc[0].to_dict()
        lines.append(
            [
                f'<a href="#open-{first["id"]}">{told.name("prefecture", name)}</a>',
                told.listed(told.quote(shorten(one)) for one in same["name"]),
                told.quote(_last_words(first)),
                _participants(first, told),
            ]
        )
    cells = ("".join(f"<td>{one}</td>" for one in line) for line in lines)
    return "".join(f"<tr>{line}</tr>" for line in cells)


def _last_words(row: Row) -> str:
    """Return the end of the last sentence of a note that speaks of others or of conditions (that of the
    note, where words of evidence go on over a stop), without what stands in brackets."""
    evidence = row["evidence"].split(";")
    note = row["note"].rstrip("。")
    sentences = [one for one in note.split("。") if any(word in one for word in evidence)]
    said = _BRACKETS.sub("", (sentences or [note])[-1]).strip()
    return said if len(said) <= LETTERS else f"…{_ENDINGS.sub('', said[-LETTERS:])}"


def openings_by_class(rows: pd.DataFrame, told: Language) -> Iterator[str]:
    """Yield how far notes go, each with the offers, as links to their rows on the page on sharing."""
    for _, same in rows.groupby("opening_code"):
        links = [
            f'<a href="{told.up}sharing.html#open-{row["id"]}">{told.quote(shorten(row["name"]))}</a>'
            + told.say("in_brackets", said=told.name("prefecture", row["prefecture"]))
            for row in same.to_dict("records")
        ]
        yield f"{_opening(same, told)}{told.say('of')}{told.listed(links)}"


def room_of(answers: Answers, id_: str, told: Language) -> str:
    """Return for whom the note of an answer has room, or that it does not tell; of those that speak of
    others how far it goes."""
    if id_ in answers.opened:
        return OPENINGS[answers.opened[id_]][told.lang == "en"]
    return told.name("scope", answers.scopes.get(id_, UNTOLD))


def speaking_of_others(ids: pd.Series[str], answers: Answers) -> int:
    """Return how many of these answers speak of other prefectures."""
    label = {
        one.code: one.label for one in categories(answers.tables.read("case_sharing"), "scope")
    }
    openings = answers.openings
    return int(openings.loc[openings["scope"].eq(label[OTHERS]), "id"].isin(ids).sum())


def _opening(rows: pd.DataFrame, told: Language) -> str:
    return str(rows["opening" if told.lang == "ja" else "opening_en"].iloc[0])


def opening_rows(answers: Answers, told: Language) -> Iterator[list[str]]:
    """Yield a row for each system or case that another prefecture could join: what it is, whom to
    ask and what they say to others, on which conditions, who takes part."""
    for _, rows in answers.openings.groupby("group", sort=False):
        whom = [
            f"<b>{to_page(by_name()[str(name)], told)}</b><br>{_opening(own, told)}"
            f"{_offices(answers, str(name), told)}"
            for name, own in rows.groupby("prefecture", sort=False)
        ]
        yield [
            "<br>".join(_answered(row, answers, told) for row in rows.to_dict("records")),
            "<br>".join(whom),
            _each(rows, _said_of_sharing, told),
            _each(rows, _members, told),
        ]


def _offices(answers: Answers, name: str, told: Language) -> str:
    """Return the sections for digital transformation of a prefecture, which may know whom to ask."""
    own = answers.own(BODIES, name)
    offices = own[own["organization_type"].eq(OFFICE)]
    links = [
        to_explorer(told.quote(office), told, row=id_)
        for id_, office in zip(
            offices["organization_id"], offices["organization_name"], strict=True
        )
    ]
    return f"<br><small>{told.say('offices', said=told.listed(links))}</small>" if links else ""


def _answered(row: Row, answers: Answers, told: Language) -> str:
    """Return the name of an answer, its status, what was answered on sharing, its printed lines."""
    lines = told.say(
        "printed", first=row["line_start"], last=row["line_end"], page=answers.printed[told.lang]
    )
    of_system = row["answer"] in told.labels["further_sharing"]
    answer = told.name("further_sharing" if of_system else "shareability", row["answer"])
    status = told.name("adoption_status", row["status"])
    facts = f"{status}{told.say('then')}{told.say('answered', said=answer)}"
    name = to_explorer(told.quote(row["name"]), told, row=row["id"])
    return f'<span id="open-{row["id"]}">{name}</span><br><small>{facts}<br>{lines}</small>'


def _said_of_sharing(row: Row, told: Language) -> str:
    note = f"<small>{told.quote(row['note'])}</small>"
    return "<br>".join(filter(None, [_conditions(row, told), note]))


def _conditions(row: Row, told: Language) -> str:
    return told.listed(told.name("condition", one) for one in row["conditions"].split("、") if one)


def _members(row: Row, told: Language) -> str:
    """Return who takes part, or that it is not told; and that their number is not, if it is so."""
    who = _participants(row, told)
    counted = any(letter.isdigit() for letter in who)
    return who if counted or not row["participants"] else f"{who}<br>{told.say('uncounted')}"


def _participants(row: Row, told: Language) -> str:
    """Return who takes part, and how many where it is told in other words."""
    who, number = row["participants"], row["participant_number"]
    if not who:
        return told.say("untold")
    if not str(number).isdigit() or str(number) in who:
        return told.quote(who)
    return told.quote(who) + told.say("in_brackets", said=told.say("counted", number=number))


def _each(rows: pd.DataFrame, tell: Callable[[Row, Language], str], told: Language) -> str:
    """Return what is told of each row, the same once; before it whose it is where they differ."""
    said: dict[str, str] = {}
    for row in rows.to_dict("records"):
        said.setdefault(tell(row, told), told.name("prefecture", row["prefecture"]))
    if len(said) == 1:
        return next(iter(said))
    return "<br>".join(f"{name}{told.say('of')}{text}" for text, name in said.items())
