"""From a PDF to the ruled tables on its pages, as a person sees them.

`pages` reads a page at a time: `device` takes its characters and lines, with how they are drawn
(`state`, `colours`, `content`); `rules` finds the table and `cells` its texts. What lies
at or over a text and is not the answer is told by `seen`, `overlays`, `strikes`, `small_print`, `marks`
and, of text that leaves its cell, by `flow` and `low_rows`. `page_breaks` and `order` put the pages
together.
"""
