"""A session's answers: those of a run to the last digit, and a difference is a difference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from session_toys import BARRIER, barrier

import standoff
from standoff import Changes
from standoff.errors import StandoffError
from standoff.results.run.files import json_text, record_json
from standoff.results.run.summary import ReadingSummary
from standoff.results.session import Quantiles, SessionAnswer
from standoff.workbench.session import Session, TextFiles

DRAWS = 700  # no multiple of a chunk
# what a run works out beside the answers themselves: further equilibria, other precisions, reasons
ROUNDING = {"worst_residual", "largest_gain"}
BESIDE = {"equilibria", "correlations", "failures", "precision", "noise"}


def _shown(found: ReadingSummary) -> str:
    return json_text({k: v for k, v in record_json(found).items() if k not in BESIDE})


def _of_run(where: Path | str, folder: Path, reading: str, **options: object) -> str:
    run = standoff.run(where, draws=DRAWS, seed=3, out=folder, workers=1, **options)  # type: ignore[arg-type]
    return _shown(run.summary.readings[reading])


def _nearly(value: Any) -> Any:
    """As JSON, numbers to nine digits: a constant may be folded into the game, or bound to it."""
    if isinstance(value, dict):
        return {key: _nearly(one) for key, one in value.items() if key not in ROUNDING}
    return pytest.approx(value, rel=1e-9, abs=1e-12) if isinstance(value, float) else value


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return standoff.session(barrier(tmp_path_factory.mktemp("barrier")), draws=DRAWS, seed=3)


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        (Changes(), {}),
        (Changes(reading="calm"), {}),
        (Changes(given={"leave": "stay"}), {"given": {"leave": "stay"}}),
        (Changes(observed={"breach": "breaks"}), {"observed": {"breach": "breaks"}}),
        (Changes(play="sharp"), {"play": "sharp"}),
        (
            Changes(reading="calm", play="3", given={"storm": "hits"}),
            {"play": "3", "given": {"storm": "hits"}},
        ),
    ],
    ids=["plain", "reading", "given", "observed", "sharp", "several"],
)
def test_refined_answer_is_that_of_a_run_to_the_last_digit(
    held: Session, tmp_path: Path, changes: Changes, options: dict[str, object]
) -> None:
    answer = held.answer(changes)
    path = barrier(tmp_path)
    assert _shown(answer.found) == _of_run(path, tmp_path / "run", answer.reading, **options)
    assert not answer.preview


@pytest.mark.parametrize(
    "changes",
    [
        Changes(numbers={"p_break": Quantiles(quantiles={"5": 0.2, "50": 0.5, "95": 0.8}, min=0.0, max=1.0)}),
        Changes(numbers={"p_storm": "beta(1, 1)", "stake": 9.0}),
        Changes(numbers={"cost": 1.5}, given={"storm": "hits"}),
        Changes(reading="calm", claims=["c2"], numbers={"stake": 0.0}),
        Changes(claims=["c3"]),
        Changes(documents=["wire"], play="sharp"),
    ],
    ids=["quantiles", "constant", "to_constant", "struck_in_reading", "term", "document_sharp"],
)
def test_changes_kept_as_a_reading_have_the_run_of_that_reading(
    held: Session, tmp_path: Path, changes: Changes
) -> None:
    edit = held.keep(changes, "kept")
    texts = held.texts.edited([edit])
    path = barrier(tmp_path, texts.files["barrier.yaml"])
    run = standoff.run(path, draws=DRAWS, seed=3, out=tmp_path / "run", workers=1, readings="kept")
    answer = held.answer(changes).found.model_copy(update={"title": "Kept"})
    told = {key: one for key, one in json.loads(_shown(answer)).items() if key not in ROUNDING}
    assert told == _nearly(json.loads(_shown(run.summary.readings["kept"])))


def test_struck_claim_answers_as_strike_does(held: Session, tmp_path: Path) -> None:
    struck = standoff.strike(barrier(tmp_path), "c1", draws=DRAWS, seed=3, workers=1)
    answer = held.answer(Changes(claims=["c1"]))
    told = json_text(struck.as_json())
    for name in ("ending:flooded", "measure:left"):
        change = answer.changes[name]
        assert change.difference is not None
        assert f"{change.difference:.10g}" in told
    assert answer.fallen == ["the number `p_storm`, to what it is without them"]


def test_preview_is_the_first_draws_of_the_refined_answer(held: Session) -> None:
    changes = Changes(numbers={"stake": 7.0})
    preview = held.preview(changes)
    several = list(held.refine(changes))
    assert preview.draws in (64, 256)  # fewer on a busy machine
    assert (preview.wanted, preview.preview) == (DRAWS, True)
    assert several[0].draws in (64, 256)
    assert (several[-1].draws, several[-1].preview) == (DRAWS, False)
    assert several[-1] == held.answer(changes)


def test_answer_left_between_chunks_solves_no_more(tmp_path: Path) -> None:
    own = standoff.session(barrier(tmp_path), draws=4096)
    asked = iter([False, True, True])
    answers = list(own.refine(Changes(play="2"), lambda: next(asked)))
    assert len(answers) <= 2  # the preview, and one on the way if the machine is slow
    assert own._solved[Changes(play="2").model_dump_json()].n_draws <= 512


def test_unchanged_number_keeps_its_draws_so_that_a_difference_is_one(held: Session) -> None:
    same = held.answer(Changes(numbers={"p_break": "beta(2, 8)"}))
    assert {change.difference for change in same.changes.values()} == {0.0}
    moved = held.answer(Changes(numbers={"cost": "lognormal(median=2.01, sd=0.3)"}))
    left = moved.changes["measure:left"]
    assert left.difference is not None
    assert left.error is not None
    error = held.answer().found.measures["left"].mc_error
    assert error is not None
    assert -0.01 < left.difference < 0.0
    assert left.error < error / 20  # common random numbers: the noise of the two answers cancels


def test_games_are_compiled_again_only_where_the_structure_changes(tmp_path: Path) -> None:
    own = standoff.session(barrier(tmp_path), draws=256)
    own.answer()
    assert own.compiled == 1
    for value in (0.3, 0.4):
        own.answer(Changes(numbers={"p_storm": value}))
    assert own.compiled == 1  # it varies already: numbers are bound anew
    for value in (4.0, 6.0, 0.0):
        own.answer(Changes(numbers={"stake": value}))
    assert own.compiled == 2  # one value in all draws: compiled once with it open
    own.answer(Changes(claims=["c1"]))
    assert own.compiled == 2
    own.answer(Changes(claims=["c3"]))
    assert own.compiled == 3  # a term falls
    assert own.edit(own.texts.with_texts({"barrier.yaml": BARRIER.replace("beta(2, 8)", "beta(3, 7)")}))
    own.answer()
    assert own.compiled == 0  # another text, the same structure
    assert own.edit(own.texts.with_texts({"barrier.yaml": BARRIER.replace("draw: 5,", "draw: 6,")}))
    own.answer()
    assert own.compiled == 1


def test_edited_text_of_the_same_structure_answers_as_its_own_run(tmp_path: Path) -> None:
    text = BARRIER.replace("beta(2, 8)", "beta(3, 7)").replace("The city", "A city").replace("0.9", "0.7")
    own = standoff.session(barrier(tmp_path), draws=DRAWS, seed=3)
    own.answer()
    own.answer(Changes(reading="calm"))
    assert own.edit(own.texts.with_texts({"barrier.yaml": text}))
    again = {name: _shown(own.answer(Changes(reading=name)).found) for name in ("", "calm")}
    assert own.compiled == 0
    path = barrier(tmp_path, text)
    for reading, ran in (("", "as_written"), ("calm", "calm")):
        assert again[reading] == _of_run(path, tmp_path / "run", ran)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (Changes(numbers={"p_strom": 0.5}), "S950"),
        (Changes(numbers={"p_flood": 0.5}), "S950"),
        (Changes(numbers={"landfall": 3.0}), "S950"),
        (Changes(numbers={"p_break": "2031-05-01"}), "S950"),
        (Changes(numbers={"p_break": "beta(2)"}), "S503"),
        (Changes(numbers={"p_break": Quantiles(quantiles={"5": 0.5, "95": 0.5})}), "S506"),
        (Changes(claims=["c9"]), "S734"),
        (Changes(documents=["book"]), "S735"),
        (Changes(reading="cold"), "S425"),
        (Changes(given={"leave": "fly"}), "S424"),
        (Changes(given={"leave": "stay"}, observed={"leave": "stay"}), "S709"),
        (Changes(play="0"), "S422"),
        (Changes(numbers={"p_storm": 0.0}, observed={"storm": "hits"}), "S710"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_changes_that_cannot_be_are_refused_by_code(held: Session, changes: Changes, code: str) -> None:
    with pytest.raises(StandoffError) as told:
        held.preview(changes)
    assert told.value.problems[0].code == code
    assert held.preview().preview  # and the session goes on


def test_number_turned_out_of_its_range_says_which_draws_failed(held: Session) -> None:
    answer = held.preview(Changes(numbers={"p_break": "uniform(0.9, 1.1)"}))
    assert answer.found.status["failed"] > 10
    assert "p_break" in answer.failed[0]


def test_day_that_is_turned_is_told_in_days(held: Session) -> None:
    answer = held.preview(Changes(numbers={"landfall": "2031-06-01"}))
    told = answer.turned[0]
    assert (told.name, told.unit, told.kind, told.middle) == ("landfall", "date", "constant", 22431.0)


def test_answer_crosses_to_json_and_back_whole(held: Session) -> None:
    answer = held.answer(Changes(claims=["c1"], observed={"storm": "hits"}))
    assert SessionAnswer.model_validate_json(answer.model_dump_json()) == answer


def test_session_of_a_wrong_text_raises_from_python_and_is_held_by_an_editor(tmp_path: Path) -> None:
    path = barrier(tmp_path, BARRIER.replace("leave == leave", "leave == leaf", 1))
    with pytest.raises(StandoffError):
        standoff.session(path)
    own = Session(TextFiles.find(path), draws=256)
    assert own.opened().stale
    with pytest.raises(StandoffError):
        own.answer()
    assert own.edit(own.texts.with_texts({"barrier.yaml": BARRIER}))
    assert own.answer().draws == 256
