"""Use cases grouped by work, and the nearest cases of a text or a case."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score, v_measure_score

from survey.clusters import NUMBER, cluster, partition
from survey.concepts import in_english, work
from survey.frames import read_table
from survey.problems import BadInput
from survey.representation import represent
from survey.similar import SHAREABLE, similar, written


@pytest.fixture(scope="module")
def cases() -> pd.DataFrame:
    return read_table("ai_rpa_cases")


@pytest.fixture(scope="module")
def clusters() -> pd.DataFrame:
    return read_table("use_case_clusters")


def test_every_case_is_in_one_cluster_numbered_by_size(
    cases: pd.DataFrame, clusters: pd.DataFrame
) -> None:
    assert clusters["case_id"].tolist() == cases["case_id"].tolist()
    sizes = clusters["cluster_id"].value_counts().sort_index()
    assert sizes.index.tolist() == list(range(1, NUMBER + 1))
    assert sizes.is_monotonic_decreasing


def test_every_cluster_has_a_name_of_its_own(clusters: pd.DataFrame) -> None:
    names = clusters.drop_duplicates("cluster_id")["cluster_label"]
    assert names.is_unique
    assert names.str.len().between(2, 30).all()


def test_clusters_are_about_work_not_about_who_answered_or_how(
    cases: pd.DataFrame, clusters: pd.DataFrame
) -> None:
    technologies = read_table("case_technologies").drop_duplicates("case_id")["technology"]
    assert v_measure_score(cases["prefecture_code"], clusters["cluster_id"]) < 0.35
    assert v_measure_score(technologies, clusters["cluster_id"]) < 0.35


@pytest.mark.parametrize(
    ("number", "label"),
    [
        (1, "会議録の作成"),
        (55, "通勤・旅費"),
        (50, "問合せ対応"),
        (65, "会計・予算・契約"),
        (178, "税務"),
    ],
)
def test_plain_cases_are_where_an_official_would_look(
    clusters: pd.DataFrame, number: int, label: str
) -> None:
    assert clusters.loc[number - 1, "cluster_label"] == label


def test_a_stock_phrase_makes_no_cluster(cases: pd.DataFrame) -> None:
    """What one prefecture adds to thirty rows must not pull them together."""
    marked = cases.copy()
    own = marked["prefecture"] == "和歌山県"
    marked.loc[own, "usage"] = marked.loc[own, "usage"] + "統合基盤から起動する標準手順による。"
    before, after = (partition(represent(frame).vectors, NUMBER) for frame in (cases, marked))
    assert adjusted_rand_score(before, after) > 0.85


def test_the_same_groups_come_back_under_resampling(cases: pd.DataFrame) -> None:
    vectors = represent(cases).vectors
    whole = partition(vectors, NUMBER)
    agreement = []
    for seed in range(5):
        part = np.random.default_rng(seed).choice(len(cases), int(0.8 * len(cases)), replace=False)
        agreement.append(adjusted_rand_score(whole[part], partition(vectors[part], NUMBER, seed)))
    assert np.mean(agreement) > 0.8
    assert silhouette_score(vectors, whole, metric="cosine") > 0.5


def test_memberships_are_shares_and_no_case_hides_another(
    cases: pd.DataFrame, clusters: pd.DataFrame
) -> None:
    found = cluster(cases)
    assert np.allclose(found.membership.sum(axis=1), 1)
    assert clusters["membership"].between(0, 1).all()
    assert not clusters.duplicated(["x", "y"]).any()


def test_too_few_cases_are_said_so(cases: pd.DataFrame) -> None:
    with pytest.raises(BadInput, match=f"5 cases make no {NUMBER} clusters"):
        cluster(cases.head(5))


def test_concepts_have_names_in_both_languages_and_words_of_their_own() -> None:
    assert all(concept.label and concept.label_en for concept in work().concepts)
    assert all(len(set(concept.words)) == len(concept.words) for concept in work().concepts)


def test_clusters_have_english_names_too(clusters: pd.DataFrame) -> None:
    assert in_english("税務") == "Tax"
    assert in_english("税務（課税・法人二税）") == "Tax (課税・法人二税)"
    assert in_english("予算・令達") == "予算・令達"
    assert all(in_english(label).isascii() for label in clusters["cluster_label"].unique())


def test_the_nearest_cases_of_a_text_are_about_the_same_work(cases: pd.DataFrame) -> None:
    found = similar(cases, text="議事録のテープおこし", n=5)
    assert found["score"].is_monotonic_decreasing
    assert found["subfield"].eq("会議録作成・テープおこし").all()


def test_the_nearest_cases_of_a_case_can_be_limited_to_whom_to_ask(cases: pd.DataFrame) -> None:
    found = similar(cases, case_id="nga2020-ai-087", other_prefectures=True, shareable=True)
    assert len(found) == 10
    assert not found["prefecture"].eq("岐阜県").any()
    assert found["shareability_code"].isin(SHAREABLE).all()
    assert "nga2020-ai-087" not in found["case_id"].tolist()


def test_a_case_that_does_not_exist_and_an_unknown_word_are_said_so(cases: pd.DataFrame) -> None:
    with pytest.raises(BadInput, match="there is no case nga2020-ai-999"):
        similar(cases, case_id="nga2020-ai-999")
    with pytest.raises(BadInput, match="no word of 「ほげほげ」 occurs"):
        similar(cases, text="ほげほげ")


def test_similar_cases_are_written_as_table_csv_and_json(cases: pd.DataFrame) -> None:
    found = similar(cases, text="通勤手当", n=2)
    assert [row["case_id"] for row in json.loads(written(found, "json"))] == found[
        "case_id"
    ].tolist()
    assert written(found, "csv").startswith("case_id,score,survey,row_number,")
    assert "原文" in written(found, "table")
    assert written(found.head(0), "table") == "該当する事例はありません。\n"
