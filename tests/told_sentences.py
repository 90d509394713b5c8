"""Every sentence that the code can tell, read from its syntax: the texts that become what was
found, expected and advised, followed through names, parameters, calls and fields to where they are
written. What is only known when it runs is a `GIVEN`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain, product
from math import prod
from pathlib import Path
from string import Formatter

from read_code import Modules, argument, assigned, default, name_of, names_in, parameters

GIVEN = "7"
"""Stands for what the code does not say; it can be a name, a number and a text."""
TELLING = {
    "of": ("{found}", "{expected}", "{advice}"),
    "Problem": ("{found}", "{expected}", "{advice}"),
    "at_most": ("{found}", "{advice}"),
    "Mark": ("{found}",),
    "Told": ("{found}",),
    "Finding": ("{text}", "7, {where}: 7"),
    "NoReading": ("{found}",),
    "Unreadable": ("{found}", "{expected}"),
    "ValueError": ("{found}",),
    "Error": ("{found}",),
    "said": ("{found}",),
    "Piece": ("「7」 {why} and was left out",),
    "TextStyle": ("「7」 {part} and was left out",),
    "share": ("page 7: {found}", "pages 7 to 7: {found}"),
    "add": ("{before} row 7{after}",),
    "announce": ("{line}",),
}
"""What tells, or carries what is told to there, and what that makes of its parameters."""
FEW = 32
"""Ways to make a text of parts, up to which all are taken."""
OWN_WORDS = {"survey.reading.readability", "survey.reading.table_shapes"}
"""Modules that tell in Japanese by themselves, in a form of their own."""
PASSED_ON = {"sentences"}
"""What returns only what `add` was told."""
_SAME = {
    "strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "str", "shorten", "list", "sorted",
    "tuple", "dict", "fromkeys", "reversed", "filter", "enumerate",
}  # fmt: skip
"""What gives back the text that it is given, or its elements."""
Texts = tuple[str, ...]


def _once(texts: Iterable[str]) -> Texts:
    return tuple(dict.fromkeys(texts))


def _written(texts: Texts) -> Sequence[str]:
    """Return the texts that are written, without what stands for others, if there are any."""
    kept = [text for text in texts if text or GIVEN not in texts] or [GIVEN]
    if any(
        re.search("[a-z]{2}.* [a-z]{2}" if GIVEN in text else "[a-z]{2}", text) for text in kept
    ):
        return [text for text in kept if text != GIVEN]
    return kept


def _joined(parts: Sequence[Texts]) -> Texts:
    """Return texts made of parts that can each be one of several: all where they are few, else each
    of these at least once."""
    ways = [_written(part) for part in parts]
    if prod(map(len, ways)) <= FEW:
        return _once(map("".join, product(*ways)))
    first = [way[0] for way in ways]
    return _once(
        "".join([*first[:place], text, *first[place + 1 :]])
        for place, way in enumerate(ways)
        for text in way
    )


class Code(Modules):
    """The modules of a package, and what their expressions can say."""

    def __init__(self, package: Path) -> None:
        super().__init__(package)
        self._known: dict[tuple[ast.AST, bool], Texts] = {}

    @cached_property
    def sentences(self) -> dict[str, str]:
        """Every text that is told, and where the function that tells it is called."""
        return {
            text: f"{self.module_of[call]}:{call.lineno}"
            for name, forms in TELLING.items()
            for call in self.calls[name]
            for form in forms
            for text in self._made(call, name, form)
            if text == text.strip()  # made with an empty part, which the code does not tell
        }

    @cached_property
    def places(self) -> set[str]:
        """Every place of a problem that the code names."""
        return {text for call in self.calls["of"] for text in self._made(call, "of", "{place}")}

    def _made(self, call: ast.Call, name: str, form: str) -> Texts:
        """Return what is made of what a call of a function that tells gives it."""
        if self.module_of[call] in OWN_WORDS:
            return ()
        parts: list[Texts] = []
        for literal, parameter, *_ in Formatter().parse(form):
            parts.append((literal,))
            if parameter:
                value = self._told(call, name, parameter)
                if value is None and parameter != "after":
                    return ()
                parts.append(self.texts(value) if value is not None else ("",))
        return _joined(parts)

    def _told(self, call: ast.Call, name: str, parameter: str) -> ast.expr | None:
        """Return what a call of a function that tells gives it as a parameter."""
        for function in self.defined[name]:
            names = parameters(function)
            if parameter in names and self.module_of[function] not in OWN_WORDS:
                return argument(call, parameter, names.index(parameter))
        return call.args[0] if call.args and not any(map(parameters, self.defined[name])) else None

    def texts(self, node: ast.AST | None, elements: bool = False) -> Texts:
        """Return what an expression can say, or its elements; a `GIVEN` where it is not written."""
        if node is None:
            return ()
        key = (node, elements)
        if key not in self._known:
            self._known[key] = ()  # what goes in a circle adds nothing
            self._known[key] = _once(self._elements(node) if elements else self._texts(node))
        return self._known[key]

    def _texts(self, node: ast.AST) -> Iterable[str]:
        match node:
            case ast.Constant(value=str(text)):
                return (text,)
            case ast.JoinedStr(values=values):
                return _joined(
                    [
                        (GIVEN,) if _is_quoted(values, place) else self.texts(value)
                        for place, value in enumerate(values)
                    ]
                )
            case ast.FormattedValue(value=value, format_spec=None, conversion=-1):
                return self.texts(value) or (GIVEN,)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _joined([self.texts(left), self.texts(right)])
            case ast.BinOp(left=left, op=ast.Mult()):
                return ("", *self.texts(left))
            case ast.IfExp(body=body, orelse=orelse):
                return self.texts(body) + self.texts(orelse)
            case ast.BoolOp(values=values):
                return chain.from_iterable(map(self.texts, values))
            case ast.NamedExpr(value=value):
                return self.texts(value)
            case ast.Subscript(value=value, slice=place):
                return self._item(value, place)
            case ast.Name(id=name):
                return self._named(node, name)
            case ast.Attribute():
                return (GIVEN, *self._field(node))
            case ast.Call():
                return self._called(node)
            case _:
                return (GIVEN,)

    def _elements(self, node: ast.AST) -> Iterable[str]:
        """Return the elements of a list, or the values of a mapping."""
        match node:
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return chain.from_iterable(
                    self.texts(item.value, True)
                    if isinstance(item, ast.Starred)
                    else self.texts(item)
                    for item in items
                )
            case ast.Dict(values=values):
                return chain.from_iterable(map(self.texts, values))
            case ast.ListComp(elt=item) | ast.GeneratorExp(elt=item) | ast.SetComp(elt=item):
                return self.texts(item)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self.texts(left, True) + self.texts(right, True)
            case ast.IfExp(body=body, orelse=orelse):
                return self.texts(body, True) + self.texts(orelse, True)
            case ast.Name(id=name):
                return self._named(node, name, True)
            case ast.Subscript(value=value, slice=place):
                return self._item(value, place, True)
            case ast.Call(func=function, args=args):
                if name_of(function) == "repeat":
                    return self.texts(args[0])
                if name_of(function) in _SAME and args:
                    return self.texts(args[-1], True)
                if name_of(function) in ("items", "values", "get") and isinstance(
                    function, ast.Attribute
                ):
                    return self.texts(function.value, True)
                return self._returned(node, True)
            case _:
                return ()

    def _item(self, value: ast.AST, place: ast.AST, elements: bool = False) -> Iterable[str]:
        match value, place:
            case ((ast.Tuple(elts=items) | ast.List(elts=items)), ast.Constant(value=int(at))):
                return self.texts(items[at], elements)
            case ast.Call(), ast.Constant(value=int(at)):
                return _once(
                    text
                    for function in self.meant(value)
                    for node in ast.walk(function)
                    if isinstance(node, ast.Return)
                    for one in _tuples(node.value)
                    for text in self.texts(one.elts[at], elements)
                )
        return self.texts(value, True) or (GIVEN,)

    def _called(self, node: ast.Call) -> Iterable[str]:
        name = name_of(node.func)
        if isinstance(node.func, ast.Attribute) and name == "join":
            parts = self.texts(node.args[0], True) or (GIVEN,)
            ends = (parts[0], parts[-1])
            return [*parts, *(mark.join(pair) for mark in self.texts(node.func.value)
                              for pair in (ends, ends[::-1]))]  # fmt: skip
        if isinstance(node.func, ast.Attribute) and name == "format":
            return [text.replace("{}", GIVEN) for text in self.texts(node.func.value)]
        if isinstance(node.func, ast.Attribute) and name in ("sub", "replace"):
            return self.texts(node.args[-1]) + self.texts(node.args[0])
        if name in _SAME:
            inner = node.args[0] if node.args and isinstance(node.func, ast.Name) else (
                node.func.value if isinstance(node.func, ast.Attribute) else None
            )  # fmt: skip
            return self.texts(inner) or (GIVEN,)
        return self._returned(node) or (GIVEN,)

    def _returned(self, call: ast.Call, elements: bool = False) -> Texts:
        """Return what a function of the package returns, or yields."""
        found: Texts = ()
        for function in self.meant(call) if name_of(call.func) not in PASSED_ON else ():
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value is not None:
                    found += self.texts(node.value, elements)
                elif elements and isinstance(node, ast.Yield):
                    last = node.value.elts[-1] if isinstance(node.value, ast.Tuple) else node.value
                    found += self.texts(last) + self.texts(last, True)
                elif elements and isinstance(node, ast.YieldFrom):
                    found += self.texts(node.value, True)
        return found

    def _field(self, node: ast.Attribute) -> Texts:
        """Return one of the texts that a field carries."""
        form = f"{{{node.attr}}}"
        for name, forms in TELLING.items():
            if form not in forms or (name == "Finding") != (name_of(node.value) == "finding"):
                continue
            for call in self.calls[name]:
                if name not in ("of", "Problem", "at_most") and (
                    made := self._made(call, name, form)
                ):
                    return made[:1]
        return ()

    def _named(self, node: ast.AST, name: str, elements: bool = False) -> Iterable[str]:
        """Return what a name stands for at a place."""
        at: ast.AST = node
        while (scope := self.above.get(at)) is not None:
            at = scope
            if isinstance(scope, ast.ExceptHandler) and scope.name == name:
                return self._raised(scope)
            if isinstance(scope, ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp):
                for loop in scope.generators:
                    if name in names_in(loop.target):
                        return self._of_loop(loop.target, loop.iter, name, elements)
            if isinstance(scope, ast.FunctionDef):
                found = self._in_function(scope, name, elements)
                if found is not None:
                    return found
        here = self.module_of[node]
        values = self.constants.get(self.imported.get((here, name), (here, name)), ())
        return _once(text for value in values for text in self.texts(value, elements))

    def _in_function(self, scope: ast.FunctionDef, name: str, elements: bool) -> Texts | None:
        """Return what a name can stand for in a function; None if it is not of this one."""
        found: Texts = ()
        added: list[Texts] = []
        known = False
        for node in ast.walk(scope):
            if isinstance(node, ast.AugAssign) and name_of(node.target) == name:
                known = True
                added.append(self.texts(node.value, elements))
            elif isinstance(node, ast.For) and name in names_in(node.target):
                known = True
                found += self._of_loop(node.target, node.iter, name, elements)
            elif isinstance(node, ast.Call) and elements and isinstance(node.func, ast.Attribute):
                if node.func.attr in ("append", "extend") and name_of(node.func.value) == name:
                    found += self.texts(node.args[0], node.func.attr == "extend")
            else:
                for value in [value for given, value in assigned(node) if given == name]:
                    known = True
                    found += self.texts(value, elements)
        names = [arg.arg for arg in (*scope.args.args, *scope.args.kwonlyargs)]
        if name in names:
            known = True
            found += self._given(scope, name, names, elements)
        for more in added:
            found += more if elements else _joined([found, more])
        return found if known else None

    def _of_loop(self, target: ast.AST, over: ast.AST, name: str, elements: bool) -> Texts:
        """Return what a name stands for in a loop."""
        if not isinstance(target, ast.Tuple):
            return self.texts(over, True)
        parts = [name_of(part) for part in target.elts]
        place = parts.index(name) if name in parts else -1
        rows = [row for row in self._rows(over) if isinstance(row, ast.Tuple)]
        if not rows:
            return self.texts(over, True) if place == len(target.elts) - 1 else ()
        return _once(text for row in rows for text in self.texts(row.elts[place], elements))

    def _rows(self, node: ast.AST) -> list[ast.AST]:
        """Return what is written as the elements of a list."""
        if isinstance(node, ast.Tuple | ast.List):
            return [*node.elts]
        scope = node
        while not isinstance(scope, ast.FunctionDef | ast.Module):
            scope = self.above[scope]
        rows: list[ast.AST] = []
        for one in ast.walk(scope) if isinstance(node, ast.Name) else ():
            rows += [row for name, value in assigned(one) if name == name_of(node)
                     for row in getattr(value, "elts", ())]  # fmt: skip
            if isinstance(one, ast.Call) and _is_added(one, name_of(node)):
                rows += one.args
        return rows

    def _given(
        self, scope: ast.FunctionDef, name: str, names: Sequence[str], elements: bool
    ) -> Texts:
        """Return what a parameter is given wherever its function is called."""
        place = names.index(name) - (names[0] in ("self", "cls"))
        found = self.texts(default(scope, name), elements)
        owner = self.above.get(scope)
        called = scope.name
        if called == "__init__" and isinstance(owner, ast.ClassDef):
            called = owner.name
        for call in self.calls.get(called, ()):
            if called != scope.name or scope in self.meant(call):
                found += self.texts(argument(call, name, place), elements)
        for call in self.calls.get("each", ()):  # what is read is given with its arguments
            if call.args and name_of(call.args[0]) == called and len(call.args) > place + 1:
                found += self.texts(call.args[place + 1], True)
        return found

    def _raised(self, handler: ast.ExceptHandler) -> Texts:
        """Return one of the texts of an exception that is caught."""
        kind = ast.unparse(handler.type) if handler.type else ""
        for call in self.calls.get(kind.rpartition(".")[2], ()):
            if ast.unparse(call.func) == kind and isinstance(self.above[call], ast.Raise):
                return (GIVEN, *self.texts(call.args[0] if call.args else None)[:1])
        return (GIVEN,)


def _is_added(call: ast.Call, name: str) -> bool:
    """Tell whether a call appends to the list of this name."""
    function = call.func
    return (
        isinstance(function, ast.Attribute) and function.attr == "append"
        and name_of(function.value) == name
    )  # fmt: skip


def _tuples(node: ast.AST | None) -> list[ast.Tuple]:
    if isinstance(node, ast.IfExp):
        return [*_tuples(node.body), *_tuples(node.orelse)]
    return [node] if isinstance(node, ast.Tuple) else []


def _is_quoted(values: Sequence[ast.expr], place: int) -> bool:
    """Tell whether a part of a text is what somebody else wrote, as the 「 before it says."""
    before = values[place - 1] if place else None
    return isinstance(before, ast.Constant) and str(before.value).endswith("「")
