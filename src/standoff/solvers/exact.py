"""The sequence form in fractions: games whose numbers are short are looked at without rounding.

A float is read as the simplest fraction that rounds to it: 0.1 is 1/10 and 0.3333333333333333 is
1/3, as whoever wrote the game meant. Numbers that are sums of roundings have no short fraction;
then the exact value of the float is taken, and `is_short` says that ties prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from standoff.solvers.sequences import SequenceForm
from standoff.solvers.unfolding import Indices

SHORT = 10**6  # a denominator up to this is one that somebody wrote


@lru_cache(maxsize=100_000)
def simplest(number: float) -> Fraction:
    """The simplest fraction that rounds to a number, or the number itself where none is short.

    Examples
    --------
    >>> from standoff.solvers.exact import simplest
    >>> simplest(0.1), simplest(1 / 3)
    (Fraction(1, 10), Fraction(1, 3))
    """
    whole = Fraction(number)
    bound = 10
    while bound <= SHORT:
        near = whole.limit_denominator(bound)
        if float(near) == number:
            return near
        bound *= 10
    return whole


@dataclass(frozen=True, slots=True)
class ExactForm:
    """As `SequenceForm`, weights as fractions: weight[end][player]."""

    form: SequenceForm
    weight: list[list[Fraction]]


def is_short(form: SequenceForm) -> bool:
    """Whether every number of the game is a fraction with a short denominator."""
    tree = form.tree
    numbers = {*tree.chance.ravel().tolist(), *form.payoff.ravel().tolist()}
    return all(simplest(x).denominator <= SHORT for x in numbers)


def exact_form(form: SequenceForm) -> ExactForm:
    """The weights of a game in fractions: chances along the way multiplied without rounding."""
    tree, n_players = form.tree, form.n_players
    chance = [[Fraction(1)] * n_players]
    for node in range(1, tree.n_nodes):
        above = chance[int(tree.parent[node])]
        step = tree.chance[node, 1:].tolist()
        if step == [1.0] * n_players:
            chance.append(above)
        else:
            chance.append([c * simplest(p) for c, p in zip(above, step, strict=True)])
    ends = [node for node in range(tree.n_nodes) if tree.first_child[node] == tree.first_child[node + 1]]
    weight = [
        [chance[node][i] * simplest(float(form.payoff[k, i])) for i in range(n_players)]
        for k, node in enumerate(ends)
    ]
    return ExactForm(form, weight)


def exact_gains(exact: ExactForm, choice: Indices, *, agent: bool) -> list[Fraction]:
    """What each player gains by the best deviation from a pure profile, without rounding.

    choice : int64[infoset], places; -1 where own earlier moves rule the information set out
    """
    form = exact.form
    on = _followed(form, choice)
    gains = []
    for player in range(form.n_players):
        worth: dict[int, Fraction] = {}
        for k, sequences in enumerate(form.sequence.tolist()):
            if all(on[s] for j, s in enumerate(sequences) if j != player):
                own = sequences[player]
                worth[own] = worth.get(own, Fraction(0)) + exact.weight[k][player]
        if agent:
            gains.append(_agent(exact, choice, worth, player, on))
        else:
            gains.append(_whole(exact, choice, worth, player))
    return gains


def _followed(form: SequenceForm, choice: Indices) -> list[bool]:
    tree = form.tree
    on = [False] * (1 + tree.n_actions)
    on[0] = True
    for h in form.order.tolist():
        if choice[h] >= 0:
            on[1 + int(tree.first_action[h] + choice[h])] = on[int(form.above[h])]
    return on


def _whole(exact: ExactForm, choice: Indices, worth: dict[int, Fraction], player: int) -> Fraction:
    form, tree, zero = exact.form, exact.form.tree, Fraction(0)
    best, kept = dict(worth), dict(worth)
    for h in form.infosets(player)[::-1].tolist():
        first, last = 1 + int(tree.first_action[h]), 1 + int(tree.first_action[h + 1])
        above = int(form.above[h])
        best[above] = best.get(above, zero) + max(best.get(s, zero) for s in range(first, last))
        if choice[h] >= 0:
            kept[above] = kept.get(above, zero) + kept.get(first + int(choice[h]), zero)
    return best.get(0, zero) - kept.get(0, zero)


def _agent(
    exact: ExactForm, choice: Indices, worth: dict[int, Fraction], player: int, on: list[bool]
) -> Fraction:
    form, tree, zero = exact.form, exact.form.tree, Fraction(0)
    kept, most = dict(worth), zero
    for h in form.infosets(player)[::-1].tolist():
        first, last = 1 + int(tree.first_action[h]), 1 + int(tree.first_action[h + 1])
        above = int(form.above[h])
        taken = kept.get(first + int(choice[h]), zero)
        if on[above]:
            most = max(most, max(kept.get(s, zero) for s in range(first, last)) - taken)
        kept[above] = kept.get(above, zero) + taken
    return most
