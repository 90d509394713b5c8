"""From a file to its lines or its grid of cells.

What comes in is any file that somebody names: text, PDF, workbook. What goes out is a `Document`
(numbered lines) or a `Grid` (rows of cells with their places), never more than the limits allow and
never a guess at what the text means. PDF and Excel are read in a process of their own, as such a
file can ask for endless time and memory. This room may use the ground alone.
"""

from survey.extras import offered

__getattr__, __dir__, __all__ = offered(
    __name__,
    submod_attrs={
        "plain_text": ["Document", "read_document"],
        "grids": ["Grid"],
        "formats": ["read_file"],
    },
)
