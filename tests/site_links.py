"""What the pages of the site link to and load."""

from __future__ import annotations

import functools
from html.parser import HTMLParser
from pathlib import Path


@functools.cache
def links(page: Path) -> Links:
    found = Links()
    found.feed(page.read_text("utf-8"))
    return found


class Links(HTMLParser):
    """Collects what a page links to and loads, and the places on it that can be linked to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "href" and value and tag == "a":
                self.links.append(value)
            elif (name == "src" or (name == "href" and tag == "link")) and value:
                self.loaded.append(value)
            elif name in ("id", "name") and value:
                self.places.add(value)
