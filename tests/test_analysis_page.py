"""The worked examples of `docs/*/analysis.md`: each prints what the page says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

from survey.project import find_project

pytestmark = pytest.mark.slow
EXAMPLE = re.compile(r"```python\n(?P<code>.*?)```\n\n```text\n(?P<printed>.*?)```\n", re.DOTALL)
MOST_LINES = 10
PAGES = {lang: find_project().root / "docs" / lang / "analysis.md" for lang in ("ja", "en")}


def examples(page: Path) -> list[tuple[str, str]]:
    return [
        (found["code"], found["printed"]) for found in EXAMPLE.finditer(page.read_text("utf-8"))
    ]


@pytest.mark.parametrize("lang", PAGES)
def test_each_example_prints_what_the_page_says(lang: str) -> None:
    names: dict[str, Any] = {}
    for code, printed in examples(PAGES[lang]):
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            exec(code, names)
        assert told.getvalue().rstrip() == printed.rstrip()


def test_ten_questions_have_the_same_short_answers_in_both_languages() -> None:
    japanese, english = (examples(page) for page in PAGES.values())
    assert japanese == english
    headings = re.findall(r"^## \d+\. ", PAGES["ja"].read_text("utf-8"), re.MULTILINE)
    assert len(headings) == 10 == len(japanese) - 1  # the last shows a mistake
    for code, _ in japanese:
        assert len([line for line in code.splitlines() if line.strip()]) <= MOST_LINES
