"""From a document to the clean rows of its tables, with everything that is wrong on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from survey.documents.grids import Grid
from survey.documents.plain_text import Document
from survey.prefectures import by_name
from survey.problems import BadInput, Problem
from survey.reading.clean_rows import Record, code_row
from survey.reading.errata import Erratum, Finding, unlisted
from survey.reading.grid_tables import provenance, read_grid
from survey.reading.layouts import Layout, layout_names, load_layout
from survey.reading.parsed_documents import Reading, Row
from survey.reading.publications import Publication, load_publication, publication_names
from survey.reading.reconcile import count_rows, reconciliation
from survey.reading.row_checks import find_mistakes, known_paragraphs, tell_doubtful_borders
from survey.reading.row_sequence import rows_in_sequence
from survey.reading.segment import segment
from survey.reading.split import NoReading, SplitRow, split_row
from survey.reading.table_text import RowText, TableText
from survey.text import shorten, squeeze

Form = Layout | Publication
"""What a document is read by: the layout of an edition of the survey, or a publication."""


@dataclass(frozen=True)
class Parsed:
    """The rows of one document by table name, in the columns of the data dictionary."""

    survey: str
    rows: Mapping[str, list[Row]]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]


def parse(document: Document | Grid, form: Form, errata: Sequence[Erratum]) -> Parsed:
    """Return the tables that a document of this form holds, and `reconciliation`.

    Rows from a PDF or an Excel workbook have two columns more: `page`, the number of the page or
    the name of the sheet, and `position`, what the row covers there: left, top, right and bottom in
    points, or cells; their lines are rows of the document in reading order.

    Rows that cannot be read are left out, each with an error among the problems; mistakes of the
    document that `errata` does not list are errors too, doubtful cell borders warnings.
    """
    errata = [erratum for erratum in errata if erratum.document == form.document]
    if isinstance(form, Layout):
        reading = _read_survey(document, form, errata)
    elif isinstance(document, Document):
        reading = form.read(document, errata)
    else:
        raise BadInput.of(
            document.name,
            f"{form.survey} is read from its text alone",
            "a text file",
            "extract the text of the document",
        )
    findings = [*reading.findings, *(c.finding for c in reading.counts if c.finding)]
    reconciled = reconciliation(reading.counts, form.survey, errata)
    problems = [*document.problems, *reading.problems]
    problems += unlisted(findings, document.name, errata)
    problems.sort(key=lambda problem: problem.line or 0)
    if isinstance(document, Grid):
        problems = [
            replace(problem, file=document.place(problem.line), line=None)
            if problem.line
            else problem
            for problem in problems
        ]
    rows = {**reading.rows, "reconciliation": reconciled}
    return Parsed(form.survey, rows, tuple(findings), tuple(problems))


def _read_survey(document: Document | Grid, layout: Layout, errata: Sequence[Erratum]) -> Reading:
    reading = Reading(document.name)
    parts: Sequence[tuple[TableText, Mapping[RowText, SplitRow] | None]]
    if isinstance(document, Grid):
        parts = read_grid(document, layout)
    else:
        _check_widths(layout)
        parts = [(part, None) for part in segment(document, layout)]
    for part, known in parts:
        part.rows = rows_in_sequence(part)
        begun = [e for e in errata if (e.kind, e.table) == ("paragraph", part.table.name)]
        records = _records(part, known, layout, begun)
        tell_doubtful_borders(records, part)
        reading.problems += part.problems
        reading.counts += count_rows(part)
        reading.findings += find_mistakes(records, part.table, layout)
        reading.findings += known_paragraphs(records, begun)
        reading.rows[part.table.name] = [
            {**record.values, **provenance(document, record.split.text)}
            if isinstance(document, Grid) else record.values
            for record in records
        ]  # fmt: skip
    return reading


def _check_widths(layout: Layout) -> None:
    for table in layout.tables:
        for column in table.columns:
            if column.kind == "text" and not column.width:
                raise BadInput.of(
                    layout.survey,
                    f"the layout has no width for {column.name} of {table.name}",
                    "the width of its longest printed line in em, to tell cells apart in a text",
                    "measure it on a page, or read the PDF or workbook instead",
                )


def form_of(document: Document | Grid) -> Form:
    """Return the layout or publication whose titles stand in the document.

    Raises
    ------
    BadInput
        If nothing that comes with the package knows any title of the document.
    """
    lines = {squeeze(line) for line in document.lines}
    forms = _forms()

    def met(form: Form) -> int:
        return sum(squeeze(title) in lines for title in form.titles)

    best = max(forms, key=met)
    if not met(best):
        raise BadInput.of(
            document.name,
            "no table of a known document begins in this file",
            f"a line {forms[0].titles[0]}, or one of the other titles",
            "check that it is the right document, or give its --layout",
        )
    return best


@cache
def _forms() -> list[Form]:
    """All that comes with the package, loaded once however many documents are read."""
    layouts: list[Form] = [load_layout(name) for name in layout_names()]
    return layouts + [load_publication(name) for name in publication_names()]


def _records(
    part: TableText, known: Mapping[RowText, SplitRow] | None, layout: Layout,
    begun: Sequence[Erratum],
) -> list[Record]:  # fmt: skip
    """Return the rows of a table as records; `known` has them where their cells are known."""
    records: list[Record] = []
    for row in part.rows:
        try:
            split = known[row] if known is not None else split_row(row, part.table)
            paragraphs = [e.quote for e in begun if e.where == f"row {row.number}"]
            records.append(code_row(split, part.table, layout.survey, paragraphs))
        except NoReading as reason:
            part.tell(
                row.line_start,
                f"{part.table.name}, row {row.number} (lines {row.line_start}–{row.line_end}) "
                f"cannot be read: {reason}{_last_word(row)}",
                "the columns " + ", ".join(c.title for c in part.table.columns if c.title),
                "put back what is missing; the row is left out until then",
            )
    return records


def _last_word(row: RowText) -> str:
    word = row.fragments[-1].text
    return "" if word in by_name() else f" (it ends with 「{shorten(word)}」)"
