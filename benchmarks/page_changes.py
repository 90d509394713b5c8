"""What happens to the pages of a PDF after it was printed: turned, in disorder, scanned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
from printers import module

Change = Callable[[Path], None]
"""What is done to the pages of a PDF after it was printed."""


def with_pages(order: Callable[[int], Sequence[int]]) -> Change:
    """Return what puts the pages in another order, some of them several times."""

    def change(path: Path) -> None:
        with pypdfium2.PdfDocument(path.read_bytes()) as pdf, pypdfium2.PdfDocument.new() as new:
            new.import_pages(pdf, list(order(len(pdf))))
            new.save(path)

    return change


def turned(path: Path) -> None:
    """Let every page be shown turned by 90 degrees."""
    with pypdfium2.PdfDocument(path.read_bytes()) as pdf:
        for page in pdf:
            page.set_rotation(90)
        pdf.save(path)


def drawn_turned(degrees: int) -> Change:
    """Return what draws every page turned by 90 or 180 degrees, without saying so in the file."""

    def change(path: Path) -> None:
        with module("pikepdf").open(path, allow_overwriting_input=True) as pdf:
            for page in pdf.pages:
                wide, high = (float(side) for side in page.mediabox[2:])
                way = f"0 1 -1 0 {high} 0" if degrees == 90 else f"-1 0 0 -1 {wide} {high}"
                page.contents_add(f"q {way} cm\n".encode(), prepend=True)
                page.contents_add(b"\nQ")
                if degrees == 90:
                    page.mediabox = [0, 0, high, wide]
            pdf.save(path)

    return change


def unseen(layer: bool) -> Change:
    """Return what adds text that nobody sees to every page: on a layer that is off, or not drawn."""

    def change(path: Path) -> None:
        pikepdf = module("pikepdf")
        name, made = pikepdf.Name, pikepdf.Dictionary
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            off = pdf.make_indirect(made(Type=name.OCG, Name="draft"))
            font = made(Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica)
            if layer:
                pdf.Root.OCProperties = made(OCGs=[off], D=made(OFF=[off], Order=[off]))
            for page in pdf.pages:
                letters = page.add_resource(font, name.Font)
                begin = (
                    f"/OC {page.add_resource(off, name.Properties)} BDC 0 Tr" if layer else "3 Tr"
                )
                wide, high = (float(side) for side in page.mediabox[2:])
                said = " ".join(
                    f"1 0 0 1 {wide * 0.3:.0f} {y} Tm (DRAFT) Tj" for y in range(40, int(high), 40)
                )
                page.contents_add(b"q", prepend=True)
                end = "EMC" if layer else ""
                page.contents_add(f"\nQ {begin} BT {letters} 9 Tf {said} ET {end}".encode())
            pdf.save(path)

    return change


def scanned(path: Path) -> None:
    """Leave a picture of every page."""
    with pypdfium2.PdfDocument(path.read_bytes()) as pdf:
        pictures = [page.render(scale=1.5).to_pil().convert("L") for page in pdf]
    pictures[0].save(path, save_all=True, append_images=pictures[1:])
