"""The documents as pages of numbered lines: where the printed lines of every row can be looked up."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path

from survey.documents.plain_text import read_document
from survey.publishing.pages.parts import DOCUMENTS, page_of_document
from survey.publishing.pages.words import words
from survey.reading.sources import Source

_PAGE = """<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
body {{ margin: 0 auto; padding: 1rem; max-width: 60rem; font: 1rem/1.6 sans-serif; color: #222; background: #fff; }}
h1 {{ font-size: 1.25rem; }}
pre {{ font: 0.875rem/1.6 monospace; white-space: pre-wrap; overflow-wrap: anywhere; }}
pre span {{ display: block; padding-left: 5em; min-height: 1.6em; }}
pre a {{ float: left; width: 4em; margin-left: -5em; text-align: right; color: #595959; text-decoration: none; }}
pre span:target {{ background: #fff3c4; scroll-margin-top: 3rem; }}
a {{ color: #0b5394; }}
</style>
</head>
<body>
<p><a href="../downloads.html">{back}</a></p>
<h1>{title}</h1>
<p>{about}</p>
<pre>{lines}</pre>
</body>
</html>
"""


def document_page(source: Source, raw: Path) -> str:
    """Return the page of a document: line n of its file has the id `Ln`.

    Raises
    ------
    BadInput
        If the document cannot be read.
    """
    numbered = [
        f'<span id="L{n}"><a href="#L{n}">{n}</a>{html.escape(line.strip())}</span>'
        for n, line in enumerate(read_document(raw / source.file).lines, 1)
    ]
    said = words().documents
    about = said["about"]["ja"].format(
        citation=html.escape(source.citation), extraction=html.escape(source.extraction)
    )
    return _PAGE.format(
        title=html.escape(source.title), back=said["back"]["ja"], about=about,
        lines="".join(numbered),
    )  # fmt: skip


def write_document_pages(site: Path, sources: Mapping[str, Source], raw: Path) -> None:
    """Write the page of each document into a site."""
    (site / DOCUMENTS).mkdir()
    for source in sources.values():
        page = site / page_of_document(source)
        page.write_text(document_page(source, raw), encoding="utf-8", newline="\n")
