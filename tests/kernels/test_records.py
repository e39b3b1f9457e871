"""Named records out of tables: fields by name, whatever their order; a swap of two is noticed."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from standoff import front
from standoff.front import layout
from standoff.front.kernels import empty_block, march
from standoff.kernels.compilation import compiled
from standoff.kernels.records import gathered, scattered
from tests.front import plain_models as reference

WIDTH = 5
FIELDS = [("prosecution", "exchange"), ("h0", "power"), ("threshold", "fastest")]


class Three(NamedTuple):
    low: float
    middle: float
    high: float


class Swapped(NamedTuple):
    high: float
    middle: float
    low: float


@compiled
def turned(table: Any, out: Any) -> None:
    for lane in range(WIDTH):
        three = gathered(Three, table, WIDTH, lane)
        scattered(Swapped(three.high, three.middle, three.low), out, WIDTH, lane)


def test_fields_are_rows_of_the_table_in_their_order() -> None:
    table = np.arange(3.0 * WIDTH)
    out = np.full(3 * WIDTH, np.nan)
    turned(table, out)
    assert (out.reshape(3, WIDTH) == table.reshape(3, WIDTH)[::-1]).all()


@pytest.mark.parametrize(
    ("one", "other"), [("prosecution", "exchange"), ("h0", "power"), ("threshold", "fastest")]
)
def test_two_fields_of_a_record_that_change_places_are_noticed(one: str, other: str) -> None:
    """The kernel's answer on a table with two rows swapped is not that of the NumPy reference."""
    given = {
        "strength_attacker": 100.0, "strength_defender": 80.0, "prosecution": 0.02, "exchange": 1.5,
        "threshold": 0.02, "withdrawal": 1.0, "width": 10.0, "hazard": 0.05, "hazard_power": 1.2,
    }  # fmt: skip
    run = front.run("epstein", given, start=0.0, end=90.0, step=front.Step(24))
    kind, rows = run.model.kind, layout.ROWS[run.model.kind]
    expected = reference.march(kind, run.kept[0], run.table, run.base, run.width, 24)
    assert np.allclose(run.kept, expected, rtol=1e-12)
    table = run.table.copy()
    table[[rows.index(one), rows.index(other)]] = table[[rows.index(other), rows.index(one)]]
    course = layout.Course(kind, table, run.base, run.events.listed, run.width)
    kept = np.empty_like(run.kept)
    march(course, empty_block(course), run.kept[0], kept)
    assert not np.allclose(kept, expected, rtol=1e-3)
