"""The ledger at full size: a tournament against the plain oracle, and 100,000 questions scored.

There is no peer that reads our files; the targets are our own: 10 s and 1 GB for 100,000 questions
with a forecast and a resolution each. That standings and scores equal the oracle's is checked here at
full size (2,000 questions, 300 families, 30,000 forecasts) and in the tests on a small one.
"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.registry import Benchmark, Line
from tests.ledger.tournament import Oracle, forecasts_of, questions_of, resolutions_of

NOW = "2031-12-01"
SIZE, SHORT = (2_000, 300, 30_000), (400, 60, 6_000)
MANY, FEW = 100_000, 10_000


def tournament(short: bool) -> list[Line]:
    """Replay a tournament and compare with the oracle; wall time of writing and of scoring it."""
    from standoff.ledger import append, begin, load, score_all, standings
    from standoff.ledger.moments import read_moment

    now, rng = read_moment(NOW), random.Random(17)
    n, n_families, n_forecasts = SHORT if short else SIZE
    questions = questions_of(n, n_families, rng)
    said = forecasts_of(questions, n_forecasts, rng)
    forecasts = list({(one["question"], one["forecaster"], one["issued"]): one for one in said}.values())
    resolutions = resolutions_of(questions, rng)
    with tempfile.TemporaryDirectory(prefix="standoff-bench-") as name:
        book, started = begin(Path(name) / "book"), time.monotonic()
        append(book, "import", [*questions, *forecasts], lambda: now)
        ids = append(book, "judge", [event for event, _ in resolutions], lambda: now).ids
        named = list(zip(resolutions, ids, strict=True))
        taken = [{"kind": "withdrawal", "withdraws": i, "known": NOW} for (_, out), i in named if out]
        append(book, "judge", taken, lambda: now)
        wrote, started = time.monotonic() - started, time.monotonic()
        ledger = load(book)
        found = standings(ledger, now)
        scored = score_all(ledger, found)
        took = time.monotonic() - started
    oracle = Oracle(questions, forecasts, [(event, i) for (event, out), i in named if not out])
    own = {(s.question, s.forecaster): s for s in scored.scores if s.rule in ("brier", "brier_sum")}
    wrong = sum((s.outcome or "open") != oracle.outcome(name) for name, s in found.items())
    expected = {pair: known for pair in oracle.said if (known := oracle.scores(*pair)) is not None}
    off = sum(abs((own[pair].over_time or 0.0) - mean) > 1e-12 for pair, (mean, _) in expected.items())
    note = f"{len(expected):,} scores; {wrong} standings and {off} scores differ from the oracle's"
    if wrong or off or set(own) != set(expected):
        raise AssertionError(note)
    size = f"{n:,} questions, {len(forecasts):,} forecasts"
    return [Line(f"{size}: written", "s", wrote), Line(f"{size}: read and scored", "s", took, note=note)]


def many_questions(short: bool) -> list[Line]:
    """Wall time and memory of scoring many questions with a forecast and a resolution each."""
    from standoff.app.api.ledger import score_ledger
    from standoff.ledger import append, begin
    from standoff.ledger.moments import read_moment

    n, rng = FEW if short else MANY, random.Random(3)
    asked: dict[str, Any] = {
        "kind": "question",
        "type": "yes_no",
        "opens": "2031-01-01",
        "closes": "2031-06-01",
    }
    drafts: list[dict[str, Any]] = [{**asked, "question": f"q{i}", "text": "Does it?"} for i in range(n)]
    made = {"kind": "forecast", "forecaster": "bo", "issued": "2031-01-02"}
    made |= {"imported": "synthetic", "attested": "2031-01-02"}
    drafts += [{**made, "question": f"q{i}", "value": {"p": rng.random()}} for i in range(n)]
    came = {"kind": "resolution", "known": "2031-05-01"}
    drafts += [{**came, "question": f"q{i}", "outcome": rng.choice(["yes", "no"])} for i in range(n)]
    with tempfile.TemporaryDirectory(prefix="standoff-bench-") as name:
        book = begin(Path(name) / "book")
        append(book, "anna", drafts, lambda: read_moment(NOW))
        drafts.clear()
        before = resource.getrusage(resource.RUSAGE_SELF)
        started = time.monotonic()
        found = score_ledger(book)
        wall = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    note = (
        f"{cpu:.1f} s of CPU; most memory of the process {after.ru_maxrss / 1024:,.0f} MB, writing included"
    )
    return [Line(f"{n:,} questions scored ({len(found.tallies)} tallies)", "s", wall, note=note)]


BENCHMARKS = (
    Benchmark("tournament", "A synthetic tournament, equal to an oracle.", "none", tournament),
    Benchmark(
        "ledger",
        "Scoring 100,000 questions.",
        "none, the target is 10 s and 1 GB",
        many_questions,
    ),
)
