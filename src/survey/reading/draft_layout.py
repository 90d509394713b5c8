"""A layout declaration drafted from an example: a document of the new edition, and the edition
before, whose names and code lists are taken over where the same is printed.

Of a PDF or a workbook the draft is what stands in it; of a text, whose cells are not known, it is
the edition before with what was found of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from survey.documents.grids import Grid, GridRow
from survey.documents.plain_text import Document
from survey.prefectures import by_name
from survey.problems import BadInput
from survey.reading.grid_tables import COUNTED
from survey.reading.layout_text import UNNAMED_COLUMN, UNNAMED_TABLE, layout_text
from survey.reading.layouts import Code, CodeList, Column, ColumnKind, Layout, Level, Table
from survey.text import squeeze

_LABEL = re.compile(r"[①-⑳]|[0-9０-９]{1,2}[.．]")
_MOST_LABELS = 20
_NOTES = "※注"


@dataclass
class _Found:
    """A table as it is printed: what stands above its rows, and its rows."""

    title: str
    titles: dict[int, str] = field(default_factory=dict)
    headings: list[tuple[int, str]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    left: list[int] = field(default_factory=list)  # rows still to come under each open heading

    def head(self, label: str, count: int) -> None:
        """Note a heading: it stands below one whose count is not reached yet."""
        while self.left and self.left[-1] <= 0:
            self.left.pop()
        self.headings.append((len(self.left), label))
        self.left.append(count)

    def take(self, texts: list[str]) -> None:
        """Note a row."""
        self.rows.append(texts)
        self.left = [count - 1 for count in self.left]


def draft(document: Document | Grid, survey: str, like: Layout) -> str:
    """Return the TOML text of a layout for a document, with comments on what to check.

    Parameters
    ----------
    survey
        The short name of the new edition, such as nga2026: letters, digits and hyphens.
    like
        The edition whose names and code lists are taken over.

    Raises
    ------
    BadInput
        If no table with numbers and prefectures stands in a PDF or workbook.
    """
    if isinstance(document, Grid):
        tables = [
            _table(found, like, survey, n) for n, found in enumerate(list(_tables(document)), 1)
        ]
        if not tables:
            raise BadInput.of(
                document.name,
                "no table was found in it",
                "rows that begin with a number and end with a prefecture",
                f"begin with a copy of the layout {like.survey}",
            )
    else:
        tables = [
            replace(table, id_prefix=table.id_prefix.replace(like.survey, survey))
            for table in like.tables
        ]
    layout = Layout(survey, document.name, like.title, tuple(tables), _code_lists(tables))
    return layout_text(layout, like.survey, "".join(map(squeeze, document.lines)))


def _tables(grid: Grid) -> Iterator[_Found]:
    """Yield the tables of a document: rows that begin with a number and end with a prefecture."""
    found: _Found | None = None
    above: list[GridRow] = []
    for row in grid.rows:
        texts = _texts(row)
        filled = [text for text in texts if text]
        if len(filled) > 2 and squeeze(filled[0]).isdecimal() and squeeze(filled[-1]) in by_name():
            if squeeze(filled[0]) == "1":
                found, above = _begun(above)
                yield found
            if found is not None:
                for text in above:
                    _head(found, text)
                found.take(texts)
            above = []
        elif filled:
            above.append(row)


def _begun(above: Sequence[GridRow]) -> tuple[_Found, list[GridRow]]:
    """Return a table that begins with what stands between its first row and the one before, and
    the rows from its title on."""
    heads = [row for row in above if len([text for text in row.texts if text]) > 1][-2:]
    titles = {place: text for row in heads for place, text in enumerate(_texts(row)) if text}
    first = above.index(heads[0]) if heads else len(above)
    for at in range(first - 1, -1, -1):
        line = "".join(_texts(above[at]))
        if line and not COUNTED.fullmatch(line) and line[0] not in _NOTES:
            return _Found(line, titles), list(above[at:])
    return _Found("", titles), list(above[first:])


def _head(found: _Found, row: GridRow) -> None:
    filled = [text for text in _texts(row) if text]
    if len(filled) == 1 and (match := COUNTED.fullmatch(filled[0])):
        found.head(match[1].strip(), int(squeeze(match[2])))


def _texts(row: GridRow) -> list[str]:
    """Return the text of each cell as it is printed, spaces inside it too."""
    return ["".join(line.text for line in cell or ()).strip() for cell in row.cells]


def _table(found: _Found, like: Layout, survey: str, number: int) -> Table:
    """Return the declaration of a table, in the names of the table with the most titles in common."""
    titles = {squeeze(title) for title in found.titles.values()}
    known = max(like.tables, key=lambda t: sum(squeeze(c.title) in titles for c in t.columns))
    same = [c for c in known.columns if c.title and squeeze(c.title) in titles]
    name = known.name if len(same) > 1 else f"{UNNAMED_TABLE}{number}"
    places = sorted({place for row in found.rows for place, text in enumerate(row) if text})
    columns: list[Column] = []
    for place in places:
        texts = [row[place] if place < len(row) else "" for row in found.rows]
        columns.append(
            _column(texts, found.titles.get(place, ""), place, columns, known, like, name)
        )
    depths = range(max((depth for depth, _ in found.headings), default=-1) + 1)
    levels = tuple(
        Level(
            known.levels[depth].name if depth < len(known.levels) else f"level_{depth + 1}",
            tuple(dict.fromkeys(label for d, label in found.headings if d == depth)),
        )
        for depth in depths
    )
    taken = name == known.name
    return Table(
        name,
        known.id_column if taken else f"{name}_id",
        known.id_prefix.replace(like.survey, survey) if taken else f"{survey}-{name}",
        found.title or known.title,
        known.running_title if taken else found.title,
        levels,
        tuple(columns),
    )


def _column(
    texts: Sequence[str], title: str, place: int, before: Sequence[Column], known: Table,
    like: Layout, table: str,
) -> Column:  # fmt: skip
    filled = [squeeze(text) for text in texts if text]
    kind: ColumnKind = "text"
    codes = None
    if not before:
        kind, title = "number", ""
    elif all(text in by_name() for text in filled):
        kind = "prefecture"
    elif all(map(_LABEL.match, filter(None, texts))) and len(set(filled)) <= _MOST_LABELS:
        kind = "code"
    same = _same_column(kind, title, before, known)
    name = same.name if same else f"{UNNAMED_COLUMN}{place + 1}"
    if kind == "code":
        codes = _codes(texts, same.codes if same else None, f"{table}_{name}", like)
        name = codes.name if codes.name in like.code_lists else name
    optional = kind == "text" and (same.optional if same else len(filled) < len(texts))
    return Column(name, kind, title, same.width if same else 0.0, optional, codes)


def _codes(texts: Sequence[str], same: CodeList | None, name: str, like: Layout) -> CodeList:
    """Return the labels of a column as a code list: that of the edition before that has them."""
    raw = {squeeze(text): re.sub(r"\s", "", text) for text in sorted(filter(None, texts))}
    raw = {
        text: printed
        for text, printed in raw.items()  # what a page break cuts off is no label
        if not any(other != text and other.startswith(text) for other in raw)
    }
    labels = {printed: _LABEL.sub("", printed, count=1) for printed in raw.values()}

    def shared(codes: CodeList) -> int:
        return len({entry.label for entry in codes.codes} & set(labels.values()))

    old = same or max(like.code_lists.values(), key=shared)
    if same is None and 2 * shared(old) < len(labels):
        old = CodeList(name, ())
    known = {entry.label: entry for entry in old.codes}
    # What nobody answered is printed nowhere.
    goes_on = any(squeeze(entry.printed) in raw for entry in old.codes)
    entries = {entry.code: entry for entry in old.codes if goes_on}
    free = count(max((entry.code for entry in old.codes), default=0) + 1)
    for text, printed in raw.items():
        if text not in old.by_print:  # the number of a label stays, whatever is printed before it
            label = labels[printed]
            entry = known.get(label) or Code(next(free), label, "", printed)
            entries[entry.code] = replace(entry, printed=printed)
    return CodeList(old.name, tuple(entries[code] for code in sorted(entries)))


def _same_column(
    kind: ColumnKind, title: str, before: Sequence[Column], known: Table
) -> Column | None:
    """Return the column of the edition before with this title, or at this place without one."""
    columns = list(known.columns)
    if kind in ("number", "prefecture"):
        return next(column for column in columns if column.kind == kind)
    if title:
        return next((c for c in columns if squeeze(c.title) == squeeze(title)), None)
    names = [column.name for column in columns]
    after = names.index(before[-1].name) + 1 if before[-1].name in names else 0
    return columns[after] if 0 < after < len(columns) and not columns[after].title else None


def _code_lists(tables: Sequence[Table]) -> dict[str, CodeList]:
    """Return the code lists of all columns by name, with every entry that one of them has."""
    entries: defaultdict[str, dict[str, Code]] = defaultdict(dict)
    for codes in (column.codes for table in tables for column in table.columns):
        if codes is not None:
            entries[codes.name] |= {entry.printed: entry for entry in codes.codes}
    return {
        name: CodeList(name, tuple(sorted(found.values(), key=lambda entry: entry.code)))
        for name, found in entries.items()
    }
