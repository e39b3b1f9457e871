"""The tables of fronts and summits."""

from __future__ import annotations

from standoff.scenario.tables.words import (
    DATE,
    DISTRIBUTION,
    FLAG,
    FORMULA,
    NAME,
    NOTE,
    NUMBER,
    PARAMETER_FIELDS,
    RESTS,
    SAYS,
    TEXT,
    TITLE,
)
from standoff.scenario.yaml.shape import Fields, Forms, Key, Leaf, ListOf, MapOf

NO_NUMBERS = "Give those of the model, as `strength_attacker: 2`; the reference lists them."
_SCHEDULE = Fields(
    "a schedule",
    {
        "what": Key(NAME, "the model's input that changes, as `defender_stock`", required=True),
        "amount": Key(FORMULA, "how much: per unit of the model's clock, or at once", required=True),
        "from": Key(FORMULA, "the day from which, an expression that gives a date", required=True),
        "until": Key(FORMULA, "the day up to which, an expression that gives a date"),
        "once": Key(FLAG, "`true` for a single delivery on the first day"),
        "says": SAYS,
        "note": NOTE,
    },
)
FRONT = Fields(
    "a front",
    {
        "model": Key(NAME, "the model, as `six_state` or `square`", required=True),
        "start": Key(DATE, "the day on which its numbers stand; `as_of` without it"),
        "parameters": Key(
            MapOf(FORMULA, "parameters of the model", least=1, none=NO_NUMBERS),
            "the model's numbers, as expressions over parameters and earlier public moves",
            required=True,
        ),
        "schedules": Key(MapOf(_SCHEDULE, "schedules"), "dated changes: aid, mobilisation, exercises"),
        "past": Key(TEXT, "past months beside the model: `ukraine-area`, or a CSV file in the folder"),
        "title": TITLE,
        "says": SAYS,
        **RESTS,
    },
)
SUMMIT_RULES = ("unanimity", "consensus", "silence", "majority", "weighted")
SUMMIT_MODELS = ("compromise", "median", "smp", "challenge", "nash_bargaining")
_MEMBER_NUMBER = Forms(
    "an expression, or a distribution",
    scalar=FORMULA,
    pairs=DISTRIBUTION,
    marked=(("draw", "is"), PARAMETER_FIELDS),
)
_MEMBER = Fields(
    "a member",
    {
        "position": Key(_MEMBER_NUMBER, "what it wants, on the scale of the options", required=True),
        "limit": Key(_MEMBER_NUMBER, "the highest option that it accepts, on the scale of the options"),
        "salience": Key(_MEMBER_NUMBER, "how much it cares, from 0 to 1; 1 without it"),
        "capability": Key(_MEMBER_NUMBER, "its weight in the forecast; 1 without it"),
        "votes": Key(NUMBER, "its votes under `rule: weighted`"),
        "title": TITLE,
        "says": SAYS,
        **RESTS,
    },
)
_MEMBERS = Forms(
    "a mapping of members, or `{file: members.csv}`",
    pairs=MapOf(_MEMBER, "members", least=2),
    marked=(
        ("file",),
        Fields(
            "a file of members",
            {
                "file": Key(TEXT, "a CSV file beside the scenario, as `members.csv`", required=True),
                "dimension": Key(TEXT, "which dimension is read, of a table that has several"),
                **RESTS,
            },
        ),
    ),
)
_SITS = ListOf(NAME, "a list of members", least=1, single=True)
_RULE = {
    "rule": Key(Leaf("one of the rules", choices=SUMMIT_RULES), "who must agree", required=True),
    "quota": Key(NUMBER, "the share of members (majority) or the votes (weighted) that are needed"),
    "cost": Key(FORMULA, "what it costs to stand alone (consensus) or to break the silence"),
    "veto": Key(_SITS, "members whose objection alone blocks (majority, weighted)"),
}
_BODY = Fields(
    "a body",
    {
        "when": Key(FORMULA, "a condition over earlier public moves: where it holds, this body decides"),
        "members": Key(_SITS, "who sits in it; all without it"),
        **_RULE,
        "title": TITLE,
        "note": NOTE,
    },
)
_PROPOSER = Forms(
    "a member, or `{position: ...}`",
    scalar=NAME,
    pairs=Fields(
        "a proposer",
        {"position": Key(FORMULA, "what it likes best, on the scale of the options", required=True)},
    ),
)
SUMMIT = Fields(
    "a summit",
    {
        "options": Key(
            ListOf(NAME, "a list of options, the status quo first", least=2),
            "the ladder, in order",
            required=True,
        ),
        "values": Key(
            ListOf(NUMBER, "a rising number for each option"), "the scale; 0, 1, 2, ... without it"
        ),
        "members": Key(_MEMBERS, "who decides", required=True),
        **_RULE,
        "body": Key(_SITS, "the members who sit and decide; all without it"),
        "bodies": Key(
            MapOf(_BODY, "bodies"),
            "other bodies, each with its own rule; the first whose `when` holds decides",
        ),
        "proposer": Key(_PROPOSER, "who proposes: what passes and it likes best is adopted"),
        "model": Key(Leaf("one of the models", choices=SUMMIT_MODELS), "what `position()` is read from"),
        "disagreement": Key(FORMULA, "what no agreement costs each member (nash_bargaining)"),
        "title": TITLE,
        "says": SAYS,
        **RESTS,
    },
)
