"""Summits inside the game: what they adopt against hand-computed numbers, and what they may depend on."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest

from standoff.compiler import compile_scenario
from standoff.errors import StandoffError
from standoff.scenario import load_text
from standoff.study.rows import parameters_of, prepare_reading, rows_of

MEMBERS = (
    "      north: {position: 2, limit: wish, capability: 3, votes: 4}\n",
    "      south: {position: 1, limit: 1.2 + 1.5 * (pledge == given), salience: 0.5, votes: 2}\n",
    "      west: {position: 0.5, limit: 2.6, votes: 1}\n",
)
MEASURES = (
    [f"adopts_{o}: E(council.adopts({o}))" for o in ("none", "trainers", "force")]
    + [f"reaches_{o}: E(council.reaches({o}))" for o in ("none", "trainers", "force")]
    + [f"blocked_{m}: E(council.blocked_by({m}))" for m in ("north", "south", "west")]
    + ["position: E(council.position())"]
)


def _text(rule: str = "consensus", members: tuple[str, ...] = MEMBERS, wish: str = "2.5") -> str:
    extra = [
        "pledged: P(pledge == given)",
        "given_force: E(council.adopts(force) | pledge == given)",
        "withheld_force: E(council.adopts(force) | pledge == withheld)",
        "withheld_blocked_south: E(council.blocked_by(south) | pledge == withheld)",
        "withheld_blocked_north: E(council.blocked_by(north) | pledge == withheld)",
    ]
    measures = "".join(f"  {line}\n" for line in MEASURES + extra)
    return f"""standoff: 1
title: A meeting
as_of: 2031-03-01
horizon: 2031-12-31
actors:
  chair: {{title: Chair}}
parameters:
  wish: {{draw: "{wish}", set_by: assumed}}
summits:
  council:
    options: [none, trainers, force]
    rule: {rule}
    members:
{"".join(members)}moves:
  pledge: {{by: chair, options: [given, withheld]}}
  meeting:
    chance:
      none: council.adopts(none)
      trainers: council.adopts(trainers)
      force: council.adopts(force)
payoffs:
  chair: {{cost: -1 if pledge == given, step: 2 if meeting == trainers, big: 4 if meeting == force}}
