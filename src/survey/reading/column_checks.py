"""What the columns of a table have against the rules of machine readability, one check a rule."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from survey.declared import included, read_declaration
from survey.documents.raw_tables import Cell
from survey.prefectures import by_name, by_short_name
from survey.reading.table_shapes import Column, Shape, is_number


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
_LONGEST_VALUE = 40
"""Characters of a number or a date with all that is written with it; more are a text."""
_MOSTLY, _HALF = 0.8, 0.5
_SERIES = 3
"""Headings from which on a row of years, areas or numbers is a series."""
_TWINS = str.maketrans("～∥－￠￡￢—", "〜‖−¢£¬―")
"""Characters of JIS X 0208 that Windows writes with another code point."""
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width signs, digits and letters; a circled digit is no digit."""
_FEWEST_EMPTY = 0.05


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
def _forms() -> _Forms:
    source, what = included("readability.toml"), "the rules of readability"
    return read_declaration(_Forms, source, what, lambda declared: declared["forms"])


def column_checks(shape: Shape, excel: bool) -> Iterator[Told]:
    """Yield what each column of a table has against a rule, and the headings as a whole."""
    yield from _headings(shape)
    yield from _omitted(shape)
    for column in shape.columns:
        yield from _formatted_by_spaces(column, excel)
        yield from _numbers(column, excel)
        for check in (_several, _dependent, _choices, _dates):
            yield from check(column)
    if excel:
        yield from _formats(shape)
    yield from _units(shape)
    yield from _areas(shape)


def _is(form: re.Pattern[str], text: str) -> bool:
    return len(text) <= _LONGEST_VALUE and form.fullmatch(text) is not None


def _at(column: Column, rows: Sequence[int] = ()) -> str:
    """Return the place of rows of a column, for people."""
    more = f"　{listed(rows, '行目')}" if rows else ""
    return f"列「{column.heading or column.place}」{more}"


def listed(places: Sequence[object], unit: str = "") -> str:
    """Return the first of some places, and how many more there are."""
    more = len(places) - MOST_PLACES
    first = "、".join(map(str, places[:MOST_PLACES]))
    return f"{first}{unit}" + (f"ほか{more}か所" if more > 0 else "")


def _headings(shape: Shape) -> Iterator[Told]:
    names = [unicodedata.normalize("NFKC", column.heading).strip() for column in shape.columns]
    for column, name in zip(shape.columns, names, strict=True):
        if not name:
            yield Told("L1-05", f"{column.place}列目", "項目名がありません")
        elif _forms().no_name.fullmatch(name) and not _forms().year.fullmatch(name):
            yield Told("L1-05", _at(column), "項目名から内容を推測できません")
    twice = [name for name, count in Counter(filter(None, names)).items() if count > 1]
    if twice:
        yield Told("L2-03", "見出し", f"同じ項目名が複数の列にあります：{'、'.join(twice)}")
    known = {**by_name(), **by_short_name()}
    stems = Counter(
        re.sub(r"[0-9]+", "", name) for name in names if re.fullmatch(r"\D+[0-9]+", name)
    )
    years = [_forms().year.search(name) for name in names]
    with_year = [name for name, year in zip(names, years, strict=True) if year]
    series = {
        "年": with_year if len({found[0] for found in years if found}) >= _SERIES else [],
        "都道府県": [name for name in names if name in known],
        "月": [name for name in names if re.fullmatch(r"[0-9]{1,2}月", name)],
        "番号": [n for n in names if stems.get(re.sub(r"[0-9]+", "", n), 0) >= _SERIES
                 and re.fullmatch(r"\D+[0-9]+", n) and not _forms().year.search(n)],
    }  # fmt: skip
    for kind, found in series.items():
        if len(found) >= _SERIES:
            some = "、".join(found[:MOST_PLACES])
            yield Told("L3-09", "見出し", f"{kind}が列に並んでいます：{some}など{len(found)}列")
    eras = [
        name
        for name in names
        if _forms().era.match(name) and not re.search("(19|20)[0-9]{2}", name)
    ]
    if eras:
        yield Told("L3-05", "見出し", f"西暦のない和暦です：{'、'.join(eras[:MOST_PLACES])}")


