"""The rules of the tables of a PDF page, and those that it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pdfplumber.table import merge_edges
from pdfplumber.utils.geometry import objects_to_bbox

from survey.documents.pdf.text_lines import NEAR

Rule = dict[str, Any]


def closing(page: Any) -> dict[str, list[Rule]]:
    """Return the outer lines of each group of rules that touch, for `find_tables`.

    A page break leaves the row that it cuts open, and many tables have no rules at their sides.
    """
    lines: list[Rule] = []
    straight = [edge for edge in page.edges if edge["orientation"]]  # an edge of a curve has none
    for rules in _touching(merge_edges(straight, *[NEAR] * 4)):
        left, top, right, bottom = objects_to_bbox(rules)
        if {rule["orientation"] for rule in rules} == {"h", "v"}:
            lines += [_rule(x, top, x, bottom) for x in (left, right)]
            lines += [_rule(left, y, right, y) for y in (top, bottom)]
    return {"explicit_vertical_lines": lines, "explicit_horizontal_lines": lines}


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        mine, others = [rule], []
        for group in groups:
            if any(_touch(rule, other) for other in group):
                mine += group
            else:
                others.append(group)
        groups = [*others, mine]
    return groups


def _touch(one: Rule, other: Rule) -> bool:
    return bool(
        one["x0"] <= other["x1"] + NEAR and other["x0"] <= one["x1"] + NEAR
        and one["top"] <= other["bottom"] + NEAR and other["top"] <= one["bottom"] + NEAR
    )  # fmt: skip


def _rule(x0: float, top: float, x1: float, bottom: float) -> Rule:
    place = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0}
    return {"object_type": "line", "height": bottom - top, **place}
