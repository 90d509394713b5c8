"""From rows to clean files, and from these to frames.

What comes in are the rows of documents; what goes out are CSV files with their description (data
dictionary, Table Schema, Data Package), the tables of codes that codebooks give to free text and of
errata, and, for all that follows, frames (`read_table`) and counts of them (`tally`). A column is
described once, in `declarations/tables.toml`. This room may use reading, documents and the ground.
"""

from survey.extras import offered

__getattr__, __dir__, __all__ = offered(
    __name__,
    submod_attrs={
        "codebook": ["load_codebook"],
        "coded_rows": ["apply", "coded", "unanswered", "uncovered"],
        "coded_texts": ["code"],
        "provenance": ["made_of"],
        "tallies": ["tally", "with_kind"],
        "frames": ["read_table", "to_frame"],
        "parsed_files": ["parse_files"],
        "schemas": ["columns", "describe_table"],
        "word_lists": ["Words", "words"],
        "word_queries": ["parse_query"],
    },
)
