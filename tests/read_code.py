"""The syntax of a package: its functions, where they are called, what their arguments are."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Modules:
    """The modules of a package: `above` is what each node is in, `module_of` its module."""

    def __init__(self, package: Path) -> None:
        self.modules = {
            _dotted(path, package): ast.parse(path.read_text(encoding="utf-8"))
            for path in sorted(package.rglob("*.py"))
        }
        self.above: dict[ast.AST, ast.AST] = {}
        self.calls: defaultdict[str, list[ast.Call]] = defaultdict(list)
        self.defined: defaultdict[str, list[Function]] = defaultdict(list)
        self.module_of: dict[ast.AST, str] = {}
        self.imported: dict[tuple[str, str], tuple[str, str]] = {}
        self.constants: defaultdict[tuple[str, str], list[ast.expr]] = defaultdict(list)
        for name, module in self.modules.items():
            for node in ast.walk(module):
                self.module_of[node] = name
                for child in ast.iter_child_nodes(node):
                    self.above[child] = node
                self._index(node)
            for statement in module.body:
                for constant, value in assigned(statement):
                    self.constants[name, constant].append(value)

    def _index(self, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self.calls[name_of(node.func)].append(node)
        elif isinstance(node, Function):
            self.defined[node.name].append(node)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                at = self.module_of[node], alias.asname or alias.name
                self.imported[at] = str(node.module), alias.name

    def meant(self, call: ast.Call) -> list[ast.FunctionDef]:
        """Return the functions of the package that a call can mean."""
        name, here = name_of(call.func), self.module_of[call]
        found = [one for one in self.defined.get(name, ()) if isinstance(one, ast.FunctionDef)]
        if isinstance(call.func, ast.Attribute):
            methods = [one for one in found if isinstance(self.above[one], ast.ClassDef)]
            given = len(call.args) + len(call.keywords)
            fitting = [one for one in methods if len(parameters(one)) == given]
            return methods if len(methods) == 1 else fitting if len(fitting) <= 3 else []
        module, name = self.imported.get((here, name), (here, name))
        return [one for one in found if self.module_of[one] == module and one.name == name]


def _dotted(path: Path, package: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def parameters(function: Function) -> list[str]:
    """Return what a function takes, or what a class is made with."""
    if not isinstance(function, ast.ClassDef):
        names = [arg.arg for arg in function.args.args]
        return names[names[:1] in (["self"], ["cls"]) :]
    for inner in function.body:
        if isinstance(inner, ast.FunctionDef) and inner.name == "__init__":
            return parameters(inner)
    return [each.target.id for each in function.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]  # fmt: skip


def name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def names_in(target: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def argument(call: ast.Call, name: str, place: int) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if len(call.args) > place and not any(
        isinstance(a, ast.Starred) for a in call.args[: place + 1]
    ):
        return call.args[place]
    for at, argument in enumerate(call.args[: place + 1]):
        if isinstance(argument, ast.Starred):
            return ast.Subscript(argument.value, ast.Constant(place - at))
    return None


def default(scope: ast.FunctionDef, name: str) -> ast.expr | None:
    args = scope.args.args
    for arg, value in zip(args[::-1], scope.args.defaults[::-1], strict=False):
        if arg.arg == name:
            return value
    return None


def pairs(target: ast.AST, value: ast.expr) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Yield what is assigned to what."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield from pairs(one, other)
    elif isinstance(target, ast.Tuple):
        for place, one in enumerate(target.elts):
            yield one, ast.Subscript(value, ast.Constant(place))
    else:
        yield target, value


def assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Assign):
        for target, value in pairs(node.targets[0], node.value):
            if isinstance(target, ast.Name):
                yield target.id, value
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        yield name_of(node.target), node.value
