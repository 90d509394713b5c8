"""How an edition of the survey is printed: its tables, columns, headings and code lists.

A layout is data, a TOML file in `survey/declarations/`. Another edition with other rows, columns
or code lists needs another file, not other code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from survey.declared import STRICT, included, named, read_declaration
from survey.problems import BadInput, Problem
from survey.text import squeeze

ColumnKind = Literal["number", "text", "code", "prefecture"]


def _once(what: str, values: Sequence[object]) -> None:
    for value in values:
        if values.count(value) > 1:
            raise ValueError(f"{what} {value} more than once")


@dataclass(frozen=True)
class Code:
    """One entry of a code list: as stored (code, label) and as printed (①導入(実施)済)."""

    __pydantic_config__ = STRICT

    code: int
    label: str
    label_en: str
    printed: str


@dataclass(frozen=True)
class CodeList:
    """The answers a coded column can have."""

    __pydantic_config__ = STRICT

    name: str
    codes: tuple[Code, ...]

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

    __pydantic_config__ = STRICT

    name: str
    kind: ColumnKind
    title: str
    width: float = 0.0
    optional: bool = False
    codes: CodeList | None = None


@dataclass(frozen=True)
class Level:
    """One level of the headings that divide a table, with the labels it can have."""

    __pydantic_config__ = STRICT

    name: str
    labels: tuple[str, ...]

    @cached_property
    def by_print(self) -> Mapping[str, str]:
        """The labels by what is printed, in NFKC without spaces."""
        return {squeeze(label): label for label in self.labels}


@dataclass(frozen=True, eq=False)
class Table:
    """One printed table; `columns` from left to right, `levels` from the outer to the inner."""

    __pydantic_config__ = STRICT

    name: str
    id_column: str
    id_prefix: str
    title: str
    running_title: str
    levels: tuple[Level, ...]
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        kinds = [column.kind for column in self.columns]
        if kinds[:1] != ["number"] or kinds[-1:] != ["prefecture"] or "code" not in kinds:
            raise ValueError("columns go from a number over at least one code to a prefecture")
        _once(f"the table {self.name} has the column", [column.name for column in self.columns])


@dataclass(frozen=True, eq=False)
class Layout:
    """One edition of the survey, its tables in printed order."""

    __pydantic_config__ = STRICT

    survey: str
    document: str
    title: str
    tables: tuple[Table, ...]
    code_lists: Mapping[str, CodeList]

    def __post_init__(self) -> None:
        _once("there is the table", [table.name for table in self.tables])
        _once("there is the table title", [squeeze(table.title) for table in self.tables])


def layout_names() -> list[str]:
    """Return the names of the layouts that come with the package."""
    return sorted(file.name.removesuffix(".toml") for file in included("layouts").iterdir())


def load_layout(name: str) -> Layout:
    """Return the layout of this name, or the one in this TOML file.

    Raises
    ------
    BadInput
        If there is no such layout, or its declaration has a mistake.
    """
    if not name.endswith(".toml") and name not in layout_names():
        raise BadInput(
            Problem(
                "error", name, None, "there is no such layout", " or ".join(layout_names()),
                "name one of these, or a .toml file of your own",
            )
        )  # fmt: skip
    return read_declaration(
        Layout, named("layouts", name), "the layout declaration", _with_code_lists
    )


def _with_code_lists(declared: dict[str, Any]) -> dict[str, Any]:
    """Put the code lists where the columns name them."""
    lists = {name: {"name": name, "codes": codes} for name, codes in declared.pop("codes").items()}
    for table in declared["tables"]:
        for column in table["columns"]:
            if "codes" in column:
                column["codes"] = lists[column["codes"]]
    return {**declared, "code_lists": lists}
