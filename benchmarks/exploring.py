"""How quickly the explorer answers, in a real browser: with the real rows, and with 20,000.

The generated rows are real ones under new numbers, so that texts are as long and as alike as real
texts are. A keystroke counts from the event to the next picture on the screen; the facets, the map
and the table have changed by then.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from playwright.sync_api import Browser

from browsing import DESKTOP, Watched, chromium
from survey.project import find_project
from survey.publishing.pages.explorer import contents, write_explorer
from survey.publishing.report_set import Tables
from survey.reading.sources import load_sources

MANY = 20_000
VIEWS = 5
QUERIES = ("会議録作成", "RPAによる自動", "ちゃっとぼっと", "申請 受付 入力")
READY = "document.documentElement.dataset.ready === 'yes'"
KEYSTROKE = """async (text) => {
  const query = document.getElementById("query");
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const times = [];
  for (let end = 1; end <= text.length; end++) {
    await painted();
    const begin = performance.now();
    query.value = text.slice(0, end);
    query.dispatchEvent(new Event("input", { bubbles: true }));
    await painted();
    times.push(performance.now() - begin);
  }
  return times;
}"""


def many(held: dict[str, Any]) -> dict[str, Any]:
    """Return contents with 20,000 rows: the real ones again and again, each with an id of its own."""

    def renamed() -> Iterator[list[Any]]:
        for number, (table, values, places) in enumerate(islice(cycle(held["rows"]), MANY)):
            own = {held["tables"][table]["id"]: f"generated-{number:05d}"}
            columns = [column["name"] for column in held["tables"][table]["columns"]]
            named = zip(columns, values, strict=True)
            yield [table, [own.get(name, value) for name, value in named], places]

    return {**held, "rows": list(renamed())}


def measured(browser: Browser, page: Path) -> tuple[float, list[float]]:
    """Return the median time to the first view, and the times of all keystrokes, in ms."""
    views, keys = [], []
    for _ in range(VIEWS):
        context = browser.new_context()
        one = Watched(context, DESKTOP)
        one.page.goto(page.as_uri())
        one.page.wait_for_function(READY)
        views.append(one.page.evaluate("performance.now()"))
        for query in QUERIES:
            keys += one.page.evaluate(KEYSTROKE, query)
        context.close()
    return statistics.median(views), keys


def main() -> None:
    """Print sizes and times."""
    project = find_project()
    held = contents(Tables(project.clean), load_sources(project.raw), project.raw)
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        for rows, given, limit in ((len(held["rows"]), held, 50), (MANY, many(held), 200)):
            folder = Path(name) / str(rows)
            write_explorer(folder, project.root / "docs" / "explorer", given)
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            view, keys = measured(browser, folder / "explorer.html")
            title = f"explorer, {rows:,} rows"
            wanted = "   wanted ≤ 3 MB, < 1 s" if limit == 50 else ""
            print(f"{title:45} {size / 1e6:7.2f} MB, first view {view / 1000:.2f} s{wanted}")
            print(
                f"{'  a keystroke, median':45} {statistics.median(keys):7.0f} ms  wanted < {limit}"
            )
            print(f"{'  a keystroke, slowest of ' + str(len(keys)):45} {max(keys):7.0f} ms")


if __name__ == "__main__":
    main()
