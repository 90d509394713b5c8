"""The report set: every chart as PNG, SVG, PDF or HTML, drawn again only when it changed."""

from __future__ import annotations

import asyncio
import hashlib
import html
import json
import logging
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from survey import charts
from survey.categories import categories
from survey.charts.fitting import fit
from survey.charts.template import Lang, Size
from survey.frames import read_table
from survey.plans import plans_and_cases
from survey.problems import BadInput, Problem
from survey.progress import consultations, costs, panels, procedures, rpa_and_cloud
from survey.tally import tally, with_kind
from survey.tokens import terms
from survey.words import cooccurrence, correspondence

MANIFEST = "manifest.json"
FORMATS = ("png", "svg", "pdf", "html")
LANGS: tuple[Lang, ...] = ("ja", "en")
_FEWEST_CASES = 10
_RECORDED = ("png", "svg")
"""What is committed and therefore kept as long as it is up to date."""
INSTALL = (
    "install Chromium and a Japanese font: `apt-get install chromium fonts-noto-cjk` on Debian and "
    "Ubuntu; elsewhere Google Chrome and Noto Sans CJK JP (or set BROWSER_PATH to a Chrome)"
)


@dataclass(frozen=True)
class Tables:
    """The clean tables that charts are drawn from, joined where a chart needs two."""

    folder: Path | None = None

    @cached_property
    def cases(self) -> pd.DataFrame:
        return self.read("ai_rpa_cases")

    def read(self, table: str) -> pd.DataFrame:
        """Return a clean table."""
        return read_table(table, self.folder)

    def with_cases(self, table: str) -> pd.DataFrame:
        """Return the cases that have rows in a derived table, with its columns."""
        return self.cases.merge(self.read(table), on="case_id")

    @cached_property
    def words(self) -> list[list[str]]:
        """The terms of each case."""
        return terms(self.cases["procedure"] + "。" + self.cases["usage"])


@dataclass(frozen=True)
class Chart:
    """A chart of the report set: the function, what it is called with, the size that suits it."""

    draw: Callable[..., go.Figure]
    frames: Callable[[Tables], Sequence[Any]]
    size: Size = "page"

    def make(self, tables: Tables, size: Size | None = None) -> dict[Lang, go.Figure]:
        """Return the chart as it is drawn from these tables, in both languages."""
        frames = self.frames(tables)
        return {lang: fit(self.draw(*frames, lang=lang), size or self.size) for lang in LANGS}


@dataclass(frozen=True, eq=False)
class _Job:
    """One file to be drawn."""

    chart: str
    file: str
    figure: go.Figure
    fingerprint: str

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


def _reasons(t: Tables) -> Sequence[Any]:
    reasons = t.read("shareability_reasons")
    return tally(reasons, "reason"), reasons["case_id"].nunique()


def _fields_and_words(t: Tables) -> Sequence[Any]:
    # The words of a field with one or two cases are those of one official.
    sizes = t.cases["field"].map(t.cases["field"].value_counts())
    chosen = (sizes >= _FEWEST_CASES).tolist()
    words = [terms for terms, yes in zip(t.words, chosen, strict=True) if yes]
    points, shares = correspondence(words, t.cases["field"][chosen].tolist())
    in_english = {field.label: field.label_en for field in categories(t.cases, "field")}
    points["label_en"] = points["label"].replace(in_english)
    ja, en = f"事例{_FEWEST_CASES}件以上の分野", f"fields with {_FEWEST_CASES} cases or more"
    return points, shares, {"ja": ja, "en": en}


REPORT: Mapping[str, Chart] = {chart.draw.__name__: chart for chart in (
    Chart(charts.status_by_prefecture, lambda t: [tally(t.cases, "prefecture", "adoption_status")]),
    Chart(charts.prefecture_map, lambda t: [tally(t.cases, "prefecture")]),
    Chart(charts.field_status, lambda t: [tally(t.cases, "field", "adoption_status")]),
    Chart(charts.technology_prefecture, lambda t: [
        tally(t.with_cases("case_technologies"), "prefecture", "technology", answers=t.cases)]),
    Chart(charts.cluster_map, lambda t: [t.with_cases("use_case_clusters")]),
    Chart(charts.cluster_status, lambda t: [
        tally(t.with_cases("use_case_clusters"), "cluster", "adoption_status")]),
    Chart(charts.cluster_prefecture, lambda t: [
        tally(t.with_cases("use_case_clusters"), "prefecture", "cluster", answers=t.cases)]),
    Chart(charts.shareability_by_field, lambda t: [tally(t.cases, "field", "shareability")]),
    Chart(charts.shareability_by_cluster, lambda t: [
        tally(t.with_cases("use_case_clusters"), "cluster", "shareability")]),
    Chart(charts.sharing_reasons, _reasons),
    Chart(charts.shared_systems, lambda t: [
        tally(with_kind(t.read("shared_systems")), "kind", "further_sharing")]),
    Chart(charts.digital_roles, lambda t: [
        tally(t.read("digital_roles"), "recruitment", "employment")]),
    Chart(charts.bodies, lambda t: [
        tally(t.read("organizations"), "prefecture", "organization_type")]),
    Chart(charts.measures_2015, lambda t: [
        tally(t.read("it_measures_2015"), "prefecture", "area"),
        tally(t.read("it_measures_2015_coverage"), "prefecture", "coverage")]),
    Chart(charts.plans_and_cases, lambda t: [plans_and_cases(
        t.read("it_measures_2015"), t.read("it_measures_2015_coverage"), t.cases)]),
    Chart(charts.nagasaki_indicators, lambda t: [panels(t.read("nagasaki_kpis"))]),
    Chart(charts.nagasaki_rpa_and_cloud, lambda t: [
        rpa_and_cloud(t.read("nagasaki_kpis"), t.read("nagasaki_projects"))]),
    Chart(charts.nagasaki_costs, lambda t: [costs(t.read("nagasaki_projects"))]),
    Chart(charts.mie_consultations, lambda t: [consultations(t.read("mie_digitalisation"))]),
    Chart(charts.mie_procedures, lambda t: [procedures(t.read("mie_digitalisation"))]),
    Chart(charts.cooccurrence_network, lambda t: cooccurrence(t.words)),
    Chart(charts.correspondence_plot, _fields_and_words),
)}  # fmt: skip


