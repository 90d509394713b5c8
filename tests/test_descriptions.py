"""Rules and nearest cases against readers: of the cases, and of descriptions by other offices."""

from __future__ import annotations

import pandas as pd
import pytest
from sklearn.metrics import accuracy_score, v_measure_score

from agreement import (
    DESCRIPTIONS,
    coded_work,
    hand_read,
    precision_of_cases,
    precision_of_texts,
    right_kinds,
    technologies_f1,
    work_of_cases,
)
from survey.analysis.similar_cases import TRUST, similar
from survey.tables.codebook import load_codebook
from survey.tables.frames import read_table


@pytest.fixture(scope="module")
def cases() -> pd.DataFrame:
    return read_table("ai_rpa_cases")


@pytest.fixture(scope="module", params=DESCRIPTIONS)
def descriptions(request: pytest.FixtureRequest) -> pd.DataFrame:
    return hand_read(f"descriptions_{request.param}")


def test_readers_used_the_codes_of_the_codebooks(
    cases: pd.DataFrame, descriptions: pd.DataFrame
) -> None:
    kinds, technologies = (
        {rule.code for rule in load_codebook(name).codes} for name in ("work", "technologies")
    )
    assert work_of_cases().index.tolist() == cases["case_id"].tolist()
    assert set(work_of_cases()) | set(descriptions["work"]) <= kinds
    read = {code for codes in descriptions["technologies"] for code in codes.split(";")}
    assert read - {""} <= technologies


def test_the_kind_of_work_of_a_description_is_told(descriptions: pd.DataFrame) -> None:
    assert right_kinds(descriptions) >= 0.75


def test_the_technologies_of_a_description_are_told(descriptions: pd.DataFrame) -> None:
    assert technologies_f1(descriptions) >= 0.85


@pytest.mark.slow
def test_every_description_has_similar_cases(
    cases: pd.DataFrame, descriptions: pd.DataFrame
) -> None:
    for text in descriptions["text"]:
        found = similar(cases, text, n=5)
        assert len(found) == 5
        assert set(found["trust"]) <= set(TRUST)


@pytest.mark.slow
def test_similar_cases_of_a_description_are_about_the_same_work(
    cases: pd.DataFrame, descriptions: pd.DataFrame
) -> None:
    assert precision_of_texts(cases, descriptions) >= 0.62


@pytest.mark.slow
def test_similar_cases_of_a_case_are_about_the_same_work(cases: pd.DataFrame) -> None:
    assert precision_of_cases(cases) >= 0.73


def test_the_codebook_tells_the_kinds_of_work_that_a_reader_told(cases: pd.DataFrame) -> None:
    read, told = work_of_cases().tolist(), coded_work(cases)
    assert accuracy_score(read, told) >= 0.88
    assert v_measure_score(read, told) >= 0.75
