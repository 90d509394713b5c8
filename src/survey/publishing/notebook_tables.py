"""What notebooks show to a person: frames as tables with Japanese headings, and whole sentences.

A notebook imports `survey` and nothing else: `prose` is here for its sentences, and `pd` for frames
of its own.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from functools import cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd
from IPython.display import Markdown
from ipywidgets import Box, interactive

from survey.declared import included, read_declaration
from survey.problems import BadInput
from survey.tables.categories import categories
from survey.tables.joins import required
from survey.tables.schemas import table_names, table_schema

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler
    from pandas.io.formats.style_render import CSSDict

ALL = "（すべて）"
"""The choice that leaves a column as it is."""

_DECIMALS = {1: ("by_chance", "expected_within"), 2: ("odds_ratio", "low", "high")}
"""Columns whose numbers are read beside each other, with the decimals of all of them."""

_STYLES: list[CSSDict] = [
    {"selector": "th, td", "props": "text-align: left; vertical-align: top; max-width: 24em"},
    {"selector": "td", "props": "white-space: normal; overflow-wrap: break-word"},
    {"selector": "caption", "props": "text-align: left"},
]


def prose(text: str) -> Markdown:
    """Return sentences in Markdown, as a notebook shows them."""
    return Markdown(text)  # type: ignore[no-untyped-call]


@cache
def headings() -> Mapping[str, str]:
    """Return the Japanese heading of every column, by its name."""
    declared = {
        field["name"]: field["title"]
        for name in table_names()
        for field in table_schema(name)["fields"]
    }
    own = read_declaration(
        dict[str, dict[str, str]], included("notebooks.toml"), "the headings of the notebooks"
    )
    return {**declared, **own["headings"]}


def labelled(frame: pd.DataFrame, *variables: str) -> pd.DataFrame:
    """Return the frame with the codes of some variables (technology, reason) as Japanese labels.

    Raises
    ------
    BadInput
        If there is no such column.
    """
    for variable in variables:
        required(frame, variable)
    labels = {v: {c.code: c.label for c in categories(frame, v)} for v in variables}
    return frame.assign(**{v: frame[v].map(labels[v]) for v in variables})


def _styles(place: int, name: str, column: pd.Series[Any]) -> list[CSSDict]:
    """Return how a column is set: numbers and what stands before a keyword end in a line."""
    number = name == "left" or pd.api.types.is_numeric_dtype(column)
    styles: list[CSSDict] = []
    if number:
        styles.append({"selector": f".col{place}", "props": "text-align: right"})
    if number or name.endswith("_id"):
        styles.append({"selector": f"td.col{place}", "props": "white-space: nowrap"})
    return styles


def _form(title: str, column: pd.Series[float]) -> str | Callable[[float], str]:
    if title.endswith("割合"):
        return "{:.0%}"
    for decimals, names in _DECIMALS.items():
        if title in {headings()[name] for name in names}:
            return f"{{:,.{decimals}f}}"
    return "{:.3f}" if column.max() <= 1 else _grouped


def _grouped(number: float) -> str:
    """Return a number with its thousands set off and at most one decimal."""
    return f"{number:,.1f}".removesuffix(".0")


def table(
    frame: pd.DataFrame,
    *columns: str,
    n: int = 10,
    names: Mapping[str, str] | None = None,
    missing: str = "―",
    whole: str = "",
) -> Styler:
    """Return the first rows as a table to read, without index.

    Parameters
    ----------
    frame
        Any frame.
    columns
        Which columns, in which order; by default all.
    n
        At most how many rows; where there are more, or none, the caption says so.
    names
        Headings for columns that have none, or another one.
    missing
        What stands for a missing value.
    whole
        Where the site has all rows, if there are more: the explorer with a filter
        (`explorer.html#shareability=1`), or a file (`downloads/errata.csv`). The page of the
        notebook makes a link of it.

    Returns
    -------
    Styler
        Shown by a notebook as it is. Shares are whole percent.

    Raises
    ------
    BadInput
        If there is no such column.
    """
    chosen = frame[[required(frame, column) for column in columns]] if columns else frame
    titles = {**headings(), **(names or {})}
    head = chosen.head(n).reset_index(drop=True)
    styles = [
        style
        for place, name in enumerate(head.columns)
        for style in _styles(place, str(name), head[name])
    ]
    named = head.rename(columns=titles)
    forms: dict[Any, Any] = {
        title: _form(title, named[title]) for title in named.select_dtypes("float").columns
    }
    # Years and line numbers have four digits and are set as they are.
    large = named.select_dtypes("integer").max() >= 10_000
    forms |= dict.fromkeys(large.index[large.fillna(False)], _grouped)
    # The same table has the same name, whenever and wherever it is made.
    digest = sha256(named.to_json(force_ascii=False).encode()).hexdigest()[:12]
    styler = named.style.hide(axis="index").set_uuid(digest).set_table_styles(_STYLES + styles)
    styler = styler.format(forms, na_rep=missing, escape="html")
    styler = styler.format_index(escape="html", axis="columns")
    if chosen.empty:
        styler = styler.set_caption("該当する行はありません。")
    if len(chosen) > n:
        styler = styler.set_caption(f"全{len(chosen)}行のうち、はじめの{n}行")
        if whole:
            styler = styler.set_table_attributes(f'data-whole="{html.escape(whole)}"')
    return styler


def chooser(frame: pd.DataFrame, *columns: str, by: tuple[str, ...]) -> Box:
    """Return the rows as a table, with a drop-down for each of the columns `by`, which offers what
    occurs together with what is chosen in the others.

    Parameters
    ----------
    frame
        Any frame.
    columns
        Which columns the table has, in which order.
    by
        The columns by which rows are chosen.

    Raises
    ------
    BadInput
        If there is no such column.
    """
    for name in (*columns, *by):
        required(frame, name)
    choices: dict[str, Any] = {name: options(frame, name) for name in by}
    box = menus(partial(chosen, frame, columns), **choices)
    shown = dict(zip(by, box.children, strict=False))

    def narrow(_: object = None) -> None:
        values = {name: menu.value for name, menu in shown.items()}
        for name, menu in shown.items():
            others = {other: value for other, value in values.items() if other != name}
            offered = options(_having(frame, others), name)
            if list(menu.options) == offered:
                continue
            # New options choose the first of them; the table would be drawn of that.
            for heard in (box.update, narrow):
                menu.unobserve(heard, "value")
            menu.options = offered
            menu.value = values[name]
            for heard in (box.update, narrow):
                menu.observe(heard, "value")

    for menu in shown.values():
        menu.observe(narrow, "value")
    return box


def menus(
    show: Callable[..., object],
    *columns: str,
    given: Mapping[str, object] | None = None,
    missing: str = "―",
    **choices: object,
) -> Box:
    """Return what a function returns, with a widget for each of its named arguments.

    Parameters
    ----------
    show
        The function. Frames are shown as tables, bad input as the sentence that says so.
    columns
        Which columns of a frame; by default all.
    given
        Arguments of the function that nobody chooses, such as the frame.
    missing
        What stands for a missing value.
    choices
        For each other argument what `ipywidgets.interactive` makes a widget of: a list, a text, ….
    """

    def shown(**values: object) -> object:
        try:
            result = show(**(given or {}), **values)
        except BadInput as bad:
            print(bad)
            return None
        if isinstance(result, pd.DataFrame):
            return table(result, *columns, n=30, missing=missing)
        return result

    box = interactive(shown, {"auto_display": True}, **choices)
    titles = headings()
    for widget, name in zip(box.children, choices, strict=False):
        widget.description = titles.get(name, name)
        widget.style.description_width = "initial"
    return box


def chosen(frame: pd.DataFrame, columns: tuple[str, ...], **values: str) -> Styler:
    """Return the rows with these values as a table, `ALL` leaving a column as it is."""
    # A case with two technologies is one case.
    return table(_having(frame, values).drop_duplicates(list(columns)), *columns, n=30)


def _having(frame: pd.DataFrame, values: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows with these values."""
    for name, value in values.items():
        if value != ALL:
            frame = frame[frame[name] == value]
    return frame


def options(frame: pd.DataFrame, variable: str) -> list[Any]:
    """Return what a drop-down for a variable offers: `ALL`, then the values that occur, those with
    a declared order in that order."""
    occurring = frame[variable].dropna().unique().tolist()
    declared = [c.label for c in categories(frame, variable) if c.label in occurring]
    return [ALL, *dict.fromkeys([*declared, *sorted(set(occurring) - set(declared))])]
