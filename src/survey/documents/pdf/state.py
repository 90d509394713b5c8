"""Within which box of a PDF page, how opaque and in which colours content is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Any, NamedTuple

from pdfminer.pdfinterp import PDFGraphicState
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_matrix_pt

from survey.documents.pdf.colours import SpotColours, spot_colours
from survey.documents.pdf.layers import LayerInterpreter, entries


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

    def holds(self, box: tuple[float, float, float, float]) -> bool:
        """Tell whether the middle of a box is seen."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return self.left <= x <= self.right and self.bottom <= y <= self.top


class Interpreter(LayerInterpreter):
    """Tells its device what is `seen` of what it draws, and names spot colours by what they show."""

    device: Any
    outer: PDFGraphicState | None = None
    """How a form is drawn unless it says otherwise."""
    opaque = 1.0
    """How opaque it is as a whole."""

    def init_resources(self, resources: dict[object, object]) -> None:
        super().init_resources(resources)
        for name, spec in entries((resources or {}).get("ColorSpace")).items():
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

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draw a form or a picture, and go on as before."""
        before = self.device.seen
        super().do_Do(xobjid_arg)
        self.device.seen = before
        self.device.set_ctm(self.ctm)

    def do_gs(self, name: Any) -> None:
        """Take how opaque what follows is."""
        states = entries(self.resources.get("ExtGState"))
        opaque = resolve1(entries(states.get(literal_name(name))).get("ca"))
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
