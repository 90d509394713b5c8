"""Prints the clean tables as a ministry does, as PDF and Excel: mirror image of their reader.

Every cell holds the text of the clean table; what a `Style` says on widths of characters, counts
and empty cells is all that may differ.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from playwright.sync_api import Browser

from survey.reading.layouts import Column, Layout, Table

Tables = Mapping[str, pd.DataFrame]
WIDTHS = {"number": 2.2, "code": 7.0, "prefecture": 5.0}
"""Widths in em of the columns that declare none."""


@dataclass(frozen=True)
class Style:
    """How a document is set; a sheet has no use for what only paper has, and the reverse."""

    # the wording
    count: str = "{} ({})"
    full_width_count: bool = False
    number_title: str = ""
    empty: str = ""
    half_width_kana: bool = False
    full_width_latin: bool = False
    bullets_break: bool = False
    note: str = ""
    cover: bool = False
    # the table
    title: Literal["above", "inside"] = "above"
    headings: Literal["merged", "between"] = "merged"
    two_rows: bool = False
    merged_prefectures: bool = False
    widths: Mapping[str, float] = field(default_factory=dict)  # factors by kind of column
    align: Literal["top", "middle"] = "middle"
    rules: str = "grid"
    # paper
    font: str = "Noto Serif CJK JP"
    size: float = 9
    line_height: float = 1.25
    margin: float = 12  # mm
    landscape: bool = True
    running: str = "right"  # where the running title stands: left, center, right
    page_number: tuple[str, str] = ("", "")  # around the number
    break_rows: bool = True
    justify: bool = False
    spread: bool = False  # 均等割付 of titles and prefectures
    spacing: float = 0.0  # between letters, em
    wrapped_spaces: bool = True  # a space where a line wraps is still in the text of the PDF
    # sheets
    one_sheet: bool = False
    titles_every: int = 0
    numbers_as_text: bool = False
    hidden: bool = False  # a row of field names, a column of record ids
    offset: tuple[int, int] = (0, 0)  # empty rows above, empty columns to the left


RULES = {
    "grid": "",
    "double": "thead {border-bottom: 3pt double} .h {border-top: 1.5pt solid}",
    "frame": "table {border: 2pt solid} th {background: #d9d9d9}",
    "filled": "table {border: 1.5pt solid} th {background: #bfbfbf} .h {background: #e6e6e6}"
    "tr.even {background: #f2f2f2}",
    "grey": "td, th {border: .25pt solid #c0c0c0} th {background: #1f3864; color: white}",
    "open": "table {border-collapse: collapse; border-style: hidden} td, th {border: .4pt solid}",
}
"""Kinds of ruled tables, as what they add to the style sheet of the full grid."""

_PAGE = """@page {{ size: A4 {orientation}; margin: {margin}mm }}
@page {name} {{
  @top-{running} {{ content: "{title}"; font: {size}pt "{font}" }}
  @bottom-center {{ content: "{before}" counter(page) "{after}"; font: {size}pt "{font}" }} }}
section.{name} {{ page: {name}; break-before: page }}
"""
_SHEET = """* {{ -webkit-print-color-adjust: exact }}
body {{ margin: 0; font: {size}pt/{line_height} "{font}"; letter-spacing: {spacing}em }}
h1, h2, h3, h4, p {{ font-size: 1em; font-weight: normal; margin: .5em 0; break-after: avoid }}
h1, h2 {{ font-size: 1.2em }} h4 {{ padding-left: 2em }} p {{ break-after: auto }}
table {{ width: 100%; table-layout: fixed; border-collapse: collapse }}
td, th {{ border: .5pt solid; padding: 1pt 2.5pt; font-weight: normal; vertical-align: {align};
  overflow-wrap: anywhere; text-align: {text_align}; white-space: {spaces} }}
th {{ text-align: {titles}; text-align-last: {titles} }} .number {{ text-align: center }}
.prefecture {{ text-align-last: {prefectures}; text-align: center }} .d1 {{ padding-left: 2em }}
tr {{ break-inside: {break_inside} }} tr.h {{ break-after: avoid }}
"""
_NOTE = "※ 令和２年７月末現在の各都道府県の回答を原則としてそのまま掲載している。"
_FULL_WIDTH = {c: c + 0xFEE0 for c in map(ord, "0123456789")}
_LATIN = {c: c + 0xFEE0 for c in range(128) if chr(c).isalnum()}
_KANA = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFFA0)}
_HALF_WIDTH = {
    c: "".join(_KANA.get(part, part) for part in unicodedata.normalize("NFD", chr(c)))
    for c in range(ord("ァ"), ord("ー") + 1)
    if unicodedata.normalize("NFD", chr(c))[0] in _KANA
}
_BULLET = re.compile(" (?=[・○●◎◆■※①-⑳]|[(（][0-9]+[)）])")


class Cell(NamedTuple):
    """A cell of the column titles: its text, its place, how many rows and columns it spans."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


