"""What another prefecture can join, row by row on the page on sharing, and listed on other pages."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from survey.analysis.joinable_answers import OPENINGS
from survey.prefectures import by_name
from survey.publishing.pages.parts import Language, to_explorer, to_page
from survey.publishing.pages.prefecture_answers import BODIES, OFFICE, SECTIONS, Answers
from survey.publishing.pages.sharing_offers import Row, each, opening, participants
from survey.publishing.pages.words import words

UNTOLD = "not_told"
"""Code of scope for a note that does not tell for whom there is room; so does no note."""


def openings_by_class(rows: pd.DataFrame, told: Language) -> Iterator[str]:
    """Yield how far offers go, each with these, as links to their rows on the page on sharing; a system
    of several prefectures once."""
    for _, same in rows.groupby("offer_code"):
        links = [_with_whom(one, told) for _, one in same.groupby("system", sort=False)]
        yield f"{opening(same, told)}{told.say('of')}{told.listed(links)}"


def _with_whom(rows: pd.DataFrame, told: Language) -> str:
    """Return a system or case as a link, with whose it is; others that answered it are links, too."""
    first, *others = rows.to_dict("records")
    name = _to_row(first, told.quote(first["name"]), told)
    whose = [told.name("prefecture", first["prefecture"])]
    whose += [_to_row(one, told.name("prefecture", one["prefecture"]), told) for one in others]
    return name + told.say("in_brackets", said=told.listed(whose))


def _to_row(row: Row, text: str, told: Language) -> str:
    return f'<a href="{told.up}sharing.html#open-{row["id"]}">{text}</a>'


def room_of(answers: Answers, id_: str, told: Language) -> str:
    """Return for whom the note of an answer has room, or that it does not tell; of those that speak of
    others how far it goes."""
    if id_ in answers.opened:
        return OPENINGS[answers.opened[id_]][told.lang == "en"]
    return told.name("scope", answers.scopes.get(id_, UNTOLD))


def opening_rows(answers: Answers, told: Language) -> Iterator[list[str]]:
    """Yield a row for each system or case that another prefecture could join: what it is, whom to
    ask and what they say to others, on which conditions, who takes part."""
    for _, rows in answers.openings.groupby("group", sort=False):
        whom = [
            f"<b>{to_page(by_name()[str(name)], told, SECTIONS[BODIES])}</b><br>"
            f"{room_of(answers, own['id'].iloc[0], told)}{_offices(answers, str(name), told)}"
            for name, own in rows.groupby("prefecture", sort=False)
        ]
        yield [
            "<br>".join(_answered(row, answers, told) for row in rows.to_dict("records")),
            "<br>".join(whom),
            each(rows, _said_of_sharing, told),
            each(rows, _members, told),
        ]


def _offices(answers: Answers, name: str, told: Language) -> str:
    """Return the sections of a prefecture whose duties are its own digital transformation, which may
    know whom to ask, or that no such answer tells; one of its industry, or of its waterworks (東京都), is
    the wrong door."""
    own = answers.own(BODIES, name)
    charged = own["duties"].str.contains("|".join(words().sharing.duties), na=False)
    offices = own[own["organization_type"].eq(OFFICE) & charged]
    links = [
        to_explorer(told.quote(office), told, row=id_)
        for id_, office in zip(
            offices["organization_id"], offices["organization_name"], strict=True
        )
    ]
    said = told.listed(links) if links else told.say("untold")
    return f"<br><small>{told.say('offices', said=said)}</small>"


def _answered(row: Row, answers: Answers, told: Language) -> str:
    """Return the name of an answer, its status, what was answered on sharing, its printed lines."""
    lines = told.say(
        "printed", first=row["line_start"], last=row["line_end"], page=answers.printed[told.lang]
    )
    answer = told.name(row["asked"], row["answer"])
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
    who = participants(row, told)
    counted = any(letter.isdigit() for letter in who)
    return who if counted or not row["participants"] else f"{who}<br>{told.say('uncounted')}"
