"""The columns that the types of private numbers read: means of cells, and what is believed of types.

Each is worked out in every draw from the number's distribution and, where it is correlated with public
numbers, from the draw's value of these: they are known to all. Of two correlated private numbers A and B
(A's type decided first), with what they have left of correlation once public numbers are known: who
knows neither believes in the joint cells; who knows A alone, in the cells of B as A's type has it. Who
knows B alone gives B's truth b and its cells one half each: M(i, b) = P(A in i | b) / 2 and M(i, j) =
P(A in i, B in j) / 2 over the cells i of A and j of B, so that given what it sees of B its belief about A
is right (Bayes); here it is M's marginal for A, and M given i for B. Method: `draws.cells`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.compiler.private_numbers import BETWEEN, CELL, SHARE, TRUTH, move_of
from standoff.draws import Distribution
from standoff.draws.cells import (
    Given,
    cell_means,
    cell_shares,
    given_scores,
    joint_shares,
    left_correlation,
    scores,
)
from standoff.draws.correlating import groups, matrix
from standoff.expressions.nodes import Node
from standoff.game.records import Floats
from standoff.scenario.records import Parameter, Scenario


def read_with(scenario: Scenario, name: str) -> frozenset[str]:
    """The parameters that the columns of a private number read: itself and those correlated with it."""
    return frozenset(_group(scenario, name))


def _group(scenario: Scenario, name: str) -> tuple[str, ...]:
    return next((group for group in groups(scenario.correlations) if name in group), (name,))


def private_columns(
    scenario: Scenario, asked: Sequence[Node], columns: Mapping[str, Floats], n_draws: int
) -> dict[str, Floats]:
    """float64[draw] of what is asked of one private number, by key."""
    number = _Number(scenario, asked[0].name, columns)
    means = None
    found = {}
    for node in asked:
        if node.term == CELL:
            means = number.means() if means is None else means
            column = means[_place(node.choice)]
        elif node.term == SHARE:
            column = number.share(node.choice)
        else:
            column = number.own(node.choice)
        found[node.key] = np.ascontiguousarray(np.broadcast_to(column, (n_draws,)))
    return found


def _place(cell: str) -> int:
    """The place of a cell, from 0."""
    return int(cell.rpartition("_")[2]) - 1


@dataclass(frozen=True, slots=True)
class _Number:
    """A private number over draws, with the public numbers that are correlated with it."""

    scenario: Scenario
    name: str
    columns: Mapping[str, Floats]

    @property
    def made(self) -> Parameter:
        return self.scenario.parameters[self.name]

    @property
    def draw(self) -> Distribution:
        assert self.made.draw is not None, "a private number is drawn"
        return self.made.draw

    def _matrix(self, group: tuple[str, ...]) -> Floats:
        draws = {name: self.scenario.parameters[name].draw for name in group}
        return matrix(group, self.scenario.correlations, draws)

    def given(self) -> Given:
        """Its normal score, given the public numbers."""
        group = _group(self.scenario, self.name)
        known = [i for i, name in enumerate(group) if self._public(name)]
        if not known:
            return Given(np.zeros(1), 1.0)
        score = np.stack([self._score(group[i]) for i in known])
        return given_scores(self._matrix(group), group.index(self.name), known, score)

    def _public(self, name: str) -> bool:
        known_to = self.scenario.parameters[name].known_to
        return known_to is None or set(self.scenario.actors) <= known_to

    def _score(self, name: str) -> Floats:
        draw = self.scenario.parameters[name].draw
        assert draw is not None, "what is correlated is drawn"
        return scores(draw, self.columns[name])

    def means(self) -> Floats:
        return cell_means(self.draw, self.made.cells, self.given())

    def _left(self) -> Floats:
        """Its score in each draw, less what the public numbers say of it, in units of what is left."""
        given = self.given()
        if given.spread == 0.0:
            return np.zeros(1)
        return (self._score(self.name) - given.centre) / given.spread

    def _partner(self) -> tuple[_Number, float]:
        """The private number with which it is correlated, and by how much once public numbers are known."""
        group = _group(self.scenario, self.name)
        others = [name for name in group if name != self.name and move_of(name) in self.scenario.moves]
        known = [i for i, name in enumerate(group) if self._public(name)]
        places = group.index(self.name), group.index(others[0])
        return _Number(self.scenario, others[0], self.columns), left_correlation(
            self._matrix(group), *places, known
        )

    def shares_given(self, other: _Number, correlation: float) -> Floats:
        """Probability of each of its cells, given the other's value, float64[cell, draw]."""
        spread = float(np.sqrt(max(0.0, 1.0 - correlation**2)))
        return cell_shares(self.made.cells, Given(correlation * other._left(), spread))

    def share(self, choice: str) -> Floats:
        """Probability of one of its cells, after a type of the number that is decided first."""
        mine, _, before = choice.partition(BETWEEN)
        other, correlation = self._partner()
        if before == TRUTH:
            return np.asarray(self.shares_given(other, correlation)[_place(mine)])
        joint = joint_shares(other.made.cells, self.made.cells, correlation)
        return np.asarray(joint[_place(before), _place(mine)])

    def own(self, choice: str) -> Floats:
        """What who knows the second of two numbers alone believes of the first, or then of the second."""
        mine, _, before = choice.partition(BETWEEN)
        other, correlation = self._partner()
        if not before:  # this is the first number
            return np.asarray(_marginal(self, other, correlation)[_place(mine)])
        whole = _marginal(other, self, correlation)[_place(before)]
        if mine == TRUTH:
            return np.asarray(0.5 * other.shares_given(self, correlation)[_place(before)] / whole)
        joint = joint_shares(other.made.cells, self.made.cells, correlation)
        return np.asarray(0.5 * joint[_place(before), _place(mine)] / other.made.cells / whole)


def _marginal(first: _Number, second: _Number, correlation: float) -> Floats:
    """M's probability of each cell of the first number, float64[cell, draw]."""
    return 0.5 * first.shares_given(second, correlation) + 0.5 / first.made.cells
