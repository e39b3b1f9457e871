"""Solvers: a bound game to a checked solution, one draw as independent of the others as alone.

Kernels are compiled at their first use (some ten seconds, once a machine) and cached.
"""

from standoff.solvers.assessments import Assessment, AssessmentCheck, check_assessment
from standoff.solvers.batch.workspace import Plan, plan
from standoff.solvers.checks import Check, verify
from standoff.solvers.explain import Explanation, action_values, explain
from standoff.solvers.limit.sequential import sequential
from standoff.solvers.limit.several_limits import several_limits
from standoff.solvers.limit.sharp_limit import sharp_limit
from standoff.solvers.multi_start import Several, several
from standoff.solvers.path.branch import Branch, BranchPlay, qre_branch
from standoff.solvers.registry import SOLVERS, Solver, solver_named
from standoff.solvers.results import Equilibria
from standoff.solvers.solve import agent_quantal_response, solve, subgame_perfect
from standoff.solvers.strategies.backward_induction import backward_induction
from standoff.solvers.strategies.best_response import BestResponse, best_response, gain
from standoff.solvers.strategies.cfr import cfr_plus, cfr_sampled
from standoff.solvers.strategies.credible_equilibria import subgame_perfect_all
from standoff.solvers.strategies.nash import nash
from standoff.solvers.strategies.nash_all import nash_all
from standoff.solvers.strategies.pure import agent_pure_equilibria, pure_equilibria
from standoff.solvers.tree_forms.tree import Unfolded, unfold

__all__ = [
    "SOLVERS",
    "Assessment",
    "AssessmentCheck",
    "BestResponse",
    "Branch",
    "BranchPlay",
    "Check",
    "Equilibria",
    "Explanation",
    "Plan",
    "Several",
    "Solver",
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
    "solver_named",
    "subgame_perfect",
    "subgame_perfect_all",
    "unfold",
    "verify",
]
