"""Charts: functions from a frame to a plotly figure in the house style, in Japanese or English."""

from survey.charts.adoption import (
    field_status,
    prefecture_map,
    status_by_prefecture,
    technology_prefecture,
)
from survey.charts.editions import status_moves
from survey.charts.fitting import fit
from survey.charts.mie import mie_consultations, mie_procedures
from survey.charts.nagasaki import nagasaki_costs, nagasaki_indicators, nagasaki_rpa_and_cloud
from survey.charts.people import bodies, digital_roles
from survey.charts.plans import measures_2015, plans_and_cases
from survey.charts.sharing import (
    shareability_by_prefecture,
    shared_systems,
    sharing_reasons,
    sharing_scopes,
)
from survey.charts.words import cooccurrence_network, correspondence_plot
from survey.charts.work import same_jobs, work_prefecture, work_status

__all__ = [
    "bodies", "cooccurrence_network", "correspondence_plot", "digital_roles", "field_status", "fit",
    "measures_2015", "mie_consultations", "mie_procedures", "nagasaki_costs",
    "nagasaki_indicators", "nagasaki_rpa_and_cloud", "plans_and_cases", "prefecture_map",
    "same_jobs", "shareability_by_prefecture", "shared_systems", "sharing_reasons", "sharing_scopes",
    "status_by_prefecture", "status_moves", "technology_prefecture", "work_prefecture", "work_status",
]  # fmt: skip
