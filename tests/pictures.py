"""What a picture tells of itself, read from its bytes."""

from __future__ import annotations

import struct
import zlib


def resolution(png: bytes) -> tuple[int, int, int] | None:
    """What a PNG tells of its resolution, in its place before the pixels."""
    at = 8
    while png[at + 4 : at + 8] != b"IDAT":
        (length,) = struct.unpack(">I", png[at : at + 4])
        content = png[at + 8 : at + 8 + length]
        if png[at + 4 : at + 8] == b"pHYs":
            kind_and_content, told = png[at + 4 : at + 8 + length], png[at + 8 + length :][:4]
            assert struct.pack(">I", zlib.crc32(kind_and_content)) == told
            across, down, unit = struct.unpack(">IIB", content)
            return across, down, unit
        at += 12 + length
    return None
