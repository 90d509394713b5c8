"""Latin letters are half-width wherever the project speaks. What is printed is quoted as it is printed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from read_code import name_of
from survey.project import find_project
from survey.reading.sources import load_sources

FULL_WIDTH = re.compile("[Ａ-Ｚａ-ｚ]+")
QUOTED = re.compile("「[^「」\n]*」|“[^“”\n]*”|`[^`\n]*`")
"""How a text shows that words are not its own. A block of code is its own: it shows our labels."""

ROOT = find_project().root
DECLARATIONS = ROOT / "src/survey/declarations"
PRINT = {"layouts", "publications"}
"""Folders of declarations that say what stands on the printed pages."""

WRITTEN = [
    *ROOT.glob("*.md"),
    *(path for kind in ("md", "html", "js") for path in (ROOT / "docs").rglob(f"*.{kind}")),
    *(ROOT / "notebooks").glob("*.md"),
    *(
        path
        for path in DECLARATIONS.rglob("*.*")
        if path.is_file() and path.parent.name not in PRINT
    ),
    *(path for kind in ("md", "json") for path in (ROOT / "data/clean").glob(f"*.{kind}")),
    ROOT / "figures/manifest.json",
]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CODE = sorted((ROOT / "src/survey").rglob("*.py"))


def full_width(text: str) -> list[str]:
    """Return the runs of full-width Latin letters that stand outside of quotations."""
    return FULL_WIDTH.findall(QUOTED.sub("", text))


def strings(code: ast.AST) -> Iterator[str]:
    """Yield what code can say: its strings but docstrings and patterns, which match what is printed."""
    for node in ast.iter_child_nodes(code):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif not is_docstring(node) and not is_pattern(node):
            yield from strings(node)


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_pattern(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and name_of(node.func) == "compile"


def test_quotations_are_told_from_our_own_words() -> None:
    assert full_width("ＤＸを進める。「ＲＰＡ」、“ＩＴ”、`ＳＥ`、③－２。\n```\nＡＩ－ＯＣＲ,1\n```") == [
        "ＤＸ", "ＡＩ", "ＯＣＲ",
    ]  # fmt: skip
    code = '"ＡＩ"\nONE = "ＤＸ"\nTWO = re.compile("[Ａ-Ｚ]")\nsay(f"{ONE}とＩＴ")'
    assert list(strings(ast.parse(code))) == ["ＤＸ", "とＩＴ"]


@pytest.mark.parametrize("path", sorted(WRITTEN), ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_and_declarations_write_latin_letters_half_width(path: Path) -> None:
    assert not full_width(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_write_latin_letters_half_width(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert not [found for cell in cells for found in full_width(cell.source)]


def test_code_says_latin_letters_half_width() -> None:
    said = {
        str(path.relative_to(ROOT)): found
        for path in CODE
        for text in strings(ast.parse(path.read_text(encoding="utf-8")))
        if (found := full_width(text))
    }
    assert not said


def test_descriptions_of_the_documents_write_latin_letters_half_width() -> None:
    sources = load_sources(find_project().raw).values()
    said = [text for one in sources for text in (one.holds, one.extraction, one.terms)]
    assert not [found for text in said for found in full_width(text)]
