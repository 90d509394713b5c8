"""Odds ratios of an answer, with limits that know that one prefecture answers in one style."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from statsmodels.discrete.discrete_model import Logit
from statsmodels.tools.sm_exceptions import ModelWarning, PerfectSeparationError

from survey.analysis.cross_tables import FEW_PREFECTURES
from survey.analysis.groupings import part_of
from survey.problems import BadInput
from survey.tables.categories import categories, key_column, variable_titles
from survey.tables.joins import required

FEW_CLUSTERS = 20
"""With fewer prefectures the limits are as a rule too narrow; that is said."""
_PLACES = 2
_STEPS = 50


def odds(rows: pd.DataFrame, answer: pd.Series[bool], *variables: str) -> pd.DataFrame:
    """Return how the odds of an answer differ between the values of some variables, each with the
    others held fixed (logistic regression).

    Standard errors are clustered by prefecture, and the limits are those of Student's t with one
    degree of freedom less than there are prefectures. They say how far the ratio would move with
    other prefectures that answer as these do; the answers are reports, not a sample. An answer that
    has several rows, as a case with two technologies has, counts with each of them.

    Parameters
    ----------
    rows
        A clean table of the survey, or several joined on the id of their rows, with the column
        prefecture_code.
    answer
        Of each row whether it is the answer, such as `rows["shareability_code"] == 3`; rows of which
        it is not known, or without a value of a variable, are left out.
    variables
        Names that `survey.tables.categories` knows, or any columns.

    Returns
    -------
    DataFrame
        One row a value but the reference, which is the most frequent one of the variable: variable,
        value, reference (Japanese), odds_ratio (2 places, missing where all or none of the rows are
        the answer: such rows tell the model nothing and are left out of it), low, high (95 %
        limits, missing where fewer than `FEW_PREFECTURES` prefectures have the value or the
        reference, as the error of so few cannot be told), part (rows that are the answer), rows,
        number (of prefectures with the value), note (Japanese, what to know of the row, empty where
        there is nothing).

    Raises
    ------
    BadInput
        If no variable is named, the rows have no such column, the answer is not told of these rows,
        all or none of them are the answer,
        they are of fewer than `FEW_PREFECTURES` prefectures, a variable has no two values that
        can be compared, variables name the same rows, or a combination of values has only one
        answer, so that the ratio would be infinite.
    """
    keys = {name: required(rows, key_column(rows, name)) for name in variables}
    required(rows, "prefecture_code")
    answer = part_of(rows, answer, "the answer")
    if not keys:
        raise BadInput.of("odds", "no variable is named", "one or more", "name a column")
    known = rows.assign(yes=answer).dropna(subset=["yes", *keys.values(), "prefecture_code"])
    known = known.assign(yes=known["yes"].astype(int))
    spread = known["prefecture_code"].nunique()
    if spread < FEW_PREFECTURES or known["yes"].nunique() < 2:
        raise BadInput.of(
            "the answer",
            f"it is given in {known['yes'].sum()} of {len(known)} rows of {spread} prefectures",
            f"some rows with and some without it, of {FEW_PREFECTURES} prefectures or more",
            "compare other rows",
        )
    fitted = _telling(known, keys)
    references = {name: fitted[key].value_counts().index[0] for name, key in keys.items()}
    ratios = _fit(fitted, keys, references)
    found = []
    for name, key in keys.items():
        labels = {category.code: category.label for category in categories(known, name)}
        used: dict[object, pd.DataFrame] = dict(iter(fitted.groupby(key)))
        every: dict[object, pd.DataFrame] = dict(iter(known.groupby(key)))
        reference = references[name]
        least = used[reference]["prefecture_code"].nunique()
        for value in (value for value in labels if value in every and value != reference):
            some = used.get(value, every[value])
            number = some["prefecture_code"].nunique()
            ratio, low, high = ratios.get((name, value), (np.nan,) * 3)
            few = min(number, least) < FEW_PREFECTURES
            found.append({
                "variable": variable_titles(name)["ja"], "value": labels[value],
                "reference": labels[reference], "odds_ratio": ratio,
                "low": np.nan if few else low, "high": np.nan if few else high,
                "part": int(some["yes"].sum()), "rows": len(some), "number": number,
                "note": _note(some["yes"], value in used, few, fitted["prefecture_code"].nunique()),
            })  # fmt: skip
    return pd.DataFrame(found)


def _telling(known: pd.DataFrame, keys: dict[str, str]) -> pd.DataFrame:
    """Return the rows whose values have both answers; what is left out may leave others with one."""
    while True:
        answers = [known.groupby(key)["yes"].transform("nunique") for key in keys.values()]
        telling = pd.concat(answers, axis=1).min(axis=1) > 1
        if telling.all():
            break
        known = known[telling]
    for name, key in keys.items():
        if known[key].nunique() < 2:
            raise BadInput.of(
                name,
                f"{known[key].nunique()} of its values have rows with and rows without the answer",
                "two or more",
                "compare another variable, or join values that belong together",
            )
    return known


def _fit(
    fitted: pd.DataFrame, keys: dict[str, str], references: dict[str, object]
) -> dict[tuple[str, object], tuple[float, float, float]]:
    """Return the ratio and its limits of each value of each variable but the references."""
    kinds = {
        name: pd.get_dummies(fitted[key], dtype=float).drop(columns=references[name])
        for name, key in keys.items()
    }
    values = [(name, value) for name, columns in kinds.items() for value in columns]
    design = np.column_stack([np.ones(len(fitted)), *kinds.values()])
    clusters = pd.factorize(fitted["prefecture_code"])[0]
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise BadInput.of(
            ", ".join(keys), "values of different variables name the same rows",
            "variables that vary independently", "leave one of them out",
        )  # fmt: skip
    infinite = BadInput.of(
        ", ".join(keys), "a combination of values has only rows with or only rows without the answer",
        "both, as the ratio would be infinite", "leave a variable out, or join some of its values",
    )  # fmt: skip
    try:
        with warnings.catch_warnings():
            for kind in (ModelWarning, RuntimeWarning):
                warnings.simplefilter("error", kind)
            model = Logit(fitted["yes"].to_numpy(), design).fit(
                disp=False, maxiter=_STEPS, cov_type="cluster", cov_kwds={"groups": clusters},
                use_t=True,
            )  # fmt: skip
    except (ModelWarning, RuntimeWarning, PerfectSeparationError, np.linalg.LinAlgError):
        raise infinite from None
    limits = np.column_stack([model.params, model.conf_int()])[1:]
    # Of n rows no ratio is beyond n squared unless it has no end.
    if np.abs(limits[:, 0]).max() > 2 * np.log(len(fitted)):
        raise infinite
    ratios = np.exp(limits).round(_PLACES).tolist()
    return {value: (one[0], one[1], one[2]) for value, one in zip(values, ratios, strict=True)}


def _note(yes: pd.Series[int], used: bool, few: bool, spread: int) -> str:
    """Return in Japanese what to know of a ratio."""
    if not used:
        every, some = bool(yes.all()), bool(yes.any())
        why = (
            "すべての件が該当し" if every else "比べられる件がなく" if some else "該当する件がなく"
        )
        return f"{why}、比は求められない"
    told = [f"{FEW_PREFECTURES}都道府県に満たない値で、比の幅は求められない"] * few
    told += [f"都道府県が{spread}と少なく、幅は実際より狭いおそれがある"] * (spread < FEW_CLUSTERS)
    return "。".join(told)
