"""What is set small above the text of a cell of a PDF: ruby, emphasis marks, marks of notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from survey.documents.pdf.chars import Char, leave_out
from survey.documents.pdf.glyphs import repair
from survey.documents.rich_text import RAISED, RUBY, Told, is_note_mark
from survey.text import shorten

SMALL, RAISED_BY = 0.9, 0.15
"""Size, and height of the baseline, in em of the text of the cell, of what is set small above it."""
BESIDE = 4.0
"""How far, in em, the text can be from what is set small at its side."""
RUBY_SIZE = 0.7
"""Size of ruby and of emphasis marks at most."""

_KANA = re.compile("[ぁ-ゖァ-ヺー・]+")
_DOTS = re.compile("[•●○◉◎﹅﹆・､、◦‣△▲]+")


def without_small_print(chars: Sequence[Char], told: list[Told]) -> list[Char]:
    """Return the characters without ruby, emphasis marks and raised note marks."""
    sizes = Counter(round(char["size"], 1) for char in chars if char["text"].strip())
    if len(sizes) < 2:
        return list(chars)
    # Of the size that takes most room: ruby can have more characters than what it stands over.
    common = max(sizes, key=lambda em: (sizes[em] * em**2, em))
    text = [char for char in chars if char["size"] > SMALL * common]
    runs: list[list[Char]] = []
    for char in chars:
        if char["size"] > SMALL * common or not char["text"].strip():
            runs.append([])
        elif _raised(char, text, common):
            runs[-1:] = [[*runs[-1], char]] if runs else [[char]]
        else:  # nothing stands beside it that would tell whether it is raised
            alone = not any(_beside(char, other) for other in text)
            runs[-1:] = [[*(runs[-1] if runs else []), char]] if alone else [*runs[-1:], []]
    for run in filter(None, runs):
        said = repair("".join(char["text"] for char in run))
        above = all(
            char["size"] <= RUBY_SIZE * common and _over(char, text, common) for char in run
        )
        if above and _KANA.fullmatch(said):
            chars = leave_out(chars, run, RUBY, told)
        elif above and _DOTS.fullmatch(said):
            chars = leave_out(chars, run, "stands over the text for emphasis", told)
        elif not any(_raised(char, text, common) for char in run):
            small = all(char["size"] <= RUBY_SIZE * common for char in run)
            if (is_note_mark(said, "") and any(sign in said for sign in "注※*†‡")) or (
                small and _KANA.fullmatch(said)
            ):
                told.append(Told(f"「{shorten(said)}」 stands alone in small print", certain=False))
        elif above or not is_note_mark(said, _before(run[0], text)):
            told.append(Told(f"「{shorten(said)}」 {RAISED}", certain=False))
        else:
            chars = leave_out(chars, run, "is the mark of a note", told)
    return list(chars)


def _beside(char: Char, other: Char) -> bool:
    """Tell whether the middle of a character stands at the height of another one."""
    return bool(other["top"] < (char["top"] + char["bottom"]) / 2 < other["bottom"])


def _raised(char: Char, text: Sequence[Char], em: float) -> bool:
    """Tell whether a character stands above the baseline of the text at its side or below it."""
    near = [
        other for other in text
        if other["x0"] - BESIDE * em <= char["x1"] and char["x0"] <= other["x1"] + BESIDE * em
        and -0.1 * em <= other["baseline"] - char["baseline"] <= 1.6 * em
    ]  # fmt: skip
    if not near:
        return False
    line = min(other["baseline"] for other in near)
    return bool(round((line - char["baseline"]) / em, 2) >= RAISED_BY)


def _over(char: Char, text: Sequence[Char], em: float) -> bool:
    """Tell whether a character stands right above one of the text, not at its side."""
    middle = (char["x0"] + char["x1"]) / 2
    return any(
        other["x0"] - 0.3 * em <= middle <= other["x1"] + 0.3 * em
        and char["bottom"] <= other["top"] + 0.35 * em
        and other["top"] - char["bottom"] <= 0.6 * em
        for other in text
    )


def _before(char: Char, text: Sequence[Char]) -> str:
    """Return the character of the text that stands before another one on its line."""
    before = [
        other for other in text
        if other["x1"] <= char["x0"] + 1 and other["bottom"] > char["top"] and
        other["top"] < char["bottom"] and other["text"].strip()
    ]  # fmt: skip
    last = max(before, key=lambda other: other["x1"], default=None)
    return str(last["text"]) if last is not None else ""
