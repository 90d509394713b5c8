"""Charts of the report set as PNG, SVG, PDF or HTML files, drawn again only when they changed."""

from __future__ import annotations

import hashlib
import html
import json
import logging
import shutil
import subprocess
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from survey import __released__
from survey.charts.greys import greyed
from survey.charts.highlighting import highlighted
from survey.charts.legibility import unreadable
from survey.charts.template import PER_INCH, Size
from survey.languages import Lang
from survey.outputs import files_in, folder_beside
from survey.prefectures import Prefecture
from survey.problems import BadInput, Problem
from survey.publishing.picture_facts import (
    RESOLUTION,
    tells_resolution,
    with_alternative,
    with_facts,
    with_resolution,
)
from survey.publishing.report_set import REPORT, SUITED, Chart, Tables

MANIFEST = "manifest.json"
FORMATS = ("png", "svg", "pdf", "html")
_RECORDED = ("png", "svg")
"""What is committed and therefore kept as long as it is up to date."""
INSTALL = (
    "install Chromium and a Japanese font: `apt-get install chromium fonts-noto-cjk` on Debian and "
    "Ubuntu; elsewhere Google Chrome and Noto Sans CJK JP (or set BROWSER_PATH to a Chrome)"
)


@dataclass(frozen=True, eq=False)
class _Job:
    """One file to be drawn."""

    chart: str
    file: str
    figure: go.Figure
    size: Size
    drawn_from: str

    @property
    def is_picture(self) -> bool:
        """Whether it takes a browser to draw it."""
        return not self.file.endswith(".html")


@dataclass
class Drawn:
    """Which files were written, how many were up to date, and what went wrong."""

    written: list[Path] = field(default_factory=list)
    kept: int = 0
    problems: list[Problem] = field(default_factory=list)


def draw(
    out: Path, names: Sequence[str] = (), *, formats: Sequence[str] = _RECORDED,
    lang: Lang = "ja", size: Size = SUITED, highlight: Prefecture | None = None,
    grey: bool = False, whole: bool = False,
    tables: Tables | None = None, told: Callable[[str], object] = len,
    charts: Mapping[str, Chart] = REPORT,
) -> Drawn:  # fmt: skip
    """Write charts of the report set, or others, and `manifest.json` into a folder.

    PNG and SVG files stay as they are while neither they nor what they were drawn from has changed;
    PDF and HTML are always made.

    Parameters
    ----------
    out
        The folder.
    names
        Which of the charts; all by default.
    formats
        png, svg, pdf, html.
    lang
        ja or en.
    size
        column, page or slide. A chart whose letters would be too small at this size is not drawn,
        and told.
    highlight
        A prefecture that keeps its colours while the others are grey, where they are rows or tiles;
        where it is neither that is told, and the chart is drawn as it is.
    grey
        In greys, for print and photocopies.
    whole
        The folder is the project's: all that is new takes its place as a whole. In one of somebody
        else each file does.
    tables
        Where the charts read; by default the clean tables of the project.
    told
        Called with the name of each chart as it begins.
    charts
        Other charts than the report set, by name.
    """
    tables, drawn = tables or Tables(), Drawn()
    manifest = read_manifest(out, charts)
    jobs: list[_Job] = []
    for name in names or charts:
        told(name)
        made = charts[name].make(tables, size)
        known, kept = (manifest.get(name, {}).get(key, {}) for key in ("drawn", "sha256"))
        manifest[name] = {**_described(name, made), "drawn": known, "sha256": kept}
        stem = name + ("" if lang == "ja" else f"_{lang}") + ("" if size == SUITED else f"_{size}")
        if small := unreadable(made[lang], size, name):
            drawn.problems.append(replace(small.problem, severity="error" if names else "warning"))
            continue
        figure, ending = _coloured(made[lang], highlight, grey)
        if highlight and not ending.startswith(f"_{highlight.prefecture_en.lower()}"):
            drawn.problems.append(
                Problem("note", name, None, f"{highlight.prefecture} has no row and no tile in it; "
                        "it is drawn unchanged")
            )  # fmt: skip
        stem, fresh = stem + ending, drawn_from(figure)
        for file in (f"{stem}.{form}" for form in formats):
            if known.get(file) == fresh and _holds(out / file, kept.get(file)):
                drawn.kept += 1
            else:
                jobs.append(_Job(name, file, figure, size, fresh))
    if any(job.is_picture for job in jobs) and (lacking := missing()):
        count = sum(job.is_picture for job in jobs)
        jobs = [job for job in jobs if not job.is_picture]
        drawn.problems.append(
            Problem("error", str(out), None, f"{count} pictures were not drawn, as {lacking}",
                    advice=INSTALL)
        )  # fmt: skip
    told(f"{len(jobs)} files")
    opened = folder_beside(out, "the charts", keep=True) if whole else files_in(out, "the charts")
    with opened as staged:
        try:
            _draw(jobs, staged)
        except (RuntimeError, TimeoutError) as error:
            said = next(iter(error.args), type(error).__name__)
            raise BadInput.of(
                out, f"the charts cannot be drawn ({said})", "a browser that starts", INSTALL
            ) from None
        for job in jobs:
            drawn.written.append(out / job.file)
            if job.file.endswith(_RECORDED):
                manifest[job.chart]["drawn"][job.file] = job.drawn_from
                content = (staged / job.file).read_bytes()
                manifest[job.chart]["sha256"][job.file] = hashlib.sha256(content).hexdigest()
        _write_manifest(out, staged, [manifest[name] for name in charts if name in manifest])
    return drawn


