"""Collective decision: forecasts of a summit, decision rules, power, burdens, coalitions, alliances.

Arrays in, arrays out: the room knows neither the scenario's text nor the game. Axes are draw, then
member, then dimension or option. Nothing is compiled before the spatial model is first run.
"""

from __future__ import annotations

from standoff.summit.burden import (
    Burden,
    contributions,
)
from standoff.summit.challenges import (
    Challenge,
    challenge,
)
from standoff.summit.closed_forms.alliances import (
    Armed,
    Selection,
    Tripwire,
    Ultimatum,
    Window,
    guarantee_in_bargaining,
    guarantee_window,
    intervention,
    largest_acceptable,
    selected_reliability,
    setter_gets,
    strategic_ambiguity,
    tripwire_size,
)
from standoff.summit.closed_forms.brinkmanship import (
    brink_winner,
    disaster_risk,
    power_against_risk,
    resolve,
    risk_bid,
)
from standoff.summit.closed_forms.signals import (
    Attrition,
    Signal,
    attrition_winner,
    audience_costs,
    no_signal,
    sunk_costs,
    tied_hands,
)
from standoff.summit.coalitions import (
    Entry,
    Participation,
    Volunteers,
    sequential_entry,
    threshold_participation,
    volunteers,
)
from standoff.summit.compromise import (
    Compromise,
    compromise,
    weighted_median,
)
from standoff.summit.elections import (
    Election,
    election,
    pce,
)
from standoff.summit.fair_shares import (
    FairShares,
    fair_contributions,
    gain_by_leaving,
)
from standoff.summit.incomes import (
    IncomeTable,
    read_incomes,
)
from standoff.summit.ladders import (
    Decision,
    Ladder,
    decide,
    first_body,
    ladder,
    margin_by_ideal,
    margin_by_reservation,
)
from standoff.summit.nash import (
    Bargain,
    nash,
)
from standoff.summit.power import (
    Power,
    power_indices,
)
from standoff.summit.records import (
    ADVICE,
    STATUSES,
    Members,
    SummitError,
    gather,
    one_draw,
)
from standoff.summit.rules import (
    Quota,
    Rule,
    consensus,
    double_majority,
    in_body,
    majority,
    silence,
    unanimity,
    weighted,
)
from standoff.summit.shares import (
    LeastCore,
    excess,
    least_core,
    shapley,
)
from standoff.summit.spatial_model.model import (
    Spatial,
    SpatialEnsemble,
    smp,
    smp_ensemble,
)
from standoff.summit.spatial_model.options import (
    SpatialOptions,
    ktab,
    one_at_a_time,
)
from standoff.summit.tables import (
    MemberTable,
    read_table,
)

__all__ = [
    "ADVICE",
    "STATUSES",
    "Armed",
    "Attrition",
    "Bargain",
    "Burden",
    "Challenge",
    "Compromise",
    "Decision",
    "Election",
    "Entry",
    "FairShares",
    "IncomeTable",
    "Ladder",
    "LeastCore",
    "MemberTable",
    "Members",
    "Participation",
    "Power",
    "Quota",
    "Rule",
    "Selection",
    "Signal",
    "Spatial",
    "SpatialEnsemble",
    "SpatialOptions",
    "SummitError",
    "Tripwire",
    "Ultimatum",
    "Volunteers",
    "Window",
    "attrition_winner",
    "audience_costs",
    "brink_winner",
    "challenge",
    "compromise",
    "consensus",
    "contributions",
    "decide",
    "disaster_risk",
    "double_majority",
    "election",
    "excess",
    "fair_contributions",
    "first_body",
    "gain_by_leaving",
    "gather",
    "guarantee_in_bargaining",
    "guarantee_window",
    "in_body",
    "intervention",
    "ktab",
    "ladder",
    "largest_acceptable",
    "least_core",
    "majority",
    "margin_by_ideal",
    "margin_by_reservation",
    "nash",
    "no_signal",
    "one_at_a_time",
    "one_draw",
    "pce",
    "power_against_risk",
    "power_indices",
    "read_incomes",
    "read_table",
    "resolve",
    "risk_bid",
    "selected_reliability",
    "sequential_entry",
    "setter_gets",
    "shapley",
    "silence",
    "smp",
    "smp_ensemble",
    "strategic_ambiguity",
    "sunk_costs",
    "threshold_participation",
    "tied_hands",
    "tripwire_size",
    "unanimity",
    "volunteers",
    "weighted",
    "weighted_median",
]
