"""Solvers: a bound game to a checked solution, one draw as independent of the others as alone.

Kernels are compiled at their first use (some ten seconds, once a machine) and cached.
"""

from standoff.solvers.assessments import Assessment, AssessmentCheck, check_assessment
from standoff.solvers.branch import Branch, BranchPlay, qre_branch
from standoff.solvers.branch_cards import BRANCH_CARDS, BranchCard
from standoff.solvers.cfr import cfr_plus, cfr_sampled
from standoff.solvers.checks import Check, verify
from standoff.solvers.concepts import CONCEPTS, Concept
from standoff.solvers.credible_equilibria import subgame_perfect_all
from standoff.solvers.explain import Explanation, action_values, explain
from standoff.solvers.gains import BestResponse, best_response, gain
from standoff.solvers.induction import backward_induction
from standoff.solvers.nash import nash
from standoff.solvers.nash_all import nash_all
from standoff.solvers.plan import Plan, plan
from standoff.solvers.pure import agent_pure_equilibria, pure_equilibria
from standoff.solvers.records import Equilibria
from standoff.solvers.registry import CARDS, Card
from standoff.solvers.sequential import sequential
from standoff.solvers.several import Several, several
from standoff.solvers.several_limits import several_limits
from standoff.solvers.sharp import sharp_limit
from standoff.solvers.solve import agent_quantal_response, solve, subgame_perfect
from standoff.solvers.unfolding import Unfolded, unfold

__all__ = [
    "BRANCH_CARDS",
    "CARDS",
    "CONCEPTS",
    "Assessment",
    "AssessmentCheck",
    "BestResponse",
    "Branch",
    "BranchCard",
    "BranchPlay",
    "Card",
    "Check",
    "Concept",
    "Equilibria",
    "Explanation",
    "Plan",
    "Several",
    "Unfolded",
    "action_values",
    "agent_pure_equilibria",
    "agent_quantal_response",
    "backward_induction",
    "best_response",
    "cfr_plus",
    "cfr_sampled",
    "check_assessment",
    "explain",
    "gain",
    "nash",
    "nash_all",
    "plan",
    "pure_equilibria",
    "qre_branch",
    "sequential",
    "several",
    "several_limits",
    "sharp_limit",
    "solve",
    "subgame_perfect",
    "subgame_perfect_all",
    "unfold",
    "verify",
]
