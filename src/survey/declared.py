"""Reading what is declared: TOML into frozen dataclasses, mistakes told in a sentence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from survey.inputs import read_input
from survey.problems import BadInput, no_such

Kind = TypeVar("Kind")
LARGEST_DECLARATION, DEEPEST_KEY = 1024 * 1024, 30
"""Bytes that a declaration may have, the largest that comes with the package has 40,000; and parts
of a name such as a.b.c, for which TOML needs the square of the time."""
_PART = r"""\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_DEEP_KEY = re.compile(rf"{_PART}(?:[ \t]*{_PART}){{{DEEPEST_KEY - 1}}}", re.ASCII)
_LIKE = "those in src/survey/declarations"
_MISTAKES = 5
"""Mistakes of a declaration that are told at once."""


def included(*names: str) -> Traversable:
    """Return a file or folder of the declarations that come with the package."""
    return files("survey").joinpath("declarations", *names)


def named(kind: str, name: str) -> Path | Traversable:
    """Return the declaration of a kind (layout, codebook) and name that comes with the package, or
    the user's own file.

    Raises
    ------
    BadInput
        If the package has none of this name, and it does not end in .toml.
    """
    if name.endswith(".toml"):
        return Path(name)
    offered = names_in(f"{kind}s")
    if name not in offered:
        raise no_such(kind, name, [*offered, "a .toml file of your own"])
    return included(f"{kind}s", f"{name}.toml")


def names_in(folder: str) -> list[str]:
    """Return the names of the declarations of a kind that come with the package."""
    return sorted(
        file.name.removesuffix(".toml")
        for file in included(folder).iterdir()
        if file.name.endswith(".toml")
    )


def read_declaration(
    kind: type[Kind],
    source: Path | Traversable,
    what: str,
    prepare: Callable[[dict[str, Any]], Any] = lambda declared: declared,
) -> Kind:
    """Return what a TOML file declares, as values of this type; a misspelt key is a mistake.

    Raises
    ------
    BadInput
        If the file cannot be read, or is not what the type asks for; `what` is what it should be.
    """
    try:
        if isinstance(source, Path):
            content = read_input(source, LARGEST_DECLARATION, what, "a file like " + _LIKE)
            text = content.decode("utf-8-sig")
        else:
            text = source.read_text(encoding="utf-8")
        if _DEEP_KEY.search(text):
            raise ValueError(f"a name has more than {DEEPEST_KEY} parts")
        declared = tomllib.loads(text)
        return TypeAdapter(kind).validate_python(prepare(declared), extra="forbid")
    except ValidationError as error:
        told = [
            f"at {'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors()[:_MISTAKES]
        ]
        found = f"{what} has a mistake {', '.join(told)}"
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        found = f"{what} has a mistake: {error}"
    except RecursionError:
        found = f"{what} is nested too deeply"
    raise BadInput.of(
        str(source), found, "a file like " + _LIKE, "correct the file, or name another"
    )