def _formatted_by_spaces(column: Column, excel: bool) -> Iterator[Told]:
    def spaced(text: str) -> bool:
        broken = excel and re.search(r"[\r\n]", text) is not None
        return broken or _forms().spaced.search(text) is not None

    if spaced(column.heading):
        yield Told("L1-06", _at(column), "項目名に、体裁を整える空白や改行があります")
    if rows := [row for row, cell in column.filled if spaced(cell.text)]:
        yield Told("L1-06", _at(column, rows), "体裁を整える空白や改行があります")


def _several(column: Column) -> Iterator[Told]:
    """Parts of cells are values where they also stand alone, or again and again with others."""
    pairs = [row for row, cell in column.filled if _is(_forms().two_numbers, cell.text)]
    if pairs:
        yield Told("L1-07", _at(column, pairs), "数とかっこ書きの数が一つのセルにあります")
    parted = {
        cell.text: parts for _, cell in column.filled
        if len(parts := [part.strip() for part in _forms().parts.split(cell.text)]) > 1
        and not is_number(cell) and not _is(_forms().with_unit, cell.text)
    }  # fmt: skip
    known = {cell.text for _, cell in column.filled} - set(parted)
    counts = Counter(part for parts in parted.values() for part in set(parts))
    known |= {part for part, count in counts.items() if part and count >= _SERIES}
    several = {text for text, parts in parted.items() if known.issuperset(parts)}
    if len(several) > 1:
        rows = [row for row, cell in column.filled if cell.text in several]
        yield Told("L1-07", _at(column, rows), "一つのセルに複数の値があります")


def _dependent(column: Column) -> Iterator[Told]:
    found: dict[str, list[int]] = {}
    for row, cell in [(0, Cell(column.heading)), *column.filled]:
        for character in sorted(set(cell.text.translate(_TWINS))):
            if not _in_jis(character):
                found.setdefault(character, []).append(row)
    if found:
        rows = sorted({row for rows in found.values() for row in rows if row})
        some = " ".join(sorted(found)[:10])
        yield Told("L1-08", _at(column, rows), f"JIS X 0208 にない文字：{some}")


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
        elif _is(_forms().with_unit, text):
            like.append(row)
        elif _forms().symbol.fullmatch(cell.text):
            symbols.append(row)
    numbers = len(plain) + len(like) + len(stored)
    if numbers + len(symbols) < _MOSTLY * len(column.filled) or numbers <= len(symbols):
        return
    if like:
        yield Told("L2-01", _at(column, like), "数に、単位、区切り、注などの文字が付いています")
    if stored and plain:
        yield Told("L2-01", _at(column, stored), "数が文字列として入っています")
    if symbols:
        said = "数の列に記号や語があります"
        yield Told("L3-03", _at(column, symbols), said, kind="ask")


def _choices(column: Column) -> Iterator[Told]:
    texts = [cell.text for _, cell in column.filled if not is_number(cell)]
    counts = Counter(texts)
    repeated = sum(count for count in counts.values() if count > 1)
    if not texts or repeated < _HALF * len(texts):
        return
    forms: dict[str, list[str]] = {}
    for text in counts:
        forms.setdefault(_folded(text), []).append(text)
    several = [found for folded, found in forms.items() if len(found) > 1 and len(folded) > 1]
    if several:
        some = "、".join("＝".join(found) for found in several[:MOST_PLACES])
        yield Told("L2-04", _at(column), f"書き方の違う同じ値があります：{some}")
    if rows := [row for row, cell in column.filled if _forms().other.fullmatch(cell.text)]:
        yield Told("L2-05", _at(column, rows), "「その他」の内容が同じ列にあります")


