"""`verify`: the independent check of an answer, from the definition, with arithmetic of its own.

Nothing is shared with a solver: the package `checks` imports the game's records, NumPy and numba
and no module of `standoff.solvers` (a contract of import-linter says so, and fails where it is
broken). Values are taken back and reach forward over the game as it stands, beliefs are Bayes' rule
under each mover's own chances, and play is an answer if it is the logit answer (or, where a player
is sharp, a best response) to the action values that it brings about. Base weights of options count.

Logit play is compared twice: as probabilities and as logarithms. Beliefs off the path are ratios of
probabilities such as 1e-52 and 1e-54; an error of 1e-16 is nothing to a probability, and everything
to such a ratio. A logarithm is precision x (value of the action - value of the best), with that of
the option's base weight, less a constant.
Rounding spoils it by a few units in the last place of precision x payoff; what is allowed beyond is
1e-5 of precision x (best - value), and at least 1e-5: play that passes is then exact for action values
whose differences are off by 1e-5 of themselves at most, or by 1e-5 / precision. A probability p may be
off by 1e-7 and by what that rounding does to it, p (1 - p) times the same units, of which 1e-3 count at
most: play that is right in its last digit must pass, whatever the unit of payoffs. Any other play of such
a game is refused all the sooner, for its own error comes back precision x payoff times as large.
Source: McKelvey and Palfrey (1998), Experimental Economics 1, definition 1; each information set is
an agent of its own there, whence the gains by one deviation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.errors import Problem, StandoffError
from standoff.game.base_weights import demand_weights
from standoff.game.records import BoundGame, Floats
from standoff.solvers.checks.packing import block, pack, room, tables, verdict

CLOSE = 1e-7  # values agree within this share of the player's largest payoff
NEAR = 1e-7  # largest residual of an accepted answer, but for rounding; as in the kernel
TOGETHER = 1e-9  # probabilities and their logarithms, where both are given, agree within this


@dataclass(frozen=True, slots=True)
class Check:
    """What the check found.

    residual : float64[draw], largest distance between a probability and the rule's answer
    share : float64[draw], largest such distance as a share of what is allowed, which is
        1e-7 + p (1 - p) min(1e-3, 64 x 2^-52 x precision x largest payoff) for an answer p; 1e-7 for
        sharp players
    gain : float64[player, draw], most that one deviation at one information set adds at the root
    value : float64[player, draw]
    valid : bool[draw], probabilities are finite, within [0, 1] and add up to 1, and agree with
        their logarithms where these are given
    log_residual : float64[draw], largest distance between the logarithm of a probability and that
        of the logit answer; sharp players have none. Unless logarithms are given, everything below
        1e-290 counts as 1e-290
    log_share : float64[draw], largest such distance as a share of what is allowed, which is
        1e-5 max(1, precision x (best - value)) + 64 x 2^-52 x precision x largest payoff
    size : float64[player, draw], largest payoff on an edge
    """

    residual: Floats
    gain: Floats
    value: Floats
    valid: npt.NDArray[np.bool_]
    log_residual: Floats
    log_share: Floats
    share: Floats
    size: Floats

    @property
    def accepted(self) -> npt.NDArray[np.bool_]:
        """bool[draw]: valid, probabilities and logarithms within what is allowed."""
        return np.asarray(self.valid & (self.share <= 1.0) & (self.log_share <= 1.0))

    def agrees(self, value: Floats) -> npt.NDArray[np.bool_]:
        """Whether these values [player, draw] are those of the play."""
        size = np.maximum(self.size, np.abs(self.value))
        return np.asarray((np.abs(value - self.value) <= CLOSE * size).all(axis=0))


def verify(bound: BoundGame, probability: Floats, *, log_probability: Floats | None = None) -> Check:
    """Check play of every draw against the rule of play.

    Parameters
    ----------
    bound : the game with its numbers
    probability : float64[draw, action], as in `Solution.probability`
    log_probability : float64[draw, action], its logarithms, where probabilities are so small that
        they cannot be written as numbers; beliefs are then ratios of these

    Returns
    -------
    Check

    Raises
    ------
    StandoffError
        S636 if the play has the wrong shape, S637 for base weights that are none.

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.game import Decision, Terminal, at_precision, build_tree
    >>> from standoff.solvers import verify
    >>> root = Decision("A", {"stop": Terminal((1,)), "go": Terminal((0,))})
    >>> bound = at_precision(build_tree(root, ("A",)).bound, 2.0)
    >>> right = 1 / (1 + np.exp(2.0))
    >>> verify(bound, np.array([[1 - right, right]])).accepted.tolist()
    [True]
    """
    logs = None if log_probability is None else np.asarray(log_probability).T
    return check(bound, np.asarray(probability).T, log_probability=logs)


def check(bound: BoundGame, probability: Floats, *, log_probability: Floats | None = None) -> Check:
    """As `verify`, with probabilities and their logarithms as [action, draw]."""
    from standoff.solvers.checks.kernel import DRAWS, check_draws  # numba is slow to load

    arrays = bound.arrays
    demand_weights(arrays)
    _demand_shape(bound, probability)
    if log_probability is not None:
        _demand_shape(bound, log_probability)
    given = tables(bound, probability, log_probability)
    found = verdict(arrays.n_players, bound.n_draws)
    check_draws(pack(arrays), given, block(given, DRAWS), room(arrays, DRAWS), found)
    valid = found.wrong == 0
    if log_probability is not None:
        valid &= (np.abs(np.exp(given.log_play) - given.play) <= TOGETHER).all(axis=0)
    return Check(
        found.residual,
        found.gain,
        found.value,
        valid,
        found.log_residual,
        found.log_share,
        found.share,
        found.size,
    )


def _demand_shape(bound: BoundGame, play: Floats) -> None:
    wanted = (bound.arrays.n_actions, bound.n_draws)
    if play.shape != wanted:
        what = f"The play to be checked has {play.shape} actions and draws."
        raise StandoffError(Problem("S636", what, f"Expected {wanted}."))
