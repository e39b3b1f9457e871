"""Numbers that only some actors know: types and cells, against closed forms and a plain second reading."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, special

from standoff.compiler import compile_scenario, expected_totals, process_columns, with_types
from standoff.game import SOLVED, bind, check_chance
from standoff.scenario import load_text
from standoff.scenario.records import Scenario
from standoff.solvers import solve
from tests.compiler.oracle import Oracle
from tests.compiler.test_exactness import drawn

ENTRY = """standoff: 1
title: Entry
as_of: 2031-01-01
horizon: 2031-12-31
actors: {entrant: Entrant, owner: Owner}
parameters:
  PARAMETERS
moves:
  enter: {by: entrant, options: [inside, out]}
  fight: {by: owner, when: enter == inside, options: [resist, share]}
payoffs:
  entrant: {loss: -1 if fight == resist, gain: 1.5 if fight == share}
  owner: {cost: -COST if fight == resist, shame: -1 if fight == share}
endings: {fought: fight == resist, shared: fight == share, quiet: otherwise}
measures: {price: E(payoff(owner))}
play: {precision: {entrant: 1.3, owner: OWNER}}
"""
COST = "cost: {draw: 'uniform(0, 3)', known_to: KNOWN, cells: CELLS}"


def entry(
    cells: int = 3, known: str = "[owner]", *, owner: float = 4.0, parameters: str = "", cost: str = "cost"
) -> Scenario:
    told = COST.replace("KNOWN", known).replace("CELLS", str(cells))
    text = ENTRY.replace("PARAMETERS", parameters or told).replace("COST", cost)
    return load_text(text.replace("OWNER", str(owner))).reading()


def played(scenario: Scenario, n_draws: int = 5, *, merge: bool = True):
    """Endings and measures by draw, beside the compiled game and all columns."""
    compiled = compile_scenario(scenario, merge=merge)
    columns = drawn(compiled.scenario, n_draws)
    columns |= process_columns(compiled.scenario, compiled.outputs, columns, n_draws)
    bound = bind(compiled.game, columns, n_draws)
    check_chance(compiled.game, bound)
    solution = solve(bound)
    assert (solution.status == SOLVED).all()
    item = expected_totals(compiled, bound, columns, solution.probability)
    found = {name: item[:, r.numerator] for name, r in {**compiled.endings, **compiled.measures}.items()}
    return found, compiled, columns


def fights(cost, precision: float = 4.0):
    """The chance that an owner with this cost resists."""
    return special.expit(precision * (1.0 - cost))


def enters(chance_of_fight: float) -> float:
    return float(special.expit(1.3 * (1.5 - 2.5 * chance_of_fight)))


def test_cells_refined_come_to_the_closed_form() -> None:
    exact = enters(integrate.quad(lambda c: fights(c) / 3.0, 0.0, 3.0)[0])
    errors = {}
    for cells in (2, 3, 6, 9):
        found, _, _ = played(entry(cells), 2)
        errors[cells] = abs(1.0 - found["quiet"][0] - exact)
        means = 3.0 * (np.arange(cells) + 0.5) / cells
        assert 1.0 - found["quiet"][0] == pytest.approx(enters(fights(means).mean()), abs=1e-9)
    assert errors[3] < 0.01
    assert errors[9] < errors[6] < errors[2]
    assert errors[9] < errors[3] / 6  # the error of a midpoint falls with the square of the cells


def test_sharp_threshold_is_met_to_within_half_a_cell() -> None:
    for cells in (2, 3, 5, 9):
        found, _, columns = played(entry(cells, owner=400.0), 6)
        believed = (1.5 - special.logit(1.0 - found["quiet"][0]) / 1.3) / 2.5
        assert abs(believed - 1.0 / 3.0) <= 0.5 / cells + 1e-6  # costs below 1 fight: a third of them
        np.testing.assert_allclose(found["fought"] > 0.01, columns["cost"] < 1.0)


def test_owner_plays_its_own_draw_and_the_others_belief_does_not_move_with_it() -> None:
    found, _, columns = played(entry(), 40)
    inside = 1.0 - found["quiet"]
    np.testing.assert_allclose(inside, inside[0], atol=1e-10)
    np.testing.assert_allclose(found["fought"], inside * fights(columns["cost"]), atol=1e-9)
    assert columns["cost"].max() > columns["cost.cell(cell_3)[]"][0]  # beyond all that is believed in
    price = -inside * (columns["cost"] * fights(columns["cost"]) + 1.0 - fights(columns["cost"]))
    np.testing.assert_allclose(found["price"], price, atol=1e-9)


def test_number_known_to_nobody_is_played_at_its_mean_and_paid_at_its_draw() -> None:
    found, compiled, columns = played(entry(known="nobody"), 6)
    chance = fights(1.5)
    np.testing.assert_allclose(found["fought"], enters(chance) * chance, atol=1e-9)
    assert compiled.scenario.moves["cost.type"].sees == frozenset()
    price = -enters(chance) * (columns["cost"] * chance + 1.0 - chance)
    np.testing.assert_allclose(found["price"], price, atol=1e-9)


def test_number_known_to_all_is_the_game_without_the_key() -> None:
    plain = entry(parameters="cost: {draw: 'uniform(0, 3)'}")
    assert with_types(plain) is plain
    known = entry(known="[entrant, owner]")
    assert with_types(known) is known
    one, other = (compile_scenario(s).game for s in (plain, known))
    for name in ("kind", "child", "infoset", "chance", "payoff", "sum_cell"):
        assert getattr(one.arrays, name).tobytes() == getattr(other.arrays, name).tobytes()


def test_private_number_is_the_same_game_as_a_type_written_by_hand() -> None:
    types = (
        "moves:\n  kind:\n    chance: {truth: 1, low: 0, high: rest}\n    seen_by: [owner]\n"
        "    believed:\n      entrant: {truth: 0, low: 0.5, high: rest}\n"
        "      owner: {truth: 0.2, low: 0.4, high: rest}\n"
    )
    own = "(cost * (kind == truth) + 0.75 * (kind == low) + 2.25 * (kind == high))"
    hand = ENTRY.replace("PARAMETERS", "cost: uniform(0, 3)").replace("OWNER", "4")
    hand = hand.replace("moves:\n", types, 1).replace("COST", own)
    by_hand, game, _ = played(load_text(hand).reading())
    found, compiled, _ = played(entry(2))
    assert compiled.game.arrays.n_nodes == game.game.arrays.n_nodes
    assert compiled.game.arrays.child.tobytes() == game.game.arrays.child.tobytes()
    for name, values in by_hand.items():
        np.testing.assert_allclose(found[name], values, atol=1e-9, err_msg=name)


def test_cells_given_a_public_number_follow_its_draw() -> None:
    parameters = (
        "size: {draw: 'normal(0, 1)'}\n  cost: {draw: 'normal(1, 2)', known_to: [owner], cells: 3}\n"
        "correlations: [{between: [size, cost], rank: 0.6}]"
    )
    _, compiled, columns = played(entry(parameters=parameters, cost="cost + 0 * size"), 6)
    r = 2.0 * np.sin(np.pi * 0.6 / 6.0)
    edges = special.ndtri(np.array([0.0, 1 / 3, 2 / 3, 1.0]))
    density = np.exp(-(edges**2) / 2) / np.sqrt(2 * np.pi)
    for k in range(3):
        middle = 3.0 * (density[k] - density[k + 1])
        wanted = 1.0 + 2.0 * (r * columns["size"] + np.sqrt(1 - r * r) * middle)
        np.testing.assert_allclose(columns[f"cost.cell(cell_{k + 1})[]"], wanted, atol=1e-5)
    assert "size" in compiled.columns_needed


JOINT = (
    "size: {draw: 'normal(0, 1)'}\n  cost: {draw: 'uniform(0, 3)', known_to: [owner], cells: 3}\n"
    "  gain: {draw: 'uniform(0, 2)', known_to: GAIN, cells: 2}\n"
    "correlations: [{between: [cost, gain], rank: 0.7}, {between: [cost, size], rank: 0.3}]"
)


def joint(known: str) -> Scenario:
    text = ENTRY.replace("PARAMETERS", JOINT.replace("GAIN", known)).replace("OWNER", "2")
    return load_text(text.replace("COST", "cost").replace("gain: 1.5", "gain: gain + 0 * size")).reading()


@pytest.mark.parametrize("known", ["[entrant]", "[owner]", "nobody"])
def test_joint_cells_agree_with_a_plain_second_reading(known: str) -> None:
    found, compiled, columns = played(joint(known), 3)
    plain, _, _ = played(joint(known), 3, merge=False)
    for name, values in plain.items():
        np.testing.assert_allclose(found[name], values, atol=1e-8, err_msg=name)
    oracle = Oracle(compiled.scenario, {n: c[1] for n, c in columns.items()})
    oracle.solve()
    for name, chance in oracle.endings().items():
        assert found[name][1] == pytest.approx(chance, abs=1e-7)


def test_beliefs_about_a_correlated_number_are_those_of_bayes() -> None:
    """Each actor's belief over joint types, given what it knows, is the copula's."""
    compiled = compile_scenario(joint("[entrant]"))
    columns = drawn(compiled.scenario, 4)
    columns |= process_columns(compiled.scenario, compiled.outputs, columns, 4)
    oracle = Oracle(compiled.scenario, {n: c[2] for n, c in columns.items()})
    cost, gain = (compiled.scenario.moves[f"{name}.type"] for name in ("cost", "gain"))
    level = {n: special.ndtri(columns[n][2] / top) for n, top in (("cost", 3.0), ("gain", 2.0))}
    scenario = compiled.scenario
    # what is left of the normal scores once `size` is known
    r, s = (2.0 * np.sin(np.pi * rank / 6.0) for rank in (0.7, 0.3))
    centre, spread = s * columns["size"][2], np.sqrt(1 - s * s)
    left = r / spread
    own = (level["cost"] - centre) / spread
    given_cost = special.ndtr((0.0 - left * own) / np.sqrt(1 - left**2))
    owner = oracle._shares(gain.believed["owner"], {"cost.type": "truth"})
    assert owner["truth"] == 0.0
    assert owner["cell_1"] == pytest.approx(given_cost, abs=1e-9)
    first = oracle._shares(cost.believed["entrant"], {})
    weights = {}
    for cell, share in first.items():
        weights[cell] = share * oracle._shares(gain.believed["entrant"], {"cost.type": cell})["truth"]
    edges = special.ndtri(np.array([0.0, 1 / 3, 2 / 3, 1.0]))
    wanted = np.diff(special.ndtr((edges - left * level["gain"]) / np.sqrt(1 - left**2)))
    total = sum(weights.values())
    assert [weights[f"cell_{k}"] / total for k in (1, 2, 3)] == pytest.approx(list(wanted), abs=1e-9)
    assert weights["truth"] == 0.0
    for move in (cost, gain):
        for actor in scenario.actors:
            for before in ("truth", "cell_1", "cell_2", "cell_3"):
                row = oracle._shares(move.believed[actor], {"cost.type": before})
                assert sum(row.values()) == pytest.approx(1.0, abs=1e-12)


def test_derived_number_reads_the_types_of_what_it_is_made_of() -> None:
    parameters = COST.replace("KNOWN", "[owner]").replace("CELLS", "3") + "\n  burden: {is: 2 * cost - 0.5}"
    scenario = entry(parameters=parameters, cost="burden")
    assert scenario.parameters["burden"].known_to == {"owner"}
    found, compiled, columns = played(scenario)
    assert "burden.type" not in compiled.scenario.moves
    chance = np.mean([fights(2 * c - 0.5) for c in (0.5, 1.5, 2.5)])
    np.testing.assert_allclose(1.0 - found["quiet"], enters(chance), atol=1e-9)
    np.testing.assert_allclose(found["fought"], enters(chance) * fights(columns["burden"]), atol=1e-9)


def test_private_chance_is_believed_by_cells_and_true_by_its_draw() -> None:
    text = ENTRY.replace("PARAMETERS", "p: {draw: 'beta(2, 3)', known_to: [owner], cells: 4}").replace(
        "  enter:", "  storm: {chance: {yes: p, no: rest}, seen_by: []}\n  enter:"
    )
    text = text.replace("COST", "2 * (storm == yes)").replace("OWNER", "2")
    found, _, columns = played(load_text(text).reading(), 4)
    chance = np.mean([fights(2 * columns[f"p.cell(cell_{k})[]"][0], 2.0) for k in (1, 2, 3, 4)])
    np.testing.assert_allclose(1.0 - found["quiet"], enters(chance), atol=1e-9)
    np.testing.assert_allclose(found["fought"], enters(chance) * fights(2 * columns["p"], 2.0), atol=1e-9)


def test_answer_moves_without_a_jump_with_the_draw() -> None:
    compiled = compile_scenario(entry())
    value = np.linspace(0.0, 3.0, 301)
    columns = {
        "cost": value,
        **{n: np.full(301, v) for n, v in (("precision_entrant", 1.3), ("precision_owner", 4.0))},
    }
    columns |= process_columns(compiled.scenario, compiled.outputs, columns, 301)
    bound = bind(compiled.game, columns, 301)
    item = expected_totals(compiled, bound, columns, solve(bound).probability)
    fought = item[:, compiled.endings["fought"].numerator]
    assert np.abs(np.diff(fought)).max() < 0.012
    assert np.ptp(fought) > 0.4


def test_sharp_play_with_a_private_number_is_solved() -> None:
    sharp = ENTRY.replace("PARAMETERS", COST.replace("KNOWN", "[owner]").replace("CELLS", "3"))
    sharp = sharp.replace("COST", "cost").replace(
        "play: {precision: {entrant: 1.3, owner: OWNER}}", "play: sharp"
    )
    found, _, columns = played(load_text(sharp).reading(), 4)
    np.testing.assert_allclose(found["quiet"], 0.0, atol=1e-9)  # one cell of three fights
    np.testing.assert_allclose(found["fought"], (columns["cost"] < 1.0).astype(float), atol=1e-9)


def test_reading_keeps_who_knows_a_number_that_it_draws_otherwise() -> None:
    text = ENTRY.replace("PARAMETERS", COST.replace("KNOWN", "[owner]").replace("CELLS", "4"))
    text = text.replace("COST", "cost").replace("OWNER", "4") + (
        "readings:\n  low: {parameters: {cost: 'uniform(0, 1)'}}\n"
        "  told: {parameters: {cost: 0.4}}\n"
        "  blind: {parameters: {cost: {draw: 'uniform(0, 3)', known_to: nobody}}}\n"
    )
    loaded = load_text(text)
    low, told, blind = (loaded.reading(name).parameters["cost"] for name in ("low", "told", "blind"))
    assert (low.known_to, low.cells) == ({"owner"}, 4)
    assert told.known_to is None  # a number that a reading fixes is known to all
    assert (blind.known_to, blind.cells) == (frozenset(), 4)
