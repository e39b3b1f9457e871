"""Options that are hardly ever best and are taken all the same, with what comes about through them.

With logit play such an option is a mistake of the player's, unless the player mixes: then it is nearly
as good as the best one, and is still taken when the precision rises. What follows from it is printed
like all else, and a reader should know how much of a number it makes. Histories through the option are
left out of the count, at the places where it is hardly ever best; the difference comes about through
it. (Without the option the player would do something else, and part of it might come about all the same.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from standoff.compiler import expected_totals
from standoff.results.precision import OFTEN_PLAYED, SELDOM_BEST, NoiseOption

if TYPE_CHECKING:
    from standoff.compiler import Compiled
    from standoff.compiler.records import Ratio
    from standoff.game import BoundGame, Solution
    from standoff.game.records import GameArrays
    from standoff.study.estimates import Floats

REACHED = 0.001  # of play: below it a place moves nothing that is printed
NOTICED = 0.0005  # part of a mean, below which it is not told

Place = tuple[int, int]  # information set, number of the option in it


def noise_options(
    game: Compiled,
    bound: BoundGame,
    play: Solution,
    columns: Mapping[str, Floats],
    *,
    told: Sequence[Any],
    top: Floats | None,
) -> list[NoiseOption]:
    """The options of a reading that noise alone plays, those that are played most first.

    Parameters
    ----------
    bound, play, columns : of the first draws; `bound` is `game.game` with their numbers
    told : the information sets as `details` tells them
    top : float64[draw, action], play of some draws at a much higher precision
    """
    places: dict[tuple[str, str], list[tuple[Place, float, float, float]]] = {}
    for infoset in told:
        for k, action in enumerate(infoset["actions"]):
            seldom = action["best_share"] < SELDOM_BEST and action["mean"] > OFTEN_PLAYED
            if seldom and infoset["reach"] > REACHED:
                one = ((infoset["id"], k), infoset["reach"], action["mean"], action["best_share"])
                places.setdefault((infoset["move"], action["option"]), []).append(one)
    if not places:
        return []
    counting = _Counting(game, bound, play.probability, columns)
    found = []
    for (move, option), where in places.items():
        reach = sum(r for _, r, _, _ in where)
        endings, measures = counting.through([place for place, _, _, _ in where])
        found.append(
            NoiseOption(
                move=move,
                option=option,
                played=sum(r * mean for _, r, mean, _ in where) / reach,
                best=sum(r * best for _, r, _, best in where) / reach,
                top=_at_top(game, top, [(place, r) for place, r, _, _ in where]),
                endings=endings,
                measures=measures,
            )
        )
    return sorted(found, key=lambda one: (-one.played, one.move, one.option))


def _at_top(game: Compiled, top: Floats | None, where: Sequence[tuple[Place, float]]) -> float | None:
    """How often the option is taken at these places at the highest precision, places by their reach."""
    if top is None or not len(top):
        return None
    first = game.game.arrays.first_action
    shares = [float(top[:, int(first[infoset]) + k].mean()) for (infoset, k), _ in where]
    return float(np.average(shares, weights=[reach for _, reach in where]))


class _Counting:
    """Counts the play of some draws with and without the histories through an option."""

    def __init__(
        self, game: Compiled, bound: BoundGame, probability: Floats, columns: Mapping[str, Floats]
    ) -> None:
        self.game, self.bound, self.probability, self.columns = game, bound, probability, columns
        self.whole = self._totals(None)
        weight = np.ones(len(self.whole))
        if game.observed is not None:
            weight = self.whole[:, game.observed.numerator]
        self.weight = np.where(np.isfinite(weight), weight, 0.0)

    def through(self, places: Iterable[Place]) -> tuple[dict[str, float], dict[str, float]]:
        """What comes about through the option at these places: part of each ending and each measure."""
        without = self._totals(edges_of(self.game.count.game.arrays, places))
        kinds: tuple[Mapping[str, Ratio], Mapping[str, Ratio]] = (self.game.endings, self.game.measures)
        endings, measures = (
            {name: own for name, ratio in kind.items() if abs(own := self._lost(without, ratio)) >= NOTICED}
            for kind in kinds
        )
        return endings, measures

    def _totals(self, without: npt.NDArray[np.bool_] | None) -> Floats:
        return expected_totals(self.game, self.bound, self.columns, self.probability, without=without)

    def _lost(self, without: Floats, ratio: Ratio) -> float:
        """Weighted mean of what a result loses, over the condition as it was with the option."""
        lost = self.whole[:, ratio.numerator] - without[:, ratio.numerator]
        below = np.ones(len(lost)) if ratio.denominator is None else self.whole[:, ratio.denominator]
        known = np.isfinite(lost) & (below > 0) & (self.weight > 0)
        total = float(self.weight[known].sum())
        return float((self.weight[known] * lost[known] / below[known]).sum()) / total if total > 0 else 0.0


def edges_of(arrays: GameArrays, places: Iterable[Place]) -> npt.NDArray[np.bool_]:
    """bool[edge]: the edges that are these options of these information sets."""
    found = np.zeros(arrays.n_edges, dtype=np.bool_)
    for infoset, option in places:
        found[arrays.first_edge[:-1][arrays.infoset == infoset] + option] = True
    return found
