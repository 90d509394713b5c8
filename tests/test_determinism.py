"""The same tables and charts on every processor: nothing hangs on the last bits of a float."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from processors import made_under, settings


def test_tables_and_charts_are_the_same_on_every_processor() -> None:
    tried = settings()
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(made_under, tried))
    assert made[0].keys() >= {"case_work", "case_technologies", "use_case_clusters"}
    differing = {
        name: [setting for setting, other in zip(tried, made, strict=True) if other[name] != own]
        for name, own in made[0].items()
        if any(other[name] != own for other in made)
    }
    assert differing == {}
