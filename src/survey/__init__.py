"""Published tables on the digital transformation of Japan's prefectures, as tidy data.

The rooms in which the work is done, each with the rooms that it may use in its first paragraph:
`documents`, `reading`, `tables`, `analysis`, `corpus`, `charts`, `publishing`, and `cli` on top.
What they have to offer can be had from here, as `from survey import read_table`, and is loaded only
when it is asked for: a reader of one file needs neither pandas nor plotly.
"""

from importlib import import_module

from survey.extras import offered

__version__ = "0.1.0"
__released__ = "2026-11-21"
ROOMS = ("documents", "reading", "tables", "analysis", "corpus", "charts", "publishing")

__getattr__, __dir__, __all__ = offered(
    __name__,
    submodules=ROOMS,
    submod_attrs={
        **{room: import_module(f"{__name__}.{room}").__all__ for room in ROOMS},
        "prefectures": ["by_name", "prefecture_named"],
        "project": ["find_project"],
    },
)
