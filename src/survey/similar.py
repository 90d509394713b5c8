"""Cases that are about the same work as a text or as another case: whom to ask."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from survey.problems import BadInput, Problem
from survey.representation import represent

SHAREABLE = (1, 2)
"""Codes of shareability under which others can use the solution: shared already, can be shared."""


def similar(
    cases: pd.DataFrame,
    text: str = "",
    case_id: str = "",
    n: int = 10,
    other_prefectures: bool = False,
    shareable: bool = False,
) -> pd.DataFrame:
    """Return the nearest cases, the nearest first.

    Parameters
    ----------
    cases
        `ai_rpa_cases`.
    text, case_id
        What to compare with: a text, or the case with this id (one of the two).
    n
        How many cases.
    other_prefectures
        Only cases of other prefectures than that of the case.
    shareable
        Only cases that are shared already or can be shared.

    Returns
    -------
    DataFrame
        case_id, score (cosine similarity, 0 to 1), then the other columns of the cases.

    Raises
    ------
    BadInput
        If there is no such case, or no word of the text occurs in the cases.
    """
    representation = represent(cases)
    allowed = np.ones(len(cases), dtype=bool)
    if case_id:
        place = np.flatnonzero(cases["case_id"] == case_id)
        if not len(place):
            raise _bad(f"there is no case {case_id}", f"an id such as {cases['case_id'].iloc[0]}")
        query = representation.vectors[place]
        allowed[place] = False
        if other_prefectures:
            own = cases["prefecture_code"].iloc[place[0]]
            allowed &= (cases["prefecture_code"] != own).to_numpy(dtype=bool)
    else:
        query = representation.of_text(text)
        if not query.any():
            raise _bad(
                f"no word of 「{text}」 occurs in the cases", "words such as 通勤手当 or 申請書"
            )
    if shareable:
        allowed &= cases["shareability_code"].isin(SHAREABLE).to_numpy(dtype=bool)
    scores = np.round(representation.vectors @ query[0], 4)
    order = [i for i in np.lexsort((np.arange(len(cases)), -scores)) if allowed[i]][: max(n, 0)]
    found = cases.iloc[order].reset_index(drop=True)
    found.insert(1, "score", scores[order])
    return found


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
        for row in found.itertuples()
    ]
    return "".join(lines) or "該当する事例はありません。\n"


def _bad(found: str, expected: str) -> BadInput:
    return BadInput(
        Problem("error", "ai_rpa_cases", None, found, expected, "look it up in ai_rpa_cases.csv")
    )
