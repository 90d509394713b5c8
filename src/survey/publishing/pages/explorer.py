"""The explorer: a page that searches and filters every answer by itself, without a server.

Its template, script and style are in `docs/explorer`; the table is drawn by DataTables, in the copy
that the package itables carries for pages without network.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from survey.analysis.similar_cases import TRUST, similar
from survey.charts.tile_map import tile_grid
from survey.charts.tile_names import broken
from survey.declared import included, read_declaration
from survey.documents.plain_text import read_document
from survey.languages import LANGS, Lang
from survey.prefectures import prefectures
from survey.publishing.facets import answer_tables, filters, values
from survey.publishing.pages.neighbours import neighbours
from survey.publishing.pages.parts import filled, for_script, page_of_document
from survey.publishing.report_set import Tables
from survey.reading.errata import load_errata
from survey.reading.layouts import load_layout
from survey.reading.sources import Source
from survey.tables.schemas import column_titles, column_values, describe_table, table_schema
from survey.tables.word_lists import load_words

ASSETS = "explorer"
CASES = "ai_rpa_cases"
NEAREST = 3
"""How many similar cases of other prefectures a case is shown with."""


def contents(tables: Tables, sources: Mapping[str, Source], raw: Path) -> dict[str, Any]:
    """Return what the explorer holds, in the form explained at the head of `search.js`.

    Raises
    ------
    BadInput
        If a table or a document cannot be read.
    """
    listed: list[dict[str, Any]] = []
    held_by: list[Mapping[str, list[int]]] = []
    for facet in filters().facets:
        categories, of_answers = values(tables, facet)
        found = [{"code": c.code, "label": {"ja": c.label, "en": c.label_en}} for c in categories]
        listed.append(
            {"variable": facet.variable, "title": dict(facet.named or column_titles(facet.title)),
             "column": facet.column, "derived": bool(facet.tables), "found_by": facet.found_by,
             "values": found}
        )  # fmt: skip
        held_by.append(of_answers)
    described: dict[str, Any] = {}
    rows: list[Any] = []
    places: dict[str, int] = {}
    for one in filters().tables:
        about = describe_table(one.table)
        described[one.table] = {
            "title": {"ja": about["title"], "en": about["title_en"]},
            "id": one.id, "title_column": one.title, "texts": one.texts,
            "columns": [
                {"name": field["name"], "title": {"ja": field["title"], "en": field["title_en"]},
                 "text": field["type"] == "string"}
                for field in table_schema(one.table)["fields"]
            ],
        }  # fmt: skip
        held = tables.read(one.table)
        cells = held.astype(object).where(held.notna(), None).to_numpy().tolist()
        for id_, own in zip(held[one.id], cells, strict=True):
            places[id_] = len(rows)
            rows.append([one.table, own, [facet.get(id_, []) for facet in held_by]])
    english = {one.prefecture_code: one.prefecture_en for one in prefectures()}
    tiles = [
        {"code": code, "short": short, "short_en": "\n".join(broken(english[code])),
         "column": column, "row": line}
        for code, (column, line, short) in tile_grid().items()
    ]  # fmt: skip
    near = {
        one.prefecture_code: [next_to.prefecture_code for next_to in neighbours(one)]
        for one in prefectures()
    }
    return {
        "tables": described, "rows": rows, "facets": listed, "tiles": tiles, "neighbours": near,
        "documents": _documents(sources, raw), "spellings": list(load_words().variants.items()),
        "errata": _errata(tables, raw),
        "facts": list(_facts(tables, places)), "similar": _similar(tables, places),
        "trusts": list(TRUST),
    }  # fmt: skip


def _facts(tables: Tables, places: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """Yield what was derived of answers, by the tables it stands in: which facets, which columns
    beside them and, by the place of an answer, the words that told it and the values of these."""
    listed = filters().facets
    for names in dict.fromkeys(facet.tables for facet in listed if facet.tables):
        own = [place for place, facet in enumerate(listed) if facet.tables == names]
        beside = [column for place in own for column in listed[place].beside]
        of: dict[int, tuple[list[Any], list[str]]] = {}
        for about in map(tables.read, names):
            key = next((one.id for one in filters().tables if one.id in about.columns), None)
            if key is None or "evidence" not in about.columns:
                continue
            cells = about[beside].astype(object).where(about[beside].notna(), None)
            values = cells.to_numpy().tolist()
            evidence = about["evidence"].fillna("").tolist()
            for id_, own_values, words in zip(about[key], values, evidence, strict=True):
                _, known = of.get(places[id_], (None, []))
                of[places[id_]] = (own_values, [*known, *words.split(";")])
        columns = [{"title": column_titles(name), "labels": _labels(name)} for name in beside]
        told = {
            place: [";".join(dict.fromkeys(filter(None, words))), *values]
            for place, (values, words) in of.items()
        }
        yield {"facets": own, "columns": columns, "of": told}


def _labels(column: str) -> dict[str, dict[str, str]]:
    """Return what the values of a column are called, nothing where they are told as they are."""
    return {
        str(one["value"]): {"ja": one["label"], "en": one["label_en"]}
        for one in column_values(column)
    }


def _similar(tables: Tables, places: Mapping[str, int]) -> dict[int, list[list[Any]]]:
    """Return by the place of a case the nearest of other prefectures: place, similarity in
    hundredths, how far it can be trusted (a place in `TRUST`); none that nothing speaks for."""
    cases, trusts = tables.read(CASES), list(TRUST)
    found: dict[int, list[list[Any]]] = {}
    for id_ in cases["case_id"]:
        near = similar(cases, case_id=id_, n=NEAREST, other_prefectures=True)
        told = near.loc[near["trust"] != "none", ["case_id", "score", "trust"]].to_numpy().tolist()
        found[places[id_]] = [
            [places[other], round(100 * score), trusts.index(trust)] for other, score, trust in told
        ]
    return found


def _errata(tables: Tables, raw: Path) -> dict[str, list[dict[str, Any]]]:
    """Return what is wrong in answers, by their ids."""
    listed = {erratum.id: erratum for erratum in load_errata(raw / "errata.toml")}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in tables.read("errata").astype(object).fillna("").to_dict("records"):
        if row["table"] not in answer_tables() or not row["row_id"]:
            continue
        erratum = listed[row["erratum"]]
        found.setdefault(row["row_id"], []).append(
            {"id": erratum.id, "title": column_titles(row["column"]) if row["column"] else None,
             "found": {"ja": erratum.found, "en": erratum.found_en},
             "handling": {"ja": erratum.handling, "en": erratum.handling_en}}
        )  # fmt: skip
    return found


def _documents(sources: Mapping[str, Source], raw: Path) -> dict[str, Any]:
    return {
        load_layout(source.layout).survey: {
            "file": f"data/raw/{source.file}",
            "page": page_of_document(source),
            "title": {"ja": source.title, "en": source.title_en},
            "citation": {"ja": source.citation, "en": f"{source.publisher_en}, {source.title_en}"},
            "lines": read_document(raw / source.file).lines,
        }
        for source in sources.values()
        if source.layout
    }


def write_explorer(site: Path, template: Path, held: Mapping[str, Any]) -> None:
    """Write `explorer.html`, `en/explorer.html` and the files that both use into a site.

    Parameters
    ----------
    site
        The folder of the site.
    template
        The folder with `explorer.html`, its scripts and its style.
    held
        What it holds, from `contents`.
    """
    assets = site / ASSETS
    assets.mkdir(parents=True, exist_ok=True)
    (assets / "answers.js").write_text(f"const ANSWERS = {for_script(held)};\n", encoding="utf-8")
    bundle = files("itables").joinpath("html")
    # A page opened from disk may not import a module from a file, but from an address that holds it.
    module = base64.b64encode(bundle.joinpath("dt_bundle.js").read_bytes()).decode("ascii")
    (assets / "datatables.js").write_text(
        f'const DATATABLES = import("data:text/javascript;base64,{module}");\n', encoding="ascii"
    )
    (assets / "datatables.css").write_bytes(bundle.joinpath("dt_bundle.css").read_bytes())
    for own in sorted([*template.glob("*.js"), *template.glob("*.css")]):
        (assets / own.name).write_bytes(own.read_bytes())
    for lang in LANGS:
        page = site / ("explorer.html" if lang == "ja" else "en/explorer.html")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(_page(template, lang), encoding="utf-8")


def _page(template: Path, lang: Lang) -> str:
    from markupsafe import Markup

    declared = read_declaration(
        dict[str, Any], included("explorer.toml"), "the words of the explorer"
    )
    words = _in(declared, lang)
    english = lang == "en"
    return filled(
        template / "explorer.html",
        lang=lang,
        words=words,
        script=Markup(for_script(words["script"])),
        assets=f"../{ASSETS}" if english else ASSETS,
        other="../explorer.html" if english else "en/explorer.html",
        other_lang="ja" if english else "en",
    )


def _in(declared: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """Return declared words in one language; lists and other values stay as they are."""
    return {
        name: (value[lang] if lang in value else _in(value, lang))
        if isinstance(value, Mapping)
        else value
        for name, value in declared.items()
    }
