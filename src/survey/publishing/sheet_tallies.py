"""The tallies behind the charts of the report, as sheets of the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from survey.charts.house_style import sentences
from survey.charts.shapes import SIGNS
from survey.publishing.notebook_tables import headings
from survey.publishing.report_set import REPORT, Tables
from survey.publishing.sheet_words import Sheet, wording

_PLACES = 4
"""Decimal places of what is computed for charts."""


def tally_sheets(tables: Tables) -> list[Sheet]:
    """Return a sheet for each tally that a chart of the report is drawn from."""
    sheets = []
    for place, (name, chart) in enumerate(REPORT.items(), 1):
        frames = [frame for frame in chart.frames(tables) if isinstance(frame, pd.DataFrame)]
        meta = chart.make(tables)["ja"].layout.meta
        for part, (frame, said) in enumerate(zip(frames, wording().charts[name], strict=True), 1):
            label = wording().sheets["chart" if part == 1 else "again"]
            numbers = (place, said) if part == 1 else (place, part, said)
            sheets.append(_sheet(label.format(*numbers), name, part, frame, meta))
    return sheets


def _sheet(label: str, name: str, part: int, frame: pd.DataFrame, meta: Mapping[str, Any]) -> Sheet:
    words, signed = wording(), sentences().charts[name].form == "signs"
    rows = (_signed if signed else _tallied)(frame, titles_of(name))
    codes = [column for column in frame.columns if column.endswith("_code")]
    table = name if part == 1 else f"{name}_{part}"
    about = words.shown.get(table, meta["subtitle"])
    return Sheet(
        label, f"fig_{table}", meta["title"], words.kinds["counted"],
        f"{about}　{_key(frame)}" if signed else about, "　".join([*meta["foot"], words.texts["empty"]]), rows,
        len(rows.columns), meta["foot"][-1],
        chart=name if part == 1 else "", alt=meta["alt"] if part == 1 else "",
        above=f"{about}　{_order(frame, rows)}", below=tuple(meta["foot"]),
        variable=codes[-1].removesuffix("_code") if len(codes) > 1 else "",
    )  # fmt: skip


def _order(frame: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Return in which order the rows stand: of the prefectures' codes, of their numbers, or another."""
    texts = wording().texts
    if frame.columns[0] == "prefecture_code":
        return texts["by_code"]
    numbers = rows.select_dtypes("number")
    falling = len(numbers.columns) and numbers.iloc[:, -1].is_monotonic_decreasing
    return texts["by_count" if falling else "as_printed"]


def _signed(frame: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return how far each prefecture is with each job: a row a job, a column a prefecture, signs."""
    jobs = ["job_code", "job"]
    signed = frame.assign(sign=frame["stage_code"].map(SIGNS)).pivot(
        index=jobs, columns="prefecture", values="sign"
    )
    columns = frame.sort_values("prefecture_code")["prefecture"].drop_duplicates().tolist()
    return signed[columns].reset_index()[jobs[1:] + columns].rename(columns=titles)


def _key(frame: pd.DataFrame) -> str:
    """Return what the signs of a table of signs mean."""
    named = frame.drop_duplicates("stage_code").set_index("stage_code")["stage"]
    return "　".join(f"{sign}{named[code]}" for code, sign in SIGNS.items() if code in named.index)


def titles_of(chart: str) -> dict[str, str]:
    """Return the Japanese headings of the columns of a chart's frames."""
    declared = wording().columns
    own = {name.removeprefix(f"{chart}."): title for name, title in declared.items()
           if name.startswith(f"{chart}.")}  # fmt: skip
    return {**headings(), **declared, **own}


def beside_the_counts() -> frozenset[str]:
    """Return the headings of numbers that are no part of a bar: totals, numbers of prefectures."""
    words = wording()
    return frozenset({str(words.headings["total"]), words.columns["prefectures"]})


def _tallied(frame: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return a tally of two variables as a table of rows by columns with totals, others as they
    are, with Japanese headings; where a prefecture gave no answer its counts are missing."""
    variables = [name.removesuffix("_code") for name in frame.columns if name.endswith("_code")]
    silent = ("_en", "_code", "answered", *(["count"] if "panel" in frame.columns else []))
    plain = [column for column in frame.columns if not column.endswith(silent)]
    if "answered" in frame.columns:
        frame = frame.assign(count=frame["count"].where(frame["answered"]))
    counted = [name for name in ("count", "cost") if name in frame.columns]
    if len(variables) != 2 or not counted:
        values = frame.sort_values("kind", kind="stable") if "kind" in frame.columns else frame
        named = {name: titles["prefectures"] for name in plain if name.endswith("_prefectures")}
        return _worded(values[plain]).rename(columns={**titles, **named})
    down, across = variables
    columns = {titles.get(down, down): frame[down].drop_duplicates().tolist()}
    columns |= {
        str(part): rows[counted[0]].tolist() for part, rows in frame.groupby(across, sort=False)
    }
    wide = pd.DataFrame(columns)
    wide[wide.columns[1:]] = wide[wide.columns[1:]].astype("Int64")
    total = wide[wide.columns[1:]].sum(axis=1, min_count=1)
    return wide.assign(**{str(wording().headings["total"]): total})


def _worded(values: pd.DataFrame) -> pd.DataFrame:
    """Return the values with words for those that only charts have, yes and no among them."""
    said = wording().values
    values = values.copy()
    for name in values.select_dtypes("bool"):
        values[name] = [said[f"{name}.{yes}"] for yes in values[name]]
    return values.replace(dict(said)).round(_PLACES)
