"""The uncertain numbers of a reading as a space of normal scores, and the game solved at its points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.expressions.records import date_of
from standoff.findings.context import Floats, drawn_of, uncertain
from standoff.findings.decision_points import Place
from standoff.findings.margins import Played, lead_of, play_at
from standoff.study.rows import PreparedReading


@dataclass(frozen=True, slots=True)
class Space:
    """A reading's uncertain parameters; score 0 is the prior median of each.

    base : float64[parameter], the medians; fixed : drawn parameters that do not vary, by name
    """

    made: PreparedReading
    seed: int
    names: tuple[str, ...]
    base: Floats
    fixed: dict[str, float]

    def value(self, i_parameter: int, score: float) -> float:
        """A parameter's value at a normal score."""
        return float(self._values(i_parameter, np.array([score]))[0])

    def told(self, i_parameter: int, score: float) -> float | str:
        """The same as it is written: a number, or an ISO date."""
        value = self.value(i_parameter, score)
        parameter = self.made.compiled.scenario.parameters[self.names[i_parameter]]
        dated = parameter.draw is not None and parameter.draw.unit_is_date
        return date_of(value).isoformat() if dated else value

    def play(self, z: Floats, *, with_reach: bool = False) -> Played:
        """The game solved at points float64[point, parameter] of normal scores."""
        drawn = {name: np.full(len(z), value) for name, value in self.fixed.items()}
        for i, name in enumerate(self.names):
            column = np.full(len(z), self.base[i])
            moved = np.flatnonzero(z[:, i])
            if len(moved):
                column[moved] = self._values(i, z[moved, i])
            drawn[name] = column
        return play_at(self.made, drawn, seed=self.seed, n_draws=len(z), with_reach=with_reach)

    def leads(self, z: Floats, places: Sequence[Place], best: Sequence[int]) -> Floats:
        """float64[point, place]: lead of each place's action `best`, not-a-number where not solved."""
        behind = self.play(z).behind
        found = [lead_of(behind, a, p.others(a)) for p, a in zip(places, best, strict=True)]
        return np.stack(found, axis=1) if found else np.zeros((len(z), 0))

    def _values(self, i_parameter: int, scores: Floats) -> Floats:
        from scipy.special import ndtr

        draw = self.made.compiled.scenario.parameters[self.names[i_parameter]].draw
        if draw is None:  # pragma: no cover - `uncertain` lists drawn parameters alone
            raise ValueError(f"`{self.names[i_parameter]}` is not drawn")
        return draw.quantile(ndtr(scores))


def space_of(made: PreparedReading, seed: int) -> Space:
    """The space of a reading."""
    names = uncertain(made)
    parameters = made.compiled.scenario.parameters
    drawn = drawn_of(made, seed=seed, first=0, n_draws=1)
    fixed = {name: float(values[0]) for name, values in drawn.items() if name not in names}
    middle = np.array([0.5])
    draws = [parameters[name].draw for name in names]
    base = [float(draw.quantile(middle)[0]) for draw in draws if draw is not None]
    return Space(made, seed, names, np.array(base), fixed)
