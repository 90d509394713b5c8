"""What is told of a page on which something stands in the way of somebody, however long it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from browsing import DESKTOP, ONE_IN, Watched, accessibility

pytestmark = pytest.mark.browser
ROWS = 120
ODD = 87
"""Row in which the mistake is."""
PALE = "color: #ddd"
FAULTLESS = f"""<!doctype html><html lang="en"><title>Rows</title><main><h1>Rows</h1>
<p class="note" hidden>Note of nothing</p><table>
{"".join(f"<tr><td>{n}<td><a href='#'>Row {n}</a><td><button>Open {n}</button>" for n in range(1, ROWS + 1))}
</table><p class="note">Note of all rows</p></main></html>"""


@pytest.mark.parametrize(
    ("before", "after", "rule", "named"),
    [
        ("</title>", f"</title><style>tr:nth-child({ODD}) a {{{PALE}}}</style>", "color-contrast", f"Row {ODD}<"),
        ("</title>", f"</title><style>tr:nth-child({ODD}) {{opacity: 0.2}}</style>", "color-contrast", f"Row {ODD}<"),
        (f"<td>{ODD}<", f"<td style='{PALE}'>{ODD}<", "color-contrast", f">{ODD}<"),
        (f"<tr><td>{ODD}<", f"<tr style='background: blue'><td>{ODD}<", "color-contrast", f">{ODD}<"),
        # the first of its kind is hidden
        ("</title>", f"</title><style>.note {{{PALE}}}</style>", "color-contrast", "Note of all rows"),
        ("</title>", f"</title><style>td {{{PALE}}}</style>", "color-contrast", ">26<"),
        (f"<button>Open {ODD}", "<button>", "button-name", "<button>"),
        (f"<a href='#'>Row {ODD}", "<a href='#'>", "link-name", "<a "),
        (f"<td>{ODD}<", f"<td role='nothing'>{ODD}<", "aria-roles", f">{ODD}<"),
    ],
)  # fmt: skip
def test_one_mistake_among_many_rows_is_told(
    context: BrowserContext, before: str, after: str, rule: str, named: str
) -> None:
    page = Watched(context, DESKTOP).page
    assert FAULTLESS.count(before) == 1
    page.set_content(FAULTLESS.replace(before, after))
    told = accessibility(page)
    assert told
    assert all(one.startswith(f"{rule} ") for one in told)
    assert any(named in one for one in told)


def test_what_looks_alike_is_not_all_looked_at(context: BrowserContext) -> None:
    page = Watched(context, DESKTOP).page
    page.set_content(FAULTLESS)
    assert accessibility(page) == []
    looked_at = page.locator("[data-contrast]").count()
    assert 2 + 3 * ROWS / ONE_IN <= looked_at < ROWS / 5
