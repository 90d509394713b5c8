"""What comes out on other processors: the hash of each derived table, frame and chart, made in
processes that are told to compute as those would."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

SCRIPT = """
import hashlib, json
import survey as dx
from threadpoolctl import threadpool_info, threadpool_limits
from survey.analysis.job_groups import cluster_rows
from survey.tables.coded_tables import coded_tables
from survey.publishing.figures import drawn_from
from survey.tables.frames import read_table
from survey.publishing.report_set import REPORT, Tables

def hashed(thing):
    text = thing.to_csv() if hasattr(thing, "to_csv") else repr(thing)
    return hashlib.sha256(text.encode()).hexdigest()

def everything():
    cases = read_table("ai_rpa_cases")
    rows = {
        name: read_table(name).astype(object).fillna("").to_dict("records")
        for name in ("ai_rpa_cases", "shared_systems")
    }
    made = {name: hashed(coded) for name, coded in coded_tables(rows).items()}
    made["use_case_clusters"] = hashed(cluster_rows(cases))
    tables = Tables()
    for name, chart in REPORT.items():
        frames = chart.frames(tables)
        for number, frame in enumerate(frames):
            made[f"{name}, frame {number}"] = hashed(frame)
        for lang, figure in chart.of(frames).items():
            made[f"{name}, {lang}"] = drawn_from(figure)
    return made | {f"finding, {name}": hashed(thing) for name, thing in findings(cases, tables)}

def findings(cases, tables):
    in_use = cases["adoption_status_code"] == 1
    tools = tables.with_cases("case_technologies")
    crossed = dx.crosstab(tools, "shareability", "technology")
    yield "cross table", crossed.cells
    yield "cross table in words", str(crossed)
    yield "keyness", dx.keyness(cases, in_use)
    yield "odds", dx.odds(tools, tools["shareability_code"] == 3, "technology")
    yield "collocations", dx.collocations(tables.words, "申請書")
    yield "nearest", dx.nearest("三重県", tools, "technology")
    summary = dx.read_table("prefecture_summary")
    summary = summary.assign(systems_told=summary["shared_systems_answered"] == "yes")
    yield "differences", dx.group_differences(summary, ["cases_introduced"], ["systems_told"])
    leaves, merges = dx.word_tree(tables.words)
    yield "leaves of words", leaves
    yield "merges of words", merges
    points, stress = dx.word_map(tables.words)
    yield "map of words", points
    yield "stress of the map", stress

def under(threads):
    with threadpool_limits(threads, user_api="blas"):
        blas = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
        assert {pool["num_threads"] for pool in blas} == {threads}
        return everything()

print(json.dumps([under(1), under(2)]))
"""
# Kernels of OpenBLAS for other processors, and NumPy without the wide registers that old ones lack.
OLD = {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"}
PROCESSORS = [
    {"OPENBLAS_CORETYPE": "Haswell", "LC_ALL": "C", "TZ": "Asia/Tokyo"},
    {"OPENBLAS_CORETYPE": "SkylakeX", "PYTHONHASHSEED": "1"},
    {"OPENBLAS_CORETYPE": "Nehalem", "PYTHONHASHSEED": "2", **OLD},
    {"OPENBLAS_CORETYPE": "Sandybridge", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "3"},
    {"OPENBLAS_CORETYPE": "Zen", "PYTHONHASHSEED": "4"},
]
FEWEST = 4
"""Kernels to compare; that for SkylakeX needs instructions that not every processor has."""
_MULTIPLY = """
import numpy, scipy.linalg
square = numpy.arange(4096.0).reshape(64, 64)
scipy.linalg.lu(square @ square)
"""


def _run(script: str, setting: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **setting},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def processors() -> list[dict[str, str]]:
    """Return the settings of the first kernels that this processor can run."""
    able = [one for one in PROCESSORS if _run(_MULTIPLY, one).returncode != -signal.SIGILL]
    assert len(able) >= FEWEST, f"only {len(able)} kernels run on this processor"
    return able[:FEWEST]


def made_under(setting: dict[str, str]) -> list[dict[str, str]]:
    """Return the hash of each table, frame and chart that comes out under a setting, with one
    thread and with two."""
    done = _run(SCRIPT, {**setting, "OPENBLAS_NUM_THREADS": "2"})
    if done.returncode:
        raise RuntimeError(f"{setting}: exit status {done.returncode}\n{done.stderr}")
    made: list[dict[str, str]] = json.loads(done.stdout)
    return made
