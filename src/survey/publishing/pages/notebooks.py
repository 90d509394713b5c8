"""Executed notebooks as pages of the site."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey.publishing.pages.parts import drawn
from survey.publishing.pages.words import words

if TYPE_CHECKING:
    from nbformat import NotebookNode

_PLOTLY = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
"""How an executed notebook holds a menu, which works with a kernel only."""
_LINK = re.compile(r"\[`[^`]+\.ipynb`\]\(")
"""Links that bear the name of a file; on a page they bear its title."""
_CELL = re.compile(r"(?<=>)[^<>]+(?=</td>)")
_ID = re.compile(r"(?<![\w#=-])[0-9a-z]+(?:-[0-9a-z]+)+")
"""An id in a text; that in the address of a link leads somewhere already."""
_WHOLE = re.compile(r'data-whole="([^"]+)"(.*?)(?=</caption>)', re.DOTALL)
"""Where all rows of a table are that shows the first ones: see `notebook_tables.table`."""


def _chart(figure: Mapping[str, Any]) -> str:
    """Return a chart as markup that `site.js` draws."""
    held = {"data": figure["data"], "layout": figure["layout"]}
    return drawn(held, figure["layout"].get("meta", {}).get("alt", ""))


def notebook_page(path: Path, answers: Collection[str]) -> str:
    """Return an executed notebook as it is put on a page: prose that was computed as text, charts
    that the page draws, code behind a button above what it gave.

    Parameters
    ----------
    path
        The executed notebook.
    answers
        The ids of the answers that the explorer shows; where a table or a computed sentence names
        one, it leads there.
    """
    import nbformat
    from nbformat.v4 import new_markdown_cell

    notebook: NotebookNode = nbformat.read(path, as_version=4)
    notebook.metadata.pop("widgets", None)
    cells, code = [], []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            cell.source = _placed(_LINK.sub("[](", cell.source))
            cells.append(cell)
        elif "prose" in cell.metadata.get("tags", []):
            texts = [output["data"].get("text/markdown", "") for output in cell.outputs]
            led = [_leading(_placed(text), answers) for text in texts if text.strip()]
            led = [text.replace(' data-href="', ' href="') for text in led]
            cells += [new_markdown_cell(text, id=cell.id) for text in led]
        else:
            code.append(cell.source)
            held = [output for output in cell.outputs if not _is_empty(output)]
            cell.outputs = [_output(output, answers) for output in held]
            if cell.outputs:
                cell.source, code = "\n\n".join(code), []
                cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
                cells.append(cell)
    cells.insert(2, new_markdown_cell(words().notebook, id="about-this-page"))
    notebook.cells = cells
    text: str = nbformat.writes(notebook)
    return text


def _is_empty(output: Mapping[str, Any]) -> bool:
    held = output.get("data", {})
    return "text/markdown" in held and not held["text/markdown"].strip()


def _output(output: Any, answers: Collection[str]) -> Any:
    held = output.get("data", {})
    if _PLOTLY in held:
        output["data"] = {"text/html": _chart(held[_PLOTLY])}
    elif WIDGET in held:
        output["data"] = {"text/html": f'<p class="widget">{words().widget}</p>'}
    elif "<table" in held.get("text/html", ""):
        linked = _CELL.sub(lambda cell: _leading(cell[0], answers), held["text/html"])
        held["text/html"] = _WHOLE.sub(_with_the_whole, linked)
    return output


def _with_the_whole(found: re.Match[str]) -> str:
    """Return a table up to its caption, which leads to the place where all its rows are."""
    place, before = found.groups()
    file = place.partition("#")[0]
    name = words().pages.get(file, Path(file).name)
    return f'{before}　<a href="../{place}">{words().whole.format(name)}</a>'


def _placed(text: str) -> str:
    """Return a text in which files of the project are links to where the site has them."""
    for file, link in words().places.items():
        text = text.replace(f"`{file}`", link)
    return text


def _leading(text: str, answers: Collection[str]) -> str:
    """Return a text in which the id of an answer leads to it in the explorer."""

    def link(found: re.Match[str]) -> str:
        name = found[0]
        return f'<a href="../explorer.html#row={name}">{name}</a>' if name in answers else name

    return _ID.sub(link, text)
