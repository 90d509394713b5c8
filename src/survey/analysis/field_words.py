"""The words that mark each field of work, beyond what one prefecture writes and what chance gives."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from survey.analysis.dealt_out_words import MARKED
from survey.analysis.keyness import keyness
from survey.analysis.marking_words import FEW_ROWS
from survey.tables.categories import categories, key_column
from survey.tables.counted import made_of


def words_by_value(
    rows: pd.DataFrame,
    variable: str = "field",
    columns: str | Sequence[str] = ("procedure", "usage"),
    words: int = 5,
) -> pd.DataFrame:
    """Return the words that mark each value of a variable, beyond the styles of prefectures.

    Words have the standing beyond in `survey.analysis.keyness.keyness`: three prefectures or more use
    them, they mark the value whichever prefecture is left out, and also among the answers of one and
    the same prefecture. A value has words only where more of them stand beyond than by chance would.

    Parameters
    ----------
    rows
        A clean table with text and the column prefecture, one row an answer.
    variable
        A name that `survey.tables.categories` knows, or any column. Values of fewer than `FEW_ROWS`
        rows are left out.
    columns
        The columns of text, which are read as one.
    words
        How many words of each value, those with the highest log-likelihood.

    Returns
    -------
    DataFrame
        One row a word, the value with most rows first: group_code, group, group_en (the value),
        group_rows, group_number (on which it rests), then term, count, rest, prefectures,
        log_likelihood, log_ratio as `keyness` has them. `attrs` says of the values of enough rows:
        values (how many), least (`FEW_ROWS`), unmarked (labels of those without words of their own).

    Raises
    ------
    BadInput
        If there is no such column of text.
    """
    key = key_column(rows, variable)
    sizes = rows[key].value_counts().to_dict()
    enough = [c for c in categories(rows, variable) if sizes.get(c.code, 0) >= FEW_ROWS]
    found, unmarked = [], []
    for value in sorted(enough, key=lambda c: -sizes[c.code]):
        ranked = keyness(rows, rows[key] == value.code, columns)
        marking = ranked[(ranked["standing"] == "beyond") & (ranked["log_likelihood"] >= MARKED)]
        if len(marking) <= ranked.attrs["by_chance"]:
            unmarked.append((value.label, value.label_en))
            continue
        about = {
            "group_code": value.code, "group": value.label, "group_en": value.label_en,
            "group_rows": ranked.attrs["rows"], "group_number": ranked.attrs["prefectures"],
        }  # fmt: skip
        found.append(marking.head(words).assign(**about))
    names = [
        "group_code", "group", "group_en", "group_rows", "group_number", "term", "count",
        "rest", "prefectures", "log_likelihood", "log_ratio",
    ]  # fmt: skip
    frame = pd.concat(found, ignore_index=True)[names] if found else pd.DataFrame(columns=names)
    frame.attrs = {"values": len(enough), "least": FEW_ROWS, "unmarked": unmarked}
    return made_of(frame, rows)
