"""Many like actors: `each`, `but`, groups and quantifiers mean what the same text by hand means."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import standoff
from standoff.compiler import compile_scenario, show_arrays
from standoff.errors import ScenarioError
from standoff.expressions import moves_of
from standoff.scenario import load_text
from standoff.scenario.given_and_observed import parse_events
from standoff.scenario.stated_numbers import stated_numbers
from tests.compiler.test_exactness import solved
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


WORDS = """
standoff: 1
title: Words
as_of: 2031-03-01
horizon: 2031-12-31
actors: {it: It, all: All}
parameters: {any: "beta(2, 3)", sum: 0.5}
moves:
  count: {chance: {before: any, stage: rest}}
  each: {by: it, options: [it, by]}
  but: {by: all, together: each, options: [any, all]}
payoffs:
  it: {groups: sum if each == it and count == before, each: -1 if each == by and but != all}
  all: {any: 1 if but == any}
endings: {happened: each == it, questions: otherwise}
play: {precision: 1}
"""


def test_words_of_copies_name_anything_in_a_file_that_has_no_groups() -> None:
    scenario = load_text(WORDS).reading()
    assert scenario.moves["each"].actor == "it"
    assert scenario.moves["but"].together == {"each"}
    assert str(scenario.payoffs["it"]["groups"].expression) == "sum if each == it and count == before"


def test_option_and_actor_called_it_keep_their_meaning_beside_copies() -> None:
    text = STRAIT.replace("options: [wait, force]", "options: [wait, force, it]")
    text = text.replace(
        "trust: {each: senders, is: resolve if", "trust: {each: senders, is: resolve if entry == it and"
    )
    found = load_text(text).reading().payoffs["poland"]["trust[france]"].expression
    assert str(found).startswith("resolve[france] if entry == it and message[france] == written")


def test_it_is_the_member_as_an_option_an_actor_and_an_index() -> None:
    text = STRAIT.replace("options: [wait, force]", "options: [wait, force, france, germany]")
    text = text.replace(
        "{lost: -3 if entry == wait and message == written and kind == firm}",
        "{lost: '-3 if entry == it and message[ it ] == written and kind == firm'}",
    )
    text = text.replace("one: E(payoff(poland, trust[france])", "one: E(sum(senders, payoff(it, lost))")
    scenario = load_text(text).reading()
    lost = scenario.payoffs["germany"]["lost"].expression
    assert str(lost) == "-3 if entry == germany and message[germany] == written and kind[germany] == firm"
    assert str(scenario.measures["one"].what) == "payoff(france, lost) + payoff(germany, lost)"


def test_number_in_an_entry_with_each_counts_once_and_a_drawn_one_for_each_member() -> None:
    found = stated_numbers(load_text(STRAIT).reading())
    assert [one.name for one in found if one.name] == ["resolve[france]", "resolve[germany]", "precision"]
    assert [(one.owner, one.text) for one in found if not one.name] == [
        ("france.lost", "-3"),
        ("poland.late", "-2"),
    ]


def test_correlation_of_copies_is_of_all_pairs_or_member_by_member() -> None:
    both = """correlations:
  - {between: [resolve, resolve], rank: 0.3}
  - {between: [resolve, doubt], rank: 0.1}
