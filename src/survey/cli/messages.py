"""What commands have in common: how they tell of their steps, of problems and of what was made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from survey.extras import installed
from survey.problems import BadInput, Problem, errors, in_japanese, sentences
from survey.terminal import is_japanese

if TYPE_CHECKING:
    from survey.project import Project
    from survey.reading.layouts import Layout
    from survey.tables.parsed_files import Made

Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Dask workers on this machine; else one for each processor."),
]
Scheduler = Annotated[
    str | None, typer.Option(help="Address of a running Dask cluster, such as tcp://host:8786.")
]


Form = Literal["table", "csv", "json"]
"""How rows are written."""


@contextmanager
def telling(extra: str = "") -> Iterator[Callable[[str], None]]:
    """Show the steps on a terminal, nothing in a pipe; say what is wrong in a sentence, exit 1.

    What is not installed is told with the extra that the command needs as a whole.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    try:
        with Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        ) as progress:
            task = progress.add_task("", total=None)
            with installed(extra):
                yield lambda step: progress.update(task, description=step)
    except BadInput as bad:
        tell([bad.problem])
        raise typer.Exit(1) from None
    except OSError as error:
        found = f"it cannot be read or written ({error.strerror or error})"
        tell([Problem("error", str(error.filename or "survey"), None, found,
                       advice="make room, or choose a place that can be written to")])  # fmt: skip
        raise typer.Exit(1) from None


@contextmanager
def at_work(told: Callable[[str], object]) -> Iterator[Project]:
    """Yield the project, in which no other command is at work meanwhile."""
    from survey.outputs import alone
    from survey.project import find_project

    project = find_project()
    with alone(project.root / ".cache" / "work", told):
        yield project


def tell(problems: Sequence[Problem]) -> None:
    """Write the sentence of each problem to standard error, in the language of the terminal."""
    for sentence in sentences(problems, words() if problems else str):
        typer.echo(sentence, err=True)


def announce(line: str, *, err: bool = False) -> None:
    """Write a line in the language of the terminal."""
    typer.echo(words()(line), err=err)


def words() -> Callable[[Problem | str], str]:
    """Return what gives a problem, or a line, in the language of the terminal."""
    return in_japanese if is_japanese() else str


def finish(made: Made, ending: str = ".csv") -> None:
    """Tell of problems and tables; exit with 1 where there are errors."""
    tell(made.problems)
    for table, count in made.row_counts.items():
        announce(f"{table}{ending}: {count} rows")
    if wrong := errors(made.problems):
        announce(f"{len(wrong)} error{'s' * (len(wrong) > 1)}; see above", err=True)
        raise typer.Exit(1)


def one_of(given: Iterable[str], known: Collection[str], hint: str) -> None:
    """Refuse names that are none of the known ones."""
    if unknown := [name for name in given if name not in known]:
        raise typer.BadParameter(f"{unknown[0]} is none of {', '.join(known)}", param_hint=hint)


def layout_named(name: str, hint: str) -> Layout:
    """Return a layout, or refuse the option that names none."""
    from survey.reading.layouts import load_layout

    try:
        return load_layout(name)
    except BadInput as bad:
        raise typer.BadParameter(words()(bad.problem), param_hint=hint) from None


def either(workers: int | None, scheduler: str | None) -> None:
    """Refuse workers of this machine together with a cluster elsewhere."""
    if workers and scheduler:
        raise typer.BadParameter("give --workers or --scheduler", param_hint="--scheduler")
