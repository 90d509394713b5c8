"""What the first page of the site tells by itself: key figures, findings with small charts, the map.

Each finding is a sentence that is computed, a small chart below it and what both rest on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from survey.analysis.shares import share, uniform
from survey.analysis.similar_cases import SHAREABLE
from survey.languages import Lang
from survey.publishing.pages.parts import (
    Bar,
    Language,
    labels,
    map_of_pages,
    small_bars,
    to_explorer,
)
from survey.publishing.pages.words import words
from survey.publishing.report_set import Tables
from survey.tables.prefecture_summary import UNNAMED
from survey.tables.tallies import tally

CASES = "ai_rpa_cases"
SHOWN = 6
"""Bars of a finding."""


def first_page(tables: Tables, lang: Lang) -> str:
    """Return what `docs/*/index.md` includes: four key figures, three findings, the map."""
    cases, work = tables.cases, tables.with_cases("case_work")
    coded = [(variable, work) for variable in ("work", "adoption_status", "shareability")]
    told = Language(lang, labels(coded, lang), words().first)
    lines = ['<div class="key-figures">', *_figures(tables, told), "</div>", ""]
    notes = "<br>".join(told.say(key) for key in ("shareable_is", "sure"))
    lines += [f'<p class="note">{notes}</p>', ""]
    lines += [f"## {told.say('map')}", "", told.say("map_text"), ""]
    lines += [map_of_pages(told, told.say("map")), "", f"## {told.say('findings')}", ""]
    findings = [_work(work, told), _status(cases, told), _shareability(cases, told)]
    return "\n".join([*lines, f'<div class="findings">{"".join(findings)}</div>', ""])


def _figures(tables: Tables, told: Language) -> Iterator[str]:
    """Yield the key figures: how many answers, of how many prefectures, and where they are."""
    cases, systems = tables.cases, tables.answers("shared_systems")
    in_use = cases["adoption_status_code"].eq(1)
    shareable = cases["shareability_code"].isin(SHAREABLE)
    asked: Mapping[str, tuple[pd.DataFrame, Mapping[str, object]]] = {
        "cases": (cases, {"table": CASES}),
        "in_use": (cases[in_use], {"table": CASES, "adoption_status": 1}),
        "shareable": (cases[shareable], {"table": CASES, "shareability": sorted(SHAREABLE)}),
        "systems": (systems, {"table": "shared_systems"}),
    }
    for key, (rows, chosen) in asked.items():
        number = told.say("answers", number=f"<b>{len(rows):,}</b>")
        behind = told.say("of_prefectures", number=rows["prefecture_code"].nunique())
        shown = f"<span>{told.say(key)}</span>{number}<small>{behind}</small>"
        yield to_explorer(shown, told, **chosen)


def _finding(key: str, said: str, rests: str, bars: list[Bar], told: Language) -> str:
    more = f'<a href="{told.say(f"{key}_page")}">{told.say("more")}</a>'
    return f'<section><div class="wide">{small_bars(said, rests, bars, told)}</div><p>{more}</p></section>'


def _work(work: pd.DataFrame, told: Language) -> str:
    counted = tally(work[~work["work"].isin(UNNAMED)], "work")
    first = counted.nlargest(SHOWN, ["work_prefectures", "count"])
    named = [str(code) for code in first["work_code"]]
    numbers = [int(number) for number in first["work_prefectures"]]
    bars: list[Bar] = [
        (to_explorer(told.name("work", code), told, work=code), "own", number)
        for code, number in zip(named, numbers, strict=True)
    ]
    said = told.say(
        "work", first=told.name("work", named[0]), number=numbers[0],
        count=int(first["count"].iloc[0]),
    )  # fmt: skip
    rests = told.say("work_rests", cases=len(work), number=work["prefecture_code"].nunique())
    return _finding("work", said, rests, bars, told)


def _coded(cases: pd.DataFrame, variable: str, told: Language) -> list[Bar]:
    """Return a bar for each answer to a question: how many cases."""
    counted = tally(cases, variable)
    return [
        (
            to_explorer(told.name(variable, code), told, table=CASES, **{variable: code}),
            "own",
            int(number),
        )
        for code, number in zip(counted[f"{variable}_code"], counted["count"], strict=True)
    ]


def _status(cases: pd.DataFrame, told: Language) -> str:
    used = share(cases, cases["adoption_status_code"].eq(1))
    said = told.say("status", share=f"{used.of_rows:.0%}", number=used.part)
    low, high = f"{used.lowest:.0%}", f"{used.highest:.0%}"
    rests = told.say(
        "status_rests", cases=len(cases), number=used.prefectures, low=low, high=high,
        mean=f"{used.of_prefectures:.0%}",
    )  # fmt: skip
    return _finding("status", said, rests, _coded(cases, "adoption_status", told), told)


def _shareability(cases: pd.DataFrame, told: Language) -> str:
    alike, several = uniform(cases, "shareability")
    said = told.say("shareability", alike=alike, several=several)
    rests = told.say("shareability_rests", cases=len(cases), number=len(set(cases["prefecture"])))
    return _finding("shareability", said, rests, _coded(cases, "shareability", told), told)
