"""Roots along rays: exact on planes, right at jumps, silent behind points that were not solved."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.exploration import prior, tipping
from standoff.findings.tipping.root_finding import first_crossings, nearest_points

REACH, STEPS = 3.0, 12


@given(st.lists(st.floats(-2, 2), min_size=2, max_size=5), st.floats(0.1, 2.5))
@settings(max_examples=60, deadline=None)
def test_nearest_point_of_a_plane_is_the_foot_of_the_perpendicular(slope: list[float], height: float) -> None:
    normal = np.array(slope)
    length = float(np.linalg.norm(normal))
    if length < 0.3 or abs(height / length - REACH) < 0.05:
        return
    found = nearest_points(
        lambda z: height + z @ normal[:, None],
        [[-normal + 0.3 * np.roll(normal, 1)]],
        np.arange(len(normal)),
        reach=REACH,
        steps=STEPS,
    )[0]
    if height / length > REACH:
        assert found is None
    elif found is not None:
        assert found.distance == pytest.approx(height / length, abs=1e-5)


def test_nearest_point_on_a_curve_agrees_with_the_other_implementation() -> None:
    def lead(z: np.ndarray) -> np.ndarray:
        return 1.7 - z[:, 0] - 0.3 * np.exp(z[:, 1]) - 0.2 * z[:, 2] ** 2

    start = prior(list("abc"), np.zeros(3), np.ones(3), low=np.full(3, -REACH), high=np.full(3, REACH))
    known = tipping(lead, start, reach=REACH)
    found = nearest_points(
        lambda z: lead(z)[:, None], [[np.array([1.0, 0.2, 0.1])]], np.arange(3), reach=REACH, steps=STEPS
    )[0]
    assert known is not None
    assert found is not None
    assert found.distance == pytest.approx(known.distance, abs=1e-5)


def test_first_crossing_of_two_is_the_nearer_one() -> None:
    found = first_crossings(lambda z: (1 - z) * (2 - z), np.array([[1.0], [-1.0]]), reach=REACH, steps=STEPS)
    assert found.distance[0, 0] == pytest.approx(1.0, abs=1e-9)
    assert np.isinf(found.distance[1, 0])


def test_margin_that_jumps_is_found_and_called_a_jump() -> None:
    found = first_crossings(
        lambda z: np.where(z < 0.7, 1.0, -1.0), np.array([[1.0]]), reach=REACH, steps=STEPS
    )
    assert found.distance[0, 0] == pytest.approx(0.7, abs=1e-8)
    assert found.jump[0, 0]
    smooth = first_crossings(lambda z: 0.7 - z, np.array([[1.0]]), reach=REACH, steps=STEPS)
    assert not smooth.jump[0, 0]


@pytest.mark.parametrize("edge", [0.6, 0.99])
def test_nothing_is_claimed_behind_a_point_that_was_not_solved(edge: float) -> None:
    found = first_crossings(
        lambda z: np.where(np.abs(z) > edge, np.nan, 1.0 - z), np.array([[1.0]]), reach=REACH, steps=STEPS
    )
    assert np.isinf(found.distance[0, 0])


def test_crossing_of_another_place_is_left_alone_when_not_wanted() -> None:
    rays = np.array([[1.0], [1.0]])
    wanted = np.array([[True, False], [False, True]])
    found = first_crossings(
        lambda z: np.stack([1 - z[:, 0], 2 - z[:, 0]], axis=1), rays, reach=REACH, steps=STEPS, wanted=wanted
    )
    assert found.distance[0, 0] == pytest.approx(1.0)
    assert found.distance[1, 1] == pytest.approx(2.0)
    assert np.isinf(found.distance[0, 1])
    assert np.isinf(found.distance[1, 0])


def test_no_ray_at_all_has_no_crossing() -> None:
    found = first_crossings(lambda z: np.ones((len(z), 2)), np.zeros((0, 3)), reach=REACH, steps=STEPS)
    assert found.distance.shape == (0, 2)