class Line(NamedTuple):
    """A heading (one cell, its depth) or a row of cells; `run`: rows that share the prefecture,
    0 if the row above has it."""

    cells: tuple[str, ...]
    depth: int | None = None
    run: int = 1


def wording(text: str, style: Style) -> str:
    """Return a text in the widths of the style, with its line breaks."""
    text = text.translate(_HALF_WIDTH) if style.half_width_kana else text
    text = text.translate(_LATIN) if style.full_width_latin else text
    return _BULLET.sub("\n", text) if style.bullets_break else text


def title_cells(table: Table, style: Style) -> list[Cell]:
    """Return the column titles; one that is empty is merged with the one before it."""
    texts = [style.number_title, *(wording(c.title, style) for c in table.columns[1:])]
    merged = {i for i, text in enumerate(texts) if i and not text}
    last = len(texts) - 1
    cells = []
    for i, text in enumerate(texts):
        if i in merged:
            continue
        if not style.two_rows or i + 1 in merged:
            cells.append(Cell(0, i, text, 1, 1 + (i + 1 in merged)))
        elif merged or i in (0, last):
            cells.append(Cell(0, i, text, 2))
        else:
            cells.append(Cell(1, i, text))
        if style.two_rows and i + 1 in merged:
            cells += [Cell(1, i, "回答"), Cell(1, i + 1, "理由・備考")]
    if style.two_rows and not merged:
        cells.append(Cell(0, 1, wording(table.running_title, style), 1, last - 1))
    return sorted(cells)


def lines(table: Table, frame: pd.DataFrame, style: Style) -> list[Line]:
    """Return headings with counts and rows of a table in printed order."""
    records = frame.astype(object).where(frame.notna(), "").to_dict("records")
    paths = [tuple(r[x.name] for x in table.levels if r[x.name]) for r in records]
    counts = Counter(path[: n + 1] for path in paths for n in range(len(path)))
    printed: list[Line] = []
    before: tuple[str, ...] = ()
    together = [(path, r["prefecture"]) for path, r in zip(paths, records, strict=True)]
    runs = [n if not i else 0 for _, g in groupby(together) for n in [len([*g])] for i in range(n)]
    for record, path, run in zip(records, paths, runs, strict=True):
        for depth, label in enumerate(path):
            if before[: depth + 1] != path[: depth + 1]:
                text = style.count.format(wording(label, style), counts[path[: depth + 1]])
                text = text.translate(_FULL_WIDTH) if style.full_width_count else text
                printed.append(Line((text,), depth))
        before = path
        cells = tuple(wording(_text(record, c), style) or style.empty for c in table.columns)
        printed.append(Line(cells, run=run))
    return printed


def _text(record: Mapping[Any, Any], column: Column) -> str:
    if column.codes is None:
        return str(record[column.name])
    code = record[f"{column.name}_code"]
    return next(entry.printed for entry in column.codes.codes if entry.code == code)


def _widths(table: Table, style: Style) -> list[float]:
    return [(c.width or WIDTHS[c.kind]) * style.widths.get(c.kind, 1) + 0.6 for c in table.columns]


def print_pdf(path: Path, layout: Layout, tables: Tables, style: Style, browser: Browser) -> None:
    """Write the tables as a PDF file, with Chromium."""
    page = browser.new_page()
    page.set_content(as_html(layout, tables, style))
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    page.close()


def as_html(layout: Layout, tables: Tables, style: Style) -> str:
    """Return the document as Chromium prints it."""
    before, after = style.page_number
    named = {table.name: table.running_title for table in layout.tables}
    pages = "".join(
        _PAGE.format(
            name=name, title=title, before=before, after=after, margin=style.margin,
            orientation="landscape" if style.landscape else "portrait", running=style.running,
            size=style.size, font=style.font,
        )
        for name, title in named.items()
    )  # fmt: skip
    sheet = _SHEET.format(
        size=style.size, line_height=style.line_height, font=style.font, spacing=style.spacing,
        align=style.align, text_align="justify" if style.justify else "left",
        titles="justify" if style.spread else "center",
        prefectures="justify" if style.spread else "center",
        break_inside="auto" if style.break_rows else "avoid",
        spaces="pre-wrap" if style.wrapped_spaces else "pre-line",
    )  # fmt: skip
    cover = "".join(f"<p>{escape(line)}</p>" for line in _cover(layout, tables)) * style.cover
    body = "".join(_html_section(table, tables[table.name], style) for table in layout.tables)
    return (
        f'<!doctype html><html lang="ja"><meta charset="utf-8"><title>{escape(layout.title)}'
        f"</title><style>{pages}{sheet}{RULES[style.rules]}</style>{cover}{body}</html>"
    )


