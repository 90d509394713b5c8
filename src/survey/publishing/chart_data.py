"""The data behind a chart: the frames that it is drawn from, as CSV files and as tables of a page,
and the tables whose rows they tell of."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from survey.publishing.facets import filters
from survey.publishing.pages import words
from survey.publishing.report_set import Tables
from survey.publishing.sheet_tallies import titles_of
from survey.tables.categories import variable_titles
from survey.tables.dictionary import Lang
from survey.tables.schemas import describe_table

_VALUES = ("count", "cost")
"""What is counted or summed in a frame of one or two variables."""
_NONE = "–"


@dataclass(frozen=True)
class Noting(Tables):
    """Tables that note which of them were read."""

    source: Tables = field(default_factory=Tables)
    noted: list[str] = field(default_factory=list)

    def read(self, table: str) -> pd.DataFrame:
        """Return a clean table."""
        self.noted.append(table)
        return self.source.read(table)

    def answers(self, table: str) -> pd.DataFrame:
        """Return the rows of a table of the survey that the charts are about."""
        self.noted.append(table)
        return self.source.answers(table)


@dataclass(frozen=True)
class Rests:
    """A table that a chart tells of: its rows, and the prefectures among them, if they name any."""

    table: str
    rows: int
    prefectures: int | None

    @property
    def in_explorer(self) -> bool:
        """Whether the explorer shows its rows."""
        return self.table in {one.table for one in filters().tables}


def rests_on(read: Noting) -> list[Rests]:
    """Return the tables that were read, without those about the rows of another one of them."""
    names, found = list(dict.fromkeys(read.noted)), []
    for name in names:
        if set(describe_table(name).get("foreign_keys", {}).values()) & set(names):
            continue
        answered = name in {one.table for one in filters().tables}
        rows = read.source.answers(name) if answered else read.source.read(name)
        told = "prefecture_code" in rows.columns
        number = rows["prefecture_code"].nunique() if told else None
        found.append(Rests(name, len(rows), number))
    return found


def csv_files(name: str, frames: Sequence[Any]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the CSV file of each frame of a chart, with codes and the labels of
    both languages, as the clean tables are written."""
    for place, frame in enumerate(_frames(frames), 1):
        file = f"{name}.csv" if place == 1 else f"{name}_{place}.csv"
        yield file, frame.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def tables_of(name: str, frames: Sequence[Any], rests: Sequence[Rests], lang: Lang) -> list[str]:
    """Return the frames of a chart as tables of a page, its rows leading to their answers in the
    explorer where this filters by what they are."""
    table = rests[0].table if len(rests) == 1 and rests[0].in_explorer else ""
    return [_table(name, frame, table, lang) for frame in _frames(frames)]


def _frames(frames: Sequence[Any]) -> list[pd.DataFrame]:
    return [frame for frame in frames if isinstance(frame, pd.DataFrame)]


