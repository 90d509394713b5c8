"""The report set: every chart with the frames it is drawn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from survey import charts
from survey.analysis.case_mixes import nearest
from survey.analysis.indicators import consultations, costs, panels, procedures, rpa_and_cloud
from survey.analysis.marking_words import words_by_value
from survey.analysis.profiles import beside_others
from survey.analysis.sharing_potential import stages
from survey.analysis.sharing_ties import sharing_ties
from survey.analysis.strategies import planned_and_reported
from survey.analysis.text_mining import cooccurrence
from survey.analysis.tokens import terms
from survey.charts.fitting import fit
from survey.charts.template import Size
from survey.languages import LANGS, Lang
from survey.tables.frames import read_table
from survey.tables.provenance import made_of
from survey.tables.tallies import tally, with_kind

SUITED: Size = "page"
"""The size that suits a chart of the report."""
SHOWN, _BESIDE = "三重県", 3
"""The prefecture that is shown beside others, one with a document of its own besides the survey's and
with answers in all four tables; and beside how many."""
EDITION = "nga2020"
"""The edition that the charts are about, as their notes and source lines say."""


@dataclass(frozen=True)
class Tables:
    """The clean tables that charts are drawn from, joined where a chart needs two."""

    folder: Path | None = None

    @cached_property
    def cases(self) -> pd.DataFrame:
        return self.answers("ai_rpa_cases")

    def read(self, table: str) -> pd.DataFrame:
        """Return a clean table."""
        return read_table(table, self.folder)

    def answers(self, table: str) -> pd.DataFrame:
        """Return the rows of a table of the survey that the charts are about."""
        return read_table(table, self.folder, EDITION)

    def with_cases(self, table: str) -> pd.DataFrame:
        """Return the cases that have rows in a derived table, with its columns."""
        return self.cases.merge(self.read(table), on="case_id")

    @cached_property
    def words(self) -> list[list[str]]:
        """The terms of each case."""
        return terms(self.cases["procedure"] + "。" + self.cases["usage"])


@dataclass(frozen=True)
class Chart:
    """A chart of the report set: the function, and what it is called with."""

    draw: Callable[..., go.Figure]
    frames: Callable[[Tables], Sequence[Any]]

    def make(self, tables: Tables, size: Size = SUITED) -> dict[Lang, go.Figure]:
        """Return the chart as it is drawn from these tables, in both languages."""
        return self.of(self.frames(tables), size)

    def of(self, frames: Sequence[Any], size: Size = SUITED) -> dict[Lang, go.Figure]:
        """Return the chart of these frames, in both languages."""
        return {lang: fit(self.draw(*frames, lang=lang), size) for lang in LANGS}


def _scopes(t: Tables) -> pd.DataFrame:
    notes = t.read("system_sharing").drop_duplicates("system_id")
    return tally(t.answers("shared_systems").merge(notes), "further_sharing", "scope")


def _network(t: Tables) -> Sequence[pd.DataFrame]:
    nodes, edges = cooccurrence(t.words, terms=40, edges=50)
    return made_of(nodes, t.cases), edges


def _conditions(t: Tables) -> Sequence[Any]:
    cases = t.with_cases("case_sharing")
    systems = t.answers("shared_systems").merge(t.read("system_sharing"), on="system_id")
    one_each = cases.drop_duplicates("case_id"), systems.drop_duplicates("system_id")
    scopes = [tally(notes, "scope") for notes in one_each]
    return [*scopes, *(tally(notes, "condition") for notes in (cases, systems))]


def _one_prefecture(t: Tables) -> Sequence[Any]:
    near = nearest(SHOWN, t.with_cases("case_work"), n=_BESIDE)["prefecture"].tolist()
    systems, roles, bodies = map(t.answers, ("shared_systems", "digital_roles", "organizations"))
    return [beside_others(SHOWN, t.cases, systems, roles, bodies, near)]


REPORT: Mapping[str, Chart] = {chart.draw.__name__: chart for chart in (
    Chart(charts.status_by_prefecture, lambda t: [tally(t.cases, "prefecture", "adoption_status")]),
    Chart(charts.prefecture_map, lambda t: [tally(t.cases, "prefecture")]),
    Chart(charts.field_status, lambda t: [tally(t.cases, "field", "adoption_status")]),
    Chart(charts.technology_prefecture, lambda t: [
        tally(t.with_cases("case_technologies"), "prefecture", "technology", answers=t.cases)]),
    Chart(charts.work_status, lambda t: [
        tally(t.with_cases("case_work"), "work", "adoption_status")]),
    Chart(charts.work_prefecture, lambda t: [
        tally(t.with_cases("case_work"), "prefecture", "work", answers=t.cases)]),
    Chart(charts.same_jobs, lambda t: [
        tally(t.with_cases("use_case_clusters"), "cluster", "adoption_status")]),
    Chart(charts.shareability_by_prefecture, lambda t: [
        tally(t.cases, "prefecture", "shareability")]),
    Chart(charts.sharing_reasons, lambda t: [
        tally(t.with_cases("shareability_reasons"), "reason")]),
    Chart(charts.shared_systems, lambda t: [
        tally(with_kind(t.answers("shared_systems")), "kind", "further_sharing")]),
    Chart(charts.sharing_scopes, lambda t: [_scopes(t)]),
    Chart(charts.sharing_conditions, _conditions),
    Chart(charts.systems_prefecture, lambda t: [
        tally(with_kind(t.answers("shared_systems")), "prefecture", "kind")]),
    Chart(charts.jobs_to_share, lambda t: [stages(t.with_cases("use_case_clusters"))]),
    Chart(charts.shared_by_prefectures, lambda t: [
        sharing_ties(
            t.answers("shared_systems"), t.read("system_partners"), t.read("same_systems")),
        tally(t.answers("shared_systems"), "prefecture")]),
    Chart(charts.digital_roles, lambda t: [
        tally(t.answers("digital_roles"), "recruitment", "employment")]),
    Chart(charts.bodies, lambda t: [
        tally(t.answers("organizations"), "prefecture", "organization_type")]),
    Chart(charts.prefecture_profile, _one_prefecture),
    Chart(charts.measures_2015, lambda t: [
        tally(t.read("it_measures_2015"), "prefecture", "area"),
        tally(t.read("it_measures_2015_coverage"), "prefecture", "coverage")]),
    Chart(charts.plans_and_cases, lambda t: [planned_and_reported(
        t.read("it_measures_2015"), t.read("it_measures_2015_coverage"), t.cases)]),
    Chart(charts.nagasaki_indicators, lambda t: [panels(t.read("nagasaki_kpis"))]),
    Chart(charts.nagasaki_rpa_and_cloud, lambda t: [
        rpa_and_cloud(t.read("nagasaki_kpis"), t.read("nagasaki_projects"))]),
    Chart(charts.nagasaki_costs, lambda t: [costs(t.read("nagasaki_projects"))]),
    Chart(charts.mie_consultations, lambda t: [consultations(t.read("mie_digitalisation"))]),
    Chart(charts.mie_procedures, lambda t: [procedures(t.read("mie_digitalisation"))]),
    Chart(charts.cooccurrence_network, _network),
    Chart(charts.field_words, lambda t: [words_by_value(t.cases)]),
)}  # fmt: skip
