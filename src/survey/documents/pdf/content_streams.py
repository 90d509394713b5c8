"""What the content of a PDF page says, operator by operator.

pdfminer takes content apart sign by sign, which is most of its work. Nearly all content is numbers,
names, plain strings, lists and operators, which one pattern tells; what else stands there, and what
goes on beyond what is in memory, is left to pdfminer.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from pdfminer.pdfinterp import PDFContentParser, PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import KWD, LIT, PSKeyword, keyword_name

_PLAIN = re.compile(
    rb"""\s*(?:
        (?:
            (?P<real> [+-]? (?: \d+\.\d* | \.\d+ ) )
          | (?P<whole> [+-]? \d+ )
          | (?P<operator> (?! (?: BI | ID | true | false )\b ) [A-Za-z][A-Za-z0-9]*\*? )
          | / (?P<name> [\w.+-]+ )
        ) (?= [\s/<(\[\]] )
      | < (?P<digits> (?: [0-9A-Fa-f]{2} )* ) >
      | \( (?P<text> [^()\\]* ) \)
      | (?P<begin> \[ )
      | (?P<end> \] )
    )""",
    re.VERBOSE,
)
"""An object of content that is whole, which what follows it tells."""
_MEANT: Mapping[str, Callable[[bytes], Any]] = {
    "real": float, "whole": int, "operator": KWD, "name": lambda said: LIT(said.decode()),
    "digits": unhexlify, "text": bytes,
}  # fmt: skip
_SIGNS = str.maketrans({"*": "_a", "'": "_q", '"': "_w"})
"""How pdfminer names signs in its methods."""


class _Content(PDFContentParser):
    def nextobject(self) -> Any:
        while not self.results:
            found = _PLAIN.match(self.buf, self.charpos)
            kind = found and found.lastgroup
            if not (found and kind) or (kind == "end" and self.curtype != "a"):
                break
            self.charpos = found.end()
            if kind == "begin":
                self.start_type(0, "a")
                continue
            one = self.end_type("a") if kind == "end" else (0, _MEANT[kind](found[kind]))
            if not self.context:
                return one
            self.push(one)
        return super().nextobject()


def objects(streams: Sequence[object]) -> Iterator[Any]:
    """Yield the operands and operators of streams of content."""
    with suppress(PSEOF):
        content = _Content(streams)
        while True:
            yield content.nextobject()[1]


class ContentInterpreter(PDFPageInterpreter):
    """Does what the operators of content say."""

    def execute(self, streams: Sequence[object]) -> None:
        """Do what streams say, but for those within which they are drawn."""
        found = [stream_value(stream) for stream in streams]
        known = [one for one in found if one.objid not in {None, *self.parent_stream_ids}]
        self.stream_ids = {one.objid for one in known if one.objid is not None}
        for one in objects(known):
            if not isinstance(one, PSKeyword):
                self.argstack.append(one)
            elif operator := getattr(self, f"do_{keyword_name(one)}".translate(_SIGNS), None):
                wanted = operator.__code__.co_argcount - 1
                given = self.pop(wanted)
                if len(given) == wanted:
                    operator(*given)
