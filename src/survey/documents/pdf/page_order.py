"""The pages of a PDF in the order of their rows, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

from survey.documents.pdf.page_breaks import Page, PageTable


def in_order(pages: Sequence[Page]) -> tuple[list[Page], list[str]]:
    """Return the pages, a page that is there twice once, in the order of their row numbers, and a
    sentence for each page that was moved or left out.

    Pages of tables with the same titles and columns change places among themselves; where their
    first numbers do not tell the order, it stays.
    """
    once: dict[Hashable, Page] = {}
    told: list[str] = []
    for page in pages:
        texts: Hashable = tuple(tuple(row.texts) for row in page.rows())
        first = once.setdefault(texts if _numbers(page) else id(page), page)
        if first is not page:
            told.append(f"page {page.number} is page {first.number} once more and was left out")
    kept = list(once.values())
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, page in enumerate(kept):
        if _numbers(page):
            places[_form(page.tables[0])].append(place)
    ordered = list(kept)
    for among in places.values():
        firsts = [_numbers(kept[place])[0] for place in among]
        if firsts != sorted(firsts) and len(set(firsts)) == len(firsts):
            moved = sorted(among, key=lambda place: _numbers(kept[place])[0])
            for place, other in zip(among, moved, strict=True):
                ordered[place] = kept[other]
                if place != other:
                    told.append(
                        f"page {kept[place].number} is out of order; its rows were put in that of "
                        "their numbers"
                    )
    return ordered, told


def _form(table: PageTable) -> Hashable:
    """Return what pages of one table have in common: the titles of its columns, and how wide these
    are."""
    titles = next((tuple(row.texts) for row in table.rows if sum(map(bool, row.texts)) > 2), ())
    edges = sorted({round(box[0] / 3) for boxes in table.boxes for box in boxes if box})
    return tuple(edges), titles if not titles or not titles[0].isdigit() else ()


def _numbers(page: Page) -> list[int]:
    """Return the numbers with which the rows of the first table of a page begin."""
    begun = [row.texts[0] for table in page.tables[:1] for row in table.rows if row.texts]
    return [int(text) for text in begun if text.isascii() and text.isdigit() and len(text) < 6]
