"""The page of the site on where sharing would pay: in short, what another prefecture can join, by job,
by the prefecture that asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from survey.analysis.joinable_answers import case_participants
from survey.analysis.sharing_offers import OFFERING, first_offers
from survey.analysis.sharing_potential import (
    STAGES,
    case_stages,
    sharing_potential,
    who_to_ask,
)
from survey.analysis.similar_cases import IN_USE, SHAREABLE
from survey.languages import Lang
from survey.prefectures import prefectures
from survey.publishing.pages.joinable_answers import opening_rows, room_of
from survey.publishing.pages.parts import (
    Language,
    page_of_document,
    stacked_table,
    to_explorer,
    to_page,
)
from survey.publishing.pages.prefecture_answers import SYSTEMS, Answers, labels_of
from survey.publishing.pages.sharing_offers import in_short
from survey.publishing.pages.words import words
from survey.publishing.report_set import Tables
from survey.reading.sources import Source
from survey.tables.categories import categories


def sharing_page(tables: Tables, survey: Source, lang: Lang) -> str:
    """Return the page: in short the first jobs and who is open to others, then what others can join,
    the jobs of several prefectures in the order in which sharing would pay, and whom each prefecture
    could ask; every name leads to its answer in the explorer.

    Parameters
    ----------
    tables
        The clean tables.
    survey
        The document of the survey, to whose lines the page leads.
    lang
        The language of the page.
    """
    wording, document = words().sharing, page_of_document(survey)
    answers = Answers(tables, {"ja": document, "en": f"../{document}"})
    spoken = {**words().prefectures, **wording.notes}
    told = Language(lang, labels_of(answers, lang), spoken)
    cases = tables.with_cases("use_case_clusters")
    work, conditions = (tables.read(name) for name in ("case_work", "case_sharing"))
    jobs = sharing_potential(cases, work, conditions, tables.answers(SYSTEMS))
    near, room = who_to_ask(cases).query("near"), _conditions(answers, told)
    parts = {
        "open": (wording.open, "", opening_rows(answers, told)),
        "by-job": (wording.jobs, "", _jobs(answers, cases, jobs, room, told)),
        "by-prefecture": (wording.asking, _who_asks(near, told), _asking(near, room, told)),
    }
    lines = [f"# {wording.title[lang]}", ""]
    lines += [in_short(first_offers(jobs, cases), answers.openings, told), ""]
    lines += [wording.introduction[lang], ""]
    for id_, (part, above, rows) in parts.items():
        lines += [f"({id_})=", "", f"## {part.title[lang]}", "", part.introduction[lang], ""]
        lines += [above, "", stacked_table(part.headings[lang], rows), ""]
    return "\n".join([*lines, wording.caveats[lang], ""])


def _unnamed(offered: pd.DataFrame, told: Language) -> list[str]:
    """Return that no offer tells who takes part, if there are any."""
    return (
        [told.say("unnamed_members")] if len(offered) and case_participants(offered).empty else []
    )


def _jobs(
    answers: Answers,
    cases: pd.DataFrame,
    jobs: pd.DataFrame,
    room: Mapping[str, str],
    told: Language,
) -> Iterator[list[str]]:
    """Yield a row for each job: its name, who offers it, has it, waits for it."""
    conditions = answers.tables.read("case_sharing")
    codes = {one.label: one.code for one in categories(conditions, "condition")}
    systems, how_far = _systems(answers, told), case_stages(cases)
    for job in jobs.to_dict("records"):
        same = cases["cluster_id"] == job["job_code"]
        offers = {"adoption_status": IN_USE, "shareability": sorted(SHAREABLE)}
        offers["cluster"] = job["job_code"]
        facts = {
            "asking": job["could_ask"],
            "offered": job["could_join"],
            "work": told.name("work", job["work"]),
            "words": told.quote(job["cluster_label"]),
            "conditions": told.listed(
                to_explorer(told.name("condition", one), told, **offers, condition=codes[one])
                for one in job["conditions"].split("、")
                if one
            ),
            "systems": told.listed(systems[one] for one in job["systems"].split(";") if one),
        }
        below = [told.say(key, said=said) for key, said in facts.items() if said]
        below += _unnamed(cases[same & (how_far == OFFERING)], told)
        name = to_explorer(told.quote(job["job"]), told, cluster=job["job_code"])
        yield [
            f'<span id="job-{job["job_code"]}">{name}</span><br><small>{"<br>".join(below)}</small>',
            *(
                _cases(cases[same & (how_far == stage)], told, room if stage == OFFERING else {})
                for stage in STAGES
            ),
        ]


def _systems(answers: Answers, told: Language) -> Mapping[str, str]:
    """Return what is said of each system: its name, whose it is, whether it is in use, for whom there
    is room, who takes part."""
    tables = answers.tables
    evidence = tables.read("system_participants").set_index("system_id")["evidence"]
    taking_part = evidence.str.replace(";", "、").to_dict()
    found = {}
    for row in tables.answers(SYSTEMS).to_dict("records"):
        id_ = row["system_id"]
        facts = [told.name("prefecture", row["prefecture"]), room_of(answers, id_, told)]
        if row["adoption_status_code"] != IN_USE:
            facts.insert(1, told.name("adoption_status", row["adoption_status"]))
        if id_ in taking_part:
            facts.append(told.say("taking_part", said=told.quote(taking_part[id_])))
        name = to_explorer(told.quote(row["system_name"]), told, row=id_)
        found[id_] = name + told.say("in_brackets", said=told.listed(facts))
    return found


def _conditions(answers: Answers, told: Language) -> Mapping[str, str]:
    """Return for whom there is room by the note of a case, on which conditions, and who takes part; of
    what is said to be shareable also that nothing is told."""
    cases = answers.tables.cases
    offered = cases.loc[cases["shareability_code"].isin(SHAREABLE), "case_id"]
    found: dict[str, list[str]] = {str(id_): [] for id_ in offered}
    for case_id, rows in answers.tables.read("case_sharing").groupby("case_id"):
        facts = [room_of(answers, str(case_id), told)]
        facts += [told.name("condition", one) for one in rows["condition"].dropna()]
        found[str(case_id)] = facts
    for shared, words_of in case_participants(cases).items():
        found[str(shared)].append(told.say("taking_part", said=told.quote(words_of)))
    return {id_: told.listed(facts) or told.say("no_condition") for id_, facts in found.items()}


def _who_asks(near: pd.DataFrame, told: Language) -> str:
    """Return the prefectures that have a row below, as links to it, then those that have none, as
    links to the candidates on their pages."""
    firsts = near.drop_duplicates("own_prefecture")
    places = dict(zip(firsts["own_prefecture"], firsts["own_case_id"], strict=True))
    listed = [
        f'<a href="#{place}">{told.name("prefecture", name)}</a>' for name, place in places.items()
    ]
    silent = [to_page(one, told, "asking") for one in prefectures() if one.prefecture not in places]
    found = {"listed": listed, "unlisted": silent}
    return "\n\n".join(told.say(key, said=told.listed(links)) for key, links in found.items())


def _asking(near: pd.DataFrame, room: Mapping[str, str], told: Language) -> Iterator[list[str]]:
    """Yield a row for each case that is not in use: whose, what, and those whose text is near."""
    for case_id, asked in near.groupby("own_case_id", sort=False):
        own = asked.iloc[0]
        status = told.name("adoption_status", own["own_status"])
        name = to_explorer(told.quote(own["own_procedure"]), told, row=case_id)
        yield [
            f'<span id="{case_id}">{told.name("prefecture", own["own_prefecture"])}</span>',
            name + told.say("in_brackets", said=status),
            _cases(asked[asked["offered"]], told, room),
            _cases(asked[~asked["offered"]], told, room),
        ]


def _cases(cases: pd.DataFrame, told: Language, room: Mapping[str, str]) -> str:
    """Return the prefectures of cases, as links to them, by what they answered on sharing; behind a
    name the conditions that its note names, where they are given."""
    said = []
    for answer, rows in cases.groupby("shareability", sort=False):
        named = [
            to_explorer(told.name("prefecture", name), told, row=id_)
            + (told.say("in_brackets", said=room[id_]) if id_ in room else "")
            for id_, name in zip(rows["case_id"], rows["prefecture"], strict=True)
        ]
        said.append(f"{told.name('shareability', answer)}{told.say('of')}{told.listed(named)}")
    return "<br>".join(said)
