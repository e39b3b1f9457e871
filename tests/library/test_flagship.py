"""The flagship's text and size: readings, claims and their places, wording, endings, sources."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from shipped import FLAGSHIP, printed, solved, with_measures

from standoff import library
from standoff.compiler import Compiled, compile_scenario
from standoff.scenario import LoadedScenario, load
from standoff.solvers import plan
from standoff.study.rows import prepare_reading, rows_of

READINGS = ("document", "restraint", "deterrence", "base_rates")
TESTED = {"intervention_certain", "poland_alone", "exercise_window_decides", "escalation_deters"}
SEED_DOCUMENT = "ea709326237e49418761a4b0171d02b9165a9409b915dc651f5efde1fcc7ee3a"
DOCUMENT_LENGTH = 6537  # code points
ALLEGED_NUMBERS = {"incident_push", "genuine_odds", "testimony_ratio"}
ALLEGATIONS = {"oped.c26", "oped.c27", "oped.c28", "oped.c43", "oped.c44", "oped.c77"}

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "what-the-flagship-says.md"

# Labels of one side; a scenario under examination says what is meant in plain words.
LOADED = re.compile(
    r"\bfalse flag|steamroll|puppet|\bWest\b|\bWestern\b|\bregime|hegemon|globalist"
    r"|\bNazi|terroris|collective west"
    r"|\baggressor|\borcs?\b|vassal|\bKiev\b|apocalyp|warmonger|\bhang(ed)? out to dry|\bhung out to dry",
    re.IGNORECASE,
)
# Lower-case `west` as a point of the compass is plain; `the West` as a camp is not.
COMPASS = re.compile(r"\bwest\b|\bwestern\b")


@pytest.fixture(scope="module")
def flagship() -> LoadedScenario:
    return load(FLAGSHIP)


@pytest.fixture(scope="module")
def compiled_readings(flagship: LoadedScenario) -> dict[str, Compiled]:
    return {reading: compile_scenario(flagship.reading(reading)) for reading in READINGS}


@pytest.fixture(scope="module")
def solved_readings(compiled_readings: dict[str, Compiled]) -> dict[str, pl.DataFrame]:
    """The first draws of every reading."""
    return {
        reading: rows_of(prepare_reading(compiled), seed=0, chunk=1024, first=0, n_draws=64)
        for reading, compiled in compiled_readings.items()
    }


def test_readings_are_the_four_of_the_crisis(flagship: LoadedScenario) -> None:
    assert flagship.readings == READINGS
    assert not flagship.warnings


def test_conclusions_hold_the_four_under_test_each_with_claims(flagship: LoadedScenario) -> None:
    conclusions = flagship.reading().conclusions
    assert set(conclusions) >= TESTED
    assert all(conclusion.rests.because for conclusion in conclusions.values())


def test_allegation_is_marked_and_off_in_every_reading(flagship: LoadedScenario) -> None:
    for reading in READINGS:
        scenario = flagship.reading(reading)
        assert {name for name, claim in scenario.claims.items() if claim.unverified} == ALLEGATIONS
        assert scenario.moves["incident"].unverified
        assert scenario.moves["testimony"].unverified
        assert {n for n, p in scenario.parameters.items() if p.unverified} == ALLEGED_NUMBERS
        resting = [n for n, c in scenario.conclusions.items() if ALLEGATIONS & set(c.rests.because)]
        assert resting == []


def test_claims_of_the_document_have_places_within_it(flagship: LoadedScenario) -> None:
    scenario = flagship.reading()
    assert scenario.documents["oped"].sha256 == SEED_DOCUMENT
    claims = [claim for claim in scenario.claims.values() if claim.document == "oped"]
    assert len(claims) >= 55
    places = []
    for claim in claims:
        assert claim.start is not None
        assert claim.end is not None
        assert 0 <= claim.start < claim.end <= DOCUMENT_LENGTH
        assert re.fullmatch(r"[0-9a-f]{64}", claim.span_sha256)
        places.append((claim.start, claim.end))
    assert len(set(places)) == len(places)


def test_claims_of_the_document_match_its_spans_where_it_is_at_hand(flagship: LoadedScenario) -> None:
    """Readers who have the document name its folder in STANDOFF_SOURCES; others check the rest."""
    folder = os.environ.get("STANDOFF_SOURCES")
    files = sorted(Path(folder).iterdir()) if folder else []
    held = [data for file in files if (data := file.read_bytes()) and _sha(data) == SEED_DOCUMENT]
    wrong = []
    for text in (data.decode("utf-8") for data in held):
        for name, claim in flagship.reading().claims.items():
            if claim.start is not None and _sha(text[claim.start : claim.end].encode()) != claim.span_sha256:
                wrong.append(name)
    assert wrong == []
    assert bool(held) == bool(folder)


def test_every_number_says_who_set_it_and_quotes_name_claims(flagship: LoadedScenario) -> None:
    for reading in READINGS:
        for name, parameter in flagship.reading(reading).parameters.items():
            if parameter.draw is None or name.startswith("precision"):
                continue
            rests = parameter.rests
            if rests.set_by in ("quote", "elicited"):
                assert rests.because, f"{reading}: {name}"
            if rests.set_by == "data":
                assert rests.because or rests.source, f"{reading}: {name}"


@pytest.mark.parametrize("name", library.names())
def test_words_of_a_shipped_scenario_are_neutral(name: str) -> None:
    for path in sorted(library.find(name).rglob("*")):
        if path.suffix in (".yaml", ".md"):
            text = COMPASS.sub("", path.read_text(encoding="utf-8"))
            found = [match[0] for match in LOADED.finditer(text)]
            assert found == [], path.name


def test_base_reading_reaches_every_ending_and_mixes_its_decisions(
    flagship: LoadedScenario, solved_readings: dict[str, pl.DataFrame]
) -> None:
    best: dict[str, float] = {}
    for reading, rows in solved_readings.items():
        assert np.mean(rows["status"].to_numpy() == 0) > 0.98, reading
        for name in (n for n in rows.columns if n.startswith("ending:")):
            best[name] = max(best.get(name, 0.0), float(np.mean(rows[name].to_numpy())))
    assert min(best.values()) > 1e-4, best
    assert flagship.base == READINGS[0]
    means = printed(solved_readings[READINGS[0]])
    for measure in ("force_if_breakthrough", "vague_word", "exercises_prolonged", "joined_if_force"):
        assert 0.02 < means[f"measure:{measure}"] < 0.98, measure


def test_readings_differ_in_what_they_print(solved_readings: dict[str, pl.DataFrame]) -> None:
    shown = {reading: printed(rows) for reading, rows in solved_readings.items()}
    for reading in READINGS[1:]:
        gaps = [abs(shown[reading][n] - v) for n, v in shown["document"].items() if n in shown[reading]]
        assert max(gaps) > 0.05, reading


def test_game_stays_small_enough_to_be_solved_in_a_minute(compiled_readings: dict[str, Compiled]) -> None:
    """What costs time is the play that moves beliefs: of hundreds of hidden sets that of some thirty."""
    for reading, compiled in compiled_readings.items():
        arrays = compiled.game.arrays
        members = np.bincount(arrays.infoset[arrays.infoset >= 0])
        assert arrays.n_nodes <= 3000, reading
        assert 0 < int((members > 1).sum()) <= 700, reading
        assert plan(arrays).n_unknown <= 80, reading


def test_merged_game_gives_what_the_unmerged_one_gives(flagship: LoadedScenario) -> None:
    """Moves are fixed until the unmerged game stays small; the hidden type and both rounds stay open."""
    words = {f"word[{sender}]": "refusal" for sender in ("france", "germany", "united_kingdom")}
    year = {f"year.{move}[{k}]": "wait" for move in ("entry", "step") for k in (1, 2, 3)}
    year |= {f"year.line[{k}]": "holds" for k in (1, 2, 3)} | {"year.offensive[1]": "launch"}
    fixed = flagship.with_fixed(
        words | year | {"talks": "fails", "exercises": "end", "place": "contact", "protest": "calm"}
    )
    merged, unmerged = (
        rows_of(
            prepare_reading(compile_scenario(fixed.reading(), merge=merge)),
            seed=0,
            chunk=64,
            first=0,
            n_draws=2,
        )
        for merge in (True, False)
    )
    for name in (n for n in merged.columns if n.startswith(("ending:", "measure:", "value:"))):
        assert merged[name].to_list() == pytest.approx(unmerged[name].to_list(), abs=1e-9, nan_ok=True), name


@pytest.mark.parametrize("reading", READINGS)
def test_play_differs_after_vagueness_refusal_and_a_written_guarantee(
    reading: str, solved_readings: dict[str, pl.DataFrame]
) -> None:
    """A refusal binds, vagueness pools, a guarantee separates: each has its own sequel, in this order."""
    shown = printed(solved_readings[reading])
    refusal, vague, written = (
        [shown[f"measure:{what}_after_{word}"] for what in ("force", "pressed", "offensive")]
        for word in ("refusal", "vague", "written")
    )
    assert refusal[0] + 0.01 < vague[0] < written[0] - 0.01  # a force is likelier the more is promised
    assert refusal[1] > written[1] + 0.01  # and is pressed less
    if reading != "base_rates":  # there the offensive is not a decision
        assert refusal[2] > vague[2] > written[2]  # so an offensive is worth less


def test_every_ending_holds_only_what_its_title_says() -> None:
    """Of each ending, the plays that its title rules out are counted: there are none."""
    against = {
        "wider_war": "not brink.escalation == wider",
        "left_alone": "brink.company == joined or brink.act == fight or not brink.clash == fighting",
        "some_beside": "brink.company == alone or brink.act == fight or not brink.clash == fighting",
        "joint_fight": "not (brink.act == fight and brink.clash == fighting)",
        "gave_way": "not brink.clash == gives_way or not made(place)",
        "partition": "not brink.reply == accept or not made(place)",
        "line_held": "not made(place) or brink.clash[1] == gives_way or brink.clash[2] == gives_way "
        "or brink.press == press or brink.reply == accept",
        "state_collapse": "not collapse == yes or not year.turn == broken or made(place)",
        "rear_after": "not year.turn == broken or made(place) or collapse == yes "
        "or not (year.help == rear or react == rear or own_step == rear)",
        "no_intervention": "not year.turn == broken or made(place) or react == rear or own_step == rear "
        "or year.help == rear or collapse == yes",
        "rear_only": "year.turn == broken or made(place) or not year.help == rear",
        "quiet": "year.turn == broken or made(place) or year.help == rear",
    }
    loaded = with_measures(FLAGSHIP, {f"wrong_{e}": f"P({e} and ({c}))" for e, c in against.items()})
    assert set(loaded.reading().endings) == set(against)
    found = printed(solved(loaded, None, 16, tuple(f"wrong_{e}" for e in against)))
    assert {name: found[f"measure:wrong_{name}"] for name in against} == dict.fromkeys(against, 0.0)


def test_question_has_as_many_parts_as_answers(flagship: LoadedScenario) -> None:
    """Each part of the question is one sentence of the first page."""
    scenario = flagship.reading()
    assert len(re.split(r", (?:and |or )?", scenario.question)) == len(scenario.answers) == 6


def test_page_is_short_and_gives_each_mechanism_a_row_with_an_interval(flagship: LoadedScenario) -> None:
    text = PAGE.read_text(encoding="utf-8").splitlines()
    assert sum(len(line.split()) for line in text if not line.startswith("|")) <= 600
    rows = [line for line in text if re.match(r"\| M\d\d ", line)]
    assert sorted(row[2:5].lower() for row in rows) == list(flagship.reading().mechanisms)
    assert [row[2:5] for row in rows if not re.search(r"[+-]\d+\.\d ± \d", row)] == []


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
