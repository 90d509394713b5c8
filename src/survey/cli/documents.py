"""Documents and editions that are not, or not yet, those of the project."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from survey.cli.messages import (
    Form,
    Scheduler,
    Workers,
    announce,
    either,
    finish,
    layout_named,
    one_of,
    tell,
    telling,
)
from survey.languages import Lang
from survey.problems import Problem, errors

commands = typer.Typer()


@commands.command()
def parse(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Documents: text, PDF, .xlsx, .xls, .ods, .csv, .docx, .html; or one folder of them."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the CSV files, or the Parquet data set.")],
    layout: Annotated[
        str | None,
        typer.Option(help="Name of a layout, or a .toml file; else found from the table titles."),
    ] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
) -> None:
    """Read documents into CSV tables, or a folder of them into one Parquet data set with Dask.

    What cannot be read is reported and left out."""
    is_corpus = any(path.is_dir() for path in files)
    if is_corpus and len(files) > 1:
        raise typer.BadParameter("give documents, or one folder", param_hint="FILES")
    if not is_corpus and (workers or scheduler):
        raise typer.BadParameter("only a folder is read by workers", param_hint="--workers")
    either(workers, scheduler)
    with telling() as told:
        from survey.tables.parsed_files import parse_files

        known = layout_named(layout, "--layout") if layout else None
        if is_corpus:
            from survey.corpus.dask_workers import connected

            with connected(workers, scheduler) as client:
                from survey.corpus.dataset import parse_corpus

                made = parse_corpus(files[0], out, known, client, told)
        else:
            made = parse_files(files, out, known, told)
    finish(made, "" if is_corpus else ".csv")


@commands.command("new-edition")
def new_edition(
    example: Annotated[
        Path,
        typer.Argument(
            help="A document of the edition: PDF, a workbook, another of these formats, or text."
        ),
    ],
    name: Annotated[str, typer.Option(help="Its short name, such as nga2026.")],
    like: Annotated[str, typer.Option(help="The edition whose names are taken over.")] = "nga2020",
    out: Annotated[Path | None, typer.Option(help="The .toml file; else NAME.toml here.")] = None,
) -> None:
    """Draft the layout of another edition of the survey from an example, with comments."""
    with telling() as told:
        from survey.documents.formats import read_file
        from survey.outputs import beside
        from survey.reading.draft_layout import draft
        from survey.reading.layouts import EDITION_NAME

        if not re.fullmatch(EDITION_NAME, name):
            raise typer.BadParameter("lower-case letters, digits, hyphens", param_hint="--name")
        known = layout_named(like, "--like")
        out = out or Path(f"{name}.toml")
        if out.exists():
            raise typer.BadParameter(f"{out} is there already", param_hint="--out")
        told(example.name)
        text = draft(read_file(example), name, known)
        with beside(out, "the layout") as new:
            new.write_text(text, encoding="utf-8", newline="\n")
    announce(f"{out}: {text.count('TODO')} places to look at, marked TODO")


@commands.command()
def compare(
    before: Annotated[str, typer.Argument(help="An edition in data/clean, such as nga2020, or ↓")],
    after: Annotated[str, typer.Argument(help="the folder that `survey parse --out` wrote.")],
    out: Annotated[Path, typer.Option(help="Folder for changes.csv and the chart.")],
    form: Annotated[str, typer.Option("--format", help="png,svg,pdf,html")] = "png,svg",
    lang: Annotated[Lang, typer.Option(help="Language of the chart.")] = "ja",
    chart: Annotated[bool, typer.Option(help="Draw the chart, too, or only the table.")] = True,
) -> None:
    """Compare two editions: what is new, gone, or has another status, as a table and a chart."""
    with telling() as told:
        from survey.analysis import edition_changes as editions
        from survey.outputs import beside

        if chart:  # needs an extra, which is told before any work
            from survey.charts import status_moves
            from survey.publishing.figures import FORMATS, draw
            from survey.publishing.report_set import Chart

            one_of(form.split(","), FORMATS, "--format")
        told("matching")
        old, new = editions.load_edition(before), editions.load_edition(after)
        surveys = editions.survey_of(old), editions.survey_of(new)
        names = surveys if len(set(surveys)) > 1 else (Path(before).name, Path(after).name)
        changes = editions.compare(old, new)
        with beside(out / "changes.csv", "the table") as place:
            changes.to_csv(place, index=False, encoding="utf-8-sig", lineterminator="\n")
        problems: list[Problem] = []
        written = [out / "changes.csv"]
        if chart:
            moves, sources = editions.moves(changes), editions.registered(surveys)
            drawn = draw(
                out, charts={"status_moves": Chart(status_moves, lambda _: (moves, *names, sources))},
                formats=form.split(","), lang=lang, told=told,
            )  # fmt: skip
            problems += drawn.problems
            written += drawn.written
    tell(problems)
    typer.echo(editions.summary(changes).to_string())
    for path in written:
        typer.echo(path)
    if errors(problems):
        raise typer.Exit(1)


@commands.command()
def readable(
    files: Annotated[
        list[Path],
        typer.Argument(help="Tables to publish: .csv, .tsv, .xlsx, .xlsm; others by format."),
    ],
    form: Annotated[Form, typer.Option("--format", help="How to write them.")] = "table",
) -> None:
    """Tell what in a table goes against the government's rule of machine readability of 2026.

    In Japanese, as the rule is. Exit status 1 if anything is found."""
    with telling("documents") as told:
        from survey.reading.readability import readability, written

        reports = []
        for path in files:
            told(path.name)
            reports.append(readability(path))
    typer.echo(written(reports, form), nl=False)
    if any(report.broken() for report in reports):
        raise typer.Exit(1)
