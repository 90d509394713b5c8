"""The same tables and charts on every processor: nothing hangs on the last bits of a float."""

from __future__ import annotations

from processors import SETTINGS, made_everywhere


def test_tables_and_charts_are_the_same_on_every_processor() -> None:
    made = made_everywhere()
    assert made[0].keys() >= {"case_work", "case_technologies", "use_case_clusters"}
    differing = {
        name: [setting for setting, other in zip(SETTINGS, made, strict=True) if other[name] != own]
        for name, own in made[0].items()
        if any(other[name] != own for other in made)
    }
    assert differing == {}
