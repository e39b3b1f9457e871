"""Whether data can tell parameters apart: the directions in which an estimate is hardly known.

The estimates' covariance is turned to its own axes. An axis along which the standard error is
larger than a limit is flat: moving the parameters together along it changes the fit by less than
chance does. For exponents the limit is one half, because the classical laws stand one apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.front.records import Floats

LIMIT = 0.5


@dataclass(frozen=True, slots=True)
class Flat:
    """A flat direction: moving by `weights` changes little; `error` is the standard error along it."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    error: float

    def text(self) -> str:
        """One sentence.

        Examples
        --------
        >>> Flat(("p", "q"), (-0.7071, 0.7071), 1.73).text()
        'not identified: p and q may move together along (p -0.71, q +0.71), standard error 1.73 along it'
        """
        along = ", ".join(f"{n} {w:+.2f}" for n, w in zip(self.names, self.weights, strict=True))
        who = " and ".join(self.names)
        error = f"standard error {self.error:.2f} along it"
        return f"not identified: {who} may move together along ({along}), {error}"


def flat_directions(
    names: Sequence[str], values: Floats, covariance: Floats, *, limit: float = LIMIT
) -> tuple[Flat, ...]:
    """The flat directions of some estimates, the flattest first.

    Parameters
    ----------
    names : of the parameters, which should be in comparable units
    values : float64[parameter], the estimates
    covariance : float64[parameter, parameter]
    limit : the standard error along an axis above which it counts as flat

    Returns
    -------
    tuple of Flat

    Examples
    --------
    >>> flat_directions(["p", "q"], np.zeros(2), np.array([[1.0, -0.99], [-0.99, 1.0]]))[0].names
    ('p', 'q')
    """
    if not len(values):
        return ()
    size, axes = np.linalg.eigh(covariance)
    found = []
    for i in np.argsort(-size):
        error = float(np.sqrt(max(size[i], 0.0)))
        if error > limit:
            axis = axes[:, i] * np.sign(axes[np.argmax(np.abs(axes[:, i]) > 1e-9), i]) * -1.0
            kept = np.abs(axis) >= 0.1
            chosen = tuple(name for name, k in zip(names, kept, strict=True) if k)
            found.append(Flat(chosen, tuple(float(w) for w in axis[kept]), error))
    return tuple(found)
