"""The page of the site on where sharing would pay: by job, and by the prefecture that asks."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from survey.analysis.sharing_potential import STAGES, case_stages, sharing_potential, who_to_ask
from survey.prefectures import prefectures
from survey.publishing.pages import words
from survey.publishing.report_set import Tables
from survey.tables.categories import categories
from survey.tables.dictionary import Lang

Labels = Mapping[str, str]
"""What prefectures, answers and kinds are called in the language of the page, by their Japanese."""


def sharing_page(tables: Tables, lang: Lang) -> str:
    """Return the page with the jobs of several prefectures, in the order in which sharing would pay,
    and with whom each prefecture could ask; every name leads to its answer in the explorer."""
    wording, cases = words().sharing, tables.with_cases("use_case_clusters")
    labels = _labels(tables, lang)
    lines = [f"# {wording.title[lang]}", "", wording.introduction[lang], ""]
    for part, rows in (
        (wording.jobs, _jobs(tables, cases, labels, lang)),
        (wording.asking, _asking(cases, labels)),
    ):
        lines += [f"## {part.title[lang]}", "", part.introduction[lang], ""]
        lines += [_row(part.headings[lang]), "|---" * len(part.headings[lang]) + "|"]
        lines += [*map(_row, rows), ""]
    return "\n".join([*lines, wording.caveats[lang], ""])


def _labels(tables: Tables, lang: Lang) -> Labels:
    names = {each.prefecture: each.prefecture_en for each in prefectures()}
    frames = {
        "shareability": tables.cases, "adoption_status": tables.cases,
        "work": tables.read("case_work"), "condition": tables.read("case_sharing"),
    }  # fmt: skip
    for variable, frame in frames.items():
        names |= {one.label: one.label_en for one in categories(frame, variable)}
    return names if lang == "en" else {label: label for label in names}


def _jobs(tables: Tables, cases: pd.DataFrame, labels: Labels, lang: Lang) -> Iterator[list[str]]:
    """Yield a row for each job: its name, who offers it, has it, waits for it."""
    notes, systems = words().sharing.notes, tables.answers("shared_systems")
    work, conditions = (tables.read(name) for name in ("case_work", "case_sharing"))
    named = systems.set_index("system_id")["system_name"]
    how_far = case_stages(cases)
    for job in sharing_potential(cases, work, conditions, systems).to_dict("records"):
        told = {
            "asking": job["could_ask"],
            "offered": job["could_join"],
            "work": labels[job["work"]],
            "words": job["cluster_label"],
            "conditions": "、".join(labels[one] for one in job["conditions"].split("、") if one),
            "systems": "、".join(
                _link("row", one, named[one]) for one in job["systems"].split(";") if one
            ),
        }
        below = [notes[name][lang].format(said) for name, said in told.items() if said]
        same = cases["cluster_id"] == job["job_code"]
        yield [
            f"{_link('cluster', job['job_code'], job['job'])}<br><small>{'<br>'.join(below)}</small>",
            *(_cases(cases[same & (how_far == stage)], labels) for stage in STAGES),
        ]


def _asking(cases: pd.DataFrame, labels: Labels) -> Iterator[list[str]]:
    """Yield a row for each case that is not in use: whose, what, and those whose text is near."""
    order = {each.prefecture: int(each.prefecture_code) for each in prefectures()}
    near = who_to_ask(cases).query("near")
    pairs = near.iloc[near["own_prefecture"].map(order).argsort(kind="stable")]
    for _, asked in pairs.groupby("own_case_id", sort=False):
        own = asked.iloc[0]
        yield [
            labels[own["own_prefecture"]],
            f"{_link('row', own['own_case_id'], own['own_procedure'])}（{labels[own['own_status']]}）",
            _cases(asked[asked["offered"]], labels),
            _cases(asked[~asked["offered"]], labels),
        ]


def _cases(cases: pd.DataFrame, labels: Labels) -> str:
    """Return the prefectures of cases, as links to them, by what they answered on sharing."""
    said = []
    for answer, rows in cases.groupby("shareability", sort=False):
        named = zip(rows["case_id"], rows["prefecture"], strict=True)
        links = "、".join(_link("row", case_id, labels[name]) for case_id, name in named)
        said.append(f"{labels[str(answer)]}：{links}")
    return "<br>".join(said)


def _link(key: str, value: object, text: str) -> str:
    return f'<a href="explorer.html#{key}={value}">{html.escape(text)}</a>'


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
