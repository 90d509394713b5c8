"""The same tables and charts on every processor: nothing hangs on the last bits of a float."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from processors import made_under, processors


@pytest.mark.slow
def test_tables_and_charts_are_the_same_on_every_processor() -> None:
    """Under four kernels, each with one and two threads."""
    tried = processors()
    with ThreadPoolExecutor(2) as pool:
        made = [once for both in pool.map(made_under, tried) for once in both]
    assert len(made) == 2 * len(tried) == 8
    assert made[0].keys() >= {"case_work", "case_technologies", "use_case_clusters"}
    assert {
        name: [number for number, other in enumerate(made) if other[name] != own]
        for name, own in made[0].items()
        if any(other[name] != own for other in made)
    } == {}
