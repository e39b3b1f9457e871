"""Assessments, and a check that they are sequential equilibria, from the definition.

Rationality: at every information set, also where play never comes, no action is worth more under
the beliefs than what is played. Consistency: the beliefs are limits of Bayes' rule along fully
mixed plays. Where the game is a tree that is decided algebraically from play and beliefs alone:
they are consistent if and only if the unplayed actions can be given orders e >= 1 such that within
each information set exactly the nodes of least order are believed in, and coefficients c such that
their beliefs stand as the products of c (and of chance) along their paths; the plays c epsilon^e
are then the sequence. On merged games the orders and coefficients that come with the assessment are
put to Bayes' rule for a falling epsilon. No code is shared with the branch.
Source: Kreps and Wilson (1982), Econometrica 50, definition 5, lemmas A1 and A2; Perea, Jansen and
Peters (1997), Games and Economic Behavior 21, theorem 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from standoff.errors import Problem, StandoffError
from standoff.game.records import CHANCE, BoundGame, Floats, GameArrays
from standoff.solvers.reference import conditional_values, edge_probability, paid

RATIONAL = 1e-8  # of the mover's range of payoffs
BAYES = 1e-7  # beliefs and their logarithms agree within this
SHRINKING = (1e-3, 1e-6, 1e-9, 1e-12)
Proof = Literal["algebraic", "sequence", "none"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Play with beliefs: a candidate for a sequential equilibrium.

    probability : float64[action]
    belief : float64[node], within each information set, also where it is not reached; 0 elsewhere
    value : float64[player], expected payoff at the root under the player's own beliefs
    gain : float64[player], most that a player adds by changing its whole strategy alone
    agent_gain : float64[player], most that it adds by changing one information set
    order, coefficient : float64[action], the fully mixed plays coefficient x epsilon^order (made
        to add up to 1) tend to the play, and their beliefs to the beliefs, as epsilon falls to 0
    status : index into `game.records.STATUS`; `solved` only if `check_assessment` passes and the
        branch was followed to its end
    unique : False where other branches cross the one that was followed, so that the limit depends
        on which is taken
    advice : what was proven, or what stood in the way
    precision : how far the branch was followed
    """

    probability: Floats
    belief: Floats
    value: Floats
    gain: Floats
    agent_gain: Floats
    order: Floats
    coefficient: Floats
    status: int
    unique: bool
    advice: str
    precision: float
    seconds: float


@dataclass(frozen=True, slots=True)
class AssessmentCheck:
    """What the check of an assessment found.

    gap : float64[infoset], what the best action adds over what is played, under the beliefs
    spread : float64[infoset], the mover's range of payoffs: the scale of gaps
    rational, consistent : the two parts of the definition
    proof : how consistency was shown: `algebraic` decides it, `sequence` exhibits plays whose
        beliefs come within 1e-7 (never a proof that there are none), `none` where neither applies
    distance : how far the equations or the sequence's last beliefs are from the assessment's
    """

    gap: Floats
    spread: Floats
    rational: bool
    consistent: bool
    proof: Proof
    distance: float


def check_assessment(bound: BoundGame, assessment: Assessment, draw: int = 0) -> AssessmentCheck:
    """Whether play and beliefs are a sequential equilibrium, by code that made neither.

    Parameters
    ----------
    bound : the game with its numbers
    assessment : the play and beliefs to be judged
    draw : which draw of the game

    Returns
    -------
    AssessmentCheck
        `rational` and `consistent` say whether each half of the definition holds, `proof` how far the
        second was proven.

    Raises
    ------
    StandoffError
        S636 if play or beliefs have the wrong shape.

    Source
    ------
    Kreps and Wilson (1982), Econometrica 50, 863-894; the method stands at the head of this file.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import check_assessment, sequential
    >>> answer = Decision("B", {"fight": Terminal((-1, -1)), "yield": Terminal((2, 1))})
    >>> entry = build_tree(Decision("A", {"out": Terminal((0, 2)), "in": answer}), ("A", "B"))
    >>> checked = check_assessment(entry.bound, sequential(entry.bound))
    >>> checked.rational, checked.consistent
    (True, True)
    """
    alone = one_draw(bound, draw)
    arrays = alone.arrays
    play, belief = assessment.probability, assessment.belief
    if play.shape != (arrays.n_actions,) or belief.shape != (arrays.n_nodes,):
        what = f"The play has the shape {play.shape} and the beliefs {belief.shape}."
        raise StandoffError(Problem("S636", what, f"Expected ({arrays.n_actions},) and ({arrays.n_nodes},)."))
    gap, spread = rationality(alone, play, belief)
    valid = _valid(arrays, play, belief)
    rational = bool((gap <= RATIONAL * np.maximum(spread, 1e-300)).all())
    proof: Proof
    if not valid:
        return AssessmentCheck(gap, spread, False, False, "none", np.inf)
    if len(set(arrays.child.tolist())) == arrays.n_edges:
        consistent, distance = _algebraic(alone, play, belief)
        proof = "algebraic"
    else:
        distance = _along_sequence(alone, assessment)
        consistent, proof = distance <= BAYES, "sequence"
    return AssessmentCheck(gap, spread, rational, bool(consistent), proof, distance)


