"""Questions to the cases of the survey, and to data sets of many documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from survey.cli.messages import Form, telling

commands = typer.Typer()


@commands.command()
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
    form: Annotated[Form, typer.Option("--format", help="How to write them.")] = "table",
) -> None:
    """Find the cases that are about the same work as a text or a case: whom to ask."""
    if bool(text.strip()) == bool(case):
        raise typer.BadParameter("give either a text or --case ID")
    with telling() as told:
        from survey.analysis.similar_cases import similar, written
        from survey.tables.frames import read_table

        told("cases")
        cases = read_table("ai_rpa_cases")
        found = similar(cases, text, case, number, other_prefectures, shareable)
    typer.echo(written(found, form), nl=False)


@commands.command()
def code(
    text: Annotated[str, typer.Argument(help="A text, or a CSV file, such as answers.csv.")],
    codebook: Annotated[
        str, typer.Option(help="work, technologies, reasons, …, or a TOML file of your own.")
    ] = "work",
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="Column of the file to search; several in the order in which they decide."
        ),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How to write them.")] = "table",
) -> None:
    """Code a text, or each row of a table, by a codebook: which kind of work, which technology."""
    path = Path(text)
    is_file = path.suffix.lower() == ".csv"
    if column and not is_file:
        raise typer.BadParameter("only a CSV file has columns", param_hint="--column")
    if not text.strip():
        raise typer.BadParameter("give a text or a CSV file")
    with telling() as told:
        from survey.tables.codebook import load_codebook
        from survey.tables.coded_texts import TEXT, coded_file, coded_texts, written

        told("codebook")
        book = load_codebook(codebook)
        searched = list(column or ()) if is_file else [TEXT]
        found = coded_file(book, path, searched) if is_file else coded_texts(book, [text])
    typer.echo(written(found, book, form, searched), nl=False)


@commands.command()
def query(
    dataset: Annotated[Path, typer.Argument(help="A data set that `survey parse DIR` wrote.")],
    sql: Annotated[
        str, typer.Argument(help="Such as SELECT document, count(*) FROM ai_rpa_cases …")
    ],
    form: Annotated[Form, typer.Option("--format", help="How to write the rows.")] = "table",
) -> None:
    """Ask a data set in SQL; nothing can be changed by it."""
    with telling("scale"):
        from survey.corpus.queries import MOST_MEMORY, answer
        from survey.process_limits import bound

        bound(MOST_MEMORY)
        for text in answer(dataset, sql, form):
            typer.echo(text, nl=False)
