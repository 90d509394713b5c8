"""What stands at the text of a PDF page and is not the answer: strikes, ruby, note marks, copies.

Where it is certain what was meant the text is read so, and a mark tells it; else a mark says why the
text is in doubt. Sizes are told relative to the text of the cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from survey.documents.pdf_chars import holds, is_turned, is_white, leave_out
from survey.documents.pdf_lines import Char
from survey.documents.pdf_over import Over, is_struck
from survey.documents.pdf_small_print import without_small_print
from survey.documents.rich_text import STRUCK, Told

BOLD, COPY = 0.12, 0.35
"""By what part of an em bold is printed beside itself, and a shadow is set off, at most."""

_SHADOW = "is printed again as a shadow"


def answer(
    chars: Sequence[Char], over: Over, hidden: set[int], height: float
) -> tuple[list[Char], list[Told]]:
    """Return the characters of a cell that are its answer, and what is told of the others."""
    told: list[Told] = []
    seen = _seen(chars, over, hidden, told)
    kept = _without_copies(seen, told)
    struck = [char for char in kept if any(is_struck(char, line, height) for line in over.strikes)]
    kept = leave_out(kept, struck, STRUCK, told)
    if kept:
        kept = without_small_print(kept, height, told)
    for char in kept:
        if char["text"].startswith("(cid:"):
            told.append(Told("a glyph of the file names no character", certain=False))
            break
    if any(is_turned(char) for char in kept):
        told.append(Told("its text is turned", certain=False))
    shapes = [box for box in over.shapes if any(holds(box, char) for char in kept)]
    if shapes:
        told.append(Told("a shape or a picture is drawn over it"))
    told += [note for box, note in over.notes if any(holds(box, char) for char in chars)]
    return kept, told


def _seen(chars: Sequence[Char], over: Over, hidden: set[int], told: list[Told]) -> list[Char]:
    gone = [char for char in chars if id(char) in hidden]
    covered = [
        char for char in gone
        if char["drawn"] and not is_white(char) and any(holds(box, char) for box in over.shapes)
    ]  # fmt: skip
    chars = leave_out(chars, covered, "is covered by a shape or a picture", told, certain=False)
    rest = [char for char in gone if char not in covered]
    return leave_out(chars, rest, "cannot be seen on the page", told)


def _without_copies(chars: Sequence[Char], told: list[Told]) -> list[Char]:
    """Return the characters without those that are printed again at their place, as bold is by some,
    or a little aside, as shadows are."""
    places: dict[str, list[Char]] = {}
    bold: list[Char] = []
    shadows: list[Char] = []
    for char in chars:
        others = places.setdefault(char["text"], [])
        away = min((_away(char, other) for other in others), default=1.0)
        if away <= BOLD:
            bold.append(char)
        elif away <= COPY:
            shadows.append(char)
        else:
            others.append(char)
    rest = leave_out(chars, bold, "", [])
    return leave_out(rest, [one for one in shadows if one["text"].strip()], _SHADOW, told)


def _away(char: Char, other: Char) -> float:
    """Return how far, in em, a character is set off from another; on its line it is the next one
    where it does not lie on it."""
    x, y = (round(abs(char[at] - other[at]) / (char["size"] or 1), 2) for at in ("x0", "top"))
    return 1.0 if y == 0 and x > BOLD else max(x, y)
