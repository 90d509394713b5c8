"""In which cells of a table the columns of a layout stand, as its row of titles says, or two rows."""

from __future__ import annotations

from collections.abc import Sequence

from survey.reading.layouts import Column
from survey.reading.split import NoReading
from survey.text import squeeze


class ColumnTitles:
    """The columns of a table and where they are; before titles were read they go by their order."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.named = {squeeze(column.title) for column in columns if column.title}
        self.places: list[int] = []
        self.width = 0
        """How many cells the row of titles has."""
        self.above: Sequence[str] = ()
        """The row of titles that was read last, which can go on in the next row."""

    def read(self, texts: Sequence[str]) -> str:
        """Tell from a row of titles in which cell each column stands; return the first title that the
        layout does not know, where this is the first row of titles."""
        texts, self.above = self._as_one(self.above, texts), texts
        if not self.named <= set(texts):
            return ""
        first = min(texts.index(title) for title in self.named)
        places: list[int] = []
        for column in self.columns:
            title = squeeze(column.title)
            places.append(texts.index(title) if title else places[-1] + 1 if places else first - 1)
        if places[0] < 0:
            return ""
        others = [text for place, text in enumerate(texts) if text and place not in places]
        unknown = others[0] if others and not self.places else ""
        self.places, self.width = places, len(texts)
        return unknown

    def are_part(self, texts: Sequence[str], below: Sequence[str]) -> bool:
        """Tell whether a row has all titles together with the one below or above it, and neither has
        them alone."""
        return any(
            self.named <= set(self._as_one(*pair))
            and not any(self.named <= set(one) for one in pair)
            for pair in ((texts, below), (self.above, texts))
        )

    def _as_one(self, above: Sequence[str], below: Sequence[str]) -> Sequence[str]:
        """Return titles that stand in two rows as one: in either, or in both together."""
        if len(above) != len(below):
            return below
        return [
            next((one for one in (low, high, high + low) if one in self.named), low)
            for high, low in zip(above, below, strict=True)
        ]

    def number(self, texts: Sequence[str]) -> str:
        """Return what stands in the column of row numbers."""
        place = self.places[0] if self.places else 0
        return texts[place] if place < len(texts) else ""

    def prefecture(self, texts: Sequence[str]) -> str:
        """Return what stands in the column of prefectures."""
        place = self.places[-1] if self.places else len(texts) - 1
        return texts[place] if place < len(texts) else ""

    def known(self, texts: Sequence[str]) -> Sequence[str]:
        """Return the texts of a row without those of columns that the layout does not know."""
        if self.places and len(texts) == self.width:
            return [texts[place] for place in sorted(self.places)]
        if len(texts) != len(self.columns):
            return [text for text in texts if text][:1]
        return texts

    def of_widths(self, widths: set[int]) -> Sequence[int]:
        """Return in which cells of a row the columns stand, by how many cells its parts have.

        Raises
        ------
        NoReading
            If it has neither as many as the titles nor as many as the layout.
        """
        if widths == {self.width}:
            return self.places
        if widths == {len(self.columns)}:
            return range(len(self.columns))
        found = " and ".join(map(str, sorted(widths)))
        raise NoReading(f"it has {found} cells, not {len(self.columns)}")
