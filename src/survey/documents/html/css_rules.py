"""The rules of the style sheets in a web page: what they set of each element and beside it.

Rules that depend on the size of a window or the kind of a printer, sheets in files of their own and
selectors that are not known are not followed; `Rules.unread` tells whether they can hide or strike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cssselect2 import ElementWrapper, Matcher, SelectorError, compile_selector_list
from tinycss2 import parse_blocks_contents, parse_rule_list, parse_stylesheet, serialize

from survey.documents.html.css_values import Set, can_hide

Element = Any
"""An element of lxml, which has no types."""
Declared = list[tuple[str, str, bool]]
"""Properties with their values, and whether they are important."""

_ALWAYS = ("all", "screen")
_NO_LOOK = ("page", "font-face", "charset", "namespace", "counter-style", "property", "keyframes")
_VENDOR = re.compile("^-[a-z]+-")
_LONGHANDS = {
    "background": ("background-color", "background-image"), "font": ("font-size",),
    "list-style": ("list-style-type",), "text-decoration": ("text-decoration-line",),
}  # fmt: skip
"""What of interest a property sets that sets several."""
_OF_BROWSERS = """
    s, del, strike { text-decoration: line-through }
    sup { vertical-align: super }
    sub { vertical-align: sub }
    mark { background: yellow }
    [hidden], dialog:not([open]) { display: none }
"""
"""What browsers set of their own."""


class _Wrapped(ElementWrapper):  # type: ignore[misc]
    @property
    def previous_siblings(self) -> list[ElementWrapper]:
        """The siblings before, without a call for each of them."""
        found, sibling = [], self.previous
        while sibling is not None:
            found.append(sibling)
            sibling = sibling.previous
        return found


class Rules:
    """What the style sheets of a page set; `of` elements with their own styles, and beside them."""

    def __init__(self, page: Element) -> None:
        links = (link.get("rel", "").lower().split() for link in page.iter("link"))
        self.unread = any("stylesheet" in kinds for kinds in links)
        usual, matcher = Matcher(), Matcher()
        self._follow(parse_stylesheet(_OF_BROWSERS, skip_whitespace=True), usual)
        sheet = "\n".join(style.text or "" for style in page.iter("style"))
        self._follow(parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), matcher)
        self._found = {
            one.etree_element: [*usual.match(one), *matcher.match(one)]
            for one in _Wrapped.from_html_root(page).iter_subtree()
        }

    def of(self, element: Element, beside: str | None = None) -> Set:
        """Return what is set of an element, by rules and by itself, or else of the text that is put
        `before` or `after` that of it."""
        found = [sets for _, _, place, sets in self._found[element] if place == beside]
        if beside is None:
            attributes = {
                "color": element.get("text" if element.tag == "body" else "color"),
                "background-color": element.get("bgcolor"),
            }
            said = [(name, one, False) for name, one in attributes.items() if one]
            found = [said, *found, declared(element.get("style", ""))]
        return {
            name: value
            for is_important in (False, True)
            for sets in found
            for name, value, important in sets
            if important == is_important
        }

    def _follow(self, rules: Iterable[Any], matcher: Matcher) -> None:
        for rule in rules:
            if rule.type == "qualified-rule":
                self._add(rule, matcher)
            elif rule.type != "at-rule" or _VENDOR.sub("", rule.lower_at_keyword) in _NO_LOOK:
                continue
            elif rule.content is None:
                self.unread = self.unread or rule.lower_at_keyword == "import"
            elif _is_always(rule):
                self._follow(parse_rule_list(rule.content, skip_whitespace=True), matcher)
            else:
                self._leave(rule.content)

    def _add(self, rule: Any, matcher: Matcher) -> None:
        sets = declared(rule.content)
        try:
            selectors = compile_selector_list(rule.prelude)
        except (SelectorError, SyntaxError, RecursionError):  # the last two if it is too long
            self._leave(rule.content)
            return
        for selector in selectors:
            if selector.pseudo_element in (None, "before", "after"):
                matcher.add_selector(selector, sets)
            else:
                self._leave(rule.content)
        for inner in _rules(rule.content):
            self._leave(inner.content or [])

    def _leave(self, content: list[Any]) -> None:
        """Note whether what is not followed could have hidden text."""
        own = {name: said for name, said, _ in declared(content)}
        self.unread = self.unread or can_hide(own)
        for inner in _rules(content):
            self._leave(inner.content or [])


def declared(content: str | list[Any]) -> Declared:
    """Return what is declared, as it is in the style of an element."""
    return [
        (name, serialize(one.value).strip(), one.important)
        for one in parse_blocks_contents(content, skip_comments=True)
        if one.type == "declaration"
        for name in _LONGHANDS.get(one.lower_name, (one.lower_name,))
    ]


def _rules(content: list[Any]) -> Iterator[Any]:
    for one in parse_blocks_contents(content):
        if one.type in ("qualified-rule", "at-rule"):
            yield one


def _is_always(rule: Any) -> bool:
    media = serialize(rule.prelude).strip().lower().removeprefix("only ")
    return rule.lower_at_keyword == "media" and media in _ALWAYS
