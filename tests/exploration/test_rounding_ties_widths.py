"""Where a rounding, a tie or a width decides: the worst 5 %, tied ranks, intervals of total effects."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.exploration import first_order, plain_table, robust_options, saltelli, sobol
from standoff.exploration.resampling import weights


@pytest.mark.parametrize(("n", "n_worst"), [(1, 1), (19, 1), (20, 1), (21, 2), (29, 2), (40, 2), (41, 3)])
def test_worst_twentieth_is_rounded_up(n: int, n_worst: int) -> None:
    """Losses of the second option are 0, 1, 4, 9, ...: each number of worst draws has its own mean."""
    loss = np.arange(n, dtype=float) ** 2
    payoff = np.stack([np.zeros(n), -loss], axis=1)
    found = robust_options(payoff, ["a", "b"], actor="x", failed=np.zeros(n, bool), opponents="fixed")
    assert found.tail_loss.tolist() == [0.0, pytest.approx(loss[n - n_worst :].mean())]


@pytest.mark.parametrize("n_values", [2, 3, 5])
def test_order_of_draws_within_a_tie_is_no_effect(n_values: int) -> None:
    """The table comes sorted by its output: neighbours in a tie are alike, and nothing depends on x."""
    rng = np.random.default_rng(n_values)
    x, y = rng.integers(0, n_values, 4000).astype(float), np.sort(rng.normal(size=4000))
    table = plain_table(x[:, None], ["a"], failed=np.zeros(4000, bool))
    found = first_order(table, y, rng=np.random.default_rng(0))
    assert abs(found.ranked[0]) < 0.1
    assert found.indistinguishable.tolist() == [True]


def test_order_of_draws_within_a_tie_hides_no_effect() -> None:
    """y is x and noise of the same variance: half of it is of first order, by ranks too."""
    rng = np.random.default_rng(1)
    x = rng.integers(0, 2, 8000) * 2.0 - 1.0
    y = x + rng.normal(size=8000)
    sort = np.argsort(y)
    table = plain_table(x[sort][:, None], ["a"], failed=np.zeros(8000, bool))
    assert first_order(table, y[sort], rng=rng).ranked[0] == pytest.approx(0.5, abs=0.06)


def test_interval_of_total_effects_is_as_wide_as_they_scatter() -> None:
    """x3 of Ishigami's function has a first order of 0 and a total of 0.24: widths are not each other's."""
    totals, widths = [], []
    for seed in range(50):
        rng = np.random.default_rng(seed)
        design = saltelli(["a", "b", "c"], 256, rng=rng)
        x = np.pi * (2 * design.points - 1)
        y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
        found = sobol(design, y, rng=rng)
        totals.append(found.total)
        widths.append((found.total_ci, found.first_ci))
    scatter = 1.96 * np.std(totals, axis=0, ddof=1)
    total, first = np.mean(widths, axis=0)
    assert np.abs(np.mean(totals, axis=0) - [0.5576, 0.4424, 0.2437]).max() < 0.03
    assert (total / scatter > 0.9).all()
    assert (total / scatter < 3.7).all()  # the design scatters less than draws at random would
    assert total[0] > 1.2 * first[0]
    assert total[2] < 0.7 * first[2]


def test_interval_of_total_effects_is_over_the_resamples_alone() -> None:
    """By hand, from the same weights: not over the parts of the points that show convergence too."""
    design = saltelli(["a", "b"], 64, rng=np.random.default_rng(0))
    y = design.points[:, 0] * design.points[:, 1] + design.points[:, 0] ** 3
    found = sobol(design, y, rng=np.random.default_rng(5), resamples=4)
    share = weights(design.n, 4, np.random.default_rng(5))
    y = (y - y.mean()) / y.std()
    rows = y.reshape(design.n, -1)  # A, A with b's columns, ..., B
    a, b = rows[:, 0], rows[:, -1]
    for i in range(2):
        half = 0.5 * (rows[:, 1 + i] - a) ** 2
        variance = share @ (a * a + b * b) / 2 - (share @ (a + b) / 2) ** 2
        total = share @ half / variance
        assert found.total[i] == pytest.approx(total[0])
        assert found.total_ci[i] == pytest.approx(1.959963984540054 * np.std(total[1:], ddof=1))
