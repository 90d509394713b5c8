"""The data dictionary as a list of columns, and as a page in Japanese or English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from survey.declared import included, read_declaration
from survey.languages import Lang, Text
from survey.tables.schemas import describe_table, table_names, table_schema


@dataclass(frozen=True)
class Entry:
    """One column of one table; `values` are its codes with what they mean, if it has any."""

    table: str
    column: str
    title: Text
    description: Text
    type: str
    unit: str
    required: bool
    key: str
    values: Text


@dataclass(frozen=True)
class _Wording:
    """What the page says around the entries."""

    title: Text
    introduction: Text
    headings: Mapping[Lang, tuple[str, ...]]
    rows_are: Text
    yes: Text
    keys: Mapping[str, Text]
    types: Mapping[str, Text]


def wording() -> _Wording:
    """Return what is declared of the words around the entries."""
    return read_declaration(
        _Wording, included("dictionary_wording.toml"), "the words of the dictionary"
    )


def entries() -> Iterator[Entry]:
    """Yield every column of every table, in the order of the data package."""
    for table in table_names():
        schema = table_schema(table)
        foreign = {key["fields"][0]: key["reference"] for key in schema.get("foreignKeys", ())}
        for field in schema["fields"]:
            name, constraints = field["name"], field.get("constraints", {})
            key = "primary" if name in schema["primaryKey"] else ""
            if name in foreign:
                key = f"{foreign[name]['resource']}.{foreign[name]['fields'][0]}"
            yield Entry(
                table,
                name,
                {"ja": field["title"], "en": field["title_en"]},
                {"ja": field["description"], "en": field["description_en"]},
                field["type"],
                field.get("unit", ""),
                bool(constraints.get("required")),
                key,
                {"ja": _values(field, "label"), "en": _values(field, "label_en")},
            )


def page(lang: Lang) -> str:
    """Return the dictionary as a page in Markdown."""
    words = wording()
    lines = [f"# {words.title[lang]}", "", words.introduction[lang], ""]
    for table in table_names():
        described = describe_table(table)
        title, text = ("title", "description") if lang == "ja" else ("title_en", "description_en")
        lines += [f"## `{table}` {described[title]}", "", described[text], ""]
        lines += [" | ".join(["", *words.headings[lang], ""]).strip()]
        lines += ["|" + "---|" * len(words.headings[lang])]
        for entry in (entry for entry in entries() if entry.table == table):
            key = words.keys[entry.key][lang] if entry.key in words.keys else entry.key
            about = " ".join(filter(None, [entry.description[lang], entry.values[lang]]))
            kind = words.types[entry.type][lang]
            unit = f"{kind} ({entry.unit})" if entry.unit else kind
            cells = [f"`{entry.column}`", entry.title[lang], unit,
                     words.yes[lang] if entry.required else "", key, about]  # fmt: skip
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def _values(field: Mapping[str, Any], label: str) -> str:
    listed = field.get("categories", ())
    if listed and isinstance(listed[0], dict):
        return "; ".join(f"{entry['value']} {entry[label]}" for entry in listed)
    return ""
