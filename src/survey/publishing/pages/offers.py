"""What is offered, in short, as one table: the first jobs with whom to ask, and what is said to other
prefectures. The page on sharing begins with it, and so does the notebook that tells how it was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from survey.analysis.openings import OTHERS
from survey.prefectures import by_name
from survey.publishing.pages.parts import Language, to_explorer, to_page
from survey.publishing.pages.words import words
from survey.tables.categories import categories
from survey.text import shorten

Row = Mapping[Hashable, Any]
"""A row of what is open to others (`open_to_others`)."""
LETTERS = 36
"""Of the sentence of a note that speaks of others, how many are shown in short: its last ones."""
BEGINNING = 5
"""Code of opening for what is to be shared across prefectures, and is not yet."""
_STOPS = re.compile("[。：　 ]")
"""Where a clause ends: 現在：広島県及び県内市町 今後：他県等との共同利用の検討も可能."""
_BRACKETS = re.compile("（[^（）]*）")
_ENDINGS = re.compile("^[一-龥々]*[ぁ-ん、）]+")
"""The rest of a word and its ending, with which the end of a sentence may begin that was cut in it."""


def in_short(first: pd.DataFrame, offers: pd.DataFrame, told: Language) -> str:
    """Return the table as markup, with a line for each offer: whom to ask, as a link to the page of the
    prefecture, what it is, as a link to the answer, what the note says, who takes part.

    Parameters
    ----------
    first, offers
        `first_offers`, `offers_to_others`.
    told
        The language of the page.
    """
    heads = words().sharing.short_headings[told.lang]
    speaking = told.say("first_speaking", number=speaking_of_others(first["id"], offers))
    parts = [_part(told.say("first_jobs", speaking=speaking), heads)]
    for place, (_, rows) in enumerate(first.groupby("job_code", sort=False), 1):
        parts.append(_group(_job(place, rows, told), _offers_of_job(rows, told), heads))
    parts.append(_part(told.say("to_others"), heads))
    for _, rows in offers.groupby("offer_code"):
        head = f"{opening(rows, told)}{told.say('of')}{_how_many(rows, told)}"
        parts.append(_group(head, _offers(rows, told), heads))
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    return (
        f'<div class="in-short" id="in-short"><p>{told.say("as_of")}</p>'
        f"<table><thead><tr>{head}</tr></thead>{''.join(parts)}</table></div>"
    )


def sharing_in_short(first: pd.DataFrame, offers: pd.DataFrame) -> str:
    """Return the table with which the page on sharing begins, for the prose of a notebook. Its links
    lead nowhere in a notebook; the page of the notebook makes them lead.

    Parameters
    ----------
    first, offers
        `first_offers`, `offers_to_others`.
    """
    labels = {
        "prefecture": {name: name for name in by_name()},
        "shareability": {answer: answer for answer in first["answer"].dropna()},
    }
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


def _job(place: int, rows: pd.DataFrame, told: Language) -> str:
    """Return a job and how many on the way could ask about it; how many of these one who offers it, if
    it is fewer; who has it where nobody offers it."""
    job = rows.iloc[0]
    link = f'<a href="{_below(told)}#job-{job["job_code"]}">{told.quote(shorten(job["job"]))}</a>'
    facts = []
    if not job["offering"]:
        facts.append(told.say("nobody_offers"))
        if job["having"]:
            facts.append(told.say("having", said=_names(job["having"], told)))
    elif job["could_join"] < job["could_ask"]:
        offering = _names(job["offering"], told)
        facts.append(told.say("first_near", offering=offering, number=job["could_join"]))
    said = told.say("in_brackets", said=told.listed(facts)) if facts else ""
    return told.say("first_job", place=place, job=link, asking=job["could_ask"]) + said


def _names(names: str, told: Language) -> str:
    """Return the prefectures of a list as links to their pages, with what says that there are more."""
    listed = names.removesuffix("ほか")
    more = told.say("and_others") if listed != names else ""
    return told.listed(to_page(by_name()[one], told) for one in listed.split("、")) + more


def _offers_of_job(rows: pd.DataFrame, told: Language) -> Iterator[Sequence[str]]:
    for row in rows.dropna(subset="id").to_dict("records"):
        note = last_words(row["note"], "")
        said = told.say("of") + told.quote(note) if note else told.say("no_note")
        yield [
            to_page(by_name()[row["prefecture"]], told),
            to_explorer(told.quote(shorten(row["name"])), told, row=row["id"]),
            told.name("shareability", row["answer"]) + said,
            told.quote(row["participants"]) if row["participants"] else told.say("untold"),
        ]


def _offers(rows: pd.DataFrame, told: Language) -> Iterator[Sequence[str]]:
    for _, same in rows.groupby("group", sort=False):
        names = same.drop_duplicates("system")
        yield [
            told.listed(to_page(by_name()[str(one)], told) for one in same["prefecture"].unique()),
            told.listed(
                f'<a href="{_below(told)}#open-{id_}">{told.quote(shorten(name))}</a>'
                for id_, name in zip(names["id"], names["name"], strict=True)
            ),
            each(same, _quoted, told),
            taking_part(same, told),
        ]


def _below(told: Language) -> str:
    """Return the way to the page on sharing; from itself it is none."""
    return f"{told.up}sharing.html" if told.up else ""


def _how_many(rows: pd.DataFrame, told: Language) -> str:
    """Return the numbers of systems and of cases, and that of the answers where one system has several."""
    of_cases = rows["asked"].eq("shareability")
    numbers = {"systems": rows.loc[~of_cases, "system"].nunique(), "cases": sum(of_cases)}
    said = [told.say(f"how_many_{key}", number=number) for key, number in numbers.items() if number]
    if sum(numbers.values()) < len(rows):
        said.append(told.say("how_many_answers", number=len(rows)))
    return told.listed(said)


def speaking_of_others(ids: pd.Series[str], openings: pd.DataFrame) -> int:
    """Return how many of these answers speak of other prefectures."""
    labels = {one.code: one.label for one in categories(openings, "scope")}
    spoken = openings["scope"].eq(labels[OTHERS])
    return int(openings.loc[spoken, "id"].isin(ids).sum())


def opening(rows: pd.DataFrame, told: Language) -> str:
    """Return how far an offer goes that these rows are of."""
    return str(rows["offer" if told.lang == "ja" else "offer_en"].iloc[0])


def _quoted(row: Row, told: Language) -> str:
    return told.quote(last_words(row["note"], row["evidence"]))


def last_words(note: str, evidence: str) -> str:
    """Return the end of the last clause of a note that has words of evidence (the end of the note, where
    these go on over a stop), without what stands in brackets."""
    note, looked_for = note.rstrip("。"), evidence.split(";")
    clauses = [one for one in _STOPS.split(note) if any(word in one for word in looked_for)]
    said = _BRACKETS.sub("", (clauses or [note])[-1]).strip()
    return said if len(said) <= LETTERS else f"…{_ENDINGS.sub('', said[-LETTERS:])}"


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
