"""The tables of a repeated block: `repeat`, `until`, `carry`, and the moves of one stage."""

from __future__ import annotations

from standoff.scenario.tables.words import DATE, FORMULA, NAME, NOTE, RESTS, SAYS, TEXT, TITLE, WHOLE
from standoff.scenario.yaml.shape import Fields, Forms, Key, Leaf, ListOf, MapOf

MOST_ROUNDS = 20
MOST_STAGES = 60

_ROUNDS = Fields("rounds", {"at_most": Key(WHOLE, f"how many rounds, at most {MOST_ROUNDS}", required=True)})
_DATED = Fields(
    "dated stages",
    {
        "every": Key(TEXT, "the length of a stage, as `2 months`, `3 weeks` or `10 days`", required=True),
        "from": Key(DATE, "the first day of the first stage", required=True),
        "to": Key(DATE, "the last day of the last stage, which may be shorter", required=True),
    },
)
REPEAT = Forms(
    "`{at_most: 6}`, or `{every: 2 months, from: date, to: date}`",
    pairs=_ROUNDS,
    marked=(("every", "from", "to"), _DATED),
)
CARRIED = Fields(
    "a carried state",
    {
        "options": Key(ListOf(NAME, "a list of options"), "what it can be", required=True),
        "start": Key(NAME, "what it is before the first stage", required=True),
        "next": Key(
            FORMULA,
            "what it is after a stage: an option, as `tense if unrest == up else mood`",
            required=True,
        ),
        "title": TITLE,
        "says": SAYS,
        "note": NOTE,
    },
)
_NESTED = "A block cannot stand in a block: let one of them carry a state that the other reads."


def block_of(move: Fields) -> Fields:
    """The table of a block whose stages are made of such moves."""
    inner = Fields(
        move.what,
        move.keys,
        move.one_of,
        {**move.elsewhere, **dict.fromkeys(("repeat", "carry", "moves"), _NESTED)},
    )
    return Fields(
        "a repeated block",
        {
            "repeat": Key(REPEAT, "how often: `at_most` so many rounds, or dated stages", required=True),
            "until": Key(FORMULA, "a condition read after a stage's last move: where it holds, it ends"),
            "carry": Key(
                MapOf(CARRIED, "carried states", least=1), "small states carried from stage to stage"
            ),
            "moves": Key(MapOf(inner, "moves", least=1), "the moves of one stage, in order", required=True),
            "title": TITLE,
            "says": SAYS,
            **{key: RESTS[key] for key in ("note",)},
        },
        elsewhere={"at_most": "It stands under `repeat:`.", "every": "It stands under `repeat:`."},
    )


WAITING = Key(
    Leaf("an option, or `none`", kinds=frozenset({"text", "whole", "number"})),
    "in a dated stage: the option that waits, so that the noise of play does not add up; or `none`",
)
OVERLAY = Fields(
    "a block in a reading",
    {
        "at_most": Key(WHOLE, "how many stages are played, at most those of the file"),
        "until": Key(FORMULA, "another condition that ends it, or `off`"),
    },
)
