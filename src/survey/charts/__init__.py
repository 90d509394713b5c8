"""Charts: functions from a frame to a plotly figure in the house style, in Japanese or English."""

from survey.charts.adoption import (
    field_status,
    prefecture_map,
    status_by_prefecture,
    technology_prefecture,
)
from survey.charts.clusters import cluster_map, cluster_prefecture, cluster_status
from survey.charts.editions import status_moves
from survey.charts.fitting import fit
from survey.charts.mie import mie_consultations, mie_procedures
from survey.charts.nagasaki import nagasaki_costs, nagasaki_indicators, nagasaki_rpa_and_cloud
from survey.charts.people import bodies, digital_roles
from survey.charts.plans import measures_2015, plans_and_cases
from survey.charts.sharing import (
    shareability_by_cluster,
    shareability_by_field,
    shared_systems,
    sharing_reasons,
)
from survey.charts.words import cooccurrence_network, correspondence_plot

__all__ = [
    "bodies", "cluster_map", "cluster_prefecture", "cluster_status",
    "cooccurrence_network", "correspondence_plot", "digital_roles", "field_status", "fit",
    "measures_2015", "mie_consultations", "mie_procedures", "nagasaki_costs",
    "nagasaki_indicators", "nagasaki_rpa_and_cloud", "plans_and_cases", "prefecture_map",
    "shareability_by_cluster", "shareability_by_field", "shared_systems", "sharing_reasons",
    "status_by_prefecture", "status_moves", "technology_prefecture",
]  # fmt: skip