def one_draw(bound: BoundGame, draw: int) -> BoundGame:
    """The game with one of its draws."""
    part = slice(draw, draw + 1)
    return BoundGame(bound.arrays, bound.cell[:, part], bound.payoff[:, part], bound.precision[:, part])


def rationality(alone: BoundGame, play: Floats, belief: Floats) -> tuple[Floats, Floats]:
    """Gap and scale of every information set, float64[infoset] each, under given beliefs."""
    arrays = alone.arrays
    gap, spread = np.zeros(arrays.n_infosets), np.ones(arrays.n_infosets)
    for player in range(arrays.n_players):
        chances = edge_probability(alone, play[:, None], 1 + player)
        pay = paid(alone, player)
        worth = conditional_values(alone, chances, pay, belief[:, None])[:, 0]
        scale = _range(arrays, pay[:, 0])
        for h in np.flatnonzero(arrays.infoset_player == player):
            own = slice(int(arrays.first_action[h]), int(arrays.first_action[h + 1]))
            gap[h] = worth[own].max() - float(worth[own] @ play[own])
            spread[h] = scale
    return gap, spread


def _range(arrays: GameArrays, pay: Floats) -> float:
    """Highest less lowest total of any history."""
    high, low = np.zeros(arrays.n_nodes), np.zeros(arrays.n_nodes)
    for node in range(arrays.n_nodes - 1, -1, -1):
        edges = slice(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))
        if edges.stop > edges.start:
            high[node] = (pay[edges] + high[arrays.child[edges]]).max()
            low[node] = (pay[edges] + low[arrays.child[edges]]).min()
    return float(high[0] - low[0])


def _valid(arrays: GameArrays, play: Floats, belief: Floats) -> bool:
    if not (np.isfinite(play).all() and np.isfinite(belief).all()) or (play < 0).any() or (belief < 0).any():
        return False
    held = arrays.infoset >= 0
    mass = np.bincount(arrays.infoset[held], belief[held], minlength=arrays.n_infosets)
    home = np.repeat(np.arange(arrays.n_infosets), np.diff(arrays.first_action))
    total = np.bincount(home, play, minlength=arrays.n_infosets)
    return bool((np.abs(mass - 1.0) <= 1e-9).all() and (np.abs(total - 1.0) <= 1e-9).all())


def _algebraic(alone: BoundGame, play: Floats, belief: Floats) -> tuple[bool, float]:
    """Kreps and Wilson's orders and coefficients for play and beliefs on a tree."""
    arrays = alone.arrays
    taken, chance, zeros = _paths(alone)
    ordered: list[Floats] = []  # orders: = 0 of these rows, <= -1 of those
    below: list[Floats] = []
    ratios: list[tuple[Floats, float]] = []
    for h in range(arrays.n_infosets):
        believer = int(arrays.infoset_player[h])
        nodes = np.flatnonzero(arrays.infoset == h)
        possible = zeros[nodes, believer] == zeros[nodes, believer].min()
        if (belief[nodes[~possible]] > 0.0).any():
            return False, np.inf
        kept = nodes[belief[nodes] > 0.0]
        for node in kept[1:]:
            ordered.append(taken[node] - taken[kept[0]])
            said = np.log(belief[node] / belief[kept[0]]) - (
                chance[node, believer] - chance[kept[0], believer]
            )
            ratios.append((taken[node] - taken[kept[0]], float(said)))
        for node in nodes[(belief[nodes] == 0.0) & possible]:
            below.append(taken[kept[0]] - taken[node])
    if not _has_orders(play, ordered, below):
        return False, np.inf
    distance = _coefficient_miss(play, ratios)
    return distance <= BAYES, distance


def _paths(alone: BoundGame) -> tuple[Floats, Floats, Floats]:
    """How often each path takes each action [node, action]; its log chance and its chances of 0
    [node, player]: a path with more of these than another of the information set is not believed."""
    arrays = alone.arrays
    taken = np.zeros((arrays.n_nodes, arrays.n_actions))
    chance, zeros = np.zeros((2, arrays.n_nodes, arrays.n_players))
    for node in range(arrays.n_nodes):
        for k, e in enumerate(range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))):
            child = arrays.child[e]
            taken[child], chance[child], zeros[child] = taken[node], chance[node], zeros[node]
            if arrays.kind[node] == CHANCE:
                odds = alone.cell[arrays.chance[e, 1:], 0]
                chance[child] += np.log(np.where(odds > 0.0, odds, 1.0))
                zeros[child] += odds <= 0.0
            else:
                taken[child, arrays.first_action[arrays.infoset[node]] + k] += 1.0
    return taken, chance, zeros


