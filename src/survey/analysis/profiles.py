"""One prefecture beside the others: how many answers it gave, and how many others did.

Numbers are those of answers. Many cases do not mean intensive use, and a prefecture without a row
in a table gave no answer to it: its numbers are missing, not zero.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from survey.analysis.similar_cases import IN_USE, SHAREABLE
from survey.prefectures import prefecture_named
from survey.tables.categories import english
from survey.tables.provenance import made_of
from survey.tables.tallies import tally

_PART = "　"


def profile(
    prefecture: str,
    cases: pd.DataFrame,
    systems: pd.DataFrame,
    roles: pd.DataFrame,
    organizations: pd.DataFrame,
) -> pd.DataFrame:
    """Return what a prefecture answered beside the median of all that answered.

    Parameters
    ----------
    prefecture
        By its name (鳥取県, 鳥取, Tottori) or code.
    cases, systems, roles, organizations
        `ai_rpa_cases`, `shared_systems`, `digital_roles`, `organizations`.

    Returns
    -------
    DataFrame
        item (Japanese), count (missing if the prefecture has no row in the table), median (of the
        prefectures with a row in the table), answered (how many those are).

    Raises
    ------
    BadInput
        If there is no such prefecture.
    """
    prefecture = prefecture_named(prefecture).prefecture
    used, joint = (
        cases["adoption_status_code"] == IN_USE,
        cases["shareability_code"].isin(SHAREABLE),
    )
    parts = [
        ("AI・RPA等の事例", cases, cases),
        ("　うち導入済", cases[used], cases),
        ("　うち共同利用中・共同利用可能", cases[joint], cases),
        ("共同利用システム", systems, systems),
        ("　うちさらなる共同利用可能", systems[systems["further_sharing_code"] == 1], systems),
        ("デジタル人材の役職", roles, roles),
        ("DX推進組織", organizations, organizations),
    ]
    rows = []
    for item, part, answers in parts:
        counts = tally(part, "prefecture", answers=answers).set_index("prefecture")
        heard = counts.loc[counts["answered"], "count"]
        rows.append((item, heard.get(prefecture), heard.median(), len(heard)))
    found = pd.DataFrame(rows, columns=["item", "count", "median", "answered"])
    return found.astype({"count": "Int64"})


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
        As for `profile`.
    others
        With which it is compared, as those of `nearest`.

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
