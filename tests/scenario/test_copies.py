"""Many like actors: `each`, `but`, groups and quantifiers mean what the same text by hand means."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.errors import ScenarioError
from standoff.scenario import load_text

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
