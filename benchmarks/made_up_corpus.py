"""Documents of made-up answers, as many as are asked for, printed as the survey of 2020 is.

A row is put together from real ones: the work of one, what phrases of others about the same work
say of its usage, the status of a third, what a fourth says of sharing, the prefecture of a fifth.
Counts are drawn anew and years shifted. The same seed gives the same documents.

    python benchmarks/made_up_corpus.py FOLDER DOCUMENTS
"""

from __future__ import annotations

import csv
import io
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from printing import print_table
from survey.reading.layouts import Table, load_layout
from survey.reading.split import open_brackets
from survey.tables.frames import read_table

SEED = 2020
VARIANTS = 12
"""Ways in which the text of one real row is put together anew."""
_PHRASE = re.compile("[^、。 ]+[、。]?")
_UNIT = "(?=件|時間|人|台|市町|団体|か所|回|業務|名|分)"
_COUNT = re.compile(r"(?<![0-9０-９.．,，(（\n])[1-9１-９][0-9０-９]*" + _UNIT)
_YEAR = re.compile(r"(?<=令和|平成)[0-9０-９]+(?=年)")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

Row = Mapping[str, str]


class MadeUpTable:
    """One printed table, and the real rows from which it is made up."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.codes = [column.name for column in table.columns if column.kind == "code"]
        self.texts = [column.name for column in table.columns if column.kind == "text"]
        answered = [c.name for c in table.columns if c.kind == "text" and not c.optional]
        rows = read_table(table.name)
        if table.name == "ai_rpa_cases":
            rows = rows.merge(read_table("use_case_clusters"), on="case_id")
        self.rows: list[dict[str, str]] = [
            row
            for row in csv.DictReader(io.StringIO(rows.to_csv(index=False)))
            if all(row[name] for name in answered)
            and not any(open_brackets(row[name]) or "（例）" in row[name] for name in self.texts)
        ]
        self.printed = {
            column.name: {code.label: code.printed for code in column.codes.codes}
            for column in table.columns
            if column.codes
        }

    @cached_property
    def variants(self) -> list[list[dict[str, str]]]:
        """For each real row, texts for its columns: its own phrases and those of rows like it."""
        draw = random.Random(SEED)
        phrases: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in self.rows:
            for name in self.texts:
                phrases[name, self.kind(row)] += self.phrases(row[name])
        return [
            [
                {name: self.made_up(draw, row, name, phrases[name, self.kind(row)]) for name in self.texts}
                for _ in range(VARIANTS)
            ]
            for row in self.rows
        ]  # fmt: skip

    def kind(self, row: Row) -> str:
        """Return what the rows that may lend phrases have in common."""
        return row.get("cluster_label", row[self.table.levels[0].name])

    def phrases(self, text: str) -> list[str]:
        """Return the phrases of a text that can stand in another."""
        return [
            phrase
            for phrase in _PHRASE.findall(text)
            if 4 <= len(phrase) <= 40 and not open_brackets(phrase) and "欄" not in phrase
        ]

    def made_up(self, draw: random.Random, row: Row, name: str, lent: Sequence[str]) -> str:
        """Return a text of a column: the real one if it is a name or a note, else phrases."""
        own = self.phrases(row[name])
        if name == self.texts[0] or name.endswith("_note") or not own:
            return row[name].replace(" ", "\n")
        chosen = dict.fromkeys([*own[: draw.randint(1, 4)], *draw.sample(lent, min(2, len(lent)))])
        return "".join(chosen).rstrip("、。") + "。"

    def lines(self, draw: random.Random) -> list[str]:
        """Return the lines of the table in one document, with as many rows as there are really."""
        rows = []
        for place in draw.choices(range(len(self.rows)), k=len(self.rows)):
            row = {**self.rows[place], **draw.choice(self.variants[place])}
            for names in self.from_another():
                row |= {
                    name: value for name, value in draw.choice(self.rows).items() if name in names
                }
            row |= {name: self.printed[name][row[name]] for name in self.codes}
            rows.append(row)
        level = self.table.levels[0]
        rows.sort(key=lambda row: (level.labels.index(row[level.name]), row["prefecture_code"]))
        answers = {tuple(row[c.name] for c in self.table.columns[1:]): row for row in rows}
        sections = groupby(answers.values(), key=lambda row: row[level.name])
        return print_table(self.table, [(heading, list(of)) for heading, of in sections])

    def from_another(self) -> Iterator[set[str]]:
        """Yield the columns that are taken together from another row."""
        yield {"prefecture", "prefecture_code"}
        for name in self.codes:
            yield {name, f"{name}_note"}


def documents(number: int, seed: int = SEED) -> Iterator[str]:
    """Yield the texts of so many documents."""
    tables = [MadeUpTable(table) for table in load_layout("nga2020").tables]
    for place in range(number):
        draw = random.Random(f"{seed} {place}")
        text = "\n".join(line for table in tables for line in table.lines(draw))
        shift = draw.randint(0, 3)
        text = _YEAR.sub(partial(_shifted, shift), text)
        yield _COUNT.sub(partial(_drawn, draw), text)


def _shifted(years: int, year: re.Match[str]) -> str:
    return _as(year[0], int(year[0]) + years)


def _drawn(draw: random.Random, count: re.Match[str]) -> str:
    return _as(count[0], draw.randrange(1, 10 ** len(count[0])))


def _as(printed: str, number: int) -> str:
    """Return a number printed in the width of another, or that, if it does not fit."""
    digits = str(number).zfill(len(printed)) if number else printed
    return printed if len(digits) > len(printed) or digits[0] == "0" else (
        digits if printed.isascii() else digits.translate(_WIDE)
    )  # fmt: skip


def write_corpus(folder: Path, number: int, seed: int = SEED) -> None:
    """Write so many documents into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, text in enumerate(documents(number, seed), 1):
        (folder / f"made_up_{place:05d}.txt").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]), int(sys.argv[2]))
