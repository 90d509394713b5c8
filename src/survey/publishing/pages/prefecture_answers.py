"""What the pages of the prefectures are made from: every answer of the survey, in frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from survey.analysis.joinable_answers import open_to_others
from survey.analysis.sharing_offers import offers_to_others
from survey.analysis.sharing_potential import who_to_ask
from survey.analysis.similar_cases import to_ask
from survey.analysis.tokens import terms
from survey.languages import Lang
from survey.prefectures import by_name
from survey.publishing.facets import answer_tables
from survey.publishing.pages.parts import labels
from survey.publishing.report_set import Tables
from survey.tables.prefecture_summary import UNNAMED
from survey.tables.tallies import with_kind

CASES, SYSTEMS, BODIES = "ai_rpa_cases", "shared_systems", "organizations"
OFFICE = "組織（部・課・室等）"
"""Type of the bodies that are a section of the prefecture."""
TOLD = {
    CASES: ("adoption_status", "shareability"),
    SYSTEMS: ("adoption_status", "further_sharing"),
    "digital_roles": ("adoption_status", "recruitment", "employment"),
    BODIES: ("adoption_status", "organization_type"),
}
"""Coded answers that a page prints, by table."""
SECTIONS = {CASES: "cases", SYSTEMS: "systems", "digital_roles": "people", BODIES: "bodies"}
"""What the sections with the answers of a table are called in the address of a page, in both languages."""


@dataclass(frozen=True)
class Answers:
    """The answers, each frame made once for all pages."""

    tables: Tables
    printed: Mapping[Lang, str]
    """Way from a page to the document with numbered lines, by the language of the page."""

    @cached_property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """The four tables; cases with their kind of work, systems with what they are for."""
        found = {table: self.tables.answers(table) for table in answer_tables()}
        found[CASES] = found[CASES].merge(self.tables.read("case_work"), on="case_id")
        return {**found, SYSTEMS: with_kind(found[SYSTEMS])}

    @cached_property
    def technologies(self) -> pd.DataFrame:
        """The cases that name a technology, one row for each that they name."""
        joined = self.tables.with_cases("case_technologies")
        return joined[~joined["technology"].isin(UNNAMED)]

    @cached_property
    def words(self) -> Mapping[str, frozenset[str]]:
        """The words of the name of each case and each system, by id."""
        parts = ((CASES, "case_id", "procedure"), (SYSTEMS, "system_id", "system_name"))
        found: dict[str, frozenset[str]] = {}
        for table, id_, name in parts:
            frame = self.frames[table]
            found.update(zip(frame[id_], map(frozenset, terms(frame[name])), strict=True))
        return found

    @cached_property
    def summary(self) -> pd.DataFrame:
        """`prefecture_summary`, by the name of the prefecture."""
        return self.tables.answers("prefecture_summary").set_index("prefecture")

    @cached_property
    def asked(self) -> pd.DataFrame:
        """Each case with those in use elsewhere whose text is near: the nearest one, and all of the
        same job where it is not in use itself. own_case_id, own_prefecture, case_id, shared."""
        cases = self.tables.cases
        nearest_ones = pd.concat(
            [to_ask(name, cases).assign(own_prefecture=name) for name in by_name()]
        )
        same_job = who_to_ask(self.tables.with_cases("use_case_clusters")).query("near")
        pairs = pd.concat([nearest_ones, same_job], ignore_index=True)
        named = ["own_case_id", "own_prefecture", "case_id", "shared"]
        return pairs[named].drop_duplicates(["own_case_id", "case_id"])

    @cached_property
    def openings(self) -> pd.DataFrame:
        """The answers that another prefecture could join, with what makes one offer of several
        (`offers_to_others`)."""
        names = ("case_sharing", "system_sharing", "system_participants")
        read = (self.tables.read(name) for name in names)
        found = open_to_others(self.tables.cases, self.tables.answers(SYSTEMS), *read)
        return offers_to_others(found, self.tables.read("same_systems"))

    @cached_property
    def opened(self) -> Mapping[str, int]:
        """How far the notes of answers go that another prefecture could join: id to code of opening."""
        return dict(zip(self.openings["id"], self.openings["opening_code"], strict=True))

    @cached_property
    def scopes(self) -> Mapping[str, str]:
        """For whom the notes of answers have room: id to code of scope, of those that tell."""
        parts = (("case_sharing", "case_id"), ("system_sharing", "system_id"))
        found = [self.tables.read(table).set_index(id_)["scope"].dropna() for table, id_ in parts]
        return {str(id_): str(scope) for id_, scope in pd.concat(found).items()}

    @cached_property
    def errata(self) -> frozenset[str]:
        """Answers with a mistake in print."""
        return frozenset(self.tables.read("errata")["row_id"].dropna())

    def own(self, table: str, name: str) -> pd.DataFrame:
        """Return what a prefecture answered in a table."""
        return self._by_prefecture[table].get(name, self.frames[table].head(0))

    @cached_property
    def _by_prefecture(self) -> Mapping[str, Mapping[str, pd.DataFrame]]:
        return {
            table: {str(name): rows for name, rows in frame.groupby("prefecture")}
            for table, frame in self.frames.items()
        }


def labels_of(answers: Answers, lang: Lang) -> Mapping[str, Mapping[str, str]]:
    """Return what values are called in a language, by variable, then by code and Japanese label."""
    coded = [(variable, answers.frames[table]) for table, told in TOLD.items() for variable in told]
    coded += [("work", answers.frames[CASES]), ("technology", answers.technologies)]
    coded += [("kind", answers.frames[SYSTEMS]), ("prefecture", answers.frames[CASES])]
    sharing = answers.tables.read("case_sharing")
    coded += [("scope", sharing), ("condition", sharing)]
    return labels(coded, lang)
