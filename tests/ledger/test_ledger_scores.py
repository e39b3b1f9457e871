"""Scores against `scoringrules`, against hand-made numbers, and the decomposition that adds up."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import scoringrules as sr

from standoff.ledger import (
    brier,
    brier_sum,
    crps,
    incoherences,
    log_score,
    murphy,
    pinball,
    ranked_probability,
    reliability_curve,
)
from standoff.ledger.records import CURVE, Question, Value
from standoff.ledger.scores import LOG_FLOOR
from standoff.ledger.scoring import scorer
from standoff.ledger.shapes import question_of
from tests.ledger.books import book_in

CHANCES = [0.0, 1e-12, 0.25, 1 / 3, 0.5, 0.9, 1 - 1e-12, 1.0]


def _shares(rng: random.Random, n: int) -> list[float]:
    """Equal, one certain, tiny, or any."""
    kind = rng.randrange(4)
    raw = [1.0] * n if kind == 0 else [1e-9 + (i == 0) for i in range(n)] if kind == 1 else []
    raw = raw or [rng.random() ** (9 if kind == 2 else 1) + 1e-6 for _ in range(n)]
    return [one / math.fsum(raw) for one in raw]


def test_brier_and_log_of_yes_or_no_equal_scoringrules() -> None:
    for p in CHANCES:
        for yes in (True, False):
            assert brier(p, yes) == pytest.approx(float(sr.brier_score(float(yes), p)), abs=1e-12)
            said = p if yes else 1 - p
            if said >= LOG_FLOOR:
                assert log_score(said) == pytest.approx(float(sr.log_score(float(yes), p)), abs=1e-12)
            else:
                assert log_score(said) == -math.log(LOG_FLOOR)


def test_scores_of_several_options_equal_scoringrules() -> None:
    rng = random.Random(5)
    for _ in range(200):
        n = rng.choice([2, 3, 5, 40])
        p, outcome = _shares(rng, n), rng.randrange(n)
        step = np.eye(n)[outcome]
        assert brier_sum(p, outcome) == pytest.approx(float(((np.array(p) - step) ** 2).sum()), abs=1e-12)
        assert ranked_probability(p, outcome) == pytest.approx(
            float(sr.rps_score(outcome + 1, np.array(p))), abs=1e-12
        )
        if n == 2:  # the sum form is twice the other
            assert brier_sum(p, outcome) == pytest.approx(2 * brier(p[0], outcome == 0), abs=1e-12)
            assert ranked_probability(p, outcome) == pytest.approx(brier(p[0], outcome == 0), abs=1e-12)


def test_pinball_of_quantiles_equals_scoringrules_and_half_its_crps() -> None:
    rng = random.Random(6)
    for _ in range(100):
        levels = sorted(
            rng.sample([0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99], rng.choice([1, 3, 9]))
        )
        values = sorted(rng.choice([0.0, 1e6, rng.gauss(0, 3)]) for _ in levels)
        outcome = rng.choice([values[0], values[-1], -1e6, rng.gauss(0, 3)])
        own = pinball(levels, values, outcome)
        each = [float(sr.quantile_score(outcome, x, level)) for level, x in zip(levels, values, strict=True)]
        assert own == pytest.approx(math.fsum(each) / len(each), rel=1e-12, abs=1e-12)
        half = float(sr.crps_quantile(outcome, np.array(values), np.array(levels))) / 2
        assert own == pytest.approx(half, rel=1e-12, abs=1e-12)


def test_crps_of_curves_equals_scoringrules() -> None:
    rng = random.Random(7)
    for _ in range(200):
        low = rng.choice([0.0, -5.0, 1e3])
        width = rng.choice([1e-3, 1.0, 50.0])
        y = rng.choice([low, low + width, low - 3.0, low + width + 4.0, low + width * rng.random()])
        own = crps([low, low + width], [0.0, 1.0], y)
        assert own == pytest.approx(float(sr.crps_uniform(y, low, low + width)), rel=1e-12, abs=1e-12)
        points = sorted(rng.choice([0.0, 1.0, rng.gauss(0, 2)]) for _ in range(rng.choice([1, 2, 7])))
        n = len(points)
        x = [one for one in points for _ in (0, 1)]  # a step at each point
        below = [k / n for i in range(n) for k in (i, i + 1)]
        known = float(sr.crps_ensemble(y, np.array(points)))
        assert crps(x, below, y) == pytest.approx(known, rel=1e-12, abs=1e-12)


def test_crps_of_a_curve_equals_its_integral_by_brute_force() -> None:
    rng = random.Random(8)
    for _ in range(10):
        x = sorted({round(rng.uniform(0, 10), 2) for _ in range(5)} | {0.0, 10.0})
        below = [0.0, *sorted(rng.random() for _ in x[2:]), 1.0]
        y = rng.uniform(0, 10)
        grid = (np.arange(200_000) + 0.5) / 20_000
        area = float(((np.interp(grid, x, below) - (grid >= y)) ** 2).mean() * 10)
        assert crps(x, below, y) == pytest.approx(area, abs=2e-5)


def _dated(closes: str = "2031-01-11T00:00:00Z") -> Question:
    times = {"opens": "2031-01-01", "closes": closes}
    return question_of({"question": "q", "text": "When?", "type": "date", **times})


def test_crps_of_dates_has_mass_on_never_and_a_window() -> None:
    question = _dated()
    first = question.opens / 86_400e6
    curve = Value(CURVE, (first, first + 10.0), (0.0, 0.5))
    assert scorer(question, "never", "crps")(curve) == pytest.approx(10 / 12)
    assert scorer(question, "2031-01-01", "crps")(curve) == pytest.approx(10 * (1 + 0.5 + 0.25) / 3)
    sure = Value(CURVE, (first + 3.0, first + 3.0 + 1e-9), (0.0, 1.0))
    assert scorer(question, "2031-01-06", "crps")(sure) == pytest.approx(2.0, abs=1e-6)
    late = Value(CURVE, (first + 3.0, first + 5.0), (0.2, 1.0))  # a step at its first point
    assert scorer(question, "2031-01-01", "crps")(late) == pytest.approx(3.0 + 2 * (0.64 + 0 + 0) / 3)


def test_hand_example_of_yes_no_and_void_has_the_brier_score_of_the_page(tmp_path: Path) -> None:
    book = book_in(tmp_path)
    for name, p in (("a", 0.9), ("b", 0.6), ("c", 0.2)):
        book.ask(name)
        book.say(name, p)
    for name, outcome in (("a", "yes"), ("b", "no"), ("c", "void")):
        book.settle(name, outcome, on="2031-06-01")
    found = book.scores()
    assert math.fsum(one.over_time or 0.0 for one in found.values()) / len(found) == pytest.approx(
        0.185, abs=1e-15
    )


@pytest.mark.parametrize("n", [1, 2, 30, 500])
def test_murphys_decomposition_adds_up_exactly(n: int) -> None:
    rng = random.Random(n)
    kinds = [lambda: 0.1 + 0.2, lambda: rng.random(), lambda: rng.choice([0.0, 1.0, 1 / 3]), lambda: 5e-324]
    for kind in kinds:
        p = [kind() for _ in range(n)]
        happened = [rng.random() < 0.3 for _ in p]
        found = murphy(p, happened)
        assert found.brier == found.reliability - found.resolution + found.uncertainty
        exact = sum((Fraction(q) - yes) ** 2 for q, yes in zip(p, happened, strict=True)) / n
        assert found.brier == exact
        assert min(found.reliability, found.resolution, found.uncertainty) >= 0


def test_reliability_curve_is_drawn_from_thirty_questions_on_with_counts() -> None:
    assert reliability_curve([0.5] * 29, [True] * 29) == ()
    found = reliability_curve([0.0, 0.05, 0.1, 1.0] * 10, [False, True, False, True] * 10)
    assert [(one.low, one.n, one.n_yes) for one in found] == [(0.0, 20, 10), (0.1, 10, 0), (0.9, 10, 10)]
    assert found[0].mean == pytest.approx(0.025)


def test_incoherence_is_what_is_said_less_what_the_branches_make(tmp_path: Path) -> None:
    book = book_in(tmp_path)
    book.ask("a")
    book.ask("b")
    for answer, p in (("yes", 0.5), ("no", 0.25)):
        book.branch(f"a_{answer}", "b", answer, part_of="a")
        book.say(f"a_{answer}", p)
    book.say("b", 0.5)
    book.say("a", 0.75)
    questions = book.load().questions
    current = {("bo", name): own[-1].value for name, own in book.load().forecasts.items()}
    (found,) = incoherences(questions, current)
    assert (found.composed, found.gap) == (0.375, 0.375)
    del current["bo", "a_no"]
    assert incoherences(questions, current) == ()
