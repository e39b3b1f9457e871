"""Robust options of one actor: loss against the best option in the same draw, absolute and by range.

Payoffs mean nothing beyond a positive affine map, so that a loss relative to a payoff (divided by it)
ranks options by the choice of zero. Here losses are absolute, in the actor's own units, or divided by
the range of the actor's payoffs over all draws and options: rankings by either stay as they are under
u -> a u + b, a > 0. Losses of different actors are never added.

Whether opponents keep to their play or solve again when the actor commits to another option makes two
different tables of payoffs, hence two calls; `opponents` says which one a table is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from standoff.exploration.records import (
    Array,
    Whole,
    checked_names,
    plain_table,
    refuse_few,
    refuse_setting,
    refuse_shape,
    used_output,
)

Opponents = Literal["fixed", "solving again"]
RULES = ("mean payoff", "largest loss", "mean loss", "loss in the worst 5 %", "worst payoff")


@dataclass(frozen=True)
class RobustOptions:
    """How each option of an actor does over the draws.

    Attributes
    ----------
    actor : str
    options : tuple of str
    opponents : str
        "fixed" or "solving again".
    mean, worst : float64[option]
        Payoff on average and in the worst draw.
    largest_loss, mean_loss, tail_loss : float64[option]
        `regret`: in the worst draw, on average, and on average over the option's worst 5 % of draws.
    range_loss : float64[option]
        The largest loss as a share of the range of the actor's payoffs.
    share_best : float64[option]
        Share of draws in which no option is better.
    winner : dict of str to str
        The option that each rule of `RULES` takes; the first of equals.
    n_used, n_failed : int
    """

    actor: str
    options: tuple[str, ...]
    opponents: Opponents
    mean: Array
    worst: Array
    largest_loss: Array
    mean_loss: Array
    tail_loss: Array
    range_loss: Array
    share_best: Array
    winner: dict[str, str]
    n_used: int
    n_failed: int

    def ranking(self, rule: str) -> tuple[str, ...]:
        """The options from best to worst by one of `RULES`.

        Raises
        ------
        ExplorationError
            S725 for another rule.
        """
        if rule not in RULES:
            refuse_setting(f"The rule `{rule}`", "one of " + ", ".join(f"`{known}`" for known in RULES))
        return tuple(self.options[i] for i in _order(_losses(self)[rule]))


def losses(payoff: ArrayLike) -> Array:
    """`regret` in each draw: the best payoff of the draw less the option's.

    Parameters
    ----------
    payoff : float64[draw, option]

    Returns
    -------
    float64[draw, option], in payoff units; 0 for the best option of a draw

    Examples
    --------
    >>> losses([[1.0, 3.0], [2.0, 0.0]]).tolist()
    [[2.0, 0.0], [0.0, 2.0]]
    """
    values = np.asarray(payoff, dtype=np.float64)
    found: Array = values.max(axis=1, keepdims=True) - values
    return found


def robust_options(
    payoff: ArrayLike, options: Sequence[str], *, actor: str, failed: ArrayLike, opponents: Opponents
) -> RobustOptions:
    """The table of robust options of one actor.

    Parameters
    ----------
    payoff : float64[draw, option]
        The actor's own expected payoff if it commits to the option.
    options : sequence of str
        Their names, in the order of the columns.
    actor : str
        Whose options they are.
    failed : bool[draw]
        A draw in which any option could not be solved.
    opponents : str
        Whether the others' play is `fixed` in the table of payoffs, or they were `solving again`.

    Returns
    -------
    RobustOptions
        A number for each option and rule, and the winner of each rule.

    Raises
    ------
    ExplorationError
        S720, S721, S722, S725, S727.

    Source
    ------
    Savage (1951), Journal of the American Statistical Association 46, 55-67, for the largest loss.

    Examples
    --------
    >>> import numpy as np
    >>> found = robust_options([[1, 3], [2, 0]], ["hold", "strike"], actor="north",
    ...                        failed=np.zeros(2, bool), opponents="fixed")
    >>> found.largest_loss.tolist(), found.winner["mean payoff"]
    ([2.0, 2.0], 'hold')
    """
    if opponents not in ("fixed", "solving again"):
        refuse_setting(f"opponents = `{opponents}`", "`fixed` or `solving again`")
    known = checked_names(options)
    values = np.asarray(payoff, dtype=np.float64)
    table = plain_table(np.zeros((values.shape[0] if values.ndim else 0, 1)), ["none"], failed=failed)
    used = used_output(table, values)
    refuse_shape(used, (table.n_used, len(known)), "the payoffs of the options")
    refuse_few(len(used), 1, "a table of options")
    loss = losses(used)
    tail = max(1, int(np.ceil(0.05 * len(used))))
    spread = float(np.ptp(used))
    found = RobustOptions(
        actor=actor,
        options=known,
        opponents=opponents,
        mean=used.mean(axis=0),
        worst=used.min(axis=0),
        largest_loss=loss.max(axis=0),
        mean_loss=loss.mean(axis=0),
        tail_loss=np.sort(loss, axis=0)[-tail:].mean(axis=0),
        range_loss=loss.max(axis=0) / (spread or 1.0),
        share_best=(loss == 0).mean(axis=0),
        winner={},
        n_used=len(used),
        n_failed=table.n_failed,
    )
    found.winner.update({rule: known[_order(score)[0]] for rule, score in _losses(found).items()})
    return found


def _losses(found: RobustOptions) -> dict[str, Array]:
    """For each rule, a score of each option; less is better."""
    scores = (-found.mean, found.largest_loss, found.mean_loss, found.tail_loss, -found.worst)
    return dict(zip(RULES, scores, strict=True))


def _order(score: Array) -> Whole:
    """From least to most; options that differ by rounding alone keep their order."""
    scale = float(np.abs(score).max()) or 1.0
    order: Whole = np.argsort(np.round(score / scale, 12), kind="stable")
    return order
