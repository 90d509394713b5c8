"""Are the tables read back from whatever program printed them, with whatever people did to the print?

The rows of the five tables are printed by other programs and read as any file is. Of each print the
table says

* rows: of which every cell is right, but for white space, of all that were printed;
* told, silent: wrong cells in rows that a message names, by number, place or page, or if they are
  missing by their heading, and in others;
* spaces: cells that differ in white space alone;
* said: messages in all;
* pdfplumber, camelot: the share of cells that these read right, as they come; not of prints with
  all rows, and camelot of plain ones only, as they take long;
* times: how many times as long reading a PDF with all rows takes as finding the words and edges of
  its pages by pdfplumber does, wanted <= 1.2.

What a mark leaves uncertain may be left out if it is told. What a print is compared with needs
packages that nothing else here does; without them, or without LibreOffice, prints are left out:

    uv pip install weasyprint typst reportlab pikepdf camelot-py

Exit status 1 if any cell is wrong in silence.

    python benchmarks/prints.py [WORDS IN THE NAMES OF PRINTS ...]
"""

from __future__ import annotations

import logging
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pdfplumber
from page_changes import Change, drawn_turned, scanned, turned, unseen, with_pages
from printers import (
    Missing,
    Printed,
    Printer,
    calc,
    chromium,
    html,
    marked,
    module,
    reportlab,
    separated,
    typst,
    weasyprint,
    writer,
    xlsx,
)
from right_cells import WHOLE, Rows, Tables, compare, share_of_cells

from survey.documents.formats import read_file
from survey.documents.pdf.pages import read_pdf
from survey.problems import BadInput, Problem
from survey.project import find_project
from survey.reading.errata import Erratum, load_errata
from survey.reading.layouts import Layout, load_layout
from survey.reading.parse import parse
from survey.tables.frames import read_table

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browsing import chromium as browser_of_tests
from ministry import BOOKS, STYLES

EVERY = 10
"""One row of so many is printed, but for one print of each program, which has all of them."""
REPEATS = 3
SHOWN = 5

MARKS: Mapping[str, Callable[[str], tuple[str, str]]] = {
    "struck cell": lambda text: (marked("struck", text), ""),
    "struck words": lambda text: (marked("struck", "旧称の事務") + text, text),
    "ruby": lambda text: (marked("ruby", text[:2]) + text[2:], text),
    "note mark": lambda text: (text + marked("raised", "※1"), text),
    "white text": lambda text: (text + marked("white", "社外秘"), text),
    "shadow": lambda text: (marked("shadow", text), text),
    "dots": lambda text: (marked("dots", text[:4]) + text[4:], text),
}
"""From a text to what is printed, and what is to be read."""
_FIXED = '<div style="position: fixed; {}">{}</div>'
LOOKS = {
    "watermark": ("", _FIXED.format(
        "top: 40%; left: 20%; font-size: 90pt; color: #ddd; transform: rotate(-30deg)", "未定稿")),
    "logo": ("", _FIXED.format(
        "top: 0; right: 0", '<svg width="40" height="40"><circle cx="20" cy="20" r="18" fill="none"'
        ' stroke="navy" stroke-width="3"/><text x="12" y="26">県</text></svg>')),
    "stamp": ("", _FIXED.format(
        "top: 45%; left: 40%; border: 2pt solid red; border-radius: 50%; color: red; "
        "padding: 14pt 6pt", "承認済")),
    "no vertical rules": ("td, th {border-left: 0 !important; border-right: 0 !important}", ""),
    "shading": ("td, th {border: 0 !important} th {background: #ccc} .odd {background: #eee}", ""),
}  # fmt: skip
"""Rules of the style sheet, and what lies over every page."""
CHANGES: Mapping[str, Change] = {
    "turned 90": turned,
    "drawn turned 90": drawn_turned(90),
    "drawn turned 180": drawn_turned(180),
    "second page twice": with_pages(lambda n: [0, 1, *range(1, n)]),
    "pages out of order": with_pages(lambda n: [0, 2, 1, *range(3, n)]),
    "hidden layer": unseen(layer=True),
    "text not drawn": unseen(layer=False),
    "scan": scanned,
}


class Job(NamedTuple):
    """A print of the study."""

    printer: str
    style: str = "mincho"
    every: int = EVERY
    mark: str = ""
    look: str = ""
    change: str = ""

    @property
    def name(self) -> str:
        """What tells it from all others."""
        share = "all rows" if self.every == 1 else ""
        parts = (self.printer, self.style, self.mark, self.look, self.change, share)
        return ", ".join(filter(None, parts))


