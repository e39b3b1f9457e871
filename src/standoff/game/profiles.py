"""What is played in one draw, in the user's own names."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.errors import Problem, StandoffError
from standoff.game.records import Game, Solution

Profile = Mapping[str, Mapping[str, Mapping[str, float]]]  # player, information set, action: probability


def profile(game: Game, solution: Solution, draw: int = 0) -> Profile:
    """The behaviour profile of one draw of a solution, by player, information set and action.

    Parameters
    ----------
    game : the game that was solved
    solution : of that game
    draw : row of the solution, from 0

    Returns
    -------
    Profile
        Probabilities, by player, information set and action.

    Raises
    ------
    StandoffError
        S904 where the solution has no such draw.

    Examples
    --------
    >>> import standoff
    >>> from standoff import game, solvers
    >>> from standoff.study.rows import numbers_of
    >>> compiled = standoff.compile("selected-reliability")
    >>> columns = numbers_of(compiled, seed=1, first=0, n_draws=3)
    >>> found = profile(compiled.game, solvers.solve(game.bind(compiled.game, columns, 3)), 2)
    >>> {round(sum(one.values()), 9) for own in found.values() for one in own.values()}
    {1.0}
    """
    n_draws = len(solution.probability)
    if not 0 <= draw < n_draws:
        what = f"Draw {draw} is asked for, and the solution has {n_draws}."
        raise StandoffError(Problem("S904", what, "Draws are counted from 0."))
    arrays, labels = game.arrays, game.labels
    found: dict[str, dict[str, dict[str, float]]] = {name: {} for name in labels.player}
    for h, infoset in enumerate(labels.infoset):
        actions = range(int(arrays.first_action[h]), int(arrays.first_action[h + 1]))
        player = labels.player[int(arrays.infoset_player[h])]
        found[player][infoset] = {labels.action[a]: float(solution.probability[draw, a]) for a in actions}
    return found
