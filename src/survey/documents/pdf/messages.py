"""What is told of the pages of a PDF."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from survey.problems import BadInput, Problem

EXPECTED = "tables with text and rules"
ADVICE = "take the PDF that was made from the original file, not a scan; split a large one"


class Messages:
    """What is told of a document: problems of single pages, and what several pages share once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.shared: dict[str, list[int]] = {}

    def warn(self, found: str, expected: str, advice: str) -> None:
        """Tell something of the document."""
        self.problems.append(Problem("warning", self.path.name, None, found, expected, advice))

    def error(self, page: int, found: str, expected: str = EXPECTED, advice: str = ADVICE) -> None:
        """Tell what is wrong with a page."""
        found = f"page {page}: {found}"
        self.problems.append(Problem("error", self.path.name, None, found, expected, advice))

    def share(self, page: int, found: str) -> None:
        """Tell something that other pages can have, too."""
        self.shared.setdefault(found, []).append(page)

    def all(self) -> list[Problem]:
        """Return everything that is told."""
        for found, pages in self.shared.items():
            places = f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]} to {pages[-1]}"
            self.warn(f"{places}: {found}", "text and rules alone", "compare with the page")
        return self.problems

    def nothing(self) -> Problem:
        """Return why there are no rows."""
        if self.problems:
            return replace(self.problems[0], file=str(self.path))
        found = "it has no text, only pictures or nothing"
        return BadInput.of(self.path, found, "a PDF with text", ADVICE).problem
