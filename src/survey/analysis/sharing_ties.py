"""Which prefectures a shared system ties to each other, as far as the notes name them."""

from __future__ import annotations

import pandas as pd

from survey.prefectures import prefectures
from survey.tables.categories import categories
from survey.tables.provenance import made_of
from survey.tables.tallies import with_kind

NAMED = 3
"""Prefectures by which a system is known in English."""


def sharing_ties(systems: pd.DataFrame, partners: pd.DataFrame, same: pd.DataFrame) -> pd.DataFrame:
    """Return the shared systems of several prefectures, with each of these.

    A prefecture is tied to a system if it reports it, or if a note of one that reports it names it.
    Rows that are one system are taken together. Who takes part without being named is not known.

    Parameters
    ----------
    systems, partners, same
        `shared_systems`, `system_partners`, `same_systems`.

    Returns
    -------
    DataFrame
        One row a system and prefecture, in the order of the document and of the codes: system_id (of
        the first row that reports it), system (as that row calls it), system_en (its kind and the
        first `NAMED` prefectures), prefecture_code, prefecture, prefecture_en, planned (whether it
        is to be shared later, by all rows that name the prefecture), reported (whether the
        prefecture reports it).
    """
    rows = with_kind(systems)[["system_id", "system_name", "kind", "prefecture_code"]]
    rows = rows.merge(same[["system_id", "same_system", "shared_from"]], how="left")
    rows["same_system"] = rows["same_system"].fillna(rows["system_id"])
    own = rows.assign(planned=rows["shared_from"].notna(), reported=True)
    named = rows.drop(columns="prefecture_code").merge(
        partners[["system_id", "prefecture_code", "planned"]]
    )
    named = named.assign(planned=named["planned"].eq("yes"), reported=False)
    members = pd.concat([own, named]).groupby(["same_system", "prefecture_code"], as_index=False)
    found = members.agg(planned=("planned", "all"), reported=("reported", "any"))
    tied = found[found.groupby("same_system")["prefecture_code"].transform("size") > 1]
    english = {kind.code: kind.label_en for kind in categories(rows, "kind")}
    about = rows.drop_duplicates("same_system").set_index("same_system")
    columns = ["prefecture_code", "prefecture", "prefecture_en"]
    named_tied = tied.merge(pd.DataFrame(prefectures())[columns])
    kinds = named_tied["same_system"].map(about["kind"]).map(english)
    others = named_tied.groupby("same_system")["prefecture_en"].agg(_listed)
    found = named_tied.assign(
        system=named_tied["same_system"].map(about["system_name"]),
        system_en=kinds + " (" + named_tied["same_system"].map(others) + ")",
    )
    ordered = ["system_id", "system", "system_en", *columns, "planned", "reported"]
    shown = found.rename(columns={"same_system": "system_id"})[ordered]
    return made_of(shown, systems, partners, same)


def _listed(names: pd.Series[str]) -> str:
    more = " and others" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
