"""A layout written as a declaration in TOML, with comments for the person who completes it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from survey.reading.layouts import Layout, Table
from survey.text import squeeze

UNNAMED_TABLE, UNNAMED_COLUMN = "table_", "column_"
"""How names begin that a person has to give."""


def layout_text(layout: Layout, like: str, text: str) -> str:
    """Return the declaration of a layout that was drafted from a document.

    Parameters
    ----------
    like
        The edition whose names were taken over.
    text
        All that stands in the document, without white space: how often each title, heading and
        label is found in it stands in the comments. What needs a decision is marked TODO.
    """
    return "\n".join(_lines(layout, like, text)) + "\n"


def _lines(layout: Layout, like: str, text: str) -> Iterator[str]:
    yield f"# Draft of a layout, made from {layout.document} and the layout {like}."
    yield f"# Lines with TODO need a decision; then: survey parse {layout.document} --layout THIS"
    yield ""
    yield f"survey = {_quoted(layout.survey)}  # short name of the edition; ids begin with it"
    yield f"document = {_quoted(layout.document)}  # the file in data/raw"
    yield f"title = {_quoted(layout.title)}  # TODO the title on the cover"
    yield ""
    yield "# Code lists: `printed` as in the document, `label` as stored, `code` its number, the same in"
    yield "# all editions whatever is printed before the label."
    yield "[codes]"
    for name, codes in layout.code_lists.items():
        yield f"{name} = ["
        for entry in codes.codes:
            parts = ", ".join(
                f"{key} = {_quoted(value) if isinstance(value, str) else value}"
                for key, value in vars(entry).items()
            )
            told = _times(text.count(squeeze(entry.printed)))
            todo = "" if entry.label_en else "; TODO give it a label_en"
            yield f"  {{ {parts} }},  # {told}{todo}"
        yield "]"
    for table in layout.tables:
        yield from _table_lines(table, text)


def _table_lines(table: Table, text: str) -> Iterator[str]:
    yield ""
    yield "[[tables]]"
    new = "  # TODO a name for the table" if table.name.startswith(UNNAMED_TABLE) else ""
    yield f"name = {_quoted(table.name)}{new}"
    yield f"id_column = {_quoted(table.id_column)}"
    yield f"id_prefix = {_quoted(table.id_prefix)}"
    yield f"title = {_quoted(table.title)}  # {_times(text.count(squeeze(table.title)))}"
    yield f"running_title = {_quoted(table.running_title)}  # what stands at the head of the pages"
    yield "# Headings that divide the rows, the outer level first, each printed with its count."
    yield "levels = ["
    for level in table.levels:
        yield f"  {{ name = {_quoted(level.name)}, labels = ["
        for label in level.labels:
            yield f"    {_quoted(label)},  # {_times(text.count(squeeze(label)))}"
        yield "  ] },"
    yield "]"
    yield "# Columns from left to right. kind: number, text, code (with codes), prefecture."
    yield "# width: that of the printed lines in em, needed only to read the text of a document."
    yield "columns = ["
    for column in table.columns:
        parts = [f"name = {_quoted(column.name)}", f'kind = "{column.kind}"']
        parts.append(f"title = {_quoted(column.title)}")
        parts += [f"width = {column.width}"] if column.width else []
        parts += ["optional = true"] if column.optional else []
        parts += [f"codes = {_quoted(column.codes.name)}"] if column.codes else []
        new = "  # TODO a name for the column" if column.name.startswith(UNNAMED_COLUMN) else ""
        yield f"  {{ {', '.join(parts)} }},{new}"
    yield "]"


def _times(count: int) -> str:
    return f"found {count}×" if count else "TODO not found in the document"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
