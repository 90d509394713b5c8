"""The command `survey`. Every command calls one function of the package and tells what came of it.

Exit status: 0 fine, 1 the data has problems, 2 wrong usage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from survey.problems import BadInput, Problem, errors, sentences

if TYPE_CHECKING:
    from survey.build import Made
    from survey.project import Project

app = typer.Typer(
    help="Published tables on the digital transformation of Japan's prefectures, as tidy data.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class _Form(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"


class _Tokenizer(StrEnum):
    janome = "janome"
    sudachi = "sudachi"


class _Lang(StrEnum):
    ja = "ja"
    en = "en"


class _Size(StrEnum):
    column = "column"
    page = "page"
    slide = "slide"


_Workers = Annotated[
    Optional[int],  # noqa: UP045 (typer reads it on Python 3.11)
    typer.Option(min=1, help="Dask workers on this machine; else one for each processor."),
]
_Scheduler = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(help="Address of a running Dask cluster, such as tcp://host:8786."),
]


@app.command()
def build(
    tables: Annotated[
        bool, typer.Option("--tables", help="Only the tables in data/clean.")
    ] = False,
) -> None:
    """Make tables, figures and executed notebooks from the documents in data/raw."""
    with _telling() as told, _at_work(told) as project:
        from survey.build import build, build_tables

        made = (build_tables if tables else build)(project, told)
    _finish(made)


@app.command()
def figures(
    names: Annotated[
        Optional[list[str]],  # noqa: UP045 (typer reads it on Python 3.11)
        typer.Argument(help="Charts of the report set; all by default."),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="One or more of png,svg,pdf,html.")
    ] = "png,svg",
    lang: Annotated[_Lang, typer.Option(help="Language of the charts.")] = _Lang.ja,
    size: Annotated[
        Optional[_Size],  # noqa: UP045
        typer.Option(help="A column or the width of an A4 page, or a slide; else what suits each."),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Folder for the files; else figures in the project."),
    ] = None,
) -> None:
    """Draw the charts of the report set that changed, for a page, a column or a slide."""
    with _telling() as told:
        from survey.figures import FORMATS, draw
        from survey.project import find_project
        from survey.report import REPORT, Tables

        for given, known, hint in (
            (names or [], list(REPORT), "NAME"),
            (form.split(","), list(FORMATS), "--format"),
        ):
            if unknown := [name for name in given if name not in known]:
                raise typer.BadParameter(
                    f"{unknown[0]} is none of {', '.join(known)}", param_hint=hint
                )
        project = find_project()
        drawn = draw(
            out or project.figures, names or [], formats=form.split(","), lang=lang.value,
            size=size.value if size else None, whole=not out, tables=Tables(project.clean), told=told,
        )  # fmt: skip
    _tell(drawn.problems)
    for path in drawn.written:
        typer.echo(path)
    typer.echo(f"{len(drawn.written)} files drawn, {drawn.kept} up to date")
    if errors(drawn.problems):
        raise typer.Exit(1)


@app.command()
def notebook(
    name: Annotated[str, typer.Argument(help="A notebook, such as 06 or 06_one_prefecture.")],
    out: Annotated[Path, typer.Option(help="Where to write it: a name in .html or .ipynb.")],
    parameters: Annotated[
        Optional[list[str]],  # noqa: UP045 (typer reads it on Python 3.11)
        typer.Option("--set", help="A parameter, such as PREFECTURE=三重県."),
    ] = None,
) -> None:
    """Execute one notebook, with parameters, and write it as a page or a notebook."""
    pairs = [parameter.partition("=") for parameter in parameters or []]
    if not all(equals for _, equals, _ in pairs):
        raise typer.BadParameter("NAME=VALUE is needed", param_hint="--set")
    with _telling() as told:
        from survey.notebooks import execute, find_notebook, write
        from survey.project import find_project

        told(name)
        path = find_notebook(find_project(), name)
        values = {key: value for key, _, value in pairs}
        write(execute(path, values, page=out.suffix == ".html"), out)
    typer.echo(f"{out}")


@app.command()
def workbook(
    out: Annotated[
        Optional[Path],  # noqa: UP045 (typer reads it on Python 3.11)
        typer.Option(help="The .xlsx file; else build/prefectural-dx.xlsx in the project."),
    ] = None,
) -> None:
    """Write the Excel workbook: all tables, the tallies behind the charts, charts to restyle."""
    with _telling() as told:
        from survey.errata import load_errata
        from survey.project import find_project
        from survey.report import Tables
        from survey.sources import load_sources
        from survey.workbook import write_workbook

        told("workbook")
        project = find_project()
        out = out or project.built / "prefectural-dx.xlsx"
        errata, sources = load_errata(project.raw / "errata.toml"), load_sources(project.raw)
        write_workbook(out, Tables(project.clean), errata, sources)
    typer.echo(out)


@app.command()
def explore(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8001,
    out: Annotated[
        Optional[Path],  # noqa: UP045 (typer reads it on Python 3.11)
        typer.Option(help="The database; else build/prefectural-dx.db in the project."),
    ] = None,
    serve: Annotated[bool, typer.Option(help="Serve it, or only write it.")] = True,
) -> None:
    """Write the SQLite database, and serve it read-only, on this machine alone, with Datasette."""
    with _telling() as told:
        from survey.database import HOST, application, write_database
        from survey.project import find_project
        from survey.report import Tables
        from survey.sources import load_sources

        told("database")
        project = find_project()
        out = out or project.built / "prefectural-dx.db"
        write_database(out, Tables(project.clean))
        application_ = application(out, load_sources(project.raw)) if serve else None
    typer.echo(out)
    if application_ is not None:
        import uvicorn

        typer.echo(f"http://{HOST}:{port}/{out.stem} (stop with Ctrl-C)")
        uvicorn.run(application_, host=HOST, port=port, log_level="warning")


@app.command()
def site() -> None:
    """Make the site in build/site: pages, charts, the explorer, files to download."""
    with _telling() as told, _at_work(told) as project:
        from survey.site import write_site

        made = write_site(project, told)
    typer.echo(made / "index.html")


@app.command()
def release() -> None:
    """Write everything that is published into one zip with checksums."""
    with _telling() as told, _at_work(told) as project:
        from survey.release import write_release

        told("release")
        path = write_release(project, told)
    typer.echo(path)


@app.command()
def check() -> None:
    """Check the documents, the tables made from them and the published files; write nothing."""
    with _telling() as told:
        from survey.build import check
        from survey.project import find_project

        made = check(find_project(), told)
    _finish(made)


@app.command()
def parse(
    files: Annotated[
        list[Path], typer.Argument(help="Documents: text, PDF, .xlsx; or one folder of them.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the CSV files, or the Parquet data set.")],
    layout: Annotated[
        Optional[str],  # noqa: UP045 (typer reads it on Python 3.11)
        typer.Option(help="Name of a layout, or a .toml file; else found from the table titles."),
    ] = None,
    workers: _Workers = None,
    scheduler: _Scheduler = None,
) -> None:
    """Read documents into CSV tables, or a folder of them into one Parquet data set with Dask.

    What cannot be read is reported and left out."""
    is_corpus = any(path.is_dir() for path in files)
    if is_corpus and len(files) > 1:
        raise typer.BadParameter("give documents, or one folder", param_hint="FILES")
    if not is_corpus and (workers or scheduler):
        raise typer.BadParameter("only a folder is read by workers", param_hint="--workers")
    _either(workers, scheduler)
    with _telling() as told:
        from survey.build import parse_files
        from survey.layouts import load_layout

        try:
            known = load_layout(layout) if layout else None
        except BadInput as bad:
            raise typer.BadParameter(str(bad), param_hint="--layout") from None
        if is_corpus:
            from survey.workers import connected

            with connected(workers, scheduler) as client:
                from survey.corpus import parse_corpus

                made = parse_corpus(files[0], out, known, client, told)
        else:
            made = parse_files(files, out, known, told)
    _finish(made, "" if is_corpus else ".csv")


@app.command("new-edition")
def new_edition(
    example: Annotated[Path, typer.Argument(help="A document of the edition: PDF, .xlsx or text.")],
    name: Annotated[str, typer.Option(help="Its short name, such as nga2026.")],
    like: Annotated[str, typer.Option(help="The edition whose names are taken over.")] = "nga2020",
    out: Annotated[
        Optional[Path],  # noqa: UP045 (typer reads it on Python 3.11)
        typer.Option(help="The .toml file; else NAME.toml here."),
    ] = None,
) -> None:
    """Draft the layout of another edition of the survey from an example, with comments."""
    with _telling() as told:
        from survey.layouts import EDITION_NAME, load_layout
        from survey.new_edition import draft
        from survey.outputs import beside
        from survey.parse import read_file

        if not re.fullmatch(EDITION_NAME, name):
            raise typer.BadParameter("lower-case letters, digits, hyphens", param_hint="--name")
        try:
            known = load_layout(like)
        except BadInput as bad:
            raise typer.BadParameter(str(bad), param_hint="--like") from None
        out = out or Path(f"{name}.toml")
        if out.exists():
            raise typer.BadParameter(f"{out} is there already", param_hint="--out")
        told(example.name)
        text = draft(read_file(example), name, known)
        with beside(out, "the layout") as new:
            new.write_text(text, encoding="utf-8", newline="\n")
    typer.echo(f"{out}: {text.count('TODO')} places to look at, marked TODO")


@app.command()
def compare(
    before: Annotated[str, typer.Argument(help="An edition in data/clean, such as nga2020, or ↓")],
    after: Annotated[str, typer.Argument(help="the folder that `survey parse --out` wrote.")],
    out: Annotated[Path, typer.Option(help="Folder for changes.csv and the chart.")],
    form: Annotated[str, typer.Option("--format", help="png,svg,pdf,html")] = "png,svg",
    lang: Annotated[_Lang, typer.Option(help="Language of the chart.")] = _Lang.ja,
) -> None:
    """Compare two editions: what is new, gone, or has another status, as a table and a chart."""
    with _telling() as told:
        from survey import editions
        from survey.charts import status_moves
        from survey.figures import FORMATS, draw
        from survey.outputs import beside
        from survey.report import Chart

        if unknown := [name for name in form.split(",") if name not in FORMATS]:
            raise typer.BadParameter(f"{unknown[0]} is unknown", param_hint="--format")
        told("matching")
        old, new = editions.load_edition(before), editions.load_edition(after)
        surveys = editions.survey_of(old), editions.survey_of(new)
        names = surveys if len(set(surveys)) > 1 else (Path(before).name, Path(after).name)
        changes = editions.compare(old, new)
        with beside(out / "changes.csv", "the table") as place:
            changes.to_csv(place, index=False, encoding="utf-8-sig", lineterminator="\n")
        moves, sources = editions.moves(changes), editions.registered(surveys)
        chart = Chart(status_moves, lambda _: (moves, *names, sources))
        drawn = draw(
            out, charts={"status_moves": chart}, formats=form.split(","), lang=lang.value, told=told
        )
    _tell(drawn.problems)
    typer.echo(editions.summary(changes).to_string())
    for path in (out / "changes.csv", *drawn.written):
        typer.echo(path)
    if errors(drawn.problems):
        raise typer.Exit(1)


@app.command()
def similar(
    text: Annotated[str, typer.Argument(help="A text, such as 通勤手当の距離計算.")] = "",
    case: Annotated[str, typer.Option(help="Id of a case, such as nga2020-ai-055.")] = "",
    number: Annotated[int, typer.Option("-n", min=1, help="How many cases.")] = 10,
    other_prefectures: Annotated[
        bool, typer.Option("--other-prefectures", help="Only cases of other prefectures.")
    ] = False,
    shareable: Annotated[
        bool, typer.Option("--shareable", help="Only cases that others can share.")
    ] = False,
    form: Annotated[_Form, typer.Option("--format", help="How to write them.")] = _Form.table,
) -> None:
    """Find the cases that are about the same work as a text or a case: whom to ask."""
    if bool(text.strip()) == bool(case):
        raise typer.BadParameter("give either a text or --case ID")
    with _telling() as told:
        from survey.frames import read_table
        from survey.similar import similar, written

        told("cases")
        cases = read_table("ai_rpa_cases")
        found = similar(cases, text, case, number, other_prefectures, shareable)
    typer.echo(written(found, form.value), nl=False)


@app.command()
def cluster(
    dataset: Annotated[Path, typer.Argument(help="A data set that `survey parse DIR` wrote.")],
    clusters: Annotated[int, typer.Option(min=2, help="How many kinds of work.")] = 12,
    tokenizer: Annotated[
        _Tokenizer, typer.Option(help="Sudachi, an extra, is many times faster than Janome.")
    ] = _Tokenizer.janome,
    workers: _Workers = None,
    scheduler: _Scheduler = None,
) -> None:
    """Group the cases of a data set by the work they are about, however many they are."""
    _either(workers, scheduler)
    with _telling() as told:
        from survey.workers import connected

        with connected(workers, scheduler) as client:
            from survey.corpus_clusters import cluster_corpus

            found = cluster_corpus(dataset, clusters, tokenizer.value, client, told)
    for number, (label, size) in enumerate(found, 1):
        typer.echo(f"{number:3} {label}: {size} cases")


@app.command()
def query(
    dataset: Annotated[Path, typer.Argument(help="A data set that `survey parse DIR` wrote.")],
    sql: Annotated[
        str, typer.Argument(help="Such as SELECT document, count(*) FROM ai_rpa_cases …")
    ],
    form: Annotated[_Form, typer.Option("--format", help="How to write the rows.")] = _Form.table,
) -> None:
    """Ask a data set in SQL; nothing can be changed by it."""
    with _telling():
        from survey.queries import answer

        for text in answer(dataset, sql, form.value):
            typer.echo(text, nl=False)


@contextmanager
def _telling() -> Iterator[Callable[[str], None]]:
    """Show the steps on a terminal, nothing in a pipe; say what is wrong in a sentence, exit 1."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    try:
        with Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        ) as progress:
            task = progress.add_task("", total=None)
            yield lambda step: progress.update(task, description=step)
    except BadInput as bad:
        _tell([bad.problem])
        raise typer.Exit(1) from None
    except OSError as error:
        found = f"it cannot be read or written ({error.strerror or error})"
        _tell([Problem("error", str(error.filename or "survey"), None, found,
                       advice="make room, or choose a place that can be written to")])  # fmt: skip
        raise typer.Exit(1) from None


@contextmanager
def _at_work(told: Callable[[str], object]) -> Iterator[Project]:
    """Yield the project, in which no other command is at work meanwhile."""
    from survey.outputs import alone
    from survey.project import find_project

    project = find_project()
    with alone(project.root / ".cache" / "work", told):
        yield project


def _tell(problems: Sequence[Problem]) -> None:
    for sentence in sentences(problems):
        typer.echo(sentence, err=True)


def _either(workers: int | None, scheduler: str | None) -> None:
    if workers and scheduler:
        raise typer.BadParameter("give --workers or --scheduler", param_hint="--scheduler")


def _finish(made: Made, ending: str = ".csv") -> None:
    _tell(made.problems)
    for table, count in made.row_counts.items():
        typer.echo(f"{table}{ending}: {count} rows")
    if wrong := errors(made.problems):
        typer.echo(f"{len(wrong)} error{'s' * (len(wrong) > 1)}; see above", err=True)
        raise typer.Exit(1)
