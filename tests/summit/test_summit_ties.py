"""Votes that tie with a quota: half is no majority, and what is strict stays strict under rounding."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.summit import majority, weighted
from standoff.summit.rules import Quota


@pytest.mark.parametrize("n", [2, 4, 10])
def test_half_of_the_members_is_no_majority(n: int) -> None:
    rule = majority(n)
    agrees = np.arange(n) < np.arange(n + 1)[:, None]  # row k: k members agree
    passed = [bool(rule.quotas[0].reached(row)) for row in agrees]
    assert passed == [k > n / 2 for k in range(n + 1)]


@pytest.mark.parametrize(
    ("parts", "least"), [((0.1, 0.2), 0.3), ((0.1,) * 3, 0.3), ((1e9 / 3,) * 3, 1e9), ((0.7, 0.1), 0.8)]
)
def test_tie_with_a_quota_is_told_by_more_than_rounding(parts: tuple[float, ...], least: float) -> None:
    """0.1 + 0.2 is above 0.3 in binary64, and 0.7 + 0.1 below 0.8."""
    votes = np.array([sum(parts)])
    assert not Quota(parts, least, strict=True).is_met(votes).any()
    assert Quota(parts, least).is_met(votes).all()
    assert Quota(parts, least, strict=True).is_met(votes * (1 + 1e-9)).all()
    assert not Quota(parts, least).is_met(votes * (1 - 1e-9)).any()


def test_weighted_votes_that_meet_their_quota_pass() -> None:
    rule = weighted((3.0, 2.0, 1.0), 4.0)
    agrees = np.array([[True, False, True], [True, False, False], [False, True, True]])
    assert rule.quotas[0].reached(agrees).tolist() == [True, False, False]
