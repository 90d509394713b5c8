"""What the values of a column have against the rules of machine readability, one check a rule."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from survey.declared import included, read_declaration
from survey.documents.raw_tables import Cell
from survey.reading.table_shapes import Column, is_number


@dataclass(frozen=True)
class Told:
    """What is `found` against a rule, or a person has to `ask`, at a place of a sheet; the sheet of
    a CSV file has no name."""

    rule: str
    place: str
    said: str
    kind: Literal["found", "ask"] = "found"
    sheet: str = ""


MOST_PLACES = 3
"""How many places are named; the others are counted."""
_LONGEST_VALUE = 40
"""Characters of a number or a date with all that is written with it; more are a text."""
MOSTLY, HALF = 0.8, 0.5
"""Share of the cells from which on a column is what these are."""
SERIES = 3
"""Headings from which on a row of years, areas or numbers is a series."""
_TWINS = str.maketrans("～∥－￠￡￢—", "〜‖−¢£¬―")
"""Characters of JIS X 0208 that Windows writes with another code point."""
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width signs, digits and letters; a circled digit is no digit."""


@dataclass(frozen=True)
class _Forms:
    """The forms of headings and cells in `readability.toml`, where each is explained."""

    no_name: re.Pattern[str]
    year: re.Pattern[str]
    spaced: re.Pattern[str]
    parts: re.Pattern[str]
    two_numbers: re.Pattern[str]
    with_unit: re.Pattern[str]
    symbol: re.Pattern[str]
    no_quantity: re.Pattern[str]
    named_unit: re.Pattern[str]
    ditto: re.Pattern[str]
    other: re.Pattern[str]
    okurigana: re.Pattern[str]
    era: re.Pattern[str]
    dates: Mapping[str, re.Pattern[str]]


@cache
def forms() -> _Forms:
    """Return what is declared of the forms of headings and cells."""
    source, what = included("readability.toml"), "the rules of readability"
    return read_declaration(_Forms, source, what, lambda declared: declared["forms"])


def column_checks(column: Column, excel: bool) -> Iterator[Told]:
    """Yield what the values of a column have against a rule."""
    yield from _formatted_by_spaces(column, excel)
    yield from _numbers(column, excel)
    for check in (_several, _dependent, _choices, _dates):
        yield from check(column)


def _is(form: re.Pattern[str], text: str) -> bool:
    return len(text) <= _LONGEST_VALUE and form.fullmatch(text) is not None


def at(column: Column, rows: Sequence[int] = ()) -> str:
    """Return the place of rows of a column, for people."""
    more = f"　{listed(rows, '行目')}" if rows else ""
    return f"列「{column.heading or column.place}」{more}"


def listed(places: Sequence[object], unit: str = "") -> str:
    """Return the first of some places, and how many more there are."""
    more = len(places) - MOST_PLACES
    first = "、".join(map(str, places[:MOST_PLACES]))
    return f"{first}{unit}" + (f"ほか{more}か所" if more > 0 else "")


def _formatted_by_spaces(column: Column, excel: bool) -> Iterator[Told]:
    def spaced(text: str) -> bool:
        broken = excel and re.search(r"[\r\n]", text) is not None
        return broken or forms().spaced.search(text) is not None

    if spaced(column.heading):
        yield Told("L1-06", at(column), "項目名に、体裁を整える空白や改行があります")
    if rows := [row for row, cell in column.filled if spaced(cell.text)]:
        yield Told("L1-06", at(column, rows), "体裁を整える空白や改行があります")


def _several(column: Column) -> Iterator[Told]:
    """Parts of cells are values where they also stand alone, or again and again with others."""
    pairs = [row for row, cell in column.filled if _is(forms().two_numbers, cell.text)]
    if pairs:
        yield Told("L1-07", at(column, pairs), "数とかっこ書きの数が一つのセルにあります")
    parted = {
        cell.text: parts for _, cell in column.filled
        if len(parts := [part.strip() for part in forms().parts.split(cell.text)]) > 1
        and not is_number(cell) and not _is(forms().with_unit, cell.text)
    }  # fmt: skip
    known = {cell.text for _, cell in column.filled} - set(parted)
    counts = Counter(part for parts in parted.values() for part in set(parts))
    known |= {part for part, count in counts.items() if part and count >= SERIES}
    several = {text for text, parts in parted.items() if known.issuperset(parts)}
    if len(several) > 1:
        rows = [row for row, cell in column.filled if cell.text in several]
        yield Told("L1-07", at(column, rows), "一つのセルに複数の値があります")


