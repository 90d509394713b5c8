"""Every count and sum that a document prints against what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.reading.clean_rows import Value
from survey.reading.errata import Erratum, Finding, listed
from survey.reading.table_text import TableText


@dataclass(frozen=True)
class Count:
    """One printed count or sum, what it counts, and what was read; `line` is where it stands."""

    table: str
    path: tuple[str, ...]
    printed: int
    parsed: int
    line: int

    @property
    def finding(self) -> Finding | None:
        """What is wrong with the count, if anything."""
        if self.parsed == self.printed:
            return None
        return Finding(
            "count",
            self.table,
            "/".join(filter(None, self.path)),
            f"{self.printed} printed, {self.parsed} read",
            self.line,
            f"{self.printed} is printed, {self.parsed} was read",
        )


def count_rows(part: TableText) -> list[Count]:
    """Return the counts of one table of the survey, headings in printed order."""
    below: Counter[tuple[str, ...]] = Counter()
    for path, rows in Counter(row.path for row in part.rows).items():
        for level, label in enumerate(path, 1):
            if label:
                below[path[:level]] += rows
    return [
        Count(
            part.table.name,
            heading.path,
            heading.printed_count,
            below[tuple(filter(None, heading.path))],
            heading.line,
        )
        for heading in part.headings
    ]


def reconciliation(
    counts: Sequence[Count], survey: str, errata: Sequence[Erratum]
) -> list[Mapping[str, Value]]:
    """Return the rows of `reconciliation.csv`, one for each printed count or sum."""
    rows: list[Mapping[str, Value]] = []
    known = listed(errata)
    for count in counts:
        path = (*count.path, "")
        erratum = known.get(count.finding.key) if count.finding else None
        rows.append(
            {
                "survey": survey,
                "table": count.table,
                "field": path[0],
                "subfield": path[1],
                "printed_count": count.printed,
                "parsed_count": count.parsed,
                "difference": count.parsed - count.printed,
                "erratum": erratum.id if erratum else "",
            }
        )
    return rows
