"""The tables of mechanisms and headlines: what can be taken out, and the measures that matter most."""

from __future__ import annotations

from standoff.scenario.tables.words import CLAIM_NAMES, MOVE_NAME, NAME, NOTE, SAYS, TITLE
from standoff.scenario.yaml.shape import Fields, Forms, Key, ListOf, MapOf

MOST_MECHANISMS = 60
MOST_HEADLINES = 8

HEADLINES = ListOf(
    Forms(
        "a measure, or a mapping with `measure`",
        scalar=NAME,
        pairs=Fields(
            "a headline",
            {"measure": Key(NAME, "one of the measures", required=True), "says": SAYS, "note": NOTE},
        ),
    ),
    f"a list of at most {MOST_HEADLINES} measures",
    most=MOST_HEADLINES,
    single=True,
)
_WHOSE = "It stands with the mechanism, beside `off:`."


def mechanisms_of(reading: Fields) -> MapOf:
    """The table of mechanisms, what they take out being written as a reading is."""
    body = {name: key for name, key in reading.keys.items() if name not in ("title", "says")}
    out = Fields(
        "what a mechanism takes out",
        body,
        elsewhere={**reading.elsewhere, **dict.fromkeys(("title", "says", "because"), _WHOSE)},
    )
    mechanism = Fields(
        "a mechanism",
        {
            "title": TITLE,
            "says": SAYS,
            "because": Key(CLAIM_NAMES, "the claims that it stands for"),
            "off": Key(out, "what a reading becomes without it, as an overlay", required=True),
            "or_off": Key(out, "another way to take it out; the smaller effect counts"),
            "moves": Key(
                ListOf(MOVE_NAME, "a list of moves", single=True),
                "its own moves, beside those that `off` changes: no headline that reads them counts",
            ),
            "judged_in": Key(
                ListOf(NAME, "a list of readings", least=1, single=True),
                "the readings that decide about it; all without it",
            ),
            "note": NOTE,
        },
    )
    return MapOf(mechanism, "mechanisms", most=MOST_MECHANISMS)
