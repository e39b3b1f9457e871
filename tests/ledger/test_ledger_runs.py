"""Forecasts from a run: an answer of each reading to each question, with branches; the quick case."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import standoff
from standoff.app.api.ledger_report import asked_of_run
from standoff.app.main import command
from standoff.errors import StandoffError
from standoff.ledger import load
from standoff.study.questions import answers, likelihoods

TOY = Path(__file__).parents[1] / "scenario" / "toy.yaml"
ASKED = """
happened:
  came: {is: help == fight, on: 2031-06-02, says: The guarantor came., source: A gazette}
  late: {is: war_cost > 4, on: 2031-05-01, source: A table}
questions:
  attacked: {asks: challenge == attack, text: Is there an attack?, due: 2131-12-31}
  helps: {asks: "P(help == fight | challenge == attack)", text: Does it help if attacked?, due: 2131-12-31}
  helps_at_all: {asks: help == fight, text: Help?, criteria: It fights., source: A forum, due: 2131-12-31}
  known: {asks: help_if_attacked, text: Help?, due: 2131-12-31}
  vaguely: {asks: "P(help == fight | pledge == vague)", text: Help if the pledge is vague?, due: 2131-12-31}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> standoff.Run:
    folder = tmp_path_factory.mktemp("asked")
    (folder / "toy.yaml").write_text(TOY.read_text(encoding="utf-8") + ASKED, encoding="utf-8")
    with pytest.warns(standoff.StandoffWarning):
        return standoff.run(folder / "toy.yaml", draws=200, seed=1, out=folder / "run", workers=1)


def test_answers_of_a_run_are_those_of_its_summary_and_cohere(run: standoff.Run) -> None:
    found = answers(run.folder, "as_written")
    summary = run.summary.readings["as_written"]
    measure = summary.measures["help_if_attacked"]
    assert found["helps"].chance == pytest.approx(measure.pooled, rel=1e-9)
    assert found["known"].chance == found["helps"].chance
    endings = summary.endings
    fights = endings["defended"].probability + endings["wider_war"].probability
    assert found["helps_at_all"].chance == pytest.approx(fights, rel=1e-9)
    assert found["helps"].condition == pytest.approx(found["attacked"].chance, rel=1e-9)
    both = (found["helps"].chance or 0.0) * (found["attacked"].chance or 0.0)
    assert found["helps_at_all"].chance == pytest.approx(both, rel=1e-9)  # there is no help without an attack


def test_forecasts_from_a_run_are_asked_with_parents_and_every_reading(
    run: standoff.Run, tmp_path: Path
) -> None:
    folder = standoff.init_ledger(tmp_path / "book")
    made = standoff.forecast_run(folder, run, author="anna")
    assert made.told == ()
    ledger = load(folder)
    assert ledger.faults == []
    parents = {name: own.parent.question for name, own in ledger.questions.items() if own.parent}
    assert parents == {
        "toy.helps": "toy.attacked",
        "toy.known": "toy.attacked",
        "toy.vaguely": "toy.vaguely.if",
    }
    assert ledger.questions["toy.helps"].part_of == "toy.helps_at_all"
    assert ledger.questions["toy.helps_at_all"].source == "A forum"
    assert {name: len(own) for name, own in ledger.forecasts.items()} == dict.fromkeys(ledger.questions, 2)
    (one, _) = sorted(ledger.forecasts["toy.helps"], key=lambda own: own.forecaster)
    assert (one.forecaster, one.retrospective) == ("toy/as_written", False)
    assert dict(one.basis) | {"run": "", "hash": "", "version": ""} == {
        "run": "", "hash": "", "version": "", "scenario": "toy", "reading": "as_written", "seed": "1",
        "draws": "200",
    }  # fmt: skip
    again = CliRunner().invoke(
        command, ["ledger", "forecast", str(folder), str(run.path), "--author", "anna"]
    )
    assert again.exception is None
    assert "12 events written by anna" in again.output  # forecasts of now; no question is asked twice


