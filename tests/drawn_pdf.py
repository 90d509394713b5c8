"""Pages of the survey's first table as PDF, drawn operator by operator, with whatever is to stand on
them besides; a few kilobytes each, without a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TITLE = "①ＡＩ・ＲＰＡ・チャットボット等により業務を効率化している事務・手続"
TITLES = (
    "",
    "手続・事務の名称",
    "ＡＩ・ＲＰＡの活用方法",
    "導入状況",
    "共同利用・共同導入の可否",
    "",
    "都道府県",
)
EDGES = (40, 66, 190, 320, 410, 535, 740, 800)
TOP, HIGH, SIZE = 540, 24, 9
"""Where the first row begins above the foot of the page, how high rows and letters are, in points."""


def row(number: int, name: str = "議事録の作成", prefecture: str = "北海道") -> tuple[str, ...]:
    """Return the cells of a row."""
    return (
        str(number),
        name,
        "音声認識",
        "①導入(実施)済",
        "③共同利用不可",
        "市販の製品",
        prefecture,
    )


def text(x: float, y: float, said: str, size: float = SIZE, before: str = "") -> str:
    """Return the operators that print a text, its baseline beginning at x and y."""
    code = said.encode("utf-16-be").hex()
    return f"BT {before} /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{code}> Tj ET\n"


def place(line: int, column: int) -> tuple[float, float]:
    """Return where the text of a cell begins; line 0 has the titles of the columns."""
    return EDGES[column] + 3, TOP - HIGH * (line + 1) + 8


def table(
    rows: Sequence[Sequence[str]],
    upright_rules: bool = True,
    titles: bool = True,
    level_rules: bool = True,
) -> str:
    """Return the operators of a ruled table."""
    lines = [*([TITLES] if titles else []), *rows]
    foot = TOP - HIGH * len(lines)
    drawn = "".join(
        f"40 {TOP - HIGH * n} m 800 {TOP - HIGH * n} l S\n"
        for n in range(len(lines) + 1)
        if level_rules
    )
    if upright_rules:
        drawn += "".join(f"{x} {foot} m {x} {TOP} l S\n" for x in EDGES)
    for n, cells in enumerate(lines):
        drawn += "".join(text(*place(n, m), said) for m, said in enumerate(cells) if said)
    return drawn


@dataclass(frozen=True)
class Sheet:
    """A page: its operators, annotations, by how much it is turned, its resources."""

    drawn: str
    annotations: Sequence[str] = ()
    turned: int = 0
    resources: str = ""
    damaged: bool = False


def write(
    path: Path, pages: Sequence[Sheet], catalogue: str = "", more: Mapping[int, str] | None = None
) -> Path:
    """Write the pages as a PDF; `more` are objects by their numbers, from 900 on."""
    objects: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>".encode(),
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UTF16-H "
        b"/DescendantFonts [4 0 R] >>",
        4: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /DW 1000 /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor 5 0 R >>",
        5: b"<< /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 6 /FontBBox [0 -120 1000 880] "
        b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 709 /StemV 69 >>",
        **{number: said.encode() for number, said in (more or {}).items()},
    }  # fmt: skip
    kids = []
    for n, page in enumerate(pages):
        number = 10 + 2 * n
        kids.append(f"{number} 0 R")
        content = page.drawn.encode()
        annotations = f"/Annots [{' '.join(page.annotations)}]" if page.annotations else ""
        box = "[0 0 (a) 595]" if page.damaged else "[0 0 842 595]"
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Rotate {page.turned} {annotations} "
            f"/Contents {number + 1} 0 R /Resources << /Font << /F1 3 0 R >> {page.resources} >> >>"
        ).encode()
        objects[number + 1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    objects[2] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>".encode()
    out, offsets = bytearray(b"%PDF-1.7\n"), {}
    for number in sorted(objects):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    begin, last = len(out), max(objects)
    out += b"xref\n0 %d\n" % (last + 1)
    out += b"".join(
        b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 65535 f \n"
        for n in range(last + 1)
    )
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (last + 1, begin)
    path.write_bytes(out)
    return path
