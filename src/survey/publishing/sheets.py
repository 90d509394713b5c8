"""What stands on the sheets of the workbook: words, tables, the tallies behind the charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from survey import __released__, __version__
from survey.charts.house_style import sentences
from survey.charts.shapes import SIGNS
from survey.declared import included, read_declaration
from survey.publishing.notebook_tables import headings
from survey.publishing.report_set import REPORT, Tables
from survey.reading.errata import Erratum
from survey.reading.sources import Source
from survey.tables.dictionary import entries
from survey.tables.schemas import describe_table, sources_of, table_names

HEADER = 0
"""Row of the headings: the first of every sheet, so that a program reads it as it is. Title,
explanation and source of each sheet stand in the contents."""


@dataclass(frozen=True)
class _Line:
    label: str
    text: str


@dataclass(frozen=True)
class _Wording:
    """What the workbook says around the tables."""

    sheets: Mapping[str, str]
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    cover: tuple[_Line, ...]
    headings: Mapping[str, tuple[str, ...] | str]
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the name of its Excel table, what the contents say of it, its rows; for a
    chart also which one, its alternative text, and the variable whose values its colours tell
    apart."""

    name: str
    table: str
    title: str
    about: str
    source: str
    rows: pd.DataFrame
    chart: str = ""
    alt: str = ""
    variable: str = ""


@cache
def wording() -> _Wording:
    """Return what is declared of the words around the tables."""
    return read_declaration(_Wording, included("workbook.toml"), "the words of the workbook")


def all_sheets(
    tables: Tables, errata: Sequence[Erratum], sources: Mapping[str, Source]
) -> list[Sheet]:
    """Return the sheets of the workbook in their order: cover, contents, notes, dictionary, tables,
    tallies of the charts."""
    sheets = [_notes(errata), _dictionary(), *_tables(tables, sources), *_charts(tables)]
    return [_cover(sources), _contents(sheets), *sheets]


def _worded(name: str, rows: Sequence[Sequence[object]]) -> Sheet:
    """Return one of the sheets whose name, title, explanation and headings are declared."""
    words = wording()
    framed = pd.DataFrame(rows, columns=list(words.headings[name]))
    return Sheet(
        words.sheets[name], name, words.titles[name], words.texts.get(name, ""), "", framed
    )


def _cover(sources: Mapping[str, Source]) -> Sheet:
    cited = "、".join(source.citation for source in sources.values())
    facts = {"version": __version__, "released": __released__, "sources": cited}
    return _worded("cover", [(line.label, line.text.format(**facts)) for line in wording().cover])


def _contents(sheets: Sequence[Sheet]) -> Sheet:
    rows = [(sheet.name, sheet.title, sheet.about, sheet.source or None, len(sheet.rows))
            for sheet in sheets]  # fmt: skip
    return _worded("contents", rows)


def _notes(errata: Sequence[Erratum]) -> Sheet:
    rows = [
        (e.id, e.document, e.table, e.where, e.line, e.quote, e.found, e.handling) for e in errata
    ]
    return _worded("notes", rows)


def _dictionary() -> Sheet:
    rows = [
        (e.table, e.column, e.title["ja"], e.type, e.unit, "○" if e.required else "", e.key,
         e.description["ja"], e.values["ja"])
        for e in entries()
    ]  # fmt: skip
    return _worded("dictionary", rows)


def _tables(tables: Tables, sources: Mapping[str, Source]) -> list[Sheet]:
    words, sheets = wording(), []
    for name in table_names():
        described = describe_table(name)
        cited = "、".join(sources[source].citation for source in sources_of(name))
        rows = tables.read(name)
        titles = {e.column: e.title["ja"] for e in entries() if e.table == name}
        title, about = str(described["title"]), str(described["description"])
        source = words.texts["source"].format(cited) if cited else ""
        sheets.append(Sheet(title[:31], name, title, about, source, rows.rename(columns=titles)))
    return sheets


def _charts(tables: Tables) -> list[Sheet]:
    words, sheets = wording(), []
    for place, (name, chart) in enumerate(REPORT.items(), 1):
        frames = [frame for frame in chart.frames(tables) if isinstance(frame, pd.DataFrame)]
        meta = chart.make(tables)["ja"].layout.meta
        signed = sentences().charts[name].form == "signs"
        under = f"{meta['subtitle']}　{_key(frames[0])}" if signed else meta["subtitle"]
        source = "　".join([*meta["foot"], words.texts["empty"]])
        for part, frame in enumerate(frames, 1):
            label = words.sheets["chart" if part == 1 else "chart_again"].format(place, part)
            shown, alt = (name, meta["alt"]) if part == 1 else ("", "")
            table = name if part == 1 else f"{name}_{part}"
            rows = (_signed if signed else _tallied)(frame, titles_of(name))
            codes = [column for column in frame.columns if column.endswith("_code")]
            variable = codes[-1].removesuffix("_code") if len(codes) > 1 else ""
            title = meta["title"]
            sheets.append(
                Sheet(label, f"fig_{table}", title, under, source, rows, shown, alt, variable)
            )
    return sheets


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


def _tallied(frame: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return a tally of two variables as a table of rows by columns with totals, others as they
    are, with Japanese headings; where a prefecture gave no answer its counts are missing."""
    variables = [name.removesuffix("_code") for name in frame.columns if name.endswith("_code")]
    plain = [c for c in frame.columns if not c.endswith(("_en", "_code", "answered"))]
    if "answered" in frame.columns:
        frame = frame.assign(count=frame["count"].where(frame["answered"]))
    if len(variables) != 2 or "count" not in frame.columns:
        return frame[plain].rename(columns=titles)
    down, across = variables
    columns = {titles.get(down, down): frame[down].drop_duplicates().tolist()}
    columns |= {
        str(part): rows["count"].tolist() for part, rows in frame.groupby(across, sort=False)
    }
    wide = pd.DataFrame(columns)
    wide[wide.columns[1:]] = wide[wide.columns[1:]].astype("Int64")
    total = wide[wide.columns[1:]].sum(axis=1, min_count=1)
    return wide.assign(**{str(wording().headings["total"]): total})
