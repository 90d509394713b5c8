"""Parts of a packed document, as trees of XML."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

from survey.problems import at_most

Element = ElementTree.Element
MOST_UNPACKED = 64 << 20
"""Bytes that a part of a document may unpack to."""


def parts_of(path: Path, *names: str) -> list[Element | None]:
    """Return the roots of parts of a document, None for one that it has not.

    Raises
    ------
    BadInput
        If one unpacks to more than the limit.
    """
    with zipfile.ZipFile(path) as packed:
        there = packed.namelist()
        return [_root(packed, name, path) if name in there else None for name in names]


def _root(packed: zipfile.ZipFile, name: str, path: Path) -> Element:
    size = packed.getinfo(name).file_size
    at_most(MOST_UNPACKED, size, path, f"it unpacks to {size:,} bytes", "split it by table")
    return ElementTree.fromstring(packed.read(name))
