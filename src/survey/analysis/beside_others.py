"""What a prefecture answered beside those whose cases are alike, and beside the median of all."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from survey.analysis.profiles import profile
from survey.prefectures import prefecture_named
from survey.tables.categories import english
from survey.tables.counted import made_of

_PART = "　"


def beside_others(
    prefecture: str,
    cases: pd.DataFrame,
    systems: pd.DataFrame,
    roles: pd.DataFrame,
    organizations: pd.DataFrame,
    others: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the profile of a prefecture beside those of others.

    Parameters
    ----------
    cases, systems, roles, organizations
        As for `survey.analysis.profiles.profile`.
    others
        With which it is compared, as those of `survey.analysis.profiles.nearest`.

    Returns
    -------
    DataFrame
        One row an item of the profile and a prefecture, the prefecture itself first: item_code, item,
        item_en, prefecture, prefecture_en, count (0 if the prefecture has no row in
        the table, which `answered` tells from a zero), answered, median and heard (of how many
        prefectures with a row).

    Raises
    ------
    BadInput
        If there is no such prefecture.
    """
    found = []
    for name in dict.fromkeys([prefecture, *others]):
        known = prefecture_named(name)
        about = profile(known.prefecture, cases, systems, roles, organizations)
        items, whole = [], ""
        for item in about["item"]:
            whole = whole if item.startswith(_PART) else item
            items.append(f"{whole}の{item.strip()}" if item.startswith(_PART) else item)
        found.append(
            about.assign(
                item_code=range(len(about)), item=items,
                prefecture=known.prefecture, prefecture_en=known.prefecture_en,
                answered=about["count"].notna(), count=about["count"].fillna(0).astype("int64"),
                heard=about["answered"],
            )
        )  # fmt: skip
    rows = pd.concat(found, ignore_index=True)
    rows = rows.assign(item_en=english(rows["item"]))
    rows = rows.sort_values("item_code", kind="stable", ignore_index=True)
    profiles = rows[
        ["item_code", "item", "item_en", "prefecture", "prefecture_en", "count",
         "answered", "median", "heard"]
    ]  # fmt: skip
    return made_of(profiles, cases, systems, roles, organizations)
