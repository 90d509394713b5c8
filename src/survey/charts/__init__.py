"""From a frame to a figure in the house style, in Japanese or English.

What comes in is a tally or a finding, or for `bars`, `heat_map`, `japan`, `lines` and `network` any
tidy frame with sentences of the caller; what goes out is a plotly figure that is fitted to its size
and carries title, note, source and alternative text. A chart says what the frame holds and
computes nothing else; the sentences of the report's charts stand in `declarations/charts.toml`,
and they refuse numbers that are no counts. A chart without data says
that it has none. This room may use tables, the rooms before it and the ground.
"""

from survey.extras import offered

__getattr__, __dir__, __all__ = offered(
    __name__,
    submod_attrs={
        "adoption": [
            "field_status",
            "prefecture_map",
            "status_by_prefecture",
            "status_moves",
            "technology_prefecture",
            "same_jobs",
            "work_prefecture",
            "work_status",
        ],
        "cross_tables": ["cross_table"],
        "line_charts": ["lines"],
        "networks": ["network"],
        "one_prefecture": ["prefecture_profile"],
        "people": ["bodies", "digital_roles"],
        "other_documents": [
            "measures_2015",
            "mie_consultations",
            "mie_procedures",
            "nagasaki_costs",
            "nagasaki_indicators",
            "nagasaki_rpa_and_cloud",
            "plans_and_cases",
        ],
        "bar_charts": ["bars"],
        "heat_maps": ["heat_map"],
        "shapes": ["FEW_PREFECTURES"],
        "sharing": [
            "jobs_to_share",
            "shareability_by_prefecture",
            "shared_by_prefectures",
            "shared_systems",
            "sharing_conditions",
            "sharing_reasons",
            "sharing_scopes",
            "systems_prefecture",
        ],
        "tile_map": ["japan"],
        "word_bars": ["field_words", "keyness_plot"],
        "word_plots": [
            "cooccurrence_network",
            "correspondence_plot",
            "word_dendrogram",
            "word_map_plot",
        ],
    },
)
