"""What every notebook promises its reader, and that each runs on the real tables."""

from __future__ import annotations

import ast
import asyncio
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from survey.project import Project, find_project
from survey.publishing.notebooks import execute, notebook_paths, with_lasting_names, write
from survey.publishing.pages.notebooks import notebook_page

PATHS = notebook_paths(find_project())
NAMES = [
    "00_data", "01_use_cases", "02_adoption", "03_shareability", "04_people_and_organizations",
    "05_text_analysis", "06_one_prefecture", "07_plans_of_2015", "08_nagasaki", "09_mie",
    "10_where_sharing_would_pay",
]  # fmt: skip
LONGEST = 15
COUNT = re.compile(r"[0-9０-９]+\s*(?:件|行|団体|都道府県|県|市町村|語|種類|人|回|か所|割|[%％])")

every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def cells(path: Path, kind: str = "") -> list[Any]:
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if kind in ("", cell.cell_type)]


def test_there_is_a_notebook_for_each_question() -> None:
    assert [path.stem for path in PATHS] == NAMES


@every_notebook
def test_it_is_written_the_same_way_whoever_saves_it(path: Path) -> None:
    text = path.read_text("utf-8")
    notebook = nbformat.reads(text, as_version=4)
    assert text == nbformat.writes(notebook) + "\n"
    nbformat.validate(notebook)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])


@every_notebook
def test_it_holds_no_outputs(path: Path) -> None:
    assert all(not cell.outputs and cell.execution_count is None for cell in cells(path, "code"))


@every_notebook
def test_it_begins_with_a_question_and_its_english_summary(path: Path) -> None:
    title, summary = cells(path)[0].source.split("\n\n")
    assert re.fullmatch(r"# .*[ぁ-ん].*？", title)
    assert re.fullmatch(r"\*[A-Z][ -~]+\.\*", summary)


@every_notebook
def test_the_answer_comes_first_and_the_way_on_last(path: Path) -> None:
    headings = re.findall(
        r'^(?:dx\.prose\(f""")?#+ (.+)$', "\n".join(cell.source for cell in cells(path)), re.M
    )
    assert headings[1].startswith("答え")
    assert "読むときの注意" in headings
    assert headings[-1] == "次に読むもの"


@every_notebook
def test_it_holds_calls_and_no_logic(path: Path) -> None:
    for cell in cells(path, "code"):
        kinds = {type(node) for node in ast.walk(ast.parse(cell.source))}
        assert not kinds & {
            ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try,
        }  # fmt: skip


@every_notebook
def test_it_imports_this_package_in_one_line_and_nothing_else(path: Path) -> None:
    trees = [ast.parse(cell.source) for cell in cells(path, "code")]
    imports = [
        (place, ast.unparse(node)) for place, tree in enumerate(trees) for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]  # fmt: skip
    # Before it stand only the parameters.
    told = [place for place, cell in enumerate(cells(path, "code"))
            if "parameters" not in cell.metadata.get("tags", [])]  # fmt: skip
    first = told[0]
    assert imports == [(first, "import survey as dx")]


@every_notebook
def test_its_comments_are_for_those_who_read_its_prose(path: Path) -> None:
    comments = re.findall("# (.+)$", "\n".join(c.source for c in cells(path, "code")), re.M)
    words = [one for one in comments if not one.startswith(("src/", "#"))]
    assert all(re.search("[ぁ-ん]", one) for one in words)


@every_notebook
def test_no_cell_is_long(path: Path) -> None:
    lengths = {cell.source: len(cell.source.split("\n")) for cell in cells(path)}
    assert [source for source, length in lengths.items() if length > LONGEST] == []


@every_notebook
def test_it_names_no_path_of_a_machine(path: Path) -> None:
    assert not re.search(r"['\"`](/|~|[A-Za-z]:[\\/])", "\n".join(c.source for c in cells(path)))


@every_notebook
def test_counts_are_computed_never_typed(path: Path) -> None:
    told = [cell.source for cell in cells(path, "markdown")]
    told += [
        re.sub(r"\{[^{}]*\}", "", cell.source)
        for cell in cells(path, "code")
        if "prose" in cell.metadata.get("tags", [])
    ]
    typed = [found for text in told for found in COUNT.findall(text.replace("47都道府県", ""))]
    assert typed == []


@every_notebook
def test_the_notebooks_it_leads_to_exist(path: Path) -> None:
    named = re.findall(r"`(\d\d_\w+)\.ipynb`", "\n".join(c.source for c in cells(path)))
    assert named
    assert set(named) <= set(NAMES)


@every_notebook
def test_it_runs_and_says_nothing_but_its_results(path: Path, executed: Project) -> None:
    said = outputs(nbformat.read(executed.built / "notebooks" / path.name, as_version=4))
    assert [out.text for out in said if out.get("name") == "stderr"] == []
    assert any("text/markdown" in out.get("data", {}) for out in said)
    assert any("text/html" in out.get("data", {}) for out in said)


