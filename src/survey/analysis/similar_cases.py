"""Cases that are about the same work as a text or as another case: candidates to ask."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from survey.analysis.tokens import compared, content, terms
from survey.analysis.vectors import PLACES, Likeness, Vectors, vectors
from survey.prefectures import prefecture_named
from survey.problems import BadInput, at_least
from survey.tables.codebook import load_codebook
from survey.tables.coded_rows import coded
from survey.tables.coded_texts import coded_texts
from survey.tables.joins import required

IN_USE = 1
"""Code of the adoption status 導入済."""
SHAREABLE = (1, 2)
"""Codes of shareability under which others can use the solution: shared already, can be shared."""
KIND = 0.3
"""How much the kind of work counts in a score, against words and characters."""
HIGH = 0.35
"""Similarity of the texts from which two that share words are most often about the same job."""
TRUST = {
    "high": "語も内容も近い",
    "medium": "共通の語がある",
    "low": "共通の語はなく、業務の種類または表記だけが近い",
    "none": "手がかりがない（共通の語も業務の種類もない）",
}
"""How far a result can be trusted, and how it is said."""
_LEARNED = ("case_id", "procedure", "usage", "prefecture_code")
"""The columns of the cases from which is learned what is alike."""


def similar(
    cases: pd.DataFrame,
    text: str = "",
    case_id: str = "",
    n: int = 10,
    other_prefectures: bool = False,
    shareable: bool = False,
) -> pd.DataFrame:
    """Return the nearest cases, the nearest first; there is always an answer.

    Parameters
    ----------
    cases
        `ai_rpa_cases`.
    text, case_id
        What to compare with: a text, or the case with this id (one of the two).
    n
        How many cases, 1 or more.
    other_prefectures
        Only cases of other prefectures than that of the case.
    shareable
        Only cases that are shared already or can be shared.

    Returns
    -------
    DataFrame
        case_id, score (0 to 1: the similarity of the texts, and by `KIND` whether they have the same
        kind of work), alike (the similarity of the texts alone), shared (words that both have, joined
        by 、), trust (a code of `TRUST`), then the other columns of the cases.

    Raises
    ------
    BadInput
        If neither a text nor a case is given, or both, there is no such case or column, there are no
        cases at all, or `n` is less than 1.
    """
    at_least(1, n, "n")
    if bool(text.strip()) == bool(case_id):
        found = "a text and a case are given" if case_id else "neither a text nor a case is given"
        raise BadInput.of("similar", found, "text=… or case_id=…", "give one of the two")
    for name in _LEARNED:
        required(cases, name)
    if cases.empty:
        raise BadInput.of("similar", "there are no cases", "one or more", "take other rows")
    known = _known(*(tuple(cases[name]) for name in _LEARNED))
    allowed = np.ones(len(cases), dtype=bool)
    if case_id:
        place = np.flatnonzero(cases["case_id"] == case_id)
        if not len(place):
            raise BadInput.of(
                "ai_rpa_cases",
                f"there is no case {case_id}",
                f"an id such as {cases['case_id'].iloc[0]}",
                "look it up in ai_rpa_cases.csv",
            )
        own = int(place[0])
        alike, kind = known.among[own], known.kinds[own]
        own_words = known.words[own]
        allowed[own] = False
        if other_prefectures:
            prefecture = cases["prefecture_code"].iloc[own]
            allowed &= (cases["prefecture_code"] != prefecture).to_numpy(dtype=bool)
    else:
        alike = known.vectors.to(text)
        own_words = dict.fromkeys(content(terms([compared(text)])[0]))
        kind = tuple(
            code.code for _, codes in coded_texts(load_codebook("work"), [text]) for code in codes
        )
    if shareable:
        allowed &= cases["shareability_code"].isin(SHAREABLE).to_numpy(dtype=bool)
    same = np.array([_same(kind, other) for other in known.kinds])
    scores = np.round((1 - KIND) * alike + KIND * same, PLACES)
    order = [i for i in np.lexsort((np.arange(len(cases)), -scores)) if allowed[i]][:n]
    nearest = cases.iloc[order].reset_index(drop=True)
    shared = ["、".join(word for word in own_words if word in known.words[i]) for i in order]
    trust = [_trust(*told) for told in zip(alike[order], shared, same[order], strict=True)]
    told = {"score": scores[order], "alike": alike[order], "shared": shared, "trust": trust}
    for column, (name, values) in enumerate(told.items(), 1):
        nearest.insert(column, name, values)
    return nearest


def to_ask(prefecture: str, cases: pd.DataFrame) -> pd.DataFrame:
    """Return for each case of a prefecture the most similar one that is in use elsewhere: a candidate
    to ask, to be read before one asks.

    Both have words in common and the same kind of work, and their texts are alike (`trust` high in
    `similar`); most of these pairs are about the same job or object, not all
    (`tests/hand_read/candidates.csv`).

    Returns
    -------
    DataFrame
        own_case_id, own_procedure, own_usage, own_status, then score, alike, shared and the columns of
        the case elsewhere (procedure, usage, prefecture, line_start, …); what is most alike first.
        Cases without a candidate are left out.

    Raises
    ------
    BadInput
        If there is no such prefecture.
    """
    prefecture = prefecture_named(prefecture).prefecture
    rows = []
    for own in cases[cases["prefecture"] == prefecture].to_dict("records"):
        found = similar(cases, case_id=own["case_id"], n=len(cases), other_prefectures=True)
        best = found.iloc[np.flatnonzero(found["adoption_status_code"] == IN_USE)[:1]]
        if best.empty or best["trust"].iloc[0] != "high":
            continue
        about = {f"own_{name}": own[name] for name in ("case_id", "procedure", "usage")}
        about["own_status"] = own["adoption_status"]
        rows.append(best.assign(**about))
    if not rows:
        told = (
            "own_case_id", "own_procedure", "own_usage", "own_status", "score", "alike", "shared",
        )  # fmt: skip
        return cases.head(0).assign(**dict.fromkeys(told))
    joined = pd.concat(rows, ignore_index=True)
    return joined.sort_values("alike", ascending=False, kind="stable", ignore_index=True)


def written(found: pd.DataFrame, form: str) -> str:
    """Return similar cases as text: a `table` to read, `csv`, or `json` (a list of objects)."""
    if form == "csv":
        return str(found.to_csv(index=False, lineterminator="\n"))
    if form == "json":
        rows = found.astype(object).where(found.notna(), None).to_dict("records")
        return json.dumps(rows, ensure_ascii=False, indent=2, default=int) + "\n"
    lines = [
        f"{row.score:.2f}  {row.case_id}  {row.prefecture}  {row.procedure}\n"
        f"      {row.adoption_status}／{row.shareability}"
        f"（原文 {row.line_start}–{row.line_end}行）{row.usage}\n"
        f"      {TRUST[str(row.trust)]}{'：' * bool(row.shared)}{row.shared!s}\n"
        for row in found.itertuples()
    ]
    return "".join(lines) or "該当する事例はありません。\n"


@dataclass(frozen=True)
class _Known:
    """What is known of the cases, however often one asks: their vectors, how alike they are to each
    other, and the kinds of work and words of each."""

    vectors: Vectors
    among: Likeness
    kinds: Sequence[Sequence[str]]
    words: Sequence[Mapping[str, None]]


@lru_cache(maxsize=2)
def _known(*columns: Sequence[str]) -> _Known:
    cases = pd.DataFrame(dict(zip(_LEARNED, columns, strict=True)))
    codes = [codes for _, codes in coded(load_codebook("work"), cases.to_dict("records"))]
    found = terms(map(compared, cases["procedure"] + "。" + cases["usage"]))
    learned = vectors(cases)
    return _Known(
        learned, learned.among(), [[code.code for code in of_case] for of_case in codes],
        [dict.fromkeys(content(words)) for words in found],
    )  # fmt: skip


def _same(kind: Sequence[str], other: Sequence[str]) -> float:
    """Return 1 for the same kind of work, 0.5 where it is the second of one; `other` is no kind."""
    if not kind or not other or kind[0] == "other":
        return 0
    if kind[0] == other[0]:
        return 1
    return 0.5 if other[0] in kind or kind[0] in other else 0


def _trust(alike: Likeness, shared: str, same: float) -> str:
    if shared:
        return "high" if alike >= HIGH and same else "medium"
    return "low" if alike or same else "none"
