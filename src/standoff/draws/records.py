"""What the scenario says of an uncertain number: `Distribution` and `Correlation`."""

from __future__ import annotations

from dataclasses import dataclass, field

from standoff.draws.families import Floats
from standoff.draws.shapes import Constant, Mixture, Shape, kind_of


@dataclass(frozen=True, slots=True)
class Distribution:
    """The distribution of one parameter.

    text : as it was written
    unit_is_date : values are dates, in days since 1970-01-01
    """

    text: str = field(compare=False)
    shape: Shape
    unit_is_date: bool = False

    def quantile(self, u: Floats) -> Floats:
        """Inverse cumulative function, never decreasing in u.

        Parameters
        ----------
        u : float64[draw], strictly between 0 and 1

        Examples
        --------
        >>> import numpy as np
        >>> from standoff.draws import no_spans, parse_distribution
        >>> parse_distribution("uniform(0, 10)", no_spans, "x").quantile(np.array([0.25])).tolist()
        [2.5]
        """
        return self.shape.quantile(u)

    def at(self, u: Floats) -> Floats:
        """The values drawn at uniform numbers u: the quantile, save that a mixture picks its part by u.

        Examples
        --------
        >>> import numpy as np
        >>> from standoff.draws import no_spans, parse_distribution
        >>> parse_distribution(3, no_spans, "x").at(np.array([0.25, 0.5])).tolist()
        [3.0, 3.0]
        """
        return self.shape.at(u)

    def cdf(self, x: Floats) -> Floats:
        """The probability of a value of at most x.

        Examples
        --------
        >>> import numpy as np
        >>> from standoff.draws import no_spans, parse_distribution
        >>> parse_distribution("uniform(0, 10)", no_spans, "x").cdf(np.array([2.5])).tolist()
        [0.25]
        """
        return self.shape.cdf(x)

    def density(self, x: Floats) -> Floats:
        """The density at x, or the probability of x where only whole numbers (or one) are possible.

        Means nothing where `kind` is `mixed`: such a distribution has both.

        Examples
        --------
        >>> import numpy as np
        >>> from standoff.draws import no_spans, parse_distribution
        >>> parse_distribution("uniform(0, 10)", no_spans, "x").density(np.array([2.5, 11.0])).tolist()
        [0.1, 0.0]
        """
        return self.shape.density(x)

    @property
    def kind(self) -> str:
        """`continuous`, `whole` numbers, `point` (a constant) or `mixed`."""
        return kind_of(self.shape)

    @property
    def mean(self) -> float:
        return self.shape.mean()

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest possible value, infinite where there is none."""
        return self.shape.support()

    @property
    def is_constant(self) -> bool:
        return isinstance(self.shape, Constant)

    @property
    def is_mixture(self) -> bool:
        return isinstance(self.shape, Mixture)


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman's rank correlation of two parameters."""

    a: str
    b: str
    rank: float
