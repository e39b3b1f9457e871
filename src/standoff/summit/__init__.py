"""Collective decision: forecasts of a summit, decision rules, power, burdens, coalitions, alliances.

Arrays in, arrays out: the room knows neither the scenario's text nor the game. Axes are draw, then
member, then dimension or option.
"""

from __future__ import annotations

from standoff.summit.compromise import Compromise, compromise, weighted_median
from standoff.summit.elections import Election, election, pce
from standoff.summit.ladders import (
    Decision,
    Ladder,
    decide,
    first_body,
    ladder,
    margin_by_ideal,
    margin_by_reservation,
)
from standoff.summit.options import SpatialOptions, ktab, one_at_a_time
from standoff.summit.records import ADVICE, STATUSES, Members, SummitError, gather, one_draw
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
from standoff.summit.spatial import Spatial, SpatialEnsemble, smp, smp_ensemble

__all__ = [
    "ADVICE",
    "STATUSES",
    "Compromise",
    "Decision",
    "Election",
    "Ladder",
    "Members",
    "Quota",
    "Rule",
    "Spatial",
    "SpatialEnsemble",
    "SpatialOptions",
    "SummitError",
    "compromise",
    "consensus",
    "decide",
    "double_majority",
    "election",
    "first_body",
    "gather",
    "in_body",
    "ktab",
    "ladder",
    "majority",
    "margin_by_ideal",
    "margin_by_reservation",
    "one_at_a_time",
    "one_draw",
    "pce",
    "silence",
    "smp",
    "smp_ensemble",
    "unanimity",
    "weighted",
    "weighted_median",
]
