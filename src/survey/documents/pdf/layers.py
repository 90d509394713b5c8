"""Layers of a PDF (optional content groups) that are off: what stands on them is on no page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral, literal_name

from survey.documents.pdf.content import ContentInterpreter


def entries(found: object) -> Mapping[str, Any]:
    """Return the entries of a dictionary of a file; none where it is something else."""
    held = resolve1(found)
    return held if isinstance(held, dict) else {}


def layers_off(catalogue: Mapping[str, Any]) -> frozenset[int]:
    """Return the object numbers of the layers that are off when a file is opened."""
    properties = entries(catalogue.get("OCProperties"))
    usual = entries(properties.get("D"))
    off = {*_numbers(usual.get("OFF"))}
    if _name(usual.get("BaseState")) == "OFF":
        off |= {*_numbers(properties.get("OCGs"))} - {*_numbers(usual.get("ON"))}
    return frozenset(off)


def is_off(layer: object, off: frozenset[int]) -> bool:
    """Tell whether a layer, or those that what belongs to several layers needs, are off."""
    if isinstance(layer, PDFObjRef) and layer.objid in off:
        return True
    several = entries(layer)
    members = several.get("OCGs")
    need = any if _name(several.get("P")) == "AllOn" else all
    numbers = [*_numbers([members] if isinstance(members, PDFObjRef) else members)]
    return bool(numbers) and need(number in off for number in numbers)


class LayerInterpreter(ContentInterpreter):
    """Tells its device as tags on which layers content stands."""

    def do_BDC(self, tag: Any, props: Any) -> None:
        """Begin content that can stand on a layer."""
        if _name(tag) == "OC" and isinstance(props, PSLiteral):
            props = entries(self.resources.get("Properties")).get(literal_name(props))
        super().do_BDC(tag, props)

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draw a form or a picture, which can stand on a layer as a whole."""
        drawn = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        layer = drawn.get("OC") if isinstance(drawn, PDFStream) else None
        self.device.begin_tag(PSLiteral("OC"), layer)
        super().do_Do(xobjid_arg)
        self.device.end_tag()


def _numbers(layers: object) -> Iterator[int]:
    found = resolve1(layers)
    for layer in found if isinstance(found, list) else ():
        if isinstance(layer, PDFObjRef):
            yield layer.objid


def _name(found: object) -> str:
    return str(getattr(resolve1(found), "name", ""))
