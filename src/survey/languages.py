"""The languages that everything is published in: Japanese, and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Lang = Literal["ja", "en"]
LANGS: tuple[Lang, ...] = ("ja", "en")
Text = Mapping[Lang, str]
"""The same said in each language."""
