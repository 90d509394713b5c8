"""A real browser for the tests: Chromium of this machine, told on every page what it may not do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

DESKTOP, PHONE = (1280, 900), (375, 812)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium or Chrome that charts are drawn with, too."""
    from choreographer.browsers.chromium import Chromium

    found = Chromium.find_browser(skip_local=False)
    assert found, "there is no Chrome or Chromium"
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=arguments)
        try:
            yield browser
        finally:
            browser.close()


def forget(context: BrowserContext) -> None:
    """Close all pages, and forget what they kept, so that the next test finds a browser as new."""
    for page in context.pages:
        page.evaluate("location.protocol === 'about:' || localStorage.clear()")
        page.close()
    context.clear_cookies()


class Watched:
    """A page, and what went wrong on it: messages of errors, requests that leave the machine."""

    def __init__(self, context: BrowserContext, size: tuple[int, int]) -> None:
        self.page: Page = context.new_page()
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on(
            "console",
            lambda said: (
                self.wrong.append(said.text) if said.type in ("error", "warning") else None
            ),
        )
        self.page.on("request", lambda asked: self._asked(asked.url))
        self.page.on("requestfailed", lambda asked: self.wrong.append(f"failed: {asked.url}"))

    def _asked(self, address: str) -> None:
        if not address.startswith(("file:", "data:", "blob:", "http://127.0.0.1:")):
            self.wrong.append(f"asked the network for {address}")


ONE_IN = 25
"""Of texts that look alike, the first is looked at for its contrast, and then one of so many."""
_MARK_ONE_OF_EACH_KIND = """oneIn => {
  const kinds = new Map([[null, '']]), numbers = new Map(), seen = new Map();
  const looks = ['color', 'backgroundColor', 'backgroundImage', 'opacity', 'fontSize', 'fontWeight',
                 'textShadow', 'position', 'filter', 'mixBlendMode'];
  for (const one of document.querySelectorAll('*')) {
    const style = getComputedStyle(one);
    const own = [kinds.get(one.parentElement), one.localName, one.getAttribute('class'),
                 one.matches(':disabled, [aria-disabled=true]'), ...looks.map(name => style[name])];
    const look = JSON.stringify(own);
    if (!numbers.has(look)) numbers.set(look, numbers.size);
    const kind = numbers.get(look);
    kinds.set(one, kind);
    delete one.dataset.contrast;
    const written = one.matches('input, select, textarea')
      || [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!written || !one.getClientRects().length || !one.checkVisibility()) continue;
    const before = seen.get(kind) ?? 0;
    seen.set(kind, before + 1);
    if (before % oneIn === 0) one.dataset.contrast = '';
  }
}"""


def accessibility(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical on a page.

    Contrast takes most of its time: it is looked at where a text first has its colours, sizes and
    classes and those of all that it stands in, and then at one in `ONE_IN` of them.
    """
    import axe_playwright_python

    if not page.evaluate("'axe' in window"):
        script = Path(axe_playwright_python.__file__).with_name("axe.min.js")
        page.evaluate(script.read_text("utf-8"))
        page.evaluate(
            "axe.configure({rules: [{id: 'color-contrast', selector: '[data-contrast]'}]})"
        )
    page.evaluate(_MARK_ONE_OF_EACH_KIND, ONE_IN)
    # What plotly draws is one figure with a name; its many texts would only cost time.
    within = "{exclude: [['.main-svg']]}" if page.locator(".main-svg").count() else "document"
    found = page.evaluate(f"axe.run({within}, {{preload: false, resultTypes: ['violations']}})")
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
