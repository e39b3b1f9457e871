"""Properties of the forecasts: what must change nothing changes nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.summit import SpatialOptions, challenge, compromise, gather, nash, one_at_a_time, smp

NAMES = "abcdefgh"
OPTIONS = st.sampled_from(one_at_a_time(SpatialOptions(most_turns=20)))


@st.composite
def tables(draw: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Members in whole numbers, so that ties and twins are common."""
    n = draw(st.integers(3, 6))
    dims = draw(st.integers(1, 2))
    numbers = lambda low, high, size: draw(st.lists(st.integers(low, high), min_size=size, max_size=size))  # noqa: E731
    place = np.array(numbers(0, 20, n * dims), dtype=float).reshape(1, n, dims) * 5
    care = np.array(numbers(1, 5, n * dims), dtype=float).reshape(1, n, dims) / 10
    able = np.array(numbers(1, 9, n), dtype=float).reshape(1, n)
    return place, care, able


def _run(table: Any, options: SpatialOptions) -> Any:
    place, care, able = table
    return smp(gather(NAMES[: place.shape[1]], place, care, able), options)


@settings(max_examples=60, deadline=None)
@given(tables(), OPTIONS, st.randoms())
def test_permuting_members_permutes_the_spatial_answer_only(table: Any, options: Any, random: Any) -> None:
    order = list(range(table[0].shape[1]))
    random.shuffle(order)
    first, second = _run(table, options), _run(tuple(x[:, order] for x in table), options)
    assert second.position == pytest.approx(first.position[:, order], abs=1e-9)
    assert second.expected == pytest.approx(first.expected, abs=1e-6)
    assert second.turns.item() == first.turns.item()


@settings(max_examples=60, deadline=None)
@given(tables(), OPTIONS, st.integers(0, 100))
def test_a_member_without_capability_changes_nothing_in_the_spatial_model(
    table: Any, options: Any, where: int
) -> None:
    place, care, able = table
    more = (
        np.concatenate([np.full_like(place[:, :1], where), place], axis=1),
        np.concatenate([care[:, :1], care], axis=1),
        np.concatenate([np.zeros((1, 1)), able], axis=1),
    )
    first, second = _run(table, options), _run(more, options)
    assert np.array_equal(second.position[:, 1:], first.position)
    assert np.array_equal(second.expected, first.expected)
    assert second.position[0, 0] == pytest.approx(where)


@settings(max_examples=60, deadline=None)
@given(tables(), OPTIONS, st.floats(1e-3, 1e6))
def test_scaling_all_capabilities_changes_nothing_in_the_spatial_model(
    table: Any, options: Any, factor: float
) -> None:
    first, second = _run(table, options), _run((table[0], table[1], table[2] * factor), options)
    assert second.position == pytest.approx(first.position, abs=1e-12)
    assert second.expected == pytest.approx(first.expected, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(tables(), st.sampled_from(["compromise", "code", "paper", "nash"]), st.randoms(), st.floats(0.01, 100))
def test_other_forecasts_do_not_see_order_nobodies_or_the_scale_of_capability(
    table: Any, model: str, random: Any, factor: float
) -> None:
    place, care, able = table
    order = list(range(place.shape[1]))
    random.shuffle(order)
    plain = _forecast(model, place, care, able)
    assert _forecast(model, place[:, order], care[:, order], able[:, order]) == pytest.approx(plain, abs=1e-6)
    assert _forecast(model, place, care, able * factor) == pytest.approx(plain, abs=1e-6)


def _forecast(model: str, place: Any, care: Any, able: Any) -> Any:
    members = gather(NAMES[: place.shape[1]], place, care, able)
    if model == "compromise":
        found = compromise(members)
        return np.concatenate([found.mean, found.median])
    if model == "nash":
        return nash(members, 1e5).position
    return challenge(members, reading=model, rounds=1).path[:, -1].mean(axis=1)  # type: ignore[arg-type]


@given(tables(), st.integers(0, 5), st.floats(-5, 5))
def test_moving_one_member_moves_the_mean_by_its_pull(table: Any, who: int, step: float) -> None:
    place, care, able = table
    who %= place.shape[1]
    before = compromise(gather(NAMES[: place.shape[1]], place, care, able, scale=(-10, 110)))
    moved = place.copy()
    moved[:, who] += step
    after = compromise(gather(NAMES[: place.shape[1]], moved, care, able, scale=(-10, 110)))
    assert after.mean - before.mean == pytest.approx(before.pull[:, who] * step, abs=1e-9)


@given(tables())
def test_a_nobody_does_not_move_compromise_or_bargain(table: Any) -> None:
    place, care, able = table
    more = tuple(
        np.concatenate([x, y], axis=1)
        for x, y in ((place, np.full_like(place[:, :1], 3)), (care, care[:, :1]), (able, np.zeros((1, 1))))
    )
    for model in ("compromise", "nash"):
        assert _forecast(model, *more) == pytest.approx(_forecast(model, place, care, able), abs=1e-9)
