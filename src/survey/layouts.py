"""How an edition of the survey is printed: its tables, columns, headings and code lists.

A layout is data, a TOML file in `survey/declarations/`. Another edition with other rows, columns
or code lists needs another file, not other code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from survey.problems import BadInput, Problem
from survey.text import squeeze

ColumnKind = Literal["number", "text", "code", "prefecture"]


@dataclass(frozen=True)
class Code:
    """One entry of a code list: as stored (code, label) and as printed (①導入(実施)済)."""

    code: int
    label: str
    label_en: str
    printed: str


@dataclass(frozen=True)
class CodeList:
    """The answers a coded column can have."""

    name: str
    codes: tuple[Code, ...]

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

    name: str
    kind: ColumnKind
    title: str
    width: float = 0.0
    optional: bool = False
    codes: CodeList | None = None


@dataclass(frozen=True)
class Level:
    """One level of the headings that divide a table, with the labels it can have."""

    name: str
    labels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """One printed table; `columns` from left to right, `levels` from the outer to the inner."""

    name: str
    id_column: str
    id_prefix: str
    title: str
    running_title: str
    levels: tuple[Level, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, eq=False)
class Layout:
    """One edition of the survey, its tables in printed order."""

    survey: str
    document: str
    title: str
    tables: tuple[Table, ...]
    code_lists: Mapping[str, CodeList]


def layout_names() -> list[str]:
    """Return the names of the layouts that come with the package."""
    folder = files("survey") / "declarations" / "layouts"
    return sorted(item.name.removesuffix(".toml") for item in folder.iterdir())


def load_layout(name: str) -> Layout:
    """Return the layout of this name, or the one in this TOML file.

    Raises
    ------
    BadInput
        If there is no such layout, or its declaration has a mistake.
    """
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        text = path.read_text(encoding="utf-8")
    elif name in layout_names():
        text = (files("survey") / "declarations" / "layouts" / f"{name}.toml").read_text("utf-8")
    else:
        raise BadInput(
            Problem(
                "error", name, None, "there is no such layout", " or ".join(layout_names()),
                "name one of these, or a .toml file of your own",
            )
        )  # fmt: skip
    try:
        return _layout(tomllib.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(
            Problem(
                "error", name, None, f"the layout declaration has a mistake ({error!r})",
                "the keys of the layout nga2020", "compare the two files",
            )
        ) from None  # fmt: skip


def _layout(declared: Mapping[str, Any]) -> Layout:
    code_lists = {
        name: CodeList(name, tuple(Code(**code) for code in codes))
        for name, codes in declared["codes"].items()
    }
    return Layout(
        declared["survey"],
        declared["document"],
        declared["title"],
        tuple(_table(table, code_lists) for table in declared["tables"]),
        code_lists,
    )


def _table(declared: Mapping[str, Any], code_lists: Mapping[str, CodeList]) -> Table:
    return Table(
        declared["name"],
        declared["id_column"],
        declared["id_prefix"],
        declared["title"],
        declared["running_title"],
        tuple(Level(level["name"], tuple(level["labels"])) for level in declared["levels"]),
        _columns(declared["columns"], code_lists),
    )


def _columns(
    declared: Sequence[Mapping[str, Any]], code_lists: Mapping[str, CodeList]
) -> tuple[Column, ...]:
    columns = tuple(
        Column(**{**column, "codes": code_lists[column["codes"]]} if "codes" in column else column)
        for column in declared
    )
    kinds = [column.kind for column in columns]
    if kinds[0] != "number" or kinds[-1] != "prefecture" or "code" not in kinds:
        raise ValueError("columns go from a number over at least one code to a prefecture")
    return columns