def test_run_forecast_of_what_is_due_already_is_retrospective(tmp_path: Path) -> None:
    text = TOY.read_text(encoding="utf-8").replace("2031-", "2021-").replace("2032-", "2022-")
    past = "questions:\n  attacked: {asks: challenge == attack, text: An attack?, due: 2021-12-31}\n"
    (tmp_path / "toy.yaml").write_text(f"{text}\n{past}", encoding="utf-8")
    with pytest.warns(standoff.StandoffWarning):
        run = standoff.run(tmp_path / "toy.yaml", draws=20, seed=1, out=tmp_path / "run", workers=1)
    folder = standoff.init_ledger(tmp_path / "book")
    standoff.forecast_run(folder, run, author="anna")
    standoff.resolve_question(folder, "toy.attacked", "no", author="anna", known="2022-01-01")
    assert {one.pool for one in standoff.score_ledger(folder).tallies} == {"retrospective"}


def test_dates_and_means_are_answered_as_curves_and_refused_in_words(tmp_path: Path) -> None:
    text = TOY.read_text(encoding="utf-8")
    text = text.replace(
        "parameters:\n", "parameters:\n  day: {draw: 'uniform(2031-04-01, 2031-05-01)', set_by: assumed}\n", 1
    )
    asked = "questions:\n  when: {asks: day, text: When?, due: 2131-12-31}\n"
    asked += '  mean: {asks: "E(war_cost)", text: How much?, due: 2131-12-31}\n'
    (tmp_path / "toy.yaml").write_text(f"{text}\n{asked}", encoding="utf-8")
    with pytest.warns(standoff.StandoffWarning):
        run = standoff.run(tmp_path / "toy.yaml", draws=60, seed=1, out=tmp_path / "run", workers=1)
    found = answers(run.folder, "as_written")
    assert "no forecast of what comes about" in found["mean"].why
    assert found["when"].curve[-1][1] == 1.0
    folder = standoff.init_ledger(tmp_path / "book")
    told = standoff.forecast_run(folder, run, author="anna").told
    assert [line.split(":")[0] for line in told] == ["mean (as_written)", "mean (sceptic)"]
    assert load(folder).forecasts["toy.when"][0].value.kind == "curve"


def test_scenario_is_scored_against_what_happened_beside_readings_and_equal_chances(
    run: standoff.Run,
) -> None:
    found = standoff.score_scenario(run)
    assert found.retrospective
    (one, two) = found.scores
    assert (one.event, one.reading, two.reading) == ("came", "as_written", "sceptic")
    assert one.brier == pytest.approx((1 - one.chance) ** 2)
    assert one.chance == likelihoods(run.folder, "as_written")["came"].chance
    assert found.means == {"as_written": one.brier, "sceptic": two.brier, "equal chances": 0.25}
    assert found.left_aside[0] == "late (as_written): it is about a number, and no move or ending"
    done = CliRunner().invoke(command, ["score", str(run.path)])
    assert done.exception is None
    assert "RETROSPECTIVE" in done.output


def test_scenario_without_what_happened_or_questions_is_told_before_it_is_run(tmp_path: Path) -> None:
    with pytest.raises(StandoffError, match="S777"):
        standoff.score_scenario(TOY)
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> standoff.Run:
    """The same of a day that is over, so that its questions are open."""
    folder = tmp_path_factory.mktemp("past")
    text = (TOY.read_text(encoding="utf-8") + ASKED).replace("2031-", "2024-")
    (folder / "toy.yaml").write_text(text, encoding="utf-8")
    with pytest.warns(standoff.StandoffWarning):
        return standoff.run(folder / "toy.yaml", draws=50, seed=1, out=folder / "run", workers=1)