def jobs() -> Iterator[Job]:
    """Yield all prints, those of one program together."""
    mild = ("struck cell", "struck words", "note mark", "white text")
    yield Job("Chromium", every=1)
    yield from (Job("Chromium", style) for style in STYLES)
    yield from (Job("Chromium", mark=mark) for mark in MARKS)
    yield from (Job("Chromium", look=look) for look in LOOKS)
    yield from (Job("Chromium", change=change) for change in CHANGES)
    for printer, styles, marks in (
        ("WeasyPrint", ("gothic", "between", "full_width"), (*mild, "shadow")),
        ("Writer", ("gothic", "portrait", "justified"), mild),
        ("Typst", ("gothic", "portrait"), mild),
        ("ReportLab", ("portrait", "half_width"), mild),
    ):
        yield Job(printer, every=1)
        yield from (Job(printer, style) for style in ("mincho", *styles))
        yield from (Job(printer, mark=mark) for mark in marks)
    yield Job("Calc", "merged", every=1)
    yield from (Job("Calc", book) for book in ("merged", "from_pdf", "half_width"))
    yield from (Job("Calc", "merged", mark=mark) for mark in mild)
    yield Job("Calc", "merged", look="low rows")
    yield Job(".xlsx", "merged", every=1)
    yield from (Job(kind, book) for kind, book in product((".xlsx", ".xls", ".ods"), BOOKS))
    yield from (Job(kind, "merged", mark=m) for kind, m in product((".xlsx", ".ods"), mild))
    texts = (".csv UTF-8", ".csv UTF-16", ".csv CP932", "tab UTF-16", ".html", ".docx", ".odt")
    yield from map(Job, texts)
    yield from (Job(kind, mark=mark) for kind, mark in product((".html", ".docx"), mild))


def printers(browser: Any) -> dict[str, Printer]:
    """Return the programs by name."""
    return {
        "Chromium": chromium(browser), "WeasyPrint": weasyprint, "Writer": writer("pdf"),
        "Typst": typst, "ReportLab": reportlab, "Calc": calc("pdf"),
        ".xlsx": xlsx, ".xls": calc("xls"), ".ods": calc("ods"),
        ".csv UTF-8": separated(".csv", "utf-8-sig"), ".csv UTF-16": separated(".csv", "utf-16"),
        ".csv CP932": separated(".csv", "cp932"), "tab UTF-16": separated(".tsv", "utf-16", "\t"),
        ".html": html, ".docx": writer("docx"), ".odt": writer("odt"),
    }  # fmt: skip


def some_rows(layout: Layout, every: int) -> Tables:
    """Return one row of so many of each table, as tables of their own."""
    frames = {table.name: read_table(table.name).iloc[::every] for table in layout.tables}
    return {
        name: frame.reset_index(drop=True).assign(row_number=range(1, len(frame) + 1))
        for name, frame in frames.items()
    }


