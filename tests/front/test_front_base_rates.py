"""Base rates by name: the shipped table, the distribution that a name stands for, and what is refused."""

from __future__ import annotations

import csv
from importlib import resources

import numpy as np
import pytest

from standoff import front
from standoff.draws import no_spans, parse_distribution
from standoff.errors import StandoffError
from standoff.scenario import load_text

TABLE = (resources.files("standoff.draws") / "data" / "base_rates.csv").read_text(encoding="utf-8")
ROWS = list(csv.DictReader(TABLE.splitlines()))
TEXT = """\
standoff: 1
title: A guarantee
as_of: 2031-03-01
horizon: 2031-12-31
documents: {paper: {title: A study}}
claims: {c1: {document: paper, says: The cases are like this one.}}
actors: {ally: Ally}
parameters:
  p: PARAMETER
moves:
  help: {chance: {fights: p, stays: rest}}
payoffs: {ally: {name: 1 if help == fights}}
endings: {over: otherwise}
play: {precision: 2}
"""


def _parameter(written: str):  # type: ignore[no-untyped-def]
    loaded = load_text(TEXT.replace("PARAMETER", written), "guarantee")
    return loaded, loaded.reading().parameters["p"]


def test_base_rates_come_with_definition_counts_and_prior() -> None:
    assert len(front.base_rates()) == len(ROWS) == 47
    rate = front.base_rate("deterrence_holds_nuclear")
    assert (rate.k, rate.n, rate.prior) == (12, 15, "beta(12.5, 3.5)")
    assert "12 of 15" in rate.text()
    assert "Huth" in rate.text()
    narrowed = front.base_rate("defender_fights_nuclear")
    assert narrowed.definition.startswith("extended deterrence holds | nuclear-armed defender ... ")


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_base_rate_agrees_with_the_prior_and_rate_that_its_table_prints(row: dict[str, str]) -> None:
    rate = front.base_rate(row["name"])
    if rate.is_empty:
        assert row["prior_a"] == row["rate"] == ""
        return
    family = "gamma({}, rate={})" if row["per"] else "beta({}, {})"
    assert rate.prior == family.format(f"{float(row['prior_a']):g}", f"{float(row['prior_b']):g}")
    drawn = parse_distribution(f"base_rate({rate.name})", no_spans, "x")
    low, high = drawn.quantile(np.array([0.025, 0.975]))
    assert float(row["lo95"]) == pytest.approx(low if rate.k else 0.0, abs=2e-3)
    upper = high if rate.k else float(row["hi95"])  # an interval of no case is one-sided by custom
    assert float(row["hi95"]) == pytest.approx(upper, abs=2e-3)
    assert float(row["rate"]) == pytest.approx(rate.k / rate.n, rel=2e-3, abs=1e-4)
    assert rate.selected


def test_base_rates_of_battles_are_those_that_the_battles_give() -> None:
    from tests.front.test_front_forecasts import _battles

    found = front.battle_rates(_battles().between(1914, 1982))
    for name, counted in (
        ("attacker_wins_battle", found.wins),
        ("breakthrough_in_battle", found.breakthroughs),
        ("breakthrough_a_battle_day", found.hazard),
        ("breakthrough_an_operation_day", found.operation_hazard),
    ):
        rate = front.base_rate(name)
        assert (rate.k, rate.n) == counted


def test_base_rate_of_breakthroughs_a_month_is_counted_from_the_shipped_months() -> None:
    series = front.read_series(front.shipped("ukraine-area"), "area.csv")
    gain = series.columns["gain"][series.row_of("2022-05") :]
    rate = front.base_rate("breakthrough_a_month")
    assert (rate.k, rate.n) == (int((gain >= front.BREAKTHROUGH).sum()), len(gain)) == (0, 22)
    assert rate.prior == "gamma(0.5, rate=22)"
    assert f"{int((series.columns['gain'] >= front.BREAKTHROUGH).sum())} in {len(series)}" in rate.note


def test_parameter_of_a_base_rate_carries_its_definition_and_selection() -> None:
    loaded, made = _parameter("base_rate(deterrence_holds)")
    assert made.draw == parse_distribution("beta(34.5, 24.5)", no_spans, "x")
    assert made.rests.set_by == "data"
    for said in ("34 of 58", "attacker does not attack", "Selected cases", "Huth"):
        assert said in made.rests.source
    assert [(w.code, w.span.line) for w in loaded.warnings if w.span] == [("S611", 9)]


def test_base_rate_that_a_claim_ties_to_the_case_is_not_warned_of() -> None:
    loaded, made = _parameter("{draw: base_rate(deterrence_holds), source: My count, because: [c1]}")
    assert loaded.warnings == ()
    assert made.rests.set_by == "data"
    assert made.rests.source.startswith("My count. Base rate: 34 of 58")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("base_rate(deterrence_hold)", r":9:16: S655: .*Did you mean `deterrence_holds`"),
        ("base_rate()", r":9:16: S655: "),
        ("base_rate(nuclear_ally_at_war_with_nuclear)", r":9:16: S656: .*0 of 0 cases.*wider class"),
        ("base_rates(deterrence_holds)", r":9:6: S502: .*Did you mean `base_rate`"),
        ("base_rate(deterrence_holds", r"S501: .*`\)` is missing"),
    ],
)
def test_base_rate_that_cannot_be_drawn_is_refused_at_its_name(written: str, said: str) -> None:
    with pytest.raises(StandoffError, match=said):
        _parameter(written)


def test_empty_class_is_printed_as_empty_and_has_no_prior() -> None:
    empty = next(rate for rate in front.base_rates().values() if rate.is_empty)
    assert "EMPTY, 0 of 0: no prior" in empty.text()
    with pytest.raises(StandoffError, match="S656"):
        _ = empty.prior


def test_unknown_base_rate_names_the_nearest() -> None:
    with pytest.raises(StandoffError, match=r"S655.*Did you mean"):
        front.base_rate("deterence_holds_nuclear")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name,quantity,k\na,x,1\n", "S650"),
        ("name,quantity,k,n\na,x,3,2\n", "S651"),
        ("name,quantity,k,n\na,x,-1,2\n", "S651"),
        ("name,quantity,k,n,per\na,x,1,2,fortnight\n", "S651"),
        ("name,quantity,k,n\na,x,1,2\na,y,1,3\n", "S652"),
    ],
)
def test_table_of_base_rates_that_is_wrong_is_an_error(text: str, code: str) -> None:
    with pytest.raises(StandoffError, match=code):
        front.read_base_rates(text, "rates.csv")
