"""The data dictionary as Table Schemas: what every table and column is.

It stands in `declarations/tables.toml`; code lists and headings come from the layouts, the
codes given to free text from the codebooks.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from survey.declared import included
from survey.problems import BadInput, no_such
from survey.reading.layouts import Code, Layout, layout_names, load_layout
from survey.reading.publications import load_publication, publication_names
from survey.tables.codebook import load_codebook

_TOLD_OF_CODES = ("label", "label_en", "definition", "definition_en")


@cache
def _dictionary() -> Mapping[str, Any]:
    return tomllib.loads(included("tables.toml").read_text(encoding="utf-8"))


@cache
def _layouts() -> tuple[Layout, ...]:
    return tuple(load_layout(name) for name in layout_names())


@cache
def code_lists() -> Mapping[str, tuple[Code, ...]]:
    """Return the entries of every code list that layouts and publications declare, by its name.

    Raises
    ------
    BadInput
        If a number means one thing in one edition and another in the next.
    """
    forms = [layout.code_lists for layout in _layouts()]
    forms += [load_publication(name).code_lists for name in publication_names()]
    found: dict[str, dict[int, Code]] = {}
    for lists in forms:
        for name, declared in lists.items():
            entries = found.setdefault(name, {})
            for entry in declared.codes:
                known = entries.setdefault(entry.code, entry)
                if known.label != entry.label:
                    raise BadInput.of(
                        "layouts",
                        f"{entry.code} in the code list {name} is {known.label} in one edition, "
                        f"{entry.label} in another",
                        "one number for one label in all editions",
                        "give the new label a number of its own; `printed` can differ",
                    )
    return {name: tuple(found[name][code] for code in sorted(found[name])) for name in found}


def package() -> dict[str, Any]:
    """Return what the data dictionary says of all tables together."""
    return dict(_dictionary()["package"])


def surveys() -> list[str]:
    """Return the short names of the editions of the survey that have a layout: nga2020, …"""
    return [layout.survey for layout in _layouts()]


def table_names() -> list[str]:
    """Return the names of all tables, in the order in which they are published."""
    return list(_dictionary()["tables"])


def describe_table(table: str) -> Mapping[str, Any]:
    """Return what the data dictionary says of a table: titles, descriptions, source, columns.

    Raises
    ------
    BadInput
        If there is no such table.
    """
    tables: Mapping[str, Mapping[str, Any]] = _dictionary()["tables"]
    if table not in tables:
        raise no_such("table", table, tables)
    return tables[table]


def sources_of(table: str) -> list[str]:
    """Return the names of the documents that a table was read from, none for standard codes."""
    return list(describe_table(table).get("sources", ()))


def columns(table: str) -> list[str]:
    """Return the names of the columns of a table, in order.

    Raises
    ------
    BadInput
        If there is no such table.
    """
    return list(describe_table(table)["columns"])


def key_columns(table: str) -> list[str]:
    """Return the columns that together identify a row of a table."""
    key: str | list[str] = describe_table(table)["primary_key"]
    return [key] if isinstance(key, str) else list(key)


def row_id(table: str, row: Mapping[str, Any]) -> str:
    """Return what identifies a row of a table: its id, or the values of its key joined by `|`."""
    return "|".join(str(row[name]) for name in key_columns(table))


def column_type(column: str) -> str:
    """Return the Table Schema type of a column (string, integer, …)."""
    return str(_dictionary()["columns"][column]["type"])


def column_titles(column: str) -> dict[str, str]:
    """Return the titles of a column, by language."""
    declared = _dictionary()["columns"][column]
    return {"ja": declared["title"], "en": declared["title_en"]}


def column_values(column: str) -> list[dict[str, Any]]:
    """Return value, label and label_en of what a column can hold, and the definition if a codebook
    has one; nothing if the dictionary names neither codes nor a codebook nor categories for it."""
    declared = _dictionary()["columns"].get(column, {})
    if "codes" in declared:
        entries = code_lists()[declared["codes"]]
        return [{"value": e.code, "label": e.label, "label_en": e.label_en} for e in entries]
    if "codebook" in declared:
        rules = load_codebook(declared["codebook"]).codes
        return [
            {"value": rule.code, **{name: getattr(rule, name) for name in _TOLD_OF_CODES}}
            for rule in rules
        ]
    return list(declared.get("categories", ()))


def table_schema(table: str) -> dict[str, Any]:
    """Return the Table Schema of a table.

    Beyond the standard, a field has `title_en`, `description_en` and, where it counts something,
    `unit`. Coded fields list their `categories` and, in `enum`, the values.
    """
    described = describe_table(table)
    schema: dict[str, Any] = {
        "fields": [_field(table, name) for name in described["columns"]],
        "missingValues": [""],
        "primaryKey": key_columns(table),
    }
    if keys := described.get("foreign_keys"):
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [column]}}
            for column, other in keys.items()
        ]
    return schema


def _field(table: str, name: str) -> dict[str, Any]:
    described = describe_table(table)
    as_column = described.get("described_as", {}).get(name, name)
    declared = dict(_dictionary()["columns"][as_column])
    codes, codebook = declared.pop("codes", None), declared.pop("codebook", None)
    several = declared.pop("several", False)
    constraints = dict(declared.pop("constraints", {}))
    if name in described.get("foreign_keys", {}):
        # What is unique in the table it identifies may stand in another many times.
        constraints.pop("unique", None)
    if name in described.get("optional", ()):
        constraints.pop("required", None)
    field: dict[str, Any] = {"name": name, **declared}
    values = column_values(as_column)
    if codes and not name.endswith("_code"):  # the labels beside the codes
        constraints["enum"] = field["categories"] = [value["label"] for value in values]
    elif codes or codebook:
        allowed = [value["value"] for value in values]
        one = "|".join(map(str, allowed))
        constraints |= {"pattern": f"({one})(;({one}))*"} if several else {"enum": allowed}
        field["categories"] = values
        field["categoriesOrdered"] = False
    elif name == "survey":
        constraints["enum"] = surveys()
        if table == "reconciliation":
            constraints["enum"] += publication_names()
    elif labels := _heading_labels(table, name):
        constraints["enum"] = labels
    if constraints:
        field["constraints"] = constraints
    return field


def _heading_labels(table: str, name: str) -> list[str]:
    labels = [
        label
        for layout in _layouts()
        for printed in layout.tables
        if printed.name == table
        for level in printed.levels
        if level.name == name
        for label in level.labels
    ]
    return list(dict.fromkeys(labels))
