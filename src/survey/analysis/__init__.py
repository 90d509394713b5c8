"""From frames to findings.

What comes in are frames of the clean tables; what goes out are frames again, and these are derived:
terms, groups of cases that do the same job, similar cases, shares with what they rest on, two
variables beside each other, the profile of a prefecture, what became of plans, two editions side by
side. Numbers are rounded before anything is decided by them, as processors differ in the last bits.
This room may use tables, the rooms before it and the ground; it draws nothing.
"""

from survey.extras import offered

__getattr__, __dir__, __all__ = offered(
    __name__,
    submod_attrs={
        "case_mixes": ["comparable", "lacking", "mixes", "nearest"],
        "collocates": ["collocations"],
        "cross_tables": ["CrossTable", "crosstab"],
        "edition_changes": ["compare", "load_edition", "moves", "summary"],
        "group_differences": ["GroupDifferences", "group_differences"],
        "groupings": ["FEWEST_ROWS", "FEWEST_VALUES", "grouping", "in_large"],
        "job_groups": ["cluster"],
        "indicators": ["consultations", "costs", "panels", "procedures", "rpa_and_cloud"],
        "keyness": ["keyness"],
        "marking_words": ["marking_words", "words_by_value"],
        "odds_ratios": ["odds"],
        "sharing_offers": ["first_offers", "offers_to_others"],
        "joinable_answers": ["open_to_others"],
        "profiles": ["beside_others", "profile"],
        "shares": ["explained", "leads", "share", "uniform"],
        "sharing_potential": ["sharing_potential", "stages", "who_to_ask"],
        "sharing_ties": ["sharing_ties"],
        "similar_cases": ["TRUST", "similar", "to_ask"],
        "strategies": ["area_fields", "planned_and_reported", "rates"],
        "text_columns": ["column_of", "concordance", "search"],
        "text_mining": ["cooccurrence", "correspondence", "frequencies", "term_matrix"],
        "tokens": ["terms"],
        "word_distances": ["word_map", "word_tree"],
    },
)
