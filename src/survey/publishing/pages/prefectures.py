"""A page of the site for each prefecture: its answers beside those of others, whom it could ask.

What a prefecture did not answer is said so, and never counted as zero. A mix of few cases says
little: a prefecture with fewer than `FEW` stands beside others of its region instead of similar ones.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from survey.analysis.case_mixes import FEW
from survey.analysis.similar_cases import IN_USE, SHAREABLE
from survey.languages import LANGS, Lang
from survey.prefectures import Prefecture, by_name, prefectures
from survey.publishing.facets import answer_tables
from survey.publishing.pages.neighbours import side_by_side
from survey.publishing.pages.parts import (
    Bar,
    Language,
    map_of_pages,
    page_of,
    page_of_document,
    plain_table,
    small_bars,
    to_explorer,
    to_page,
)  # fmt: skip
from survey.publishing.pages.prefecture_answers import CASES, SECTIONS, TOLD, Answers, labels_of
from survey.publishing.pages.prefecture_others import (
    Others,
    lacking_lists,
    open_elsewhere,
    others_of,
)
from survey.publishing.pages.words import words
from survey.publishing.report_set import Tables
from survey.reading.sources import Source
from survey.tables.categories import categories


def prefecture_pages(tables: Tables, survey: Source) -> Iterator[tuple[Lang, str, str]]:
    """Yield the pages in both languages: that of each prefecture, and the list of all.

    Parameters
    ----------
    tables
        The clean tables.
    survey
        The document of the survey, which each page names.

    Yields
    ------
    tuple
        Language, name of the file below that of the language, Markdown.
    """
    document = page_of_document(survey)
    answers = Answers(tables, {"ja": f"../{document}", "en": f"../../{document}"})
    cited = {"ja": survey.citation, "en": f"{survey.publisher_en}, {survey.title_en}"}
    spoken = [
        Language(lang, labels_of(answers, lang), words().prefectures, "../") for lang in LANGS
    ]
    for prefecture in prefectures():
        others = others_of(answers, prefecture)
        for words_of in spoken:
            text = _page(answers, prefecture, others, words_of, cited[words_of.lang])
            yield words_of.lang, f"prefectures/{page_of(prefecture)}.md", text
    for words_of in spoken:
        yield words_of.lang, "prefectures.md", _list(answers, replace(words_of, up=""))


def _page(
    answers: Answers, prefecture: Prefecture, others: Others, told: Language, citation: str
) -> str:
    name = prefecture.prefecture
    own = told.name("prefecture", name)
    parts = [
        ("figures", _figures(answers, name, others, told)),
        (CASES, _cases(answers, name, told)),
        ("lacking", lacking_lists(answers, prefecture, others, told)),
        ("asking", _asking(answers, name, told)),
        *((table, _listed(answers, table, name, told)) for table in TOLD if table != CASES),
        ("caveats", [f"<p>{told.say('caveats_text', citation=html.escape(citation))}</p>"]),
    ]
    heading = name if told.lang == "ja" else f"{own} ({name})"
    lines = ["---", "orphan: true", "---", "", f"# {heading}", "", _way(prefecture, told), ""]
    number = sum(len(answers.own(table, name)) for table in TOLD)
    whole = to_explorer(
        told.say("all_answers", own=own, number=number), told, prefecture=prefecture.prefecture_code
    )
    lines += [f"<p>{told.say('introduction', own=own)}</p>", "", f"<p>{whole}</p>", ""]
    lines += [f"<p>{side_by_side(prefecture, told)}</p>", ""]
    lines += [*open_elsewhere(prefecture, others, told), ""]
    for key, blocks in parts:
        lines += [f"## {told.say(key, own=own)}", ""]
        lines += [f'<div id="{SECTIONS.get(key, key)}"></div>', ""]
        for block in blocks:
            lines += [block, ""]
    return "\n".join(lines)


def _way(prefecture: Prefecture, told: Language) -> str:
    """Return the way to the list of all and to the others of the region."""
    region = [one for one in prefectures() if one.region == prefecture.region]
    links = [
        f"<b>{told.name('prefecture', one.prefecture)}</b>"
        if one == prefecture
        else to_page(one, told)
        for one in region
    ]
    to_list = f'<a href="../prefectures.html">{told.say("title")}</a>'
    return f'<p class="way">{to_list} › {told.listed(links)}</p>'


def _figures(answers: Answers, name: str, others: Others, told: Language) -> Iterator[str]:
    summary, own = answers.summary, told.name("prefecture", name)
    beside = told.listed(told.name("prefecture", one) for one in others.beside)
    if others.similar:
        how = "beside_similar"
    else:
        how = "beside_silent" if pd.isna(summary["cases"][name]) else "beside_region"
    yield f"<p>{told.say(how, own=own, others=beside, few=FEW)}</p>"
    yield f"<p>{told.say('no_merit')}</p>"
    measures = [one.removesuffix("_rank") for one in summary.columns if one.endswith("_rank")]
    panels = []
    for measure in measures:
        counts = summary[measure]
        numbers = counts.dropna().astype(int)
        bars: list[Bar] = [(own, "own", numbers.get(name))]
        bars += [(told.say("median"), "median", float(numbers.median()))]
        bars += [(told.name("prefecture", one), "other", numbers.get(one)) for one in others.beside]
        place = _place(numbers, name, summary[f"{measure}_rank"][name], told)
        panels.append(small_bars(told.title(measure), place, bars, told))
    yield f'<div class="panels">{"".join(panels)}</div>'


def _place(numbers: pd.Series[int], name: str, rank: int, told: Language) -> str:
    """Return the rank of a prefecture among those that answered; to have none of something is no
    rank, as most share it."""
    if name not in numbers:
        return told.say("of_answering", answering=len(numbers))
    same = int((numbers == numbers[name]).sum())
    if not numbers[name]:
        return told.say("none", answering=len(numbers), same=same)
    ties = told.say("ties", same=same - 1) if same > 1 else ""
    return told.say("rank", answering=len(numbers), rank=rank, ties=ties)


def _cases(answers: Answers, name: str, told: Language) -> Iterator[str]:
    own = answers.own(CASES, name)
    if own.empty:
        yield _silent(name, told)
        return
    code = by_name()[name].prefecture_code
    statuses = [
        told.say("how_many", name=told.name("adoption_status", one.label), number=count)
        for one in categories(own, "adoption_status")
        if (count := int((own["adoption_status_code"] == one.code).sum()))
    ]
    counts = Counter(own["work"])
    kinds = [str(one.code) for one in categories(own, "work") if one.code in counts]
    kinds.sort(key=lambda kind: -counts[kind])
    bars: list[Bar] = [
        (
            to_explorer(told.name("work", kind), told, prefecture=code, work=kind),
            "own",
            counts[kind],
        )
        for kind in kinds
    ]
    given = told.listed(statuses)
    yield f"<p>{told.say('cases_text', number=len(own), statuses=given)}</p>"
    yield f'<div class="wide">{small_bars(told.say("by_work"), told.say("derived"), bars, told)}</div>'
    for kind in kinds:
        rows = own[own["work"] == kind]
        yield f'<p class="kind">{told.say("how_many", name=told.name("work", kind), number=len(rows))}</p>'
        yield _answered(answers, CASES, rows, told)


def _asking(answers: Answers, name: str, told: Language) -> Iterator[str]:
    own = told.name("prefecture", name)
    to_all = '<a href="../sharing.html">' + told.say("sharing") + "</a>"
    if answers.own(CASES, name).empty:
        yield f"<p>{told.say('nothing_to_ask', own=own)} {to_all}</p>"
        return
    pairs = answers.asked[answers.asked["own_prefecture"] == name]
    if pairs.empty:
        yield f"<p>{told.say('nobody_to_ask', own=own)} {to_all}</p>"
        return
    yield f"<p>{told.say('asking_text', own=own, number=pairs['own_case_id'].nunique())} {to_all}</p>"
    cases = answers.frames[CASES].set_index("case_id", drop=False)
    waiting = cases["adoption_status_code"].ne(IN_USE)
    offered = cases["shareability_code"].isin(SHAREABLE)
    asking = sorted(pairs["own_case_id"].unique())
    groups = {
        "asking_waiting": [one for one in asking if waiting[one]],
        "asking_in_use": [one for one in asking if not waiting[one]],
    }
    for key, ids in groups.items():
        if ids:
            yield f'<p class="kind">{told.say(key, number=len(ids))}</p>'
        for one in ids:
            found = pairs[pairs["own_case_id"] == one]["case_id"]
            order = sorted(found, key=lambda other: (not offered[other], other))
            theirs = [
                _answer(answers, CASES, cases.loc[other], told, whose=True) for other in order
            ]
            mine = _answer(answers, CASES, cases.loc[one], told, whose=True)
            yield f'<div class="pair"><div>{mine}</div><div>{"".join(theirs)}</div></div>'


def _listed(answers: Answers, table: str, name: str, told: Language) -> Iterator[str]:
    own = answers.own(table, name)
    yield _silent(name, told) if own.empty else _answered(answers, table, own, told)


def _silent(name: str, told: Language) -> str:
    return f'<p class="silent">{told.say("silent_table", own=told.name("prefecture", name))}</p>'


def _answered(answers: Answers, table: str, rows: pd.DataFrame, told: Language) -> str:
    shown = [_answer(answers, table, row, told) for _, row in rows.iterrows()]
    return f'<div class="answers">{"".join(shown)}</div>'


def _answer(
    answers: Answers, table: str, row: pd.Series, told: Language, whose: bool = False
) -> str:
    """Return an answer: its name, which leads to it in the explorer, codes, texts, printed lines."""
    form = answer_tables()[table]
    id_, (title, *texts) = str(row[form.id]), form.texts
    name = told.quote(row[title]) if pd.notna(row[title]) else told.say("unnamed")
    place = told.name("prefecture", row["prefecture"]) + told.say("of") if whose else ""
    codes = [f"{told.title(one)}{told.say('is')}{told.name(one, row[one])}" for one in TOLD[table]]
    held = [
        f"<p><span>{told.title(text)}</span> {told.quote(row[text])}</p>"
        for text in texts
        if pd.notna(row[text])
    ]
    lines = told.say(
        "printed", first=row["line_start"], last=row["line_end"], page=answers.printed[told.lang]
    )
    mistake = told.say("erratum") if id_ in answers.errata else ""
    return (
        f'<div class="answer"><p><b>{place}{to_explorer(name, told, row=id_)}</b></p>'
        f'<p>{told.say("then").join(codes)}</p>{"".join(held)}<p class="note">{lines}{mistake}</p></div>'
    )


def _list(answers: Answers, told: Language) -> str:
    """Return the list of all prefectures: a map of tiles, then region by region."""
    lines = [f"# {told.say('title')}", "", told.say("list_text"), ""]
    lines += [map_of_pages(told, told.say("map")), ""]
    measures = ("cases", "systems", "roles", "bodies")
    heads = [told.say("prefecture"), *(told.say(table) for table in TOLD)]
    for region in dict.fromkeys(one.region for one in prefectures()):
        within = [one for one in prefectures() if one.region == region]
        rows = []
        for one in within:
            counts = [answers.summary[measure][one.prefecture] for measure in measures]
            shown = [told.say("silent") if pd.isna(count) else str(count) for count in counts]
            rows.append([to_page(one, told), *shown])
        lines += [f"## {region if told.lang == 'ja' else within[0].region_en}", ""]
        lines += [plain_table(heads, rows), ""]
    return "\n".join([*lines, told.say("no_merit"), ""])