def _cover(layout: Layout, tables: Tables) -> list[str]:
    contents = [f"{table.title}　{len(tables[table.name])}件" for table in layout.tables]
    return [layout.title, "（令和２年６月～７月実施）", "調査項目（回答数）", *contents]


def _html_section(table: Table, frame: pd.DataFrame, style: Style) -> str:
    titles = "".join(
        f"<tr>{''.join(_html(c.text, 'th', rowspan=c.rows, colspan=c.columns) for c in row)}</tr>"
        for _, row in groupby(title_cells(table, style), key=lambda cell: cell.row)
    )
    wide = len(table.columns)
    above = _html(table.title, "h2")
    if style.title == "inside":
        titles, above = f"<tr>{_html(table.title, 'th', colspan=wide)}</tr>{titles}", ""
    total = sum(_widths(table, style))
    cols = "".join(f'<col style="width:{w / total:.3%}">' for w in _widths(table, style))
    begin, end = f"<table><colgroup>{cols}</colgroup><thead>{titles}</thead><tbody>", "</table>"
    parts = [] if style.headings == "between" else [begin]
    for is_heading, group in groupby(lines(table, frame, style), key=lambda x: x.depth is not None):
        if style.headings == "merged":
            parts += [_html_line(line, table, style) for line in group]
        elif is_heading:
            parts += [_html(line.cells[0], f"h{3 + (line.depth or 0)}") for line in group]
        else:
            parts += [begin, *(_html_line(line, table, style) for line in group), end]
    parts += [end] * (style.headings == "merged")
    note = _html(style.note, "p") if style.note else ""
    return f'<section class="{table.name}">{above}{"".join(parts)}{note}</section>'


def _html_line(line: Line, table: Table, style: Style) -> str:
    if line.depth is not None:
        cell = _html(line.cells[0], "td", colspan=len(table.columns), **{"class": f"d{line.depth}"})
        return f'<tr class="h">{cell}</tr>'
    cells = [
        _html(text, "td", **{"class": column.kind})
        for text, column in zip(line.cells, table.columns, strict=True)
    ]
    if style.merged_prefectures:
        spanning = _html(line.cells[-1], "td", rowspan=line.run, **{"class": "prefecture"})
        cells[-1] = spanning if line.run else ""
    even = unicodedata.normalize("NFKC", line.cells[0])[-1] in "02468"
    return f'<tr class="{"even" if even else "odd"}">{"".join(cells)}</tr>'


def _html(text: str, tag: str, **attributes: object) -> str:
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{tag}{said}>{escape(text)}</{tag}>"


def print_xlsx(path: Path, layout: Layout, tables: Tables, style: Style) -> None:
    """Write the tables as an Excel file, a sheet each or all below each other."""
    book = Workbook()
    book.remove(book.active)
    if style.cover:
        cover = book.create_sheet("表紙")
        for row in _cover(layout, tables):
            cover.append([None, row])
    sheet, top = None, 0
    for table in layout.tables:
        if sheet is None or not style.one_sheet:
            name = "調査結果" if style.one_sheet else table.running_title
            sheet, top = book.create_sheet(name), style.offset[0]
        top = _SheetTable(sheet, top, table, style).write(tables[table.name]) + 2
    book.save(path)


