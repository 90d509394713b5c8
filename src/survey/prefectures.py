"""The 47 prefectures and their standard codes (JIS X 0401, 全国地方公共団体コード)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files


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
