"""How Sphinx makes the pages of the site; `survey site` gathers what goes into them."""

import html
import json
import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

from docutils import nodes  # type: ignore[import-untyped]
from sphinx.application import Sphinx
from sphinx.locale import _ as translated
from sphinx.search import SearchLanguage

tags = globals()["tags"]  # given by Sphinx: `-t en` for the English pages
ENGLISH = tags.has("en")

language = "en" if ENGLISH else "ja"
project = "Digital prefectures of Japan" if ENGLISH else "都道府県のDX"
extensions = ["myst_nb"]
templates_path = ["_templates"]
exclude_patterns = ["_generated"]

nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, object] = {}  # widgets need a kernel; a page has none
nb_code_prompt_show = "Show code" if ENGLISH else "コードを表示"
nb_code_prompt_hide = "Hide code" if ENGLISH else "コードを隠す"
myst_heading_anchors = 3

pygments_style = "xcode"
html_theme = "furo"
html_title = project
html_baseurl = ""
html_static_path = ["_static"]
html_favicon = "_static/favicon.svg"
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_use_index = False
html_show_search_summary = (
    False  # read from the other pages, which a page on disk may not: texts.js
)
html_permalinks_icon = "#"
html_context = {
    "to_explorer": "Explore the answers" if ENGLISH else "回答を探す",
    # What the page of the search says; {…} are filled in by search_results.js.
    "search_words": {
        "answers": "See the answers ({number})",
        "apart": "See the answers with {words} ({number})",
        "word": "“{word}” ",
        "found": "{number} places",
        "none": "No page holds all of this. Try fewer or other words, or look among the answers.",
        "meant": "Search for “{words}”",
        "explore": "Explore the answers",
    }
    if ENGLISH
    else {
        "answers": "回答{number}件を見る",
        "apart": "{words}をすべて含む回答{number}件を見る",
        "word": "「{word}」",
        "found": "{number}件見つかりました。",
        "none": "入力した語をすべて含むページはありません。語を減らすか、別の言い方で探してください。都道府県の回答は「回答を探す」で、都道府県や分野からも絞り込めます。",
        "meant": "「{words}」で検索する",
        "explore": "回答を探す",
    },
    "explorer_folder": "../explorer/" if ENGLISH else "explorer/",
    "to_other": "日本語" if ENGLISH else "English",
    "other_language": "ja" if ENGLISH else "en",
    "other_folder": "../" if ENGLISH else "en/",
    # What both languages have: their own pages, and those that are made for both.
    "in_both": [
        "charts",
        "dictionary",
        "prefectures",
        "sharing",
        *(
            page.stem
            for page in Path(__file__).parent.glob("en/*.md")
            if (page.parents[1] / "ja" / page.name).is_file()
        ),
    ],
}
html_sidebars = {
    "**": [
        "sidebar/brand.html", "sidebar/search.html", "sidebar/links.html",
        "sidebar/scroll-start.html", "sidebar/navigation.html", "sidebar/scroll-end.html",
    ]
}  # fmt: skip
_FONTS = '"Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", Meiryo, sans-serif'
_COLOURS = {
    "font-stack": _FONTS,
    "color-brand-primary": "#145a92",
    "color-brand-content": "#145a92",
}
html_theme_options = {
    "light_css_variables": _COLOURS,
    "dark_css_variables": {
        "font-stack": _FONTS, "color-brand-primary": "#7fb2d6", "color-brand-content": "#7fb2d6",
    },
    "top_of_page_buttons": [],
    "navigation_with_keys": True,
}  # fmt: skip


_KANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


