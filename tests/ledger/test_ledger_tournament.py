"""A synthetic tournament: standings and scores equal a plain oracle's, whatever the order of events."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from standoff.ledger import append, begin, load, score_all, standings, verify
from standoff.ledger.moments import read_moment
from standoff.ledger.scoring import Scored
from tests.ledger.tournament import Event, Oracle, forecasts_of, questions_of, resolutions_of

NOW = read_moment("2031-12-01")


def _last_of_a_day(forecasts: list[Event]) -> list[Event]:
    """One forecast a day of each forecaster on each question: two of one moment are no part of the oracle."""
    kept = {(one["question"], one["forecaster"], one["issued"]): one for one in forecasts}
    return list(kept.values())


def _replayed(
    folder: Path, seed: int, size: tuple[int, int, int], order: int
) -> tuple[Scored, Oracle, dict[str, str]]:
    rng = random.Random(seed)
    questions = questions_of(size[0], size[1], rng)
    forecasts = _last_of_a_day(forecasts_of(questions, size[2], rng))
    resolutions = resolutions_of(questions, rng)
    random.Random(order).shuffle(resolutions)
    begin(folder)
    append(folder, "import", [*questions, *forecasts], lambda: NOW)
    ids = append(folder, "judge", [event for event, _ in resolutions], lambda: NOW).ids
    named = list(zip(resolutions, ids, strict=True))
    back = [
        {"kind": "withdrawal", "withdraws": name, "known": "2031-11-30"}
        for (_, withdrawn), name in named
        if withdrawn
    ]
    append(folder, "judge", back, lambda: NOW)
    ledger = load(folder)
    assert ledger.faults == []
    found = standings(ledger, NOW)
    left = [(event, name) for (event, withdrawn), name in named if not withdrawn]
    return (
        score_all(ledger, found),
        Oracle(questions, forecasts, left),
        {n: s.outcome or "open" for n, s in found.items()},
    )


SIZE = (200, 30, 3000)


@pytest.mark.parametrize("seed", [1, 2])
def test_tournament_standings_and_scores_equal_the_oracles(tmp_path: Path, seed: int) -> None:
    scored, oracle, stood = _replayed(tmp_path / "book", seed, SIZE, 0)
    assert stood == {name: oracle.outcome(name) for name in oracle.asked}
    assert {"void", "open", "ambiguous", "yes", "o1"} <= set(stood.values())
    own = {(one.question, one.forecaster): one for one in scored.scores if one.rule in ("brier", "brier_sum")}
    expected = {pair: found for pair in oracle.said if (found := oracle.scores(*pair)) is not None}
    assert set(own) == set(expected)
    assert len(own) > 200
    for pair, (mean, covered) in expected.items():
        assert own[pair].over_time == pytest.approx(mean, abs=1e-12)
        assert own[pair].covered == pytest.approx(covered, abs=1e-12)
    assert verify(tmp_path / "book").faults == ()


def test_tournament_in_any_order_gives_the_same_scores_to_the_last_bit(tmp_path: Path) -> None:
    size = (80, 12, 800)
    first, second = (_replayed(tmp_path / str(order), 3, size, order)[0] for order in (1, 2))
    assert first == second
    assert len(first.scores) > 100
