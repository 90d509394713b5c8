"""The pages of the site for readers of all kinds, at a desk and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from browsing import DESKTOP, PHONE, Watched, accessibility
from survey.project import find_project
from survey.publishing.notebooks import notebook_paths

pytestmark = pytest.mark.browser
NOTEBOOKS = [path.stem for path in notebook_paths(find_project())]
PAGES = [
    *(f"{name}.html" for name in ("index", "charts", "sharing", "downloads", "dictionary", "caveats", "method",
                                  "standards", "search", "prefectures", "prefectures/tottori",
                                  "prefectures/mie", "prefectures/niigata", "en/prefectures",
                                  "en/prefectures/mie", "en/index", "en/charts", "en/downloads",
                                  "en/dictionary", "en/caveats", "en/method", "en/architecture")),
    *(f"notebooks/{name}.html" for name in NOTEBOOKS),
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_nothing_stands_in_the_way_of_anybody(
    context: BrowserContext, site: Path, name: str
) -> None:
    one = Watched(context, PHONE)
    one.page.goto((site / name).as_uri())
    for width, height in (PHONE, DESKTOP):
        one.page.set_viewport_size({"width": width, "height": height})
        one.page.wait_for_function(f"document.documentElement.scrollWidth <= {width}")
        assert accessibility(one.page) == []
    assert one.wrong == []
