"""The release bundle: everything that is published in one zip, the same byte for byte."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from survey import __released__, __version__
from survey.outputs import beside
from survey.project import Project
from survey.publishing.catalogues import CROISSANT, DCAT
from survey.publishing.pages.words import FILES
from survey.publishing.report_set import Tables
from survey.publishing.site import NAME, write_site
from survey.tables.schemas import table_names

SUMS = "SHA256SUMS"
_TEXTS = ("README.md", "README.ja.md", "LICENSE", "CITATION.cff", "CHANGELOG.md")


def write_release(project: Project, told: Callable[[str], None]) -> Path:
    """Return the zip of this version: tables as CSV and Parquet, their description, documents'
    errata, figures, workbook, database, site, and the checksums of all.

    Raises
    ------
    BadInput
        If something cannot be made or written.
    """
    out = project.built / f"{NAME}-{__version__}.zip"
    tables = Tables(project.clean)
    site = write_site(project, told)
    files = {name: (project.root / name).read_bytes() for name in _TEXTS}
    for part in (project.clean, project.figures):
        for path in sorted(part.iterdir()):
            files[path.relative_to(project.root).as_posix()] = path.read_bytes()
    for name in ("sources.toml", "errata.toml"):
        files[f"data/raw/{name}"] = (project.raw / name).read_bytes()
    for table in table_names():
        files[f"data/parquet/{table}.parquet"] = parquet(tables, table)
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        files[f"site/{path.relative_to(site).as_posix()}"] = path.read_bytes()
    for name in (CROISSANT, DCAT):  # their addresses are relative to the tables
        files[f"data/clean/{name}"] = files[f"site/{FILES}/{name}"]
    for name in (f"{NAME}.xlsx", f"{NAME}.db"):
        files[name] = files[f"site/{FILES}/{name}"]
    with beside(out, "the bundle") as new:
        new.write_bytes(_zipped(files))
    return out


def parquet(tables: Tables, table: str) -> bytes:
    """Return a table as a Parquet file, with the types of the data dictionary."""
    content = io.BytesIO()
    tables.read(table).to_parquet(content, index=False, compression="zstd")
    return content.getvalue()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """Return the files as a zip, in the order of their names, all of the day of the release."""
    sums = "".join(f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in sorted(files))
    year, month, day = map(int, __released__.split("-"))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in sorted({**files, SUMS: sums.encode("utf-8")}.items()):
            entry = zipfile.ZipInfo(f"{NAME}-{__version__}/{name}", (year, month, day, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
    return content.getvalue()
