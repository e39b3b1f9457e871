"""Leads and margins where a move has three or more options: the second-best counts, not the worst."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.findings.margins import lead_of, margin_of

BEHIND = np.array([[0.0, -1.0, -5.0, -9.0], [-2.0, -3.0, 0.0, -9.0], [0.0, 0.0, -4.0, -9.0]])


def test_margin_is_to_the_second_best_of_several_options() -> None:
    assert margin_of(BEHIND, 0, 4).tolist() == [1.0, 2.0, 0.0]
    assert margin_of(BEHIND, 1, 4).tolist() == [4.0, 3.0, 4.0]


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]])
def test_margin_does_not_depend_on_the_order_of_the_options(order: list[int]) -> None:
    assert margin_of(BEHIND[:, order], 0, 4).tolist() == [1.0, 2.0, 0.0]


def test_lead_is_over_the_best_of_the_other_options() -> None:
    assert lead_of(BEHIND, 0, [1, 2, 3]).tolist() == [1.0, -2.0, 0.0]
    assert lead_of(BEHIND, 2, [0, 1, 3]).tolist() == [-5.0, 2.0, -4.0]
    assert lead_of(BEHIND, 3, [0]).tolist() == [-9.0, -7.0, -9.0]
