"""What a small mistake in the code does: whether a test notices it.

Single changes (a comparison, a number by one, and for or, break for continue, a statement that is
gone …), chosen by a seed, are made one at a time in a copy of the project, and the tests that
concern the module are run until one fails. Lists what no test notices; not each of them is a hole,
as some changes make no difference. Exit status 1 if there is any.

    python benchmarks/code_mutations.py 60 --only reading/split --seed 2 --seconds 180
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from survey.project import find_project

ROOMS = ("reading", "analysis")
ROWS = (
    "reading_parts", "survey_rows", "layout_situations", "tally", "properties", "publications",
    "bad_input", "grids", "editions", "clean_tables",
)  # fmt: skip
"""Tests of what is read, the quick ones first."""
TESTS: Mapping[str, Sequence[str]] = {
    "analysis/collocates": ("collocates",),
    "analysis/edition_changes": ("editions",),
    "analysis/groupings": ("groupings", "shares", "keyness", "odds"),
    "analysis/job_groups": ("clusters", "similar", "clean_tables"),
    "analysis/indicators": ("charts", "figures"),
    "analysis/case_mixes": ("profiles", "command_line"),
    "analysis/profiles": ("profiles", "command_line"),
    "analysis/shares": ("shares", "charts", "profiles", "figures"),
    "analysis/similar_cases": ("similar", "profiles", "descriptions"),
    "analysis/strategies": ("charts", "figures"),
    "analysis/text_columns": ("words", "word_queries", "charts", "figures"),
    "analysis/text_mining": ("words", "word_queries", "charts", "figures"),
    "analysis/word_distances": ("word_distances",),
    "tables/aligned_text": ("word_queries", "codebook"),
    "tables/word_lists": ("word_lists", "words", "word_queries"),
    "analysis/tokens": ("words", "word_lists", "similar", "clusters", "figures", "clean_tables"),
    "analysis/vectors": ("similar", "clusters", "clean_tables"),
    "reading/draft_layout": ("editions", "bad_input"),
    "reading/publications": ("publications", "bad_input", "clean_tables"),
    "reading/registered_documents": ("reading_parts", "bad_input", "command_line", "hostile"),
    "reading/layouts": (*ROWS, "hostile"),
    "reading/layout_text": ("editions", "bad_input"),
}
"""Tests that concern a module, where they are not `ROWS`."""
IGNORED = shutil.ignore_patterns(
    ".git", ".venv", "build", ".cache", "__pycache__", ".*_cache", ".hypothesis", "notebooks"
)
COMPARED = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.In: ("in", "not in"),
    ast.NotIn: (r"not\s+in", "in"), ast.Is: ("is", "is not"), ast.IsNot: (r"is\s+not", "is"),
}  # fmt: skip
COMPUTED = {ast.Add: (r"\+", "-"), ast.Sub: ("-", "+"), ast.Mult: (r"\*", "+")}
GONE = (ast.AugAssign, ast.Raise, ast.Delete)


class Change(NamedTuple):
    """Some bytes of a file that are replaced by others."""

    file: str
    start: int
    end: int
    text: str
    line: int
    kind: str


class Finder(ast.NodeVisitor):
    """Finds all changes of a module; types, decorators and texts stay as they are."""

    def __init__(self, file: str, content: bytes) -> None:
        self.file, self.content, self.found = file, content, list[Change]()
        self.lines = [0]
        for line in content.split(b"\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)

    def _at(self, line: int, column: int) -> int:
        return self.lines[line - 1] + column

    def _start(self, node: ast.expr | ast.stmt) -> int:
        return self._at(node.lineno, node.col_offset)

    def _end(self, node: ast.expr | ast.stmt) -> int:
        return self._at(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)

    def _text(self, node: ast.expr | ast.stmt) -> str:
        return self.content[self._start(node) : self._end(node)].decode()

    def _replace(self, node: ast.expr | ast.stmt, text: str, kind: str) -> None:
        start, end = self._start(node), self._end(node)
        self.found.append(Change(self.file, start, end, text, node.lineno, kind))

    def _between(self, left: ast.expr, right: ast.expr, was: str, text: str, kind: str) -> None:
        start, end = self._end(left), self._start(right)
        between = self.content[start:end].decode()
        changed = re.sub(was, lambda _: text, between, count=1)
        if changed != between:
            self.found.append(Change(self.file, start, end, changed, left.lineno, kind))

    def visit_Compare(self, node: ast.Compare) -> None:
        for (left, right), operator in zip(
            pairwise([node.left, *node.comparators]), node.ops, strict=True
        ):
            was, text = COMPARED[type(operator)]
            self._between(left, right, was, text, "comparison")
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        was, text = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in pairwise(node.values):
            self._between(left, right, rf"\b{was}\b", text, "and, or")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        texts = (ast.JoinedStr, ast.Constant)
        joins = any(isinstance(part, texts) and not _is_number(part)
                    for part in (node.left, node.right))  # fmt: skip
        if type(node.op) in COMPUTED and not joins:
            self._between(node.left, node.right, *COMPUTED[type(node.op)], "sum")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self._replace(node, f"bool({self._text(node.operand)})", "not")
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        self._condition(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._condition(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._replace(test, "True", "condition")
        self.generic_visit(node)

    def _condition(self, test: ast.expr) -> None:
        if not isinstance(test, ast.Compare | ast.NamedExpr | ast.UnaryOp):
            self._replace(test, f"not ({self._text(test)})", "condition")

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self._replace(node, str(not node.value), "truth")
        elif _is_number(node):
            assert isinstance(node.value, int | float)
            for step in (1, -1):
                self._replace(node, f"({node.value + step!r})", "number")

    def visit_Continue(self, node: ast.Continue) -> None:
        self._replace(node, "break", "loop")

    def visit_Break(self, node: ast.Break) -> None:
        self._replace(node, "continue", "loop")

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self._replace(node, "pass", "statement")
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets):
            self._replace(node, "pass", "statement")
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for part in (*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body):
            self.visit(part)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for part in node.body:
            self.visit(part)

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, GONE):
            self._replace(node, "pass", "statement")
        super().generic_visit(node)


def _is_number(node: ast.expr) -> bool:
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, int | float) and not isinstance(value, bool)


def changes(root: Path, only: str) -> Iterator[Change]:
    """Yield every change of the modules whose path holds a text; all of them are still Python."""
    for room in ROOMS:
        for path in sorted((root / "src" / "survey" / room).rglob("*.py")):
            file = path.relative_to(root).as_posix()
            if only not in file or path.name == "__init__.py":
                continue
            content = path.read_bytes()
            finder = Finder(file, content)
            finder.visit(ast.parse(content))
            for change in finder.found:
                try:
                    ast.parse(applied(content, change))
                except SyntaxError:
                    continue
                yield change


def applied(content: bytes, change: Change) -> bytes:
    """Return the content of a file with a change."""
    return content[: change.start] + change.text.encode() + content[change.end :]


def tests_of(file: str) -> list[str]:
    """Return the files of the tests that concern a module."""
    module = file.removeprefix("src/survey/").removesuffix(".py")
    known = next((names for part, names in TESTS.items() if module.startswith(part)), ROWS)
    return [f"tests/test_{name}.py" for name in known]


def noticed(copy: Path, tests: Sequence[str], seconds: float) -> str:
    """Return which test fails in a copy, or that time is over; nothing if all pass."""
    command = [
        sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=no",
        "-m", "not browser and not slow", *tests,
    ]  # fmt: skip
    environment = {
        **os.environ, "PYTHONPATH": str(copy / "src"), "CI": "1", "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, encoding="utf-8",
            timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "time is over"
    if done.returncode in (0, pytest.ExitCode.NO_TESTS_COLLECTED):  # all of a file can be slow
        return ""
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return found[1] if found else f"pytest ended with {done.returncode}"


def main() -> int:
    """Make the changes, one at a time, and print what became of each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("number", nargs="?", type=int, default=300)
    parser.add_argument("--only", default="", help="a part of the path of the modules")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=180.0, help="for the tests of a change")
    asked = parser.parse_args()
    root = find_project().root
    every = list(changes(root, asked.only))
    chosen = Random(asked.seed).sample(every, min(asked.number, len(every)))
    print(f"{len(every)} changes can be made, {len(chosen)} are", flush=True)
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(root, copy, ignore=IGNORED)
        for test in sorted({test for change in chosen for test in tests_of(change.file)}):
            if failing := noticed(copy, [test], 10 * asked.seconds):
                print(f"fails without any change: {failing}")
                return 2
        for change in sorted(chosen):
            path, started = copy / change.file, time.monotonic()
            content = path.read_bytes()
            path.write_bytes(applied(content, change))
            by = noticed(copy, tests_of(change.file), asked.seconds)
            path.write_bytes(content)
            outcomes["noticed" if by else "NOT NOTICED"] += 1
            was = " ".join(content[change.start : change.end].decode().split())
            print(
                f"{change.file}:{change.line}: {change.kind}: 「{was[:60]}」 → 「{change.text[:60]}」: "
                f"{by or 'NOT NOTICED'} ({time.monotonic() - started:.0f} s)",
                flush=True,
            )
    print(*(f"{count} {outcome}" for outcome, count in outcomes.items()), sep=", ")
    return 1 if outcomes["NOT NOTICED"] else 0


if __name__ == "__main__":
    sys.exit(main())
