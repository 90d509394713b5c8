"""What came of plans, as frames to draw: targets and results, costs, procedures, consultations."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pandas as pd

from survey.tables.categories import english
from survey.tables.provenance import made_of

_FUNDS = ("一般財源", "一般財源以外")
_STATES = ("2021年度までにデジタル化", "2022年度にデジタル化", "今後の対象")
_BREAKDOWNS = {"相談件数（相談者別）": "相談者", "相談件数（相談内容別）": "相談内容"}


def panels(rows: pd.DataFrame) -> pd.DataFrame:
    """Return targets and results of indicators, one panel each, in the order of the rows.

    Parameters
    ----------
    rows
        Rows of `nagasaki_kpis`, or those of `nagasaki_projects` that are indicators.

    Returns
    -------
    DataFrame
        panel_code (evaluation and indicator), panel and panel_en (its name), unit, unit_en,
        progress, progress_en (empty for projects), fiscal_year, target, actual, count (1 for a
        result).
    """
    width = str.maketrans({"(": "（", ")": "）"})
    frame = rows[["fiscal_year", "target", "actual"]].assign(
        panel_code=rows["evaluation_year"].astype("string") + " " + rows["indicator"],
        panel=rows["indicator"].str.translate(width),
        panel_en=english(rows["indicator"]),
        unit=rows["unit"].fillna(""),
        progress=rows["progress"].fillna("") if "progress" in rows.columns else "",
        count=rows["actual"].notna().astype(int),
    )
    in_english = {f"{name}_en": english(frame[name]) for name in ("progress", "unit")}
    frame = frame.assign(**in_english).reset_index(drop=True)
    first = ["panel_code", "panel", "panel_en", "unit", "unit_en", "progress", "progress_en"]
    return made_of(frame[[*first, "fiscal_year", "target", "actual", "count"]], rows)


def indicators(projects: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the rows of project indicators with these names, whichever way they were printed
    ((累計) or （累計）, with the unit or without), each under the name asked for."""
    plain = projects["indicator"].str.normalize("NFKC").str.replace(r"\(.*\)|\s", "", regex=True)
    found = [projects[plain == name].assign(indicator=name) for name in names]
    return pd.concat(found, ignore_index=True)


def rpa_and_cloud(kpis: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Return the panels of RPA (offices that use it, robots) and of the municipal cloud; the robots
    of both sheets are one panel."""
    offices, cloud = (kpis[kpis["indicator"].str.contains(name)] for name in ("RPA", "クラウド"))
    robots = panels(indicators(projects, ["RPA作成ロボット数"]))
    robots["panel_code"] = robots["panel"]
    found = pd.concat([panels(offices), robots, panels(cloud)], ignore_index=True)
    return made_of(found, kpis, projects)


def costs(projects: pd.DataFrame) -> pd.DataFrame:
    """Return the costs of all projects by fiscal year and by where the money comes from.

    Parameters
    ----------
    projects
        `nagasaki_projects`. Parts of a project are not counted again.

    Returns
    -------
    DataFrame
        year_code, year, year_en (計画 for planned costs), fund_code (1 general funds, 2 other),
        fund, fund_en, cost (million yen, rounded; missing in a year that no document tells of).
    """
    whole = projects[projects["parent_project"].isna()]
    money = whole.assign(cost=whole["actual"].fillna(whole["target"]))
    money = money.pivot_table("cost", "fiscal_year", "project_item", aggfunc="sum")
    totals = whole[whole["project_item"] == "total_cost"]
    planned = set(totals.dropna(subset="target")["fiscal_year"])
    rows = []
    money["other_funds"] = money["total_cost"] - money["general_funds"]
    # A year between two plans of which nothing is told stands there as a gap.
    money = money.reindex(range(money.index.min(), money.index.max() + 1))
    for year, row in zip(money.index, money.to_dict("records"), strict=True):
        label = f"{year}年度" + ("（計画）" if year in planned else "")
        in_english = f"FY {year}" + (" (planned)" if year in planned else "")
        parts = (row["general_funds"], row["other_funds"])
        for code, (fund, cost) in enumerate(zip(_FUNDS, parts, strict=True), 1):
            million = None if pd.isna(cost) else round(cost / 1000)
            rows.append((year, label, in_english, code, fund, million))
    names = ["year_code", "year", "year_en", "fund_code", "fund", "cost"]
    frame = pd.DataFrame(rows, columns=names).astype({"cost": "Int64"})
    return made_of(frame.assign(fund_en=english(frame["fund"])), projects)


def consultations(mie: pd.DataFrame) -> pd.DataFrame:
    """Return the consultations by client and by subject.

    Parameters
    ----------
    mie
        `mie_digitalisation`.

    Returns
    -------
    DataFrame
        item_code, item, item_en, breakdown_code, breakdown (相談者, 相談内容), breakdown_en, count;
        every item once with each breakdown, 0 with the other.
    """
    rows = mie[mie["measure"].isin(list(_BREAKDOWNS))].reset_index(drop=True)
    crossed = [
        (place, row["item"], code, label, int(row["value"]) if row["measure"] == measure else 0)
        for place, row in rows.iterrows()
        for code, (measure, label) in enumerate(_BREAKDOWNS.items(), 1)
    ]
    return made_of(_tally(crossed, "breakdown"), mie)


def procedures(mie: pd.DataFrame) -> pd.DataFrame:
    """Return what of the procedures with 100 applications a year or more was digital, and when.

    Parameters
    ----------
    mie
        `mie_digitalisation`.

    Returns
    -------
    DataFrame
        item_code, item (kind of procedure and what is counted), item_en, measure (what is counted),
        measure_en, state_code (1 by 2021, 2 in 2022, 3 still to do), state, state_en, count.
    """
    found = mie[(mie["source_table"] == "procedures") & (mie["unit"] == "件")]
    rows = []
    measures = [name for name in found["measure"].unique() if not name.endswith("（取組対象）")]
    for place, (measure, kind) in enumerate(product(measures, found["item"].unique())):
        of_kind = found[found["item"] == kind].set_index(["measure", "period"])["value"]
        before, after = of_kind[measure, "2021"], of_kind[measure, "2022"]
        whole = of_kind[f"{measure}（取組対象）"].iloc[0]
        for code, (state, count) in enumerate(
            zip(_STATES, (before, after - before, whole - after), strict=True), 1
        ):
            rows.append((place, f"{kind}の{measure}", code, state, int(count)))
    tallied = _tally(rows, "state")
    counted = tallied["item"].str.rpartition("の")[2]
    return made_of(tallied.assign(measure=counted, measure_en=english(counted)), mie)


def _tally(rows: Sequence[tuple[object, ...]], across: str) -> pd.DataFrame:
    """Return rows of code, label, code, label, count as a tally of items and another variable."""
    frame = pd.DataFrame(rows, columns=["item_code", "item", f"{across}_code", across, "count"])
    return frame.assign(**{f"{name}_en": english(frame[name]) for name in ("item", across)})
