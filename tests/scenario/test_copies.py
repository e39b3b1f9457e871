"""Many like actors: `each`, `but`, groups and quantifiers mean what the same text by hand means."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from standoff.compiler import compile_scenario, show_arrays
from standoff.errors import ScenarioError
from standoff.scenario import load_text
from tests.scenario import copies_by_hand

STRAIT = Path(__file__).with_name("alike.yaml").read_text(encoding="utf-8")


def test_each_gives_one_move_number_and_term_for_each_member() -> None:
    scenario = load_text(STRAIT).reading()
    assert list(scenario.moves) == [
        "kind[france]",
        "kind[germany]",
        "message[france]",
        "message[germany]",
        "entry",
    ]
    assert scenario.parameters["resolve[germany]"].draw != scenario.parameters["resolve[france]"].draw
    assert scenario.moves["message[france]"].together == {"message[germany]"}
    assert scenario.moves["kind[france]"].sees == {"france"}
    assert scenario.moves["message[germany]"].title == "Message (Germany)"
    assert list(scenario.payoffs["poland"]) == ["trust[france]", "trust[germany]", "late"]
    assert str(scenario.endings["forced"].condition) == (
        "entry == force and (message[france] == written or message[germany] == written)"
    )


def test_name_with_copies_is_refused_where_none_of_them_is_named() -> None:
    with pytest.raises(ScenarioError, match=r"S490.*`message` has a copy for each of `senders`"):
        load_text(STRAIT.replace("any(message == written)", "message == written"))


def _listed(text: str, overlays: bool) -> list[str]:
    """The game of every reading, each node, edge, cell and count, copies named as by hand."""
    loaded = load_text(text)
    readings = loaded.readings if overlays else (loaded.base,)
    shown = [show_arrays(compile_scenario(loaded.reading(name))) for name in readings]
    return [re.sub(r"\[(\w+)\]", r"_\1", one) for one in shown]


# 300 games by hand take half a minute: the compiler is asked for every third reading that is an overlay.
@pytest.mark.parametrize("block", range(10))
def test_each_gives_the_same_game_as_the_text_by_hand_node_for_node(block: int) -> None:
    for seed in range(30 * block, 30 * block + 30):
        short, by_hand = copies_by_hand.texts(seed)
        assert _listed(short, seed % 3 == 0) == _listed(by_hand, seed % 3 == 0), seed
