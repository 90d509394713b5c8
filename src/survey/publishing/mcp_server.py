"""A server of the Model Context Protocol: assistants read, search and count the clean tables.

It only reads, over standard input and output; `assistant_questions` answers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from survey import __version__
from survey.problems import BadInput
from survey.project import Project
from survey.publishing.assistant_evidence import CARE, Told
from survey.publishing.assistant_questions import Desk

if TYPE_CHECKING:
    from mcp.server import MCPServer


def mcp_server(project: Project) -> MCPServer:
    """Return the server, whose tools are the questions of `Desk`; `run()` serves them on standard
    input and output.

    Raises
    ------
    BadInput
        If the tables cannot be read.
    """
    from mcp.server import MCPServer
    from mcp.types import ToolAnnotations

    desk = Desk(project)
    desk.list_tables()
    served = MCPServer(
        "prefectural-dx", version=__version__, log_level="WARNING",
        instructions=f"Verified tables on the digital transformation of Japan's prefectures. {CARE}",
    )  # fmt: skip
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    for ask in (
        desk.list_tables, desk.describe_columns, desk.get_rows, desk.count_rows,
        desk.find_similar_cases, desk.get_prefecture,
    ):  # fmt: skip
        served.add_tool(_in_sentences(ask), annotations=reads)
    return served


def _in_sentences(ask: Callable[..., Told]) -> Callable[..., Told]:
    """Return a tool that answers with the sentence of what is wrong with a question."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(ask)
    def asked(*given: Any, **named: Any) -> Told:
        try:
            return ask(*given, **named)
        except BadInput as bad:
            raise ToolError(str(bad)) from None

    return asked