"""
    text = STRAIT.replace(
        "moves:\n  kind", f"  doubt: {{each: senders, draw: 'beta(2, 2)'}}\n{both}moves:\n  kind", 1
    )
    found = load_text(text).reading().correlations
    assert [(pair.a, pair.b) for pair in found] == [
        ("resolve[france]", "resolve[germany]"),
        ("resolve[france]", "doubt[france]"),
        ("resolve[germany]", "doubt[germany]"),
    ]


def test_reading_of_one_copy_goes_before_one_of_all_in_either_order() -> None:
    moves = load_text(STRAIT).reading("refusers").moves
    assert (moves["message[france]"].fixed, moves["message[germany]"].fixed) == ("written", "vague")
    turned = STRAIT.replace(
        '{message: vague, "message[france]": written}', '{"message[france]": written, message: vague}'
    )
    assert turned != STRAIT
    assert load_text(turned).reading("refusers").moves["message[france]"].fixed == "written"


def test_given_names_one_copy_or_all() -> None:
    loaded = load_text(STRAIT)
    assert parse_events(["message[france]=vague"], loaded.reading()) == {"message[france]": "vague"}
    with pytest.raises(ScenarioError, match=r"S424.*`message\[france\]` is said to be `vague` and"):
        parse_events(["message=vague", "message[france]=written"], loaded.reading())
    assert parse_events(["message=vague"], loaded.reading()) == {
        "message[france]": "vague",
        "message[germany]": "vague",
    }


def test_option_that_only_another_copy_has_is_never_this_one() -> None:
    text = STRAIT.replace("together: all}", "together: all, but: {germany: {options: [written, refusal]}}}")
    text = text.replace("{message: vague, ", "{")
    condition = load_text(text).reading().payoffs["poland"]["late"].expression
    assert "message[germany]" not in moves_of(condition)


def test_ids_of_the_report_of_a_file_with_copies_are_each_there_once(tmp_path: Path) -> None:
    page = standoff.run(load_text(STRAIT), draws=30, seed=1, out=tmp_path / "run").report()
    text = page.read_text(encoding="utf-8")
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    assert not [name for name in ids if re.search(r"[\[\] ]", name)]


OWN_NAME = """standoff: 1
title: Same names
as_of: 2031-03-01
horizon: 2031-12-31
actors: {a: A, b: B, c: C}
groups: {g: [a, b]}
moves:
  MOVE: {each: g, by: it, options: [OPTION, wait], together: all}
  x: {by: c, options: [go, stay]}
payoffs:
  g: {t: "-1 if MOVE == OPTION", u: "0.5 if MOVE in (wait, OPTION)"}
  c: {t: "1 if x == go and any(MOVE == OPTION)", s: "count(MOVE != OPTION) if x == stay"}
endings: {some: any(MOVE == OPTION), none: otherwise}
measures: {n: "E(count(MOVE == OPTION))", one: "P(MOVE[a] == OPTION)", all: "P(all(MOVE == OPTION))"}
play: {precision: 1}
"""


@pytest.mark.parametrize(("move", "option"), [("join", "join"), ("join", "x"), ("wait", "join"), ("m", "g")])
def test_option_called_like_a_move_with_copies_is_an_option_behind_it(move: str, option: str) -> None:
    texts = [OWN_NAME.replace("MOVE", m).replace("OPTION", o) for m, o in ((move, option), ("move", "act"))]
    found, plain = (solved(load_text(text).reading(), 1)[0] for text in texts)
    for name in ("some", "none", "n", "one", "all", "a", "c"):
        assert found[name] == pytest.approx(plain[name], rel=1e-12), name
    assert 0 < plain["all"] < plain["one"] < plain["some"] < 1


def test_option_called_like_a_move_with_copies_in_a_block_is_an_option_behind_it() -> None:
    text = OWN_NAME.replace("measures:", "unused:").replace("MOVE in", "blk.MOVE in")
    block = "  blk:\n    repeat: {at_most: 2}\n    until: any(MOVE == OPTION)\n    moves:\n      MOVE:"
    text = text.replace("  MOVE:", block).replace("  x: {by", "  y: {by")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("unused"))
    for place in ("-1 if MOVE", "any(MOVE == OPTION), none", 'any(MOVE == OPTION)"', "count(MOVE"):
        text = text.replace(place, place.replace("MOVE", "blk.MOVE"))
    text = text.replace("x == go", "y == go").replace("x == stay", "y == stay")
    found, plain = (
        solved(load_text(text.replace("MOVE", m).replace("OPTION", o)).reading(), 1)[0]
        for m, o in (("join", "join"), ("move", "act"))
    )
    assert found["some"] == pytest.approx(plain["some"], rel=1e-12)
    assert 0 < plain["some"] < 1
