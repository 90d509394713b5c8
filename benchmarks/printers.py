"""Programs that print the tables of the survey, and marks that people put on a print.

A mark stands in the text of a cell between two private characters; each program sets it in its own
way. A program that is missing raises `Missing`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from playwright.sync_api import Browser

from survey.reading.layouts import Layout, Table
from survey.text import width

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from ministry import WIDTHS, Style, Tables, as_html, lines, print_xlsx, title_cells

KINDS = ("struck", "ruby", "raised", "white", "shadow", "dots")
_END = "\ue0ff"
_BEGIN = {kind: chr(0xE000 + place) for place, kind in enumerate(KINDS)}
_MARKED = re.compile(f"([{''.join(_BEGIN.values())}])(.*?){_END}", re.DOTALL)
_HTML = {
    "struck": "<s>{}</s>",
    "ruby": "<ruby>{}<rt>るび</rt></ruby>",
    "raised": "<sup>{}</sup>",
    "white": '<span style="color: white">{}</span>',
    "shadow": '<span style="text-shadow: .4pt .4pt black">{}</span>',
    "dots": '<em style="font-style: normal; text-emphasis: filled sesame">{}</em>',
}
_REPORTLAB = {
    "struck": "<strike>{}</strike>",
    "raised": "<super>{}</super>",
    "white": '<font color="white">{}</font>',
}
_RICH: Mapping[str, Mapping[str, Any]] = {
    "struck": {"strike": True},
    "raised": {"vertAlign": "superscript"},
    "white": {"color": "FFFFFF"},
}


class Missing(Exception):
    """A program that is needed is not there."""


@dataclass(frozen=True)
class Printed:
    """What is to be printed: tables in a style, with more rules for the page and things over it;
    rows of a sheet can be too low for their text."""

    layout: Layout
    tables: Tables
    style: Style
    rules: str = ""
    over: str = ""
    low_rows: bool = False


Printer = Callable[[Printed, Path], Path]
"""Prints into a folder and returns the file."""


def marked(kind: str, text: str) -> str:
    """Return a text with a mark on it, for a cell."""
    return f"{_BEGIN[kind]}{text}{_END}"


def _pieces(text: str) -> list[tuple[str, str]]:
    """Return the parts of a text, each with the kind of its mark, if any."""
    begun = {character: kind for kind, character in _BEGIN.items()}
    parts, end = [], 0
    for found in _MARKED.finditer(text):
        parts += [("", text[end : found.start()]), (begun[found[1]], found[2])]
        end = found.end()
    return [(kind, part) for kind, part in [*parts, ("", text[end:])] if part]


def _set(text: str, ways: Mapping[str, str]) -> str:
    return "".join(ways.get(kind, "{}").format(part) for kind, part in _pieces(text))


def _html(printed: Printed) -> str:
    html = as_html(printed.layout, printed.tables, printed.style)
    html = html.replace("</style>", f"{printed.rules}</style>").replace("</html>", printed.over)
    return _set(html, _HTML)


def module(name: str) -> Any:
    """Return a module of a package that is needed for comparison only."""
    try:
        return import_module(name)
    except ImportError:
        raise Missing(f"{name} is not installed") from None


def chromium(browser: Browser | None) -> Printer:
    """Return the printer that this browser is."""

    def to_pdf(printed: Printed, folder: Path) -> Path:
        if browser is None:
            raise Missing("there is no Chromium")
        page = browser.new_page()
        page.set_content(_html(printed))
        page.pdf(path=folder / "printed.pdf", prefer_css_page_size=True, print_background=True)
        page.close()
        return folder / "printed.pdf"

    return to_pdf


def weasyprint(printed: Printed, folder: Path) -> Path:
    """Print with WeasyPrint."""
    module("weasyprint").HTML(string=_html(printed)).write_pdf(folder / "printed.pdf")
    return folder / "printed.pdf"


def html(printed: Printed, folder: Path) -> Path:
    """Save as a page of the web."""
    (folder / "printed.html").write_text(_html(printed), "utf-8")
    return folder / "printed.html"


def writer(kind: str) -> Printer:
    """Return the printer that LibreOffice Writer is, to a kind of file."""

    def to(printed: Printed, folder: Path) -> Path:
        path = html(printed, folder)
        text = path.read_text("utf-8").replace("<table>", '<table border="1" cellspacing="0">')
        path.write_text(text, "utf-8")
        return _converted(path, kind, "--infilter=HTML (StarWriter)")

    return to


def xlsx(printed: Printed, folder: Path) -> Path:
    """Save as a workbook that prints on landscape pages."""
    path = folder / "printed.xlsx"
    print_xlsx(path, printed.layout, printed.tables, printed.style)
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
        for row in sheet.iter_rows():
            if not printed.low_rows:
                sheet.row_dimensions[row[0].row].height = _height(row, sheet.column_dimensions)
            for cell in row:
                if isinstance(cell.value, str) and _MARKED.search(cell.value):
                    cell.value = _rich(cell.value, printed.style)
    book.save(path)
    return path


def _height(row: Sequence[Any], columns: Mapping[str, Any]) -> float:
    """Return the height that the text of a row needs, in points; text over all columns has one
    line."""
    filled = [cell for cell in row if cell.value is not None]
    needed = [
        sum(
            width(line) // (columns[cell.column_letter].width / 2.4) + 1
            for line in text.split("\n")
        )
        for cell in filled[1:]
        if (text := str(cell.value)) and cell.alignment.wrap_text
    ]
    return float(max(needed, default=1) * row[0].font.size * 1.5)


def _rich(text: str, style: Style) -> CellRichText:
    font = {"rFont": style.font, "sz": style.size}
    return CellRichText(
        *(
            TextBlock(InlineFont(**font, **_RICH.get(kind, {})), part)
            for kind, part in _pieces(text)
        )
    )


def calc(kind: str) -> Printer:
    """Return the printer that LibreOffice Calc is, to a kind of file."""
    return lambda printed, folder: _converted(xlsx(printed, folder), kind)


def _converted(path: Path, kind: str, *options: str) -> Path:
    program = shutil.which("soffice")
    if program is None:
        raise Missing("LibreOffice is not installed")
    profile = path.parent.parent / "office"
    subprocess.run(
        [program, "--headless", f"-env:UserInstallation={profile.as_uri()}", *options,
         "--convert-to", kind, "--outdir", str(path.parent), str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    made = path.with_suffix(f".{kind}")
    if not made.exists():
        raise Missing(f"LibreOffice makes no .{kind}")
    return made


def separated(suffix: str, encoding: str, between: str = ",") -> Printer:
    """Return what saves all tables below each other as text with separated cells."""

    def to(printed: Printed, folder: Path) -> Path:
        text = io.StringIO()
        out = csv.writer(text, delimiter=between)
        for table in printed.layout.tables:
            wide = len(table.columns)
            for row in _rows(table, printed):
                out.writerow([*row, *[""] * (wide - len(row))])
            out.writerow([""] * wide)
        path = folder / f"printed{suffix}"
        path.write_bytes(text.getvalue().encode(encoding, "replace"))
        return path

    return to


def _rows(table: Table, printed: Printed) -> list[list[str]]:
    """Return title, column titles, headings and rows: a cell where it goes over the whole width."""
    titles = [""] * len(table.columns)
    for cell in title_cells(table, printed.style):
        titles[cell.column] = cell.text
    rows = [list(line.cells) for line in lines(table, printed.tables[table.name], printed.style)]
    return [[table.title], titles, *rows]


def _widths(table: Table) -> list[float]:
    return [(column.width or WIDTHS[column.kind]) + 1 for column in table.columns]


_TYPST = """
#let data = json("printed.json")
#set page("a4", flipped: data.landscape, margin: data.margin * 1mm, numbering: "1")
#set text(font: data.font, size: data.size * 1pt, lang: "ja")
#set table(stroke: 0.5pt, inset: 2.5pt)
#let set_one(piece) = {
  let (kind, said) = piece
  if kind == "struck" { strike(said) } else if kind == "raised" { super(said) }
  else if kind == "white" { text(white, said) } else { said }
}
#let cell(pieces) = pieces.map(set_one).join()
#for (title, widths, titles, rows) in data.tables {
  align(center, text(1.2em, title))
  table(columns: widths.map(wide => wide * 1fr), table.header(..titles.map(cell)),
    ..rows.map(row => if row.len() == 1 {
      (table.cell(colspan: widths.len(), cell(row.at(0))),)
    } else { row.map(cell) }).flatten())
  pagebreak(weak: true)
}
"""


def typst(printed: Printed, folder: Path) -> Path:
    """Print with Typst."""
    program, style = module("typst"), printed.style
    tables = []
    for table in printed.layout.tables:
        title, titles, *rows = ([_pieces(t) for t in row] for row in _rows(table, printed))
        tables.append([title[0][0][1], _widths(table), titles, rows])
    told = {"font": style.font, "size": style.size, "margin": style.margin}
    content = json.dumps({**told, "landscape": style.landscape, "tables": tables})
    (folder / "printed.json").write_text(content, "utf-8")
    (folder / "printed.typ").write_text(_TYPST, "utf-8")
    program.compile(folder / "printed.typ", output=folder / "printed.pdf")
    return folder / "printed.pdf"


def reportlab(printed: Printed, folder: Path) -> Path:
    """Print with ReportLab, in a font that every reader of PDF brings along."""
    platypus, style = module("reportlab.platypus"), printed.style
    cid = module("reportlab.pdfbase.cidfonts").UnicodeCIDFont("HeiseiMin-W3")
    module("reportlab.pdfbase.pdfmetrics").registerFont(cid)
    sizes = module("reportlab.lib.pagesizes")
    page = sizes.landscape(sizes.A4) if style.landscape else sizes.A4
    text_style = module("reportlab.lib.styles").ParagraphStyle(
        "cell", fontName="HeiseiMin-W3", fontSize=style.size, leading=style.size * 1.25,
        wordWrap="CJK",
    )  # fmt: skip

    def cell(text: str) -> Any:
        return platypus.Paragraph(_set(escape(text, quote=False), _REPORTLAB), text_style)

    story: list[Any] = []
    for table in printed.layout.tables:
        (title,), *rows = _rows(table, printed)
        room = (page[0] - 60) / sum(_widths(table))
        spans = [("SPAN", (0, n), (-1, n)) for n, row in enumerate(rows) if len(row) == 1]
        made = platypus.Table(
            [[*map(cell, row), *[""] * (len(table.columns) - len(row))] for row in rows],
            [wide * room for wide in _widths(table)], repeatRows=1, splitInRow=1,
        )  # fmt: skip
        made.setStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), *spans])
        story += [cell(title), made, platypus.PageBreak()]
    path = folder / "printed.pdf"
    margins = {f"{side}Margin": 24 for side in ("left", "right", "top", "bottom")}
    platypus.SimpleDocTemplate(str(path), pagesize=page, **margins).build(story)
    return path
