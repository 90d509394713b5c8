"""The content of a page is told apart as pdfminer does it, only sooner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSEOF

from survey.documents.pdf.content_streams import objects

PIECES = (
    b"0", b"17", b"-2.5", b"+.5", b"5.", b".", b"-", b"--3", b"1e5", b"1.2.3", b"9" * 22, b"9" * 5000,
    b"q", b"Tj", b"TJ", b"T*", b"'", b'"', b"f*", b"a*b", b"BI", b"ID", b"EI", b"BIx", b"true", b"false",
    b"null", b"<0041>", b"<00 41>", b"<004>", b"<", b">", b"<<", b">>", b"/F1", b"/", b"/A#20b", b"/a.b-c",
    b"/\xe3\x81\x82", b"/F /A85", b"~>", b"[", b"]", b"{", b"}", b"(a)", b"(a(b)c)", b"(a\\)b)",
    b"(\\101\\n\\\r\n)", b"(", b")", b"% no\n", b"\x00", b"\xff", b"\r\n", b" ", b" " * 4094,
)  # fmt: skip
"""What content is made of, well and badly formed, and what fills the buffer of pdfminer."""
Told = Callable[[Sequence[PDFStream]], Iterator[Any]]


def by_pdfminer(streams: Sequence[PDFStream]) -> Iterator[Any]:
    try:
        content = PDFContentParser(streams)
        while True:
            yield content.nextobject()[1]
    except PSEOF:
        return


def told(tell: Told, content: Sequence[bytes]) -> list[object]:
    """Return what is told of streams, in writing, and last the error that ends it."""
    found: list[object] = []
    try:
        for one in tell([PDFStream({}, data) for data in content]):
            found.append((one.attrs, one.rawdata) if isinstance(one, PDFStream) else repr(one))
    except Exception as error:
        found.append(type(error))
    return found


STREAMS = st.builds(
    bytes.join, st.sampled_from([b"", b" ", b"\n"]), st.lists(st.sampled_from(PIECES), max_size=20)
)


@given(st.lists(STREAMS, max_size=3))
@example([b"[<0041> -20 (a)] TJ /F1 9.5 Tf 1 0 0 1 2 .5 cm f* "])
@example([b"/P <</MCID 1>> BDC q BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q EMC"])
@example([b"q <0041>> <0041>>> [<0041>>] <</P <0041>>> BDC "])
@example([b"q " + b"9" * 4000 + b" " + b"9" * 5000 + b" Tj"])
@example([b" " * 4094 + b"12345 Tj"])
@example([b"BT /F1 9 T", b"f <00", b"41> Tj"])
@settings(max_examples=400)
def test_whatever_stands_there_is_what_pdfminer_takes_it_for(content: list[bytes]) -> None:
    assert told(objects, content) == told(by_pdfminer, content)


def test_of_usual_content_pdfminer_fetches_the_bytes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    fetch = Mock(side_effect=PDFContentParser.nextobject)
    monkeypatch.setattr(PDFContentParser, "nextobject", lambda content: fetch(content))
    once = b"q 1 0 0 1 52.5 -3 cm BT /F1 9 Tf [<0041> -20 (a)] TJ T* <42> Tj ET Q "
    assert len([*objects([PDFStream({}, once * 50)])]) == 19 * 50
    assert fetch.call_count <= 3
