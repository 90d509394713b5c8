"""What the pages of the site say: `declarations/site.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from survey.declared import included, read_declaration
from survey.languages import Lang, Text

FILES = "downloads"
"""Folder of the site with what can be downloaded."""


@dataclass(frozen=True)
class _Section:
    title: Text
    introduction: Text
    headings: Mapping[Lang, tuple[str, ...]]


@dataclass(frozen=True)
class _Sharing:
    title: Text
    introduction: Text
    short_headings: Mapping[Lang, tuple[str, ...]]
    duties: tuple[str, ...]
    jobs: _Section
    asking: _Section
    open: _Section
    notes: Mapping[str, Text]
    caveats: Text


@dataclass(frozen=True)
class _Downloads:
    headings: Mapping[Lang, tuple[str, ...]]
    whole: Mapping[str, Text]
    beside: Mapping[str, Text]


@dataclass(frozen=True)
class _Words:
    """What the site says of charts, widgets and files."""

    menus: str
    widget: str
    notebook: str
    whole: str
    pages: Mapping[str, str]
    places: Mapping[str, str]
    sharing: _Sharing
    charts: Mapping[str, Text]
    prefectures: Mapping[str, Text]
    first: Mapping[str, Text]
    documents: Mapping[str, Text]
    downloads: _Downloads


@cache
def words() -> _Words:
    """Return what is declared of the wording of these pages, and of the files to download."""
    return read_declaration(_Words, included("site.toml"), "the words of the site")
