"""The site: pages for readers who open no terminal, as a folder that needs no server.

Sphinx makes the pages from `docs`, the executed notebooks and the data dictionary; the explorer,
the charts and the files to download are added to them.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey import __released__
from survey.database import write_database
from survey.declared import STRICT, included, read_declaration
from survey.dictionary import LANGS, Lang, Text
from survey.errata import load_errata
from survey.explorer import contents, for_script, write_explorer
from survey.notebooks import notebook_paths, run_all
from survey.outputs import folder_beside
from survey.problems import BadInput, Problem
from survey.project import Project
from survey.report import REPORT, Tables
from survey.schemas import describe_table, table_names
from survey.sources import load_sources
from survey.stamps import is_current, package_files, record
from survey.workbook import write_workbook

if TYPE_CHECKING:
    from nbformat import NotebookNode

NAME = "prefectural-dx"
FILES = "downloads"
"""Folder of the site with what can be downloaded."""
_PLOTLY = "application/vnd.plotly.v1+json"
_WIDGET = "application/vnd.jupyter.widget-view+json"
_LINK = re.compile(r"\[`[^`]+\.ipynb`\]\(")
"""Links that bear the name of a file; on a page they bear its title."""
_METHOD = ("`docs/ja/method.md`", "[](../method.md)")


@dataclass(frozen=True)
class _File:
    __pydantic_config__ = STRICT

    file: str
    text: Text


@dataclass(frozen=True)
class _Charts:
    __pydantic_config__ = STRICT

    title: Text
    introduction: Text
    pictures: Text


@dataclass(frozen=True)
class _Downloads:
    __pydantic_config__ = STRICT

    headings: Mapping[Lang, tuple[str, ...]]
    whole: tuple[_File, ...]
    beside: tuple[_File, ...]


@dataclass(frozen=True)
class _Words:
    """What the site says of charts, widgets and files."""

    __pydantic_config__ = STRICT

    widget: str
    notebook: str
    charts: _Charts
    downloads: _Downloads


@cache
def _words() -> _Words:
    return read_declaration(_Words, included("site.toml"), "the words of the site")


def write_site(project: Project, told: Callable[[str], None]) -> Path:
    """Return the folder of the site, made anew if anything that goes into it has changed.

    Raises
    ------
    BadInput
        If Sphinx is not installed, a notebook does not run, a page has a mistake or nothing can be
        written; the site that was there stays.
    """
    if lacking := [name for name in ("furo", "itables", "myst_nb") if not find_spec(name)]:
        raise BadInput(
            Problem("error", lacking[0], None, "what makes the site is not installed",
                    "the extra `site`", "pip install 'prefectural-dx-survey[site]'")
        )  # fmt: skip
    if failed := run_all(project, told):
        raise BadInput(failed[0])
    out, docs = project.built / "site", project.root / "docs"
    inputs = [docs, project.built / "notebooks", project.clean, project.raw, project.figures]
    inputs += [project.root / file.file for file in _words().downloads.beside]
    inputs += package_files()
    if not is_current("site", inputs, [out]):
        told("site")
        with folder_beside(out, "the site") as new, tempfile.TemporaryDirectory() as sources:
            _write(project, docs, new, Path(sources), told)
        record("site", inputs, [out])
    return out


def _write(
    project: Project, docs: Path, site: Path, sources: Path, told: Callable[[str], None]
) -> None:
    tables, documents = Tables(project.clean), load_sources(project.raw)
    told("downloads")
    _write_downloads(project, tables, site / FILES)
    charts = dict(_charts(tables))
    for lang in LANGS:
        folder = sources / lang
        shutil.copytree(docs / lang, folder)
        shutil.copy(project.clean / f"dictionary.{lang}.md", folder / "dictionary.md")
        _put(folder / "charts.md", _charts_page(charts, lang))
        _put(folder / "_generated" / "downloads.md", _downloads_page(tables, site / FILES, lang))
    for path in notebook_paths(project):
        told(path.name)
        page = _notebook_page(project.built / "notebooks" / path.name)
        _put(sources / "ja" / "notebooks" / path.name, page)
    told("pages")
    _run_sphinx(docs, sources, site)
    told("explorer")
    write_explorer(site, docs / "explorer", contents(tables, documents, project.raw))
    from plotly.offline import get_plotlyjs

    _put(site / "plotly.min.js", get_plotlyjs())
    _put(site / ".nojekyll", "")


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
            raise BadInput(
                Problem("error", f"docs/{lang}", None, lines[0] if lines else "Sphinx failed",
                        "pages without warnings", "correct the page or the notebook")
            )  # fmt: skip


# ---- Charts and notebooks -----------------------------------------------------------------------


def _chart(figure: Mapping[str, Any]) -> str:
    """Return a chart as markup that `site.js` draws: its figure, and what it shows in words."""
    held = {"data": figure["data"], "layout": figure["layout"]}
    said = html.escape(figure["layout"].get("meta", {}).get("alt", ""))
    return (
        f'<figure class="chart" aria-label="{said}">'
        f'<script type="application/json">{for_script(held)}</script></figure>'
    )


def _charts(tables: Tables) -> Iterator[tuple[str, Mapping[Lang, dict[str, Any]]]]:
    import json

    for name, chart in REPORT.items():
        yield name, {lang: json.loads(fig.to_json()) for lang, fig in chart.make(tables).items()}


def _charts_page(charts: Mapping[str, Mapping[Lang, dict[str, Any]]], lang: Lang) -> str:
    words = _words().charts
    lines = [f"# {words.title[lang]}", "", words.introduction[lang], ""]
    for name, made in charts.items():
        lines += [f"## {made[lang]['layout']['meta']['title']}", "", _chart(made[lang]), ""]
        if pictures := words.pictures[lang]:
            links = [
                f'<a href="figures/{name}.{form}">{form.upper()}</a>' for form in ("png", "svg")
            ]
            said = html.escape(made[lang]["layout"]["meta"]["alt"])
            picture = f'<img src="figures/{name}.png" alt="{said}">'
            lines += [f"<noscript>{picture}</noscript>", "", pictures.format(" ".join(links)), ""]
    return "\n".join(lines)


def _notebook_page(path: Path) -> str:
    """Return an executed notebook as it is put on a page: prose that was computed as text, charts
    that the page draws, code behind a button above what it gave."""
    import nbformat
    from nbformat.v4 import new_markdown_cell

    notebook: NotebookNode = nbformat.read(path, as_version=4)
    notebook.metadata.pop("widgets", None)
    cells, code = [], []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            cell.source = _LINK.sub("[](", cell.source).replace(*_METHOD)
            cells.append(cell)
        elif "prose" in cell.metadata.get("tags", []):
            texts = [output["data"].get("text/markdown", "") for output in cell.outputs]
            cells += [new_markdown_cell(text, id=cell.id) for text in texts if text.strip()]
        else:
            code.append(cell.source)
            cell.outputs = [_output(output) for output in cell.outputs if not _is_empty(output)]
            if cell.outputs:
                cell.source, code = "\n\n".join(code), []
                cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
                cells.append(cell)
    cells.insert(1, new_markdown_cell(_words().notebook, id="about-this-page"))
    notebook.cells = cells
    text: str = nbformat.writes(notebook)
    return text


def _is_empty(output: Mapping[str, Any]) -> bool:
    return not output.get("data", {"text/markdown": "told"}).get("text/markdown", "held").strip()


def _output(output: Any) -> Any:
    held = output.get("data", {})
    if _PLOTLY in held:
        output["data"] = {"text/html": _chart(held[_PLOTLY])}
    elif _WIDGET in held:
        output["data"] = {"text/html": f'<p class="widget">{_words().widget}</p>'}
    return output


# ---- Downloads ----------------------------------------------------------------------------------


def _write_downloads(project: Project, tables: Tables, folder: Path) -> None:
    folder.mkdir(parents=True)
    errata, sources = load_errata(project.raw / "errata.toml"), load_sources(project.raw)
    write_workbook(folder / f"{NAME}.xlsx", tables, errata, sources)
    write_database(folder / f"{NAME}.db", tables)
    for path in [project.clean / f"{table}.csv" for table in table_names()]:
        shutil.copyfile(path, folder / path.name)
    for declared in _words().downloads.beside:
        shutil.copyfile(project.root / declared.file, folder / Path(declared.file).name)
    pictures = folder.parent / "figures"
    pictures.mkdir()
    for name in REPORT:
        for form in ("png", "svg"):
            shutil.copyfile(project.figures / f"{name}.{form}", pictures / f"{name}.{form}")


def _downloads_page(tables: Tables, folder: Path, lang: Lang) -> str:
    """Return the list of files with their sizes and, of tables, the numbers of rows."""
    up = "" if lang == "ja" else "../"
    headings = _words().downloads.headings[lang]
    title = "title" if lang == "ja" else "title_en"
    downloads = _words().downloads
    rows = [
        *((one.file, one.text[lang], "") for one in downloads.whole),
        *((f"{table}.csv", describe_table(table)[title], f"{len(tables.read(table)):,}")
          for table in table_names()),
        *((Path(one.file).name, one.text[lang], "") for one in downloads.beside),
    ]  # fmt: skip
    lines = [" | ".join(["", *headings, ""]).strip(), "|---|---|--:|--:|"]
    for file, text, count in rows:
        size = (folder / file).stat().st_size
        shown = f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3)):,} kB"
        link = f'<a href="{up}{FILES}/{file}" download>{file}</a>'
        lines.append(f"| {link} | {text} | {count} | {shown} |")
    return "\n".join(lines) + "\n"
