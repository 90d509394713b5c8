"""What is made from the documents of the project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from survey.cli.messages import announce, at_work, finish, one_of, tell, telling
from survey.languages import Lang
from survey.problems import errors

commands = typer.Typer()


_Size = Literal["column", "page", "slide"]


@commands.command()
def build(
    tables: Annotated[
        bool, typer.Option("--tables", help="Only the tables in data/clean.")
    ] = False,
) -> None:
    """Make tables, figures and executed notebooks from the documents in data/raw."""
    with telling("site") as told, at_work(told) as project:
        from survey.publishing.build import build
        from survey.publishing.clean_tables import build_tables

        made = (build_tables if tables else build)(project, told)
    finish(made)


@commands.command()
def check() -> None:
    """Check the documents, the tables made from them and the published files; write nothing."""
    with telling("site") as told:
        from survey.project import find_project
        from survey.publishing.clean_tables import check

        made = check(find_project(), told)
    finish(made)


@commands.command()
def figures(
    names: Annotated[
        list[str] | None, typer.Argument(help="Charts of the report set; all by default.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="One or more of png,svg,pdf,html.")
    ] = "png,svg",
    lang: Annotated[Lang, typer.Option(help="Language of the charts.")] = "ja",
    size: Annotated[
        _Size, typer.Option(help="A column or the width of an A4 page, or a slide.")
    ] = "page",
    highlight: Annotated[
        str,
        typer.Option(help="A prefecture, such as 三重県 or 鳥取, in colour among grey ones."),
    ] = "",
    grey: Annotated[
        bool, typer.Option("--grey", help="In greys that print and photocopy.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the files; else figures in the project, with --highlight or --grey "
            "build/figures."
        ),
    ] = None,
) -> None:
    """Draw the charts of the report set that changed, for a page, a column or a slide."""
    with telling("charts") as told:
        from survey.prefectures import prefecture_named
        from survey.project import find_project, find_published
        from survey.publishing.figures import FORMATS, draw
        from survey.publishing.report_set import REPORT, Tables

        one_of(names or [], REPORT, "NAME")
        one_of(form.split(","), FORMATS, "--format")
        own = prefecture_named(highlight) if highlight else None
        project = find_published() if out else find_project()
        if (own or grey) and not out:
            out = project.built / "figures"
            out.parent.mkdir(exist_ok=True)
        drawn = draw(
            out or project.figures, names or [], formats=form.split(","), lang=lang,
            size=size, highlight=own, grey=grey, whole=not out, tables=Tables(project.clean),
            told=told,
        )  # fmt: skip
    tell(drawn.problems)
    for path in drawn.written:
        typer.echo(path)
    announce(f"{len(drawn.written)} files drawn, {drawn.kept} up to date")
    if errors(drawn.problems):
        raise typer.Exit(1)


@commands.command()
def notebook(
    name: Annotated[str, typer.Argument(help="A notebook, such as 06 or 06_one_prefecture.")],
    out: Annotated[Path, typer.Option(help="Where to write it: a name in .html or .ipynb.")],
    parameters: Annotated[
        list[str] | None, typer.Option("--set", help="A parameter, such as PREFECTURE=三重県.")
    ] = None,
) -> None:
    """Execute one notebook, with parameters, and write it as a page or a notebook."""
    pairs = [parameter.partition("=") for parameter in parameters or []]
    if not all(equals for _, equals, _ in pairs):
        raise typer.BadParameter("NAME=VALUE is needed", param_hint="--set")
    with telling("notebooks") as told:
        from survey.project import find_project
        from survey.publishing.notebooks import execute, find_notebook, write

        told(name)
        path = find_notebook(find_project(), name)
        values = {key: value for key, _, value in pairs}
        write(execute(path, values, page=out.suffix == ".html"), out)
    typer.echo(f"{out}")


@commands.command()
def workbook(
    out: Annotated[
        Path | None,
        typer.Option(help="The .xlsx file; else build/prefectural-dx.xlsx in the project."),
    ] = None,
) -> None:
    """Write the Excel workbook: all tables, the tallies behind the charts, charts to restyle."""
    with telling("site") as told:
        from survey.project import find_project, find_published
        from survey.publishing.report_set import Tables
        from survey.publishing.workbook.workbook import write_workbook
        from survey.reading.errata import load_errata
        from survey.reading.sources import load_sources

        told("workbook")
        project = find_published() if out else find_project()
        out = out or project.built / "prefectural-dx.xlsx"
        errata, sources = load_errata(project.raw / "errata.toml"), load_sources(project.raw)
        write_workbook(out, Tables(project.clean), errata, sources)
    typer.echo(out)


@commands.command()
def explore(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8001,
    out: Annotated[
        Path | None, typer.Option(help="The database; else build/prefectural-dx.db in the project.")
    ] = None,
    serve: Annotated[bool, typer.Option(help="Serve it, or only write it.")] = True,
) -> None:
    """Write the SQLite database, and serve it read-only, on this machine alone, with Datasette."""
    with telling("explore") as told:
        from survey.project import find_project, find_published
        from survey.publishing.database import HOST, application, write_database
        from survey.publishing.report_set import Tables
        from survey.reading.sources import load_sources

        told("database")
        project = find_published() if out else find_project()
        out = out or project.built / "prefectural-dx.db"
        write_database(out, Tables(project.clean))
        application_ = application(out, load_sources(project.raw)) if serve else None
    typer.echo(out)
    if application_ is not None:
        import uvicorn

        announce(f"http://{HOST}:{port}/{out.stem} (stop with Ctrl-C)")
        uvicorn.run(application_, host=HOST, port=port, log_level="warning")


@commands.command()
def serve_mcp() -> None:
    """Answer the questions of an assistant (Model Context Protocol), read-only, until it hangs up."""
    with telling("mcp"):
        from survey.project import find_published
        from survey.publishing.mcp_server import mcp_server

        server = mcp_server(find_published())
    server.run()


@commands.command()
def site() -> None:
    """Make the site in build/site: pages, charts, the explorer, files to download."""
    with telling("site") as told, at_work(told) as project:
        from survey.publishing.site import write_site

        made = write_site(project, told)
    typer.echo(made / "index.html")


@commands.command()
def release() -> None:
    """Write everything that is published into one zip with checksums."""
    with telling("site") as told, at_work(told) as project:
        from survey.publishing.release import write_release

        told("release")
        path = write_release(project, told)
    typer.echo(path)
