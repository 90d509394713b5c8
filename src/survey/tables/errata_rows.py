"""The table of errata: which cell of which table each mistake of a document concerns.

What an erratum leaves open follows from the rest. `where` names rows as `errata_where` in the data
dictionary spells it; `evidence` can name the column; what is printed is the quotation, and what is
published is the same text as the table holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from survey.documents.plain_text import Document
from survey.problems import Problem
from survey.reading.clean_rows import Value
from survey.reading.errata import Erratum
from survey.reading.parsed_documents import Row
from survey.tables.schemas import column_type, columns, describe_table, row_id, table_names
from survey.text import squeeze, unify_width

_LEFT_OUT = frozenset({"noise"})
"""Kinds of what is in no row; and of what can be about none (a heading, a row without measures)."""
_OF_NO_ROW = _LEFT_OUT | {"count", "heading", "merged_rows", "missing"}
PRINTED_LINES = 3
"""Lines from that of an erratum on in which its characters stand: wrapped text, or the rows of an
indicator."""


@dataclass(frozen=True)
class _Cell:
    """A cell that an erratum concerns; without a column a row, without a row what is not in a table."""

    row_id: str = ""
    column: str = ""
    printed: str = ""
    published: str = ""


def errata_rows(
    errata: Iterable[Erratum], rows: Mapping[str, Sequence[Row]], document: Document
) -> tuple[list[Row], list[Problem]]:
    """Return the rows of `errata` on a document, and an error for each entry that is not so.

    Parameters
    ----------
    errata
        Those of any documents.
    rows
        The rows that were read from this one, by table.
    document
        Its lines, on which what is printed has to stand.
    """
    made: list[Row] = []
    problems: list[Problem] = []
    for erratum in errata:
        if erratum.document != document.name:
            continue
        table = erratum.table if erratum.table in table_names() else ""
        known = columns(table) if table else []
        concerned = _concerned(erratum, rows.get(table, ()))
        wrong = [f"there is no row {id_}" for id_ in erratum.rows if id_ not in concerned]
        wrong += [f"there is no column {name}" for name in erratum.columns if name not in known]
        named = erratum.columns or [name for name in known if name == erratum.evidence]
        if not (wrong or concerned) and table and erratum.kind not in _OF_NO_ROW:
            wrong = [f"no row of {table} is 「{erratum.where}」"]
        cells = [] if wrong else list(_cells(erratum, concerned, named))
        wrong += [
            f"「{cell.printed}」 is not printed there"
            for cell in dict.fromkeys(cells)
            if not _is_printed(cell.printed, erratum.line, document)
        ]
        if not wrong and concerned and not cells and erratum.kind not in _LEFT_OUT:
            wrong.append(f"no row holds 「{_published(erratum)}」")
        problems += [
            Problem("error", "errata.toml", None, f"erratum {erratum.id}: {told}",
                    "rows and columns of the table, what is printed in the document and what the "
                    "table holds for it", "correct rows, columns, printed or published")
            for told in wrong
        ]  # fmt: skip
        made += [
            {"erratum": erratum.id, "table": table, **asdict(cell), "evidence": erratum.found}
            for cell in cells or [_Cell(printed=erratum.quote)]
        ]
    return made, problems


def _concerned(erratum: Erratum, rows: Sequence[Row]) -> dict[str, Row]:
    """Return the rows that an erratum names, by their ids."""
    if erratum.rows:
        wanted = set(erratum.rows)
        return {id_: row for row in rows if (id_ := row_id(erratum.table, row)) in wanted}
    spellings = describe_table(erratum.table).get("errata_where", ()) if rows else ()
    return {
        row_id(erratum.table, row): row
        for row in rows
        if any(spelling.format(**row) == erratum.where for spelling in spellings)
    }


def _cells(erratum: Erratum, concerned: Mapping[str, Row], named: Sequence[str]) -> Iterator[_Cell]:
    """Yield the cells of these rows, in the columns that are named or else in those that hold the
    text; where text tells which of them, only those that hold it."""
    held = [
        _Cell(id_, name, *found)
        for id_, row in concerned.items()
        for name in named or _holding(erratum, id_, row)
        if (found := _in_cell(erratum, name, row[name])) is not None
    ]
    yield from held
    if not held and not named and erratum.kind not in _LEFT_OUT:
        yield from (_Cell(id_) for id_ in concerned)


def _holding(erratum: Erratum, id_: str, row: Row) -> Sequence[str]:
    """Return the text columns that are what is published, or else those that hold it."""
    texts = [name for name in row if column_type(name) == "string" and row[name] != id_]
    wanted = squeeze(_published(erratum))
    same = [name for name in texts if squeeze(str(row[name])) == wanted]
    return same or [name for name in texts if wanted in squeeze(str(row[name]))]


def _in_cell(erratum: Erratum, column: str, value: Value) -> tuple[str, str] | None:
    """Return what is printed of a cell and what is published for it; None if it is not concerned."""
    if value == "":
        return (_printed(erratum), "") if erratum.published == "" else None
    if erratum.kind == "misread_number":
        return f"{value}{erratum.printed}", str(value)
    if column_type(column) != "string" or not _printed(erratum):
        published = str(value)
        return (_printed(erratum), published) if erratum.published in (None, published) else None
    held = _held(_published(erratum), str(value))
    return (_printed(erratum), held) if held else None


def _held(wanted: str, text: str) -> str:
    """Return the part of a text that is wanted, whatever its width and white space."""
    characters = [(part, place) for place, one in enumerate(text) for part in squeeze(one)]
    start = "".join(part for part, _ in characters).find(squeeze(wanted))
    if start < 0 or not wanted:
        return ""
    places = [place for _, place in characters[start : start + len(squeeze(wanted))]]
    return text[places[0] : places[-1] + 1]


def _printed(erratum: Erratum) -> str:
    return erratum.quote if erratum.printed is None else erratum.printed


def _published(erratum: Erratum) -> str:
    return unify_width(_printed(erratum)) if erratum.published is None else erratum.published


def _is_printed(text: str, line: int, document: Document) -> bool:
    lines = document.lines[line - 1 : line - 1 + PRINTED_LINES]
    return squeeze(text) in squeeze("".join(lines))
