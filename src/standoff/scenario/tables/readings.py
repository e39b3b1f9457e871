"""The table of a reading: what it may change of a move, a summit and a front."""

from __future__ import annotations

from standoff.scenario.tables.processes import FRONT, SUMMIT
from standoff.scenario.tables.words import FORMULA, RESTS
from standoff.scenario.yaml.shape import Fields, Forms, Key, Leaf, ListOf, MapOf, Shape

NO_NEW_MOVE = "A new move stands under `moves:` at the top; the other readings switch it `off`."
FIXED = Leaf("`off`, or one of the move's options", frozenset({"text"}), name=True)
_OPTION = Leaf("an option", frozenset({"text", "whole", "number"}))


def loosened(shape: Shape, *names: str, what: str = "") -> Shape:
    """The shape with nothing required, since a reading says only what it changes; of these keys alone."""
    if isinstance(shape, Forms) and isinstance(shape.pairs, MapOf):
        return loosened(shape.pairs)
    if isinstance(shape, MapOf):
        return MapOf(loosened(shape.value), shape.whose, least=1)
    if not isinstance(shape, Fields):
        return shape
    keys = {
        name: Key(loosened(key.shape) if name in _INNER else key.shape, key.says)
        for name, key in shape.keys.items()
        if not names or name in names
    }
    return Fields(what or shape.what, keys, elsewhere=shape.elsewhere)


_INNER = ("members", "bodies", "schedules")


def move_of_a_reading(belief: Shape) -> Fields:
    """What a reading may change of a move, `belief` being the shape of a belief."""
    return Fields(
        "a move in a reading",
        {
            "options": Key(ListOf(_OPTION, "a list of options", least=1), "the options that are left"),
            "chance": Key(MapOf(FORMULA, "options"), "a probability for each option, in place of the file's"),
            "when": Key(FORMULA, "the condition under which it is made, in place of the file's"),
            "believed": Key(MapOf(belief, "actors"), "beliefs that it replaces, by actor"),
            **RESTS,
        },
        elsewhere=dict.fromkeys(("by", "seen_by", "hidden_from", "together"), NO_NEW_MOVE)
        | dict.fromkeys(("within", "on", "until"), "A date parameter can be drawn otherwise by a reading."),
    )


_RULE = ("rule", "quota", "cost", "veto", "body", "bodies", "members", "proposer")
SUMMIT_OF_A_READING = loosened(SUMMIT, *_RULE, what="a summit in a reading")
FRONT_OF_A_READING = loosened(FRONT, "parameters", "schedules", what="a front in a reading")
