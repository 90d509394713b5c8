"""What is installed by choice: which extra brings a package that is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import lazy_loader as lazy

from survey.problems import BadInput, meant

EXTRAS: Mapping[str, frozenset[str]] = {
    "documents": frozenset({
        "cssselect2", "lxml", "openpyxl", "pdfminer", "pdfplumber", "pypdfium2", "python_calamine",
        "tinycss2",
    }),
    "charts": frozenset({"kaleido", "networkx", "plotly", "choreographer"}),
    "notebooks": frozenset({
        "IPython", "ipykernel", "ipywidgets", "jupyter_client", "nbclient", "nbconvert", "nbformat",
        "pyarrow", "statsmodels",
    }),
    "site": frozenset({
        "frictionless", "furo", "itables", "jinja2", "myst_nb", "sphinx", "xlsxwriter",
    }),
    "explore": frozenset({"datasette", "uvicorn"}),
    "scale": frozenset({"dask", "distributed", "duckdb"}),
    "mcp": frozenset({"mcp"}),
    "sudachi": frozenset({"sudachidict_core", "sudachipy", "SudachiDict-core", "SudachiPy"}),
}  # fmt: skip
"""The modules that each extra of the package brings; what is in none comes with every install."""


@contextmanager
def installed(needed: str = "") -> Iterator[None]:
    """Say which extra to install where an import inside fails: the one that is needed, or the one
    that brings the module.

    Raises
    ------
    BadInput
        If what is imported comes with an extra that is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        missing = str(error.name).partition(".")[0]
        for brings, modules in EXTRAS.items():
            if missing in modules:
                extra = needed or brings
                raise BadInput.of(
                    missing, "it is not installed", f"the extra `{extra}`",
                    f"pip install 'prefectural-dx-survey[{extra}]'",
                ) from None  # fmt: skip
        raise


def offered(
    room: str, submod_attrs: Mapping[str, list[str]], submodules: Sequence[str] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return `__getattr__`, `__dir__` and `__all__` of a room: what its modules offer is loaded when
    it is asked for, and what is not installed is told."""
    found, listed, every = lazy.attach(room, submodules=submodules, submod_attrs=submod_attrs)

    def asked(name: str) -> Any:
        try:
            with installed():
                return found(name)
        except AttributeError as error:
            if name in every or name.startswith("_"):
                raise
            told = f"{error}; {meant(name, every) or f'dir({room}) lists what there is'}"
            raise AttributeError(told, name=name) from None

    return asked, listed, every
