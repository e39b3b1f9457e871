"""The toy scenario of the language's description: its records are what its text says."""

from __future__ import annotations

import datetime as dt
import hashlib
import pickle
from pathlib import Path

import pytest

from standoff.expressions import key
from standoff.scenario import LoadedScenario, load

TOY = Path(__file__).with_name("toy.yaml")


@pytest.fixture(scope="module")
def toy() -> LoadedScenario:
    return load(TOY)


def test_toy_loads_without_warnings(toy: LoadedScenario) -> None:
    assert (toy.name, toy.base, toy.readings, toy.warnings) == (
        "toy",
        "as_written",
        ("as_written", "sceptic"),
        (),
    )


def test_toy_head_is_read(toy: LoadedScenario) -> None:
    found = toy.reading()
    assert (found.title, found.as_of, found.horizon) == (
        "The strait",
        dt.date(2031, 3, 1),
        dt.date(2031, 12, 31),
    )
    assert found.question.startswith("Does the guarantor")
    assert found.readings == {"as_written": "As written", "sceptic": "Sceptic"}


def test_toy_hash_is_of_names_and_bytes(toy: LoadedScenario) -> None:
    parts = [b"toy.yaml", TOY.read_bytes()]
    assert toy.sha256 == hashlib.sha256(b"".join(len(p).to_bytes(8, "big") + p for p in parts)).hexdigest()
    assert toy.files == {"toy.yaml": TOY.read_text(encoding="utf-8")}


def test_toy_parameters_are_in_order_with_their_grounds(toy: LoadedScenario) -> None:
    found = toy.reading().parameters
    names = ["p_firm", "p_firm_feared", "war_cost", "delay_cost", "share", "my_cost", "precision"]
    assert list(found) == names
    assert found["p_firm"].rests.because == ("c4",)
    assert found["p_firm"].rests.set_by == "elicited"
    assert found["share"].draw is not None
    assert found["share"].draw.is_constant
    assert found["my_cost"].derived is not None
    assert key(found["my_cost"].derived) == "(share*war_cost)"
    assert found["war_cost"].unit == "payoff"
    assert found["precision"].rests.set_by == "assumed"


def test_toy_moves_are_in_order_with_who_sees_them(toy: LoadedScenario) -> None:
    found = toy.reading().moves
    assert list(found) == ["kind", "pledge", "challenge", "help", "widen"]
    assert found["kind"].sees == {"guarantor"}
    assert found["pledge"].sees == {"attacker", "protege", "guarantor"}
    assert found["kind"].actor is None
    assert found["help"].actor == "guarantor"


def test_toy_chance_and_belief_have_one_rest_each(toy: LoadedScenario) -> None:
    kind = toy.reading().moves["kind"]
    assert kind.chance is not None
    assert key(kind.chance["firm"]) == "p_firm"  # type: ignore[arg-type]
    assert kind.chance["hollow"] is None
    assert key(kind.believed["attacker"]["firm"]) == "p_firm_feared"  # type: ignore[arg-type]
    assert kind.believed["attacker"]["hollow"] is None


def test_toy_dates_are_a_window(toy: LoadedScenario) -> None:
    dates = toy.reading().moves["challenge"].dates
    assert dates is not None
    assert (dates.kind, dates.start, dates.end) == ("within", dt.date(2031, 4, 1), dt.date(2031, 6, 30))


def test_toy_outcomes_are_read(toy: LoadedScenario) -> None:
    found = toy.reading()
    assert list(found.payoffs["guarantor"]) == ["resolve", "name_lost", "war", "ruin"]
    assert list(found.endings) == ["wider_war", "defended", "abandoned", "quiet"]
    assert found.endings["quiet"].condition is None
    measure = found.measures["help_if_attacked"]
    assert measure.given is not None
    assert (measure.kind, key(measure.what), key(measure.given)) == ("P", "help=fight", "challenge=attack")
    assert found.conclusions["help_is_certain"].rests.because == ("c9",)


def test_toy_play_is_one_precision_for_all(toy: LoadedScenario) -> None:
    play = toy.reading().play
    assert (play.sharp, set(play.precision.values())) == (False, {"precision"})
    assert list(play.precision) == ["attacker", "protege", "guarantor"]


def test_toy_reading_replaces_one_distribution_and_keeps_the_rest(toy: LoadedScenario) -> None:
    base, sceptic = toy.reading(), toy.reading("sceptic")
    assert str(sceptic.parameters["p_firm"].draw.text) == "beta(1, 6)"  # type: ignore[union-attr]
    assert sceptic.parameters["p_firm"].says == base.parameters["p_firm"].says
    assert sceptic.parameters["p_firm"].rests.because == ()
    assert sceptic.parameters["war_cost"] == base.parameters["war_cost"]
    assert sceptic.moves == base.moves


def test_toy_survives_pickling(toy: LoadedScenario) -> None:
    assert pickle.loads(pickle.dumps(toy)).reading() == toy.reading()