def _has_orders(play: Floats, equal: list[Floats], below: list[Floats]) -> bool:
    from scipy.optimize import linprog

    if not len(play):
        return True
    bounds = [(0.0, 0.0) if p > 0.0 else (1.0, None) for p in play]
    found = linprog(
        np.zeros(len(play)),
        np.array(below) if below else None,
        np.full(len(below), -1.0) if below else None,
        np.array(equal) if equal else None,
        np.zeros(len(equal)) if equal else None,
        bounds=bounds,
        method="highs",
    )
    return bool(found.status == 0)


def _coefficient_miss(play: Floats, ratios: list[tuple[Floats, float]]) -> float:
    """Largest error of log belief ratios for the best coefficients of the unplayed actions."""
    if not ratios:
        return 0.0
    rows = np.array([row for row, _ in ratios])
    played = play > 0.0
    right = np.array([said for _, said in ratios]) - rows[:, played] @ np.log(play[played])
    free = rows[:, ~played]
    best = np.linalg.lstsq(free, right, rcond=None)[0]
    return float(np.abs(free @ best - right).max())


def mixed_gap(bound: BoundGame, play: Floats, draw: int = 0) -> float:
    """Most that an action adds at any information set over what fully mixed play plays there.

    As a share of the mover's range of payoffs, under the play's own beliefs by Bayes' rule; infinite
    where some action is never played, for beliefs are then open.
    """
    if not (play > 0.0).all():
        return float("inf")
    alone = one_draw(bound, draw)
    arrays = alone.arrays
    belief = np.zeros(arrays.n_nodes)
    mover = np.where(arrays.infoset >= 0, arrays.infoset_player[arrays.infoset], -1)
    for player in range(arrays.n_players):
        own = mover == player
        belief[own] = _bayes(alone, np.log(play), player)[own]
    gap, spread = rationality(alone, play, belief)
    return float((gap / np.maximum(spread, 1e-300)).max(initial=0.0))


def _along_sequence(alone: BoundGame, assessment: Assessment) -> float:
    """Distance of the beliefs of the last of the fully mixed plays; they must come ever nearer."""
    arrays = alone.arrays
    home = np.repeat(np.arange(arrays.n_infosets), np.diff(arrays.first_action))
    last = np.inf
    for epsilon in SHRINKING:
        with np.errstate(divide="ignore"):
            logs = np.log(assessment.coefficient) + np.log(epsilon) * assessment.order
        if not np.isfinite(logs).all():
            return np.inf
        for h in range(arrays.n_infosets):
            logs[home == h] -= np.logaddexp.reduce(logs[home == h])
        worst = float(np.abs(np.exp(logs) - assessment.probability).max(initial=0.0))
        for player in range(arrays.n_players):
            found = _bayes(alone, logs, player)
            own = (arrays.infoset >= 0) & (arrays.infoset_player[arrays.infoset] == player)
            worst = max(worst, float(np.abs(found - assessment.belief)[own].max(initial=0.0)))
        if worst > last + BAYES:
            return np.inf
        last = worst
    return last


def _bayes(alone: BoundGame, logs: Floats, player: int) -> Floats:
    """A player's beliefs along a fully mixed play, float64[node], in logarithms of reach.

    Paths over a chance of 0 are counted apart: they matter only where no other path leads.
    """
    arrays = alone.arrays
    reach = np.full(arrays.n_nodes, -np.inf)
    zeros = np.full(arrays.n_nodes, arrays.n_nodes)
    reach[0], zeros[0] = 0.0, 0
    for node in range(arrays.n_nodes):
        for k, e in enumerate(range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))):
            child, count = int(arrays.child[e]), int(zeros[node])
            step = 0.0
            if arrays.kind[node] == CHANCE:
                odds = float(alone.cell[arrays.chance[e, 1 + player], 0])
                step = float(np.log(odds)) if odds > 0.0 else 0.0
                count += odds <= 0.0
            else:
                step = float(logs[arrays.first_action[arrays.infoset[node]] + k])
            if count < zeros[child]:
                reach[child], zeros[child] = reach[node] + step, count
            elif count == zeros[child]:
                reach[child] = np.logaddexp(reach[child], reach[node] + step)
    belief = np.zeros(arrays.n_nodes)
    for h in range(arrays.n_infosets):
        nodes = np.flatnonzero(arrays.infoset == h)
        nodes = nodes[zeros[nodes] == zeros[nodes].min()]
        belief[nodes] = np.exp(reach[nodes] - np.logaddexp.reduce(reach[nodes]))
    return belief


__all__ = [
    "Assessment",
    "AssessmentCheck",
    "Proof",
    "check_assessment",
    "mixed_gap",
    "one_draw",
    "rationality",
]
