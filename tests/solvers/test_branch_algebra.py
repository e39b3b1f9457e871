"""Equations of which only some columns are solved for, against all of them by dense algebra."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.game.records import Floats
from standoff.solvers import plan
from standoff.solvers.limit.sharp_limit import systems
from standoff.solvers.limit.starts import logit_starts
from standoff.solvers.path.arc_length import Curve, Law
from standoff.solvers.path.equations import Answer
from standoff.solvers.path.linear_algebra import Bordered, Equations, active_of
from tests.solvers.families import mixed, near_symmetric, signalling

NONE = Answer(np.zeros(0), np.zeros(0), np.zeros(0), np.zeros((0, 0)), np.zeros(0))


def made(seed: int, n: int, n_active: int) -> tuple[Floats, Equations, Floats, Floats]:
    """A square J with some columns that are 0 or nearly so, rows of very different sizes."""
    rng = np.random.default_rng(seed)
    response = rng.normal(size=(n, n)) * 10.0 ** rng.uniform(-3, 6, size=(n, 1))
    active = np.sort(rng.permutation(n)[:n_active])
    off = np.setdiff1d(np.arange(n), active)
    response[:, off] = 0.0 if seed % 2 else 1e-18 * rng.normal(size=(n, len(off)))
    equations = Equations(rng.normal(size=n), response[:, active], rng.normal(size=n), active, NONE)
    return response, equations, rng.uniform(1.0, 50.0, size=n + 1), rng.normal(size=n + 1)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("n", "n_active"), [(0, 0), (1, 0), (1, 1), (9, 0), (9, 1), (9, 5), (9, 9)])
def test_active_columns_give_the_moves_and_the_sign_of_all_equations(
    seed: int, n: int, n_active: int
) -> None:
    response, equations, weights, along = made(seed, n, n_active)
    full = np.vstack([np.column_stack([np.eye(n) - response, equations.slope]) * weights, along])
    factor = np.abs(full).max(axis=1, initial=1e-300)
    found = Bordered.of(equations, weights, along)
    for move, right in (
        (found.correction(), np.append(-equations.error, 0.0)),
        (found.tangent(), np.append(np.zeros(n), 1.0)),
    ):
        expected = np.linalg.solve(full / factor[:, None], right / factor)
        np.testing.assert_allclose(move, expected, rtol=1e-6, atol=1e-9 * np.abs(expected).max())
    assert found.sign == np.linalg.slogdet(full / factor[:, None])[0]


def test_column_that_a_symmetry_joins_to_one_that_moves_something_is_kept() -> None:
    response = np.diag([2.0, 0.0, 0.0])
    keep = np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    assert active_of(response, None).tolist() == [0]
    assert active_of(response, keep).tolist() == [0, 1]


def test_small_column_of_a_large_row_is_kept() -> None:
    """1e-11 x 1e6: what such a logit moves comes back through its own row."""
    response = np.array([[0.0, 1e-11], [1e6, 0.0]])
    assert active_of(response, None).tolist() == [0, 1]


@pytest.mark.parametrize("family", [mixed, near_symmetric, signalling])
@pytest.mark.parametrize("seed", [31000, 31001, 31002])
def test_point_far_out_is_the_same_with_the_columns_of_the_point_before(family: object, seed: int) -> None:
    bound = family(seed, n_draws=2).bound  # type: ignore[operator]
    starts = logit_starts(bound, plan(bound.arrays))
    for draw, system in systems(bound, np.arange(2)):
        start, ones = starts.of(draw), np.ones(bound.arrays.n_players)
        curve = Curve(system, Law(0.0 * ones, ones), start.classes)
        here = curve.settle(start.log_play, start.scale)
        if here is None:
            continue
        assert here.moving is not None
        logit = here.logit + 0.2 * start.scale * here.tangent[:-1] / here.tangent[-1]
        few = curve.settle(logit, 1.2 * start.scale, here.moving)
        every = curve.settle(logit, 1.2 * start.scale, np.ones_like(here.moving))
        assert (few is None) == (every is None)
        if few is not None and every is not None:
            np.testing.assert_allclose(few.answer.play, every.answer.play, atol=1e-7)
            assert few.sign == every.sign
            assert few.spectrum.above == every.spectrum.above
