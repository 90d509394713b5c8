"""The 47 prefectures and their standard codes (JIS X 0401, 全国地方公共団体コード)."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from survey.problems import BadInput


@dataclass(frozen=True)
class Prefecture:
    """One prefecture, as in `data/clean/prefectures.csv`."""

    prefecture_code: str
    local_government_code: str
    prefecture: str
    prefecture_kana: str
    prefecture_en: str
    region: str
    region_en: str


@cache
def prefectures() -> tuple[Prefecture, ...]:
    """Return the 47 prefectures in the order of their codes.

    The codes and readings are those of 総務省「全国地方公共団体コード」; the regions are the eight
    of school geography (八地方区分), which count 三重県 to 近畿.
    """
    text = (files("survey") / "declarations" / "prefectures.csv").read_text(encoding="utf-8")
    return tuple(Prefecture(**row) for row in csv.DictReader(text.splitlines()))


@cache
def by_name() -> Mapping[str, Prefecture]:
    """Return the prefectures by their Japanese name (東京都)."""
    return {prefecture.prefecture: prefecture for prefecture in prefectures()}


@cache
def by_short_name() -> Mapping[str, str]:
    """Return the Japanese names of the prefectures by their short ones (東京, 大阪); 北海道 has none."""
    return {name[:-1]: name for name in by_name() if name != "北海道"}


def prefecture_named(said: object, place: str = "") -> Prefecture:
    """Return the prefecture that somebody means: by its name (鳥取県, 鳥取, Tottori) or code (31,
    310000).

    Parameters
    ----------
    said
        What was given.
    place
        What is to be put right if it names none, such as a column; else what was given.

    Raises
    ------
    BadInput
        If it names none of the 47; says which was probably meant.
    """
    text = str(int(said)) if isinstance(said, float) and said.is_integer() else str(said)
    given = unicodedata.normalize("NFKC", text).strip()
    if found := _known().get(given.lower()):
        return found
    names = [name for name in _known() if not name.isdecimal()]
    near = get_close_matches(given.lower(), names, 1, cutoff=0.6)
    raise BadInput.of(
        place or given or "prefecture",
        f"there is no prefecture 「{given}」" if given else "no prefecture is named",
        "one of the 47, such as 東京都, or its code, such as 13",
        f"did you mean {_known()[near[0]].prefecture}?" if near else "correct the name",
    )


@cache
def _known() -> Mapping[str, Prefecture]:
    """Return the prefectures by all that names one, in lower case."""
    known = {}
    for one in prefectures():
        code, digits = one.prefecture_code, one.local_government_code
        for name in (one.prefecture, code, str(int(code)), digits, str(int(digits))):
            known[name] = one
        known[one.prefecture_en.lower()] = one
    return known | {short: by_name()[name] for short, name in by_short_name().items()}
