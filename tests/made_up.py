"""A made-up second edition: rows made from those of 2020, printed as text, PDF and workbook.

`python tests/made_up.py` writes the text and the workbook of `tests/second_edition` again.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from ministry import Style, print_xlsx
from printing import print_table
from survey.reading.layouts import Layout, load_layout
from survey.tables.frames import read_table

FOLDER = Path(__file__).parent / "second_edition"
TEXT, BOOK = FOLDER / "made_up_2026.txt", FOLDER / "made_up_2026.xlsx"
_LATER = {"実証中": "導入済", "実証予定": "実証中", "導入予定": "導入済"}
"""The status of a case in the made-up edition, by that of 2020; the others stay."""
GONE, NEW = 7, 9
"""Every seventh case is gone; every ninth that is left has a new one of its prefecture beside it."""


def layout() -> Layout:
    """Return the layout of the made-up edition."""
    return load_layout(str(FOLDER / "nga2026.toml"))


def frames() -> dict[str, pd.DataFrame]:
    """Return the tables of the made-up edition, in the columns of its layout."""
    form = layout()
    cases = [
        _case(number, row)
        for number, row in enumerate(_rows("ai_rpa_cases", 60))
        if number % GONE != GONE - 1
    ]
    cases += [_new(row) for row in cases[::NEW]]
    labels = form.tables[1].levels[0].labels
    cases.sort(key=lambda row: (labels.index(row["field"]), row["prefecture_code"]))
    bodies = [
        {**row, "organization_type": "専任の部署" if number < 6 else "横断的な会議体"}
        for number, row in enumerate(_rows("organizations", 12))
    ]
    return {
        table.name: _coded(table.id_prefix, table.id_column, rows, form)
        for table, rows in zip(form.tables, (bodies, cases), strict=True)
    }


def _rows(table: str, count: int) -> list[dict[str, str]]:
    frame = read_table(table)
    if table == "organizations":  # spaces in short cells leave their borders open in the text
        frame = frame[~frame["outline"].fillna("").str.contains(" ")]
        frame = frame[~frame["organization_name"].str.contains(" ")]
    frame = frame.head(count)
    return frame.astype(object).where(frame.notna(), "").to_dict("records")  # type: ignore[return-value]


def _case(number: int, row: Mapping[str, str]) -> dict[str, str]:
    return {
        **row,
        "field": ("内部管理", "税・財務", "保健・福祉")[number // 20],
        "procedure": row["procedure"].replace("業務", "事務"),
        "adoption_status": _LATER.get(row["adoption_status"], row["adoption_status"]),
        "effect": ("作業時間の削減", "費用の削減", "サービスの向上")[number % 3],
        "vendor": ("", "製品Ａ", "製品Ｂ")[number % 3],
    }


def _new(row: Mapping[str, str]) -> dict[str, str]:
    return {
        **row,
        "procedure": f"生成ＡＩによる{row['field']}の文書案の作成",
        "usage": "生成ＡＩに文書の案を作らせ、職員が確かめて直す。",
        "adoption_status": "検討中",
    }


def _coded(prefix: str, id_column: str, rows: list[dict[str, str]], form: Layout) -> pd.DataFrame:
    """Return rows numbered and with the codes of their labels."""
    frame = pd.DataFrame(rows)
    frame["row_number"] = range(1, len(frame) + 1)
    frame[id_column] = [f"{prefix}-{number:03d}" for number in frame["row_number"]]
    frame["survey"] = form.survey
    for name, codes in form.code_lists.items():
        if name in frame:
            frame[f"{name}_code"] = frame[name].map({e.label: e.code for e in codes.codes})
    return frame


def text() -> str:
    """Return the made-up edition as the text that an extractor would leave."""
    form, lines = layout(), []
    for table in form.tables:
        frame = frames()[table.name]
        printed = [
            {
                column.name: _print(form, str(row[column.name]), column.name)
                for column in table.columns
            }
            for row in frame.to_dict("records")
        ]
        level = table.levels[0].name
        sections = [
            (label, [p for p, f in zip(printed, frame[level], strict=True) if f == label])
            for label in table.levels[0].labels
        ]
        lines += print_table(table, sections)
    return "\n".join(lines) + "\n"


def _print(form: Layout, value: str, column: str) -> str:
    if column not in form.code_lists:
        return value
    return next(entry.printed for entry in form.code_lists[column].codes if entry.label == value)


if __name__ == "__main__":
    TEXT.write_text(text(), encoding="utf-8", newline="\n")
    print_xlsx(BOOK, layout(), frames(), Style())