def draw(
    out: Path, names: Sequence[str] = (), *, formats: Sequence[str] = _RECORDED,
    lang: Lang = "ja", size: Size | None = None, tables: Tables | None = None,
    told: Callable[[str], object] = len,
) -> Drawn:  # fmt: skip
    """Write charts of the report set and `manifest.json` into a folder.

    PNG and SVG files stay as they are while what they were drawn from has not changed; PDF and
    HTML are always made. Each file is written beside its place and moved into it.

    Parameters
    ----------
    names
        Charts of `REPORT`; all by default.
    size
        column, page or slide; by default the one that suits each chart.
    """
    tables, drawn = tables or Tables(), Drawn()
    manifest = read_manifest(out)
    jobs: list[_Job] = []
    for name in names or REPORT:
        told(name)
        made = REPORT[name].make(tables, size)
        known = manifest.get(name, {}).get("drawn", {})
        manifest[name] = {**_described(name, made), "drawn": known}
        stem = name + ("" if lang == "ja" else f"_{lang}")
        stem += f"_{size}" if size and size != REPORT[name].size else ""
        fresh = fingerprint(made[lang])
        for file in (f"{stem}.{form}" for form in formats):
            if known.get(file) == fresh and (out / file).is_file():
                drawn.kept += 1
            else:
                jobs.append(_Job(name, file, made[lang], fresh))
    if any(job.is_picture for job in jobs) and (lacking := missing()):
        count = sum(job.is_picture for job in jobs)
        jobs = [job for job in jobs if not job.is_picture]
        drawn.problems.append(
            Problem("error", str(out), None, f"{count} pictures were not drawn, as {lacking}",
                    advice=INSTALL)
        )  # fmt: skip
    told(f"{len(jobs)} files")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".staged-", dir=out) as staged:
            _draw(jobs, Path(staged))
            for job in jobs:
                (Path(staged) / job.file).replace(out / job.file)
                drawn.written.append(out / job.file)
                if job.file.endswith(_RECORDED):
                    manifest[job.chart]["drawn"][job.file] = job.fingerprint
            _write_manifest(out, Path(staged), manifest)
    except (OSError, RuntimeError, TimeoutError) as error:
        raise BadInput(
            Problem("error", str(out), None, f"the charts cannot be drawn or written ({error})",
                    "a folder that can be written to, and a browser that starts", INSTALL)
        ) from None  # fmt: skip
    return drawn


def fingerprint(figure: go.Figure) -> str:
    """Return the hash of all that a figure is drawn from: data, specification, template, size."""
    text = json.dumps(figure.to_plotly_json(), sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_manifest(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the entries of `manifest.json` by chart; none if it is missing or broken."""
    try:
        entries = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {entry["chart"]: entry for entry in entries if entry["chart"] in REPORT}
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


def _draw(jobs: Sequence[_Job], folder: Path) -> None:
    pictures = [job for job in jobs if job.is_picture]
    if pictures:
        asyncio.run(_photograph(pictures, folder))
    for job in jobs:
        if job.file.endswith(".html"):
            text = _page(job.figure)
        elif job.file.endswith(".svg"):
            said = html.escape(job.figure.layout.meta["alt"])
            text = (folder / job.file).read_text(encoding="utf-8")
            text = text.replace("<svg ", f'<svg role="img" aria-label="{said}" ', 1)
        else:
            continue
        (folder / job.file).write_text(text, encoding="utf-8", newline="\n")


async def _photograph(jobs: Sequence[_Job], folder: Path) -> None:
    import kaleido

    # It tells of every odd message of the browser, with a traceback.
    for name in ("kaleido", "choreographer"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    # Without mathjax=False the page of kaleido asks the network for it.
    async with kaleido.Kaleido(n=min(2, len(jobs)), mathjax=False) as browser:
        await browser.write_fig_from_object(
            [
                {"fig": job.figure, "path": folder / job.file,
                 "opts": {"scale": 2 if job.file.endswith(".png") else 1}}
                for job in jobs
            ],
            cancel_on_error=True,
        )  # fmt: skip


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
        "size": REPORT[name].size,
    }  # fmt: skip


def _write_manifest(out: Path, staged: Path, manifest: Mapping[str, Any]) -> None:
    entries = [manifest[name] for name in REPORT if name in manifest]
    text = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
    if not (out / MANIFEST).is_file() or (out / MANIFEST).read_text(encoding="utf-8") != text:
        (staged / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
        (staged / MANIFEST).replace(out / MANIFEST)


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else list(value)
