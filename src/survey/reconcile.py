"""Every count that the document prints in a heading against the rows read under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from survey.errata import Erratum, Finding, explain
from survey.records import Value
from survey.segment import Heading, TableText


@dataclass(frozen=True)
class Count:
    """One heading: what it prints and how many rows were read under it."""

    table: str
    heading: Heading
    parsed: int

    @property
    def finding(self) -> Finding | None:
        """What is wrong with the count, if anything."""
        if self.parsed == self.heading.printed_count:
            return None
        return Finding(
            "count",
            self.table,
            "/".join(filter(None, self.heading.path)),
            f"{self.heading.printed_count} printed, {self.parsed} read",
            self.heading.line,
            f"the heading prints {self.heading.printed_count}, {self.parsed} rows were read",
        )


def count_rows(part: TableText) -> list[Count]:
    """Return the counts of one table, headings in printed order."""
    below: Counter[tuple[str, ...]] = Counter()
    for path, rows in Counter(row.path for row in part.rows).items():
        for level, label in enumerate(path, 1):
            if label:
                below[path[:level]] += rows
    return [
        Count(part.table.name, heading, below[tuple(filter(None, heading.path))])
        for heading in part.headings
    ]


def reconciliation(
    counts: Sequence[Count], survey: str, document: str, errata: Sequence[Erratum]
) -> list[dict[str, Value]]:
    """Return the rows of `reconciliation.csv`, one for each heading with a count."""
    rows: list[dict[str, Value]] = []
    for count in counts:
        path = (*count.heading.path, "")
        erratum = explain(count.finding, document, errata) if count.finding else None
        rows.append(
            {
                "survey": survey,
                "table": count.table,
                "field": path[0],
                "subfield": path[1],
                "printed_count": count.heading.printed_count,
                "parsed_count": count.parsed,
                "difference": count.parsed - count.heading.printed_count,
                "erratum": erratum.id if erratum else "",
            }
        )
    return rows
