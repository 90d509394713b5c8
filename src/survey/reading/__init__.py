"""From lines or a grid to the rows of tables, with everything that is wrong on the way.

What comes in is a `Document` or a `Grid` and the declaration of its form: the layout of an edition
of the survey, or a publication. What goes out is `Parsed`: rows in the columns of the data
dictionary, findings, problems. Cells of a text are told apart by weighing all ways to cut a row,
as print gives no borders; on a grid they are known, and the same checks follow. Nothing is mended
that `errata` does not list. Any table can also be judged as it is, by the government's rule of machine
readability. This room may use documents and the ground; it knows nothing of pandas.
"""

from survey.extras import offered

__getattr__, __dir__, __all__ = offered(
    __name__,
    submod_attrs={
        "errata": ["load_errata"],
        "layouts": ["load_layout"],
        "parse": ["Parsed", "form_of", "parse"],
        "publications": ["load_publication"],
        "readability": ["readability"],
        "sources": ["load_sources"],
    },
)