def drawn_from(figure: go.Figure) -> str:
    """Return the hash of all that a figure is drawn from: data, specification, template, size."""
    text = json.dumps(figure.to_plotly_json(), sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_manifest(folder: Path, charts: Collection[str] = REPORT) -> dict[str, dict[str, Any]]:
    """Return the entries of `manifest.json` by chart; none if it is missing or broken."""
    try:
        entries = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {entry["chart"]: entry for entry in entries if entry["chart"] in charts}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def missing() -> str:
    """Return what this machine lacks for drawing pictures, empty if nothing."""
    from choreographer.browsers.chromium import Chromium

    found = Chromium.find_browser(skip_local=False)
    if not found or not Path(found).is_file():
        return "there is no Chrome or Chromium"
    fonts = shutil.which("fc-list")
    if fonts and not subprocess.run([fonts, ":lang=ja"], capture_output=True, check=False).stdout:
        return "there is no Japanese font"
    return ""


def _coloured(figure: go.Figure, highlight: Prefecture | None, grey: bool) -> tuple[go.Figure, str]:
    """Return a figure as it was asked for, and how the names of its files end."""
    ending = ""
    if highlight and (own := highlighted(figure, highlight)):
        figure, ending = own, f"_{highlight.prefecture_en.lower()}"
    return (greyed(figure), f"{ending}_grey") if grey else (figure, ending)


def _draw(jobs: Sequence[_Job], folder: Path) -> None:
    pictures = [job for job in jobs if job.is_picture]
    if pictures:
        _photograph(pictures, folder)
    for job in jobs:
        path, meta = folder / job.file, job.figure.layout.meta
        if path.suffix == ".html":
            content = _page(job.figure).encode()
        elif path.suffix == ".svg":
            in_points = PER_INCH[job.size] == 72
            content = with_alternative(path.read_text("utf-8"), meta["alt"], in_points).encode()
        elif path.suffix == ".pdf":
            content = with_facts(path.read_bytes(), meta["title"], meta["foot"][-1], __released__)
        else:
            content = with_resolution(path.read_bytes())
        path.write_bytes(content)


def _photograph(jobs: Sequence[_Job], folder: Path) -> None:
    import kaleido

    # They tell of every odd message of the browser, and of pictures that another failure stopped,
    # with a traceback.
    for name in ("kaleido", "choreographer", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    kaleido.write_fig_from_object_sync(
        [
            {
                "fig": job.figure,
                "path": folder / job.file,
                "opts": {"scale": _scale(job)},
            }
            for job in jobs
        ],
        # Without mathjax=False the page of kaleido asks the network for it.
        kopts={"n": min(2, len(jobs)), "mathjax": False},
        cancel_on_error=True,
    )


def _scale(job: _Job) -> float:
    """Return how many pixels a unit of the figure has; in an SVG it has one."""
    if job.file.endswith(".svg"):
        return 1
    return (RESOLUTION if job.file.endswith(".png") else 96) / PER_INCH[job.size]


def _page(figure: go.Figure) -> str:
    """Return a page that needs nothing else, with the chart and its alternative text."""
    meta = figure.layout.meta
    chart = figure.to_html(include_plotlyjs=True, full_html=False, div_id="chart")
    return (
        f'<!DOCTYPE html>\n<html lang="{meta["lang"]}">\n<head><meta charset="utf-8">'
        f"<title>{html.escape(meta['title'])}</title></head>\n"
        f'<body><figure aria-label="{html.escape(meta["alt"])}">{chart}</figure></body>\n</html>\n'
    )


def _described(name: str, made: Mapping[Lang, go.Figure]) -> dict[str, Any]:
    def both(key: str) -> dict[str, str]:
        return {lang: figure.layout.meta[key] for lang, figure in made.items()}

    source = {lang: figure.layout.meta["foot"][-1] for lang, figure in made.items()}
    return {
        "chart": name, "title": both("title"), "alt_text": both("alt"), "source": source,
        "size": SUITED, "fingerprint": {lang: drawn_from(figure) for lang, figure in made.items()},
    }  # fmt: skip


def _write_manifest(out: Path, staged: Path, entries: Sequence[Mapping[str, Any]]) -> None:
    text = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
    if not (out / MANIFEST).is_file() or (out / MANIFEST).read_text(encoding="utf-8") != text:
        (staged / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def _holds(path: Path, sha256: str | None) -> bool:
    """Tell whether a file is the one that was drawn: a picture that was exchanged is drawn again,
    and so is one that does not tell its resolution."""
    if not path.is_file():
        return False
    content = path.read_bytes()
    told = path.suffix != ".png" or tells_resolution(content)
    return told and hashlib.sha256(content).hexdigest() == sha256


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else list(value)
