"""The main job: from the documents to tables, figures and executed notebooks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from survey.fingerprints import fingerprint, is_current, package_files, record
from survey.problems import Problem, errors
from survey.project import Project
from survey.publishing.clean_tables import build_tables
from survey.publishing.notebooks import run_all
from survey.tables.parsed_files import Made, Told


def build(project: Project, told: Told) -> Made:
    """Make tables, figures and executed notebooks; what is current already is left alone.

    Figures and notebooks are made at the same time, from the published tables.
    """
    made = build_tables(project, told)
    if errors(made.problems):
        return made
    with ThreadPoolExecutor(max_workers=2) as pool:
        parts = pool.submit(_figures, project, told), pool.submit(run_all, project, told)
        problems = [problem for part in parts for problem in part.result()]
    return replace(made, problems=(*made.problems, *problems))


def _figures(project: Project, told: Told) -> list[Problem]:
    inputs, outputs = fingerprint([project.clean, *package_files()]), [project.figures]
    if is_current("figures", inputs, outputs):
        return []
    from survey.publishing.figures import draw
    from survey.publishing.report_set import Tables

    drawn = draw(project.figures, whole=True, tables=Tables(project.clean), told=told)
    if not drawn.problems:
        record("figures", inputs, outputs)
    return drawn.problems
