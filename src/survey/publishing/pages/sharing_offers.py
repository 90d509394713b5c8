"""What is offered, in short, as one table: the first jobs with whom to ask, and what is said to other
prefectures. The page on sharing begins with it, and so does the notebook that tells how it was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from survey.analysis.joinable_answers import BEGINNING, JOINABLE, OTHERS
from survey.prefectures import by_name
from survey.publishing.pages.parts import Language, to_explorer, to_page
from survey.publishing.pages.prefecture_answers import BODIES, SECTIONS
from survey.publishing.pages.words import words
from survey.tables.categories import categories

Row = Mapping[Hashable, Any]
"""A row of what is open to others (`open_to_others`)."""
LETTERS = 40
"""Of the sentence of a note that speaks of others, how many are shown in short: its last ones."""
_STOPS = re.compile("[。：　 ]")
"""Where a clause ends: 現在：広島県及び県内市町 今後：他県等との共同利用の検討も可能."""
_PAUSE = re.compile("(?<=だ)が、?|、")
"""Where a long clause can be cut: …が参加するクラウドサービスだが今後、他都道府県との共同利用も可能."""
_BRACKETS = re.compile("（[^（）]*）")
_ENDINGS = re.compile("^[一-龥々]*[ぁ-ん、）]+")
"""The rest of a word and its ending, with which the end of a sentence may begin that was cut in it."""


def in_short(first: pd.DataFrame, offers: pd.DataFrame, told: Language) -> str:
    """Return the table as markup, with a line for each offer: what it is, as a link to the answer, whom
    to ask, as a link to the bodies of the prefecture, what the note says, who takes part.

    Parameters
    ----------
    first, offers
        `first_offers`, `offers_to_others`.
    told
        The language of the page.
    """
    heads = words().sharing.short_headings[told.lang]
    is_joinable = offers["offer_code"] <= JOINABLE
    parts = [
        _group(told.say("to_others", opening=opening(rows, told)), _offers(rows, told), heads)
        for _, rows in offers[is_joinable].groupby("offer_code")
    ]
    speaking = speaking_of_others(first["id"], offers)
    parts.append(_part(told.say("first_jobs", number=speaking), heads))
    for _, rows in first.groupby("job_code", sort=False):
        parts.append(_group(_job(rows.iloc[0], told), _offers_of_job(rows, told), heads))
    rest = [
        told.say("rest", opening=opening(rows, told, "opening"), number=len(rows))
        for _, rows in offers[~is_joinable].groupby("opening_code")
    ]
    link = f'<a href="{_below(told)}#open">{told.say("all_openings")}</a>'
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    return (
        f'<div class="in-short" id="in-short">'
        f"<table><thead><tr>{head}</tr></thead>{''.join(parts)}</table>"
        f"<p>{told.say('besides', said=told.listed(rest), link=link)}<br>{told.say('untold_now')}</p></div>"
    )


def sharing_in_short(first: pd.DataFrame, offers: pd.DataFrame) -> str:
    """Return the table with which the page on sharing begins, for the prose of a notebook. Its links
    lead nowhere in a notebook; the page of the notebook makes them lead.

    Parameters
    ----------
    first, offers
        `first_offers`, `offers_to_others`.
    """
    labels = {"prefecture": {name: name for name in by_name()}}
    told = Language("ja", labels, {**words().prefectures, **words().sharing.notes}, "../")
    return in_short(first, offers, told).replace(' href="', ' data-href="')


def _part(head: str, heads: Sequence[str]) -> str:
    return f'<tbody><tr><th scope="colgroup" colspan="{len(heads)}">{head}</th></tr></tbody>'


def _group(head: str, lines: Iterator[Sequence[str]], heads: Sequence[str]) -> str:
    cells = ("".join(f"<td>{one}</td>" for one in line) for line in lines)
    return (
        f'<tbody><tr><th scope="rowgroup" colspan="{len(heads)}">{head}</th></tr>'
        f"{''.join(f'<tr>{line}</tr>' for line in cells)}</tbody>"
    )


def _job(job: pd.Series[Any], told: Language) -> str:
    """Return a job, how many prefectures report it, how many of them are on the way and how many of
    these could ask somebody who offers it."""
    link = f'<a href="{_below(told)}#job-{job["job_code"]}">{told.quote(job["job"])}</a>'
    return told.say(
        "first_job", job=link, all=job["prefectures"], waiting=job["on_the_way"],
        joining=job["could_join"],
    )  # fmt: skip


def _offers_of_job(rows: pd.DataFrame, told: Language) -> Iterator[Sequence[str]]:
    for row in rows.to_dict("records"):
        note = last_words(row["note"], "")
        yield [
            to_explorer(told.quote(row["name"]), told, row=row["id"]),
            to_page(by_name()[row["prefecture"]], told, SECTIONS[BODIES]),
            told.quote(note) if note else told.say("no_note"),
            told.quote(row["participants"]) if row["participants"] else told.say("untold"),
        ]


def _offers(rows: pd.DataFrame, told: Language) -> Iterator[Sequence[str]]:
    for _, same in rows.groupby("group", sort=False):
        names = same.drop_duplicates("system")
        yield [
            told.listed(
                f'<a href="{_below(told)}#open-{id_}">{told.quote(name)}</a>'
                for id_, name in zip(names["id"], names["name"], strict=True)
            ),
            told.listed(
                to_page(by_name()[str(one)], told, SECTIONS[BODIES])
                for one in same["prefecture"].unique()
            ),
            each(same, _quoted, told),
            taking_part(same, told),
        ]


def _below(told: Language) -> str:
    """Return the way to the page on sharing; from itself it is none."""
    return f"{told.up}sharing.html" if told.up else ""


def speaking_of_others(ids: pd.Series[str], openings: pd.DataFrame) -> int:
    """Return how many of these answers speak of other prefectures."""
    labels = {one.code: one.label for one in categories(openings, "scope")}
    spoken = openings["scope"].eq(labels[OTHERS])
    return int(openings.loc[spoken, "id"].isin(ids).sum())


def opening(rows: pd.DataFrame, told: Language, of: str = "offer") -> str:
    """Return how far the offer goes that these rows are of, or their own answers (`opening`)."""
    return str(rows[of if told.lang == "ja" else f"{of}_en"].iloc[0])


def _quoted(row: Row, told: Language) -> str:
    return told.quote(last_words(row["note"], row["evidence"]))


def last_words(note: str, evidence: str) -> str:
    """Return the last clause of a note that has words of evidence (the whole note, where these go on
    over a stop); of a long one, without what stands in brackets, the end from a pause on, or the last
    letters if that has no evidence."""
    note, looked_for = note.rstrip("。"), evidence.split(";")
    clauses = [one for one in _STOPS.split(note) if any(word in one for word in looked_for)]
    said = (clauses or [note])[-1]
    if len(said) <= LETTERS:
        return said
    said = _BRACKETS.sub("", said)
    ends = [said, *(said[pause.end() :] for pause in _PAUSE.finditer(said))]
    for end in ends:
        if len(end) <= LETTERS and any(word in end for word in looked_for):
            return end if end == said else f"…{end}"
    return f"…{_ENDINGS.sub('', said[-LETTERS:])}"


def taking_part(rows: pd.DataFrame, told: Language) -> str:
    """Return who takes part in an offer; once, where all answers tell the same number."""
    numbers = rows["participant_number"]
    one = numbers.notna().all() and numbers.nunique() == 1
    return each(rows.head(1) if one else rows, participants, told)


def participants(row: Row, told: Language) -> str:
    """Return who takes part, and how many where it is told in other words."""
    who, number = row["participants"], row["participant_number"]
    if not who:
        return told.say("not_yet" if row["opening_code"] == BEGINNING else "untold")
    if not str(number).isdigit() or str(number) in who:
        return told.quote(who)
    return told.quote(who) + told.say("in_brackets", said=told.say("counted", number=number))


def each(rows: pd.DataFrame, tell: Callable[[Row, Language], str], told: Language) -> str:
    """Return what is told of each row, the same once; before it whose it is where they differ."""
    said: dict[str, str] = {}
    for row in rows.to_dict("records"):
        said.setdefault(tell(row, told), told.name("prefecture", row["prefecture"]))
    if len(said) == 1:
        return next(iter(said))
    return "<br>".join(f"{name}{told.say('of')}{text}" for text, name in said.items())
