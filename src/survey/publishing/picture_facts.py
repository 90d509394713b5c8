"""What a picture tells of itself: its resolution in a PNG, title, author and source in a PDF, its
alternative text in an SVG."""

from __future__ import annotations

import html
import re
import struct
import zlib

RESOLUTION = 300
"""Pixels per inch of PNG files."""
_METRE = 39.3701
"""Inches."""
_HEAD = 33
"""Bytes of a PNG before its second chunk: signature and header."""
_AUTHOR = "The prefectural-dx-survey contributors"
_DATE = re.compile(rb"D:\d{14}\+00'00'")


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


PHYS = _chunk(b"pHYs", struct.pack(">IIB", *[round(RESOLUTION * _METRE)] * 2, 1))
"""The chunk of a PNG that tells its resolution (11811 pixels a metre, both ways)."""


def with_resolution(png: bytes) -> bytes:
    """Return a PNG that tells that it has 300 pixels an inch."""
    return png if tells_resolution(png) else png[:_HEAD] + PHYS + png[_HEAD:]


def tells_resolution(png: bytes) -> bool:
    """Whether a PNG tells that it has 300 pixels an inch."""
    return png[_HEAD : _HEAD + len(PHYS)] == PHYS


def with_facts(pdf: bytes, title: str, source: str, released: str) -> bytes:
    """Return a PDF that tells title, author and source, and as its date that of the release.

    They are put behind it as a new version of its facts, as the format provides for changes.
    """
    day = f"D:{released.replace('-', '')}000000+00'00'".encode()
    pdf = _DATE.sub(day, pdf)
    trailer = pdf[pdf.rindex(b"trailer") :]
    number, root, size = (
        int(found[1])
        for key in (rb"/Info (\d+) 0 R", rb"/Root (\d+) 0 R", rb"/Size (\d+)")
        if (found := re.search(key, trailer))
    )
    before = trailer.split(b"startxref")[1].split()[0]
    facts = {"Title": title, "Author": _AUTHOR, "Subject": source}
    told = b"".join(b"/%s %s\n" % (key.encode(), _string(text)) for key, text in facts.items())
    if not pdf.endswith(b"\n"):
        pdf += b"\n"
    own = b"%d 0 obj\n<<%s/CreationDate (%s)\n/ModDate (%s)>>\nendobj\n" % (number, told, day, day)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf))
    end = b"trailer\n<</Size %d\n/Root %d 0 R\n/Info %d 0 R\n/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, root, number, before, len(pdf) + len(own),
    )  # fmt: skip
    return pdf + own + table + end


def with_alternative(svg: str, alt: str, points: bool) -> str:
    """Return an SVG that is read aloud as its alternative text; with its size in points, if it was
    drawn in these."""
    said = html.escape(alt)
    svg = svg.replace("<svg ", f'<svg role="img" aria-label="{said}" ', 1)
    if not points:
        return svg
    head, rest = svg.split(">", 1)
    return re.sub(r'(?<= )(width|height)="(\d+)"', r'\1="\2pt"', head) + ">" + rest


def _string(text: str) -> bytes:
    """Return a text as PDF writes any letter: UTF-16 with its mark, in hexadecimal digits."""
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"
