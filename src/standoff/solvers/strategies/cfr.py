"""Counterfactual minimisation for constant-sum games of two players too large for a programme.

Each information set weighs its moves by how much better they would have done so far; average play
comes near an equilibrium, and what each side could still gain against it bounds the value from
below and above as it runs. `cfr_plus` goes through all ends in every round, floors the sums at 0,
and lets later rounds weigh more. `cfr_sampled` goes through one drawn part of the tree a round.
Source: Zinkevich and others (2007), NIPS 20; Tammelin (2014), arXiv:1407.5042, for CFR+; Lanctot
and others (2009), NIPS 22, sec. 3.1 and 3.2, for external and outcome sampling.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from standoff.errors import Problem, StandoffError, nearest
from standoff.game.records import BoundGame, Floats
from standoff.solvers.results import Equilibria
from standoff.solvers.strategies.acceptance import Rows, equilibria
from standoff.solvers.strategies.refusals import demand_two, refusal
from standoff.solvers.strategies.zero_sum import is_constant_sum
from standoff.solvers.tree_forms.sequence_form import (
    SequenceForm,
    behaviour,
    best_value,
    complete_behaviour,
    realisation,
    sequence_form,
)

Tell = Callable[[int, float, float], object]
SAMPLED = 1e-3  # tolerance of sampling: its gains fall with the square root of the rounds
VARIANTS = ("external", "outcome")


def cfr_plus(
    bound: BoundGame,
    draw: int = 0,
    *,
    iterations: int = 100_000,
    tolerance: float = 1e-5,
    tell: Tell | None = None,
) -> Equilibria:
    """Near equilibrium of a constant-sum two-player game by CFR+.

    Parameters
    ----------
    bound : the game with its numbers
    draw : which draw of it
    iterations : most rounds
    tolerance : largest gain at which it stops and the row is `solved`, as a share of the range of
        payoffs; `not_converged` above it
    tell : called now and then with the round and the bounds below and above the first player's value

    Returns
    -------
    Equilibria
        One row; `settings` has the last bounds and the number of rounds.

    Raises
    ------
    StandoffError
        S633 for other games, S622 for settings out of range; S630 to S632 and S635 as `unfold`.

    Source
    ------
    Tammelin (2014), arXiv:1407.5042.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import cfr_plus
    >>> def guess(left, right):
    ...     return Decision("B", {"l": Terminal((left, -left)), "r": Terminal((right, -right))}, infoset="B")
    >>> pennies = build_tree(Decision("A", {"l": guess(1, -1), "r": guess(-1, 1)}), ("A", "B"))
    >>> found = cfr_plus(pennies.bound)
    >>> bool((abs(found.probability - 0.5) < 1e-3).all())
    True
    """
    from standoff.solvers.strategies.cfr_kernel import Ends, Ordered, Weighed, whole_rounds

    started = time.perf_counter()
    form = _form("cfr_plus", bound, draw, iterations, tolerance)
    tree, even = form.tree, _even(form)
    weight, _ = _scaled(form)
    plan = realisation(form, even)
    total = np.zeros_like(plan)
    state = Weighed(np.zeros(tree.n_actions), even.copy(), plan, total, np.zeros_like(plan))
    infosets = Ordered(form.order, tree.player, form.above, tree.first_action)

    def rounds(start: int, n: int) -> Floats:
        whole_rounds(Ends(form.sequence, weight), infosets, state, start, n)
        average = total / (0.5 * (start + n) * (start + n + 1))
        average[0] = 1.0
        return average

    return _run(form, rounds, (iterations, tolerance), tell, ("CFR+", started))


def cfr_sampled(
    bound: BoundGame,
    draw: int = 0,
    *,
    rng: np.random.Generator,
    iterations: int = 1_000_000,
    variant: str = "external",
    tell: Tell | None = None,
) -> Equilibria:
    """Near equilibrium of a constant-sum two-player game by sampled counterfactual minimisation.

    Parameters
    ----------
    bound, draw, tell : as for `cfr_plus`
    rng : where the drawn plays come from
    iterations : most rounds, each of a sample for both players; it stops where gains are within
        1e-3 of the range of payoffs, and is `not_converged` above
    variant : `external` (the learner tries every move) or `outcome` (one whole play)

    Returns
    -------
    Equilibria
        One row; `settings` has the last bounds and the number of rounds.

    Raises
    ------
    StandoffError
        S633 for other games, S622 for settings out of range; S630 to S632 and S635 as `unfold`.

    Source
    ------
    Lanctot, Waugh, Zinkevich and Bowling (2009), NIPS 22.

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import cfr_sampled
    >>> def guess(left, right):
    ...     return Decision("B", {"l": Terminal((left, -left)), "r": Terminal((right, -right))}, infoset="B")
    >>> pennies = build_tree(Decision("A", {"l": guess(1, -1), "r": guess(-1, 1)}), ("A", "B"))
    >>> found = cfr_sampled(pennies.bound, rng=np.random.default_rng(0), iterations=20_000)
    >>> bool((abs(found.probability - 0.5) < 0.1).all())
    True
    """
    from standoff.solvers.strategies.cfr_kernel import (
        Movers,
        Room,
        Sampled,
        Tree,
        external_rounds,
        outcome_rounds,
    )

    started = time.perf_counter()
    if variant not in VARIANTS:
        raise StandoffError(Problem("S622", f"`variant` is `{variant}`.", fix=nearest(variant, VARIANTS)))
    form = _form("cfr_sampled", bound, draw, iterations, SAMPLED)
    tree = form.tree
    payoff = np.zeros(tree.n_nodes)
    payoff[np.diff(tree.first_child) == 0] = _scaled(form)[1]
    seed = np.array([rng.integers(2**63)], dtype=np.uint64)
    total = np.zeros(tree.n_actions)
    state = Sampled(np.zeros(tree.n_actions), _even(form), total, np.zeros(tree.n_nodes), seed)
    nodes = Tree(tree.first_child, tree.child, tree.chance[tree.child, 0], payoff, tree.infoset)
    movers = Movers(tree.player, tree.first_action)
    room = Room(np.zeros(tree.n_nodes + 1, dtype=np.int64), np.zeros(tree.n_nodes + 1, dtype=np.int64))
    kernel = external_rounds if variant == "external" else outcome_rounds

    def rounds(_start: int, n: int) -> Floats:
        kernel(nodes, movers, state, room, n)
        play = _even(form)
        for h in range(tree.n_infosets):
            part = slice(tree.first_action[h], tree.first_action[h + 1])
            if total[part].sum() > 0:
                play[part] = total[part] / total[part].sum()
        return realisation(form, play)

    name = f"sampled counterfactual minimisation, {variant} sampling"
    return _run(form, rounds, (iterations, SAMPLED), tell, (name, started))


def _form(concept: str, bound: BoundGame, draw: int, iterations: int, tolerance: float) -> SequenceForm:
    if iterations < 1 or not tolerance >= 0:
        what = f"`iterations` is {iterations} and `tolerance` is {tolerance:g}."
        wanted = "At least 1 round, and a tolerance of 0 or more, was expected."
        raise StandoffError(Problem("S622", what, wanted))
    demand_two(concept, bound.arrays.n_players)
    form = sequence_form(bound, draw)
    if not is_constant_sum(form):
        raise refusal(
            f"the players' payoffs do not always add up to one number, or they disagree about chance: "
            f"`{concept}` needs two exact opponents.",
            "`nash` and `nash_all` accept any two-player game, `agent_quantal_response` any game.",
        )
    return form


def _run(
    form: SequenceForm,
    rounds: Callable[[int, int], Floats],
    limits: tuple[int, float],
    tell: Tell | None,
    said: tuple[str, float],
) -> Equilibria:
    """Rounds in stretches that grow, the bounds after each, until they are close or all are done."""
    iterations, tolerance = limits
    total = float((form.payoff.sum(axis=1)).mean()) if len(form.payoff) else 0.0
    done, low, high = 0, -np.inf, np.inf
    plan = realisation(form, _even(form))
    while done < iterations:
        n = min(max(10, done // 4), iterations - done)
        plan = rounds(done, n)
        done += n
        low, high = total - best_value(form, plan, 1), best_value(form, plan, 0)
        if tell is not None:
            tell(done, low, high)
        if high - low <= tolerance * form.spread[0]:
            break
    play = complete_behaviour(form, behaviour(form, plan))
    settings = {"iterations": done, "tolerance": tolerance, "lower": float(low), "upper": float(high)}
    rows = Rows([play], converged=False, settings=settings, tolerance=tolerance)
    return equilibria(form.tree, rows, said[0], said[1])


def _scaled(form: SequenceForm) -> tuple[Floats, Floats]:
    """float64[end], the first player's payoffs around 0 with a range of 1: with chance, and without."""
    paid, spread = form.payoff[:, 0], form.spread[0]
    middle = 0.5 * (paid.max(initial=0.0) + paid.min(initial=0.0)) if len(paid) else 0.0
    payoff = (paid - middle) / (spread if spread > 0 else 1.0)
    return np.ascontiguousarray(payoff * form.chance[:, 0]), payoff


def _even(form: SequenceForm) -> Floats:
    sizes = np.diff(form.tree.first_action)
    return np.repeat(1.0 / np.maximum(sizes, 1), sizes)
