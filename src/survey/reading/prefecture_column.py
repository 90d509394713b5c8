"""The prefectures of a table as people write them: in full, short, or as that of the row above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from survey.prefectures import by_name, by_short_name
from survey.text import squeeze

REPEATED = ("〃", "同上", "”", "々", '"')
"""What stands for the prefecture of the row above."""
LEAST_EMPTY = 0.1
"""The share of cells that is empty at least where each prefecture is named once."""


@dataclass
class PrefectureColumn:
    """Reads the cells of a column from top to bottom.

    `above` is the prefecture of the row above, `run` that which a cell left empty means; both are
    empty where they are not known.
    """

    above: str = ""
    run: str = ""

    def forget(self) -> None:
        """Take the prefecture of the row above as not known."""
        self.above = self.run = ""

    def read(self, cell: str, named_once: Callable[[], bool]) -> tuple[str, str]:
        """Return the full name of a prefecture that is not written so, and how it was read, to be
        followed by the rows; both empty where it is a full name, or nobody can tell.

        Parameters
        ----------
        named_once
            Whether the column names a prefecture at the first of its rows alone.
        """
        said = squeeze(cell)
        if said in REPEATED:
            full, how = self.above, f"「{said}」 was read as the prefecture above in"
        elif not said:
            full = self.run if self.run and named_once() else ""
            how = "an empty prefecture was read as the one above in"
        else:
            full = by_short_name().get(said, "")
            how = f"「{said}」 was read as {full} in"
        self.above = self.run = full or (said if said in by_name() else "")
        return (full, how) if full else ("", "")


def is_named_once(texts: Sequence[str]) -> bool:
    """Tell whether a column names each prefecture at the first of its rows alone.

    Where one is named in two rows that follow each other, a sign repeats it, or few cells are empty,
    an empty cell is an omission.
    """
    repeated = any(text in REPEATED or (text and text == next_) for text, next_ in pairwise(texts))
    return not repeated and texts.count("") >= LEAST_EMPTY * len(texts)
