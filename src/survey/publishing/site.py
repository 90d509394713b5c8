"""The site: pages for readers who open no terminal, as a folder that needs no server.

Sphinx makes the pages from `docs`, the executed notebooks and the data dictionary; the explorer,
the charts and the files to download are added to them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from survey import __released__
from survey.fingerprints import fingerprint, is_current, package_files, record
from survey.languages import LANGS
from survey.outputs import folder_beside, write_files
from survey.problems import BadInput
from survey.project import Project
from survey.publishing.catalogues import catalogues, llms_text
from survey.publishing.database import write_database
from survey.publishing.facets import answers
from survey.publishing.figures import MANIFEST, draw
from survey.publishing.notebooks import notebook_paths, run_all
from survey.publishing.pages.charts import FOLDER, charts_page, data_files, shown
from survey.publishing.pages.downloads import downloads_page, write_document_pages
from survey.publishing.pages.explorer import contents, write_explorer
from survey.publishing.pages.first import first_page
from survey.publishing.pages.notebooks import notebook_page
from survey.publishing.pages.prefectures import prefecture_pages
from survey.publishing.pages.sharing import sharing_page
from survey.publishing.pages.words import FILES, words
from survey.publishing.report_set import REPORT, Tables
from survey.publishing.workbook.workbook import write_workbook
from survey.reading.errata import load_errata
from survey.reading.sources import load_sources
from survey.tables.datapackage import DESCRIPTOR
from survey.tables.schemas import sources_of, table_names

NAME = "prefectural-dx"


def write_site(project: Project, told: Callable[[str], None]) -> Path:
    """Return the folder of the site, made anew if anything that goes into it has changed.

    Raises
    ------
    BadInput
        If Sphinx is not installed, a notebook does not run, a page has a mistake or nothing can be
        written; the site that was there stays.
    """
    if lacking := [name for name in ("furo", "itables", "myst_nb") if not find_spec(name)]:
        raise BadInput.of(
            lacking[0],
            "what makes the site is not installed",
            "the extra `site`",
            "pip install 'prefectural-dx-survey[site]'",
        )
    if failed := run_all(project, told):
        raise BadInput(failed[0])
    out, docs = project.built / "site", project.root / "docs"
    files = [docs, project.built / "notebooks", project.clean, project.raw, project.figures]
    files += [project.root / file for file in words().downloads.beside]
    inputs = fingerprint([*files, *package_files()])
    if not is_current("site", inputs, [out]):
        told("site")
        with folder_beside(out, "the site") as new:
            _write(project, docs, new, new.with_name("sources"), told)
        record("site", inputs, [out])
    return out


def _write(
    project: Project, docs: Path, site: Path, sources: Path, told: Callable[[str], None]
) -> None:
    tables, documents = Tables(project.clean), load_sources(project.raw)
    (survey,) = (documents[name] for name in sources_of("prefecture_summary"))
    told("downloads")
    _write_downloads(project, tables, site / FILES)
    told("charts")
    charts = list(shown(tables))
    pictures = site / FOLDER
    pictures.mkdir()
    for name in REPORT:
        for form in ("png", "svg"):
            shutil.copyfile(project.figures / f"{name}.{form}", pictures / f"{name}.{form}")
    write_files(data_files(charts), pictures)
    pdfs = _printed(project, tables, told)
    for path in pdfs:
        shutil.copyfile(path, pictures / path.name)
    for lang in LANGS:
        folder = sources / lang
        shutil.copytree(docs / lang, folder)
        shutil.copy(project.clean / f"dictionary.{lang}.md", folder / "dictionary.md")
        _put(folder / "charts.md", charts_page(charts, lang, bool(pdfs)))
        _put(folder / "sharing.md", sharing_page(tables, survey, lang))
        _put(folder / "_generated" / "first.md", first_page(tables, lang))
        _put(
            folder / "_generated" / "downloads.md",
            downloads_page(tables, site / FILES, documents, lang),
        )
    told("prefectures")
    for lang, name, page in prefecture_pages(tables, survey):
        _put(sources / lang / name, page)
    ids = set(answers(tables)["id"])
    for path in notebook_paths(project):
        told(path.name)
        page = notebook_page(project.built / "notebooks" / path.name, ids)
        _put(sources / "ja" / "notebooks" / path.name, page)
    told("pages")
    _run_sphinx(docs, sources, site)
    told("explorer")
    write_explorer(site, docs / "explorer", contents(tables, documents, project.raw))
    write_document_pages(site, docs / "document.html", documents, project.raw)
    from plotly.offline import get_plotlyjs

    package = json.loads((project.clean / DESCRIPTOR).read_text("utf-8"))
    _put(site / "llms.txt", llms_text(package, FILES))
    _put(site / "plotly.min.js", get_plotlyjs())
    _put(site / ".nojekyll", "")


def _printed(project: Project, tables: Tables, told: Callable[[str], None]) -> list[Path]:
    """Return the PDF of each chart, drawn anew if it changed; none where no browser can draw it, as
    the page then lets that of the reader print it."""
    out = project.built / "pdf"
    inputs = fingerprint([project.figures / MANIFEST], __released__)
    if not is_current("pdf", inputs, [out]):
        try:
            if draw(out, formats=["pdf"], tables=tables, told=told, whole=True).problems:
                return []
        except BadInput:
            return []
        record("pdf", inputs, [out])
    return [out / f"{name}.pdf" for name in REPORT]


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _run_sphinx(docs: Path, sources: Path, site: Path) -> None:
    """Make the pages of both languages, side by side; the English ones in a folder of their own."""
    released = datetime.fromisoformat(__released__).replace(tzinfo=UTC)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(released.timestamp()))}
    running = []
    for lang in LANGS:
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going",
                   "-c", str(docs), "-t", lang, "-d", str(sources / f"{lang}.doctrees"),
                   str(sources / lang), str(site if lang == "ja" else site / lang)]  # fmt: skip
        running.append(
            subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, encoding="utf-8")
        )
    said = [process.communicate()[1] for process in running]
    for lang, process, errors in zip(LANGS, running, said, strict=True):
        if process.returncode:
            lines = [line for line in errors.splitlines() if line.strip()]
            raise BadInput.of(
                f"docs/{lang}",
                lines[0] if lines else "Sphinx failed",
                "pages without warnings",
                "correct the page or the notebook",
            )


def _write_downloads(project: Project, tables: Tables, folder: Path) -> None:
    folder.mkdir(parents=True)
    errata, sources = load_errata(project.raw / "errata.toml"), load_sources(project.raw)
    write_workbook(folder / f"{NAME}.xlsx", tables, errata, sources)
    write_database(folder / f"{NAME}.db", tables)
    for path in [project.clean / f"{table}.csv" for table in table_names()]:
        shutil.copyfile(path, folder / path.name)
    package = json.loads((project.clean / DESCRIPTOR).read_text("utf-8"))
    for name, content in catalogues(package).items():
        (folder / name).write_bytes(content)
    for source in sources.values():
        shutil.copyfile(project.raw / source.file, folder / source.file)
    for file in words().downloads.beside:
        shutil.copyfile(project.root / file, folder / Path(file).name)