def test_a_page_shows_what_came_of_the_code_and_not_the_code(tmp_path: Path) -> None:
    v4 = nbformat.v4
    out = v4.new_output("display_data", {"text/markdown": "**答え**"})
    code = v4.new_code_cell("shown = dx.table(cases)", outputs=[out])
    write(v4.new_notebook(cells=[v4.new_markdown_cell("# 問い"), code]), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "<strong>答え</strong>" in page
    assert "問い</h1>" in re.sub("<a class=.*?</a>", "", page)
    assert "dx.table" not in re.sub("<[^>]+>", "", page)


def with_widgets(names: str) -> Any:
    """Return a notebook that shows a box of two widgets, with these names."""
    box, first, second = (name * 32 for name in names)
    states: dict[str, Any] = {name: {"state": {"value": 1}} for name in (first, second)}
    states[box] = {"state": {"children": [f"IPY_MODEL_{second}", f"IPY_MODEL_{first}"]}}
    v4 = nbformat.v4
    out = v4.new_output("display_data", {
        "application/vnd.jupyter.widget-view+json": {"model_id": box},
        "text/plain": f"<Styler at 0x7f{box[:6]}>",
    })  # fmt: skip
    made = v4.new_notebook(cells=[v4.new_code_cell("menus()", outputs=[out], id="one")])
    made.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": states}}
    return made


def test_on_its_page_links_of_prose_lead_and_an_id_in_one_is_no_other_link(tmp_path: Path) -> None:
    told = '<a data-href="../explorer.html#row=nga2020-ai-001">業務</a>、nga2020-ai-002'
    v4 = nbformat.v4
    out = v4.new_output("display_data", {"text/markdown": told})
    cell = v4.new_code_cell("dx.prose(told)", outputs=[out], metadata={"tags": ["prose"]})
    nbformat.write(v4.new_notebook(cells=[cell]), tmp_path / "prose.ipynb")
    made = nbformat.reads(
        notebook_page(tmp_path / "prose.ipynb", {"nga2020-ai-001", "nga2020-ai-002"}), as_version=4
    )
    assert made.cells[0].source == (
        '<a href="../explorer.html#row=nga2020-ai-001">業務</a>、'
        '<a href="../explorer.html#row=nga2020-ai-002">nga2020-ai-002</a>'
    )


def test_a_notebook_is_the_same_whenever_it_is_executed() -> None:
    texts = {nbformat.writes(with_lasting_names(with_widgets(names))) for names in ("abc", "fed", "0a9")}  # fmt: skip
    (text,) = texts
    assert "at 0x" not in text
    assert f"IPY_MODEL_{1:032x}" in text


def test_a_page_says_where_menus_work_and_asks_no_network_for_them(tmp_path: Path) -> None:
    write(with_widgets("abc"), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "JupyterLab で開いたときだけ使えます" in page
    assert "unpkg" not in page


@pytest.mark.slow
@pytest.mark.parametrize("prefecture", ["新潟県", "島根県"])
def test_a_prefecture_with_no_or_one_case_has_its_page(prefecture: str) -> None:
    said = outputs(execute(PATHS[NAMES.index("06_one_prefecture")], {"PREFECTURE": prefecture}))
    answer = next(out.data["text/markdown"] for out in said if "text/markdown" in out.data)
    assert f"答え：{prefecture}" in answer
    assert "求めることができません" in answer or "参考にとどまります" in answer


@pytest.mark.slow
@pytest.mark.parametrize(
    ("chosen", "figures"),
    [
        ({"TABLE": "organizations", "COLUMN": "duties", "TERM": "推進"}, 5),
        ({"TABLE": "shared_systems", "COLUMN": "work_handled", "TERM": "申請"}, 5),
        ({"TABLE": "digital_roles", "COLUMN": "duties", "TERM": "助言"}, 4),
        (
            {
                "COLUMN": "shareability_note",
                "TERM": "独自",
                "GROUP": "prefecture",
                "CODEBOOK": "reasons",
            },
            5,
        ),
    ],
    ids=lambda chosen: str(chosen.get("TABLE", "cases")) if isinstance(chosen, dict) else "",
)
def test_text_analysis_takes_any_table_column_and_variable(
    chosen: dict[str, str], figures: int
) -> None:
    said = outputs(execute(PATHS[NAMES.index("05_text_analysis")], chosen))
    drawn = ["application/vnd.plotly.v1+json" in out.get("data", {}) for out in said]
    assert sum(drawn) == figures
    told = [str(out.get("data", {}).get("text/markdown")) for out in said]
    assert any("図にできません" in text for text in told) == (figures < 5)


def outputs(notebook: Any) -> list[Any]:
    return [out for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs]


@pytest.mark.slow
def test_a_message_that_was_not_noticed_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from queue import Empty

    from jupyter_client.channels import AsyncZMQSocketChannel

    from survey.publishing.notebook_kernels import ASK_AGAIN, AskingChannel

    noticed = AsyncZMQSocketChannel.get_msg
    asked: list[float | None] = []

    async def every_other_time(self: Any, timeout: float | None = None) -> dict[str, Any]:
        asked.append(timeout)
        if len(asked) % 2:
            await asyncio.sleep(ASK_AGAIN / 10)
            raise Empty
        return await noticed(self, timeout)

    monkeypatch.setattr(AsyncZMQSocketChannel, "get_msg", every_other_time)
    path = tmp_path / "short.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")]), path)
    assert outputs(execute(path, {}))[0].data["text/plain"] == "2"
    assert max(timeout or 0 for timeout in asked) == ASK_AGAIN
    assert None not in asked
    with pytest.raises(Empty):
        asyncio.run(AskingChannel.__new__(AskingChannel).get_msg(0))