class Bigrams(SearchLanguage):
    """Japanese in pairs of characters: a browser cannot tell words apart, so the index does not.

    Kinds of kana are one, and long vowels are left out, as カテゴリー is also written カテゴリ.
    """

    lang = "ja"
    language_name = "Japanese"
    js_splitter_code = r"""
var splitQuery = (query) =>
  (query.normalize("NFKC").toLowerCase()
    .replace(/(?<=[ぁ-ヿ])[-‐-―−─━ー]/g, "")
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .match(/[a-z0-9_]+|[ぁ-ゖ㐀-鿿々]+/g) ?? []).flatMap((run) =>
    /^[a-z0-9_]/.test(run) ? [run] : run.length > 1 ? [...run.slice(1)].map((next, place) => run[place] + next) : [run]
  );
"""
    _long = re.compile("(?<=[ぁ-ヿ])[-‐-―−─━ー]")
    _runs = re.compile("[a-z0-9_]+|[ぁ-ゖ㐀-鿿々]+")

    def split(self, input: str) -> list[str]:
        """Return Latin words, every character of Japanese and every two that follow each other."""
        text = self._long.sub("", unicodedata.normalize("NFKC", input).lower())
        return [
            term
            for run in self._runs.findall(text.translate(_KANA))
            for term in ([run] if run[0].isascii() else [*run, *map("".join, pairwise(run))])
        ]


# What the theme says and has not in Japanese.
IN_JAPANESE = {
    "Next": "次へ", "Previous": "前へ", "Home": "はじめ", "On this page": "このページの内容",
    "Back to top": "このページの先頭へ", "Made with ": "テーマ：",
    "Please activate JavaScript to enable the search functionality.": "検索するには JavaScript を有効にしてください。",
}  # fmt: skip


def speak_japanese(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Let the theme say in Japanese what its catalogue lacks."""
    del app, page, template, doctree
    context["_"] = context["gettext"] = lambda text: IN_JAPANESE.get(text) or translated(text)


TEXTS: dict[str, str] = {}
_UNREAD = re.compile(
    r'<(script|style|svg|noscript|template)\b.*?</\1>|<a class="headerlink".*?</a>'
    r'|<div class="highlight-.*?</pre>|<summary aria-label="Toggle hidden content">.*?</summary>',
    re.DOTALL,
)  # code, and the button it is behind, too
_BLOCK = re.compile(
    r"</?(?:p|t[dhr]|li|h\d|d[tdl]|div|pre|summary|caption|section|label|br)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]+>")


def keep_text(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Keep what a reader sees of a page, of which the search shows what is around the words."""
    del app, template
    if doctree is not None:
        text = _TAG.sub("", _BLOCK.sub(" ", _UNREAD.sub(" ", context["body"])))
        TEXTS[page] = unicodedata.normalize("NFKC", " ".join(html.unescape(text).split()))


def write_texts(app: Sphinx, failed: Exception | None) -> None:
    """Write these texts as a script, which a page on disk may load."""
    if failed is None:
        held = json.dumps(dict(sorted(TEXTS.items())), ensure_ascii=False, separators=(",", ":"))
        Path(app.outdir, "texts.js").write_text(f"const TEXTS = {held};\n", encoding="utf-8")


def keep_names(app: Sphinx, page: nodes.document) -> None:
    """Let a chart be where its name says, which docutils would write with hyphens: #field_status."""
    if app.env.docname != "charts":
        return
    for section in page.findall(nodes.section):
        named = [name for name in section["names"] if nodes.make_id(name) in section["ids"]]
        if named and "_" in named[-1]:
            section["ids"] = [named[-1]]


_SECTION = re.compile(r'<div id="(\w+)"></div>')


def keep_sections(app: Sphinx, page: nodes.document) -> None:
    """Let a section be where the name at its beginning says, the same in both languages: #bodies."""
    del app
    for section in page.findall(nodes.section):
        first = section[1] if len(section) > 1 else None
        if isinstance(first, nodes.raw) and (named := _SECTION.fullmatch(first.astext().strip())):
            section["ids"] = [named[1]]
            section.remove(first)


def setup(app: Sphinx) -> None:
    """Let Japanese pages be searched in pairs of characters, what is found be shown with what is
    around it, the theme speak Japanese, and a chart and a section be found by its name."""
    app.add_search_language(Bigrams)
    app.connect("html-page-context", keep_text)
    app.connect("build-finished", write_texts)
    # Before the contents are collected.
    app.connect("doctree-read", keep_names, priority=100)
    app.connect("doctree-read", keep_sections, priority=100)
    if not ENGLISH:
        app.connect("html-page-context", speak_japanese)
