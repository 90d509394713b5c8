"""How an edition of the survey is printed: its tables, columns, headings and code lists.

A layout is data, a TOML file in `survey/declarations/`. Another edition with other rows, columns
or code lists needs another file, not other code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from survey.declared import named, names_in, read_declaration
from survey.text import squeeze

LONGEST_NAME, MOST_ENTRIES, MOST_COLUMNS, WIDEST = 200, 1000, 50, 1000
"""Characters of a printed title or label, entries of a list of them, columns of a table and levels
of its headings, and em of a line: far more than a page can print."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,60}$")]
"""A name for files and columns."""
EDITION_NAME = r"^[a-z][a-z0-9-]{0,60}$"
"""A short name for an edition, with which ids begin."""
Printed = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=r"\S")]

ColumnKind = Literal["number", "text", "code", "prefecture"]


def _once(what: str, values: Sequence[object]) -> None:
    for value in values:
        if values.count(value) > 1:
            raise ValueError(f"{what} {value} more than once")


@dataclass(frozen=True)
class Code:
    """One entry of a code list: as stored (code, label) and as printed (①導入(実施)済)."""

    code: int
    label: str
    label_en: str
    printed: Annotated[str, Field(max_length=LONGEST_NAME)]


@dataclass(frozen=True)
class CodeList:
    """The answers a coded column can have."""

    name: Name
    codes: Annotated[tuple[Code, ...], Field(min_length=1, max_length=MOST_ENTRIES)]

    def __post_init__(self) -> None:
        _once(f"the code list {self.name} has the number", [entry.code for entry in self.codes])
        prints = [squeeze(entry.printed) for entry in self.codes if entry.printed]
        _once(f"the code list {self.name} has the label", prints)

    @cached_property
    def by_print(self) -> Mapping[str, Code]:
        """The entries by their printed label, in NFKC without spaces."""
        return {squeeze(code.printed): code for code in self.codes}

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """All beginnings of the printed labels, the whole labels too."""
        return frozenset(label[: n + 1] for label in self.by_print for n in range(len(label)))


@dataclass(frozen=True)
class Column:
    """One printed column; `width` is that of its lines in em (1 em a full-width character)."""

    name: Name
    kind: ColumnKind
    title: Annotated[str, Field(max_length=LONGEST_NAME)]
    width: Annotated[float, Field(ge=0, le=WIDEST)] = 0.0
    optional: bool = False
    codes: CodeList | None = None

    def __post_init__(self) -> None:
        if (self.kind != "text" and self.width) or (self.kind == "code") == (not self.codes):
            raise ValueError("a code has its list of codes, only a text a width")
        if self.codes and "" in self.codes.by_print:
            raise ValueError("every code of a column is printed somehow")


@dataclass(frozen=True)
class Level:
    """One level of the headings that divide a table, with the labels it can have."""

    name: Name
    labels: Annotated[tuple[Printed, ...], Field(min_length=1, max_length=MOST_ENTRIES)]

    @cached_property
    def by_print(self) -> Mapping[str, str]:
        """The labels by what is printed, in NFKC without spaces."""
        return {squeeze(label): label for label in self.labels}


@dataclass(frozen=True, eq=False)
class Table:
    """One printed table; `columns` from left to right, `levels` from the outer to the inner."""

    name: Name
    id_column: Name
    id_prefix: str
    title: Printed
    running_title: Printed
    levels: Annotated[tuple[Level, ...], Field(max_length=MOST_COLUMNS)]
    columns: Annotated[tuple[Column, ...], Field(max_length=MOST_COLUMNS)]

    def __post_init__(self) -> None:
        kinds = [column.kind for column in self.columns]
        inner = set(kinds[1:-1])
        if [*kinds[:1], *kinds[-1:]] != ["number", "prefecture"] or not inner <= {"code", "text"}:
            raise ValueError("columns go from a number over codes and texts to a prefecture")
        if "code" not in inner:
            raise ValueError("at least one column is a code")
        _once(f"the table {self.name} has the column", [column.name for column in self.columns])


@dataclass(frozen=True, eq=False)
class Layout:
    """One edition of the survey, its tables in printed order."""

    survey: Annotated[str, Field(pattern=EDITION_NAME)]
    document: str
    title: str
    tables: Annotated[tuple[Table, ...], Field(min_length=1, max_length=MOST_COLUMNS)]
    code_lists: Mapping[str, CodeList]

    def __post_init__(self) -> None:
        _once("there is the table", [table.name for table in self.tables])
        _once("there is the table title", [squeeze(title) for title in self.titles])

    @property
    def titles(self) -> Sequence[str]:
        """The titles of its tables, by which a document is known."""
        return [table.title for table in self.tables]


def layout_names() -> list[str]:
    """Return the names of the layouts that come with the package."""
    return names_in("layouts")


def load_layout(name: str) -> Layout:
    """Return the layout of this name, or the one in this TOML file.

    Raises
    ------
    BadInput
        If there is no such layout, or its declaration has a mistake.
    """
    return read_declaration(
        Layout, named("layout", name), "the layout declaration", _with_code_lists
    )


def _with_code_lists(declared: dict[str, Any]) -> dict[str, Any]:
    """Put the code lists where the columns name them."""
    lists = {name: {"name": name, "codes": codes} for name, codes in declared.pop("codes").items()}
    for table in declared["tables"]:
        for column in table["columns"]:
            if "codes" in column:
                column["codes"] = lists[column["codes"]]
    return {**declared, "code_lists": lists}