def _questions_section(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return text.split('<section id="questions">', 1)[1].split("</section>", 1)[0]


def test_report_without_a_ledger_shows_the_questions_and_no_forecast(past: standoff.Run) -> None:
    section = _questions_section(standoff.report(past))
    assert section.index("Is there an attack?") < section.index("Help if the pledge is vague?")
    assert "It fights.<br><small>A forum</small>" in section
    assert "asked if <code>pledge == vague</code>" in section
    assert "No ledger was named" in section
    assert "score " not in section


def test_report_with_a_ledger_shows_forecasts_outcomes_void_branches_and_scores(
    past: standoff.Run, tmp_path: Path
) -> None:
    folder = standoff.init_ledger(tmp_path / "book")
    nothing = _questions_section(standoff.report(past, ledger=folder))
    assert nothing.count("not in the ledger") == 6  # five questions, and the count above them
    standoff.forecast_run(folder, past, author="anna")
    standoff.ask_question(folder, "of_others", "Something else?", closes="2131-01-01", author="anna")
    assert ": 5 open." in _questions_section(standoff.report(past, ledger=folder))
    standoff.resolve_question(folder, "toy.attacked", "no", source="A desk", author="anna")
    section = _questions_section(standoff.report(past, ledger=folder))
    assert ": 2 open, 1 resolved, 2 void." in section
    assert section.count("`toy.attacked` came out as no") == 2
    assert "<small>A desk</small>" in section
    chance = answers(past.folder, "as_written")["attacked"].chance or 0.0
    assert f"{chance:.4g}<br><small>score {chance**2:.3f}</small>" in section
    mean = f"mean Brier score {chance**2:.3f} over 1 question that came out; equal chances 0.250"
    assert mean in section
    assert "of another run" not in section


def test_report_marks_forecasts_of_another_run(past: standoff.Run, tmp_path: Path) -> None:
    folder = standoff.init_ledger(tmp_path / "book")
    with pytest.warns(standoff.StandoffWarning):
        copy = standoff.run(past.path.parent / "toy.yaml", draws=40, seed=2, out=tmp_path / "r", workers=1)
    standoff.forecast_run(folder, copy, author="anna")
    assert _questions_section(standoff.report(past, ledger=folder)).count("of another run") == 10
    standoff.forecast_run(folder, past, author="anna")
    assert "of another run" not in _questions_section(standoff.report(past, ledger=folder))
    assert "of another run" not in _questions_section(standoff.report(copy, ledger=folder))


def test_report_command_takes_a_ledger_and_says_what_is_none(past: standoff.Run, tmp_path: Path) -> None:
    folder = standoff.init_ledger(tmp_path / "book")
    found = CliRunner().invoke(command, ["report", str(past.path), "--ledger", str(folder)])
    assert found.exit_code == 0, found.output
    found = CliRunner().invoke(command, ["report", str(past.path), "--ledger", str(tmp_path)])
    assert "S760" in str(found.exception)


@pytest.fixture(scope="module")
def conditions(run: standoff.Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, standoff.Run]:
    folder = tmp_path_factory.mktemp("conditions")
    how: dict[str, dict[str, str]] = {"given": {"challenge": "attack"}, "observed": {"challenge": "attack"}}
    with pytest.warns(standoff.StandoffWarning):
        return {
            name: standoff.run(
                run.path.parent / "toy.yaml", draws=50, seed=1, out=folder / name, workers=1, **{name: moves}
            )
            for name, moves in how.items()
        }


def test_run_under_what_is_given_is_no_forecast_and_is_not_scored(
    conditions: dict[str, standoff.Run], tmp_path: Path
) -> None:
    folder = standoff.init_ledger(tmp_path / "book")
    for refused in (lambda made: standoff.forecast_run(folder, made), standoff.score_scenario):
        with pytest.raises(StandoffError, match="S777: In the run `given` `challenge=attack` is given"):
            refused(conditions["given"])
    assert load(folder).questions == {}


def test_run_in_which_something_was_observed_speaks_for_a_forecaster_of_its_own(
    run: standoff.Run, conditions: dict[str, standoff.Run], tmp_path: Path
) -> None:
    folder, seen = standoff.init_ledger(tmp_path / "book"), conditions["observed"]
    standoff.forecast_run(folder, run, author="anna")
    (told,) = standoff.forecast_run(folder, seen, author="anna").told
    assert "Observed" in told
    assert told.endswith("the forecasters are `toy/READING, changed`.")
    said = {one.forecaster: one for one in load(folder).forecasts["toy.attacked"]}
    assert said["toy/as_written"].value.p[0] < said["toy/as_written, changed"].value.p[0] == 1
    assert "challenge=attack" in said["toy/as_written, changed"].why
    assert "challenge=attack" in standoff.score_scenario(seen).notes[0]
    shown = {how: asked_of_run(made.folder, folder).questions[0].forecasts
             for how, made in (("plain", run), *conditions.items())}  # fmt: skip
    assert {how: [one.of_run for one in found][:1] for how, found in shown.items()} == {
        "plain": [True], "observed": [True], "given": [False],
    }  # fmt: skip
