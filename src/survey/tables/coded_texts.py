"""Anybody's texts, or a column of anybody's table, coded by a codebook: `survey code`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from survey.documents.plain_text import read_document
from survey.problems import BadInput
from survey.tables.codebook import Codebook, load_codebook
from survey.tables.coded_rows import Coded, Row, coded

if TYPE_CHECKING:
    import pandas as pd

TEXT = "text"
"""The column of texts that are given without a table."""
_ADVICE = "correct it, and try again"


def code(texts: str | Iterable[str], codebook: str = "work") -> pd.DataFrame:
    """Return the codes of texts by a codebook that comes with the package, or a TOML file.

    Returns
    -------
    DataFrame
        One row a text and code, the deciding one first: `text`, `code`, its Japanese `label`, and
        `evidence`, the words that decided, joined by ;. Without a code these are empty.

    Raises
    ------
    BadInput
        If there is no such codebook, or it has a mistake.
    """
    import pandas as pd

    book = load_codebook(codebook)
    labels = {rule.code: rule.label for rule in book.codes}
    rows = [
        (row[TEXT], found.code, labels.get(found.code, ""), ";".join(found.evidence))
        for row, codes in coded_texts(book, [texts] if isinstance(texts, str) else texts)
        for found in codes or [Coded("", ())]
    ]
    return pd.DataFrame(rows, columns=[TEXT, "code", "label", "evidence"], dtype="str")


def coded_texts(codebook: Codebook, texts: Iterable[str]) -> list[tuple[Row, list[Coded]]]:
    """Return each text, as a row with the column `text`, and its codes.

    All rules are asked, also those for rows with certain values (`where`) and for certain columns.
    """
    rules = replace(codebook.over([TEXT]), id=TEXT)
    return list(coded(rules, [{TEXT: text} for text in texts]))


def coded_file(
    codebook: Codebook, path: Path, columns: Sequence[str] = ()
) -> list[tuple[Row, list[Coded]]]:
    """Return each row of a CSV file that the codebook is for, and its codes.

    Parameters
    ----------
    path
        UTF-8 or Shift_JIS, with a header row.
    columns
        Which columns to search, the one that decides first; by default those that the codebook
        names.

    Raises
    ------
    BadInput
        If the file cannot be read, or a column is not in it.
    """
    lines = read_document(path).lines
    table = csv.reader(io.StringIO("\n".join(lines)), strict=True)
    try:
        header, *rows = [cells for cells in table if cells]
    except csv.Error as error:
        raise BadInput.of(
            path, f"it is no CSV file ({error})", "quotes in pairs", _ADVICE, line=table.line_num
        ) from None
    if len(set(header)) < len(header) or not all(header):
        raise BadInput.of(
            path,
            f"the columns are {', '.join(header)}",
            "each with a name of its own",
            _ADVICE,
            line=1,
        )
    rules = codebook.over(columns) if columns else codebook
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise BadInput.of(
                path, f"row {number} has {len(row)} cells", f"{len(header)}, as the first", _ADVICE
            )
    searched = {*rules.searched, *rules.where}
    if missing := sorted(searched - set(header)):
        raise BadInput.of(
            path,
            f"there is no column {', '.join(missing)}",
            f"one of {', '.join(header)}, named with --column",
            _ADVICE,
            line=1,
        )
    named = [dict(zip(header, row, strict=True)) for row in rows]
    return list(coded(replace(rules, id=header[0]), named))  # the id of the rows is not asked for


def written(
    found: Sequence[tuple[Row, Sequence[Coded]]],
    codebook: Codebook,
    form: str,
    columns: Sequence[str],
) -> str:
    """Return coded rows as text.

    `table` is to be read; `csv` has the columns of the rows, then `codes` and `evidence`, several
    joined by ;; `json` is a list of objects with text (the searched columns), codes and evidence
    (the words of each code).
    """
    searched = columns or codebook.searched
    if form == "json":
        objects = [
            {
                TEXT: _text(row, searched),
                "codes": [code.code for code in codes],
                "evidence": {code.code: list(code.evidence) for code in codes},
            }
            for row, codes in found
        ]
        return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*(found[0][0] if found else searched), "codes", "evidence"])
        for row, codes in found:
            words = [word for code in codes for word in code.evidence]
            writer.writerow([*row.values(), ";".join(c.code for c in codes), ";".join(words)])
        return out.getvalue()
    labels = {rule.code: rule.label for rule in codebook.codes}
    lines = []
    for row, codes in found:
        told = [
            f"{labels[code.code]}（{'、'.join(code.evidence)}）"
            if code.evidence
            else labels[code.code]
            for code in codes
        ]
        lines.append(f"{'　'.join(told) or '該当なし'}\n      {_text(row, searched)}\n")
    return "".join(lines) or "該当する行はありません。\n"


def _text(row: Row, searched: Iterable[str]) -> str:
    return "　".join(str(row[column]) for column in searched if row[column])
