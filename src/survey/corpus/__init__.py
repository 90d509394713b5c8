"""From many documents to one data set, and questions to it.

What comes in is a folder of documents; what goes out is a folder of Parquet files in the columns of
the clean tables, derived ones too, and answers to SQL. Dask deals the documents out,
DuckDB asks, and memory is bounded however many there are. This room may use analysis, the rooms
before it and the ground.
"""

from survey.extras import offered

__getattr__, __dir__, __all__ = offered(
    __name__,
    submod_attrs={
        "dataset": ["parse_corpus"],
        "queries": ["answer"],
        "dask_workers": ["connected"],
    },
)
