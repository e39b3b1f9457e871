"""Which earlier moves a mover must still tell apart."""

from __future__ import annotations

from standoff.compiler.information import Stage, analyse, stages_of


def _signalling() -> tuple[Stage, ...]:
    """0 type (seen by the sender), 1 message (sender), 2 remark (receiver), 3 answer (receiver)."""
    order = ["type", "message", "remark", "answer"]
    return stages_of(
        order,
        {"type": None, "message": "s", "remark": "r", "answer": "r"},
        {
            "type": frozenset("s"),
            "message": frozenset("sr"),
            "remark": frozenset("sr"),
            "answer": frozenset("sr"),
        },
        dict.fromkeys(order, frozenset()),
        dict.fromkeys(order, frozenset()),
    )


def test_message_of_an_informed_sender_stays_although_no_payoff_names_it():
    found = analyse(_signalling(), [frozenset({0, 3})])
    assert found.needed[3] == frozenset({1})
    assert 1 in found.key[3]


def test_remark_of_the_uninformed_is_forgotten():
    found = analyse(_signalling(), [frozenset({0, 3})])
    assert 2 not in (found.needed[3] or ())
    assert 2 not in found.key[3]


def test_mover_that_sees_all_that_matters_knows_its_node():
    found = analyse(_signalling(), [frozenset({1, 3})])
    assert found.needed[3] is None
    assert found.key[3] == frozenset()


def test_simultaneous_move_is_hidden_only_from_the_other_mover():
    order = ["a", "b", "c"]
    stages = stages_of(
        order,
        {"a": "x", "b": "y", "c": "y"},
        dict.fromkeys(order, frozenset("xy")),
        {"a": frozenset({"b"}), "b": frozenset({"a"}), "c": frozenset()},
        dict.fromkeys(order, frozenset()),
    )
    assert stages[1].hidden == frozenset({0})
    assert stages[2].hidden == frozenset()


def test_hidden_move_that_nothing_later_names_hides_nothing():
    found = analyse(_signalling(), [frozenset({0, 1}), frozenset({2, 3})])
    assert found.needed[3] is None
