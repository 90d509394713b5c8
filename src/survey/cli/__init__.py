"""The command `survey`. Every command calls one function of the package and tells what came of it.

Exit status: 0 fine, 1 the data has problems, 2 wrong usage.
"""

import typer

from survey.cli import asking, documents, publishing
from survey.terminal import open_output

app = typer.Typer(
    help="Published tables on the digital transformation of Japan's prefectures, as tidy data.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.callback()(open_output)
for group in (publishing, documents, asking):
    app.add_typer(group.commands)
