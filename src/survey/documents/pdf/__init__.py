"""From a PDF to the ruled tables on its pages, as a person sees them.

`pages` reads a page at a time: `device` takes its characters and lines, with how they are drawn
(`graphics_state`, `colours`, `content_streams`); `ruled_lines` finds the table and `cells` its texts.
What lies at or over a text and is not the answer is told by `visible_chars`, `overlays`, `strikes`,
`small_print`, `text_decorations` and, of text that leaves its cell, by `overflowing_text` and `stray_rows`.
`page_breaks` and `page_order` put the pages together.
"""
