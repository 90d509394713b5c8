"""The published tables, `data/clean`: made from the registered documents, written, checked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from survey.analysis.term_cache import forget
from survey.documents.plain_text import read_document
from survey.fingerprints import fingerprint, is_current, package_files, record
from survey.languages import LANGS
from survey.outputs import folder_beside, write_files
from survey.prefectures import prefectures
from survey.problems import Problem, errors
from survey.project import Project
from survey.reading.errata import load_errata, stale
from survey.reading.layouts import load_layout
from survey.reading.parse import Parsed, parse
from survey.reading.parsed_documents import Row
from survey.reading.publications import load_publication
from survey.reading.sources import changed_sources, load_sources
from survey.tables.coded_tables import coded_tables
from survey.tables.csv_files import formula_like, to_csv
from survey.tables.datapackage import DESCRIPTOR, descriptor, invalid
from survey.tables.dictionary import page
from survey.tables.errata_rows import errata_rows
from survey.tables.parsed_files import Made, Told
from survey.tables.prefecture_summary import summary_rows
from survey.tables.same_systems import same_systems
from survey.tables.schemas import columns, table_names


class _Invalid(Exception):
    """The tables break their description, and are not published."""


def make(project: Project, told: Told) -> Made:
    """Return every file of `data/clean`, made from the documents, without writing any."""
    told("sources")
    sources = load_sources(project.raw)
    errata = load_errata(project.raw / "errata.toml")
    problems = changed_sources(project.raw, sources)
    rows: dict[str, list[Row]] = {name: [] for name in table_names()}
    rows["prefectures"] += [asdict(prefecture) for prefecture in prefectures()]
    for source in sources.values():
        if not (project.raw / source.file).is_file():
            continue
        told(source.file)
        form = load_layout(source.layout) if source.layout else load_publication(source.publication)
        document = read_document(project.raw / source.file)
        parsed = parse(document, form, errata)
        problems += parsed.problems
        problems += stale(parsed.findings, source.file, document.lines, errata)
        if undescribed := _undescribed(parsed):
            problems += undescribed
            continue
        for table, found in parsed.rows.items():
            rows[table] += found
        flagged, wrong = errata_rows(errata, parsed.rows, document)
        rows["errata"] += flagged
        problems += wrong
    told("coding")
    rows |= coded_tables(rows)
    rows["same_systems"], wrong = same_systems(rows["shared_systems"])
    problems += wrong
    rows["prefecture_summary"] += summary_rows(rows)
    if not errors(problems):
        told("clusters")
        from survey.analysis.job_groups import cluster_rows
        from survey.tables.frames import to_frame

        rows["use_case_clusters"] += cluster_rows(to_frame("ai_rpa_cases", rows["ai_rpa_cases"]))
    told("tables")
    tables = {f"{name}.csv": to_csv(name, rows[name]) for name in rows}
    package = descriptor({name: tables[f"{name}.csv"] for name in rows}, sources)
    pages = {f"dictionary.{lang}.md": page(lang).encode("utf-8") for lang in LANGS}
    problems += [problem for name in rows for problem in formula_like(name, rows[name])]
    return Made(
        {**tables, **pages, DESCRIPTOR: package},
        {name: len(found) for name, found in rows.items()},
        tuple(problems),
    )


def _undescribed(parsed: Parsed) -> list[Problem]:
    """Return an error for every table of a layout with columns that the data dictionary lacks."""
    problems = []
    for table, rows in parsed.rows.items():
        known = columns(table) if table in table_names() else []
        if lacking := [name for name in (rows[0] if rows else ()) if name not in known]:
            problems.append(
                Problem("error", parsed.survey, None,
                        f"its layout has the columns {', '.join(lacking)} of {table}, which the "
                        "data dictionary does not describe",
                        "every published column in src/survey/declarations/tables.toml",
                        "describe them there, or take the names of the edition before")
            )  # fmt: skip
    return problems


def build_tables(project: Project, told: Told) -> Made:
    """Write `data/clean`, if nothing is wrong; what was published before stays otherwise.

    The files are written beside their place, validated there, and take it all together.
    """
    inputs, outputs = fingerprint([project.raw, *package_files()]), [project.clean]
    if is_current("tables", inputs, outputs):
        return Made({}, {name: _rows(project.clean, name) for name in table_names()}, ())
    forget()  # what is published is made from the documents alone
    made = make(project, told)
    if errors(made.problems):
        return made
    wrong: list[Problem] = []
    with suppress(_Invalid), folder_beside(project.clean, "the files", keep=True) as folder:
        write_files(made.files, folder)
        told("validation")
        if wrong := invalid(folder):
            raise _Invalid
    if not wrong:
        record("tables", inputs, outputs)
    return replace(made, problems=(*made.problems, *wrong))


def _rows(folder: Path, table: str) -> int:
    return (folder / f"{table}.csv").read_bytes().count(b"\n") - 1


def check(project: Project, told: Told) -> Made:
    """Return what `build` would publish and everything that is wrong with the documents, with that,
    or with the files published now; nothing is written."""
    made = make(project, told)
    problems = list(made.problems)
    for name, content in made.files.items():
        path = project.clean / name
        if not path.is_file():
            found = "the published file is missing"
        elif path.read_bytes() != content:
            found = "the published file is not what the documents give"
        else:
            continue
        problems.append(
            Problem("error", name, None, found, "the file that `survey build` writes",
                    "run `survey build`; tables are never edited by hand")
        )  # fmt: skip
    if (project.clean / DESCRIPTOR).is_file():
        told("validation")
        problems += invalid(project.clean)
    return Made(made.files, made.row_counts, tuple(problems))