def with_marks(layout: Layout, tables: Tables, mark: str) -> tuple[Tables, Tables]:
    """Return the tables with a mark in one text of every second row, and as they are to be read."""
    shown, meant = dict(tables), dict(tables)
    for table in layout.tables if mark else ():
        texts = [column.name for column in table.columns if column.kind == "text"]
        on_paper, to_read = (tables[table.name].astype(object) for _ in range(2))
        for row in range(0, len(on_paper), 2):
            column = texts[row // 2 % len(texts)]
            if isinstance(text := on_paper.loc[row, column], str):
                on_paper.loc[row, column], to_read.loc[row, column] = MARKS[mark](text)
        shown[table.name], meant[table.name] = on_paper, to_read
    return shown, meant


def read_back(
    path: Path, layout: Layout, errata: Sequence[Erratum]
) -> tuple[Mapping[str, Rows], Sequence[Problem]]:
    """Return the rows of a file by table and what is told of it."""
    try:
        parsed = parse(read_file(path), layout, errata)
    except BadInput as bad:
        return {}, [Problem("error", bad.problem.file, None, bad.problem.found, WHOLE)]
    return parsed.rows, parsed.problems


def by_pdfplumber(path: Path) -> list[list[str | None]]:
    """Return the rows of all tables of a PDF, as pdfplumber sees them."""
    with pdfplumber.open(path) as pdf:
        return [row for page in pdf.pages for table in page.extract_tables() for row in table]


def by_camelot(path: Path) -> list[list[str | None]]:
    """Return the rows of all tables of a PDF, as camelot sees them by their rules."""
    tables = module("camelot").read_pdf(str(path), pages="all", flavor="lattice", backend="pdfium")
    return [row for table in tables for row in table.df.to_numpy().tolist()]


def words_and_edges(path: Path) -> None:
    """Find the words and edges of a PDF by pdfplumber."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words()
            assert page.edges is not None
            page.close()


def times_of_words(path: Path) -> float:
    """Return how many times as long reading a PDF takes as finding its words and edges does, in time
    of the processor, one after the other in turns."""
    ratios = []
    for _ in range(REPEATS):
        begin = time.process_time()
        words_and_edges(path)
        middle = time.process_time()
        read_pdf(path)
        ratios.append((time.process_time() - middle) / (middle - begin))
    return statistics.median(ratios)


HEAD = (
    f"{'print':44}{'rows':>9}{'told':>7}{'silent':>8}{'spaces':>8}{'said':>6}{'seconds':>9}"
    f"{'pdfplumber':>12}{'camelot':>9}{'times':>7}"
)


class Study:
    """Prints, reads back and compares, each print in a folder of its own."""

    def __init__(self, folder: Path, browser: Any) -> None:
        self.folder, self.printers = folder, printers(browser)
        self.layout = load_layout("nga2020")
        self.errata = load_errata(find_project().raw / "errata.toml")
        self.missing: set[str] = set()
        self.silent: list[str] = []

    def take(self, job: Job) -> None:
        """Print a line of the table."""
        try:
            printed, meant, path = self.print(job)
        except Missing as reason:
            if str(reason) not in self.missing:
                self.missing.add(str(reason))
                print(f"{job.name}, and what else needs it, is left out: {reason}")
            return
        begin = time.perf_counter()
        read, problems = read_back(path, self.layout, self.errata)
        seconds = time.perf_counter() - begin
        found = compare(self.layout, meant, read, problems)
        compared = self.others(job, printed, path) if path.suffix == ".pdf" else ""
        print(
            f"{job.name:44}{f'{found.right}/{found.rows}':>9}{len(found.wrong) - len(found.silent):7}"
            f"{len(found.silent):8}{found.spaces:8}{len(problems):6}{seconds:9.1f}{compared}",
            flush=True,
        )
        self.silent += [f"{job.name}: {cell}" for cell in found.silent[:SHOWN]]

    def print(self, job: Job) -> tuple[Printed, Tables, Path]:
        """Return what was printed, what is to be read, and the file."""
        shown, meant = with_marks(self.layout, some_rows(self.layout, job.every), job.mark)
        rules, over = LOOKS.get(job.look, ("", ""))
        styles = BOOKS if job.printer in ("Calc", ".xlsx", ".xls", ".ods") else STYLES
        low = job.look == "low rows"
        printed = Printed(self.layout, shown, styles[job.style], rules, over, low)
        folder = self.folder / re.sub(r"\W+", "_", job.name)
        folder.mkdir()
        path = self.printers[job.printer](printed, folder)
        if job.change:
            CHANGES[job.change](path)
        return replace(printed, tables=meant), meant, path

    def others(self, job: Job, printed: Printed, path: Path) -> str:
        """Return what the other tools read of it, or how long they take."""
        if job.every == 1:
            return f"{times_of_words(path):28.2f}"
        share = f"{share_of_cells(printed, by_pdfplumber(path)):12.0%}"
        if job.mark or job.look or job.change:
            return share
        try:
            return f"{share}{share_of_cells(printed, by_camelot(path)):9.0%}"
        except Missing:
            return f"{share}{'-':>9}"


def main() -> None:
    """Print the table."""
    words = sys.argv[1:]
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            browser = stack.enter_context(browser_of_tests())
        except AssertionError:
            browser = None
        study = Study(folder, browser)
        print(HEAD)
        if find_spec("camelot") is None:
            print("camelot is not installed: no comparison with it")
        for job in jobs():
            if all(word in job.name for word in words):
                study.take(job)
        print(
            f"\nwrong in silence, wanted none; the first {SHOWN} of each print:",
            *study.silent,
            sep="\n",
        )
    sys.exit(bool(study.silent))


if __name__ == "__main__":
    main()
