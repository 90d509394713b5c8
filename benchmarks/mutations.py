"""What one wrong edit does to the tables: nothing, a message, or a silent mistake.

Thousands of copies of the documents, each with one edit (a line deleted, a digit changed, a page
lost …), are read twice: by the parser alone, and as `survey parse` does, which compares the copy
with the registered document. Exit status 1 if any edit changes a coded column in silence.

    python benchmarks/mutations.py [EDITS OF EACH KIND]
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing import Pool
from random import Random

from survey.documents.plain_text import Document, read_document
from survey.prefectures import prefectures
from survey.problems import Problem
from survey.project import find_project
from survey.reading.errata import Erratum, load_errata
from survey.reading.layouts import Layout, load_layout
from survey.reading.parse import Form, Parsed, parse
from survey.reading.parsed_documents import Row
from survey.reading.publications import load_publication, publication_names
from survey.reading.registered_documents import damage
from survey.text import squeeze

EDITS = 100
"""Edits of each kind to the survey; each other document has half of them."""
OUTCOMES = ("harmless", "error", "warning", "silent in text", "valid otherwise", "silent in code")
TEXTS = frozenset(
    [
        "procedure",
        "usage",
        "shareability_note",
        "system_name",
        "work_handled",
        "further_sharing_note",
        "role_title",
        "expertise",
        "duties",
        "organization_name",
        "outline",
        "measure",
        "indicator",
        "item",
        "project",
    ]
)
"""Columns of free text; every other column is coded, a number, or tells which row it is."""
PRINTED_ONCE = frozenset(
    [
        "programme_group", "programme_groups", "measure_number", "measures", "value", "unit",
        "target", "target_bound", "actual", "actual_note", "achievement_rate_printed",
        "base_fiscal_year", "base_value", "final_target", "final_fiscal_year", "progress",
    ]
)  # fmt: skip
"""Columns of the other documents that nothing printed elsewhere confirms: a document with another
number, mark or bullet there is as valid, and only the registered one speaks against it."""
PLACES = frozenset({"line", "line_start", "line_end"})

Lines = list[str]
Edit = Callable[[Random, Lines], None]
Exchange = Callable[[Random, str], str]


def _filled(lines: Lines) -> list[int]:
    return [place for place, line in enumerate(lines) if line.strip()]


def delete_line(random: Random, lines: Lines) -> None:
    del lines[random.choice(_filled(lines))]


def double_line(random: Random, lines: Lines) -> None:
    place = random.choice(_filled(lines))
    lines.insert(place, lines[place])


def swap_neighbours(random: Random, lines: Lines) -> None:
    place = random.randrange(len(lines) - 1)
    lines[place], lines[place + 1] = lines[place + 1], lines[place]


def swap_far_lines(random: Random, lines: Lines) -> None:
    one, other = random.sample(_filled(lines), 2)
    lines[one], lines[other] = lines[other], lines[one]


def move_line(random: Random, lines: Lines) -> None:
    line = lines.pop(random.choice(_filled(lines)))
    lines.insert(random.randrange(len(lines)), line)


def join_lines(random: Random, lines: Lines) -> None:
    place = random.choice(_filled(lines)[:-1])
    lines[place : place + 2] = [lines[place] + lines[place + 1]]


def break_line(random: Random, lines: Lines) -> None:
    place = random.choice([place for place in _filled(lines) if len(lines[place]) > 1])
    at = random.randrange(1, len(lines[place]))
    lines[place : place + 1] = [lines[place][:at], lines[place][at:]]


def add_blank_line(random: Random, lines: Lines) -> None:
    lines.insert(random.randrange(len(lines)), "")


def remove_blank_line(random: Random, lines: Lines) -> None:
    del lines[random.choice([place for place, line in enumerate(lines) if not line.strip()])]


def lose_page(random: Random, lines: Lines) -> None:
    breaks = sorted({0, *_page_breaks(lines), len(lines)})
    page = random.randrange(len(breaks) - 1)
    del lines[breaks[page] : breaks[page + 1]]


def _page_breaks(lines: Lines) -> list[int]:
    """A page begins with a space or, in other documents, after three blank lines."""
    return [
        place
        for place, line in enumerate(lines)
        if line.startswith((" ", "\f"))
        or (line and place > 2 and not any(lines[place - 3 : place]))
    ]


def _change(random: Random, lines: Lines, fits: Callable[[str], bool], new: Exchange) -> None:
    """Change one character of those that fit, each as likely as any other."""
    found = [(p, at) for p, line in enumerate(lines) for at, c in enumerate(line) if fits(c)]
    place, at = random.choice(found)
    line = lines[place]
    lines[place] = line[:at] + new(random, line[at]) + line[at + 1 :]


def delete_character(random: Random, lines: Lines) -> None:
    _change(random, lines, lambda c: not c.isspace(), lambda *_: "")


def double_character(random: Random, lines: Lines) -> None:
    _change(random, lines, lambda c: not c.isspace(), lambda _, c: c * 2)


def change_character(random: Random, lines: Lines) -> None:
    others = sorted(set("".join(lines)) - {" "})
    _change(random, lines, lambda c: not c.isspace(), lambda r, c: _other(r, c, others))


def change_digit(random: Random, lines: Lines) -> None:
    _change(
        random, lines, str.isdecimal,
        lambda r, c: _other(r, c, [chr(ord(c) - unicodedata.decimal(c) + n) for n in range(10)]),
    )  # fmt: skip


def change_circled_digit(random: Random, lines: Lines) -> None:
    circled = "①②③④⑤⑥⑦⑧⑨"
    _change(random, lines, circled.__contains__, lambda r, c: _other(r, c, circled))


def change_space(random: Random, lines: Lines) -> None:
    _change(random, lines, " \t　".__contains__, lambda r, _: r.choice(["", "\n", "　"]))


def change_prefecture(random: Random, lines: Lines) -> None:
    names = [prefecture.prefecture for prefecture in prefectures()]
    _replace(random, lines, [(name, names) for name in names])


def change_label(random: Random, lines: Lines) -> None:
    lists = [[code.printed for code in codes.codes] for codes in _layout().code_lists.values()]
    _replace(random, lines, [(label, labels) for labels in lists for label in labels])


def _other(random: Random, character: str, others: Sequence[str]) -> str:
    return random.choice([other for other in others if other != character])


def _replace(random: Random, lines: Lines, exchanges: Sequence[tuple[str, Sequence[str]]]) -> None:
    found = [
        (place, old, others)
        for place, line in enumerate(lines)
        for old, others in exchanges
        if old in line
    ]
    place, old, others = random.choice(found)
    lines[place] = lines[place].replace(old, _other(random, old, others), 1)


@cache
def _layout() -> Layout:
    return load_layout("nga2020")


KINDS: dict[str, Edit] = {
    "line deleted": delete_line,
    "line doubled": double_line,
    "neighbouring lines swapped": swap_neighbours,
    "far lines swapped": swap_far_lines,
    "line moved": move_line,
    "line joined to the next": join_lines,
    "line broken": break_line,
    "blank line put in": add_blank_line,
    "blank line taken out": remove_blank_line,
    "page lost": lose_page,
    "character deleted": delete_character,
    "character doubled": double_character,
    "character changed": change_character,
    "digit changed": change_digit,
    "circled digit changed": change_circled_digit,
    "space changed": change_space,
}
WHOLE: dict[str, Edit] = {
    "prefecture for another": change_prefecture,
    "label for another": change_label,
}
"""Edits that put a valid answer in place of another: without the registered document nobody can
tell, and only where the order of the rows or a second print of the answer speaks against it."""


@dataclass(frozen=True)
class Original:
    """A registered document, its form, and what is read from it undamaged."""

    document: Document
    form: Form
    parsed: Parsed


@cache
def original(name: str) -> Original:
    """Return the registered document of this layout or publication."""
    form = _layout() if name == _layout().survey else load_publication(name)
    document = read_document(find_project().raw / form.document)
    return Original(document, form, parse(document, form, _errata()))


@cache
def _errata() -> tuple[Erratum, ...]:
    return load_errata(find_project().raw / "errata.toml")


def outcome(one: Original, kind: str, parsed: Parsed, problems: Sequence[Problem]) -> str:
    """Return what came of an edit."""
    known = Counter(_said(problem) for problem in one.parsed.problems)
    told = Counter(_said(problem) for problem in problems) - known
    changed = {column for table in parsed.rows for column in _changed(table, one.parsed, parsed)}
    if any(severity == "error" for severity, _ in told):
        return "error"
    if any(severity == "warning" for severity, _ in told):
        return "warning"
    if not changed - PLACES:
        return "harmless"
    if changed - PLACES <= TEXTS:
        return "silent in text"
    valid = kind in WHOLE or changed - PLACES <= TEXTS | PRINTED_ONCE
    return "valid otherwise" if valid else "silent in code"


def _said(problem: Problem) -> tuple[str, str]:
    return problem.severity, problem.found


def _changed(table: str, before: Parsed, after: Parsed) -> set[str]:
    if _unordered(before.rows[table]) == _unordered(after.rows[table]):
        return set()  # no row says another thing, wherever it stands
    if len(before.rows[table]) != len(after.rows[table]):
        return (
            {"measure_number"} if _text(before.rows[table]) == _text(after.rows[table]) else {table}
        )
    return {
        column
        for one, other in zip(before.rows[table], after.rows[table], strict=True)
        for column in one
        if one[column] != other[column]
    }


def _unordered(rows: Sequence[Row]) -> Counter[tuple[tuple[str, object], ...]]:
    return Counter(
        tuple((column, row[column]) for column in row if column not in PLACES) for row in rows
    )


def _text(rows: Sequence[Row]) -> str:
    """Return the free text of rows without bullets: it stays when two items of a list become one."""
    told = "".join(str(row[column]) for row in rows for column in row if column in TEXTS)
    return squeeze(told).replace("・", "")


def run(job: tuple[str, str, int]) -> tuple[str, str]:
    """Return the outcomes of one edit: by the parser alone, and by `survey parse`."""
    name, kind, number = job
    one = original(name)
    lines = list(one.document.lines)
    (KINDS | WHOLE)[kind](Random(f"{name} {kind} {number}"), lines)
    lines = "\n".join(lines).split("\n")
    copy = Document(one.document.name, tuple(lines))
    parsed = parse(copy, one.form, _errata())
    alone = outcome(one, kind, parsed, parsed.problems)
    told = [*parsed.problems, *damage(copy, one.document)]
    return alone, outcome(one, kind, parsed, told)


def main() -> None:
    """Print the table of outcomes, and the edits that changed a code in silence."""
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else EDITS
    jobs = [(_layout().survey, kind, n) for kind in KINDS | WHOLE for n in range(edits)]
    for name in publication_names():
        lines = original(name).document.lines
        fitting = [
            kind for kind in KINDS if kind != "circled digit changed" or "①" in "".join(lines)
        ]
        jobs += [(name, kind, n) for kind in fitting for n in range(edits // 2)]
    with Pool() as pool:
        done = pool.map(run, jobs, chunksize=10)
    for setting, title in enumerate(
        ("the parser alone", "survey parse, with the registered document")
    ):
        print(f"\n{title:42} edits" + "".join(f"{outcome:>16}" for outcome in OUTCOMES))
        for name in dict.fromkeys(job[0] for job in jobs):
            for kind in KINDS | WHOLE if name == _layout().survey else ("all kinds",):
                found = Counter(
                    results[setting]
                    for (document, edited, _), results in zip(jobs, done, strict=True)
                    if document == name and kind in (edited, "all kinds")
                )
                counts = "".join(f"{found[outcome]:16}" for outcome in OUTCOMES)
                print(f"{name} {kind:{41 - len(name)}} {found.total():5}{counts}")
    silent = [job for job, results in zip(jobs, done, strict=True) if OUTCOMES[-1] in results]
    print(f"\nsilent in code, wanted 0: {len(silent)}", *silent[:20], sep="\n")
    sys.exit(bool(silent))


if __name__ == "__main__":
    main()