def _dependent(column: Column) -> Iterator[Told]:
    found: dict[str, list[int]] = {}
    for row, cell in [(0, Cell(column.heading)), *column.filled]:
        for character in sorted(set(cell.text.translate(_TWINS))):
            if not _in_jis(character):
                found.setdefault(character, []).append(row)
    if found:
        rows = sorted({row for rows in found.values() for row in rows if row})
        some = " ".join(sorted(found)[:10])
        yield Told("L1-08", at(column, rows), f"JIS X 0208 にない文字：{some}")


def _in_jis(character: str) -> bool:
    """Tell whether a character is one of JIS X 0201 or 0208, which all machines of Japan share."""
    try:
        character.encode("iso2022_jp")
    except UnicodeEncodeError:
        return "\uff61" <= character <= "\uff9f"
    return True


def _numbers(column: Column, excel: bool) -> Iterator[Told]:
    plain: list[int] = []
    like: list[int] = []
    symbols: list[int] = []
    stored: list[int] = []
    for row, cell in column.filled:
        text = cell.text.translate(_NARROW).strip()
        if is_number(cell):
            (plain if cell.is_number or not excel else stored).append(row)
        elif _is(forms().with_unit, text):
            like.append(row)
        elif forms().symbol.fullmatch(cell.text):
            symbols.append(row)
    numbers = len(plain) + len(like) + len(stored)
    if numbers + len(symbols) < MOSTLY * len(column.filled) or numbers <= len(symbols):
        return
    if like:
        yield Told("L2-01", at(column, like), "数に、単位、区切り、注などの文字が付いています")
    if stored and plain:
        yield Told("L2-01", at(column, stored), "数が文字列として入っています")
    if symbols:
        said = "数の列に記号や語があります"
        yield Told("L3-03", at(column, symbols), said, kind="ask")


def _choices(column: Column) -> Iterator[Told]:
    texts = [cell.text for _, cell in column.filled if not is_number(cell)]
    counts = Counter(texts)
    repeated = sum(count for count in counts.values() if count > 1)
    if not texts or repeated < HALF * len(texts):
        return
    spellings: dict[str, list[str]] = {}
    for text in counts:
        spellings.setdefault(_folded(text), []).append(text)
    several = [found for folded, found in spellings.items() if len(found) > 1 and len(folded) > 1]
    if several:
        some = "、".join("＝".join(found) for found in several[:MOST_PLACES])
        yield Told("L2-04", at(column), f"書き方の違う同じ値があります：{some}")
    if rows := [row for row, cell in column.filled if forms().other.fullmatch(cell.text)]:
        yield Told("L2-05", at(column, rows), "「その他」の内容が同じ列にあります")


def _folded(text: str) -> str:
    """Return a value without what is written now so, now otherwise: widths, spaces, signs, 送り仮名."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return forms().okurigana.sub("", re.sub(r"[\s・,.、。‐‑–—―ー-]", "", plain))


def _dates(column: Column) -> Iterator[Told]:
    texts = [(row, unicodedata.normalize("NFKC", cell.text).strip()) for row, cell in column.filled]
    eras = [row for row, text in texts if _is(forms().era, text)]
    if texts and len(eras) >= HALF * len(texts):
        yield Told("L3-05", at(column, eras), "西暦のない和暦です")
    styles = Counter(
        next((style for style, form in forms().dates.items() if form.fullmatch(text)), "")
        for _, text in texts
    )
    styles.pop("", None)
    if texts and len(styles) > 1 and sum(styles.values()) >= HALF * len(texts):
        some = "、".join(sorted(styles))
        yield Told("L3-05", at(column), f"日付の書き方が混じっています：{some}の形")
