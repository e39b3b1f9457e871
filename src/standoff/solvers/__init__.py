"""Solvers: a bound game to a checked solution, one draw as independent of the others as alone.

Kernels are compiled at their first use (some ten seconds, once a machine) and cached.
"""

from standoff.solvers.explain import Explanation, action_values, explain
from standoff.solvers.plan import Plan, plan
from standoff.solvers.registry import CARDS, Card
from standoff.solvers.shell import agent_quantal_response, solve, subgame_perfect
from standoff.solvers.verify import Check, verify

__all__ = [
    "CARDS",
    "Card",
    "Check",
    "Explanation",
    "Plan",
    "action_values",
    "agent_quantal_response",
    "explain",
    "plan",
    "solve",
    "subgame_perfect",
    "verify",
]
