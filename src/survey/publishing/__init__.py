"""From tables, findings and charts to what people open.

What comes in are the clean tables and the functions of the rooms before; what goes out are the
report set of charts, executed notebooks, workbook, database, explorer, site and release, and
`build`, which makes all of it in order. Each is written whole or not at all, and again only when
what it is made from changed. This room may use all others but the command line.
"""

from survey.extras import offered

__getattr__, __dir__, __all__ = offered(
    __name__,
    submod_attrs={
        "build": ["build"],
        "figures": ["draw"],
        "notebook_tables": ["chooser", "headings", "labelled", "menus", "pd", "prose", "table"],
        "pages.sharing_offers": ["sharing_in_short"],
        "report_set": ["REPORT", "Tables"],
    },
)
