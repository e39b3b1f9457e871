"""Looks for further equilibria of a reading's first draws, and how far each ending moves over them.

A draw's row in the ensemble is one equilibrium: the one that logit play leads to. Where a draw has
others, the report gives each ending an interval: the mean over draws of the least and of the largest
chance over the equilibria that were found (docs/design/010).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.results.run.summary import Equilibria, EquilibriumInterval
from standoff.study.ensemble import Floats

if TYPE_CHECKING:
    from standoff.compiler import Compiled
    from standoff.compiler.records import Ratio
    from standoff.results.run.manifest import Manifest
    from standoff.solvers.multi_start import Several

LOOKED = 256  # draws that are looked at
LOOKED_SHARP = 32  # where sharp play is hidden from somebody: each is followed to its limits
LOOKED_LARGE = 8  # in such games with many actions: seconds a draw
MANY_ACTIONS = 300


def equilibria_of(game: Compiled, manifest: Manifest, n_marked: int) -> Equilibria:
    """What `summary.json` says of a reading's further equilibria (docs/design/010).

    Parameters
    ----------
    n_marked : draws of the whole run whose answer is known not to be the only one
    """
    from standoff.compiler import expected_totals
    from standoff.game import BoundGame, bind
    from standoff.solvers import plan, several, several_limits
    from standoff.study.rows import numbers_of

    made, sharp = plan(game.game.arrays), game.scenario.play.sharp
    most = LOOKED
    if sharp and not made.perfect_information:
        most = LOOKED_LARGE if game.game.arrays.n_actions > MANY_ACTIONS else LOOKED_SHARP
    n_draws = min(most, manifest.draws)
    columns = numbers_of(game, seed=manifest.seed, first=0, n_draws=n_draws)
    bound = bind(game.game, columns, n_draws)
    found = several_limits(bound, plan=made) if sharp else several(bound, plan=made)
    usable = found.found > 0
    of = found.draw  # a draw's numbers stand once in each of its rows
    each = BoundGame(bound.arrays, bound.cell[:, of], bound.payoff[:, of], bound.precision[:, of])
    item = expected_totals(game, each, {k: v[of] for k, v in columns.items()}, found.probability)
    found = replace(found, item=item)
    return Equilibria(
        looked_at=int(usable.sum()),
        with_several=int((found.found > 1).sum()),
        most=int(found.found.max(initial=0)),
        marked=n_marked,
        complete=found.complete,
        how=found.method,
        endings={name: _interval(game, found, ratio, usable) for name, ratio in game.endings.items()},
    )


def _interval(game: Compiled, found: Several, ratio: Ratio, usable: np.ndarray) -> EquilibriumInterval:
    """Means over draws of an ending's chance: as taken, least and largest over the equilibria."""
    first = found.first[:-1]
    share = _over(found.item, ratio)
    low, high = found.over(np.where(np.isnan(share), np.inf, share))[0], found.over(np.nan_to_num(share))[1]
    weight = usable.astype(float)
    if game.observed is not None:
        weight *= np.nan_to_num(_over(found.item, game.observed)[first])
    weight = np.where(np.isfinite(low), weight, 0.0)
    if not weight.sum() > 0.0:
        return EquilibriumInterval(taken=None, low=None, high=None)

    def mean(values: Floats) -> float:
        return float((np.where(weight > 0.0, values, 0.0) * weight).sum() / weight.sum())

    return EquilibriumInterval(taken=mean(share[first]), low=mean(low), high=mean(high))


def _over(item: Floats, ratio: Ratio) -> Floats:
    """A result of every row, not-a-number where its condition never happens."""
    if ratio.denominator is None:
        return item[:, ratio.numerator]
    below = item[:, ratio.denominator]
    return np.where(below > 0, item[:, ratio.numerator] / np.where(below > 0, below, 1.0), np.nan)
