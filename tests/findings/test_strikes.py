"""Strike-outs are exact: the answer without a claim is that of the scenario without it."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from strike_toys import BARRIER, context_over

from standoff.errors import RunError
from standoff.findings.context import Context, column, open_context
from standoff.findings.strike_out import analysis as room
from standoff.findings.strike_out.analysis import Ask, strikes
from standoff.findings.strike_out.paired_differences import Answer, change
from standoff.findings.strike_out.removal import reduced_to, strike
from standoff.findings.strike_out.resolve import Strike, StrikeWork
from standoff.findings.strike_out.targets import CLAIM, Target
from standoff.results.findings.strikes import StrikeEffect, Strikes
from standoff.results.run.files import json_text
from standoff.results.run.manifest import read_manifest, write_manifest

DRAWS = 2000


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return context_over(tmp_path_factory.mktemp("barrier") / "run")


@pytest.fixture(scope="module")
def whole(context: Context) -> Strikes:
    return strikes(context, draws=DRAWS, workers=1)


def _effect(found: Strikes, claims: tuple[str, ...], reading: str = "as_written") -> StrikeEffect:
    told = found.readings[reading]
    target = next(t for t in told.targets if t.claims == claims)
    assert target.effect is not None
    return told.effects[target.effect]


def _text(effects: tuple[StrikeEffect, ...]) -> str:
    """As it is written: ten significant digits."""
    return json_text([effect.model_dump() for effect in effects])


def _struck(context: Context, claims: tuple[str, ...], method: str = "solve") -> StrikeEffect:
    found = strikes(
        context, draws=DRAWS, workers=1, ask=Ask(method, lambda _made: [Target(CLAIM, "it", claims)])
    )
    return _effect(found, claims)


@pytest.mark.parametrize(
    ("claims", "old", "new"),
    [
        (("c1",), 'draw: "beta(8, 2)"', 'draw: "beta(2, 2)"'),
        (
            ("c2", "c3"),
            'draw: "beta(2, 8)", unit: probability, set_by: quote',
            "draw: uniform(0, 1), set_by: quote",
        ),
    ],
)
def test_strike_of_a_number_equals_the_run_of_the_text_without_it(
    context: Context, tmp_path: Path, claims: tuple[str, ...], old: str, new: str
) -> None:
    if "uniform" in new:
        new = 'draw: "uniform(0, 1)", unit: probability, set_by: quote'
    assert old in BARRIER
    other = context_over(tmp_path / "other", BARRIER.replace(old, new)).run.rows("as_written")
    effect = _struck(context, claims)
    for name, told in effect.outcomes.items():
        assert told.after == pytest.approx(float(np.nanmean(column(other, name))), abs=1e-12)


def test_strike_of_a_move_equals_the_run_with_the_move_switched_off(tmp_path: Path) -> None:
    text = BARRIER.replace("  calm:\n", "  calm:\n    moves: {pumps: off}\n").replace(
        'p_storm: {draw: "beta(2, 8)", set_by: elicited, because: [c5]}', "cost: 2"
    )
    text = text.replace('cost: {draw: "lognormal(median=2, sd=0.3)"', "cost: {draw: 2")
    effect = _effect(
        strikes(context_over(tmp_path / "a", text), draws=DRAWS, workers=1), ("c4",), "as_written"
    )
    off = context_over(tmp_path / "b", text).run.rows("calm")
    assert effect.moves == ("pumps",)
    assert effect.outcomes["ending:flood"].after == 0.0
    for name, told in effect.outcomes.items():
        assert told.after == pytest.approx(float(np.nanmean(column(off, name))), abs=1e-12)


def test_known_answers_of_a_chance_of_two_numbers(context: Context) -> None:
    """P(breaks) = E[p_storm] E[p_break]; both are independent, so that means multiply."""
    both = _struck(context, ("c1", "c2", "c3")).outcomes
    left = both["ending:wet"].after + both["ending:flood"].after
    assert left == pytest.approx(0.5 * 0.5, abs=4 * 0.2 / np.sqrt(DRAWS))
    alone = _struck(context, ("c1",)).outcomes["measure:struck_by_storm"]
    assert alone.before == pytest.approx(0.8, abs=4 * 0.12 / np.sqrt(DRAWS))
    assert alone.after == pytest.approx(0.5, abs=4 * 0.23 / np.sqrt(DRAWS))


def test_error_of_the_difference_covers_the_known_difference_over_blocks_of_draws(tmp_path: Path) -> None:
    """E[p_storm] falls from 0.8 to 0.5: in 40 blocks of 200 draws by 0.3 within the error told."""
    context = context_over(tmp_path / "run", draws=8000)
    made = context.readings["as_written"]
    struck = reduced_to(made.compiled.scenario, strike(made.compiled.scenario, ["c1"]), made.names)
    work = StrikeWork(
        context.seed, {}, {"as_written": pickle.dumps(made.compiled)}, {("as_written", 0): struck}
    )
    name, base = "measure:struck_by_storm", context.run.rows("as_written")
    standard = []
    for first in range(0, 8000, 200):
        rows = work.rows(Strike("as_written", 0, first, 200), first, 200)
        assert isinstance(rows, pl.DataFrame)
        pair = [Answer(column(frame, name), np.ones(200)) for frame in (base.slice(first, 200), rows)]
        told = change(*pair)
        standard.append((told.difference + 0.3) / told.error)
    assert np.abs(standard).max() < 4.0
    assert 0.7 < np.std(standard) < 1.4


def test_common_draws_make_the_difference_much_surer_than_the_answers(whole: Strikes) -> None:
    told = _effect(whole, ("c2", "c3")).outcomes["measure:struck_by_storm"]
    assert abs(told.difference) < 1e-12
    assert told.error < 1e-12
    assert told.clear is False


@pytest.mark.parametrize("claims", [("c1",), ("c2", "c3")])
def test_reweighting_agrees_with_solving_again_to_monte_carlo_error(
    tmp_path: Path, claims: tuple[str, ...]
) -> None:
    text = BARRIER.replace('draw: "beta(8, 2)"', 'draw: "beta(3, 2)"').replace(
        '"beta(2, 8)", unit', '"beta(2, 3)", unit'
    )
    context = context_over(tmp_path / "run", text, draws=DRAWS)
    again, weighted = _struck(context, claims), _struck(context, claims, "reweight")
    assert again.method == "solved again"
    assert weighted.method == "reweighted"
    assert 300 < weighted.effective_draws < DRAWS
    for name, told in again.outcomes.items():
        other = weighted.outcomes.get(name)
        if other is not None and told.after is not None:
            error = np.hypot(told.error, other.error) + 1e-9
            assert abs(told.after - other.after) < 4 * error, name


def test_reweighting_of_correlated_numbers_agrees_with_solving_again(tmp_path: Path) -> None:
    text = BARRIER.replace('draw: "beta(8, 2)"', 'draw: "beta(3, 2)"')
    text = text.replace('"beta(2, 8)", unit', '"beta(2, 3)", unit').replace(
        "moves:\n  leave", "correlations:\n  - {between: [p_storm, p_break], rank: 0.7}\nmoves:\n  leave", 1
    )
    context = context_over(tmp_path / "run", text, draws=8000)
    again, weighted = (
        _effect(
            strikes(context, draws=8000, workers=1, ask=Ask(m, lambda _: [Target(CLAIM, "it", ("c1",))])),
            ("c1",),
        ).outcomes["ending:wet"]
        for m in ("solve", "reweight")
    )
    error = np.hypot(again.error, weighted.error)
    assert abs(again.after - weighted.after) < 4 * error
    assert abs(again.difference) > 4 * error


def test_auto_solves_again_where_the_weights_are_not_to_be_trusted(context: Context) -> None:
    assert _struck(context, ("c1",), "auto").method == "solved again"  # beta(8, 2) knows little of 0.2
    assert _struck(context, ("c1",), "reweight").trusted is False


def test_effects_that_are_the_same_are_solved_once(whole: Strikes) -> None:
    told = whole.readings["as_written"]
    kinds = {(t.kind, t.name): t.effect for t in told.targets}
    assert kinds["claim", "c6"] is None
    assert kinds["document", "paper"] == kinds["claim", "c1"]
    assert len(told.effects) == len({t.effect for t in told.targets} - {None})


def test_target_that_carries_nothing_says_why(whole: Strikes) -> None:
    told = {t.name: t for t in whole.readings["as_written"].targets if t.kind == "claim"}
    assert told["c6"].why == "it carries no number of this reading"
    assert told["c2"].why == "all that rests on it rests on other claims too"
    assert told["c5"].effect is not None


def test_claims_are_ranked_by_the_size_of_what_is_told_from_zero(whole: Strikes) -> None:
    told = whole.readings["as_written"]
    ranked = told.ranked["ending:flood"]
    sizes = [abs(told.effects[i].outcomes["ending:flood"].difference) for i in ranked]
    assert sizes == sorted(sizes, reverse=True)
    assert all(told.effects[i].outcomes["ending:flood"].clear for i in ranked)


def test_carriers_name_claim_claimant_and_what_it_would_become(whole: Strikes) -> None:
    carriers = whole.readings["as_written"].carriers
    assert set(carriers) == {"ending:dry", "conclusion:it_floods"}
    first = carriers["conclusion:it_floods"][0]
    assert [claim.name for claim in first.claims] == ["c1"]
    assert first.claims[0].claimant == "author"
    assert first.parameters[0].to == "beta(2, 2)"
    assert first.before > 0.9 > first.after > 0.3


def test_best_option_that_flips_is_told_with_its_shares(tmp_path: Path) -> None:
    """With a storm for sure staying drowns: 5 x 0.9 x 0.6 > 2; a barrier that holds makes leaving vain."""
    text = BARRIER.replace(
        '"beta(2, 8)", unit: probability, set_by: quote', '"beta(1, 30)", unit: probability, set_by: quote'
    )
    text = text.replace('prior: "uniform(0, 1)"', 'prior: "beta(60, 1)"').replace(
        "beta(6, 4)", "beta(90, 10)"
    )
    text = text.replace("-5 if pumps", "-9 if pumps")
    effect = _struck(context_over(tmp_path / "flip", text), ("c2", "c3"))
    assert [(f.actor, f.move) for f in effect.flips] == [("city", "leave")]
    assert effect.flips[0].before.option == "stay"
    assert effect.flips[0].after.option == "leave"
    assert effect.flips[0].after.share > 0.5


def test_pair_of_claims_that_multiply_is_found_and_is_the_known_product(tmp_path: Path) -> None:
    """P(wet) = a b: what both strikes do beyond their sum is (change of a)(change of b)."""
    text = BARRIER.replace("because: [c2, c3], prior", "because: [c2], prior")
    told = strikes(context_over(tmp_path / "run", text), draws=DRAWS, workers=1).readings["as_written"]
    kinds = {t.effect: t.name for t in told.targets if t.kind == "claim"}
    pair = next(p for p in told.pairs if {kinds[i] for i in p.effects} == {"c1", "c2"})
    dry = pair.outcomes["ending:dry"]
    assert dry.difference == pytest.approx(-(0.5 - 0.8) * (0.5 - 0.2), abs=4 * dry.error + 0.01)
    assert dry.both - dry.apart == pytest.approx(dry.difference, abs=1e-12)


def test_failed_draws_are_left_out_of_both_sides_and_counted(tmp_path: Path) -> None:
    text = BARRIER.replace("drowned: -5 if", "drowned: -5 * sqrt(p_break - 0.05) if")
    context = context_over(tmp_path / "run", text)
    n_failed = int((context.run.rows("as_written")["status"] != 0).sum())
    assert n_failed > 20
    effect = _struck(context, ("c1",))
    assert effect.failed_before == effect.failed_after == n_failed
    assert effect.used == DRAWS - n_failed
    other = _struck(context, ("c2", "c3"))
    assert 0 < other.failed_after < n_failed  # the same uniform numbers: where it fails, it failed before
    assert other.used == DRAWS - n_failed


def test_strike_that_leaves_no_valid_chances_is_refused_with_the_reason(tmp_path: Path) -> None:
    text = (
        BARRIER.replace(
            "storm: {chance: {hits: p_storm, misses: rest}}", "storm: {chance: {hits: p_storm, misses: rest}}"
        )
        .replace(
            "chance: {breaks: p_break, holds: rest}", "chance: {breaks: p_break, holds: 0.7, slips: rest}"
        )
        .replace(
            '"beta(2, 8)", unit: probability, set_by: quote',
            '"uniform(0, 0.3)", unit: probability, set_by: quote',
        )
    )
    effect = _struck(context_over(tmp_path / "run", text), ("c2", "c3"))
    assert effect.refused.startswith("S601")
    assert effect.outcomes == {}


def test_other_number_of_workers_gives_the_same_text(context: Context, whole: Strikes) -> None:
    assert json_text(strikes(context, draws=DRAWS, workers=2).content()) == json_text(whole.content())


def test_strikes_in_pieces_are_the_same(
    context: Context, whole: Strikes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PIECE", 900)
    monkeypatch.setattr(room, "PAIR_DRAWS", 800)
    found = strikes(context, draws=DRAWS, workers=1).readings["calm"].effects
    assert _text(found) == _text(whole.readings["calm"].effects)


def test_observed_run_is_struck_with_its_weights(tmp_path: Path) -> None:
    context = context_over(tmp_path / "seen", observed={"storm": "hits"})
    told = _struck(context, ("c1",)).outcomes
    assert told["measure:struck_by_storm"].after == pytest.approx(1.0)
    assert told["measure:struck_by_storm"].clear is False


def test_more_draws_than_the_run_has_are_not_made_up(context: Context) -> None:
    found = strikes(context, draws=10**6, workers=1, ask=Ask(find=lambda _: [Target(CLAIM, "c1", ("c1",))]))
    assert found.struck_draws == DRAWS


def test_strike_that_moves_next_to_nothing_is_not_followed_and_says_on_how_many_draws(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PILOT", 600)
    monkeypatch.setattr(room, "SMALL", 0.1)
    targets = [Target(CLAIM, "c1", ("c1",)), Target(CLAIM, "c5", ("c5",))]  # c5: where nobody sees it
    found = strikes(context, draws=DRAWS, workers=1, ask=Ask(find=lambda _: targets, moves=False))
    told = found.readings["as_written"].effects
    assert [effect.draws for effect in told] == [DRAWS, 600]
    whole = strikes(
        context, draws=DRAWS, workers=1, ask=Ask(find=lambda _: targets, moves=False, pilot=False)
    )
    assert _text(whole.readings["as_written"].effects[:1]) == _text(told[:1])


def test_reading_of_which_no_looked_at_draw_is_solved_is_refused(tmp_path: Path) -> None:
    text = BARRIER.replace("drowned: -5 if", "drowned: -5 * sqrt(p_break - 0.18) if")
    for seed in range(20):
        context = context_over(tmp_path / str(seed), text, draws=8, seed=seed)
        if context.run.rows("as_written")["status"][0] != 0:
            break
    with pytest.raises(RunError, match=r"S737.*first 1 draws.*Take more draws"):
        strikes(context, draws=1, workers=1)


def test_unfinished_run_is_not_struck(tmp_path: Path) -> None:
    folder = context_over(tmp_path / "run", draws=16).folder
    stored = read_manifest(folder)
    assert stored is not None
    write_manifest(folder, stored.model_copy(update={"finished": False}))
    with pytest.raises(RunError, match=r"S730.*not finished.*--resume"):
        open_context(folder)
