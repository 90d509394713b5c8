"""Words as a tree and as a map, on documents whose distances can be counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import is_valid_linkage, leaves_list

from survey.analysis import word_distances
from survey.analysis.tokens import terms
from survey.analysis.word_distances import word_map, word_tree
from survey.problems import BadInput
from survey.tables.frames import read_table

DOCUMENTS = [["a", "b"], ["a", "b"], ["a", "b", "c"], ["a"], ["c", "d"], ["c", "d"], ["d"]]


@pytest.fixture(scope="module")
def found() -> list[list[str]]:
    cases = read_table("ai_rpa_cases")
    return terms((cases["procedure"] + "。" + cases["usage"]).tolist())


def test_a_tree_joins_what_stands_in_the_same_documents() -> None:
    leaves, merges = word_tree(DOCUMENTS, method="average", groups=2)
    assert leaves["place"].tolist() == [0, 1, 2, 3]
    assert leaves.set_index("term")["documents"].to_dict() == {"a": 4, "b": 3, "c": 3, "d": 3}
    groups = leaves.set_index("term")["group"]
    assert groups["a"] == groups["b"] != groups["c"] == groups["d"]
    # a and b: 3 of 4 documents; c and d: 2 of 4; the others: a and c 1 of 6, b and c 1 of 5, d none.
    mean = (5 / 6 + 4 / 5 + 1 + 1) / 4
    assert merges["distance"].tolist() == [0.25, 0.5, pytest.approx(mean, abs=1e-4)]
    assert merges["size"].tolist() == [2, 2, 4]


@pytest.mark.parametrize("method", ["average", "ward"])
def test_a_tree_is_a_linkage_whose_leaves_stand_in_order(
    method: Any, found: list[list[str]]
) -> None:
    leaves, merges = word_tree(found, method=method)
    linkage = merges.to_numpy(dtype=float)
    assert is_valid_linkage(linkage)
    assert merges["distance"].is_monotonic_increasing
    assert leaves_list(linkage).tolist() == list(range(40))
    assert leaves["group"].nunique() == 6
    assert leaves["group"].is_monotonic_increasing


@pytest.mark.parametrize("groups", [1, 3, 40, 99])
def test_a_tree_is_cut_into_as_many_groups_as_there_can_be(
    groups: int, found: list[list[str]]
) -> None:
    leaves, _ = word_tree(found, groups=groups)
    assert leaves["group"].max() == leaves["group"].nunique() == min(groups, 40)


def test_a_map_of_what_fits_into_a_plane_has_no_stress() -> None:
    # Three terms, each with each in one document of three: a triangle of equal sides.
    points, stress = word_map([["a", "b"], ["b", "c"], ["a", "c"]])
    places = points[["x", "y"]].to_numpy()
    assert stress < 0.01
    for one, other in [(0, 1), (1, 2), (0, 2)]:
        assert np.linalg.norm(places[one] - places[other]) == pytest.approx(2 / 3, abs=0.02)


def test_a_map_lays_near_what_stands_in_the_same_documents(found: list[list[str]]) -> None:
    points, stress = word_map(found)
    at = points.set_index("term")[["x", "y"]]
    assert 0 < stress < 0.45
    near = np.linalg.norm(at.loc["チャットボット"] - at.loc["問合せ"])
    far = np.linalg.norm(at.loc["チャットボット"] - at.loc["AI-OCR"])
    assert 2 * near < far


TERMS = st.lists(st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=4), min_size=3, max_size=8)


@given(TERMS)
@pytest.mark.parametrize("make", [word_tree, word_map])
def test_neither_hangs_on_the_last_bits_of_a_float(
    make: Callable[..., Any], documents: list[list[str]]
) -> None:
    """Though small texts are full of distances that are the same."""
    exact = word_distances._distances
    noise = np.random.default_rng(1)

    def noisy(*asked: Any) -> tuple[pd.DataFrame, Any]:
        terms, distances = exact(*asked)
        return terms, distances + 1e-15 * noise.standard_normal(len(distances))

    try:
        frame, other = make(documents)
    except BadInput:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_distances, "_distances", noisy)
        again, same = make(documents)
    pd.testing.assert_frame_equal(frame, again)
    assert other == same if isinstance(other, float) else other.equals(same)


def test_neither_depends_on_the_order_of_documents(found: list[list[str]]) -> None:
    for one, other in zip(word_tree(found), word_tree(found[::-1]), strict=True):
        pd.testing.assert_frame_equal(one, other)
    (points, stress), (again, same) = word_map(found), word_map(found[::-1])
    pd.testing.assert_frame_equal(points, again)
    assert stress == same


def test_both_tell_on_how_many_prefectures_a_term_rests() -> None:
    names = ["三重県", "三重県", "長崎県", "長崎県", "東京都", "長崎県", "東京都"]
    leaves, _ = word_tree(DOCUMENTS, prefectures=names)
    points, _ = word_map(DOCUMENTS, prefectures=names)
    for frame in (leaves, points):
        assert frame.set_index("term")["number"].to_dict() == {"a": 2, "b": 2, "c": 2, "d": 2}


def test_too_few_words_are_said_so() -> None:
    with pytest.raises(BadInput, match=r"a tree of words: .*there are 1 terms; expected 2 or more"):
        word_tree([["a"]])
    with pytest.raises(BadInput, match=r"a map of words: .*there are 2 terms; expected 3 or more"):
        word_map([["a", "b"]])
    with pytest.raises(BadInput, match="all terms stand in the same documents"):
        word_map([["a", "b", "c"], ["a", "b", "c"]])
