"""What the headings and columns of a table, taken together, have against the rules of machine
readability, and then each column."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

from survey.prefectures import by_name, by_short_name
from survey.reading.column_checks import (
    HALF,
    MOST_PLACES,
    MOSTLY,
    SERIES,
    Told,
    at,
    column_checks,
    forms,
)
from survey.reading.table_shapes import Column, Shape, is_number

_FEWEST_EMPTY = 0.05


def table_checks(shape: Shape, excel: bool) -> Iterator[Told]:
    """Yield what a table has against a rule: its headings, each column, and what its columns are."""
    yield from _headings(shape)
    yield from _omitted(shape)
    for column in shape.columns:
        yield from column_checks(column, excel)
    if excel:
        yield from _formats(shape)
    yield from _units(shape)
    yield from _areas(shape)


def _headings(shape: Shape) -> Iterator[Told]:
    names = [unicodedata.normalize("NFKC", column.heading).strip() for column in shape.columns]
    for column, name in zip(shape.columns, names, strict=True):
        if not name:
            yield Told("L1-05", f"{column.place}列目", "項目名がありません")
        elif forms().no_name.fullmatch(name) and not forms().year.fullmatch(name):
            yield Told("L1-05", at(column), "項目名から内容を推測できません")
    twice = [name for name, count in Counter(filter(None, names)).items() if count > 1]
    if twice:
        yield Told("L2-03", "見出し", f"同じ項目名が複数の列にあります：{'、'.join(twice)}")
    known = {**by_name(), **by_short_name()}
    stems = Counter(
        re.sub(r"[0-9]+", "", name) for name in names if re.fullmatch(r"\D+[0-9]+", name)
    )
    years = [forms().year.search(name) for name in names]
    with_year = [name for name, year in zip(names, years, strict=True) if year]
    series = {
        "年": with_year if len({found[0] for found in years if found}) >= SERIES else [],
        "都道府県": [name for name in names if name in known],
        "月": [name for name in names if re.fullmatch(r"[0-9]{1,2}月", name)],
        "番号": [n for n in names if stems.get(re.sub(r"[0-9]+", "", n), 0) >= SERIES
                 and re.fullmatch(r"\D+[0-9]+", n) and not forms().year.search(n)],
    }  # fmt: skip
    for kind, found in series.items():
        if len(found) >= SERIES:
            some = "、".join(found[:MOST_PLACES])
            yield Told("L3-09", "見出し", f"{kind}が列に並んでいます：{some}など{len(found)}列")
    eras = [
        name for name in names if forms().era.match(name) and not re.search("(19|20)[0-9]{2}", name)
    ]
    if eras:
        yield Told("L3-05", "見出し", f"西暦のない和暦です：{'、'.join(eras[:MOST_PLACES])}")


def _formats(shape: Shape) -> Iterator[Told]:
    """Bands of colour, which follow the number of the row, tell no data apart."""
    if len(shape.columns[0].cells) > SERIES and all(map(_is_banded, shape.columns)):
        return
    for column in shape.columns:
        looks = Counter(cell.look for _, cell in column.filled)
        if len(looks) > 1:
            usual = looks.most_common(1)[0][0]
            rows = [row for row, cell in column.filled if cell.look != usual]
            yield Told("L1-11", at(column, rows), "色や太字などがほかの行と違います")


def _is_banded(column: Column) -> bool:
    bands = {(row % 2, cell.look) for row, cell in column.filled}
    return len(bands) == len({parity for parity, _ in bands})


def _omitted(shape: Shape) -> Iterator[Told]:
    """Columns at the left that name what the row is about hold a value in every row."""
    for column in shape.columns:
        if rows := [
            row for row, cell in column.filled if forms().ditto.fullmatch(cell.text.strip())
        ]:
            yield Told("L2-02", at(column, rows), "上と同じことを示す記号です")
    for column in shape.columns[:-1]:
        empty = [row for row, cell in column.cells if cell is None]
        few = len(empty) < max(1, _FEWEST_EMPTY * len(column.cells))
        if few or not column.filled or column.cells[0][1] is None:
            return
        yield Told("L2-02", at(column, empty), "左端の列に空のセルがあります")


def _units(shape: Shape) -> Iterator[Told]:
    if any(re.fullmatch("単位|unit", column.heading, re.I) for column in shape.columns):
        return
    without = [
        column.heading for column in shape.columns
        if (cells := [cell for _, cell in column.filled if not forms().symbol.fullmatch(cell.text)])
        and sum(map(is_number, cells)) >= MOSTLY * len(cells)
        and not forms().named_unit.search(column.heading) and not forms().no_quantity.search(column.heading)
    ]  # fmt: skip
    if without:
        some = "、".join(without[:10]) + (f"など{len(without)}列" if len(without) > 10 else "")
        yield Told("L3-04", "", f"項目名から単位が分からない数値の列：{some}", kind="ask")


def _areas(shape: Shape) -> Iterator[Told]:
    """Short names (東京, 大阪) tell prefectures and cities not apart; where official ones or codes
    stand beside them, nothing is lost."""
    named = [column for column in shape.columns if _share(column, by_name().__contains__) >= HALF]
    coded = [c for c in shape.columns if re.search("コード|code", c.heading, re.I)]
    if named or coded:
        return
    for column in shape.columns:
        short = _share(column, by_short_name().__contains__) >= HALF
        if short and len({cell.text for _, cell in column.filled}) >= SERIES:
            rows = [row for row, cell in column.filled if cell.text in by_short_name()]
            yield Told("L3-06", at(column, rows), "都道府県の名称が略されています")


def _share(column: Column, is_one: Callable[[str], bool]) -> float:
    texts = [cell.text for _, cell in column.filled]
    return sum(map(is_one, texts)) / len(texts) if texts else 0.0