endings: {{nothing: meeting == none, some: otherwise}}
measures:
{measures}play: {{precision: 2}}
"""


def _rows(text: str, draws: int = 1) -> pl.DataFrame:
    return rows_of(
        prepare_reading(compile_scenario(load_text(text).reading())),
        seed=0,
        chunk=1024,
        first=0,
        n_draws=draws,
    )


def _given(text: str, **given: str) -> dict[str, float]:
    """The measures of one draw, with moves fixed."""
    scenario = load_text(text).with_fixed(given).reading()
    rows = rows_of(prepare_reading(compile_scenario(scenario)), seed=0, chunk=1024, first=0, n_draws=1)
    return {key.removeprefix("measure:"): value for key, value in rows.row(0, named=True).items()}


# By hand. Limits: north 2.5, west 2.6, south 1.2 or (after the pledge) 2.7. Trainers stand at 1, force at 2.


def test_summit_by_consensus_adopts_the_highest_option_below_every_limit():
    found = _given(_text(), pledge="given")
    assert (found["adopts_none"], found["adopts_trainers"], found["adopts_force"]) == (0, 0, 1)
    assert (found["reaches_none"], found["reaches_trainers"], found["reaches_force"]) == (1, 1, 1)
    assert [found[f"blocked_{m}"] for m in ("north", "south", "west")] == [0, 0, 0]


def test_summit_by_consensus_stops_below_the_lowest_limit_and_names_who_blocks():
    found = _given(_text(), pledge="withheld")
    assert (found["adopts_none"], found["adopts_trainers"], found["adopts_force"]) == (0, 1, 0)
    assert (found["reaches_none"], found["reaches_trainers"], found["reaches_force"]) == (1, 1, 0)
    assert [found[f"blocked_{m}"] for m in ("north", "south", "west")] == [0, 1, 0]


def test_summit_position_is_the_mean_weighted_by_capability_and_salience():
    found = _given(_text(), pledge="withheld")
    assert found["position"] == pytest.approx((3 * 2 + 0.5 * 1 + 1 * 0.5) / 4.5, abs=1e-12)


@pytest.mark.parametrize(
    ("rule", "adopted"),
    [
        ("unanimity", "trainers"),
        ("majority", "force"),  # north and west are two of three
        ("majority\n    quota: 1", "trainers"),
        ("weighted\n    quota: 5", "force"),  # north and west have five votes of seven
        ("weighted\n    quota: 5.5", "trainers"),
        ("silence\n    cost: 0.9", "force"),  # south is 0.8 below force
        ("silence\n    cost: 0.7", "trainers"),
        ("consensus\n    cost: 0.9", "force"),
    ],
)
def test_summit_adopts_what_its_rule_lets_pass(rule: str, adopted: str):
    assert _given(_text(rule), pledge="withheld")[f"adopts_{adopted}"] == 1


def test_summit_without_limits_lets_pass_what_is_nearer_to_everybody_than_the_status_quo():
    bare = tuple(f"      {n}: {{position: {x}}}\n" for n, x in (("north", 2), ("south", 1.1), ("west", 0.6)))
    found = _given(_text(members=bare), pledge="given")
    assert found["adopts_trainers"] == 1  # west: |1 - 0.6| < 0.6 < |2 - 0.6|
    assert [found[f"blocked_{m}"] for m in ("north", "south", "west")] == [0, 0, 1]


def test_summit_that_depends_on_a_public_move_is_held_once_for_each_history():
    row = _rows(_text()).row(0, named=True)
    assert row["measure:given_force"] == pytest.approx(1, abs=1e-9)
    assert row["measure:withheld_force"] == pytest.approx(0, abs=1e-9)
    assert row["measure:withheld_blocked_south"] == pytest.approx(1, abs=1e-9)
    assert row["measure:withheld_blocked_north"] == pytest.approx(0, abs=1e-9)
    logit = 1 / (1 + np.exp(-2 * (3 - 2)))  # precision 2, between -1 + 4 and 2
    assert row["measure:pledged"] == pytest.approx(logit, abs=1e-6)


@pytest.mark.parametrize("rule", ["consensus", "majority", "weighted\n    quota: 5"])
def test_summit_whose_members_are_permuted_gives_the_same_rows(rule: str):
    first = _rows(_text(rule, wish="uniform(0, 3)"), 100)
    for order in itertools.permutations(MEMBERS):
        other = _rows(_text(rule, order, wish="uniform(0, 3)"), 100)
        for name in first.columns:
            np.testing.assert_allclose(
                other[name].to_numpy(), first[name].to_numpy(), atol=1e-12, err_msg=name
            )


def test_summit_over_draws_follows_the_drawn_limit_draw_by_draw():
    text = _text(wish="uniform(0, 3)")
    compiled = compile_scenario(load_text(text).with_fixed({"pledge": "given"}).reading())
    rows = rows_of(prepare_reading(compiled), seed=0, chunk=64, first=0, n_draws=200)
    wish = parameters_of(compiled, seed=0, first=0, n_draws=200)["wish"]
    expected = np.where(wish >= 2, 2, np.where(wish >= 1, 1, 0))
    found = rows["measure:reaches_trainers"].to_numpy() + rows["measure:reaches_force"].to_numpy()
    assert np.array_equal(found, expected)


def test_summit_that_depends_on_a_later_move_is_refused():
    pledge = "  pledge: {by: chair, options: [given, withheld]}\n"
    text = _text().replace(pledge, "").replace("payoffs:\n", f"{pledge}payoffs:\n", 1)
    with pytest.raises(StandoffError) as caught:
        compile_scenario(load_text(text).reading())
    assert "`pledge`" in str(caught.value)
