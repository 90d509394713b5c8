"""The 47 prefectures and their standard codes (JIS X 0401, 全国地方公共団体コード)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from unicodedata import normalize

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


def check_digit(five_digits: str) -> str:
    """Return the check digit of a 全国地方公共団体コード, its sixth digit.

    The five digits are weighted 6, 5, 4, 3, 2; the last digit of 11 minus the sum modulo 11 is the
    check digit (総務省「全国地方公共団体コード仕様」).
    """
    weighted = sum(
        int(digit) * weight for digit, weight in zip(five_digits, range(6, 1, -1), strict=True)
    )
    return str((11 - weighted % 11) % 10)


@cache
def prefectures() -> tuple[Prefecture, ...]:
    """Return the 47 prefectures in the order of their codes.

    The codes and readings are those of 総務省「全国地方公共団体コード」; the regions are the eight
    of school geography (八地方区分), which count 三重県 to 近畿.
    """
    text = (files("survey") / "declarations" / "prefectures.csv").read_text(encoding="utf-8")
    names = [field.name for field in fields(Prefecture)]
    return tuple(
        Prefecture(*(row[name] for name in names)) for row in csv.DictReader(text.splitlines())
    )


@cache
def by_name() -> Mapping[str, Prefecture]:
    """Return the prefectures by their Japanese name (東京都)."""
    return {prefecture.prefecture: prefecture for prefecture in prefectures()}


@cache
def by_short_name() -> Mapping[str, str]:
    """Return the Japanese names of the prefectures by their short ones (東京, 大阪); 北海道 has none."""
    return {name[:-1]: name for name in by_name() if name != "北海道"}


def prefecture_called(said: str) -> Prefecture:
    """Return the prefecture of a name as people write it: 鳥取県, 鳥取, Tottori, or its code, 31.

    Raises
    ------
    BadInput
        If there is none; the nearest name is told.
    """
    plain = normalize("NFKC", said).strip()
    for one in prefectures():
        code = one.prefecture_code
        if plain in (one.prefecture, code, str(int(code)), one.local_government_code) or (
            plain.lower() == one.prefecture_en.lower()
        ):
            return one
    meant = nearest_name(plain)
    if plain in by_short_name():
        return by_name()[meant]
    raise BadInput.of(
        said, "there is no such prefecture", "one of the 47, such as 鳥取県 or 鳥取",
        f"did you mean {meant}?" if meant else "correct the name",
    )  # fmt: skip


def nearest_name(said: str) -> str:
    """Return the Japanese name of the prefecture that was probably meant, empty if none is near."""
    english = {one.prefecture_en.lower(): one.prefecture for one in prefectures()}
    if short := by_short_name().get(said) or english.get(said.lower()):
        return short
    for names in (by_name(), by_short_name(), english):
        if near := get_close_matches(said.lower(), names, 1, cutoff=0.6):
            return {**by_short_name(), **english}.get(near[0], near[0])
    return ""
