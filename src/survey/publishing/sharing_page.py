"""The page of the site on where sharing would pay: by job, by the prefecture that asks, and what
another prefecture can join."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from survey.analysis.sharing_potential import (
    IN_USE,
    STAGES,
    case_stages,
    open_to_others,
    sharing_potential,
    who_to_ask,
)
from survey.analysis.similar_cases import SHAREABLE
from survey.prefectures import prefectures
from survey.publishing.page_parts import page_of
from survey.publishing.pages import words
from survey.publishing.report_set import Tables
from survey.tables.categories import categories
from survey.tables.dictionary import Lang

Labels = Mapping[str, str]
"""What prefectures, answers and kinds are called in the language of the page, by their Japanese."""
OFFERING = 1
"""Code of the stage in use, can be shared."""
OFFERED = "&amp;".join(
    [f"adoption_status={IN_USE}", *(f"shareability={code}" for code in SHAREABLE)]
)
"""The filter of the explorer for what is in use and can be shared, as it stands in HTML."""


def sharing_page(tables: Tables, lang: Lang) -> str:
    """Return the page with the jobs of several prefectures, in the order in which sharing would pay,
    with whom each prefecture could ask, and with what others can join; every name leads to its answer
    in the explorer."""
    wording, cases = words().sharing, tables.with_cases("use_case_clusters")
    labels = _labels(tables, lang)
    near = who_to_ask(cases).query("near")
    parts = {
        "by-job": (wording.jobs, "", _jobs(tables, cases, labels, lang)),
        "by-prefecture": (
            wording.asking,
            _who_asks(near, labels, lang),
            _asking(near, _conditions(tables, labels, lang), labels),
        ),
        "open": (wording.open, "", _open(tables, labels, lang)),
    }
    leading = [f'<a href="#{id_}">{part.title[lang]}</a>' for id_, (part, *_) in parts.items()]
    lines = [f"# {wording.title[lang]}", "", wording.introduction[lang], "", "｜".join(leading), ""]
    for id_, (part, above, rows) in parts.items():
        lines += [f"({id_})=", "", f"## {part.title[lang]}", "", part.introduction[lang], ""]
        lines += [above, "", _row(part.headings[lang]), "|---" * len(part.headings[lang]) + "|"]
        lines += [*(_row(_with_heads(row, part.headings[lang])) for row in rows), ""]
    return "\n".join([*lines, wording.caveats[lang], ""])


def _labels(tables: Tables, lang: Lang) -> Labels:
    names = {each.prefecture: each.prefecture_en for each in prefectures()}
    frames = {
        "shareability": tables.cases, "adoption_status": tables.cases,
        "further_sharing": tables.read("shared_systems"), "work": tables.read("case_work"),
        "condition": tables.read("case_sharing"), "scope": tables.read("case_sharing"),
    }  # fmt: skip
    for variable, frame in frames.items():
        names |= {one.label: one.label_en for one in categories(frame, variable)}
    return names if lang == "en" else {label: label for label in names}


def _jobs(tables: Tables, cases: pd.DataFrame, labels: Labels, lang: Lang) -> Iterator[list[str]]:
    """Yield a row for each job: its name, who offers it, has it, waits for it."""
    notes, systems = words().sharing.notes, tables.answers("shared_systems")
    work, conditions = (tables.read(name) for name in ("case_work", "case_sharing"))
    codes = {one.label: one.code for one in categories(conditions, "condition")}
    served = _systems(tables, systems, labels, lang)
    how_far, room = case_stages(cases), _conditions(tables, labels, lang)
    for job in sharing_potential(cases, work, conditions, systems).to_dict("records"):
        offers = f"explorer.html#{OFFERED}&amp;cluster={job['job_code']}"
        told = {
            "asking": job["could_ask"],
            "offered": job["could_join"],
            "work": labels[job["work"]],
            "words": job["cluster_label"],
            "conditions": "、".join(
                f'<a href="{offers}&amp;condition={codes[one]}">{labels[one]}</a>'
                for one in job["conditions"].split("、")
                if one
            ),
            "systems": "、".join(served[one] for one in job["systems"].split(";") if one),
        }
        below = [notes[name][lang].format(said) for name, said in told.items() if said]
        same = cases["cluster_id"] == job["job_code"]
        yield [
            f"{_link('cluster', job['job_code'], job['job'])}<br><small>{'<br>'.join(below)}</small>",
            *(
                _cases(
                    cases[same & (how_far == stage)], labels, room if stage == OFFERING else None
                )
                for stage in STAGES
            ),
        ]


def _systems(
    tables: Tables, systems: pd.DataFrame, labels: Labels, lang: Lang
) -> Mapping[str, str]:
    """Return what is said of each system: its name, whose it is, whether it is in use, for whom there
    is room, who takes part."""
    note, unsaid = (words().sharing.notes[name][lang] for name in ("taking_part", "no_scope"))
    scopes = tables.read("system_sharing").drop_duplicates("system_id")
    named = {one.code: labels[one.label] for one in categories(scopes, "scope")}
    scope = scopes.set_index("system_id")["scope"].map(named).to_dict()
    evidence = tables.read("system_participants").set_index("system_id")["evidence"]
    taking_part = {id_: note.format(said.replace(";", "、")) for id_, said in evidence.items()}
    told = {}
    for row in systems.to_dict("records"):
        id_ = row["system_id"]
        facts = [labels[row["prefecture"]], scope.get(id_, unsaid)]
        if row["adoption_status_code"] != IN_USE:
            facts.insert(1, labels[row["adoption_status"]])
        name = _link("row", id_, row["system_name"])
        told[id_] = f"{name}（{'、'.join(facts)}{taking_part.get(id_, '')}）"
    return told


def _who_asks(near: pd.DataFrame, labels: Labels, lang: Lang) -> str:
    """Return the prefectures that have a row below, as links to it, then those that have none, as
    links to their pages."""
    notes, firsts = words().sharing.notes, near.drop_duplicates("own_prefecture")
    places = dict(zip(firsts["own_prefecture"], firsts["own_case_id"], strict=True))
    found = {
        "listed": [f'<a href="#{place}">{labels[name]}</a>' for name, place in places.items()],
        "silent": [
            f'<a href="prefectures/{page_of(each)}.html">{labels[each.prefecture]}</a>'
            for each in prefectures()
            if each.prefecture not in places
        ],
    }
    lines = [notes[name][lang].format("、".join(links)) for name, links in found.items()]
    return "\n\n".join(lines)


def _conditions(tables: Tables, labels: Labels, lang: Lang) -> Mapping[str, str]:
    """Return for whom there is room by the note of a case, and on which conditions; of what is said
    to be shareable also that nothing is told."""
    told, unsaid = tables.read("case_sharing"), words().sharing.notes["no_condition"][lang]
    named = {
        variable: {one.code: labels[one.label] for one in categories(told, variable)}
        for variable in ("scope", "condition")
    }
    cases = tables.cases
    offered = cases.loc[cases["shareability_code"].isin(SHAREABLE), "case_id"]
    found = dict.fromkeys(map(str, offered), unsaid)
    for case_id, rows in told.groupby("case_id"):
        facts = [named["scope"].get(rows["scope"].iloc[0], "")]
        facts += [named["condition"][one] for one in rows["condition"].dropna()]
        found[str(case_id)] = "、".join(filter(None, facts)) or unsaid
    return found


def _asking(
    near: pd.DataFrame, conditions: Mapping[str, str], labels: Labels
) -> Iterator[list[str]]:
    """Yield a row for each case that is not in use: whose, what, and those whose text is near."""
    for case_id, asked in near.groupby("own_case_id", sort=False):
        own = asked.iloc[0]
        yield [
            f'<span id="{case_id}">{labels[own["own_prefecture"]]}</span>',
            f"{_link('row', case_id, own['own_procedure'])}（{labels[own['own_status']]}）",
            _cases(asked[asked["offered"]], labels, conditions),
            _cases(asked[~asked["offered"]], labels, conditions),
        ]


def _open(tables: Tables, labels: Labels, lang: Lang) -> Iterator[list[str]]:
    """Yield a row for each answer that another prefecture could join."""
    read = (tables.read(name) for name in ("case_sharing", "system_sharing", "system_participants"))
    untold = words().sharing.notes["untold"][lang]
    found = open_to_others(tables.cases, tables.answers("shared_systems"), *read)
    for row in found.to_dict("records"):
        conditions = "、".join(labels[one] for one in row["conditions"].split("、") if one)
        said = [f"{labels[row['prefecture']]}：{labels[row['answer']]}", labels[row["scope"]]]
        yield [
            f"{_link('row', row['id'], row['name'])}<br><small>{'<br>'.join(said)}</small>",
            "<br>".join(filter(None, [conditions, f"<small>{_escaped(row['note'])}</small>"])),
            _escaped(row["participants"]) or untold,
        ]


def _cases(cases: pd.DataFrame, labels: Labels, conditions: Mapping[str, str] | None = None) -> str:
    """Return the prefectures of cases, as links to them, by what they answered on sharing; behind a
    name the conditions that its note names, where they are asked for."""
    said = []
    told = {id_: f"（{named}）" for id_, named in (conditions or {}).items()}
    for answer, rows in cases.groupby("shareability", sort=False):
        named = zip(rows["case_id"], rows["prefecture"], strict=True)
        links = "、".join(
            _link("row", id_, labels[name]) + told.get(id_, "") for id_, name in named
        )
        said.append(f"{labels[str(answer)]}：{links}")
    return "<br>".join(said)


def _link(key: str, value: object, text: str) -> str:
    return f'<a href="explorer.html#{key}={value}">{_escaped(text)}</a>'


def _escaped(text: str) -> str:
    return html.escape(text).replace("|", "&#124;")


def _with_heads(cells: Iterable[str], heads: Iterable[str]) -> Iterator[str]:
    """Yield cells with their headings, which are shown where a narrow page puts cells below each other."""
    for cell, head in zip(cells, heads, strict=True):
        yield f'<span class="head">{head}</span>{cell}' if cell else ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
