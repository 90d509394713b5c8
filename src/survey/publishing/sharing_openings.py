"""What another prefecture can join, on the page on sharing: in short, and row by row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from survey.prefectures import by_name
from survey.publishing.page_parts import Language, to_explorer, to_page
from survey.publishing.prefecture_answers import Answers

Row = Mapping[Hashable, Any]
"""A row of what is open to others (`open_to_others`)."""
Described = tuple[str, str]
"""A term and what is said of it, as markup."""


def openings_in_short(answers: Answers, told: Language) -> Iterator[Described]:
    """Yield what notes say to other prefectures, each with who says so, as links to the rows below."""
    for _, rows in answers.openings.groupby("opening_code"):
        firsts = rows.drop_duplicates("prefecture")
        links = [
            f'<a href="#open-{id_}">{told.name("prefecture", name)}</a>'
            for id_, name in zip(firsts["id"], firsts["prefecture"], strict=True)
        ]
        said = told.say("opening", opening=_opening(rows, told), number=len(rows))
        yield said, told.listed(links)


def _opening(rows: pd.DataFrame, told: Language) -> str:
    return str(rows["opening" if told.lang == "ja" else "opening_en"].iloc[0])


def opening_rows(answers: Answers, told: Language) -> Iterator[list[str]]:
    """Yield a row for each system or case that another prefecture could join: what it is, whom to
    ask and what they say to others, on which conditions, who takes part."""
    for _, rows in answers.openings.groupby("group", sort=False):
        whom = [
            f"<b>{to_page(by_name()[str(name)], told)}</b><br>{_opening(own, told)}"
            for name, own in rows.groupby("prefecture", sort=False)
        ]
        yield [
            "<br>".join(_answered(row, answers, told) for row in rows.to_dict("records")),
            "<br>".join(whom),
            _each(rows, _said_of_sharing, told),
            _each(rows, _participants, told),
        ]


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
    conditions = [told.name("condition", one) for one in row["conditions"].split("、") if one]
    note = f"<small>{told.quote(row['note'])}</small>"
    return "<br>".join(filter(None, [told.listed(conditions), note]))


def _participants(row: Row, told: Language) -> str:
    return told.quote(row["participants"]) if row["participants"] else told.say("untold")


def _each(rows: pd.DataFrame, tell: Callable[[Row, Language], str], told: Language) -> str:
    """Return what is told of each row, the same once; before it whose it is where they differ."""
    said: dict[str, str] = {}
    for row in rows.to_dict("records"):
        said.setdefault(tell(row, told), told.name("prefecture", row["prefecture"]))
    if len(said) == 1:
        return next(iter(said))
    return "<br>".join(f"{name}{told.say('of')}{text}" for text, name in said.items())
