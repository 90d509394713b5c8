"""How far rules and nearest cases agree with readers: the figures that tests bound and benchmarks
print.

`hand_read/case_work.csv` holds the kind of work of every case, `hand_read/descriptions_*.csv`
descriptions that other offices might give, with the kind of work and the technologies that a reader
gave them. The rules were written with `descriptions_tuning.csv` at hand, and never with
`descriptions_unseen.csv`.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from survey.analysis.similar_cases import similar, to_ask
from survey.tables.codebook import load_codebook
from survey.tables.coded_rows import coded
from survey.tables.coded_texts import coded_texts

HAND_READ = Path(__file__).parent / "hand_read"
DESCRIPTIONS = ("tuning", "unseen")
UNCOUNTED = {"", "macro", "not_named"}
"""Codes that name no technology of the kinds that are told apart."""
NEAREST = 5


def hand_read(name: str) -> pd.DataFrame:
    """Return a table that a reader made, all of it text."""
    return pd.read_csv(HAND_READ / f"{name}.csv", dtype=str, keep_default_na=False)


def work_of_cases() -> pd.Series[str]:
    """Return the kind of work that a reader gave each case, by its id."""
    return hand_read("case_work").set_index("case_id")["work"]


def coded_work(cases: pd.DataFrame) -> list[str]:
    """Return the kind of work that the codebook gives each case: the one that decides."""
    found = coded(load_codebook("work"), cases.to_dict("records"))
    return [codes[0].code for _, codes in found]


def right_kinds(descriptions: pd.DataFrame) -> float:
    """Return the share of descriptions of which the codebook tells the kind of work."""
    found = coded_texts(load_codebook("work"), descriptions["text"])
    told = [codes[0].code for _, codes in found]
    return float((descriptions["work"] == told).mean())


def technologies_f1(descriptions: pd.DataFrame) -> float:
    """Return F1 of all pairs of a description and a technology, but for those of `UNCOUNTED`."""
    found = [
        {code.code for code in codes} - UNCOUNTED
        for _, codes in coded_texts(load_codebook("technologies"), descriptions["text"])
    ]
    read = [set(codes.split(";")) - UNCOUNTED for codes in descriptions["technologies"]]
    both = sum(len(a & b) for a, b in zip(found, read, strict=True))
    return 2 * both / sum(len(a) + len(b) for a, b in zip(found, read, strict=True))


def precision_of_texts(cases: pd.DataFrame, descriptions: pd.DataFrame) -> float:
    """Return the share of the nearest cases of each description that have its kind of work."""
    kinds = work_of_cases()
    hits = [
        (kinds[similar(cases, text, n=NEAREST)["case_id"]] == work).mean()
        for text, work in zip(descriptions["text"], descriptions["work"], strict=True)
    ]
    return float(pd.Series(hits).mean())


def precision_of_cases(cases: pd.DataFrame) -> float:
    """Return the share of the nearest cases of each case that have its kind of work."""
    kinds = work_of_cases()
    hits = [
        (kinds[similar(cases, case_id=case, n=NEAREST)["case_id"]] == kinds[case]).mean()
        for case in cases["case_id"]
    ]
    return float(pd.Series(hits).mean())


def precision_of_candidates(cases: pd.DataFrame) -> tuple[float, int]:
    """Return the share of candidates to ask that a reader judged to have the job or the object in
    common with the case, and how many were judged."""
    read = hand_read("candidates").itertuples()
    judged = {(str(r.case_id), str(r.other_case_id)): str(r.in_common) for r in read}
    pairs = [
        (row["own_case_id"], row["case_id"])
        for name in cases["prefecture"].unique()
        for row in to_ask(name, cases).to_dict("records")
    ]
    unread = [pair for pair in pairs if pair not in judged]
    assert not unread, f"read these candidates, and list them: {unread}"
    return sum(judged[pair] != "" for pair in pairs) / len(pairs), len(pairs)
