"""The tallies behind the charts of the report, as sheets of the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from survey.charts.heat_maps import SIGNS
from survey.charts.wording import sentences
from survey.publishing.chart_tables import frames_in, heading, table_of, variables_of
from survey.publishing.report_set import REPORT, Tables
from survey.publishing.workbook.words import Sheet, wording

_PLACES = 4
"""Decimal places of what is computed for charts."""


def tally_sheets(tables: Tables) -> list[Sheet]:
    """Return a sheet for each tally that a chart of the report is drawn from."""
    sheets = []
    for place, (name, chart) in enumerate(REPORT.items(), 1):
        given, labels = chart.frames(tables), wording().charts[name]
        meta = chart.of(given)["ja"].layout.meta
        for part, (frame, said) in enumerate(zip(frames_in(given), labels, strict=True), 1):
            label = wording().sheets["chart" if part == 1 else "again"]
            numbers = (place, said) if part == 1 else (place, part, said)
            sheets.append(_sheet(label.format(*numbers), name, part, frame, meta))
    return sheets


def _sheet(label: str, name: str, part: int, frame: pd.DataFrame, meta: Mapping[str, Any]) -> Sheet:
    words, signed = wording(), sentences().charts[name].form == "signs"
    rows = (_signed if signed else _tallied)(frame, name)
    variables = variables_of(frame)
    table = name if part == 1 else f"{name}_{part}"
    about = words.shown.get(table, meta["subtitle"])
    return Sheet(
        label, f"fig_{table}", meta["title"], words.kinds["counted"],
        f"{about}　{_key(frame)}" if signed else about, "　".join([*meta["foot"], words.texts["empty"]]), rows,
        len(rows.columns), meta["foot"][-1],
        chart=name if part == 1 else "", alt=meta["alt"] if part == 1 else "",
        above=f"{about}　{_order(frame, rows)}", below=tuple(meta["foot"]),
        variable=variables[-1] if len(variables) > 1 else "",
    )  # fmt: skip


def _order(frame: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Return in which order the rows stand: of the prefectures' codes, of their numbers, or another."""
    texts = wording().texts
    if frame.columns[0] == "prefecture_code":
        return texts["by_code"]
    numbers = rows.select_dtypes("number")
    falling = len(numbers.columns) and numbers.iloc[:, -1].is_monotonic_decreasing
    return texts["by_count" if falling else "as_printed"]


def _signed(frame: pd.DataFrame, chart: str) -> pd.DataFrame:
    """Return how far each prefecture is with each job: a row a job, a column a prefecture, signs."""
    jobs = ["job_code", "job"]
    signed = frame.assign(sign=frame["stage_code"].map(SIGNS)).pivot(
        index=jobs, columns="prefecture", values="sign"
    )
    columns = frame.sort_values("prefecture_code")["prefecture"].drop_duplicates().tolist()
    return (
        signed[columns]
        .reset_index()[jobs[1:] + columns]
        .rename(columns={"job": heading(chart, "job")})
    )


def _key(frame: pd.DataFrame) -> str:
    """Return what the signs of a table of signs mean."""
    named = frame.drop_duplicates("stage_code").set_index("stage_code")["stage"]
    return "　".join(f"{sign}{named[code]}" for code, sign in SIGNS.items() if code in named.index)


def _tallied(frame: pd.DataFrame, chart: str) -> pd.DataFrame:
    """Return a frame as a table with Japanese headings, and with words for values that only charts
    have, yes and no among them."""
    table, said = table_of(frame), wording().values
    if "total" in table.columns:
        table = table.drop(columns="prefectures", errors="ignore")
    for name in table.select_dtypes("bool"):
        table[name] = [said[f"{name}.{yes}"] for yes in table[name]]
    table.columns = [heading(chart, name) for name in table.columns]
    return table.reset_index(drop=True).replace(dict(said)).round(_PLACES)