def _folded(text: str) -> str:
    """Return a value without what is written now so, now otherwise: widths, spaces, signs, 送り仮名."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _forms().okurigana.sub("", re.sub(r"[\s・,.、。‐‑–—―ー-]", "", plain))


def _dates(column: Column) -> Iterator[Told]:
    texts = [(row, unicodedata.normalize("NFKC", cell.text).strip()) for row, cell in column.filled]
    eras = [row for row, text in texts if _is(_forms().era, text)]
    if texts and len(eras) >= _HALF * len(texts):
        yield Told("L3-05", _at(column, eras), "西暦のない和暦です")
    styles = Counter(
        next((style for style, form in _forms().dates.items() if form.fullmatch(text)), "")
        for _, text in texts
    )
    styles.pop("", None)
    if texts and len(styles) > 1 and sum(styles.values()) >= _HALF * len(texts):
        some = "、".join(sorted(styles))
        yield Told("L3-05", _at(column), f"日付の書き方が混じっています：{some}の形")


def _formats(shape: Shape) -> Iterator[Told]:
    """Bands of colour, which follow the number of the row, tell no data apart."""
    if len(shape.columns[0].cells) > _SERIES and all(map(_is_banded, shape.columns)):
        return
    for column in shape.columns:
        looks = Counter(cell.look for _, cell in column.filled)
        if len(looks) > 1:
            usual = looks.most_common(1)[0][0]
            rows = [row for row, cell in column.filled if cell.look != usual]
            yield Told("L1-11", _at(column, rows), "色や太字などがほかの行と違います")


def _is_banded(column: Column) -> bool:
    bands = {(row % 2, cell.look) for row, cell in column.filled}
    return len(bands) == len({parity for parity, _ in bands})


def _omitted(shape: Shape) -> Iterator[Told]:
    """Columns at the left that name what the row is about hold a value in every row."""
    for column in shape.columns:
        if rows := [
            row for row, cell in column.filled if _forms().ditto.fullmatch(cell.text.strip())
        ]:
            yield Told("L2-02", _at(column, rows), "上と同じことを示す記号です")
    for column in shape.columns[:-1]:
        empty = [row for row, cell in column.cells if cell is None]
        few = len(empty) < max(1, _FEWEST_EMPTY * len(column.cells))
        if few or not column.filled or column.cells[0][1] is None:
            return
        yield Told("L2-02", _at(column, empty), "左端の列に空のセルがあります")


def _units(shape: Shape) -> Iterator[Told]:
    if any(re.fullmatch("単位|unit", column.heading, re.I) for column in shape.columns):
        return
    without = [
        column.heading for column in shape.columns
        if (cells := [cell for _, cell in column.filled if not _forms().symbol.fullmatch(cell.text)])
        and sum(map(is_number, cells)) >= _MOSTLY * len(cells)
        and not _forms().named_unit.search(column.heading) and not _forms().no_quantity.search(column.heading)
    ]  # fmt: skip
    if without:
        some = "、".join(without[:10]) + (f"など{len(without)}列" if len(without) > 10 else "")
        yield Told("L3-04", "", f"項目名から単位が分からない数値の列：{some}", kind="ask")


def _areas(shape: Shape) -> Iterator[Told]:
    """Short names (東京, 大阪) tell prefectures and cities not apart; where official ones or codes
    stand beside them, nothing is lost."""
    named = [column for column in shape.columns if _share(column, by_name().__contains__) >= _HALF]
    coded = [c for c in shape.columns if re.search("コード|code", c.heading, re.I)]
    if named or coded:
        return
    for column in shape.columns:
        short = _share(column, by_short_name().__contains__) >= _HALF
        if short and len({cell.text for _, cell in column.filled}) >= _SERIES:
            rows = [row for row, cell in column.filled if cell.text in by_short_name()]
            yield Told("L3-06", _at(column, rows), "都道府県の名称が略されています")


def _share(column: Column, is_one: Callable[[str], bool]) -> float:
    texts = [cell.text for _, cell in column.filled]
    return sum(map(is_one, texts)) / len(texts) if texts else 0.0
