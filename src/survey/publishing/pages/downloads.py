"""What can be downloaded: the page that lists it, and the documents as pages of numbered lines, where
the printed lines of every row can be looked up."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from survey.documents.plain_text import read_document
from survey.languages import Lang
from survey.publishing.pages.parts import DOCUMENTS, filled, page_of_document, title_of
from survey.publishing.pages.words import FILES, words
from survey.publishing.report_set import Tables
from survey.reading.sources import Source
from survey.tables.schemas import table_names


def downloads_page(
    tables: Tables, folder: Path, documents: Mapping[str, Source], lang: Lang
) -> str:
    """Return the list of files with their sizes and, of tables, the numbers of rows."""
    up = "" if lang == "ja" else "../"
    downloads = words().downloads
    rows = [
        *((file, text[lang], "") for file, text in downloads.whole.items()),
        *((f"{table}.csv", title_of(table, lang), f"{len(tables.read(table)):,}")
          for table in table_names()),
        *((Path(file).name, text[lang], "") for file, text in downloads.beside.items()),
        *((one.file, _of_document(one, up, lang), "") for one in documents.values()),
    ]  # fmt: skip
    lines = [" | ".join(["", *downloads.headings[lang], ""]).strip(), "|---|---|--:|--:|"]
    for file, text, count in rows:
        size = (folder / file).stat().st_size
        shown = f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3)):,} kB"
        link = f'<a href="{up}{FILES}/{file}" download>{file}</a>'
        lines.append(f"| {link} | {text} | {count} | {shown} |")
    return "\n".join(lines) + "\n"


def _of_document(source: Source, up: str, lang: Lang) -> str:
    title = html.escape(source.title if lang == "ja" else source.title_en)
    return words().documents["file"][lang].format(title=title, page=up + page_of_document(source))


def document_page(source: Source, template: Path, raw: Path) -> str:
    """Return the page of a document: line n of its file has the id `Ln`.

    Raises
    ------
    BadInput
        If the document cannot be read.
    """
    said = words().documents
    facts = {"citation": source.citation, "extraction": source.extraction}
    lines = read_document(raw / source.file).lines
    page = filled(
        template, title=source.title, back=said["back"]["ja"],
        about=Markup(said["about"]["ja"]).format(**facts),
        lines=[Markup(html.escape(line.strip())) for line in lines],
    )  # fmt: skip
    return f"{page}\n"


def write_document_pages(
    site: Path, template: Path, sources: Mapping[str, Source], raw: Path
) -> None:
    """Write the page of each document into a site."""
    (site / DOCUMENTS).mkdir()
    for source in sources.values():
        page = site / page_of_document(source)
        page.write_text(document_page(source, template, raw), encoding="utf-8", newline="\n")
