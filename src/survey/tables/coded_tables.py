"""The tables that say, by codebooks and patterns, what the free text of the survey means.

case_technologies, case_work, case_deployments, shareability_reasons, case_sharing, system_sharing,
system_deployments, system_participants, system_partners, organization_staff, expert_backgrounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from survey.reading.parsed_documents import Row
from survey.tables.codebook import Codebook, load_codebook
from survey.tables.coded_rows import coded
from survey.tables.participants import system_participants, system_partners
from survey.tables.schemas import columns
from survey.tables.staff import expert_backgrounds, organization_staff

REFUSED = 3
"""Code of the answer 共同利用不可, whose notes give reasons and no conditions."""


def coded_tables(rows: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """Return the tables of codes for the rows of the survey's tables, as far as there are any."""
    tables: dict[str, list[Row]] = {}
    if cases := rows.get("ai_rpa_cases", ()):
        tables |= _codes("case_technologies", load_codebook("technologies"), cases)
        tables |= _codes("shareability_reasons", load_codebook("reasons"), cases)
        tables |= _codes("case_deployments", load_codebook("deployment"), cases)
        tables["case_work"] = _kinds_of_work(cases)
        told = [case for case in cases if case["shareability_code"] != REFUSED]
        tables["case_sharing"] = _sharing(told, "case_id", "shareability_note")
    if systems := rows.get("shared_systems", ()):
        tables["system_sharing"] = _sharing(systems, "system_id", "further_sharing_note")
        told = _having(systems, "system_name", "work_handled", "prefecture_code")
        texts = ["system_name", "work_handled", "further_sharing_note"]
        of_systems = replace(load_codebook("deployment").over(texts), id="system_id")
        tables |= _codes("system_deployments", of_systems, told)
        tables["system_participants"] = system_participants(systems)
        tables["system_partners"] = system_partners(told)
    if organizations := _having(rows.get("organizations", ()), "outline"):
        tables["organization_staff"] = organization_staff(organizations)
    if roles := _having(rows.get("digital_roles", ()), "role_title", "expertise", "duties"):
        tables["expert_backgrounds"] = expert_backgrounds(roles)
    return tables


def _having(rows: Sequence[Row], *columns: str) -> list[Row]:
    """Return the rows of editions that have these columns."""
    return [row for row in rows if all(column in row for column in columns)]


def _codes(table: str, codebook: Codebook, rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return a table of the codes of these rows, with what it has columns for."""
    found = (
        {
            codebook.id: row[codebook.id],
            codebook.column: code.code,
            "evidence": ";".join(code.evidence),
        }
        for row, codes in coded(codebook, rows)
        for code in codes
    )
    return {table: [{name: row[name] for name in columns(table)} for row in found]}


def _kinds_of_work(cases: Sequence[Row]) -> list[Row]:
    return [
        {
            "case_id": row["case_id"],
            "work": codes[0].code,
            "second_work": codes[1].code if len(codes) > 1 else "",
            "evidence": ";".join(codes[0].evidence),
        }
        for row, codes in coded(load_codebook("work"), cases)
        if codes
    ]


def _sharing(rows: Sequence[Row], id_: str, note: str) -> list[Row]:
    """Return one row a note and condition, or one with an empty condition."""

    def of(name: str) -> Codebook:
        return replace(load_codebook(name).over([note]), id=id_)

    scopes, conditions = coded(of("sharing_scope"), rows), coded(of("sharing_conditions"), rows)
    found: list[Row] = []
    for (row, scope), (_, several) in zip(scopes, conditions, strict=True):
        for code in scope[:1]:
            told = [(one.code, one.evidence) for one in several] or [("", ())]
            found += [
                {
                    id_: row[id_],
                    "scope": code.code,
                    "condition": condition,
                    "evidence": ";".join(dict.fromkeys([*code.evidence, *words])),
                }
                for condition, words in told
            ]
    return found
