"""The data behind a chart: the frames that it is drawn from, as CSV files and as tables of a page,
and the tables whose rows they tell of."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import pandas as pd

from survey.publishing.chart_tables import frames_in, heading, table_of, variables_of
from survey.publishing.facets import answer_tables, filters
from survey.publishing.pages.parts import Language, header, to_explorer
from survey.publishing.report_set import Tables
from survey.tables.provenance import noted

_NONE = "–"


@dataclass(frozen=True)
class Rests:
    """A table that a chart tells of: its rows, and the prefectures among them, if they name any."""

    table: str
    rows: int
    prefectures: int | None


def rests_on(frames: Sequence[Any], tables: Tables) -> list[Rests]:
    """Return the tables whose answers, or other rows, the frames of a chart were made of."""
    names = dict.fromkeys(one["table"] for frame in frames_in(frames) for one in noted(frame))
    found = []
    for name in names:
        rows = tables.answers(name) if name in answer_tables() else tables.read(name)
        told = "prefecture_code" in rows.columns
        number = rows["prefecture_code"].nunique() if told else None
        found.append(Rests(name, len(rows), number))
    return found


def csv_files(name: str, frames: Sequence[Any]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the CSV file of each frame of a chart, with codes and the labels of
    both languages, as the clean tables are written."""
    for place, frame in enumerate(frames_in(frames), 1):
        file = f"{name}.csv" if place == 1 else f"{name}_{place}.csv"
        yield file, frame.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def tables_of(
    name: str, frames: Sequence[Any], rests: Sequence[Rests], told: Language
) -> list[str]:
    """Return the frames of a chart as tables of a page, its rows leading to their answers in the
    explorer where this filters by what they are."""
    only = rests[0].table if len(rests) == 1 else ""
    table = only if only in answer_tables() else ""
    return [_table(name, frame, table, told) for frame in frames_in(frames)]


def _table(name: str, frame: pd.DataFrame, table: str, told: Language) -> str:
    variables, shown = variables_of(frame), table_of(frame, told.lang)
    titles = [heading(name, column, told.lang) for column in shown.columns.tolist()]
    first = shown.columns[0]
    filtered = (
        table and [first] == variables[:1] and first in {f.variable for f in filters().facets}
    )
    asked = [{"table": table, first: code} if filtered else {} for code in shown.index.tolist()]
    body = "".join(
        f"<tr>{_cells(row, shown.columns.tolist(), chosen, told)}</tr>"
        for row, chosen in zip(shown.itertuples(index=False, name=None), asked, strict=True)
    )
    return (
        f'<div class="table-wrapper data"><table>{header(map(html.escape, titles))}'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cells(
    row: Sequence[Any], columns: Sequence[str], chosen: Mapping[str, Any], told: Language
) -> str:
    first, *rest = (
        " ".join(to_explorer(one, told, row=one) for one in str(value).split(";"))
        if column.endswith(("_id", "_ids"))
        else _written(value)
        for value, column in zip(row, columns, strict=True)
    )
    led = to_explorer(first, told, **chosen) if chosen else first
    cells = "".join(
        f'<td class="text-right">{text}</td>' if _is_number(value) else f"<td>{text}</td>"
        for text, value in zip(rest, row[1:], strict=True)
    )
    return f'<th scope="row">{led}</th>{cells}'


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not pd.api.types.is_bool(value)


def _written(value: Any) -> str:
    if pd.api.types.is_bool(value):
        return "○" if value else ""
    if pd.isna(value):
        return _NONE
    if isinstance(value, float):
        return f"{value:g}"
    return html.escape(str(value))
