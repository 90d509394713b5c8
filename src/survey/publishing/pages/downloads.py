"""The page of the site that lists what can be downloaded."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path

from survey.publishing.pages.parts import page_of_document
from survey.publishing.pages.words import FILES, words
from survey.publishing.report_set import Tables
from survey.reading.sources import Source
from survey.tables.dictionary import Lang
from survey.tables.schemas import describe_table, table_names


def _of_document(source: Source, up: str, lang: Lang) -> str:
    page = up + page_of_document(source)
    title = source.title if lang == "ja" else source.title_en
    return words().documents["file"][lang].format(title=html.escape(title), page=page)


def downloads_page(
    tables: Tables, folder: Path, documents: Mapping[str, Source], lang: Lang
) -> str:
    """Return the list of files with their sizes and, of tables, the numbers of rows."""
    up = "" if lang == "ja" else "../"
    headings = words().downloads.headings[lang]
    title = "title" if lang == "ja" else "title_en"
    downloads = words().downloads
    rows = [
        *((one.file, one.text[lang], "") for one in downloads.whole),
        *((f"{table}.csv", describe_table(table)[title], f"{len(tables.read(table)):,}")
          for table in table_names()),
        *((Path(one.file).name, one.text[lang], "") for one in downloads.beside),
        *((one.file, _of_document(one, up, lang), "") for one in documents.values()),
    ]  # fmt: skip
    lines = [" | ".join(["", *headings, ""]).strip(), "|---|---|--:|--:|"]
    for file, text, count in rows:
        size = (folder / file).stat().st_size
        shown = f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3)):,} kB"
        link = f'<a href="{up}{FILES}/{file}" download>{file}</a>'
        lines.append(f"| {link} | {text} | {count} | {shown} |")
    return "\n".join(lines) + "\n"
