"""On which layers, within which box of a PDF page, how opaque and in which colours content is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from typing import Any, NamedTuple

from pdfminer.pdfinterp import PDFGraphicState
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import apply_matrix_pt

from survey.documents.pdf.colours import SpotColours, spot_colours
from survey.documents.pdf.content_streams import ContentInterpreter


def layers_off(catalogue: Mapping[str, Any]) -> frozenset[int]:
    """Return the object numbers of the layers that are off when a file is opened."""
    properties = dict_value(catalogue.get("OCProperties"))
    usual = dict_value(properties.get("D"))
    off = _numbers(list_value(usual.get("OFF")))
    if literal_name(resolve1(usual.get("BaseState"))) == "OFF":
        there, on = (_numbers(list_value(one)) for one in (properties.get("OCGs"), usual.get("ON")))
        off |= there - on
    return off


def is_off(layer: object, off: frozenset[int]) -> bool:
    """Tell whether a layer, or those that what belongs to several layers needs, are off."""
    if isinstance(layer, PDFObjRef) and layer.objid in off:
        return True
    several = dict_value(layer)
    members = several.get("OCGs")
    need = any if literal_name(resolve1(several.get("P"))) == "AllOn" else all
    numbers = _numbers([members] if isinstance(members, PDFObjRef) else list_value(members))
    return bool(numbers) and need(number in off for number in numbers)


def _numbers(layers: Iterable[object]) -> frozenset[int]:
    return frozenset(layer.objid for layer in layers if isinstance(layer, PDFObjRef))


class Seen(NamedTuple):
    """The part of a page on which content is seen, left, bottom, right and top, and how opaque it
    is; of a part of another form the box around it."""

    left: float = -inf
    bottom: float = -inf
    right: float = inf
    top: float = inf
    opaque: float = 1.0

    def within(self, points: Iterable[tuple[float, float]], matrix: Any) -> Seen:
        """Return the part that lies within the box around points as well."""
        moved = [apply_matrix_pt(matrix, point) for point in points]
        if not moved:
            return self
        across, down = zip(*moved, strict=True)
        return Seen(
            max(self.left, min(across)), max(self.bottom, min(down)), min(self.right, max(across)),
            min(self.top, max(down)), self.opaque,
        )  # fmt: skip


class Interpreter(ContentInterpreter):
    """Tells its device as tags on which layers content stands and what is `seen` of what it draws,
    and names spot colours by what they show."""

    device: Any
    outer: PDFGraphicState | None = None
    """How a form is drawn unless it says otherwise."""
    opaque = 1.0
    """How opaque it is as a whole."""

    def init_resources(self, resources: dict[object, object]) -> None:
        super().init_resources(resources)
        for name, spec in dict_value((resources or {}).get("ColorSpace")).items():
            if (space := spot_colours(spec)) is not None:
                self.csmap[name] = space

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        if self.outer is not None:
            self.graphicstate = self.outer

    def subinterp(self) -> Interpreter:
        inner = super().subinterp()
        assert isinstance(inner, Interpreter)
        inner.outer, inner.opaque = self.graphicstate.copy(), self.device.seen.opaque
        return inner

    def get_current_state(self) -> Any:
        return *super().get_current_state(), self.device.seen

    def set_current_state(self, state: Any) -> None:
        *usual, self.device.seen = state
        super().set_current_state(tuple(usual))

    def do_BDC(self, tag: Any, props: Any) -> None:
        """Begin content that can stand on a layer."""
        if literal_name(resolve1(tag)) == "OC" and isinstance(props, PSLiteral):
            props = dict_value(self.resources.get("Properties")).get(literal_name(props))
        super().do_BDC(tag, props)

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draw a form or a picture, which can stand on a layer as a whole, and go on as before."""
        before = self.device.seen
        drawn = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        layer = drawn.get("OC") if isinstance(drawn, PDFStream) else None
        self.device.begin_tag(PSLiteral("OC"), layer)
        super().do_Do(xobjid_arg)
        self.device.end_tag()
        self.device.seen = before
        self.device.set_ctm(self.ctm)

    def do_gs(self, name: Any) -> None:
        """Take how opaque what follows is."""
        states = dict_value(self.resources.get("ExtGState"))
        opaque = resolve1(dict_value(states.get(literal_name(name))).get("ca"))
        if isinstance(opaque, int | float):
            self.device.seen = self.device.seen._replace(opaque=self.opaque * opaque)

    def do_W(self) -> None:
        """Draw what follows within a path alone."""
        points = (
            (part[at], part[at + 1]) for part in self.curpath for at in range(1, len(part), 2)
        )
        self.device.seen = self.device.seen.within(points, self.ctm)

    do_W_a = do_W

    def do_cs(self, name: Any) -> None:
        """Choose the space of the colours that follow, and the first colour of it."""
        super().do_cs(name)
        if isinstance(space := self.graphicstate.ncs, SpotColours):
            self._fill_with(space, space.first)
        elif space.name != "Pattern":
            self.graphicstate.ncolor = (0.0, 0.0, 0.0)

    def do_scn(self) -> None:
        """Choose the colour of what follows."""
        if not isinstance(space := self.graphicstate.ncs, SpotColours):
            super().do_scn()
            return
        values = self.pop(space.ncomponents)
        if all(isinstance(value, int | float) for value in values) and values:
            self._fill_with(space, values)

    def _fill_with(self, space: SpotColours, values: Any) -> None:
        self.graphicstate.ncolor = space.shown(values) or space.name