def _table(name: str, frame: pd.DataFrame, table: str, lang: Lang) -> str:
    variables = [one.removesuffix("_code") for one in frame.columns if one.endswith("_code")]
    value = next((one for one in _VALUES if one in frame.columns), "")
    if len(variables) == 2 and value and len(frame) > 2:
        shown = _crossed(frame, variables, value, lang)
    else:
        shown = _listed(frame, lang)
    titles = [_title(name, column, lang) for column in shown.columns.tolist()]
    links = _links(frame, variables[0], table) if shown.columns[0] in variables else {}
    leading = [links.get(code, "") for code in _codes(frame, variables, len(shown))]
    head = "".join(f'<th scope="col">{html.escape(title)}</th>' for title in titles)
    body = "".join(
        f"<tr>{_cells(row, shown.columns.tolist(), link)}</tr>"
        for row, link in zip(shown.itertuples(index=False, name=None), leading, strict=True)
    )
    return (
        f'<div class="table-wrapper data"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[Any], columns: Sequence[str], link: str) -> str:
    first, *rest = (
        _answers(str(value)) if column.endswith(("_id", "_ids")) else _written(value)
        for value, column in zip(row, columns, strict=True)
    )
    led = f'<a href="{html.escape(link)}">{first}</a>' if link else first
    cells = "".join(
        f'<td class="text-right">{text}</td>' if _is_number(value) else f"<td>{text}</td>"
        for text, value in zip(rest, row[1:], strict=True)
    )
    return f'<th scope="row">{led}</th>{cells}'


def _crossed(frame: pd.DataFrame, variables: Sequence[str], value: str, lang: Lang) -> pd.DataFrame:
    """Return rows by columns with their totals, and on how many prefectures each row rests."""
    down, across = variables
    if "answered" in frame.columns:
        frame = frame.assign(**{value: frame[value].where(frame["answered"])})
    rows = frame.drop_duplicates(f"{down}_code")
    wide: dict[str, Any] = {down: rows[_label(frame, down, lang)].tolist()}
    for _, part in frame.groupby(f"{across}_code", sort=False):
        wide[f"={part[_label(frame, across, lang)].iloc[0]}"] = part[value].tolist()
    crossed = pd.DataFrame(wide)
    numbers = crossed.columns[1:]
    crossed[numbers] = crossed[numbers].astype("Int64")
    crossed["total"] = crossed[numbers].sum(axis=1, min_count=1)
    if f"{down}_prefectures" in frame.columns:
        crossed["prefectures"] = rows[f"{down}_prefectures"].tolist()
    return crossed


def _listed(frame: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Return the rows without codes, with the labels of one language."""
    kept = [
        one for one in frame.columns if not one.endswith(("_en", "_code")) and one != "answered"
    ]
    if "actual" in kept:  # a frame of results counts which of them there are
        kept.remove("count")
    shown = pd.DataFrame({one: frame[_label(frame, one, lang)] for one in kept})
    if "answered" in frame.columns and "count" in kept:
        shown["count"] = frame["count"].where(frame["answered"]).astype("Int64")
    return shown.rename(
        columns={one: "prefectures" for one in kept if one.endswith("_prefectures")}
    )


def _label(frame: pd.DataFrame, variable: str, lang: Lang) -> str:
    """Return the column with the labels of a variable in a language."""
    english = f"{variable}_en"
    return english if lang == "en" and english in frame.columns else variable


def _title(name: str, column: str, lang: Lang) -> str:
    """Return the heading of a column; of the values of a variable, which are led by =, the value."""
    if column.startswith("="):
        return column[1:]
    declared = words().charts.columns
    if told := declared.get(f"{name}.{column}") or declared.get(column):
        return told[lang]
    return titles_of(name).get(column, column) if lang == "ja" else variable_titles(column)["en"]


def _links(frame: pd.DataFrame, variable: str, table: str) -> dict[Any, str]:
    """Return where the explorer shows the answers of each value of a variable, by its code."""
    if not table or variable not in {facet.variable for facet in filters().facets}:
        return {}
    return {
        code: f"explorer.html#{urlencode({'table': table, variable: code})}"
        for code in frame[f"{variable}_code"].unique().tolist()
    }


def _codes(frame: pd.DataFrame, variables: Sequence[str], count: int) -> list[Any]:
    """Return the code of the first variable in each row of the table of a frame."""
    if not variables:
        return [None] * count
    codes = frame[f"{variables[0]}_code"]
    return (codes if len(codes) == count else codes.drop_duplicates()).tolist()


def _answers(ids: str) -> str:
    """Return the ids of answers, each leading to it in the explorer."""
    led = [f'<a href="explorer.html#row={one}">{one}</a>' for one in ids.split(";")]
    return " ".join(led)


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


def title_of(table: str, lang: Lang) -> str:
    """Return what a table is called."""
    return str(describe_table(table)["title" if lang == "ja" else "title_en"])
