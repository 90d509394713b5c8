"""The rules of the style sheets in a web page: what they set of each element and beside it.

Rules that depend on the size of a window or the kind of a printer, sheets in files of their own and
selectors that are not known are not followed; `Rules.unread` tells whether they can hide or strike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from bs4 import BeautifulSoup
from bs4.element import Tag
from soupsieve import SelectorSyntaxError

Set = dict[str, str]
"""Values by property."""

_STRING = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
_BRACE = re.compile(rf"{_STRING}|[{{}}]")
_SETS = re.compile(rf"([\w-]+)\s*:\s*((?:{_STRING}|[^;\"'])*)")
_ALWAYS = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*")
_NO_LOOK = re.compile(
    r"@(?:page|font-face|charset|namespace|counter-style|property|(?:-\w+-)?keyframes)\b"
)
_COMMAS = re.compile(r",(?![^()\[\]]*[)\]])")
_BESIDE = re.compile(r"::?(before|after)$")
_NAMES, _CLASSES, _IDS = (
    re.compile(r"(?<![\w.#:\[-])[a-z]"),
    re.compile(r"[.\[]|(?<!:):(?!:)"),
    re.compile("#"),
)


class Found(NamedTuple):
    """A rule: how much weight it has among others, its selector, what it sets."""

    weight: tuple[int, int, int, int]
    selector: str
    sets: Set


class Rules:
    """What the style sheets of a page set; `of` elements with their own styles, and `beside` them."""

    def __init__(self, soup: BeautifulSoup, can_hide: Callable[[Mapping[str, str]], bool]) -> None:
        self.unread = soup.find("link", rel=lambda kinds: "stylesheet" in (kinds or "")) is not None
        self._can_hide = can_hide
        self._usual: defaultdict[int, Set] = defaultdict(dict)
        self._important: defaultdict[int, Set] = defaultdict(dict)
        self._beside: defaultdict[tuple[int, str], Set] = defaultdict(dict)
        sheet = "\n".join(style.get_text() for style in soup.find_all("style"))
        sheet = _without_comments(sheet)
        self.unread = self.unread or "@import" in sheet
        for rule in sorted(self._found(sheet)):
            place = _BESIDE.search(rule.selector)
            selector = rule.selector[: place.start()] if place else rule.selector
            try:
                elements = soup.select(selector or "*")
            except (SelectorSyntaxError, NotImplementedError, ValueError):
                self.unread = self.unread or self._can_hide(rule.sets)
                continue
            for element in elements:
                self._keep(element, place[1] if place else "", rule.sets)

    def of(self, element: Tag) -> Set:
        """Return what is set of an element, by rules and by itself."""
        own = declared(str(element.get("style", "")))
        important = {name: one for name, one in own.items() if _is_important(one)}
        key = id(element)
        found = {**self._usual.get(key, {}), **own, **self._important.get(key, {}), **important}
        return {name: one.partition("!")[0].strip() for name, one in found.items()}

    def beside(self, element: Tag, place: str) -> Set:
        """Return what is set of the text that is put `before` or `after` that of an element."""
        return self._beside.get((id(element), place), {})

    def _keep(self, element: Tag, place: str, sets: Set) -> None:
        for name, said in sets.items():
            if place:
                self._beside[id(element), place][name] = said.partition("!")[0].strip()
            elif _is_important(said):
                self._important[id(element)][name] = said
            else:
                self._usual[id(element)][name] = said

    def _found(self, sheet: str) -> Iterator[Found]:
        for order, (begun, held) in enumerate(_blocks(sheet)):
            head = begun.rpartition(";")[2].strip().lower()
            if _ALWAYS.fullmatch(head):
                yield from self._found(held)
            elif head.startswith("@") or "{" in held:
                inner = [declared(one) for _, one in _blocks(held)] or [declared(held)]
                self.unread = self.unread or (
                    not _NO_LOOK.match(head) and any(map(self._can_hide, inner))
                )
            else:
                for selector in _COMMAS.split(begun.rpartition(";")[2].strip()):
                    yield Found((*_weight(selector), order), selector.strip(), declared(held))


def declared(said: str) -> Set:
    """Return what is declared, as it is in the style of an element."""
    return {found[1].lower(): found[2].strip() for found in _SETS.finditer(said)}


def _is_important(said: str) -> bool:
    return said.rpartition("!")[2].strip().lower() == "important"


def _without_comments(sheet: str) -> str:
    first, *others = sheet.split("/*")
    return first + "".join(other.partition("*/")[2] for other in others)


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before each pair of outer braces, and within."""
    depth = end = begin = 0
    for brace in _BRACE.finditer(sheet):
        if brace[0] == "{":
            depth += 1
            begin = brace.end() if depth == 1 else begin
        elif brace[0] == "}" and depth:
            depth -= 1
            if not depth:
                yield sheet[end : begin - 1], sheet[begin : brace.start()]
                end = brace.end()


def _weight(selector: str) -> tuple[int, int, int]:
    """Return how much weight a selector has: its ids, classes and names."""
    ids, classes, names = (len(one.findall(selector)) for one in (_IDS, _CLASSES, _NAMES))
    return ids, classes, names
