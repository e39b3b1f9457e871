"""The tables of what is copied: `groups`, `each`, `but`, put onto the tables of what can be copied."""

from __future__ import annotations

from standoff.scenario.yaml.shape import Fields, Forms, Key, Leaf, ListOf, MapOf, Shape

MOST_MEMBERS = 60

_TEXT = Leaf("a text")
_NAME = Leaf("a name", kinds=frozenset({"text"}), name=True)
_MEMBERS = ListOf(_NAME, "a list of actors and groups")
GROUP = Forms(
    "a list of actors, or a mapping with `members`",
    items=_MEMBERS,
    pairs=Fields(
        "a group",
        {
            "members": Key(_MEMBERS, "its members: actors, and groups whose members are then its own", True),
            "title": Key(_TEXT, "what it is called in the report"),
            "says": Key(_TEXT, "what it means, in a sentence"),
        },
    ),
)
EACH = Key(_NAME, "the group for each of whose members there is one; `it` is the member")


def copied(
    fields: Fields, *, each: bool = True, short: Leaf | None = None, pairs: Shape | None = None
) -> Fields:
    """The table with `each` and `but`.

    Parameters
    ----------
    each : whether it can be copied here; without it only the exceptions can be said (in a reading)
    short : what an exception is where it is a single value
    pairs : what an exception is where it is another mapping than one of the table's keys
    """
    other = Fields(fields.what, fields.keys, elsewhere=fields.elsewhere)
    marked = None if pairs is None else (tuple(fields.keys), other)
    exception = Forms("a value, or the keys that differ", short, pairs or other, marked=marked)
    own = {"each": EACH} if each else {}
    own["but"] = Key(MapOf(exception, "members", least=1), "members for which something else stands")
    return Fields(fields.what, {**fields.keys, **own}, fields.one_of, fields.elsewhere)
