"""Sheets, Word documents, web pages and CSV files are read as a person sees them, cell by cell."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from html import escape
from importlib import import_module
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill

from drawn_pdf import TITLE, TITLES, row
from survey.documents.formats import READERS, format_of, read_file
from survey.documents.grids import Grid
from survey.documents.invisible_chars import as_seen
from survey.documents.sheets.number_formats import shown
from survey.problems import BadInput
from survey.reading.layouts import Layout
from survey.reading.parse import parse

HERE = Path(__file__).parent
ROWS = [row(1), row(2, "旅費の計算", "青森県"), row(3, "入札の受付", "岩手県")]
Rows = Sequence[Sequence[str]]
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def docx(path: Path, rows: Rows, styles: str = "", **marked: str) -> Path:
    """Write a Word document: the title, and a table whose cells can hold markup of their own."""

    def cell(text: str) -> str:
        runs = marked.get(text, f"<w:r><w:t>{escape(text)}</w:t></w:r>")
        return f"<w:tc><w:p>{runs}</w:p></w:tc>"

    body = f"<w:p><w:r><w:t>{TITLE}</w:t></w:r></w:p><w:tbl>"
    body += "".join(f"<w:tr>{''.join(map(cell, cells))}</w:tr>" for cells in [TITLES, *rows])
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{_W}"><w:body>{body}</w:tbl></w:body></w:document>',
        )
        if styles:
            packed.writestr("word/styles.xml", f'<w:styles xmlns:w="{_W}">{styles}</w:styles>')
    return path


def ods(path: Path, rows: Rows, styles: str = "", **marked: str) -> Path:
    """Write an OpenDocument sheet, whose cells can be markup of their own."""

    def cell(text: str) -> str:
        usual = f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
        return marked.get(text, usual)

    cells = "".join(
        f"<table:table-row>{''.join(map(cell, texts))}</table:table-row>"
        for texts in [(TITLE, *[""] * 6), TITLES, *rows]
    )
    spaces = {
        "office": "office", "table": "table", "text": "text", "style": "style",
        "fo": "xsl-fo-compatible", "draw": "drawing",
    }  # fmt: skip
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in spaces.items()
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "content.xml",
            f"<office:document-content{names}><office:automatic-styles>{styles}"
            "</office:automatic-styles><office:body><office:spreadsheet>"
            f'<table:table table:name="①">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def web_page(path: Path, rows: Rows) -> Path:
    """Write a web page; the texts of the cells are markup."""
    cells = "".join(
        f"<tr>{''.join(f'<td>{text}' for text in texts)}</tr>" for texts in [TITLES, *rows]
    )
    path.write_text(f"<!DOCTYPE html><h2>{TITLE}</h2><table>{cells}</table>", encoding="utf-8")
    return path


def separated(encoding: str, delimiter: str) -> Callable[[Path, Rows], Path]:
    """Return what writes a text of separated values."""

    def write(path: Path, rows: Rows) -> Path:
        lines = [[TITLE], TITLES, *rows]
        text = "\r\n".join(delimiter.join(f'"{one}"' for one in line) for line in lines)
        path.write_bytes(text.encode(encoding))
        return path

    return write


def xlsx(path: Path, rows: Rows) -> Path:
    """Write an Excel workbook."""
    book = openpyxl.Workbook()
    for line in [(TITLE,), TITLES, *rows]:
        book.active.append(list(line))
    book.save(path)
    return path


WRITERS: dict[str, Callable[[Path, Rows], Path]] = {
    "a.xlsx": xlsx, "a.docx": docx, "a.ods": ods, "a.html": web_page,
    "utf8.csv": separated("utf-8", ","), "bom.csv": separated("utf-8-sig", ","),
    "utf16.csv": separated("utf-16", "\t"), "sjis.csv": separated("cp932", ","),
    "a.tsv": separated("utf-8", "\t"), "semicolon.csv": separated("utf-8", ";"),
}  # fmt: skip


@pytest.fixture
def read(layout: Layout) -> Callable[[Path], tuple[list[str], list[str]]]:
    """Return the names of the rows of the first table of a file, and what is told of it."""
    alone = replace(layout, tables=layout.tables[:1])
    usual = ("stands under no", "a table is missing")

    def parsed(path: Path) -> tuple[list[str], list[str]]:
        module, _, reader = READERS[format_of(path)].partition(":")
        grid = getattr(import_module(f"survey.documents.{module}"), reader)(path)
        found = parse(as_seen(grid), alone, ())  # without a process for each of hundreds of files
        names = [f"{one['procedure']}/{one['prefecture']}" for one in found.rows["ai_rpa_cases"]]
        told = [str(p) for p in found.problems if not any(word in p.found for word in usual)]
        return names, [one for one in told if "note: " not in one and "printed_count" not in one]

    return parsed


Read = Callable[[Path], tuple[list[str], list[str]]]
NAMES = ["議事録の作成/北海道", "旅費の計算/青森県", "入札の受付/岩手県"]


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_rows(name: str, tmp_path: Path, read: Read) -> None:
    path = WRITERS[name](tmp_path / name, ROWS)
    assert read(path) == (NAMES, [])
    grid = read_file(path)
    assert [row.texts[1] for row in grid.rows[-3:]] == ["議事録の作成", "旅費の計算", "入札の受付"]  # type: ignore[union-attr]


def test_an_old_workbook_gives_the_rows_and_says_what_it_does_not_tell(read: Read) -> None:
    names, told = read(HERE / "sheets" / "old.xls")
    assert names == NAMES
    assert len(told) == 1
    assert "in .xls it is not seen how numbers are shown, nor what is struck" in told[0]


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (b"PK\3\4", "a.xlsx", "it is a damaged zip file"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "a.docx", "it is of an old version of Office, or has a password"),
        (b"{\\rtf1}", "a.rtf", "it is a picture or a document of another program"),
        (b"\x89PNG\r\n", "a.png", "it is a picture or a document of another program"),
        (b"text", "a.pdf", "it is not what .pdf says"),
    ],
)  # fmt: skip
def test_another_format_is_told_with_those_that_are_read(
    content: bytes, name: str, found: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=r"expected text, PDF, \.xlsx, \.xls, \.ods") as refused:
        read_file(tmp_path / name)
    assert found in str(refused.value)


def test_the_content_tells_the_format_not_the_name(tmp_path: Path) -> None:
    assert format_of(docx(tmp_path / "a.xlsx", ROWS)) == ".docx"
    assert format_of(xlsx(tmp_path / "a.csv", ROWS)) == ".xlsx"


def run(text: str, set_as: str = "") -> str:
    return f"<w:r><w:rPr>{set_as}</w:rPr><w:t>{text}</w:t></w:r>"


MARKED = {
    # the markup of the name in row 2, the name that is read, what is told
    "deleted": (f'<w:del>{run("旧")}</w:del><w:ins>{run("旅費の計算")}</w:ins>', "旅費の計算", ["「旧」 is a deletion that was tracked and was left out", "an insertion that was tracked"]),
    "struck": (run("旧", "<w:strike/>") + run("旅費の計算", '<w:strike w:val="0"/>'), "旅費の計算", ["「旧」 is struck out"]),
    "hidden": (run("旧", "<w:vanish/>") + run("旅費の計算"), "旅費の計算", ["「旧」 is hidden"]),
    "ruby": (f"<w:r><w:ruby><w:rt>{run('りょひ')}</w:rt><w:rubyBase>{run('旅費')}</w:rubyBase></w:ruby></w:r>{run('の計算')}", "旅費の計算", ["「りょひ」 is ruby"]),
    "note": (run("旅費の計算") + run("注1", '<w:vertAlign w:val="superscript"/>'), "旅費の計算", ["「注1」 is the mark of a note"]),
    "moved": (f"<w:moveTo>{run('旅費の計算')}</w:moveTo>", "旅費の計算", ["an insertion that was tracked"]),
    "listed": ('<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>' + run("旅費の計算"), "旅費の計算", ["numbers or bullets are set before its lines"]),
    "picture": (run("旅費の計算") + "<w:r><w:drawing/></w:r>", "旅費の計算", ["a picture stands in it"]),
    "raised": (run("旅費の計算") + run("注1", '<w:position w:val="6"/>'), "旅費の計算", ["「注1」 is the mark of a note"]),
    "raised as a whole": (run("旅費の計算", '<w:position w:val="6"/>'), "旅費の計算", []),
    "for older programs": (f'<mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice>{run("旅費の計算")}</mc:Choice><mc:Fallback>{run("旅費の計算")}</mc:Fallback></mc:AlternateContent>', "旅費の計算", []),
    "white on a ground": ('<w:pPr><w:shd w:fill="1F3864"/></w:pPr>' + run("旅費の計算", '<w:color w:val="FFFFFF"/>'), "旅費の計算", []),
    "the mark of a note below the line": (run("旅費の計算") + run("注1", '<w:vertAlign w:val="subscript"/>'), "旅費の計算", ["「注1」 is the mark of a note"]),
    "a digit below a letter": (run("CO") + run("2", '<w:vertAlign w:val="subscript"/>') + run("の計算"), "CO2の計算", ["「2」 is set small below the line"]),
    "capitals": (run("rpaの計算", "<w:caps/>"), "RPAの計算", ["「RPAの計算」 is shown in capitals"]),
    "small capitals": (run("rpa", "<w:smallCaps/>") + run("の計算"), "RPAの計算", ["「RPA」 is shown in capitals"]),
    "capitals that are some": (run("RPAの計算", "<w:caps/>"), "RPAの計算", []),
    "too small": (run("旧", '<w:sz w:val="2"/>') + run("旅費の計算"), "旅費の計算", ["「旧」 is too small to be read"]),
    "too narrow": (run("旧", '<w:w w:val="1"/>') + run("旅費の計算"), "旅費の計算", ["「旧」 is too small to be read"]),
    "black on white in a run": ('<w:pPr><w:shd w:fill="000000"/></w:pPr>' + run("旅費の計算", '<w:color w:val="000000"/><w:shd w:fill="FFFFFF"/>'), "旅費の計算", []),
    "automatic on black": ('<w:pPr><w:shd w:fill="000000"/></w:pPr>' + run("旅費の計算"), "旅費の計算", []),
    "two lines": (run("旅費の</w:t><w:br/><w:t>計算"), "旅費の計算", []),
}  # fmt: skip


@pytest.mark.parametrize("name", MARKED)
def test_what_is_set_otherwise_in_a_document_is_told(name: str, tmp_path: Path, read: Read) -> None:
    markup, expected, said = MARKED[name]
    names, told = read(docx(tmp_path / "a.docx", ROWS, 旅費の計算=markup))
    assert names[1].replace(" ", "") == f"{expected}/青森県"
    assert all(any(one in each for each in told) for one in said)
    assert len(told) == len(said)


def style(name: str, text: str, kind: str = "character", more: str = "") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{name}">{more}<w:rPr>{text}</w:rPr></w:style>'


def in_style(name: str) -> str:
    return run("旧", f'<w:rStyle w:val="{name}"/>') + run("旅費の計算")


OLD = style("Old", "<w:strike/>")
BASED = '<w:basedOn w:val="{}"/>'
PARAGRAPH = '<w:pPr><w:pStyle w:val="{}"/></w:pPr>'
STYLED = {
    # the styles, the markup of the name in row 2, what is told of 旧
    "struck": (OLD, in_style("Old"), "is struck out and was left out"),
    "not struck after all": (OLD, run("旅費の計算", '<w:rStyle w:val="Old"/><w:strike w:val="0"/>'), ""),
    "unused": (OLD, run("旅費の計算"), ""),
    "based on a struck one": (OLD + style("New", "", more=BASED.format("Old")), in_style("New"), "is struck out"),
    "based on each other": (style("Old", "<w:vanish/>", more=BASED.format("New")) + style("New", "", more=BASED.format("Old")), in_style("New"), "is hidden"),
    "hidden": (style("Old", "<w:vanish/>"), in_style("Old"), "is hidden and was left out"),
    "hidden twice": (style("Old", "<w:vanish/>") + style("P", "<w:vanish/>", "paragraph"), PARAGRAPH.format("P") + run("旅費の計算", '<w:rStyle w:val="Old"/>'), ""),
    "small": (style("Old", '<w:sz w:val="2"/>'), in_style("Old"), "is too small to be read"),
    "white": (style("Old", '<w:color w:val="FFFFFF"/>'), in_style("Old"), "has the colour of its ground"),
    "white in a paragraph": (style("P", '<w:color w:val="FFFFFF"/>', "paragraph"), PARAGRAPH.format("P") + run("旧"), "has the colour of its ground"),
    "white on the black of a paragraph": (style("P", '<w:color w:val="FFFFFF"/>', "paragraph", '<w:pPr><w:shd w:fill="000000"/></w:pPr>'), PARAGRAPH.format("P") + run("旅費の計算"), ""),
    "the mark of a note": (style("Old", '<w:vertAlign w:val="superscript"/>'), run("旅費の計算") + run("注1", '<w:rStyle w:val="Old"/>'), "「注1」 is the mark of a note"),
    "white unless it is said": ('<w:docDefaults><w:rPrDefault><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:rPrDefault></w:docDefaults>' + style("Old", '<w:color w:val="auto"/>'), run("旅費の計算", '<w:rStyle w:val="Old"/>'), "has the colour of its ground"),
}  # fmt: skip


@pytest.mark.parametrize("name", STYLED)
def test_text_is_read_as_its_styles_set_it(name: str, tmp_path: Path, read: Read) -> None:
    styles, markup, said = STYLED[name]
    names, told = read(docx(tmp_path / "a.docx", ROWS, styles, 旅費の計算=markup))
    assert (NAMES[1] in names) == (not said.startswith("has"))
    assert any(said in one for one in told) if said else told == [], told


def test_a_style_that_hides_some_rows_of_a_table_is_told(tmp_path: Path, read: Read) -> None:
    parts = '<w:tblStylePr w:type="firstRow"><w:rPr>{}</w:rPr><w:tcPr><w:shd w:fill="{}"/></w:tcPr></w:tblStylePr>'
    white = '<w:color w:val="FFFFFF"/>'
    for text, ground, told in (
        (white, "1F3864", 0),
        (white, "auto", 1),
        ("<w:strike/>", "auto", 1),
    ):
        usual = f'<w:style w:type="table" w:default="1" w:styleId="T">{parts.format(text, ground)}</w:style>'
        names, said = read(docx(tmp_path / f"{ground}{told}.docx", ROWS, usual))
        assert names == NAMES
        assert ["hides text of some rows or columns" in one for one in said] == [True] * told


FIELD = "<w:r><w:instrText> {} </w:instrText></w:r>"
DOUBTFUL = {
    "a power": (run("面積m") + run("2", '<w:vertAlign w:val="superscript"/>'), "「2」 is set small above the line"),
    "white": (run("旧", '<w:color w:val="FFFFFF"/>') + run("旅費の計算"), "「旧」 has the colour of its ground"),
    "black on black": ('<w:pPr><w:shd w:fill="000000"/></w:pPr>' + run("旅費の計算", '<w:color w:val="000000"/>'), "「旅費の計算」 has the colour of its ground"),
    "black on a black mark": (run("旧", '<w:color w:val="000000"/><w:highlight w:val="black"/>') + run("旅費の計算"), "「旧」 has the colour of its ground"),
    "black on many dots": ('<w:pPr><w:shd w:val="pct95" w:fill="FFFFFF"/></w:pPr>' + run("旅費の計算", '<w:color w:val="000000"/>'), "「旅費の計算」 has the colour of its ground"),
    "words below the line": (run("旧", '<w:vertAlign w:val="subscript"/>') + run("旅費の計算"), "「旧」 is set small below the line"),
    "ruby of old": (FIELD.format(r"EQ \o\ad(\s\up 9(りょひ),旅費)") + run("の計算"), "a formula or a form field stands in it"),
    "a formula": ('<m:oMath xmlns:m="m"><m:r><m:t>x</m:t></m:r></m:oMath>' + run("の計算"), "a formula or a form field stands in it"),
    "a field": ("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + run("入力") + "</w:sdtContent></w:sdt>", "a formula or a form field stands in it"),
}  # fmt: skip


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_a_document_leaves_in_doubt_is_no_answer(
    name: str, tmp_path: Path, read: Read
) -> None:
    markup, said = DOUBTFUL[name]
    names, told = read(docx(tmp_path / "a.docx", ROWS, 旅費の計算=markup))
    assert names == [NAMES[0], NAMES[2]]
    assert any(said in one for one in told)


def test_cells_of_a_document_that_are_merged_count_for_all_their_rows(tmp_path: Path) -> None:
    merged = "<w:tc><w:tcPr><w:vMerge{}/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    body = "".join(
        f"<w:tr><w:tc><w:p>{run(str(n))}</w:p></w:tc>{cell}</w:tr>"
        for n, cell in enumerate(
            [merged.format(' w:val="restart"', "青森県"), merged.format("", "")], 1
        )
    )
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as packed:
        packed.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{_W}"><w:body><w:tbl>{body}</w:tbl></w:body></w:document>',
        )
    grid = read_file(tmp_path / "a.docx")
    assert isinstance(grid, Grid)
    assert [row.texts for row in grid.rows] == [["1", "青森県"], ["2", "青森県"]]
    assert grid.rows[0].cells[1] is grid.rows[1].cells[1]


@pytest.mark.parametrize(
    ("markup", "expected", "said"),
    [
        ("<s>旧</s>旅費の計算", "旅費の計算", "「旧」 is struck out"),
        ('<span style="text-decoration: line-through">旧</span>旅費の計算', "旅費の計算", "「旧」 is struck out"),
        ('<span style="display:none">旧</span>旅費の計算', "旅費の計算", "「旧」 is hidden"),
        ('<span style="opacity:0">旧</span>旅費の計算', "旅費の計算", "「旧」 is hidden"),
        ('<span style="opacity:0.9">旅費</span>の計算', "旅費の計算", ""),
        ("<noscript>旧</noscript>旅費の計算", "旅費の計算", ""),
        ('<b style="background:#000;color:#fff">旅費</b>の計算', "旅費の計算", ""),
        ("<ruby>旅費<rp>(</rp><rt>りょひ</rt><rp>)</rp></ruby>の計算", "旅費の計算", "is ruby"),
        ("旅費の計算<sup>※1</sup>", "旅費の計算", "is the mark of a note"),
        ("旅費の<!-- 旧 -->計算<script>x</script>", "旅費の計算", ""),
        ("旅費&amp;計算", "旅費&計算", ""),
        ('旅費の計算<img src="a.png">', "旅費の計算", "a picture stands in it"),
        ('<b style="font-size: 1px">旧</b>旅費の計算', "旅費の計算", "「旧」 is too small to be read"),
        ('<b style="font: 0/0 a">旧</b>旅費の計算', "旅費の計算", "「旧」 is too small to be read"),
        ('<b style="color: rgb(0 0 0 / 0)">旧</b>旅費の計算', "旅費の計算", "「旧」 is hidden"),
        ('<b style="position: absolute; left: -9999px">旧</b>旅費の計算', "旅費の計算", "「旧」 is hidden"),
        ("<details><summary>旅費の計算</summary>旧</details>", "旅費の計算", "「旧」 is hidden"),
        ('<del style="text-decoration: none">旅費</del>の計算', "旅費の計算", ""),
        ("<q>旅費</q>の計算", "旅費の計算", "「旅費」 is shown in quotation marks"),
        ('<q style="quotes: none">旅費</q>の計算', "旅費の計算", ""),
        ('<b style="text-transform: uppercase">rpa</b>の計算', "RPAの計算", "「RPA」 is shown in capitals"),
        ('<b style="text-transform: lowercase">RPA</b>の計算', "rpaの計算", "「rpa」 is shown in small letters"),
        ('<b style="font-variant: small-caps">rpa</b>の計算', "RPAの計算", "「RPA」 is shown in capitals"),
        ("<s>旧い<br>名</s>旅費の計算", "旅費の計算", "「旧い 名」 is struck out"),
        ("<table><tr><td>旅費</table>の計算", "旅費の計算", ""),
        ("CO<sub>2</sub>の計算", "CO2の計算", "「2」 is set small below the line"),
        ("<ol><li>旅費の計算</ol>", "旅費の計算", "numbers or bullets are set before its lines"),
        ('<ul style="list-style: none"><li>旅費の計算</ul>', "旅費の計算", ""),
        ('<b style="color: black; background: url(a.png)">旅費</b>の計算', "旅費の計算", ""),
    ],
)  # fmt: skip
def test_what_is_set_otherwise_on_a_web_page_is_told(
    markup: str, expected: str, said: str, tmp_path: Path, read: Read
) -> None:
    names, told = read(web_page(tmp_path / "a.html", [ROWS[0], row(2, markup, "青森県"), ROWS[2]]))
    assert names[1] == f"{expected}/青森県"
    assert [said in one for one in told] == [True] * bool(said), told


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ('<font color="white">旧</font>旅費の計算', "「旧」 has the colour of its ground"),
        ('<b style="color: #FFF">旧</b>旅費の計算', "「旧」 has the colour of its ground"),
        ('<b style="color: hsl(0 0% 99%)">旧</b>旅費の計算', "「旧」 has the colour of its ground"),
        (
            '<b style="color: #fff; background: rgb(0 0 0 / 0)">旧</b>旅費の計算',
            "「旧」 has the colour of its ground",
        ),
        (
            '<b style="color: #080808; background: rgb(0, 0, 0)">旧</b>旅費の計算',
            "「旧」 has the colour of its ground",
        ),
        ('<b style="background: black">旧</b>旅費の計算', "「旧」 has the colour of its ground"),
        (
            '<b style="background: rgba(0, 0, 0, .98)">旧</b>旅費の計算',
            "「旧」 has the colour of its ground",
        ),
        ("<sub>旧</sub>旅費の計算", "「旧」 is set small below the line"),
        ('<input value="旅費の計算">', "a form field stands in it"),
    ],
)
def test_what_a_web_page_leaves_in_doubt_is_no_answer(
    markup: str, said: str, tmp_path: Path, read: Read
) -> None:
    names, told = read(web_page(tmp_path / "a.html", [ROWS[0], row(2, markup, "青森県"), ROWS[2]]))
    assert names == [NAMES[0], NAMES[2]]
    assert any(said in one for one in told)


def test_a_web_page_can_leave_out_where_its_body_begins(tmp_path: Path, read: Read) -> None:
    path = web_page(tmp_path / "a.html", ROWS)
    begun = "><title>調査</title><style>td {color: black}</style><section>"
    path.write_text(path.read_text(encoding="utf-8").replace(">", begun, 1), encoding="utf-8")
    assert read(path) == (NAMES, [])


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("Shift_JIS", "cp932"),
        ("euc-jp", "euc_jis_2004"),
        ("utf-8", "utf-8"),
        ("utf-8", "cp932"),
        ("iso-2022-jp", "jis"),
        ("utf-8", "jis"),
    ],
)
def test_a_web_page_is_read_in_its_encoding_even_if_it_declares_another(
    declared: str, encoding: str, tmp_path: Path, read: Read
) -> None:
    path = web_page(tmp_path / "a.html", ROWS)
    text = path.read_text(encoding="utf-8").replace(">", f'><meta charset="{declared}">', 1)
    path.write_bytes(in_jis(text) if encoding == "jis" else text.encode(encoding))
    assert read(path) == (NAMES, [])


@pytest.mark.parametrize(
    ("said", "encoding"),
    [
        ('<?xml version="1.0" encoding="EUC-JP"?>', "euc_jis_2004"),
        ("<!DOCTYPE html><a href='find.cgi?charset=euc-jp'>", "jis"),
    ],
)
def test_a_web_page_is_in_euc_if_it_declares_so_of_itself(
    said: str, encoding: str, tmp_path: Path, read: Read
) -> None:
    path = web_page(tmp_path / "a.html", ROWS)
    text = path.read_text(encoding="utf-8").replace("<!DOCTYPE html>", said, 1)
    path.write_bytes(in_jis(text) if encoding == "jis" else text.encode(encoding))
    assert read(path) == (NAMES, [])


def texts_of(path: Path, page: str) -> list[list[str]]:
    """Return the texts of the rows of a web page."""
    path.write_text(f"<!DOCTYPE html>{page}", encoding="utf-8")
    grid = read_file(path)
    assert isinstance(grid, Grid)
    assert grid.problems == ()
    return [[*row.texts] for row in grid.rows]


def test_what_stands_behind_the_end_of_a_web_page_is_read(tmp_path: Path) -> None:
    page = "<html><body><table><tr><td>1</table></body></html>"
    read = texts_of(tmp_path / "a.html", f"{page}後{page}<!-- end -->")
    assert read == [["1"], ["後"], ["1"]]


@pytest.mark.parametrize(
    "before",
    [
        "<img src='data:image/png;base64," + "A" * (11 << 20) + "'>",
        "<script>" + "a" * (11 << 20) + "</script>",
        "<font>" * 300,
    ],
    ids=["picture", "script", "fonts"],
)
def test_a_web_page_is_read_behind_what_is_large(before: str, tmp_path: Path) -> None:
    assert texts_of(tmp_path / "a.html", f"{before}<table><tr><td>1</table>") == [["1"]]


def test_a_web_page_that_is_nested_too_deep_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html>" + "</b>" * 500 + "<div>" * 3000 + "<table><tr><td>1", encoding="utf-8")
    with pytest.raises(BadInput, match="its elements are nested too deep"):
        read_file(path)


@pytest.mark.parametrize("page", ["", "<!-- nothing -->"])
def test_a_web_page_without_elements_has_no_rows(page: str, tmp_path: Path) -> None:
    assert texts_of(tmp_path / "a.html", page) == []


def in_jis(text: str) -> bytes:
    """Return a text in ISO-2022-JP as Windows writes it, with the circled digits that Python's has
    not."""
    parts = (
        b"\x1b$B" + bytes(byte & 0x7F for byte in one.encode("euc_jis_2004")) + b"\x1b(B"
        if not one.isascii() else one.encode()
        for one in text
    )  # fmt: skip
    return b"".join(parts)


def test_a_text_in_jis_is_read_half_width_katakana_too(tmp_path: Path, read: Read) -> None:
    path = separated("utf-8", ",")(tmp_path / "a.csv", ROWS)
    kana = b"\x1b(I" + bytes(byte & 0x7F for byte in "ｶﾅ".encode("cp932")) + b"\x1b(B"
    path.write_bytes(in_jis(path.read_text("utf-8").replace("旅費", "\x01")).replace(b"\x01", kana))
    assert read(path)[0][1] == "カナの計算/青森県"


def with_sheet(path: Path, sheet: str, name: str = "旅費の計算") -> Path:
    """Write a web page with more in its head, and markup as the name of row 2."""
    web_page(path, [ROWS[0], row(2, name, "青森県"), ROWS[2]])
    text = path.read_text(encoding="utf-8").replace(">", f">{sheet}", 1)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "sheet",
    [
        '<link rel="stylesheet" href="a.css">',
        "<style>@import url(a.css);</style>",
        "<style>@media print { .old { display: none } }</style>",
        "<style>@supports (a: b) { @media print { .old { display: none } } }</style>",
        "<style>.old:unknown { opacity: 0 }</style>",
        f"<style>{'div ' * 150}.old {{ opacity: 0 }}</style>",
        f"<style>{':not(' * 500}.new{')' * 500} {{ opacity: 0 }}</style>",
        "<style>.old::first-letter { color: white }</style>",
        "<style>.new { .old { text-decoration: line-through } }</style>",
    ],
)
def test_a_style_sheet_that_is_not_followed_and_can_hide_text_is_told(
    sheet: str, tmp_path: Path, read: Read
) -> None:
    names, told = read(with_sheet(tmp_path / "a.html", sheet))
    assert names == NAMES
    assert len(told) == 1
    assert "its style sheet can strike or hide text" in told[0]


OF_SHEETS = {
    # the rules, the markup of the name in row 2, the name that is read, what is told
    "struck": (".old { text-decoration: line-through }", "<b class=old>旧</b>旅費の計算", "旅費の計算", "「旧」 is struck out"),
    "hidden": ("td > .old, .older { display: none }", "<b class=old>旧</b>旅費の計算", "旅費の計算", "「旧」 is hidden"),
    "hidden as for readers of screens": (".old { clip: rect(0, 0, 0, 0); position: absolute }", "<b class=old>旧</b>旅費の計算", "旅費の計算", "「旧」 is hidden"),
    "shown by itself": (".old { display: none }", '<b class=old style="display: inline">旅費</b>の計算', "旅費の計算", ""),
    "hidden whatever it says": (".old { display: none !important }", '<b class=old style="display: inline">旧</b>旅費の計算', "旅費の計算", "「旧」 is hidden"),
    "the rule that weighs more": ("#b.old { display: inline } .old { display: none }", "<b id=b class=old>旅費</b>の計算", "旅費の計算", ""),
    "on a screen": ("@media screen { .old { display: none } }", "<b class=old>旧</b>旅費の計算", "旅費の計算", "「旧」 is hidden"),
    "not struck after all": (".old { text-decoration: none } s { text-decoration: underline }", "<del class=old>旅費</del>の<s>計算</s>", "旅費の計算", ""),
    "for what follows": ("i ~ b { display: none }", "<i>旅費</i>の計算<b>旧</b>", "旅費の計算", "「旧」 is hidden"),
    "in a comment": ("/* .old { display: none } */", "<b class=old>旅費</b>の計算", "旅費の計算", ""),
    "unused": (".old { display: none } b:hover { opacity: 0 }", "<b>旅費</b>の計算", "旅費の計算", ""),
    "small": ("td .old { font-size: 0 }", "<b class=old>旧</b>旅費の計算", "旅費の計算", "「旧」 is too small"),
    "white on white": (".old { color: #fff }", "<b class=old>旧</b>旅費の計算", "", "「旧」 has the colour of its ground"),
    "white on a row of black": ("tr { background: #000 } td { color: #fff }", "旅費の計算", "旅費の計算", ""),
    "black on black": (".old { background-color: black }", "<b class=old>旧</b>旅費の計算", "", "「旧」 has the colour of its ground"),
    "text before": ("b::before { content: '旅費' }", "<b>の計算</b>", "旅費の計算", "「旅費」 is set by the style sheet and was read"),
    "text after": ("b:after { content: '(}' attr(title) '\\ff09' }", "<b title=旧>旅費の計算</b>", "旅費の計算(}旧）", "「(}旧）」 is set by the style sheet"),
    "nothing after": ("b::after { content: ''; clear: both }", "<b>旅費の計算</b>", "旅費の計算", ""),
    "a sign after": ("b::after { content: '\\f35d' }", "<b>旅費の計算</b>", "旅費の計算", "a picture stands in it"),
    "a number before": ("b::before { content: counter(n) }", "<b>旅費の計算</b>", "旅費の計算", "numbers or bullets are set before"),
}  # fmt: skip


@pytest.mark.parametrize("name", OF_SHEETS)
def test_a_web_page_is_read_as_its_style_sheet_shows_it(
    name: str, tmp_path: Path, read: Read
) -> None:
    rules, markup, expected, said = OF_SHEETS[name]
    names, told = read(with_sheet(tmp_path / "a.html", f"<style>{rules}</style>", markup))
    assert names == [NAMES[0], *[f"{expected}/青森県"] * bool(expected), NAMES[2]]
    assert any(said in one for one in told) if said else told == [], told


def test_a_rule_for_rows_after_others_is_followed_in_a_long_table(tmp_path: Path) -> None:
    rules = "<style>.first ~ .last { text-decoration: line-through }</style>"
    rows = "<tr class=first><td>1" + "<tr><td>2" * 1200 + "<tr class=last><td>3"
    path = tmp_path / "a.html"
    path.write_text(f"<!DOCTYPE html>{rules}<table>{rows}</table>", encoding="utf-8")
    grid = read_file(path)
    assert isinstance(grid, Grid)
    assert [row.texts for row in grid.rows[-2:]] == [["2"], [""]]
    assert [mark.found for row in grid.rows for mark in row.marks] == [
        "「3」 is struck out and was left out"
    ]


def of_text(name: str, **sets: str) -> str:
    """Return a style of text, or of cells, of an OpenDocument sheet."""
    said = " ".join(
        f'{key.replace("__", ":").replace("_", "-")}="{one}"' for key, one in sets.items()
    )
    kinds = (("text", name), ("table-cell", f"cell{name}"))
    return "".join(
        f'<style:style style:family="{kind}" style:name="{one}"><style:text-properties {said}/>'
        f"<style:table-cell-properties {said}/></style:style>"
        for kind, one in kinds
    )


def of_cell(said: str, style: str = "", more: str = "") -> str:
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string" {more}>'
        f"<text:p>{said}</text:p></table:table-cell>"
    )


def span(style: str, said: str) -> str:
    return f'<text:span text:style-name="{style}">{said}</text:span>'


SUPER = of_text("S", style__text_position="super 58%")
STRIKE = of_text("S", style__text_line_through_style="solid")
WHITE = of_text("S", fo__color="#ffffff")
OPEN = {
    # styles, the markup of the name in row 2, the name that is read, what is told
    "the mark of a note": (SUPER, of_cell("旅費の計算" + span("S", "※1")), "旅費の計算", "「※1」 is the mark of a note and was left out"),
    "a power": (SUPER, of_cell("面積m" + span("S", "2")), "", "「2」 is set small above the line"),
    "raised as a whole": (SUPER, of_cell("旅費の計算", "cellS"), "旅費の計算", ""),
    "struck words": (STRIKE, of_cell(span("S", "旧") + "旅費の計算"), "旅費の計算", "「旧」 is struck out and was left out"),
    "not struck after all": (STRIKE + of_text("N", style__text_line_through_style="none"), of_cell(span("N", "旅費の計算"), "cellS"), "旅費の計算", ""),
    "a style above another": (STRIKE + '<style:style style:family="text" style:name="N" style:parent-style-name="S"/>', of_cell(span("N", "旧") + "旅費の計算"), "旅費の計算", "「旧」 is struck out"),
    "white": (WHITE, of_cell("旅費の計算", "cellS"), "", "「旅費の計算」 has the colour of its ground"),
    "white words in the colour of the window": (WHITE + of_text("W", style__use_window_font_color="true"), of_cell("旅費の" + span("S", "計算"), "cellW"), "", "「計算」 has the colour of its ground"),
    "white on black": (of_text("S", fo__color="#ffffff", fo__background_color="#000000"), of_cell("旅費の計算", "cellS"), "旅費の計算", ""),
    "too small": (of_text("S", fo__font_size="1pt"), of_cell(span("S", "旧") + "旅費の計算"), "旅費の計算", "「旧」 is too small to be read"),
    "ruby": ("", of_cell("<text:ruby><text:ruby-base>旅費</text:ruby-base><text:ruby-text>りょひ</text:ruby-text></text:ruby>の計算"), "旅費の計算", "「りょひ」 is ruby"),
    "struck words with spaces": (STRIKE, of_cell(span("S", "旧<text:s text:c='2'/>称<text:tab/>") + "旅費の<text:line-break/>計算"), "旅費の計算", "「旧  称」 is struck out and was left out"),
    "a number as it is shown": ("", of_cell("36 %", more='office:value="0.36"'), "36 %", ""),
    "a number that nothing shows": ("", '<table:table-cell office:value="36"/>', "36", "36 can be shown otherwise there"),
    "a format that shows nothing": ("", of_cell("", more='office:value="36"'), "", "its format shows nothing of it"),
    "a formula without a result": ("", '<table:table-cell table:formula="of:=A1"/>', "", "its formula was never calculated"),
    "a note": ("", of_cell("旅費の計算</text:p><office:annotation><text:p>x</text:p></office:annotation><text:p>"), "旅費の計算", "on the sheet ① notes stand at B4"),
    "a drawing": ("", of_cell("旅費の計算</text:p><draw:custom-shape><text:p>確認中</text:p></draw:custom-shape><text:p>"), "旅費の計算", "drawings lie at B4, which are not read: 「確認中」"),
    "struck under a condition": ('<style:style style:family="table-cell" style:name="C"><style:map style:apply-style-name="cellS"/></style:style>' + STRIKE, of_cell("旅費の計算", "C"), "旅費の計算", "text at B4 is struck or white under conditions"),
}  # fmt: skip


@pytest.mark.parametrize("name", OPEN)
def test_an_open_document_sheet_is_read_as_it_is_shown(
    name: str, tmp_path: Path, read: Read
) -> None:
    styles, markup, expected, said = OPEN[name]
    names, told = read(ods(tmp_path / "a.ods", ROWS, styles, 旅費の計算=markup))
    names = [one.replace(" ", "") for one in names]
    expected = expected.replace(" ", "").replace("％", "%")
    assert names == [NAMES[0], *[f"{expected}/青森県"] * bool(expected), NAMES[2]]
    assert any(said in one for one in told) if said else told == [], told


def test_a_struck_line_of_an_open_document_sheet_still_ends(tmp_path: Path) -> None:
    markup = of_cell("旅費" + span("S", "旧<text:line-break/>") + "計算")
    grid = read_file(ods(tmp_path / "a.ods", [("m",)], STRIKE, m=markup))
    assert isinstance(grid, Grid)
    assert [line.text for line in grid.rows[-1].cells[0] or ()] == ["旅費", "計算"]


@pytest.mark.parametrize("around", ["sdt", "customXml", "smartTag", "moveTo"])
def test_a_cell_of_a_word_document_is_read_whatever_stands_around_it(
    around: str, tmp_path: Path
) -> None:
    path, other = docx(tmp_path / "a.docx", ROWS), tmp_path / "b.docx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        text = old.read("word/document.xml").decode()
        text = text.replace("<w:tc>", f"<w:{around}><w:tc>").replace(
            "</w:tc>", f"</w:tc></w:{around}>"
        )
        new.writestr("word/document.xml", text)
    plain, wrapped = read_file(path), read_file(other)
    assert isinstance(plain, Grid)
    assert isinstance(wrapped, Grid)
    assert wrapped.rows == plain.rows


def test_hidden_rows_columns_and_sheets_of_an_open_document_are_told(
    tmp_path: Path, read: Read
) -> None:
    path, other = ods(tmp_path / "a.ods", ROWS), tmp_path / "b.ods"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        text = old.read("content.xml").decode()
        *before, last = text.split("<table:table-row>")
        hidden = '<table:table-row table:visibility="filter">'
        column = (
            '<table:table-column table:number-columns-repeated="2" table:visibility="collapse"/>'
        )
        begun = "<table:table-row>".join(before).replace('"①">', f'"①">{column}')
        style = '<style:style style:family="table" style:name="H"><style:table-properties table:display="false"/></style:style>'
        sheet = '<table:table table:name="old" table:style-name="H"/></office:spreadsheet>'
        text = (begun + hidden + last).replace("</office:spreadsheet>", sheet)
        new.writestr(
            "content.xml", text.replace("</office:automatic", f"{style}</office:automatic")
        )
    names, told = read(other)
    assert names == NAMES
    for said in (
        "rows 5 are hidden (by a filter)",
        "columns A:B are hidden",
        "the sheet old is hidden",
    ):
        assert any(said in one for one in told), told


def test_cells_of_an_open_document_that_are_merged_or_repeated_count_for_all(
    tmp_path: Path,
) -> None:
    merged = (
        '<table:table-cell table:number-rows-spanned="2"><text:p>青森県</text:p></table:table-cell>'
    )
    covered = '<table:covered-table-cell/><table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell>'
    grid = read_file(ods(tmp_path / "a.ods", [("m",), ("c",)], m=merged, c=covered))
    assert isinstance(grid, Grid)
    assert [row.texts[:3] for row in grid.rows[2:]] == [["青森県", "", ""], ["青森県", "x", "x"]]


def test_an_open_document_without_sheets_or_without_end_is_refused(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [("m",)], m='<table:table-cell table:number-columns-repeated="9999999"><text:p>x</text:p></table:table-cell>')  # fmt: skip
    with pytest.raises(BadInput, match="the sheet ① has 10,000,013 cells"):
        read_file(path)
    with zipfile.ZipFile(tmp_path / "b.odt", "w") as packed:
        packed.writestr("content.xml", "<a/>")
    with pytest.raises(BadInput, match="without sheets"):
        read_file(tmp_path / "b.odt")


def test_quotes_that_are_not_closed_are_no_table(tmp_path: Path) -> None:
    lines = [TITLE, ",".join(TITLES), *map(",".join, ROWS)]
    text = "\n".join(lines).replace("旅費", '"旅費')
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="expected quotes in pairs"):
        read_file(tmp_path / "a.csv")


@pytest.mark.parametrize("name", ["utf8.csv", "a.docx", "a.ods"])
def test_the_error_of_a_formula_is_in_doubt_wherever_it_was_copied(
    name: str, tmp_path: Path, read: Read
) -> None:
    rows = [ROWS[0], row(2, "#REF!", "青森県"), row(3, "#N/A の扱い", "岩手県")]
    names, told = read(WRITERS[name](tmp_path / name, rows))
    assert names == [NAMES[0], "#N/A の扱い/岩手県"]
    assert any("手続・事務の名称: #REF! is the error of a formula" in one for one in told)


def test_a_cell_of_a_web_page_can_reach_over_rows_and_columns(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<html><table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table>", encoding="utf-8"
    )
    grid = read_file(tmp_path / "a.html")
    assert isinstance(grid, Grid)
    assert [[None if c is None else "".join(x.text for x in c) for c in r.cells] for r in grid.rows] == [
        ["a", "b", None], ["a", "c", "d"],
    ]  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> tuple[openpyxl.Workbook, Path]:
    path = xlsx(tmp_path / "a.xlsx", ROWS)
    return openpyxl.load_workbook(path), path


Book = tuple[openpyxl.Workbook, Path]


def test_struck_text_of_a_sheet_is_left_out_and_told(book: Book, read: Read) -> None:
    sheet, path = book[0].active, book[1]
    sheet["B3"] = CellRichText(TextBlock(InlineFont(strike=True), "旧"), "議事録の作成")
    for cell in sheet[4]:
        cell.font = Font(strike=True)
    book[0].save(path)
    names, told = read(path)
    assert names == [NAMES[0], NAMES[2]]
    assert any(
        "手続・事務の名称 of row 1: 「旧」 is struck out and was left out" in one for one in told
    )
    assert any(
        "sheet Sheet, A4:G4" in one and "「旅費の計算」 is struck out" in one for one in told
    )


def test_hidden_rows_and_columns_filters_and_notes_are_told(book: Book, read: Read) -> None:
    sheet, path = book[0].active, book[1]
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["F"].hidden = True
    sheet.auto_filter.ref = "A2:G5"
    sheet["B3"].comment = Comment("check", "")
    book[0].save(path)
    names, told = read(path)
    assert names == NAMES
    for said in ("rows 4 are hidden (by a filter)", "columns F are hidden", "notes stand at B3"):
        assert any(said in one for one in told), told


def test_what_cannot_be_an_answer_on_a_sheet_is_in_doubt(book: Book, read: Read) -> None:
    sheet, path = book[0].active, book[1]
    sheet["C3"] = "#REF!"
    sheet["C3"].data_type = "e"
    sheet["B4"].font = Font(color="FFFFFFFF")
    book[0].save(path)
    names, told = read(path)
    assert names == [NAMES[2]]
    assert any("#REF! is the error of a formula" in one for one in told)
    assert any("has the colour of its ground" in one for one in told)


def test_text_of_a_sheet_that_is_too_small_or_below_the_line_is_told(
    book: Book, read: Read
) -> None:
    sheet, path = book[0].active, book[1]
    sheet["B3"] = CellRichText(TextBlock(InlineFont(sz=1), "旧"), "議事録の作成")
    sheet["B4"] = CellRichText("旅費の計算", TextBlock(InlineFont(vertAlign="subscript"), "注1"))
    sheet["B5"].font = Font(color="FF000000")
    sheet["B5"].fill = PatternFill("solid", fgColor="FF000000")
    book[0].save(path)
    names, told = read(path)
    assert names == NAMES[:2]
    for said in (
        "「旧」 is too small to be read",
        "「注1」 is the mark of a note",
        "「入札の受付」 has the colour",
    ):
        assert any(said in one for one in told), told


def test_text_that_a_format_hides_or_a_part_of_it_is_white_is_in_doubt(
    book: Book, read: Read
) -> None:
    sheet, path = book[0].active, book[1]
    sheet["C3"].number_format = ";;;"
    sheet["B4"] = CellRichText("旅費の", TextBlock(InlineFont(color="FFFFFFFF"), "計算"))
    book[0].save(path)
    names, told = read(path)
    assert names == [NAMES[2]]
    assert any("its format shows nothing of it" in one for one in told)
    assert any("has the colour of its ground" in one for one in told)


def test_a_date_whose_format_the_workbook_does_not_write_out_is_read_as_in_japan(
    book: Book, read: Read
) -> None:
    sheet, path = book[0].active, book[1]
    sheet["B3"] = 44013
    sheet["B3"]._style.numFmtId = 31
    book[0].save(path)
    names, told = read(path)
    assert names[0] == "2020年7月1日/北海道"
    assert any("2020年7月1日 can be shown otherwise" in one for one in told)


def test_text_that_a_condition_strikes_is_told(book: Book, read: Read) -> None:
    sheet, path = book[0].active, book[1]
    struck = FormulaRule(formula=["TRUE"], font=Font(strike=True))
    sheet.conditional_formatting.add("B4", struck)
    sheet.conditional_formatting.add("B3", FormulaRule(formula=["TRUE"], font=Font(bold=True)))
    book[0].save(path)
    names, told = read(path)
    assert names == NAMES
    assert ["text at B4 is struck or white under conditions" in one for one in told] == [True]


def test_text_that_is_shown_with_more_is_told(book: Book, read: Read) -> None:
    sheet, path = book[0].active, book[1]
    sheet["B4"].number_format = '"仮："@'
    sheet["B3"] = "議事録_x000D_の作成"
    book[0].save(path)
    names, told = read(path)
    assert [name.replace(" ", "") for name in names] == NAMES
    assert ["旅費の計算 can be shown otherwise there" in one for one in told] == [True]


def test_columns_that_are_hidden_together_are_all_told(book: Book, read: Read) -> None:
    sheet, path = book[0].active, book[1]
    sheet.column_dimensions.group("D", "F", hidden=True)
    book[0].save(path)
    assert any("columns D:F are hidden" in one for one in read(path)[1])


@pytest.mark.filterwarnings("ignore:DrawingML support")  # openpyxl's, which the process keeps
def test_drawings_over_cells_are_told_with_sheet_and_place(tmp_path: Path, read: Read) -> None:
    path, drawn = xlsx(tmp_path / "a.xlsx", ROWS), tmp_path / "b.xlsx"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    draw = "http://schemas.openxmlformats.org/drawingml/2006"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(drawn, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId9" Type="{office}/drawing" Target="../drawings/drawing1.xml"/>'
            "</Relationships>",
        )
        new.writestr(
            "xl/drawings/drawing1.xml",
            f'<d:wsDr xmlns:d="{draw}/spreadsheetDrawing" xmlns:a="{draw}/main"><d:twoCellAnchor>'
            "<d:from><d:col>1</d:col><d:row>3</d:row></d:from>"
            "<d:sp><d:txBody><a:p><a:r><a:t>確認中</a:t></a:r></a:p></d:txBody></d:sp>"
            "</d:twoCellAnchor></d:wsDr>",
        )
    names, told = read(drawn)
    assert names == NAMES
    assert any(
        "on the sheet Sheet drawings lie at B4" in one and "「確認中」" in one for one in told
    )


def test_furigana_is_never_in_the_text(tmp_path: Path, read: Read) -> None:
    path, spoken = xlsx(tmp_path / "a.xlsx", ROWS), tmp_path / "b.xlsx"
    written = "旅費の計算".encode("ascii", "xmlcharrefreplace")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(spoken, "w") as new:
        for name in old.namelist():
            text = old.read(name).replace(
                b't="inlineStr"><is><t>%s</t></is>' % written, b't="s"><v>0</v>'
            )
            new.writestr(name, text.replace(b"</Types>", part.encode()))
        new.writestr(
            "xl/sharedStrings.xml",
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>'
            '<t>旅費の計算</t><rPh sb="0" eb="2"><t>リョヒ</t></rPh></si></sst>',
        )
        assert b"<v>0</v>" in new.read("xl/worksheets/sheet1.xml")
    assert read(spoken) == (NAMES, [])


NORTH = [
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県",
    "群馬県", "埼玉県", "千葉県",
]  # fmt: skip
LAYOUTS: dict[str, tuple[Rows, list[str], list[str]]] = {
    # the rows of a sheet, the rows that are read, what is told
    "prefectures named once": (
        [row(1), row(2, "旅費の計算", ""), row(3, "入札の受付", "岩手県"), row(4, "採点", "")],
        [NAMES[0], "旅費の計算/北海道", NAMES[2], "採点/岩手県"],
        ["an empty prefecture was read as the one above in row 2, row 4"],
    ),
    "a prefecture that was forgotten": (
        [row(1), row(2, "旅費の計算", "北海道"), row(3, "入札の受付", "")],
        [NAMES[0], "旅費の計算/北海道"],
        ["「」 is not the name of a prefecture"],
    ),
    "one prefecture in many that was forgotten": (
        [row(number, "採点", name) for number, name in enumerate([*NORTH, ""], 1)],
        [f"採点/{name}" for name in NORTH],
        ["「」 is not the name of a prefecture"],
    ),
    "a prefecture that nothing names": (
        [row(1, prefecture=""), row(2, "旅費の計算", "同上"), row(3, "入札の受付", "岩手県")],
        [NAMES[2]],
        ["「」 is not the name", "「同上」 is not the name", "rows 1 to 2 are missing"],
    ),
    "the prefecture of a row that cannot be read": (
        [row(1), ("2", "旅費の計算", "音声認識", "", "", "", ""), row(3, "入札の受付", "〃")],
        [NAMES[0]],
        ["「」 is none of the answers", "「〃」 is not the name of a prefecture"],
    ),
    "notes": (
        [*ROWS, ("※１　市販の製品を含む",), ("", "注2　そのほか"), ("※", "共同利用は検討中")],
        NAMES,
        ["「※1市販の製品を含む」", "「注2そのほか」", "「※共同利用は検討中」"],
    ),
    "numbers in full width": ([("１", *row(1)[1:]), *ROWS[1:]], NAMES, []),
    "numbers that begin again": (
        [*ROWS, row(1, "採点"), row(2, "集計")],
        NAMES,
        ["the row numbers begin again at 1; these rows are left out: rows 1 to 2"],
    ),
    "an answer that nobody gives": (
        [(*cells[:3], "未定", *cells[4:]) for cells in ROWS],
        [],
        ["3 rows cannot be read, first"],
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_tables_are_read_as_people_lay_them_out(name: str, tmp_path: Path, read: Read) -> None:
    rows, expected, said = LAYOUTS[name]
    names, told = read(xlsx(tmp_path / "a.xlsx", rows))
    assert names == expected
    assert [sum(one in each for each in told) for one in said] == [1] * len(said)
    assert len(told) == len(said), told


@pytest.mark.parametrize("column", [1, 8], ids=["left", "right"])
@pytest.mark.parametrize("title", ["氏名", None])
def test_names_of_persons_are_in_no_message(
    column: int, title: str | None, book: Book, read: Read
) -> None:
    sheet, path = book[0].active, book[1]
    sheet["D4"] = "未定"
    if column == 1:
        sheet.insert_cols(1)
    for line in range(3, 6):
        sheet.cell(line, column, "山田太郎")
    sheet.cell(2, column, title)
    sheet.cell(5, column).font = Font(strike=True)
    sheet.cell(7, column, "山田花子")
    book[0].save(path)
    names, told = read(path)
    assert names == [NAMES[0], NAMES[2]]
    assert not any("山田" in one for one in told), told
    assert sum("the layout does not know" in one for one in told) == 1
    assert any("「未定」 is none of the answers" in one for one in told)


def test_column_titles_in_two_rows_are_found(book: Book, read: Read) -> None:
    sheet, path = book[0].active, book[1]
    sheet.insert_rows(2)
    sheet["B2"], sheet["D2"], sheet["D3"] = "手続・事務の名称", "導入", "状況"
    sheet["B3"] = None
    sheet.insert_cols(3)
    book[0].save(path)
    assert read(path) == (NAMES, [])


def test_remarks_below_the_column_titles_are_no_row(book: Book, read: Read) -> None:
    sheet, path = book[0].active, book[1]
    sheet.insert_rows(3)
    sheet["C3"], sheet["D3"] = "（具体的に）", "（選択）"
    book[0].save(path)
    names, told = read(path)
    assert names == NAMES
    assert len(told) == 1
    assert "warning" in told[0]
    assert "「(具体的に)(選択)」 below the column titles is not read" in told[0]


def test_one_cause_of_warnings_is_told_once_with_all_its_rows(book: Book, read: Read) -> None:
    sheet, path = book[0].active, book[1]
    for cell in ("F3", "F4", "F5"):
        sheet[cell] = 0.5
        sheet[cell].number_format = "# ?/?"
    book[0].save(path)
    names, told = read(path)
    assert names == NAMES
    assert [one for one in told if "of rows 1 to 3: 0.5 can be shown otherwise" in one] == told
    assert len(told) == 1


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (36, "General", "36"), (36.0, "General", "36"), (0.5, "General", "0.5"), (0.36, "0%", "36%"),
        (0.3645, "0.0%", "36.5%"), (1234567, "#,##0", "1,234,567"), (-1234.5, "#,##0.00", "-1,234.50"),
        (7, "000", "007"), (2.675, "0.00", "2.68"), (True, "General", "TRUE"),
        (datetime(2020, 7, 1), "yyyy/m/d", "2020/7/1"),
        (datetime(2020, 7, 1), 'yyyy"年"m"月"d"日";@', "2020年7月1日"),
        (datetime(2020, 7, 1), '[$-411]ggge"年"m"月"d"日";@', "令和2年7月1日"),
        (date(2019, 4, 30), "[$-411]ge\\.m\\.d", "H31.4.30"),
        (datetime(2020, 5, 1), "ggge", "令和2"),
        (datetime(2019, 5, 1), '[$-ja-JP-x-gannen]ggge"年"', "令和元年"),
        (datetime(2020, 7, 1), "yyyy/m/d(aaa)", "2020/7/1(水)"),
        (-1234, '#,##0;"△ "#,##0', "△ 1,234"), (-5, "0_);(0)", "(5)"), (-3, "0;[Red]-0", "-3"),
        (-5, "#,##0_ ;[Red]\\-#,##0\\ ", "-5"), (0, "#,##0;[Red]-#,##0", "0"), (-3.5, "General", "-3.5"),
        (36, '0"件"', "36件"), (2, '"第"0"号"', "第2号"),
    ],
)  # fmt: skip
def test_numbers_and_dates_are_read_as_they_are_shown(value: object, form: str, text: str) -> None:
    assert shown(value, form) == (text, True)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.5, "# ?/?", "0.5"), (1 / 3, "General", "0.3333333333333333"),
        (datetime(2020, 7, 1), "dddd", "2020-07-01"), (datetime(2020, 7, 1), "General", "2020-07-01"),
        (datetime(2020, 7, 1), "mm-dd-yy", "2020/7/1"), (datetime(2019, 5, 1), "ggge", "令和1"),
        (5, ";;;", "5"), (0, "0;-0;;@", "0"), (5, '[>=3]0"x";0', "5"), (1e-7, "General", "0.0000001"),
    ],
)  # fmt: skip
def test_what_is_shown_in_a_way_that_is_not_known_is_said_so(
    value: object, form: str, text: str
) -> None:
    assert shown(value, form) == (text, False)
