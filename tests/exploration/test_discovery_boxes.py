"""Scenario discovery: published boxes, a planted box, the rule for choosing, the tree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.exploration import (
    Discovery,
    ExplorationError,
    Peeling,
    PlainTable,
    cart,
    choose,
    plain_table,
    prim,
    quasi_p,
    reproduced,
)
from standoff.exploration.cart import chance_of_split

DATA = Path(__file__).parent / "data" / "bryant_lempert_2010.csv"
TENTH = Peeling(alpha=0.1)


def _table(x: np.ndarray, names: list[str] | None = None) -> PlainTable:
    known = names or [f"x{i}" for i in range(x.shape[1])]
    return plain_table(x, known, failed=np.zeros(len(x), dtype=bool))


@pytest.fixture(scope="module")
def fuels() -> tuple[PlainTable, np.ndarray, Discovery]:
    """The renewable fuel data, and their boxes."""
    with DATA.open(encoding="utf-8") as file:
        names = file.readline().strip().split(",")[:9]
        rows = np.loadtxt(file, delimiter=",")
    table, cases = _table(rows[:, :9], names), rows[:, 9] > 0.5
    return table, cases, prim(table, cases, settings=TENTH)


def _planted(n: int, n_parameter: int, seed: int) -> tuple[PlainTable, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.random((n, n_parameter))
    width = 0.09 ** (1 / 3)
    inside = ((x[:, :3] > 0.3) & (x[:, :3] < 0.3 + width)).all(axis=1)
    return _table(x), inside ^ (rng.random(n) < 0.02)


@pytest.mark.parametrize(
    ("step", "coverage", "density", "restricted"),
    [(10, 1.0, 0.3007, 3), (15, 0.9213, 0.4824, 4), (18, 0.8427, 0.6198, 4), (20, 0.7978, 0.7320, 4)],
)
def test_prim_on_fuel_data_gives_the_known_boxes(
    fuels: tuple[PlainTable, np.ndarray, Discovery],
    step: int,
    coverage: float,
    density: float,
    restricted: int,
) -> None:
    box = fuels[2].boxes[step]
    assert (round(box.coverage, 4), round(box.density, 4), box.n_restricted) == (
        coverage,
        density,
        restricted,
    )


def test_prim_on_fuel_data_gives_the_known_box_at_step_21(
    fuels: tuple[PlainTable, np.ndarray, Discovery],
) -> None:
    table, cases, found = fuels
    box = found.boxes[21]
    assert (box.n, box.cases, round(box.coverage, 4), round(box.density, 4)) == (87, 67, 0.7528, 0.7701)
    place = {name: table.names.index(name) for name in table.names}
    cost, biomass = place["Cellulosic cost"], place["Total biomass"]
    demand, backstop = place["Demand elasticity"], place["Biomass backstop price"]
    assert set(np.flatnonzero(box.restricted)) == {cost, biomass, demand, backstop}
    limits = [box.low[cost], box.high[biomass], box.low[demand], box.low[backstop]]
    assert limits == pytest.approx([72.65, 755.8, -0.422, 150.05], abs=1e-4)
    p = quasi_p(table, cases, box)
    chances = [p[cost, 0], p[biomass, 1], p[demand, 0], p[backstop, 0]]
    assert chances == pytest.approx([0.157, 4.7e-6, 1.2e-16, 3.5e-11], rel=0.02)
    assert len(found.boxes) == 28


def test_reproduced_on_fuel_data_tells_the_true_restrictions_from_noise(
    fuels: tuple[PlainTable, np.ndarray, Discovery],
) -> None:
    table, cases, found = fuels
    rng = np.random.default_rng(0)
    share = reproduced(table, cases, found.boxes[21], rng=rng, times=20, settings=TENTH).mean(axis=1)
    sure = {table.names[i] for i in np.flatnonzero(share >= 0.95)}
    assert sure == {"Total biomass", "Demand elasticity", "Biomass backstop price"}
    noise = np.delete(share, [i for i, name in enumerate(table.names) if name in sure | {"Cellulosic cost"}])
    assert noise.max() <= 0.4


@pytest.mark.parametrize("seed", [0, 1])
def test_choose_on_a_planted_box_restricts_exactly_its_parameters(seed: int) -> None:
    table, cases = _planted(100_000, 20, seed)
    found = prim(table, cases)
    box = found.boxes[choose(found)]
    assert np.flatnonzero(box.restricted).tolist() == [0, 1, 2]
    assert box.coverage > 0.75
    assert box.density > 0.85
    assert choose(found) < found.n_peeled - 1
    assert found.boxes[found.n_peeled - 1].n_restricted > 3  # what the last box would have said


def test_prim_with_a_tiny_alpha_says_why_it_stopped() -> None:
    table, cases = _planted(5000, 5, 0)
    found = prim(table, cases, settings=Peeling(alpha=0.0005))
    assert found.stopped == "no cut raises the density"
    assert found.boxes[found.n_peeled - 1].n > 500


def test_prim_with_failed_draws_is_that_of_the_others_and_counts_them() -> None:
    table, cases = _planted(4000, 4, 0)
    failed = np.arange(4000) % 5 == 0
    points = np.where(failed[:, None], np.nan, table.points)
    answer = np.where(failed, np.nan, cases.astype(float))
    found = prim(plain_table(points, table.names, failed=failed), answer)
    kept = prim(_table(table.points[~failed], list(table.names)), cases[~failed])
    assert [box.n for box in found.boxes] == [box.n for box in kept.boxes]
    assert (found.n_failed, found.n_used, kept.n_failed) == (800, 3200, 0)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_prim_boxes_hold_what_they_say(seed: int, values: int) -> None:
    rng = np.random.default_rng(seed)
    x = np.stack([rng.integers(values + 1, size=200), rng.random(200)], axis=1).astype(float)
    cases = rng.random(200) < 0.2 + 0.5 * (x[:, 1] > 0.6)
    cases[:2] = [True, False]
    found = prim(_table(x), cases)
    for i, box in enumerate(found.boxes):
        inside = ((x >= box.low) & (x <= box.high)).all(axis=1)
        assert (int(inside.sum()), int(cases[inside].sum())) == (box.n, box.cases)
        if 0 < i < found.n_peeled:
            assert box.density > found.boxes[i - 1].density
            assert box.n < found.boxes[i - 1].n


def test_prim_after_shuffling_the_draws_gives_the_same_boxes() -> None:
    table, cases = _planted(5000, 5, 3)
    order = np.random.default_rng(0).permutation(5000)
    plain, other = prim(table, cases), prim(_table(table.points[order]), cases[order])
    assert [box.low.tolist() for box in other.boxes] == [box.low.tolist() for box in plain.boxes]
    assert [box.high.tolist() for box in other.boxes] == [box.high.tolist() for box in plain.boxes]
    assert choose(other) == choose(plain)


@pytest.mark.parametrize(
    ("cases", "code"),
    [(np.zeros(50), "S726"), (np.ones(50), "S726"), (np.arange(50.0), "S725"), (np.zeros(49), "S720")],
)
def test_prim_of_cases_that_tell_nothing_is_refused(cases: np.ndarray, code: str) -> None:
    with pytest.raises(ExplorationError, match=code):
        prim(_table(np.random.default_rng(0).random((50, 2))), cases)


@pytest.mark.parametrize(
    "wrong", [Peeling(alpha=0), Peeling(alpha=0.5), Peeling(least_mass=0), Peeling(paste_alpha=1)]
)
def test_prim_with_settings_out_of_range_is_refused(wrong: Peeling) -> None:
    x = np.random.default_rng(0).random((50, 2))
    with pytest.raises(ExplorationError, match="S725"):
        prim(_table(x), x[:, 0] > 0.5, settings=wrong)


def test_cart_on_a_planted_box_finds_a_dense_leaf_on_its_parameters() -> None:
    table, cases = _planted(20_000, 6, 0)
    found = cart(table, cases, depth=6)
    assert found.leaves[0].density > 0.85
    assert np.flatnonzero(found.leaves[0].restricted).tolist() == [0, 1, 2]
    assert found.leaves[0].coverage > 0.7


def test_cart_leaves_together_hold_every_draw_once() -> None:
    table, cases = _planted(3000, 4, 1)
    found = cart(table, cases, depth=5, least_leaf=0.01)
    assert sum(leaf.n for leaf in found.leaves) == 3000
    assert sum(leaf.cases for leaf in found.leaves) == int(cases.sum())
    assert min(leaf.n for leaf in found.leaves) >= 30
    held = [((table.points > leaf.low) | (leaf.low == table.points.min(axis=0))).all(axis=1)
            & (table.points <= leaf.high).all(axis=1) for leaf in found.leaves]  # fmt: skip
    assert (np.sum(held, axis=0) == 1).all()


@pytest.mark.parametrize(("n", "least", "share"), [(400, 20, 0.3), (2000, 40, 0.1), (300, 6, 0.5)])
def test_chance_of_a_split_is_that_of_permuted_cases(n: int, least: int, share: float) -> None:
    rng = np.random.default_rng(n)
    cases = np.arange(n) < share * n
    sizes, held = np.arange(1, n), int(cases.sum())
    falls = []
    for _ in range(2000):
        k = np.cumsum(rng.permutation(cases))[:-1]
        split = k * (1 - k / sizes) + (held - k) * (1 - (held - k) / (n - sizes))
        falls.append(1 - split[least - 1 : n - least].min() / (held * (1 - held / n)))
    for quantile, low, high in ((0.9, 0.08, 0.15), (0.99, 0.005, 0.02)):
        assert low <= chance_of_split(float(np.quantile(falls, quantile)), n, least) <= high


def test_cart_at_a_level_finds_the_planted_box_and_hardly_ever_a_split_in_noise() -> None:
    table, cases = _planted(20_000, 6, 0)
    found = cart(table, cases, depth=6, level=0.01)
    assert np.flatnonzero(found.leaves[0].restricted).tolist() == [0, 1, 2]
    rng, split = np.random.default_rng(9), 0
    for _ in range(100):
        noise = _table(rng.random((500, 5)))
        split += len(cart(noise, rng.random(500) < 0.3, depth=2, level=0.05).leaves) > 1
        assert (
            len(cart(noise, rng.random(500) < 0.3, depth=2).leaves) > 1
        )  # without a level there is always one
    assert split <= 12  # 5 expected of 100


def test_cart_counts_all_parameters_that_were_looked_at() -> None:
    rng = np.random.default_rng(12)
    every = rng.random((600, 200))
    cases = rng.random(600) < 0.3
    best = np.argsort([-abs(np.corrcoef(column, cases)[0, 1]) for column in every.T])[:5]
    few = _table(every[:, best])
    assert (
        len(cart(few, cases, depth=2, level=0.05).leaves) > 1
    )  # the five best of two hundred look like something
    assert len(cart(few, cases, depth=2, level=0.05, looked_at=200).leaves) == 1


@pytest.mark.parametrize("wrong", [{"depth": 0}, {"least_leaf": 0.0}, {"least_leaf": 0.6}, {"level": 0.0}])
def test_cart_with_settings_out_of_range_is_refused(wrong: dict[str, float]) -> None:
    x = np.random.default_rng(0).random((50, 2))
    with pytest.raises(ExplorationError, match="S725"):
        cart(_table(x), x[:, 0] > 0.5, **wrong)  # type: ignore[arg-type]
