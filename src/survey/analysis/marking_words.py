"""Which words mark the values of a variable: how many they are, how many would by chance, and those
that are beyond what one prefecture writes and what chance gives.

Words mark the values of any variable: those of the prefectures that have most of their rows there,
and those that one test in twenty calls improbable, as there are hundreds of words. The first are told
from the rest by `survey.analysis.keyness.keyness`. How many the second are is counted with the values
dealt out anew among the rows of each prefecture, or, where a variable is the same in all rows of
every prefecture, among whole prefectures; and once more with each prefecture left out, as one that
has written many alike rows can bring about a handful of words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from survey.analysis.counted_words import CountedWords, Counts
from survey.analysis.cross_tables import FEW_PREFECTURES
from survey.analysis.keyness import keyness
from survey.analysis.permuted_words import MARKED, dealt_out
from survey.analysis.text_columns import column_of
from survey.problems import BadInput
from survey.tables.categories import categories, key_column, variable_titles
from survey.tables.joins import answer_of
from survey.tables.provenance import made_of
from survey.tables.word_lists import Words

FEW_ROWS = 10
"""Fewer rows hold too few words that one could be told from chance."""
NAMED = 5
"""How many words are named."""

_COUNTS = ["words", "alone", "few", "style", "beyond"]
_CHANCES = ["by_chance", "p", "p_highest"]


def marking_words(
    rows: pd.DataFrame,
    variable: str,
    columns: str | Sequence[str] = ("procedure", "usage"),
    words: str | Words | None = None,
) -> pd.DataFrame:
    """Return how many words mark each value of a variable, and how many would by chance.

    Parameters
    ----------
    rows
        A clean table of the survey with text and the column prefecture, or several joined on
        their ids: a case with two technologies has both. Rows without a prefecture are left out.
    variable
        A name that `survey.tables.categories` knows, or any column. Rows without a value belong to
        the rest of each.
    columns
        The columns of text, which are read as one.
    words
        How text becomes terms: the words of the package, of a TOML file, or `survey.words(…)`.

    Returns
    -------
    DataFrame
        One row a value, in the order of the categories:

        - value (Japanese label), rows, number (of their prefectures);
        - words: how many are more frequent than in the rest (log-likelihood of `MARKED` or more);
        - alone: how many of these one prefecture uses; few (those of alone too), style, beyond: how
          many have this standing in `keyness`;
        - by_chance: how many would be beyond, on average, with the values dealt out anew;
        - p: how often so many or more then are, (1 + hits) ÷ (1 + `survey.analysis.permuted_words.DEALT`);
        - p_highest: the largest p if any one prefecture is left out, with `DEALT_LEFT_OUT`;
        - terms: those beyond with the highest log-likelihood, `NAMED` at most, parted by 、;
        - note: what to know of a value with few rows (Japanese, empty where there is nothing).

        What is counted is missing where the value or the rest has words of fewer than
        `FEW_PREFECTURES` prefectures, as these tell no more than styles. `attrs` says of all that are
        counted: variable (Japanese), values (how many), and words, beyond, by_chance, p and p_highest
        of their sums (the last three missing where none is counted).

    Raises
    ------
    BadInput
        If there is no such column, or no row of a prefecture has a value.
    """
    key = key_column(rows, variable)
    rows = rows[column_of(rows, "prefecture").ne("")]
    if column_of(rows, key).eq("").all():
        raise BadInput.of(variable, "no row has a value of it", "a value", "name another column")
    answers, parts = _parts(rows, variable, key)
    counted = CountedWords.of(answers, columns, words)
    sides = np.stack([part.to_numpy() for _, part in parts])
    told = [min(map(counted.spread, (side, ~side))) >= FEW_PREFECTURES for side in sides]
    dealt = list(dealt_out(counted, sides[told])) if any(told) else []
    chances = zip(*dealt, strict=True)
    found = []
    for (value, part), counts in zip(parts, told, strict=True):
        size = {"rows": int(part.sum()), "number": answers.loc[part, "prefecture"].nunique()}
        row: dict[str, object] = {"value": value, **size, "terms": "", "note": ""}
        if not counts:
            row["note"] = f"{FEW_PREFECTURES}都道府県に満たず、数えていない"
        else:
            row |= {
                **_words(keyness(answers, part, columns, words=words)),
                **_chance(next(chances)),
            }
            if size["rows"] < FEW_ROWS:
                row["note"] = f"{FEW_ROWS}件に満たず、語がなくても特徴がないとはいえない"
        found.append(row)
    order = ["value", "rows", "number", *_COUNTS, *_CHANCES, "terms", "note"]
    frame = pd.DataFrame(found, columns=order)
    frame = frame.astype(dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(_CHANCES, "float64"))
    chance = _chance([counts.sum(axis=0) for counts in dealt]) if any(told) else {}
    frame.attrs = {
        "variable": variable_titles(variable)["ja"], "values": sum(told),
        "words": int(frame["words"].sum()), "beyond": int(frame["beyond"].sum()),
        **{name: chance.get(name, np.nan) for name in _CHANCES},
    }  # fmt: skip
    return frame


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


def _parts(
    rows: pd.DataFrame, variable: str, key: str
) -> tuple[pd.DataFrame, list[tuple[str, pd.Series[bool]]]]:
    """Return the answers, each once, and of each value that occurs which of them have it."""
    owners = answer_of(rows)
    once = ~owners.duplicated()
    parts = [
        (category.label, owners[once].isin(owners[having]))
        for category in categories(rows, variable)
        if (having := rows[key].isin([category.code])).any()
    ]
    return rows[once], parts


def _words(found: pd.DataFrame) -> dict[str, object]:
    """Return how many words of a part have which standing, and the first that are beyond styles."""
    marking = found[found["log_likelihood"] >= MARKED]
    standing = marking["standing"]
    return {
        "words": len(marking),
        "alone": int((marking["prefectures"] == 1).sum()),
        **{name: int((standing == name).sum()) for name in ("few", "style", "beyond")},
        "terms": "、".join(marking.loc[standing == "beyond", "term"].head(NAMED)),
    }


def _chance(dealt: Sequence[Counts]) -> dict[str, float]:
    """Return how many there are by chance, and how often as many as there are, which come first."""
    every = [(1 + int((some[1:] >= some[0]).sum())) / len(some) for some in dealt]
    found = (round(float(dealt[0][1:].mean()), 1), round(every[0], 4), round(max(every), 4))
    return dict(zip(_CHANCES, found, strict=True))