class _SheetTable:
    """Writes a table below a row of a sheet."""

    def __init__(self, sheet: Any, top: int, table: Table, style: Style) -> None:
        self.sheet, self.row, self.table, self.style = sheet, top, table, style
        self.left, self.wide = style.offset[1], len(table.columns)
        self.font = Font(name=style.font, size=style.size)
        side = Side("thin")
        self.border = Border(side, side, side, side)
        filled = style.rules in ("filled", "frame", "grey")
        self.fill = PatternFill("solid", "D9D9D9") if filled else PatternFill()
        for column, width in enumerate(_widths(table, style), self.left + 1):
            sheet.column_dimensions[get_column_letter(column)].width = width * style.size / 7

    def write(self, frame: pd.DataFrame) -> int:
        """Write everything, and return the last row."""
        self._place(
            [Cell(0, 0, self.table.title, 1, self.wide)], ruled=self.style.title == "inside"
        )
        self._titles()
        if self.style.hidden:
            names = [Cell(0, i, c.name) for i, c in enumerate(self.table.columns)]
            self.sheet.row_dimensions[self._place(names)].hidden = True
            ids = get_column_letter(self.left + self.wide + 1)
            self.sheet.column_dimensions[ids].hidden = True
        ids_of = iter(frame[self.table.id_column])
        for n, line in enumerate(lines(self.table, frame, self.style)):
            if self.style.titles_every and n and n % self.style.titles_every == 0:
                self._titles()
            if line.depth is not None:
                text = "　" * 2 * line.depth + line.cells[0]
                self._place([Cell(0, 0, text, 1, self.wide)], ruled=self.style.headings == "merged")
                continue
            cells = [Cell(0, i, text) for i, text in enumerate(line.cells)]
            if self.style.merged_prefectures and not self.style.titles_every:
                cells[-1:] = [cells[-1]._replace(rows=line.run)] if line.run else []
            row = self._place(cells, body=True)
            if self.style.hidden:
                self.sheet.cell(row, self.left + self.wide + 1, next(ids_of))
        if self.style.note:
            self._place([Cell(0, 0, self.style.note, 1, self.wide)], ruled=False)
        return self.row

    def _titles(self) -> None:
        self._place(title_cells(self.table, self.style), fill=self.fill)
        self.row += self.style.two_rows

    def _place(
        self, cells: Sequence[Cell], ruled: bool = True, body: bool = False, fill: Any = None
    ) -> int:
        """Write cells from the next row on, and return this row."""
        self.row += 1
        align = "center" if self.style.align == "middle" else "top"
        bottom, right = self.row + max(c.row for c in cells), self.left + self.wide
        if ruled:
            for row in self.sheet.iter_rows(self.row, bottom, self.left + 1, right):
                for written in row:
                    written.border = self.border
        for cell in cells:
            row, column = self.row + cell.row, self.left + cell.column + 1
            number = body and cell.column == 0 and not self.style.numbers_as_text
            written = self.sheet.cell(row, column, int(cell.text) if number else cell.text or None)
            if not number:
                written.data_type = "s" if cell.text else "n"  # a text that begins with =
            written.font = self.font
            written.alignment = Alignment(
                "center" if fill or number else "left", align, wrap_text=ruled
            )
            if fill:
                written.fill = fill
            if cell.rows * cell.columns > 1:
                right = column + cell.columns - 1
                self.sheet.merge_cells(None, row, column, row + cell.rows - 1, right)
        return self.row


_SANS = "Noto Sans CJK JP"
STYLES: dict[str, Style] = {
    "mincho": Style(),
    "gothic": Style(
        font=_SANS, rules="filled", align="top", count="{}（{}）", full_width_count=True,
        running="left", page_number=("- ", " -"), number_title="No.", cover=True, note=_NOTE,
    ),
    "portrait": Style(
        font=_SANS, size=7, landscape=False, rules="frame", align="top", title="inside",
        widths={"code": 0.75, "prefecture": 0.8}, line_height=1.1, margin=8, break_rows=False,
    ),
    "between": Style(headings="between", rules="double", spread=True, count="{}　（{}）", size=10.5),
    "justified": Style(
        justify=True, spacing=0.04, rules="filled", line_height=1.7, size=10, align="top",
        bullets_break=True, count="{}({}件)", running="center", page_number=("", "ページ"),
    ),
    "half_width": Style(
        font=_SANS, half_width_kana=True, rules="frame", empty="－",
        widths={"text": 0.8, "code": 0.9}, line_height=1.4, number_title="番号",
    ),
    "full_width": Style(
        full_width_latin=True, full_width_count=True, count="{}（{}）", two_rows=True,
        title="inside", rules="grey", align="top", justify=True, size=8, margin=20,
        widths={"number": 1.6},
    ),
    "open": Style(rules="open", font=_SANS, align="top", note=_NOTE, size=8.5),
}  # fmt: skip
"""Documents to read, from the plain one to what tries a reader's patience."""
BOOKS: dict[str, Style] = {
    "merged": Style(title="inside", note=_NOTE),
    "one_sheet": Style(
        font=_SANS, one_sheet=True, offset=(2, 1), note=_NOTE, numbers_as_text=True,
        bullets_break=True, count="{}（{}）", full_width_count=True, rules="filled",
    ),
    "from_pdf": Style(titles_every=25, cover=True, two_rows=True, empty="－", align="top"),
    "hidden": Style(hidden=True, merged_prefectures=True, full_width_latin=True, offset=(1, 0)),
    "half_width": Style(
        half_width_kana=True, merged_prefectures=True, number_title="No.", two_rows=True,
        one_sheet=True, headings="between", rules="frame", note=_NOTE,
    ),
}  # fmt: skip
"""Workbooks to read."""
