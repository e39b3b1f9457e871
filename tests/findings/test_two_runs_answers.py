"""Answers of two runs side by side, on a scenario whose answers are known exactly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from standoff import scenario
from standoff.errors import RunError
from standoff.findings.strike_out.paired_differences import Answer
from standoff.findings.two_runs.answers import difference
from standoff.findings.two_runs.comparison import two_runs
from standoff.reports.text.two_runs import interval
from standoff.results.two_runs import OutcomeDifference, TwoRuns
from standoff.study import RunFolder, Settings, run
from tests.findings.test_tables import PRODUCT

NARROW = PRODUCT.replace('a: {draw: "uniform(0, 1)"', 'a: {draw: "uniform(0, 0.9)"').replace(
    "  less: otherwise", "  begun: first == yes\n  less: otherwise"
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RunFolder]:
    home = tmp_path_factory.mktemp("two")

    def made(name: str, text: str, *, draws: int = 400, seed: int = 0) -> RunFolder:
        file = home / f"{name}.yaml"
        file.write_text(text, encoding="utf-8")
        return run(scenario.load(file), Settings(draws=draws, seed=seed, workers=1, out=home / name))

    return {
        "old": made("old", PRODUCT),
        "new": made("new", NARROW),
        "other": made("other", PRODUCT, seed=7),
        "short": made("short", NARROW, draws=200),
    }


def _of(found: TwoRuns, name: str, reading: str = "as_written", of: str = "draws") -> OutcomeDifference:
    (one,) = [o for o in found.outcomes if (o.name, o.reading, o.of) == (name, reading, of)]
    return one


def test_known_change_lies_in_its_interval_and_values_are_those_of_the_runs(
    runs: dict[str, RunFolder],
) -> None:
    found = two_runs(runs["old"], runs["new"])
    starts = _of(found, "starts")  # the mean of a falls from 0.5 to 0.45, draw by draw by a tenth
    assert starts.low is not None
    assert starts.high is not None
    assert starts.low < -0.05 < starts.high
    summary = runs["old"].summary().readings["as_written"]
    assert starts.before == pytest.approx(summary.measures["starts"].mean, rel=1e-9)
    assert _of(found, "likely").before == pytest.approx(summary.conclusions["likely"].share, rel=1e-9)
    plays = _of(found, "goes_on", of="plays")
    assert plays.before == pytest.approx(summary.measures["goes_on"].pooled, rel=1e-9)


def test_common_draws_tell_a_difference_that_draws_apart_do_not(runs: dict[str, RunFolder]) -> None:
    common, apart = two_runs(runs["old"], runs["new"]), two_runs(runs["other"], runs["new"])
    assert (common.pairing, apart.pairing) == ("common", "apart")
    near, far = _of(common, "starts"), _of(apart, "starts")
    assert near.error is not None
    assert far.error is not None
    assert near.clear
    assert near.error < far.error / 5


def test_first_draws_of_a_longer_run_are_paired(runs: dict[str, RunFolder]) -> None:
    found = two_runs(runs["short"], runs["new"])
    assert (found.pairing, found.common_draws) == ("common", 200)
    one = _of(found, "starts")
    summary = runs["short"].summary().readings["as_written"]
    assert one.before == pytest.approx(summary.measures["starts"].mean, rel=1e-9)


def test_error_of_nested_draws_is_right_over_many_repetitions() -> None:
    rng = np.random.default_rng(5)
    apart, errors = [], []
    for _ in range(400):
        long = rng.normal(size=120)
        found = difference(
            Answer(long[:40], np.ones(40)), Answer(long + rng.normal(size=120), np.ones(120)), common=True
        )
        apart.append(found.value)
        errors.append(found.error)
    assert np.mean(np.array(errors) ** 2) == pytest.approx(np.var(apart), rel=0.2)


def test_draws_that_are_undefined_or_unsolved_count_as_in_the_runs_own_answers() -> None:
    before = Answer(np.array([1.0, np.nan, 3.0, 8.0]), np.array([1.0, 1.0, 1.0, 0.0]))
    after = Answer(np.array([np.nan, 2.0, 3.0, 8.0]), np.array([1.0, 1.0, 0.0, 1.0]))
    found = difference(before, after, common=True)
    assert (found.before, found.after, found.value) == (2.0, 5.0, 3.0)
    nothing = Answer(np.full(4, np.nan), np.ones(4))
    assert difference(before, nothing, common=True).value is None


def test_same_run_twice_differs_nowhere(runs: dict[str, RunFolder]) -> None:
    found = two_runs(runs["old"], runs["old"])
    assert found.text == ()
    assert found.settings == ()
    assert {(o.difference, o.error) for o in found.outcomes} == {(0.0, 0.0)}


def test_what_one_run_alone_has_is_told(runs: dict[str, RunFolder]) -> None:
    found = two_runs(runs["old"], runs["new"])
    assert (_of(found, "begun").only, _of(found, "begun").before) == ("after", None)
    back = two_runs(runs["new"], runs["old"])
    assert (_of(back, "begun").only, _of(back, "begun").after) == ("before", None)


def test_only_the_readings_asked_for_and_unknown_ones_refused(runs: dict[str, RunFolder]) -> None:
    assert {o.reading for o in two_runs(runs["old"], runs["new"], ["high"]).outcomes} == {"high"}
    with pytest.raises(RunError, match=r"S708.*`high`"):
        two_runs(runs["old"], runs["new"], ["hihg"])


def test_run_that_is_not_finished_is_refused(runs: dict[str, RunFolder]) -> None:
    begun = RunFolder(Path("begun"), runs["old"].manifest.model_copy(update={"finished": False}))
    with pytest.raises(RunError, match="S730"):
        two_runs(runs["old"], begun)


@pytest.mark.parametrize(
    ("difference", "error", "says"),
    [
        (0.02, 0.005, "+1.0 to +3.0"),
        (0.02, 0.008, "+0.4 to +3.6, hardly told from 0"),
        (-0.02, 0.008, "−3.6 to −0.4, hardly told from 0"),
        (0.02, 0.02, "−1.9 to +5.9, not told from 0"),
    ],
)
def test_words_beside_an_interval_do_not_deny_it(difference: float, error: float, says: str) -> None:
    """What leaves 0 out, and is not clear by the rule of three errors, is not said to hold 0."""
    half, clear = 1.959964 * error, abs(difference) > 3 * error
    told = {"before": 0.5, "after": 0.5 + difference, "difference": difference, "error": error}
    ends = {"low": difference - half, "high": difference + half, "clear": clear, "share": True}
    named = {"reading": "r", "kind": "ending", "name": "e", "title": "E", "of": "draws", "only": ""}
    one = OutcomeDifference.model_validate({**named, **told, **ends, "few_draws": False})
    assert interval(one) == says
