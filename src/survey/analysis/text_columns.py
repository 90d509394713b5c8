"""The texts in columns of a frame: read as one, and what words or a query find in them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from survey.problems import BadInput, at_least
from survey.tables.joins import listed, required
from survey.tables.word_lists import Words, load_words
from survey.tables.word_queries import parse_query


def column_of(frame: pd.DataFrame, column: str) -> pd.Series[str]:
    """Return a text column of a frame, empty for missing.

    Raises
    ------
    BadInput
        If the frame has no such column.
    """
    return frame[required(frame, column)].astype("string").fillna("")


def columns_of(frame: pd.DataFrame, columns: str | Sequence[str]) -> list[pd.Series[str]]:
    """Return text columns of a frame: the one that is named, or several.

    Raises
    ------
    BadInput
        If none is named, or the frame has no such column.
    """
    if not len(columns):
        raise BadInput.of("columns", "no column is named", " or ".join(map(str, frame.columns)))
    return [column_of(frame, name) for name in listed(columns)]


def joined_texts(frame: pd.DataFrame, columns: str | Sequence[str]) -> list[str]:
    """Return the texts of a frame, each of one column or of several that are read as one.

    Raises
    ------
    BadInput
        If no column is named, or the frame has no such column.
    """
    return ["。".join(cells) for cells in zip(*columns_of(frame, columns), strict=True)]


def search(
    frame: pd.DataFrame,
    query: str,
    columns: str | Sequence[str] = ("procedure", "usage"),
    words: str | Words | None = None,
) -> pd.Series[bool]:
    """Return which rows of a frame are what a query asks for.

    `cases[search(cases, "通勤手当 AND (認定 OR 確認) NOT 旅費")]` are rows,
    `survey.share(cases, search(…))` tells on how many rows and prefectures they rest.

    Parameters
    ----------
    frame
        Any frame with text.
    query
        Words joined by AND (or a space), OR, NOT and brackets, near(申請書, 入力, 5), /AI.?OCR/; all of
        it is told in the help of `survey.parse_query`. The words may stand in different columns of a
        row.
    columns
        The column of text, or several.
    words
        Whose spelling variants count as one: those of the package, of a TOML file, or one's own.

    Raises
    ------
    BadInput
        If the query has a mistake, or the frame has no such column.
    """
    known = load_words(words)
    asked = parse_query(query, known.normalise)
    texts = [text.map(known.normalise) for text in columns_of(frame, columns)]
    found = [asked.holds(row) for row in zip(*texts, strict=True)]
    return pd.Series(found, index=frame.index, dtype=bool)


def concordance(
    frame: pd.DataFrame,
    column: str,
    query: str,
    id_column: str,
    width: int = 20,
    words: str | Words | None = None,
) -> pd.DataFrame:
    """Return every place where a term stands, with the text around it (KWIC); or the words of a
    query, in the texts that are what it asks for.

    Spelling variants count as the term: テープ起こし finds テープおこし, half-width finds full-width. What
    is shown is the text as it stands in the frame, so that it can be quoted.

    Parameters
    ----------
    frame, column
        Any frame, and its column of text.
    query
        A term, or a query as in the help of `survey.parse_query`.
    id_column
        The column by which one finds the text again.
    width
        How many characters around it, 0 or more.
    words
        Whose spelling variants count as one: those of the package, of a TOML file, or one's own.

    Returns
    -------
    DataFrame
        the id column, left, keyword, right; one row a place. Empty if the term never occurs.

    Raises
    ------
    BadInput
        If the query is empty or has a mistake, the frame has no such column, or the width is below 0.
    """
    at_least(0, width, "width")
    known = load_words(words)
    asked = parse_query(query, known.normalise)
    rows: list[tuple[str, str, str, str]] = []
    texts = column_of(frame, column)
    for key, text in zip(frame[required(frame, id_column)], texts, strict=True):
        read = known.aligned(text)
        for start, end in read.written(asked.places(read.text)) if asked.holds([read.text]) else ():
            left = text[max(start - width, 0) : start]
            rows.append((key, left, text[start:end], text[end : end + width]))
    return pd.DataFrame(rows, columns=[id_column, "left", "keyword", "right"], dtype="string")
