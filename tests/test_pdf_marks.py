"""What stands on a page besides the answers is told, row by row, and never read for an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from drawn_pdf import EDGES, HIGH, TITLE, TITLES, TOP, Sheet, place, row, table, text, write
from survey.documents.formats import read_file
from survey.documents.pdf.pages import read_pdf
from survey.problems import BadInput, errors
from survey.reading.layouts import Layout
from survey.reading.parse import parse

HEAD = text(40, 560, TITLE)
ROWS = [row(1), row(2, "旅費の計算", "青森県"), row(3, "入札の受付", "岩手県")]
PLAIN = HEAD + table(ROWS)
NAME = "手続・事務の名称"

Read = Callable[[Path], tuple[dict[int, dict[str, str]], list[str]]]


@pytest.fixture
def read(layout: Layout) -> Read:
    """Return the rows of the first table by number, and what is told of them or as an error."""
    alone = replace(layout, tables=layout.tables[:1])
    usual = ("stands under no", "is missing", "the printed count", "ends before")

    def parsed(path: Path) -> tuple[dict[int, dict[str, str]], list[str]]:
        found = parse(read_pdf(path), alone, ())
        rows = {
            int(str(r["row_number"])): {k: str(v) for k, v in r.items()}
            for r in found.rows["ai_rpa_cases"]
        }
        told = [str(p) for p in found.problems if not any(word in p.found for word in usual)]
        return rows, told

    return parsed


def names(rows: dict[int, dict[str, str]]) -> list[str]:
    return [row["procedure"] for row in rows.values()]


def test_a_plain_page_is_read_and_nothing_told(tmp_path: Path, read: Read) -> None:
    rows, told = read(write(tmp_path / "a.pdf", [Sheet(PLAIN)]))
    assert names(rows) == ["議事録の作成", "旅費の計算", "入札の受付"]
    assert [row["prefecture"] for row in rows.values()] == ["北海道", "青森県", "岩手県"]
    assert told == []


X, Y = place(2, 1)
STROKE = f"q 1 w {X} {{}} m {X + 45} {{}} l S Q\n"


def stroke(y: float) -> str:
    return STROKE.format(y, y)


LATIN = HEAD + table([row(1, ""), row(2, ""), row(3)]) + text(*place(1, 1), "面積m")
STAMP = f"q {X} {Y - 15} m {X + 40} {Y - 15} {X + 40} {Y + 19} {X} {Y + 19} c S Q\n"
NOTE_X, NOTE_Y = place(2, 5)
NO_NOTE = HEAD + table([ROWS[0], (*ROWS[1][:5], "", "青森県"), ROWS[2]])
CUT_ABOVE = ("", "手続・事務", "ＡＩ・ＲＰＡの", "導入", "共同利用・", "", "都道府")
CUT_BELOW = ("", "の名称", "活用方法", "状況", "共同導入の可否", "", "県")
LOW = HEAD + table([row(1), row(2, "", "青森県"), row(3, "入札の受付", "岩手県")])
ODD: dict[str, tuple[Sheet, list[str], str]] = {
    # what stands on the page, the names that are read, what is told
    "a round logo": (Sheet("q 780 570 m 790 570 790 580 780 580 c h S Q\n" + PLAIN), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "a filled ellipse": (Sheet("q 1 0 0 rg 20 20 m 60 20 60 40 20 40 c f Q\n" + PLAIN), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "a clipping path": (Sheet("q 0 0 842 595 re W n\n" + PLAIN + "Q\n"), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "an underline": (Sheet(PLAIN + stroke(Y - 1.5)), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "a strike": (Sheet(PLAIN + stroke(Y + 3.2)), ["議事録の作成", "入札の受付"], f"{NAME} of row 2: 「旅費の計算」 is struck out and was left out"),
    "a double strike": (Sheet(PLAIN + stroke(Y + 2.5) + stroke(Y + 4.5)), ["議事録の作成", "入札の受付"], "「旅費の計算」 is struck out"),
    "an underline between rules": (Sheet(HEAD + table([ROWS[0], row(2, "旅費の計算", ""), ROWS[2]]) + text(743, Y, "青森県", 18) + f"743 {Y - 2} m 797 {Y - 2} l S\n"), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "a strike that reaches over its cell": (Sheet(PLAIN + f"{EDGES[1] - 4} {Y + 3.2} m {EDGES[2] + 4} {Y + 3.2} l S\n"), ["議事録の作成", "入札の受付"], f"{NAME} of row 2: 「旅費の計算」 is struck out"),
    "a strike through the row": (Sheet(PLAIN + f"{EDGES[0]} {Y + 3.2} m {EDGES[-1]} {Y + 3.2} l S\n"), ["議事録の作成", "入札の受付"], "「旅費の計算」 is struck out"),
    "a row that is too low": (Sheet(LOW + text(X, Y + 14, "申請の受付") + text(X, Y + 4, "と集計")), ["入札の受付"], "page 1: the text of 1 cells runs over their rules"),
    "a line that stands in the row below": (Sheet(LOW + text(X, Y + 14, "申請の受付") + text(X, Y + 4, "と集計")), ["入札の受付"], f"{NAME}: text of the cell above or below can stand in it"),
    "a merged cell that the page break cuts": (Sheet(HEAD + table([*ROWS[:2], row(3, "", "岩手県")]) + text(X, Y - HIGH - 11, "入札の受付")), ["議事録の作成", "旅費の計算", "入札の受付"], f"{NAME} of row 3: the rule at the end of the table runs through its text"),
    "a merged prefecture that the page break cuts": (Sheet(HEAD + table([*ROWS[:2], row(3, "入札の受付", "")]) + text(EDGES[6] + 3, Y - HIGH - 11, "岩手県")), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "text over text": (Sheet(PLAIN + text(X + 3, Y + 4, "申請の受付")), [], f"{NAME}: text lies over other text in it"),
    "a thick strike": (Sheet(PLAIN + f"{X} {Y + 2} 45 2.8 re f\n"), ["議事録の作成", "入札の受付"], "「旅費の計算」 is struck out"),
    "a strike of dashes": (Sheet(PLAIN + "".join(f"{X + 3 * n} {Y + 3} 2 .8 re f\n" for n in range(15))), ["議事録の作成", "入札の受付"], "「旅費の計算」 is struck out"),
    "a strike of dots": (Sheet(PLAIN + "".join(f"{X + 2 * n} {Y + 3} .8 .8 re f\n" for n in range(23))), ["議事録の作成", "入札の受付"], "「旅費の計算」 is struck out"),
    "a strike in one path": (Sheet(PLAIN + f"{X} {Y + 3} m {X + 20} {Y + 3} l {X + 45} {Y + 3} l S\n"), ["議事録の作成", "入札の受付"], "「旅費の計算」 is struck out"),
    "an underline of dots": (Sheet(PLAIN + "".join(f"{X + 2 * n} {Y - 2} 1 1 re f\n" for n in range(23))), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "a strike as an annotation": (Sheet(PLAIN, [f"<< /Type /Annot /Subtype /StrikeOut /Rect [{X} {Y} {X + 45} {Y + 9}] /C [1 0 0] >>"]), ["議事録の作成", "入札の受付"], "「旅費の計算」 is struck out"),
    "ruby": (Sheet(PLAIN + text(X, Y + 9, "りょひ", 4.5)), ["議事録の作成", "旅費の計算", "入札の受付"], f"{NAME} of row 2: 「りょひ」 is ruby and was left out"),
    "ruby of more letters than its text": (Sheet(HEAD + table([ROWS[0], row(2, "費用", "青森県"), ROWS[2]]) + text(X, Y + 9, "ひようひよ", 4.5)), ["議事録の作成", "費用", "入札の受付"], "「ひようひよ」 is ruby"),
    "ruby below": (Sheet(PLAIN + text(X, Y - 5, "りょひ", 4.5)), ["議事録の作成", "入札の受付"], "「りょひ」 stands alone in small print"),
    "dots that are drawn for emphasis": (Sheet(PLAIN + f"{X + 3} {Y + 9} m {X + 3} {Y + 13} {X + 7} {Y + 13} {X + 7} {Y + 9} c h f\n"), ["議事録の作成", "旅費の計算", "入札の受付"], f"{NAME} of row 2: a picture stands in it"),
    "dots for emphasis": (Sheet(PLAIN + text(X + 2, Y + 8, "・　・", 4.5)), ["議事録の作成", "旅費の計算", "入札の受付"], "left out"),
    "the mark of a note": (Sheet(PLAIN + text(X + 45, Y + 4, "注1", 6)), ["議事録の作成", "旅費の計算", "入札の受付"], f"{NAME} of row 2: 「注1」 is the mark of a note"),
    "the mark of a note that rises": (Sheet(PLAIN + text(X + 45, Y, "注1", 6, "4 Ts")), ["議事録の作成", "旅費の計算", "入札の受付"], f"{NAME} of row 2: 「注1」 is the mark of a note"),
    "a power": (Sheet(LATIN + text(place(1, 1)[0] + 27, place(1, 1)[1] + 4, "2", 6)), ["議事録の作成"], "「2」 is set small above the line"),
    "the mark of a note on a line of its own": (Sheet(PLAIN + text(X, Y - 7.5, "※1", 6)), ["議事録の作成", "入札の受付"], "「※1」 stands alone in small print"),
    "text in small print": (Sheet(PLAIN + text(X + 45, Y, "（注）", 6)), ["議事録の作成", "旅費の計算（注）", "入札の受付"], ""),
    "a shadow": (Sheet(HEAD + text(X + 1.6, Y - 1.6, "旅費の計算", before=".5 g") + table(ROWS)), ["議事録の作成", "旅費の計算", "入札の受付"], "is printed again as a shadow"),
    "fake bold": (Sheet(PLAIN + text(X + 0.4, Y, "旅費の計算")), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "white text": (Sheet(PLAIN + text(X + 60, Y, "秘密の文", before="1 g")), ["議事録の作成", "旅費の計算", "入札の受付"], "「秘密の文」 cannot be seen on the page and was left out"),
    "text that is not drawn": (Sheet(PLAIN + text(X + 60, Y, "秘密の文", before="3 Tr")), ["議事録の作成", "旅費の計算", "入札の受付"], "「秘密の文」 cannot be seen on the page and was left out"),
    "text that is too small": (Sheet(PLAIN + text(X + 60, Y, "秘密の文", 0.5)), ["議事録の作成", "旅費の計算", "入札の受付"], "「秘密の文」 cannot be seen on the page and was left out"),
    "white text on a dark ground": (Sheet(f"q 0 g 190 {TOP - 3 * HIGH} 130 {HIGH} re f Q\n" + HEAD + table([ROWS[0], (*ROWS[1][:2], "", *ROWS[1][3:]), ROWS[2]]) + text(*place(2, 2), "音声認識", before="1 g")), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "a watermark": (Sheet(PLAIN + "BT .8 g /F1 80 Tf .8 .5 -.5 .8 200 300 Tm <672a5b9a7a3f> Tj ET\n"), ["議事録の作成", "旅費の計算", "入札の受付"], "page 1: 「未定稿」 is printed over the page"),
    "a level watermark": (Sheet(PLAIN + text(200, 470, "未定稿", 60, ".8 g")), ["議事録の作成", "旅費の計算", "入札の受付"], "page 1: 「未定稿」 is printed over the page"),
    "a stamp": (Sheet(PLAIN + f"q {X} {Y} m {X + 40} {Y - 9} {X + 40} {Y + 19} {X} {Y + 9} c S Q\n"), ["議事録の作成", "旅費の計算", "入札の受付"], f"{NAME} of row 2: a shape or a picture is drawn over it"),
    "a stamp with text": (Sheet(PLAIN + STAMP + text(X + 5, Y + 3, "承認済")), ["議事録の作成", "旅費の計算", "入札の受付"], f"{NAME} of row 2: 「承認済」 is the text of a shape that is drawn over it and was left out"),
    "a stamp over rules": (Sheet(PLAIN + STAMP + text(X + 5, Y - 12.5, "承認済")), ["議事録の作成", "旅費の計算", "入札の受付"], f"{NAME} of row 3: 「承認済」 is the text of a shape"),
    "text of a stamp alone in its cell": (Sheet(LOW + STAMP + text(X + 5, Y - 11, "承認済")), ["議事録の作成", "入札の受付"], f"{NAME} of row 2: 「承認済」 is the text of a shape"),
    "the text of a stamp without a shape": (Sheet(PLAIN + text(X + 50, Y + 3, "未定稿", before="1 0 0 rg")), ["議事録の作成", "入札の受付"], f"{NAME}: a part of its text stands above or below the line"),
    "a bar over text": (Sheet(PLAIN + f"{X} {Y - 2} 45 13 re f\n"), ["議事録の作成", "旅費の計算", "入札の受付"], f"{NAME} of row 2: a shape or a picture is drawn over it"),
    "a bar below text": (Sheet(f"q 1 1 0 rg {X} {Y - 2} 45 13 re f Q\n" + PLAIN), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "a picture in a cell": (Sheet(NO_NOTE + f"q 40 0 0 9 {NOTE_X} {NOTE_Y} cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q\n"), ["議事録の作成", "旅費の計算", "入札の受付"], "shareability_note of row 2: a picture stands in it"),
    "text over an empty cell": (Sheet(NO_NOTE, [f"<< /Type /Annot /Subtype /FreeText /Rect [{NOTE_X} {NOTE_Y} {NOTE_X + 45} {NOTE_Y + 9}] /Contents (new) >>"]), ["議事録の作成", "入札の受付"], "shareability_note: an annotation is drawn over it, 「new」"),
    "a slanted line": (Sheet(PLAIN + f"{X} {Y - 5} m {X + 50} {Y + 12} l S\n"), ["議事録の作成", "旅費の計算", "入札の受付"], "a shape or a picture is drawn over it"),
    "text over a cell": (Sheet(PLAIN, [f"<< /Type /Annot /Subtype /FreeText /Rect [{X} {Y} {X + 45} {Y + 9}] /Contents (new) /DA (/F1 9 Tf) >>"]), ["議事録の作成", "入札の受付"], "an annotation is drawn over it, 「new」"),
    "a note of a reader": (Sheet(PLAIN, [f"<< /Type /Annot /Subtype /Highlight /Rect [{X} {Y} {X + 45} {Y + 9}] /Contents (check) >>"]), ["議事録の作成", "旅費の計算", "入札の受付"], "a reader's note says 「check」"),
    "a link": (Sheet(PLAIN, [f"<< /Type /Annot /Subtype /Link /Rect [{X} {Y} {X + 45} {Y + 9}] >>"]), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "a form field": (Sheet(PLAIN, [f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (t) /V (value) /Rect [{X} {Y} {X + 45} {Y + 9}] >>"]), ["議事録の作成", "入札の受付"], "a form field holds 「value」"),
    "the day of printing": (Sheet(PLAIN + text(40, 580, "2020/07/01 10:15 青森県", 7) + text(600, 15, "印刷日：令和2年7月1日", 7)), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "the day of printing at the side": (Sheet(PLAIN + f"BT /F1 7 Tf 0 1 -1 0 820 440 Tm <{'印刷日'.encode('utf-16-be').hex()}> Tj ET\n"), ["議事録の作成", "旅費の計算", "入札の受付"], "page 1: 「印刷日」 is turned, stands outside of the tables and was left out"),
    "titles cut into two rows": (Sheet(HEAD + table([CUT_ABOVE, CUT_BELOW, *ROWS], titles=False)), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "one title cut into two rows": (Sheet(HEAD + table([(*TITLES[:6], "都道府"), ("",) * 6 + ("県",), *ROWS], titles=False)), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "the end of a title in a row": (Sheet(HEAD + table([("",) * 6 + ("県",), *ROWS])), ["議事録の作成", "旅費の計算", "入札の受付"], "「県」 belongs to no row"),
    "a turned page": (Sheet(PLAIN, turned=90), ["議事録の作成", "旅費の計算", "入札の受付"], "page 1: its text is turned by 270°"),
    "a page upside down": (Sheet(PLAIN, turned=180), ["議事録の作成", "旅費の計算", "入札の受付"], "page 1: its text is turned by 180°"),
    "no upright rules, no prefectures": (Sheet(HEAD + table([row(1, prefecture=""), row(2, prefecture="")], upright_rules=False)), [], "page 1: 2 lines look like rows of a table and have no vertical rules"),
    "bands of grey": (Sheet(f"q .9 g 40 {TOP - 2 * HIGH} 760 {HIGH} re f Q\n" + HEAD + table(ROWS, upright_rules=False, level_rules=False)), [], "page 1: 3 lines look like rows of a table and have no vertical rules"),
    "a list with numbers": (Sheet(PLAIN + text(60, 300, "1　調査の対象は都道府県である。") + text(60, 280, "2　回答は令和2年のものである。")), ["議事録の作成", "旅費の計算", "入札の受付"], ""),
    "no upright rules": (Sheet(HEAD + table(ROWS, upright_rules=False)), [], "page 1: 3 lines look like rows of a table and have no vertical rules"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_it_is_read_as_printed_and_told(name: str, tmp_path: Path, read: Read) -> None:
    page, expected, said = ODD[name]
    rows, told = read(write(tmp_path / "a.pdf", [page]))
    assert [name for name in names(rows) if name] == expected
    assert [one for one in told if said and said in one] or not said, told
    assert said or told == []


FORM = (
    "<< /Type /XObject /Subtype /Form {} /BBox [0 0 {} 595] /Length {} /Resources << /Font << /F1 3 0 R "
    ">> >> >>\nstream\n{}\nendstream"
)
SECRET = text(X + 60, Y, "秘密の文")
GONE = "「秘密の文」 cannot be seen on the page and was left out"
READ = "旅費の計算秘密の文"


def in_space(space: str, values: str) -> Sheet:
    """Return a page with a text in a colour of a space that its resources describe."""
    drawn = PLAIN + text(X + 60, Y, "秘密の文", before=f"/W cs {values} scn")
    return Sheet(drawn, resources=f"/ColorSpace << /W {space} >>")


def spot(function: str, other: str = "/DeviceGray") -> str:
    return f"[/Separation /Ink {other} << /Domain [0 1] {function} >>]"


LINEAR = "/FunctionType 2 /C0 [{}] /C1 [{}] /N 1"
FADED = "/ExtGState << /G << /ca 0 >> >>"
DRAWN: dict[str, tuple[Sheet, str, str]] = {
    # what stands on the page, the name in row 2, what is told
    "a path that clips it away": (Sheet(PLAIN + f"q 0 0 10 10 re W n {SECRET}Q\n"), "旅費の計算", GONE),
    "two paths that have no part in common": (Sheet(PLAIN + f"q 0 0 842 595 re W n {X} {Y - 4} 50 20 re W* n {SECRET}Q\n"), "旅費の計算", GONE),
    "a path within which it stands": (Sheet(PLAIN + f"q {X} {Y - 4} 150 20 re W n {SECRET}Q\n"), READ, ""),
    "a path of what was drawn before": (Sheet(PLAIN + f"q 0 0 10 10 re W n Q {SECRET}"), READ, ""),
    "a form that is too small": (Sheet(PLAIN + "/F Do\n", resources="/XObject << /F 901 0 R >>"), "旅費の計算", GONE),
    "nothing opaque": (Sheet(PLAIN + f"q /G gs {SECRET}Q\n", resources=FADED), "旅費の計算", GONE),
    "a form that is not opaque": (Sheet(PLAIN + "q /G gs /L Do Q\n", resources=FADED + "/XObject << /L 902 0 R >>"), "旅費の計算", GONE),
    "the white around a form": (Sheet(PLAIN + "q 1 g /L Do Q\n", resources="/XObject << /L 902 0 R >>"), "旅費の計算", GONE),
    "a white ink": (in_space(spot(LINEAR.format(0, 1)), "1"), "旅費の計算", GONE),
    "a white ink before its share is said": (in_space(spot(LINEAR.format(0, 1)), ""), "旅費の計算", GONE),
    "a black ink": (in_space(spot(LINEAR.format(0, 1)), "0"), READ, ""),
    "no ink": (in_space(spot(LINEAR.format("0 0 0 0", "0 1 1 0"), "/DeviceCMYK"), "0"), "旅費の計算", GONE),
    "a white ink in parts": (in_space(spot(f"/FunctionType 3 /Bounds [.5] /Encode [0 1 0 1] /Functions [<< {LINEAR.format(0, 0)} >> << {LINEAR.format(1, 1)} >>]"), "1"), "旅費の計算", GONE),
    "a white ink in steps": (in_space("[/Separation /Ink /DeviceGray 903 0 R]", "1"), "旅費の計算", GONE),
    "two inks": (in_space(f"[/DeviceN [/A /B] /DeviceGray << {LINEAR.format(0, 1)} >>]", "1 1"), READ, ""),
    "white in a table of colours": (in_space("[/Indexed /DeviceRGB 1 <000000ffffff>]", "1"), "旅費の計算", GONE),
    "black in a table of colours": (in_space("[/Indexed /DeviceRGB 1 <000000ffffff>]", "0"), READ, ""),
    "white in Lab": (in_space("[/Lab << /WhitePoint [.95 1 1.09] >>]", "100 0 0"), "旅費の計算", GONE),
    "white outlines": (Sheet(PLAIN + text(X + 60, Y, "秘密の文", before="1 Tr 1 G")), "旅費の計算", GONE),
    "no width": (Sheet(PLAIN + text(X + 60, Y, "秘密の文", before="0 Tz")), "旅費の計算", GONE),
    "a width of a thousandth": (Sheet(PLAIN + SECRET.replace("1 0 0 1", ".001 0 0 1")), "旅費の計算", GONE),
    "black on black": (Sheet(f"q 0 g {X + 59} {Y - 3} 50 15 re f Q\n" + PLAIN + SECRET), "旅費の計算", GONE),
    "black on white on black": (Sheet(f"q 0 g {X + 59} {Y - 3} 50 15 re f 1 g {X + 59} {Y - 3} 50 15 re f Q\n" + PLAIN + SECRET), READ, ""),
    "a point high": (Sheet(PLAIN + text(X + 60, Y, "秘密の文", 1)), "旅費の計算", GONE),
    "codes outside of the map": (Sheet(PLAIN + SECRET.replace("79d8", "d800")), "", "a glyph of the file names no character"),
    "the end of a line between two codes": (Sheet(PLAIN + SECRET.replace("79d8", "000a79d8")), READ, ""),
    "a stamp on the rule": (Sheet(PLAIN + text(X + 60, Y - 8, "未定稿")), "", "its text runs over the rules of the cell"),
    "a stamp below the rule": (Sheet(PLAIN + text(X + 60, Y + 9.5, "未定稿")), "", "its text runs over the rules of the cell"),
    "a stamp on the rule at its side": (Sheet(PLAIN + text(EDGES[2] - 22, Y, "未定稿")), "", "its text runs over the rule at its side"),
    "text that nobody sees over the rule at its side": (Sheet(PLAIN + text(EDGES[2] - 22, Y, "秘密の文", before="3 Tr")), "旅費の計算", "cannot be seen on the page and was left out"),
    "lines that fall into empty cells": (Sheet(HEAD + table([row(n, "") for n in (1, 2, 3)]) + "".join(text(X, Y + 17 * n, said) for n, said in ((1, "旅費の"), (0, "計算の"), (-1, "事務")))), "", "it can be a line of the text of the cell above or below"),
}  # fmt: skip
STEPS = (
    "/FunctionType 0 /Domain [0 1] /Range [0 1] /Size [2] /BitsPerSample 8 /Filter /ASCIIHexDecode"
)
OBJECTS = {
    901: FORM.format("", 9, len(SECRET), SECRET),
    902: FORM.format("", 842, len(SECRET), SECRET),
    903: f"<< {STEPS} /Length 5 >>\nstream\n00ff>\nendstream",
}


@pytest.mark.parametrize("name", DRAWN)
def test_text_in_a_font_outside_of_the_file_is_read_as_it_is_drawn(
    name: str, tmp_path: Path, read: Read
) -> None:
    page, expected, said = DRAWN[name]
    rows, told = read(write(tmp_path / "a.pdf", [page], more=OBJECTS))
    assert [row["procedure"] for number, row in rows.items() if number == 2] == [expected] * bool(
        expected
    )
    assert any(said in one for one in told) if said else told == []


def test_glyphs_that_lie_over_each_other_are_no_answer(tmp_path: Path, read: Read) -> None:
    path = write(tmp_path / "a.pdf", [Sheet(PLAIN + text(X + 60, Y, "秘密"))])
    no_width = b"/DW 1000 /W [3455 [0] 3765 [0]]"
    path.write_bytes(path.read_bytes().replace(b"/DW 1000", no_width))
    rows, told = read(path)
    assert [*rows] == [1, 3]
    assert any("glyphs without a width stand in it" in one for one in told)


HIDDEN_FORM = text(X + 60, Y, "秘密")
LAYERS = {
    # what the catalogue says of layer 900, whether it is seen
    "off": ("/D << /OFF [900 0 R] >>", False),
    "on": ("/D << /ON [900 0 R] >>", True),
    "off unless it is said": ("/D << /BaseState /OFF >>", False),
    "on where all others are off": ("/D << /BaseState /OFF /ON [900 0 R] >>", True),
}


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("name", LAYERS)
def test_what_stands_on_a_layer_that_is_off_is_no_answer(
    name: str, form: bool, tmp_path: Path, read: Read
) -> None:
    says, seen = LAYERS[name]
    struck = stroke(place(3, 1)[1] + 3.2)
    on_layer = "/F Do\n" if form else f"/OC /L BDC {HIDDEN_FORM}{struck}EMC\n"
    more = {
        900: "<< /Type /OCG /Name (draft) >>",
        901: FORM.format("/OC 900 0 R", 842, len(HIDDEN_FORM + struck), HIDDEN_FORM + struck),
    }
    page = Sheet(PLAIN + on_layer, resources="/Properties << /L 900 0 R >> /XObject << /F 901 0 R >>")  # fmt: skip
    catalogue = f"/OCProperties << /OCGs [900 0 R] {says} >>"
    rows, told = read(write(tmp_path / "a.pdf", [page], catalogue, more))
    if seen:
        assert names(rows) == ["議事録の作成", "旅費の計算秘密", ""]
    else:
        assert names(rows) == ["議事録の作成", "旅費の計算", "入札の受付"]
        assert ["「秘密」 cannot be seen on the page" in one for one in told] == [True]


def sheets(*numbers: Sequence[int]) -> list[Sheet]:
    return [Sheet(HEAD + table([row(n, f"第{n}の事務") for n in page])) for page in numbers]


def test_pages_in_disorder_are_read_in_the_order_of_their_rows(tmp_path: Path, read: Read) -> None:
    rows, told = read(write(tmp_path / "a.pdf", sheets([1, 2], [5, 6], [3, 4], [7])))
    assert [*rows] == [1, 2, 3, 4, 5, 6, 7]
    assert sum("is out of order; its rows" in one for one in told) == 2
    assert rows[3]["page"] == "3"


def test_a_page_that_is_there_twice_is_read_once(tmp_path: Path, read: Read) -> None:
    rows, told = read(write(tmp_path / "a.pdf", sheets([1, 2], [3, 4], [3, 4], [5])))
    assert [*rows] == [1, 2, 3, 4, 5]
    assert sum("page 3 is page 2 once more" in one for one in told) == 1


def test_a_damaged_page_costs_that_page(tmp_path: Path, read: Read) -> None:
    pages = sheets([1, 2], [3, 4], [5])
    rows, told = read(write(tmp_path / "a.pdf", [pages[0], replace(pages[1], drawn="BT /F1 (a) Tf <00> Tj ET q " * 3, resources="/XObject 7"), pages[2]]))  # fmt: skip
    assert [*rows] == [1, 2, 5]
    assert any("rows 3 to 4 are missing" in one for one in told) or told


def test_a_page_without_a_size_costs_that_page(tmp_path: Path, read: Read) -> None:
    pages = sheets([1, 2], [3, 4], [5])
    rows, told = read(write(tmp_path / "a.pdf", [pages[0], replace(pages[1], damaged=True), pages[2]]))  # fmt: skip
    assert [*rows] == [1, 2, 5]
    assert any("error: page 2: it cannot be read" in one for one in told)


SCAN = {
    900: "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
    "/BitsPerComponent 8 /Length 1 >>\nstream\nx\nendstream"
}
PICTURE = Sheet("q 842 0 0 595 0 0 cm /I Do Q\n", resources="/XObject << /I 900 0 R >>")


STRIPS = Sheet(
    "".join(f"q 842 0 0 60 0 {60 * n} cm /I Do Q\n" for n in range(10)), resources=PICTURE.resources
)
RECOGNISED = replace(PICTURE, drawn=PICTURE.drawn + PLAIN.replace("BT ", "BT 3 Tr "))


@pytest.mark.parametrize(
    ("page", "found"),
    [(STRIPS, "without text"), (RECOGNISED, "without text, but for some that nobody sees")],
)
def test_a_scan_in_strips_or_with_text_that_was_recognised_is_one(
    page: Sheet, found: str, tmp_path: Path, read: Read
) -> None:
    rows, told = read(write(tmp_path / "a.pdf", [*sheets([1, 2]), page], more=SCAN))
    assert [*rows] == [1, 2]
    assert any(f"page 2: it is a scan, a picture of a page {found}" in one for one in told)


def test_a_scan_is_said_to_be_one(tmp_path: Path, read: Read) -> None:
    with pytest.raises(BadInput, match="page 1: it is a scan, a picture of a page without text"):
        read_file(write(tmp_path / "a.pdf", [PICTURE], more=SCAN))
    rows, told = read(write(tmp_path / "b.pdf", [*sheets([1, 2]), PICTURE], more=SCAN))
    assert [*rows] == [1, 2]
    assert any("page 2: it is a scan" in one and "error" in one for one in told)


MARKED = """<!doctype html><meta charset="utf-8"><style>@page {{ size: A4 landscape }}
body {{ font: 9pt "Noto Serif CJK JP" }} td {{ border: .5pt solid; padding: 2pt; height: 30pt }}
table {{ border-collapse: collapse; width: 100% }}</style>
<table><tr><td>1</td><td>議事録の作成{}</td><td>北海道</td></tr></table>"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("inside", "left"),
    [
        ("", ""),
        ("_、。，|-", "_、。，|-"),
        ('<span style="color:#fff">白</span>', ""),
        ('<span style="color:#fafafa">白</span>', ""),
        ('<span style="color:#aaa">灰</span>', "灰"),
        ('<span style="background:#000;color:#000">黒</span>', ""),
        ('<span style="background:#000;color:#fff">白</span>', "白"),
        ('<s>消</s>', ""),
        ('<del>消</del><ins>入</ins>', "入"),
        ('<u>線</u>', "線"),
        ('<ruby>録<rt>ろく</rt></ruby>', "録"),
        ('<span style="text-emphasis:sesame">点</span>', "点"),
        ('<span style="text-shadow:2pt 2pt #888">影ll11</span>', "影ll11"),
        ('<sup>※1</sup>', ""),
    ],
)  # fmt: skip
def test_what_a_person_sees_is_read(
    inside: str, left: str, browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.set_content(MARKED.format(inside))
    page.pdf(path=tmp_path / "a.pdf", prefer_css_page_size=True, print_background=True)
    page.close()
    [found] = (row for row in read_file(tmp_path / "a.pdf").rows if len(row.cells) > 1)  # type: ignore[union-attr]
    assert found.texts == ["1", f"議事録の作成{left}".replace("，", ","), "北海道"]
    plain = inside == left or "background:#000;color:#fff" in inside or inside in ("<u>線</u>",)
    assert bool(found.marks) == (not plain and "#aaa" not in inside)


@pytest.mark.browser
def test_text_that_a_watermark_covers_is_read(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    over = "position: fixed; top: -99pt; left: 0; font-size: 200pt; color: #ddd; transform: rotate(10deg)"
    page.set_content(MARKED.format("") + f'<div style="{over}">■■■</div>')
    page.pdf(path=tmp_path / "a.pdf", prefer_css_page_size=True, print_background=True)
    page.close()
    [found] = (row for row in read_file(tmp_path / "a.pdf").rows if len(row.cells) > 1)  # type: ignore[union-attr]
    assert found.texts[1] == "議事録の作成"
    assert any("covered by a watermark and was read" in mark.found for mark in found.marks)


def test_marks_are_warnings_where_it_is_certain_what_is_meant(
    tmp_path: Path, layout: Layout
) -> None:
    path = write(tmp_path / "a.pdf", [ODD["a strike"][0]])
    problems = parse(read_file(path), layout, ()).problems
    assert not any("struck" in problem.found for problem in errors(problems))
    assert any("struck" in problem.found for problem in problems)
