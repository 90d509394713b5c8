"""What stands on the sheets of the workbook: words, tables, the tallies behind the charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from survey import __released__, __version__
from survey.publishing.report_set import Tables
from survey.publishing.workbook.columns import arranged
from survey.publishing.workbook.tallies import tally_sheets
from survey.publishing.workbook.words import Sheet, cited, kind_of, place_of, wording
from survey.reading.errata import Erratum
from survey.reading.sources import Source
from survey.tables import dictionary
from survey.tables.dictionary import Entry, entries
from survey.tables.schemas import column_titles, describe_table, sources_of, table_names

SUMMARY = "prefecture_summary"


def all_sheets(
    tables: Tables, errata: Sequence[Erratum], sources: Mapping[str, Source]
) -> list[Sheet]:
    """Return the sheets of the workbook in their order: cover, contents, the summary of the
    prefectures and their maps, tables, tallies of the charts, the documents' mistakes, dictionary."""
    names = [SUMMARY, *(name for name in table_names() if name != SUMMARY)]
    summary, *others = [_table(name, tables, sources) for name in names]
    sheets = [
        summary, _maps(tables, summary), *others, *tally_sheets(tables),
        _notes(errata, sources), _dictionary(),
    ]  # fmt: skip
    return [_cover(sources), _contents(sheets), *sheets]


def _worded(name: str, rows: Sequence[Sequence[object]], aside: int = 0) -> Sheet:
    """Return one of the sheets whose name, title, explanation and headings are declared; its last
    columns can be left out of the print."""
    words = wording()
    framed = pd.DataFrame(rows, columns=list(words.headings[name]))
    return Sheet(
        words.sheets[name], name, words.titles[name], words.kinds["explained"],
        words.texts.get(name, ""), "", framed, len(framed.columns) - aside,
    )  # fmt: skip


def _cover(sources: Mapping[str, Source]) -> Sheet:
    named = "、".join(source.citation for source in sources.values())
    facts = {"version": __version__, "released": __released__, "sources": named}
    return _worded(
        "cover", [(label, text.format(**facts)) for label, text in wording().cover.items()]
    )


def _contents(sheets: Sequence[Sheet]) -> Sheet:
    rows = [(sheet.name, sheet.title, sheet.kind, sheet.about, sheet.source or None, len(sheet.rows))
            for sheet in sheets]  # fmt: skip
    return _worded("contents", rows)


def _notes(errata: Sequence[Erratum], sources: Mapping[str, Source]) -> Sheet:
    named = wording().texts["document"]
    titles = {s.file: named.format(s.publisher, s.published[:4]) for s in sources.values()}
    rows = [
        (e.id, titles[e.document], wording().tables.get(e.table), place_of(e.where), e.quote, e.found,
         e.handling, e.line)
        for e in errata
    ]  # fmt: skip
    return _worded("notes", rows, aside=1)


def _dictionary() -> Sheet:
    words, types = wording(), dictionary.wording().types
    rows = [
        (words.tables[e.table], e.title["ja"], e.description["ja"], e.values["ja"] or None,
         types[e.type]["ja"], e.unit or None, words.texts["always"] if e.required else None,
         _key(e), e.table, e.column)
        for e in entries()
    ]  # fmt: skip
    return _worded("dictionary", rows)


def _key(entry: Entry) -> str | None:
    """Return what a column is for: to tell rows apart, or to find a row of another sheet."""
    words = wording()
    table, _, column = entry.key.partition(".")
    if column:
        return words.texts["reference"].format(words.tables[table], column_titles(column)["ja"])
    return words.texts["key"] if entry.key else None


def _table(name: str, tables: Tables, sources: Mapping[str, Source]) -> Sheet:
    words, described = wording(), describe_table(name)
    citations = [sources[source].citation for source in sources_of(name)]
    source = words.texts["source"].format("、".join(citations)) if citations else ""
    rows, printed = arranged(name, tables.read(name))
    return Sheet(
        words.tables[name], name, str(described["title"]), kind_of(name),
        str(described["description"]), source, rows, printed, cited(citations),
    )  # fmt: skip


def _maps(tables: Tables, summary: Sheet) -> Sheet:
    """Return the sheet of the maps: the prefectures' codes and what each map shows of them, nothing
    where there was no answer."""
    words, read = wording(), tables.read(SUMMARY)
    latest = read.drop_duplicates("prefecture_code", keep="last")
    rows = latest[["prefecture_code"]].assign(**{
        column_titles(counts)["ja"]: latest[counts].where(latest[answered] == "yes")
        for counts, answered in words.maps.items()
    })  # fmt: skip
    return Sheet(
        words.sheets["map"], "", words.titles["map"], words.kinds["counted"], words.texts["map"],
        summary.source, rows, len(rows.columns), summary.cited,
    )  # fmt: skip
